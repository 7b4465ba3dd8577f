"""A made-up förbund's surveys, for tests to fill."""

from datetime import date
from decimal import Decimal

from finsam.core.models import FiscalYear, Forbund
from finsam.facts.book import Book
from followup.surveys.models import Instrument, Question, SurveyForm, SurveyRound, SurveyValue
from followup.surveys.survey_scales import LEVELS, Scale
from plans.models.insatser import Insats

YEAR = 2023


class Asked:
    """Makes one thing at a time with sensible values."""

    def __init__(self, forbund: Forbund):
        self.forbund = forbund
        self.fiscal_year = self.year(YEAR)
        self.insats = Insats.objects.create(forbund=forbund, name="Vägledarna", key="vagledarna")
        self.instrument = Instrument.objects.create(forbund=forbund, name="Indikatorer")
        self.form = self.survey("Deltagare vid avslut", "avslut")

    def book(self, year: int = YEAR) -> Book:
        return Book(self.forbund, year)

    def year(self, year: int) -> FiscalYear:
        return FiscalYear.objects.get_or_create(forbund=self.forbund, year=year, key=str(year))[0]

    def survey(self, name: str, kind: str) -> SurveyForm:
        form = SurveyForm(forbund=self.forbund, instrument=self.instrument, name=name, kind=kind)
        form.full_clean()
        form.save()
        return form

    def question(self, code: str, name: str = "Mer redo att arbeta", **fields) -> Question:
        fields.setdefault("form", self.form)
        question = Question(forbund=self.forbund, code=code, name=name, **fields)
        question.full_clean()
        question.save()
        return question

    def round(self, values: dict | None = None, *, year: int = YEAR, until=None, **fields) -> SurveyRound:
        """Values by (question, sex): counts in the scale's order, or a text as "83 %" or "83 % 29"."""
        fields.setdefault("form", self.form)
        one = SurveyRound(
            forbund=self.forbund, fiscal_year=self.year(year), until=until or date(year, 12, 31), **fields
        )
        one.full_clean()
        one.save()
        for (question, sex), given in (values or {}).items():
            if isinstance(given, str):
                share, _, n = given.partition("%")
                count = int(n) if n.strip() else None
                self.value(one, question, sex, "", share=Decimal(share.strip()), count=count)
                continue
            for level, count in zip(LEVELS[question.scale], given, strict=False):
                if count is not None:
                    self.value(one, question, sex, level.key, count=count)
        return one

    def value(self, one, question, sex, level, **fields) -> SurveyValue:
        found = SurveyValue(
            forbund=self.forbund, round=one, question=question, sex=sex, level=level, **fields
        )
        found.full_clean()
        found.save()
        return found


YES_NO = Scale.YES_NO
GRADE = Scale.GRADE
