"""All of several places together: counts added, never a mean of percentages, in goals, surveys and statistics."""

from decimal import Decimal

import pytest

from finsam.checks.reconciliation import Case, run
from finsam.facts.figures import fill
from followup.goals.judging.judging import counted_verdict
from followup.goals.models import GoalResult
from followup.goals.services import hindrances
from followup.surveys.facts import year_sheets
from followup.surveys.models import Question
from plans import queries
from plans.models.insatser import Insats
from tests.followup.asked import YES_NO, Asked
from tests.followup.results import AUGUST, YEAR_END, findings, report, told_goals
from tests.plans.small import YEAR, part, pieces

FIRST = {"population": "Karlskoga", "numerator": 20, "denominator": 40}
SECOND = {"population": "Degerfors", "numerator": 5, "denominator": 10}


@pytest.fixture
def work(plan):
    return plan.goal("Egen försörjning", part(measure="går till arbete", target=Decimal(45)), key="arbete")


# (the groups, the total as it is written, how many of how many it comes to)
TOTALS = [
    ([FIRST, SECOND], {}, (25, 50)),
    ([FIRST, SECOND], {"numerator": 25, "denominator": 50}, (25, 50)),
    ([FIRST, SECOND], {"numerator": 25, "denominator": 55}, (25, 50)),
    ([FIRST, SECOND], {"value": "55"}, (25, 50)),
    ([FIRST, SECOND | {"numerator": 9, "denominator": 90}], {}, (29, 130)),  # the mean of 50 and 10 % is 30
    ([FIRST, SECOND, SECOND | {"population": "Storfors"}], {}, (30, 60)),
]


@pytest.mark.parametrize("word", ["Totalt", "alla", "Hela förbundet"])
@pytest.mark.parametrize("groups, written, expected", TOTALS)
def test_total_over_places_is_worked_out(plan, work, groups, written, expected, word):
    report(plan, work, *groups, {"population": word, **written})
    ending = word.lower().replace(" ", "-").replace("ö", "o")
    fact = plan.book()[f"resultat.arbete.del.{ending}@0"]
    upper, lower = expected
    assert fact.value == Decimal(upper) / lower
    assert [one.value for _, one in fact.parts] == [upper, lower]
    assert [each.value for _, each in fact.parts[0][1].parts] == [one["numerator"] for one in groups]
    book = plan.book()
    verdict = counted_verdict(book, book.read(queries.goals, YEAR).by_key["arbete"], YEAR_END)
    told = [one.figures.value.value for one in verdict.parts[0].among]
    assert told == [Decimal(one["numerator"]) / one["denominator"] for one in groups] + [
        Decimal(upper) / lower
    ]


# (rows, what is said when it is handed in)
SAID = [
    ([FIRST, SECOND, {"population": "Totalt"}], []),
    ([FIRST, SECOND, {"population": "Totalt", "numerator": 25, "denominator": 50}], []),
    (
        [FIRST, SECOND, {"population": "Totalt", "numerator": 25, "denominator": 55}],
        [(2, "numerator", "Totalen räknas ut av grupperna: 25 av 50. Töm talen på den raden.")],
    ),
    (
        [FIRST, SECOND, {"population": "Totalt", "value": "55"}],
        [(2, "value", "Totalen räknas ut av grupperna: 25 av 50. Töm talen på den raden.")],
    ),
    (
        [FIRST, {"population": "Totalt", "numerator": 30, "denominator": 60}],
        [],
    ),  # of one group it isn't the total
    (
        [FIRST, {"population": "Degerfors", "value": "50"}, {"population": "Totalt", "value": "50"}],
        [],
    ),  # n unknown
]


@pytest.mark.parametrize("rows, expected", SAID)
def test_total_that_is_written_otherwise_is_refused_and_told(plan, work, rows, expected):
    made = report(plan, work, *rows)
    stored = list(GoalResult.objects.filter(report=made).order_by("order"))
    assert hindrances(made, stored) == expected
    found = [(one.severity, one.subject) for one in findings(plan, "R19") if one.subject.startswith("total/")]
    assert found == ([("fel", "total/arbete/del")] if expected else [])


# 12 of 20 women and 8 of 20 men in one place, 4 of 5 and 1 of 5 in the other.
BY_SEX = [
    FIRST | {"women": 12, "women_of": 20, "men": 8, "men_of": 20},
    SECOND | {"women": 4, "women_of": 5, "men": 1, "men_of": 5},
]


def test_total_of_each_sex_is_worked_out_of_the_groups_counts(plan, work):
    """16 of 25 women are 64 %; the mean of 60 and 80 % would be 70."""
    report(plan, work, *BY_SEX, {"population": "Totalt"})
    book = plan.book()
    name = "resultat.arbete.del.totalt"
    assert (book[f"{name}.kvinna@0"].value, book[f"{name}.man@0"].value) == (Decimal("0.64"), Decimal("0.36"))
    assert [one.value for _, one in book[f"{name}.kvinna@0"].parts] == [16, 25]
    assert [one.value for _, one in book[f"{name}.man@0"].parts] == [9, 25]
    assert [one.value for _, one in book[f"{name}.kvinna.taljare@0"].parts] == [12, 4]
    verdict = counted_verdict(book, book.read(queries.goals, YEAR).by_key["arbete"], YEAR_END)
    (table,) = pieces("maluppfyllelse", book)
    said = told_goals(table, lambda html: fill(html, book).html)["arbete"]
    assert (
        "| 50 % | minst 45 % | 25 av 50 | Kvinnor 64 % (16 av 25), män 36 % (9 av 25)."
        in said.partition("Totalt: ")[2]
    )
    assert verdict.parts[0].among[-1].population == "Totalt"


def test_total_of_a_sex_that_one_group_does_not_know_is_not_told(plan, work):
    report(plan, work, BY_SEX[0], SECOND, {"population": "Totalt"})
    book = plan.book()
    assert book.get("resultat.arbete.del.totalt.kvinna@0") is None
    assert book["resultat.arbete.del.totalt@0"].value == Decimal("0.5")


@pytest.mark.parametrize(
    ("rows", "total", "said"),
    [
        (BY_SEX, {"women": 16, "women_of": 25}, None),
        (BY_SEX, {"women": 17}, "Totalen för kvinnor räknas ut av grupperna: 16. Töm talen på den raden."),
        (BY_SEX, {"men_of": 24}, "Totalen för män räknas ut av grupperna: 25. Töm talen på den raden."),
        (
            [FIRST, SECOND],
            {"women": 16, "women_of": 25},
            "Hur många som är kvinnor räknas ut av grupperna. Skriv det på dem, och töm det på raden.",
        ),
    ],
)
def test_total_of_a_sex_is_never_written_over_its_groups(plan, work, rows, total, said):
    made = report(plan, work, *rows, {"population": "Totalt", **total})
    stored = list(GoalResult.objects.filter(report=made).order_by("order"))
    assert hindrances(made, stored) == ([(2, "numerator", said)] if said else [])
    found = [(one.severity, one.subject) for one in findings(plan, "R19") if one.subject.startswith("total/")]
    assert found == ([("fel", "total/arbete/del")] if said else [])


def test_total_of_a_part_of_the_year_is_the_latest_too(plan, work):
    report(plan, work, FIRST, SECOND, {"population": "Totalt"}, end=AUGUST)
    assert plan.book()["resultat.arbete.del.totalt@0"].value == Decimal("0.5")
    assert plan.book()["resultat.arbete.del.per-0831.totalt@0"].value == Decimal("0.5")


def of_two_insatser(asked: Asked) -> Question:
    """A question that 20 of 40 in one insats say yes to, and 5 of 10 in another."""
    question = asked.question("1", scale=YES_NO)
    other = Insats.objects.create(forbund=asked.forbund, name="Spåret")
    asked.round({(question, ""): (20, 20)}, insats=asked.insats)
    asked.round({(question, ""): (5, 5)}, insats=other)
    return question


def test_a_question_asked_in_two_places(asked):
    """20 of 40 in one, 5 of 10 in another: one sheet of both, 25 of 50."""
    question = of_two_insatser(asked)
    (both,) = [one for one in year_sheets(asked.book(), 2023) if one.parts]
    share = both.result(question)
    assert (share.value, [one.value for _, one in share.parts]) == (Decimal("0.5"), [25, 50])


def test_participants_of_two_kommuner(people):
    """The count of both isn't typed anywhere, and is what they are together, in the table too."""
    from followup.statistics.blocks import participants
    from tests.followup.test_statistics_blocks import printed

    people.kommun("Karlskoga"), people.kommun("Degerfors")
    people.table("pagaende", {"@karlskoga": 40, "@degerfors": 10})
    book = people.book()
    assert book["stat.vagledarna.deltagare.pagaende@0"].value == 50
    options = {"insats": "", "tables": [], "form": "tabell", "sexes": True, "shares": True}
    options |= {"compare": False, "derived": False}
    table = next(one for one in participants(book, options, None) if one.key.endswith("-kommun"))
    told = {label: [cell.replace("\u00a0", " ") for cell in row] for label, row in printed(table).items()}
    assert told["Karlskoga"][:2] == ["40", "80 %"]
    assert told["Totalt"][0] == "50"


@pytest.mark.parametrize("counts, expected", [((25, 25), []), ((30, 30), []), ((20, 20), ["fel"])])
def test_answers_of_all_are_not_fewer_than_those_of_the_insatser(asked, counts, expected):
    """50 have answered in two insatser; what is written for the whole förbund can't be 40."""
    asked.round({(of_two_insatser(asked), ""): counts})
    found = run(Case(asked.book(), asked.fiscal_year, [])).findings
    assert [one.severity for one in found if one.subject.endswith("/1/alla")] == expected
