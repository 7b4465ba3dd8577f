"""Tables cell by cell, by the keys of rows and columns."""

from dataclasses import replace
from decimal import Decimal

from finsam.documents.resolved import Cover, Part, Resolved
from finsam.editions.comparison import compare
from finsam.facts.book import Fact, total
from finsam.facts.tables import Cell, Chart, Column, Html, Picture, Row, Table, Wheel

COLUMNS = (Column("b23", "Budget 2023"), Column("b24", "Budget 2024"))


def leaf(name: str, value: int, **fields) -> Fact:
    return Fact(f"budget.{name}@2024", name.capitalize(), Decimal(value), **fields)


def table(facts: list[Fact], *, columns=COLUMNS, key="kostnader", **fields) -> Table:
    rows = tuple(Row(fact.key.split("@")[0], fact.label, {"b24": Cell(fact)}) for fact in facts)
    return Table(key, "Kostnader", columns, rows, **fields)


def document(*pieces, other=(), pictures=None) -> Resolved:
    parts = tuple(
        Part(key, f"s-{key}", 1, "", key.capitalize(), True, False, "", tuple(shown), "", "")
        for key, shown in (("ekonomi", pieces), ("annat", other))
    )
    facts = {fact.key: fact for part in parts for piece in part.pieces for fact in piece.facts()}
    return Resolved(
        Cover("F", "Plan", 2024), "plan", "utkast", "", "", parts, (), (), facts, pictures=pictures or {}
    )


def only(old, new):
    """The one piece that differs."""
    ((_, piece),) = compare(document(old), document(new)).pieces()
    return piece


HYRA, LON = leaf("hyra", -10), leaf("lon", -50)


def test_total_follows_its_parts():
    more = leaf("hyra", -30)
    old = table([HYRA, LON, total("budget.summa@2024", "Summa", [HYRA, LON])])
    new = table([more, LON, total("budget.summa@2024", "Summa", [more, LON])])
    rows = only(old, new).rows
    assert [(row.label, row.cells[0].was, row.cells[0].now, row.cells[0].follows) for row in rows] == [
        ("Hyra", "−10", "−30", False),
        ("Summa", "−60", "−80", True),
    ]
    assert [row.cells[0].entered for row in rows] == [True, False]


def test_row_that_is_new_moves_the_total():
    extra = leaf("resor", -5)
    old = table([HYRA, total("budget.summa@2024", "Summa", [HYRA])])
    new = table([HYRA, extra, total("budget.summa@2024", "Summa", [HYRA, extra])])
    rows = only(old, new).rows
    assert [(row.key, row.how, row.follows) for row in rows] == [
        ("budget.resor", "added", False),
        ("budget.summa", "changed", True),
    ]
    assert [(cell.was, cell.now) for cell in rows[0].cells] == [("", "−5")]
    changes = compare(document(old), document(new))
    assert [figure.key for figure in changes.entered] == ["budget.resor@2024"]


def test_total_that_is_computed_in_another_way_does_not_follow():
    old = table([HYRA, LON, total("budget.summa@2024", "Summa", [HYRA, LON])])
    new = table([HYRA, LON, total("budget.summa@2024", "Summa", [HYRA])])
    (row,) = only(old, new).rows
    assert (row.label, row.follows) == ("Summa", False)


def test_moved_row_is_a_move_and_nothing_else():
    facts = [leaf(name, -1) for name in ("a", "b", "c", "d")]
    piece = only(table(facts), table([*facts[1:], facts[0]]))
    assert [(row.key, row.how, row.cells) for row in piece.rows] == [("budget.a", "moved", ())]


def test_renamed_row_says_what_it_was_called():
    old = table([HYRA, LON])
    new = replace(old, rows=(replace(old.rows[0], label="Lokaler"), old.rows[1]))
    assert [(row.label, row.was, row.cells) for row in only(old, new).rows] == [("Lokaler", "Hyra", ())]


def test_columns_by_key():
    old = table([HYRA], columns=(Column("a", "A"), Column("b", "B"), Column("c", "C", unit="kr")))
    new = table([HYRA], columns=(Column("a", "Annat"), Column("c", "C", unit="tkr"), Column("d", "D")))
    assert [(column.key, column.how, column.was, column.remark) for column in only(old, new).columns] == [
        ("a", "changed", "A", ""),
        ("b", "removed", "", ""),
        ("c", "changed", "", "Visas i tkr i stället för kr."),
        ("d", "added", "", ""),
    ]


def test_figures_of_a_column_in_another_unit_are_compared_in_the_new_one():
    thousand = leaf("hyra", -12000)
    old = table([thousand], columns=(Column("b24", "Budget"),))
    new = table([thousand], columns=(Column("b24", "Budget", unit="tkr"),))
    piece = only(old, new)
    assert len(piece.columns) == 1
    assert piece.rows == ()


def test_text_in_a_cell_is_compared_word_by_word():
    rows = [Row("m", "Maj", {"vad": Cell(text=text)}) for text in ("Möte om budget", "Möte om bokslut")]
    old, new = (Table("motesplan", "Möten", (Column("vad", "Vad", kind="text"),), (row,)) for row in rows)
    ((cell,),) = [row.cells for row in only(old, new).rows]
    assert [(span.kind, span.text.strip()) for span in cell.spans] == [
        ("same", "Möte om"),
        ("removed", "budget"),
        ("added", "bokslut"),
    ]


def test_row_without_a_label_is_called_by_what_is_in_it():
    """In a list of meetings the month stands in its first row only."""
    columns = (Column("vad", "Vad", kind="text"), Column("tid", "Tid", kind="text"))

    def meetings(*rows):
        made = tuple(
            Row(key, month, {"vad": Cell(text="Styrelsen"), "tid": Cell(text=day)})
            for key, month, day in rows
        )
        return Table("motesplan", "Möten", columns, made, shape="list")

    old = meetings(("a", "Maj", "3/5"), ("b", "", "20/5"))
    assert [
        (row.key, row.how, row.label, row.was) for row in only(old, meetings(("b", "Maj", "20/5"))).rows
    ] == [("a", "removed", "Maj", "")]
    assert [row.label for row in only(old, meetings(("a", "Maj", "3/5"), ("b", "", "21/5"))).rows] == [
        "Styrelsen, 21/5"
    ]


def test_figure_that_is_hidden_in_one_of_them_is_told_as_it_is_printed():
    old = table([leaf("deltagare", 12, unit="deltagare", persons=True)])
    new = replace(old, rows=(replace(old.rows[0], cells={"b24": Cell(text="färre än 5")}),))
    ((cell,),) = [row.cells for row in only(old, new).rows]
    assert (cell.was, cell.now, cell.follows, cell.difference) == (
        "12\u00a0deltagare",
        "färre än 5",
        False,
        None,
    )


def test_chart_and_the_table_beside_it_are_told_of_once():
    old, new = table([HYRA]), table([leaf("hyra", -30)])
    changes = compare(document(Chart("d", "Bild", old), old), document(Chart("d", "Bild", new), new))
    assert [piece.key for _, piece in changes.pieces()] == ["kostnader"]
    alone = compare(document(Chart("d", "Bild", old)), document(Chart("d", "Bild", new)))
    assert [(piece.key, piece.name, len(piece.rows)) for _, piece in alone.pieces()] == [("d", "Bild", 1)]


def test_table_that_stands_in_another_section_has_moved_and_is_compared():
    old, new = table([HYRA]), table([leaf("hyra", -30)])
    changes = compare(document(old), document(other=[new]))
    ((section, piece),) = changes.pieces()
    assert (section.key, piece.how, piece.remarks) == (
        "annat",
        "moved",
        ("Stod förut i avsnittet ”Ekonomi”.",),
    )
    assert len(piece.rows) == 1


def test_picture_that_is_exchanged_is_said_not_to_be_compared():
    picture = Picture("bild", "karta", "En karta")
    changes = compare(
        document(picture, pictures={"karta": b"a"}), document(picture, pictures={"karta": b"b"})
    )
    ((_, piece),) = changes.pieces()
    assert piece.remarks == ("Bilden är utbytt. Vad bilder föreställer jämförs inte.",)


def test_wheel_is_told_month_by_month_unless_its_list_says_it():
    old, new = (
        Wheel("arshjul", "Året", {1: ("Möte",)}),
        Wheel("arshjul", "Året", {1: ("Möte",), 3: ("Bokslut",)}),
    )
    assert [row.label for row in only(old, new).rows] == ["Mars"]
    listed = Table("arshjul-lista", "Året", (), ())
    assert not compare(document(old, listed), document(new, listed))


def test_heading_of_a_text_of_a_block():
    piece = only(Html("mal", "<p>Ord.</p>", heading="Mål"), Html("mal", "<p>Ord.</p>", heading="Våra mål"))
    assert (piece.name, piece.was, piece.paragraphs) == ("Våra mål", "Mål", ())


def test_another_dress_is_told_as_layout():
    old = table([HYRA, LON])
    new = replace(old, rows=(replace(old.rows[0], dress="strong"), old.rows[1]))
    assert only(old, new).remarks == ("Utformningen är ändrad.",)
