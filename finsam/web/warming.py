"""What the next reader asks for, computed by a worker after a write: she who saved has moved on meanwhile."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from finsam.checks.reconciliation import reconcile
from finsam.core.caching.computed import visit
from finsam.core.caching.revisions import moved
from finsam.core.models import FiscalYear, Forbund
from finsam.core.tasks import queue
from finsam.core.tenancy.permissions import ROLES, Role
from finsam.core.tenancy.scope import inside
from finsam.disclosure import publishing
from finsam.documents import queries
from finsam.documents.books import open_book
from finsam.documents.resolve import resolve
from finsam.web.missing import missing_of_year, needs_by, steps_of_beginning

YEARS = 2  # the newest: one that is planned or followed, and one that is reported
PAUSE = 3  # seconds, so that many saves in a row are followed by one reckoning


@receiver(moved)
def when_moved(forbund_id: int, revision: int, **kwargs: Any) -> None:
    """Leave it to a worker, if one is alive; without one, the next reader computes what she asks for."""
    if queue.somebody_works():
        queue.enqueue(warm, forbund_id, revision, priority=queue.WARMING, after=PAUSE)


@queue.task(tries=1, seconds=120)
def warm(forbund_id: int, revision: int) -> None:
    """Compute facts, findings, documents and what they hide for a revision, unless it has moved: then another is queued."""
    forbund = Forbund.objects.select_related("logo").filter(pk=forbund_id).first()
    if forbund is None or forbund.revision != revision:
        return
    with inside(forbund), visit(forbund):
        for fiscal_year in FiscalYear.objects.filter(forbund=forbund).order_by("-year")[:YEARS]:
            fiscal_year.forbund = forbund
            book = open_book(forbund, fiscal_year.year)
            book.all()
            reconcile(fiscal_year)
            for document in queries.documents(forbund, fiscal_year.year):
                publishing.plan_of(document, resolve(document, book))
                missing_of_year(book, document.kind, document.until)
            for needs in (needs_by, steps_of_beginning):
                needs(book, ROLES[Role.FORBUNDSCHEF].permissions)
