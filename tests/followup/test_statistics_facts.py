"""Statistics as facts: totals, shares, flow, and what must agree."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from finsam.documents.registry import find_block
from finsam.facts import book as engine
from finsam.facts.book import Fact
from followup.statistics.facts import statistics
from tests.followup.people import YEAR


def value(people, key):
    fact = people.book().get(key)
    return None if fact is None else fact.value


def problems(people):
    year = statistics(people.book(), YEAR)
    return [*(text for one in year.tables.values() for text in one.problems())]


def test_a_total_is_what_was_entered_or_the_sum_of_its_parts(people):
    people.table("pagaende", {"kvinna": 114, "man": 69})
    people.table("avslutade", {"": 63})
    assert value(people, "stat.vagledarna.deltagare.pagaende@0") == 183
    assert value(people, "stat.vagledarna.deltagare.pagaende.kvinna@0") == 114
    assert value(people, "stat.vagledarna.deltagare.avslutade@0") == 63
    assert value(people, "stat.vagledarna.deltagare.avslutade.kvinna@0") is None
    assert value(people, "stat.vagledarna.deltagare.pagaende.man.andel@0") == Decimal(69) / 183


def test_what_is_counted_among_people_is_told_for_each_of_them(people):
    people.table("sokande", {"": 117})
    contacts = people.measure("Kontakter", persons=False)
    people.table("sokande", {"": 200}, measure=contacts)
    people.table("besokare", {"": 40}, measure=contacts)
    each = people.book()["stat.vagledarna.kontakter.sokande.per-person@0"]
    assert (each.label, each.unit, each.value) == ("Kontakter per person", "st", Decimal(200) / 117)
    assert value(people, "stat.vagledarna.kontakter.besokare.per-person@0") is None, "nobody says how many"
    assert value(people, "stat.vagledarna.deltagare.sokande.per-person@0") is None
    tables = list(find_block("deltagare").pieces(people.book(), {}))
    rows = {row.label: row.cells["varde"].fact.value for row in tables[-1].rows}
    assert round(rows["Kontakter per person"], 1) == Decimal("1.7")


def test_groups_by_sex_make_columns_and_rows(people):
    ages = people.bins("Ålder", "16-24", "25-65")
    table = {"16-24 kvinna": 20, "16-24 man": 10, "25-65 kvinna": 30, "25-65 man": 40}
    people.table("pagaende", table, measure=people.measure("Ålder"), bin_set=ages)
    base = "stat.vagledarna.alder.pagaende"
    assert value(people, f"{base}.16-24@0") == 30
    assert value(people, f"{base}.kvinna@0") == 50
    assert value(people, f"{base}@0") == 100
    assert value(people, f"{base}.16-24.andel@0") == Decimal("0.3")
    assert value(people, f"{base}.16-24.kvinna.andel@0") == Decimal("0.4")
    assert problems(people) == []


def test_a_group_known_only_together_leaves_the_sexes_without_totals(people):
    ages = people.bins("Ålder", "16-24", "25-65")
    table = {"16-24 kvinna": 20, "16-24 man": 10, "25-65": 70}
    people.table("pagaende", table, measure=people.measure("Ålder"), bin_set=ages)
    assert value(people, "stat.vagledarna.alder.pagaende.kvinna@0") is None
    assert value(people, "stat.vagledarna.alder.pagaende@0") == 100


def test_sexes_that_do_not_add_up_say_what_is_left(people):
    people.table("pagaende", {"": 75, "kvinna": 45, "man": 25})
    (sentence,) = problems(people)
    assert sentence == (
        "Deltagare, inskrivna under året, Vägledarna: könen blir tillsammans 70, men totalt är 75. "
        "Skriv de 5 som återstår som annat eller okänt, om det är vad de är."
    )


def test_leavers_that_do_not_sum_are_told(people):
    reasons = people.bins("Avslutsorsak", "arbete", "studier", "vård")
    people.table(
        "avslutade",
        {"": 63, "arbete": 40, "studier": 10, "vard": 12},
        measure=people.measure("Orsak"),
        bin_set=reasons,
    )
    (sentence,) = problems(people)
    assert "grupperna blir tillsammans 62, men totalt är 63" in sentence


def test_several_answers_may_be_more_than_the_people(people):
    contacts = people.bins("Kontakter", "kommun", "region")
    table = {"": 117, "kommun": 110, "region": 90}
    people.table(
        "besokare", table, measure=people.measure("Kontakter"), bin_set=contacts, multi_response=True
    )
    base = "stat.vagledarna.kontakter.besokare"
    assert problems(people) == []
    assert value(people, f"{base}@0") == 117
    assert value(people, f"{base}.svar@0") == 200
    assert value(people, f"{base}.per-person@0") == Decimal(200) / 117


def test_more_in_a_group_than_there_are_people_is_told(people):
    contacts = people.bins("Kontakter", "kommun", "region")
    people.table(
        "besokare",
        {"": 100, "kommun": 110},
        measure=people.measure("Kontakter"),
        bin_set=contacts,
        multi_response=True,
    )
    assert problems(people) == ["”kommun” är 110, fler än alla 100 som har svarat."]


def test_overlapping_groups_are_told(people):
    ages = people.bins("Ålder", ("40–50", 40, 50), ("50–65", 50, 65), ("70–", 70, None), unit="år")
    people.table("pagaende", {"40-50": 3}, measure=people.measure("Ålder"), bin_set=ages)
    assert problems(people) == [
        "”40–50” och ”50–65” överlappar: båda omfattar 50 år.",
        "Mellan ”50–65” och ”70–” saknas 66–69 år.",
    ]


def test_the_flow_gives_what_was_not_entered(people):
    people.table("ingaende", {"": 120})
    people.table("nya", {"": 63})
    people.table("avslutade", {"": 63})
    assert value(people, "stat.vagledarna.deltagare.pagaende@0") == 183
    assert value(people, "stat.vagledarna.deltagare.utgaende@0") == 120
    assert value(people, "stat.vagledarna.andel-avslutade@0") == Decimal(63) / 183
    assert all(check.holds for check in statistics(people.book(), YEAR).checks())


def test_a_flow_that_does_not_hold_is_told(people):
    people.table("ingaende", {"": 120})
    people.table("nya", {"": 63})
    people.table("avslutade", {"": 63})
    people.table("utgaende", {"": 119})
    (check,) = [one for one in statistics(people.book(), YEAR).checks() if not one.holds]
    assert (check.left.value, check.right.value) == (119, 120)


def test_a_year_begins_with_those_who_were_left(people):
    people.table("utgaende", {"": 118}, year=YEAR - 1)
    people.table("ingaende", {"": 120})
    (check,) = [one for one in statistics(people.book(), YEAR).checks() if not one.holds]
    assert check.message.endswith("2023 börjar inte med dem som var kvar när 2022 slutade.")


def test_a_part_of_the_year_is_another_population(people):
    people.table("pagaende", {"": 150}, until=date(YEAR, 8, 31))
    people.table("pagaende", {"": 183})
    assert value(people, "stat.vagledarna.deltagare.pagaende-0831@0") == 150
    assert value(people, "stat.vagledarna.deltagare.pagaende@0") == 183


def test_the_same_table_twice_is_refused(people):
    people.table("pagaende", {"": 1})
    with pytest.raises(ValidationError, match="Det finns redan en tabell"):
        people.table("pagaende", {"": 2})


def test_kommuner_are_parts_too(people):
    people.kommun("Norrby"), people.kommun("Söderby")
    people.table("pagaende", {"@norrby": 78, "@soderby": 22})
    assert value(people, "stat.vagledarna.deltagare.pagaende@0") == 100
    assert value(people, "stat.vagledarna.deltagare.pagaende.i-norrby.andel@0") == Decimal("0.78")


def test_a_historical_share_is_marked(people):
    people.table("avslutade", {"": "48%"}, year=YEAR - 1)
    fact = people.book()["stat.vagledarna.deltagare.avslutade.andel@-1"]
    assert (fact.value, fact.op) == (Decimal("0.48"), "given")
    assert fact.label.endswith("(n okänt)")


def test_a_qualifier_follows_into_sums(people):
    people.table("besokare", {"kvinna": "ca 40", "man": 30})
    fact = people.book()["stat.vagledarna.deltagare.besokare@0"]
    assert (fact.value, fact.qualifier) == (70, "ca")


def test_cost_per_participant_is_worked_out(people, monkeypatch):
    cost = Fact(f"utfall.insats.vagledarna@{YEAR}", "Vägledarna", Decimal(-3000000), side="kostnad")
    monkeypatch.setitem(
        engine.PROVIDERS, "utfall", engine.Provider(lambda book, year: [cost] if year == YEAR else [])
    )
    people.table("pagaende", {"": 150})
    fact = people.book()["stat.vagledarna.kostnad-per-deltagare@0"]
    assert (fact.value, fact.unit, fact.op) == (20000, "kr", "ratio")


def test_a_grade_stays_on_its_scale(people):
    grade = people.measure("Betyg", kind="betyg", persons=False, scale_low=0, scale_high=10, decimals=1)
    with pytest.raises(ValidationError, match="Betyget ska ligga på skalan 0–10"):
        people.table("besokare", {"": 11}, measure=grade)


def test_all_is_read_in_a_constant_number_of_queries(people, django_assert_max_num_queries):
    ages = people.bins("Ålder", "16-24", "25-65")
    measure = people.measure("Ålder")
    for population in ("pagaende", "avslutade", "nya"):
        people.table(population, {"16-24 kvinna": 20, "25-65": 70}, measure=measure, bin_set=ages)
    with django_assert_max_num_queries(6):
        people.book().facts("stat", YEAR)


def test_events_add_up_to_the_goal(people):
    people.event("Vändpunkter", attendance=70, qualifier="ca", insats=people.insats)
    people.event("Utbildning", attendance=30)
    people.event("Mässa", attendance=500, counted=False)
    people.event("Nytt avtal", time="efter", start=date(YEAR + 1, 2, 1), attendance=9)
    assert value(people, "handelse.deltagare@0") == 100
    assert people.book()["handelse.deltagare@0"].qualifier == "ca"
    assert value(people, "handelse.insats.vagledarna.deltagare@0") == 70
