"""The workbook of follow-up: every table once, units and "ca" as printed, and nothing of what the published one hides."""

from html import unescape
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from finsam.documents.models import Document, Section
from finsam.rendering.files import render


def workbook(people, *blocks, inner=False) -> bytes:
    document = Document.objects.create(
        forbund=people.forbund, fiscal_year=people.fiscal_year, kind="prov", title="Redovisning"
    )
    for key, options in blocks:
        Section.objects.create(
            forbund=people.forbund, document=document, title=key, block=key, options=options
        )
    return render(document, "xlsx", inside=inner)


def written(data: bytes) -> str:
    """Everything that stands in the file, in whatever part."""
    with ZipFile(BytesIO(data)) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")]
    return unescape("\n".join(parts))


def ages(people):
    bins = people.bins("Ålder", ("16–24", 16, 24), ("25–64", 25, 64), ("65–70", 65, 70))
    values = {
        "16-24 kvinna": 3517, "16-24 man": 4, "25-64 kvinna": 7919, "25-64 man": 6521, "65-70 kvinna": 11,
        "65-70 man": 13,
    }  # fmt: skip
    return people.table("pagaende", values, measure=people.measure("Ålder"), bin_set=bins)


@pytest.mark.parametrize("inner", [False, True])
def test_a_table_beside_its_chart_is_a_sheet_once(people, inner):
    ages(people)
    book = load_workbook(BytesIO(workbook(people, ("deltagare", {}), inner=inner)))
    assert [sheet.title for sheet in book if sheet.title.startswith("Ålder")] == [
        "Ålder, inskrivna under året"
    ]


def test_a_table_behind_a_chart_alone_is_a_sheet_too(people):
    ages(people)
    book = load_workbook(BytesIO(workbook(people, ("deltagare", {"form": "diagram"}))))
    assert any(sheet.title.startswith("Ålder") for sheet in book)


def test_what_is_hidden_is_nowhere_in_the_published_file(people):
    """Neither as a number, nor behind a formula, in the names of facts, comments or defined names."""
    ages(people)
    outer = workbook(people, ("deltagare", {}))
    text = written(outer)
    assert "färre än 5" in text
    assert "16-24.man@2023" not in text
    assert "3517" not in text, "the women are what the men leave"
    assert "3521" in text, "all together may be told"
    book = load_workbook(BytesIO(outer))
    assert not book.defined_names
    assert not any(cell.comment for sheet in book for row in sheet.iter_rows() for cell in row)
    Document.objects.all().delete()
    inside_text = written(workbook(people, ("deltagare", {}), inner=True))
    assert "16-24.man@2023" in inside_text


def test_a_rough_figure_is_rough_in_the_workbook_too(people):
    people.event("Vändpunkter", attendance=70, qualifier="ca")
    people.event("Mässan", attendance=170)
    book = load_workbook(BytesIO(workbook(people, ("handelser", {"form": "tabell"}))))
    sheet = book.worksheets[1]
    assert [sheet["B4"].number_format, sheet["B5"].number_format] == ['"ca "#,##0', "#,##0"]
    assert sheet["B6"].number_format == '"ca "#,##0', "the sum is no surer than its parts"
    assert sheet["A2"].value is None, "people aren't kronor"
