"""Writes to documents: start one from its outline, move a section, explain a deviation."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from finsam import actions, audit
from finsam.documents.models import Document, Explanation, Publication, Section
from finsam.documents.publishing import noted
from finsam.documents.reconciliation import Finding
from finsam.documents.registry import Kind
from finsam.documents.resolve import Resolved


@transaction.atomic
def start_document(*, fiscal_year, kind: Kind, by) -> Document:
    """A new document with the sections of its kind's outline. Raises ValidationError when there is one."""
    forbund = fiscal_year.forbund
    document = Document(
        forbund=forbund, fiscal_year=fiscal_year, kind=kind.key, key=kind.key, title=kind.title
    )
    document.full_clean()
    document.save()
    for order, item in enumerate(kind.outline, 1):
        section = Section(
            forbund=forbund,
            document=document,
            key=item.key,
            order=order,
            level=item.level,
            title=item.title,
            block=item.block,
            options=dict(item.options),
            page_break=item.page_break,
        )
        section.full_clean()
        section.save()
    after = {"kind": kind.label, "sections": len(kind.outline)}
    audit.record(by=by, verb="skapade", obj=document, before={}, after=after)
    return document


@transaction.atomic
def move_section(*, section: Section, up: bool, by) -> None:
    """Swap a section with its neighbour; at either end nothing happens."""
    sections = list(Section.objects.select_for_update(of=("self",)).filter(document=section.document_id))
    place = next(index for index, one in enumerate(sections) if one.pk == section.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(sections):
        return
    sections[place], sections[other] = sections[other], sections[place]
    before = {"order": section.order}
    for order, one in enumerate(sections, 1):
        if one.order != order:
            one.order = order
            one.save(update_fields=["order"])
    after = {"order": other + 1}
    audit.record(by=by, verb="ändrade", obj=section, before=before, after=after)


@transaction.atomic
def explain(*, fiscal_year, finding: Finding, reason: str, by) -> Explanation:
    """Accept a deviation with a reason; an earlier reason for the same is replaced. Raises ValidationError."""
    if finding.rule == "R23":
        raise ValidationError(
            "En uppgift eller hänvisning som saknas kan inte förklaras bort. Rätta den i avsnittet."
        )
    found = Explanation.objects.filter(
        fiscal_year=fiscal_year, rule=finding.rule, subject=finding.subject
    ).first()
    one = found or Explanation(
        forbund=fiscal_year.forbund, fiscal_year=fiscal_year, rule=finding.rule, subject=finding.subject
    )
    one.difference, one.reason, one.by_name = finding.difference, reason, by.name or by.email
    return actions.save(one, by=by, verb="förklarade")


@transaction.atomic
def publish(*, document: Document, resolved: Resolved, by) -> Publication:
    """Note that the published edition is handed out today, as it stands. Raises ValidationError."""
    publication = noted(document, resolved, day=localdate(), by_name=by.name or by.email)
    return actions.save(publication, by=by, verb="publicerade")
