"""An object of any kind of a förbund's, for a page to be about: one from the fixtures, or one made."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.utils import timezone

from auditors.models import Assessment, Attachment, Dispatch, MemberDecision, Sample, SampleItem, SeenMark
from auditors.notes.models import PrivateKey, PrivateNote
from auditors.questions import models as asked
from budget.ledger.snapshot import Snapshot
from budget.models import (
    AccountRule,
    AmountNote,
    ClosedMonth,
    ContributionAssumption,
    DeductionAssumption,
    DeviationComment,
    DeviationLimits,
    ForecastNote,
    GeneralDeduction,
    Grant,
    GrantYear,
    Layout,
    LedgerImport,
    Line,
    Requisition,
    RuleShare,
    Scenario,
    Series,
    Spread,
    StartAssumption,
)
from finsam.api.models import ApiToken
from finsam.api.queries import digest
from finsam.comments.models import Comment
from finsam.core.audit import SYSTEM
from finsam.core.models import Access, FiscalYear, Owned, Picture, YearOwned
from finsam.core.rollover import begin
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import scopes_disabled
from finsam.documents.models import Document, Explanation, KeptSentence, Publication, SectionVersion
from finsam.documents.resolved import Cover, Part, Resolved
from finsam.editions.models import Edition, EditionFile, FileForm, Release
from finsam.editions.serialized import dump as dump_document
from finsam.editions.trail.trail import TracedFigure, Trail, dump
from finsam.organisation.models import (
    AccessibilityStatement,
    Body,
    EquityLevel,
    KommunShare,
    Member,
    Person,
    Seat,
)
from followup.accounts import models as accounts
from followup.comparison.models import (
    AcceptedDifference,
    ComparisonAgreement,
    ReportedFigure,
    SharedFigure,
)
from followup.events.models import Event
from followup.goals.models import GoalReport, GoalResult
from followup.handover.models import DeputyNote
from followup.requests.models import InsatsContact, InsatsReport
from followup.responsibility.models import InsatsResponsibility, ReportDate
from followup.statistics.models import Bin, BinSet, Measure, StatTable, StatValue
from followup.surveys.models import Instrument, Question, SurveyForm, SurveyRound, SurveyValue
from followup.surveys.survey_scales import Scale
from plans.meetings.models import AgendaItem, Attendance, CalendarKey, Minutes, Paper
from plans.models.consultations import Consultation, Viewpoint
from plans.models.goals import Goal
from plans.models.insatser import InsatsKind, InsatsYear
from plans.models.year import ExternalProject, Meeting, Risk, WheelItem
from plans.register.models import Control, Decision, DecisionNote, SteeringDocument
from tests import clients
from tests.clients import OWN, YEAR


def first(model: type[Owned], forbund: str, not_in: str = "") -> Owned:
    """An object of a förbund's, made when the fixtures have none; `not_in` skips keys of another förbund."""
    with scopes_disabled():
        found = model.objects.filter(forbund__key=forbund)
        if issubclass(model, YearOwned):
            found = found.filter(fiscal_year__year=YEAR)
        if model is Access:
            found = found.filter(user__name__in=("Annan", "Utifran"))
        if model is Layout:
            found = found.order_by("-pk")  # the last is the shortest, and its page the quickest
        taken = (
            set(model.objects.filter(forbund__key=not_in).values_list("key", flat=True)) if not_in else set()
        )
        one = next((one for one in found if one.key not in taken), None)
    return one or make(model, forbund)


def make(model: type[Owned], forbund: str) -> Owned:
    """What the fixtures of this förbund lack."""
    if model is AccountRule:  # one without a line is none
        return make(RuleShare, forbund).rule
    if model not in MAKERS:
        raise AssertionError(f"say how a {model.__name__} is made")
    with clients.in_scope(forbund):
        return saved(model, forbund, **MAKERS[model](forbund))


def saved(model: type[Owned], forbund: str, **fields) -> Owned:
    """A valid object of the förbund's, of the year if it belongs to one."""
    year = clients.fiscal_year(forbund)
    if issubclass(model, YearOwned):
        fields["fiscal_year"] = year
    one = model(forbund=year.forbund, **fields)
    one.full_clean()
    one.save()
    return one


def an_insats(forbund: str):
    """The insats that all that is made belongs to, so that whoever reports on it may see it."""
    return first(InsatsYear, forbund).insats


def _responsible(forbund: str) -> dict:
    who = clients.let_in(clients.user(f"ansvarig.{forbund}"), Role.INSATSANSVARIG, forbund)
    return {"access": Access.objects.get(user=who), "insats": an_insats(forbund)}


def _bin_set(forbund: str) -> dict:
    """A division that replaces another, which its groups can answer to."""
    earlier = saved(BinSet, forbund, name=f"Åldrar {forbund}", order=9)
    saved(Bin, forbund, bin_set=earlier, name="16–29", low=16, high=29, order=9)
    return {"name": f"Åldrar {forbund}", "edition": 2, "replaces": earlier}


def _bin(forbund: str) -> dict:
    bin_set = first(BinSet, forbund)
    before = bin_set.replaces.bins.first() if bin_set.replaces else None
    return {"bin_set": bin_set, "name": "16–24", "low": 16, "high": 24, "maps_to": before}


def _table(forbund: str) -> dict:
    return {
        "insats": an_insats(forbund),
        "measure": first(Measure, forbund),
        "population": "pagaende",
        "bin_set": first(Bin, forbund).bin_set,
    }


def _insats_report(forbund: str) -> dict:
    contact, day = first(InsatsContact, forbund), date(YEAR, 12, 31)
    saved(
        StatTable, forbund, **_table(forbund) | {"insats": contact.insats, "population": "nya", "until": day}
    )
    return {"contact": contact, "insats": contact.insats, "end": day, "due": date(YEAR + 1, 1, 20)}


def _value(forbund: str) -> dict:
    table = first(StatTable, forbund)
    return {"table": table, "bin": table.bin_set.bins.first(), "kommun": None, "value": 12}


def _question(forbund: str) -> dict:
    """A wording that replaces another."""
    form = first(SurveyForm, forbund)
    asked = {"form": form, "code": "1", "scale": Scale.YES_NO}
    earlier = saved(Question, forbund, name="Får du stöd?", order=9, **asked)
    return {"name": "Får du nog med stöd?", "edition": 2, "replaces": earlier, **asked}


def _answer(forbund: str) -> dict:
    asked = first(SurveyRound, forbund)
    return {"round": asked, "question": first(Question, forbund), "level": "ja", "count": 12}


def _result(forbund: str) -> dict:
    report = first(GoalReport, forbund)
    part = report.goal.parts.first()
    return {"report": report, "part": part, "numerator": 8, "denominator": 10}


TRACED = TracedFigure(
    1, "budget.intakter@2024", "Intäkter", "Budget 2024", "kr", Decimal(1000), "Alla intäkter.", "intakt", "", 0, "given",
    entered={"by": "Någon", "at": "2023-11-01T09:00:00+01:00", "verb": "ändrade", "address": "http://testserver/x/"},
)  # fmt: skip


def begun(forbund: str, old: int):
    """The year after one of a förbund's, begun from it; the förbund's scope is open around it."""
    return begin(old=FiscalYear.objects.get(forbund__key=forbund, year=old), by=SYSTEM)


def an_edition(forbund: str) -> Edition:
    """A handling of a förbund's plan, of a few bytes; the one that is there, where there is one."""
    kept = Edition.unscoped.filter(forbund_key=forbund, year=YEAR, document="verksamhetsplan").first()
    if kept is None:
        kept = Edition(
            forbund_key=forbund, forbund_name=forbund, year=YEAR, document="verksamhetsplan", kind="verksamhetsplan",
            title="Verksamhetsplan", number=1, status="forslag", by_name="Någon", code_version="0",
        )  # fmt: skip
        kept.save()
        trail = Trail({"code": kept.code, "title": "Verksamhetsplan"}, {1: TRACED})
        store(
            kept,
            EditionFile.of(FileForm.PDF, b"%PDF-" + forbund.encode()),
            EditionFile.of(FileForm.TRAIL_DATA, dump(trail)),
            EditionFile.of(FileForm.DATA, dump_document(a_document()).encode()),
        )
    return kept


def store(edition: Edition, *files: EditionFile) -> None:
    """Let an edition that is saved have these files."""
    for file in files:
        file.edition = edition
        file.save()


def a_document() -> Resolved:
    """A plan of two short chapters, as it is stored."""
    parts = [
        Part(key, f"s-{key}", 1, str(place), title, True, False, f"<p>{title} i korthet.</p>", (), "", "")
        for place, (key, title) in enumerate((("inledning", "Inledning"), ("mal", "Mål")), 1)
    ]
    cover = Cover("Norra Ån", "Verksamhetsplan", YEAR)
    return Resolved(cover, "verksamhetsplan", "forslag", "#1d5b79", "", tuple(parts), (), ())


def a_release(forbund: str) -> Release:
    """That a förbund's handling was made public."""
    edition = an_edition(forbund)
    kept = edition.releases.first()
    if kept is None:
        kept = Release(edition=edition, by_name="Någon")
        kept.save()
    return kept


def an_annual_report(forbund: str) -> Edition:
    """A förbund's signed årsredovisning, stored with a PDF."""
    rows = Edition.unscoped.filter(forbund_key=forbund, year=YEAR, kind="arsredovisning")
    if (known := rows.first()) is not None:
        return known
    kept = Edition(
        forbund_key=forbund, forbund_name=forbund, year=YEAR, document="arsredovisning", kind="arsredovisning",
        title="Årsredovisning", number=1, status="undertecknad", decided_on=date(YEAR + 1, 3, 20), decided_by="Styrelsen",
        by_name="Någon", code_version="1",
    )  # fmt: skip
    kept.save()
    store(kept, EditionFile.of(FileForm.PDF, b"%PDF-report-" + forbund.encode()))
    return kept


def an_attachment(forbund: str) -> Attachment:
    """The revisionsberättelse beside a förbund's årsredovisning."""
    edition = an_annual_report(forbund)
    kept = edition.attachments.first()
    if kept is None:
        kept = Attachment(
            edition=edition, kind="revisionsberattelse", file_name="berattelse.pdf", content=b"%PDF-" + forbund.encode(), size=len(forbund) + 5, by_name="Någon"
        )  # fmt: skip
        kept.sha256 = kept.digest
        kept.save()
    return kept


def b64(size: int) -> str:
    """As many bytes as what is encrypted has, which nobody can read."""
    return b64encode(b"x" * size).decode()


def _day(forbund: str) -> date:
    """A day of the year, another for each of the two förbund."""
    return date(YEAR, 8, 31) if forbund == OWN else date(YEAR, 6, 30)


def leaf_of(forbund: str) -> Line:
    """A line of the förbund's that no others make up, as money is placed on."""
    with scopes_disabled():
        return Line.objects.filter(forbund__key=forbund, children=None).first()


def _books(forbund: str) -> dict:
    """Of one account; a key of its own."""
    snapshot = Snapshot(amounts={("4010", "100", 1): Decimal(1000)}, objects={"100": f"Objekt {forbund}"})
    return {
        "file_name": f"{forbund}.se", "sha256": "0" * 64, "source": "vouchers", "to_month": 1, "key": f"bok-{forbund}",
        "content": snapshot.as_json(), "settings": {"months": True},
    }  # fmt: skip


# What each is made of, beside its förbund and year. Names and keys differ between förbund.
def _version(forbund: str) -> dict:
    """Of a section that both förbund have; a key of its own, as where people have written for a while."""
    document = Document.objects.get(fiscal_year__year=YEAR, key="verksamhetsplan")
    return {
        "document": document, "section": "inledning", "key": f"v-{forbund}", "prose": "<p>Så stod det.</p>",
        "at": timezone.now(),
    }  # fmt: skip


def _comment(forbund: str) -> dict:
    """On the plan that both förbund have; a key of its own, as where people have said more."""
    document = Document.objects.get(fiscal_year__year=YEAR, key="verksamhetsplan")
    return {
        "document": document, "section": "inledning", "heading": "Inledning", "key": f"k-{forbund}", "text": "Bra sagt.",
        "by_name": "Ledamoten", "at": timezone.now(),
    }  # fmt: skip


MAKERS: dict[type[Owned], Callable[[str], dict]] = {
    AccessibilityStatement: lambda f: {
        "compliance": "delvis",
        "shortcomings": "Protokoll från före 2020 är inskannade bilder.",
        "tested": "Startsidan, med tangentbordet.",
        "assessed_on": date(YEAR, 3, 1),
        "reviewed_on": date(YEAR, 3, 1),
    },
    Explanation: lambda f: {
        "rule": "R9",
        "subject": f,
        "reason": "Källan avrundar delarna var för sig.",
        "by_name": "Någon",
    },
    KeptSentence: lambda f: {"place": f"Risk: {f}, beskrivning", "said": "a" * 64, "by_name": "Någon"},
    EquityLevel: lambda f: {
        "valid_from": 2020 if f == clients.OWN else 2021,
        "percent": 20,
        "source": f"Beslut {f}",
    },
    SectionVersion: _version,
    Comment: _comment,
    # The auditors
    asked.Question: lambda f: {
        "key": f"f-{f}",
        "about": f"{YEAR}",
        "text": "Varför?",
        "by_name": "Någon",
        "at": timezone.now(),
    },
    asked.Reply: lambda f: {
        "key": f"s-{f}",
        "question": first(asked.Question, f),
        "kind": "svar",
        "text": "Därför.",
        "by_name": "Någon",
        "at": timezone.now(),
    },
    PrivateKey: lambda f: {
        "user": clients.user(f"nyckel.{f}"),
        "salt": b64(16),
        "iterations": 600_000,
        "nonce": b64(12),
        "wrapped": b64(48),
    },
    PrivateNote: lambda f: {
        "key": ("2" if f == OWN else "3") * 26,
        "user": first(PrivateKey, f).user,
        "nonce": b64(12),
        "ciphertext": b64(1040),
        "saved_at": timezone.now(),
    },
    asked.ReplyFile: lambda f: {"reply": first(asked.Reply, f), "file_name": f"{f}.pdf", "content": b"%PDF"},
    Publication: lambda f: {
        "document": first(Document, f),
        "published_on": date(YEAR, 4, 1 if f == clients.OWN else 2),
        "by_name": "Någon",
        "data": {"values": {}, "shown": [], "ties": [], "known": []},
    },
    Picture: lambda f: {"name": f"Bild {f}", "data": b"x", "content_type": "image/png"},
    Access: lambda f: {"user": clients.user("utifran"), "role": Role.LEDAMOT},
    ExternalProject: lambda f: {"name": f"Projekt {f}"},
    WheelItem: lambda f: {"name": f"Händelse {f}", "month": 3},
    Meeting: lambda f: {"body": first(Body, f), "date": date(YEAR, 4, 1), "name": f"Möte {f}"},
    AgendaItem: lambda f: {"meeting": first(Meeting, f), "title": f"Ärende {f}"},
    Paper: lambda f: {"item": first(AgendaItem, f), "file_name": f"{f}.pdf", "content": b"%PDF"},
    Attendance: lambda f: {"meeting": first(Meeting, f), "seat": first(Seat, f), "presence": "pa-plats"},
    Minutes: lambda f: {"meeting": first(Meeting, f), "secretary": "Någon"},
    ApiToken: lambda f: {
        "name": f"Program {f}",
        "scopes": "facts:read",
        "expires": date(2999, 12, 31),
        "prefix": "finsam_abcdef",
        "secret": digest(f),
        "made_by": "Någon",
    },
    CalendarKey: lambda f: {"user": clients.user(f"kalender.{f}")},
    Consultation: lambda f: {"name": f"Samråd {f}", "meeting": first(Meeting, f)},
    Viewpoint: lambda f: {
        "consultation": first(Consultation, f),
        "member": first(Member, f),
        "text": "Fler unga.",
    },
    Risk: lambda f: {"name": f"Risk {f}", "text": "Kan inträffa."},
    Decision: lambda f: {
        "name": f"Ny webbplats för {f}",
        "date": date(YEAR, 3, 1),
        "owner": "förbundschefen",
    },
    DecisionNote: lambda f: {"decision": first(Decision, f), "date": date(YEAR, 4, 1), "text": "Påbörjat."},
    SteeringDocument: lambda f: {"name": f"Attestreglemente {f}", "review_on": date(YEAR, 6, 1)},
    Control: lambda f: {"risk": "Fel betalas.", "name": f"Stickprov {f}"},
    InsatsKind: lambda f: {"name": f"Slag {f}", "national": "individ"},
    Person: lambda f: {"name": f"Person {f}"},
    Seat: lambda f: {"person": first(Person, f), "body": first(Body, f), "role": "ledamot"},
    KommunShare: lambda f: {"member": first(Member, f), "share": 100},
    FiscalYear: lambda f: {"year": 2031, "key": "2031"},
    # Budget
    Grant: lambda f: {"insats": an_insats(f), "decided_on": date(YEAR, 3, 1), "paragraph": "9"},
    GrantYear: lambda f: {"grant": first(Grant, f), "year": YEAR, "amount": 500_000},
    GeneralDeduction: lambda f: {"percent": 2},
    Requisition: lambda f: {
        "insats": an_insats(f),
        "name": f"Kvartal {f}",
        "amount": 90_000,
        "requested_on": date(YEAR, 4, 3),
    },
    Scenario: lambda f: {"name": f"Tänk om {f}"},
    ContributionAssumption: lambda f: {"scenario": first(Scenario, f), "percent": -10},
    StartAssumption: lambda f: {"scenario": first(Scenario, f), "insats": an_insats(f), "month": 7},
    DeductionAssumption: lambda f: {"scenario": first(Scenario, f), "percent": 2},
    AmountNote: lambda f: {"line": first(Line, f), "series": first(Series, f), "text": "Enligt avtal."},
    Spread: lambda f: {"line": first(Line, f), "series": first(Series, f), "way": "fjol"},
    # The books
    LedgerImport: _books,
    RuleShare: lambda f: {
        "rule": saved(AccountRule, f, accounts="4010" if f == OWN else "4020"),
        "line": leaf_of(f),
    },
    ClosedMonth: lambda f: {
        "month": 1 if f == OWN else 2,
        "sentence": "Avstämd.",
        "closed_by": "Någon",
        "closed_on": _day(f),
    },
    # The auditors
    Sample: lambda f: {
        "name": f"Kostnader {f}",
        "key": f"stickprov-{f}",
        "books": first(LedgerImport, f),
        "seed": "2024-03-01",
        "size": 1,
        "population_hash": "0" * 64,
        "drawn_by": "Någon",
    },
    SampleItem: lambda f: {
        "sample": first(Sample, f),
        "key": f"p-{f}",
        "item": "k|4010|100|01",
        "amount": 1000,
    },
    Dispatch: lambda f: {"to": "styrelsen", "sent_on": date(YEAR + 1, 4, 3)},
    MemberDecision: lambda f: {
        "member": first(Member, f),
        "outcome": "beviljad",
        "decided_on": date(YEAR + 1, 6, 3),
    },
    Assessment: lambda f: {
        "question": "ekonomi",
        "by_name": "Någon",
        "by_email": f"revisor.{f}@example.se",
        "at": timezone.now(),
    },
    SeenMark: lambda f: {"user": clients.user(f"revisor.{f}"), "seen_to": timezone.now()},
    ForecastNote: lambda f: {
        "line": first(Line, f),
        "series": first(Series, f),
        "proposed": -100,
        "method": "plan",
    },
    DeviationLimits: lambda f: {"watch_percent": 4},
    DeviationComment: lambda f: {
        "line": first(Line, f),
        "month": 3,
        "text": "Hyran höjdes.",
        "written_by": "Någon",
        "written_on": _day(f),
    },
    # Follow-up: results
    ComparisonAgreement: lambda f: {"agreed_by": "Någon", "agreed_on": _day(f)},
    SharedFigure: lambda f: {
        "agreement": first(ComparisonAgreement, f),
        "measure": "administration",
        "definition": 1,
        "value": 1000,
    },
    ReportedFigure: lambda f: {
        "measure": "administration",
        "whose": f"Norra Ån {f}",
        "value": 900,
        "document": "Årsredovisning",
        "page": 7,
    },
    AcceptedDifference: lambda f: {
        "measure": "administration",
        "whose": f"Norra Ån {f}",
        "otherwise": "Utan lokaler.",
        "reason": "Lokalerna är gratis.",
        "by_name": "Någon",
    },
    DeputyNote: lambda f: {"name": f"Stämpeln {f}", "text": "I kassaskåpet."},
    InsatsResponsibility: _responsible,
    ReportDate: lambda f: {"name": f"Delår {f}", "end": _day(f), "due": _day(f)},
    InsatsContact: lambda f: {
        "insats": an_insats(f),
        "role": "Enhetschef",
        "email": f"enheten.{f}@example.se",
    },
    InsatsReport: _insats_report,
    GoalReport: lambda f: {"goal": first(Goal, f), "end": date(YEAR, 12, 31), "comment": "Det gick bra."},
    GoalResult: _result,
    # Statistics and events
    Measure: lambda f: {"name": f"Deltagare {f}"},
    BinSet: _bin_set,
    Bin: _bin,
    StatTable: _table,
    StatValue: _value,
    Event: lambda f: {"name": f"Temakväll {f}", "insats": an_insats(f), "attendance": 40},
    # Surveys
    Instrument: lambda f: {"name": f"Indikatorer {f}"},
    SurveyForm: lambda f: {"instrument": first(Instrument, f), "name": f"Enkät {f}", "kind": "egen"},
    Question: _question,
    SurveyRound: lambda f: {"form": first(Question, f).form, "insats": an_insats(f), "returned": 12},
    SurveyValue: _answer,
    # The year's books
    accounts.BalanceItem: lambda f: {"name": f"Kundfordringar {f}", "row": "fordringar"},
    accounts.BalanceRule: lambda f: {
        "accounts": "19*" if f == OWN else "15*",
        "item": first(accounts.BalanceItem, f),
    },
    accounts.BalanceAmount: lambda f: {"item": first(accounts.BalanceItem, f), "amount": 1000},
    accounts.YearBooks: lambda f: {"no_investments": True},
    accounts.AdjustmentAmount: lambda f: {
        "row": "bk.realisationsvinster" if f == OWN else "bk.orealiserade",
        "amount": -1000,
    },
    accounts.Investment: lambda f: {"name": f"Möbler {f}", "row": "maskiner", "amount": 1000},
    accounts.Note: lambda f: {"name": f"Principer {f}", "principles": True, "text": "<p>Som förut.</p>"},
    accounts.Personnel: lambda f: {"employees": 2},
}
