"""What is counted, what a printed figure tells, and what is left of a document: each step with literal answers."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from finsam.disclosure import knowledge
from finsam.disclosure.chooser import Choice
from finsam.disclosure.hiding import apply, inner, suppress, without_hidden
from finsam.disclosure.knowledge import INNER, Plan, PublishedKnowledge, is_count, plan, published, told_by
from finsam.disclosure.problem import Relation, tie
from finsam.facts.book import Fact, product, ratio, total
from finsam.facts.tables import Cell, Chart, Column, Html, Picture, Row, Table
from tests.disclosure.test_suppress import document, person, table_of

WOMEN, MEN = person("t.kvinna", 3), person("t.man", 30)
ALL = total("stat.t@2023", "alla", [WOMEN, MEN], unit="st", persons=True)
PERCENT = Column("andel", "Andel", unit="%", suffix=True)


def one_cell(fact: Fact, column: Column = PERCENT) -> Table:
    return Table("u", "u", (column,), (Row("r", "r", {column.key: Cell(fact)}),))


def texts(resolved, number: int = 0) -> list[str]:
    """What the first column of a table says, words for hidden figures and numbers for the others."""
    table = list(resolved.tables())[number]
    column = table.columns[0]
    cells = [row.cells[column.key] for row in table.rows]
    return [column.text(cell.fact) if cell.fact is not None else cell.text for cell in cells]


# ---- What is a count of people ----


def test_a_sum_of_people_counts_people_and_a_share_of_them_does_not():
    assert is_count(WOMEN)
    assert is_count(total("s@0", "S", [WOMEN, MEN]))
    assert is_count(total("s@0", "S", [Fact("x@0", "X", Decimal(1)), MEN]))
    assert not is_count(ratio("k@0", "K", WOMEN, MEN))
    assert not is_count(product("p@0", "P", WOMEN, MEN))
    assert not is_count(total("s@0", "S", [Fact("x@0", "X", Decimal(1))]))


def test_a_document_that_counts_nobody_is_left_as_it_is():
    resolved = document(table_of("t", [Fact("a@0", "A", Decimal(3))]))
    found = plan(resolved)
    assert (found.choice, found.hidden) == (Choice(), frozenset())
    assert apply(resolved, found) is resolved
    assert inner(resolved, found) is resolved


def test_the_inner_rendition_says_so_only_where_something_is_hidden_from_others():
    few, many = document(table_of("t", [WOMEN])), document(table_of("t", [MEN]))
    assert inner(few, plan(few)).rendition == INNER == "Inre utgåva: små antal visas"
    assert inner(few, plan(few)).facts == few.facts
    assert inner(many, plan(many)) is many


def test_the_threshold_is_five_unless_told():
    cells = texts(suppress(document(table_of("t", [person("a", 4), person("b", 5)]))))
    assert cells == ["färre än 5", "5"]


def test_what_the_document_prints_and_the_published_one_will_not():
    resolved = document(table_of("t", [WOMEN, MEN, ALL]))
    assert [one.key for one in plan(resolved).printed_hidden(resolved)] == [WOMEN.key, MEN.key]


# ---- How finely a figure is printed ----


@pytest.mark.parametrize(
    "text, unit, fact_unit, step",
    [
        ("40,5 %", "", "%", "0.001"),
        ("40 %", "", "%", "0.01"),
        ("40 % ", "", "%", "0.01"),
        ("40", "%", "%", "0.01"),
        ("40,25", "%", "%", "0.0001"),
        ("33", "", "st", "1"),
        ("2,5", "", "st", "0.1"),
        ("575 tkr", "", "kr", "1000"),
        ("575", "tkr", "kr", "1000"),
        ("1,25 mnkr", "", "kr", "10000"),
        ("16 500 kr", "", "kr", "1"),
        ("12 deltagare", "", "deltagare", "1"),
    ],
)
def test_how_finely_a_printed_figure_tells(text, unit, fact_unit, step):
    found = knowledge._precision(text, Fact("a@0", "A", unit=fact_unit), unit)
    assert found == Decimal(step)


def test_the_finest_of_several_printings_counts():
    share = ratio("k@0", "K", WOMEN, ALL, decimals=1)
    coarse, fine = one_cell(share), one_cell(share, Column("fin", "Fin", unit="%", decimals=2))
    assert knowledge._printed(document(coarse, fine))[share.key] == Decimal("0.0001")
    assert knowledge._printed(document(fine, coarse))[share.key] == Decimal("0.0001")


def test_second_figures_and_prose_are_printed_too_and_blanks_are_not():
    cell = Cell(MEN, second=ratio("k@0", "K", MEN, ALL), html="")
    table = Table("t", "t", (Column("a", "A", unit="st"),), (Row("r", "r", {"a": cell}), Row("q", "q", {})))
    blank = person("blank", 1, op="given")
    blank = replace(blank, value=None)
    prose = '<data value="stat.t.kvinna@2023">3</data> <data value="okänd@0">9</data>'
    resolved = document(table, table_of("u", [blank]), table_of("v", [WOMEN]))
    told = replace(
        resolved, parts=(replace(resolved.parts[0], pieces=resolved.parts[0].pieces[:2], after=prose),)
    )
    assert set(knowledge._printed(told)) == {MEN.key, "k@0", WOMEN.key}


def test_figures_in_a_cells_text_and_in_a_blocks_prose_are_printed():
    html = '<p><data class="fact" value="stat.t.kvinna@2023">3</data></p>'
    table = Table("t", "t", (Column("a", "A", kind="text"),), (Row("r", "r", {"a": Cell(html=html)}),))
    for piece in (table, Html("h", html)):
        resolved = replace(document(piece), facts={WOMEN.key: WOMEN})
        assert set(knowledge._printed(resolved)) == {WOMEN.key}
        shown = suppress(resolved).parts[0].pieces[0]
        words = shown.html if isinstance(shown, Html) else shown.rows[0].cells["a"].html
        assert words == "<p>färre än 5</p>"


# ---- What a printed quotient tells ----


def told(fact: Fact, step: str, known: dict) -> list[int]:
    """The women that a printed quotient leaves possible among the counts known."""
    relations = knowledge._tells(fact, Decimal(step), known)
    return [n for n in range(34) if all(one.holds({**known, WOMEN.key: n}) for one in relations)]


def test_a_share_of_a_known_whole_tells_the_part():
    share = ratio("k@0", "K", WOMEN, ALL)  # 3 of 33: 9,09 %
    known = {WOMEN.key: 3, ALL.key: 33}
    assert told(share, "0.01", known) == [3]
    assert told(share, "0.1", known) == [2, 3, 4]
    assert told(total("namn@0", "annat namn", [share]), "0.01", known) == [3]


def test_a_cost_per_person_tells_how_many_when_the_cost_is_known():
    each = ratio("k@0", "K", Fact("kr@0", "kr", Decimal(48000)), WOMEN, unit="kr")
    assert told(each, "1", {WOMEN.key: 3}) == [3]


def test_a_quotient_of_nothing_or_of_what_is_unknown_tells_nothing():
    known = {WOMEN.key: 3, ALL.key: 33}
    assert knowledge._tells(ratio("k@0", "K", person("n", 0), ALL), Decimal("0.01"), known) == ()
    assert knowledge._tells(WOMEN, Decimal(1), known) == ()
    blank = replace(person("b", 1), value=None)
    assert knowledge._tells(ratio("k@0", "K", blank, ALL), Decimal("0.01"), {}) == ()


def test_a_stated_share_tells_of_the_counts_that_it_is_of():
    stated = Fact("k@0", "K", Decimal("0.0909"), unit="%", ratio_parts=(WOMEN.key, ALL.key))
    assert told(stated, "0.01", {WOMEN.key: 3, ALL.key: 33}) == [3]
    assert knowledge._tells(stated, Decimal("0.01"), {ALL.key: 33}) == ()
    assert knowledge._tells(stated, Decimal("0.01"), {WOMEN.key: 3}) == ()


def test_counts_below_a_figure_are_the_nearest():
    deep = total("s@0", "S", [ratio("k@0", "K", WOMEN, ALL)])
    assert knowledge._counts_below(deep, {WOMEN.key, MEN.key, ALL.key}) == {WOMEN.key, ALL.key}
    assert knowledge._counts_below(deep, {WOMEN.key, MEN.key}) == {WOMEN.key, MEN.key}


def test_another_name_of_a_quotient_is_the_quotient_and_its_negation_is_not():
    share = ratio("k@0", "K", WOMEN, ALL)
    assert knowledge._quotient(total("a@0", "A", [share])) is share
    negated = total("a@0", "A", [(-1, share)])
    assert knowledge._quotient(negated) is negated
    doubled = total("a@0", "A", [(2, share)])
    assert knowledge._quotient(doubled) is doubled
    both = total("a@0", "A", [share, share])
    assert knowledge._quotient(both) is both


# ---- Earlier renditions ----


def test_what_an_earlier_rendition_told_counts_where_it_is_still_so():
    one = PublishedKnowledge(
        {"a": 3, "b": 9},
        frozenset({"a", "b"}),
        (),
        (Relation(((1, "a"),), 1, 4), Relation(((1, "z"),), 0, 1)),
    )
    assert published([one], {"a": 3, "b": 8}) == (frozenset({"a"}), (Relation(((1, "a"),), 1, 4),))
    assert published([one], {}) == (frozenset(), ())
    assert published([], {"a": 3}) == (frozenset(), ())


def test_what_a_rendition_tells_is_kept_when_it_is_published():
    share = ratio("k@0", "K", MEN, ALL)
    resolved = document(table_of("t", [WOMEN, MEN, ALL]), one_cell(share))
    kept = told_by(resolved, plan(resolved))
    assert kept.values == {WOMEN.key: 3, MEN.key: 30, ALL.key: 33}
    assert kept.shown == {ALL.key}
    assert kept.identities == (tie([(1, WOMEN.key), (1, MEN.key), (-1, ALL.key)]),)
    assert kept.known == (Relation(((1, WOMEN.key),), 1, 4),)  # the share of a hidden count isn't printed


def test_a_printed_share_is_told_with_its_rounding():
    half = ratio("k@0", "K", person("x", 20), person("y", 40))
    resolved = document(one_cell(half))
    kept = told_by(resolved, plan(resolved))
    assert [(a, b) for a in (19, 20, 21) for b in (40,) if all(
        one.holds({"stat.x@2023": a, "stat.y@2023": b}) for one in kept.known)] == [(20, 40)]  # fmt: skip
    assert kept.shown == frozenset()


# ---- What is left ----


def test_a_hidden_cell_loses_what_stands_beside_it_and_a_shown_one_keeps_its_own():
    cost = Fact("kr@0", "Kr", Decimal(700))
    rows = (
        Row("k", "Kvinnor", {"a": Cell(WOMEN, second=cost)}),
        Row(
            "m",
            "Män",
            {"a": Cell(person("u", 40), second=ratio("l@0", "L", person("u", 40), person("v", 50)))},
        ),
    )
    table = Table("t", "t", (Column("a", "A", unit="st"),), rows, note="Källa: egen.")
    resolved = document(table)
    shown = next(suppress(resolved).tables())
    hidden, kept = (row.cells["a"] for row in shown.rows)
    assert (hidden.fact, hidden.second, hidden.text) == (None, None, "färre än 5")
    assert (kept.fact.value, kept.second.value) == (40, Decimal("0.8"))
    assert shown.note == "Källa: egen. Uppgifter om färre än 5 personer visas inte."


def test_a_cell_of_words_is_left_alone_beside_a_hidden_one():
    words = Cell(None, text="uppgift saknas")
    rows = (Row("k", "Kvinnor", {"a": Cell(WOMEN)}), Row("m", "Män", {"a": words}))
    shown = next(suppress(document(Table("t", "t", (Column("a", "A", unit="st"),), rows))).tables())
    assert shown.rows[1].cells["a"] is words


def test_two_points_are_explained_where_they_stand():
    shown = next(suppress(document(table_of("t", [WOMEN, MEN, ALL]))).tables())
    assert shown.note.startswith("Uppgifter om färre än 5 personer visas inte. Där det står ”visas inte” är")
    assert texts(suppress(document(table_of("t", [WOMEN, MEN, ALL])))) == ["färre än 5", "visas inte", "33"]


def test_a_table_that_loses_nothing_says_nothing():
    assert next(suppress(document(table_of("t", [MEN]))).tables()).note == ""


def test_a_shown_figure_has_no_hidden_one_behind_it():
    outer = suppress(document(table_of("t", [WOMEN, MEN, ALL])))
    whole = outer.facts[ALL.key]
    assert (whole.value, whole.op, whole.parts) == (33, "given", ())
    assert WOMEN.key not in outer.facts


def test_a_shown_sum_of_shown_parts_keeps_them():
    women = person("t.kvinna", 13)
    whole = total(
        "stat.t@2023", "alla", [women, MEN], unit="st", persons=True, identities=(((1, "stat.t@2023"),),)
    )
    outer = suppress(document(table_of("t", [women, MEN, whole])))
    assert [part.key for _, part in outer.facts[whole.key].parts] == [women.key, MEN.key]
    assert outer.facts[whole.key].identities == ()


def test_a_share_of_counts_that_are_not_printed_keeps_only_what_is_printed_of_it():
    """20 of 47 is 42,55 %; printed in whole percent, no more than 43 % stays behind the figure."""
    share = ratio("k@0", "K", person("x", 20), person("y", 47))
    outer = suppress(document(one_cell(share)))
    assert (outer.facts["k@0"].value, outer.facts["k@0"].parts) == (Decimal("0.43"), ())


def test_under_another_name_a_share_keeps_no_more_than_is_printed():
    """A goal's result is the share by another name; the workbook would else hold 42,5531… % behind 43 %."""
    share = ratio("k@0", "K", person("x", 20), person("y", 47))
    named = total("namn@0", "annat namn", [share], unit="%")
    outer = suppress(document(one_cell(named))).facts["namn@0"]
    assert (outer.value, outer.op, outer.parts) == (Decimal("0.43"), "given", ())
    both = suppress(document(one_cell(named), one_cell(share, Column("en", "En", unit="%", decimals=1))))
    assert both.facts["k@0"].value == Decimal("0.426")
    assert [part.value for _, part in both.facts["namn@0"].parts] == [Decimal("0.426")]


def test_a_cost_that_is_shared_by_people_keeps_no_more_than_is_printed():
    share = ratio("k@0", "K", person("x", 20), person("y", 47))
    part = product("p@0", "P", Fact("kr@0", "Kr", Decimal(1000)), share)
    outer = suppress(document(one_cell(part, Column("kr", "Kr")))).facts["p@0"]
    assert (outer.value, outer.op, outer.parts) == (426, "given", ())


def test_a_figure_about_other_things_keeps_its_parts():
    cost = total("kr@0", "Kr", [Fact("a@0", "A", Decimal(5)), Fact("b@0", "B", Decimal(7))])
    outer = suppress(document(table_of("t", [WOMEN]), table_of("u", [cost])))
    assert outer.facts["kr@0"] is cost


def test_prose_keeps_what_may_be_said_and_its_markup():
    prose = (
        '<p>Av <data class="fact" value="stat.t@2023">33</data> var '
        '<data class="fact" value="stat.t.kvinna@2023">3</data> kvinnor.</p>'
    )
    shown = suppress(document(table_of("t", [WOMEN, MEN, ALL]), Html("h", prose), prose=prose))
    said = '<p>Av <data class="fact" value="stat.t@2023">33</data> var färre än 5 kvinnor.</p>'
    assert (shown.parts[0].prose, shown.parts[0].pieces[1].html) == (said, said)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<p>33 personer, varav {12} till arbete.</p>", "<p>33 personer, varav ett dolt antal till arbete.</p>"),
        ("<p>Av dem gick {36\u00a0%} ({12} av 33) till arbete.</p>",
         "<p>Av dem gick en dold andel (ett dolt antal av 33) till arbete.</p>"),
        ("<p>Det kostade {12\u00a0000\u00a0kr} var.</p>", "<p>Det kostade ett dolt belopp var.</p>"),
        ("<p>{underskott på 14 tkr} blev det.</p>", "<p>Ett dolt belopp blev det.</p>"),
        ("<p>Betyget var {4,2} av 5.</p>", "<p>Betyget var ett dolt värde av 5.</p>"),
        ("<p>Året är slut. <strong>{12}</strong> gick vidare, bl.a. {12} kvinnor.</p>",
         "<p>Året är slut. <strong>Ett dolt antal</strong> gick vidare, bl.a. ett dolt antal kvinnor.</p>"),
        ("<ul><li>{12} kvinnor</li><li>Män: {12}</li></ul>",
         "<ul><li>ett dolt antal kvinnor</li><li>Män: ett dolt antal</li></ul>"),
        ("<table><tbody><tr><td>{12}</td><td>{36 %}</td></tr></tbody></table>",
         "<table><tbody><tr><td>visas inte</td><td>visas inte</td></tr></tbody></table>"),
        ("<p>{12}</p>", "<p>visas inte</p>"),
        ("<p>{=3} gick vidare, varav {=3} män. Kvar: {=3}.</p>",
         "<p>Färre än 5 gick vidare, varav färre än 5 män. Kvar: färre än 5.</p>"),
    ],
)  # fmt: skip
def test_a_hidden_figure_in_a_sentence_is_a_part_of_speech(written, read):
    data = re.sub(r"{(=?)(.*?)}", r'<data class="fact" value="k\1">\2</data>', written)
    marks = {"k": "visas inte", "k=": "färre än 5"}
    assert without_hidden(data, lambda key: marks[key]) == read


def test_a_figure_that_is_shown_stays_beside_one_that_is_not():
    prose = '<p>Av <data class="fact" value="a@0">33</data> var <data class="fact" value="b@0">12</data> kvinnor.</p>'
    assert without_hidden(prose, lambda key: "visas inte" if key == "b@0" else "") == (
        '<p>Av <data class="fact" value="a@0">33</data> var ett dolt antal kvinnor.</p>'
    )


def test_a_figure_that_stands_nowhere_keeps_its_value_and_loses_its_parts():
    share = ratio("k@0", "K", person("x", 20), person("y", 40))
    resolved = document(table_of("t", [WOMEN]))
    outer = suppress(replace(resolved, facts={**resolved.facts, "k@0": share}))
    assert (outer.facts["k@0"].value, outer.facts["k@0"].parts) == (Decimal("0.5"), ())


def test_a_sum_with_a_hidden_row_is_no_sum_of_rows():
    rows = (
        Row("k", "Kvinnor", {"a": Cell(WOMEN)}),
        Row("m", "Män", {"a": Cell(MEN)}),
        Row("alla", "Alla", {"a": Cell(ALL)}, kind="sum", sums=("k", "m")),
    )
    column = (Column("a", "A", unit="st"),)
    assert next(suppress(document(Table("t", "t", column, rows))).tables()).row("alla").sums == ()
    women = person("t.kvinna", 13)
    whole = total("stat.t@2023", "alla", [women, MEN], unit="st", persons=True)
    open_rows = (
        replace(rows[0], cells={"a": Cell(women)}),
        rows[1],
        replace(rows[2], cells={"a": Cell(whole)}),
    )
    assert next(suppress(document(Table("t", "t", column, open_rows))).tables()).row("alla").sums == (
        "k",
        "m",
    )


def test_a_chart_that_loses_nothing_keeps_its_words_and_kind():
    table = table_of("t", [MEN, person("u", 40)])
    chart = Chart("c", "c", table, kind="shares", alt="Män 30 och andra 40.")
    shown = suppress(document(chart)).parts[0].pieces[0]
    assert (shown.kind, shown.alt) == ("shares", "Män 30 och andra 40.")
    bars = Chart("c", "c", table_of("t", [WOMEN, MEN]), kind="columns", alt="Kvinnor 3.")
    lost = suppress(document(bars)).parts[0].pieces[0]
    assert (lost.kind, lost.alt) == ("columns", "")
    drawn = Chart("c", "c", table_of("t", [WOMEN, MEN]), kind="trend", alt="Kvinnor 3.")
    assert suppress(document(drawn)).parts[0].pieces[0].kind == "trend"


def test_pictures_are_left_alone():
    picture = Picture("p", "bild", "En bild")
    resolved = document(table_of("t", [WOMEN]))
    resolved = replace(resolved, parts=(replace(resolved.parts[0], pieces=(picture,)),))
    assert suppress(resolved).parts[0].pieces[0] is picture


def test_what_stands_beside_is_hidden_only_with_its_count():
    beside = Fact("b@0", "B", Decimal(14), unit="st", hidden_with=MEN.key)
    facts = {one.key: one for one in (WOMEN, MEN, beside)}
    assert Plan(Choice(), facts).hidden == frozenset()
    assert Plan(Choice(protecting=frozenset({MEN.key})), facts).hidden == {MEN.key, beside.key}


# ---- Shares of very few ----


def shown_share(share: Fact) -> str:
    """What a published table says of a share."""
    cell = next(suppress(document(one_cell(share))).tables()).rows[0].cells["andel"]
    return PERCENT.text(cell.fact) if cell.fact is not None else cell.text


@pytest.mark.parametrize(
    "few, text", [(1, "visas inte"), (3, "visas inte"), (4, "visas inte"), (5, "0\u00a0%"), (6, "0\u00a0%")]
)
def test_a_share_of_very_few_is_hidden_also_where_it_tells_nothing(few, text):
    """None of three is 0 %, which tells no count; but that nobody did so is told of three people."""
    assert shown_share(ratio("k@0", "K", person("ja", 0), person("av", few))) == text


def test_a_share_of_what_are_no_people_is_shown():
    staff = Fact("anställda@2023", "anställda", Decimal(4), unit="st")
    assert shown_share(ratio("k@0", "K", person("t", 30), staff)) == "750\u00a0%"


def test_a_figure_that_rests_on_no_people_is_no_quotient_of_them():
    cost, whole = Fact("kr@0", "kr", Decimal(1)), Fact("allt@0", "allt", Decimal(3))
    share = ratio("k@0", "K", cost, whole)
    resolved = document(one_cell(share), table_of("t", [WOMEN]))
    assert plan(resolved).hidden == {WOMEN.key}
    assert not knowledge._rests_on(share, {WOMEN.key})
    assert knowledge._rests_on(ratio("k@0", "K", cost, WOMEN), {WOMEN.key})
    assert knowledge._rests_on(Fact("s@0", "S", Decimal("0.1"), ratio_parts=("x@0", WOMEN.key)), {WOMEN.key})
    assert not knowledge._rests_on(Fact("s@0", "S", Decimal("0.1"), ratio_parts=("x@0",)), {WOMEN.key})


# ---- Counts weighed before anything is printed ----


def weighed(*facts: Fact, **more) -> Choice:
    return knowledge.weigh(knowledge.problem_of_counts(knowledge.all_facts(facts), 5, **more))


def test_all_counts_are_taken_for_printed():
    problem = knowledge.problem_of_counts(knowledge.all_facts([ALL, Fact("kr@0", "kr", Decimal(3))]), 5)
    assert problem.values == {WOMEN.key: 3, MEN.key: 30, ALL.key: 33}
    assert problem.shown == {WOMEN.key, MEN.key, ALL.key}
    assert problem.identities == (tie([(1, WOMEN.key), (1, MEN.key), (-1, ALL.key)]),)
    assert (problem.public, problem.known, problem.threshold) == (frozenset(), (), 5)
    seen = knowledge.problem_of_counts(knowledge.all_facts([ALL]), 5, seen=frozenset({MEN.key, "annat@0"}))
    assert seen.public == {MEN.key}


def test_counts_are_weighed_with_what_has_been_told_and_seen():
    assert weighed(ALL) == Choice(frozenset({WOMEN.key}), protecting=frozenset({MEN.key}))
    assert weighed(person("m", 30), person("n", 5)) == Choice()
    told = PublishedKnowledge({MEN.key: 30}, frozenset({MEN.key}), (), (Relation(((1, WOMEN.key),), 2, 4),))
    problem = knowledge.problem_of_counts(knowledge.all_facts([ALL]), 5, [told])
    assert (problem.public, problem.known) == ({MEN.key}, (Relation(((1, WOMEN.key),), 2, 4),))
    assert weighed(ALL, earlier=[told]).hidden == {WOMEN.key, ALL.key}


def test_a_small_count_seen_already_hides_nothing_for_its_sake():
    assert weighed(ALL, seen=frozenset({WOMEN.key})).exposed == {WOMEN.key}
    assert weighed(ALL, seen=frozenset({WOMEN.key})).protecting == frozenset()


def test_where_a_small_count_cannot_be_kept_all_that_hangs_together_is_hidden():
    """Who has seen the men and all knows the women; nothing can be said that would help."""
    assert weighed(ALL, seen=frozenset({MEN.key, ALL.key})) == Choice(protecting=frozenset({WOMEN.key}))


def test_pieces_are_weighed_one_by_one_and_put_together():
    others = total("stat.u@2023", "andra", [person("u.a", 40), person("u.b", 2)], unit="st", persons=True)
    assert weighed(ALL, others, person("v", 50)) == Choice(
        frozenset({WOMEN.key, "stat.u.b@2023"}), protecting=frozenset({MEN.key, "stat.u.a@2023"})
    )


@pytest.mark.parametrize("parts, hidden", [(59, 2), (60, 61)])
def test_more_than_sixty_counts_that_hang_together_are_all_hidden(parts, hidden):
    """The small one and its cheapest neighbour of up to sixty; of more, each and all."""
    rows = [person("t.liten", 3), *(person(f"t.{n}", 30) for n in range(parts - 1))]
    choice = weighed(total("stat.t@2023", "alla", rows, unit="st", persons=True))
    assert len(choice.hidden) == hidden
    many = [person(f"t.{n}", 30) for n in range(70)]
    assert weighed(total("stat.t@2023", "alla", many, unit="st", persons=True)) == Choice()


# ---- What is known ----


def test_a_count_that_nobody_entered_is_known_when_others_tell_it():
    blank = Fact("stat.t.man@2023", "Män", unit="st", persons=True)
    identities = (((1, WOMEN.key), (1, blank.key), (-1, "stat.t@2023")),)
    stated = person("t", 33, identities=identities)
    facts = knowledge.all_facts([WOMEN, blank, stated])
    values, found = knowledge._known(facts, set(facts))
    assert values == {WOMEN.key: 3, blank.key: 30, stated.key: 33}
    assert found == (tie(identities[0]),)


def test_an_identity_with_a_count_that_nobody_knows_is_left_out():
    unknown = person("t", 33, identities=(((1, "stat.x@2023"), (1, "stat.y@2023"), (-1, "stat.t@2023")),))
    facts = knowledge.all_facts([unknown])
    assert knowledge._known(facts, set(facts)) == ({"stat.t@2023": 33}, ())


def test_earlier_counts_and_identities_are_known_and_those_of_today_come_first():
    held = tie([(1, WOMEN.key), (1, "stat.gammal@2023"), (-1, "stat.summa@2023")])
    told = PublishedKnowledge({WOMEN.key: 2, "stat.gammal@2023": 9}, frozenset(), (held,), ())
    values, identities = knowledge._known({WOMEN.key: WOMEN}, {WOMEN.key}, (told, told))
    assert values == {WOMEN.key: 3, "stat.gammal@2023": 9, "stat.summa@2023": 12}
    assert identities == (held,)


def test_blank_parts_are_no_terms_of_a_sum():
    blank = Fact("stat.t.man@2023", "Män", unit="st", persons=True)
    whole = total("stat.t@2023", "alla", [WOMEN, (-1, person("av", 1)), blank], unit="st", persons=True)
    facts = knowledge.all_facts([whole])
    assert knowledge._ties(facts, set(facts)) == [
        tie([(1, WOMEN.key), (-1, "stat.av@2023"), (-1, whole.key)])
    ]


def test_what_words_tell_of_a_count():
    judged = Fact(
        "m@0", "Mål", Decimal(1), bounds=((WOMEN.key, 2, None), ("okänd@0", 1, 3), (MEN.key, 25, 30))
    )
    facts = knowledge.all_facts([judged])
    assert knowledge._within(facts, {WOMEN.key: 3, MEN.key: 30}) == [
        Relation(((1, WOMEN.key),), 2, None),
        Relation(((1, MEN.key),), 25, 30),
    ]


def test_a_plan_stays_as_it_is():
    with pytest.raises(AttributeError):
        Plan(Choice(), {}).choice = Choice(frozenset("a"))
    with pytest.raises(AttributeError):
        PublishedKnowledge({}, frozenset(), (), ()).values = {}
