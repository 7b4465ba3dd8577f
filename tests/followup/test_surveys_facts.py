"""Surveys as facts, in the block over the years, and what the models refuse."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from finsam.documents.registry import find_block
from finsam.facts.tables import Chart, Html
from followup.surveys.survey_scales import result
from followup.surveys.survey_table import Sheet
from tests.followup.asked import GRADE, YEAR, YES_NO


def value(asked, key):
    fact = asked.book().get(key)
    return None if fact is None else fact.value


def problems(one):
    return Sheet.of(one).problems()


def test_shares_n_and_what_is_kept_apart_by_sex(asked):
    six = asked.question("6")
    asked.round({(six, "kvinna"): (1, 0, 2, 4, 5, 6, 3, 1), (six, "man"): (0, 2, 2, 3, 2, 2, 0, 0)})
    assert value(asked, "indikator.avslut.6@0") == Decimal(22) / 29
    assert value(asked, "indikator.avslut.6.kvinna@0") == Decimal(15) / 18
    assert value(asked, "indikator.avslut.6.man@0") == Decimal(7) / 11
    assert value(asked, "indikator.avslut.6.n@0") == 29
    assert value(asked, "indikator.avslut.6.kvinna.n@0") == 18
    assert value(asked, "indikator.avslut.6.positiva@0") == 22
    assert value(asked, "indikator.avslut.6.ovriga@0") == 4
    assert value(asked, "indikator.avslut.6.svar-mest@0") == 7
    assert value(asked, "indikator.avslut.6.annat@0") is None


def test_facts_follow_the_rule(asked):
    counts = (1, 2, 3, 4, 5, 6, 7, 8)
    six, yes = asked.question("6"), asked.question("8", "Planering påbörjad", scale=YES_NO)
    grade = asked.question("9", "Betyg", scale=GRADE)
    asked.round({(six, ""): counts, (yes, ""): (6, 2, 3), (grade, ""): (0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 1)})
    levels = ("aldrig", "sallan", "ibland", "ofta", "mest", "alltid")
    expected = result(six.scale, dict(zip(levels, counts, strict=False)))
    assert (value(asked, "indikator.avslut.6@0"), value(asked, "indikator.avslut.6.n@0")) == expected
    assert value(asked, "indikator.avslut.8@0") == Decimal("0.75")
    assert value(asked, "indikator.avslut.8.ovriga@0") == 3
    mean = asked.book()["indikator.avslut.9@0"]
    assert (mean.value, mean.unit, mean.decimals) == (Decimal("8.25"), "st", 1)


def test_the_lowest_grade_of_all_is_a_grade(asked):
    grade = asked.question("9", "Betyg", scale=GRADE)
    asked.round({(grade, ""): (4,)})
    assert value(asked, "indikator.avslut.9@0") == 0
    assert value(asked, "indikator.avslut.9.n@0") == 4


def test_nobody_positive_is_zero_and_nobody_asked_is_unknown(asked):
    six = asked.question("6")
    asked.question("7")
    asked.round({(six, ""): (3, 2)})
    assert value(asked, "indikator.avslut.6@0") == 0
    assert asked.book().get("indikator.avslut.7@0") is None


def test_only_dont_knows_have_no_share(asked):
    six = asked.question("6")
    asked.round({(six, ""): (None, None, None, None, None, None, 5)})
    assert value(asked, "indikator.avslut.6@0") is None
    assert value(asked, "indikator.avslut.6.ovriga@0") == 5


def test_facts_lead_to_where_they_are_entered(asked):
    six = asked.question("6")
    one = asked.round({(six, ""): (0, 0, 0, 5)})
    href = f"/norra-an/{YEAR}/indikatorer/{one.key}/svar/"
    book = asked.book()
    assert book["indikator.avslut.6@0"].href == href
    assert book["indikator.avslut.6.svar-ofta@0"].href == href
    assert book["indikator.avslut.6.svar-ofta@0"].persons
    assert book["indikator.avslut.6.n@0"].persons


def test_insatser_add_up_to_the_form(asked):
    six = asked.question("6")
    asked.round({(six, ""): (5, 0, 0, 5)}, insats=asked.insats)
    other = type(asked.insats).objects.create(forbund=asked.forbund, name="Bron", key="bron")
    asked.round({(six, ""): (0, 0, 0, 10)}, insats=other)
    assert value(asked, "indikator.avslut.6@0") == Decimal("0.75")
    assert value(asked, "indikator.avslut.6.i-bron@0") == 1
    assert value(asked, "indikator.avslut.6.i-vagledarna.n@0") == 10


def test_a_part_of_the_year_has_its_own_key(asked):
    six = asked.question("6")
    asked.round({(six, ""): (5, 0, 0, 5)}, until=date(YEAR, 8, 31))
    assert value(asked, "indikator.avslut.6.per-0831@0") == Decimal("0.5")
    assert asked.book().get("indikator.avslut.6@0") is None


def test_a_historical_share_is_as_stated(asked):
    six, seven = asked.question("6"), asked.question("7")
    asked.round({(six, ""): "83.5 %", (seven, ""): "60 % 25"})
    fact = asked.book()["indikator.avslut.6@0"]
    assert (fact.value, fact.op, fact.decimals) == (Decimal("0.835"), "given", 1)
    assert "antalet svar är okänt" in fact.definition
    assert asked.book().get("indikator.avslut.6.n@0") is None
    assert value(asked, "indikator.avslut.7.n@0") == 25


def test_what_does_not_add_up_is_told(asked):
    six = asked.question("6")
    one = asked.round({(six, ""): (0, 0, 0, 9), (six, "kvinna"): (0, 0, 0, 4), (six, "man"): (0, 0, 0, 3)})
    assert problems(one)[0] == (
        "6. Mer redo att arbeta, ”ofta”: könen blir tillsammans 7, men alla är 9. "
        "Skriv de 2 som återstår som annat eller okänt, om det är vad de är."
    )
    two = asked.round(
        {(six, ""): (0, 0, 0, 9), (six, "kvinna"): (0, 0, 0, 4)}, until=date(YEAR, 8, 31), returned=8
    )
    assert problems(two) == ["6. Mer redo att arbeta har 9 svar, men bara 8 formulär är besvarade."]
    asked.value(two, six, "", "", share=Decimal(80))
    assert any("antingen antalen eller den äldre andelen" in one for one in problems(two))


def test_the_models_refuse(asked):
    six = asked.question("6", wording="Är du mer redo?")
    one = asked.round({(six, ""): (0, 0, 0, 9)})
    six.wording = "Är du mer redo nu?"
    with pytest.raises(ValidationError, match="ny lydelse"):
        six.full_clean()
    six.refresh_from_db()
    six.scale = YES_NO
    with pytest.raises(ValidationError, match="skala"):
        six.full_clean()
    six.refresh_from_db()
    with pytest.raises(ValidationError, match="finns inte på frågans skala"):
        asked.value(one, six, "", "ja", count=1)
    with pytest.raises(ValidationError, match="lydelsen av frågan finns redan"):
        asked.question("6")
    other = asked.question("1", form=asked.survey("Personal", "personal"))
    with pytest.raises(ValidationError, match="annat formulär"):
        asked.value(one, other, "", "ofta", count=1)
    with pytest.raises(ValidationError, match="Det finns redan en mätning"):
        asked.round()
    with pytest.raises(ValidationError, match="Fler kan inte ha svarat"):
        asked.round(until=date(YEAR, 6, 30), sent=5, returned=6)
    with pytest.raises(ValidationError, match="Dagen ska ligga"):
        asked.round(until=date(YEAR + 1, 6, 30))


def tables(asked, **options):
    return list(find_block("indikatorer").pieces(asked.book(), options))


def printed(table):
    found = {}
    for row in table.rows:
        cells = []
        for column in table.columns:
            cell = row.cells.get(column.key)
            text = "" if cell is None else column.text(cell.fact) if cell.fact else cell.text
            text += f" ({column.text(cell.second)})" if cell and cell.second else ""
            text += f" {cell.note}" if cell and cell.note else ""
            cells.append(text.replace("\u00a0", " "))
        found[row.key] = cells
    return found


def test_five_years_with_n_and_sexes_and_a_visible_break(asked):
    old, two = asked.question("6"), asked.question("1", "Stöd till nytta", order=0)
    new = asked.question("6", edition=2, wording="Jämfört med innan", replaces=old)
    asked.round({(old, ""): "70 %"}, year=2018)  # before the five years
    asked.round({(old, ""): "80 %"}, year=2019)
    asked.round({(old, ""): "82 % 40"}, year=2020)
    asked.round({(new, "kvinna"): (0, 0, 5, 15), (new, "man"): (5, 0, 0, 5)}, year=2022)
    asked.round({(new, ""): (0, 0, 5, 15), (two, ""): (0, 0, 0, 12)}, year=2023)
    (table,) = tables(asked)
    assert [column.key for column in table.columns] == ["2023", "2022", "2020", "2019"]
    assert printed(table) == {
        "1": ["100 % (12)", "–", "–", "–"],
        "6": ["–", "–", "82 % (40)", "80 %"],
        "6-v2": ["75 % (20)", "67 % (30)", "–", "–"],
        "6-v2-kvinna": ["–", "75 % (20)", "–", "–"],
        "6-v2-man": ["–", "50 % (10)", "–", "–"],
    }
    assert table.row("6").note == "Lydelsen användes till och med 2020."
    assert table.row("6-v2").note == "Ny lydelse 2022: jämförs inte med raden ovanför."
    assert "ny lydelse" in table.note
    assert [column.label for column in table.columns] == ["2023", "2022", "2020", "2019*"]
    assert "* Antal svar är inte känt (n okänt) för 2019. " in table.note
    assert "Ett streck (–) betyder att frågan inte har ställts eller att svar saknas." in table.note


def test_shares_without_n_are_said_once_for_the_table_and_marked_where_they_are_mixed(asked):
    one, two = asked.question("1"), asked.question("2")
    asked.round({(one, ""): "80 %", (two, ""): "70 %"}, year=2022)
    asked.round({(one, ""): "81 %", (two, ""): "71 %"}, year=2023)
    (table,) = tables(asked)
    assert printed(table) == {"1": ["81 %", "80 %"], "2": ["71 %", "70 %"]}
    assert [column.label for column in table.columns] == ["2023", "2022"]
    assert table.note == "Antal svar är inte känt (n okänt)."
    asked.round({(one, ""): "82 %", (two, ""): "72 % 40"}, year=2021)
    (table,) = tables(asked)
    assert [cells[-1] for cells in printed(table).values()] == ["82 % n okänt", "72 % (40)"]
    assert "för 2023 och 2022" in table.note
    assert table.note.endswith("n okänt: antalet bakom andelen är inte känt.")


def test_forms_that_came_back_are_told_and_added_where_all_have_said(asked):
    asked.round(returned=46)
    book = asked.book()
    assert book["indikator.avslut.besvarade@0"].value == 46
    assert book["indikator.avslut.besvarade@0"].persons
    assert book.get("indikator.avslut.besvarade@-1") is None
    second = asked.survey("Pågående", "pagaende")
    first = asked.round(form=second, insats=asked.insats, returned=40)
    assert asked.book()["indikator.pagaende.besvarade.i-vagledarna@0"].value == 40
    assert asked.book()["indikator.pagaende.besvarade@0"].value == 40
    first.returned = None
    first.save()
    assert asked.book().get("indikator.pagaende.besvarade@0") is None


def test_options_of_the_block(asked):
    six, yes = asked.question("6"), asked.question("8", "Planering påbörjad", scale=YES_NO)
    asked.round({(six, "kvinna"): (0, 0, 5, 15), (yes, ""): (4, 4)})
    assert [table.key for table in tables(asked)] == ["indikatorer-avslut-ofta", "indikatorer-avslut-janej"]
    first = tables(asked, sexes=False, answers=False)[0]
    assert printed(first) == {"6": ["75 %"]}
    chart, table = tables(asked, form="bada")[:2]
    assert isinstance(chart, Chart)
    assert chart.table is table
    (missing, teaching) = tables(asked, forms=["borta"])
    assert isinstance(missing, Html)
    assert "borta" in missing.html
    assert "Indikatorer" in teaching.html


def test_a_board_is_too_small_to_split_by_sex(asked):
    form = asked.survey("Styrelse", "styrelse")
    one = asked.question("1", form=form)
    asked.round({(one, "kvinna"): (0, 0, 1, 4), (one, "man"): (0, 0, 1, 4)}, form=form)
    (table,) = tables(asked)
    assert list(printed(table)) == ["1"]


def test_queries_do_not_grow_with_years_or_questions(asked, django_assert_num_queries):
    def fill(year, code):
        question = asked.question(code)
        asked.round({(question, "kvinna"): (0, 0, 5, 15), (question, "man"): (1, 1, 1, 1)}, year=year)

    fill(2023, "1")
    with django_assert_num_queries(5):  # rounds, questions, values; forms and their questions
        tables(asked)
    for number, year in enumerate((2019, 2020, 2021, 2022), 2):
        fill(year, str(number))
    with django_assert_num_queries(5):
        tables(asked)
