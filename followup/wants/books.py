"""The year's books: outcome, balance, notes, texts and staff."""

from __future__ import annotations

from collections.abc import Iterator

from finsam.documents.facts import Book
from finsam.documents.wanting import CHIEF_OR_EKONOM, Want, wanted
from finsam.money import show
from followup.demanded import demanded
from followup.facts.desk import Desk
from followup.facts.parts import unpaid
from followup.models.books import Moment

GROUP = "Bokslut"


@wanted("arsredovisning", "delarsrapport")
def books(book: Book, kind: str) -> Iterator[Want]:
    """Amounts first; what the law asks besides them is asked for when they are there."""
    desk = Desk(book, book.year)
    whole = kind == "arsredovisning"
    moment, prefix = (Moment.YEAR_END, "") if whole else (Moment.INTERIM, "delar.")
    series = desk.outcome if whole else desk.interim

    def want(what: str, where: str, path: str, *, begun: bool = False) -> Want:
        return Want(GROUP, what, where, desk.place(path), CHIEF_OR_EKONOM, begun=begun)

    word = "Årets utfall" if whole else "Delårets utfall"
    if series is None:
        path = f"budget/serier/ny/?slag={'utfall' if whole else 'delar'}"
        yield want(f"{word} är inte inskrivet.", "Budget", path)
    elif series.measure("kostnader").value is None:
        yield Want(
            GROUP, f"{word} har inga kostnader.", "Budget", series.amounts_href, CHIEF_OR_EKONOM, begun=True
        )
    elif not whole and series.series.date is None:
        yield want(
            "Delårets utfall saknar sin sista dag.",
            "Budget",
            f"budget/serier/{series.series.key}/",
            begun=True,
        )
    lacking = unpaid(series) if series is not None else []
    if lacking:
        named = f"”{lacking[0]}”" if len(lacking) == 1 else f"{len(lacking)} medlemsbidrag"
        status = series.series.get_reads_contributions_display().lower()
        what = f"Utfallet läser {named} med status {status}, men beloppen är inte inskrivna."
        yield want(what, "Medlemsbidrag", "bidrag/", begun=True)
    if not desk.records.items:
        yield want("Inga balansposter är inlagda.", "Balansposter", "balansposter/ny/")
    without = desk.records.without_amount(desk.year, moment)
    if without:
        named = f"”{without[0]}”" if len(without) == 1 else f"{len(without)} balansposter"
        begun = desk.records.has_balance(desk.year, moment)
        yield want(f"{named} saknar belopp.", "Balansräkning", "bokslut/balans/", begun=begun)
    assets, rest = (book.get(f"bokslut.{prefix}{name}@{desk.year}") for name in ("tillgangar", "passiva"))
    if assets and rest and None not in (assets.value, rest.value) and assets.value != rest.value:
        what = f"Balansräkningen balanserar inte: skillnaden är {show(assets.value - rest.value)}."
        yield want(what, "Balansräkning", "bokslut/balans/", begun=True)
    if not whole:
        return
    if series is not None and desk.has_balance:
        for one in demanded(desk):
            if not one.there:
                yield want(one.message, "Bokslut", one.path, begun=True)
    told = desk.records.texts.get(desk.year)
    if told is None or told.signed_on is None:
        yield want(
            "Dagen för underskrift är inte bestämd.", "Bokslut", "bokslut/texter/", begun=told is not None
        )
