"""The year's books on the screen: what is entered and what is missing, the balance, and an Editor for each kind."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST

from finsam.checks.reconciliation import INFO, Case, Finding
from finsam.core.crud.editor import Editor, OnePerYear
from finsam.core.crud.tables import OwnedTable
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.text.prose import listed
from finsam.documents.books import open_book
from finsam.facts.book import Book
from followup.accounts import checks as rules
from followup.accounts import forms
from followup.accounts import tables as lists
from followup.accounts.booked import suggested
from followup.accounts.facts.parts import unpaid
from followup.accounts.facts.statement_builder import StatementBuilder
from followup.accounts.grid import BalanceGrid
from followup.accounts.queries import records, year_end
from followup.accounts.services import place_balances

WRITE = Permission.EDIT_BUDGET
SECTION = "books"
OF_BOOKS = {"section": SECTION, "write": WRITE}
BACK = {"back": "books", "back_label": "Bokslut", **OF_BOOKS}


class BalanceRuleEditor(Editor):
    """The rules, with suggestions for the accounts that none takes."""

    def list_context(self, tenant):
        books = records(tenant.forbund)
        booked = books.booked.get(tenant.fiscal_year.year)
        if booked is None:
            return {}
        label = booked.ledger.snapshot.label
        offered = suggested(booked, books.items)
        known = {account for account, _ in offered}
        return {
            "suggested": [(label(account), item) for account, item in offered],
            "replaced": [
                (str(amount), amount.amount, given) for amount, given in books.replaced(tenant.here.year)
            ],
            "left": listed([label(account) for account in booked.unplaced if account not in known]),
        }


balance_rules = BalanceRuleEditor(
    "balance-rules", "bokslut/kontoregler", forms.BalanceRuleForm, lists.BalanceRuleTable,
    list_template="followup/balance_rules.html", **OF_BOOKS,
)  # fmt: skip
items = Editor("balance-items", "balansposter", forms.BalanceItemForm, lists.BalanceItemTable, **OF_BOOKS)
notes = Editor("notes", "noter", forms.NoteForm, lists.NoteTable, **OF_BOOKS)
investments = Editor("investments", "investeringar", forms.InvestmentForm, lists.InvestmentTable, **OF_BOOKS)
adjustments = Editor(
    "adjustments", "balanskravsjusteringar", forms.AdjustmentForm, lists.AdjustmentTable, **OF_BOOKS
)


texts = OnePerYear(
    "year-books",
    "bokslut/texter",
    forms.YearBooksForm,
    OwnedTable,
    intro="Vad bokslutet säger i ord.",
    **BACK,
)
personnel = OnePerYear(
    "personnel",
    "bokslut/personal",
    forms.PersonnelForm,
    OwnedTable,
    intro="Förbundets egna anställda.",
    **BACK,
)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that the books need: what, where, how far it has come."""

    label: str
    url: str
    state: str  # done | started | waiting
    detail: str = ""


STATEMENTS = {
    "resultatrakning": "Resultaträkning",
    "balansrakning": "Balansräkning",
    "kassaflode": "Kassaflödesanalys",
    "driftredovisning": "Driftredovisning",
    "balanskrav": "Balanskravsutredning",
    "noter": "Noter",
    "oversikt": "Fem år i översikt",
}
CHECKS = (
    rules.balances,
    rules.continues,
    rules.one_result,
    rules.cash_moves,
    rules.notes_explain,
    rules.operations_tie,
    rules.demanded_of_the_books,
)


def findings(tenant: TenantContext, book: Book) -> list[Finding]:
    """What the rules say of the books, information left out."""
    case = Case(book, tenant.fiscal_year, [])
    return [finding for check in CHECKS for finding in check(case) if finding.severity != INFO]


def steps(tenant: TenantContext, builder: StatementBuilder) -> list[Step]:
    """What is to be entered, and whether it is."""
    books, year = builder.records, builder.year
    outcome = builder.outcome
    without = [f"”{item}”" for item in books.without_amount(year_end(year))]
    named = listed(without) if len(without) < 4 else f"{len(without)} poster"
    lacks_amount = f"{named} saknar belopp." if without else ""
    told = books.texts.get(year)
    invested = len(books.investments.get(year, []))
    lacking = unpaid(outcome) if outcome else []

    def state(done: bool, begun: bool = False) -> str:
        if done:
            return "done"
        return "started" if begun else "waiting"

    contributions = []
    if outcome and (status := outcome.series.get_reads_contributions_display()):
        detail = f"Saknas: {listed([str(line) for line in lacking])}." if lacking else ""
        place = address(tenant, "contributions")
        contributions = [Step(f"Medlemsbidrag, {status.lower()}", place, state(not lacking), detail)]
    return [
        Step(
            "Årets utfall, rad för rad",
            outcome.amounts_href if outcome else builder.address("series-new") + "?slag=utfall",
            state(builder.has_lines, outcome is not None),
            "" if outcome else "Lägg in årets utfall.",
        ),
        *contributions,
        Step(
            "Balansposternas belopp",
            address(tenant, "balance"),
            state(builder.has_balance and not without, builder.has_balance),
            lacks_amount if books.items else "Lägg till balansposter först.",
        ),
        Step(
            "Investeringar",
            address(tenant, "investments"),
            state(bool(invested or (told and told.no_investments))),
        ),
        Step("Noter", address(tenant, "notes"), state(bool(books.notes.get(year)))),
        Step("Balanskrav, kommentar och underskrift", address(tenant, "year-books"), state(told is not None)),
        Step("Personal", address(tenant, "personnel"), state(year in books.personnel)),
    ]


@require_permission()
def overview(request):
    """What the books hold, what does not add up, and the statements to look at."""
    tenant = request.tenant
    builder = StatementBuilder(open_book(tenant.forbund, tenant.fiscal_year.year), tenant.fiscal_year.year)
    context = {
        "section": SECTION,
        "steps": steps(tenant, builder),
        "findings": findings(tenant, builder.book),
        "statements": STATEMENTS.items(),
    }
    return render(request, "followup/books.html", context)


@require_POST
@require_permission(write=WRITE)
def add_suggested(request):
    """Let the accounts that are suggested belong to their items."""
    tenant = request.tenant
    books = records(tenant.forbund)
    booked = books.booked.get(tenant.fiscal_year.year)
    try:
        wanted = suggested(booked, books.items) if booked else []
        rules_added = place_balances(fiscal_year=tenant.here, wanted=wanted, by=request.user)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, f"{len(rules_added)} kontoregler har lagts till.")
    return HttpResponseRedirect(address(tenant, "balance-rules"))


@require_permission(write=WRITE)
def balance(request, day: str = ""):
    """Every item at the year's end, or at another day it has a closing."""
    return BalanceGrid(request.tenant, day).page(request)


urlpatterns = [
    path("bokslut/", overview, name="books"),
    path("bokslut/kontoregler/forslag/", add_suggested, name="balance-rules-suggested"),
    path("bokslut/balans/", balance, name="balance"),
    path("bokslut/balans/<slug:day>/", balance, name="balance-day"),
    *texts.urls(),
    *personnel.urls(),
    *(route for editor in (balance_rules, items, notes, investments, adjustments) for route in editor.urls()),
]
