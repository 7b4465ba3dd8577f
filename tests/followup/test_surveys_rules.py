"""Rules over surveys, and what the published rendition hides of them."""

from finsam.checks.reconciliation import ERROR, INFO, Case, run
from finsam.disclosure.hiding import suppress
from finsam.disclosure.knowledge import HIDDEN
from finsam.documents.models import Document, Section
from finsam.documents.resolve import resolve
from followup.statistics.models import TableStatus
from followup.surveys.models import SurveyRound
from tests.followup.asked import GRADE


def findings(asked, rule, severity=None):
    found = run(Case(asked.book(), asked.fiscal_year, [])).findings
    return [one for one in found if one.rule == rule and (severity is None or one.severity == severity)]


def test_sexes_that_are_not_all(asked):
    six = asked.question("6")
    one = asked.round({(six, ""): (9,), (six, "kvinna"): (4,), (six, "man"): (6,)})
    (found,) = findings(asked, "R16", ERROR)
    assert "könen blir tillsammans 10, men alla är 9" in found.message
    assert found.href == f"/norra-an/2023/indikatorer/{one.key}/svar/"


def test_answers_that_add_up_are_silent_and_drafts_are_told(asked):
    six = asked.question("6")
    asked.round({(six, ""): (9,), (six, "kvinna"): (4,), (six, "man"): (5,)})
    (found,) = findings(asked, "R16")
    assert found.severity == INFO
    assert "fortfarande ett utkast" in found.message
    SurveyRound.objects.update(status=TableStatus.DONE)
    assert findings(asked, "R16") == []


def test_a_new_wording_says_what_it_replaces(asked):
    old = asked.question("6")
    new = asked.question("6", edition=2)
    (found,) = findings(asked, "R17")
    assert "säger inte vilken lydelse den ersätter" in found.message
    new.replaces = old
    new.full_clean()
    new.save()
    assert findings(asked, "R17") == []


def test_stated_shares_are_told_and_counted_ones_are_not(asked):
    six, seven = asked.question("6"), asked.question("7")
    asked.round({(six, ""): "83 %", (seven, ""): (1, 2)})
    (found,) = findings(asked, "R18")
    assert found.subject == "indikator.avslut.6@2023"


def test_all_stated_shares_of_a_round_are_told_in_one_sentence(asked):
    questions = [asked.question(code) for code in "123"]
    one = asked.round({(question, ""): "83 %" for question in questions})
    (found,) = findings(asked, "R18")
    assert "3 andelar är inskrivna" in found.message
    assert found.href == f"/norra-an/2023/indikatorer/{one.key}/svar/"
    assert len(found.figures) == 3


def test_shares_of_unknown_few_are_weighed_before_they_are_published(asked):
    staff = asked.survey("Personal", "personal")
    question = asked.question("1", form=staff)
    one = asked.round({(question, ""): "83 %"}, form=staff)
    (found,) = findings(asked, "R25", INFO)
    assert "Hur många som svarat är inte känt för ”Personal”" in found.message
    one.delete()
    asked.round({(question, ""): "83 % 29"}, form=staff)
    assert findings(asked, "R25", INFO) == []
    asked.round({(asked.question("6"), ""): "83 %"})  # participants are many
    assert findings(asked, "R25", INFO) == []


def published(asked):
    document = Document.objects.create(
        forbund=asked.forbund, fiscal_year=asked.fiscal_year, kind="arsredovisning", title="Årsredovisning"
    )
    Section.objects.create(
        forbund=asked.forbund, document=document, title="Indikatorer", block="indikatorer", order=1
    )
    return suppress(resolve(document, asked.book()))


def texts(resolved):
    (table,) = [piece for part in resolved.parts for piece in part.pieces]
    return {
        row.label: [
            text
            for column in table.columns
            if (cell := row.cells.get(column.key))
            for text in (
                column.text(cell.fact).replace("\u00a0", " ") if cell.fact else cell.text,
                column.text(cell.second) if cell.second else "",
            )
        ]
        for row in table.rows
    }


def test_shares_of_few_answers_are_hidden_when_published(asked):
    six = asked.question("6")
    asked.round({(six, "kvinna"): (2, 0, 0, 30), (six, "man"): (1, 0, 0, 2)})
    found = texts(published(asked))
    assert found["Män"][0] != "67 %"
    assert "67 %" not in str(found)
    assert any(HIDDEN in text or "färre än" in text for text in found["Män"])


def test_shares_of_many_answers_are_published(asked):
    six = asked.question("6")
    asked.round({(six, "kvinna"): (10, 0, 0, 30), (six, "man"): (10, 0, 0, 10)})
    assert texts(published(asked)) == {
        "6. Mer redo att arbeta": ["67 %", "60"],
        "Kvinnor": ["75 %", "40"],
        "Män": ["50 %", "20"],
    }


def test_a_stated_share_that_is_few_of_many_is_hidden_when_published(asked):
    """4 % of 26 is one of them, also where nobody has written so; 96 % is all but one."""
    values = {
        (asked.question("6"), ""): "4 % 26",
        (asked.question("7"), ""): "50 % 26",
        (asked.question("8"), ""): "4 %",
        (asked.question("9"), ""): "96 % 26",
    }
    asked.round(values)
    assert [row[:2] for row in texts(published(asked)).values()] == [
        [HIDDEN, ""],
        ["50 %", "26"],
        ["4 %", ""],
        [HIDDEN, ""],
    ]


def test_mean_grades_of_few_are_hidden_and_of_many_are_published(asked):
    grade = asked.question("9", "Betyg", scale=GRADE)
    asked.round({(grade, "kvinna"): (0,) * 8 + (10, 10, 0), (grade, "man"): (0,) * 8 + (3, 0, 0)})
    found = texts(published(asked))
    assert found["Kvinnor"] == ["8,5", "20"] or HIDDEN in found["Kvinnor"]
    assert "8,0" not in found["Män"]


def test_a_stated_share_of_few_is_told(asked):
    six = asked.question("6")
    asked.round({(six, ""): "67 % 3", (six, "kvinna"): "80 % 20"})
    (found,) = findings(asked, "R25")
    assert "färre än 5 svar" in found.message
    assert found.subject == "indikator.avslut.6@2023"
