"""A workbook from outside: what is blank costs nothing wherever it stands, and what can't be read is said."""

import io
import re
import time
import zipfile

import pytest
from openpyxl import Workbook

from finsam.core.values import spreadsheet
from finsam.core.values.spreadsheet import Refused, sheets

LIMITS = {"rows": 2_000, "columns": 60}
PLAIN = '<row r="1"><c r="A1"><v>1</v></c></row>'


def packed(data: str, *, head: str = "", tail: str = "", part: str = "", content: str = "") -> bytes:
    """A workbook of one sheet with this between <sheetData> and </sheetData>, and perhaps another part replaced."""
    target = io.BytesIO()
    Workbook().save(target)
    out = io.BytesIO()
    with zipfile.ZipFile(target) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for one in source.namelist():
            text = source.read(one).decode()
            if one == "xl/worksheets/sheet1.xml":
                before, after = re.split("<sheetData ?/>|<sheetData></sheetData>", text)
                text = f"{head}{before}<sheetData>{data}</sheetData>{tail}{after}"
            made.writestr(one, content if one == part else text)
    return out.getvalue()


def read(raw: bytes) -> list:
    return sheets(raw, **LIMITS)[0][1]


def refusal(raw: bytes) -> str:
    with pytest.raises(Refused) as caught:
        sheets(raw, **LIMITS)
    return str(caught.value)


def far_out(rows: int) -> str:
    return PLAIN + "".join(f'<row r="{n * 500}"><c r="XFD{n * 500}" s="0"/></row>' for n in range(1, rows))


def test_values_by_row_and_column_with_nothing_filled_in_between():
    found = read(
        packed('<row r="3"><c r="B3"><v>7</v></c><c r="F3" t="inlineStr"><is><t>ja</t></is></c></row>')
    )
    assert found == [(3, {2: 7, 6: "ja"})]


@pytest.mark.parametrize(
    "data",
    [
        PLAIN + '<row r="1048576"><c r="XFD1048576" s="0"/></row>',
        far_out(2_000),
        PLAIN + "<row/>" * 50_000,
        PLAIN + '<row r="2">' + "<c/>" * 50_000 + "</row>",
        PLAIN + '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>  </t></is></c></row>',
    ],
    ids=["the last cell of all", "far out in each row", "empty rows", "empty cells", "only spaces"],
)  # fmt: skip
def test_blank_cells_far_out_are_passed_over(data):
    assert read(packed(data)) == [(1, {1: 1})]


def test_four_times_as_many_blank_cells_take_nowhere_near_sixteen_times_as_long():
    def seconds(rows: int) -> float:
        raw = packed(far_out(rows))
        taken = []
        for _ in range(3):
            start = time.process_time()
            read(raw)
            taken.append(time.process_time() - start)
        return min(taken)

    assert seconds(4_000) < 8 * seconds(1_000)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (packed('<row r="2001"><c r="A2001"><v>1</v></c></row>'), "Bladet ”Sheet” har något i cell A2001."),
        (packed('<row r="1"><c r="BI1"><v>1</v></c></row>'), "Högst 2\u00a0000 rader och 60 kolumner"),
        (packed("<row/>" * 20_001), "för många rader och celler, också tomma räknade"),
        (packed("<c/>" * 20_001), "för många rader och celler"),
        (packed("<row>" + "<c/>" * 20_001 + "</row>"), "för många rader och celler"),
        (packed(PLAIN, tail="<mergeCells>" + "<mergeCell/>" * 20_001 + "</mergeCells>"), "för många rader"),
        (packed(PLAIN, part="xl/styles.xml", content="<a>" + "<b/>" * 5_001 + "</a>"), "för många olika texter"),
        (packed(PLAIN, part="docProps/app.xml", content="<a>" + " " * 8_000_000 + "</a>"), "större än 8 MB"),
        (b"PK not a zip at all", "går inte att läsa som Excel"),
    ],
    ids=["rows", "columns", "empty rows", "cells outside rows", "empty cells", "merged", "formats", "unpacked", "no zip"],
)  # fmt: skip
def test_what_is_too_much_is_said(monkeypatch, raw, sentence):
    monkeypatch.setattr(spreadsheet, "MOST_ELEMENTS", 20_000)
    monkeypatch.setattr(spreadsheet, "MOST_OTHER", 5_000)
    assert sentence in refusal(raw)


def test_what_is_too_much_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(spreadsheet, "load_workbook", lambda *args, **kwargs: pytest.fail("was read"))
    refusal(packed("<row/>" * 400_001))


def test_names_that_stand_for_names_that_stand_for_names_are_refused():
    names = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 50}">' for n in range(9))
    assert refusal(packed("<row>&a8;</row>", head=f"<!DOCTYPE worksheet [{names}]>")) == (
        "Filen hänvisar till innehåll utanför sig själv, och sådana läses inte. Kopiera raderna till en ny arbetsbok och spara den."
    )


@pytest.mark.parametrize("cell", ["<f>1+1</f>", "<f>1+1</f><v></v>", '<f t="shared" si="0"/>'])
def test_a_formula_without_its_value_is_refused_with_its_place(cell):
    sentence = refusal(packed(f'<row r="4"><c r="C4">{cell}</c></row>'))
    assert sentence.startswith(
        "Cell C4 på bladet ”Sheet” har en formel, men filen innehåller inte vad den blir."
    )
    assert "Öppna filen i Excel, låt den räkna, spara" in sentence


def test_a_formula_is_read_by_its_value_also_when_that_is_an_empty_text():
    cells = '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c>'
    assert read(packed(f'<row r="1">{cells}</row>')) == [(1, {1: 2})]


def test_a_formula_in_a_survey_file_is_not_read_as_a_blank():
    from followup.surveys import survey_file

    book = Workbook()
    book.active.append(["fråga", "ofta"])
    book.active.append(["1", "=2+3"])  # openpyxl writes formulas without values
    target = io.BytesIO()
    book.save(target)
    with pytest.raises(survey_file.Refused, match="Cell B2 på bladet ”Sheet” har en formel"):
        survey_file.read(target.getvalue(), "svar.xlsx", [])
