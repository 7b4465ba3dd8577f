"""Blocks of the förbund, its members, bodies and contributions."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.html import format_html, format_html_join

from finsam.core.text.prose import listed
from finsam.core.values.money import NBSP, number, places
from finsam.documents.options import BlockOptions, CaptionOptions, Choice, KeyField
from finsam.documents.registry import Group, block
from finsam.facts.book import Book
from finsam.facts.tables import Cell, Column, Html, Row, Table
from finsam.organisation import queries
from finsam.organisation.law import PART_NAMES, key_sentence, law_parts, law_sentence
from finsam.organisation.models import BodyKind, SeatRole


@block(
    "forbund",
    label="Fakta om förbundet",
    group=Group.FORBUND,
    options=CaptionOptions,
    help="Namn, säte, organisationsnummer och kontaktvägar.",
    edit_url="forbund",
)
def forbund(book: Book, options: dict, _):
    """The förbund's own facts as a card."""
    owner = book.forbund
    members = [member.name for member in book.read(queries.members) if member.is_in(book.year)]
    facts = [
        ("namn", "Namn", owner.name),
        ("orgnr", "Organisationsnummer", owner.org_nr),
        ("sate", "Säte", owner.seat),
        ("medlemmar", "Medlemmar", listed(members)),
        ("webb", "Webbplats", owner.web),
        ("epost", "E-post", owner.email),
        ("telefon", "Telefon", owner.phone),
    ]
    rows = tuple(Row(key, label, {"varde": Cell(text=text)}) for key, label, text in facts if text)
    yield Table("forbund", owner.name, (Column("varde", "", kind="text"),), rows, shape="card")


class MembersOptions(BlockOptions):
    """How the members are told."""

    form = Choice("Visas som", ("lista", "Lista"), ("mening", "Mening"))


@block(
    "medlemmar",
    label="Medlemmar",
    group=Group.FORBUND,
    options=MembersOptions,
    help="Förbundets medlemmar det här året.",
    edit_url="members",
)
def members(book: Book, options: dict, _):
    """The year's members as a list or a sentence."""
    names = [member.name for member in book.read(queries.members) if member.is_in(book.year)]
    if not names:
        yield Html("tom", "<p>Medlemmarna visas när de har lagts till.</p>")
    elif options["form"] == "mening":
        yield Html("medlemmar", format_html("<p>Förbundets medlemmar är {}.</p>", listed(names)))
    else:
        items = format_html_join("", "<li>{}</li>", ((name,) for name in names))
        yield Html("medlemmar", format_html("<ul>{}</ul>", items))


def bodies_offered(book: Book) -> list[tuple[str, str]]:
    """The förbund's bodies to choose among."""
    return [(body.key, body.name) for body in book.read(queries.bodies).values()]


_KINDS_OF_BODY = {"styrelse": BodyKind.BOARD, "revisorer": BodyKind.AUDITORS}


def body_meant(book: Book, word: str) -> str:
    """The key of the body that `styrelse` or `revisorer` means, whatever the förbund calls it."""
    known, kind = book.read(queries.bodies), _KINDS_OF_BODY.get(word)
    return word if word in known else next((body.key for body in known.values() if body.kind == kind), word)


class BodyOptions(CaptionOptions):
    """Which body, and names or counts."""

    body = KeyField(label="Organ", help_text="Vilket organ som visas.")
    form = Choice("Visas som", ("namn", "Namn"), ("antal", "Antal"))
    seats = Choice(
        "Vilka",
        ("", "Alla"),
        ("ordinarie", "Ordinarie"),
        ("ersattare", "Ersättare"),
        help_text="Välj det ena när de står under var sin rubrik.",
    )
    on = forms.DateField(label="Per den", required=False, help_text="Lämna tomt för årets första dag.")

    offered = {"body": bodies_offered}
    meant = {"body": body_meant}


DEPUTIES = (SeatRole.DEPUTY, SeatRole.DEPUTY_AUDITOR)


@block(
    "organ",
    label="Styrelse och andra organ",
    group=Group.FORBUND,
    options=BodyOptions,
    help="De som sitter i styrelsen, beredningen eller ett annat organ en viss dag.",
    edit_url="people",
)
def body(book: Book, options: dict, _):
    """Who sits in a body on a date; numbers when there are no names or none are wanted."""
    organ = book.read(queries.bodies).get(options["body"])
    if organ is None:
        yield Html("tom", "<p>Organet visas när det har lagts till under Personer.</p>")
        return
    day = _day(options["on"], book.year)
    seats = [seat for seat in book.read(queries.seats) if seat.body_id == organ.pk and seat.sits_on(day)]
    if options["form"] == "antal" or not seats:
        yield Html(organ.key, _counts(organ, book))
        return
    columns = (Column("namn", "Namn", kind="text"), Column("for", "Utsedd av", kind="text"))
    deputies = any(seat.role in DEPUTIES for seat in seats)
    for name, title, chosen in (
        ("ordinarie", "Ordinarie", [seat for seat in seats if seat.role not in DEPUTIES]),
        ("ersattare", "Ersättare", [seat for seat in seats if seat.role in DEPUTIES]),
    ):
        if chosen and options["seats"] in ("", name):
            rows = tuple(
                Row(
                    seat.key,
                    str(seat.get_role_display()),
                    {"namn": Cell(text=seat.person.name), "for": Cell(text=_for(seat))},
                )
                for seat in chosen
            )
            yield Table(
                f"{organ.key}-{name}",
                f"{organ.name}: {title.lower()}" if deputies else organ.name,
                columns,
                rows,
                "Uppdrag",
                shape="list",
            )


def _day(on, year: int) -> date:
    if not on:
        return date(year, 1, 1)
    return on if isinstance(on, date) else date.fromisoformat(str(on))


def _for(seat) -> str:
    """Whom the person represents, or the office she holds and how."""
    words = [member.name for member in seat.members.all()]
    if seat.extent is not None:
        words.append(f"{number(seat.extent, places(seat.extent))}{NBSP}%")
    if seat.employer:
        words.append(seat.employer)
    return ", ".join(words)


def _counts(organ, book: Book) -> str:
    """`Styrelsen består av 5 ordinarie ledamöter och 5 ersättare.`, its numbers bound to their facts."""
    words = []
    for name, word in (("ordinarie", "ordinarie ledamöter"), ("ersattare", "ersättare")):
        fact = book.get(f"organ.{organ.key}.{name}@0")
        if fact is not None:
            words.append(format_html('<data value="{}" data-format="tal"></data> {}', fact.key, word))
    if not words:
        return format_html("<p>{}: antalet är inte angivet.</p>", organ.name)
    return format_html(
        "<p>{} består av {}.</p>", organ.name, format_html_join(" och ", "{}", ((word,) for word in words))
    )


MOST_YEARS = 10  # beside each other in a table


class ContributionOptions(CaptionOptions):
    """Which years to show."""

    years = forms.CharField(
        label="År", initial="0", help_text="0 är årets, -1 förra årets: ”-1,0” visar båda."
    )

    def clean_years(self):
        """Commas between whole numbers."""
        try:
            years = [int(year) for year in self.cleaned_data["years"].split(",")]
        except ValueError as error:
            raise forms.ValidationError("Skriv heltal med komma emellan, till exempel -1,0.") from error
        if len(years) > MOST_YEARS or any(abs(year) > MOST_YEARS for year in years):
            raise forms.ValidationError(f"Högst {MOST_YEARS} år får plats, och högst så långt bort.")
        return self.cleaned_data["years"]


@block(
    "bidrag",
    label="Medlemsbidrag",
    group=Group.BUDGET,
    options=ContributionOptions,
    help="Vad medlemmarna betalar.",
    edit_url="contributions",
)
def contributions(book: Book, options: dict, _):
    """What each payer contributes in the chosen years, with the total."""
    years = [book.year + int(offset) for offset in str(options["years"]).split(",")]
    columns = tuple(Column(str(year), str(year)) for year in years)
    rows = []
    for payer in book.read(queries.payers):
        cells = {str(year): Cell(book.get(f"bidrag.{payer.key}@{year}")) for year in years}
        if any(cell.fact for cell in cells.values()):
            rows.append(Row(payer.key, payer.name, cells))
    if not rows:
        yield Html("tom", "<p>Medlemsbidragen visas när de har lagts in.</p>")
        return
    totals = {str(year): Cell(book.get(f"bidrag.totalt@{year}")) for year in years}
    rows.append(Row("summa", "Summa", totals, kind="sum", sums=tuple(row.key for row in rows)))
    yield Table("bidrag", "Medlemsbidrag", columns, tuple(rows), "Medlem")


class LawOptions(CaptionOptions):
    """How many years."""

    ahead = forms.TypedChoiceField(
        label="Till och med", choices=[(0, "Årets"), (1, "Nästa års"), (2, "Två år framåt")], coerce=int, initial=2, empty_value=0,
    )  # fmt: skip


@block(
    "bidragsregeln",
    label="Bidragen mot lagens fördelning",
    group=Group.BUDGET,
    options=LawOptions,
    help="Hälften från staten, en fjärdedel var från region och kommuner (5 och 5 a §§ lagen (2003:1210)), år för år.",
    edit_url="contributions",
)
def law_block(book: Book, options: dict, _):
    """What the law's parts pay, year by year: a sentence for each, and a table of what differs."""
    years = range(book.year - 1, book.year + int(options["ahead"]) + 1)
    sentences = [
        sentence
        for year in years
        for sentence in (law_sentence(book, year), key_sentence(book, year))
        if sentence
    ]
    if not sentences:
        yield Html("bidragsregeln", "<p>Fördelningen visas när medlemsbidragen har lagts in.</p>")
        return
    yield Html("bidragsregeln", "".join(sentences))
    known = [(year, parts) for year in years if (parts := law_parts(book, year))]
    if not known:
        return
    columns = (
        Column("betalar", "Betalar"),
        Column("andel", "Andel", unit="%", decimals=1, suffix=True),
        Column("lag", "Enligt lagen"),
        Column("skillnad", "Mer än enligt lagen"),
    )
    rows = []
    for year, parts in known:
        rows.append(Row(str(year), str(year), kind="heading"))
        for part in parts:
            facts = {
                "betalar": part.paid,
                "andel": part.share,
                "lag": part.due,
                "skillnad": part.difference,
            }
            cells = {name: Cell(fact) for name, fact in facts.items()}
            rows.append(Row(f"{year}-{part.key}", PART_NAMES[part.key], cells, level=1))
    yield Table("bidragsregeln", "Bidragen mot lagens fördelning", columns, tuple(rows), "Del")
