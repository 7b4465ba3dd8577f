"""`dumpdata` of everything: whole or not at all, and read into an empty database it is the same."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models.query import QuerySet

from finsam.core.audit import history
from finsam.core.models import AuditEntry, Forbund
from finsam.core.models.audit import ChainHead
from finsam.core.tenancy.scope import scopes_disabled
from finsam.editions.models import EditionFile
from tests import clients
from tests.factories import a_release, an_attachment
from tests.operations.conftest import a_database, an_empty_database, stack  # noqa: F401 - a fixture
from tests.operations.test_backup import everything, log

MADE_ANEW = {"django_content_type", "auth_permission"}


@pytest.fixture(scope="module")
def installation(stack, tmp_path_factory):  # noqa: F811
    folder = tmp_path_factory.mktemp("dump")
    stack.enter_context(a_database(folder, "dump"))
    with scopes_disabled():
        a_release(clients.OWN)
        an_attachment(clients.OWN)
    clients.chief()
    return folder


def test_what_is_dumped_comes_back_the_same_and_its_history_verifies(installation):
    path = installation / "allt.json"
    call_command("dumpdata", output=str(path), verbosity=0)
    before, rows = everything(), log()
    heads = dict(ChainHead._base_manager.values_list("forbund_key", "hash"))
    with an_empty_database(installation):
        call_command("loaddata", str(path), verbosity=0)
        after, now = everything(), log()
        for table in before.keys() - MADE_ANEW:
            assert after[table] == before[table], table
        for label, lines in rows.items():
            assert now[label][: len(lines)] == lines, label
        for key, head in heads.items():
            verdict = history.verify(key, head=head)
            assert verdict.whole, verdict.faults
        assert all(file.whole for file in EditionFile.unscoped.all())
        assert AuditEntry._base_manager.filter(forbund_key=clients.OWN).latest("pk").verb == "läste in"


def test_to_the_screen_is_the_same_text(installation):
    path, out = installation / "forbund.json", StringIO()
    call_command("dumpdata", "core.forbund", output=str(path), verbosity=0)
    call_command("dumpdata", "core.forbund", stdout=out)
    assert out.getvalue().strip() == path.read_text().strip()
    assert '"key": "kramfors"' in out.getvalue()


def test_one_that_fails_leaves_what_was_there_and_nothing_half(installation, monkeypatch):
    path, out = installation / "gammal.json", StringIO()
    path.write_text("[]")
    usual = QuerySet.iterator

    def breaks(rows, *args, **kwargs):
        yield from usual(rows, *args, **kwargs)
        if rows.model is Forbund:
            raise OSError("slut på plats")

    monkeypatch.setattr(QuerySet, "iterator", breaks)
    with pytest.raises(CommandError, match="slut på plats"):
        call_command("dumpdata", output=str(path), verbosity=0)
    assert path.read_text() == "[]"
    assert sorted(one.name for one in installation.iterdir() if "skrivs" in one.name) == []
    with pytest.raises(CommandError, match="slut på plats"):
        call_command("dumpdata", stdout=out)
    assert out.getvalue() == ""


def test_a_form_that_cuts_times_short_is_refused(installation):
    with pytest.raises(CommandError, match="jsonl håller inte tiderna hela"):
        call_command("dumpdata", format="jsonl", stdout=StringIO())
