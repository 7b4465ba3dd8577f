"""Steps that people wait for: what is stored is drawn by a worker, which then takes the step, and never by a thread of the site.

The worker does what the page would do where none is alive (`take_step`): it draws first, and writes the step and the edition in one
short transaction that is given up where somebody has written meanwhile. How far it has come stands in a `Draft`, which may be
emptied: whether the step is taken is seen on the document itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404

from finsam.core import services
from finsam.core.caching.computed import visit
from finsam.core.models import Forbund, User
from finsam.core.tasks import queue
from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.scope import inside
from finsam.documents.models import Document
from finsam.editions.services import Decision, take_step
from finsam.editions.states import step_of
from finsam.rendering.drafts import LOOK
from finsam.rendering.models import Draft
from finsam.rendering.pdf.pdf import Progress, Step, to_pdf

SECONDS, MEGABYTES = (
    900,
    2500,
)  # two renditions with their spårbilagor; those of a report of 30 pages take 40 s of a processor
FAILED = "Handlingen kunde inte tas fram, så ingenting är ändrat. Försök igen, eller be den som sköter installationen om hjälp."
READ_AGAIN = "Läs dokumentet igen innan du går vidare."


@dataclass(frozen=True)
class WantedStep:
    """A step that somebody has asked for, with the document in the version that she saw."""

    document: Document
    step: str
    version: int

    @property
    def key(self) -> str:
        """The same for all who ask for the step of the same version."""
        return sha256(f"step|{self.document.pk}|{self.version}|{self.step}".encode()).hexdigest()

    @property
    def is_taken(self) -> bool:
        """Whether the document has come there since."""
        target = step_of(self.document.kind, self.step).target
        return self.document.version > self.version and self.document.status == target

    def draft(self) -> Draft | None:
        """How far it has come; None where nobody has asked, or it is forgotten."""
        rows = Draft.objects.filter(forbund_key=self.document.forbund.key, key=self.key)
        return rows.defer("pdf").first()


def faults(draft: Draft | None) -> list[str]:
    """Why the step was not taken, in sentences; none while it may still be."""
    if draft is not None and draft.fault:
        return draft.fault.split("\n")
    if draft is None or not draft.task or not queue.is_queued(draft.task):
        return [FAILED]
    return []


def leave_to_worker(wanted: WantedStep, decision: Decision, *, by: Any) -> None:
    """Put the step in the queue, unless it is there already."""
    owner = wanted.document.forbund.key
    draft = Draft.asked(owner, wanted.key)
    with transaction.atomic():
        row = Draft.objects.select_for_update().defer("pdf").get(pk=draft.pk)
        if row.task and queue.is_queued(row.task):
            return
        day = decision.day.isoformat() if decision.day else ""
        number = queue.enqueue(
            take, owner, wanted.document.fiscal_year.year, wanted.document.pk, wanted.step, wanted.version, by.pk,
            [day, decision.paragraph, decision.meeting], priority=queue.SOMEBODY_WAITS,
        )  # fmt: skip
        Draft.objects.filter(pk=row.pk).update(task=number, fault="", step=Step.WAITING, page=0)


@queue.task(tries=2, seconds=SECONDS, megabytes=MEGABYTES)
def take(forbund: str, year: int, document: int, step: str, version: int, by: int, told: list[str]) -> None:
    """Take a step in a worker. Why it can't be taken is said on the draft; what is taken already isn't taken again."""
    owner = Forbund.objects.select_related("logo").get(key=forbund)
    with inside(owner), visit(owner, keeps=False):
        rows = Document.objects.select_related("forbund__logo", "fiscal_year")
        wanted = WantedStep(rows.get(pk=document), step, version)
        if wanted.is_taken:
            return
        day, paragraph, meeting = told
        decision = Decision(date.fromisoformat(day) if day else None, paragraph, meeting)
        row = Draft.objects.filter(forbund_key=forbund, key=wanted.key)
        try:
            row.update(step=Step.COUNTING)
            who = User.objects.get(pk=by)
            TenantContext.of(who, forbund, year).require(step_of(wanted.document.kind, step).permission)
            take_step(
                document=wanted.document, step=step, by=who, decision=decision, version=version,
                draw=_drawing(lambda **progress: row.update(**progress)),
            )  # fmt: skip
        except services.StaleSave as error:
            row.update(fault=f"{error} {READ_AGAIN}")
        except ValidationError as error:
            row.update(fault="\n".join(error.messages))
        except (PermissionDenied, Http404, User.DoesNotExist) as error:
            row.update(fault=str(error))


def _drawing(update: Callable[..., Any]) -> Callable[..., bytes]:
    """What draws in this process, and tells how far it has come: not oftener than anybody looks."""
    told = [0.0]

    def tell(progress: Progress) -> None:
        step, page = progress
        if step != Step.LAYING_OUT or time.monotonic() > told[0] + LOOK:
            told[0] = time.monotonic()
            update(step=step, page=page)

    def draw(html: str, assets: Mapping[str, bytes], made: datetime) -> bytes:
        return to_pdf(html, assets, made, tell=tell)

    return draw
