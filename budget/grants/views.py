"""Pages of the insatser's money: all of them with their sums, each by year, and where it is written."""

from __future__ import annotations

import django_tables2 as tables
from django.http import Http404
from django.shortcuts import render

from budget.grants import queries
from budget.grants.checks import budgeted_after_deduction, granted_in_one_place, no_more_than_granted
from budget.grants.facts import insatser
from budget.grants.forms import YEARS, DeductionForm, GrantForm, RequisitionForm
from budget.models import GeneralDeduction, Grant, Requisition
from finsam.checks.reconciliation import Case, explained
from finsam.core.crud.editor import Editor, OnePage
from finsam.core.crud.tables import DayColumn, KeyLinkColumn, OwnedTable
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.money import exact
from finsam.documents import queries as documents
from finsam.documents.books import open_book
from finsam.facts.book import Book
from finsam.web.screen import on_screen
from plans import queries as plans

WRITE = Permission.EDIT_BUDGET
NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class GrantTable(OwnedTable):
    """Decisions about the insatser's money, of all years."""

    intro = "Vad insatserna har beviljats: genom vilket beslut, för vilka år och hur mycket. Ett beviljande för flera år följer med av sig självt."
    example = "Coachteamet, 21 november 2024, § 45: 1 200 000 kr för 2025 och 1 200 000 kr för 2026."
    select_related = ("insats", "decision")
    prefetch_related = ("years",)

    insats = KeyLinkColumn("grants", verbose_name="insats")
    when = tables.Column(accessor="pk", verbose_name="beslut", orderable=False)
    years = tables.Column(accessor="pk", verbose_name="beviljat", orderable=False)

    Meta = OwnedTable.of(Grant, "insats", "when", "years")

    def render_when(self, record):
        return record.when or "–"

    def render_years(self, record):
        return ", ".join(f"{row.year}: {exact(row.amount, 'kr')}" for row in record.years.all()) or "–"


class RequisitionTable(OwnedTable):
    """The year's requisitions."""

    intro = "Vad insatserna har begärt att få utbetalt av sina pengar under året, och när det betalades."
    example = "Coachteamet, kvartal 1, 300 000 kr, rekvirerat 3 april och utbetalt 10 april."
    select_related = ("insats",)

    name = KeyLinkColumn("requisitions", verbose_name="vad den gäller")
    insats = tables.Column()
    amount = tables.Column(verbose_name="belopp, kr", attrs=NUMBER)
    requested_on = DayColumn()
    paid_on = DayColumn(default="Inte utbetalt än")

    Meta = OwnedTable.of(Requisition, "name", "insats", "amount", "requested_on", "paid_on")

    def render_amount(self, value):
        return exact(value)


class OfInsats(Editor):
    """One that is begun from an insats's page is about it."""

    def begin(self, obj, tenant, query):
        if query.get("insats"):
            named = open_book(tenant.forbund, tenant.fiscal_year.year).read(
                plans.insatser, tenant.fiscal_year.year
            )
            if query["insats"] in named:
                obj.insats = named[query["insats"]].insats


BACK = {"write": WRITE, "section": "budget"}
grants = OfInsats(
    "grants", "budget/beviljanden", GrantForm, GrantTable, children=(("Beviljat per år", YEARS),), **BACK
)
requisitions = OfInsats("requisitions", "budget/rekvisitioner", RequisitionForm, RequisitionTable, **BACK)


class DeductionEditor(OnePage):
    """The year's general deduction, which is made by being saved."""

    def find(self, tenant: TenantContext, key):
        return tenant.all(GeneralDeduction).first() or self.new(tenant)


general_deduction = DeductionEditor(
    "general-deduction",
    "budget/generellt-avdrag",
    DeductionForm,
    OwnedTable,
    intro="Hur mycket mindre än beviljat varje insats budgeteras. 0 % är inget avdrag.",
    back="insats-money",
    back_label="Insatsernas pengar",
    **BACK,
)
EDITORS = (grants, requisitions, general_deduction)


def warnings(tenant: TenantContext, book: Book) -> list:
    """What the rules say of the insatser's money."""
    case = Case(book, tenant.fiscal_year, [])
    checks = (no_more_than_granted, budgeted_after_deduction, granted_in_one_place)
    findings = (finding for check in checks for finding in check(case))
    return list(explained(findings, documents.explanations(tenant.fiscal_year)))


@require_permission()
def insats_money(request):
    """Every insats of the year with its money, and the sums."""
    tenant = request.tenant
    book = open_book(tenant.forbund, tenant.fiscal_year.year)
    context = {
        "section": "budget",
        "refusal": tenant.refusal(WRITE),
        "warnings": warnings(tenant, book),
        "insatser": insatser(book, book.year).items(),
        **on_screen(tenant, book, "insatsmedel"),
    }
    return render(request, "budget/insats_money.html", context)


@require_permission()
def insats_money_show(request, key):
    """One insats's money year by year, the decisions behind it and what it has asked to be paid."""
    tenant = request.tenant
    book = open_book(tenant.forbund, tenant.fiscal_year.year)
    name = insatser(book, book.year).get(key)
    if name is None:
        raise Http404("Insatsen finns inte det här året.")
    of_insats = [
        row
        for year in sorted(book.read(queries.granted))
        for row in book.read(queries.granted)[year]
        if row.grant.insats.key == key
    ]
    context = {
        "section": "budget",
        "name": name,
        "key": key,
        "refusal": tenant.refusal(WRITE),
        "warnings": [
            finding for finding in warnings(tenant, book) if finding.subject.partition("/")[2] == key
        ],
        "grants": [_told(tenant, row) for row in of_insats],
        "requisitions": [
            {
                "row": row,
                "key": f"medel.{key}.rekvisition.{row.key}@{book.year}",
                "amount": exact(row.amount, "kr"),
            }
            for row in book.read(queries.requisitions).get(book.year, [])
            if row.insats.key == key
        ],
        **on_screen(tenant, book, "insatsmedel-ar", {"insats": key}),
    }
    return render(request, "budget/insats_money_show.html", context)


def _told(tenant: TenantContext, row) -> dict:
    """What a decision grants for a year: its words, its figure, and the way to the decision in the register."""
    grant = row.grant
    decision = address(tenant, "decisions-edit", key=grant.decision.key) if grant.decision else ""
    return {
        "row": row,
        "when": grant.when,
        "decision": decision,
        "fact": f"medel.{grant.insats.key}.beslut.{grant.key}@{row.year}",
        "amount": exact(row.amount, "kr"),
        "edit": address(tenant, "grants-edit", key=grant.key),
    }
