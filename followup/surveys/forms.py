"""Forms over surveys: instruments, forms with their questions, rounds, a file to read in, and how answers are written."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError

from finsam.core.crud.forms import Heading, OwnedForm, PlacedForm, SharedFormSet, children_formset
from finsam.core.values.money import COUNT, LONGEST, PERCENT, AmountError, number, parse, places
from followup.surveys.models import Instrument, Question, SurveyForm, SurveyRound
from followup.surveys.survey_table import Entry

MOST = 100_000  # more answers than that is a slip of the finger
_SHARE = re.compile(r"(.*?)\s*%?(?:\s*(?:av|\(?n\s*=)\s*(.*?)\)?)?", re.IGNORECASE | re.DOTALL)


def parse_count(text: str) -> int | None:
    """A number of answers as people write it. Raises ValidationError with a sentence."""
    try:
        count = parse(str(text).strip(), COUNT, decimals=0)
    except AmountError as error:
        sentence = "Ett antal är ett helt tal." if "ett helt tal" in str(error) else str(error)
        raise ValidationError(sentence, code="count") from error
    if count is None:
        return None
    if count < 0:
        raise ValidationError("Ett antal kan inte vara mindre än noll.", code="count")
    if count > MOST:
        raise ValidationError(f"{number(count)} svar är fler än en enkät kan ha.", code="count")
    return int(count)


def read_count(text: str) -> Entry | None:
    """A number of answers as a cell holds it."""
    count = parse_count(text)
    return None if count is None else Entry(count)


def parse_share(text: str) -> Entry | None:
    """A stated share: `83 %`, or `83 % av 29` when n is known. Raises ValidationError with a sentence."""
    text = str(text).strip()
    # A long text is no share, and would take the pattern long to find out.
    share, n = _SHARE.fullmatch(text).groups() if len(text) <= LONGEST else (text, None)
    try:
        amount = parse(share, PERCENT, decimals=2)
    except AmountError as error:
        raise ValidationError(str(error), code="share") from error
    if amount is None:
        if n:
            raise ValidationError("Skriv andelen före antalet, till exempel 83 % av 29.", code="share")
        return None
    if not 0 <= amount <= 100:
        raise ValidationError("En andel ska ligga mellan 0 och 100 %.", code="share")
    count = parse_count(n) if n else None
    if n and not count:
        raise ValidationError("Skriv hur många andelen är av, eller bara andelen.", code="share")
    return Entry(count, amount)


def written(entry: Entry) -> str:
    """A figure as it is written in the grid."""
    if entry.share is None:
        return number(entry.count)
    share = f"{number(entry.share, places(entry.share))} %"
    return share if entry.count is None else f"{share} av {number(entry.count)}"


class InstrumentForm(OwnedForm):
    """Whose questions."""

    class Meta(OwnedForm.Meta):
        model = Instrument
        fields = ("name", "owner", "licensed", "order")


class SurveyFormForm(OwnedForm):
    """A form; its questions follow."""

    layout = ("name", ("instrument", "kind"), "order")

    class Meta(OwnedForm.Meta):
        model = SurveyForm


class QuestionForm(PlacedForm):
    """A question in one wording."""

    class Meta(OwnedForm.Meta):
        model = Question
        fields = ("code", "edition", "name", "wording", "scale", "replaces", "order")

    def __init__(self, *args, survey: SurveyForm | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        form = survey.pk if survey else self.instance.form_id
        others = Question.objects.filter(form_id=form) if form else Question.objects.none()
        self.fields["replaces"].queryset = others


class QuestionFormSet(SharedFormSet):
    """The questions of a form; also a new wording may say which one it replaces."""

    shared = ("replaces",)

    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "survey": self.instance}

    def add_fields(self, form, index):
        """No wording is offered to replace itself."""
        super().add_fields(form, index)
        field = form.fields["replaces"]
        field.choices = [choice for choice in field.choices if choice[0] != form.instance.pk]


QUESTIONS = children_formset(
    SurveyForm, QuestionForm, fk_name="form", extra=3, formset=QuestionFormSet, most=100
)


class SurveyRoundForm(OwnedForm):
    """A form asked in the year."""

    layout = ("form", ("insats", "until"), Heading("Svarande"), ("sent", "returned"), "source_note", "order")
    beside = {
        "surveyround_once": "form",
        "surveyround_once_for_all": "form",
        "surveyround_returned_of_sent": "returned",
    }

    class Meta(OwnedForm.Meta):
        model = SurveyRound


class UploadForm(forms.Form):
    """A file of counts."""

    file = forms.FileField(
        label="Fil",
        help_text="CSV eller Excel (.xlsx), högst 2 MB.",
        error_messages={
            "required": "Välj en fil.",
            "empty": "Filen är tom.",
            "missing": "Välj en fil.",
            "invalid": "Välj en fil.",
        },
    )
