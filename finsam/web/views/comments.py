"""What readers say of a förslag: beside its sections, on a page of its own, and as a file for the archive."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from finsam.comments import queries, services
from finsam.comments.forms import AnswerForm, CommentForm
from finsam.comments.models import Comment, CommentStatus
from finsam.comments.reading import Shown, figures_in, hidden_from_others, sees_more, shown
from finsam.comments.services import Spot
from finsam.comments.states import WAY
from finsam.core.audit import places
from finsam.core.crud.forms import sent
from finsam.core.states import lock_of
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.views.csvfile import csv_answer
from finsam.disclosure.reader import Reader, reader_of
from finsam.documents.models import PROPOSED, SETTLED, Document
from finsam.documents.resolve import resolve
from finsam.web.screen import book_of, document_of

SEVERAL = {
    "": "Alla",
    CommentStatus.OPEN: "Öppna",
    CommentStatus.ANSWERED: "Besvarade",
    CommentStatus.CLOSED: "Avslutade",
}
HEADS = ("Nr", "Avsnitt", "Siffra", "Kommentar", "Av", "Roll", "När", "Status", "Svar", "Besvarad av", "Besvarad",
         "Avslutad av", "Avslutad", "Handling")  # fmt: skip
KEPT_FROM_OTHERS = (
    "{what} kan säga något om få personer, så det visas bara för dem som ser små antal. "
    "Skriv det utan talet om alla ska kunna läsa det."
)


@places.page_for(Comment)
def _place(tenant: TenantContext, comment: Comment) -> str:
    return places.address_of(tenant, comment, "comment", key=comment.document.key, comment=comment.key)


def beside(tenant: TenantContext, document: Document, reader: Reader, parts: list[Any]) -> dict[str, Any]:
    """What the page that a document is read on shows of its comments: each part's, and those whose section is gone.

    Nothing where there is none and none can be made. An auditor may ask about every part.
    """
    said = shown(queries.of_document(document), reader, tenant.user.email)
    asks = Permission.AUDIT in tenant.permissions
    commented = bool(said) or document.status in PROPOSED
    if not commented and not asks:
        return {}
    keys = [view["part"].key for view in parts]
    return {
        "beside": [
            (view, [row for row in said if row.comment.section == view["part"].key]) for view in parts
        ],
        "gone": [row for row in said if row.comment.section not in keys],
        "commented": commented,
        "may_ask": asks,
        "may_comment": document.status in PROPOSED and Permission.COMMENT in tenant.permissions,
        **_answering(tenant, document),
    }


def _answering(tenant: TenantContext, document: Document) -> dict[str, Any]:
    """Whose comments they are, and whether the visitor may answer."""
    may_answer = Permission.EDIT_PLAN in tenant.permissions and document.status not in SETTLED
    return {"document": document, "may_answer": may_answer}


@require_permission(Permission.COMMENT, Permission.COMMENT)
def comment_new(request, key, section):
    """Comment on a section or on a figure in it."""
    tenant = request.tenant
    document, book = document_of(tenant, key), book_of(tenant)
    reader = reader_of(tenant, book)
    resolved = reader.document(document, resolve(document, book))
    part = next((part for part in resolved.parts if part.key == section), None)
    if part is None:
        raise Http404("Avsnittet finns inte.")
    figures = figures_in(part, resolved)
    made = Comment(forbund=tenant.forbund, document=document)
    form = CommentForm(sent(request), instance=made, tenant=tenant, figures=figures)
    if request.method == "POST" and form.is_valid():
        figure, text = form.cleaned_data["figure"], form.cleaned_data["text"]
        said = {"text": text, "by": request.user, "role": tenant.role_names, "inside": sees_more(reader)}
        spot = Spot(section, part.name, figure, figures.get(figure, ""))
        if form.carry_out(services.comment, document=document, spot=spot, **said):
            messages.success(request, "Kommentaren är sparad. Svaret visas på samma ställe.")
            _tell_who_reads(request, reader, figure, text, "Kommentaren")
            return HttpResponseRedirect(f"{address(tenant, 'document-preview', key=key)}#{part.anchor}")
    earlier = [row for row in queries.of_document(document) if row.section == section]
    context = {
        "part": part,
        "form": form,
        # What was written on an old page stays there, with the reason beside it.
        "refusal": lock_of(made) if request.method == "GET" else "",
        "comments": shown(earlier, reader, tenant.user.email),
        **_answering(tenant, document),
    }
    return render(request, "web/comment_new.html", context, status=422 if request.method == "POST" else 200)


def _tell_who_reads(request, reader: Reader, figure: str, words: str, what: str) -> None:
    """Say so where what was written isn't shown to all."""
    if hidden_from_others(figure, words, reader):
        messages.warning(request, KEPT_FROM_OTHERS.format(what=what))


@require_permission(write=Permission.EDIT_PLAN)
def comment(request, key, comment):
    """One comment with its answer; the kansli answers, closes and opens it."""
    tenant = request.tenant
    document, reader = document_of(tenant, key), reader_of(tenant, book_of(tenant))
    stored = tenant.get(Comment, document=document, key=comment)
    stored.document = document
    (said,) = shown([stored], reader, tenant.user.email)
    steps = WAY.steps_from(stored.status, tenant.permissions)
    form = AnswerForm(sent(request), instance=stored, tenant=tenant)
    if request.method == "POST" and form.is_valid() and _taken(request, form, stored):
        messages.success(request, f"Kommentaren är nu {stored.get_status_display().lower()}.")
        _tell_who_reads(request, reader, stored.figure, stored.answer, "Svaret")
        return HttpResponseRedirect(f"{address(tenant, 'document-comments', key=key)}#{stored.key}")
    context = {
        "document": document,
        "said": said,
        "form": form,
        "stale": form.stale,
        "steps": [(name, WAY.steps[name].label) for name in steps],
        "refusal": tenant.refusal(Permission.EDIT_PLAN) or (request.method == "GET" and lock_of(stored)),
    }
    return render(request, "web/comment.html", context, status=422 if request.method == "POST" else 200)


def _taken(request, form: AnswerForm, stored: Comment) -> bool:
    """Whether the step that was asked for could be taken; else the form says why."""
    step = request.POST.get("steg", "svara")
    if step not in WAY.steps:
        raise Http404("Steget finns inte.")
    answer, version = form.cleaned_data["answer"], form.cleaned_data["version"]
    return form.carry_out(
        services.take_step, comment=stored, step=step, by=request.user, answer=answer, version=version
    )


@require_permission()
def document_comments(request, key):
    """Everything that has been said of a document, by how far each comment has come."""
    tenant = request.tenant
    document, reader = document_of(tenant, key), reader_of(tenant, book_of(tenant))
    rows = queries.of_document(document)
    chosen = request.GET.get("status", "")
    chosen = chosen if chosen in SEVERAL else ""
    kept = [row for row in rows if chosen in ("", row.status)]
    counts = {status: sum(status in ("", row.status) for row in rows) for status in SEVERAL}
    context = {
        "comments": shown(kept, reader, tenant.user.email),
        "choices": [(status, word, counts[status]) for status, word in SEVERAL.items()],
        "chosen": chosen,
        "closed": lock_of(Comment(document=document)),
        **_answering(tenant, document),
    }
    return render(request, "web/comments.html", context)


@require_permission()
def document_comments_csv(request, key):
    """The comments on a document as a file for the archive, with the words that the visitor may read."""
    tenant = request.tenant
    document, reader = document_of(tenant, key), reader_of(tenant, book_of(tenant))
    said = shown(queries.of_document(document), reader, tenant.user.email)
    name = f"{tenant.forbund.key}-{document.key}-{tenant.here.year}-kommentarer.csv"
    return csv_answer(name, HEADS, (_row(number, row) for number, row in enumerate(said, 1)))


def _row(number: int, said: Shown) -> tuple[Any, ...]:
    row = said.comment
    at, answered_at, closed_at = (
        f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
        for moment in (row.at, row.answered_at, row.closed_at)
    )
    return (
        number, row.heading, row.figure_label, said.text, row.by_name, row.role, at, row.get_status_display(),
        said.answer, row.answered_by, answered_at, row.closed_by, closed_at, row.edition,
    )  # fmt: skip
