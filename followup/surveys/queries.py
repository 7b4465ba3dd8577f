"""What surveys read of a förbund, in a constant number of queries however many the years are."""

from __future__ import annotations

from django.db.models import Prefetch

from finsam.core.values.grouping import grouped
from followup.surveys.models import SurveyForm, SurveyRound, SurveyValue


def rounds(forbund) -> dict[int, list[SurveyRound]]:
    """Every round by year, with its form's questions and its values: the series needs them all."""
    values = SurveyValue.objects.filter(forbund=forbund).select_related("question")
    rows = SurveyRound.objects.filter(forbund=forbund)
    rows = rows.select_related("forbund", "fiscal_year", "form__instrument", "insats")
    rows = rows.prefetch_related("form__questions", Prefetch("values", values))
    return grouped(rows, by=lambda survey: survey.fiscal_year.year)


def forms(forbund) -> list[SurveyForm]:
    """Every form with its questions."""
    rows = SurveyForm.objects.filter(forbund=forbund)
    return list(rows.select_related("instrument").prefetch_related("questions__replaces"))
