"""After a write a worker computes what the next reader asks for."""

import pickle
import zlib

import pytest
from django.core.cache import cache
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from finsam.checks import reconciliation
from finsam.core import services
from finsam.core.caching import revisions, store
from finsam.core.models import Access, Forbund
from finsam.core.tasks.models import Worker
from finsam.core.tenancy.permissions import Role
from finsam.web import missing
from finsam.web.warming import warm
from followup.responsibility.models import InsatsResponsibility
from plans.models.goals import Goal
from plans.models.insatser import Insats
from tests import clients
from tests.clients import OWN
from tests.hostile import UNTOLD


@pytest.fixture
def chief(db, kept):
    store.clear()
    return clients.chief()


@pytest.fixture
def forbund(chief):
    with clients.in_scope(OWN):
        yield Forbund.objects.get(key=OWN)


def rename(forbund: Forbund, by, to: str) -> None:
    """A write through the services, and what follows when it is committed."""
    goal = Goal.objects.filter(forbund=forbund, fiscal_year__year=2024).first()
    goal.name = to
    services.save(goal, by=by)


def queued() -> list[tuple[str, list]]:
    return [(row.task_path.rpartition(".")[2], row.args_kwargs["args"]) for row in DBTaskResult.objects.all()]


def test_a_write_is_followed_by_warming_when_somebody_works(
    chief, forbund, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        rename(forbund, chief, "Nöjda deltagare")
    assert queued() == []
    Worker.beat("somebody")
    with django_capture_on_commit_callbacks(execute=True):
        rename(forbund, chief, "Mer nöjda deltagare")
    assert queued() == [("warm", [forbund.pk, revisions.of(forbund.pk)])]
    waits = DBTaskResult.objects.get().run_after - timezone.now()
    assert 1 < waits.total_seconds() <= 3  # for those who save again at once


def test_what_is_warm_is_not_computed_again(chief, forbund, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("This was known.")

    warm.func(forbund.pk, revisions.of(forbund.pk))
    monkeypatch.setattr(reconciliation, "_reconciled", refuse)
    monkeypatch.setattr(missing, "_made", refuse)
    UNTOLD["written"] = False
    client = clients.signed_in(chief)
    UNTOLD["written"] = False
    for name in ("start", "reconciliation"):
        assert client.get(clients.url(name)).status_code == 200


def test_a_revision_that_has_moved_on_is_left_to_the_one_that_moved_it(chief, forbund):
    before = revisions.of(forbund.pk)
    rename(forbund, chief, "Nöjda deltagare")
    warm.func(forbund.pk, before)
    warm.func(0, before)
    assert cache._cache == {}


def test_nobodys_password_is_kept_in_the_cache(chief, forbund):
    reporter = clients.let_in(clients.user("reporter"), Role.INSATSANSVARIG)
    access = Access.objects.get(user=reporter)
    for insats in Insats.objects.filter(forbund=forbund):
        InsatsResponsibility.objects.create(forbund=forbund, access=access, insats=insats)
    for who in (chief, reporter):
        who.set_password("a long secret phrase")
        who.save()
        client = clients.signed_in(who)
        for name in ("start", "reconciliation", "facts", "documents", "to-report"):
            client.get(clients.url(name))
    warm.func(forbund.pk, revisions.of(forbund.pk))
    contents = [pickle.loads(content) for content in cache._cache.values()]  # noqa: S301 - our own, in memory
    kept = [zlib.decompress(content[32:]) for content in contents]
    assert any(b"MissingItem" in content and reporter.email.encode() in content for content in kept)
    for who in (chief, reporter):
        assert not any(who.password.encode() in content for content in kept)
