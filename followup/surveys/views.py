"""Pages of surveys: instruments, forms, the year's rounds, their answers, and answers read from a file."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from finsam.core import services as writes
from finsam.core.crud.editor import Editor
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.uploads import apart
from finsam.core.views.files import saved_as
from finsam.disclosure.reader import reader_of
from followup.responsibility.editor import ReportedEditor
from followup.statistics.models import Sex
from followup.surveys import forms, survey_file, survey_table
from followup.surveys import tables as lists
from followup.surveys.grid import AnswerGrid
from followup.surveys.models import SurveyRound
from followup.surveys.services import set_answers
from followup.surveys.survey_scales import LABELS
from followup.surveys.survey_table import Entry, Sheet, Spot, given_of

WRITE = Permission.EDIT_FOLLOWUP
OF_SURVEYS = {
    "section": "survey-rounds",
    "write": WRITE,
    "back": "survey-rounds",
    "back_label": "Indikatorer",
}

instruments = Editor("instruments", "instrument", forms.InstrumentForm, lists.InstrumentTable, **OF_SURVEYS)
survey_forms = Editor(
    "survey-forms",
    "enkater",
    forms.SurveyFormForm,
    lists.SurveyFormTable,
    children=(("Frågor", forms.QUESTIONS),),
    **OF_SURVEYS,
)


class RoundEditor(ReportedEditor):
    """A count of few forms is marked, also on the round's own page."""

    singular, plural = "mätning", "indikatorer"
    grid, grid_segment, this_one = AnswerGrid, "svar", "Den här mätningen"

    def withheld(self, tenant: TenantContext, obj: SurveyRound) -> dict[str, str]:
        reader, fact = reader_of(tenant), survey_table.returned(obj)
        return dict.fromkeys(("returned", "sent"), reader.mark(fact)) if reader.hides(fact) else {}


rounds = RoundEditor(
    "survey-rounds",
    "indikatorer",
    forms.SurveyRoundForm,
    lists.SurveyRoundTable,
    write=WRITE,
    list_template="followup/surveys.html",
)


# Answers read from a file: the template, the preview, and what is saved.

ONE_DAY = 24 * 60 * 60


def _sought(survey: SurveyRound) -> list[survey_file.Sought]:
    return [survey_file.Sought(q.key, q.code, q.edition, q.scale) for q in survey.form.questions.all()]


@require_permission()
def template(request, key):
    """An empty file with the form's questions, to fill in and read back."""
    survey = rounds.seen(request.tenant, key)
    name = f"{survey.form.key}-{survey.fiscal_year}.csv"
    return saved_as(name, survey_file.template(_sought(survey)), "text/csv; charset=utf-8")


@require_permission(Permission.REPORT, Permission.REPORT)
def read_in(request, key):
    """Read a file in two steps: first what it would change, then, when the visitor says so, all of it at once."""
    tenant = request.tenant
    survey = rounds.seen(tenant, key)
    context = {
        "section": "survey-rounds",
        "round": survey,
        "form": forms.UploadForm(),
        "questions": _sought(survey),
    }
    status = 200
    if "underlag" in request.POST:
        sentence = _confirm(request, survey)
        if sentence is None:
            return HttpResponseRedirect(address(tenant, "survey-rounds-values", key=survey.key))
        context["refused"], status = [sentence], 422
    elif request.method == "POST":
        context["form"] = form = forms.UploadForm(request.POST, request.FILES)
        status = 422
        if form.is_valid():
            try:
                file = form.cleaned_data["file"]
                # Not all of a file that is too large is taken into memory to be refused.
                raw = file.read(survey_file.MOST_BYTES + 1)
                reading = apart.read(
                    survey_file.read, raw, file.name, context["questions"], refused=survey_file.Refused
                )
            except survey_file.Refused as error:
                context["refused"] = error.sentences
            else:
                context["preview"], status = _preview(survey, reading), 200
    return render(request, "followup/survey_import.html", context, status=status)


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


def _salt(survey: SurveyRound) -> str:
    return f"followup.surveys:{survey.pk}"


def _preview(survey: SurveyRound, reading: survey_file.Reading) -> Preview:
    given = given_of(survey.values.select_related("question"))
    questions = {each.key: each for each in survey.form.questions.all()}
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
    problems = Sheet(survey, after, list(questions.values())).problems()
    figures = [
        [spot.question, spot.sex, spot.level, *(_plain(entry) if entry else (None, None))]
        for spot, entry in reading.values.items()
    ]
    payload = {"version": survey.version, "figures": figures}
    signed = signing.dumps(payload, salt=_salt(survey), compress=True)
    return Preview(reading.rows, same, tuple(changes), tuple(problems), signed)


def _plain(entry: Entry) -> tuple[int | None, str | None]:
    return entry.count, None if entry.share is None else str(entry.share)


def _confirm(request, survey: SurveyRound) -> str | None:
    """Store what was previewed. Returns why it couldn't be, as a sentence; nothing is stored then."""
    try:
        payload = signing.loads(request.POST["underlag"], salt=_salt(survey), max_age=ONE_DAY)
    except signing.BadSignature:
        return "Förhandsgranskningen gäller inte längre. Välj filen igen."
    values: dict[Spot, Entry | None] = {}
    for question, sex, level, count, share in payload["figures"]:
        entry = Entry(count, None if share is None else Decimal(share))
        values[Spot(question, sex, level)] = None if entry == Entry(None, None) else entry
    known = {each.key for each in survey.form.questions.all()}
    if not {spot.question for spot in values} <= known:
        return "Formuläret har ändrats sedan filen lästes. Välj filen igen."
    try:
        problems = set_answers(
            round=survey, values=values, by=request.user, version=payload["version"], verb="läste in"
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


urlpatterns = [
    path("indikatorer/<slug:key>/las-in/", read_in, name="survey-rounds-import"),
    path("indikatorer/<slug:key>/mall/", template, name="survey-rounds-template"),
    *instruments.urls(),
    *survey_forms.urls(),
    *rounds.urls(),
]
