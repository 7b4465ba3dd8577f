"""Results as facts, verdicts from them, what documents print, and the rules over them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finsam.core.models import FiscalYear
from finsam.core.tenancy.scope import inside
from finsam.demo.loader import Loader
from finsam.disclosure.hiding import suppress
from finsam.documents.models import Document, Section
from finsam.documents.registry import find_block
from finsam.documents.resolve import resolve, resolve_block
from finsam.facts import book as facts
from finsam.facts.book import Book, Fact, ratio
from finsam.organisation.models import Contribution, EquityLevel, Payer
from followup.goals import queries as results
from followup.goals.judging.judging import counted_verdict
from followup.goals.judging.verdicts import Status
from followup.goals.models import GoalReport
from followup.goals.services import hindrances
from plans import queries
from plans.models.goals import Goal
from tests.followup.results import AUGUST, YEAR_END, findings, report, told_goals
from tests.plans.small import NBSP, YEAR, html_of, part, pieces

SHARE = {"numerator": 25, "denominator": 63}


@pytest.fixture
def work(plan):
    """A goal of an insats: at least 45 % to work or studies."""
    one = plan.insats("Spåret")
    return plan.goal(
        "Egen försörjning", part(measure="går till arbete", target=Decimal(45)), key="arbete", insats_year=one,
        text="{mål} av deltagarna ska gå till arbete.", follow_up="Enkät vid avslut.",
    )  # fmt: skip


@pytest.fixture
def says(monkeypatch):
    """Let a provider consist of the facts given."""

    def say(prefix, *said):
        monkeypatch.setitem(
            facts.PROVIDERS,
            prefix,
            facts.Provider(lambda book, year: [one for one in said if one.key.endswith(str(year))]),
        )

    return say


def verdict_of(plan, key, end=YEAR_END):
    book = plan.book()
    return counted_verdict(book, book.read(queries.goals, YEAR).by_key[key], end)


def printed(plan, **options) -> dict[str, str]:
    """The block's tables as goal → result, without how it is followed up."""
    book = plan.book()
    return {
        goal: said
        for table in pieces("maluppfyllelse", book, **options)
        for goal, said in told_goals(table, lambda html: html_of(book, html)).items()
    }


# Facts


def test_share_is_counted_from_its_numerator_and_denominator(plan, work):
    report(plan, work, {**SHARE, "women": 9, "women_of": 20, "men": 16, "men_of": 43})
    book = plan.book()
    share = book["resultat.arbete.del@0"]
    assert (share.op, share.value, share.unit) == ("ratio", Decimal(25) / 63, "%")
    assert [one.key for _, one in share.parts] == [
        f"resultat.arbete.del.taljare@{YEAR}",
        f"resultat.arbete.del.namnare@{YEAR}",
    ]
    assert book["resultat.arbete.del.behovs@0"].value == 29
    assert book["resultat.arbete.del.kvinna@0"].value == Decimal(9) / 20
    assert all(one.persons for _, one in share.parts)
    # The sexes are tied to the whole, so that a hidden one can't be had by subtraction.
    (tie,) = book["resultat.arbete.del.taljare@0"].identities
    assert {key for _, key in tie} == {
        f"resultat.arbete.del{sex}.taljare@{YEAR}" for sex in ("", ".kvinna", ".man")
    }


def test_missed_target_never_looks_reached_by_rounding(plan, work):
    report(plan, work, {"numerator": 89, "denominator": 199})
    assert "| 44,7 % |" in printed(plan)["arbete"]


@pytest.mark.parametrize(
    ("operator", "counts", "said"),
    [
        (
            "minst",
            (113, 133),
            "[Nästan uppfyllt] | 84,96 % | minst 85 % | 113 av 133 | Det krävdes 114 av 133.",
        ),
        ("over", (4252, 5000), "[Uppfyllt] | 85,04 % | över 85 % | 4 252 av 5 000"),
        (
            "under",
            (4252, 5000),
            "[Nästan uppfyllt] | 85 % | under 85 % | 4 252 av 5 000 | Det fick vara högst 4 249 av 5 000.",
        ),
        ("minst", (4252, 5000), "[Uppfyllt] | 85 % | minst 85 % | 4 252 av 5 000"),
    ],
)
def test_result_beside_its_target_looks_as_it_is_judged(plan, operator, counts, said):
    goal = plan.goal("Nöjda", part(operator=operator, target=Decimal(85)), key="arbete")
    report(plan, goal, {"numerator": counts[0], "denominator": counts[1]})
    assert printed(plan, follow_up=False)["arbete"] == said
    book = plan.book()
    assert html_of(book, '<p><data value="resultat.arbete.del@0" data-format="%.1"></data></p>') == (
        {"minst": {113: "<p>84,96 %</p>", 4252: "<p>85,0 %</p>"}, "over": {4252: "<p>85,04 %</p>"},
         "under": {4252: "<p>85,0 %</p>"}}[operator][counts[0]]
    )  # fmt: skip


def test_drafts_are_no_facts(plan, work):
    report(plan, work, SHARE, state="utkast")
    assert plan.book().facts("resultat", YEAR) == {}
    assert verdict_of(plan, "arbete").status == Status.UNMEASURED


def test_interim_result_has_its_day_and_speaks_for_the_year_until_that_is_there(plan, work):
    report(plan, work, {"numerator": 5, "denominator": 20}, end=AUGUST)
    book = plan.book()
    assert (
        book["resultat.arbete.del.per-0831@0"].value == book["resultat.arbete.del@0"].value == Decimal("0.25")
    )
    report(plan, work, SHARE)
    book = plan.book()
    assert book["resultat.arbete.del@0"].value == Decimal(25) / 63
    assert book["resultat.arbete.del.per-0831@0"].value == Decimal("0.25")
    assert verdict_of(plan, "arbete", AUGUST).report.end == AUGUST


def test_stated_share_without_n_says_so(plan, work):
    report(plan, work, {"value": "90", "qualifier": "över"})
    assert printed(plan, follow_up=False)["arbete"] == "[Uppfyllt] | över 90 % | minst 45 % | okänt"


def test_bound_part_is_read_and_never_typed(plan, says):
    upper = Fact(f"stat.x.sysselsatta@{YEAR}", "Sysselsatta", Decimal(25), unit="st", persons=True)
    lower = Fact(f"stat.x.avslutade@{YEAR}", "Avslutade", Decimal(63), unit="st", persons=True)
    says("stat", upper, lower, ratio(f"stat.x.andel@{YEAR}", "Andel", upper, lower))
    goal = plan.goal("Arbete", part(fact="stat.x.andel@0", target=Decimal(45)), key="arbete")
    with pytest.raises(ValidationError, match="läses ur en annan uppgift"):
        report(plan, goal, SHARE)
    GoalReport.objects.all().delete()
    assert plan.book()["resultat.arbete.del@0"].value == Decimal(25) / 63
    assert printed(plan)["arbete"] == ("[Ej uppfyllt] | 40 % | minst 45 % | 25 av 63 | Det krävdes 29 av 63.")
    upper_now = Fact(f"stat.x.sysselsatta@{YEAR}", "Sysselsatta", Decimal(29), unit="st", persons=True)
    says("stat", upper_now, lower, ratio(f"stat.x.andel@{YEAR}", "Andel", upper_now, lower))
    assert verdict_of(plan, "arbete").status == Status.MET


def people(name: str, count: int) -> Fact:
    return Fact(f"stat.x.{name}@{YEAR}", name, Decimal(count), unit="st", persons=True)


@pytest.mark.parametrize(
    ("upper", "lower", "hidden"),
    [
        (38, 40, True),
        (40, 40, False),
        (30, 40, False),
        (0, 40, False),
        (3, 40, True),
        (36, 40, True),
        (35, 40, False),
    ],
)
def test_those_who_did_not_reach_a_goal_are_few_people_too(plan, upper, lower, hidden):
    goal = plan.goal("Arbete", part(target=Decimal(10)), key="arbete")
    report(plan, goal, {"numerator": upper, "denominator": lower})
    resolved = resolve_block(find_block("maluppfyllelse"), plan.book(), {})
    shown = suppress(resolved, 5).facts
    assert (f"resultat.arbete.del@{YEAR}" not in shown) == hidden
    assert (f"resultat.arbete.del.taljare@{YEAR}" not in shown) == hidden


def test_part_may_be_several_figures_put_together(plan, says):
    """Studies, work and ready for it: 25 of 63, where 29 are needed. By sex, where all of it is known by sex."""
    says("stat", people("studier", 13), people("arbete", 8), people("redo", 4), people("alla", 63),
         people("studier.man", 5), people("arbete.man", 3), people("redo.man", 2), people("alla.man", 20))  # fmt: skip
    bound = "stat.x.studier@0 + stat.x.arbete@0 + stat.x.redo@0 / stat.x.alla@0"
    plan.goal("Arbete", part(fact=bound, target=Decimal(45)), key="arbete")
    assert printed(plan)["arbete"] == (
        "[Ej uppfyllt] | 40 % | minst 45 % | 25 av 63 | Män 50 % (10 av 20). Det krävdes 29 av 63."
    )
    fact = plan.book()["resultat.arbete.del@0"]
    assert {f"stat.x.{name}@{YEAR}" for name in ("studier", "arbete", "redo", "alla")} <= {
        one.key for one in fact.walk()
    }
    assert fact.bounds == ((f"resultat.arbete.del.underlag.taljare@{YEAR}", 0, 25),)


def test_stated_shares_of_nobody_knows_how_many_say_so_once(plan, says):
    def stated(name, value):
        return Fact(f"indikator.{name}@{YEAR}", name, Decimal(value), unit="%")

    says("indikator", stated("styrelse.1", "1"), stated("beredning.1", "0.66"), stated("personal.1", "0.9"),
         Fact(f"indikator.personal.1.n@{YEAR}", "antal svar", Decimal(29), unit="st", persons=True))  # fmt: skip
    board = part("styrelse", fact="indikator.styrelse.1@0", population="styrelsen", target=Decimal(75))
    group = part("beredning", fact="indikator.beredning.1@0", population="beredningen", target=Decimal(75))
    plan.goal("Strukturer", board, group, key="strukturer")
    plan.goal("Ensam", part(fact="indikator.styrelse.1@0", target=Decimal(75)), key="ensam")
    plan.goal("Personal", part(fact="indikator.personal.1@0", target=Decimal(75)), key="personal")
    found = printed(plan)
    assert found["strukturer"].count("inte känt") == 1
    assert "okänt" not in found["strukturer"]
    assert "| 100 % | minst 75 % | okänt" in found["ensam"]
    assert "| 90 % | minst 75 % | 29 svarande" in found["personal"]


def test_bound_part_that_is_judged_by_words_tells_its_figure(plan, says):
    says("stat", people("vard", 19), people("alla", 63))
    told = part(fact="stat.x.vard@0 / stat.x.alla@0", operator="text", target=None)
    plan.goal("Vård", told, key="vard")
    assert verdict_of(plan, "vard").status == Status.UNJUDGED
    assert printed(plan)["vard"] == "[Ingen bedömning] | 30 % | bedöms med ord | 19 av 63"


@pytest.mark.parametrize("name", ["stat.finns-inte@0", "resultat.arbete.del@0", "skräp"])
def test_bound_part_that_cannot_be_read_is_not_measured_and_reported(plan, name):
    plan.goal("Arbete", part(fact=name), key="arbete")
    assert verdict_of(plan, "arbete").status == Status.UNMEASURED
    assert [one.subject for one in findings(plan, "R19")] == ["bunden/arbete/del"]


# Verdicts


def test_populations_are_judged_apart_and_together(plan):
    goal = plan.goal("Strukturer", part(target=Decimal(75)), key="strukturer")
    report(
        plan, goal,
        {"population": "styrelsen", "numerator": 10, "denominator": 10},
        {"population": "beredningsgruppen", "numerator": 6, "denominator": 9},
    )  # fmt: skip
    verdict = verdict_of(plan, "strukturer")
    assert [one.status for one in verdict.parts[0].among] == [Status.MET, Status.MISSED]
    assert verdict.status == Status.PARTLY
    assert plan.book()["resultat.strukturer.del.styrelsen@0"].value == 1
    assert printed(plan)["strukturer"] == (
        "[Delvis uppfyllt] || Styrelsen: [Uppfyllt] | 100 % | minst 75 % | 10 av 10 || "
        "Beredningsgruppen: [Ej uppfyllt] | 67 % | minst 75 % | 6 av 9 | Det krävdes 7 av 9."
    )


def test_base_year_goal_is_judged_against_that_years_result(plan):
    goal = plan.goal("Fler", part(operator="fler", target=None, unit="st", base_offset=-1), key="fler")
    report(plan, goal, {"value": "60"})
    assert verdict_of(plan, "fler").status == Status.UNJUDGED
    assert [one.subject for one in findings(plan, "R19") if one.subject.startswith("basar")] == [
        "basar/fler/del"
    ]
    before = FiscalYear.objects.create(forbund=plan.forbund, year=YEAR - 1, key=str(YEAR - 1))
    old = Goal.objects.create(
        forbund=plan.forbund, fiscal_year=before, name="Fler", key="fler", kind="individ"
    )
    old.parts.create(forbund=plan.forbund, **part(operator="fler", target=None, unit="st"))
    made = GoalReport.objects.create(
        forbund=plan.forbund,
        fiscal_year=before,
        goal=old,
        end=YEAR_END.replace(year=YEAR - 1),
        state="godkand",
    )
    made.results.create(forbund=plan.forbund, part=old.parts.get(), value=Decimal(50))
    assert verdict_of(plan, "fler").status == Status.MET
    assert not [one for one in findings(plan, "R19") if one.subject.startswith("basar")]


def test_override_needs_a_reason_that_is_printed_and_is_noted(plan, work):
    with pytest.raises(ValidationError, match="Skriv varför"):
        report(plan, work, judgement="nastan")
    report(plan, work, SHARE, judgement="nastan", reason="Fyra avslut drog ut på tiden.", state="godkand")
    assert verdict_of(plan, "arbete").status == Status.NEARLY
    assert printed(plan, needed=False, follow_up=False)["arbete"] == (
        "[Nästan uppfyllt] | 40 % | minst 45 % | 25 av 63 | "
        "Fyra avslut drog ut på tiden. Uträknad bedömning: ej uppfyllt."
    )
    (finding,) = findings(plan, "R19")
    assert (finding.severity, finding.subject) == ("info", "bedomning/arbete")


@pytest.mark.parametrize("reason", [".", "ok", "Se ovan."])
def test_an_override_that_came_in_without_a_real_reason_is_warned_of(plan, work, reason):
    report(plan, work, SHARE, judgement="nastan", reason=reason, state="godkand")
    (finding,) = findings(plan, "R19")
    assert (finding.severity, finding.subject) == ("varning", "bedomning/arbete")
    assert finding.message.startswith(
        f"”Egen försörjning” är bedömt på annat sätt än resultatet ger, och skälet är bara ”{reason}”. "
        "Skriv varför bedömningen är en annan än den uträknade, med minst några ord"
    )


@pytest.mark.parametrize("comment", ["", ".", "ok", "Enligt ovan."])
def test_a_goal_judged_in_words_says_what_by(plan, comment):
    goal = plan.goal("Buffert", part(operator="text", target=None), key="buffert")
    made = report(plan, goal, {"word": "uppfyllt", "comment": comment}, state="utkast")
    (hindrance,) = hindrances(made, list(made.results.all()))
    assert hindrance[1] == "comment"
    assert hindrance[2].startswith("Skriv vad bedömningen bygger på, med minst några ord")


def test_the_limit_of_nearly_is_the_forbunds(plan, work):
    report(plan, work, SHARE)
    assert verdict_of(plan, "arbete").status == Status.MISSED
    plan.forbund.nearly_percent = 15
    assert verdict_of(plan, "arbete").status == Status.NEARLY


@pytest.mark.parametrize(
    "operator, row, expected",
    [
        ("ja", {"answer": "ja"}, "[Uppfyllt] | Ja | ja"),
        ("ja", {"answer": "nej"}, "[Ej uppfyllt] | Nej | ja"),
        (
            "text",
            {"word": "uppfyllt", "comment": "Allt är gjort."},
            "[Uppfyllt] | bedöms med ord | Allt är gjort.",
        ),
    ],
)
def test_goals_in_words_need_no_number(plan, operator, row, expected):
    goal = plan.goal("Buffert", part(operator=operator, target=None), key="buffert")
    report(plan, goal, row)
    assert printed(plan)["buffert"] == expected


# The block


def test_tables_stand_per_insats_and_the_forbunds_own_last(plan, work):
    plan.goal("God hushållning", part(operator="ja", target=None), key="hushallning", kind="finansiellt")
    keys = {
        about: [one.key for one in pieces("maluppfyllelse", plan.book(), about=about)]
        for about in ("alla", "insatser", "forbund")
    }
    assert keys == {
        "alla": ["maluppfyllelse-sparet", "maluppfyllelse-forbund"],
        "insatser": ["maluppfyllelse-sparet"],
        "forbund": ["maluppfyllelse-forbund"],
    }
    (table,) = pieces("maluppfyllelse", plan.book(), kind="individ", insatser=["sparet"])
    assert [row.label.replace(NBSP, " ") for row in table.rows] == ["45 % av deltagarna ska gå till arbete."]
    assert [column.label for column in table.columns] == [
        "Bedömning",
        "Resultat",
        "Målvärde",
        "Om resultatet",
    ]
    assert printed(plan)["arbete"] == (
        "[Ej mätt] | – | minst 45 % | Inget resultat är inlämnat. | Uppföljning: Enkät vid avslut."
    )


def test_block_tells_sexes_sources_and_forecast_when_asked(plan, work):
    report(
        plan, work, {**SHARE, "women": 9, "women_of": 20, "men": 16, "men_of": 43, "source": "enkät"},
        end=AUGUST, forecast="nas", forecast_text="Fler avslut i höst.", comment="Hög närvaro.",
    )  # fmt: skip
    said = printed(plan, until="08-31", forecast=True, needed=False)["arbete"]
    assert said == (
        "[Ej uppfyllt] | 40 % | minst 45 % | 25 av 63 | Kvinnor 45 % (9 av 20), män 37 % (16 av 43). | "
        "Hög närvaro. | Prognos: målet nås. Fler avslut i höst. | Uppföljning: Enkät vid avslut. Källa: enkät."
    )


def test_what_people_write_is_no_markup(plan, work):
    report(plan, work, {**SHARE, "comment": "<b>fet</b>"}, comment="<script>")
    assert "&lt;b&gt;fet&lt;/b&gt;" in printed(plan)["arbete"]
    assert "<script>" not in printed(plan)["arbete"]


def test_queries_do_not_grow_with_the_results(plan, work):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as found:
            pieces("maluppfyllelse", plan.book())
        return len(found)

    report(plan, work, SHARE)
    few = count()
    for number in range(8):
        goal = plan.goal(f"Mål {number}", part(), part("b", operator="hogst"), insats_year=work.insats_year)
        report(plan, goal, {**SHARE, "population": "a"}, {**SHARE, "population": "b"}, {**SHARE, "part": "b"})
    assert count() == few


def test_few_people_are_hidden_in_what_is_published(plan, work):
    report(plan, work, {**SHARE, "women": 3, "women_of": 20, "men": 22, "men_of": 43})
    document = Document.objects.create(kind="arsredovisning", title="Årsredovisning", **plan.year)
    Section.objects.create(forbund=plan.forbund, document=document, title="Mål", block="maluppfyllelse")
    (table,) = suppress(resolve(document, plan.book())).tables()
    said = told_goals(table)["arbete"]
    assert "| 40 % | minst 45 % | 25 av 63 |" in said
    assert "Kvinnor en dold andel (färre än 5 av 20), män en dold andel (ett dolt antal av 43)." in said


@pytest.mark.parametrize(
    "share, answered, shown",
    [
        ("2.5", 40, "visas inte | minst 45 % | 40 svarande"),  # one of them
        ("97.5", 40, "visas inte | minst 45 % | 40 svarande"),  # all but one of them
        ("100", 40, "100 % | minst 45 % | 40 svarande"),
        ("50", 40, "50 % | minst 45 % | 40 svarande"),
        ("50", 4, "visas inte | minst 45 % | färre än 5 svarande"),
        ("2.5", None, "2,5 % | minst 45 % | okänt"),
    ],
)
def test_share_that_is_stated_of_so_many_tells_of_no_few(plan, work, share, answered, shown):
    report(plan, work, {"value": share, "answered": answered})
    document = Document.objects.create(kind="arsredovisning", title="Årsredovisning", **plan.year)
    Section.objects.create(forbund=plan.forbund, document=document, title="Mål", block="maluppfyllelse")
    (table,) = suppress(resolve(document, plan.book())).tables()
    assert f"| {shown} |" in told_goals(table)["arbete"]


# Rules


def test_rules_are_silent_when_all_is_in_order(plan, work):
    report(plan, work, {"numerator": 29, "denominator": 63}, state="godkand")
    assert findings(plan, "R19") == []


def test_submitted_result_waits_for_approval(plan, work):
    report(plan, work, {"numerator": 29, "denominator": 63})
    (finding,) = findings(plan, "R19")
    assert (finding.severity, finding.subject) == ("varning", "godkann/arbete")
    assert finding.href == f"/norra-an/{YEAR}/resultat/arbete/{YEAR_END}/"


@pytest.mark.parametrize(
    "row, sentence",
    [
        ({"numerator": 64, "denominator": 63}, "64 är fler än 63. Kontrollera båda talen."),
        ({"numerator": 5}, "Skriv hur många det är av"),
        ({**SHARE, "women": 9, "men": 15}, "Könen blir tillsammans 24, men totalt är det 25."),
        ({**SHARE, "women": 9, "women_of": 8, "men": 16, "men_of": 55}, "9 är fler än 8 bland kvinnor."),
        ({**SHARE, "value": "40"}, "Skriv antingen antal eller ett värde"),
    ],
)
def test_contradiction_that_came_past_the_form_is_an_error(plan, work, row, sentence):
    report(plan, work, row, state="godkand")
    found = findings(plan, "R19")
    assert [one.severity for one in found] == ["fel"]
    assert sentence in found[0].message
    assert verdict_of(plan, "arbete").status == Status.UNJUDGED


def test_parts_are_told_by_whom_they_are_about_when_they_measure_the_same(plan):
    parts = [part(key, population=who) for key, who in (("s", "styrelsen"), ("b", "beredningen"))]
    goal = plan.goal("Samverkan", *parts, key="samverkan")
    assert printed(plan)["samverkan"] == (
        "[Ej mätt] | Inget resultat är inlämnat. || "
        "Styrelsen: [Ej mätt] | – | minst 80 % || Beredningen: [Ej mätt] | – | minst 80 %"
    )
    report(plan, goal, {"part": "s", "numerator": 9, "denominator": 10})
    assert printed(plan)["samverkan"] == (
        "[Delvis uppfyllt] || Styrelsen: [Uppfyllt] | 90 % | minst 80 % | 9 av 10 || "
        "Beredningen: [Ej mätt] | – | minst 80 %"
    )


@pytest.mark.parametrize("values, fires", [((40, 20, 40), False), ((40, 20, 30), True)])
def test_distribution_comes_out_as_a_whole(plan, values, fires):
    parts = [
        part(key, measure=key, operator="lika", target=Decimal(target))
        for key, target in (("a", 40), ("b", 20), ("c", 40))
    ]
    goal = plan.goal("Avslut", *parts, key="avslut", verdict="fordelning")
    rows = [
        {"part": key, "numerator": value, "denominator": 100}
        for key, value in zip("abc", values, strict=True)
    ]
    report(plan, goal, *rows, state="godkand", why="Färre än väntat gick vidare.")
    assert [one.subject for one in findings(plan, "R19")] == (["utfall/avslut"] if fires else [])


@pytest.fixture
def capital(plan, says):
    """Contributions of 5 mnkr and a recommended ceiling of a fifth of them."""
    payer = Payer.objects.create(forbund=plan.forbund, name="Staten")
    Contribution.objects.create(
        forbund=plan.forbund, payer=payer, year=YEAR, status="beslutat", amount=5_000_000
    )
    EquityLevel.objects.create(forbund=plan.forbund, valid_from=2013, percent=20, source="Rekommendation")
    says(
        "budget",
        Fact(f"budget.andel.kapital@{YEAR}", "Andel", Decimal("0.1"), unit="%"),
        Fact(f"budget.utgaende@{YEAR}", "Kapital", Decimal(500_000)),
    )
    return plan


@pytest.mark.parametrize(
    "fields, expected",
    [
        ({"operator": "hogst", "target": Decimal(20)}, []),
        ({"operator": "hogst", "target": Decimal(25)}, ["mal/kapital/del/tak"]),
        ({"operator": "hogst", "target": Decimal(20), "base_offset": -1}, ["mal/kapital/del/basar"]),
    ],
)
def test_goal_about_equity_agrees_with_the_recommendation(capital, fields, expected):
    capital.goal("Kapital", part(fact="budget.andel.kapital@0", **fields), key="kapital", kind="finansiellt")
    assert [one.subject for one in findings(capital, "R14")] == expected


@pytest.mark.parametrize("floor, expected", [(130_000, []), (None, []), (200_000, ["mal/kapital/del/golv"])])
def test_goal_about_the_floor_agrees_with_the_forbunds(capital, floor, expected):
    capital.forbund.equity_floor = floor and Decimal(floor)
    capital.goal(
        "Kapital",
        part(fact="budget.utgaende@0", unit="kr", target=Decimal(130_000)),
        key="kapital",
        kind="finansiellt",
    )
    assert [one.subject for one in findings(capital, "R14")] == expected


def test_book_of_another_year_reads_its_own(plan, work):
    report(plan, work, SHARE)
    assert Book(plan.forbund, YEAR + 1)["resultat.arbete.del@-1"].value == Decimal(25) / 63
    assert results.reports(plan.forbund, YEAR + 1).by_day == {}


# Loading

FORBUND = """
core.forbund: {key: lilla-an, name: Finsam Lilla ån, short_name: Lilla ån}
core.fiscalyear:
  - {year: 2023, decided_before: true}
"""
GOALS = """
year: 2023
plans.goal:
  - key: arbete
    kind: individ
    name: Arbete
    parts:
      - {key: andel, measure: går till arbete, operator: minst, target: 45}
followup.reportdate:
  - {name: Helår, end: 2023-12-31, due: 2024-01-31}
followup.goalreport:
  - goal: arbete
    end: 2023-12-31
    state: godkand
    comment: Fler gick vidare till vården.
    results:
      - {part: 2023/arbete/andel, numerator: 25, denominator: 63, source: avslut}
"""


def test_reports_are_read_from_files(db, tmp_path):
    (tmp_path / "forbund.yaml").write_text(FORBUND, encoding="utf-8")
    (tmp_path / "resultat.yaml").write_text(GOALS, encoding="utf-8")
    forbund = Loader(tmp_path).load()
    with inside(forbund):
        assert Book(forbund, 2023)["resultat.arbete.andel@0"].value == Decimal(25) / 63
    Loader(tmp_path).reload(forbund)
