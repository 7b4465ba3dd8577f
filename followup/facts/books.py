"""The statements as facts: `bokslut.<row>@<year>`, every row made of lines, balance items and last year's facts.

Rows of the year have no prefix; `budget.`, `prognos.` and `delar.` before a row's name tell the budget in force,
the newest forecast and the outcome of the interim period; `delar-0331.` and `prognos-0430.` other days'. Income and assets are +, costs −; equity and debts are +.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from budget.facts import SeriesFacts
from finsam.documents.facts import Book, Fact, provider
from finsam.periods import long_date
from followup.books import year_end
from followup.facts.cashflow import balance_rule, cash_flow, investments
from followup.facts.desk import Desk
from followup.facts.operations import audit_cost, net_costs, operations
from followup.facts.parts import both_sides, row_side
from followup.models.books import BalanceItem
from followup.schemes import COMPUTED_BALANCE, SchemeRow, scheme

# What is told besides the year's outcome, and how its facts' labels say so
COMPARED = {"budget.": ", budget", "prognos.": ", prognos", "delar.": ", delår"}


def income_statement(desk: Desk, facts: SeriesFacts, prefix: str = "") -> None:
    """The resultaträkning of a series. Where no lines are known, only a stated result is."""
    parts = both_sides(facts)
    rows = scheme("rr", desk.year).rows
    word = COMPARED.get(prefix) or (f", {facts.series.name.lower()}" if prefix else "")
    if all(part.fact.value is None for part in parts):
        for row in rows[:-1]:
            desk.given(f"{prefix}{row.key}", f"{row.label}{word}", href=facts.amounts_href)
        definition = "Resultatet är angivet som helhet; raderna bakom är inte kända."
        desk.total(
            f"{prefix}arets-resultat",
            f"{rows[-1].label}{word}",
            [facts.measure("resultat")],
            definition=definition,
        )
        return

    def post(row: SchemeRow) -> Fact:
        name, label, side = f"{prefix}{row.key}", f"{row.label}{word}", row_side(row.key)
        found = [part.fact for part in parts if part.row == row.key]
        if all(fact.value is None for fact in found):
            return desk.zero(name, label, facts.amounts_href, side=side)
        return desk.total(
            name,
            label,
            found,
            side=side,
            definition=f"{facts.series}: rader som hör till {row.label.lower()}.",
        )

    desk.rows(rows, post, prefix=prefix, word=word)


def _item(desk: Desk, item: BalanceItem, prefix: str) -> Fact:
    """A balance item as entered."""
    end = desk.closing(prefix)
    stored = desk.records.amounts.get((item.pk, end))
    return desk.given(
        f"{prefix}post.{item.key}",
        item.name,
        stored.amount if stored else None,
        href=f"{desk.place(balance_path(desk.year, end))}#{item.key}",
        definition=f"{item.name} per {long_date(end)}." if end else f"{item.name} vid delårets slut.",
        trace=(stored.fiscal_year.reference(), f"{stored._meta.label_lower}:{stored}")
        if stored
        else ("", ""),
    )


def balance_path(year: int, end: date | None) -> str:
    """Where within a year a balance is entered: `bokslut/balans/`, `bokslut/balans/2024-08-31/`."""
    return "bokslut/balans/" if end in (None, year_end(year)) else f"bokslut/balans/{end}/"


def _opening(desk: Desk, prefix: str) -> Fact:
    """Equity when the year begins: of the outcome's series, else what last year ended with."""
    label, definition = "Eget kapital vid årets början", "Det egna kapital som året före slutade med."
    name = f"{prefix}ek-ingaende"
    found = desk.outcome.measure("ingaende") if desk.outcome else None
    if found is None or found.value is None:
        found = desk.before("eget-kapital")
    if found is None or found.value is None:
        href = desk.outcome.series_href if desk.outcome else desk.place("budget/serier/")
        return desk.given(name, label, href=href, definition=definition)
    return desk.total(name, label, [found], definition=definition)


def balance_sheet(desk: Desk, prefix: str = "") -> None:
    """The balansräkning at a closing: items by row, equity as opening, result and closing."""
    opening = _opening(desk, prefix)
    result = desk.made.get(f"{prefix}arets-resultat")
    if result is None:
        result = desk.given(f"{prefix}arets-resultat", "Årets resultat", href=desk.place("budget/serier/"))
    items = {item.pk: _item(desk, item, prefix) for item in desk.records.items}

    def post(row: SchemeRow) -> Fact:
        if row.key in COMPUTED_BALANCE:
            return opening if row.key == "ek-ingaende" else result
        parts = [items[item.pk] for item in desk.records.items_in(row.key)]
        return desk.total(
            f"{prefix}{row.key}", row.label, parts, definition=f"Balansposter under {row.label.lower()}."
        )

    desk.rows(scheme("br", desk.year).rows, post, prefix=prefix)
    end = desk.closing(prefix)
    known = end is not None and desk.records.has_balance(end)
    if opening.value is None or result.value is None:
        desk.given(f"{prefix}eget-kapital", "Eget kapital vid årets slut", href=opening.href)
    if not known or opening.value is None or result.value is None:
        desk.given(
            f"{prefix}passiva",
            "Summa eget kapital, avsättningar och skulder",
            href=desk.place(balance_path(desk.year, end)),
        )


def ratios(desk: Desk) -> None:
    """Soliditet, and equity as a share of the contributions; an old soliditet may be known only as printed."""
    equity, assets = desk.made["eget-kapital"], desk.made["tillgangar"]
    texts = desk.records.texts.get(desk.year)
    if not desk.has_balance and texts and texts.stated_solidity is not None:
        desk.given(
            "soliditet",
            "Soliditet",
            texts.stated_solidity / 100,
            unit="%",
            decimals=1,
            href=desk.place("bokslut/texter/"),
            definition="Soliditeten som den står i en tidigare årsredovisning; balansräkningen finns inte här.",
            trace=(texts.reference(), "stated_solidity"),
        )
    else:
        definition = "Eget kapital vid årets slut delat med summa tillgångar."
        desk.share("soliditet", "Soliditet", equity, assets, definition=definition)
    base = desk.year + desk.book.forbund.equity_base_offset
    paid = desk.book.get(f"bidrag.totalt@{base}")
    if paid is not None:
        definition = f"Eget kapital vid årets slut delat med medlemsbidragen {base}."
        desk.share(
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
    desk = Desk(book, year)
    if not desk.is_known:
        return ()
    if desk.outcome:
        income_statement(desk, desk.outcome)
    for prefix, facts in (
        ("budget.", desk.budget),
        ("prognos.", desk.series("prognos")),
        ("delar.", desk.interim),
        *desk.dated().items(),
    ):
        if facts:
            income_statement(desk, facts, prefix)
    balance_sheet(desk)
    for prefix in ("delar.", *(one for one in desk.closings if one != "delar.")):
        if f"{prefix}arets-resultat" in desk.made or prefix in desk.closings:
            balance_sheet(desk, prefix)
    ratios(desk)
    investments(desk)
    cash_flow(desk)
    balance_rule(desk)
    for prefix, facts in {"prognos.": desk.series("prognos"), **desk.dated()}.items():
        if facts and prefix.startswith("prognos"):
            balance_rule(desk, prefix, COMPARED.get(prefix) or f", {facts.series.name.lower()}")
    if desk.has_lines:
        operations(desk)
        net_costs(desk)
        audit_cost(desk)
    return desk.made.values()


@provider("personal", called="Personal")
def personnel(book: Book, year: int) -> Iterable[Fact]:
    """How many the förbund employs."""
    desk = Desk(book, year)
    found = desk.records.personnel.get(year)
    if found is None:
        return
    href, reference = desk.place("bokslut/personal/"), found.reference()
    if found.employees is not None:
        yield Fact(
            f"personal.anstallda@{year}",
            "Antal anställda",
            Decimal(found.employees),
            unit="st",
            href=href,
            definition="Antal anställda i förbundet vid årets slut.",
            trace=(reference, "employees"),
        )
    if found.full_time is not None:
        yield Fact(
            f"personal.arsarbetare@{year}",
            "Årsarbetare",
            found.full_time,
            unit="st",
            decimals=1,
            href=href,
            definition="Anställda omräknade till heltid under året.",
            trace=(reference, "full_time"),
        )
