"""Reading a workbook that somebody sends: only what is written in it, within limits that are said in a sentence.

A workbook is a zip of XML. Fifteen kilobytes can announce a million rows, so nothing here is ever filled in
between cells, and the work is bounded by counting what is read before anything is made of it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import DATA_TAG, FORMULA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.xml.functions import iterparse

from finsam.core.uploads.archives import Refers, TooLarge, elements_in, measured
from finsam.core.values.money import number

MOST_UNPACKED = 8_000_000  # bytes, all parts together
MOST_ELEMENTS = 400_000  # in the sheets: a full sheet of 2 000 rows and 60 columns has about as many
MOST_OTHER = 50_000  # in all other parts: texts, formats, names
MOST_SHEETS = 50

Row = tuple[int, dict[int, Any]]  # the row's number, and its values by column number, both from 1

BROKEN = "Filen går inte att läsa som Excel. Spara den som .xlsx på nytt, eller som CSV."


class Refused(Exception):
    """A workbook that isn't read; the message is a Swedish sentence."""


def sheets(raw: bytes, *, rows: int, columns: int) -> list[tuple[str, list[Row]]]:
    """Every sheet's name and the rows that have a value, as values. Raises Refused.

    A value beyond `rows` or `columns`, and a formula whose value isn't stored, refuse the whole file; blank cells
    and rows are passed over wherever they stand.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            _judge(packed)
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        return [(sheet.title, list(_rows(book, sheet, rows, columns))) for sheet in book.worksheets]
    except Refused:
        raise
    except Exception as error:  # a broken file breaks the reader in any way there is
        raise Refused(BROKEN) from error


def _judge(packed: zipfile.ZipFile) -> None:
    """Refuse what would be too much to read, before anything is made of it."""
    names = [entry.filename.lower() for entry in packed.infolist()]
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Refused("Filen innehåller makron, och sådana läses inte. Spara den som .xlsx, utan makron.")
    if (
        sum(name.startswith("xl/worksheets/") and name.endswith((".xml", ".rels")) for name in names)
        > 2 * MOST_SHEETS
    ):
        raise Refused(f"Arbetsboken har fler än {MOST_SHEETS} blad.")
    left = {True: MOST_ELEMENTS, False: MOST_OTHER}
    try:
        for entry, pieces in measured(packed, MOST_UNPACKED):
            name = entry.filename.lower()
            if not name.endswith((".xml", ".rels", ".vml")):
                for _ in pieces:
                    pass  # it is only as large as it is
                continue
            of_sheets = name.startswith("xl/worksheets/")
            for begun in elements_in(pieces):
                left[of_sheets] -= begun
                if left[of_sheets] < 0:
                    raise Refused(f"{_MANY[of_sheets]} Kopiera raderna till en ny arbetsbok och spara den.")
    except TooLarge as error:
        raise Refused(
            f"Filen blir större än {MOST_UNPACKED // 1_000_000} MB när den packas upp. Kopiera raderna till en ny arbetsbok "
            "och spara den."
        ) from error
    except Refers as error:
        raise Refused(
            "Filen hänvisar till innehåll utanför sig själv, och sådana läses inte. Kopiera raderna till en ny arbetsbok och "
            "spara den."
        ) from error


_MANY = {
    True: "Arbetsboken har för många rader och celler, också tomma räknade.",
    False: "Arbetsboken har för många olika texter eller format.",
}


class _Parser(WorkSheetParser):
    """Stops after the cells, and refuses a formula that the file has no value for.

    It leans on openpyxl's insides; `tests/rendering/test_upstream.py` says when it need not. We found no issue of it.
    """

    sheet = ""

    def parse(self):
        for _, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                yield self.parse_row(element)
                element.clear()
            elif element.tag == DATA_TAG:
                return

    def parse_cell(self, element):
        cell = super().parse_cell(element)
        if element.find(FORMULA_TAG) is not None and cell["value"] is None:
            stored = element.find(VALUE_TAG)
            if stored is None or element.get("t") != "str":  # a formula may well come to an empty text
                place = f"{get_column_letter(cell['column'])}{cell['row']}"
                raise Refused(
                    f"Cell {place} på bladet ”{self.sheet}” har en formel, men filen innehåller inte vad den blir. "
                    "Öppna filen i Excel, låt den räkna, spara och försök igen, eller skriv talet i stället."
                )
        return cell


def _rows(book, sheet, rows: int, columns: int) -> Iterator[Row]:
    """A sheet's rows that have a value."""
    # What openpyxl hands out by itself is filled in between the cells, a million rows of sixteen thousand columns.
    with sheet._get_source() as source:
        parser = _Parser(
            source,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        parser.sheet = sheet.title
        for _, cells in parser.parse():
            filled = [cell for cell in cells if cell["value"] is not None and str(cell["value"]).strip()]
            if not filled:
                continue
            row, last = filled[0]["row"], max(cell["column"] for cell in filled)
            if row > rows or last > columns:
                raise Refused(
                    f"Bladet ”{sheet.title}” har något i cell {get_column_letter(last)}{row}. Högst "
                    f"{number(rows)} rader och {columns} kolumner läses in."
                )
            yield row, {cell["column"]: cell["value"] for cell in filled}
