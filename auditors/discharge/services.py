"""Putting papers beside a stored årsredovisning, and noting what was sent and what the members decided."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from auditors.discharge.models import Attachment, Dispatch, MemberDecision, PaperKind
from finsam.core import audit, services
from finsam.editions.models import Edition

NO_EDITION = "Årsredovisningen är inte beslutad än. Papperen sätts bredvid den beslutade handlingen."


@transaction.atomic
def attach(*, edition: Edition, kind: str, file: tuple[str, bytes], by: Any) -> Attachment:
    """Put a PDF beside an edition; one of the same kind that is there stays. Raises ValidationError for what is no PDF."""
    owner = edition.forbund
    services.turn(owner.pk if owner else None)
    if not edition.settled:
        raise ValidationError(NO_EDITION)
    name, content = file
    if not content.startswith(b"%PDF-"):
        raise ValidationError("Filen är ingen PDF, fast den heter så. Spara den som PDF och försök igen.")
    paper = Attachment(
        edition=edition, kind=kind, file_name=name, content=content, size=len(content),
        by_name=(by.name or by.email)[:80],
    )  # fmt: skip
    paper.sha256 = paper.digest
    services.validate(paper)
    paper.save()
    after = {"slag": str(PaperKind(kind).label), "fil": name, "sha256": paper.sha256}
    audit.record(by=by, verb="bifogade", obj=edition, before={}, after=after)
    return paper


@transaction.atomic
def note_dispatch(*, dispatch: Dispatch, by: Any, version: int | None = None) -> Dispatch:
    """Note when the papers were sent to somebody. Raises ValidationError, StaleSave and Gone."""
    services.turn(dispatch.forbund_id)
    return services.save(dispatch, by=by, version=version)


@transaction.atomic
def note_decision(*, decision: MemberDecision, by: Any, version: int | None = None) -> MemberDecision:
    """Note what a member decided. Raises ValidationError, StaleSave and Gone."""
    services.turn(decision.forbund_id)
    return services.save(decision, by=by, version=version)
