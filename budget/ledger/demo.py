"""The demo's books: made-up files of a bookkeeping system, read in as a person does it, and what is said of them.

What a year has stands in `fixtures/<förbund>/bokforing/<year>.yaml`: `records` are loaded as a förbund's are, and `steps` are
then carried out in order by the same services as the pages use. A year that has books is left as it is.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from budget.forecasting.proposals import proposals
from budget.forecasting.services import make_forecast, set_forecast
from budget.ledger.importing import uploads
from budget.ledger.importing.preview import preview
from budget.ledger.services import close_month, read_in
from budget.ledger.taking import Choice
from budget.models import LedgerImport, Line
from budget.variance.services import comment
from finsam.core.models import FiscalYear, Forbund, User
from finsam.core.tenancy.access import TenantContext
from finsam.demo.loader import FIXTURES, Loader, LoadError, read
from finsam.demo.steps import filling_demo_step
from finsam.documents.books import open_book

BY = "ekonom@demo.example"


@filling_demo_step
def keep_books(forbund: Forbund) -> None:
    """Read in the books of each year that has a file and no books."""
    by = User.objects.get(email=BY)
    for path in sorted((FIXTURES / forbund.key / "bokforing").glob("*.yaml")):
        fill(forbund, path, by=by)


@transaction.atomic
def fill(forbund: Forbund, path: Path, *, by: User) -> None:
    """Carry out what a file says of a year: all of it, or nothing. Raises LoadError and ValidationError."""
    told = read(path)
    fiscal_year = FiscalYear.objects.get(forbund=forbund, year=told["year"])
    if LedgerImport.objects.filter(fiscal_year=fiscal_year).exists():
        return
    Loader(path.parent).add(forbund, told["records"], year=told["year"], where=path.name)
    for step in told["steps"]:
        step = dict(step)
        carry_out = STEPS[step.pop("do")]
        carry_out(TenantContext.of(by, forbund.key, told["year"]), folder=path.parent, **step)


def _read_in(tenant: TenantContext, *, folder: Path, file: str, ours: bool = False, **choice: Any) -> None:
    """Judge a file and make it the year's books, unless it would be stopped or asked of on the page."""
    upload = uploads.read(file, (folder / file).read_bytes())
    if upload.reasons:
        raise LoadError(f"{file}: {' '.join(upload.reasons)}")
    shown = preview(upload, tenant, Choice(**choice), upload.to_month, "")
    if shown.stops or (shown.question and not ours):
        raise LoadError(f"{file}: {' '.join([*(stop.sentence for stop in shown.stops), shown.question])}")
    read_in(fiscal_year=tenant.here, snapshot=shown.snapshot, file=shown.file, by=tenant.user)


def _close(tenant: TenantContext, *, folder: Path, months: list[int], sentence: str) -> None:
    """Close months, in order."""
    for month in months:
        close_month(fiscal_year=tenant.here, month=month, sentence=sentence, by=tenant.user)


def _forecast(
    tenant: TenantContext, *, folder: Path, month: int, amounts: dict[str, Any], reasons: dict[str, str]
) -> None:
    """Make a forecast of the proposals to a month, and write other amounts with their reasons."""
    year = tenant.here.year
    day = date(year, month, monthrange(year, month)[1])
    made = proposals(open_book(tenant.forbund, year), year, month)
    series = make_forecast(fiscal_year=tenant.here, day=day, proposals=made, by=tenant.user)
    set_forecast(
        series=series,
        amounts={_line(tenant, key): Decimal(str(amount)) for key, amount in amounts.items()},
        reasons={_line(tenant, key): reason for key, reason in reasons.items()},
        by=tenant.user,
    )


def _comment(tenant: TenantContext, *, folder: Path, month: int, texts: dict[str, str]) -> None:
    """Say why lines deviate to a month."""
    said: dict[Line, str | None] = {_line(tenant, key): text for key, text in texts.items()}
    comment(fiscal_year=tenant.here, month=month, texts=said, by=tenant.user)


def _line(tenant: TenantContext, key: str) -> Line:
    return tenant.get(Line, key=key)


STEPS: dict[str, Callable[..., None]] = {
    "read": _read_in,
    "close": _close,
    "forecast": _forecast,
    "comment": _comment,
}
