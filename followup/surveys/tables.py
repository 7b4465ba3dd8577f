"""Lists of surveys: rounds, forms and instruments."""

from __future__ import annotations

import django_tables2 as tables

from finsam.core.crud.tables import KeyLinkColumn, NumberColumn, OwnedTable
from finsam.core.values.money import number
from finsam.disclosure.reader import reader_of
from followup.surveys.models import Instrument, SurveyForm, SurveyRound
from followup.surveys.survey_table import returned


class SurveyRoundTable(OwnedTable):
    """The year's rounds; each leads to its answers."""

    intro = "Vad deltagare, personal, styrelse och andra svarade i årets enkäter. Bara antal per svar, aldrig enskilda svar."
    example = "Deltagare vid avslut, hela året, 29 besvarade formulär."
    select_related = ("forbund", "form", "insats", "fiscal_year")

    name = KeyLinkColumn(
        "survey-rounds",
        "values",
        accessor="pk",
        verbose_name="mätning",
        order_by=("form__name", "insats__name"),
    )
    until = tables.DateColumn(format="j F", verbose_name="till och med")
    returned = NumberColumn(verbose_name="besvarade")

    Meta = OwnedTable.of(SurveyRound, "name", "until", "returned", "status")

    def render_name(self, record):
        return str(record.form)

    def render_returned(self, record, value):
        return reader_of(self.tenant).said(returned(record), number(value))

    def group_by(self, record):
        return str(record.insats or "Hela förbundet")


class SurveyFormTable(OwnedTable):
    """The forms."""

    intro = "Ett formulär för varje grupp som svarar, med sina frågor. En fråga som formuleras om läggs upp som en ny lydelse, så att åren före och efter inte blandas."
    example = "Deltagare vid avslut: sju frågor med sex svarsnivåer och tre med ja eller nej."
    select_related = ("instrument",)
    prefetch_related = ("questions",)

    name = KeyLinkColumn("survey-forms")
    questions = tables.Column(accessor="pk", verbose_name="frågor", orderable=False)

    Meta = OwnedTable.of(SurveyForm, "name", "kind", "questions")

    def render_questions(self, record):
        return len(record.questions.all()) or "–"

    def group_by(self, record):
        return str(record.instrument)


class InstrumentTable(OwnedTable):
    """The instruments."""

    intro = "Varifrån enkäternas frågor kommer: en nationell uppsättning, eller förbundets egna."
    example = "Indikatorer för finansiell samordning, vars frågor inte får formuleras om."

    name = KeyLinkColumn("instruments")

    Meta = OwnedTable.of(Instrument, "name", "owner", "licensed")
