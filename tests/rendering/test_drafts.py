"""One drawing per content, however many ask: by workers, or by the processes that were asked where none works."""

import os
import re
import signal
from datetime import timedelta
from io import BytesIO
from itertools import groupby
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader

from finsam.core import services
from finsam.core.models import Forbund, User
from finsam.core.tasks import queue
from finsam.core.tasks.models import Worker
from finsam.core.tenancy.scope import scopes_disabled
from finsam.disclosure.reader import Reader
from finsam.documents.books import open_book
from finsam.documents.models import Document, Section
from finsam.rendering import drafts, files
from finsam.rendering.models import Draft
from finsam.rendering.pdf.pdf import RenderError, Step
from tests import clients
from tests.clients import FOREIGN, OWN
from tests.core import example_functions as functions
from tests.processes import a_worker, own_database, until

YEAR = 2055  # of a plan of a few words, which is drawn in a second
PDF = f"/kramfors/{YEAR}/dokument/verksamhetsplan/pdf/"
LONG = "/kramfors/2024/dokument/verksamhetsplan/pdf/"
# Whoever looks now and then may miss a short step; the database sees each.
STEPS_KEPT = """
CREATE TABLE step_kept (place serial, step text);
CREATE FUNCTION keep_step() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO step_kept (step) VALUES (NEW.step); RETURN NULL; END $$;
CREATE TRIGGER keep_step AFTER INSERT OR UPDATE OF step ON rendering_draft FOR EACH ROW EXECUTE FUNCTION keep_step();
"""
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    """A database of the module's own, which its workers see too."""
    made = own_database(django_db_blocker, "drafts")
    name = next(made)
    with django_db_blocker.unblock(), clients.in_scope(OWN):
        chief = clients.chief()
        year = services.open_year(forbund=Forbund.objects.get(key=OWN), year=YEAR, by=chief)
        plan = {
            "forbund": year.forbund,
            "fiscal_year": year,
            "kind": "verksamhetsplan",
            "key": "verksamhetsplan",
        }
        document = Document.objects.create(title="Verksamhetsplan", **plan)
        section = {"forbund": year.forbund, "document": document, "key": "inledning", "title": "Inledning"}
        Section.objects.create(prose="<p>Ett ord.</p>", **section)
    yield name
    yield from made


@pytest.fixture
def chief(database):
    """A förbundschef's browser; nothing is drawn, nothing waits and nobody works."""
    with scopes_disabled():
        Draft.objects.all().delete()
        DBTaskResult.objects.all().delete()
        Worker.objects.all().delete()
    return clients.signed_in(User.objects.get(email="chef.kramfors@example.se"))


@pytest.fixture
def steps(chief):
    """Reads the steps that drafts have come to, one after another."""

    def come_to() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT step FROM step_kept ORDER BY place")
            return [step for step, _ in groupby(step for (step,) in cursor.fetchall())]

    with connection.cursor() as cursor:
        cursor.execute(STEPS_KEPT)
    yield come_to
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER keep_step ON rendering_draft; DROP FUNCTION keep_step; DROP TABLE step_kept"
        )


@pytest.fixture
def drawings(monkeypatch):
    """A line for each time this process has something drawn in a child."""
    begun, real = [], drafts.in_child

    def counted(*args, **fields):
        begun.append(args[1])
        return real(*args, **fields)

    monkeypatch.setattr(drafts, "in_child", counted)
    return begun


def at_once(*todo) -> list:
    """Do everything at the same moment, each in a thread; what each returned."""
    answers: list = [None] * len(todo)
    gate = Barrier(len(todo))

    def one(place: int, do) -> None:
        gate.wait(10)
        try:
            answers[place] = do()
        finally:
            connection.close()

    threads = [Thread(target=one, args=pair) for pair in enumerate(todo)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers


def one_draft() -> Draft:
    with scopes_disabled():
        return Draft.objects.defer("pdf").get()


def the_order(audience=files.PUBLISHED) -> drafts.Order:
    documents = Document.objects.select_related("forbund__logo", "fiscal_year")
    return drafts.Order(documents.get(kind="verksamhetsplan", fiscal_year__year=YEAR), audience)


def test_eight_who_ask_for_a_cold_document_where_nobody_works_get_one_drawing(chief, drawings):
    answers = at_once(*[lambda: chief.get(PDF).content] * 8)
    assert answers[0].startswith(b"%PDF")
    assert answers == [answers[0]] * 8
    assert len(drawings) == 1


def test_eight_who_ask_where_somebody_works_get_one_drawing(chief, drawings, database):
    with a_worker(database):
        until(queue.somebody_works)
        answers = at_once(*[lambda: chief.get(PDF).content] * 8)
    assert answers[0].startswith(b"%PDF")
    assert answers == [answers[0]] * 8
    assert drawings == [], "the site itself draws nothing"
    assert DBTaskResult.objects.count() == 0


@pytest.mark.parametrize(
    "since", [{"pdf": b"%PDF-1.7"}, {"fault": "Det gick inte."}], ids=["drawn", "failed"]
)
def test_what_was_settled_after_somebody_looked_is_not_queued_again(chief, monkeypatch, since):
    with scopes_disabled():
        order = the_order()
        looked_at = order.draft()
        Draft.objects.filter(pk=looked_at.pk).update(**since)
        monkeypatch.setattr(drafts.Order, "draft", lambda _: looked_at)
        drafts.leave_to_worker(order)
    assert DBTaskResult.objects.count() == 0


def test_the_worker_draws_what_this_process_would_have_drawn(chief, database):
    made = PdfReader(BytesIO(chief.get(PDF).content))
    with scopes_disabled():
        Draft.objects.all().delete()
    with a_worker(database):
        until(queue.somebody_works)
        by_worker = PdfReader(BytesIO(chief.get(PDF).content))
    assert [page.extract_text() for page in by_worker.pages] == [page.extract_text() for page in made.pages]


def test_a_browser_is_told_how_far_it_has_come_and_then_gets_the_file(chief, database, steps):
    with a_worker(database):
        until(queue.somebody_works)
        page = chief.get(LONG, headers=BROWSER)
        assert page.status_code == 202
        assert "<h1>Dokumentet ritas</h1>" in page.text
        poll = f"{LONG}ritas/?utkast={one_draft().key}"

        def is_done():
            answer = chief.get(poll, headers={"HX-Request": "true"})
            done = answer.headers.get("HX-Redirect") == LONG
            assert done or re.search(r"Väntar på sin tur\.|Steg [1-4] av 4: [a-zåäö ]+\.", answer.text)
            return done

        until(is_done, 60)
    assert steps() == [Step.WAITING, Step.COUNTING, Step.LAYING_OUT, Step.TAGGING, Step.CHECKING]
    answer = chief.get(LONG, headers=BROWSER)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == 'inline; filename="kramfors-verksamhetsplan-2024.pdf"'
    again = chief.get(LONG, headers={**BROWSER, "if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_worker_that_is_killed_in_the_middle_is_followed_by_another(chief, database):
    with a_worker(database) as process:
        until(queue.somebody_works)
        chief.get(LONG, headers=BROWSER)
        until(lambda: one_draft().step in (Step.LAYING_OUT, Step.TAGGING, Step.CHECKING))
        os.killpg(process.pid, signal.SIGKILL)
    assert one_draft().holder
    Worker.objects.update(seen_at=timezone.now() - timedelta(seconds=16))
    with a_worker(database):
        until(queue.somebody_works)
        assert chief.get(LONG).content.startswith(b"%PDF")


def test_emptying_the_tables_changes_nothing_but_time(chief, drawings):
    before = chief.get(PDF)
    with scopes_disabled():
        Draft.objects.all().delete()
    DBTaskResult.objects.all().delete()
    after = chief.get(PDF)
    assert (after.status_code, after["Content-Disposition"]) == (200, before["Content-Disposition"])
    assert PdfReader(BytesIO(after.content)).pages[0].extract_text() == PdfReader(BytesIO(before.content)).pages[0].extract_text()  # fmt: skip
    assert len(drawings) == 2


def test_a_draft_that_is_gone_while_somebody_waits_is_asked_for_anew(chief):
    Worker.beat("busy")
    chief.get(PDF, headers=BROWSER)
    poll = f"{PDF}ritas/?utkast={one_draft().key}"
    assert "Väntar på sin tur." in chief.get(poll, headers={"HX-Request": "true"}).text
    DBTaskResult.objects.all().delete()
    assert chief.get(poll, headers={"HX-Request": "true"})["HX-Redirect"] == PDF
    assert chief.get(PDF, headers=BROWSER).status_code == 202
    assert DBTaskResult.objects.count() == 1


def test_what_was_stopped_is_said_plainly_and_can_be_tried_again(chief):
    Worker.beat("busy")
    chief.get(PDF, headers=BROWSER)
    for ended, sentence in (
        ("finsam.core.tasks.limits.TimeLimit", "PDF:en kunde inte ritas: det tog för lång tid."),
        ("builtins.MemoryError", "PDF:en kunde inte ritas: dokumentet är för stort."),
        ("builtins.KeyError", "PDF:en kunde inte ritas."),
    ):
        DBTaskResult.objects.update(status="FAILED", exception_class_path=ended, traceback="Traceback …")
        page = chief.get(PDF, headers=BROWSER)
        assert page.status_code == 503
        assert f"{sentence} Dokumentet finns att läsa på skärmen så länge." in page.text
        assert "Traceback" not in page.text
        program = chief.get(PDF, follow=True)
        assert f"{sentence} Dokumentet finns att läsa på skärmen så länge." in program.text
    assert f'href="{PDF}?igen=1"' in page.text
    assert chief.get(f"{PDF}?igen=1", headers=BROWSER)["Location"] == PDF
    assert chief.get(PDF, headers=BROWSER).status_code == 202


@pytest.mark.parametrize(
    ("drawing", "limits", "sentence"),
    [
        (functions.endless_drawing, {"SECONDS": 3}, "PDF:en kunde inte ritas: det tog för lång tid."),
        (functions.greedy_drawing, {"MEGABYTES": 600}, "PDF:en kunde inte ritas: dokumentet är för stort."),
    ],
)
def test_the_limits_hold_where_nobody_works_too(chief, monkeypatch, drawing, limits, sentence):
    monkeypatch.setattr(drafts, "to_pdf", drawing)
    for name, limit in limits.items():
        monkeypatch.setattr(drafts, name, limit)
    page = chief.get(PDF, follow=True)
    assert f"{sentence} Dokumentet finns att läsa på skärmen så länge." in page.text
    monkeypatch.undo()
    assert chief.get(PDF).content.startswith(b"%PDF")


def test_the_same_content_is_drawn_once_whatever_it_was_asked_for_as(chief, drawings):
    with clients.in_scope(OWN):
        first, second = the_order(), the_order()
        second.key = "x" * 64

        def ask(order):
            with clients.in_scope(OWN):
                return drafts.pdf(order)

        drawn = at_once(lambda: ask(first), lambda: ask(second))
        assert drawn[0] == drawn[1]
        assert len(drawings) == 1


def test_a_drawing_is_of_one_förbund(chief):
    with clients.in_scope(OWN):
        order = the_order()
        drafts.pdf(order)
    with clients.in_scope(FOREIGN):
        assert Draft.objects.count() == 0
        with pytest.raises(Document.DoesNotExist):
            drafts.draw.call(FOREIGN, order.document.pk, files.INSIDE, "y" * 64)


def test_another_audience_is_another_draft(chief):
    with clients.in_scope(OWN):
        assert the_order(files.INSIDE).key != the_order(files.PUBLISHED).key
        assert the_order("own:").key != the_order("own:bryggan").key
        book = open_book(Forbund.objects.get(key=OWN), YEAR)
        for reader in (Reader(book, own=("b", "a")), Reader(book), Reader(book, everything=True)):
            same = Reader.of(book, reader.audience)
            assert (same.everything, same.own) == (reader.everything, reader.own)
        assert Reader(book, own=("b", "a")).audience == "own:a,b"


def test_who_asks_works_nothing_out_where_somebody_works(chief, monkeypatch):
    def refuse(*args):
        raise AssertionError("The site computed.")

    monkeypatch.setattr(drafts, "rendition_for", refuse)
    Worker.beat("busy")
    assert chief.get(PDF, headers=BROWSER).status_code == 202


def test_what_has_changed_is_drawn_anew(chief, drawings):
    chief.get(PDF)
    with clients.in_scope(OWN):
        section = Section.objects.get(document__fiscal_year__year=YEAR)
        section.prose = "<p>Ett annat ord.</p>"
        services.save(section, by=User.objects.get(email="chef.kramfors@example.se"))
    assert "Ett annat ord." in PdfReader(BytesIO(chief.get(PDF).content)).pages[-1].extract_text()
    assert len(drawings) == 2


def test_what_can_not_be_drawn_is_said_and_not_tried_again(chief, monkeypatch):
    def refuse(*args, **fields):
        raise RenderError("PDF:en kunde inte skapas felfritt.", ("English words",))

    Worker.beat("busy")
    chief.get(PDF, headers=BROWSER)
    (task,) = DBTaskResult.objects.all()
    monkeypatch.setattr(drafts, "to_pdf", refuse)
    task.task.call(*task.args_kwargs["args"])
    task.delete()
    page = chief.get(PDF, headers=BROWSER)
    assert page.status_code == 503
    assert "PDF:en kunde inte skapas felfritt. Dokumentet finns att läsa på skärmen så länge." in page.text
    assert "English" not in page.text


def test_yesterdays_drafts_are_thrown_away_when_something_is_asked_for(chief):
    chief.get(PDF)
    with scopes_disabled():
        Draft.objects.update(asked_at=timezone.now() - timedelta(hours=25), key="z" * 64)
    chief.get(PDF)
    assert one_draft().key != "z" * 64
