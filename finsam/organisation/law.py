"""Who is to pay how much of the contributions: the parts of the law (5 and 5 a §§ lagen (2003:1210)), as facts and in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html, format_html_join

from finsam.core.addresses import year_address
from finsam.core.values.money import places, show
from finsam.facts.book import Book, Fact, product, ratio, total
from finsam.organisation import queries
from finsam.organisation.models import MemberKind, Payer

QUARTER, HALF = Decimal("0.25"), Decimal("0.5")
LAW_SHARES = {"stat": HALF, "region": QUARTER, "kommun": QUARTER}
NO_REGION = {"stat": HALF, "kommun": HALF}  # a kommun that is in no region pays the region's part too (5 a §)
PART_NAMES = {"stat": "Staten", "region": "Regionen", "kommun": "Kommunerna"}
PARTS = {"stat": "statens del", "region": "regionens del", "kommun": "kommunernas del"}
LAW_FACTS = ("del", "delandel", "lag.andel", "lag", "skillnad")
WHOLE_KRONOR = Decimal("0.5")  # contributions are agreed in whole kronor


def law_facts(book: Book, year: int, everything: Fact, paid: dict[Payer, Fact]) -> Iterator[Fact]:
    """What each part of the law pays and should pay, in kr and as a share; nothing where a payer is of several parts.

    `bidrag.del.<part>`, `bidrag.lag.<part>` and `bidrag.skillnad.<part>`: too much is plus.
    """
    parts: dict[str, list[Fact]] = {}
    for payer, fact in paid.items():
        parts.setdefault(payer.part, []).append(fact)
    if "" in parts or not everything.value:
        return
    for part, share in _shares(book, year, parts).items():
        name = PART_NAMES[part]
        gives = _paid(year, part, parts.get(part, []))
        lawful = Fact(
            f"bidrag.lag.andel.{part}@{year}",
            f"{name}: andel enligt lagen",
            share,
            unit="%",
            definition=f"{name} ska betala {show(share, '%')} av medlemsbidragen ({paragraph(book, year)} lagen (2003:1210)).",
        )
        due = product(
            f"bidrag.lag.{part}@{year}",
            f"Enligt lagen, {show(share, '%')}",
            lawful,
            everything,
            unit="kr",
            side="intakt",
            definition=f"Så mycket som {name.lower()} ska betala för {year}: andelen av alla medlemsbidrag.",
        )
        yield from (gives, lawful, due)
        yield ratio(
            f"bidrag.delandel.{part}@{year}",
            f"{name}: andel av medlemsbidragen",
            gives,
            everything,
            decimals=1,
            definition=f"Det som {name.lower()} betalar, delat med alla medlemsbidrag.",
        )
        yield total(
            f"bidrag.skillnad.{part}@{year}",
            f"{name}: mer än enligt lagen",
            [gives, (-1, due)],
            definition=f"Det som {name.lower()} betalar minus det som lagen säger. Minus betyder för lite.",
        )


def _paid(year: int, part: str, facts: list[Fact]) -> Fact:
    """What a part pays; nothing at all is zero, for the law asks it to pay."""
    key, label = f"bidrag.del.{part}@{year}", f"{PART_NAMES[part]} betalar"
    definition = f"Vad {PART_NAMES[part].lower()} betalar tillsammans för {year}."
    if not facts:
        return Fact(key, label, Decimal(0), side="intakt", definition=definition)
    return total(key, label, facts, side="intakt", definition=definition)


def _shares(book: Book, year: int, parts: dict[str, list[Fact]] | None = None) -> dict[str, Decimal]:
    """Each part's share by the law in a year; without a region the kommuner pay its part too."""
    members = book.read(queries.members)
    region = any(member.kind == MemberKind.REGION and member.is_in(year) for member in members)
    return LAW_SHARES if region or "region" in (parts or ()) else NO_REGION


def paragraph(book: Book, year: int) -> str:
    """Which paragraph says the shares of a year."""
    return "5 §" if len(_shares(book, year)) == len(LAW_SHARES) else "5 a §"


@dataclass(frozen=True, slots=True)
class LawPart:
    """A part of the law in a year: what it pays and which share that is, what it should, and the difference."""

    key: str
    paid: Fact
    share: Fact
    lawful: Fact
    due: Fact
    difference: Fact

    @property
    def holds(self) -> bool:
        """Whether it pays what it should, to the krona."""
        return abs(self.difference.value or Decimal(0)) <= WHOLE_KRONOR


def law_parts(book: Book, year: int) -> list[LawPart]:
    """The parts of a year in the law's order; none where contributions aren't known or aren't parted."""
    parts = []
    for part in PART_NAMES:
        facts = [book.get(f"bidrag.{name}.{part}@{year}") for name in LAW_FACTS]
        if all(facts):
            parts.append(LawPart(part, *facts))
    return parts


def law_sentence(book: Book, year: int) -> str:
    """What the law's parts pay in a year and whether that is what they should, as prose with bound figures; "" where nothing is known."""
    if book.get(f"bidrag.totalt@{year}") is None:
        return ""
    parts = law_parts(book, year)
    if not parts:
        return format_html(
            "<p><strong>{}:</strong> bidragen är inte uppdelade på medlemmar, så fördelningen kan inte prövas.</p>",
            year,
        )
    paid = format_html_join("", "{}{}", _paid_words(parts))
    wrong = [part for part in parts if not part.holds]
    if not wrong:
        verdict = format_html("✓ Det är vad {} lagen (2003:1210) säger.", paragraph(book, year))
    else:
        verdict = format_html_join(" ", "{}", ((_wrong(book, year, part),) for part in wrong))
    return format_html(
        "<p><strong>{}:</strong> {} av {}. {}</p>",
        year,
        paid,
        _figure(f"bidrag.totalt@{year}", "kr"),
        verdict,
    )


def _paid_words(parts: list[LawPart]) -> Iterator[tuple[str, str]]:
    """`staten betalar 2 520 000 kr (50,0 %), regionen …`, each with what stands before it."""
    for place, part in enumerate(parts):
        between = " och " if place == len(parts) - 1 else ", "
        name = PART_NAMES[part.key].lower()
        amount, share = _figure(part.paid.key, "kr"), _figure(part.share.key, "%.1")
        verb = " betalar" if place == 0 else ""
        yield between if place else "", format_html("{}{} {} ({})", name, verb, amount, share)


def _wrong(book: Book, year: int, part: LawPart) -> str:
    return format_html(
        "✕ {} betalar {} än {} lagen (2003:1210) säger.",
        PART_NAMES[part.key],
        _figure(part.difference.key, "kr mer"),
        paragraph(book, year),
    )


def _figure(key: str, form: str) -> str:
    return format_html('<data value="{}" data-format="{}"></data>', key, form)


def key_facts(book: Book, year: int) -> Iterator[Fact]:
    """`bidrag.kommunandel.<member>`: how the kommuner have agreed to split their part."""
    for share in book.read(queries.kommun_shares).get(year, []):
        yield Fact(
            f"bidrag.kommunandel.{share.member.key}@{year}",
            f"{share.member.name}: andel av kommunernas del",
            share.share / 100,
            unit="%",
            decimals=places(share.share),
            href=year_address(book.forbund, year, "kommun-shares"),
            definition=f"Hur stor del av kommunernas bidrag {year} som {share.member.name} ska betala enligt deras överenskommelse.",
            trace=(share.reference(), "share"),
        )


def key_sentence(book: Book, year: int) -> str:
    """How the kommuner split their part in a year, as prose with bound figures; "" where that isn't written."""
    shares = book.read(queries.kommun_shares).get(year, [])
    if len(shares) < 2:
        return ""
    told = [
        format_html("{} {}", share.member.name, _figure(f"bidrag.kommunandel.{share.member.key}@{year}", ""))
        for share in shares
    ]
    *most, last = told
    named = format_html("{} och {}", format_html_join(", ", "{}", ((each,) for each in most)), last)
    return format_html("<p>Kommunerna delar sin del {} så: {}.</p>", year, named)
