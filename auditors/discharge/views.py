"""The page Ansvarsfrihet: papers beside the årsredovisning, the dispatch list, the members' decisions and their bundles."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from auditors.discharge import bundle, queries, services
from auditors.discharge.forms import AttachForm, DecisionForm, DispatchForm
from auditors.discharge.models import Attachment, Dispatch, MemberDecision, PaperKind
from finsam.core.audit import places
from finsam.core.crud.editor import tell_saved
from finsam.core.crud.forms import sent
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.views.files import as_sent, saved_as
from finsam.organisation.models import Member
from finsam.rendering.pdf.pdf import RenderError

CONVENE, AUDIT = Permission.CONVENE, Permission.AUDIT


@places.page_for(Dispatch)
@places.page_for(MemberDecision)
def _page_of(tenant: TenantContext, row) -> str:
    return places.address_of(tenant, row, "discharge")


@require_permission()
def discharge(request):
    """How far the year's ansvarsfrihet has come, and what is missing."""
    whole = queries.discharge(request.tenant.here)
    context = {
        "discharge": whole,
        "papers": [(paper, whole.newest(paper.kind) is paper) for paper in reversed(whole.papers)],
        "missing": whole.missing(),
        "section": "discharge",
    }
    return render(request, "auditors/discharge.html", context)


def _attach(request, kind: str):
    """A page where a PDF is put beside the årsredovisning."""
    tenant = request.tenant
    edition = queries.annual_report(tenant.here)
    form = AttachForm(sent(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and edition is None:
        form.add_error(None, services.NO_EDITION)
    elif request.method == "POST" and form.is_valid():
        try:
            services.attach(edition=edition, kind=kind, file=form.cleaned_data["file"], by=request.user)
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            messages.success(request, f"{PaperKind(kind).label} är bifogad.")
            return HttpResponseRedirect(f"{address(tenant, 'discharge')}#papper")
    context = {
        "form": form, "kind": PaperKind(kind).label, "edition": edition, "no_edition": services.NO_EDITION,
        "section": "discharge",
    }  # fmt: skip
    return render(
        request, "auditors/discharge_attach.html", context, status=422 if request.method == "POST" else 200
    )


@require_permission(AUDIT, AUDIT)
def attach_report(request):
    """The auditors put their revisionsberättelse beside the årsredovisning."""
    return _attach(request, PaperKind.REPORT)


@require_permission(CONVENE, CONVENE)
def attach_signed(request):
    """The kansli puts a signed copy beside the årsredovisning."""
    return _attach(request, PaperKind.SIGNED)


@require_permission(kept=False)
def file(request, paper):
    """A paper, byte for byte as it was sent."""
    tenant = request.tenant
    rows = Attachment.objects.filter(
        edition__forbund_key=tenant.forbund.key, edition__year=tenant.here.year, sha256=paper
    )
    stored = rows.first()
    if stored is None:
        raise Http404("Filen finns inte.")
    return as_sent(stored, f"{tenant.forbund.key}-{stored.kind}-{tenant.here.year}-{stored.sha256[:8]}")


def _noted(request, form, title: str, service, name: str, row, anchor: str):
    """A form over what is noted, and what comes of it."""
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data.get("version")
        if form.carry_out(service, **{name: row}, by=request.user, version=version):
            tell_saved(request, "Anteckningen är sparad.", changed=form.changed)
            return HttpResponseRedirect(f"{address(request.tenant, 'discharge')}#{anchor}")
    context = {"form": form, "stale": form.stale, "title": title, "anchor": anchor, "section": "discharge"}
    return render(
        request, "auditors/discharge_note.html", context, status=422 if request.method == "POST" else 200
    )


@require_permission(CONVENE, CONVENE)
def note_dispatch(request, recipient):
    """Note when the papers were sent to somebody."""
    tenant = request.tenant
    lines = {line.slug: line for line in queries.discharge(tenant.here).lines}
    if (line := lines.get(recipient)) is None:
        raise Http404("Mottagaren finns inte det här året.")
    row = line.sent or Dispatch(to=line.to, member=line.member)
    row.forbund, row.fiscal_year, row.member = tenant.forbund, tenant.here, line.member
    form = DispatchForm(sent(request), instance=row, tenant=tenant)
    return _noted(
        request, form, f"Utskick till {line.name}", services.note_dispatch, "dispatch", row, "utskick"
    )


@require_permission(CONVENE, CONVENE)
def note_decision(request, member):
    """Note what a member decided."""
    tenant = request.tenant
    rows = {row.member.key: row for row in queries.discharge(tenant.here).decisions}
    if (known := rows.get(member)) is None:
        raise Http404("Medlemmen finns inte det här året.")
    row = known.decision or MemberDecision(member=known.member)
    row.forbund, row.fiscal_year, row.member = tenant.forbund, tenant.here, known.member
    form = DecisionForm(sent(request), instance=row, tenant=tenant)
    return _noted(
        request, form, f"Beslut av {known.member.name}", services.note_decision, "decision", row, "beslut"
    )


@require_permission(kept=False)
def member_bundle(request, member):
    """What a member's fullmäktige needs, in one file."""
    tenant = request.tenant
    of: Member = tenant.get(Member, key=member)
    whole = queries.discharge(tenant.here)
    back = HttpResponseRedirect(address(tenant, "discharge"))
    if not of.is_in(tenant.here.year):
        raise Http404("Medlemmen finns inte det här året.")
    try:
        content = bundle.packed(whole, of)
    except RenderError as error:
        messages.warning(request, str(error))
        return back
    name = f"{tenant.forbund.key}-ansvarsfrihet-{tenant.here.year}-{of.key}.zip"
    return saved_as(name, content, "application/zip")


urlpatterns = [
    path("ansvarsfrihet/", discharge, name="discharge"),
    path("ansvarsfrihet/revisionsberattelse/", attach_report, name="discharge-report"),
    path("ansvarsfrihet/undertecknad/", attach_signed, name="discharge-signed"),
    path("ansvarsfrihet/papper/<slug:paper>/", file, name="discharge-paper"),
    path("ansvarsfrihet/utskick/<slug:recipient>/", note_dispatch, name="discharge-sent"),
    path("ansvarsfrihet/beslut/<slug:member>/", note_decision, name="discharge-decision"),
    path("ansvarsfrihet/underlag/<slug:member>/", member_bundle, name="discharge-bundle"),
]
