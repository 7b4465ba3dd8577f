"""The workbook shows what the tables print, and goes on doing so when a figure in ”Underlag” is changed."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Context, Decimal
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from finsam.core.values.money import UNITS, show
from finsam.facts.book import Fact, product, ratio, total
from finsam.facts.tables import NATURAL, NEGATED, POSITIVE, Cell, Column, Row, Table
from finsam.rendering.xlsx.xlsx import tables_to_xlsx
from tests.rendering.sheetread import Workbook

LEAVES = 6
CENTS = st.none() | st.integers(-(10**12), 10**12).map(lambda value: Decimal(value) / 100)


def leaf(number, value):
    return Fact(
        f"rad{number}@2024", f"Rad {number}", value, side="kostnad" if number % 2 else "intakt", href="/x/"
    )


def written(tables):
    return Workbook(tables_to_xlsx(tables, title="Verksamhetsplan 2024", forbund="Samordningsförbundet Ån"))


@st.composite
def recipes(draw):
    """How to make a table of leaves: computed facts over earlier ones, rows, sums, columns. Numbers are places."""
    computed = []
    for n in range(draw(st.integers(0, 7))):
        earlier = st.integers(0, LEAVES + n - 1)
        op = draw(st.sampled_from(["sum", "sum", "sum", "ratio", "product"]))
        size = {"sum": st.integers(1, 4), "ratio": st.just(2), "product": st.integers(1, 2)}[op]
        parts = [(draw(st.sampled_from([1, -1, 1, 2])), draw(earlier)) for _ in range(draw(size))]
        computed.append((op, parts))
    facts = st.integers(0, LEAVES + len(computed) - 1)
    columns = draw(
        st.lists(
            st.tuples(
                st.sampled_from([NATURAL, POSITIVE, NEGATED]),
                st.sampled_from(["kr", "tkr", "mnkr"]),
                st.booleans(),
            ),
            min_size=1,
            max_size=3,
        )
    )
    rows = draw(st.lists(st.lists(st.none() | facts, min_size=3, max_size=3), min_size=1, max_size=5))
    sums = draw(
        st.lists(st.lists(st.integers(0, len(rows) - 1), min_size=1, max_size=4, unique=True), max_size=3)
    )
    lump = draw(st.booleans())
    return computed, columns, rows, sums, lump


def made(recipe, values):
    """The table that a recipe makes of the leaves' values. Some sums say a total, some (a lump) another figure."""
    computed, columns, rows, sums, lump = recipe
    facts = [leaf(n, value) for n, value in enumerate(values)]
    for n, (op, parts) in enumerate(computed):
        key, label = f"summa.{n}@2024", f"Räknad {n}"
        side = "kostnad" if n % 3 == 0 else ""
        if op == "sum":
            facts.append(total(key, label, [(factor, facts[at]) for factor, at in parts], side=side))
        elif op == "ratio":
            facts.append(ratio(key, label, *(facts[at] for _, at in parts), decimals=1))
        else:
            facts.append(product(key, label, *(facts[at] for _, at in parts), side=side))
    heads = tuple(
        Column(f"k{n}", str(2022 + n), "Budget" if n else "", sign=sign, unit=unit, decimals=n, suffix=suffix)
        for n, (sign, unit, suffix) in enumerate(columns)
    )
    lines = []
    for n, row in enumerate(rows):
        cells = {
            f"k{k}": Cell(facts[at], second=facts[(at + n) % len(facts)] if (at + n) % 4 == 0 else None)
            for k, at in enumerate(row)
            if at is not None
        }
        lines.append(Row(f"r{n}", f"Rad {n}", cells, level=n % 3))
    for n, named in enumerate(sums):
        keys = tuple(f"r{at}" for at in named)
        cells = {}
        for k in range(len(columns)):
            parts = [lines[at].cells[f"k{k}"].fact for at in named if f"k{k}" in lines[at].cells]
            fact = (
                facts[n]
                if lump
                else total(f"total.{n}.{k}@2024", "Summa", parts, side="kostnad" if n else "")
            )
            cells[f"k{k}"] = Cell(fact)
        lines.append(Row(f"s{n}", "Summa", cells, kind="sum", sums=keys))
    return Table("budget", "Budget", heads, tuple(lines), row_label="Post")


def compare(book, table):
    """Every figure of the sheet against the table's. Returns how many there were."""
    sheet, seen = book.book[table.title], 0
    first = next(row for row in range(1, 9) if sheet.cell(row, 1).value == table.row_label) + 1
    for at, row in enumerate(table.rows, first):
        column_at = 1
        for column in table.columns:
            cells = [one.cells[column.key] for one in table.rows if column.key in one.cells]
            for second in [False, True] if any(cell.second for cell in cells) else [False]:
                column_at += 1
                cell = row.cells.get(column.key, Cell())
                fact = cell.second if second else cell.fact
                value = book.value(table.title, f"{chr(64 + column_at)}{at}")
                if fact is None or fact.value is None:
                    assert value in (None, "")
                    continue
                unit = column.unit_of(fact)
                worth = 1 if unit == "%" else UNITS[unit][0]
                assert abs(value * worth - column.signed(fact)) <= abs(fact.value) * Decimal("1e-20")
                decimals = fact.decimals if unit != column.unit else column.decimals
                text = show(cut(value * worth), unit, decimals, suffix=column.suffix or unit != column.unit)
                assert text == column.text(replace_value(fact))
                seen += 1
    return seen


def cut(value):
    """The value without the last digits, in which a division may differ."""
    return Context(prec=24).create_decimal(value)


def replace_value(fact):
    """The fact with its value cut like the sheet's."""
    return replace(fact, op="given", parts=(), value=cut(fact.value))


@settings(max_examples=60, deadline=None)
@given(recipes(), st.lists(CENTS, min_size=LEAVES, max_size=LEAVES), st.integers(0, LEAVES - 1), CENTS)
def test_every_figure_is_the_tables_also_after_a_change(recipe, values, place, new):
    table = made(recipe, values)
    book = written([table])
    compare(book, table)
    source = book.book["Underlag"]
    for row in range(4, source.max_row + 1):
        if source.cell(row, 1).value == f"rad{place}@2024":
            book.put("Underlag", f"C{row}", new)
            values = [new if n == place else value for n, value in enumerate(values)]
    compare(book, made(recipe, values))


def simple():
    """Two costs, an income and their result, in tkr without the costs' minus."""
    pay, rent = leaf(1, Decimal("-677009.50")), leaf(3, Decimal(-86000))
    income = leaf(2, Decimal(4_000_000))
    costs = total("kostnader@2024", "Kostnader", [pay, rent], side="kostnad")
    result = total("resultat@2024", "Resultat", [income, costs])
    share = ratio("andel@2024", "Andel", costs, income, decimals=1)
    rows = (
        Row("intakter", "Intäkter", kind="heading"),
        Row("bidrag", "Bidrag", {"a": Cell(income)}, level=1, lead="3010"),
        Row("lon", "Lön", {"a": Cell(pay)}, level=1),
        Row("hyra", "Hyra", {"a": Cell(rent, note="Halva året.")}, level=1),
        Row(
            "kostnader", "Summa kostnader", {"a": Cell(costs, second=share)}, kind="sum", sums=("lon", "hyra")
        ),
        Row("resultat", "Resultat", {"a": Cell(result)}, kind="sum", sums=("bidrag", "kostnader")),
    )
    columns = (
        Column("a", "2024", "Budget", unit="tkr", sign=POSITIVE),
        Column("b", "2025", "Budget", unit="tkr"),
    )
    return Table(
        "budget", "Budget 2024", columns, rows, row_label="Post", lead_label="Konto", note="Preliminär."
    )


def formulas(data, title):
    sheet = load_workbook(BytesIO(data))[title]
    return {sheet.cell(row, 2).value: sheet.cell(row, 3).value for row in range(5, sheet.max_row + 1)}


def test_a_sum_adds_its_rows_with_the_signs_they_are_shown_with():
    found = formulas(tables_to_xlsx([simple()], title="Plan", forbund="Ån"), "Budget 2024")
    assert found["Summa kostnader"] == '=IF(COUNT(C7,C8)=0,"",SUM(C7,C8))'
    assert found["Resultat"] == '=IF(COUNT(C6,C9)=0,"",SUM(C6)-SUM(C9))'


def test_a_lump_that_its_rows_do_not_make_up_reads_underlag():
    table = simple()
    lump = Cell(Fact("klump@2024", "Klump", Decimal(-900_000), side="kostnad"))
    rows = tuple(replace(row, cells={"a": lump}) if row.key == "kostnader" else row for row in table.rows)
    found = formulas(tables_to_xlsx([replace(table, rows=rows)], title="Plan", forbund="Ån"), "Budget 2024")
    assert "Underlag!" in found["Summa kostnader"]


def test_changing_one_figure_moves_every_total():
    book = written([simple()])
    before = [book.value("Budget 2024", cell) for cell in ("C7", "C9", "C10", "D9")]
    source = book.book["Underlag"]
    row = next(row for row in range(4, 20) if source.cell(row, 1).value == "rad1@2024")
    book.put("Underlag", f"C{row}", -1_000_000)
    after = [book.value("Budget 2024", cell) for cell in ("C7", "C9", "C10", "D9")]
    assert before == [
        Decimal("677.0095"),
        Decimal("763.0095"),
        Decimal("3236.9905"),
        Decimal("-763009.5") / 4_000_000,
    ]
    assert after == [1000, 1086, 2914, Decimal("-0.2715")]


def test_the_sheet_is_laid_out_like_the_table():
    sheet = load_workbook(BytesIO(tables_to_xlsx([simple()], title="Plan", forbund="Ån & Dalen")))[
        "Budget 2024"
    ]
    assert [sheet.cell(4, column).value for column in range(1, 7)] == [
        "Konto",
        "Post",
        "2024",
        "2024 (inom parentes)",
        "2025",
        "Anmärkning",
    ]
    assert [str(one) for one in sheet.merged_cells.ranges] == ["C3:E3"]
    assert sheet["A6"].value == "3010"
    assert sheet["B7"].alignment.indent == 1
    assert sheet["C9"].number_format == "#,##0"
    assert sheet["D9"].number_format == "0.0%"
    assert sheet["C9"].font.bold
    assert sheet["F8"].value == "Halva året."
    assert sheet["A2"].value == "Belopp i tkr"
    assert sheet.cell(sheet.max_row, 1).value == "Preliminär."
    assert sheet.freeze_panes == "C5"
    assert sheet.page_setup.paperSize == 9
    assert "Ån & Dalen" in sheet.oddHeader.left.text.replace("&&", "&")


@pytest.mark.parametrize("text", ["=1+1", "+46 70", "-5 %", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1"])
def test_what_people_write_is_never_a_formula(text):
    columns = (Column("a", text, kind="text"),)
    rows = (
        Row("r", text, {"a": Cell(text=text)}, lead=text, note=text),
        Row("h", "Html", {"a": Cell(html=f"<p>{text}</p>")}),
    )
    fact = Fact("x@2024", text, Decimal(1), unit=text, definition=text)
    facts = Table("f", text, (Column("a", "A"),), (Row("r", "R", {"a": Cell(fact)}),))
    data = tables_to_xlsx(
        [Table("t", text, columns, rows, row_label=text, lead_label=text, note=text), facts],
        title=text,
        forbund=text,
    )
    book = load_workbook(BytesIO(data))
    kinds = {cell.data_type for sheet in book.worksheets[1:2] for line in sheet.iter_rows() for cell in line}
    assert kinds <= {"s", "n"}
    texts = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value == text]
    assert len(texts) >= 10
    assert all(cell.data_type == "s" for cell in texts)
    assert all(cell.quotePrefix for cell in texts if text[0] in "=+-@")


def test_prose_becomes_lines():
    cell = Cell(html="<ul><li><p>Kost &amp; logi</p></li><li><p>Resor</p></li></ul>")
    table = Table("t", "Kort", (Column("a", "A", kind="text"),), (Row("r", "R", {"a": cell}),))
    sheet = load_workbook(BytesIO(tables_to_xlsx([table], title="P", forbund="F")))["Kort"]
    assert sheet["B4"].value == "Kost & logi\nResor"


def test_sheet_names_are_valid_and_unique():
    titles = [
        "Budget [2024]: kr/tkr?",
        "budget 2024 kr tkr",
        "Underlag",
        "",
        "'x'",
        "Å" * 40,
        "Å" * 41,
        "History",
    ]
    tables = [Table(f"t{n}", title, (), ()) for n, title in enumerate(titles)]
    names = load_workbook(BytesIO(tables_to_xlsx(tables, title="P", forbund="F"))).sheetnames
    assert len({name.casefold() for name in names}) == len(titles) + 2
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert names[:4] == ["Innehåll", "Budget 2024 kr tkr", "budget 2024 kr tkr (2)", "Underlag (2)"]


def test_long_names_of_sheets_are_whole_words():
    titles = [
        "Ålder, inskrivna under året, Vändpunkter",
        "Ålder, inskrivna under året, Mässan i Kramfors",
        "Kostnadernas fördelning på insatser och administration",
        "Deltagare i insatser och projekt",
    ]
    tables = [Table(f"t{n}", title, (), ()) for n, title in enumerate(titles)]
    book = load_workbook(
        BytesIO(tables_to_xlsx(tables, title="Plan 2024", forbund="Ån", rendition="Inre utgåva"))
    )
    names = [
        "Ålder, inskrivna under året",
        "Ålder, inskrivna under året (2)",
        "Kostnadernas fördelning",
        "Deltagare i insatser",
        "Underlag",
    ]
    assert book.sheetnames == ["Innehåll", *names]
    contents = book["Innehåll"]
    assert [contents["A1"].value, contents["A2"].value] == ["Plan 2024 · Inre utgåva", "Ån"]
    assert [contents.cell(row, 1).value for row in range(5, 10)] == names
    assert [contents.cell(row, 2).value for row in range(5, 9)] == titles
    assert contents["A6"].hyperlink.location == "'Ålder, inskrivna under året (2)'!A1"


def test_what_formulas_come_to_is_stored_for_those_who_only_look():
    data = tables_to_xlsx([simple()], title="Plan", forbund="Ån")
    shown = load_workbook(BytesIO(data), data_only=True)["Budget 2024"]
    stored = {shown.cell(row, 2).value: shown.cell(row, 3).value for row in range(5, 11)}
    assert stored == {
        "Intäkter": None,
        "Bidrag": 4000,
        "Lön": 677.0095,
        "Hyra": 86,
        "Summa kostnader": 763.0095,
        "Resultat": 3236.9905,
    }
    assert shown["D9"].value == -0.190752375


def check_stored(data):
    """Every stored value is what its formula comes to. Returns how many there were."""
    book, stored, seen = Workbook(data), load_workbook(BytesIO(data), data_only=True), 0
    for sheet in book.book:
        for line in sheet.iter_rows():
            for cell in line:
                if cell.data_type == "f":
                    value, kept = (
                        book.value(sheet.title, cell.coordinate),
                        stored[sheet.title][cell.coordinate].value,
                    )
                    assert (value in (None, "")) == (kept is None)
                    if kept is not None:
                        assert abs(float(value) - kept) <= 1e-9 * max(1, abs(kept))
                    seen += 1
    return seen


@settings(max_examples=40, deadline=None)
@given(recipes(), st.lists(CENTS, min_size=LEAVES, max_size=LEAVES))
def test_stored_values_are_what_the_formulas_come_to(recipe, values):
    check_stored(tables_to_xlsx([made(recipe, values)], title="Plan", forbund="Ån"))


def test_the_time_in_the_file_is_when_it_was_made():
    moment = datetime(2024, 11, 13, 9, 30, tzinfo=UTC)
    data = tables_to_xlsx([simple()], title="Plan", forbund="Ån", made=moment)
    assert load_workbook(BytesIO(data)).properties.created == moment.replace(tzinfo=None)
    assert tables_to_xlsx([simple()], title="Plan", forbund="Ån", made=moment) == data


def test_the_document_says_its_name_and_language():
    book = load_workbook(BytesIO(tables_to_xlsx([simple()], title="Plan 2024", forbund="Ån")))
    assert (book.properties.title, book.properties.creator, book.properties.language) == (
        "Plan 2024",
        "Ån",
        "sv-SE",
    )


def test_a_key_can_not_mean_two_numbers():
    tables = [
        Table(
            f"t{n}", "T", (Column("a", "A"),), (Row("r", "R", {"a": Cell(Fact("x@2024", "X", Decimal(n)))}),)
        )
        for n in range(2)
    ]
    with pytest.raises(ValueError, match="two facts called x@2024"):
        tables_to_xlsx(tables, title="P", forbund="F")


def test_a_total_of_more_parts_than_a_call_takes():
    parts = [Fact(f"p{n}@2024", f"P{n}", Decimal(n)) for n in range(600)]
    everything = total("alla@2024", "Alla", parts)
    table = Table("t", "T", (Column("a", "A"),), (Row("r", "R", {"a": Cell(everything)}),), row_label="Post")
    assert compare(written([table]), table) == 1
