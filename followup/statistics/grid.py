"""The grid of a table's figures: a row for each group and kommun, a column for each sex and all together."""

from __future__ import annotations

from dataclasses import replace

from finsam.core.crud.grid import Cell, CellField, CellRow, CellTable, RowGroup, Slot
from finsam.core.tenancy.access import TenantContext
from finsam.core.values.money import show
from finsam.disclosure.reader import reader_of
from followup.responsibility.grid import ReportedGrid
from followup.statistics import queries
from followup.statistics.forms import read_figure, written
from followup.statistics.models import MeasureKind, Sex, StatTable
from followup.statistics.services import set_values
from followup.statistics.statistics_table import Place, TableFacts, given_of

BLANK = Cell(span=len(Sex.values))  # where there is only a figure of all together


class FigureGrid(ReportedGrid):
    """The figures of one table. An address is a `Place`."""

    section = "statistics"
    check = "statistics-check"
    lead = (
        "Skriv antal: 183, ca 70, över 400 eller minst 12. Ett tomt fält betyder att uppgiften saknas; noll är noll. "
        "En äldre andel där ingen vet av hur många skrivs 48 %."
    )
    unfinished_words = "Allt är sparat som utkast. ”{}” kan kallas klar när siffrorna går ihop."
    back, back_label, back_words = "statistics", "Statistik", "Tillbaka till statistiken"
    settings_words = "Tabellen: källa, period och indelning"

    def __init__(self, tenant: TenantContext, table: StatTable):
        super().__init__(tenant, table, key=table.key)
        self.given = given_of(table.values.select_related("bin", "kommun"))
        held = {place.kommun for place in self.given}
        self.kommuner = tuple((kommun.key, kommun.name) for kommun in queries.kommuner_of(table, held))
        divided = table.bin_set_id is None or table.groups_by_kommun or bool(held - {""})
        self.by_kommun = divided and table.measure.kind == MeasureKind.COUNT
        self.facts = TableFacts(table, self.given, self.kommuner)

    @property
    def status(self):
        table = self.owner
        source = table.get_source_display() + (f": {table.source_note}" if table.source_note else "")
        return f"{table.get_status_display()} · {source}"

    def slots(self):
        """A group in a kommun isn't divided by sex: so few people would mostly be hidden, and take long to hide."""
        decimals = 0 if self.owner.measure.kind == MeasureKind.COUNT else 2
        for place in self.facts.places():
            if not place.kommun or (self.by_kommun and not (self.facts.bins and place.sex)):
                field = CellField(
                    read=lambda text: read_figure(text, decimals),
                    write=written,
                    label=self.facts.label(place),
                )
                yield Slot(
                    place, f"v{place.ending.replace('.', '__') or '__totalt'}", field, self.given.get(place)
                )

    def save(self, values, **how):
        return set_values(table=self.owner, values=values, **how)

    def saved_words(self, values):
        return f"”{self.owner}” är sparad som utkast."

    def imagine(self, values):
        self.facts = TableFacts(self.owner, self.given_with(values), self.kommuner)

    def said_in(self, last: StatTable):
        given, reader = given_of(last.values.select_related("bin", "kommun")), reader_of(self.tenant)
        facts = TableFacts(last, given, self.kommuner)
        return {
            place: written(value) for place, value in given.items() if not reader.hides(facts.fact(place))
        }

    def problems(self):
        return self.facts.problems()

    def tables(self):
        groups = [RowGroup(self._groups())]
        if self.by_kommun and self.facts.bins:
            groups += [RowGroup(self._groups(key), f"Därav från {name}") for key, name in self.kommuner]
        elif self.by_kommun and self.kommuner:
            rows = tuple(self._row(name, Place(kommun=key)) for key, name in self.kommuner)
            groups.append(RowGroup(rows, "Därav från"))
        columns = (str(self.owner.measure), *(str(sex.label) for sex in Sex), "Totalt")
        return [CellTable(str(self.owner), columns, tuple(groups))]

    def _groups(self, kommun: str = "") -> tuple[CellRow, ...]:
        """The groups and all of them, in a kommun or in all."""
        rows = [self._row(group.name, Place(group.key, kommun=kommun)) for group in self.facts.bins]
        everyone = "Antal personer" if self.owner.multi_response else "Alla"
        return (*rows, self._row(everyone, Place(kommun=kommun), is_sum=bool(rows)))

    def _row(self, label: str, place: Place, *, is_sum: bool = False) -> CellRow:
        sexes = ("",) if place.kommun and self.facts.bins else (*Sex.values, "")
        blank = () if len(sexes) > 1 else (BLANK,)
        return CellRow(
            label, (*blank, *(self._cell(replace(place, sex=sex)) for sex in sexes)), is_sum=is_sum
        )

    def _cell(self, place: Place):
        fact, reader, text = self.facts.fact(place), reader_of(self.tenant), self.as_written(place)
        computed = fact is not None and fact.op == "sum"
        return self.cell(
            place,
            reader.said(fact, show(fact.value, fact.unit, fact.decimals, suffix=False)) if computed else "",
            shown=text and reader.said(fact, text),
            id=f"sum-{self.form.names[place]}",
        )
