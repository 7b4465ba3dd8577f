"""No page asks the database more when the förbund has more: every page, with one more and ten more of everything."""

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from auditors.models import Assessment, Attachment, Sample, SampleItem
from auditors.questions import models as auditing
from budget.models import (
    Amount,
    AmountNote,
    ContributionAssumption,
    DeductionAssumption,
    DeviationComment,
    DeviationLimits,
    Grant,
    GrantYear,
    LayoutRow,
    LedgerImport,
    Line,
    Requisition,
    Scenario,
    Series,
    Spread,
)
from budget.models import Layout as BudgetLayout
from finsam.checks.reconciliation import reconcile
from finsam.comments.models import Comment
from finsam.core.caching import revisions
from finsam.core.models import Access, AuditEntry, FiscalYear, Picture
from finsam.documents import registry
from finsam.documents.models import Document, Explanation, Section
from finsam.organisation.models import Body, Contribution, KommunShare, Member, Payer, Person, Seat
from finsam.rendering import drafts, files
from finsam.web.services import start_document
from followup.accounts.models import BalanceAmount, BalanceItem, Investment, Note, Personnel, YearBooks
from followup.events.models import Event
from followup.goals.models import GoalReport, GoalResult
from followup.requests.models import InsatsContact, InsatsReport
from followup.responsibility.models import InsatsResponsibility, ReportDate
from followup.statistics.models import Bin, BinSet, Measure, StatTable, StatValue
from followup.surveys.models import Instrument, Question, SurveyForm, SurveyRound, SurveyValue
from plans.meetings.models import AgendaItem, Attendance, Paper
from plans.models.goals import Goal, GoalPart
from plans.models.insatser import Insats, InsatsKind, InsatsShare, InsatsYear
from plans.models.year import ExternalProject, Meeting, Risk, RiskMeasure, WheelItem
from plans.register.models import Control, Decision, DecisionNote, SteeringDocument
from tests import clients
from tests.clients import OWN, YEAR
from tests.factories import an_annual_report, first
from tests.pages import PAGES, address

MORE = 10  # of everything, after one of each


def grow(numbers: range) -> None:
    """More of everything that a förbund can have several of, with children of their own."""
    year = clients.fiscal_year()
    own, yearly = {"forbund": year.forbund}, {"forbund": year.forbund, "fiscal_year": year}
    document = Document.objects.get(fiscal_year=year, kind="verksamhetsplan")
    budget = Series.objects.get(fiscal_year=year, key="budget-2024")
    books = first(LedgerImport, OWN)
    sampled = first(Sample, OWN)
    an_annual_report(OWN)
    layout = BudgetLayout.objects.get(fiscal_year=year, key="resultatbudget")
    goal, risk = Goal.objects.filter(parts__isnull=False).first(), Risk.objects.first()
    insats_year, kind = InsatsYear.objects.first(), InsatsKind.objects.first()
    board, item = first(Meeting, OWN), first(AgendaItem, OWN)
    for n in numbers:
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
        new = Risk.objects.create(name=f"Risk {n}", text="Kan hända.", likelihood=2, impact=4, **yearly)
        for one_risk in (new, risk):
            RiskMeasure.objects.create(risk=one_risk, text=f"Åtgärd {n}", **own)
        Meeting.objects.create(body=body, date=date(YEAR, 2, 1) + timedelta(days=n), **yearly)
        WheelItem.objects.create(name=f"Händelse {n}", month=4, **yearly)
        held = Meeting.objects.create(body=body, date=date(YEAR, 3, 1) + timedelta(days=n), **yearly)
        about = AgendaItem.objects.create(meeting=board, title=f"Ärende {n}", order=n, **own)
        Paper.objects.create(item=about, file_name=f"{n}.pdf", content=b"%PDF", **own)
        Paper.objects.create(item=about, document=document, **own)
        Paper.objects.create(item=item, file_name=f"{n}.pdf", content=b"%PDF", **own)
        sitting = Seat.objects.create(body=board.body, person=person, role="ersattare", **own)
        Attendance.objects.create(meeting=board, seat=sitting, presence="pa-plats", **own)
        about.recused.set([sitting])
        decided = Decision.objects.create(
            name=f"Beslut {n}", date=held.date, meeting=held, person=person, **own
        )
        for day in (1, 2):
            DecisionNote.objects.create(decision=decided, date=date(YEAR, 5, day), text="Pågår.", **own)
        SteeringDocument.objects.create(name=f"Policy {n}", person=person, **own)
        Control.objects.create(name=f"Stickprov {n}", risk="Fel.", person=person, **yearly)
        ExternalProject.objects.create(name=f"Projekt {n}", **yearly)
        line = Line.objects.create(name=f"Rad {n}", side="kostnad", insats=insats, category="individ", **own)
        below = Line.objects.create(name=f"Under {n}", side="kostnad", parent=line, **own)
        income = Line.objects.create(name=f"Intäkt {n}", side="intakt", payer=payer, **own)
        Amount.objects.create(series=budget, line=below, amount=Decimal(-n), **own)
        AmountNote.objects.create(series=budget, line=below, text="Enligt avtal.", **own)
        Spread.objects.create(series=budget, line=below, way="egen", mar=1, sep=n, **own)
        DeviationComment.objects.create(
            line=below, month=12, text="Så.", written_by="Någon", written_on=date(YEAR, 12, 31), **yearly
        )
        grant = Grant.objects.create(insats=insats, decision=decided, **own)
        GrantYear.objects.create(grant=grant, year=YEAR, amount=100 + n, **own)
        Requisition.objects.create(
            insats=insats, name=f"Rekvisition {n}", amount=n, requested_on=held.date, **yearly
        )
        tried = Scenario.objects.filter(**yearly).first() or Scenario.objects.create(name="Tänk om", **yearly)
        ContributionAssumption.objects.create(scenario=tried, payer=payer, percent=-n, **own)
        DeductionAssumption.objects.create(scenario=tried, percent=1, **own).lines.set([line])
        for outcome in Series.objects.filter(fiscal_year=year, kind="utfall"):
            Amount.objects.create(series=outcome, line=below, amount=Decimal(-n), **own)
            Amount.objects.create(series=outcome, line=income, amount=Decimal(n), **own)
        for shown in (line, income):
            LayoutRow.objects.create(layout=layout, kind="post", line=shown, order=90 + n, **own)
        BudgetLayout.objects.create(name=f"Uppställning {n}", **yearly)
        query = auditing.Question.objects.create(
            about="Året", text="Varför?", by_name="Revisorn", at=timezone.now(), **yearly
        )
        for one_query in (query, first(auditing.Question, OWN)):
            reply = auditing.Reply.objects.create(
                question=one_query, kind="svar", text="Därför.", by_name="Någon", at=timezone.now(), **own
            )
            auditing.ReplyFile.objects.create(reply=reply, file_name="a.pdf", content=b"%PDF", **own)
        Comment.objects.create(
            document=document, section="inledning", heading="Inledning", text="Bra.", by_name="Någon", at=timezone.now(),
            **own,
        )  # fmt: skip
        Section.objects.create(
            document=document, title=f"Avsnitt {n}", order=90 + n, block="insatser" if n % 2 else "mal",
            prose='<p><data value="budget.intakter@0" data-format="kr"></data></p>', **own,
        )  # fmt: skip
        Explanation.objects.create(rule="R9", subject=f"sak {n}", reason="Därför.", by_name="Någon", **yearly)
        drawn = Sample.objects.create(
            name=f"Stickprov {n}",
            books=books,
            seed="1",
            size=2,
            population_hash="0",
            shared_on=held.date,
            **yearly,
        )
        for one_sample in (drawn, sampled):
            for place in range(2):
                SampleItem.objects.create(
                    sample=one_sample, item=f"k|{n}|{place}|01", amount=n, order=place, **own
                )
        paper = Attachment(
            edition=an_annual_report(OWN), kind="revisionsberattelse", file_name=f"{n}.pdf", content=b"%PDF-", size=5,
            sha256=f"{n:064}", by_name="Någon",
        )  # fmt: skip
        paper.save()
        Assessment.objects.create(
            question="ekonomi", verdict="ja", text="Stämmer.", by_name=f"Revisor {n}",
            by_email=f"r{n}@example.se", at=timezone.now(), shared_at=timezone.now(), **yearly,
        )  # fmt: skip
        Access(user=clients.user(f"person{n}"), role="ledamot", **own).save()
        AuditEntry.objects.create(
            forbund_key=OWN, by_email="", by_name="Någon", verb="ändrade", kind="plans.goal",
            reference=goal.reference(), label=str(goal), before={"name": "a"}, after={"name": "b"},
        )  # fmt: skip
    grow_followup(year, numbers)


def report(year, by) -> None:
    """A year that has been followed up: its outcome and the one before, a figure of every kind, every document."""
    amounts = list(Amount.objects.filter(series__key="budget-2024", series__fiscal_year=year))
    for about in (YEAR - 1, YEAR):
        outcome = Series.objects.create(
            name=f"Utfall {about}", kind="utfall", about=about, forbund=year.forbund, fiscal_year=year
        )
        for one in amounts:
            Amount.objects.create(forbund=year.forbund, series=outcome, line=one.line, amount=one.amount)
    for model in (
        DeviationComment,
        DeviationLimits,
        InsatsResponsibility,
        GoalResult,
        StatValue,
        SurveyValue,
        BalanceAmount,
        YearBooks,
    ):
        first(model, OWN)
    for kind in registry.kinds().values():
        if not Document.objects.filter(fiscal_year=year, kind=kind.key).exists():
            start_document(fiscal_year=year, kind=kind, by=by)


def grow_followup(year, numbers: range) -> None:
    """More of what is reported, counted, asked and booked; and more figures in what was there."""
    last = clients.fiscal_year(year=YEAR - 1)
    own, yearly = {"forbund": year.forbund}, {"forbund": year.forbund, "fiscal_year": year}
    before = {"forbund": year.forbund, "fiscal_year": last}
    table, asked, told = first(StatTable, OWN), first(SurveyRound, OWN), first(GoalReport, OWN)
    insats, bin_set, form = table.insats, table.bin_set, asked.form
    access = first(InsatsResponsibility, OWN).access
    for n in numbers:
        day = date(YEAR, 2, 1 + n)
        ReportDate.objects.create(name=f"Tillfälle {n}", end=day, due=day, **yearly)
        # Results: of a new goal each, at two days, and of more groups in the goal that was there
        goal = Goal.objects.filter(name=f"Mål {n}", parent=None).first()
        for end, state in ((day, "inlamnad"), (date(YEAR, 12, 31), "godkand")):
            new = GoalReport.objects.create(goal=goal, end=end, state=state, comment="Så.", **yearly)
            for part in goal.parts.all():
                GoalResult.objects.create(report=new, part=part, numerator=5, denominator=9, **own)
        part = told.goal.parts.first()
        GoalResult.objects.create(
            report=told, part=part, population=f"grupp {n}", numerator=5, denominator=9, **own
        )
        reporter = Access(user=clients.user(f"ansvarig{n}"), role="insatsansvarig", **own)
        reporter.save()
        InsatsResponsibility.objects.create(access=reporter, insats=insats, **own)
        other = Insats.objects.get(name=f"Insats {n}")
        contact = InsatsContact.objects.create(
            insats=other, role="Enhetschef", email=f"e{n}@example.se", **own
        )
        InsatsReport.objects.create(contact=contact, insats=other, end=day, due=day, **yearly)
        InsatsResponsibility.objects.create(access=access, insats=other, **own)
        # Statistics: a table each of two years, and more groups and kommuner in the table that was there
        measure = Measure.objects.create(name=f"Mått {n}", **own)
        division = BinSet.objects.create(name=f"Indelning {n}", replaces=bin_set, **own)
        group = Bin.objects.create(bin_set=division, name=f"Grupp {n}", **own)
        for made in (yearly, before):
            counted = {
                "measure": measure,
                "population": "pagaende",
                "until": date(made["fiscal_year"].year, 12, 31),
            }
            one = StatTable.objects.create(insats=other, bin_set=division, **counted, **made)
            for sex in ("kvinna", "man"):
                StatValue.objects.create(table=one, bin=group, sex=sex, value=20, **own)
            whole = StatTable.objects.create(insats=insats, **counted, **made)
            StatValue.objects.create(table=whole, value=40, **own)
            StatValue.objects.create(
                table=whole, kommun=Member.objects.get(name=f"Kommun {n}"), value=9, **own
            )
        group = Bin.objects.create(bin_set=bin_set, name=f"Åldern {n}", low=30 + n, high=30 + n, **own)
        for sex in ("kvinna", "man"):
            StatValue.objects.create(table=table, bin=group, sex=sex, value=20, **own)
        Event.objects.create(name=f"Kväll {n}", insats=other, attendance=9, **yearly)
        # Surveys: a form each with a round of two years, and more questions in the round that was there
        instrument = Instrument.objects.create(name=f"Instrument {n}", **own)
        other_form = SurveyForm.objects.create(instrument=instrument, name=f"Egen {n}", kind="egen", **own)
        for asking, rounds in ((form, [asked]), (other_form, [])):
            question = Question.objects.create(form=asking, code=f"9{n}", name="Stöd?", scale="janej", **own)
            newer = Question.objects.create(
                form=asking, code=f"9{n}", edition=2, name="Stöd?", scale="janej", replaces=question, **own
            )
            rounds = rounds or [
                SurveyRound.objects.create(
                    form=asking,
                    insats=other,
                    until=date(made["fiscal_year"].year, 12, 31),
                    returned=9,
                    **made,
                )
                for made in (yearly, before)
            ]
            for one in rounds:
                for level in ("ja", "nej"):
                    SurveyValue.objects.create(round=one, question=newer, level=level, count=4, **own)
        # The books
        item = BalanceItem.objects.create(name=f"Post {n}", row="fordringar", **own)
        for made in (yearly, before):
            BalanceAmount.objects.create(item=item, amount=100 + n, **made)
        explains, shows = (["fordringar"], "poster") if n % 2 else (["kostnader"], "rader")
        Note.objects.create(name=f"Not {n}", form=shows, explains=explains, **yearly)
        Investment.objects.create(name=f"Möbel {n}", row="maskiner", amount=100, **yearly)
        later = {**own, "fiscal_year": clients.fiscal_year(year=2050 + n)}
        YearBooks.objects.create(no_pledges=True, **later)
        Personnel.objects.create(employees=2, **later)


def asked(client, places: dict[str, str]) -> dict[str, list[str]]:
    """What each page asks of the database when nothing is known of the förbund's revision."""
    found = {}
    for name, place in places.items():
        revisions.move(None)
        reset_queries()  # Django keeps the last nine thousand
        with CaptureQueriesContext(connection) as queries:
            response = client.get(place)
        assert response.status_code == 200, name
        found[name] = [one["sql"] for one in queries.captured_queries]
    return found


@pytest.fixture
def cheap(monkeypatch):
    """Drawing and printing ask nothing; what they are made of is judged by the preview."""
    monkeypatch.setattr(files, "render", lambda document, form, **rest: b"")
    monkeypatch.setattr(drafts, "pdf", lambda order: b"")


@pytest.mark.slow
def test_no_page_asks_more_for_more(db, cheap):
    chief = clients.let_in(clients.chief(), "revisor")  # whom every page is for
    client = clients.signed_in(chief)
    # `-delete` counts what goes with an object, `-new` is the same form as `-edit`.
    again = {name for name in PAGES if name.endswith("-delete")}
    again |= {name for name in PAGES if name.endswith("-new") and f"{name.removesuffix('new')}edit" in PAGES}
    names = [name for name, row in PAGES.items() if row.get == 200 and name not in again]
    with clients.in_scope(OWN):
        report(clients.fiscal_year(), chief)
        grow(range(1))
        places = {name: address(name) for name in names}
        documents = Document.objects.filter(fiscal_year__year=YEAR)
        places |= {f"document {one.kind}": address("document", key=one.key) for one in documents}
        shown = set(Section.objects.filter(document__in=documents).values_list("block", flat=True))
        places |= {f"block {key}": address("block", block=key) for key in set(registry.blocks()) - shown}
    client.get(places["start"])  # what is read once per process is read now
    before = asked(client, places)
    with clients.in_scope(OWN):
        grow(range(1, MORE))
    after = asked(client, places)
    grown = {
        name: _extra(before[name], after[name]) for name in places if len(after[name]) > len(before[name])
    }
    assert grown == {}


def _extra(before: list[str], after: list[str]) -> list[str]:
    """What is asked more often than before, without its numbers, for the message of a failure."""

    def shape(sql: str) -> str:
        return re.sub(r"'[^']*'|\d+|\([\d, ]+\)", "?", sql)[:160]

    return sorted((Counter(map(shape, after)) - Counter(map(shape, before))).keys())


def test_avstämning_asks_no_more_for_more(db):
    with clients.in_scope(OWN):
        year = clients.fiscal_year()
        report(year, clients.chief())
        grow(range(1))
        counts = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                reconcile(year)
            counts.append(len(queries))
            if len(counts) == 1:
                grow(range(1, MORE))
    assert counts[1] <= counts[0]
