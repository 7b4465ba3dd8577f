"""One amount is changed: all that depends on it has moved, in facts, tables, charts and prose, and nothing else."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from budget.models import Amount, Line, Series
from budget.services import set_amounts
from finsam.core import services
from finsam.core.models import AuditEntry
from finsam.documents import registry
from finsam.documents.models import Document, DocumentStatus
from finsam.documents.resolve import resolve, resolve_block
from finsam.facts.book import Book
from finsam.facts.tables import Chart, Html, Table
from finsam.organisation.models import Contribution
from finsam.rendering.charts import charts
from finsam.rendering.html import to_html
from plans.models.goals import GoalPart
from tests import clients
from tests.sourcebook import _FIGURE, alike, bare

STEP = 100_000
# A member's part of what an insats costs, changes since the year before, and how many goals came to what.
MADE_WHEN_ASKED = ("medlemsdel.", "forandring.", "malbedomning.")


@dataclass
class Told:
    """What a förbund's year says: every fact's value, and every figure as it is printed and where."""

    facts: dict[str, Decimal | None]
    printed: dict[tuple, tuple[str, str]]  # (document or block, section, place, …) → (fact's key, text)
    charts: dict[str, tuple[str, str]]  # key → (drawing, text)
    html: str

    @classmethod
    def of(cls, year) -> "Told":
        """Read it all, afresh."""
        book = Book(year.forbund, year.year)
        values = {
            key: fact.value
            for when in range(year.year - 1, year.year + 4)
            for key, fact in book.all(when).items()
        }
        document = Document.objects.get(fiscal_year=year, kind="verksamhetsplan")
        resolved = resolve(document, book)
        printed, drawn = {}, {}
        for part in resolved.parts:
            printed |= _figures(part, part.key)
        for block in registry.blocks().values():
            alone = resolve_block(block, book, {})
            printed |= _figures(alone.parts[0], f"block:{block.key}")
            for piece in alone.parts[0].pieces:
                if isinstance(piece, Chart):
                    svg = charts.svg(piece, accent="#1f5a7a")
                    drawn[piece.key] = (svg, alike(svg.partition("</title>")[0]))
        values |= {key: book[key].value for key, _ in printed.values() if key.startswith(MADE_WHEN_ASKED)}
        return cls(values, printed, drawn, to_html(resolved))


def _figures(part, where: str) -> dict[tuple, tuple[str, str]]:
    """Every figure of a section: those of its text, and those of its tables' cells."""
    found = {}
    texts = [part.prose, part.after, *(piece.html for piece in part.pieces if isinstance(piece, Html))]
    for piece in part.pieces:
        table = piece.table if isinstance(piece, Chart) else piece
        if not isinstance(table, Table):
            continue
        for row in table.rows:
            for column in table.columns:
                cell = row.cells.get(column.key)
                if cell is None:
                    continue
                for name, fact in (("", cell.fact), ("second", cell.second)):
                    if fact is not None:
                        found[where, table.key, row.key, column.key, name] = (
                            fact.key,
                            alike(column.text(fact)),
                        )
                inside = [(key, bare(text)) for key, text in _FIGURE.findall(cell.html)]
                found |= {(where, table.key, row.key, place): one for place, one in enumerate(inside)}
    inside = [(key, bare(text)) for html in texts for key, text in _FIGURE.findall(html)]
    return found | {(where, "text", place): one for place, one in enumerate(inside)}


@dataclass(frozen=True)
class Change:
    """An amount that is changed by a step, and what follows: the facts by how much, shares, and places in print."""

    forbund: str
    year: int
    series: str
    line: str
    moved: dict[int, str]  # kronor → the facts that moved by so much
    shares: str = ""  # facts that are shares, and moved
    places: dict[tuple[str, str], int] = field(
        default_factory=dict
    )  # (section, table or text) → figures that moved
    charts: tuple[str, ...] = ("kostnader-per-slag", "kapitalbana")


CHAIN = "plan1.ingaende@{0} plan1.resurser@{0} plan1.utgaende@{0} plan2.ingaende@{0} plan2.resurser@{0} plan2.utgaende@{0}"
SPLIT = "budget.andel.insatser@2024 budget.andel.individ@2024 budget.andel.struktur@2024 budget.andel.administration@2024"
# The resultaträkning shows the budget in force, or the forecast, beside the outcome.
STATED = " ".join(
    f"bokslut.{{1}}.{row}@{{0}}"
    for row in (
        "kostnader",
        "nettokostnader",
        "verksamhetens-resultat",
        "efter-finansiella",
        "arets-resultat",
    )
)
CAPITAL = "budget.andel.kapital@{0} plan1.andel.kapital@{0} plan2.andel.kapital@{0}"
# How much closing equity there is room for below the highest level, and how much there is above the lowest.
ROOM = "budget.kapital.till-taket@{0} plan1.kapital.till-taket@{0} plan2.kapital.till-taket@{0}"
ABOVE = "budget.kapital.over-golvet@{0} plan1.kapital.over-golvet@{0} plan2.kapital.over-golvet@{0}"


def of_insats(key: str) -> str:
    """The money of an insats, and of all, that a greater cost in its budget makes more."""
    return " ".join(
        f"medel.{whose}.{what}@2024" for whose in (key, "alla") for what in ("budgeterat", "kvar")
    )


# Goals of Kramfors that are bound to shares of the budget.
GOALS = "resultat.andel-individinriktat.andel.budget@2024 resultat.eget-kapital-hogst.andel.budget@2024"

CHANGES = [
    Change(
        "degerfors-karlskoga",
        2024,
        "2024/budget-2024",
        "coachingteamet",
        {
            -STEP: "budget.coachingteamet@2024 budget.individ@2024 budget.insatser@2024 budget.kostnader@2024 "
            "budget.resultat@2024 budget.utgaende@2024 budget.insats.coachingteamet@2024 "
            f"budget.kategori.individ@2024 budget.kategori.insatser@2024 {CHAIN} {STATED}".format(
                2024, "budget"
            ),
            STEP: f"budget.kapital.till-taket@2024 {of_insats('coachingteamet')}",
            -STEP // 2: "medlemsdel.staten.coachingteamet@2024",  # the state pays half of the contributions
        },
        f"{SPLIT} budget.andel.kapital@2024",
        {
            ("individmal", "insats-coachingteamet-kort"): 1,
            ("kostnader", "kostnader"): 5,  # the line, two sums of insatser, all costs, result
            ("budgetoversikt", "flerar"): 8,  # insatser, costs, result, three closings, two openings
            ("budgetoversikt", "text"): 1,
            ("budgetbeslut", "beslut"): 2,
        },
    ),
    Change(
        "lekeberg-orebro",
        2024,
        "2024/budget-2024",
        "forbundschef",  # a common cost: 30 % to the insatser and 70 % to the office
        {
            -STEP: "budget.forbundschef@2024 budget.kostnader@2024 budget.resultat@2024 budget.utgaende@2024 "
            f"{CHAIN} {STATED}".format(2024, "budget"),
            -30_000: "budget.forbundschef-struktur@2024 budget.strukturovergripande@2024 budget.insatser@2024 "
            "budget.kategori.struktur@2024 budget.kategori.insatser@2024",
            -70_000: "budget.forbundschef-personal@2024 budget.personal@2024 budget.administration-kansli@2024 "
            "budget.kategori.administration@2024",
            STEP: ROOM.format(2024),
        },
        f"{SPLIT} {CAPITAL.format(2024)}",
        {("budgetplan", "flerar"): 7, ("budget-2024", "budget"): 8},
    ),
    Change(
        "kramfors",
        2024,
        "2024/budget-2024",
        "stegsam",
        {
            -STEP: "budget.stegsam@2024 budget.till-kommun@2024 budget.kostnader-utgifter@2024 budget.kostnader@2024 "
            "budget.resultat@2024 budget.utgaende@2024 budget.insats.stegsam@2024 budget.kategori.individ@2024 "
            f"budget.kategori.insatser@2024 resultat.eget-kapital-lagst.belopp.budget@2024 {CHAIN} {STATED} {ABOVE}".format(
                2024, "budget"
            ),
            STEP: f"{ROOM.format(2024)} {of_insats('stegsam')}",
            -STEP // 2: "medlemsdel.staten.stegsam@2024",
        },
        f"{SPLIT} {CAPITAL.format(2024)} {GOALS}",
        {
            ("projekt-insatser", "text"): 1,
            ("ekonomi", "text"): 4,
            ("risker", "text"): 1,
            ("resultatbudget", "resultatbudget"): 3,
            ("balansbudget", "balansbudget"): 6,  # result, closing, and opening and closing of two plan years
        },
    ),
    Change(
        "finnveden",
        2025,
        "2024/prognos-2024",  # last year's forecast is this year's opening
        "samverkansteam-finnveden",
        {
            -STEP: "prognos.samverkansteam-finnveden@2024 prognos.verksamheter@2024 prognos.kostnader@2024 "
            "prognos.resultat@2024 prognos.utgaende@2024 prognos.insats.samverkansteam-finnveden@2024 "
            "budget.ingaende@2025 budget.resurser@2025 budget.utgaende@2025 "
            "bokslut.prognos.bk.resultat@2024 bokslut.prognos.bk.efter-justeringar@2024 "
            "bokslut.prognos.balanskravsresultat@2024 "
            "motbudget.kostnader@2024 motbudget.resultat@2024 motbudget.utgaende@2024 "
            + f"{CHAIN.format(2025)} {STATED.format(2024, 'prognos')}",
            STEP: f"prognos.kapital.till-taket@2024 {ROOM.format(2025)}",
        },
        f"prognos.andel.administration@2024 prognos.andel.kapital@2024 {CAPITAL.format(2025)}",
        {("budget", "text"): 3, ("budget", "flerar"): 13},
        charts=("kapitalbana",),
    ),
]


def compare(before: Told, after: Told, moved: dict[str, Decimal | None]) -> Counter:
    """Judge the print by the facts: a figure has another text exactly when its fact has moved. Counts them by place."""
    in_documents = [
        {place for place in told.printed if not place[0].startswith("block:")} for told in (before, after)
    ]
    assert in_documents[0] == in_documents[1]
    found: Counter = Counter()
    for place, (key, text) in before.printed.items():
        if after.printed.get(place, ("",))[0] != key and place[0].startswith("block:"):
            continue  # a block may say more of what is no longer as the law says
        now = after.printed[place][1]
        assert after.printed[place][0] == key
        assert (now != text) == (key in moved), (place, key, text, now)
        if now != text and not place[0].startswith("block:"):
            found[place[:2]] += 1
    return found


def moves(before: Told, after: Told) -> dict[str, Decimal | None]:
    """The facts that moved, and by how much."""
    assert before.facts.keys() == after.facts.keys()
    pairs = {
        key: (before.facts[key], value) for key, value in after.facts.items() if value != before.facts[key]
    }
    return {key: None if None in pair else pair[1] - pair[0] for key, pair in pairs.items()}


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.forbund)
def test_amount_moves_what_depends_on_it_and_nothing_else(db, change):
    year = clients.fiscal_year(change.forbund, change.year)
    user = clients.chief(change.forbund)
    with clients.in_scope(change.forbund):
        before = Told.of(year)
        made, key = change.series.split("/")
        series = Series.objects.get(fiscal_year__year=int(made), key=key)
        line = Line.objects.get(key=change.line)
        old = Amount.objects.get(series=series, line=line).amount
        set_amounts(series=series, amounts={line: old - STEP}, by=user)
        after = Told.of(year)
        entry = AuditEntry.objects.latest("pk")
    moved = moves(before, after)
    expected = {key: Decimal(step) for step, keys in change.moved.items() for key in keys.split()}
    shares = set(change.shares.split())
    assert {key: step for key, step in moved.items() if key not in shares} == expected
    assert shares == set(moved) - set(expected)
    assert compare(before, after, moved) == change.places
    changed = [key for key, drawn in after.charts.items() if drawn != before.charts[key]]
    assert tuple(changed) == change.charts
    assert (entry.verb, entry.by_email) == ("skrev in belopp", user.email)

    # Undone, everything is as it was, to the letter.
    with clients.in_scope(change.forbund):
        set_amounts(series=Series.objects.get(pk=series.pk), amounts={line: old}, by=user)
        again = Told.of(year)
    assert (again.facts, again.printed, again.html) == (before.facts, before.printed, before.html)


PAID = (
    "bidrag.staten.beslutat@2024 bidrag.staten@2024 bidrag.mot-fjol.staten@2024 bidrag.totalt@2024 bidrag.skillnad@2024 "
    "forandring.bidrag.totalt@2024 "
    "budget.bidrag-staten@2024 budget.driftsbidrag@2024 budget.intakter@2024 budget.resultat@2024 "
    f"budget.resurser@2024 budget.utgaende@2024 resultat.eget-kapital-lagst.belopp.budget@2024 {CHAIN.format(2024)} "
    f"{STATED.format(2024, 'budget').replace('.kostnader@', '.intakter@')} {ABOVE.format(2024)} bidrag.del.stat@2024"
)
# The state pays more than its half, and the others less than their quarters.
PAID_LAWFUL = {
    "bidrag.lag.stat@2024": Decimal("0.5"),
    "bidrag.lag.region@2024": Decimal("0.25"),
    "bidrag.lag.kommun@2024": Decimal("0.25"),
    "bidrag.skillnad.stat@2024": Decimal("0.5"),
    "bidrag.skillnad.region@2024": Decimal("-0.25"),
    "bidrag.skillnad.kommun@2024": Decimal("-0.25"),
    # The highest level of 2025 is a fifth of what is paid in 2024; closing equity has grown by all of it.
    "forbund.kapitaltak@2025": Decimal("0.2"),
    "plan1.kapital.till-taket@2024": Decimal("-0.8"),
    "budget.kapital.till-taket@2024": Decimal(-1),
    "plan2.kapital.till-taket@2024": Decimal(-1),
    "bidrag.skillnad@2025": Decimal(-1),
    "bidrag.mot-fjol.staten@2025": Decimal(-1),
}
# Next year's contributions are known, so the change to it moves as well.
PAID_SHARES = (
    "medlemsdel.staten.stegsam@2024 medlemsdel.staten.samkraft@2024 medlemsdel.staten.psykiatridagen@2024 "
    "bidrag.andel.staten@2024 bidrag.andel.kommunen@2024 bidrag.andel.regionen@2024 bidrag.andring@2024 "
    "bidrag.mot-fjol.andel.staten@2024 bidrag.mot-fjol.andel.staten@2025 "
    "bidrag.delandel.stat@2024 bidrag.delandel.region@2024 bidrag.delandel.kommun@2024 "
    f"bidrag.andring@2025 budget.andel.kapitalgolv@2024 resultat.eget-kapital-hogst.andel.budget@2024 {CAPITAL.format(2024)}"
)


def test_contribution_moves_budget_table_chart_and_prose(db):
    """The budget reads what the members pay: the income is not written in two places."""
    step = 5 * STEP
    year, user = clients.fiscal_year("kramfors"), clients.chief("kramfors")
    with clients.in_scope("kramfors"):
        before = Told.of(year)
        paid = Contribution.objects.get(payer__key="staten", year=2024, status="beslutat")
        paid.amount += step
        services.save(paid, by=user)
        after = Told.of(year)
    moved = moves(before, after)
    assert {key for key, by in moved.items() if by == step} == set(PAID.split())
    lawful = {key: share * step for key, share in PAID_LAWFUL.items()}
    assert {key: by for key, by in moved.items() if key in lawful} == lawful
    assert set(moved) - set(PAID.split()) - set(lawful) == set(PAID_SHARES.split())
    assert compare(before, after, moved) == {
        ("ekonomi", "text"): 2,  # the state's, and the whole
        ("risker", "text"): 2,  # the closing capital, and the floor as a share of the income
        ("resultatbudget", "resultatbudget"): 3,  # the line, the sum, the result
        ("balansbudget", "balansbudget"): 6,
    }
    changed = [key for key, drawn in after.charts.items() if drawn != before.charts[key]]
    assert changed == ["intakter-per-medlem", "kapitalbana"]
    assert "1 793 000" in after.charts["intakter-per-medlem"][1]


def test_goal_is_written_once_and_printed_where_it_is_meant(db):
    year, user = clients.fiscal_year("degerfors-karlskoga"), clients.chief("degerfors-karlskoga")
    with clients.in_scope("degerfors-karlskoga"):
        Document.objects.filter(fiscal_year=year).update(
            status=DocumentStatus.DRAFT
        )  # a decided one is locked
        before = Told.of(year)
        part = GoalPart.objects.select_related("goal").get(goal__key="vagledning", key="upplevd")
        part.target = Decimal(85)
        services.save(part.goal, by=user, children=[services.Child(part)])
        after = Told.of(year)
    moved = moves(before, after)
    assert moved == {"mal.vagledning.upplevd@2024": Decimal("0.05")}
    assert compare(before, after, moved) == {("strukturmal", "insats-mottagningsteamet-kort"): 1}
    assert after.html == before.html.replace(
        ">80\xa0%</data> av individerna", ">85\xa0%</data> av individerna"
    )


def test_blank_is_not_nothing(db):
    """An amount that is taken away leaves a blank cell, and a sum that passes over it."""
    year, user = clients.fiscal_year("kramfors"), clients.chief("kramfors")
    with clients.in_scope("kramfors"):
        series = Series.objects.get(fiscal_year=year, key="budget-2024")
        line = Line.objects.get(key="psykiatridagen")
        set_amounts(series=series, amounts={line: None}, by=user)
        after = Told.of(year)
    assert after.facts["budget.psykiatridagen@2024"] is None
    assert after.facts["budget.kostnader@2024"] == -2_566_000
    cells = {place: one for place, one in after.printed.items() if one[0] == "budget.psykiatridagen@2024"}
    assert {text for _, text in cells.values()} == {""}
