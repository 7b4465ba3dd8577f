"""Pages of surveys: instruments, forms, the year's rounds, the grid of answers, and reading in a file."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
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
from finsam.core.values.money import number, show
from finsam.disclosure.reader import reader_of
from finsam.facts.book import Fact
from followup.responsibility.editor import ReportedEditor
from followup.statistics.models import Sex
from followup.surveys import forms, survey_table
from followup.surveys import tables as lists
from followup.surveys.models import Question, SurveyRound
from followup.surveys.services import set_answers
from followup.surveys.survey_scales import LEVELS, RULES, Scale
from followup.surveys.survey_table import Sheet, Spot, given_of

WRITE = Permission.EDIT_FOLLOWUP

instruments = Editor(
    name="instrument",
    form=forms.InstrumentForm,
    table=lists.InstrumentTable,
    write=WRITE,
    section="indikatorer",
    intro="Varifrån enkäternas frågor kommer: en nationell uppsättning, eller förbundets egna.",
    example="Indikatorer för finansiell samordning, vars frågor inte får formuleras om.",
    back="indikatorer",
    back_label="Indikatorer",
)
survey_forms = Editor(
    name="enkater",
    form=forms.SurveyFormForm,
    table=lists.SurveyFormTable,
    write=WRITE,
    section="indikatorer",
    intro="Ett formulär för varje grupp som svarar, med sina frågor. En fråga som formuleras om läggs upp som en ny "
    "lydelse, så att åren före och efter inte blandas.",
    example="Deltagare vid avslut: sju frågor med sex svarsnivåer och tre med ja eller nej.",
    children=(("Frågor", forms.QUESTIONS),),
    queryset=lambda found: found.select_related("instrument").prefetch_related("questions"),
    back="indikatorer",
    back_label="Indikatorer",
)


class RoundEditor(ReportedEditor):
    """A count of few forms is marked, also on the round's own page."""

    one, many = "mätning", "indikatorer"
    values_page, this_one = "indikatorer-values", "Den här mätningen"

    def withheld(self, tenant: TenantContext, obj: SurveyRound) -> dict[str, str]:
        reader, fact = reader_of(tenant), survey_table.returned(obj)
        return dict.fromkeys(("returned", "sent"), reader.mark(fact)) if reader.hides(fact) else {}


rounds = RoundEditor(
    name="indikatorer",
    form=forms.SurveyRoundForm,
    table=lists.SurveyRoundTable,
    write=WRITE,
    intro="Vad deltagare, personal, styrelse och andra svarade i årets enkäter. Bara antal per svar, aldrig enskilda svar.",
    example="Deltagare vid avslut, hela året, 29 besvarade formulär.",
    queryset=lambda found: found.select_related("forbund", "form", "insats", "fiscal_year"),
    list_template="followup/surveys.html",
)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A question among one sex, or all: its fields, what they add up to, and how many that is."""

    label: str
    id: str
    # (id of the sum, field, the sum when nothing is written, what a reader sees)
    fields: tuple[tuple[str, BoundField, str, str], ...]
    result: str
    n: str
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """The questions on one scale."""

    rule: str
    heads: tuple[str, ...]
    result: str
    groups: tuple[tuple[Question, tuple[AnswerRow, ...]], ...]


class AnswerGrid:
    """A round's answers as the page shows them; with a written form, what they would come to."""

    def __init__(self, one: SurveyRound, tenant: TenantContext, data=None):
        self.round, self.tenant = one, tenant
        self.given = given_of(one.values.select_related("question"))
        self.questions = self._asked(list(one.form.questions.all()))
        self.sheet = Sheet(one, self.given, self.questions)
        self.form = forms.AnswersForm(
            data, instance=one, tenant=tenant, questions=self.questions, given=self.given
        )

    def _asked(self, questions: list[Question]) -> list[Question]:
        """The questions, without a former wording when the round has answers to the one that replaced it."""
        known = {spot.question for spot in self.given}
        former = {one.replaces_id for one in questions if one.key in known}
        return [one for one in questions if one.key in known or one.pk not in former]

    def imagine(self) -> None:
        """Let the sums and sentences be of what is written, before it is saved."""
        self.sheet = Sheet(self.round, self.form.imagined(self.given), self.questions)

    def tables(self) -> list[AnswerTable]:
        """A table for each scale."""
        return [self._table(scale) for scale in Scale if any(one.scale == scale for one in self.questions)]

    def rows(self) -> list[AnswerRow]:
        """All rows."""
        return [row for table in self.tables() for _, rows in table.groups for row in rows]

    def _table(self, scale: str) -> AnswerTable:
        groups = tuple(
            (one, tuple(self._row(one, sex) for sex in (*Sex.values, "")))
            for one in self.questions
            if one.scale == scale
        )
        heads = [level.label for level in LEVELS[scale]]
        heads += [] if scale == Scale.GRADE else ["Äldre andel"]
        return AnswerTable(
            RULES[scale], tuple(heads), "Medel" if scale == Scale.GRADE else "Positiva", groups
        )

    def _row(self, question: Question, sex: str) -> AnswerRow:
        fields = []
        for level in LEVELS[question.scale]:
            fact = self.sheet.count(question, sex, level)
            fields.append(self._field(Spot(question.key, sex, level.key), fact))
        if question.scale != Scale.GRADE:
            told = (self.sheet.result(question, sex), self.sheet.n(question, sex))
            fields.append(self._field(Spot(question.key, sex), None, told))
        return AnswerRow(
            str(Sex(sex).label) if sex else "Alla",
            f"row-{question.key}-{sex or 'alla'}",
            tuple(fields),
            self._said(self.sheet.result(question, sex), suffix=True),
            self._said(self.sheet.n(question, sex)),
            is_sum=not sex,
        )

    def _said(self, fact: Fact | None, *, suffix: bool = False) -> str:
        return reader_of(self.tenant).said(fact, _text(fact, suffix=suffix))

    def _field(
        self, spot: Spot, fact: Fact | None, told: tuple[Fact | None, ...] = ()
    ) -> tuple[str, BoundField, str, str]:
        """A place of the grid; `told` is what its words let one know besides the count."""
        name, reader = self.form.name_of(spot), reader_of(self.tenant)
        computed = self._said(fact) if fact is not None and fact.op == "sum" else ""
        shown = self.form[name].value() or ""
        hidden = next((one for one in (fact, *told) if reader.hides(one)), None)
        if shown and hidden is not None:
            shown = reader.mark(hidden)
        return f"sum-{name}", self.form[name], computed, shown


def _text(fact: Fact | None, *, suffix: bool = False) -> str:
    return "" if fact is None else show(fact.value, fact.unit, fact.decimals, suffix=suffix)


@require_permission(write=Permission.REPORT)
def values(request, key):
    """A round's answers: saved together as a draft, or as finished when they add up."""
    tenant = request.tenant
    one = rounds.seen(tenant, key)
    grid = AnswerGrid(one, tenant, request.POST if request.method == "POST" else None)
    form, stale, seen = grid.form, None, one.version
    if request.method == "POST":
        valid = form.is_valid()
        wants = "klar" in request.POST
        try:
            # What can be read is kept even when something else can't: nobody loses what they wrote.
            problems = set_answers(
                round=one,
                values=form.written(),
                by=request.user,
                version=form.cleaned_data.get("version"),
                done=wants and valid,
            )
        except ValidationError as error:
            form.blame(error)
        except writes.StaleSave as error:
            stale = _both(grid, error.current)
        else:
            if valid:
                _tell(request, one, problems, wants, changed=one.version != seen)
                return HttpResponseRedirect(address(tenant, "indikatorer-values", key=one.key))
            form.data = form.data.copy()
            form.data["version"] = str(one.version)
        grid.imagine()
    reader, returned = reader_of(tenant), grid.sheet.returned()
    context = {
        "section": "indikatorer",
        "round": one,
        "grid": grid,
        "returned": returned and reader.said(returned, number(returned.value)),
        "sent": None if reader.hides(returned) else one.sent,
        "form": form,
        "stale": stale,
        "problems": grid.sheet.problems(),
        "refusal": tenant.refusal(Permission.REPORT),
        "may_edit": tenant.refusal(WRITE) is None,
    }
    return render(request, "followup/answers.html", context, status=422 if request.method == "POST" else 200)


def _tell(request, one: SurveyRound, problems: list[str], wants: bool, *, changed: bool) -> None:
    if wants and problems:
        messages.warning(request, f"Allt är sparat som utkast. ”{one}” kan kallas klar när svaren går ihop.")
    elif wants:
        messages.success(request, f"”{one}” är sparad och klar.")
    else:
        tell_saved(request, f"”{one}” är sparad.", changed=changed)


def _both(grid: AnswerGrid, current: SurveyRound) -> list[dict]:
    """What the visitor wrote and what is saved now; the form goes on from the version that is."""
    stored = grid.given
    rows = (
        (
            grid.form.fields[grid.form.name_of(spot)].label,
            forms.written(mine) if mine else "",
            forms.written(stored[spot]) if spot in stored else "",
        )
        for spot, mine in grid.form.written().items()
    )
    return compare(grid.form, current, rows)


@require_POST
@require_permission(write=Permission.REPORT)
def values_check(request, key):
    """What the answers in the form would come to, and what doesn't add up; nothing is saved."""
    tenant = request.tenant
    grid = AnswerGrid(rounds.seen(tenant, key), tenant, request.POST)
    grid.form.is_valid()  # a figure that can't be read yet is left out
    grid.imagine()
    return render(request, "followup/answers_check.html", {"grid": grid, "problems": grid.sheet.problems()})


EDITORS = (instruments, survey_forms, rounds)
urlpatterns = [
    path("indikatorer/<slug:key>/svar/", values, name="indikatorer-values"),
    path("indikatorer/<slug:key>/kontroll/", values_check, name="indikatorer-check"),
    *(one for editor in EDITORS for one in editor.urls()),
]
