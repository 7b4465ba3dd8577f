"""How far a year's ansvarsfrihet has come, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from auditors.discharge.models import Attachment, Dispatch, MemberDecision, PaperKind, Recipient
from finsam.core.models import FiscalYear
from finsam.documents.models import SETTLED, DocumentStatus
from finsam.editions.models import Edition
from finsam.organisation.models import Member
from finsam.organisation.models.members import MemberKind
from finsam.organisation.queries import members

KIND = "arsredovisning"
# When each step is asked for, by month and day of the year after. The revision is done in spring, and a kommun's and a
# region's fullmäktige decide of ansvarsfrihet before the end of June (KL 5 kap. 25 §).
REPORT_BY, SENT_BY, DECIDED_BY = (5, 15), (5, 31), (6, 30)


@dataclass(frozen=True)
class Line:
    """Somebody whom the papers are sent to, with what is noted of it."""

    slug: str
    name: str
    to: str
    member: Member | None = None
    sent: Dispatch | None = None


@dataclass(frozen=True)
class Decided:
    """A member with its decision, where there is one."""

    member: Member
    decision: MemberDecision | None = None


@dataclass
class Discharge:
    """A year's ansvarsfrihet: the stored årsredovisning, what stands beside it, the dispatch list and the decisions."""

    fiscal_year: FiscalYear
    edition: Edition | None
    papers: list[Attachment] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    decisions: list[Decided] = field(default_factory=list)

    def newest(self, kind: str) -> Attachment | None:
        """The last paper of a kind: a newer one is what holds."""
        return next((paper for paper in reversed(self.papers) if paper.kind == kind), None)

    @property
    def report(self) -> Attachment | None:
        """The revisionsberättelse that holds."""
        return self.newest(PaperKind.REPORT)

    @property
    def is_signed(self) -> bool:
        """Whether the årsredovisning was signed when it was stored, or a signed copy stands beside it."""
        signed = self.edition is not None and self.edition.status not in (
            DocumentStatus.DECIDED,
            DocumentStatus.REVISED,
        )
        return signed or self.newest(PaperKind.SIGNED) is not None

    @property
    def unsent(self) -> list[Line]:
        """Those whom nothing has been sent to."""
        return [line for line in self.lines if line.sent is None]

    @property
    def undecided(self) -> list[Member]:
        """Those that haven't decided."""
        return [row.member for row in self.decisions if row.decision is None]

    def missing(self) -> list[tuple[str, str, date]]:
        """What is still missing: its anchor on the page, a sentence, and when it is asked for."""
        if self.edition is None:
            return []
        year = self.fiscal_year.year + 1
        told = []
        if not self.is_signed:
            told.append(("papper", "Årsredovisningen är inte undertecknad.", date(year, *REPORT_BY)))
        if self.report is None:
            told.append(("papper", "Revisionsberättelsen är inte bifogad.", date(year, *REPORT_BY)))
        if self.unsent:
            names = ", ".join(line.name for line in self.unsent)
            told.append(("utskick", f"Inte antecknat som skickat till: {names}.", date(year, *SENT_BY)))
        if self.undecided:
            names = ", ".join(member.name for member in self.undecided)
            told.append(("beslut", f"Inget beslut är antecknat för: {names}.", date(year, *DECIDED_BY)))
        return told


def annual_report(fiscal_year: FiscalYear) -> Edition | None:
    """The year's årsredovisning as it was last decided or signed."""
    rows = Edition.objects.filter(
        forbund_key=fiscal_year.forbund.key, year=fiscal_year.year, kind=KIND, status__in=SETTLED
    )
    return rows.order_by("-at", "-pk").first()


def papers_of(fiscal_year: FiscalYear) -> list[Attachment]:
    """What stands beside the year's årsredovisning, without the files' bytes; the newest last."""
    rows = Attachment.objects.filter(
        edition__forbund_key=fiscal_year.forbund.key, edition__year=fiscal_year.year, edition__kind=KIND
    )
    return list(rows.defer("content").order_by("pk"))


def discharge(fiscal_year: FiscalYear) -> Discharge:
    """All of it: five questions."""
    there = [member for member in members(fiscal_year.forbund) if member.is_in(fiscal_year.year)]
    sent = {(row.to, row.member_id): row for row in Dispatch.objects.filter(fiscal_year=fiscal_year)}
    lines = [Line(Recipient.BOARD, "Styrelsen", Recipient.BOARD, None, sent.get((Recipient.BOARD, None)))]
    lines += [
        Line(member.key, member.name, Recipient.MEMBER, member, sent.get((Recipient.MEMBER, member.pk)))
        for member in there
    ]
    if not any(member.kind == MemberKind.AF for member in there):
        lines.append(
            Line(Recipient.AF, "Arbetsförmedlingen", Recipient.AF, None, sent.get((Recipient.AF, None)))
        )
    decided = {row.member_id: row for row in MemberDecision.objects.filter(fiscal_year=fiscal_year)}
    decisions = [Decided(member, decided.get(member.pk)) for member in there]
    return Discharge(fiscal_year, annual_report(fiscal_year), papers_of(fiscal_year), lines, decisions)
