"""A save that changes nothing changes nothing: every form is opened, sent back as it is, and every row compared."""

from decimal import Decimal

import pytest
from django.db import connection
from lxml import html

from budget.models import DeviationLimits, GeneralDeduction
from finsam.core.tenancy.scope import scopes_disabled
from finsam.organisation.models import AccessibilityStatement
from followup.accounts.models import BalanceItem, Personnel, YearBooks
from followup.goals.models import GoalReport, GoalResult
from followup.statistics.models import StatTable, StatValue, TableStatus
from followup.statistics.services import set_values
from followup.statistics.statistics_table import Given, Place
from followup.surveys.models import SurveyRound, SurveyValue
from plans.models.year import Risk
from tests import clients
from tests.clients import ORIGIN, OWN
from tests.factories import first
from tests.pages import PAGES, address

# Pages whose form does something also when nobody has written anything: they begin, remove, send or hand out.
DOES_SOMETHING = (
    "forbund-start", "history-erase", "plan", "documents", "document-publish", "document-unpublish", "section-move", "access-again",
    "reconciliation-explain", "reconciliation-unexplain", "leftover-stands", "leftover-again", "results-step", "next-year",
    "budget-begin", "document-step", "budget-forecasts", "meeting-send", "my-calendar", "agenda-items-move",
    "questions-close", "questions-follow-up", "questions-reopen",  # only an auditor's: tests/auditors/questions
    "samples-share", "latest", "insats-reports", "insats-report", "discharge-report", "discharge-signed",
    "comparison-share", "comparison-withdraw", "comparison-accept",
    "api-tokens", "api-tokens-end",  # tests/api
    "access-recover",  # tests/core/sign_in
    "acting", "acting-end", "acting-prolong",  # tests/organisation/test_acting.py
)  # fmt: skip
# Pages that answer with what they would do or what there is, and the two steps of reading a file.
SHOWS = (
    "text-pictures",
    "budget-sums",
    "contributions-check",
    "budget-months-sums",
    "budget-sheet-sums",
    "samples-new",  # has a form where there are books: tests/auditors
    "ledger-months",  # have a form where there are books: tests/budget/ledger
    "ledger-placing",
    "ledger-read",
    "budget-followup-month",  # has a form where a line deviates: tests/budget/variance
    "statistics-check",
    "survey-rounds-check",
    "survey-rounds-import",
    "document-replace",
)
# Pages that are for something new: with nothing in them there is nothing to save, which is said.
ONLY_NEW = (
    "budget-paste", "comment", "discharge-decision", "discharge-sent", "document-from-word", "goals-several", "insatser-several", "ledger-import", "meetings-several",
    "questions-answer", "seats-several",
)  # fmt: skip
# Pages of something that there is one of, which has to be there to be sent back.
ONE = {
    "budget-followup-limits": DeviationLimits,
    "general-deduction": GeneralDeduction,
    "personnel": Personnel,
    "statement": AccessibilityStatement,
    "year-books": YearBooks,
}
FORMS = sorted(
    name
    for name, row in PAGES.items()
    if row.write
    and row.get == 200
    and not name.endswith(("-new", "-delete"))
    and name not in (*DOES_SOMETHING, *SHOWS, *ONLY_NEW, "statement", "general-deduction")
)


def everything() -> dict[str, list[tuple]]:
    """Every row of every table but the sessions."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table == "django_session":
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [one[0] for one in cursor.description]
            rows = [dict(zip(names, map(_plain, row), strict=True)) for row in cursor.fetchall()]
            found[table] = sorted(rows, key=str)
    return found


def _plain(value):
    return bytes(value) if isinstance(value, memoryview) else value


def as_it_is(page: str, button: tuple[str, str] | None = None) -> dict:
    """What a browser sends of the page's form when nobody has touched it: line breaks as it writes them."""
    forms = [one for one in html.fromstring(page).forms if one.method == "POST" and not one.get("action")]
    (form,) = [one for one in forms if {"edit", "grid"} & set(one.get("class").split())]
    found: dict[str, list[str]] = {}
    for name, value in form.form_values():
        found.setdefault(name, []).append(value.replace("\r\n", "\n").replace("\n", "\r\n"))
    if button:
        found[button[0]] = [button[1]]
    return found


@pytest.fixture
def chief(db):
    return clients.signed_in(clients.let_in(clients.let_in(clients.chief(), "administrator"), "revisor"))


def sent_back(client, place: str, button: tuple[str, str] | None = None) -> None:
    """Open a page and save it untouched: it is taken, and nothing is written."""
    page = client.get(place)
    assert page.status_code == 200, place
    before = everything()
    response = client.post(place, as_it_is(page.text, button), headers={"origin": ORIGIN})
    assert response.status_code == 302, place
    after = everything()
    for table, rows in before.items():
        assert after[table] == rows, (place, table)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_sent_back_as_it_is_changes_nothing(chief, name):
    clients.let_in(clients.user("annan"), "ledamot")
    first(BalanceItem, OWN)
    sent_back(chief, address(name))


@pytest.mark.parametrize("name", ONLY_NEW)
def test_a_page_for_what_is_new_says_that_nothing_is_written(chief, name):
    place = address(name)
    sent = as_it_is(chief.get(place).text)
    before = everything()
    response = chief.post(place, sent, headers={"origin": ORIGIN})
    assert response.status_code == 422
    assert 'class="error-summary' in response.text or "invalid-feedback" in response.text
    assert everything() == before


@pytest.mark.parametrize("name", ONE)
def test_what_there_is_one_of_is_kept_as_it_is(chief, name):
    with scopes_disabled():
        first(ONE[name], OWN)
    sent_back(chief, clients.url(name))


def test_a_text_of_several_lines_is_what_it_was(chief):
    """A browser sends line breaks in its own way."""
    with scopes_disabled():
        risk = first(Risk, OWN)
        Risk.objects.filter(pk=risk.pk).update(text="Först.\nSedan.\n\nTill sist.")
    sent_back(chief, clients.url("risks-edit", key=risk.key))


@pytest.fixture
def finished(chief):
    """A table, a round and a result that are done."""
    with clients.in_scope(OWN):
        for model in (StatValue, SurveyValue, GoalResult):
            first(model, OWN)
        StatTable.objects.update(status=TableStatus.DONE)
        SurveyRound.objects.update(status=TableStatus.DONE)
        return StatTable.objects.get(), SurveyRound.objects.get(), GoalReport.objects.get()


def test_a_finished_table_stays_finished(chief, finished):
    table, asked, report = finished
    sent_back(chief, clients.url("statistics-values", key=table.key))
    sent_back(chief, clients.url("survey-rounds-values", key=asked.key))
    place = clients.url("results-enter", key=report.goal.key, end=str(report.end))
    sent_back(chief, place, button=("steg", "spara"))
    assert "Inget var ändrat, så inget har sparats." in chief.get(place).text


def test_the_same_figures_again_change_nothing(chief, finished):
    """The action itself, told what stands there already."""
    table = finished[0]
    by = clients.user("skrivaren")
    with clients.in_scope(OWN):
        (value,) = table.values.all()
        before = everything()
        set_values(table=table, values={Place(value.bin.key): Given(value.value)}, by=by)
        assert everything() == before


def test_another_figure_makes_it_a_draft(chief, finished):
    table = finished[0]
    with clients.in_scope(OWN):
        (value,) = table.values.all()
        set_values(
            table=table, values={Place(value.bin.key): Given(Decimal(13))}, by=clients.user("skrivaren")
        )
        table.refresh_from_db()
    assert (table.status, table.version) == (TableStatus.DRAFT, 2)
