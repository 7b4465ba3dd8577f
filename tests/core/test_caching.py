"""What is computed once for a revision: never another's, never of another time, and nothing lost when it is thrown away."""

import re
from datetime import UTC, date, datetime
from random import Random

import pytest
from django.core.cache import cache
from django.db import transaction

from budget.models import Amount
from budget.services import set_amounts
from finsam.checks.reconciliation import reconcile
from finsam.core import services
from finsam.core.caching import computed, pages, revisions, store
from finsam.core.models import Access, FiscalYear, Forbund, User
from finsam.core.tenancy.permissions import Role
from finsam.documents.books import open_book
from finsam.documents.models import Document, Section
from finsam.documents.resolve import resolve
from finsam.rendering import files
from finsam.web.sections import move_section
from plans.models.goals import Goal
from plans.models.insatser import Insats
from tests import clients
from tests.clients import FOREIGN, OWN

START, FINDINGS, FACTS = "start", "reconciliation", "facts"
# A session's token and a visit's nonce: new each time
TOKEN = re.compile(rb'[A-Za-z0-9]{64}|(?<= nonce=")[^"]*')
MADE_AT = datetime(2024, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nothing_kept_before(kept):
    store.clear()


@pytest.fixture
def chief(db):
    return clients.chief()


@pytest.fixture
def forbund(db):
    with clients.in_scope(OWN):
        yield Forbund.objects.get(key=OWN)


def made(monkeypatch) -> list[str]:
    """The addresses of the pages that are made from here on, and not fetched from the cache."""
    told: list[str] = []
    usual = pages._same_for_all_visits

    def noted(request, response):
        told.append(request.path)
        return usual(request, response)

    monkeypatch.setattr(pages, "_same_for_all_visits", noted)
    return told


def body(response) -> bytes:
    """A page without the token of its session."""
    return TOKEN.sub(b"", response.content)


def rename(forbund: Forbund, by: User, to: str) -> Goal:
    """A write through the services."""
    goal = Goal.objects.filter(forbund=forbund, fiscal_year__year=2024).first()
    goal.text = to
    return services.save(goal, by=by)


# The revision


def test_a_write_moves_the_revision_of_its_own_förbund_only(chief, forbund):
    before = dict(Forbund.objects.values_list("key", "revision"))
    rename(forbund, chief, "Fler ska komma i arbete")
    after = dict(Forbund.objects.values_list("key", "revision"))
    assert {key for key in before if before[key] != after[key]} == {OWN}
    assert after[OWN] > before[OWN]


def test_what_every_förbund_reads_moves_every_revision(chief):
    before = dict(Forbund.objects.values_list("key", "revision"))
    chief.name = "Nora Nyberg"
    services.save_shared(chief, by=chief)
    after = dict(Forbund.objects.values_list("key", "revision"))
    assert len(after) > 1
    assert all(after[key] > before[key] for key in before)


def test_a_save_that_changes_nothing_moves_nothing(chief, forbund):
    goal = rename(forbund, chief, "Fler ska komma i arbete")
    before = revisions.stored([forbund.pk])
    services.save(goal, by=chief)
    services.save_shared(chief, by=chief)
    assert revisions.stored([forbund.pk]) == before


def test_a_number_that_was_taken_back_is_never_used_again(chief, forbund):
    before = revisions.of(forbund.pk)
    with transaction.atomic():
        rename(forbund, chief, "Något annat")
        taken_back = revisions.of(forbund.pk)
        transaction.set_rollback(True)
    assert revisions.of(forbund.pk) == before < taken_back
    rename(forbund, chief, "Något tredje")
    assert revisions.of(forbund.pk) > taken_back


def test_a_stale_object_never_moves_the_revision_back(chief, forbund):
    old = Forbund.objects.get(pk=forbund.pk)
    rename(forbund, chief, "Fler ska komma i arbete")
    now = revisions.of(forbund.pk)
    old.slogan = "Tillsammans"
    services.save(old, by=chief)
    assert revisions.of(forbund.pk) > now


# What is kept, and when


def test_the_same_thing_is_computed_once_for_a_revision(chief, forbund):
    told = []

    def make():
        told.append(len(told))
        return {"made": len(told)}

    for _ in range(2):
        with computed.visit(Forbund.objects.get(pk=forbund.pk)):
            assert computed.computed(forbund, ("thing", 1), make) == {"made": 1}
            assert computed.computed(forbund, ("thing", 1), make) == {"made": 1}
    store.THINGS.clear()
    with computed.visit(Forbund.objects.get(pk=forbund.pk)):
        assert computed.computed(forbund, ("thing", 1), make) == {"made": 1}  # from the shared cache
    rename(forbund, chief, "Fler ska komma i arbete")
    with computed.visit(Forbund.objects.get(pk=forbund.pk)):
        assert computed.computed(forbund, ("thing", 1), make) == {"made": 2}
        assert computed.computed(forbund, ("thing", 2), make) == {"made": 3}


def test_nothing_that_is_nothing_is_kept_too(forbund):
    told = []
    for _ in range(2):
        with computed.visit(forbund):
            assert computed.computed(forbund, ("nothing",), lambda: told.append(1)) is None
    assert told == [1]


def test_what_was_read_in_the_middle_of_a_write_is_not_kept(chief, forbund):
    with computed.visit(forbund):
        computed.computed(forbund, ("thing",), lambda: "half")
        token = revisions._known.set(None)  # as another process, which this visit doesn't hear of
        rename(forbund, chief, "Fler ska komma i arbete")
        revisions._known.reset(token)
    for revision in (forbund.revision, revisions.of(forbund.pk)):
        forbund.revision = revision
        with computed.visit(forbund):
            assert computed.computed(forbund, ("thing",), lambda: "whole") == "whole"


def test_after_an_own_write_nothing_of_before_is_read(chief, forbund):
    with computed.visit(forbund):
        computed.computed(forbund, ("thing",), lambda: "before")
        rename(forbund, chief, "Fler ska komma i arbete")
        assert computed.computed(forbund, ("thing",), lambda: "after") == "after"


def test_a_post_keeps_nothing_since_it_may_hold_what_was_never_saved(forbund):
    with computed.visit(forbund, keeps=False):
        computed.computed(forbund, ("thing",), lambda: "unsaved")
    with computed.visit(forbund):
        assert computed.computed(forbund, ("thing",), lambda: "saved") == "saved"


def test_facts_are_gathered_part_by_part_and_kept_together(forbund):
    for part in ("one", "two"):
        with computed.visit(forbund):
            computed.gathered(forbund, ("parts",))[part] = part.upper()
    with computed.visit(forbund):
        assert dict(computed.gathered(forbund, ("parts",))) == {"one": "ONE", "two": "TWO"}
    with computed.visit(Forbund.objects.get(key=FOREIGN)):
        assert dict(computed.gathered(Forbund.objects.get(key=FOREIGN), ("parts",))) == {}


def test_another_day_is_another_thing(forbund, monkeypatch):
    for day, expected in ((date(2024, 11, 30), 1), (date(2024, 12, 1), 2), (date(2024, 12, 1), 2)):
        monkeypatch.setattr(computed, "localdate", lambda day=day: day)
        with computed.visit(forbund):
            assert computed.computed(forbund, ("day",), lambda expected=expected: expected) == expected


def test_the_process_holds_no_more_than_it_may():
    near = store.Near(most=100)
    for number in range(10):
        near.put(str(number), store.Kept(number, 30))
        near.get("0")  # the one that is used stays
    assert near.size <= 100
    assert near.get("0") is not None
    assert near.get("9") is not None
    assert near.get("5") is None
    near.put("0", store.Kept("larger", 60))
    assert near.size <= 100


# A cache that is poisoned, broken or gone


def places() -> dict[str, object]:
    """What lies in the shared cache, by place."""
    return {name.partition(":1:")[2]: cache.get(name.partition(":1:")[2]) for name in cache._cache}


def test_another_things_content_in_its_place_is_never_taken(chief, forbund):
    with computed.visit(forbund):
        computed.computed(forbund, ("mine",), lambda: "mine")
        computed.computed(forbund, ("theirs",), lambda: "theirs")
    (first, second) = places().items()
    cache.set(first[0], second[1])
    cache.set(second[0], first[1])
    store.THINGS.clear()
    with computed.visit(forbund):
        assert computed.computed(forbund, ("mine",), lambda: "made again") == "made again"


@pytest.mark.parametrize("content", [b"", b"x" * 200, "text", None, 7])
def test_what_is_not_signed_is_not_even_opened(forbund, content):
    with computed.visit(forbund):
        computed.computed(forbund, ("mine",), lambda: "mine")
    for place in places():
        cache.set(place, content)
    store.THINGS.clear()
    with computed.visit(forbund):
        assert computed.computed(forbund, ("mine",), lambda: "made again") == "made again"


def test_a_broken_cache_costs_time_only(chief, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise OSError("No space left")

    client = clients.signed_in(chief)
    right = body(client.get(clients.url(FINDINGS)))
    store.clear()
    monkeypatch.setattr(cache, "get", broken)
    monkeypatch.setattr(cache, "set", broken)
    assert body(client.get(clients.url(FINDINGS))) == right
    assert "could not be" in caplog.text


# Pages


@pytest.mark.parametrize("name", [START, FINDINGS, FACTS, "documents"])
def test_an_unchanged_page_is_not_made_again(chief, name, monkeypatch):
    client, told = clients.signed_in(chief), made(monkeypatch)
    first = client.get(clients.url(name))
    again = client.get(clients.url(name))
    assert len(told) == 1
    assert body(first) == body(again)
    assert first.headers["ETag"] == again.headers["ETag"]
    unchanged = client.get(clients.url(name), headers={"If-None-Match": first.headers["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["Cache-Control"] == "no-store, private"


def test_a_changed_page_is_made_again(chief, forbund, monkeypatch):
    client, told = clients.signed_in(chief), made(monkeypatch)
    before = client.get(clients.url("goals"))
    rename(forbund, chief, "Ett alldeles nytt mål")
    after = client.get(clients.url("goals"), headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert len(told) == 2
    assert "Ett alldeles nytt mål" in after.text
    assert "Ett alldeles nytt mål" not in before.text


def test_a_kept_page_has_the_token_of_the_session_that_asks(chief):
    """A form on it can be sent, with Django's own check of where it comes from."""
    for _ in range(2):
        client = clients.signed_in(chief, enforce_csrf_checks=True)
        page = client.get(clients.url("documents"))
        token = re.search(r'csrfmiddlewaretoken" value="(\w{64})"', page.text)[1]
        assert "\0" not in page.text
        answer = client.post(clients.url("documents"), {"kind": "none", "csrfmiddlewaretoken": token})
        assert answer.status_code == 404  # past the check, and there is no such kind


def test_no_page_is_served_to_another(db, monkeypatch):
    """Every role, a second person in the same role and somebody from another förbund ask for the same pages."""
    people = {role: clients.let_in(clients.user(f"{role}"), role) for role in Role}
    people |= {"other": clients.let_in(clients.user("other"), Role.FORBUNDSCHEF)}
    people |= {"foreign": clients.chief(FOREIGN), "nobody": None}
    for name in (START, FINDINGS, FACTS, "documents"):
        etags: dict[str, str] = {}
        for who, person in people.items():
            client, told = clients.signed_in(person), made(monkeypatch)
            page = client.get(clients.url(name))
            if who in ("foreign", "nobody"):
                assert page.status_code == (404 if who == "foreign" else 302)
                tried = client.get(clients.url(name), headers={"If-None-Match": ", ".join(etags.values())})
                assert tried.status_code == page.status_code
                continue
            assert len(told) == 1, who
            for etag in etags.values():
                assert client.get(clients.url(name), headers={"If-None-Match": etag}).status_code == 200
            assert person.name in page.text
            etags[who] = page.headers["ETag"]
        assert len(set(etags.values())) == len(people) - 2


def test_whoever_loses_a_role_loses_the_page(chief, forbund):
    client = clients.signed_in(chief)
    page = client.get(clients.url(START))
    Access.objects.filter(user=chief).update(role=Role.LEDAMOT)
    fewer = client.get(clients.url(START), headers={"If-None-Match": page.headers["ETag"]})
    assert fewer.status_code == 200
    assert "Ledamot" in fewer.text
    Access.objects.filter(user=chief).delete()
    gone = client.get(clients.url(START), headers={"If-None-Match": page.headers["ETag"]})
    assert gone.status_code == 404


def test_what_was_said_once_is_not_said_again(chief, forbund):
    client = clients.signed_in(chief)
    client.get(clients.url("documents", year=2023))
    client.post(
        clients.url("plan", year=2023), follow=False
    )  # there is none of this year: it is begun, and said
    places = [clients.url("document", key="verksamhetsplan", year=2023), clients.url("documents", year=2023)]
    said = [client.get(place) for place in (places[0], places[0], places[1])]
    assert ["är påbörjad" in page.text for page in said] == [True, False, False]
    assert "ETag" not in said[0].headers


def test_another_address_or_part_of_a_page_is_another_page(chief, monkeypatch):
    client, told = clients.signed_in(chief), made(monkeypatch)
    client.get(clients.url(FACTS))
    client.get(clients.url(FACTS), {"q": "budget"})
    client.get(clients.url(FACTS), headers={"HX-Request": "true"})
    client.get(clients.url(FACTS, year=2023))
    assert len(told) == 4


def test_the_log_knows_when_the_visitor_was_here_and_is_always_made(chief, monkeypatch):
    client, told = clients.signed_in(chief), made(monkeypatch)
    for name in ("log", "access"):
        answers = [client.get(clients.url(name)) for _ in range(2)]
        assert all(answer.status_code == 200 and "ETag" not in answer.headers for answer in answers)
    assert told == []


# Cached is computed


def edit_goal(random: Random, forbund, by):
    goals = list(Goal.objects.filter(forbund=forbund))
    goal = random.choice(goals)
    goal.text = f"Mål {random.randrange(1000)} om {random.randrange(100)} personer"
    services.save(goal, by=by)


def edit_amount(random: Random, forbund, by):
    row = random.choice(list(Amount.objects.filter(forbund=forbund).select_related("line", "series")))
    set_amounts(series=row.series, amounts={row.line: row.amount + random.randrange(1, 90_000)}, by=by)


def edit_section(random: Random, forbund, by):
    section = random.choice(list(Section.objects.filter(forbund=forbund)))
    section.prose = f"<p>Det blev {random.randrange(1000)} kr.</p>"
    services.save(section, by=by)


def turn_section(random: Random, forbund, by):
    section = random.choice(list(Section.objects.filter(forbund=forbund)))
    move_section(section=section, up=random.random() < 0.5, by=by)


def remove_section(random: Random, forbund, by):
    services.delete(random.choice(list(Section.objects.filter(forbund=forbund))), by=by)


def edit_insats(random: Random, forbund, by):
    insats = random.choice(list(Insats.objects.filter(forbund=forbund)))
    insats.name = f"Insats {random.randrange(10_000)}"
    services.save(insats, by=by)


def edit_forbund(random: Random, forbund, by):
    fresh = Forbund.objects.get(pk=forbund.pk)
    fresh.slogan = f"Tillsammans {random.randrange(100)}"
    services.save(fresh, by=by)


EDITS = [edit_goal, edit_amount, edit_section, turn_section, remove_section, edit_insats, edit_forbund]
SEEN = [START, FINDINGS, FACTS, "documents", "goals", "budget"]


def everything(client, forbund) -> dict[str, object]:
    """What pages, findings, documents and workbooks say."""
    said: dict[str, object] = {}
    said |= {name: body(client.get(clients.url(name))) for name in SEEN}
    for year in (2023, 2024):
        fiscal_year = FiscalYear.objects.select_related("forbund").get(forbund=forbund, year=year)
        with computed.visit(Forbund.objects.get(pk=forbund.pk)):
            said[f"findings {year}"] = reconcile(fiscal_year)
            said[f"facts {year}"] = open_book(forbund, year).all()
            for document in Document.objects.filter(forbund=forbund, fiscal_year=fiscal_year):
                said[f"resolved {document}"] = resolve(document, open_book(forbund, year))
                # The PDF is a pure function of these bytes and of the pictures.
                said[f"html {document}"] = files.render(document, "html")
                said[f"xlsx {document}"] = files.render(document, "xlsx", made=MADE_AT)
                said[f"docx {document}"] = files.render(document, "docx")
    return said


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_after_random_edits_what_is_kept_is_what_is_computed(chief, forbund, seed):
    random, client = Random(seed), clients.signed_in(chief)  # noqa: S311 - the same edits each time
    everything(client, forbund)
    for _ in range(4):
        edit = random.choice(EDITS)
        edit(random, forbund, chief)
        once = everything(client, forbund)
        kept = everything(client, forbund)
        store.clear()
        computed_anew = everything(client, forbund)
        for name, right in computed_anew.items():
            assert once[name] == right, (edit.__name__, name)
            assert kept[name] == right, (edit.__name__, name)
