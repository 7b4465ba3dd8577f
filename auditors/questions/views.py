"""Granskning → Frågor: what the auditors ask, and what the kansli answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from auditors.questions import pins, queries, reading, services
from auditors.questions.forms import QuestionForm, ReplyForm
from auditors.questions.models import WAITING, Question, QuestionStatus, Reply, ReplyFile
from auditors.questions.states import WAY
from finsam.core.audit import places
from finsam.core.crud.editor import version_in
from finsam.core.crud.forms import sent
from finsam.core.services import StaleSave
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.views.files import as_sent
from finsam.disclosure.reader import Reader, reader_of

READ, AUDIT, EXPLAIN = Permission.READ_LOG, Permission.AUDIT, Permission.EXPLAIN
CHOICES = {
    "": ("Alla", lambda row, tenant, today: True),
    "vantar": ("Väntar på svar", lambda row, tenant, today: row.status in WAITING),
    "forsenade": ("Försenade", lambda row, tenant, today: row.late(today)),
    "besvarade": ("Besvarade", lambda row, tenant, today: row.status == QuestionStatus.ANSWERED),
    "avslutade": ("Avslutade", lambda row, tenant, today: row.status == QuestionStatus.CLOSED),
    "mina": ("Mina", lambda row, tenant, today: _asked_by(row, tenant)),
}
SOMEBODY_WROTE = (
    "Någon annan har skrivit i frågan under tiden. Läs det nya, som står här ovanför, och spara igen."
)
STEPS = {"svara": "questions-answer", "fraga": "questions-follow-up", "oppna": "questions-reopen"}


def _asked_by(row: Question, tenant: TenantContext) -> bool:
    return row.by_email.lower() == tenant.user.email.lower()


@places.page_for(Question)
def _place(tenant: TenantContext, question: Question) -> str:
    return places.address_of(tenant, question, "questions-show", key=question.key)


@require_permission(READ)
def questions(request):
    """Every question of the year, by how far each has come."""
    tenant, today = request.tenant, timezone.localdate()
    rows = queries.of_year(tenant.here)
    chosen = request.GET.get("visa", "")
    chosen = chosen if chosen in CHOICES else ""
    offered = [key for key in CHOICES if key != "mina" or AUDIT in tenant.permissions]
    kept = [row for row in rows if CHOICES[chosen][1](row, tenant, today)]
    context = {
        "rows": reading.shown(kept, reader_of(tenant), today),
        "choices": [
            (key, CHOICES[key][0], sum(CHOICES[key][1](row, tenant, today) for row in rows))
            for key in offered
        ],
        "chosen": chosen,
        "any": bool(rows),
        "section": "examination",
    }
    return render(request, "auditors/questions.html", context)


@require_permission(AUDIT, AUDIT)
def new(request):
    """Ask about what the address names (`om`, in an edition `utgava`), or about what is chosen here."""
    tenant = request.tenant
    reader = reader_of(tenant)
    wanted = request.POST.get("om") or request.GET.get("om", "")
    edition = request.POST.get("utgava") or request.GET.get("utgava", "")
    pin = pins.find(reader, tenant, wanted, edition) if wanted else None
    made = Question(forbund=tenant.forbund, fiscal_year=tenant.here)
    form = QuestionForm(sent(request), instance=made, tenant=tenant, pin=pin)
    if request.method == "POST" and form.is_valid() and pin is not None:
        made.target, made.place, made.about, made.value = pin.target, pin.place, pin.about[:300], pin.value
        made.edition = edition if pins.edition(tenant, edition) else ""
        if form.carry_out(services.ask, question=made, by=request.user):
            messages.success(
                request,
                f"{made.get_kind_display()} {made.number} är skickad till kansliet. Svaret visas här.",
            )
            return HttpResponseRedirect(address(tenant, "questions-show", key=made.key))
    context = {
        "form": form,
        "pin": pin,
        "gone": bool(wanted) and pin is None,
        "edition": edition,
        "earlier": reading.shown(
            queries.about(tenant.here, pin.target, pin.place) if pin and pin.place else (),
            reader,
            timezone.localdate(),
        ),
        "section": "examination",
    }
    return render(
        request, "auditors/question_new.html", context, status=422 if request.method == "POST" else 200
    )


def _context(request, question: Question, reader: Reader) -> dict[str, Any]:
    """A question with what has been said of it, and what it is about as it is now."""
    tenant = request.tenant
    (row,) = reading.shown([question], reader, timezone.localdate())
    now = pins.find(reader, tenant, f"{question.target}:{question.place}")
    edition = pins.edition(tenant, question.edition)
    return {
        "row": row,
        "question": question,
        "replies": reading.said(question, queries.thread(question), reader, tenant.user.email),
        "now": now,
        "changed": now is not None and not row.held and now.value != question.value,
        "edition": edition,
        "section": "examination",
    }


@require_permission(READ)
def show(request, key):
    """A question, what has been said of it, and what the visitor may do with it."""
    tenant = request.tenant
    question = tenant.get(Question, key=key)
    steps = WAY.steps_from(question.status, tenant.permissions)
    reason = services.not_closed_by(question, tenant.user.email) if "avsluta" in steps else ""
    context = _context(request, question, reader_of(tenant)) | {
        "steps": [(STEPS[name], WAY.steps[name].label) for name in steps if name in STEPS],
        "closes": "avsluta" in steps and not reason,
        "not_closed": reason,
    }
    return render(request, "auditors/question.html", context)


def _say(request, key: str, step: str) -> HttpResponse:
    """A page where something is said of a question."""
    tenant = request.tenant
    question, reader = tenant.get(Question, key=key), reader_of(tenant)
    lacks = "" if step in WAY.steps_from(question.status, tenant.permissions) else _refusal(question, step)
    form = ReplyForm(
        sent(request),
        request.FILES if request.method == "POST" else None,
        instance=Reply(forbund=tenant.forbund, question=question),
        tenant=tenant,
        step=step,
        question=question,
    )
    if request.method == "POST" and form.is_valid() and _said(request, form, question, step, reader):
        messages.success(request, f"Frågan är nu {question.get_status_display().lower()}.")
        return HttpResponseRedirect(address(tenant, "questions-show", key=key))
    context = _context(request, tenant.get(Question, key=key), reader) | {
        "form": form,
        "step": WAY.steps[step],
        "refusal": lacks if request.method == "GET" else "",
        "sends_files": step == "svara",
    }
    return render(
        request, "auditors/question_say.html", context, status=422 if request.method == "POST" else 200
    )


def _refusal(question: Question, step: str) -> str:
    """Why a step can't be taken from where the question is."""
    try:
        WAY.move(question.status, step)
    except ValueError as error:
        return str(error)
    return ""


def _said(request, form: ReplyForm, question: Question, step: str, reader: Reader) -> bool:
    """Whether it could be said; else the form tells why."""
    given = form.cleaned_data
    done = form.carry_out(
        services.say,
        question=question,
        step=step,
        text=given["text"],
        files=given.get("files") or (),
        by=request.user,
        inside=reader.everything,
        version=given["version"],
    )
    if form.stale is not None:
        form.add_error(None, SOMEBODY_WROTE)
    return done


@require_permission(EXPLAIN, EXPLAIN)
def answer(request, key):
    """The kansli answers, with files."""
    return _say(request, key, "svara")


@require_permission(AUDIT, AUDIT)
def follow_up(request, key):
    """An auditor asks on."""
    return _say(request, key, "fraga")


@require_permission(AUDIT, AUDIT)
def reopen(request, key):
    """An auditor opens a closed question again, with a reason."""
    return _say(request, key, "oppna")


@require_permission(AUDIT, AUDIT)
def close(request, key):
    """Whoever asked closes the question."""
    tenant = request.tenant
    question = tenant.get(Question, key=key)
    if request.method == "POST":
        try:
            services.close(
                question=question, by=request.user, version=version_in(request.POST.get("version", ""))
            )
        except StaleSave:
            messages.warning(
                request, "Någon annan har skrivit i frågan under tiden. Läs det nya innan du avslutar den."
            )
        except ValidationError as error:
            for sentence in error.messages:
                messages.error(request, sentence)
        else:
            messages.success(request, "Frågan är avslutad.")
    return HttpResponseRedirect(address(tenant, "questions-show", key=key))


@require_permission(READ, kept=False)
def file(request, question, reply, file):
    """A file that was sent with an answer, to be saved."""
    tenant = request.tenant
    asked = tenant.get(Question, key=question)
    of = tenant.get(Reply, question=asked, key=reply)
    stored = tenant.get(ReplyFile, reply=of, key=file)
    reader, email = reader_of(tenant), tenant.user.email
    if not (reading.sees_reply(asked, of, reader, email) and reading.sees_files(of, reader, email)):
        raise Http404("Filen kan innehålla antal personer, som inte visas för din roll.")
    return as_sent(stored, stored.key)


urlpatterns = [
    path("granskning/fragor/", questions, name="questions"),
    path("granskning/fragor/ny/", new, name="questions-new"),
    path("granskning/fragor/<slug:key>/", show, name="questions-show"),
    path("granskning/fragor/<slug:key>/svara/", answer, name="questions-answer"),
    path("granskning/fragor/<slug:key>/fraga-vidare/", follow_up, name="questions-follow-up"),
    path("granskning/fragor/<slug:key>/avsluta/", close, name="questions-close"),
    path("granskning/fragor/<slug:key>/oppna/", reopen, name="questions-reopen"),
    path("granskning/fragor/<slug:question>/<slug:reply>/<slug:file>/", file, name="questions-file"),
]
