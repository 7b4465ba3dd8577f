"""The plan's pages: what they show, what they save, and the sentences they refuse with."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from finsam.core.models import AuditEntry, FiscalYear, Forbund
from finsam.core.tenancy.scope import inside, scopes_disabled
from plans.models.goals import Goal, GoalPart
from plans.models.insatser import Insats, InsatsShare, InsatsYear
from plans.models.year import Meeting, Risk, WheelItem
from tests import clients
from tests.plans.small import Plan, part

PLACE = "/norra-an/2024"


def sign_in(forbund: Forbund, role: str) -> Client:
    who = clients.let_in(clients.user(role), role, forbund.key)
    return clients.signed_in(who, headers={"origin": clients.ORIGIN})


@pytest.fixture
def chief(plan):
    return sign_in(plan.forbund, "forbundschef")


@pytest.fixture
def auditor(plan):
    return sign_in(plan.forbund, "revisor")


@pytest.fixture
def elsewhere(db):
    """Another förbund with things of its own."""
    forbund = Forbund.objects.create(key="sodra-an", name="Finsam Södra ån", short_name="Södra ån")
    with inside(forbund):
        return Plan(forbund)


def text_of(response) -> str:
    """The page's words, single-spaced."""
    html = re.sub(r"<(script|style|template)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " ").replace("&nbsp;", " "))


def rows(prefix: str, *given: dict, initial: int = 0) -> dict:
    """A formset's fields as a browser posts them."""
    posted = {f"{prefix}-TOTAL_FORMS": str(len(given)), f"{prefix}-INITIAL_FORMS": str(initial)}
    return posted | {
        f"{prefix}-{place}-{name}": value for place, row in enumerate(given) for name, value in row.items()
    }


GOAL = {
    "name": "Nöjda",
    "level": "mal",
    "kind": "individ",
    "verdict": "alla",
    "order": "1",
    "text": "{mål} är nöjda.",
}
PART = {
    "measure": "är nöjda", "operator": "minst", "target": "80", "unit": "%", "base_offset": "0",
    "working_days": "on",
}  # fmt: skip


# Insatser


def test_an_insats_shows_its_card_and_leads_to_its_form(plan, chief):
    one = plan.insats("Coachteamet", purpose="<p>Fler i arbete.</p>", owner="Norra kommun")
    page = chief.get(f"{PLACE}/insatser/{one.key}/")
    assert "Fler i arbete." in text_of(page)
    assert f'href="{PLACE}/insatser/{one.key}/andra/"' in page.content.decode()


def test_a_reader_sees_the_card_and_why_she_may_not_change_it(plan, auditor):
    one = plan.insats("Coachteamet", purpose="<p>Fler i arbete.</p>")
    page = auditor.get(f"{PLACE}/insatser/{one.key}/")
    assert "Fler i arbete." in text_of(page)
    assert "Din roll får inte ändra i verksamhetsplanen" in text_of(page)
    assert "/andra/" not in page.content.decode()


def test_a_new_insats_gets_a_name_or_is_chosen_from_another_year(plan, chief):
    posted = {"name": "Ungsam", "order": "1", **rows("c0")}
    assert chief.post(f"{PLACE}/insatser/ny/", posted).status_code == 302
    one = InsatsYear.objects.get()
    assert (one.insats.name, one.key) == ("Ungsam", "ungsam")
    assert AuditEntry.objects.filter(verb="skapade").count() == 1

    earlier = Insats.objects.create(forbund=plan.forbund, name="Mottagningen")
    posted = {"insats": str(earlier.pk), "order": "2", **rows("c0")}
    assert chief.post(f"{PLACE}/insatser/ny/", posted).status_code == 302
    assert set(InsatsYear.objects.values_list("insats__name", flat=True)) == {"Ungsam", "Mottagningen"}


def test_an_insats_without_a_name_is_refused_beside_the_field(plan, chief):
    page = chief.post(f"{PLACE}/insatser/ny/", {"order": "1", **rows("c0")})
    assert page.status_code == 422
    assert "Skriv vad insatsen heter" in text_of(page)
    assert not Insats.objects.exists()


def test_shares_that_are_not_a_whole_are_refused_and_nothing_is_saved(plan, chief):
    kind, other = plan.kind("Individ"), plan.kind("Process", "struktur")
    shares = rows("c0", {"kind": str(kind.pk), "share": "60"}, {"kind": str(other.pk), "share": "30"})
    page = chief.post(f"{PLACE}/insatser/ny/", {"name": "Ungsam", "order": "1", **shares})
    assert page.status_code == 422
    assert "Andelarna blir tillsammans 90 %. De ska bli 100 %." in text_of(page)
    assert not Insats.objects.exists()
    shares["c0-1-share"] = "40"
    assert chief.post(f"{PLACE}/insatser/ny/", {"name": "Ungsam", "order": "1", **shares}).status_code == 302
    assert sorted(InsatsShare.objects.values_list("share", flat=True)) == [Decimal(40), Decimal(60)]


def test_renaming_an_insats_holds_for_all_years(plan, chief):
    one = plan.insats("Ungsam")
    posted = {"name": "Unga Sam", "order": "1", "version": "1", **rows("c0")}
    assert chief.post(f"{PLACE}/insatser/{one.key}/andra/", posted).status_code == 302
    assert Insats.objects.get().name == "Unga Sam"


def test_how_an_insats_is_registered_nationally_holds_for_all_years(plan, chief):
    posted = {"name": "Ungsam", "order": "1", "national_method": "Volym", "esf": "nej", **rows("c0")}
    assert chief.post(f"{PLACE}/insatser/ny/", posted).status_code == 302
    insats = Insats.objects.get()
    assert (insats.national_method, insats.esf) == ("Volym", False)
    form = chief.get(f"{PLACE}/insatser/ungsam/andra/").context["form"]
    assert (form["national_method"].value(), form["esf"].value()) == ("Volym", "nej")
    changed = {**posted, "version": "1", "national_method": "", "esf": "ja"}
    assert chief.post(f"{PLACE}/insatser/ungsam/andra/", changed).status_code == 302
    insats.refresh_from_db()
    assert (insats.national_method, insats.esf) == ("", True)
    entry = AuditEntry.objects.filter(verb="ändrade").get()
    assert entry.after["plans.insats:Ungsam"]["esf"] is True


def test_an_insats_from_another_year_keeps_how_it_is_registered(plan, chief):
    earlier = Insats.objects.create(forbund=plan.forbund, name="Guiden", national_method="Volym", esf=False)
    posted = {"insats": str(earlier.pk), "order": "2", **rows("c0")}
    assert chief.post(f"{PLACE}/insatser/ny/", posted).status_code == 302
    earlier.refresh_from_db()
    assert (earlier.national_method, earlier.esf) == ("Volym", False)


def test_a_method_too_long_for_the_field_is_refused(plan, chief):
    posted = {"name": "Ungsam", "order": "1", "national_method": "x" * 61, **rows("c0")}
    page = chief.post(f"{PLACE}/insatser/ny/", posted)
    assert page.status_code == 422
    assert "60 tecken" in text_of(page)


def test_an_insats_that_ends_before_it_starts(plan, chief):
    posted = {"name": "Ungsam", "order": "1", "start": "2024-05-01", "end": "2024-04-01", **rows("c0")}
    page = chief.post(f"{PLACE}/insatser/ny/", posted)
    assert "Insatsen kan inte sluta innan den börjar." in text_of(page)
    assert 'aria-invalid="true"' in page.content.decode()


def test_an_interval_needs_both_ends(plan, chief):
    posted = {"name": "Ungsam", "order": "1", "planned": "intervall", "planned_low": "40", **rows("c0")}
    page = chief.post(f"{PLACE}/insatser/ny/", posted)
    assert "Skriv ett lägsta och ett högre högsta antal deltagare." in text_of(page)


def test_an_insats_of_another_forbund_is_refused(plan, chief, elsewhere):
    with inside(elsewhere.forbund):
        theirs = Insats.objects.create(forbund=elsewhere.forbund, name="Deras")
    page = chief.post(f"{PLACE}/insatser/ny/", {"insats": str(theirs.pk), "order": "1", **rows("c0")})
    assert page.status_code == 422
    assert "Insatsen hör inte till förbundet" in text_of(page)


def test_a_kind_of_another_forbund_is_refused(plan, chief, elsewhere):
    with inside(elsewhere.forbund):
        theirs = elsewhere.kind("Deras")
    shares = rows("c0", {"kind": str(theirs.pk), "share": "100"})
    page = chief.post(f"{PLACE}/insatser/ny/", {"name": "Ungsam", "order": "1", **shares})
    assert page.status_code == 422
    assert "Valet hör inte till det här förbundet" in text_of(page)
    assert not Insats.objects.exists()


def test_a_stale_save_shows_both(plan, chief):
    one = plan.insats("Ungsam", owner="Norra kommun")
    InsatsYear.objects.filter(pk=one.pk).update(owner="Södra kommun", version=2)
    posted = {"name": "Ungsam", "owner": "Östra kommun", "order": "1", "version": "1", **rows("c0")}
    page = chief.post(f"{PLACE}/insatser/{one.key}/andra/", posted)
    assert page.status_code == 422
    assert "Det här har sparats i en annan flik eller av någon annan" in text_of(page)
    assert "Södra kommun" in text_of(page)
    assert "Östra kommun" in text_of(page)


# Goals


def test_a_goal_is_saved_with_its_part(plan, chief):
    posted = {**GOAL, **rows("c0", PART)}
    assert chief.post(f"{PLACE}/mal/ny/", posted).status_code == 302
    goal = Goal.objects.get()
    assert goal.parts.get().target == Decimal(80)
    assert "80 % är nöjda." in text_of(chief.get(f"{PLACE}/mal/"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"operator": ""}, "Målet saknar riktning."),
        ({"target": ""}, "Skriv ett målvärde, eller välj att målet bedöms med ord."),
        ({"target": "120"}, "En andel ska vara mellan 0 och 100 %."),
        ({"target": "1.234"}, "kan läsas på två sätt"),
        ({"operator": "mellan", "target_high": "70"}, "Skriv ett högsta värde som är större än målvärdet."),
        ({"operator": "inom"}, "Skriv inom hur många dagar."),
        ({"fact": "budget.finns-inte@0"}, "Uppgiften ”budget.finns-inte@2024” finns inte."),
        ({"measure": "19121212-1212 är nöjd"}, "personnummer"),
    ],
)
def test_a_part_that_cant_be_judged_is_refused(plan, chief, change, sentence):
    page = chief.post(f"{PLACE}/mal/ny/", {**GOAL, **rows("c0", {**PART, **change})})
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert 'class="invalid-feedback"' in page.content.decode()
    assert not Goal.objects.exists()
    assert not GoalPart.objects.exists()


def test_a_distribution_is_a_whole(plan, chief):
    given = [{**PART, "measure": "arbete", "target": "30"}, {**PART, "measure": "studier", "target": "60"}]
    posted = {**GOAL, "verdict": "fordelning", **rows("c0", *given)}
    page = chief.post(f"{PLACE}/mal/ny/", posted)
    assert "Fördelningen blir tillsammans 90 %. Den ska bli 100 %." in text_of(page)
    assert not Goal.objects.exists()
    posted["c0-1-target"] = "70"
    assert chief.post(f"{PLACE}/mal/ny/", posted).status_code == 302


def test_goals_stand_as_the_tree_they_are(plan, chief):
    insats = plan.insats("Coachteamet")
    area = plan.goal("Samverkan", level="omrade", number="A")
    plan.goal("Möten hålls", parent=area, level="aktivitet")
    plan.goal("Nöjda", part(), insats_year=insats, text="{mål} är nöjda.")
    page = text_of(chief.get(f"{PLACE}/mal/"))
    order = ["Förbundets mål", "Individinriktade mål", "A Samverkan", "Möten hålls Aktivitet", "Insatsernas mål",
             "Coachteamet", "80 % är nöjda."]  # fmt: skip
    assert [page.index(words) for words in order] == sorted(page.index(words) for words in order)


def test_a_goal_is_begun_under_another(plan, chief):
    area = plan.goal("Samverkan", level="omrade", kind="struktur")
    page = chief.get(f"{PLACE}/mal/ny/?under={area.key}").content.decode()
    assert f'<option value="{area.pk}" selected>' in page
    assert '<option value="struktur" selected>' in page


def test_a_goal_cant_belong_to_another_year(plan, chief):
    later = FiscalYear.objects.create(forbund=plan.forbund, year=2025, key="2025")
    other = Goal.objects.create(forbund=plan.forbund, fiscal_year=later, name="Sen", kind="individ")
    page = chief.post(f"{PLACE}/mal/ny/", {**GOAL, "parent": str(other.pk), **rows("c0")})
    assert "Valet hör inte till det här förbundet och året." in text_of(page)


def test_removing_a_goal_says_what_goes_with_it(plan, chief):
    area = plan.goal("Samverkan", level="omrade")
    plan.goal("Nöjda", part(), parent=area)
    page = chief.get(f"{PLACE}/mal/{area.key}/ta-bort/")
    assert "försvinner mål ”Nöjda”." in text_of(page)
    assert "försvinner måldel ”" in text_of(page)
    assert Goal.objects.count() == 2
    chief.post(f"{PLACE}/mal/{area.key}/ta-bort/")
    assert not Goal.objects.exists()


# Risks, meetings, the wheel


def test_a_risk_is_saved_with_its_measures(plan, chief):
    posted = {"name": "Få remisser", "text": "Få remitteras.", "level": "medel", "order": "1"}
    posted |= rows("c0", {"text": "Informera"}, {"text": "Informera igen"})
    assert chief.post(f"{PLACE}/risker/ny/", posted).status_code == 302
    assert [one.text for one in Risk.objects.get().measures.all()] == ["Informera", "Informera igen"]
    assert "2 åtgärder" in text_of(chief.get(f"{PLACE}/risker/"))


def test_a_risk_outside_the_scale(plan, chief):
    posted = {"name": "Få remisser", "text": "Få remitteras.", "likelihood": "6", "order": "1", **rows("c0")}
    page = chief.post(f"{PLACE}/risker/ny/", posted)
    assert "Sannolikhet och påverkan anges från 1 till 5." in text_of(page)


def test_the_weekday_of_a_meeting_is_computed(plan, chief):
    plan.meeting(plan.body("Styrelsen"), date(2024, 3, 27))
    assert "Onsdag 27 mars" in text_of(chief.get(f"{PLACE}/moten/"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"date": "2025-03-27"}, "Mötet ska ligga under 2024."),
        ({"start": "13:00", "end": "12:00"}, "Mötet kan inte sluta innan det börjar."),
    ],
)
def test_a_meeting_that_cant_be(plan, chief, change, sentence):
    body = plan.body("Styrelsen")
    page = chief.post(f"{PLACE}/moten/ny/", {"body": str(body.pk), "date": "2024-03-27", **change})
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert not Meeting.objects.exists()


def test_the_meetings_as_a_calendar(plan, auditor):
    plan.meeting(plan.body("Styrelsen"), date(2024, 3, 27))
    file = auditor.get(f"{PLACE}/moten.ics")
    assert file["Content-Type"].startswith("text/calendar")
    assert b"SUMMARY:Styrelsen" in file.content


def test_the_wheel_is_drawn_over_the_own_points(plan, chief):
    posted = {"name": "Nationell mätning", "month": "11", "last_month": "", "order": "1"}
    assert chief.post(f"{PLACE}/arshjul/ny/", posted).status_code == 302
    assert WheelItem.objects.get().last_month is None
    page = chief.get(f"{PLACE}/arshjul/").content.decode()
    assert "<svg" in page
    assert page.count("Nationell mätning") >= 3


def test_months_in_order(plan, chief):
    posted = {"name": "Mätning", "month": "11", "last_month": "3", "order": "1"}
    page = chief.post(f"{PLACE}/arshjul/ny/", posted)
    assert "Månaderna ska vara 1–12, i ordning." in text_of(page)


# All of them

LISTS = ("insatser", "insatskategorier", "mal", "risker", "moten", "medlemssamrad", "arshjul", "projekt")


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_teaches(plan, chief, name):
    page = chief.get(f"{PLACE}/{name}/")
    assert page.status_code == 200
    assert "Till exempel" in text_of(page) or "till exempel" in text_of(page)
    assert f'href="{PLACE}/{name}/ny/"' in page.content.decode()


def fill(plan: Plan, start: int, count: int) -> None:
    """So many of everything, each with something below it."""
    kind, body = plan.kind(f"Kategori {start}"), plan.body(f"Styrelsen {start}")
    for place in range(start, start + count):
        insats = plan.insats(f"Insats {place}", [(kind, 100)], owner="Norra kommun")
        goal = plan.goal(f"Mål {place}", part(), insats_year=insats)
        plan.goal(f"Delmål {place}", part(), part("andra"), parent=goal, insats_year=insats)
        plan.goal(f"Eget {place}", part())
        plan.risk(f"Risk {place}", "Åtgärd", "En till")
        meeting = plan.meeting(body, date(2024, 1, 1 + place))
        plan.consultation(f"Samråd {place}", {plan.member(f"Kommun {place}"): "Fler unga."}, meeting=meeting)
        WheelItem.objects.create(name=f"Punkt {place}", month=1 + place % 12, **plan.year)


@pytest.mark.parametrize("name", LISTS)
def test_queries_do_not_grow_with_rows(plan, chief, name):
    counts = []
    for start, count in ((0, 2), (2, 10)):
        fill(plan, start, count)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert chief.get(f"{PLACE}/{name}/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_start_page_says_what_is_left(plan, chief):
    plan.insats("Coachteamet")
    page = text_of(chief.get(f"{PLACE}/"))
    assert "Beskriv årets insatser 0 av 1 har beskrivning och kategori. Påbörjad" in page
    assert "Sätt mål Inga mål är inlagda. Inte börjad" in page
    assert "Inga möten är inlagda." in page


def test_nothing_of_a_neighbour_is_found(plan, chief, elsewhere):
    with scopes_disabled(), inside(elsewhere.forbund):
        theirs = elsewhere.goal("Deras")
    assert chief.get(f"{PLACE}/mal/{theirs.key}/").status_code == 404
    assert chief.get(f"/sodra-an/2024/mal/{theirs.key}/").status_code == 404
