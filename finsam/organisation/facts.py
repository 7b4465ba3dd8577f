"""Facts of the organisation: contributions and the size of bodies."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from finsam.checks.reading.names import naming
from finsam.core.addresses import year_address
from finsam.facts.book import Book, Fact, provider, ratio, total
from finsam.organisation import queries
from finsam.organisation.equity_levels import ceiling_facts
from finsam.organisation.law import PARTS, key_facts, law_facts
from finsam.organisation.models import ContributionStatus, SeatRole

_SURENESS = {status: place for place, status in enumerate(ContributionStatus.values)}


@provider("bidrag", called="Bidrag")
def contributions(book: Book, year: int) -> Iterator[Fact]:
    """What the members pay in a year: per payer in the surest status known, the total, and the change.

    `bidrag.<payer>.<status>` are what was entered; `bidrag.<payer>` is the surest of them.
    """
    yield from key_facts(book, year)
    best: dict[int, Fact] = {}
    rows = [row for row in book.read(queries.contributions) if row.year == year]
    for row in sorted(rows, key=lambda row: _SURENESS[row.status]):
        status = row.get_status_display().lower()
        given = Fact(
            f"bidrag.{row.payer.key}.{row.status}@{year}",
            f"Medlemsbidrag {row.payer.name} ({status})",
            row.amount,
            side="intakt",
            href=year_address(book.forbund, book.year, "contributions-edit", key=row.key),
            definition=f"Bidrag för {year} från {row.payer.name}, {status}.",
            trace=(row.reference(), "amount"),
        )
        yield given
        best[row.payer_id] = given
    if not best:
        return
    surest, paid = [], {}
    for payer in book.read(queries.payers):
        if payer.pk in best:
            label = f"Medlemsbidrag {payer.name}"
            definition = f"Bidrag för {year}, i den säkraste uppgift som finns."
            fact = total(
                f"bidrag.{payer.key}@{year}", label, [best[payer.pk]], side="intakt", definition=definition
            )
            surest.append(fact)
            paid[payer] = fact
            yield fact
    everything = total(
        f"bidrag.totalt@{year}",
        "Medlemsbidrag",
        surest,
        side="intakt",
        definition="Alla medlemmars bidrag tillsammans.",
    )
    yield everything
    lawful = list(law_facts(book, year, everything, paid))
    yield from lawful
    parts = {
        fact.key.partition("@")[0].rpartition(".")[2]: fact
        for fact in lawful
        if fact.key.startswith("bidrag.del.")
    }
    for fact in surest:
        name = fact.key.split("@")[0].removeprefix("bidrag.")
        label = f"{fact.label}: andel"
        definition = "Bidragets andel av alla medlemsbidrag."
        yield ratio(f"bidrag.andel.{name}@{year}", label, fact, everything, decimals=1, definition=definition)
        yield from _since_last_year(book, year, name, fact)
    for payer, fact in paid.items():
        whole = parts.get(payer.part)
        if whole is not None:
            label = f"{fact.label}: andel av {PARTS[payer.part]}"
            definition = f"Bidraget delat med {PARTS[payer.part]}."
            key = f"bidrag.delens-andel.{payer.key}@{year}"
            yield ratio(key, label, fact, whole, decimals=2, definition=definition)
    before = book.get(f"bidrag.totalt@{year - 1}")
    if before is not None:
        change = total(
            f"bidrag.skillnad@{year}",
            "Medlemsbidragens förändring",
            [everything, (-1, before)],
            definition=f"Medlemsbidragen {year} minus {year - 1}.",
        )
        yield change
        yield ratio(
            f"bidrag.andring@{year}",
            "Medlemsbidragens förändring, andel",
            change,
            before,
            decimals=1,
            definition=f"Förändringen delad med {year - 1} års medlemsbidrag.",
        )


def _since_last_year(book: Book, year: int, name: str, fact: Fact) -> Iterator[Fact]:
    """How a payer's contribution has changed since the year before, in kr and as a share."""
    before = book.get(f"bidrag.{name}@{year - 1}")
    if before is None:
        return
    change = total(
        f"bidrag.mot-fjol.{name}@{year}",
        f"{fact.label}: mer än året före",
        [fact, (-1, before)],
        definition=f"Bidraget {year} minus {year - 1}. Minus betyder att det är mindre.",
    )
    yield change
    yield ratio(
        f"bidrag.mot-fjol.andel.{name}@{year}",
        f"{fact.label}: förändring, andel",
        change,
        before,
        decimals=1,
        definition=f"Förändringen delad med {year - 1} års bidrag.",
    )


@provider("organ", called="Organ")
def sizes(book: Book, year: int) -> Iterator[Fact]:
    """How many ordinary and deputy members a body has (counted from its seats, else as stated), and their hours."""
    held: dict[tuple[str, str], int] = {}
    extents: dict[str, list[Fact]] = {}
    for seat in book.read(queries.seats):
        deputy = seat.role in (SeatRole.DEPUTY, SeatRole.DEPUTY_AUDITOR)
        if (seat.end is None or seat.end.year >= year) and (seat.start is None or seat.start.year <= year):
            place = (seat.body.key, "ersattare" if deputy else "ordinarie")
            held[place] = held.get(place, 0) + 1
            if seat.extent is not None:
                extents.setdefault(seat.body.key, []).append(_extent(book, seat, year))
    for body in book.read(queries.bodies).values():
        href = year_address(book.forbund, book.year, "bodies-edit", key=body.key)
        if body.key in extents:
            yield total(
                f"organ.{body.key}.tjanstgoring@{year}",
                f"{body.name}: tjänstgöring",
                extents[body.key],
                unit="%",
                definition=f"Sysselsättningsgraderna i {body.name.lower()} tillsammans; 100 % är en heltid.",
            )
        stated = {"ordinarie": body.regular_count, "ersattare": body.deputy_count}
        for name, count in stated.items():
            value = held.get((body.key, name), count)
            if value is not None:
                word = "ordinarie ledamöter" if name == "ordinarie" else "ersättare"
                yield Fact(
                    f"organ.{body.key}.{name}@{year}",
                    f"{body.name}: antal {word}",
                    Decimal(value),
                    unit="st",
                    href=href,
                    definition=f"Antal {word} i {body.name.lower()}, räknat på uppdragen eller angivet på organet.",
                )


def _extent(book: Book, seat, year: int) -> Fact:
    """A seat's sysselsättningsgrad, as a fraction of full time."""
    return Fact(
        f"organ.{seat.body.key}.tjanstgoring.{seat.key}@{year}",
        f"{seat.body.name}: {seat.get_role_display().lower()}",
        seat.extent / 100,
        unit="%",
        href=year_address(book.forbund, book.year, "bodies-edit", key=seat.body.key),
        definition="Sysselsättningsgrad som den är angiven på uppdraget.",
    )


@provider("forbund", called="Förbundet")
def forbund_facts(book: Book, year: int) -> Iterator[Fact]:
    """What the förbund has stated of itself: the lowest equity it allows, and each member's share in it."""
    forbund = book.forbund
    if forbund.equity_floor is not None:
        yield Fact(
            f"forbund.kapitalgolv@{year}",
            "Lägsta eget kapital",
            forbund.equity_floor,
            href=year_address(forbund, book.year, "forbund"),
            definition="Det egna kapital som förbundet inte ska gå under.",
        )
    yield from ceiling_facts(book, year)
    for member in book.read(queries.members):
        if member.owner_share is not None:
            yield Fact(
                f"forbund.andel.{member.key}@{year}",
                f"Ägarandel {member.name}",
                member.owner_share / 100,
                unit="%",
                href=year_address(forbund, book.year, "members-edit", key=member.key),
                definition=f"{member.name}s andel i förbundets tillgångar och skulder.",
            )


@naming("organ")
def _bodies(fact: Fact) -> Iterator[str]:
    """`Styrelsen har fem ledamöter`, `fyra revisorer`."""
    if fact.key.startswith("organ.revisorer.ordinarie@"):
        yield "revisorer"


@naming("bidrag")
def _contributions(fact: Fact) -> Iterator[str]:
    """`Statens bidrag` is told by the payer's part when its name is that of the authorities."""
    pieces = fact.key.partition("@")[0].split(".")
    if len(pieces) == 2 and pieces[1] in ("staten", "regionen"):
        yield f"Medlemsbidrag {pieces[1]}"
