"""The page where the books' money is placed on lines: what has no place, suggestions, and what a choice would do."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from budget.forms import line_choices
from budget.ledger.facts import UNPLACED, BookFacts, book_facts
from budget.ledger.mapping import BadSet, CodeSet
from budget.ledger.placing.preview import effects
from budget.ledger.placing.services import Wanted, confirm_rules, place_accounts
from budget.ledger.placing.suggestions import Suggestion, of_place, suggested, taken
from budget.ledger.queries import YearLedger, ledgers
from budget.ledger.snapshot import Place
from budget.models import AccountRule, Line, Side
from budget.queries import money, tree
from finsam.core.crud.editor import tell_saved
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.money import HUNDRED, exact, show
from finsam.documents.books import open_book
from finsam.facts.book import Book

WRITE = Permission.EDIT_BUDGET
PLACE, SUGGESTED = "plats-", "forslag"


@require_permission(write=WRITE)
def placing(request):
    """What no rule takes, with suggestions; chosen rules are tried before they are saved."""
    tenant, problem, tried = request.tenant, "", None
    book = open_book(tenant.forbund, tenant.fiscal_year.year)
    made = book_facts(book, book.year)
    lines = book.read(money).lines
    if request.method == "POST" and made is not None:
        try:
            wanted = list(_wanted(request.POST, made.ledger, lines))
            if "save" in request.POST:
                rules = place_accounts(fiscal_year=tenant.fiscal_year, wanted=wanted, by=request.user)
                messages.success(request, _done(len(rules)))
                return HttpResponseRedirect(address(tenant, "ledger-placing"))
            if not wanted:
                raise ValidationError("Välj minst ett konto att koppla.")
            tried = [
                {"name": each.name, "before": exact(each.before), "after": exact(each.after), "difference": exact(each.difference)}
                for each in effects(book, made.ledger, wanted, lines.values())
            ]  # fmt: skip
        except ValidationError as error:
            problem = " ".join(error.messages)
    context = {
        "section": "budget",
        "books": made.ledger.read_in if made else None,
        "refusal": tenant.refusal(WRITE),
        "problem": problem,
        "tried": tried,
        **(_shown(tenant, book, made, request.POST) if made else {}),
    }
    return render(request, "budget/placing.html", context, status=422 if problem else 200)


def _done(count: int) -> str:
    return "En regel har lagts till." if count == 1 else f"{count} regler har lagts till."


def _wanted(post, ledger: YearLedger, lines: dict[int, Line]) -> Iterator[Wanted]:
    """The rules that were chosen: suggestions that are ticked, and lines chosen for accounts. Raises ValidationError."""
    by_key = {line.key: line for line in lines.values()}
    for text in post.getlist(SUGGESTED):
        yield _ticked(text, by_key)
    unplaced = {_name(at): at for at, placed in ledger.placed.items() if placed.rule is None}
    for name, at in unplaced.items():
        chosen = post.get(name, "")
        if not chosen:
            continue
        if chosen not in by_key:
            raise ValidationError("En vald budgetrad finns inte längre. Ladda om sidan och välj på nytt.")
        yield Wanted(*of_place(ledger, at), ((by_key[chosen], HUNDRED),))


def _ticked(text: str, by_key: dict[str, Line]) -> Wanted:
    """A suggestion as its box sends it: accounts, objects, and lines with per cent."""
    try:
        accounts, objects, shares = text.split("|")
        for each in (accounts, objects):
            CodeSet(each).check()
        told = tuple(
            (by_key[key], Decimal(percent))
            for key, percent in (share.split(":") for share in shares.split(","))
        )
        return Wanted(accounts, objects, told)
    except (ValueError, KeyError, InvalidOperation, BadSet) as bad:
        raise ValidationError("Förslaget gäller inte längre. Ladda om sidan och välj på nytt.") from bad


def _sent(suggestion: Suggestion, lines: dict[int, Line]) -> str:
    shares = ",".join(f"{lines[line].key}:{percent}" for line, percent in suggestion.shares)
    return f"{suggestion.accounts}|{suggestion.objects}|{shares}"


def _name(at: Place) -> str:
    return f"{PLACE}{at[0]}-{at[1]}"


def _shown(tenant: TenantContext, book: Book, made: BookFacts, post) -> dict:
    """What the page tells of the year's books: without a place, suggested, and placed line by line."""
    ledger, lines = made.ledger, book.read(money).lines
    until = ledger.to_month
    offered = suggested(ledger, lines.values(), book.read(ledgers).get(book.year - 1))
    ticked = set(post.getlist(SUGGESTED)) if post else None
    in_tree = tree(tenant.forbund)
    groups = {line.parent_id for line, _ in in_tree}
    choices = {
        side: [(lines[pk].key, label) for pk, label in
               line_choices([(line, depth) for line, depth in in_tree if line.side == side and line.pk not in groups])[1:]]
        for side in Side.values
    }  # fmt: skip
    by_suggestion = {at for each in offered for at in taken(each, ledger.placed)}
    unplaced = []
    for side in (Side.INCOME, Side.COST):
        facts = made.unplaced("utfall", side, until)
        for at, fact in zip(ledger.unplaced(income=side == Side.INCOME), facts, strict=True):
            unplaced.append({
                "name": _name(at), "label": fact.label, "fact": fact, "text": exact(fact.natural), "choices": choices[side],
                "none": "Enligt förslaget" if at in by_suggestion else "Inget valt",
                "chosen": post.get(_name(at), ""), "tied": [made.ledger.rows[rule.name] for rule in ledger.placed[at].tied],
            })  # fmt: skip
    placed = [
        {"line": line, "facts": [{"fact": fact, "text": exact(fact.natural)} for fact in facts]}
        for line, _ in in_tree
        if (facts := made.of_line("utfall", line, until))
    ]
    left = [book.get(f"utfall.{key}@{book.year}") for key in UNPLACED.values()]
    return {
        "unplaced": unplaced,
        "left": [{"fact": fact, "text": show(fact.natural, "kr", 0)} for fact in left if fact is not None],
        "suggestions": [
            {
                "value": (value := _sent(each, lines)),
                "ticked": ticked is None or value in ticked,
                "accounts": each.accounts,
                "objects": each.objects,
                "named": ledger.snapshot.objects.get(each.objects, ""),
                "lines": [(lines[line], percent) for line, percent in each.shares],
                "why": each.why,
            }
            for each in offered
        ],
        "placed": placed,
        "unconfirmed": tenant.all(AccountRule).filter(confirmed=False).count(),
    }


@require_POST
@require_permission(write=WRITE)
def confirm(request):
    """Say that the rules from last year hold this year too."""
    count = confirm_rules(fiscal_year=request.tenant.fiscal_year, by=request.user)
    tell_saved(request, "Reglerna är bekräftade för året.", changed=count)
    return HttpResponseRedirect(address(request.tenant, "ledger-placing"))
