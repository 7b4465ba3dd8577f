"""Every address × every role × own and foreign förbund: who may look and who may write."""

import re

import pytest
from django.db import transaction

from auditors.models import Attachment, SampleItem
from auditors.questions.models import Question, Reply, ReplyFile
from budget.models import Layout, Line, Series
from finsam.comments.models import Comment
from finsam.core.models import Access
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import scopes_disabled
from finsam.documents.models import Document, Publication, Section, SectionVersion
from finsam.editions.models import Edition
from finsam.editions.public.services import make_public
from finsam.organisation.models import Member
from finsam.rendering import drafts, files
from followup.responsibility.models import InsatsResponsibility
from plans.meetings.models import AgendaItem
from tests import clients
from tests.clients import FOREIGN, ORIGIN, OWN
from tests.factories import an_edition, an_insats, saved
from tests.pages import AUDIT, DOCUMENT, MAY, PAGES, address, key_of

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
    row = PAGES[name]
    chief = people[Role.REVISOR if AUDIT in (row.read, row.write) else Role.FORBUNDSCHEF]
    for slug in world_slugs(name):
        model = row.key if slug == "key" and row.key else SLUGS.get(slug)
        if model is not None:
            other = key_of(model, FOREIGN, not_in=OWN)
        elif slug == "key" and row.names["key"] == DOCUMENT["key"]:
            other = foreign_document().key
        else:
            other = {
                "key": "budget.coachingteamet@2024", "block": "finns-inte", "end": "2023-12-31", "day": "2023-08-31",
                "step": "arkivera", "area": "finns-inte", "form": "rtf", "month": "13", "number": "999999", "recipient": "finns-inte",
            }[slug]  # fmt: skip
        place = address(name, **{slug: other})
        if row.get != 405:
            assert chief.get(place).status_code == 404, slug
        if row.write:
            assert post(chief, place, row.post).status_code == 404, slug


SLUGS = {
    "section": Section, "series": Series, "publication": Publication, "comment": Comment,
    "version": SectionVersion, "layout": Layout, "line": Line, "code": Edition, "item": AgendaItem,
    "question": Question, "reply": Reply, "file": ReplyFile, "drawn": SampleItem, "access": Access,
    "member": Member, "paper": Attachment,
}  # fmt: skip


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
    assert {people[who].get("/sakerhet/").status_code for who in people} == {200}
    for role in Role:
        assert people[role].get("/admin/").status_code == 302, role
    assert people["superuser"].get("/admin/").status_code == 200


# What everybody may read without signing in, by its name in the URL conf. Nothing else is for everybody.
FOR_EVERYBODY = {
    "security-txt": "/.well-known/security.txt",
    "api-documentation": "/api/v1/",
    "api-schema": "/api/v1/openapi.json",
    "public-home": "/offentligt/",
    "public-forbund": "/offentligt/kramfors/",
    "public-checksums": "/offentligt/kramfors/SHA256SUMS",
    "public-statement": "/offentligt/kramfors/tillganglighet/",
    "public-verify": "/akta/",
    "public-edition": "/handling/{code}/",
    "public-read": "/handling/{code}/las/",
    "public-chapter": "/handling/{code}/las/inledning/",
    "public-file": "/handling/{code}/pdf/",
    "public-facts": "/handling/{code}/uppgift/",
    "public-fact": "/handling/{code}/uppgift/1/",
}
# What isn't public is led on to where one signs in, whether it is there or not.
LED_ON = ("public-facts", "public-fact")


def test_only_these_addresses_are_for_everybody():
    marked = {one.name for one in clients.all_addresses() if getattr(one.callback, "for_everybody", False)}
    below = {
        one.name
        for one in clients.all_addresses()
        if one.route.partition("/")[0] in (".well-known", "akta", "handling", "offentligt")
    }
    assert marked == below | {"api-documentation", "api-schema"} == set(FOR_EVERYBODY)


def test_every_other_address_of_the_api_takes_a_token():
    """`api-nothing` is where the others aren't: nothing is there, whoever asks."""
    guarded = {
        one.name: getattr(one.callback, "by_api_token", False)
        for one in clients.all_addresses()
        if one.route.startswith("api/") and one.name not in FOR_EVERYBODY
    }
    assert {name for name, by_token in guarded.items() if not by_token} == {"api-nothing"}
    assert len(guarded) == 8


@pytest.mark.parametrize("name", FOR_EVERYBODY)
def test_everybody_reads_the_same_and_nobody_writes(people, name):
    edition = an_edition(OWN)
    place = FOR_EVERYBODY[name].format(code=edition.code)
    if name not in ("security-txt", "api-documentation", "api-schema", "public-home", "public-verify"):
        refused = 302 if name in LED_ON else 404
        assert {people[who].get(place).status_code for who in people} == {refused}
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
