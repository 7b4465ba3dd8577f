"""What holds for every grid of cells: amounts, the balance, figures and answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from lxml import html

from budget.models import Amount
from finsam.core.models import AuditEntry, Owned
from finsam.core.tenancy.scope import inside
from followup.accounts.models import BalanceAmount, BalanceItem
from followup.statistics.models import StatValue
from followup.surveys.models import SurveyValue
from tests.budget.small import Budget
from tests.followup.asked import Asked
from tests.followup.people import People

HERE = "/norra-an"


@dataclass
class Grid:
    """One cell that holds 100, and what is known of the page it stands on."""

    page: str
    name: str  # of its field
    label: str
    owner: Owned
    stored: Callable[[], Decimal | int | None]
    store: Callable[[int], object]  # as somebody else would
    check: str = ""
    total: str = ""  # the id of a sum of the cell alone
    world: Budget | None = None


def amounts(world: Budget) -> Grid:
    series, group = world.series(), world.line("Insatser")
    line = world.line("Spåret", parent=group)
    amount = world.amount(series, line, -100)
    return Grid(
        f"{HERE}/2024/budget/belopp/budget-2024/", "belopp-sparet", "Spåret", series,
        stored=lambda: next((-one.amount for one in Amount.objects.all()), None),
        store=lambda value: Amount.objects.filter(pk=amount.pk).update(amount=-value),
        check=f"{HERE}/2024/budget/belopp/budget-2024/summor/", total="sum-insatser",
    )  # fmt: skip


def balance(world: Budget) -> Grid:
    item = BalanceItem.objects.create(forbund=world.forbund, name="Bank", row="kassa")
    amount = BalanceAmount.objects.create(item=item, end=date(2024, 12, 31), amount=100, **world.year)
    return Grid(
        f"{HERE}/2024/bokslut/balans/", "ar-bank", "Bank, 31\u00a0december 2024", world.fiscal_year,
        stored=lambda: next((one.amount for one in BalanceAmount.objects.all()), None),
        store=lambda value: BalanceAmount.objects.filter(pk=amount.pk).update(amount=value),
    )  # fmt: skip


def figures(world: Budget) -> Grid:
    table = People(world.forbund).table("pagaende", {"kvinna": 100})
    place = f"{HERE}/2023/statistik/{table.key}"
    return Grid(
        f"{place}/varden/", "v__kvinna", "Deltagare, inskrivna under året, Vägledarna: kvinnor", table,
        stored=lambda: next((one.value for one in StatValue.objects.all()), None),
        store=lambda value: StatValue.objects.update(value=value),
        check=f"{place}/kontroll/", total="sum-v__totalt",
    )  # fmt: skip


def answers(world: Budget) -> Grid:
    asked = Asked(world.forbund)
    round_ = asked.round({(asked.question("6"), "kvinna"): [100]})
    place = f"{HERE}/2023/indikatorer/{round_.key}"
    return Grid(
        f"{place}/svar/", "s__6__kvinna__aldrig", "6. Mer redo att arbeta, kvinna, aldrig", round_,
        stored=lambda: next((one.count for one in SurveyValue.objects.all()), None),
        store=lambda value: SurveyValue.objects.update(count=value),
        check=f"{place}/kontroll/", total="sum-s__6__alla__aldrig",
    )  # fmt: skip


KINDS = (amounts, balance, figures, answers)
CHECKED = (amounts, figures, answers)  # while one writes
PIECEMEAL = FINISHED = (figures, answers)


@pytest.fixture
def grid(request, db):
    world = Budget()
    with inside(world.forbund):
        made = request.param(world)
        made.world = world
        yield made


@pytest.fixture
def chief(grid) -> Client:
    return grid.world.sign_in("forbundschef")


def of(*kinds):
    return pytest.mark.parametrize("grid", kinds, indirect=True, ids=lambda kind: kind.__name__)


def field(page, name: str):
    return html.fromstring(page.text).find(f".//input[@name='{name}']")


def version(page) -> str:
    return field(page, "version").get("value")


def sums(page) -> dict[str, str]:
    """What each computed place says, by its id; blank ones left out."""
    places = html.fromstring(page.text).xpath("//span[starts-with(@id, 'sum-') or starts-with(@id, 'row-')]")
    found = {one.get("id"): one.text_content().strip() for one in places}
    return {name: text for name, text in found.items() if text}


def text_of(page) -> str:
    return re.sub(r"\s+", " ", html.fromstring(page.text).text_content())


@of(*KINDS)
def test_what_is_written_is_saved_at_once_and_logged_once(grid, chief):
    assert chief.post(grid.page, {"version": "1", grid.name: "250"}).status_code == 302
    assert grid.stored() == 250
    assert AuditEntry.objects.count() == 1
    grid.owner.refresh_from_db()
    assert grid.owner.version == 2
    assert field(chief.get(grid.page), grid.name).get("value") == "250"


@of(*KINDS)
def test_an_emptied_cell_has_no_value(grid, chief):
    assert chief.post(grid.page, {"version": "1", grid.name: ""}).status_code == 302
    assert grid.stored() is None


@of(*KINDS)
@pytest.mark.parametrize("sent", [(), ("100",)], ids=["not sent", "sent as it was"])
def test_what_is_unchanged_is_neither_saved_nor_logged(grid, chief, sent):
    page = chief.post(grid.page, {"version": "1", grid.name: sent}, follow=True)
    assert "Inget var ändrat, så inget har sparats." in text_of(page)
    assert grid.stored() == 100
    assert not AuditEntry.objects.exists()
    grid.owner.refresh_from_db()
    assert grid.owner.version == 1


@of(*KINDS)
def test_who_saves_too_late_sees_both_texts_and_loses_none(grid, chief):
    grid.store(175)
    type(grid.owner)._base_manager.filter(pk=grid.owner.pk).update(version=2)
    page = chief.post(grid.page, {"version": "1", grid.name: "250"})
    assert page.status_code == 422
    assert page.context["stale"] == [{"label": grid.label, "mine": "250", "theirs": "175"}]
    assert "Tabellen har sparats i en annan flik eller av någon annan" in text_of(page)
    assert field(page, grid.name).get("value") == "250"
    assert grid.stored() == 175
    assert version(page) == "2"
    assert chief.post(grid.page, {"version": "2", grid.name: "250"}).status_code == 302
    assert grid.stored() == 250


@of(*KINDS)
def test_a_version_that_is_none_saves_nothing(grid, chief):
    page = chief.post(grid.page, {"version": "gammal", grid.name: "250"})
    assert page.status_code == 422
    assert field(page, grid.name).get("value") == "250"
    assert grid.stored() == 100


@of(*KINDS)
@pytest.mark.parametrize("typed", ["tolv", "1.234", "9" * 20, "<b>"])
def test_what_cannot_be_read_stays_with_a_sentence_beside_it(grid, chief, typed):
    page = chief.post(grid.page, {"version": "1", grid.name: typed})
    assert page.status_code == 422
    cell = field(page, grid.name)
    assert (cell.get("value"), cell.get("aria-invalid")) == (typed, "true")
    sentence = html.fromstring(page.text).get_element_by_id(cell.get("aria-describedby")).text_content()
    assert sentence.strip().endswith(".")
    assert sentence.strip() in text_of(page).split("behöver rättas")[1], "it is told at the top too"
    assert "Inget är sparat än. Det du skrev står kvar." in text_of(page)
    assert grid.stored() == 100


@of(*PIECEMEAL)
def test_the_rest_is_kept_when_one_cannot_be_read(grid, chief):
    other = {"v__kvinna": "v__man", "s__6__kvinna__aldrig": "s__6__man__aldrig"}[grid.name]
    page = chief.post(grid.page, {"version": "1", grid.name: "250", other: "många"})
    assert page.status_code == 422
    assert grid.stored() == 250
    told = text_of(page)
    assert "Det som går att läsa är sparat som utkast." in told
    assert "Inget är sparat" not in told
    assert version(page) == "2"
    assert chief.post(grid.page, {"version": "2", grid.name: "250", other: "3"}).status_code == 302


@of(*KINDS)
def test_who_may_only_read_sees_what_is_written_and_no_field(grid):
    reader = grid.world.sign_in("revisor")
    page = reader.get(grid.page)
    assert not html.fromstring(page.text).xpath("//main//input")
    assert "100" in text_of(page)
    assert "Din roll får inte" in text_of(page)
    assert reader.post(grid.page, {"version": "1", grid.name: "250"}).status_code == 403
    if grid.check:
        assert reader.post(grid.check, {grid.name: "250"}).status_code == 403
    assert grid.stored() == 100


@of(*KINDS)
def test_what_has_no_cell_cannot_be_written(grid, chief):
    assert chief.post(grid.page, {"version": "1", f"{grid.name}-annan": "250"}).status_code == 302
    assert grid.stored() == 100


@of(*CHECKED)
def test_the_live_check_says_what_a_save_makes(grid, chief):
    checked = sums(chief.post(grid.check, {"version": "1", grid.name: "250"}))
    assert checked[grid.total] == "250"
    assert grid.stored() == 100
    assert not AuditEntry.objects.exists()
    chief.post(grid.page, {"version": "1", grid.name: "250"})
    assert sums(chief.get(grid.page)) == checked


@of(*CHECKED)
def test_the_live_check_leaves_out_what_cannot_be_read_yet(grid, chief):
    assert sums(chief.post(grid.check, {grid.name: "tolv"}))[grid.total] == "100"


@of(*CHECKED)
def test_sums_are_of_what_is_written_also_where_it_could_not_be_saved(grid, chief):
    page = chief.post(grid.page, {"version": "9", grid.name: "250"})
    assert sums(page)[grid.total] == "250"


@of(*FINISHED)
def test_a_change_reopens_what_was_finished(grid, chief):
    def status():
        grid.owner.refresh_from_db()
        return grid.owner.status

    chief.post(grid.page, {"version": "1", grid.name: "100", "klar": "1"})
    assert status() == "klar"
    chief.post(grid.page, {"version": "2", grid.name: "100"})
    assert status() == "klar", "nothing was changed"
    chief.post(grid.page, {"version": "2", grid.name: "250"})
    assert status() == "utkast"
    assert AuditEntry.objects.count() == 2


def test_a_group_keeps_what_is_written_in_it_when_its_line_is_written_too(db):
    """A group's field goes away where its lines have amounts, but not with what somebody typed in it."""
    world = Budget()
    with inside(world.forbund):
        world.series()
        world.line("Spåret", parent=world.line("Insatser"))
        posted = {"version": "1", "belopp-insatser": "tolv", "belopp-sparet": "5"}
        page = world.sign_in("forbundschef").post(f"{HERE}/2024/budget/belopp/budget-2024/", posted)
    assert field(page, "belopp-insatser").get("value") == "tolv"
    assert field(page, "belopp-sparet").get("value") == "5"
