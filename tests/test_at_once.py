"""Two or more at once, in real threads on PostgreSQL: nobody waits for ever, nothing is half done, all get a sentence."""

import random
from datetime import date
from threading import Barrier, Thread

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from finsam.core import audit, services
from finsam.core.audit import chain, history
from finsam.core.models import Access, AuditEntry, FiscalYear, Forbund, User
from finsam.core.rollover import begin
from finsam.core.services import Gone
from finsam.core.tenancy.scope import inside, scopes_disabled
from finsam.documents import registry
from finsam.documents.models import Document, Publication, Section
from finsam.documents.resolve import resolve
from finsam.editions import deciding
from finsam.editions.models import Edition
from finsam.editions.services import Decision, take_step
from finsam.facts.book import Book
from finsam.organisation.models import Member, Payer
from finsam.web.sections import move_section
from finsam.web.services import publish, start_document
from plans.models import Goal
from tests import clients
from tests.clients import FOREIGN, ORIGIN, OWN
from tests.processes import own_database


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    """A database of the module's own, for what is really committed."""
    yield from own_database(django_db_blocker, "at_once")


@pytest.fixture
def by(database):
    """Somebody to write in her name."""
    with scopes_disabled():
        return User.objects.get_or_create(email="skriver@example.se", defaults={"name": "Skriver"})[0]


def at_once(*todo, of: str = OWN) -> list:
    """Do everything at the same moment, each in a thread; what each returned, or the exception it ended in."""
    found: list = [None] * len(todo)
    gate = Barrier(len(todo))

    def one(place: int, do) -> None:
        try:
            gate.wait(10)
            with inside(Forbund.objects.get(key=of)):
                found[place] = do()
        except Exception as error:
            found[place] = error
        finally:
            connection.close()

    threads = [Thread(target=one, args=pair) for pair in enumerate(todo)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    return found


def test_many_move_and_save_sections(by):
    with clients.in_scope(OWN):
        document = Document.objects.filter(kind="verksamhetsplan").first()
        sections = list(Section.objects.filter(document=document))
    dice = random.Random(7)  # noqa: S311 - the same moves each time

    def move():
        chosen = Section.objects.get(pk=dice.choice(sections).pk)
        return move_section(section=chosen, up=dice.random() < 0.5, by=by)

    def rename(number: int):
        chosen = Section.objects.get(pk=sections[number].pk)
        chosen.title = f"Ny rubrik {number}"
        return services.save(chosen, by=by)

    for start in (0, 6):
        found = at_once(*[move] * 10, *[lambda n=n: rename(n) for n in range(start, start + 6)])
        assert [one for one in found if isinstance(one, Exception)] == []
    with clients.in_scope(OWN):
        after = list(Section.objects.filter(document=document))
        assert [one.order for one in after] == list(range(1, len(sections) + 1))
        assert {one.title for one in after} >= {f"Ny rubrik {number}" for number in range(12)}


def test_two_who_saw_the_same_version(by):
    """One is saved; the other is told of it."""
    with clients.in_scope(OWN):
        seen = Member.objects.first()

    def rename(name: str):
        one = Member.objects.get(pk=seen.pk)
        one.name = name
        return services.save(one, by=by, version=seen.version)

    found = at_once(*[lambda n=n: rename(f"Kommun {n}") for n in range(6)])
    assert sorted(type(one).__name__ for one in found) == ["Member", *["StaleSave"] * 5]
    with clients.in_scope(OWN):
        assert Member.objects.get(pk=seen.pk).version == seen.version + 1


def test_two_begin_the_same_year(by):
    """One of them copies, and the other finds that it is done."""
    with scopes_disabled():
        old = FiscalYear.objects.get(forbund__key=FOREIGN, year=2024)
    found = at_once(*[lambda: begin(old=old, by=by)] * 2, of=FOREIGN)
    assert sorted(done.empty for done in found) == [False, True]
    with clients.in_scope(FOREIGN):
        assert FiscalYear.objects.filter(year=2025).count() == 1
        assert Goal.objects.filter(fiscal_year__year=2025).count() == 29
        assert Document.objects.filter(fiscal_year__year=2025).count() == 1


def test_two_begin_the_same_plan(by):
    with clients.in_scope(OWN):
        year = services.open_year(forbund=Forbund.objects.get(key=OWN), year=2051, by=by)
        clients.let_in(by, "forbundschef")
    kind = registry.kinds()["verksamhetsplan"]
    found = at_once(
        *[lambda: start_document(fiscal_year=FiscalYear.objects.get(pk=year.pk), kind=kind, by=by)] * 3
    )
    assert sorted(type(one).__name__ for one in found) == ["Document", "ValidationError", "ValidationError"]
    assert {one.messages[0] for one in found if isinstance(one, ValidationError)} == {"Dokumentet finns redan det här året."}  # fmt: skip
    with clients.in_scope(OWN):
        services.open_year(forbund=year.forbund, year=2052, by=by)
    three = [clients.signed_in(by) for _ in range(3)]
    place = clients.url("plan", year=2052)
    answers = at_once(
        *[lambda one=one: one.post(place, {}, headers={"origin": ORIGIN}).status_code for one in three]
    )
    assert answers == [302, 302, 302]


def test_two_clicks_on_publish_make_one_note(by):
    with clients.in_scope(OWN):
        year = services.open_year(forbund=Forbund.objects.get(key=OWN), year=2053, by=by)
        made = start_document(fiscal_year=year, kind=registry.kinds()["verksamhetsplan"], by=by)

    def click():
        document = Document.objects.get(pk=made.pk)
        return publish(document=document, resolved=resolve(document, Book(document.forbund, 2053)), by=by)

    assert len({one.pk for one in at_once(click, click, click)}) == 1
    with clients.in_scope(OWN):
        assert Publication.objects.filter(document=made).count() == 1


def test_two_invite_the_same_address(by):
    def invite(where: str):
        with scopes_disabled():
            forbund = Forbund.objects.get(key=where)
        with inside(forbund):
            return services.invite(forbund=forbund, email="ny@example.se", name="Ny", role="ledamot", by=by)

    found = at_once(*[lambda: invite(OWN)] * 3, *[lambda: invite(FOREIGN)] * 3)
    assert sorted(type(one).__name__ for one in found) == ["Access", "Access", *["ValidationError"] * 4]
    refused = {sentence for one in found if isinstance(one, ValidationError) for sentence in one.messages}
    assert refused == {"Personen har redan den rollen."}
    with scopes_disabled():
        assert User.objects.filter(email="ny@example.se").count() == 1
        assert Access.objects.filter(user__email="ny@example.se").count() == 2


def test_one_deletion_sent_twice(by):
    with clients.in_scope(OWN):
        one = services.save(
            Member(forbund=Forbund.objects.get(key=OWN), name="Borta kommun", kind="kommun"), by=by
        )
    found = at_once(*[lambda: services.delete(Member.objects.get(pk=one.pk), by=by, version=1)] * 4)
    ended = [type(each).__name__ for each in found]
    assert ended.count("NoneType") == 1
    assert set(ended) <= {"NoneType", "Gone", "DoesNotExist"}
    with clients.in_scope(OWN):
        assert AuditEntry.objects.filter(reference=one.reference(), verb="tog bort").count() == 1


@pytest.mark.parametrize("number", range(4))
def test_one_saves_what_another_removes(by, number):
    """Saved first and removed then, or removed first and said to be gone: nothing else."""
    with clients.in_scope(OWN):
        forbund = Forbund.objects.get(key=OWN)
        one = services.save(Member(forbund=forbund, name=f"Kort kommun {number}", kind="kommun"), by=by)
        payer = services.save(Payer(forbund=forbund, name=f"Betalar {number}"), by=by)
        mine, theirs = Member.objects.get(pk=one.pk), Member.objects.get(pk=one.pk)
    mine.name = f"Nytt namn {number}"
    removed, saved, chosen = at_once(
        lambda: services.delete(theirs, by=by),
        lambda: services.save(mine, by=by),
        lambda: services.save(payer, by=by, many={"members": [one]}),
    )
    assert removed is None
    assert isinstance(saved, Member | Gone)
    assert isinstance(chosen, Payer | ValidationError)


def test_two_note_the_same_decision_and_it_is_stored_once(by, monkeypatch):
    """One is written down; the other is told how far it has come, or that somebody was writing."""
    monkeypatch.setattr(deciding, "REQUIREMENTS", {})
    with clients.in_scope(OWN):
        document = Document.objects.filter(kind="verksamhetsplan", revision=0).first()
        Document.objects.filter(pk=document.pk).update(status="forslag")
    decision = Decision(date(2023, 11, 20), "45", "Styrelsens sammanträde")

    def decide():
        return take_step(
            document=Document.objects.get(pk=document.pk), step="besluta", by=by, decision=decision,
            draw=lambda *told: b"%PDF-1.7",
        )  # fmt: skip

    found = at_once(decide, decide)
    refused = [one for one in found if isinstance(one, ValidationError)]
    assert len(refused) == 1
    assert "behöver vara förslag" in " ".join(refused[0].messages)
    with clients.in_scope(OWN):
        assert Edition.objects.count() == 1
        assert Document.objects.get(pk=document.pk).status == "beslutad"


def test_rows_written_at_once_make_one_chain(by):
    """Each link follows the one before it, whoever is first."""
    before = chain.head_of(OWN).number

    def write():
        for number in range(10):
            with transaction.atomic():
                audit.record(
                    by=by, verb="ändrade", obj=Forbund.objects.get(key=OWN), before={}, after={"n": number}
                )

    assert at_once(*[write] * 4) == [None] * 4
    assert chain.head_of(OWN).number == before + 40
    assert history.verify(OWN).faults == []
