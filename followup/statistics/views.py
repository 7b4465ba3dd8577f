"""Pages of statistics: what is counted, how it is divided, the year's tables, and the grid of a table's figures."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.forms import BoundField
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST

from finsam.core import services as writes
from finsam.core.crud.comparison import compare
from finsam.core.crud.editor import Editor, tell_saved
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.money import show
from finsam.disclosure.reader import reader_of
from finsam.facts.book import Fact
from followup.responsibility.editor import ReportedEditor
from followup.statistics import forms
from followup.statistics import queries as statqueries
from followup.statistics import tables as lists
from followup.statistics.models import MeasureKind, Sex, StatTable
from followup.statistics.services import set_values
from followup.statistics.statistics_table import Place, TableFacts, given_of, overlaps

WRITE = Permission.EDIT_FOLLOWUP

measures = Editor(
    name="matt",
    form=forms.MeasureForm,
    table=lists.MeasureTable,
    write=WRITE,
    section="statistik",
    intro="Det som räknas eller mäts år efter år. Samma mått i varje års tabeller gör åren jämförbara.",
    example="”Ålder”, ett antal personer, eller ”Tid i insatsen”, ett medelvärde i månader.",
    back="statistik",
    back_label="Statistik",
)


class BinSetEditor(Editor):
    """A division whose groups overlap is kept, and said to."""

    def save(self, request, form, formsets):
        super().save(request, form, formsets)
        for sentence in overlaps(form.instance.bins.all(), form.instance.unit):
            messages.warning(
                request, f"{sentence} Indelningen är sparad; tabellerna förblir utkast tills det är rättat."
            )


bin_sets = BinSetEditor(
    name="indelningar",
    form=forms.BinSetForm,
    table=lists.BinSetTable,
    write=WRITE,
    section="statistik",
    intro="Hur de som räknas delas in. När grupperna ändras läggs en ny utgåva upp som ersätter den förra, så att "
    "tidigare års siffror står kvar i sina grupper.",
    example="Åldersgrupper: 16–24, 25–29, 30–64 år.",
    children=(("Grupper", forms.BINS),),
    queryset=lambda found: found.select_related("replaces").prefetch_related("bins"),
    back="statistik",
    back_label="Statistik",
)


class TableEditor(ReportedEditor):
    """A table comes with the groups that its figures stand in."""

    one, many = "statistiktabell", "statistik"
    values_page, this_one = "statistik-values", "Den här tabellen"

    def seen(self, tenant: TenantContext, key: str) -> StatTable:
        table = super().seen(tenant, key)
        prefetch_related_objects([table], "bin_set__bins")
        return table


tables = TableEditor(
    name="statistik",
    form=forms.StatTableForm,
    table=lists.StatTableTable,
    write=WRITE,
    intro="Hur många som deltog, vilka de var och hur det gick. Bara antal, aldrig personer.",
    example="Deltagare inskrivna under året i Vägledarna, från Uppföljning Finsam.",
    queryset=lambda found: found.select_related("measure", "insats", "bin_set", "fiscal_year"),
    list_template="followup/statistics.html",
)


@dataclass(frozen=True, slots=True)
class GridCell:
    """A place of the grid: its field, and what its figure comes to when nobody has written it."""

    column: str
    id: str
    field: BoundField
    text: str
    shown: str = ""  # what a reader sees of what is written


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of the grid."""

    label: str
    cells: tuple[GridCell, ...]
    is_sum: bool = False
    heading: bool = False
    blank: int = 0  # how many columns stand empty before the cells


class ValueGrid:
    """A table's figures as the page shows them; with a written form, what they would come to."""

    def __init__(self, table: StatTable, tenant: TenantContext, data=None):
        self.table, self.tenant = table, tenant
        self.given = given_of(table.values.select_related("bin", "kommun"))
        held = {place.kommun for place in self.given}
        self.kommuner = tuple((one.key, one.name) for one in statqueries.kommuner_of(table, held))
        divided = table.bin_set_id is None or table.groups_by_kommun or bool(held - {""})
        self.by_kommun = divided and table.measure.kind == MeasureKind.COUNT
        facts = TableFacts(table, self.given, self.kommuner)
        # A group in a kommun isn't divided by sex: so few people would mostly be hidden, and take long to hide.
        places = [
            place
            for place in facts.places()
            if not place.kommun or (self.by_kommun and not (facts.bins and place.sex))
        ]
        labels = {place: facts.label(place) for place in places}
        self.form = forms.ValuesForm(
            data, instance=table, tenant=tenant, places=places, given=self.given, labels=labels
        )
        self.facts = facts

    def imagine(self) -> None:
        """Let the sums and sentences be of what is written, before it is saved."""
        self.facts = TableFacts(self.table, self.form.imagined(self.given), self.kommuner)

    @property
    def columns(self) -> list[str]:
        """The sexes, and all together."""
        return [*(str(sex.label) for sex in Sex), "Totalt"]

    def rows(self) -> list[GridRow]:
        """A row for each group and all of them; then for each kommun, or each group in each kommun."""
        rows = self._groups()
        if self.by_kommun and self.kommuner and self.facts.bins:
            for key, name in self.kommuner:
                rows += [GridRow(f"Därav från {name}", (), heading=True), *self._groups(key)]
        elif self.by_kommun and self.kommuner:
            rows.append(GridRow("Därav från", (), heading=True))
            rows += [self._row(name, Place(kommun=key)) for key, name in self.kommuner]
        return rows

    def _groups(self, kommun: str = "") -> list[GridRow]:
        """The groups and all of them, in a kommun or in all."""
        rows = [self._row(one.name, Place(bin=one.key, kommun=kommun)) for one in self.facts.bins]
        everyone = "Antal personer" if self.table.multi_response else "Alla"
        return [*rows, self._row(everyone, Place(kommun=kommun), is_sum=bool(rows))]

    def _row(self, label: str, place: Place, *, is_sum: bool = False) -> GridRow:
        whole = bool(place.kommun and self.facts.bins)
        sexes = ("",) if whole else (*Sex.values, "")
        cells = tuple(self._cell(place, sex) for sex in sexes)
        return GridRow(label, cells, is_sum, blank=len(Sex.values) if whole else 0)

    def _cell(self, place: Place, sex: str) -> GridCell:
        place = Place(place.bin, sex, place.kommun)
        name = self.form.name_of(place)
        fact = self.facts.fact(place)
        computed = fact is not None and fact.op == "sum"
        reader, value = reader_of(self.tenant), self.form[name].value()
        text = reader.said(fact, _text(fact)) if computed else ""
        shown = reader.said(fact, value) if value else value
        return GridCell(sex or "alla", f"sum-{name}", self.form[name], text, "" if shown is None else shown)


def _text(fact: Fact) -> str:
    return show(fact.value, fact.unit, fact.decimals, suffix=False)


@require_permission(write=Permission.REPORT)
def values(request, key):
    """A table's figures: saved together as a draft, or as finished when they add up."""
    tenant = request.tenant
    table = tables.seen(tenant, key)
    grid = ValueGrid(table, tenant, request.POST if request.method == "POST" else None)
    form, stale, seen = grid.form, None, table.version
    if request.method == "POST":
        valid = form.is_valid()
        try:
            # What can be read is kept even when something else can't: nobody loses what they wrote.
            wants = "klar" in request.POST
            version = form.cleaned_data.get("version")
            problems = set_values(
                table=table, values=form.written(), by=request.user, version=version, done=wants and valid
            )
        except ValidationError as error:
            form.blame(error)
        except writes.StaleSave as error:
            stale = _both(grid, error.current)
        else:
            if valid:
                _tell(request, table, problems, wants, changed=table.version != seen)
                return HttpResponseRedirect(address(tenant, "statistik-values", key=table.key))
            form.data = form.data.copy()
            form.data["version"] = str(table.version)
        grid.imagine()
    context = {
        "section": "statistik",
        "table": table,
        "grid": grid,
        "form": form,
        "stale": stale,
        "problems": grid.facts.problems(),
        "refusal": tenant.refusal(Permission.REPORT),
        "may_edit": tenant.refusal(WRITE) is None,
    }
    return render(request, "followup/values.html", context, status=422 if request.method == "POST" else 200)


def _tell(request, table: StatTable, problems: list[str], wants: bool, *, changed: bool) -> None:
    if wants and problems:
        messages.warning(
            request, f"Allt är sparat som utkast. ”{table}” kan kallas klar när siffrorna går ihop."
        )
    elif wants:
        messages.success(request, f"”{table}” är sparad och klar.")
    else:
        tell_saved(request, f"”{table}” är sparad som utkast.", changed=changed)


def _both(grid: ValueGrid, current: StatTable) -> list[dict]:
    """What the visitor wrote and what is saved now; the form goes on from the version that is."""
    stored = grid.given
    rows = (
        (
            grid.facts.label(place),
            forms.written(mine) if mine else "",
            forms.written(stored[place]) if place in stored else "",
        )
        for place, mine in grid.form.written().items()
    )
    return compare(grid.form, current, rows)


@require_POST
@require_permission(write=Permission.REPORT)
def values_check(request, key):
    """What the figures in the form would come to, and what doesn't add up; nothing is saved."""
    tenant = request.tenant
    grid = ValueGrid(tables.seen(tenant, key), tenant, request.POST)
    grid.form.is_valid()  # a figure that can't be read yet is left out
    grid.imagine()
    return render(request, "followup/values_check.html", {"grid": grid, "problems": grid.facts.problems()})


EDITORS = (measures, bin_sets, tables)
urlpatterns = [
    path("statistik/<slug:key>/varden/", values, name="statistik-values"),
    path("statistik/<slug:key>/kontroll/", values_check, name="statistik-check"),
    *(one for editor in EDITORS for one in editor.urls()),
]
