"""The demo's insatsansvarig reports on an insats, and the board has signed the report of 2023."""

from __future__ import annotations

from finsam.core import audit, services
from finsam.core.models import Access, Forbund, User
from finsam.core.tenancy.permissions import Role
from finsam.core.values.periods import REPORT_DEADLINE, long_date
from finsam.demo.steps import demo_step, storing_demo_step
from finsam.documents.models import Document, DocumentStatus
from finsam.editions.services import Decision, take_step
from finsam.rendering.pdf.pdf import to_pdf
from followup.accounts.models import YearBooks
from followup.responsibility.models import InsatsResponsibility
from plans.models.insatser import Insats


@demo_step
def let_somebody_report(forbund: Forbund) -> None:
    """Whoever is insatsansvarig without an insats is given the first one."""
    insats = Insats.objects.filter(forbund=forbund).order_by("pk").first()
    without = Access.objects.filter(forbund=forbund, role=Role.INSATSANSVARIG, responsibilities=None)
    for access in without if insats is not None else ():
        services.save(InsatsResponsibility(forbund=forbund, access=access, insats=insats), by=audit.SYSTEM)


@storing_demo_step
def let_the_board_sign(forbund: Forbund) -> None:
    """The report of 2023 is signed, on the day that the books say; its paragraph is made up, as its source has none."""
    year = 2023
    report = Document.objects.filter(
        forbund=forbund, kind="arsredovisning", fiscal_year__year=year, status=DocumentStatus.PROPOSAL
    ).first()
    if report is None or report.stored_at is not None:
        return
    books = YearBooks.objects.filter(forbund=forbund, fiscal_year__year=year).first()
    day = books.signed_on if books and books.signed_on else REPORT_DEADLINE.on(year + 1)
    decision = Decision(day, "9", f"Styrelsens sammanträde {long_date(day)}")
    by = User.objects.get(email="forbundschef@demo.example")
    take_step(document=report, step="underteckna", by=by, decision=decision, draw=to_pdf)
