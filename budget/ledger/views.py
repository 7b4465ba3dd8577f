"""The year's books as they were read in, and the rules that place them."""

from __future__ import annotations

from django.shortcuts import render

from budget.ledger import forms, tables
from budget.ledger.facts import book_facts
from budget.models import AccountRule, LedgerImport
from finsam.core.crud.editor import Editor
from finsam.core.tenancy.access import require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.money import exact
from finsam.documents.books import open_book

WRITE = Permission.EDIT_BUDGET

rules = Editor(
    "account-rules",
    "bokforing/regler",
    forms.RuleForm,
    tables.RuleTable,
    write=WRITE,
    section="budget",
    children=(("Hör till", forms.SHARES),),
)


@require_permission()
def ledger(request):
    """Every account of the year's books with what it comes to, and what has been read in and when."""
    tenant = request.tenant
    book = open_book(tenant.forbund, tenant.fiscal_year.year)
    made = book_facts(book, book.year)
    accounts = []
    if made is not None:
        for account, slug in sorted(made.accounts.items()):
            fact = book[f"bok.{slug}@{book.year}"]
            accounts.append({"slug": slug, "name": made.snapshot.label(account), "fact": fact, "text": exact(fact.natural)})  # fmt: skip
    context = {
        "section": "budget",
        "accounts": accounts,
        "books": made.ledger.read_in if made else None,
        "imports": tenant.all(LedgerImport).defer("content").order_by("-read_at"),
        "refusal": tenant.refusal(WRITE),
        "rules": tenant.all(AccountRule).count(),
    }
    return render(request, "budget/ledger.html", context)
