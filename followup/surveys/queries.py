"""What surveys read of a förbund, in a constant number of queries however many the years are."""

from __future__ import annotations

from django.db.models import Prefetch

from followup.surveys.models import SurveyForm, SurveyRound, SurveyValue


def rounds(forbund) -> dict[int, list[SurveyRound]]:
    """Every round by year, with its form's questions and its values: the series needs them all."""
    values = SurveyValue.objects.filter(forbund=forbund).select_related("question")
    found = SurveyRound.objects.filter(forbund=forbund)
    found = found.select_related("forbund", "fiscal_year", "form__instrument", "insats")
    found = found.prefetch_related("form__questions", Prefetch("values", values))
    by_year: dict[int, list[SurveyRound]] = {}
    for one in found:
        by_year.setdefault(one.fiscal_year.year, []).append(one)
    return by_year


def forms(forbund) -> list[SurveyForm]:
    """Every form with its questions."""
    found = SurveyForm.objects.filter(forbund=forbund)
    return list(found.select_related("instrument").prefetch_related("questions__replaces"))
