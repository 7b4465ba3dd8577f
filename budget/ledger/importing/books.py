"""The year's books on a page: accounts and months, what has been read in, what waits, and which months are closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render

from budget.ledger.facts import SIDE_NAMES, SIDES, BookFacts, book_facts, month_name
from budget.ledger.importing.preview import by_month
from budget.ledger.queries import closed_months
from budget.ledger.services import accept, close_month, current, decline, open_month
from budget.models import ClosedMonth, LedgerImport, Standing
from finsam.core.audit import places
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.periods import MONTHS
from finsam.core.views.csvfile import csv_answer
from finsam.documents.books import open_book
from finsam.facts.book import Book, Fact
from finsam.facts.tables import POSITIVE, Cell, Column, Table
from finsam.facts.tables import Row as TableRow
from finsam.rendering.answers import workbook_answer

WRITE = Permission.EDIT_BUDGET


@dataclass
class Row:
    """A row of the table: an account, an object of one, or a sum. A fact for each month, None where nothing was booked."""

    name: str
    slug: str
    months: list[Fact | None]
    whole: Fact
    kind: str = "account"


@dataclass
class Side:
    """The accounts of income or of costs, with their sum."""

    name: str
    rows: list[Row] = field(default_factory=list)


def sides(book: Book, made: BookFacts, *, objects: bool) -> list[Side]:
    """The year's accounts, with each one's objects where they are asked for."""
    told = []
    for side, name in SIDES.items():
        shown = Side(SIDE_NAMES[side])
        for account, slug in made.accounts.items():
            if made.side(account) != side:
                continue
            months = [made.account_month(account, month) for month in made.months]
            shown.rows.append(Row(made.snapshot.label(account), slug, [fact if fact.parts else None for fact in months], book[f"bok.{slug}@{book.year}"]))  # fmt: skip
            shown.rows += _objects(book, made, account) if objects else []
        if shown.rows:
            sums = [made.side_month(side, month) for month in made.months]
            shown.rows.append(
                Row(f"Summa {shown.name.lower()}", "", list(sums), book[f"bok.{name}@{book.year}"], "sum")
            )
            told.append(shown)
    return told


def _objects(book: Book, made: BookFacts, account: str) -> list[Row]:
    numbers = sorted({number for known, number in made.ledger.placed if known == account})
    if numbers == [""]:
        return []
    rows = []
    for number in numbers:
        at = (account, number)
        months = [(*at, month) for month in made.months]
        name = f"{number} {made.snapshot.objects.get(number, '')}".strip() or "Utan objekt"
        facts = [made.month(each) if each in made.snapshot.amounts else None for each in months]
        rows.append(Row(name, "", facts, book[f"bok.{made.name(at)}@{book.year}"], "object"))
    return rows


@require_permission()
def ledger(request):
    """Every account of the year's books by month, what has been read in and when, and which months are closed."""
    tenant = request.tenant
    book = open_book(tenant.forbund, tenant.here.year)
    made = book_facts(book, book.year)
    closed = closed_months(tenant.forbund, tenant.here.year)
    imports = list(tenant.all(LedgerImport).defer("content").order_by("-read_at", "-pk"))
    next_month = max(closed, default=0) + 1
    with_objects = "objekt" in request.GET
    context = {
        "section": "budget",
        "sides": sides(book, made, objects=with_objects) if made else [],
        "heads": [month_name(month) for month in made.months] if made else [],
        "result": [made.result_month(month) for month in made.months] if made else [],
        "whole": book[f"bok.resultat@{book.year}"] if made else None,
        "with_objects": with_objects,
        "has_objects": made is not None and any(number for _, number in made.ledger.placed),
        "books": made.ledger.read_in if made else None,
        "unplaced": len({at[0] for income in (True, False) for at in made.ledger.unplaced(income=income)})
        if made
        else 0,
        "imports": imports,
        "waiting": next((row for row in imports if row.standing == Standing.WAITING), None),
        "closed": list(closed.values()),
        "last_closed": closed[max(closed)] if closed else None,
        "next_month": (next_month, MONTHS[next_month - 1])
        if made and next_month <= made.ledger.to_month
        else None,
        "refusal": tenant.refusal(WRITE),
    }
    return render(request, "budget/ledger.html", context)


@require_permission()
def ledger_csv(request):
    """The year's books as a file: an account and object a row, a month a column."""
    tenant = request.tenant
    book = open_book(tenant.forbund, tenant.here.year)
    made = book_facts(book, book.year)
    heads = [
        "konto",
        "kontonamn",
        "objekt",
        "objektnamn",
        *([month_name(month) for month in made.months] if made else ()),
    ]
    rows = []
    for account, number in made.snapshot.places() if made else ():
        known = made.snapshot.accounts.get(account)
        months = [made.snapshot.amounts.get((account, number, month)) for month in made.months]
        amounts = ["" if amount is None else -amount for amount in months]
        rows.append(
            [account, known.name if known else "", number, made.snapshot.objects.get(number, ""), *amounts]
        )
    return csv_answer(f"bokforing-{book.year}.csv", heads, rows)


@require_permission()
def ledger_xlsx(request):
    """The same as a workbook that adds up, with each account's objects under it."""
    tenant = request.tenant
    book = open_book(tenant.forbund, tenant.here.year)
    made = book_facts(book, book.year)
    return workbook_answer(
        [month_table(book, made)],
        name=f"bokforing-{tenant.forbund.key}-{book.year}",
        title=f"Bokföring {book.year}",
        forbund=tenant.forbund.name,
    )


def month_table(book: Book, made: BookFacts | None) -> Table:
    """Accounts and months, with sums that add their rows. Costs stand without minus."""
    title = f"Konton och månader {book.year}"
    if made is None:
        return Table("bokforing", title, (), (), row_label="Konto", note="Ingen bokföring är inläst.")
    columns = [
        Column(f"manad-{month}", month_name(month), decimals=2, sign=POSITIVE) for month in made.months
    ]
    columns.append(Column("hittills", "Hittills", decimals=2, sign=POSITIVE))
    rows: list[TableRow] = []

    def add(row: Row, *, sums: Iterable[str] = ()) -> str:
        """A row of the page as one of the table; its key."""
        facts = [*row.months, row.whole]
        cells = {column.key: Cell(fact) for column, fact in zip(columns, facts, strict=True) if fact}
        level, kind = int(row.kind == "object"), "sum" if row.kind == "sum" else "post"
        rows.append(TableRow(f"rad-{len(rows)}", row.name, cells, kind, level, sums=tuple(sums)))
        return rows[-1].key

    both = []
    for side in sides(book, made, objects=True):
        rows.append(TableRow(f"rad-{len(rows)}", side.name, kind="heading"))
        *shown, total = side.rows
        keys = [(row, add(row)) for row in shown]
        both.append(add(total, sums=[key for row, key in keys if row.kind == "account"]))
    months = [made.result_month(month) for month in made.months]
    add(Row("Resultat", "", list(months), book[f"bok.resultat@{book.year}"], "sum"), sums=both)
    note = f"{made.ledger.read_in}. Kostnader skrivs utan minus."
    return Table("bokforing", title, tuple(columns), tuple(rows), row_label="Konto", note=note)


class ReasonForm(forms.Form):
    """Why books that change a closed month are accepted or declined."""

    reason = forms.CharField(label="Skäl", max_length=300, required=False, help_text="Till exempel: en faktura bokfördes om efter stängningen.")  # fmt: skip


@places.page_for(LedgerImport)
def _page_of(tenant: TenantContext, row: LedgerImport) -> str:
    return places.address_of(tenant, row, "ledger-read", key=row.key)


@require_permission(write=WRITE)
def read_books(request, key):
    """Books that were read in once, beside those in force; those that wait are accepted or declined."""
    tenant = request.tenant
    row = tenant.get(LedgerImport, key=key)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        accepts = "accept" in request.POST
        try:
            (accept if accepts else decline)(row=row, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            form.add_error(None if not hasattr(error, "error_dict") else "reason", error.messages)
        else:
            messages.success(
                request,
                f"{row} gäller nu." if accepts else f"{row} är avvisad. Den som gällde gäller fortfarande.",
            )
            return HttpResponseRedirect(address(tenant, "ledger"))
    force = current(tenant.here)
    before = force.snapshot if force and force.pk != row.pk else None
    waits = row.standing == Standing.WAITING
    # What waits is told as what it would change; what is former, as what has changed since.
    months = by_month(tenant, before, row.snapshot, row.to_month)
    context = {
        "section": "budget",
        "row": row,
        "result": row.snapshot.result(row.to_month),
        "months": months,
        "compares": before is not None,
        "waits": waits,
        "touches": [month for month in months if month.closed and month.changed],
        "form": form,
        "refusal": tenant.refusal(WRITE),
        "back_url": address(tenant, "ledger"),
    }
    return render(
        request, "budget/ledger_read.html", context, status=422 if request.method == "POST" else 200
    )


@require_permission(WRITE, WRITE)
def ledger_months(request):
    """Close the next month with a sentence, or open the last one again."""
    tenant, problem = request.tenant, ""
    closed = closed_months(tenant.forbund, tenant.here.year)
    if request.method == "POST":
        try:
            if "open" in request.POST:
                row = tenant.get(ClosedMonth, key=request.POST["open"])
                open_month(row=row, by=request.user)
                messages.success(request, f"{MONTHS[row.month - 1].capitalize()} är öppen igen.")
            else:
                month, sentence = max(closed, default=0) + 1, request.POST.get("sentence", "")
                if month > len(MONTHS):
                    raise ValidationError("Alla månader är stängda.")
                close_month(fiscal_year=tenant.here, month=month, sentence=sentence, by=request.user)
                messages.success(request, f"{MONTHS[month - 1].capitalize()} är stängd.")
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            return HttpResponseRedirect(address(tenant, "ledger"))
    books, following = current(tenant.here), max(closed, default=0) + 1
    context = {
        "section": "budget",
        "problem": problem,
        "closed": list(closed.values()),
        "last_closed": closed[max(closed)] if closed else None,
        "next_month": MONTHS[following - 1] if books and following <= books.to_month else "",
        "sentence": request.POST.get("sentence", ""),
        "back_url": address(tenant, "ledger"),
    }
    return render(request, "budget/ledger_months.html", context, status=422 if problem else 200)
