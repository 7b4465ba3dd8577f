"""Pages of surveys: instruments, forms, the year's rounds, the grid of answers, and reading in a file."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BoundField
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST

from finsam import actions as writes
from finsam import places
from finsam.documents.facts import Fact
from finsam.documents.reader import reader_of
from finsam.doors import Visit, address, door
from finsam.editing import Editor, tell_saved
from finsam.money import number, show
from finsam.roles import Permission
from followup import answering, results, surveyfile
from followup.actions.surveys import set_answers
from followup.answering import Entry, Sheet, Spot, given_of
from followup.answers import LABELS, LEVELS, RULES, Scale
from followup.forms import surveys as forms
from followup.lists import surveys as lists
from followup.models import Instrument, Question, SurveyForm, SurveyRound
from followup.models.statistics import Sex

WRITE = Permission.EDIT_FOLLOWUP
ONE_DAY = 24 * 60 * 60

instruments = Editor(
    name="instrument",
    model=Instrument,
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
    model=SurveyForm,
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


class RoundEditor(Editor):
    """A round has its answers on a page of their own."""

    one, many = "mätning", "indikatorer"

    def objects(self, visit: Visit):
        own = results.own_insatser(visit)
        found = super().objects(visit)
        return found if own is None else found.filter(insats__in=own)

    def find(self, visit: Visit, key):
        return _round(visit, key) if key else super().find(visit, key)

    def after(self, visit, obj):
        return address(visit, "indikatorer-values", key=obj.key)

    def page(self, visit, obj):
        return places.address_of(visit, obj, "indikatorer-values", key=obj.key)

    def withheld(self, visit: Visit, obj: SurveyRound) -> dict[str, str]:
        reader, fact = reader_of(visit), answering.returned(obj)
        return dict.fromkeys(("returned", "sent"), reader.mark(fact)) if reader.hides(fact) else {}


rounds = RoundEditor(
    name="indikatorer",
    model=SurveyRound,
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

    def __init__(self, one: SurveyRound, visit: Visit, data=None):
        self.round, self.visit = one, visit
        self.given = given_of(one.values.select_related("question"))
        self.questions = self._asked(list(one.form.questions.all()))
        self.sheet = Sheet(one, self.given, self.questions)
        self.form = forms.AnswersForm(
            data, instance=one, visit=visit, questions=self.questions, given=self.given
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
        return reader_of(self.visit).said(fact, _text(fact, suffix=suffix))

    def _field(
        self, spot: Spot, fact: Fact | None, told: tuple[Fact | None, ...] = ()
    ) -> tuple[str, BoundField, str, str]:
        """A place of the grid; `told` is what its words let one know besides the count."""
        name, reader = self.form.name_of(spot), reader_of(self.visit)
        computed = self._said(fact) if fact is not None and fact.op == "sum" else ""
        shown = self.form[name].value() or ""
        hidden = next((one for one in (fact, *told) if reader.hides(one)), None)
        if shown and hidden is not None:
            shown = reader.mark(hidden)
        return f"sum-{name}", self.form[name], computed, shown


def _text(fact: Fact | None, *, suffix: bool = False) -> str:
    return "" if fact is None else show(fact.value, fact.unit, fact.decimals, suffix=suffix)


def _round(visit: Visit, key: str) -> SurveyRound:
    """A round that the visitor may see. Raises PermissionDenied for another's insats."""
    one = visit.get(SurveyRound, key=key)
    own = results.own_insatser(visit)
    if own is not None and one.insats_id not in own:
        raise PermissionDenied(
            "Du rapporterar om de insatser som du ansvarar för. Den här mätningen hör till en annan."
        )
    return one


@door(write=Permission.REPORT)
def values(request, key):
    """A round's answers: saved together as a draft, or as finished when they add up."""
    visit = request.visit
    one = _round(visit, key)
    grid = AnswerGrid(one, visit, request.POST if request.method == "POST" else None)
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
                return HttpResponseRedirect(address(visit, "indikatorer-values", key=one.key))
            form.data = form.data.copy()
            form.data["version"] = str(one.version)
        grid.imagine()
    reader, returned = reader_of(visit), grid.sheet.returned()
    context = {
        "section": "indikatorer",
        "round": one,
        "grid": grid,
        "returned": returned and reader.said(returned, number(returned.value)),
        "sent": None if reader.hides(returned) else one.sent,
        "form": form,
        "stale": stale,
        "problems": grid.sheet.problems(),
        "refusal": visit.refusal(Permission.REPORT),
        "may_edit": visit.refusal(WRITE) is None,
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
    grid.form.data = grid.form.data.copy()
    grid.form.data["version"] = str(current.version)
    stored = grid.given
    return [
        {
            "label": grid.form.fields[grid.form.name_of(spot)].label,
            "mine": forms.written(mine) if mine else "",
            "theirs": forms.written(stored[spot]) if spot in stored else "",
        }
        for spot, mine in grid.form.written().items()
    ]


@require_POST
@door(write=Permission.REPORT)
def values_check(request, key):
    """What the answers in the form would come to, and what doesn't add up; nothing is saved."""
    visit = request.visit
    grid = AnswerGrid(_round(visit, key), visit, request.POST)
    grid.form.is_valid()  # a figure that can't be read yet is left out
    grid.imagine()
    return render(request, "followup/answers_check.html", {"grid": grid, "problems": grid.sheet.problems()})


def _sought(one: SurveyRound) -> list[surveyfile.Sought]:
    return [
        surveyfile.Sought(each.key, each.code, each.edition, each.scale) for each in one.form.questions.all()
    ]


@door()
def template(request, key):
    """An empty file with the form's questions, to fill in and read back."""
    one = _round(request.visit, key)
    answer = HttpResponse(surveyfile.template(_sought(one)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{one.form.key}-{one.fiscal_year}.csv"'
    return answer


@door(Permission.REPORT, Permission.REPORT)
def read_in(request, key):
    """Read a file in two steps: first what it would change, then, when the visitor says so, all of it at once."""
    visit = request.visit
    one = _round(visit, key)
    context = {"section": "indikatorer", "round": one, "form": forms.UploadForm(), "questions": _sought(one)}
    status = 200
    if "underlag" in request.POST:
        sentence = _confirm(request, one)
        if sentence is None:
            return HttpResponseRedirect(address(visit, "indikatorer-values", key=one.key))
        context["refused"], status = [sentence], 422
    elif request.method == "POST":
        context["form"] = form = forms.UploadForm(request.POST, request.FILES)
        status = 422
        if form.is_valid():
            try:
                file = form.cleaned_data["file"]
                # Not all of a file that is too large is taken into memory to be refused.
                raw = file.read(surveyfile.MOST_BYTES + 1)
                reading = surveyfile.read(raw, file.name, context["questions"])
            except surveyfile.Refused as error:
                context["refused"] = error.sentences
            else:
                context["preview"], status = _preview(one, reading), 200
    return render(request, "followup/read_in.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that a file would change."""

    question: str
    sex: str
    level: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do, what would not add up then, and its figures signed so that they come back as they were."""

    rows: int
    same: int
    changes: tuple[Change, ...]
    problems: tuple[str, ...]
    signed: str


def _salt(one: SurveyRound) -> str:
    return f"followup.surveys:{one.pk}"


def _preview(one: SurveyRound, reading: surveyfile.Reading) -> Preview:
    given = given_of(one.values.select_related("question"))
    questions = {each.key: each for each in one.form.questions.all()}
    changes, same = [], 0
    for spot, entry in reading.values.items():
        old = given.get(spot)
        if old == entry:
            same += entry is not None
            continue
        changes.append(
            Change(
                str(questions[spot.question]),
                str(Sex(spot.sex).label) if spot.sex else "Alla",
                LABELS.get(spot.level, "Äldre andel"),
                forms.written(old) if old else "–",
                forms.written(entry) if entry else "tas bort",
            )
        )
    after = {spot: entry for spot, entry in {**given, **reading.values}.items() if entry is not None}
    problems = Sheet(one, after, list(questions.values())).problems()
    figures = [
        [spot.question, spot.sex, spot.level, *(_plain(entry) if entry else (None, None))]
        for spot, entry in reading.values.items()
    ]
    payload = {"version": one.version, "figures": figures}
    signed = signing.dumps(payload, salt=_salt(one), compress=True)
    return Preview(reading.rows, same, tuple(changes), tuple(problems), signed)


def _plain(entry: Entry) -> tuple[int | None, str | None]:
    return entry.count, None if entry.share is None else str(entry.share)


def _confirm(request, one: SurveyRound) -> str | None:
    """Store what was previewed. Returns why it couldn't be, as a sentence; nothing is stored then."""
    try:
        payload = signing.loads(request.POST["underlag"], salt=_salt(one), max_age=ONE_DAY)
    except signing.BadSignature:
        return "Förhandsgranskningen gäller inte längre. Välj filen igen."
    values: dict[Spot, Entry | None] = {
        Spot(question, sex, level): None
        if count is None and share is None
        else Entry(count, None if share is None else Decimal(share))
        for question, sex, level, count, share in payload["figures"]
    }
    known = {each.key for each in one.form.questions.all()}
    if not {spot.question for spot in values} <= known:
        return "Formuläret har ändrats sedan filen lästes. Välj filen igen."
    try:
        problems = set_answers(
            round=one, values=values, by=request.user, version=payload["version"], verb="läste in"
        )
    except writes.StaleSave:
        return "Någon annan har sparat mätningen sedan filen lästes. Välj filen igen för att se vad den ändrar nu."
    except ValidationError as error:
        return " ".join(error.messages)
    if problems:
        messages.warning(request, "Filen är inläst som utkast. Svaren går inte ihop än.")
    else:
        messages.success(request, "Filen är inläst. Se över svaren och spara mätningen som klar.")
    return None


EDITORS = (instruments, survey_forms, rounds)
urlpatterns = [
    path("indikatorer/<slug:key>/svar/", values, name="indikatorer-values"),
    path("indikatorer/<slug:key>/kontroll/", values_check, name="indikatorer-check"),
    path("indikatorer/<slug:key>/las-in/", read_in, name="indikatorer-import"),
    path("indikatorer/<slug:key>/mall/", template, name="indikatorer-template"),
    *(one for editor in EDITORS for one in editor.urls()),
]
