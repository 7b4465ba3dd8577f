"""What is said of deviations: what there is, what is lacking, and the grid where it is written."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.forms import BoundField

from budget.models import DeviationComment, Line
from budget.variance.services import comment
from budget.variance.standing import Held, Standing
from finsam.core.crud.grid import CellGrid, Slot
from finsam.core.tenancy.access import TenantContext, address
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.money import number
from finsam.core.values.periods import MONTHS

LONGEST = 2000

Comments = dict[tuple[int, int], DeviationComment]


def comments(forbund, year: int) -> Comments:
    """A year's comments by line and month, in one question: `book.read(comments, year)`."""
    rows = DeviationComment.objects.filter(forbund=forbund, fiscal_year__year=year).select_related("line")
    return {(row.line_id, row.month): row for row in rows}


def of_month(here: Standing) -> dict[int, DeviationComment]:
    """The comments of the month that is looked at, by line."""
    known: Comments = here.book.read(comments, here.year)
    return {line: row for (line, month), row in known.items() if month == here.month}


def latest_before(here: Standing, line: Line) -> DeviationComment | None:
    """What was last said of a line before the month."""
    known: Comments = here.book.read(comments, here.year)
    earlier = [row for (which, month), row in known.items() if which == line.pk and month < here.month]
    return max(earlier, key=lambda row: row.month, default=None)


def lacking(here: Standing) -> list[Held]:
    """The lines that deviate and that nobody has said anything of this month."""
    said = of_month(here)
    return [row for row in here.deviating if row.line.pk not in said]


@dataclass(frozen=True, slots=True)
class Said:
    """A line that deviates, as it stands on the page: its field for who may write, else its text."""

    key: str
    label: str
    way: str
    amount: str
    href: str
    field: BoundField | None
    text: str
    signed: str
    earlier: str


class CommentGrid(CellGrid):
    """What is said of the lines that deviate to a month, and of those that somebody has spoken of. An address is a line."""

    write = Permission.EXPLAIN
    section = "budget"
    template = "budget/followup.html"
    prefix = "kommentar-"
    counted = "kommentarer"
    save_words = "Spara kommentarerna"
    back, back_label, back_words = "budget", "Budget", "Tillbaka till budgeten"

    def __init__(self, tenant: TenantContext, here: Standing, context: dict):
        super().__init__(tenant, tenant.here, month=here.month)
        self.here, self.shown = here, context
        self.said = of_month(here)
        deviating = {row.line.pk: row for row in here.deviating}
        spoken = {
            row.line.pk: row for row in here.rows() if row.line is not None and row.line.pk in self.said
        }
        self.held = [row for row in here.rows() if row.line is not None and row.line.pk in deviating | spoken]

    @property
    def heading(self):
        return f"Budgetuppföljning {self.tenant.here}"

    def lock(self):
        """What is said of a month may be written whatever is decided of the year."""
        return ""

    def slots(self):
        for row in self.held:
            label = f"{row.label}: kommentar"
            known = self.said.get(row.line.pk)
            field = forms.CharField(label=label, required=False, max_length=LONGEST)
            yield Slot(row.line, row.line.key, field, known.text if known else "")

    def save(self, values, **how):
        comment(fiscal_year=self.owner, month=self.here.month, texts=values, **how)
        return []

    def saved_words(self, values):
        return f"Kommentarerna {self.here.until} har sparats."

    def tables(self):
        """None: each comment stands as a row of its own (`rows`), where there is room to write."""
        return []

    def rows(self) -> list[Said]:
        """Each line with what it deviates by, its comment, and what was last said of it."""
        return [self._row(row) for row in self.held]

    def _row(self, row: Held) -> Said:
        deviation = (
            row.deviation if row.deviation is not None and row.deviation.value is not None else row.ahead
        )
        known, earlier = self.said.get(row.line.pk), latest_before(self.here, row.line)
        return Said(
            row.line.key,
            row.label,
            row.way,
            number(deviation.value, 0, sign=True) if deviation is not None else "",
            address(self.tenant, "fact", key=deviation.key) if deviation is not None else "",
            self.cell(row.line).field,
            known.text if known else "",
            known.signed if known else "",
            f"Sagt i {MONTHS[earlier.month - 1]}: {earlier.text}" if earlier else "",
        )

    def context(self):
        return {**self.shown, "said_rows": self.rows(), "lacking": lacking(self.here)}
