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
from finsam.core.caching.computed import code_version
from finsam.core.models import AuditEntry, Forbund
from finsam.core.registry import Registry
from finsam.disclosure.hiding import apply, inner
from finsam.disclosure.publishing import noted, plan_of
from finsam.documents.models import Document, Publication
from finsam.documents.resolved import Resolved
from finsam.editions.models import EditionFile, FileForm
from finsam.editions.serialized import dump
from finsam.facts.book import Fact
from finsam.rendering.files import Source, pdf_of, workbook_of
from finsam.rendering.html import to_page

FORMAT = 1  # of the record
# What the apps have to say of a document in the record of its editions, as JSON can hold it, by its name there.
RECORDED: Registry[str, Callable[[Document], Any]] = Registry("part of a record")


def recorded(name: str) -> Callable[[Callable[[Document], Any]], Callable[[Document], Any]]:
    """Declare a function that makes a part of the record of a document's editions."""
    return lambda function: RECORDED.add(name, function)


@dataclass(frozen=True)
class Contents:
    """All files of an edition with its code, and the note that its published rendition is handed out."""

    code: str
    files: tuple[EditionFile, ...]
    publication: Publication


def contents(
    document: Document,
    resolved: Resolved,
    outcome: Outcome,
    *,
    code: str,
    by: Any,
    draw: Callable[..., bytes],
) -> Contents:
    """The files of a document as it stands in memory; nothing is written but drafts. `draw` draws its PDF.

    The `code` of the edition stands on the cover of what is published, with where it is tried; on nothing else.
    Raises RenderError where the PDF can't be drawn.
    """
    made, forbund = timezone.localtime(), document.forbund
    hiding = plan_of(document, resolved)
    published = _named(apply(resolved, hiding, forbund.suppression_threshold), code)
    files = [*_rendered(document, published, made, draw)]
    if hiding.hidden:
        files += _rendered(document, inner(resolved, hiding), made, draw, inside=True)
    files.append(EditionFile.of(FileForm.DATA, dump(replace(published, tied={})).encode()))
    files.append(EditionFile.of(FileForm.DATA, dump(resolved).encode(), inside=True))
    note = noted(document, resolved, day=timezone.localdate(), by_name=by.name or by.email)
    record = _record(document, resolved, outcome, note, files)
    files.append(EditionFile.of(FileForm.RECORD, record.encode(), inside=True))
    return Contents(code, tuple(files), note)


def _named(resolved: Resolved, code: str) -> Resolved:
    """The document with its edition's code on the cover."""
    place = f"{settings.ORIGIN}{reverse('public-edition', kwargs={'code': code})}"
    return replace(resolved, cover=replace(resolved.cover, code=code, address=place))


def _rendered(
    document: Document,
    resolved: Resolved,
    made: datetime,
    draw: Callable[..., bytes],
    *,
    inside: bool = False,
) -> Iterable[EditionFile]:
    """What people read, of one rendition."""
    from finsam.rendering.docx.docx import to_docx

    pdf = pdf_of(document, Source.of(resolved), draw=draw)
    yield EditionFile.of(FileForm.PDF, pdf, inside=inside)
    yield EditionFile.of(FileForm.HTML, to_page(resolved).encode(), inside=inside)
    yield EditionFile.of(FileForm.XLSX, workbook_of(resolved, made), inside=inside)
    yield EditionFile.of(FileForm.DOCX, to_docx(resolved, made=made), inside=inside)


def _record(
    document: Document, resolved: Resolved, outcome: Outcome, note: Publication, files: list[EditionFile]
) -> str:
    """What the files rest on, as canonical JSON: who entered each figure, what was found and explained, and by which rules."""
    record = {
        "format": FORMAT,
        "files": [{"form": file.form, "inside": file.inside, "sha256": file.sha256} for file in files],
        "entered": _entered(document.forbund, resolved.facts.values()),
        "findings": [_told(finding) for finding in outcome.findings],
        "tried": outcome.tally,
        "rules": TITLES,
        "laws": {law.number: law.name for law in LAWS},
        "published": note.data,
        "program": code_version(),
        **{name: told(document) for name, told in RECORDED.items()},
    }
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _told(finding: Finding) -> dict[str, Any]:
    """A finding as it was, with who explained it and how."""
    told: dict[str, Any] = {
        "rule": finding.rule,
        "severity": finding.severity,
        "subject": finding.subject,
        "message": finding.message,
        "figures": finding.basis,
    }
    if finding.explanation is not None:
        given = finding.explanation
        told["explanation"] = {"reason": given.reason, "by": given.by_name, "at": given.at.isoformat()}
    return told


def _entered(forbund: Forbund, printed: Iterable[Fact]) -> dict[str, dict[str, str]]:
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
    read = AuditEntry.objects.filter(forbund_key=forbund.key, reference=forbund.reference(), verb="läste in")
    first = read.order_by("-at").first()
    entered = {}
    for key, leaf in leaves.items():
        reference, name = leaf.trace
        written = [row for row in entries.get(reference, ()) if name in row.before or name in row.after]
        last = written[-1] if written else first
        told = {"by": last.by_name, "at": last.at.isoformat(), "verb": last.verb} if last else {}
        entered[key] = {"href": leaf.href, **told}
    return entered
