"""The statements as facts: `bokslut.<row>@<year>`, every row made of lines, balance items and last year's facts.

Rows of the year have no prefix; `budget.`, `reviderad.`, `prognos.` and `delar.` before a row's name tell the budget
as first decided and as last revised, the newest forecast and the outcome of the interim period; `delar-0331.` and `prognos-0430.`
other days'. Income and assets are +, costs −; equity and debts are +.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from budget.facts import SeriesFacts
from budget.ledger.facts import file_of
from budget.models import SeriesKind
from finsam.core.addresses import year_address
from finsam.core.models import Forbund
from finsam.core.models.owned import make_key
from finsam.core.values.periods import long_date
from finsam.facts.book import Book, Fact, provider
from followup.accounts.facts.cash_flow import balance_rule, cash_flow, investments
from followup.accounts.facts.operations import audit_cost, net_costs, operations
from followup.accounts.facts.parts import both_sides, row_side
from followup.accounts.facts.statement_builder import StatementBuilder
from followup.accounts.models import BalanceItem
from followup.accounts.queries import year_end
from followup.accounts.schemes import COMPUTED_BALANCE, SchemeRow, scheme

# What is told besides the year's outcome, and how its facts' labels say so
COMPARED = {
    "budget.": ", budget", "reviderad.": ", reviderad budget", "prognos.": ", prognos", "delar.": ", delår",
}  # fmt: skip


def income_statement(builder: StatementBuilder, facts: SeriesFacts, prefix: str = "") -> None:
    """The resultaträkning of a series. Where no lines are known, only a stated result is."""
    parts = both_sides(facts)
    rows = scheme("rr", builder.year).rows
    word = COMPARED.get(prefix) or (f", {facts.series.name.lower()}" if prefix else "")
    if all(part.fact.value is None for part in parts):
        for row in rows[:-1]:
            builder.given(f"{prefix}{row.key}", f"{row.label}{word}", href=facts.amounts_href)
        definition = "Resultatet är angivet som helhet; raderna bakom är inte kända."
        builder.total(
            f"{prefix}arets-resultat",
            f"{rows[-1].label}{word}",
            [facts.measure("resultat")],
            definition=definition,
        )
        return

    def post(row: SchemeRow) -> Fact:
        name, label, side = f"{prefix}{row.key}", f"{row.label}{word}", row_side(row.key)
        values = [part.fact for part in parts if part.row == row.key]
        if all(fact.value is None for fact in values):
            return builder.zero(name, label, facts.amounts_href, side=side)
        return builder.total(
            name,
            label,
            values,
            side=side,
            definition=f"{facts.series}: rader som hör till {row.label.lower()}.",
        )

    builder.rows(rows, post, prefix=prefix, word=word)


def _item(builder: StatementBuilder, item: BalanceItem, prefix: str) -> Fact:
    """A balance item as entered, or as its accounts are booked."""
    end = builder.closing(prefix)
    accounts = builder.records.accounts_of(item, end) if end else None
    if accounts:
        return builder.total(
            f"{prefix}post.{item.key}",
            item.name,
            [_account(builder, prefix, account, value, end) for account, value in accounts.items()],
            definition=f"{item.name} per {long_date(end)} enligt bokföringen.",
        )
    if accounts is not None:
        return builder.zero(
            f"{prefix}post.{item.key}", item.name, year_address(builder.book.forbund, builder.year, "ledger")
        )
    stored = builder.records.amounts.get((item.pk, end))
    return builder.given(
        f"{prefix}post.{item.key}",
        item.name,
        stored.amount if stored else None,
        href=f"{balance_address(builder.book.forbund, builder.year, end)}#{item.key}",
        definition=f"{item.name} per {long_date(end)}." if end else f"{item.name} vid delårets slut.",
        trace=(stored.fiscal_year.reference(), f"{stored._meta.label_lower}:{stored}")
        if stored
        else ("", ""),
    )


def _account(builder: StatementBuilder, prefix: str, account: str, value: Decimal, end: date) -> Fact:
    """A balance account on a day, with the sign that the balansräkning prints."""
    ledger = builder.records.booked[builder.year].ledger
    return builder.given(
        f"{prefix}saldo.{make_key(account)}",
        f"{ledger.snapshot.label(account)}, saldo",
        value,
        href=year_address(builder.book.forbund, builder.year, "ledger"),
        definition=f"Saldot {long_date(end)} enligt {ledger.read_in.file_name}.",
        trace=(ledger.read_in.reference(), ""),
        source=(("konto", ledger.snapshot.label(account)), ("saldo", long_date(end)), *file_of(ledger)),
    )


def balance_address(forbund: Forbund, year: int, end: date | None) -> str:
    """Where a balance is entered: the year's own page, or that of its day."""
    if end in (None, year_end(year)):
        return year_address(forbund, year, "balance")
    return year_address(forbund, year, "balance-day", day=end)


def _opening(builder: StatementBuilder, prefix: str) -> Fact:
    """Equity when the year begins: of the outcome's series, else what last year ended with."""
    label, definition = "Eget kapital vid årets början", "Det egna kapital som året före slutade med."
    name = f"{prefix}ek-ingaende"
    equity = builder.outcome.measure("ingaende") if builder.outcome else None
    if equity is None or equity.value is None:
        equity = builder.before("eget-kapital")
    if equity is None or equity.value is None:
        href = builder.outcome.series_href if builder.outcome else builder.address("series")
        return builder.given(name, label, href=href, definition=definition)
    return builder.total(name, label, [equity], definition=definition)


def balance_sheet(builder: StatementBuilder, prefix: str = "") -> None:
    """The balansräkning at a closing: items by row, equity as opening, result and closing."""
    opening = _opening(builder, prefix)
    result = builder.made.get(f"{prefix}arets-resultat")
    if result is None:
        result = builder.given(f"{prefix}arets-resultat", "Årets resultat", href=builder.address("series"))
    items = {item.pk: _item(builder, item, prefix) for item in builder.records.items}

    def post(row: SchemeRow) -> Fact:
        if row.key in COMPUTED_BALANCE:
            return opening if row.key == "ek-ingaende" else result
        parts = [items[item.pk] for item in builder.records.items_in(row.key)]
        return builder.total(
            f"{prefix}{row.key}", row.label, parts, definition=f"Balansposter under {row.label.lower()}."
        )

    builder.rows(scheme("br", builder.year).rows, post, prefix=prefix)
    end = builder.closing(prefix)
    known = end is not None and builder.records.has_balance(end)
    if opening.value is None or result.value is None:
        builder.given(f"{prefix}eget-kapital", "Eget kapital vid årets slut", href=opening.href)
    if not known or opening.value is None or result.value is None:
        builder.given(
            f"{prefix}passiva",
            "Summa eget kapital, avsättningar och skulder",
            href=balance_address(builder.book.forbund, builder.year, end),
        )


def ratios(builder: StatementBuilder) -> None:
    """Soliditet, and equity as a share of the contributions; an old soliditet may be known only as printed."""
    equity, assets = builder.made["eget-kapital"], builder.made["tillgangar"]
    texts = builder.records.texts.get(builder.year)
    if not builder.has_balance and texts and texts.stated_solidity is not None:
        builder.given(
            "soliditet",
            "Soliditet",
            texts.stated_solidity / 100,
            unit="%",
            decimals=1,
            href=builder.address("year-books"),
            definition="Soliditeten som den står i en tidigare årsredovisning; balansräkningen finns inte här.",
            trace=(texts.reference(), "stated_solidity"),
        )
    else:
        definition = "Eget kapital vid årets slut delat med summa tillgångar."
        builder.share("soliditet", "Soliditet", equity, assets, definition=definition)
    base = builder.year + builder.book.forbund.equity_base_offset
    paid = builder.book.get(f"bidrag.totalt@{base}")
    if paid is not None:
        definition = f"Eget kapital vid årets slut delat med medlemsbidragen {base}."
        builder.share(
            "andel.eget-kapital",
            "Eget kapital som andel av medlemsbidragen",
            equity,
            paid,
            definition=definition,
        )


STATEMENTS = {
    "kf": "Kassaflödesanalys", "bk": "Balanskravsutredning", "drift": "Driftredovisning", "delar": "Delårsbokslut",
}  # fmt: skip


def _statement(name: str, year: int) -> str:
    """Which statement a figure of the books is of, for the same label may stand in several."""
    return f"{STATEMENTS.get(name.split('.')[1], 'Bokslut')} {year}"


@provider("bokslut", called=_statement)
def books(book: Book, year: int) -> Iterable[Fact]:
    """Every row of the year's statements."""
    builder = StatementBuilder(book, year)
    if not builder.is_known:
        return ()
    if builder.outcome:
        income_statement(builder, builder.outcome)
    for prefix, facts in (
        ("budget.", builder.budget),
        ("reviderad.", builder.revised),
        ("prognos.", builder.series(SeriesKind.FORECAST)),
        ("delar.", builder.interim),
        *builder.dated().items(),
    ):
        if facts:
            income_statement(builder, facts, prefix)
    balance_sheet(builder)
    for prefix in ("delar.", *(closing for closing in builder.closings if closing != "delar.")):
        if f"{prefix}arets-resultat" in builder.made or prefix in builder.closings:
            balance_sheet(builder, prefix)
    ratios(builder)
    investments(builder)
    cash_flow(builder)
    balance_rule(builder)
    for prefix, facts in {"prognos.": builder.series(SeriesKind.FORECAST), **builder.dated()}.items():
        if facts and prefix.startswith("prognos"):
            balance_rule(builder, prefix, COMPARED.get(prefix) or f", {facts.series.name.lower()}")
    if builder.has_lines:
        operations(builder)
        net_costs(builder)
        audit_cost(builder)
    return builder.made.values()


@provider("personal", called="Personal")
def personnel(book: Book, year: int) -> Iterable[Fact]:
    """How many the förbund employs."""
    builder = StatementBuilder(book, year)
    staff = builder.records.personnel.get(year)
    if staff is None:
        return
    href, reference = builder.address("personnel"), staff.reference()
    if staff.employees is not None:
        yield Fact(
            f"personal.anstallda@{year}",
            "Antal anställda",
            Decimal(staff.employees),
            unit="st",
            href=href,
            definition="Antal anställda i förbundet vid årets slut.",
            trace=(reference, "employees"),
        )
    if staff.full_time is not None:
        yield Fact(
            f"personal.arsarbetare@{year}",
            "Årsarbetare",
            staff.full_time,
            unit="st",
            decimals=1,
            href=href,
            definition="Anställda omräknade till heltid under året.",
            trace=(reference, "full_time"),
        )
