"""Block `medlemsblad`: what a member pays, what it finances, who takes part from there, three results, and decisions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.html import format_html

from finsam.core.text.prose import listed
from finsam.documents.options import CaptionOptions, KeyField
from finsam.documents.registry import Group, block
from finsam.facts.book import Book
from finsam.facts.tables import POSITIVE, Cell, Column, Html, Row, Table
from finsam.organisation.models import Member, Payer
from followup.accounts.basis import basis_in
from followup.goals import queries as results
from followup.goals.judging import wording
from followup.goals.judging.judging import counted_verdict
from followup.goals.judging.verdicts import Status
from followup.reporting.members.facts import OWN_PART, OWN_PART_WORDS, cost_of
from followup.reporting.members.queries import members_of, payer_of
from followup.responsibility.queries import year_end
from plans import queries as plans
from plans.blocks.common import teach
from plans.register import queries as register
from plans.texts.wording import goal_text

RESULTS = 3  # that fit on the sheet
BEHIND, AHEAD = 2, 1  # years of contributions beside the year's own


class MemberOptions(CaptionOptions):
    """Which member."""

    member = KeyField(label="Medlem", none="Den första")

    offered = {"member": lambda book: [(member.key, member.name) for member in members_of(book)]}


@block(
    "medlemsblad",
    label="Medlemsblad",
    group=Group.FORBUND,
    options=MemberOptions,
    help="En medlems bidrag, vad de är med och betalar, deltagare därifrån, tre resultat och beslut.",
    edit_url="members",
)
def member_sheet_block(book: Book, options: dict, _):
    """The member's sheet; each part only where something is known."""
    known = {member.key: member for member in members_of(book)}
    member = known.get(options["member"]) if options["member"] else next(iter(known.values()), None)
    if member is None:
        yield from teach("medlemsblad", "Medlemmen finns inte det här året. Välj en annan.")
        return
    payer = payer_of(book, member)
    yield Html("medlemsblad-bidrag", "".join(_paid(book, member, payer)))
    if payer is not None:
        yield from _contributions(book, payer)
    yield from _insatser(book, payer)
    yield from _participants(book, member)
    yield from _results(book)
    yield from _decisions(book, member)


def _figure(key: str, form: str) -> str:
    return format_html('<data value="{}" data-format="{}"></data>', key, form)


def _paid(book: Book, member: Member, payer: Payer | None) -> Iterator[str]:
    """What the member pays in the year, and which share of all that is."""
    if payer is None or book.get(f"bidrag.{payer.key}@{book.year}") is None:
        words = (
            "{} betalar inget eget bidrag {}."
            if payer is None
            else "Bidraget från {} för {} är inte inskrivet."
        )
        yield format_html(f"<p>{words}</p>", member.name, book.year)
        return
    others = [other.name for other in payer.members.all() if other != member]
    together = f" tillsammans med {listed(others)}" if others else ""
    key = f"bidrag.{payer.key}@{book.year}"
    yield format_html(
        "<p>{}{} betalar {} för {}. Det är {} av alla medlemsbidrag.</p>",
        member.name, together, _figure(key, "kr"), book.year, _figure(f"bidrag.andel.{payer.key}@{book.year}", "%.1"),
    )  # fmt: skip


def _contributions(book: Book, payer: Payer) -> Iterator[Table]:
    """The contribution by year: what holds, what is paid, and the share of all."""
    rows = []
    for year in range(book.year - BEHIND, book.year + AHEAD + 1):
        facts = {
            "bidrag": book.get(f"bidrag.{payer.key}@{year}"),
            "inbetalt": book.get(f"bidrag.{payer.key}.inbetalt@{year}"),
            "andel": book.get(f"bidrag.andel.{payer.key}@{year}"),
            "andring": book.get(f"bidrag.mot-fjol.{payer.key}@{year}"),
        }
        cells = {name: Cell(fact) for name, fact in facts.items() if fact is not None}
        if cells:
            rows.append(Row(str(year), str(year), cells))
    columns = (
        Column("bidrag", "Bidrag"),
        Column("inbetalt", "Varav inbetalt"),
        Column("andel", "Andel av alla", unit="%", decimals=1, suffix=True),
        Column("andring", "Mer än året före"),
    )
    used = tuple(column for column in columns if any(column.key in row.cells for row in rows))
    if rows:
        yield Table("medlemsblad-bidrag", "Bidraget år för år", used, tuple(rows), "År")


def _insatser(book: Book, payer: Payer | None) -> Iterator[Table]:
    """What the contributions pay together: each insats with its cost, and the member's part of it by what it contributes."""
    rows: list[Row] = []
    kinds: set[str] = set()
    for key, insats in book.read(plans.insatser, book.year).items():
        cost = cost_of(book, key, book.year)
        if cost is not None:
            kinds.add("Utfall" if cost.key.startswith("utfall.") else "Budget")
            part = book.get(f"{OWN_PART}.{payer.key}.{key}@{book.year}") if payer else None
            cells = {"kostnad": Cell(cost)} | ({"del": Cell(part)} if part is not None else {})
            rows.append(Row(key, str(insats), cells))
    if rows:
        words = kinds.pop() if len(kinds) == 1 else "Utfall, eller budget där utfallet inte är känt,"
        columns = [Column("kostnad", f"{words} {book.year}", sign=POSITIVE)]
        note = ""
        if any("del" in row.cells for row in rows):
            columns.append(Column("del", "Varav er del", sign=POSITIVE))
            note = OWN_PART_WORDS
        yield Table(
            "medlemsblad-insatser", "Vad bidragen är med och betalar", tuple(columns), tuple(rows), "Insats", note=note
        )  # fmt: skip


def _participants(book: Book, member: Member) -> Iterator[Table]:
    """How many took part from the member's kommun, as they were counted."""
    name = re.compile(rf"stat\.[\w-]+\.[\w-]+\.[\w-]+\.i-{re.escape(member.key)}@{book.year}")
    facts = [fact for key, fact in book.facts("stat", book.year).items() if name.fullmatch(key)]
    rows = tuple(Row(fact.key, fact.label, {"antal": Cell(fact)}) for fact in facts)
    if rows:
        columns = (Column("antal", f"Antal {book.year}", unit="st"),)
        yield Table(
            "medlemsblad-deltagare", f"Deltagare från {member.name}", columns, rows, "Vad som är räknat"
        )


def _results(book: Book) -> Iterator[Table]:
    """The first results that are judged."""
    basis = basis_in("", year_end(book.year))
    rows: list[Row] = []
    for goal in results.reported_goals(book.read(plans.goals, book.year)):
        verdict = counted_verdict(book, goal, year_end(book.year), basis)
        if verdict.status == Status.UNMEASURED or len(rows) == RESULTS:
            continue
        html = wording.result_html(verdict, sexes=False, needed=False, comments=False, forecast=False)
        rows.append(Row(goal.key, goal_text(goal), {"resultat": Cell(html=html)}))
    if rows:
        column = Column("resultat", "Resultat", kind="text")
        yield Table("medlemsblad-resultat", "Resultat", (column,), tuple(rows), "Mål", shape="list")


def _decisions(book: Book, member: Member) -> Iterator[Table]:
    """The year's decisions that are about the member, or about all of them."""
    rows = [
        Row(decision.key, decision.name.strip(), {"nar": Cell(text=decision.when)})
        for decision in book.read(register.decisions, book.year)
        if decision.date.year == book.year and decision.concerns(member)
    ]
    if rows:
        column = Column("nar", "Beslutat", kind="text")
        yield Table("medlemsblad-beslut", "Beslut som rör er", (column,), tuple(rows), "Beslut", shape="list")
