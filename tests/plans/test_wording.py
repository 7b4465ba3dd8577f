"""Sentences: the figure always comes from the part, in every direction and unit."""

from decimal import Decimal

import pytest

from finsam.facts.figures import fill
from plans import queries
from plans.facts import targets
from plans.texts import wording
from tests.plans.small import NBSP, YEAR, cost, cost_of_insats, html_of, part


def read(plan, key):
    return plan.book().read(queries.goals, YEAR).by_key[key]


def only_insats(plan):
    return next(iter(plan.book().read(queries.insatser, YEAR).values()))


DEMANDS = [
    ({"operator": "minst", "target": 80}, "minst 80 %"),
    ({"operator": "hogst", "target": 20}, "högst 20 %"),
    ({"operator": "over", "target": 5, "unit": "st"}, "över 5"),
    ({"operator": "under", "target": 20000, "unit": "kr"}, "under 20 000 kr"),
    ({"operator": "lika", "target": 12}, "12 %"),
    ({"operator": "mellan", "target": 70, "target_high": 90}, "70–90 %"),
    ({"operator": "mellan", "target": 70, "target_high": 90, "unit": "st"}, "70–90"),
    ({"operator": "fler", "target": None, "unit": "st", "base_offset": -1}, "fler än 2023"),
    ({"operator": "farre", "target": None, "unit": "st", "base_offset": -2}, "färre än 2022"),
    ({"operator": "inom", "target": 100, "days": 30}, "100 % inom 30 arbetsdagar"),
    ({"operator": "inom", "target": 100, "days": 30, "working_days": False}, "100 % inom 30 dagar"),
    ({"operator": "minst", "target": "33.33", "fraction": "en tredjedel"}, "minst en tredjedel"),
    ({"operator": "minst", "target": "0.5"}, "minst 0,5 %"),
    ({"operator": "hogst", "target": 14, "unit": "dagar"}, "högst 14 dagar"),
    ({"operator": "ja", "target": None}, "ja"),
    ({"operator": "text", "target": None}, "bedöms med ord"),
]


@pytest.mark.parametrize("fields, expected", DEMANDS, ids=[text for _, text in DEMANDS])
def test_demand(plan, fields, expected):
    plan.goal("Stöd", part(**fields), key="stod")
    (target,) = targets(read(plan, "stod"))
    assert wording.demand_text(target).replace(NBSP, " ") == expected
    assert html_of(plan.book(), wording.demand_text(target, wording.HTML)) == expected


SENTENCES = [
    ("{mål} av deltagarna ska uppleva stöd.", [part()], "80 % av deltagarna ska uppleva stöd."),
    (
        "{mål1} av styrelsen och {mål2} av beredningen.",
        [part("a", target=100), part("b", target=90)],
        "100 % av styrelsen och 90 % av beredningen.",
    ),
    (
        "{mål} ska erbjudas ett möte inom {dagar}.",
        [part(operator="inom", target=100, days=30)],
        "100 % ska erbjudas ett möte inom 30 arbetsdagar.",
    ),
    (
        "Fler ska gå vidare {år} jämfört med {basår}.",
        [part(operator="fler", target=None, base_offset=-1)],
        "Fler ska gå vidare 2024 jämfört med 2023.",
    ),
    ("Minst {mål} ska ta ett steg.", [part(fraction="en tredjedel")], "Minst en tredjedel ska ta ett steg."),
    ("Arbete & hälsa <före> allt.", [], "Arbete & hälsa <före> allt."),
    ("", [], "Stöd"),
]


@pytest.mark.parametrize("text, parts, expected", SENTENCES, ids=[one[0] or "name" for one in SENTENCES])
def test_goal_text_plain_and_as_html(plan, text, parts, expected):
    plan.goal("Stöd", *parts, key="stod", text=text)
    goal = read(plan, "stod")
    assert wording.goal_text(goal).replace(NBSP, " ") == expected
    escaped = expected.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert html_of(plan.book(), wording.goal_text(goal, wording.HTML)) == escaped


@pytest.mark.parametrize("text", ["Minst {mål2} av alla.", "Inom {dagar}.", "Jämfört med {basår3}."])
def test_place_without_its_part_says_saknas_and_is_reported(plan, text):
    plan.goal("Stöd", part(), key="stod", text=text)
    goal = read(plan, "stod")
    assert "saknas" in wording.goal_text(goal)
    filled = fill(wording.goal_text(goal, wording.HTML), plan.book())
    assert "saknas" in filled.html
    assert len(filled.missing) == 1


def test_html_holds_no_typed_figure_of_the_target(plan):
    plan.goal("Stöd", part(target=85), key="stod", text="{mål} av deltagarna.")
    html = wording.goal_text(read(plan, "stod"), wording.HTML)
    assert html == '<data value="mal.stod.del@2024" data-format=""></data> av deltagarna.'


def test_parts_are_told_when_the_sentence_leaves_them_out(plan):
    parts = [
        part(key, measure=key, operator="lika", target=value) for key, value in (("arbete", 40), ("vård", 60))
    ]
    plan.goal("Avslut", *parts, key="avslut", text="Så fördelas avsluten:")
    plan.goal("Båda", *parts, key="bada", text="{mål1} och {mål2}.")
    plan.goal("En", parts[0], key="en", text="Ett mål.")
    told = {key: wording.part_texts(read(plan, key)) for key in ("avslut", "bada", "en")}
    assert told == {"avslut": [f"arbete: 40{NBSP}%", f"vård: 60{NBSP}%"], "bada": [], "en": []}


PARTICIPANTS = [
    ({"planned": "antal", "planned_low": 40}, "40"),
    ({"planned": "intervall", "planned_low": 70, "planned_high": 90}, "70–90"),
    ({"planned": "behov"}, "Behovsstyrt"),
    ({"planned": "behov", "planned_low": 12}, "Behovsstyrt"),
    ({"planned": "behov", "planned_note": "Inget tak är beslutat."}, "Behovsstyrt. Inget tak är beslutat."),
    ({"planned": "antal", "planned_low": 25, "planned_note": "per år"}, "25 per år"),
    ({"planned_note": "Bestäms under året."}, "Bestäms under året."),
    ({}, ""),
]


@pytest.mark.parametrize(
    "fields, expected", PARTICIPANTS, ids=[text or "nothing" for _, text in PARTICIPANTS]
)
def test_planned_participants(plan, fields, expected):
    plan.insats("Spåret", **fields)
    one = only_insats(plan)
    assert wording.participants_text(one) == expected
    assert html_of(plan.book(), wording.participants_text(one, wording.HTML)) == expected


@pytest.mark.parametrize(
    "shares, expected",
    [
        ([], ""),
        ([100], "Processtödjande insats"),
        ([50, 50], "Processtödjande insats 50 % och individstödjande insats 50 %"),
        ([40, 40, 20], "Processtödjande insats 40 %, individstödjande insats 40 % och ESF-projekt 20 %"),
    ],
)
def test_kind_line(plan, shares, expected):
    names = ["Processtödjande insats", "Individstödjande insats", "ESF-projekt"]
    kinds = [plan.kind(name) for name in names]
    plan.insats("Spåret", zip(kinds, shares, strict=False))
    one = only_insats(plan)
    assert wording.kind_line(one).replace(NBSP, " ") == expected
    assert html_of(plan.book(), wording.kind_line(one, wording.HTML)) == expected


@pytest.mark.parametrize(
    "positions, amount, expected",
    [
        (Decimal("1.5"), 987000, "Förbundet finansierar 1,5 heltidstjänster, 987 tkr för 2024."),
        (Decimal(1), 575000, "Förbundet finansierar en heltidstjänst, 575 tkr för 2024."),
        (Decimal("0.5"), None, "Förbundet finansierar 0,5 heltidstjänst."),
        (None, 20000, "Förbundet bidrar med 20 tkr för 2024."),
        (None, None, ""),
    ],
)
def test_budget_sentence(plan, budget_says, positions, amount, expected):
    budget_says(cost_of_insats("sparet", cost("sparet", amount)))
    plan.insats("Spåret", positions=positions)
    one, book = only_insats(plan), plan.book()
    assert wording.budget_sentence(one, book).replace(NBSP, " ") == expected
    assert html_of(book, wording.budget_sentence(one, book, formatter=wording.HTML)) == expected


def test_budget_tells_its_parts_but_not_a_single_line(plan):
    fee, work, blank = (
        cost("avgift", 37800, "Årsavgift"),
        cost("redaktor", 151200, "IT-stöd"),
        cost("tom", None),
    )
    whole = cost_of_insats("guiden", cost_of_insats("rad", fee, work, blank))
    assert (
        wording.budget_text(whole).replace(NBSP, " ")
        == "189 000 kr (årsavgift 37 800 kr, IT-stöd 151 200 kr)"
    )
    assert wording.budget_text(cost_of_insats("guiden", fee)).replace(NBSP, " ") == "37 800 kr"
    assert wording.budget_text(fee, "tkr").replace(NBSP, " ") == "38 tkr"
