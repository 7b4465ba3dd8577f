"""Every address × every role × own and foreign förbund: who may look and who may write."""

import re
from dataclasses import dataclass, field

import pytest
from django.db import transaction

from budget.models import AccountRule, Grant, Layout, LedgerImport, Line, Requisition, Scenario, Series
from finsam.comments.models import Comment
from finsam.core.models import Access, FiscalYear, Owned, Picture
from finsam.core.tenancy.permissions import Permission, Role
from finsam.core.tenancy.scope import scopes_disabled
from finsam.documents.models import Document, Explanation, Publication, Section, SectionVersion
from finsam.editions.models import Edition
from finsam.editions.public.services import make_public
from finsam.organisation.models import Body, Contribution, EquityLevel, Member, Payer, Person, Seat
from finsam.rendering import drafts, files
from followup.accounts.models import AdjustmentAmount, BalanceItem, BalanceRule, Investment, Note
from followup.events.models import Event
from followup.responsibility.models import InsatsResponsibility, ReportDate
from followup.statistics.models import BinSet, Measure, StatTable
from followup.surveys.models import Instrument, SurveyForm, SurveyRound
from plans.meetings.models import AgendaItem, Paper
from plans.models.consultations import Consultation
from plans.models.goals import Goal
from plans.models.insatser import InsatsKind, InsatsYear
from plans.models.year import ExternalProject, Meeting, Risk, WheelItem
from plans.register.models import Control, Decision, SteeringDocument
from tests import clients
from tests.clients import FOREIGN, ORIGIN, OWN, YEAR
from tests.factories import an_edition, an_insats, first, saved

READ, PLAN, BUDGET = Permission.READ, Permission.EDIT_PLAN, Permission.EDIT_BUDGET
FORBUND, EXPLAIN = Permission.EDIT_FORBUND, Permission.EXPLAIN
LOG, ACCESS = Permission.READ_LOG, Permission.MANAGE_ACCESS
FOLLOWUP, REPORT = Permission.EDIT_FOLLOWUP, Permission.REPORT
COMMENT = Permission.COMMENT
COUNTS, DECIDE = Permission.READ_COUNTS, Permission.DECIDE
MEETINGS, CONVENE = Permission.EDIT_MEETINGS, Permission.CONVENE

# What each role may do, as the board has been told. Written here once more on purpose.
MAY = {
    Role.FORBUNDSCHEF: {
        READ,
        COMMENT,
        PLAN,
        MEETINGS,
        CONVENE,
        DECIDE,
        BUDGET,
        FORBUND,
        FOLLOWUP,
        REPORT,
        EXPLAIN,
        LOG,
        ACCESS,
        COUNTS,
    },
    Role.EKONOM: {READ, COMMENT, BUDGET, EXPLAIN, LOG},
    Role.ORDFORANDE: {READ, COMMENT, MEETINGS, CONVENE},
    Role.PRESIDIUM: {READ, COMMENT, MEETINGS},
    Role.LEDAMOT: {READ, COMMENT},
    Role.ERSATTARE: {READ, COMMENT},
    Role.BEREDNING: {READ, COMMENT},
    Role.REVISOR: {READ, COMMENT, LOG, COUNTS},
    Role.INSATSANSVARIG: {READ, COMMENT, REPORT},
    Role.ADMINISTRATOR: {READ, FORBUND, LOG, ACCESS},
}


@dataclass(frozen=True)
class Row:
    """A page: who may look and write, what a reader gets, what its address names, and what is posted."""

    read: Permission = READ
    write: Permission | None = None
    get: int = 200
    key: type[Owned] | str = ""
    names: dict = field(default_factory=dict)
    post: dict = field(default_factory=dict)
    own: bool = False  # an insatsansvarig sees only those of the own insats


def editor(
    name: str, model: type[Owned], write: Permission, read: Permission = READ, *, own: bool = False
) -> dict[str, Row]:
    """The four pages of an Editor: list, new, one, remove. Only who may write sees the second and last."""
    return {
        name: Row(read),
        f"{name}-new": Row(write, write),
        f"{name}-edit": Row(read, write, key=model, own=own),
        f"{name}-delete": Row(write, write, key=model),
    }


SECTION = {"key": "verksamhetsplan", "section": "inledning"}
DOCUMENT = {"key": "verksamhetsplan"}
VERSION = {**SECTION, "version": SectionVersion}
PUBLICATION = {**DOCUMENT, "publication": Publication}
AT_THE_END = {"end": f"{YEAR}-12-31"}

# One row per name in the URL conf. A page without a row fails, and so does a row without a page.
PAGES: dict[str, Row] = {
    "forbund-start": Row(write=FORBUND, get=302),
    # The ground floor
    "people": Row(),
    "picture-file": Row(key=Picture),
    "kommun-shares": Row(write=FORBUND),
    "access": Row(ACCESS),
    "access-new": Row(ACCESS, ACCESS),
    "access-again": Row(ACCESS, ACCESS, get=302, key=Access),
    "access-edit": Row(ACCESS, ACCESS, key=Access),
    "access-delete": Row(ACCESS, ACCESS, key=Access),
    "log": Row(LOG),
    "log-csv": Row(LOG),
    **editor("members", Member, FORBUND),
    **editor("payers", Payer, FORBUND),
    **editor("contributions", Contribution, FORBUND),
    "contributions-all": Row(write=FORBUND),
    "own-organisation": Row(),
    "member-sheet": Row(get=302, names={"key": "verksamhetsplan"}),
    "member-sheet-read": Row(get=302, names={"key": "verksamhetsplan"}),
    "contributions-check": Row(write=FORBUND, get=405),
    **editor("equity-levels", EquityLevel, FORBUND),
    **editor("bodies", Body, FORBUND),
    **editor("persons", Person, FORBUND),
    **editor("seats", Seat, FORBUND),
    **editor("pictures", Picture, PLAN),
    **editor("years", FiscalYear, FORBUND),
    "forbund": Row(write=FORBUND),
    "statement": Row(FORBUND, FORBUND),
    "members-several": Row(FORBUND, FORBUND),
    "seats-several": Row(FORBUND, FORBUND),
    # Documents, facts and reconciliation
    "start": Row(),
    "next-year": Row(PLAN, PLAN),
    "from-last-year": Row(PLAN),
    "plan": Row(write=PLAN),
    "documents": Row(write=PLAN, post={"kind": "verksamhetsplan"}),
    "document": Row(names=DOCUMENT),
    "document-edit": Row(write=PLAN, names=DOCUMENT),
    "document-preview": Row(names=DOCUMENT),
    "document-pdf": Row(names=DOCUMENT),
    "document-drawing": Row(get=302, names=DOCUMENT),
    "document-html": Row(names=DOCUMENT),
    "document-xlsx": Row(names=DOCUMENT),
    "document-docx": Row(names=DOCUMENT),
    "document-from-word": Row(PLAN, PLAN, names=DOCUMENT),
    "document-missing": Row(names=DOCUMENT),
    "document-changes": Row(names=DOCUMENT),
    "document-changes-pdf": Row(get=302, names=DOCUMENT),
    "document-comments": Row(names=DOCUMENT),
    "document-comments-csv": Row(names=DOCUMENT),
    "comment": Row(write=PLAN, names={**DOCUMENT, "comment": Comment}),
    "comment-new": Row(COMMENT, COMMENT, names=SECTION),
    "document-publish": Row(write=PLAN, names=DOCUMENT),
    "document-unpublish": Row(write=PLAN, get=405, names=PUBLICATION),
    "document-step": Row(PLAN, PLAN, names={**DOCUMENT, "step": "foresla"}),
    "document-revise": Row(write=PLAN, get=405, names=DOCUMENT),
    "editions": Row(),
    "edition": Row(names={"code": Edition}),
    "edition-file": Row(names={"code": Edition, "form": "pdf"}),
    "edition-release": Row(write=PLAN, get=405, names={"code": Edition}),
    "edition-withdraw": Row(PLAN, PLAN, get=302, names={"code": Edition}),
    "section-new": Row(PLAN, PLAN, names=DOCUMENT),
    "section-edit": Row(write=PLAN, names=SECTION),
    "pasted": Row(write=READ, get=405),
    "text-pictures": Row(PLAN, PLAN),
    "document-replace": Row(PLAN, PLAN, names=DOCUMENT),
    "section-add": Row(write=PLAN, get=405, names=DOCUMENT),
    "section-text": Row(PLAN, PLAN, get=302, names=SECTION),
    "section-settings": Row(PLAN, PLAN, get=302, names=SECTION),
    "section-block": Row(PLAN, PLAN, get=302, names=SECTION),
    "section-done": Row(write=PLAN, get=405, names=SECTION),
    "section-move": Row(write=PLAN, get=405, names=SECTION),
    "section-delete": Row(PLAN, PLAN, names=SECTION),
    "section-autosave": Row(write=PLAN, get=405, names=SECTION, post={"prose": "<p>Nytt.</p>"}),
    "section-versions": Row(names=SECTION),
    "section-version": Row(names=VERSION),
    "section-restore": Row(write=PLAN, get=405, names=VERSION),
    "document-removed": Row(names=DOCUMENT),
    "section-put-back": Row(write=PLAN, get=405, names=SECTION),
    "block": Row(names={"block": "budget"}),
    "block-xlsx": Row(names={"block": "budget"}),
    "facts": Row(),
    "fact-choices": Row(),
    "loose-figures": Row(write=READ, get=405, post={"text": "<p>5 040 000 kr</p>"}),
    "document-moved": Row(names=DOCUMENT),
    "fact": Row(names={"key": "budget.intakter@2024"}),
    "reconciliation": Row(),
    "reconciliation-explain": Row(write=EXPLAIN, get=405),
    "reconciliation-unexplain": Row(write=EXPLAIN, get=405, key=Explanation),
    # The plan
    "meetings-ics": Row(),
    "my-calendar": Row(write=READ),
    **editor("insats-categories", InsatsKind, PLAN),
    **editor("insatser", InsatsYear, PLAN),
    "insatser-show": Row(key=InsatsYear),
    **editor("goals", Goal, PLAN),
    **editor("risks", Risk, PLAN),
    **editor("meetings", Meeting, MEETINGS),
    "meetings-show": Row(key=Meeting),
    "meeting-changes": Row(key=Meeting),
    "meeting-attendance": Row(CONVENE, CONVENE, key=Meeting),
    "meeting-minutes": Row(CONVENE, CONVENE, key=Meeting),
    "meeting-send": Row(CONVENE, CONVENE, key=Meeting),
    "meeting-pack": Row(key=Meeting),
    "meeting-drawing": Row(get=302, key=Meeting),
    "meeting-basis-docx": Row(key=Meeting),
    "meeting-basis-html": Row(key=Meeting),
    **editor("agenda-items", AgendaItem, MEETINGS),
    "agenda-items-outcome": Row(CONVENE, CONVENE, key=AgendaItem),
    "paper-file": Row(key=Paper, names={"item": AgendaItem}),
    **editor("consultations", Consultation, PLAN),
    **editor("wheel-items", WheelItem, PLAN),
    **editor("projects", ExternalProject, PLAN),
    **editor("decisions", Decision, PLAN),
    **editor("steering-documents", SteeringDocument, PLAN),
    **editor("controls", Control, PLAN),
    "insatser-several": Row(PLAN, PLAN),
    "goals-several": Row(PLAN, PLAN),
    "meetings-several": Row(PLAN, PLAN),
    # The budget
    "budget": Row(),
    "money-rules": Row(),
    **editor("scenarios", Scenario, BUDGET),
    "insats-money": Row(),
    "insats-money-show": Row(key=InsatsYear),
    **editor("grants", Grant, BUDGET),
    **editor("requisitions", Requisition, BUDGET),
    "general-deduction": Row(write=BUDGET),
    "ledger": Row(),
    "ledger-csv": Row(),
    "ledger-months": Row(BUDGET, BUDGET),
    "ledger-read": Row(write=BUDGET, key=LedgerImport),
    "ledger-import": Row(read=BUDGET, write=BUDGET),
    "ledger-placing": Row(write=BUDGET),
    "ledger-placing-confirm": Row(write=BUDGET, get=405),
    "budget-begin": Row(BUDGET, BUDGET),
    "budget-paste": Row(BUDGET, BUDGET),
    "budget-amounts": Row(write=BUDGET, names={"series": "budget-2024"}),
    "budget-followup": Row(),
    "budget-forecasts": Row(write=BUDGET),
    "budget-forecast": Row(write=BUDGET, names={"series": "budget-2024"}),
    "budget-forecast-sums": Row(write=BUDGET, get=405, names={"series": "budget-2024"}),
    "budget-followup-month": Row(write=EXPLAIN, names={"month": "12"}),
    "budget-followup-limits": Row(write=BUDGET),
    "budget-sheet": Row(write=BUDGET),
    "budget-notes": Row(write=BUDGET, names={"line": "stegsam"}),
    "budget-sheet-sums": Row(write=BUDGET, get=405),
    "budget-months": Row(write=BUDGET, names={"series": "budget-2024"}),
    "budget-months-sums": Row(write=BUDGET, get=405, names={"series": "budget-2024"}),
    "budget-sums": Row(write=BUDGET, get=405, names={"series": "budget-2024"}),
    **editor("account-rules", AccountRule, BUDGET),
    **editor("lines", Line, BUDGET),
    **editor("series", Series, BUDGET),
    **editor("layouts", Layout, BUDGET),
    "layout-show-line": Row(write=BUDGET, get=405, names={"layout": Layout, "line": Line}),
    # Follow-up: results against goals
    "to-report": Row(),
    "results": Row(),
    "results-enter": Row(write=REPORT, key=Goal, names=AT_THE_END, own=True),
    "results-step": Row(write=REPORT, get=302, key=Goal, names=AT_THE_END, own=True),
    "national-report": Row(),
    "national-report-xlsx": Row(),
    **editor("responsibilities", InsatsResponsibility, ACCESS),
    **editor("report-dates", ReportDate, FOLLOWUP),
    # Follow-up: statistics and events
    **editor("statistics", StatTable, FOLLOWUP, own=True),
    "statistics-values": Row(write=REPORT, key=StatTable, own=True),
    "statistics-check": Row(write=REPORT, get=405, key=StatTable, own=True),
    **editor("measures", Measure, FOLLOWUP),
    **editor("bin-sets", BinSet, FOLLOWUP),
    **editor("events", Event, FOLLOWUP),
    # Follow-up: surveys
    **editor("survey-rounds", SurveyRound, FOLLOWUP, own=True),
    "survey-rounds-values": Row(write=REPORT, key=SurveyRound, own=True),
    "survey-rounds-check": Row(write=REPORT, get=405, key=SurveyRound, own=True),
    "survey-rounds-import": Row(REPORT, REPORT, key=SurveyRound, own=True),
    "survey-rounds-template": Row(key=SurveyRound, own=True),
    **editor("instruments", Instrument, FOLLOWUP),
    **editor("survey-forms", SurveyForm, FOLLOWUP),
    # Follow-up: the year's books
    "books": Row(),
    "balance": Row(write=BUDGET),
    "balance-day": Row(write=BUDGET, names={"day": f"{YEAR}-08-31"}),
    "year-books": Row(write=BUDGET),
    "personnel": Row(write=BUDGET),
    **editor("balance-items", BalanceItem, BUDGET),
    **editor("balance-rules", BalanceRule, BUDGET),
    "balance-rules-suggested": Row(write=BUDGET, get=405),
    **editor("notes", Note, BUDGET),
    **editor("investments", Investment, BUDGET),
    **editor("adjustments", AdjustmentAmount, BUDGET),
}
PAGE = pytest.mark.parametrize("name", PAGES)


@pytest.fixture(scope="module")
def everybody(django_db_setup, django_db_blocker):
    """A browser per kind of visitor: each role, an outsider, the site's own superuser, and nobody."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _browsers()
        transaction.set_rollback(True)


@pytest.fixture
def people(everybody, db):
    """The browsers, made once; what they do in a test is undone after it."""
    return everybody


def _browsers() -> dict[str, object]:
    found = {role: clients.let_in(clients.user(role.value), role) for role in Role}
    with clients.in_scope(OWN):
        reporter = Access.objects.get(user=found[Role.INSATSANSVARIG])
        saved(InsatsResponsibility, OWN, access=reporter, insats=an_insats(OWN))
    # Somebody else to be removed, changed or written to, so that the visitors stay who they are.
    clients.let_in(clients.user("annan"), Role.LEDAMOT)
    found["outsider"] = clients.let_in(clients.user("utomstaende"), Role.FORBUNDSCHEF, "finnveden")
    found["superuser"] = clients.user("superuser", is_staff=True, is_superuser=True)
    return {name: clients.signed_in(one) for name, one in found.items()} | {
        "anonymous": clients.signed_in(None)
    }


@pytest.fixture(autouse=True)
def cheap_pdf(monkeypatch):
    """Who may fetch a file is judged here, not what is in it."""
    monkeypatch.setattr(files, "render", lambda document, form, *, inside=False, reader=None: b"")
    monkeypatch.setattr(drafts, "pdf", lambda order: b"")


def address(name: str, forbund: str = OWN, **kwargs) -> str:
    """The page's address in a förbund, naming something that is there."""
    row = PAGES[name]
    if row.key:
        kwargs.setdefault("key", first(row.key, OWN).key)
    named = {slug: one if isinstance(one, str) else key_of(one, OWN) for slug, one in row.names.items()}
    return clients.url(name, forbund, **{**named, **kwargs})


def key_of(model, forbund: str, **kwargs) -> str:
    """What an address calls an object that is there."""
    return an_edition(forbund).code if model is Edition else first(model, forbund, **kwargs).key


def post(client, place: str, data: dict):
    """A post as a browser sends it, undone afterwards: the next visitor meets the same förbund."""
    with transaction.atomic():
        response = client.post(place, data or {"x": "y"}, headers={"origin": ORIGIN})
        transaction.set_rollback(True)
    return response


def test_every_page_has_a_row():
    names = [one.name for one in clients.addresses()]
    assert sorted(names) == sorted(set(names)), "two pages with one name"
    assert set(names) == set(PAGES)


def test_every_address_with_a_förbund_names_it_first():
    assert [
        one.route for one in clients.all_addresses() if "forbund>" in one.route[1:].partition("/")[2]
    ] == []


@pytest.mark.parametrize("role", Role)
def test_role_may_what_the_table_says(role):
    from finsam.core.tenancy.permissions import ROLES

    assert ROLES[role].permissions == MAY[role]


@PAGE
def test_looking(people, kept, name):
    row, place = PAGES[name], address(name)
    got = {role: people[role].get(place) for role in Role}
    expected = {role: row.get if row.read in MAY[role] else 403 for role in Role}
    if row.get == 405:
        expected = dict.fromkeys(Role, 405)
    assert {role: response.status_code for role, response in got.items()} == expected
    for response in got.values():
        if response.status_code == 403:
            assert "Din roll får inte" in response.content.decode()


@PAGE
def test_writing(people, name):
    row, place = PAGES[name], address(name)
    got = {role: post(people[role], place, row.post) for role in Role}
    for role, response in got.items():
        if row.write is None:
            assert response.status_code == 405, role
        elif row.write in MAY[role]:
            assert response.status_code in (200, 302, 422), role
        else:
            assert response.status_code == 403, role
            assert "Din roll får inte" in response.content.decode()


# Every view that makes a form of what is posted, and every kind of Editor, once.
FORMS = (
    "access-new", "balance", "budget-amounts", "budget-begin", "budget-followup-limits", "budget-months", "budget-notes", "budget-paste", "budget-sheet", "comment", "comment-new",
    "contributions-all", "controls-edit", "document-edit", "document-replace", "goals-several", "kommun-shares", "pictures-new", "results-enter",
    "risks-edit", "risks-new", "section-edit", "section-settings", "section-text", "statistics-values", "year-books",
)  # fmt: skip


def test_an_empty_post_is_refused_with_a_sentence(people):
    """Nothing arrived of what was written: the page says so, and nothing is emptied by it."""
    said = re.compile(r'class="(?:error-summary|notice (?:warning|error)|invalid-feedback|warning)"')
    answers = {}
    for name in FORMS:
        with transaction.atomic():
            response = people[Role.FORBUNDSCHEF].post(address(name), headers={"origin": ORIGIN})
            transaction.set_rollback(True)
        answers[name] = (response.status_code, bool(said.search(response.content.decode())))
    assert answers == dict.fromkeys(FORMS, (422, True))


@pytest.mark.parametrize("name", [name for name, row in PAGES.items() if row.own])
def test_another_insats_is_not_the_insatsansvarigs(people, name):
    """Who reports on some insatser neither sees nor writes the others' figures."""
    row, reporter = PAGES[name], people[Role.INSATSANSVARIG]
    place = address(name)
    with scopes_disabled():
        InsatsResponsibility.objects.all().delete()
    responses = [reporter.get(place)] if row.get != 405 else []
    responses += [post(reporter, place, row.post)] if row.write in MAY[Role.INSATSANSVARIG] else []
    for response in responses:
        assert response.status_code == 403
        assert "de insatser som du ansvarar för" in response.content.decode()


@PAGE
def test_closed_doors_say_nothing(people, name):
    """Whoever has no role here may not know that anything is here; an own role opens no other förbund."""
    here, there = address(name), address(name, FOREIGN)
    tried = [(who, here) for who in ("outsider", "superuser")] + [(role, there) for role in Role]
    if name != "forbund-start":
        tried.append((Role.FORBUNDSCHEF, address(name, year=2099)))
    for who, place in tried:
        assert people[who].get(place).status_code == 404, (who, place)
        assert post(people[who], place, PAGES[name].post).status_code == 404, (who, place)


@PAGE
def test_nobody_is_asked_to_sign_in(people, name):
    place = address(name)
    response = people["anonymous"].get(place)
    assert response.status_code == 302
    assert response["Location"] == f"/konto/login/?next={place.replace('@', '%40')}"
    kept = people["anonymous"].post(place, {"prose": "Det jag skrev länge på."}, headers={"origin": ORIGIN})
    assert kept.status_code == 403
    page = kept.content.decode()
    assert "Du har loggats ut." in page
    assert "Det jag skrev länge på." in page
    assert f'action="{place}"' in page
    elsewhere = people["anonymous"].post(place, {"prose": "Falskt."}, headers={"origin": "http://evil.se"})
    assert elsewhere.status_code == 403
    assert "Falskt" not in elsewhere.content.decode()


KEYED = [name for name, row in PAGES.items() if row.key or row.names]


@pytest.mark.parametrize("name", KEYED)
def test_key_of_another_förbund_is_not_found(people, name):
    """The object is there, in the other förbund, with a key that the own one doesn't have."""
    row, chief = PAGES[name], people[Role.FORBUNDSCHEF]
    for slug in world_slugs(name):
        model = row.key if slug == "key" and row.key else SLUGS.get(slug)
        if model is not None:
            other = key_of(model, FOREIGN, not_in=OWN)
        elif slug == "key" and row.names["key"] == DOCUMENT["key"]:
            other = foreign_document().key
        else:
            other = {
                "key": "budget.coachingteamet@2024", "block": "finns-inte", "end": "2023-12-31", "day": "2023-08-31",
                "step": "arkivera", "form": "rtf", "month": "13",
            }[slug]  # fmt: skip
        place = address(name, **{slug: other})
        if row.get != 405:
            assert chief.get(place).status_code == 404, slug
        if row.write:
            assert post(chief, place, row.post).status_code == 404, slug


SLUGS = {
    "section": Section,
    "series": Series,
    "publication": Publication,
    "comment": Comment,
    "version": SectionVersion,
    "layout": Layout,
    "line": Line,
    "code": Edition,
    "item": AgendaItem,
}


def world_slugs(name: str) -> tuple[str, ...]:
    """The names in an address, beside förbund and year."""
    return next(one.slugs for one in clients.addresses() if one.name == name)


def foreign_document() -> Document:
    """A document of the other förbund that has no namesake here."""
    with scopes_disabled():
        found, _ = Document.objects.get_or_create(
            forbund=clients.fiscal_year(FOREIGN).forbund,
            fiscal_year=clients.fiscal_year(FOREIGN),
            key="hemligt",
            defaults={"kind": "verksamhetsplan", "title": "Hemligt"},
        )
    return found


def test_access_that_has_run_out_opens_nothing(db):
    who = clients.chief()
    Access.objects.with_scopes_disabled().filter(user=who).update(end="2020-12-31")
    assert clients.signed_in(who).get(clients.url("start")).status_code == 404


def test_site_pages(people):
    assert people["anonymous"].get("/").status_code == 302
    assert people["outsider"].get("/").status_code == 302  # with one förbund, straight in
    assert people["superuser"].get("/").status_code == 200
    assert people["anonymous"].get("/tillganglighet/").status_code == 200
    for role in Role:
        assert people[role].get("/admin/").status_code == 302, role
    assert people["superuser"].get("/admin/").status_code == 200


# What everybody may read without signing in, by its name in the URL conf. Nothing else is for everybody.
FOR_EVERYBODY = {
    "public-home": "/offentligt/",
    "public-forbund": "/offentligt/kramfors/",
    "public-checksums": "/offentligt/kramfors/SHA256SUMS",
    "public-statement": "/offentligt/kramfors/tillganglighet/",
    "public-verify": "/akta/",
    "public-edition": "/handling/{code}/",
    "public-file": "/handling/{code}/pdf/",
}


def test_only_these_addresses_are_for_everybody():
    marked = {one.name for one in clients.all_addresses() if getattr(one.callback, "for_everybody", False)}
    below = {
        one.name
        for one in clients.all_addresses()
        if one.route.partition("/")[0] in ("akta", "handling", "offentligt")
    }
    assert marked == below == set(FOR_EVERYBODY)


@pytest.mark.parametrize("name", FOR_EVERYBODY)
def test_everybody_reads_the_same_and_nobody_writes(people, name):
    edition = an_edition(OWN)
    place = FOR_EVERYBODY[name].format(code=edition.code)
    if name not in ("public-home", "public-verify"):
        assert {people[who].get(place).status_code for who in people} == {404}
    make_public(edition=edition, by=clients.user("offentlig"))
    got = [people[who].get(place) for who in people]
    assert {response.status_code for response in got} == {200}
    assert len({response.content for response in got}) == 1
    for response in got:
        assert response["Cache-Control"] == "public, max-age=300"
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
    for who in people:
        assert post(people[who], place, {}).status_code in (403, 405)
