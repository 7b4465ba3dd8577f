"""The page Granskning: the questions of the law, what there is to answer them by, and what the auditors answer."""

from __future__ import annotations

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from auditors.path import queries, services
from auditors.path.asked import BY_KEY
from auditors.path.draft import paragraphs
from auditors.path.evidence.gathered import evidence
from auditors.path.evidence.piece import Look
from auditors.path.forms import AssessmentForm
from auditors.path.models import Assessment
from finsam.core.audit import places
from finsam.core.crud.editor import tell_saved
from finsam.core.crud.forms import sent
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.views.files import saved_as

AUDIT = Permission.AUDIT


@places.page_for(Assessment)
def _page_of(tenant: TenantContext, assessment: Assessment) -> str:
    return f"{places.address_of(tenant, assessment, 'examination')}#{assessment.question}"


@require_permission(Permission.READ_LOG)
def examination(request):
    """The questions of the law in its own order, each with its evidence and its answers."""
    tenant = request.tenant
    look = Look(tenant)
    answered = queries.answers(tenant)
    context = {
        "rows": [
            {
                "answered": each,
                "pieces": evidence(look, each.asked.key),
                "others": [(row, look.told(row.text)) for row in each.others],
            }
            for each in answered
        ],
        "judged": sum(1 for each in answered if each.own and each.own.verdict),
        "section": "examination",
    }
    return render(request, "auditors/examination.html", context)


@require_permission(AUDIT, AUDIT)
def assess(request, question):
    """The visitor's own answer to one question, with the evidence beside."""
    tenant, asked = request.tenant, BY_KEY.get(question)
    if asked is None:
        raise Http404("Frågan finns inte.")
    known = queries.own(tenant, question)
    row = known or Assessment(forbund=tenant.forbund, fiscal_year=tenant.here, question=question)
    row.forbund, row.fiscal_year = tenant.forbund, tenant.here
    form = AssessmentForm(sent(request), instance=row, tenant=tenant)
    if request.method == "POST" and form.is_valid():
        version, share = form.cleaned_data.get("version"), "dela" in request.POST
        if form.carry_out(services.assess, assessment=row, by=request.user, version=version, share=share):
            tell_saved(
                request,
                "Bedömningen är delad med de andra revisorerna och kansliet."
                if share
                else "Bedömningen är sparad.",
                changed=form.changed or share,
            )
            return HttpResponseRedirect(f"{address(tenant, 'examination')}#{question}")
    stored = queries.own(tenant, question)
    context = {
        "form": form,
        "stale": form.stale,
        "asked": asked,
        "pieces": evidence(Look(tenant), question),
        "shared": stored.shared_at if stored else None,
        "section": "examination",
    }
    return render(
        request, "auditors/assessment.html", context, status=422 if request.method == "POST" else 200
    )


@require_permission(AUDIT)
def draft(request):
    """A draft of the revisionsberättelse, made of the shared answers."""
    tenant = request.tenant
    context = {"paragraphs": paragraphs(tenant.here, queries.shared(tenant.here)), "section": "examination"}
    return render(request, "auditors/draft.html", context)


@require_permission(AUDIT)
def draft_text(request):
    """The same as plain text, to be written on in a text program."""
    tenant = request.tenant
    text = "\r\n\r\n".join(paragraphs(tenant.here, queries.shared(tenant.here))) + "\r\n"
    name = f"{tenant.forbund.key}-revisionsberattelse-{tenant.here.year}-utkast.txt"
    return saved_as(name, text, "text/plain; charset=utf-8")


urlpatterns = [
    path("granskning/", examination, name="examination"),
    path("granskning/bedomning/<slug:question>/", assess, name="examination-assess"),
    path("granskning/revisionsberattelse/", draft, name="examination-draft"),
    path("granskning/revisionsberattelse/text/", draft_text, name="examination-draft-text"),
]
