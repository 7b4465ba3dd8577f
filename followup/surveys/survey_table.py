"""A round's answers as facts: counts, n, positive share, and what must agree.

A count of all is what was entered, or else the sum of the sexes. Several rounds of one form (one per insats)
are added into one sheet, level by level.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from finsam.core.addresses import year_address
from finsam.core.values.grouping import grouped
from finsam.core.values.money import HUNDRED, number, places, rounded
from finsam.facts.book import Fact, ratio, total
from followup.statistics.models import Sex
from followup.surveys import survey_scales
from followup.surveys.models import Question, SurveyRound, SurveyValue, value_key
from followup.surveys.survey_scales import RULES, Level, Scale

SEXES = ("", *Sex.values)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a figure stands: a question's key, a sex (blank is all), a level (blank is a stated share)."""

    question: str
    sex: str = ""
    level: str = ""

    @property
    def key(self) -> str:
        """The figure's name in its round."""
        return value_key(self.question, self.sex, self.level)


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure as entered: a count, or a stated share with its n when that is known."""

    count: int | None = None
    share: Decimal | None = None


def given_of(values: Iterable[SurveyValue]) -> dict[Spot, Entry]:
    """Stored values by where they stand."""
    return {Spot(v.question.key, v.sex, v.level): Entry(v.count, v.share) for v in values}


@dataclass
class Sheet:
    """The answers to a form in a year: of one round, or of several that are added."""

    round: SurveyRound  # the first, when there are several
    given: dict[Spot, Entry]
    questions: list[Question]
    parts: tuple[Sheet, ...] = ()
    _made: dict[tuple, Fact | None] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, survey: SurveyRound) -> Sheet:
        """From what is stored."""
        return cls(survey, given_of(survey.values.all()), list(survey.form.questions.all()))

    @classmethod
    def together(cls, sheets: list[Sheet]) -> Sheet:
        """Rounds of the same form and period, added."""
        return cls(sheets[0].round, {}, sheets[0].questions, tuple(sheets))

    @property
    def year(self) -> int:
        return self.round.fiscal_year.year

    def key(self, question: Question, sex: str = "", more: str = "") -> str:
        """The full key of a fact."""
        scope = self.round.scope
        if self.parts:
            scope = "" if self.round.whole_year else f".per-{self.round.until:%m%d}"
        ending = f"{f'.{sex}' if sex else ''}{f'.{more}' if more else ''}"
        return f"indikator.{self.round.form.key}.{question.key}{scope}{ending}@{self.year}"

    def label(self, question: Question, sex: str = "") -> str:
        """`Deltagare vid avslut, 6. Mer redo att arbeta, kvinnor`."""
        name = str(self.round.form if self.parts else self.round)
        return f"{name}, {question}{f', {Sex(sex).label.lower()}' if sex else ''}"

    @property
    def about(self) -> str:
        """The insats whose people answered; "" for the whole förbund."""
        return self.round.insats.key if self.round.insats and not self.parts else ""

    @property
    def href(self) -> str:
        """Where the answers are entered."""
        survey = self.round
        return year_address(survey.forbund, self.year, "survey-rounds-values", key=survey.key)

    def _trace(self, spot: Spot) -> tuple[str, str]:
        return self.round.reference(), f"followup.surveyvalue:{spot.key}"

    def count(self, question: Question, sex: str, level: Level) -> Fact | None:
        """How many gave an answer; None when nobody has said."""
        place = (question.key, sex, level.key)
        if place not in self._made:
            self._made[place] = self._count(question, sex, level)
        return self._made[place]

    def _count(self, question: Question, sex: str, level: Level) -> Fact | None:
        key = self.key(question, sex, f"svar-{level.key}")
        label = f"{self.label(question, sex)}: {level.label.lower()}"
        common = {"unit": "st", "persons": True}
        if self.parts:
            counts = [fact for part in self.parts if (fact := part.count(question, sex, level)) is not None]
            return total(key, label, counts, **common) if counts else None
        entry = self.given.get(Spot(question.key, sex, level.key))
        sexes = [] if sex else [self.count(question, value, level) for value in Sex.values]
        sexes = [fact for fact in sexes if fact is not None]
        if entry is not None:
            identities = ()
            if sexes and sum(fact.value for fact in sexes) <= entry.count:
                # A sex that nobody has entered is what the others leave.
                keys = [self.key(question, value, f"svar-{level.key}") for value in Sex.values]
                identities = ((*((1, part_key) for part_key in keys), (-1, key)),)
            return Fact(
                key, label, Decimal(entry.count), href=self.href, identities=identities, about=self.about,
                definition=f"{label}, {self.year}.", trace=self._trace(Spot(question.key, sex, level.key)),
                **common,
            )  # fmt: skip
        return total(key, label, sexes, **common) if sexes else None

    def _sum(self, question: Question, sex: str, more: str, word: str, levels: list[Level]) -> Fact | None:
        counts = [fact for level in levels if (fact := self.count(question, sex, level)) is not None]
        if not counts:
            return None
        label = f"{self.label(question, sex)}: {word}"
        return total(self.key(question, sex, more), label, counts, unit="st", persons=True)

    def stated(self, question: Question, sex: str = "") -> Entry | None:
        """The share that an older report states, where no counts are known."""
        return self.given.get(Spot(question.key, sex))

    def n(self, question: Question, sex: str = "") -> Fact | None:
        """How many answered; None when it isn't known."""
        entry = self.stated(question, sex)
        if entry is None:
            return self._sum(question, sex, "n", "antal svar", survey_scales.counted(question.scale))
        if entry.count is None:
            return None
        return Fact(
            self.key(question, sex, "n"), f"{self.label(question, sex)}: antal svar", Decimal(entry.count),
            unit="st", persons=True, about=self.about, href=self.href, trace=self._trace(Spot(question.key, sex)),
            definition="Antalet svar, som det är angivet.",
        )  # fmt: skip

    def implied(self, question: Question, sex: str = "") -> Fact | None:
        """How many a stated share of a known n is, so that a few can be hidden; None where it isn't stated so."""
        entry = self.stated(question, sex)
        if entry is None or entry.count is None:
            return None
        label = f"{self.label(question, sex)}: positiva svar"
        key = self.key(question, sex, "positiva")
        rest = self.key(question, sex, "ej-positiva")
        return Fact(
            key, label, rounded(entry.share * entry.count / HUNDRED), unit="st", persons=True, qualifier="ca",
            about=self.about, href=self.href, definition="Den angivna andelen av antalet svar.",
            identities=(((1, self.n(question, sex).key), (-1, key), (-1, rest)),),
        )  # fmt: skip

    def implied_rest(self, question: Question, sex: str = "") -> Fact | None:
        """How many weren't positive by a stated share of a known n: they may be few too."""
        implied = self.implied(question, sex)
        if implied is None:
            return None
        return Fact(
            self.key(question, sex, "ej-positiva"), f"{self.label(question, sex)}: svar som inte är positiva",
            self.n(question, sex).value - implied.value, unit="st", persons=True, qualifier="ca", about=self.about,
            href=self.href, definition="Antalet svar minus den angivna andelen av dem.",
        )  # fmt: skip

    def apart(self, question: Question, sex: str = "") -> Fact | None:
        """Those who didn't know, declined or left it blank; no part of n."""
        return self._sum(
            question, sex, "ovriga", "vet ej, avböjt eller obesvarat", survey_scales.apart(question.scale)
        )

    def positive(self, question: Question, sex: str = "") -> Fact | None:
        """How many were positive; none, when everybody answered something else."""
        levels = survey_scales.positive(question.scale)
        fact = self._sum(question, sex, "positiva", "positiva svar", levels)
        if fact is not None or not levels or self.stated(question, sex) or self.n(question, sex) is None:
            return fact
        label = f"{self.label(question, sex)}: positiva svar"
        key = self.key(question, sex, "positiva")
        return Fact(key, label, Decimal(0), unit="st", persons=True, about=self.about, href=self.href)

    def result(self, question: Question, sex: str = "") -> Fact | None:
        """The positive share, or the mean grade; as stated where only that is known."""
        key, label = self.key(question, sex), self.label(question, sex)
        entry, n = self.stated(question, sex), self.n(question, sex)
        if entry is not None:
            unknown = "" if entry.count is not None else "; antalet svar är okänt"
            implied = self.implied(question, sex)
            return Fact(
                key, f"{label}, andel positiva", entry.share / HUNDRED, unit="%",
                decimals=places(entry.share), href=self.href, trace=self._trace(Spot(question.key, sex)),
                definition=f"{label}, {self.year}. Andelen är angiven utan svaren på varje nivå{unknown}.",
                ratio_parts=() if implied is None else (implied.key, n.key),
            )  # fmt: skip
        if n is None:
            return None
        words = f"{label}, {self.year}: {RULES[question.scale]}"
        if question.scale == Scale.GRADE:
            # One number and not a sum of parts: eleven weighted counts would keep whoever works out what may be
            # published busy for minutes, and the mean of a hidden n is hidden all the same.
            products = (
                (level.points, self.count(question, sex, level))
                for level in survey_scales.counted(question.scale)
            )
            points = Fact(
                self.key(question, sex, "poang"), f"{self.label(question, sex)}: betygen tillsammans",
                sum((points * fact.value for points, fact in products if fact is not None), Decimal(0)),
                unit="st", hidden_with=n.key, href=self.href,
                definition="Varje betyg gånger antalet som har satt det, tillsammans.",
            )  # fmt: skip
            return ratio(
                key,
                f"{label}, medelbetyg",
                points,
                n,
                unit="st",
                decimals=1,
                definition=words,
                href=self.href,
            )
        upper = self.positive(question, sex)
        return ratio(key, f"{label}, andel positiva", upper, n, definition=words, href=self.href)

    def historical(self, question: Question, sex: str = "") -> bool:
        """Whether the share is stated without anybody knowing of how many."""
        entry = self.stated(question, sex)
        return entry is not None and entry.count is None

    def returned(self) -> Fact | None:
        """How many forms came back; None when nobody has said."""
        survey = self.round
        scope = survey.scope
        if self.parts:
            scope = "" if survey.whole_year else f".per-{survey.until:%m%d}"
        key = f"indikator.{survey.form.key}.besvarade{scope}@{self.year}"
        label = f"{survey.form if self.parts else survey}, antal besvarade formulär"
        if self.parts:
            by_part = [part.returned() for part in self.parts]
            known = [fact for fact in by_part if fact is not None]
            return total(key, label, known, unit="st", persons=True) if len(known) == len(by_part) else None
        if survey.returned is None:
            return None
        href = year_address(survey.forbund, self.year, "survey-rounds-edit", key=survey.key)
        return Fact(
            key, label, Decimal(survey.returned), unit="st", persons=True, about=self.about, href=href,
            definition=f"{label}, {self.year}.", trace=(survey.reference(), "returned"),
        )  # fmt: skip

    def answered(self) -> list[Question]:
        """The questions that have any figure, in order."""
        if self.parts:
            return [q for q in self.questions if any(q in part.answered() for part in self.parts)]
        known = {spot.question for spot in self.given}
        return [question for question in self.questions if question.key in known]

    def facts(self) -> Iterator[Fact]:
        """Every fact of the sheet."""
        yield from _one(self.returned())
        for question in self.answered():
            for sex in SEXES:
                for level in survey_scales.LEVELS[question.scale]:
                    yield from _one(self.count(question, sex, level))
                for make in (
                    self.n, self.apart, self.positive, self.implied, self.implied_rest, self.result,
                ):  # fmt: skip
                    yield from _one(make(question, sex))

    def problems(self) -> list[str]:
        """Why the round can't be called finished, as sentences."""
        sentences = []
        for question in self.answered():
            for level in survey_scales.LEVELS[question.scale]:
                sentences += self._unequal(question, level)
            for sex in SEXES:
                spots = (Spot(question.key, sex, level.key) for level in survey_scales.LEVELS[question.scale])
                if self.stated(question, sex) is not None and any(spot in self.given for spot in spots):
                    sentences.append(
                        f"{self.label(question, sex)}: skriv antingen antalen eller den äldre andelen, inte båda."
                    )
            n, beside = self.n(question), self.apart(question)
            everyone = sum(fact.value for fact in (n, beside) if fact is not None)
            if self.round.returned is not None and everyone > self.round.returned:
                sentences.append(
                    f"{question} har {number(everyone)} svar, men bara {number(self.round.returned)} formulär är besvarade."
                )
        return sentences

    def _unequal(self, question: Question, level: Level) -> list[str]:
        whole = self.given.get(Spot(question.key, "", level.key))
        sexes = [self.given.get(Spot(question.key, sex, level.key)) for sex in Sex.values]
        known = [count.count for count in sexes if count is not None]
        if whole is None or not known:
            return []
        together = sum(known)
        if together == whole.count or (together < whole.count and len(known) < 2):
            return []
        words = (
            f"{question}, ”{level.label.lower()}”: könen blir tillsammans {number(together)}, "
            f"men alla är {number(whole.count)}."
        )
        if together < whole.count:
            words += f" Skriv de {number(whole.count - together)} som återstår som annat eller okänt, om det är vad de är."
        return [words]


def returned(survey: SurveyRound) -> Fact | None:
    """How many forms of a round came back; None when nobody has said."""
    return Sheet(survey, {}, []).returned()


def _one(fact: Fact | None) -> tuple[Fact, ...]:
    return () if fact is None else (fact,)


def sheets(rounds: Iterable[SurveyRound]) -> list[Sheet]:
    """The sheets of a year's rounds; where a form is asked per insats only, also one of all of them together."""
    made = [Sheet.of(survey) for survey in rounds]
    for group in grouped(made, by=lambda sheet: (sheet.round.form_id, sheet.round.until)).values():
        # A stated share can't be added to counts, so a form with one has no sheet of all.
        stated = any(not spot.level for sheet in group for spot in sheet.given)
        if all(sheet.round.insats_id for sheet in group) and not stated:
            made.append(Sheet.together(group))
    return made
