"""The page of a document's step, and the one that is shown while a worker takes it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect

from finsam.comments.queries import unanswered
from finsam.core import services
from finsam.core.crud.forms import sent
from finsam.core.tasks.queue import somebody_works
from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.documents.models import Document
from finsam.editions import queries
from finsam.editions.deciding import meetings_of, noted_of
from finsam.editions.forms import DecisionForm, StepForm
from finsam.editions.models import Edition
from finsam.editions.services import hindrances_of, take_step
from finsam.editions.states import step_of, way_of
from finsam.web.steps.making import READ_AGAIN, WantedStep, faults, leave_to_worker


def _asked(request, key: str, step: str) -> Document:
    """The document, for somebody who may take the step."""
    tenant = request.tenant
    document = tenant.get(Document, key=key)
    document.forbund, document.fiscal_year = tenant.forbund, tenant.fiscal_year
    if step not in way_of(document.kind).steps:
        raise Http404("Steget finns inte.")
    tenant.require(step_of(document.kind, step).permission)
    return document


def _form(document: Document, step: str, data) -> StepForm:
    decides = step_of(document.kind, step).decides
    initial = {"version": document.version, "day": document.decided_on, "paragraph": document.paragraph}
    form = (DecisionForm if decides else StepForm)(
        data, initial=initial | (noted_of(document) if decides else {})
    )
    if isinstance(form, DecisionForm):
        form.offer(meetings_of(document))
    return form


def _page(
    request, document: Document, step: str, form: StepForm, lacking: list[str], status: int
) -> HttpResponse:
    transition = step_of(document.kind, step)
    context = {
        "document": document,
        "name": step,
        "step": transition,
        "form": form,
        "lacking": lacking,
        "unanswered": unanswered(document) if transition.decides else 0,
    }
    return render(request, "web/steps/step.html", context, status=status)


@require_permission(Permission.EDIT_PLAN, Permission.EDIT_PLAN)
def document_step(request, key, step):
    """Say what a step means and what it lacks; a post takes it, or leaves it to a worker where it stores what is drawn."""
    document = _asked(request, key, step)
    form = _form(document, step, sent(request))
    lacking: list[str] = []
    if form.is_valid():
        answer = _left(request, document, step, form, lacking) if _is_slow(document, step) else None
        if answer is None and not lacking:
            answer = _taken(request, document, step, form, lacking)
        if answer is not None:
            return answer
    else:
        try:
            lacking = hindrances_of(document, step)
        except ValidationError as error:
            messages.info(request, " ".join(error.messages))
            return HttpResponseRedirect(address(request.tenant, "document", key=key))
    return _page(request, document, step, form, lacking, 422 if request.method == "POST" else 200)


def _is_slow(document: Document, step: str) -> bool:
    return step_of(document.kind, step).stores and somebody_works()


def _left(
    request, document: Document, step: str, form: StepForm, lacking: list[str]
) -> HttpResponseRedirect | None:
    """Leave the step to a worker, unless it is clear already that it can't be taken."""
    version = form.cleaned_data["version"] or document.version
    if version != document.version:
        lacking.append(f"{services.StaleSave(document)} {READ_AGAIN}")
        return None
    try:
        lacking += hindrances_of(document, step)
    except ValidationError as error:
        lacking += error.messages
    if lacking:
        return None
    leave_to_worker(WantedStep(document, step, version), form.decision(), by=request.user)
    written = {name: request.POST.get(name, "") for name in form.fields if name != "version"}
    query = urlencode({**written, "version": version})
    return HttpResponseRedirect(
        f"{address(request.tenant, 'document-step-progress', key=document.key, step=step)}?{query}"
    )


def _taken(
    request, document: Document, step: str, form: StepForm, lacking: list[str]
) -> HttpResponseRedirect | None:
    """Take the step here; what it lacks is told."""
    version = form.cleaned_data["version"]
    try:
        edition = take_step(
            document=document, step=step, by=request.user, decision=form.decision(), version=version
        )
    except services.StaleSave as error:
        lacking.append(f"{error} {READ_AGAIN}")
    except ValidationError as error:
        lacking += error.messages
    else:
        return _done(request, document, step, edition)
    return None


def _done(request, document: Document, step: str, edition: Edition | None) -> HttpResponseRedirect:
    """Back to the document, which has come a step on."""
    stored = f" Den är lagrad som handling {edition.number} med koden {edition.code}." if edition else ""
    done = step_of(document.kind, step).target
    word = way_of(document.kind).labels(done).label.lower()
    messages.success(request, f"{document} är nu {word}.{stored}")
    return HttpResponseRedirect(address(request.tenant, "document", key=document.key))


@require_permission(Permission.EDIT_PLAN, kept=False)
def document_step_progress(request, key, step):
    """How far a step has come that a worker takes. Afterwards it leads to the document; if it failed, it is the step's page again."""
    document = _asked(request, key, step)
    version = request.GET.get("version", "")
    wanted = WantedStep(document, step, int(version) if version.isdecimal() and len(version) < 10 else 0)
    here = request.get_full_path()
    if wanted.is_taken:
        if request.htmx:
            return HttpResponseClientRedirect(here)
        rows = queries.of_document(document)
        return _done(request, document, step, rows[0] if rows else None)
    draft = wanted.draft()
    if draft is None and not request.htmx:
        return HttpResponseRedirect(address(request.tenant, "document-step", key=key, step=step))
    lacking = faults(draft)
    if lacking and request.htmx:
        return HttpResponseClientRedirect(here)
    if lacking:
        return _page(request, document, step, _form(document, step, request.GET), lacking, 422)
    context = {"document": document, "step": step_of(document.kind, step), "draft": draft, "here": here}
    if request.htmx:
        told = context | {"says_step": request.GET.get("steg") != draft.step}
        return render(request, "web/steps/progress.html", told)
    return render(request, "web/steps/taking.html", context, status=202)
