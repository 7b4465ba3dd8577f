"""What stood last year stands in grey beside what is written this year: in forms, in rows of forms and in cells."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finsam.core.audit import SYSTEM
from finsam.core.crud.last_year import before
from finsam.core.models import FiscalYear
from finsam.core.rollover import begin
from finsam.core.services import save
from finsam.core.tenancy.permissions import Role
from finsam.documents.models import Section
from finsam.organisation.models import KommunShare, Member
from plans.models import Goal, GoalPart, Meeting, Risk
from plans.register.models import Control
from tests import clients

TAG = re.compile(r"<[^>]+>")


def beside(page: str) -> dict[str, str]:
    """What stands of last year on a page, by the field that it describes to whoever hears the page."""
    told = {}
    for name, described in re.findall(r'name="([\w-]+)"[^>]*? aria-describedby="([^"]*)"', page):
        for place in described.split():
            part = page.partition(f'id="{place}"')[2]
            if place.startswith("last-"):
                told[name] = " ".join(
                    TAG.sub("", re.match(r"[^>]*>(.*?</span>[^<]*)</span>", part)[1]).split()
                )
            elif match := re.match(r'[^>]*>[^<]*<\w+ class="last-year">(.*?)</(?:div|summary)>', part):
                told[name] = " ".join(TAG.sub("", match[1]).split())
    return told


@pytest.fixture
def kramfors(db):
    """What a page of Kramfors' 2025, which has just been begun, answers to its förbundschef."""
    chiefs = clients.signed_in(clients.chief())
    with clients.in_scope(clients.OWN):
        old = FiscalYear.objects.get(year=2024)
        save(Control(forbund=old.forbund, fiscal_year=old, name="Attest", risk="Fel betalas"), by=SYSTEM)
        kommun = Member.objects.get(kind="kommun")
        save(KommunShare(forbund=old.forbund, fiscal_year=old, member=kommun, share=Decimal(100)), by=SYSTEM)
        begin(old=old, by=SYSTEM)
        yield lambda place, year=2025, **kwargs: chiefs.get(f"/kramfors/{year}/{place}", **kwargs).text


def changed(model, key: str, **values):
    """A thing of the year that is begun, which says something else there than last year."""
    thing = model.objects.get(
        **{f"{'fiscal_year' if hasattr(model, 'fiscal_year') else 'goal__fiscal_year'}__year": 2025}, key=key
    )
    for name, value in values.items():
        setattr(thing, name, value)
    save(thing, by=SYSTEM)
    return thing


def test_it_stands_under_the_fields_of_forms_and_of_their_rows(kramfors):
    changed(Risk, "eget-kapital", name="Pengar", owner="Kansliet")
    shown = beside(kramfors("risker/eget-kapital/"))
    assert shown["name"] == "2024: Eget kapital"
    assert shown["owner"] == "2024: inget"
    assert "order" not in shown
    assert shown["c0-0-text"].startswith("2024: Ett eget kapital avsätts som minst når den lägsta nivån")

    part = GoalPart.objects.get(goal__fiscal_year__year=2025, goal__key="samkraft-arenden")
    part.target = 30
    save(part, by=SYSTEM)
    shown = beside(kramfors("mal/samkraft-arenden/"))
    assert shown["c0-0-target"] == "2024: 25"
    assert shown["c0-0-operator"] == "2024: minst"
    assert shown["insats_year"] == "2024: Teamkoordinator/Coach SAMKRAFT 16–64 år"

    march = Meeting.objects.get(fiscal_year__year=2025, date="2025-03-14")
    shown = beside(kramfors(f"moten/{march.key}/"))
    assert shown["date"] == "2024: 15 mars 2024"
    assert shown["start"] == "2024: 09.00"
    assert shown["theme"] == "2024: Årsredovisning 2023"
    assert beside(kramfors("internkontroll/attest/"))["risk"] == "2024: Fel betalas"
    assert beside(kramfors("kommunandelar/"))["kramfors-kommun"] == "2024: 100 %"
    # What is new this year has nothing beside, and neither has a year without one before it.
    assert "last-year" not in kramfors("risker/ny/")
    assert "last-year" not in kramfors("risker/eget-kapital/", 2024)


def test_a_section_in_the_editor_shows_last_years_text_folded_with_last_years_figures(kramfors):
    section = Section.objects.get(document__fiscal_year__year=2025, key="ekonomi")
    section.prose = "<p>Nytt.</p>"
    save(section, by=SYSTEM)
    page = kramfors("dokument/verksamhetsplan/avsnitt/ekonomi/text/", headers={"HX-Request": "true"})
    assert beside(page)["prose"].startswith("2024: ")
    folded = page.partition('<details class="last-year">')[2].partition("</details>")[0]
    assert "Statens driftsbidrag för 2024 är" in folded
    assert 'data-figure="bidrag.staten@0"' in folded
    assert 'data-facts="/kramfors/2024/' in folded


def test_it_is_read_in_as_many_questions_however_many_rows(kramfors):
    def asked(rows) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert all(before(rows))
        return len(queries)

    goals = list(Goal.objects.filter(fiscal_year__year=2025).select_related("fiscal_year"))
    parts = list(GoalPart.objects.filter(goal__fiscal_year__year=2025).select_related("goal__fiscal_year"))
    sections = list(
        Section.objects.filter(document__fiscal_year__year=2025).select_related("document__fiscal_year")
    )
    for rows in (goals, parts, sections):
        assert asked(rows[:1]) == asked(rows) <= 3


def test_a_goals_result_has_last_years_beside(small):
    """The same part of the same goal, up to the same day a year ago."""
    with clients.in_scope("norra-an"):
        begin(old=FiscalYear.objects.get(year=2024), by=SYSTEM)
        key = GoalPart.objects.get(key="arbete", goal__fiscal_year__year=2025).goal.key
    told = beside(small.sign_in(Role.FORBUNDSCHEF).get(f"/norra-an/2025/resultat/{key}/2025-12-31/").text)
    assert {name: text for name, text in told.items() if name.startswith("arbete-0")} == {
        "arbete-0-numerator": "2024: 60",
        "arbete-0-denominator": "2024: 100",
    }
