"""No page asks the database more when the förbund has more: every page, before and after ten more of everything."""

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budget.models import Amount, LayoutRow, Line, Series
from budget.models import Layout as BudgetLayout
from finsam.documents import rendering
from finsam.documents.models import Document, Explanation, Section
from finsam.documents.reconciliation import reconcile
from finsam.models import (
    Access,
    AuditEntry,
    Body,
    Contribution,
    FiscalYear,
    KommunShare,
    Member,
    Payer,
    Person,
    Picture,
    Seat,
)
from plans.models import (
    ExternalProject,
    Goal,
    GoalPart,
    Insats,
    InsatsKind,
    InsatsShare,
    InsatsYear,
    Meeting,
    Risk,
    RiskMeasure,
    WheelItem,
)
from tests import world
from tests.test_access_matrix import PAGES, address
from tests.world import OWN, YEAR

MORE = 10


def grow() -> None:
    """Ten more of everything that a förbund can have several of, with children of their own."""
    year = world.fiscal_year()
    own, yearly = {"forbund": year.forbund}, {"forbund": year.forbund, "fiscal_year": year}
    document = Document.objects.get(fiscal_year=year)
    budget = Series.objects.get(fiscal_year=year, key="budget-2024")
    layout = BudgetLayout.objects.get(fiscal_year=year, key="resultatbudget")
    goal, risk = Goal.objects.filter(parts__isnull=False).first(), Risk.objects.first()
    insats_year, kind = InsatsYear.objects.first(), InsatsKind.objects.first()
    for n in range(MORE):
        FiscalYear.objects.create(year=2050 + n, key=str(2050 + n), **own)
        member = Member.objects.create(name=f"Kommun {n}", kind="kommun", **own)
        KommunShare.objects.create(member=member, share=1, **yearly)
        payer = Payer.objects.create(name=f"Betalare {n}", **own)
        payer.members.set([member])
        for about in (YEAR, YEAR - 1):
            Contribution.objects.create(payer=payer, year=about, status="beslutat", amount=n, **own)
        body = Body.objects.create(name=f"Organ {n}", kind="annat", **own)
        person = Person.objects.create(name=f"Person {n}", **own)
        seat = Seat.objects.create(body=body, person=person, role="ledamot", **own)
        seat.members.set([member])
        Picture.objects.create(name=f"Bild {n}", data=b"x", content_type="image/png", **own)
        InsatsKind.objects.create(name=f"Slag {n}", national="individ", **own)
        insats = Insats.objects.create(name=f"Insats {n}", **own)
        one = InsatsYear.objects.create(insats=insats, planned="antal", planned_low=5, **yearly)
        InsatsShare.objects.create(insats_year=one, kind=kind, share=100, **own)
        for place, above in ((insats_year, None), (one, None), (None, goal)):
            made = Goal.objects.create(
                name=f"Mål {n}", kind="individ", insats_year=place, parent=above, **yearly
            )
            for part in range(2):
                GoalPart.objects.create(goal=made, measure=f"mått {n} {part}", target=50, **own)
        GoalPart.objects.create(goal=goal, measure=f"annat {n}", target=50, **own)
        new = Risk.objects.create(name=f"Risk {n}", text="Kan hända.", **yearly)
        for one_risk in (new, risk):
            RiskMeasure.objects.create(risk=one_risk, text=f"Åtgärd {n}", **own)
        Meeting.objects.create(body=body, date=date(YEAR, 2, 1) + timedelta(days=n), **yearly)
        WheelItem.objects.create(name=f"Händelse {n}", month=4, **yearly)
        ExternalProject.objects.create(name=f"Projekt {n}", **yearly)
        line = Line.objects.create(name=f"Rad {n}", side="kostnad", insats=insats, category="individ", **own)
        below = Line.objects.create(name=f"Under {n}", side="kostnad", parent=line, **own)
        Amount.objects.create(series=budget, line=below, amount=Decimal(-n), **own)
        income = Line.objects.create(name=f"Intäkt {n}", side="intakt", payer=payer, **own)
        for shown in (line, income):
            LayoutRow.objects.create(layout=layout, kind="post", line=shown, order=90 + n, **own)
        BudgetLayout.objects.create(name=f"Uppställning {n}", **yearly)
        Section.objects.create(
            document=document, title=f"Avsnitt {n}", order=90 + n, block="insatser" if n % 2 else "mal",
            prose='<p><data value="budget.intakter@0" data-format="kr"></data></p>', **own,
        )  # fmt: skip
        Explanation.objects.create(rule="R9", subject=f"sak {n}", reason="Därför.", by_name="Någon", **yearly)
        Access(user=world.user(f"person{n}"), role="ledamot", **own).save()
        AuditEntry.objects.create(
            forbund_key=OWN, by_email="", by_name="Någon", verb="ändrade", kind="plans.goal",
            reference=goal.reference(), label=str(goal), before={"name": "a"}, after={"name": "b"},
        )  # fmt: skip


def asked(client, places: dict[str, str]) -> dict[str, list[str]]:
    """What each page asks of the database."""
    found = {}
    for name, place in places.items():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(place)
        assert response.status_code == PAGES[name].get, name
        found[name] = [one["sql"] for one in queries.captured_queries]
    return found


@pytest.fixture
def cheap(monkeypatch):
    """Drawing and printing ask nothing; what they are made of is judged by the preview."""
    monkeypatch.setattr(rendering, "render", lambda document, form, *, inside=False: b"")


def test_no_page_asks_more_for_more(db, cheap):
    client = world.signed_in(world.chief())
    # `-delete` counts what goes with an object, `-new` is the same form as `-edit`.
    names = [name for name, row in PAGES.items() if row.get == 200 and not name.endswith("-delete")]
    with world.in_scope(OWN):
        places = {name: address(name) for name in names}
    client.get(places["start"])  # what is read once per process is read now
    before = asked(client, places)
    with world.in_scope(OWN):
        grow()
    after = asked(client, places)
    grown = {
        name: _extra(before[name], after[name]) for name in names if len(after[name]) > len(before[name])
    }
    assert grown == {}


def _extra(before: list[str], after: list[str]) -> list[str]:
    """What is asked more often than before, without its numbers, for the message of a failure."""

    def shape(sql: str) -> str:
        return re.sub(r"'[^']*'|\d+|\([\d, ]+\)", "?", sql)[:160]

    return sorted((Counter(map(shape, after)) - Counter(map(shape, before))).keys())


def test_avstämning_asks_no_more_for_more(db):
    with world.in_scope(OWN):
        year = world.fiscal_year()
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                reconcile(year)
            counts.append(len(queries))
            if len(counts) == 1:
                grow()
    assert counts[1] <= counts[0]
