"""Writes to documents: start one from its outline, explain a deviation, publish. Those to sections stand in `sections`."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from finsam.checks.reconciliation import Finding
from finsam.core import audit, services
from finsam.disclosure.publishing import noted, same_note
from finsam.documents.models import Document, Explanation, KeptSentence, Publication, Section
from finsam.documents.registry import Kind
from finsam.documents.resolved import Resolved
from finsam.web.next_year import Leftover


@transaction.atomic
def start_document(*, fiscal_year, kind: Kind, by) -> Document:
    """A new document with the sections of its kind's outline.

    Raises ValidationError when there is one of a kind that a year has one of.
    """
    forbund = fiscal_year.forbund
    services.turn(forbund.pk)
    document = Document(
        forbund=forbund, fiscal_year=fiscal_year, kind=kind.key, key=kind.key, title=kind.title
    )
    if kind.several:
        document.key = document.free_key()
    services.validate(document)
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
            numbered=item.numbered,
            in_contents=item.in_contents,
        )
        section.full_clean()
        section.save()
    after = {"kind": kind.label, "sections": len(kind.outline)}
    audit.record(by=by, verb="skapade", obj=document, before={}, after=after)
    return document


@transaction.atomic
def explain(*, fiscal_year, finding: Finding, reason: str, by) -> Explanation:
    """Accept a deviation with a reason; an earlier reason for the same is replaced. Raises ValidationError."""
    if finding.rule == "R23":
        raise ValidationError(
            "En uppgift eller hänvisning som saknas kan inte förklaras bort. Rätta den i avsnittet."
        )
    services.turn(fiscal_year.forbund_id)
    earlier = Explanation.objects.filter(
        fiscal_year=fiscal_year, rule=finding.rule, subject=finding.subject
    ).first()
    explanation = earlier or Explanation(
        forbund=fiscal_year.forbund, fiscal_year=fiscal_year, rule=finding.rule, subject=finding.subject
    )
    explanation.figures, explanation.reason, explanation.by_name = finding.basis, reason, by.name or by.email
    return services.save(explanation, by=by, verb="förklarade")


@transaction.atomic
def publish(*, document: Document, resolved: Resolved, by) -> Publication:
    """Note that the published rendition is handed out today, as it stands. Raises ValidationError.

    What the same person has already noted today of the same rendition is noted once, however many times she clicks.
    """
    services.turn(document.forbund_id)
    publication = noted(document, resolved, day=localdate(), by_name=by.name or by.email)
    already = same_note(publication)
    if already is not None:
        return already
    return services.save(publication, by=by, verb="publicerade")


@transaction.atomic
def let_stand(*, fiscal_year, leftover: Leftover, by) -> KeptSentence:
    """Note that a sentence from the year before is true this year too; once, however many times somebody clicks."""
    services.turn(fiscal_year.forbund_id)
    there = KeptSentence.objects.filter(fiscal_year=fiscal_year, said=leftover.said).first()
    if there is not None:
        return there
    longest = KeptSentence._meta.get_field("place").max_length
    kept = KeptSentence(
        forbund=fiscal_year.forbund, fiscal_year=fiscal_year, place=leftover.place[:longest], said=leftover.said,
        by_name=by.name or by.email,
    )  # fmt: skip
    return services.save(kept, by=by, verb="lät stå kvar")
