"""Forms over lines, series and layouts."""

from __future__ import annotations

from django import forms
from django.db.models import Prefetch

from budget.models import (
    COST_ROWS,
    SEVERAL,
    Layout,
    LayoutColumn,
    LayoutRow,
    Line,
    RowKind,
    RrRow,
    Series,
    SeriesKind,
    Side,
)
from budget.models.series import AHEAD
from budget.queries import tree
from finsam.core.crud.forms import Heading, OwnedForm, PlacedForm, SharedFormSet, children_formset


class LineForm(OwnedForm):
    """A line of the budget."""

    layout = (
        "name",
        ("side", "account", "order"),
        "parent",
        "in_layouts",
        Heading("Vad pengarna går till"),
        ("category", "cost_type"),
        "insats",
        Heading("När beloppet kommer från ett annat ställe"),
        "payer",
        "common",
        ("share_of", "share"),
        Heading("I årsredovisningen"),
        "rr_row",
        "offsets",
    )
    beside = {"line_share_whole": "share"}

    class Meta(OwnedForm.Meta):
        model = Line
        fields = (
            "name", "side", "account", "parent", "category", "cost_type", "insats", "payer", "common",
            "share_of", "share", "rr_row", "offsets", "order",
        )  # fmt: skip
        help_texts = {
            "parent": "Lämna tomt om raden ska stå överst. Annars summeras den till raden du väljer.",
            "category": "Lämna tomt om den är densamma som på raden den ingår i.",
            "payer": "Då läses beloppet ur medlemsbidragen i de budgetar som är inställda så.",
            "insats": "Då står beloppet i insatsens kort.",
            "offsets": "Bara för en intäkt: den räknas av mot kostnaden där nettokostnader visas, till exempel ett bidrag "
            "till lönen från den kostnad som lönen står på.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        lines = tree(self.tenant.forbund)
        self.fields["parent"].choices = line_choices(lines)
        self.fields["share_of"].queryset = self.fields["share_of"].queryset.filter(common=True)
        self.fields["rr_row"].choices = rr_choices()
        if self.instance.pk is None and self.tenant.all(Layout).exists():
            self.fields["in_layouts"] = forms.BooleanField(
                label="Visa raden i årets tabeller där raderna bredvid den står",
                required=False,
                initial=True,
                help_text="Annars räknas beloppet med i summorna utan att synas.",
            )
        offsets = self.fields["offsets"]
        offsets.queryset = offsets.queryset.filter(side=Side.COST)
        offsets.choices = line_choices([(line, depth) for line, depth in lines if line.side == Side.COST])
        offsets.error_messages["invalid_choice"] = "Välj en av förbundets kostnader."


class SeriesForm(OwnedForm):
    """A set of amounts: what it is, which year it is about, and where its capital comes from."""

    any_year = ("opening_from",)
    layout = (
        "name",
        ("kind", "about"),
        ("date", "decision"),
        Heading("Eget kapital när året börjar"),
        "opening_from",
        "opening",
        Heading("Intäkter och resultat"),
        "reads_contributions",
        "stated_result",
        "deficit_reason",
        "order",
    )
    beside = {"series_one_opening": "opening", "series_one_of_a_kind": "about", "series_one_a_day": "date"}

    class Meta(OwnedForm.Meta):
        model = Series
        help_texts = {
            "opening": "Skriv ett belopp när inget annat år slutar där det här börjar.",
            "about": "En plan för kommande år avser det året.",
        }

    def clean(self):
        """Only plans look ahead of the year they are made in, and none look far; a period has an end.

        What there may be several of is told apart by name, too.
        """
        cleaned = super().clean()
        name, day = cleaned.get("name"), cleaned.get("date")
        if cleaned.get("kind") == SeriesKind.INTERIM:
            if day is None and "date" not in self.errors:
                self.add_error("date", "Skriv periodens sista dag, till exempel 31 augusti.")
            elif day and cleaned.get("about") not in (None, day.year):
                self.add_error("date", f"Perioden slutar under {cleaned['about']}, det år som den avser.")
        others = self.tenant.all(Series).exclude(pk=self.instance.pk)
        if name and cleaned.get("kind") in SEVERAL and others.filter(name=name).exists():
            self.add_error(
                "name", f"Det finns redan en som heter så. Skriv dagen i namnet: ”{name}, 30 april”."
            )
        about, kind, year = cleaned.get("about"), cleaned.get("kind"), self.tenant.fiscal_year.year
        if about is not None and not year - 5 <= about <= year + 5:
            self.add_error(
                "about", f"Året ska ligga nära {year}. Skriv till exempel {year} eller {year + 1}."
            )
        elif about is not None and kind in AHEAD and about <= year:
            self.add_error("about", f"En plan avser ett kommande år, efter {year}. Välj ”Budget” för {year}.")
        return cleaned


class LayoutForm(OwnedForm):
    """A way of printing the money."""

    layout = ("name", "title", ("unit", "sign"), "row_label", "suffix", "show_account", "order")

    class Meta(OwnedForm.Meta):
        model = Layout
        help_texts = {
            "name": "Namnet i listor.",
            "title": "Lämna tomt om rubriken är namnet. Skriv {år} där årtalet ska stå, eller {år+1} för året efter. "
            "Då följer rubriken med till nästa år.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["all_lines"] = forms.BooleanField(
                label="Börja med alla budgetrader",
                required=False,
                initial=True,
                help_text="Raderna, summorna och årets budget som kolumn läggs in. Ta sedan bort det som inte ska med.",
            )


class ColumnForm(PlacedForm):
    """A column of a layout."""

    any_year = ("series", "against")
    layout = (("label", "group", "order"), ("kind", "series", "against"))
    shows_last_year = ()
    beside = {"layoutcolumn_compared": "against"}

    class Meta(OwnedForm.Meta):
        model = LayoutColumn
        help_texts = {
            "label": "Skriv {år} där årtalet ska stå, {dag} för budgetens eller prognosens dag och {period} för "
            "1 januari till den dagen."
        }


class ColumnFormSet(SharedFormSet):
    """The columns of a layout."""

    new_row, add_label = "Ny kolumn", "Lägg till kolumn"
    shared = ("series", "against")

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("queryset", LayoutColumn.objects.select_related("series", "against"))
        super().__init__(*args, **kwargs)


class RowForm(PlacedForm):
    """A row of a layout. Sums name rows that are already saved, so their terms are chosen afterwards."""

    any_year = ("series",)
    apart = ("order",)
    beside = {"layoutrow_line_given": "line", "layoutrow_measure_given": "measure"}
    shows_last_year = ()

    class Meta(OwnedForm.Meta):
        model = LayoutRow
        fields = (
            "order", "kind", "line", "measure", "label", "level", "dress", "account", "terms", "only_columns",
            "series",
        )  # fmt: skip
        widgets = {
            "terms": forms.SelectMultiple(attrs={"size": 8}),
            "only_columns": forms.CheckboxSelectMultiple,
        }
        labels = {"line": "Budgetrad att visa", "measure": "Resultat eller kapital att visa"}
        help_texts = {
            "terms": "Välj flera med Ctrl eller Cmd. Bara rader som är sparade går att välja.",
            "only_columns": "Inga valda: alla kolumner. Nya kolumner går att välja när de är sparade.",
            "series": "Lämna tomt om beloppet hämtas från samma budget som i resten av kolumnen.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        placed = self.instance.layout_id
        rows, columns = LayoutRow.objects.none(), LayoutColumn.objects.none()
        if placed is not None:
            rows = (
                LayoutRow.objects.filter(layout_id=placed)
                .exclude(kind=RowKind.HEADING)
                .select_related("line")
            )
            columns = LayoutColumn.objects.filter(layout_id=placed)
        self.fields["terms"].queryset = rows
        self.fields["only_columns"].queryset = columns
        if self.instance.kind != RowKind.SUM:
            # Sixty rows with sixty choices each would be more choices than anybody can use.
            del self.fields["terms"]
        if placed is None:
            del self.fields["only_columns"]

    def clean(self):
        """A sum can't add itself."""
        cleaned = super().clean()
        if self.instance.pk and self.instance in (cleaned.get("terms") or ()):
            self.add_error("terms", "En summa kan inte räkna med sig själv. Ta bort den ur urvalet.")
        return cleaned


class RowFormSet(SharedFormSet):
    """The rows of a layout, each folded under what it shows."""

    row_template = "budget/layout_row.html"
    shared = ("line", "series", "terms", "only_columns")

    def __init__(self, *args, **kwargs):
        terms = Prefetch("terms", LayoutRow.objects.select_related("line"))
        rows = LayoutRow.objects.select_related("line", "series").prefetch_related(terms, "only_columns")
        kwargs.setdefault("queryset", rows)
        super().__init__(*args, **kwargs)

    def choices(self, name, field):
        """Lines stand as the tree they are."""
        return line_choices(tree(self.tenant.forbund)) if name == "line" else super().choices(name, field)


def line_choices(lines: list[tuple[Line, int]]) -> list[tuple]:
    """Lines as choices, drawn as the tree they are."""
    return [("", "Inget valt"), *((line.pk, "\u2003" * depth + line.name) for line, depth in lines)]


def rr_choices() -> list[tuple]:
    """The rows of the resultaträkning, an income's apart from a cost's; extraordinary items may be either."""
    either = {RrRow.EXTRAORDINARY}
    sides = (
        ("Intäkter", [row for row in RrRow if row not in COST_ROWS | either]),
        ("Kostnader", [row for row in RrRow if row in COST_ROWS]),
        ("Båda", [row for row in RrRow if row in either]),
    )
    groups = [(name, [(row.value, row.label) for row in rows]) for name, rows in sides]
    return [("", "Inget valt"), *groups]


COLUMNS = children_formset(Layout, ColumnForm, fk_name="layout", formset=ColumnFormSet)
ROWS = children_formset(Layout, RowForm, fk_name="layout", formset=RowFormSet, most=160)
