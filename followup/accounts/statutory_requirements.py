"""What the law asks of a year's books besides the amounts: notes, lives of assets, sentences and staff."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budget.models import CostType, Side
from finsam.core.text.prose import not_a_reason, plain
from finsam.web.missing import MissingItem
from followup.accounts.facts.parts import leaves
from followup.accounts.facts.statement_builder import StatementBuilder
from followup.accounts.models import BalanceItem, NoteContent
from followup.accounts.queries import Records, year_end
from followup.accounts.schemes import FIXED_ASSETS, OFF_BALANCE

GROUP = "Bokslut"


def statutory_requirements(builder: StatementBuilder) -> Iterator[MissingItem]:
    """Everything asked for, by lagen (2018:597), there or not; each sentence names its paragraph."""
    books, texts = builder.records, builder.records.texts.get(builder.year)
    notes = books.notes.get(builder.year, [])

    def asked(subject: str, href: str, there: bool, what: str) -> MissingItem:
        return MissingItem(what, href, done=there, begun=True, group=GROUP, where=GROUP, subject=subject)

    yield asked(
        "principer",
        builder.address("notes"),
        any(note.principles and plain(note.text) for note in notes),
        "Det finns ingen not om redovisningsprinciper (9 kap. 4 §).",
    )
    audited = builder.outcome is not None and any(
        part.line.cost_type == CostType.AUDIT for part in leaves(builder.outcome, Side.COST)
    )
    yield asked(
        "revision",
        builder.address("notes") if audited else builder.address("lines"),
        audited and any(note.form == NoteContent.AUDIT for note in notes),
        "Det finns ingen not om vad revisionen har kostat (9 kap. 13 §). Ange kostnadsslaget revision på raden och "
        "lägg till noten.",
    )
    for item in _fixed_assets(books, builder.year):
        yield asked(
            f"nyttjandeperiod/{item.key}",
            builder.address("balance-items-edit", key=item.key),
            bool(item.useful_life),
            f"”{item}” saknar bedömd genomsnittlig nyttjandeperiod (9 kap. 9 §).",
        )
    yield asked(
        "panter",
        builder.address("year-books"),
        any(_told(builder, row) is not None for row in OFF_BALANCE) or bool(texts and texts.no_pledges),
        "Det framgår inte om förbundet har panter eller ansvarsförbindelser (6 kap. 2 §).",
    )
    yield asked(
        "investeringar",
        builder.address("investments"),
        bool(books.investments.get(builder.year)) or bool(texts and texts.no_investments),
        "Det framgår inte om förbundet har gjort några investeringar (4 kap. 1 §).",
    )
    result = _told(builder, "balanskravsresultat")
    yield asked(
        "balanskrav",
        builder.address("year-books"),
        result is None
        or result >= Decimal(0)
        or bool(texts and texts.restoring and not_a_reason(texts.restoring_text) is None),
        "Balanskravsresultatet är negativt, och det framgår inte när och hur det återställs, eller varför inte "
        "(11 kap. 11 §).",
    )
    yield asked(
        "personal",
        builder.address("personnel"),
        builder.year in books.personnel,
        "Personaluppgifterna är inte inskrivna (11 kap. 5 §).",
    )


def _told(builder: StatementBuilder, name: str) -> Decimal | None:
    fact = builder.book.get(f"bokslut.{name}@{builder.year}")
    return None if fact is None else fact.value


def _fixed_assets(records: Records, year: int) -> list[BalanceItem]:
    """The fixed assets that are worth something at the year's end."""
    return [x for x in records.items if x.row in FIXED_ASSETS and records.amount(x, year_end(year))]
