"""The page Arkiv: who gets what, and that no thread of the site packs anything."""

import io
import json
import zipfile

import pytest
from django_scopes import scopes_disabled
from django_tasks_db.models import DBTaskResult

from archive import making
from archive.models import PackedYear
from finsam.core.models import Forbund
from finsam.core.tasks.models import Worker
from finsam.core.tenancy.permissions import Role
from tests import clients
from tests.small import Small

PAGE = {"accept": "text/html"}


@pytest.fixture
def browser(db):
    """By role: somebody in Kramfors."""
    return lambda role: clients.signed_in(clients.let_in(clients.user(role.value), role))


def tasks():
    return DBTaskResult.objects.filter(task_path="archive.making.pack")


def test_the_page_says_what_the_package_holds_and_lacks(browser):
    page = browser(Role.REVISOR).get(clients.url("archive"))
    assert "Ingen handling är lagrad för året." in page.text
    assert "<li>Verksamhetsplan 2024 (utkast)</li>" in page.text
    assert "31 december 2031" in page.text
    assert "kramfors-arspaket-2024-inre.zip" in page.text
    assert "publicerade utgåvan" in browser(Role.EKONOM).get(clients.url("archive")).text


def test_without_a_worker_nothing_is_packed_and_the_page_says_what_to_do(browser, monkeypatch):
    monkeypatch.setattr(making, "package", None)
    answer = browser(Role.REVISOR).get(clients.url("archive-package"), headers=PAGE)
    assert answer.status_code == 503
    assert "manage.py worker" in answer.text
    assert not tasks().exists()


def test_a_worker_packs_once_for_all_who_ask_and_the_page_tells_how_far_it_is(browser, monkeypatch):
    Worker.beat("busy")
    auditor = browser(Role.REVISOR)
    place, progress = clients.url("archive-package"), clients.url("archive-progress")
    for visitor in (auditor, auditor, browser(Role.FORBUNDSCHEF)):
        answer = visitor.get(place, headers=PAGE)
        assert answer.status_code == 202
        assert "Väntar på sin tur." in answer.text
    (task,) = tasks()
    assert task.args_kwargs["args"][2:] == [2024, True]
    with scopes_disabled():
        PackedYear.objects.update(step=3)
    told = auditor.get(progress, {"steg": "0"}, headers={"HX-Request": "true"})
    assert "Steg 3 av 6: bokföring." in told.text
    with scopes_disabled():
        PackedYear.objects.update(content=b"PK hela")
    told = auditor.get(progress, headers={"HX-Request": "true"})
    assert told.status_code == 286
    assert "Årspaketet är färdigt" in told.text
    answer = auditor.get(place)
    assert (answer.content, answer["Content-Type"]) == (b"PK hela", "application/zip")
    assert 'filename="kramfors-arspaket-2024-inre.zip"' in answer["Content-Disposition"]


def test_who_may_not_see_small_counts_is_given_another_package(browser):
    Worker.beat("busy")
    browser(Role.REVISOR).get(clients.url("archive-package"), headers=PAGE)
    with scopes_disabled():
        PackedYear.objects.update(content=b"PK med sma antal")
    answer = browser(Role.EKONOM).get(clients.url("archive-package"), headers=PAGE)
    assert answer.status_code == 202
    assert tasks().order_by("-enqueued_at").first().args_kwargs["args"][2:] == [2024, False]


def test_a_package_of_yesterdays_state_is_not_handed_out(browser):
    """Somebody writes, and what was packed before is no longer what is asked for."""
    Worker.beat("busy")
    auditor = browser(Role.REVISOR)
    auditor.get(clients.url("archive-package"), headers=PAGE)
    with scopes_disabled():
        PackedYear.objects.update(content=b"PK")
        Forbund.objects.filter(key=clients.OWN).update(revision=1)
    assert auditor.get(clients.url("archive-package"), headers=PAGE).status_code == 202


def test_what_failed_is_said_and_can_be_tried_again(browser):
    Worker.beat("busy")
    auditor, place = browser(Role.REVISOR), clients.url("archive-package")
    auditor.get(place, headers=PAGE)
    with scopes_disabled():
        PackedYear.objects.update(fault="Någon skriver hela tiden.")
    answer = auditor.get(place, headers=PAGE)
    assert answer.status_code == 503
    assert "Någon skriver hela tiden." in answer.text
    assert auditor.get(f"{place}?igen=1").status_code == 302
    assert auditor.get(place, headers=PAGE).status_code == 202


@pytest.fixture
def known(small: Small):
    """A made-up förbund with few people in an insats: who asks for its package."""
    return small.forbund


def test_the_worker_makes_the_package_and_small_counts_are_only_in_the_whole_one(known):
    """Of `small`'s statistics a count of 3 people is below the threshold, and stands in no published file."""
    texts = {}
    for whole in (True, False):
        wanted = making.Wanted(known, 2024, whole)
        wanted.row()
        making.pack.func(known.key, wanted.key, 2024, whole)
        row = wanted.row()
        assert row.fault == ""
        with zipfile.ZipFile(io.BytesIO(bytes(row.content))) as archive:
            texts[whole] = {name: archive.read(name) for name in archive.namelist()}
    told = {whole: json.loads(files["uppgifter/uppgifter.json"]) for whole, files in texts.items()}
    values = {whole: {one["key"]: one["value"] for one in told[whole]["facts"]} for whole in told}
    gone = values[True].keys() - values[False].keys()
    assert gone
    assert told[False]["hidden"] == len(gone)
    assert not any(name.startswith("tillstand/") for name in texts[False])
    for key in gone:
        assert not any(f'"key": "{key}"'.encode() in content for content in texts[False].values())
