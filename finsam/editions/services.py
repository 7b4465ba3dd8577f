"""Taking a document's steps: what is proposed, decided or signed is stored in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from finsam.checks.reconciliation import reconcile
from finsam.core import audit, services
from finsam.core.caching import revisions
from finsam.core.caching.computed import code_version
from finsam.core.states import WrongState
from finsam.core.values.privacy import refuse
from finsam.disclosure.publishing import same_note
from finsam.documents.books import open_book
from finsam.documents.models import SETTLED, Document, DocumentStatus, Section
from finsam.documents.resolve import resolve
from finsam.editions import letters
from finsam.editions.contents import Contents, contents
from finsam.editions.deciding import WHEN_REVISED, WHEN_SETTLED, Case, hindrances
from finsam.editions.models import Edition, new_code
from finsam.editions.queries import next_number
from finsam.editions.states import step_of, way_of
from finsam.rendering.drafts import in_child_of_its_own
from finsam.rendering.pdf.pdf import RenderError

TRIES = 3
BUSY = (
    "Någon annan sparade i förbundet medan handlingen gjordes, så ingenting har lagrats. "
    "Se efter att dokumentet är som du vill ha det, och försök igen."
)


@dataclass(frozen=True)
class Decision:
    """What the minutes say: the day, the paragraph and the meeting."""

    day: date | None = None
    paragraph: str = ""
    meeting: str = ""

    def lacks(self) -> dict[str, str]:
        """What isn't said, or can't be: a sentence for each field that it is about."""
        lacking = {}
        if self.day is None:
            lacking["day"] = "Skriv vilken dag styrelsen beslutade."
        elif self.day > timezone.localdate():
            lacking["day"] = "Dagen har inte varit än. Anteckna beslutet när styrelsen har beslutat."
        if not self.paragraph.strip("§ "):
            lacking["paragraph"] = "Skriv vilken paragraf i protokollet som beslutet har."
        if not self.meeting.strip():
            lacking["meeting"] = "Skriv vilket sammanträde det var."
        return lacking


@dataclass(frozen=True)
class Prepared:
    """A step worked out at a revision of the förbund, with the files that it stores."""

    document: Document
    revision: int
    stored: Contents | None


class Moved(Exception):
    """Somebody has written in the förbund since the step was worked out."""


def take_step(
    *,
    document: Document,
    step: str,
    by: Any,
    decision: Decision | None = None,
    version: int | None = None,
    draw: Callable[..., bytes] = in_child_of_its_own,
) -> Edition | None:
    """Take a document a step on, and store it where the step does. Returns the edition, or None where none is stored.

    The files are made before the förbund's turn is waited for; has somebody written meanwhile, they are made again.
    Raises ValidationError with a sentence for each thing that keeps it where it is, Gone, and StaleSave for another
    `version` than the one that was seen.
    """
    code = new_code()
    for _ in range(TRIES):
        with revisions.read_once({}):
            prepared = _prepare(
                document, step, decision or Decision(), code=code, by=by, version=version, draw=draw
            )
            try:
                return _carry_out(prepared, step, by=by)
            except Moved:
                continue
    raise ValidationError(BUSY)


def hindrances_of(document: Document, step: str) -> list[str]:
    """What keeps a document from a step, besides what the minutes say; asked before anybody tries."""
    return hindrances(_case(_moved(document, step, Decision()), step))


def _moved(document: Document, step: str, decision: Decision) -> Document:
    """The document as it is after a step. Raises ValidationError where the step can't be taken from here."""
    moved = copy(document)
    try:
        moved.status = way_of(document.kind).move(document.status, step)
    except WrongState as error:
        raise ValidationError(f"{error} Läs in sidan igen och se hur långt det har kommit.") from error
    if step_of(document.kind, step).decides:
        moved.decided_on = decision.day or document.decided_on
        moved.paragraph, moved.meeting = decision.paragraph.strip("§ "), decision.meeting.strip()
    return moved


def _case(document: Document, step: str) -> Case:
    """What the requirements look at.

    The document is another than the stored one, so it is resolved anew: neither what was kept of the stored one is
    taken for it, nor is it kept for others to read.
    """
    book = open_book(document.forbund, document.fiscal_year.year)
    resolved = resolve(document, book, list(document.sections.all()))
    return Case(document, step, book, resolved, reconcile(document.fiscal_year))


def _read(document: Document) -> Document:
    """The document as it is stored now, with what its cover needs and its sections. Raises Gone."""
    rows = Document.objects.select_related("forbund__logo", "fiscal_year", "cover_picture")
    stored: Document | None = rows.prefetch_related("sections").filter(pk=document.pk).first()
    if stored is None:
        raise services.Gone(document)
    return stored


def _prepare(
    document: Document,
    step: str,
    decision: Decision,
    *,
    code: str,
    by: Any,
    version: int | None,
    draw: Callable[..., bytes],
) -> Prepared:
    """Everything that takes time, before anybody has to wait."""
    revision = revisions.of(document.forbund_id)
    stored = _read(document)
    if version is not None and stored.version != version:
        raise services.StaleSave(stored)
    transition = step_of(stored.kind, step)
    moved = _moved(stored, step, decision)
    refuse(f"{moved.paragraph} {moved.meeting}", lines=False)
    lacking = [*decision.lacks().values()] if transition.decides else []
    case = _case(moved, step)
    lacking += hindrances(case)
    if lacking:
        raise ValidationError(lacking)
    if not transition.stores:
        return Prepared(moved, revision, None)
    return Prepared(moved, revision, _contents(case, code=code, by=by, draw=draw))


def _contents(case: Case, *, code: str, by: Any, draw: Callable[..., bytes]) -> Contents:
    try:
        number = next_number(case.document)
        return contents(
            case.document, case.resolved, case.outcome, code=code, number=number, by=by, draw=draw
        )
    except RenderError as error:
        raise ValidationError(error.sentence) from error


@transaction.atomic
def _carry_out(prepared: Prepared, step: str, *, by: Any) -> Edition | None:
    """Write the step, if the förbund is as it was when it was worked out. Raises Moved."""
    document = prepared.document
    services.turn(document.forbund_id)
    if revisions.stored([document.forbund_id])[document.forbund_id] != prepared.revision:
        raise Moved
    stored = services.held(document)
    document.version = stored.version + 1
    if prepared.stored:
        document.stored_at = timezone.now()
    services.validate(document)
    document.save()
    settles = document.status in SETTLED and stored.status not in SETTLED
    if settles:
        _replace_earlier(document)
        for follow in WHEN_SETTLED.values():
            follow(document)
    edition = _store(document, prepared.stored, by=by) if prepared.stored else None
    before, after = audit.difference(audit.snapshot(stored), audit.snapshot(document))
    if edition is not None:
        after["handling"] = edition.code
    audit.record(by=by, verb=step_of(stored.kind, step).verb, obj=document, before=before, after=after)
    if edition is not None and document.status in SETTLED:
        letters.a_document_was_settled(edition)
    return edition


def _replace_earlier(document: Document) -> None:
    """What a decided revision takes the place of is revised from now on."""
    rows = Document.objects.filter(
        fiscal_year=document.fiscal_year_id, kind=document.kind, until=document.until
    )
    for earlier in rows.filter(status=DocumentStatus.DECIDED, revision__lt=document.revision):
        earlier.status, earlier.version = DocumentStatus.REVISED, earlier.version + 1
        earlier.save(update_fields=["status", "version"])


def _store(document: Document, made: Contents, *, by: Any) -> Edition:
    """Add the edition with its files, and note that its published rendition is handed out."""
    edition = Edition(
        forbund_key=document.forbund.key,
        forbund_name=document.forbund.name,
        year=document.fiscal_year.year,
        document=document.key,
        kind=document.kind,
        title=str(document),
        revision=document.revision,
        number=made.number,
        code=made.code,
        status=document.status,
        dnr=document.dnr,
        decided_on=document.decided_on if document.status in SETTLED else None,
        decided_by=document.decided_by,
        paragraph=document.paragraph,
        meeting=document.meeting,
        by_name=by.name or by.email,
        by_email=by.email,
        code_version=code_version(),
    )
    edition.full_clean()
    edition.save()
    for file in made.files:
        file.edition = edition
        file.save()
    if same_note(made.publication) is None:
        services.validate(made.publication)
        made.publication.save()
    return edition


def store_settled(
    *, document: Document, by: Any, draw: Callable[..., bytes] = in_child_of_its_own
) -> Edition:
    """Store a document that was settled before it came here, read from a file. Raises ValidationError where it isn't."""
    with revisions.read_once({}):
        revision = revisions.of(document.forbund_id)
        stored = _read(document)
        if stored.status not in SETTLED:
            raise ValidationError("Dokumentet är inte beslutat.")
        made = _contents(_case(stored, ""), code=new_code(), by=by, draw=draw)
        with transaction.atomic():
            services.turn(stored.forbund_id)
            if revisions.stored([stored.forbund_id])[stored.forbund_id] != revision:
                raise ValidationError(BUSY)
            edition = _store(stored, made, by=by)
            stored.stored_at, stored.version = timezone.now(), stored.version + 1
            stored.save(update_fields=["stored_at", "version"])
            for follow in WHEN_SETTLED.values():
                follow(stored)
            audit.record(by=by, verb="lagrade", obj=stored, before={}, after={"handling": edition.code})
            return edition


@transaction.atomic
def revise(*, document: Document, by: Any) -> Document:
    """Begin a revision of a decided document: a second one beside it, as a draft with the same sections.

    Raises ValidationError where it isn't decided, or a revision is under way.
    """
    services.turn(document.forbund_id)
    stored = services.held(document)
    if stored.status not in SETTLED:
        raise ValidationError("Bara det som är beslutat revideras. Ett utkast ändras som det är.")
    same = Document.objects.filter(fiscal_year=stored.fiscal_year_id, kind=stored.kind, until=stored.until)
    rows = list(same.order_by("revision"))
    latest = rows[-1]
    if latest.status not in SETTLED:
        raise ValidationError(f"”{latest}” är redan påbörjad. Fortsätt i den.")
    if latest.pk != stored.pk:
        raise ValidationError(f"”{latest}” gäller nu. Revidera den i stället.")
    first = rows[0]
    revision: Document = copy(stored)
    revision.pk, revision._state.adding, revision.key, revision.version = None, True, "", 1
    revision.revision = latest.revision + 1
    name = f"{first.title[:1].lower()}{first.title[1:]}"
    revision.title = (
        f"Reviderad {name}" if revision.revision == 1 else f"{first.title}, revidering {revision.revision}"
    )
    revision.status, revision.stored_at = DocumentStatus.DRAFT, None
    revision.decided_on, revision.paragraph, revision.meeting = None, "", ""
    revision.key = revision.free_key()
    services.validate(revision)
    revision.save()
    for section in Section.objects.filter(document=stored):
        section.pk, section._state.adding, section.document, section.version = None, True, revision, 1
        section.save()
    for follow in WHEN_REVISED.values():
        follow(stored, revision)
    audit.record(by=by, verb="började revidera", obj=revision, before={}, after={"document": str(stored)})
    return revision
