"""Every address × every role × own and foreign förbund: who may look and who may write."""

from dataclasses import dataclass, field

import pytest
from django.db import transaction

from budget.models import Layout, Line, Series
from finsam.documents import rendering
from finsam.documents.models import Document, Explanation, Section
from finsam.models import (
    Access,
    Body,
    Contribution,
    FiscalYear,
    KommunShare,
    Member,
    Owned,
    Payer,
    Person,
    Picture,
    Seat,
    YearOwned,
)
from finsam.roles import Permission, Role
from finsam.scope import scopes_disabled
from plans.models import ExternalProject, Goal, InsatsKind, InsatsYear, Meeting, Risk, WheelItem
from tests import world
from tests.world import FOREIGN, ORIGIN, OWN, YEAR

READ, PLAN, BUDGET = Permission.READ, Permission.EDIT_PLAN, Permission.EDIT_BUDGET
FORBUND, EXPLAIN = Permission.EDIT_FORBUND, Permission.EXPLAIN
LOG, ACCESS = Permission.READ_LOG, Permission.MANAGE_ACCESS

# What each role may do, as the board has been told. Written here once more on purpose.
MAY = {
    Role.FORBUNDSCHEF: {READ, PLAN, BUDGET, FORBUND, EXPLAIN, LOG, ACCESS},
    Role.EKONOM: {READ, BUDGET, EXPLAIN, LOG},
    Role.LEDAMOT: {READ},
    Role.BEREDNING: {READ},
    Role.REVISOR: {READ, LOG},
    Role.INSATSANSVARIG: {READ},
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


def editor(name: str, model: type[Owned], write: Permission, read: Permission = READ) -> dict[str, Row]:
    """The four pages of an Editor: list, new, one, remove. Only who may write sees the second and last."""
    return {
        name: Row(read),
        f"{name}-new": Row(write, write),
        f"{name}-edit": Row(read, write, key=model),
        f"{name}-delete": Row(write, write, key=model),
    }


SECTION = {"key": "verksamhetsplan", "section": "inledning"}
DOCUMENT = {"key": "verksamhetsplan"}

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
    **editor("members", Member, FORBUND),
    **editor("payers", Payer, FORBUND),
    **editor("contributions", Contribution, FORBUND),
    **editor("bodies", Body, FORBUND),
    **editor("persons", Person, FORBUND),
    **editor("seats", Seat, FORBUND),
    **editor("pictures", Picture, PLAN),
    **editor("years", FiscalYear, FORBUND),
    "forbund": Row(write=FORBUND),
    # Documents, facts and reconciliation
    "start": Row(),
    "plan": Row(write=PLAN),
    "documents": Row(write=PLAN, post={"kind": "verksamhetsplan"}),
    "document": Row(names=DOCUMENT),
    "document-edit": Row(write=PLAN, names=DOCUMENT),
    "document-preview": Row(names=DOCUMENT),
    "document-pdf": Row(names=DOCUMENT),
    "document-html": Row(names=DOCUMENT),
    "document-xlsx": Row(names=DOCUMENT),
    "section-new": Row(PLAN, PLAN, names=DOCUMENT),
    "section-edit": Row(write=PLAN, names=SECTION),
    "section-move": Row(write=PLAN, get=405, names=SECTION),
    "section-delete": Row(PLAN, PLAN, names=SECTION),
    "block": Row(names={"block": "budget"}),
    "block-xlsx": Row(names={"block": "budget"}),
    "facts": Row(),
    "fact-choices": Row(),
    "fact": Row(names={"key": "budget.intakter@2024"}),
    "reconciliation": Row(),
    "reconciliation-explain": Row(write=EXPLAIN, get=405),
    "reconciliation-unexplain": Row(write=EXPLAIN, get=405, key=Explanation),
    # The plan
    "moten-ics": Row(),
    **editor("insatskategorier", InsatsKind, PLAN),
    **editor("insatser", InsatsYear, PLAN),
    "insatser-show": Row(key=InsatsYear),
    **editor("mal", Goal, PLAN),
    **editor("risker", Risk, PLAN),
    **editor("moten", Meeting, PLAN),
    **editor("arshjul", WheelItem, PLAN),
    **editor("projekt", ExternalProject, PLAN),
    # The budget
    "budget": Row(),
    "budget-amounts": Row(write=BUDGET, names={"series": "budget-2024"}),
    "budget-sums": Row(write=BUDGET, get=405, names={"series": "budget-2024"}),
    **editor("lines", Line, BUDGET),
    **editor("series", Series, BUDGET),
    **editor("layouts", Layout, BUDGET),
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
    found = {role: world.let_in(world.user(role.value), role) for role in Role}
    # Somebody else to be removed, changed or written to, so that the visitors stay who they are.
    world.let_in(world.user("annan"), Role.LEDAMOT)
    found["outsider"] = world.let_in(world.user("utomstaende"), Role.FORBUNDSCHEF, "finnveden")
    found["superuser"] = world.user("superuser", is_staff=True, is_superuser=True)
    return {name: world.signed_in(one) for name, one in found.items()} | {"anonymous": world.signed_in(None)}


@pytest.fixture(autouse=True)
def cheap_pdf(monkeypatch):
    """Who may fetch a file is judged here, not what is in it."""
    monkeypatch.setattr(rendering, "render", lambda document, form: b"")


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
    year = world.fiscal_year(forbund)
    with world.in_scope(forbund):
        if model is Explanation:
            one = Explanation(rule="R9", subject=forbund, reason="Så är det.", by_name="Någon")
        elif model is Picture:
            one = Picture(name=f"Bild {forbund}", data=b"x", content_type="image/png")
        elif model is Access:
            one = Access(user=world.user("utifran"), role=Role.LEDAMOT)
        elif model is ExternalProject:
            one = ExternalProject(name=f"Projekt {forbund}")
        elif model is WheelItem:
            one = WheelItem(name=f"Händelse {forbund}", month=3)
        elif model is Meeting:
            body = Body.objects.filter(forbund=year.forbund).first()
            one = Meeting(body=body, date=f"{YEAR}-04-01", name=f"Möte {forbund}")
        elif model is Risk:
            one = Risk(name=f"Risk {forbund}", text="Kan inträffa.")
        elif model is InsatsKind:
            one = InsatsKind(name=f"Slag {forbund}", national="individ")
        elif model is Person:
            one = Person(name=f"Person {forbund}")
        elif model is Seat:
            person, body = first(Person, forbund), Body.objects.filter(forbund=year.forbund).first()
            one = Seat(person=person, body=body, role="ledamot")
        elif model is KommunShare:
            one = KommunShare(member=first(Member, forbund), share=100)
        elif model is FiscalYear:
            one = FiscalYear(year=2031, key="2031")
        else:
            raise AssertionError(f"say how a {model.__name__} is made")
        one.forbund = year.forbund
        if issubclass(model, YearOwned):
            one.fiscal_year = year
        one.save()
    return one


def address(name: str, forbund: str = OWN, **kwargs) -> str:
    """The page's address in a förbund, naming something that is there."""
    row = PAGES[name]
    if row.key:
        kwargs.setdefault("key", first(row.key, OWN).key)
    return world.url(name, forbund, **{**row.names, **kwargs})


def post(client, place: str, data: dict):
    """A post as a browser sends it, undone afterwards: the next visitor meets the same förbund."""
    with transaction.atomic():
        response = client.post(place, data or {"x": "y"}, headers={"origin": ORIGIN})
        transaction.set_rollback(True)
    return response


def test_every_page_has_a_row():
    names = [one.name for one in world.addresses()]
    assert sorted(names) == sorted(set(names)), "two pages with one name"
    assert set(names) == set(PAGES)


def test_every_address_with_a_förbund_names_it_first():
    assert [one.route for one in world.all_addresses() if "forbund>" in one.route[1:].partition("/")[2]] == []


@pytest.mark.parametrize("role", Role)
def test_role_may_what_the_table_says(role):
    from finsam.roles import ROLES

    assert ROLES[role].permissions == MAY[role]


@PAGE
def test_looking(people, name):
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
        model = row.key if slug == "key" and row.key else {"section": Section, "series": Series}.get(slug)
        if model is not None:
            other = first(model, FOREIGN, not_in=OWN).key
        elif slug == "key" and row.names["key"] == DOCUMENT["key"]:
            other = foreign_document().key
        else:
            other = {"key": "budget.coachingteamet@2024", "block": "finns-inte"}[slug]
        place = address(name, **{slug: other})
        if row.get != 405:
            assert chief.get(place).status_code == 404, slug
        if row.write:
            assert post(chief, place, row.post).status_code == 404, slug


def world_slugs(name: str) -> tuple[str, ...]:
    """The names in an address, beside förbund and year."""
    return next(one.slugs for one in world.addresses() if one.name == name)


def foreign_document() -> Document:
    """A document of the other förbund that has no namesake here."""
    with scopes_disabled():
        found, _ = Document.objects.get_or_create(
            forbund=world.fiscal_year(FOREIGN).forbund,
            fiscal_year=world.fiscal_year(FOREIGN),
            key="hemligt",
            defaults={"kind": "verksamhetsplan", "title": "Hemligt"},
        )
    return found


def test_access_that_has_run_out_opens_nothing(db):
    who = world.chief()
    Access.objects.with_scopes_disabled().filter(user=who).update(end="2020-12-31")
    assert world.signed_in(who).get(world.url("start")).status_code == 404


def test_site_pages(people):
    assert people["anonymous"].get("/").status_code == 302
    assert people["outsider"].get("/").status_code == 302  # with one förbund, straight in
    assert people["superuser"].get("/").status_code == 200
    assert people["anonymous"].get("/tillganglighet/").status_code == 200
    for role in Role:
        assert people[role].get("/admin/").status_code == 302, role
    assert people["superuser"].get("/admin/").status_code == 200
