"""What an edition holds: a document's files in every form, and a record of what they rest on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from finsam.checks.catalogue import TITLES
from finsam.checks.reconciliation import Finding, Outcome
from finsam.checks.wording.laws import LAWS
from finsam.core.audit import chain
from finsam.core.caching.computed import code_version
from finsam.core.models import AuditEntry, Forbund
from finsam.core.registry import Registry
from finsam.core.values.periods import long_date
from finsam.disclosure.hiding import apply, inner
from finsam.disclosure.publishing import noted, plan_of
from finsam.disclosure.reader import Reader
from finsam.documents.books import open_book
from finsam.documents.models import SETTLED, Document, Publication
from finsam.documents.resolved import Resolved
from finsam.editions.models import EditionFile, FileForm
from finsam.editions.serialized import dump
from finsam.editions.trail.paper import Traced, address_of, trail_of
from finsam.facts.book import Fact
from finsam.rendering.files import Source, pdf_of, workbook_of
from finsam.rendering.html import to_page

FORMAT = 1  # of the record
READ_IN = "läste in"  # in the log, of a förbund or its books that came from a file
# What the apps have to say of a document in the record of its editions, as JSON can hold it, by its name there.
RECORDED: Registry[str, Callable[[Document], Any]] = Registry("part of a record")


def recorded(name: str) -> Callable[[Callable[[Document], Any]], Callable[[Document], Any]]:
    """Declare a function that makes a part of the record of a document's editions."""
    return lambda function: RECORDED.add(name, function)


@dataclass(frozen=True)
class Contents:
    """All files of an edition with its code and number, and the note that its published rendition is handed out."""

    code: str
    number: int
    files: tuple[EditionFile, ...]
    publication: Publication


def contents(
    document: Document,
    resolved: Resolved,
    outcome: Outcome,
    *,
    code: str,
    number: int,
    by: Any,
    draw: Callable[..., bytes],
) -> Contents:
    """The files of a document as it stands in memory; nothing is written but drafts. `draw` draws its PDF.

    The cover says which of the document's editions it is (`number`) and of which day. The `code` of the edition stands on
    the cover of what is published, with where it is tried; on nothing else. Raises RenderError where the PDF can't be drawn.
    """
    made, forbund = timezone.localtime(), document.forbund
    edition = f"Utgåva {number}, {long_date(made.date())}"
    resolved = replace(resolved, cover=replace(resolved.cover, edition=edition))
    hiding = plan_of(document, resolved)
    published = _named(apply(resolved, hiding, forbund.suppression_threshold), code, forbund)
    entered = entered_in(forbund, resolved.facts.values())
    files: list[EditionFile] = []
    for shown, inside in ((published, False), (inner(resolved, hiding), True)):
        if inside and not hiding.hidden:
            continue
        traced = None
        if document.status in SETTLED:
            trail = trail_of(document, resolved, shown, entered, code=code, inside=inside)
            traced = Traced.of(trail, address_of(document, code, inside=inside))
            files += _traced(document, traced, draw, inside=inside)
        files += _rendered(document, shown, made, draw, traced, inside=inside)
    files.append(EditionFile.of(FileForm.DATA, dump(replace(published, tied={})).encode()))
    files.append(EditionFile.of(FileForm.DATA, dump(resolved).encode(), inside=True))
    note = noted(document, resolved, day=timezone.localdate(), by_name=by.name or by.email)
    record = _record(document, entered, outcome, note, files)
    files.append(EditionFile.of(FileForm.RECORD, record.encode(), inside=True))
    return Contents(code, number, tuple(files), note)


def _named(resolved: Resolved, code: str, forbund: Forbund) -> Resolved:
    """The document with its edition's code on the cover, and where the history of the log ends."""
    place = f"{settings.ORIGIN}{reverse('public-edition', kwargs={'code': code})}"
    head = chain.head_of(forbund.key)
    history = chain.grouped(head.hash) if head.number else ""
    cover = replace(resolved.cover, code=code, address=place, history=history, history_length=head.number)
    return replace(resolved, cover=cover)


def _rendered(
    document: Document,
    resolved: Resolved,
    made: datetime,
    draw: Callable[..., bytes],
    traced: Traced | None,
    *,
    inside: bool = False,
) -> Iterable[EditionFile]:
    """What people read, of one rendition."""
    from finsam.rendering.docx.docx import to_docx

    source = Source.of(resolved, traced.leads, traced.attached) if traced else Source.of(resolved)
    pdf = pdf_of(document, source, draw=draw)
    yield EditionFile.of(FileForm.PDF, pdf, inside=inside)
    yield EditionFile.of(FileForm.HTML, to_page(resolved).encode(), inside=inside)
    yield EditionFile.of(FileForm.XLSX, workbook_of(resolved, made), inside=inside)
    yield EditionFile.of(FileForm.DOCX, to_docx(resolved, made=made), inside=inside)


def _traced(
    document: Document, traced: Traced, draw: Callable[..., bytes], *, inside: bool
) -> Iterable[EditionFile]:
    """The spårbilaga of one rendition, on paper and as data."""
    pdf = pdf_of(document, traced.source(document.forbund), draw=draw)
    yield EditionFile.of(FileForm.TRAIL, pdf, inside=inside)
    yield EditionFile.of(FileForm.TRAIL_DATA, traced.attached.data, inside=inside)


def _record(
    document: Document,
    entered: dict[str, dict[str, str]],
    outcome: Outcome,
    note: Publication,
    files: list[EditionFile],
) -> str:
    """What the files rest on, as canonical JSON: who entered each figure, what was found and explained, and by which rules."""
    record = {
        "format": FORMAT,
        "files": [{"form": file.form, "inside": file.inside, "sha256": file.sha256} for file in files],
        "entered": entered,
        "findings": _found(document, outcome),
        "tried": outcome.tally,
        "rules": TITLES,
        "laws": {law.number: law.name for law in LAWS},
        "published": note.data,
        "program": code_version(),
        **{name: told(document) for name, told in RECORDED.items()},
    }
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _found(document: Document, outcome: Outcome) -> list[dict[str, Any]]:
    """The findings with the keys of the figures that they compare, and whether they tell of few people."""
    reader = Reader(open_book(document.forbund, document.fiscal_year.year))
    return [
        {
            **told_of(finding),
            "figures": finding.basis,
            "keys": sorted({figure.key.partition("#")[0] for figure in finding.figures} - {""}),
            "few": reader.finding(finding) is not finding,
        }
        for finding in outcome.findings
    ]


def told_of(finding: Finding) -> dict[str, Any]:
    """A finding as it was, with who explained it and how; its figures are told by each in its own way."""
    told: dict[str, Any] = {
        "rule": finding.rule,
        "severity": finding.severity,
        "subject": finding.subject,
        "message": finding.message,
    }
    if finding.explanation is not None:
        given = finding.explanation
        told["explanation"] = {"reason": given.reason, "by": given.by_name, "at": given.at.isoformat()}
    return told


def entered_in(forbund: Forbund, printed: Iterable[Fact]) -> dict[str, dict[str, str]]:
    """Where each entered figure that the document rests on is found, and who wrote it last and when, as the log tells.

    What nobody has written by hand came when the förbund was read from a file.
    """
    leaves = {part.key: part for fact in printed for part in fact.walk() if not part.parts}
    entries: dict[str, list[AuditEntry]] = {}
    rows = AuditEntry.objects.filter(
        forbund_key=forbund.key, reference__in={leaf.trace[0] for leaf in leaves.values()} - {""}
    )
    for row in rows.order_by("at", "pk"):
        entries.setdefault(row.reference, []).append(row)
    read = AuditEntry.objects.filter(forbund_key=forbund.key, reference=forbund.reference(), verb=READ_IN)
    first = read.order_by("-at").first()
    entered = {}
    for key, leaf in leaves.items():
        reference, name = leaf.trace
        rows_of = entries.get(reference, ())
        written = [row for row in rows_of if not name or name in row.before or name in row.after]
        written = written or [
            row for row in rows_of if row.verb == READ_IN
        ]  # as it was read, it is all of that
        last = written[-1] if written else first
        told = {"by": last.by_name, "at": last.at.isoformat(), "verb": last.verb} if last else {}
        entered[key] = {"href": leaf.href, **told}
    return entered
