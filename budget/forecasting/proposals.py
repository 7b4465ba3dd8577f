"""Proposals: what each line comes to for the year by some methods, and how near each has come in earlier years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from budget.grants.as_of import AsOf
from budget.models import Line, Method
from budget.variance.standing import Standing, standing
from budget.variance.to_date import to_date
from finsam.core.values.money import HUNDRED, number
from finsam.core.values.periods import last_day
from finsam.facts.book import Book, Fact, portion, product, ratio, total

PREFIX = "prognosforslag"
DECEMBER = 12
ENOUGH = 2  # earlier years that a method is measured on before it is trusted
EARLIEST = 6  # years back that are looked at
Earlier = tuple[Standing, dict[int, Decimal]]  # a year before at the same month, and what each line came to


@dataclass(frozen=True, slots=True)
class Hit:
    """How near a method has come: for each earlier year by how many per cent it missed, either way."""

    missed: tuple[Decimal, ...] = ()

    @property
    def mean(self) -> Decimal | None:
        """The mean of what it missed by, per cent; None with too few years."""
        return sum(self.missed, Decimal(0)) / len(self.missed) if len(self.missed) >= ENOUGH else None

    def __str__(self):
        mean = self.mean
        if mean is None:
            return "för lite underlag"
        return f"missade med {number(mean, 1)} % i snitt på {len(self.missed)} år"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A line's year by each method that can be used, and the one proposed.

    A share of a common cost is proposed as that share of what is proposed of the cost (`follows`).
    """

    line: Line
    level: int
    ways: dict[Method, Fact]
    hits: dict[Method, Hit]
    method: Method
    follows: Line | None = None

    @property
    def fact(self) -> Fact:
        """What is proposed."""
        return self.ways[self.method]

    @property
    def hit(self) -> Hit:
        """How near the proposed method has come."""
        return self.hits.get(self.method, Hit())


def proposals(book: Book, year: int, month: int) -> list[Proposal]:
    """A proposal for each line that a forecast is written on, made once per book; none where no outcome is known."""
    return list(book.memo((PREFIX, year, month), lambda: list(_proposals(book, year, month))))


def _proposals(book: Book, year: int, month: int) -> Iterator[Proposal]:
    here = standing(book, year, month)
    if here is None:
        return
    earlier = list(_earlier(book, year, month))
    common = {line.pk: _proposal(here, earlier, line) for line in here.data.lines.values() if line.common}
    for line, level in _written(here):
        whole = common.get(line.share_of_id) if _follows(here, line) else None
        each = _share(here, line, whole, level) if whole else _proposal(here, earlier, line, level)
        if each is not None:
            yield each
    yield from (each for each in common.values() if each is not None)


def _proposal(here: Standing, earlier: list[Earlier], line: Line, level: int = 0) -> Proposal | None:
    """What is proposed of a line by itself, if anything."""
    ways = {method: fact for method, fact in _ways(here, line) if fact.value is not None}
    if not ways:
        return None
    hits = {method: _hit(earlier, line, method) for method in Method}
    return Proposal(line, level, ways, hits, _best(ways, hits))


def _follows(here: Standing, line: Line) -> bool:
    """Whether a line is a share of a common cost wherever it is known: nothing is booked or written on it by itself."""
    sets = (here.outcome, here.budget)
    return bool(line.share_of_id) and not any(facts.has_own(line) for facts in sets if facts is not None)


def _share(here: Standing, line: Line, whole: Proposal, level: int) -> Proposal:
    """A share of a common cost: of what each method says of the cost, with how near that came."""
    share = here.outcome.share_of_common(line, _key(here, line, "del"))
    ways = {
        method: product(
            *_named(here, line, method), share, fact, side=line.side,
            definition=f"Radens andel av förslaget för {whole.line.name.lower()}.",
        )
        for method, fact in whole.ways.items()
    }  # fmt: skip
    return Proposal(line, level, ways, whole.hits, whole.method, follows=whole.line)


def _written(here: Standing) -> Iterator[tuple[Line, int]]:
    """The lines that have amounts of their own or a share: those without lines below, and what is budgeted as a lump."""
    lump_above: set[int] = set()
    for row in here.rows():
        line = row.line
        if line is None or line.pk is None or line.pk < 0:
            continue
        if line.parent_id in lump_above:
            lump_above.add(line.pk)
            continue
        lump = here.budget is not None and (here.budget.series.pk, line.pk) in here.data.amounts
        if lump:
            lump_above.add(line.pk)
        if lump or not row.is_sum:
            yield line, row.level


def _ways(here: Standing, line: Line) -> Iterator[tuple[Method, Fact]]:
    """What the line comes to by each method."""
    done = here.outcome.line(line)
    yield Method.PLAN, _planned(here, line, done)
    if done.value is None:
        return
    yield from ((Method.SHAPE, fact) for fact in _shaped(here, line, done))
    pace = Fact(_key(here, line, "takt.faktor"), "Hela året mot månaderna hittills", value=Decimal(DECEMBER) / here.month, unit="st", decimals=2,
                 definition=f"Tolv månader delat med {here.month}.")  # fmt: skip
    yield (
        Method.PACE,
        portion(*_named(here, line, Method.PACE), pace, done, side=line.side, definition=_says(Method.PACE)),
    )
    yield from ((Method.GRANTED, fact) for fact in _granted(here, line, done))


def _planned(here: Standing, line: Line, done: Fact) -> Fact:
    """What has been, and what the budget has left for the rest of the year."""
    parts: list[tuple[int, Fact]] = [(1, done)]
    if here.budget is not None and here.period is not None:
        parts += [(1, here.budget.line(line)), (-1, here.period.line(line))]
    return total(*_named(here, line, Method.PLAN), parts, side=line.side, definition=_says(Method.PLAN))


def _shaped(here: Standing, line: Line, done: Fact) -> Iterator[Fact]:
    """What has been, as much more as last year came to after the same month."""
    before, whole = here.last_year, to_date(here.book, here.year - 1, DECEMBER)
    if before is None or whole is None or not whole.books:
        return
    upper, lower = whole.line(line), before.line(line)
    if not upper.value or not lower.value or (upper.value > 0) != (lower.value > 0):
        return
    factor = ratio(_key(here, line, "fjol.faktor"), f"{line.name}: hela {here.year - 1} mot samma månader",
                   upper, lower, unit="st", decimals=2, definition="Förra årets utfall delat med vad det var samma månad.")  # fmt: skip
    yield portion(
        *_named(here, line, Method.SHAPE), factor, done, side=line.side, definition=_says(Method.SHAPE)
    )


def _granted(here: Standing, line: Line, done: Fact) -> Iterator[Fact]:
    """What has been, and what an insats is granted that hasn't been paid; of an insats that has this line alone.

    Grants and payments count as of the end of the month, in this year as in those that the method is measured on.
    """
    if not line.insats_id or sum(other.insats_id == line.insats_id for other in here.data.lines.values()) > 1:
        return
    then = AsOf(here.book, line.insats, last_day(here.year, here.month), lambda what: _key(here, line, what))
    granted = then.granted()
    if granted is not None and granted.value is not None:
        parts = [(1, done), (-1, granted), *((1, fact) for fact in then.paid())]
        definition = f"{_says(Method.GRANTED)} {then.definition}"
        yield total(*_named(here, line, Method.GRANTED), parts, side=line.side, definition=definition)


def _named(here: Standing, line: Line, method: Method) -> tuple[str, str]:
    """The key and label of a line's proposal by a method."""
    return _key(here, line, method.value), line.name


def _key(here: Standing, line: Line, what: str) -> str:
    return f"{PREFIX}.{here.month:02}.{what}.{line.key}@{here.year}"


def _says(method: Method) -> str:
    return f"Förslag till prognos: {str(method.label).lower()}."


# How near they have come


def _earlier(book: Book, year: int, month: int) -> Iterator[Earlier]:
    """The earlier years that the books tell of to the same month and as a whole, with what each line came to."""
    for before in range(year - 1, year - 1 - EARLIEST, -1):
        whole = to_date(book, before, DECEMBER)
        then = standing(book, before, month)
        if whole is None or then is None or not whole.books or not then.outcome.books or month == DECEMBER:
            continue
        came = {line.pk: whole.line(line).value for line in then.data.lines.values()}
        yield then, {line: value for line, value in came.items() if value}


def _hit(earlier: list[Earlier], line: Line, method: Method) -> Hit:
    """What the method would have said of the line in each earlier year, against what came."""
    missed = []
    for then, came in earlier:
        if line.pk in came:
            said = dict(_ways(then, line)).get(method)
            if said is not None and said.value is not None:
                missed.append(abs(said.value - came[line.pk]) / abs(came[line.pk]) * HUNDRED)
    return Hit(tuple(missed))


def _best(ways: dict[Method, Fact], hits: dict[Method, Hit]) -> Method:
    """The method that has come nearest; the budget's rest where none is measured."""
    measured = [
        (hits[method].mean, number, method)
        for number, method in enumerate(Method)
        if method in ways and hits[method].mean is not None
    ]
    if measured:
        return min(measured)[2]
    return Method.PLAN if Method.PLAN in ways else next(iter(ways))
