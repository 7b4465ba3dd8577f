"""What the tables of participants and of surveys are drawn as, and what is said of them over the picture."""

from finsam.disclosure.hiding import suppress
from finsam.documents.registry import find_block
from finsam.documents.resolve import resolve_block
from finsam.facts.tables import Chart, Table
from finsam.rendering.charts import charts
from followup.statistics.models import Sex
from tests.followup.people import YEAR


def shown(people, **options):
    return list(find_block("deltagare").pieces(people.book(), options))


def reasons(people):
    return people.bins("Orsak", "Arbete", "Studier", "Vård"), people.measure("Orsak")


def left(people, bins, measure, year, counts, population="avslutade"):
    values = dict(zip(("arbete", "studier", "vard"), counts, strict=True))
    return people.table(population, values, measure=measure, bin_set=bins, year=year)


def test_women_and_men_are_drawn_apart_where_the_table_has_them(people):
    bins = people.bins("Ålder", "16–24", "25–64")
    values = {"16-24 kvinna": 35, "16-24 man": 14, "25-64 kvinna": 79, "25-64 man": 65}
    people.table("pagaende", values, measure=people.measure("Ålder"), bin_set=bins)
    chart, _ = shown(people)
    assert (chart.kind, chart.columns) == ("dots", (Sex.WOMEN, Sex.MEN))


def test_a_whole_of_few_groups_is_squares_and_bars_when_one_of_them_is_hidden(people):
    bins, measure = reasons(people)
    left(people, bins, measure, YEAR, (20, 13, 30))
    people.table("avslutade", {"": 63})
    resolved = resolve_block(find_block("deltagare"), people.book(), {"derived": False})
    (chart,) = (piece for part in resolved.parts for piece in part.pieces if isinstance(piece, Chart))
    assert chart.kind == "waffle"
    bins = people.bins("Väg", "Arbete", "Studier", "Vård")
    people.table(
        "sokande", {"arbete": 20, "studier": 3, "vard": 30}, measure=people.measure("Väg"), bin_set=bins
    )
    resolved = resolve_block(find_block("deltagare"), people.book(), {"derived": False})
    hidden = [piece for part in suppress(resolved).parts for piece in part.pieces if isinstance(piece, Chart)]
    assert [piece.kind for piece in hidden] == ["waffle", "bar"]
    assert charts.takeaway(hidden[1]) == ""
    assert "Störst" not in charts.svg(hidden[1], accent="#1d5b79")


def test_two_years_are_compared_in_words_and_three_are_lines(people):
    bins, measure = reasons(people)
    left(people, bins, measure, YEAR - 1, (15, 20, 28))
    left(people, bins, measure, YEAR, (20, 13, 30))
    chart, *_ = shown(people, derived=False)
    assert chart.kind == "waffle"
    assert charts.takeaway(chart) == "Fler gick till arbete än 2022"
    left(people, bins, measure, YEAR - 2, (30, 10, 20))
    chart, table, *_ = shown(people, derived=False, earlier=2)
    assert chart.kind == "lines"
    assert [column.label for column in chart.table.columns if column.key in chart.columns] == [
        "2023",
        "2022",
        "2021",
    ]
    assert chart.columns == ("fore-2", "fore", "alla")
    assert isinstance(table, Table)
    assert [column.label for column in table.columns] == ["Antal", "Andel", "2022", "2021"]
    people_before = {cell.fact.value for cell in table.row("arbete").cells.values() if cell.fact.unit == "st"}
    assert people_before == {20, 15, 30}


def test_those_who_have_not_left_are_told_by_the_largest_group(people):
    bins, measure = reasons(people)
    left(people, bins, measure, YEAR - 1, (15, 20, 40), "pagaende")
    left(people, bins, measure, YEAR, (20, 13, 30), "pagaende")
    chart, *_ = shown(people, derived=False)
    assert charts.takeaway(chart) == "Vård: färre än 2022"


def test_many_tables_are_one_grid_with_the_tables_after(people):
    for name in ("Ålder", "Utbildning", "Försörjning"):
        bins = people.bins(name, "Första", "Andra")
        people.table("pagaende", {"forsta": 40, "andra": 25}, measure=people.measure(name), bin_set=bins)
    grid, *tables = shown(people, derived=False)
    assert (grid.kind, [type(piece) for piece in tables]) == ("grid", [Table] * 3)
    assert [row.label for row in grid.table.rows if row.kind == "heading"] == [
        "Ålder",
        "Utbildning",
        "Försörjning",
    ]
    assert {fact.key for fact in grid.facts()} <= {fact.key for table in tables for fact in table.facts()}
    assert [piece.kind for piece in shown(people, derived=False, form="diagram")] == ["grid"]
    assert not any(isinstance(piece, Chart) for piece in shown(people, derived=False, form="tabell"))


def test_questions_are_lines_over_three_years_and_dots_for_women_and_men(asked):
    first, second = asked.question("1", "Stödet"), asked.question("2", "Tiden")
    for year, share in ((2021, "80 % 40"), (2022, "82 % 40")):
        asked.round({(first, ""): share, (second, ""): share}, year=year)
    by_sex = {
        (question, sex): counts
        for question, women, men in (
            (first, (0, 0, 5, 15), (0, 0, 6, 14)),
            (second, (0, 0, 10, 10), (0, 0, 2, 18)),
        )
        for sex, counts in (("kvinna", women), ("man", men))
    }
    asked.round(by_sex, year=2023)
    pieces = list(find_block("indikatorer").pieces(asked.book(), {"form": "bada"}))
    lines, dots, table = pieces
    assert (lines.kind, lines.columns, lines.table) == ("lines", ("2021", "2022", "2023"), table)
    assert (dots.kind, [column.label for column in dots.table.columns]) == (
        "dots",
        ["Kvinnor", "Män", "Alla"],
    )
    told = {fact.key for fact in table.facts()}
    assert {fact.key for fact in dots.facts()} <= told
