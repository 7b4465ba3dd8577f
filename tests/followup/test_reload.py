"""Who reports on what outlives a reload of the förbund's files, as long as the insats does."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from finsam.core.models import Access, Forbund
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside
from followup.responsibility.models import InsatsResponsibility
from plans.models.insatser import Insats
from tests import clients

FORBUND = """
core.forbund: {key: prov, name: Finsam Prov, short_name: Prov}
core.fiscalyear: [{year: 2024}]
plans.insats:
  - {name: Spåret}
  - {name: Stigen}
"""


@pytest.fixture
def folder(db, tmp_path) -> Path:
    """A förbund's files, loaded, and an insatsansvarig who reports on both insatser."""
    place = tmp_path / "prov"
    place.mkdir()
    (place / "forbund.yaml").write_text(FORBUND, encoding="utf-8")
    load(tmp_path)
    forbund = Forbund.objects.get(key="prov")
    who = clients.let_in(clients.user("ansvarig"), Role.INSATSANSVARIG, "prov")
    with inside(forbund):
        access = Access.objects.get(user=who)
        for insats in Insats.objects.all():
            InsatsResponsibility.objects.create(forbund=forbund, access=access, insats=insats)
    return place


def load(folder: Path, **options) -> str:
    """The command's words."""
    out = StringIO()
    call_command("load_forbund", "prov", folder=folder, stdout=out, **options)
    return out.getvalue()


def held() -> set[tuple[str, str]]:
    """Who reports on which insats."""
    with inside(Forbund.objects.get(key="prov")):
        rows = InsatsResponsibility.objects.select_related("access__user", "insats")
        return {(one.access.user.email, one.insats.key) for one in rows}


def test_who_reports_on_what_is_kept(folder):
    before = Forbund.objects.get(key="prov")
    assert load(folder.parent, reset=True) == "prov: Finsam Prov inläst\n"
    after = Forbund.objects.get(key="prov")
    assert after.pk != before.pk
    assert held() == {("ansvarig@example.se", "sparet"), ("ansvarig@example.se", "stigen")}
    with inside(after):
        (access,) = Access.objects.all()
        assert {one.access_id for one in InsatsResponsibility.objects.all()} == {access.pk}
        assert {one.insats.forbund_id for one in InsatsResponsibility.objects.all()} == {after.pk}


def test_an_insats_that_is_gone_is_told_of(folder):
    path = folder / "forbund.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  - {name: Stigen}\n", ""), encoding="utf-8")
    said = load(folder.parent, reset=True)
    assert "prov: ”Ansvarig: Stigen” följde inte med: det som uppdraget gäller finns inte i filerna\n" in said
    assert held() == {("ansvarig@example.se", "sparet")}


def test_a_reload_that_fails_changes_nothing(folder):
    (folder / "forbund.yaml").write_text(FORBUND.replace("Stigen", "Stigen, borta: 1"), encoding="utf-8")
    with pytest.raises(Exception, match="borta"):
        load(folder.parent, reset=True)
    assert len(held()) == 2
