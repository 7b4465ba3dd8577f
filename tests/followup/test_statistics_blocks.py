"""The blocks of statistics and events, and the rules over them."""

from datetime import date

from finsam.checks.reconciliation import Case, run
from finsam.core.text.prose import plain
from finsam.disclosure.hiding import inner, suppress
from finsam.disclosure.knowledge import plan
from finsam.documents.models import Document, Section
from finsam.documents.registry import find_block
from finsam.documents.resolve import resolve, resolve_block
from finsam.facts.tables import Chart, Html, Table
from finsam.rendering.files import render
from followup.statistics.checks import small_counts
from followup.statistics.models import TableStatus
from tests.disclosure.test_suppress import document
from tests.followup.people import YEAR


def findings(people, rule, documents=()):
    case = Case(people.book(), people.fiscal_year, list(documents))
    return [one for one in run(case).findings if one.rule == rule and one.severity != "info"]


def printed(table: Table) -> dict[str, list[str]]:
    """Each row's label with its cells as they are read."""

    def text(column, cell):
        if cell is None:
            return ""
        return column.text(cell.fact) if cell.fact is not None else cell.text

    return {
        row.label: [text(column, row.cells.get(column.key)) for column in table.columns] for row in table.rows
    }


def ages(people, **more):
    bins = people.bins("Ålder", ("16–24", 16, 24), ("25–64", 25, 64))
    values = {"16-24 kvinna": 35, "16-24 man": 4, "25-64 kvinna": 79, "25-64 man": 65} | more
    return people.table("pagaende", values, measure=people.measure("Ålder"), bin_set=bins)


def test_a_divided_population_is_a_table_by_sex_with_a_chart(people):
    ages(people)
    chart, table = find_block("deltagare").pieces(people.book(), {})
    assert isinstance(chart, Chart)
    assert chart.table is table
    assert [column.label for column in table.columns] == ["Kvinnor", "Män", "Totalt", "Andel"]
    assert {
        label: [text.replace("\u00a0", " ") for text in cells] for label, cells in printed(table).items()
    } == {
        "16–24": ["35", "4", "39", "21 %"],
        "25–64": ["79", "65", "144", "79 %"],
        "Totalt": ["114", "69", "183", ""],
    }
    assert table.row("totalt").sums == ("16-24", "25-64")


def test_the_flow_is_one_table_with_the_year_before(people):
    people.table("ingaende", {"": 120})
    people.table("nya", {"": 63})
    people.table("avslutade", {"": 63})
    people.table("pagaende", {"": 255}, year=YEAR - 1)
    flow, key_figures = find_block("deltagare").pieces(people.book(), {})
    assert printed(flow) == {
        "Inskrivna vid årets början": ["120", "–"],
        "Nya under året": ["63", "–"],
        "Inskrivna under året": ["183", "255"],
        "Avslutade under året": ["63", "–"],
        "Inskrivna vid årets slut": ["120", "–"],
    }
    assert flow.note == "Ett streck (–) betyder att uppgift saknas."
    assert [column.label for column in flow.columns] == ["Antal", "2022"]
    assert list(printed(key_figures)) == ["Andel avslutade av inskrivna"]


def test_historical_shares_say_so_once(people):
    bins = people.bins("Orsak", "arbete", "vård", "flytt")
    people.table("avslutade", {"arbete": "48%", "vard": "40%"}, measure=people.measure("Orsak"), bin_set=bins)
    chart, table = find_block("deltagare").pieces(people.book(), {})
    assert [column.label for column in table.columns] == ["Andel"], "no column of counts that nobody knows"
    assert printed(table) == {
        "arbete": ["48\u00a0%"], "vård": ["40\u00a0%"], "flytt": ["–"],
    }  # fmt: skip
    assert not any(cell.note for row in table.rows for cell in row.cells.values())
    assert table.note.startswith("Antalet bakom andelarna är inte känt (n okänt). ")
    assert chart.columns == ("andel",)


def test_shares_that_make_a_whole_leave_no_group_unknown(people):
    bins = people.bins("Orsak", "arbete", "vård", "flytt")
    people.table("avslutade", {"arbete": "59%", "vard": "40%"}, measure=people.measure("Orsak"), bin_set=bins)
    _, table = find_block("deltagare").pieces(people.book(), {})
    assert list(printed(table)) == ["arbete", "vård"]


def test_a_group_without_figure_is_unknown_and_the_sum_says_so(people):
    bins = people.bins("Tid", "ett år", "två år", "fler år")
    people.table("alla", {"ett-ar": 37, "tva-ar": 30}, measure=people.measure("Tid"), bin_set=bins)
    _, table = find_block("deltagare").pieces(people.book(), {})
    assert [column.key for column in table.columns] == ["alla"], "no shares of a whole that nobody knows"
    assert printed(table) == {
        "ett år": ["37"], "två år": ["30"], "fler år": ["–"], "Summa av kända uppgifter": ["67"],
    }  # fmt: skip


def test_a_group_without_figure_is_empty_where_the_others_are_all(people):
    people.table("pagaende", {"": 67})
    bins = people.bins("Tid", "ett år", "två år", "fler år")
    people.table("pagaende", {"ett-ar": 37, "tva-ar": 30}, measure=people.measure("Tid"), bin_set=bins)
    table = find_block("deltagare").pieces(people.book(), {})[-1]
    assert {label: cells[0] for label, cells in printed(table).items()} == {
        "ett år": "37", "två år": "30", "Totalt": "67",
    }  # fmt: skip


def test_the_year_before_is_told_as_shares_where_only_they_are_known(people):
    bins = people.bins("Nivå", "grundskola", "gymnasium", "ingen")
    level = people.measure("Nivå")
    people.table(
        "pagaende", {"grundskola": "30%", "gymnasium": "44%", "ingen": "17%"}, measure=level, bin_set=bins,
        year=YEAR - 1,
    )  # fmt: skip
    people.table("pagaende", {"": 40, "grundskola": 10, "gymnasium": 30}, measure=level, bin_set=bins)
    _, table = find_block("deltagare").pieces(people.book(), {})
    assert [column.label for column in table.columns] == ["Antal", "Andel", "Andel 2022*"]
    assert printed(table)["ingen"] == ["–", "–", "17\u00a0%"]
    assert "* Antalet bakom andelarna är inte känt (n okänt) för 2022. " in table.note


def test_several_years_before_each_with_what_is_known_of_it(people):
    """Counts where they are known, else shares, and nothing of a year of which nothing is."""
    bins = people.bins("Nivå", "grundskola", "gymnasium", "ingen")
    level = people.measure("Nivå")
    people.table("pagaende", {"grundskola": 12, "gymnasium": 20}, measure=level, bin_set=bins, year=YEAR - 1)
    people.table("pagaende", {"gymnasium": "40%", "ingen": "21%"}, measure=level, bin_set=bins, year=YEAR - 3)
    people.table("pagaende", {"": 40, "grundskola": 10, "gymnasium": 30}, measure=level, bin_set=bins)
    _, table = find_block("deltagare").pieces(people.book(), {"earlier": 3})
    assert [column.key for column in table.columns] == ["alla", "andel", "fore", "fore-3"]
    assert [column.label for column in table.columns] == ["Antal", "Andel", "2022", "Andel 2020*"]
    assert printed(table) == {
        "grundskola": ["10", "25\u00a0%", "12", "–"],
        "gymnasium": ["30", "75\u00a0%", "20", "40\u00a0%"],
        "ingen": ["–", "–", "–", "21\u00a0%"],
        "Totalt": ["40", "", "", ""],
    }
    assert "* Antalet bakom andelarna är inte känt (n okänt) för 2020. " in table.note


def test_heads_and_key_figures_of_several_years(people):
    for year, enrolled, closed in ((YEAR, 183, 63), (YEAR - 1, 255, 114), (YEAR - 2, 200, 68)):
        people.table("pagaende", {"": enrolled}, year=year)
        people.table("avslutade", {"": closed}, year=year)
    flow, key_figures = find_block("deltagare").pieces(people.book(), {"earlier": 2})
    assert flow.title == "Deltagare i Vägledarna 2023"
    assert [column.label for column in flow.columns] == ["Antal", "2022", "2021"]
    assert printed(flow) == {
        "Inskrivna under året": ["183", "255", "200"],
        "Avslutade under året": ["63", "114", "68"],
        "Inskrivna vid årets slut": ["120", "141", "132"],
    }
    assert printed(key_figures) == {
        "Andel avslutade av inskrivna": ["34\u00a0%", "45\u00a0%", "34\u00a0%"],
    }  # fmt: skip
    (alone,) = find_block("deltagare").pieces(
        people.book(), {"earlier": 2, "compare": False, "derived": False}
    )
    assert [column.label for column in alone.columns] == ["Antal"]


def test_a_few_of_an_earlier_year_are_hidden_too(people):
    """And not all of the whole and the others, by which they could be worked out."""
    bins = people.bins("Nivå", "grundskola", "gymnasium", "ingen")
    level = people.measure("Nivå")
    for year, figures in ((YEAR, (30, 40, 20)), (YEAR - 2, (30, 3, 20))):
        people.table("pagaende", {"": sum(figures)}, year=year)
        told = dict(zip(("grundskola", "gymnasium", "ingen"), figures, strict=True))
        people.table("pagaende", told, measure=level, bin_set=bins, year=year)
    flow, _, table = find_block("deltagare").pieces(people.book(), {"earlier": 2})
    assert [row[-1] for row in printed(flow).values()] == ["53"]
    heads, told = suppress(document(flow, table), 5).tables()
    assert told.row("gymnasium").cells["fore-2"].text == "färre än 5"
    around = [heads.row("pagaende"), told.row("grundskola"), told.row("ingen")]
    assert [row.cells["fore-2"].text for row in around].count("visas inte") == 1
    assert [told.row(key).cells["alla"].fact.value for key in ("grundskola", "gymnasium")] == [30, 40]


def test_two_kommuner_need_no_chart(people):
    people.kommun("Karlskoga")
    people.kommun("Degerfors")
    people.table("pagaende", {"": 100, "@karlskoga": 78, "@degerfors": 22})
    found = find_block("deltagare").pieces(people.book(), {})
    assert not any(isinstance(one, Chart) for one in found)
    assert "Deltagare i Vägledarna per kommun 2023" in [one.title for one in found]


def test_nothing_yet_teaches(people):
    (piece,) = find_block("deltagare").pieces(people.book(), {})
    assert isinstance(piece, Html)
    (piece,) = find_block("handelser").pieces(people.book(), {"when": "efter"})
    assert "efter årets slut" in piece.html


def test_events_as_text_and_as_a_table(people):
    people.event("Vändpunkter", attendance=70, qualifier="ca", partners="regionen", text="<p>En kväll.</p>")
    people.event("Utbildning", attendance=30, grade=8, grade_n=25)
    resolved = resolve_block(find_block("handelser"), people.book(), {})
    first = resolved.parts[0].pieces[0]
    assert first.heading == "Vändpunkter"
    line, what = first.html.split("</p>")[:2]
    assert plain(line) == "Tillsammans med regionen; ca\u00a070 deltagare."
    assert plain(what) == "En kväll."
    (table,) = find_block("handelser").pieces(people.book(), {"form": "tabell"})
    assert [column.label for column in table.columns] == [
        "Vad", "Finansiär och parter", "Deltagare", "Betyg (0–10)",
    ], "no column of days that nobody knows"  # fmt: skip
    assert printed(table)["Utbildning"] == ["–", "–", "30", "8"]
    assert printed(table)["Deltagare tillsammans"][2] == "ca\u00a0100"
    assert table.note == "Ett streck (–) betyder att uppgift saknas."


def test_a_day_is_a_day_and_a_project_goes_on(people):
    people.event("Mässan", start=date(YEAR, 5, 3))
    people.event("Projektet", kind="projekt", start=date(YEAR, 5, 3))
    people.event("Veckan", start=date(YEAR, 11, 13), end=date(YEAR, 11, 19))
    told = {one.heading: plain(one.html) for one in find_block("handelser").pieces(people.book(), {})}
    assert told == {
        "Mässan": "3\u00a0maj 2023.",
        "Projektet": "Sedan 3\u00a0maj 2023.",
        "Veckan": "13–19\u00a0november 2023.",
    }


def test_grades_of_unknown_number_are_told_once(people):
    people.event("Utbildning", grade=8)
    people.event("Friskvård")
    (table,) = find_block("handelser").pieces(people.book(), {"form": "tabell"})
    assert printed(table) == {"Utbildning": ["8"], "Friskvård": ["–"]}
    assert table.note.startswith("Hur många som har satt betyg är inte känt.")


# ---- Rules ----


def test_r16_is_silent_when_all_adds_up(people):
    ages(people, **{"": 183})
    people.table("pagaende", {"": 183, "kvinna": 114, "man": 69})
    assert findings(people, "R16") == []


def test_r16_fires_for_sexes_and_for_tables_that_differ(people):
    ages(people)
    people.table("pagaende", {"": 184, "kvinna": 114, "man": 69})
    told = {one.subject.rpartition("/")[2]: one for one in findings(people, "R16")}
    assert told["sex"].difference == "\u22121"
    assert [figure.text for figure in told["n"].figures] == ["183", "184"]


def test_r17_fires_for_overlaps_and_for_another_division(people):
    measure = people.measure("Ålder")
    old = people.bins("Ålder, förr", ("40–50", 40, 50), ("50–65", 50, 65))
    new = people.bins("Ålder", ("40–49", 40, 49), ("50–65", 50, 65))
    people.table("pagaende", {"40-50": 9}, measure=measure, bin_set=old, year=YEAR - 1)
    people.table("pagaende", {"40-49": 8}, measure=measure, bin_set=new)
    overlap, other = findings(people, "R17")
    assert "överlappar" in overlap.message
    assert "olika indelning" in other.message


def test_r17_is_silent_when_the_new_division_says_what_it_replaces(people):
    measure = people.measure("Ålder")
    old = people.bins("Ålder, förr", ("40–49", 40, 49), ("50–65", 50, 65))
    new = people.bins("Ålder", ("40–49", 40, 49), ("50–64", 50, 64), replaces=old)
    for one, before in zip(new.bins.all(), old.bins.all(), strict=True):
        one.maps_to = before
        one.save()
    people.table("pagaende", {"40-49": 9}, measure=measure, bin_set=old, year=YEAR - 1)
    people.table("pagaende", {"40-49": 8}, measure=measure, bin_set=new)
    assert findings(people, "R17") == []


def test_r18_is_silent_for_what_is_computed_and_fires_for_what_is_typed(people):
    ages(people)
    assert findings(people, "R18") == []
    people.table("pagaende", {"": 16500}, measure=people.measure("Kostnad per deltagare", persons=False))
    (one,) = findings(people, "R18")
    assert "räknas ut" in one.message


def _document(people, prose=""):
    document = Document(forbund=people.forbund, fiscal_year=people.fiscal_year, kind="", title="Redovisning")
    document.key = "redovisning"
    section = Section(key="deltagare", title="Deltagare", block="deltagare", options={}, prose=prose)
    return document, resolve(document, people.book(), [section])


def test_r25_tells_what_the_published_rendition_hides(people):
    ages(people)
    case = Case(people.book(), people.fiscal_year, [_document(people)])
    (one,) = small_counts(case)
    assert one.severity == "info"
    assert "döljs när" in one.message


def test_r25_is_silent_when_nobody_is_few(people):
    ages(people, **{"16-24 man": 14})
    case = Case(people.book(), people.fiscal_year, [_document(people)])
    assert list(small_counts(case)) == []


def test_a_draft_is_told_until_it_is_finished(people):
    table = ages(people)
    case = Case(people.book(), people.fiscal_year, [])
    assert any("utkast" in one.message for one in run(case).findings if one.rule == "R16")
    table.status = TableStatus.DONE
    table.save()
    case = Case(people.book(), people.fiscal_year, [])
    assert not any("utkast" in one.message for one in run(case).findings)


# ---- What is published ----


def test_a_small_count_is_hidden_in_table_chart_and_sentence(people):
    ages(people)
    prose = '<p>Män under 25: <data value="stat.vagledarna.alder.pagaende.16-24.man@0"></data>.</p>'
    _, resolved = _document(people, prose)
    outer = suppress(resolved, 5)
    chart, table = outer.parts[0].pieces
    assert "Män under 25: färre än 5." in outer.parts[0].prose
    assert printed(table)["16–24"][:2] == ["visas inte", "färre än 5"]
    assert printed(table)["Totalt"][2] == "183"
    assert "färre än 5 personer visas inte" in table.note
    assert chart.table.row("16-24").cells["man"].fact is None
    assert "stat.vagledarna.alder.pagaende.16-24.man@2023" not in outer.facts
    assert not any(fact.key.endswith("16-24.man@2023") for shown in table.facts() for fact in shown.walk())
    assert resolved.parts[0].pieces[1].row("16-24").cells["man"].fact.value == 4


def test_the_inner_rendition_is_untouched_and_a_document_without_people_is_itself(people):
    people.event("Utbildning", start=date(YEAR, 3, 1))
    resolved = resolve_block(find_block("handelser"), people.book(), {})
    assert suppress(resolved, 5) is resolved


def test_files_are_the_published_rendition_unless_the_inner_is_asked_for(people):
    ages(people)
    document = Document.objects.create(
        forbund=people.forbund, fiscal_year=people.fiscal_year, kind="prov", title="Redovisning"
    )
    Section.objects.create(forbund=people.forbund, document=document, title="Deltagare", block="deltagare")
    outer, inside = render(document, "html").decode(), render(document, "html", inside=True).decode()
    assert "färre än 5" in outer
    assert "färre än 5" not in inside
    assert render(document, "xlsx") != render(document, "xlsx", inside=True)
    resolved = resolve(document, people.book())
    assert inner(resolved, plan(resolved, 5)).running_head.endswith("Inre utgåva: små antal visas")
    assert "Inre" not in suppress(resolved, 5).running_head
