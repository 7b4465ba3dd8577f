"""Reading a file of survey counts: everything is checked, and one fault refuses the whole file. No database here.

A row is a question and a sex; the columns are the levels. The file is the same whether it is CSV or Excel.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from finsam.core.text.prose import listed
from finsam.core.values.files import decoded, long_line
from finsam.core.values.privacy import find_personnummer
from followup.surveys.forms import parse_count, parse_share
from followup.surveys.survey_scales import LABELS, LEVELS, Scale
from followup.surveys.survey_table import Entry, Spot

MOST_BYTES = 2_000_000
MOST_ROWS, MOST_COLUMNS = 2_000, 60
ONLY_COUNTS = "Här läses bara antal per fråga in."
TOLD = 20  # faults are told up to this many; the rest are counted

QUESTION, EDITION, SEX, SHARE, N = "fråga", "lydelse", "kön", "andel", "n"
SEX_WORDS = {
    "": "", "alla": "", "totalt": "", "samtliga": "",
    "kvinna": "kvinna", "kvinnor": "kvinna", "k": "kvinna",
    "man": "man", "män": "man", "m": "man",
    "annat": "annat", "okänt": "annat", "annat eller okänt": "annat",
}  # fmt: skip
# What a column of persons is called, so that it can be told why it isn't read.
PERSONAL = re.compile(r"person.?n|pnr|födel|namn|adress|e-?post|telefon|signatur", re.IGNORECASE)


class Refused(Exception):
    """A file that isn't read; `sentences` say why, each where it happened."""

    def __init__(self, *sentences: str):
        super().__init__(" ".join(sentences))
        self.sentences = list(sentences)


@dataclass(frozen=True)
class Sought:
    """A question that the file may speak of."""

    key: str
    code: str
    edition: int
    scale: str


@dataclass
class Reading:
    """What a file says: figures by where they stand, None where the file leaves a named place blank."""

    values: dict[Spot, Entry | None] = field(default_factory=dict)
    rows: int = 0


def read(raw: bytes, name: str, questions: Iterable[Sought]) -> Reading:
    """The figures of a file. Raises Refused with every fault that was found."""
    if not raw:
        raise Refused("Filen är tom.")
    if len(raw) > MOST_BYTES:
        raise Refused("Filen är större än 2 MB. En fil med antal per fråga behöver inte vara så stor.")
    rows = list(_sheet(raw) if raw[:2] == b"PK" else _text(raw, name))
    _refuse_people(rows)
    rows = [(number, cells) for number, cells in rows if any(cells)]
    if len(rows) < 2:
        raise Refused("Filen har inga rader under rubrikerna.")
    return _interpret(rows, list(questions))


Rows = list[tuple[int, list[str]]]


def _text(raw: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file, in UTF-8 or in the way old Excel writes."""
    if name.lower().endswith((".xls", ".ods", ".pdf", ".doc", ".docx")) or b"\x00" in raw:
        raise Refused("Filen går inte att läsa. Spara den som CSV eller som Excel (.xlsx).")
    text = decoded(raw)
    if number := long_line(text):
        raise Refused(f"Rad {number} är för lång för att vara en rad med svar. {ONLY_COUNTS}")
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            if number > MOST_ROWS or len(row) > MOST_COLUMNS:
                raise Refused(_too_large())
            yield number, [cell.strip() for cell in row]
    except csv.Error as error:
        raise Refused("Filen går inte att läsa som CSV. Spara den på nytt och försök igen.") from error


def _sheet(raw: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of a workbook that has one sheet with anything in it."""
    from finsam.core.values import spreadsheet

    try:
        sheets = spreadsheet.sheets(raw, rows=MOST_ROWS, columns=MOST_COLUMNS)
    except spreadsheet.Refused as error:
        raise Refused(f"{error} {ONLY_COUNTS}") from error
    filled = [
        [(number, [_cell(cells.get(place)) for place in range(1, max(cells) + 1)]) for number, cells in rows]
        for _, rows in sheets
        if rows
    ]
    if not filled:
        raise Refused("Filen är tom.")
    if len(filled) > 1:
        _refuse_people([row for rows in filled for row in rows])
        raise Refused("Arbetsboken har flera blad med innehåll. Spara det blad som ska läsas in för sig.")
    yield from filled[0]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
    return str(value).strip()


def _too_large() -> str:
    return f"Filen har fler än {MOST_ROWS} rader eller {MOST_COLUMNS} kolumner. {ONLY_COUNTS}"


def _refuse_people(rows: Rows) -> None:
    for number, cells in rows:
        for cell in cells:
            if find_personnummer(cell):
                raise Refused(
                    f"Rad {number} innehåller något som ser ut som ett personnummer. Ett samordningsförbund får inte "
                    "hantera personuppgifter om deltagare. Ingenting har lästs in och filen har inte sparats."
                )


def _interpret(rows: Rows, questions: list[Sought]) -> Reading:
    columns = _columns(rows[0][1])
    reading, faults = Reading(), []
    seen: dict[tuple[str, str], int] = {}
    for number, cells in rows[1:]:
        row = {name: cells[place] if place < len(cells) else "" for place, name in columns.items()}
        extra = [cell for place, cell in enumerate(cells) if place not in columns and cell]
        try:
            if extra:
                raise ValidationError(f"”{extra[0]}” står utanför kolumnerna.")
            question, values = _row(row, questions)
            place = (question.key, SEX_WORDS[row.get(SEX, "").casefold()])
            if place in seen:
                raise ValidationError(f"samma fråga och kön står redan på rad {seen[place]}.")
            seen[place] = number
        except ValidationError as error:
            faults += [f"Rad {number}: {sentence}" for sentence in error.messages]
        else:
            reading.values |= values
            reading.rows += 1
    if faults:
        more = len(faults) - TOLD
        raise Refused(*faults[:TOLD], *([f"Och {more} fel till."] if more > 0 else []))
    return reading


def _columns(heads: list[str]) -> dict[int, str]:
    """The column's number and what it holds. Raises Refused for unknown, doubled or missing ones."""
    names = {label.casefold(): key for key, label in LABELS.items()} | {key: key for key in LABELS}
    names |= {heading: heading for heading in (QUESTION, EDITION, SEX, SHARE, N)}
    columns: dict[int, str] = {}
    unknown, faults = [], []
    for place, head in enumerate(heads):
        word = " ".join(head.casefold().split())
        if not word:
            continue
        name = names.get(word)
        if name is None:
            unknown.append(head)
        elif name in columns.values():
            faults.append(f"Kolumnen ”{head}” finns två gånger.")
        else:
            columns[place] = name
    if unknown:
        people = [head for head in unknown if PERSONAL.search(head)]
        faults.append(
            f"{'Kolumnen' if len(unknown) == 1 else 'Kolumnerna'} {listed([f'”{head}”' for head in unknown])} "
            "känns inte igen. En fil får ha kolumnerna fråga, lydelse, kön, andel, n och svarsnivåerna."
        )
        if people:
            faults.append("Uppgifter om enskilda får inte läsas in: här finns bara antal.")
    if not unknown and QUESTION not in columns.values():
        faults.append("Kolumnen ”fråga” saknas.")
    if not unknown and not set(columns.values()) & {*LABELS, SHARE}:
        faults.append(
            "Det finns ingen kolumn med svar. Svarsnivåerna ska vara rubriker, till exempel ”ofta”."
        )
    if faults:
        raise Refused(*faults)
    return columns


def _row(row: dict[str, str], questions: list[Sought]) -> tuple[Sought, dict[Spot, Entry | None]]:
    """A row's question and figures. Raises ValidationError."""
    question = _question(row, questions)
    sex = row.get(SEX, "").casefold()
    if sex not in SEX_WORDS:
        raise ValidationError(f"”{row[SEX]}” är inget kön här. Skriv kvinna, man, annat eller alla.")
    sex = SEX_WORDS[sex]
    levels = {level.key: level for level in LEVELS[question.scale]}
    values: dict[Spot, Entry | None] = {}
    for name, text in row.items():
        if name not in LABELS:
            continue
        if name not in levels:
            if text:
                raise ValidationError(f"”{LABELS[name]}” finns inte bland svaren på fråga {question.code}.")
            continue
        try:
            count = parse_count(text)
        except ValidationError as error:
            raise ValidationError(f"{LABELS[name].lower()}: {' '.join(error.messages)}") from error
        values[Spot(question.key, sex, name)] = None if count is None else Entry(count)
    share, n = row.get(SHARE, ""), row.get(N, "")
    if share and question.scale == Scale.GRADE:
        raise ValidationError("en fråga med betyg har ingen andel. Skriv antalet per betyg.")
    if share and any(values.values()):
        raise ValidationError("skriv antingen antalen eller en äldre andel, inte båda.")
    if share:
        values[Spot(question.key, sex)] = parse_share(f"{share} % av {n}" if n else share)
    elif SHARE in row and question.scale != Scale.GRADE:
        values[Spot(question.key, sex)] = None
    if n and not share:
        count = parse_count(n)
        answered = [level.key for level in LEVELS[question.scale] if level.counts]
        counts = [entry.count for spot, entry in values.items() if entry and spot.level in answered]
        if sum(counts) != count:
            raise ValidationError(f"svaren blir tillsammans {sum(counts)}, men n är {count}.")
    return question, values


def _question(row: dict[str, str], questions: list[Sought]) -> Sought:
    code, edition = row[QUESTION].rstrip(".").strip(), row.get(EDITION, "")
    if not code:
        raise ValidationError("frågans kod saknas.")
    matching = [question for question in questions if question.code.casefold() == code.casefold()]
    if edition:
        matching = [question for question in matching if str(question.edition) == edition]
    if not matching:
        words = f"fråga ”{code}”" + (f", lydelse {edition}," if edition else "")
        raise ValidationError(f"{words} finns inte i formuläret.")
    if len(matching) > 1:
        raise ValidationError(f"fråga ”{code}” har flera lydelser. Skriv vilken i kolumnen ”lydelse”.")
    return matching[0]


def template(questions: Iterable[Sought]) -> str:
    """An empty file to fill in, as Swedish Excel opens it: a row for each question and sex."""
    questions = list(questions)
    scales = [question.scale for question in questions]
    levels = list(dict.fromkeys(level.label for scale in Scale if scale in scales for level in LEVELS[scale]))
    target = io.StringIO()
    out = csv.writer(target, delimiter=";", lineterminator="\r\n")
    out.writerow([QUESTION, EDITION, SEX, *levels, SHARE, N])
    for question in questions:
        for sex in ("kvinna", "man", "annat"):
            out.writerow([question.code, question.edition, sex])
    return "\ufeff" + target.getvalue()
