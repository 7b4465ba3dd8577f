"""Forms over results: what each kind of part is answered with, and a report with all its rows at once."""

from __future__ import annotations

from typing import cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.formsets import TOTAL_FORM_COUNT

from finsam.core import services
from finsam.core.crud import last_year
from finsam.core.crud.comparison import move_on
from finsam.core.crud.forms import Heading, OwnedForm, OwnedFormSet
from finsam.core.tenancy.access import TenantContext
from finsam.core.values import money
from finsam.core.values.grouping import grouped
from finsam.core.values.periods import in_year
from followup.goals.models import GoalReport, GoalResult
from followup.goals.services import hindrances
from plans.facts import target
from plans.forms.goals import KINDS
from plans.models.goals import GoalPart, Operator, Unit
from plans.texts.wording import demand_text

WHENCE = ("source", "evidence", "comment")
BY_SEX = (("women", "women_of"), ("men", "men_of"), ("other", "other_of"))


class GoalReportForm(OwnedForm):
    """What is said of the goal as a whole."""

    layout = (
        "end",
        "comment",
        "why",
        Heading("Prognos för året"),
        "forecast",
        "forecast_text",
        Heading("Annan bedömning än den uträknade"),
        "judgement",
        "reason",
    )
    beside = {"goalreport_judgement_has_reason": "reason"}

    class Meta(OwnedForm.Meta):
        model = GoalReport

    def clean(self):
        """A day that another report has is explained here, since the goal isn't among the fields."""
        cleaned = super().clean()
        end, report = cleaned.get("end"), self.instance
        others = GoalReport.objects.filter(forbund=self.tenant.forbund, goal=report.goal).exclude(
            pk=report.pk
        )
        if end and others.filter(end=end).exists():
            self.add_error("end", "Målet har redan ett resultat till och med det datumet.")
        return cleaned


class GoalResultForm(OwnedForm):
    """What came out of a part among a population: the fields that the part is answered with."""

    class Meta(OwnedForm.Meta):
        model = GoalResult
        fields = (
            "population", "numerator", "denominator", "value", "qualifier", "answered", "answer", "word",
            "women", "women_of", "men", "men_of", "other", "other_of", "source", "evidence", "comment",
        )  # fmt: skip
        widgets = {"comment": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        part = self.instance.part
        self.layout = answered_with(part)
        kept = {name for row in self.layout for name in ((row,) if isinstance(row, str) else row)}
        for name in [name for name in self.fields if name not in kept and name != "version"]:
            del self.fields[name]
        if "value" in self.fields:
            self.fields["value"].kind = KINDS.get(part.unit, money.NUMBER)
            unit = "%" if part.unit == Unit.PERCENT else part.get_unit_display()
            self.fields["value"].label = (
                "Andel, %, när antalet inte är känt" if unit == "%" else f"Resultat, {unit}"
            )
        if "population" in self.fields and part.population:
            self.fields["population"].help_text = f"Lämna tomt om det gäller {part.population}."


def answered_with(part: GoalPart) -> tuple:
    """The layout of the fields that a part is answered with."""
    if part.operator == Operator.TEXT:
        return ("population", "word", *WHENCE)
    if part.operator == Operator.YES:
        return ("population", "answer", *WHENCE)
    if part.unit == Unit.PERCENT:
        return (
            "population",
            ("numerator", "denominator"),
            *BY_SEX,
            ("value", "qualifier", "answered"),
            *WHENCE,
        )
    if part.unit == Unit.COUNT:
        return ("population", ("value", "qualifier"), tuple(sex for sex, _ in BY_SEX), *WHENCE)
    return ("population", ("value", "qualifier"), *WHENCE)


class PartRows(forms.BaseFormSet):
    """A part's rows in the form: one for each population, and an empty one to add another.

    A row is named by its place, so that a page that was kept with something to mend can be sent again as it stands.
    """

    default_error_messages = OwnedFormSet.default_error_messages

    def __init__(self, part: GoalPart, report: GoalReport, stored: list[GoalResult], data, **kwargs):
        self.part, self.report, self.stored = part, report, stored
        self.demand = demand_text(target(report.goal, part))
        if f"{part.key}-{TOTAL_FORM_COUNT}" not in (data or ()):
            data = None  # a part that wasn't sent is left alone
        super().__init__(data, prefix=part.key, initial=[{}] * (len(stored) or 1), form_kwargs=kwargs)

    def get_form_kwargs(self, index):
        new = GoalResult(forbund=self.report.forbund, report=self.report, part=self.part, order=index)
        row = next(iter(self.stored[index:]), new)
        row.report = self.report
        return {**self.form_kwargs, "instance": row}

    def clean(self):
        """No two populations are called the same."""
        seen: set[str] = set()
        for row in self.forms:
            name = row.instance.population.strip().casefold()
            if row.instance.blank:
                continue
            if name in seen:
                row.add_error("population", "Två grupper kan inte heta lika. Skriv vilka det gäller.")
                row.clash = True
            seen.add(name)


PART_ROWS = cast(
    type[PartRows], forms.formset_factory(GoalResultForm, PartRows, max_num=100, absolute_max=100)
)


def _a_year_ago(report: GoalReport, parts: list[GoalPart]) -> dict[int, list[GoalResult]]:
    """What was reported of the same parts of the same goal up to the same day last year, in its order, by part."""
    stood = {last.pk: part.pk for part, last in zip(parts, last_year.before(parts), strict=True) if last}
    if not stood:
        return {}
    day = in_year(report.end, report.end.year - 1)
    rows = GoalResult.objects.filter(forbund=report.forbund_id, part__in=stood, report__end=day)
    rows = rows.select_related("report__fiscal_year", "forbund", "part")
    return grouped(rows, by=lambda row: stood[row.part_id])


class ReportEntry:
    """A report and all its rows, as they are written. What can be read is kept, also when the rest can't."""

    def __init__(self, report: GoalReport, *, tenant: TenantContext, data=None):
        self.report = report
        self.form = GoalReportForm(data, instance=report, tenant=tenant)
        stored = list(report.results.select_related("part")) if report.pk else []
        parts = report.goal.parts.all()
        self.bound = [part for part in parts if part.fact]
        self.parts = [
            PART_ROWS(part, report, [row for row in stored if row.part_id == part.pk], data, tenant=tenant)
            for part in parts
            if not part.fact
        ]
        if data is None:
            stood = _a_year_ago(report, [part.part for part in self.parts])
            for part in self.parts:
                for row, last in zip(part, stood.get(part.part.pk, ()), strict=False):
                    last_year.show_of(row, last)

    @property
    def rows(self) -> list[GoalResultForm]:
        """Every row's form."""
        return [row for part in self.parts for row in part]

    @property
    def errors(self) -> bool:
        """Whether anything couldn't be read or kept."""
        return bool(self.form.errors or any(part.total_error_count() for part in self.parts))

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Everything that is to be mended, as (label, sentence, the field's id), for the top of the page."""
        faults = [("", sentence, "") for part in self.parts for sentence in part.non_form_errors()]
        for form in (*self.rows, self.form):
            said = form.errors
            faults += [("", sentence, "") for sentence in said.get(NON_FIELD_ERRORS, [])]
            faults += [
                (str(form[name].label), sentence, form[name].id_for_label)
                for name in form.fields
                for sentence in said.get(name, [])
            ]
        return faults

    def read(self) -> None:
        """Read what was written; a field that can't be read keeps what it held before."""
        for each in (self.form, *self.parts):
            each.is_valid()
        if "reason" in self.form.errors:
            self.report.judgement = self.form.initial.get("judgement") or ""
        for form in (self.form, *self.rows):
            for name in form.errors:
                if name in form.initial and name != "version":
                    setattr(form.instance, name, form.initial[name])

    def go_on(self) -> None:
        """What was kept is what the page goes on from, when something on it is to be mended."""
        move_on(self.form, self.report)

    def rows_saved_since(self) -> list[dict]:
        """What the visitor wrote in the report's rows and what somebody else has saved in them since."""
        return [
            said | {"label": f"{part.part}: {said['label']}"}
            for part in self.parts
            for row in part
            if row.is_bound and row.instance.pk and row.has_changed()
            for said in row.compared(GoalResult.objects.get(pk=row.instance.pk))
        ]

    def children(self) -> list[services.Child]:
        """The rows to keep, and those that were emptied."""
        changed = []
        for row in self.rows:
            result = row.instance
            written = row.is_bound and row.has_changed() and not getattr(row, "clash", False)
            blank = result.blank
            if result.pk is None and (blank or not written):
                continue
            if written or result.pk is None:
                changed.append(services.Child(result, remove=blank))
        return changed

    @property
    def untouched(self) -> bool:
        """Whether nobody has written anything in a report that isn't begun."""
        return (
            self.report.pk is None and not self.errors and not self.children() and not self.form.has_changed()
        )

    def remark(self) -> bool:
        """Say beside each field what keeps the report from being handed in. Returns whether anything does."""
        rows = [
            row
            for row in self.rows
            if not (row.instance.empty and row.instance.pk is None and not row.has_changed())
        ]
        hindering = hindrances(self.report, [row.instance for row in rows], bound=bool(self.bound))
        for place, field, sentence in hindering:
            form = self.form if place is None else rows[place]
            if not hasattr(form, "cleaned_data"):  # opened, not sent: it gets its remarks all the same
                form.full_clean()
                form.cleaned_data = {}
            if sentence not in form.errors.get(field, []):
                form.add_error(field if field in form.fields else None, ValidationError(sentence))
        return bool(hindering)


class ReturnForm(forms.Form):
    """Why a report is sent back."""

    reason = forms.CharField(
        label="Vad behöver ändras?", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
