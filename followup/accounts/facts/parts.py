"""A series' money divided by what its lines are: row of the resultaträkning, category, kind of cost."""

from __future__ import annotations

from dataclasses import dataclass

from budget.facts import SeriesFacts
from budget.models import Category, Line, RrRow, Side
from finsam.facts.book import Fact
from finsam.organisation import queries

NO_CATEGORY = "utan-kategori"
CATEGORY_NAMES = {**dict(Category.choices), NO_CATEGORY: "Utan kategori"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A piece of a series' money: which row of the resultaträkning, which category, which line, how much."""

    row: str
    category: str
    line: Line
    fact: Fact


def summed(facts: SeriesFacts, line: Line) -> list[Line]:
    """The lines that a group's amount is made of here; none for a leaf, a lump, or one read elsewhere."""
    children = facts.children(line)
    made_of = [part.key for _, part in facts.line(line).parts]
    return children if children and made_of == [facts.line(child).key for child in children] else []


def leaves(facts: SeriesFacts, side: str) -> list[Leaf]:
    """All money of one side in its smallest pieces, each with its row and category.

    A line that doesn't say follows the group it is in, then its side. What an insats of several kinds costs is
    divided by its shares; the kind of an insats goes before the line's own category, as in the budget's shares.
    """
    usual = RrRow.INCOME if side == "intakt" else RrRow.COSTS
    parts: list[Leaf] = []

    def walk(line: Line, row: str, category: str) -> None:
        row, category = line.rr_row or row, line.category or category
        shares = facts.data.insats_shares(line.insats_id, facts.series.about) if line.insats_id else []
        if len(shares) > 1:
            parts.extend(Leaf(row, x.kind.national, line, facts.share_of(line, x)) for x in shares)
            return
        if shares:
            category = shares[0].kind.national
        below = summed(facts, line)
        for child in below:
            walk(child, row, category)
        if not below:
            parts.append(Leaf(row, category, line, facts.line(line)))

    for root in facts.children(None, side):
        walk(root, usual, NO_CATEGORY)
    return parts


def both_sides(facts: SeriesFacts) -> list[Leaf]:
    """All money, income first."""
    return [*leaves(facts, Side.INCOME), *leaves(facts, Side.COST)]


def unpaid(facts: SeriesFacts) -> list[Line]:
    """Lines that read a contribution nobody has entered, from those who pay that year; all, where no one does."""
    if not facts.series.reads_contributions:
        return []
    read = [part for part in leaves(facts, Side.INCOME) if part.line.payer_id]
    blank = [part.line for part in read if part.fact.value is None]
    if len(blank) == len(read):
        return blank
    paying = {
        row.payer_id for row in facts.book.read(queries.contributions) if row.year == facts.series.about
    }
    return [line for line in blank if line.payer_id in paying]


_SIDES = {
    RrRow.INCOME: "intakt",
    RrRow.COSTS: "kostnad",
    RrRow.DEPRECIATION: "kostnad",
    RrRow.TAXES: "intakt",
    RrRow.STATE_GRANTS: "intakt",
    RrRow.FINANCIAL_INCOME: "intakt",
    RrRow.FINANCIAL_COSTS: "kostnad",
    RrRow.EXTRAORDINARY: "",
}


def row_side(row: str) -> str:
    """Which side a row of the resultaträkning is of, for those who print without signs."""
    return _SIDES[row]


def grouped(facts: SeriesFacts, parts: list[Leaf]) -> list[tuple[Line, Fact]]:
    """The pieces as the fewest lines: a group whose pieces are all here stands for them."""
    mine = {part.fact.key for part in parts}

    def all_of(line: Line) -> set[str]:
        below = summed(facts, line)
        return {key for child in below for key in all_of(child)} if below else {facts.line(line).key}

    by_key: dict[str, tuple[Line, Fact]] = {}
    for part in parts:
        top, line = part.line, part.line
        while line.parent_id is not None and part.fact.key == facts.line(part.line).key:
            line = facts.data.lines[line.parent_id]
            if all_of(line) <= mine:
                top = line
        fact = part.fact if top is part.line else facts.line(top)
        by_key[fact.key] = (top, fact)
    return list(by_key.values())
