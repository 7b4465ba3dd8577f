"""What may be compared: each figure with its definition and the version of it. Nothing else passes between förbund."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from finsam.disclosure.reader import Reader
from finsam.facts.book import Book, Fact
from followup.goals.judging.judging import all_verdicts
from followup.goals.judging.verdicts import Status
from followup.responsibility.queries import year_end

FEWEST_GOALS = 3  # judged, for a share of them to say anything


@dataclass(frozen=True, slots=True)
class Worked:
    """What a figure comes to: None where it isn't known. `withheld` where it would tell of few people."""

    value: Decimal | None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure that may be compared. A new definition is a new version, and isn't drawn with the old."""

    key: str
    label: str
    unit: str
    decimals: int
    version: int
    definition: str
    work: Callable[[Book], Worked]


def _value(book: Book, name: str) -> Decimal | None:
    fact = book.get(f"{name}@{book.year}")
    return fact.value if fact is not None else None


def _share(part: Decimal | None, whole: Decimal | None) -> Worked:
    return Worked(None) if part is None or not whole else Worked(part / whole)


def _per_participant(book: Book) -> Worked:
    """Withheld where any of its counts is one that the public doesn't see, for the others would give it away."""
    pairs: list[tuple[Fact, Fact]] = [
        (fact.parts[0][1], fact.parts[1][1])
        for key, fact in book.facts("stat", book.year).items()
        if key.endswith(f".kostnad-per-deltagare@{book.year}") and fact.value is not None
    ]
    cost = sum((pair[0].value or Decimal(0) for pair in pairs), Decimal(0))
    people = sum((pair[1].value or Decimal(0) for pair in pairs), Decimal(0))
    if not people:
        return Worked(None)
    public = Reader(book)
    if people < book.forbund.suppression_threshold or any(public.hides(count) for _, count in pairs):
        return Worked(None, withheld=True)
    return Worked(cost / people)


def _administration(book: Book) -> Worked:
    value = _value(book, "utfall.kategori.administration")
    return Worked(None if value is None else -value)


def _goals(book: Book) -> Worked:
    """Of few goals the share would say which of them was reached, and so perhaps of how few people."""
    known = [
        verdict.status
        for verdict in all_verdicts(book, year_end(book.year))
        if verdict.status in (Status.MET, Status.NEARLY, Status.PARTLY, Status.MISSED)
    ]
    if not known:
        return Worked(None)
    if len(known) < FEWEST_GOALS:
        return Worked(None, withheld=True)
    return Worked(Decimal(known.count(Status.MET)) / len(known))


CATALOGUE: tuple[Compared, ...] = (
    Compared("kostnad-per-deltagare", "Kostnad per deltagare", "kr", 0, 1,
             "Utfallet för de insatser som redovisar deltagare, delat med alla som var inskrivna under året. Den som deltog i två insatser räknas två gånger.", _per_participant),
    Compared("administration", "Administration", "kr", 0, 1,
             "Årets kostnader i verksamhetskategorin Administration.", _administration),
    Compared("andel-administration", "Administration som andel av kostnaderna", "%", 1, 1,
             "Kostnaderna i verksamhetskategorin Administration delat med alla kostnader.",
             lambda book: _share(_value(book, "utfall.kategori.administration"), _value(book, "utfall.kostnader"))),
    Compared("eget-kapital", "Eget kapital", "kr", 0, 1,
             "Eget kapital vid årets slut.", lambda book: Worked(_value(book, "utfall.utgaende"))),
    Compared("andel-eget-kapital", "Eget kapital som andel av intäkterna", "%", 1, 1,
             "Eget kapital vid årets slut delat med årets intäkter.",
             lambda book: _share(_value(book, "utfall.utgaende"), _value(book, "utfall.intakter"))),
    Compared("maluppfyllelse", "Uppfyllda mål", "%", 0, 1,
             "De mål som är uppfyllda vid årets slut delat med dem som har bedömts.", _goals),
)  # fmt: skip
BY_KEY = {each.key: each for each in CATALOGUE}
CHOICES = [(each.key, each.label) for each in CATALOGUE]
