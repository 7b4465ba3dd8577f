"""The grid of contributions: payers by status, years side by side, with shares, sums and what has changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from finsam.core.crud.fields import AmountFormField
from finsam.core.crud.grid import Cell, CellGrid, CellRow, CellTable, RowGroup, Slot
from finsam.core.tenancy.access import TenantContext, address
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.money import exact
from finsam.documents.books import imagined_book
from finsam.facts.book import Fact
from finsam.organisation import queries
from finsam.organisation.contributions.services import Address, field_key, set_contributions
from finsam.organisation.law import PART_NAMES, PARTS
from finsam.organisation.models import Contribution, ContributionStatus, Payer

BEHIND, AHEAD = 2, 2
AGREED = "bidrag.kommunandel.{}"
# What a payer's contribution comes to beside the amounts themselves: the fact's name, and what it is called.
OF_PAYER = (
    ("bidrag.{}", "Gäller: den säkraste uppgiften"),
    ("bidrag.andel.{}", "Andel av alla bidrag"),
    ("bidrag.delens-andel.{}", "Andel av {}"),
    (AGREED, "Överenskommen andel"),
    ("bidrag.mot-fjol.{}", "Mer än året före, kr"),
    ("bidrag.mot-fjol.andel.{}", "Mer än året före, %"),
)
OF_SEVERAL = ("bidrag.delens-andel.{}", AGREED)  # of a part that several pay
OF_ALL = (
    ("bidrag.totalt", "Summa"),
    ("bidrag.skillnad", "Mer än året före, kr"),
    ("bidrag.andring", "Mer än året före, %"),
)


class ContributionGrid(CellGrid):
    """What is asked for, decided and paid. An address is a payer, a year and a status."""

    write = Permission.EDIT_FORBUND
    section = "contributions"
    check = "contributions-check"
    prefix = "bidrag-"
    lead = (
        "Kronor. Ett belopp står under hur säkert det är: det säkraste gäller i budget och dokument. "
        "Tomt fält: inget besked än."
    )
    read_lead = "Kronor. Det säkraste beloppet gäller i budget och dokument."
    counted = "belopp"
    save_words = "Spara bidragen"
    back, back_label, back_words = "contributions", "Bidrag", "Tillbaka till bidragen"
    title = "Medlemsbidrag år för år"
    heading = title

    def __init__(self, tenant: TenantContext):
        super().__init__(tenant, tenant.fiscal_year)
        self.book = imagined_book(tenant.forbund, tenant.fiscal_year.year)
        year = self.book.year
        self.years = range(year - BEHIND, year + AHEAD + 1)
        self.payers: list[Payer] = self.book.read(queries.payers)
        by_pk = {payer.pk: payer for payer in self.payers}
        self.stored: dict[Address, Contribution] = {
            (by_pk[row.payer_id], row.year, row.status): row for row in self.book.read(queries.contributions)
        }

    @property
    def settings(self):
        return address(self.tenant, "kommun-shares"), "Kommunernas fördelning"

    def addresses(self) -> Iterator[Address]:
        """Every place that can be written in."""
        for payer in self.payers:
            for status in ContributionStatus.values:
                yield from ((payer, year, status) for year in self.years)

    def slots(self):
        for place in self.addresses():
            payer, year, status = place
            label = f"{payer.name} {year}, {ContributionStatus(status).label.lower()}"
            stored = self.stored.get(place)
            field = AmountFormField(label=label, required=False)
            yield Slot(place, field_key(place), field, stored.amount if stored else None)

    def save(self, values, **how):
        set_contributions(fiscal_year=self.owner, amounts=values, **how)
        return []

    def saved_words(self, values):
        return f"{len(values)} bidrag har sparats. Budget, tabeller och texter följer med."

    def imagine(self, values):
        rows = self.book.read(queries.contributions)
        for place, value in values.items():
            rows[:] = [
                row for row in rows if (row.payer_id, row.year, row.status) != (place[0].pk, *place[1:])
            ]
            if value is not None:
                payer, year, status = place
                rows.append(
                    Contribution(
                        forbund=self.tenant.forbund,
                        payer=payer,
                        year=year,
                        status=status,
                        amount=value,
                        key="ny",
                    )
                )

    def tables(self):
        columns = ("Status", *map(str, self.years))
        groups = [RowGroup(tuple(self._rows(payer)), payer.name) for payer in self.payers]
        totals = RowGroup(tuple(self._totals()), totals=True)
        return [CellTable("Medlemsbidrag, kronor", columns, (*groups, totals))]

    def _rows(self, payer: Payer) -> Iterator[CellRow]:
        """A payer's amounts by status, and what they come to."""
        for status in ContributionStatus:
            cells = tuple(self.cell((payer, year, status.value)) for year in self.years)
            yield CellRow(str(status.label), cells, id=f"{payer.key}-{status.value}", level=1)
        members = list(payer.members.all())
        alone = [other for other in self.payers if other.part == payer.part] == [payer]
        for name, label in OF_PAYER:
            key = payer.key
            if name in OF_SEVERAL and (alone or not payer.part):
                continue
            if name == AGREED:
                if payer.part != "kommun" or len(members) != 1:
                    continue
                key = members[0].key
            told = label.format(PARTS.get(payer.part, ""))
            yield self._computed(name.format(key), told, f"{payer.key}-{name.replace('{}', '').strip('.')}")

    def _totals(self) -> Iterator[CellRow]:
        for name, label in OF_ALL:
            yield self._computed(name, label, f"alla-{name}")
        for part, called in PART_NAMES.items():
            if any(payer.part == part for payer in self.payers):
                yield self._computed(f"bidrag.del.{part}", called, f"del-{part}")
                yield self._computed(f"bidrag.delandel.{part}", f"{called}: andel", f"delandel-{part}")

    def _computed(self, name: str, label: str, place: str) -> CellRow:
        """A row of facts, one for each year."""
        cells = tuple(
            self._figure(self.book.get(f"{name}@{year}"), f"sum-{place}-{year}".replace(".", "-"))
            for year in self.years
        )
        return CellRow(label, cells, is_sum=name == "bidrag.totalt")

    def _figure(self, fact: Fact | None, place: str) -> Cell:
        if fact is None or fact.value is None:
            return Cell("", place)
        text = exact(fact.value) if fact.unit == "kr" else fact.printed(fact.value, fact.unit, fact.decimals)
        stored = not self.form.is_bound
        href = address(self.tenant, "fact", key=fact.key) if stored else ""
        return replace(Cell(text, place), href=href)
