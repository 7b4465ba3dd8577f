"""Consultations with the members: when they were, what each said, and how it is printed, written and checked."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from finsam.core.models import AuditEntry, FiscalYear
from finsam.core.tenancy.scope import inside
from finsam.organisation.models import Member
from plans.models.consultations import Consultation, Viewpoint
from plans.models.year import Meeting
from tests.plans.small import NBSP, YEAR, pieces
from tests.plans.test_pages import PLACE, rows, sign_in, text_of

SAMRAD = f"{PLACE}/medlemssamrad"


@pytest.fixture
def parties(plan) -> tuple[Member, Member]:
    """The two members of the förbund, and one that has left."""
    plan.member("Gamla kommunen", end=date(YEAR - 1, 12, 31))
    return plan.member("Region Ån", "region"), plan.member("Åns kommun")


@pytest.fixture
def chief(plan):
    return sign_in(plan.forbund, "forbundschef")


# When and where


def test_when_is_a_meetings_day_a_day_or_words(plan):
    meeting = plan.meeting(plan.body("Samrådet", "medlemssamrad"), date(YEAR, 10, 15), place="Kramfors")
    assert plan.consultation("Budget 2025", meeting=meeting).when == f"15{NBSP}oktober 2024"
    assert plan.consultation("Budget 2025", meeting=meeting).where == "Kramfors"
    assert plan.consultation("Budget 2025", meeting=meeting, place="Åby").where == "Åby"
    assert plan.consultation("Budget 2025", date=date(YEAR, 10, 1)).when == f"1{NBSP}oktober 2024"
    assert str(plan.consultation("Budget 2025", period="våren 2024")) == "Budget 2025, våren 2024"
    assert str(plan.consultation("Budget 2025")) == "Budget 2025"


@pytest.mark.parametrize(
    "fields, field, sentence",
    [
        ({"date": date(YEAR, 5, 1), "period": "våren"}, "__all__", "Ange tiden på ett sätt"),
        ({"date": date(YEAR + 1, 5, 1)}, "date", "Samrådet ska ligga under 2024."),
    ],
)
def test_a_time_that_cant_be(plan, fields, field, sentence):
    one = Consultation(name="Budget", **plan.year, **fields)
    with pytest.raises(ValidationError) as refused:
        one.full_clean()
    assert sentence in refused.value.message_dict[field][0]


def test_a_meeting_of_another_year_is_refused(plan):
    body = plan.body("Samrådet")
    later = FiscalYear.objects.create(forbund=plan.forbund, year=YEAR + 1, key=str(YEAR + 1))
    meeting = Meeting.objects.create(
        forbund=plan.forbund, fiscal_year=later, body=body, date=date(YEAR + 1, 5, 1)
    )
    with pytest.raises(ValidationError, match="Mötet hör till ett annat år"):
        Consultation(name="Budget", meeting=meeting, **plan.year).full_clean()


def test_a_member_says_one_thing(plan, parties):
    one = plan.consultation("Budget", {parties[0]: "Fler unga."})
    with pytest.raises(ValidationError, match="Medlemmen har redan ett inspel"):
        Viewpoint(forbund=plan.forbund, consultation=one, member=parties[0], text="Färre.").full_clean()


# In a document


def test_every_party_stands_there_with_what_it_said_or_that_it_isnt_known(plan, parties):
    region, _ = parties
    plan.consultation(
        "Budget 2025",
        {region: "Behåll <bidraget>.\nFler unga."},
        date=date(YEAR, 10, 15),
        place="Kramfors",
        others="länets andra förbund.",
        text="<p>Vi talade om pengar.</p>",
    )
    (piece,) = pieces("medlemssamrad", plan.book())
    assert piece.key == "medlemssamrad-budget-2025"
    assert piece.html == (
        f"<p><strong>Budget 2025, 15{NBSP}oktober 2024, Kramfors.</strong> Tillsammans med länets andra förbund.</p>"
        "<p>Vi talade om pengar.</p>"
        "<ul><li><p><strong>Region Ån:</strong> Behåll &lt;bidraget&gt;.<br>Fler unga.</p></li>"
        "<li><p><strong>Åns kommun:</strong> uppgift saknas</p></li></ul>"
    )


def test_who_has_left_is_heard_for_the_year_it_spoke(plan, parties):
    gone = Member.objects.get(name="Gamla kommunen")
    plan.consultation("Avsked", {gone: "Tack."})
    (piece,) = pieces("medlemssamrad", plan.book())
    assert piece.html.index("Gamla kommunen:</strong> Tack.") < piece.html.index("Region Ån")


def test_a_plan_tells_of_those_the_year_before(plan, parties):
    before = FiscalYear.objects.create(forbund=plan.forbund, year=YEAR - 1, key=str(YEAR - 1))
    plan.consultation("Om i år")
    plan.consultation("Om nästa år", fiscal_year=before)
    assert [one.key for one in pieces("medlemssamrad", plan.book())] == ["medlemssamrad-om-i-ar"]
    assert [one.key for one in pieces("medlemssamrad", plan.book(), when="fore")] == [
        "medlemssamrad-om-nasta-ar"
    ]
    (piece,) = pieces("medlemssamrad", plan.book(), when="fore", consultations=["om-i-ar"])
    assert "finns inte 2023" in piece.html


def test_of_no_consultation_it_says_what_it_is_for(plan):
    (piece,) = pieces("medlemssamrad", plan.book(), when="fore")
    assert "Det finns inga medlemssamråd för 2023 ännu." in piece.html


# On its page


def posted(*said: tuple[Member, str], **fields) -> dict:
    views = [{"member": str(member.pk), "text": text} for member, text in said]
    return {"name": "Budget 2025", "order": "1", **fields, **rows("c0", *views)}


def test_the_form_has_a_row_for_each_member(plan, parties, chief):
    page = chief.get(f"{SAMRAD}/ny/")
    assert "Region Ån" in text_of(page)
    assert "Åns kommun" in text_of(page)
    assert "Gamla kommunen" not in text_of(page)
    assert page.content.decode().count('<textarea name="c0-') == 2
    assert "data-rows-add" not in page.content.decode()


def test_what_is_said_is_kept_and_silence_is_no_row(plan, parties, chief):
    region, kommun = parties
    answer = chief.post(f"{SAMRAD}/ny/", posted((region, "Fler unga."), (kommun, ""), period="hösten 2024"))
    assert answer.status_code == 302
    one = Consultation.objects.get()
    assert [(view.member, view.text) for view in one.viewpoints.all()] == [(region, "Fler unga.")]
    assert AuditEntry.objects.get(verb="skapade").after["plans.viewpoint:Region Ån"]["text"] == "Fler unga."
    page = chief.get(f"{SAMRAD}/")
    assert "hösten 2024 1 av 2 medlemmar" in text_of(page)


def test_what_is_emptied_is_taken_away(plan, parties, chief):
    region, kommun = parties
    one = plan.consultation("Budget 2025", {region: "Fler unga."})
    view = one.viewpoints.get()
    change = posted((region, ""), (kommun, "Färre."), version="1")
    change |= {"c0-INITIAL_FORMS": "1", "c0-0-id": str(view.pk), "c0-0-version": "1"}
    assert chief.post(f"{SAMRAD}/{one.key}/", change).status_code == 302
    assert [(view.member, view.text) for view in one.viewpoints.all()] == [(kommun, "Färre.")]


def test_what_is_refused_is_not_taken_away(plan, parties, chief):
    region, kommun = parties
    one = plan.consultation("Budget 2025", {region: "Fler unga."})
    change = posted((region, "Fler som 19811228-9874."), (kommun, ""), version="1")
    change |= {"c0-INITIAL_FORMS": "1", "c0-0-id": str(one.viewpoints.get().pk), "c0-0-version": "1"}
    answer = chief.post(f"{SAMRAD}/{one.key}/", change)
    assert answer.status_code == 422
    assert "ser ut som ett personnummer" in answer.content.decode()
    assert [(view.member, view.text) for view in one.viewpoints.all()] == [(region, "Fler unga.")]


def test_two_times_are_refused_beside_the_field(plan, parties, chief):
    page = chief.post(f"{SAMRAD}/ny/", posted(date="2024-10-15", period="hösten"))
    assert page.status_code == 422
    assert "Ange tiden på ett sätt: ett möte, en dag eller i ord." in text_of(page)
    assert not Consultation.objects.exists()


def test_a_neighbours_member_says_nothing_here(plan, parties, chief):
    other = type(plan.forbund).objects.create(key="sodra-an", name="Finsam Södra ån", short_name="Södra ån")
    with inside(other):
        stranger = Member.objects.create(forbund=other, name="Främlingen", kind="kommun")
    page = chief.post(f"{SAMRAD}/ny/", posted((stranger, "Hej.")))
    assert page.status_code == 422
    assert "Valet hör inte till det här förbundet" in text_of(page)
    assert not Viewpoint.objects.exists()


def test_a_reader_sees_who_said_what(plan, parties):
    one = plan.consultation("Budget 2025", {parties[0]: "Fler unga."})
    page = sign_in(plan.forbund, "revisor").get(f"{SAMRAD}/{one.key}/")
    assert "Region Ån Fler unga." in text_of(page)


def test_a_meeting_that_was_a_consultation_stays(plan, chief):
    meeting = plan.meeting(plan.body("Samrådet"), date(YEAR, 10, 15))
    plan.consultation("Budget 2025", meeting=meeting)
    page = chief.post(f"{PLACE}/moten/{meeting.key}/ta-bort/")
    assert "”Budget 2025, 15 oktober 2024”. Ändra dem först." in text_of(page)
    assert Meeting.objects.filter(pk=meeting.pk).exists()
