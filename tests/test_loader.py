"""Files become a förbund: all of it or nothing, again and again, with a sentence when something is wrong."""

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from textwrap import dedent

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command

from budget.models import Amount, LayoutRow, Line, Series, Spread
from finsam.core.models import Access, AuditEntry, Forbund, Owned, User
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside, scopes_disabled
from finsam.demo.loader import Loader, LoadError, remove_forbund
from finsam.organisation.models import Contribution, Member
from plans.models.goals import Goal, GoalPart
from plans.models.year import RiskMeasure
from tests import clients

FIXTURES: Path = settings.BASE_DIR / "fixtures"

FORBUND = """
core.forbund: {key: prov, name: Finsam Prov, short_name: Prov}
core.fiscalyear: [{year: 2023, decided_before: true}, {year: 2024}]
organisation.member:
  - {name: Region Ån, kind: region}
  - {name: Ådalens kommun, kind: kommun, owner_share: 33.33}
organisation.payer:
  - {name: Regionen, members: [region-an]}
organisation.contribution:
  - {payer: regionen, year: 2024, status: beslutat, amount: 250000}
"""
PLAN = """
year: 2024
plans.insats: [{name: Spåret}]
plans.insatsyear: [{insats: sparet, start: 2024-01-01}]
plans.goal:
  - name: Nöjda
    kind: individ
    insats_year: sparet
    text: "{mål} är nöjda."
    parts: [{measure: är nöjda, target: 80}]
    children:
      - {name: Mer än nöjda, kind: individ, level: aktivitet}
plans.risk:
  - {name: Få remisser, text: Få kommer., measures: [{text: Informera}, {text: Ringa}]}
"""
MONEY = """
year: 2024
budget.line:
  - {key: bidrag, name: Bidrag, side: intakt, payer: regionen}
  - {key: kansli, name: Kansli, side: kostnad, category: administration}
  - {key: lon, name: Lön, side: kostnad, parent: kansli}
budget.series:
  - {key: budget-2023, name: Budget 2023, kind: budget, about: 2023, fiscal_year: 2023, opening: 5000, amounts: {lon: -10}}
  - {key: budget-2024, name: Budget 2024, kind: budget, about: 2024, opening_from: 2023/budget-2023,
     reads_contributions: beslutat, amounts: {lon: -200000.50}}
budget.layout:
  - key: hela
    name: Hela
    columns: [{key: b24, label: Budget, series: budget-2024}]
    rows:
      - {key: bidrag, line: bidrag}
      - {key: lon, line: lon}
      - {key: summa, kind: summa, label: Summa, terms: [bidrag, lon], only_columns: [b24]}
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    """A förbund's files."""
    place = tmp_path / "prov"
    place.mkdir()
    for name, text in (("forbund", FORBUND), ("plan-1", PLAN), ("plan-2", MONEY)):
        (place / f"{name}.yaml").write_text(dedent(text), encoding="utf-8")
    return place


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Write something else in a file."""
    path = folder / f"{file}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def counted() -> dict[str, int]:
    """How many rows there are of everything."""
    with scopes_disabled():
        return {one._meta.label: one._base_manager.count() for one in apps.get_models()}


def test_what_stands_in_the_files(db, folder):
    forbund = Loader(folder).load()
    with inside(forbund):
        assert str(Member.objects.get(key="adalens-kommun").owner_share) == "33.33"
        assert list(Contribution.objects.get().payer.members.values_list("key", flat=True)) == ["region-an"]
        goal = Goal.objects.get(key="nojda")
        assert (goal.fiscal_year.year, goal.insats_year.start) == (2024, date(2024, 1, 1))
        assert GoalPart.objects.get(goal=goal).target == 80
        below = goal.children.get()
        assert (below.name, below.insats_year) == ("Mer än nöjda", goal.insats_year)
        assert list(RiskMeasure.objects.values_list("text", "order")) == [("Informera", 1), ("Ringa", 2)]
        budget = Series.objects.get(key="budget-2024")
        assert (budget.opening_from.key, budget.opening_from.fiscal_year.year) == ("budget-2023", 2023)
        assert Amount.objects.get(series=budget).amount == Decimal("-200000.50")
        assert Line.objects.get(key="lon").parent.key == "kansli"
        row = LayoutRow.objects.get(key="summa")
        assert [one.key for one in row.terms.all()] == ["bidrag", "lon"]
        assert [one.key for one in row.only_columns.all()] == ["b24"]


def test_loading_is_one_row_in_the_log(db, folder):
    forbund = Loader(folder).load()
    with inside(forbund):
        (entry,) = AuditEntry.objects.all()
    assert (entry.verb, entry.by_name, entry.label) == ("läste in", "Finsam", "Finsam Prov från fil")


@pytest.mark.parametrize(
    "file, old, new, sentence",
    [
        ("forbund", "status: beslutat", "sttus: beslutat", "fältet ”sttus” finns inte"),
        ("forbund", "payer: regionen", "payer: borta", "bidragsgivare ”borta” finns inte (ännu) i filerna"),
        ("forbund", "members: [region-an]", "members: [borta]", "medlem ”borta” finns inte (ännu) i filerna"),
        ("forbund", "kind: region}", "kind: landsting}", "landsting"),
        ("forbund", "amount: 250000", "amount: -1", "Ett bidrag kan inte vara negativt."),
        ("forbund", "{year: 2024}", "{year: 1999}", "Året ska vara mellan 2004"),
        ("plan-1", "insats: sparet", "insats: stigen", "insats ”stigen” finns inte (ännu) i filerna"),
        ("plan-1", "year: 2024", "year: 2030", "år ”2030” finns inte (ännu) i filerna"),
        ("plan-1", "target: 80", "target: 180", "En andel ska vara mellan 0 och 100 %."),
        ("plan-1", ", target: 80", "", "Skriv ett målvärde"),
        ("plan-1", "text: Informera", "text: Ring 811111-1111", "personnummer"),
        ("plan-2", "parent: kansli", "parent: bidrag", "En intäkt kan inte ingå i en kostnad"),
        ("plan-2", "lon: -200000.50", "lonn: -200000.50", "budgetrad ”lonn” finns inte (ännu) i filerna"),
        ("plan-2", "terms: [bidrag, lon]", "terms: [bidrag, borta]", "”borta” finns inte (ännu) i filerna"),
    ],
)
def test_what_is_wrong_is_a_sentence_with_its_place_and_nothing_is_loaded(
    db, folder, file, old, new, sentence
):
    change(folder, file, old, new)
    before = counted()
    with pytest.raises(LoadError) as refused:
        Loader(folder).load()
    said = str(refused.value)
    assert sentence in said
    assert ": " in said
    assert counted() == before


def test_place_names_file_kind_and_record(db, folder):
    change(folder, "plan-1", "target: 80", "target: 180")
    with pytest.raises(LoadError, match=r"^plan-1\.yaml: plans\.goal Nöjda › parts 1: "):
        Loader(folder).load()


def load(*names, **options) -> str:
    """The command's words."""
    out = StringIO()
    call_command("load_forbund", *names, stdout=out, **options)
    return out.getvalue()


def test_second_time_touches_nothing(db, folder):
    assert load("prov", folder=folder.parent) == "prov: Finsam Prov inläst\n"
    Forbund.objects.filter(key="prov").update(slogan="Vår egen ändring")
    before = counted()
    assert load("prov", folder=folder.parent) == "prov: finns redan\n"
    assert counted() == before
    assert Forbund.objects.get(key="prov").slogan == "Vår egen ändring"


def test_reset_loads_afresh_and_keeps_those_who_come_in(db, folder):
    load("prov", folder=folder.parent)
    forbund = Forbund.objects.get(key="prov")
    who = clients.let_in(clients.user("chef"), Role.FORBUNDSCHEF, "prov")
    with inside(forbund):
        Access.objects.filter(user=who).update(end=date(2030, 12, 31))
        Member.objects.create(forbund=forbund, name="Tillagd", kind="kommun")
        before = {one._meta.label: one.objects.count() for one in OWNED}
    load("prov", folder=folder.parent, reset=True)
    fresh = Forbund.objects.get(key="prov")
    assert fresh.pk != forbund.pk
    with inside(fresh):
        access = Access.objects.get()
        assert (access.user, access.role, access.end) == (who, Role.FORBUNDSCHEF, date(2030, 12, 31))
        assert not Member.objects.filter(name="Tillagd").exists()
        after = {one._meta.label: one.objects.count() for one in OWNED}
    assert after == {**before, "organisation.Member": before["organisation.Member"] - 1}
    assert clients.tenant(who, "prov").roles == (Role.FORBUNDSCHEF,)


def test_reset_that_fails_leaves_the_old_one(db, folder):
    load("prov", folder=folder.parent)
    forbund = Forbund.objects.get(key="prov")
    clients.let_in(clients.user("chef"), Role.FORBUNDSCHEF, "prov")
    before = counted()
    change(folder, "plan-2", "parent: kansli", "parent: borta")
    with pytest.raises(CommandError, match="”borta” finns inte"):
        load("prov", folder=folder.parent, reset=True)
    assert counted() == before
    assert Forbund.objects.get(key="prov").pk == forbund.pk


def test_reset_leaves_other_förbund_alone(db):
    def others() -> dict[str, int]:
        with scopes_disabled():
            return {one._meta.label: one.objects.exclude(forbund__key="kramfors").count() for one in OWNED}

    before, users = others(), User.objects.count()
    load("kramfors", reset=True)
    assert others() == before
    assert User.objects.count() == users


def test_what_is_added_names_what_the_förbund_has(db, folder):
    forbund = Loader(folder).load()
    records = {"budget.spread": [{"series": "budget-2024", "line": "lon", "way": "fjol"}]}
    Loader(folder).add(forbund, records, year=2024, where="mer.yaml")
    with inside(forbund):
        spread = Spread.objects.get()
        assert (spread.line.key, spread.series.key) == ("lon", "budget-2024")
        assert {entry.label for entry in AuditEntry.objects.all()} == {
            "Finsam Prov från fil",
            "mer.yaml från fil",
        }


def test_what_is_added_and_wrong_leaves_nothing(db, folder):
    forbund = Loader(folder).load()
    before = counted()
    with pytest.raises(LoadError, match=r"^mer\.yaml: budget\.spread 1: budgetrad ”borta” finns inte"):
        Loader(folder).add(
            forbund,
            {"budget.spread": [{"series": "budget-2024", "line": "borta"}]},
            year=2024,
            where="mer.yaml",
        )
    assert counted() == before


def test_folder_that_is_not_there(db, tmp_path):
    with pytest.raises(CommandError, match="finns inte"):
        load("borta", folder=tmp_path)


OWNED = [one for one in apps.get_models() if issubclass(one, Owned)]


@pytest.mark.parametrize("name", ["degerfors-karlskoga", "finnveden", "kramfors", "lekeberg-orebro"])
def test_real_one_can_be_taken_away_whole(db, name):
    """Nothing is left of it, however things protect each other."""
    forbund = Forbund.objects.get(key=name)
    remove_forbund(forbund)
    with scopes_disabled():
        left = {one._meta.label for one in OWNED if one._base_manager.filter(forbund__key=name).exists()}
    assert left == set()
    assert Forbund.objects.count() == 3
