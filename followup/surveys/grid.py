"""The grid of a round's answers: a table for each scale, in it the questions, in each a row for each sex and for all."""

from __future__ import annotations

from finsam.core.crud.grid import Cell, CellField, CellRow, CellTable, RowGroup, Slot
from finsam.core.tenancy.access import TenantContext
from finsam.core.values.money import number, show
from finsam.disclosure.reader import reader_of
from finsam.facts.book import Fact
from followup.responsibility.grid import ReportedGrid
from followup.statistics.models import Sex
from followup.surveys.forms import parse_share, read_count, written
from followup.surveys.models import Question, SurveyRound
from followup.surveys.services import set_answers
from followup.surveys.survey_scales import LEVELS, RULES, Scale
from followup.surveys.survey_table import SEXES, Sheet, Spot, given_of

WHOSE = {"": "alla", Sex.OTHER: "annat eller okänt"}


class AnswerGrid(ReportedGrid):
    """The answers of one round. An address is a `Spot`."""

    section = "survey-rounds"
    template = "followup/answers.html"
    check = "survey-rounds-check"
    lead = (
        "Skriv hur många som gav varje svar. Är antalen kända per kön räknas raden Alla ihop; annars skrivs den. "
        "En äldre andel där antalen inte längre finns skrivs 83 %, eller 83 % av 29."
    )
    unfinished_words = "Allt är sparat som utkast. ”{}” kan kallas klar när svaren går ihop."
    back, back_label, back_words = "survey-rounds", "Indikatorer", "Tillbaka till indikatorerna"
    settings_words = "Mätningen: period och svarande"

    def __init__(self, tenant: TenantContext, asked: SurveyRound):
        super().__init__(tenant, asked, key=asked.key)
        self.given = given_of(asked.values.select_related("question"))
        self.questions = self._asked(list(asked.form.questions.all()))
        self.sheet = Sheet(asked, self.given, self.questions)

    def _asked(self, questions: list[Question]) -> list[Question]:
        """The questions, without a former wording when the round has answers to the one that replaced it."""
        known = {spot.question for spot in self.given}
        former = {question.replaces_id for question in questions if question.key in known}
        return [question for question in questions if question.key in known or question.pk not in former]

    @property
    def status(self):
        asked, returned, reader = self.owner, self.sheet.returned(), reader_of(self.tenant)
        parts = [str(asked.get_status_display())]
        if returned:
            of = "" if asked.sent is None or reader.hides(returned) else f" av {asked.sent}"
            parts.append(f"{reader.in_text(returned, number(returned.value))} besvarade formulär{of}")
        return " · ".join([*parts, *([asked.source_note] if asked.source_note else [])])

    def slots(self):
        for question in self.questions:
            for sex in SEXES:
                about = f"{question}, {WHOSE.get(sex, sex)}"
                for level in LEVELS[question.scale]:
                    yield self._slot(
                        Spot(question.key, sex, level.key), f"{about}, {level.label.lower()}", read_count
                    )
                if question.scale != Scale.GRADE:
                    yield self._slot(Spot(question.key, sex), f"{about}, äldre andel", parse_share)

    def _slot(self, spot: Spot, label: str, read) -> Slot:
        key = f"s__{spot.question}__{spot.sex or 'alla'}__{spot.level or 'andel'}"
        return Slot(spot, key, CellField(read=read, write=written, label=label), self.given.get(spot))

    def save(self, values, **how):
        return set_answers(round=self.owner, values=values, **how)

    def saved_words(self, values):
        return f"”{self.owner}” är sparad."

    def imagine(self, values):
        self.sheet = Sheet(self.owner, self.given_with(values), self.questions)

    def said_in(self, last: SurveyRound):
        given, reader = given_of(last.values.select_related("question")), reader_of(self.tenant)
        sheet, questions = Sheet(last, given, self.questions), {row.key: row for row in self.questions}

        def hidden(spot: Spot) -> bool:
            question = questions[spot.question]
            levels = {level.key: level for level in LEVELS[question.scale]}
            told = sheet.count(question, spot.sex, levels[spot.level]) if spot.level else None
            return any(
                map(reader.hides, (told, sheet.n(question, spot.sex), sheet.result(question, spot.sex)))
            )

        return {
            spot: written(value)
            for spot, value in given.items()
            if spot.question in questions and not hidden(spot)
        }

    def problems(self):
        return self.sheet.problems()

    def tables(self):
        return [self._table(scale) for scale in Scale if any(q.scale == scale for q in self.questions)]

    def _table(self, scale: str) -> CellTable:
        result, share = ("Medel", ()) if scale == Scale.GRADE else ("Positiva", ("Äldre andel",))
        heads = ("Fråga", *(level.label for level in LEVELS[scale]), *share, "n", result)
        groups = tuple(
            RowGroup(
                tuple(self._row(question, sex) for sex in (*Sex.values, "")), str(question), question.wording
            )
            for question in self.questions
            if question.scale == scale
        )
        return CellTable(result, heads, groups, rule=RULES[scale], dense=True)

    def _row(self, question: Question, sex: str) -> CellRow:
        result, n = self.sheet.result(question, sex), self.sheet.n(question, sex)
        cells = []
        for level in LEVELS[question.scale]:
            count = self.sheet.count(question, sex, level)
            cells.append(self._cell(Spot(question.key, sex, level.key), count))
        if question.scale != Scale.GRADE:
            cells.append(self._cell(Spot(question.key, sex), None, (result, n)))
        row = f"row-{question.key}-{sex or 'alla'}"
        cells.append(Cell(self._said(n), f"{row}-n", kind="result"))
        cells.append(Cell(self._said(result, suffix=True), f"{row}-result", kind="result"))
        return CellRow(str(Sex(sex).label) if sex else "Alla", tuple(cells), is_sum=not sex)

    def _said(self, fact: Fact | None, *, suffix: bool = False) -> str:
        text = "" if fact is None else show(fact.value, fact.unit, fact.decimals, suffix=suffix)
        return reader_of(self.tenant).said(fact, text)

    def _cell(self, spot: Spot, fact: Fact | None, told: tuple[Fact | None, ...] = ()) -> Cell:
        """A place of the grid; `told` is what its words let one know besides the count."""
        reader, shown = reader_of(self.tenant), self.as_written(spot)
        hidden = next((known for known in (fact, *told) if reader.hides(known)), None)
        computed = fact is not None and fact.op == "sum"
        return self.cell(
            spot,
            self._said(fact) if computed else "",
            shown=reader.mark(hidden) if shown and hidden is not None else shown,
            id=f"sum-{self.form.names[spot]}" if spot.level else "",
        )
