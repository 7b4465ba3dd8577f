"""`indikatorer`: what those asked think, question by question over the years, with how many answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.forms import BooleanField, ChoiceField, TypedChoiceField

from finsam.documents.gaps import filled, marked
from finsam.documents.options import CaptionOptions, KeyField, KeysField
from finsam.documents.registry import Group, block
from finsam.facts.book import Book
from finsam.facts.tables import Cell, Chart, Column, Piece, Row, Table, Takeaway
from followup.statistics.models import Sex
from followup.surveys import queries
from followup.surveys.facts import year_sheets
from followup.surveys.models import FormKind, Question
from followup.surveys.survey_scales import Scale
from followup.surveys.survey_table import Sheet
from plans.blocks.common import gone, teach

MOST_YEARS = 10


def _forms(book: Book) -> list[tuple[str, str]]:
    return [(form.key, form.name) for form in book.read(queries.forms)]


def _insatser(book: Book) -> list[tuple[str, str]]:
    measured = [survey for rounds in book.read(queries.rounds).values() for survey in rounds if survey.insats]
    return list({survey.insats.key: survey.insats.name for survey in measured}.items())


class IndicatorOptions(CaptionOptions):
    """Which forms and years, and how they are divided."""

    forms = KeysField(label="Formulär", help_text="Inga valda: alla.")
    insats = KeyField(label="Insats", help_text="Ingen vald: hela förbundet.")
    years = TypedChoiceField(
        label="Antal år",
        choices=[(count, str(count)) for count in range(1, MOST_YEARS + 1)],
        coerce=int,
        initial=5,
    )
    form = ChoiceField(
        label="Visas som",
        choices=[("tabell", "Tabell"), ("bada", "Tabell och diagram"), ("diagram", "Diagram")],
        initial="tabell",
    )
    sexes = BooleanField(label="Uppdelat på kön", required=False, initial=True)
    answers = BooleanField(label="Antal svar inom parentes", required=False, initial=True)

    offered = {"forms": _forms, "insats": _insatser}


@dataclass(frozen=True)
class Series:
    """A form's sheets by year: of the whole förbund, or of one insats."""

    key: str
    title: str
    sheets: dict[int, Sheet]

    def questions(self) -> list[Question]:
        """The questions that anybody was asked, with a new wording right after the one it replaces."""
        asked = {q.pk: q for year in sorted(self.sheets) for q in self.sheets[year].answered()}
        return sorted(asked.values(), key=lambda question: (_place(question, asked), question.edition))


def _place(question: Question, asked: dict[int, Question]) -> tuple:
    """Where a question stands: where its first wording does."""
    seen = {question.pk}
    while question.replaces_id in asked and question.replaces_id not in seen:
        question = asked[question.replaces_id]
        seen.add(question.pk)
    return question.order, question.code, question.pk


@block(
    "indikatorer",
    label="Indikatorer",
    group=Group.RESULTS,
    options=IndicatorOptions,
    help="Andelen positiva svar per fråga och år, totalt och efter kön, med antalet svar.",
    edit_url="survey-rounds",
)
def indicators(book: Book, options: dict, _) -> Iterator[Piece]:
    """A table for each form (and each insats where only insatser are asked)."""
    years = range(book.year - int(options["years"]) + 1, book.year + 1)
    known = dict(_forms(book))
    yield from gone(
        "indikatorer", "Formuläret", [key for key in options["forms"] if key not in known], book.year
    )
    told = list(_series(book, options["forms"] or list(known), options["insats"], years))
    if not told:
        text = "Här visas indikatorerna när en mätning är inlagd under Indikatorer."
        yield from teach("indikatorer-tom", text)
    for series in told:
        for scale in Scale:
            table = _table(series, scale, years, options)
            if table is not None:
                yield from _pieces(table, options)


def _series(book: Book, wanted: list[str], insats: str, years: range) -> Iterator[Series]:
    for key in wanted:
        series: dict[str, dict[int, Sheet]] = {}
        for year in years:
            for sheet in year_sheets(book, year):
                if sheet.round.form.key != key or not sheet.answered():
                    continue
                whose = "" if sheet.parts or not sheet.round.insats else sheet.round.insats.key
                before = series.setdefault(whose, {}).get(year)
                if before is None or before.round.until < sheet.round.until:
                    series[whose][year] = sheet
        if insats:
            series = {insats: series[insats]} if insats in series else {}
        elif "" in series:
            series = {"": series[""]}
        for whose, sheets in series.items():
            last = sheets[max(sheets)].round
            title = last.form.name if not whose else f"{last.form.name}, {last.insats.name}"
            yield Series(f"{key}-{whose}" if whose else key, title, sheets)


LEAST_YEARS = 3  # a line of two points says no more than its figures


def _pieces(table: Table, options: dict) -> Iterator[Piece]:
    """A table, its charts, or both: the questions over the years, and this year's women and men beside each other."""
    if options["form"] != "tabell":
        yield from _charts(table)
    if options["form"] != "diagram":
        yield table


def _charts(table: Table) -> Iterator[Chart]:
    """Lines over three years or more, else columns; and each question's groups in the newest year."""
    rows = tuple(row.key for row in table.rows if row.level == 0)
    columns = tuple(column.key for column in reversed(table.columns))  # time goes to the right
    groups = _by_group(table)
    if rows and (len(columns) >= LEAST_YEARS or groups is None):
        kind = "lines" if len(columns) >= LEAST_YEARS else "columns"
        yield Chart(f"{table.key}-diagram", table.title, table, kind, columns=columns, rows=rows)
    if groups is not None:
        keys = tuple(column.key for column in groups.columns)
        said = Takeaway("gap", ("Kvinnor och män svarade mest olika på ”{row}”",), "", *keys[:2])
        yield Chart(groups.key, groups.title, groups, "dots", columns=keys, takeaway=said)


def _by_group(table: Table) -> Table | None:
    """The newest year with women and men in columns; None where the questions aren't divided by sex."""
    newest = table.columns[0]
    by_key = {row.key: row for row in table.rows}
    divided = {sex: any(f"{key}-{sex.value}" in by_key for key in by_key) for sex in (Sex.WOMEN, Sex.MEN)}
    if not all(divided.values()):
        return None
    columns = [replace(newest, key=sex.value, label=str(sex.label)) for sex in divided]
    columns.append(replace(newest, key="alla", label="Alla"))
    rows = []
    for row in table.rows:
        if row.level:
            continue
        of_group = {"alla": row, **{sex.value: by_key.get(f"{row.key}-{sex.value}") for sex in divided}}
        cells = {
            key: replace(cell, second=None)
            for key, of in of_group.items()
            if of is not None and (cell := of.cells.get(newest.key)) is not None
        }
        if cells:
            rows.append(Row(row.key, row.label, cells))
    title = f"{table.title}, kvinnor och män {newest.label}".replace("*", "")
    return Table(f"{table.key}-grupper", title, tuple(columns), tuple(rows), row_label="Fråga")


UNASKED = "Ett streck (–) betyder att frågan inte har ställts eller att svar saknas."
TITLES = {
    Scale.OFTEN: "andel som svarat ofta, för det mesta eller alltid",
    Scale.YES_NO: "andel som svarat ja",
    Scale.GRADE: "medelbetyg 0–10",
}


def _table(series: Series, scale: Scale, years: range, options: dict) -> Table | None:
    """The questions on one scale, a column for each year that has any answer: the newest first, as in all tables."""
    questions = [q for q in series.questions() if q.scale == scale]
    asked = [year for year in reversed(years) if year in series.sheets]
    asked = [
        year
        for year in asked
        if any(series.sheets[year].result(question) is not None for question in questions)
    ]
    if not questions or not asked:
        return None
    rows: list[Row] = []
    for question in questions:
        rows += _rows(series, question, questions, asked, options)
    if not rows:
        return None
    counted = any(cell.second is not None for row in rows for cell in row.cells.values())
    notes = ["Inom parentes: antal svar."] if counted else []
    if any(question.replaces_id for question in questions):
        notes.append(
            "En fråga som har fått ny lydelse börjar om på en egen rad, eftersom åren inte går att jämföra."
        )
    columns = tuple(Column(str(year), str(year), unit="%", suffix=True) for year in asked)
    table = Table(
        f"indikatorer-{series.key}-{scale}",
        f"{series.title}, {TITLES[scale]}",
        columns,
        tuple(rows),
        row_label="Fråga",
        note=" ".join(notes),
    )
    historical = {
        (_row_key(question, sex), str(year))
        for question in questions
        for sex in ("", *Sex.values)
        for year in asked
        if series.sheets[year].historical(question, sex)
    }
    return filled(marked(table, historical, "Antal svar"), UNASKED)


def _rows(
    series: Series, question: Question, questions: list[Question], asked: list[int], options: dict
) -> Iterator[Row]:
    """All who answered a question, then by sex."""
    cells = _cells(series, question, "", asked, options)
    if cells:
        yield Row(question.key, str(question), cells, note=_break(series, question, questions))
    sexes = (*Sex,) if options["sexes"] and series.sheets[max(asked)].round.form.kind not in ROOMS else ()
    for sex in sexes:
        cells = _cells(series, question, sex.value, asked, options)
        if cells:
            yield Row(_row_key(question, sex), str(sex.label), cells, level=1, dress="")


def _row_key(question: Question, sex: str) -> str:
    return f"{question.key}-{sex}" if sex else question.key


ROOMS: tuple[str, ...] = (
    FormKind.BOARD,
    FormKind.PREPARATION,
)  # so few that a split by sex tells who said what


def _cells(series: Series, question: Question, sex: str, asked: list[int], options: dict) -> dict[str, Cell]:
    cells = {}
    for year in asked:
        sheet = series.sheets[year]
        fact = sheet.result(question, sex)
        if fact is None or fact.value is None:
            continue
        until = sheet.round.until
        note = "" if sheet.round.whole_year else f"till och med {until.day}/{until.month}"
        second = sheet.n(question, sex) if options["answers"] else None
        cells[str(year)] = Cell(fact, second=second, note=note)
    return cells


def _break(series: Series, question: Question, questions: list[Question]) -> str:
    """What is said of a series that begins or ends because the question was reworded."""
    words = []
    if any(earlier.pk == question.replaces_id for earlier in questions):
        first = min(year for year, sheet in series.sheets.items() if question in sheet.answered())
        words.append(f"Ny lydelse {first}: jämförs inte med raden ovanför.")
    later = [newer for newer in questions if newer.replaces_id == question.pk]
    if later:
        last = max(year for year, sheet in series.sheets.items() if question in sheet.answered())
        words.append(f"Lydelsen användes till och med {last}.")
    return " ".join(words)
