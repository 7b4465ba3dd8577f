"""The year's books on the screen: what is entered and what is missing, the balance, and an Editor for each kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from finsam.checks.reconciliation import INFO, Case, Finding
from finsam.core import services
from finsam.core.audit import places
from finsam.core.crud.comparison import compare
from finsam.core.crud.editor import Editor, tell_saved
from finsam.core.crud.tables import OwnedTable
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.text.prose import listed
from finsam.core.values.money import exact
from finsam.core.values.periods import long_date
from finsam.documents import queries
from finsam.facts.book import Book
from followup.accounts import checks as rules
from followup.accounts import forms
from followup.accounts import tables as lists
from followup.accounts.facts.parts import unpaid
from followup.accounts.facts.statement_builder import StatementBuilder
from followup.accounts.models import BalanceItem
from followup.accounts.queries import year_end
from followup.accounts.schemes import choices, scheme

WRITE = Permission.EDIT_BUDGET
SECTION = "books"
BACK = {"back": "books", "back_label": "Bokslut", "section": SECTION, "write": WRITE}

items = Editor(
    name="balance-items",
    segment="balansposter",
    form=forms.BalanceItemForm,
    table=lists.BalanceItemTable,
    intro="Balansposterna specificerar raderna i balansräkningen. De är desamma år efter år.",
    example="Kundfordringar, som hör till raden Fordringar.",
    write=WRITE,
    section=SECTION,
)
notes = Editor(
    name="notes",
    segment="noter",
    form=forms.NoteForm,
    table=lists.NoteTable,
    intro="Noterna numreras i sin ordning. En not som förklarar en rad får sina belopp från samma uppgifter som raden.",
    example="Fordringar, som visar balansposterna under raden Fordringar.",
    write=WRITE,
    section=SECTION,
)
investments = Editor(
    name="investments",
    segment="investeringar",
    form=forms.InvestmentForm,
    table=lists.InvestmentTable,
    intro="Det som förbundet har köpt eller sålt för att användas i flera år. Har inget köpts sägs det i bokslutets texter.",
    example="Inventarier till kansliet, 55 000 kr.",
    write=WRITE,
    section=SECTION,
)
adjustments = Editor(
    name="adjustments",
    segment="balanskravsjusteringar",
    form=forms.AdjustmentForm,
    table=lists.AdjustmentTable,
    intro="Justeringar av årets resultat i balanskravsutredningen. De flesta förbund har inga.",
    example="Samtliga realisationsvinster, −12 000 kr.",
    write=WRITE,
    section=SECTION,
)


class OnePerYear(Editor):
    """A page for what each year has one of."""

    def find(self, tenant: TenantContext, key):
        return tenant.all(self.model).first() or self.new(tenant)

    def page(self, tenant, obj):
        return places.address_of(tenant, obj, self.name)

    def save(self, request, form, formsets):
        if form.instance.pk or form.has_changed():  # what nobody has written isn't begun by looking at it
            super().save(request, form, formsets)

    def urls(self):
        return [
            path(
                f"{self.segment}/", require_permission(self.read, self.write)(self.edit_page), name=self.name
            )
        ]


texts = OnePerYear(
    name="year-books",
    segment="bokslut/texter",
    form=forms.YearBooksForm,
    table=OwnedTable,
    intro="Vad bokslutet säger i ord.",
    **BACK,
)
personnel = OnePerYear(
    name="personnel",
    segment="bokslut/personal",
    form=forms.PersonnelForm,
    table=OwnedTable,
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
    return [one for check in CHECKS for one in check(case) if one.severity != INFO]


def steps(tenant: TenantContext, builder: StatementBuilder) -> list[Step]:
    """What is to be entered, and whether it is."""
    found, year = builder.records, builder.year
    outcome = builder.outcome
    without = [f"”{item}”" for item in found.without_amount(year_end(year))]
    named = listed(without) if len(without) < 4 else f"{len(without)} poster"
    lacks_amount = f"{named} saknar belopp." if without else ""
    told = found.texts.get(year)
    invested = len(found.investments.get(year, []))
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
            "" if outcome else "Lägg upp en serie av slaget utfall.",
        ),
        *contributions,
        Step(
            "Balansposternas belopp",
            address(tenant, "balance"),
            state(builder.has_balance and not without, builder.has_balance),
            lacks_amount if found.items else "Lägg först till balansposter.",
        ),
        Step(
            "Investeringar",
            address(tenant, "investments"),
            state(bool(invested or (told and told.no_investments))),
        ),
        Step("Noter", address(tenant, "notes"), state(bool(found.notes.get(year)))),
        Step("Balanskrav, kommentar och underskrift", address(tenant, "year-books"), state(told is not None)),
        Step("Personal", address(tenant, "personnel"), state(year in found.personnel)),
    ]


@require_permission()
def overview(request):
    """What the books hold, what does not add up, and the statements to look at."""
    tenant = request.tenant
    builder = StatementBuilder(Book(tenant.forbund, tenant.fiscal_year.year), tenant.fiscal_year.year)
    context = {
        "section": SECTION,
        "steps": steps(tenant, builder),
        "findings": findings(tenant, builder.book),
        "statements": STATEMENTS.items(),
    }
    return render(request, "followup/books.html", context)


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """An item in the grid: its field, and what it was at the closings that stand before and after it."""

    item: BalanceItem
    field: object
    earlier: list[str]
    later: list[str]


def _closings(tenant: TenantContext, builder: StatementBuilder) -> list[date]:
    """The days of the year that a balance is or is to be entered for; the year's end is last."""
    year = builder.year
    told = builder.records.texts.get(year)
    reports = [one.until for one in queries.documents(tenant.forbund, year) if one.until]
    days = {*builder.closings.values(), *reports, *([told.interim_end] if told and told.interim_end else [])}
    return [*sorted(days - {year_end(year)}), year_end(year)]


def _day(text: str, year: int) -> date:
    """`2024-08-31` as a day within the year; its last has an address of its own. Raises Http404."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or str(found) != text or found.year != year or found == year_end(year):
        raise Http404("Året har ingen balans per den dagen.")
    return found


@require_permission(write=WRITE)
def balance(request, day: str = ""):
    """Every item at the year's end, or at another day it has a closing; one that doesn't balance is saved, and said to be so."""
    tenant = request.tenant
    year = tenant.fiscal_year.year
    builder = StatementBuilder(Book(tenant.forbund, year), year)
    found, days = builder.records, _closings(tenant, builder)
    end = _day(day, year) if day else days[-1]
    if end not in days:
        days = [*sorted({*days[:-1], end}), days[-1]]
    here = address(tenant, "balance-day", day=day) if day else address(tenant, "balance")
    form, stale = forms.BalanceForm(request.POST or None, tenant=tenant, found=found, end=end), None
    if request.method == "POST" and form.is_valid():
        children = [services.Child(one, remove=removed) for one, removed in form.changed_amounts()]
        seen = tenant.fiscal_year.version
        try:
            services.save(
                tenant.fiscal_year, by=request.user, children=children, version=form.cleaned_data["version"],
                verb="skrev in belopp",
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error.messages)
        except services.StaleSave as error:
            stale = _both(form, error.current)
        else:
            changed = tenant.fiscal_year.version != seen
            tell_saved(request, f"Balansen per {long_date(end)} har sparats.", changed=changed)
            return HttpResponseRedirect(here)
    shown = [*([] if day else days[:-1]), end, year_end(year - 1), year_end(year - 2)]
    at = shown.index(end)
    context = {
        "section": SECTION,
        "form": form,
        "stale": stale,
        "end": end,
        "days": [
            (
                one,
                address(tenant, "balance-day", day=str(one))
                if one != days[-1]
                else address(tenant, "balance"),
            )
            for one in days
        ],
        "earlier": shown[:at],
        "later": shown[at + 1 :],
        "width": len(shown) + 1,
        "groups": _groups(form, shown, at),
        "sums": _sums(builder, shown),
        "problems": list(rules.balances(Case(builder.book, tenant.fiscal_year, []))),
        "refusal": tenant.refusal(WRITE),
    }
    return render(request, "followup/balance.html", context, status=422 if request.method == "POST" else 200)


def _both(form: forms.BalanceForm, current) -> list[dict]:
    """What the visitor wrote and what is saved now; the form goes on from the version that is."""
    rows = (
        (form.fields[name].label, exact(mine), exact(form.initial[name]))
        for name, mine in form.written().items()
        if mine != form.initial[name]
    )
    return compare(form, current, rows)


def _asking(form, name: str):
    """An item's field, with the one that answers what a minus in it means."""
    field = form[name]
    field.asked = form.answer_of(name)
    return field


def _groups(form, shown: list[date], at: int) -> list[tuple[str, list[BalanceRow]]]:
    """The items under the rows of the balansräkning."""
    rows = []
    for key, label in choices("br"):
        mine = [
            BalanceRow(
                item,
                _asking(form, form.name_of(item)),
                [exact(form.found.amount(item, day)) for day in shown[:at]],
                [exact(form.found.amount(item, day)) for day in shown[at + 1 :]],
            )
            for item in form.found.items_in(key)
        ]
        if mine:
            rows.append((label, mine))
    return rows


def _sums(builder: StatementBuilder, shown: list[date]) -> list[tuple[str, list[str]]]:
    """Equity and the two sides of the balance, at each closing shown."""
    closings = [("" if day == year_end(day.year) else builder.prefix_of(day), day.year) for day in shown]
    found = []
    for key in ("tillgangar", "eget-kapital", "avsattningar", "skulder", "passiva"):
        facts = [builder.book.get(f"bokslut.{prefix}{key}@{when}") for prefix, when in closings]
        if any(fact is not None and fact.value is not None for fact in facts):
            label = scheme("br", builder.year).row(key).label
            found.append((label, [exact(fact.value) if fact else "" for fact in facts]))
    return found


urlpatterns = [
    path("bokslut/", overview, name="books"),
    path("bokslut/balans/", balance, name="balance"),
    path("bokslut/balans/<slug:day>/", balance, name="balance-day"),
    *texts.urls(),
    *personnel.urls(),
    *(one for editor in (items, notes, investments, adjustments) for one in editor.urls()),
]
