"""Small counts of people are hidden, cannot be worked out, and nothing is hidden without need."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import combinations

import pytest

from finsam.disclosure.chooser import Choice, choose
from finsam.disclosure.hiding import suppress
from finsam.disclosure.knowledge import Plan, PublishedKnowledge, plan, told_by
from finsam.disclosure.problem import Problem, rounded_ratio, tie
from finsam.disclosure.solutions import View
from finsam.documents.resolved import Cover, Part, Resolved
from finsam.facts.book import Fact, ratio, total
from finsam.facts.tables import Cell, Chart, Column, Html, Row, Table
from finsam.rendering.xlsx.xlsx import tables_to_xlsx
from tests.disclosure.judge import MOST, Judge

THRESHOLD = 5
SEXES = ("kvinna", "man", "annat")
WIDTH = 2  # a hidden small figure can be at least three values


def document(*pieces, prose="") -> Resolved:
    part = Part("a", "s-a", 1, "", "A", True, False, prose, pieces, "", "")
    tables = [
        piece.table if isinstance(piece, Chart) else piece for piece in pieces if not isinstance(piece, Html)
    ]
    facts = {fact.key: fact for table in tables for fact in table.facts()}
    return Resolved(
        Cover("Norra ån", "Redovisning", 2023), "", "utkast", "#1d5b79", "", (part,), (), (), facts
    )


def person(key: str, value: int, **more) -> Fact:
    return Fact(f"stat.{key}@2023", key, Decimal(value), unit="st", persons=True, **more)


# ---- Random worlds ----


@dataclass
class World:
    """Tables of the same people with sexes, totals and percentages, and a goal's result beside them."""

    seed: int
    tables: list[Table] = field(default_factory=list)
    values: dict[str, int] = field(default_factory=dict)
    wholes: list[tuple[list[str], str]] = field(default_factory=list)
    shares: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self):
        self.rng = random.Random(self.seed)  # noqa: S311 - the same worlds every time
        self.sexes = SEXES[: self.rng.choice((2, 2, 3))]
        first = self.table("a", None)
        if self.rng.random() < 0.5:
            self.table("b", [self.values[f"a.{sex}"] for sex in self.sexes])
        if self.rng.random() < 0.5:
            self.goal(first)

    def count(self) -> int:
        return self.rng.choice((0, 1, 2, 3, 4, 5, 6, 9, self.rng.randint(0, 30), self.rng.randint(5, 60)))

    def table(self, name: str, of_sex: list[int] | None) -> list[Fact]:
        """A table of bins × sexes; the second has as many of each sex as the first."""
        bins = [f"g{n}" for n in range(self.rng.randint(2, 6))]
        columns = []
        for place, _ in enumerate(self.sexes):
            column = [self.count() for _ in bins]
            if of_sex is not None:
                cuts = sorted(self.rng.randint(0, of_sex[place]) for _ in bins[1:])
                column = [b - a for a, b in zip([0, *cuts], [*cuts, of_sex[place]], strict=True)]
            columns.append(column)
        cells = {
            (group, sex): person(f"{name}.{group}.{sex}", columns[s][b])
            for b, group in enumerate(bins)
            for s, sex in enumerate(self.sexes)
        }
        by_sex = {
            sex: total(f"stat.{name}.{sex}@2023", sex, [cells[group, sex] for group in bins], unit="st", persons=True,
                       identities=(((1, f"stat.{name}.{sex}@2023"), (-1, f"stat.a.{sex}@2023")),) if name != "a" else ())
            for sex in self.sexes
        }  # fmt: skip
        by_bin = {
            group: total(
                f"stat.{name}.{group}@2023",
                group,
                [cells[group, sex] for sex in self.sexes],
                unit="st",
                persons=True,
            )
            for group in bins
        }
        key = f"stat.{name}@2023"
        identities = [(*((1, fact.key) for fact in by_sex.values()), (-1, key))]
        everyone = total(
            key, "alla", list(by_bin.values()), unit="st", persons=True, identities=tuple(identities)
        )
        shown = self.rng.random() < 0.6
        shares = {
            group: ratio(f"stat.{name}.{group}.andel@2023", group, by_bin[group], everyone) for group in bins
        }
        rows = [
            Row(group, group, {**{sex: Cell(cells[group, sex]) for sex in self.sexes}, "alla": Cell(by_bin[group]),
                               **({"andel": Cell(shares[group])} if shown else {})})
            for group in bins
        ]  # fmt: skip
        rows.append(
            Row(
                "alla",
                "Alla",
                {**{sex: Cell(by_sex[sex]) for sex in self.sexes}, "alla": Cell(everyone)},
                kind="sum",
                sums=tuple(bins),
            )
        )
        head = [Column(sex, sex, unit="st") for sex in (*self.sexes, "alla")]
        head += [Column("andel", "Andel", unit="%", suffix=True)] if shown else []
        self.tables.append(Table(name, name, tuple(head), tuple(rows)))
        for fact in (*cells.values(), *by_sex.values(), *by_bin.values(), everyone):
            self.values[self.name(fact)] = int(fact.value)
        self.wholes += [
            ([f"{name}.{group}.{sex}" for sex in self.sexes], f"{name}.{group}") for group in bins
        ]
        self.wholes += [([f"{name}.{group}.{sex}" for group in bins], f"{name}.{sex}") for sex in self.sexes]
        self.wholes += [
            ([f"{name}.{group}" for group in bins], name),
            ([f"{name}.{sex}" for sex in self.sexes], name),
        ]
        if name != "a":
            self.wholes += [([f"{name}.{sex}"], f"a.{sex}") for sex in self.sexes] + [([name], "a")]
        self.shares |= {f"{name}.{group}.andel": (f"{name}.{group}", name) for group in bins} if shown else {}
        return [by_bin[group] for group in bins[:2]] + [everyone]

    def goal(self, facts: list[Fact]) -> None:
        """The share that a goal counts: the first two groups of all."""
        *parts, everyone = facts
        reached = total("resultat.mal@2023", "nådde målet", parts, unit="st", persons=True)
        share = ratio("resultat.mal.andel@2023", "andel", reached, everyone)
        row = Row("mal", "Mål", {"andel": Cell(share)})
        self.tables.append(Table("mal", "Mål", (Column("andel", "Andel", unit="%", suffix=True),), (row,)))
        self.values["mal"] = int(reached.value)
        self.wholes.append(([self.name(part) for part in parts], "mal"))
        self.shares["mal.andel"] = ("mal", "a")

    @staticmethod
    def name(fact: Fact) -> str:
        return fact.key.partition("@")[0].removeprefix("stat.").removeprefix("resultat.")

    def judged(self, published: Resolved) -> tuple[Judge, list[str]]:
        """A judge who has read the published tables, and the names of figures that may not be known."""
        judge = Judge()
        for parts, whole in self.wholes:
            judge.adds_up(parts, whole)
        for table, before in zip(published.tables(), self.tables, strict=True):
            for row, was in zip(table.rows, before.rows, strict=True):
                for column in table.columns:
                    old = was.cells.get(column.key)
                    if old is not None:
                        self.read(judge, self.name(old.fact), row.cells[column.key], column)
        return judge, [name for name, value in self.values.items() if 0 < value < THRESHOLD]

    def read(self, judge: Judge, name: str, cell: Cell, column: Column) -> None:
        """What a reader takes from a cell."""
        text = column.text(cell.fact) if cell.fact is not None else cell.text
        if name in self.shares:
            if text != "visas inte" and text:
                judge.share(*self.shares[name], int(re.sub(r"\D", "", text)))
        elif text == "färre än 5":
            judge.knows(name, 1, THRESHOLD - 1)
        elif text == "visas inte":
            judge.knows(name, THRESHOLD if self.values[name] >= THRESHOLD else 0, MOST)
        else:
            judge.knows(name, int(text), int(text))


@pytest.mark.parametrize("batch", range(10))
def test_no_hidden_figure_can_be_worked_out(batch):
    """1 000 random worlds, judged by another solver that reads only what was printed."""
    for seed in range(batch * 100, batch * 100 + 100):
        world = World(seed)
        published = suppress(document(*world.tables), THRESHOLD)
        judge, small = world.judged(published)
        assert judge.allows(world.values), f"{seed}: what was printed is not true"
        for name in small:
            assert judge.could_differ(name, WIDTH), f"{seed}: {name} is {judge.range_of(name)}"


def test_nothing_is_hidden_that_could_be_shown():
    """Shown again by itself, each figure hidden for another's sake gives a small one away."""
    for seed in range(20):
        world = World(seed)
        inner = document(*world.tables)
        choice = plan(inner, THRESHOLD).choice
        published = suppress(inner, THRESHOLD)
        for key in choice.protecting:
            name = key.partition("@")[0].removeprefix("stat.").removeprefix("resultat.")
            judge, small = world.judged(published)
            judge.knows(name, world.values[name], world.values[name])
            given_away = any(not judge.could_differ(one, WIDTH) for one in small)
            assert given_away, f"{seed}: {name} is hidden without need"


def small_table(seed: int) -> Problem:
    """Three groups by two sexes, with totals."""
    rng = random.Random(seed)  # noqa: S311 - the same tables every time
    values, identities = {}, []
    rows, columns = ("r0", "r1", "r2"), ("c0", "c1")
    for row in rows:
        for column in columns:
            values[f"{row}{column}"] = rng.choice((1, 2, 3, 4, 6, 8, 12, 20, 30))
    for group in (*rows, *columns):
        parts = [name for name in values if group in name and name != group]
        values[group] = sum(values[name] for name in parts)
        identities.append(tie([*((1, name) for name in parts), (-1, group)]))
    values["alla"] = sum(values[row] for row in rows)
    identities += [tie([*((1, one) for one in side), (-1, "alla")]) for side in (rows, columns)]
    return Problem(THRESHOLD, values, tuple(identities), frozenset(values))


def fewest(problem: Problem, least: int) -> int:
    """The smallest number of figures that protects every small one, found by trying all; at most `least`."""
    small = frozenset(name for name in problem.shown if problem.is_small(name))
    others = [name for name in problem.shown - small if problem.values[name] >= THRESHOLD]
    for size in range(least):
        for hidden in map(frozenset, combinations(sorted(others), size)):
            view = View(problem, problem.shown - small - hidden, small, hidden)
            if all(view.is_safe(name) for name in small):
                return size
    return least


def test_needless_hiding_stays_under_a_tenth_more_than_the_best():
    """Over 200 small tables, at most 10 % more figures are hidden than the fewest possible."""
    chosen = best = 0
    for seed in range(200):
        problem = small_table(seed)
        choice = choose(problem)
        if not choice.masked:
            chosen += len(choice.protecting)
            best += fewest(problem, len(choice.protecting))
    assert best > 100
    assert chosen <= best * 1.1, f"{chosen} hidden where {best} would do"


# ---- One thing at a time ----


def table_of(key: str, facts: list[Fact], **more) -> Table:
    rows = tuple(Row(f"r{n}", fact.label, {"antal": Cell(fact)}) for n, fact in enumerate(facts))
    return Table(key, key, (Column("antal", "Antal", unit="st"),), rows, **more)


def test_a_zero_is_shown_and_a_small_one_is_never_zero():
    published = suppress(document(table_of("t", [person("a", 0), person("b", 3), person("c", 9)])), THRESHOLD)
    cells = [row.cells["antal"] for row in next(published.tables()).rows]
    assert [cell.text for cell in cells] == ["", "färre än 5", ""]
    assert [cell.fact and cell.fact.value for cell in cells] == [0, None, 9]


def test_the_threshold_is_the_forbunds():
    published = suppress(document(table_of("t", [person("a", 7)])), 10)
    assert next(published.tables()).rows[0].cells["antal"].text == "färre än 10"


def test_counts_of_other_things_are_left_alone():
    seats = Fact("organ.styrelsen.ordinarie@2023", "ledamöter", Decimal(4), unit="st")
    resolved = document(table_of("t", [seats]))
    assert suppress(resolved, THRESHOLD) is resolved


def test_an_unprinted_sex_is_protected_too():
    """Women and all are printed; two men would be the difference."""
    women, men = person("t.kvinna", 61), person("t.man", 2)
    everyone = total("stat.t@2023", "alla", [women, men], unit="st", persons=True)
    published = suppress(document(table_of("t", [women, everyone])), THRESHOLD)
    texts = [row.cells["antal"].text for row in next(published.tables()).rows]
    assert texts.count("visas inte") == 1


def test_a_share_of_very_few_is_hidden():
    few, yes = person("beredning", 3), person("beredning.ja", 2)
    share = ratio("resultat.strukturer@2023", "andel", yes, few)
    column = Column("andel", "Andel", unit="%", suffix=True)
    resolved = document(Table("t", "t", (column,), (Row("r", "r", {"andel": Cell(share)}),)))
    assert next(suppress(resolved, THRESHOLD).tables()).rows[0].cells["andel"].text == "visas inte"


def test_a_cost_per_person_does_not_give_the_persons_away():
    few = person("t", 3)
    cost = Fact("stat.kostnad@2023", "kostnad", Decimal(48000))
    each = ratio("stat.kostnad-per-deltagare@2023", "per person", cost, few, unit="kr")
    column = Column("kr", "Kr")
    rows = (Row("a", "a", {"kr": Cell(cost)}), Row("b", "b", {"kr": Cell(each)}))
    shown = next(suppress(document(Table("t", "t", (column,), rows)), THRESHOLD).tables())
    assert shown.rows[0].cells["kr"].fact.value == 48000
    assert shown.rows[1].cells["kr"].text == "visas inte"


def test_an_earlier_publication_counts_as_known():
    """Last time the total and the men were printed; hiding the total now protects nobody."""
    women, men = person("t.kvinna", 3), person("t.man", 30)
    everyone = total("stat.t@2023", "alla", [women, men], unit="st", persons=True)
    now = document(table_of("t", [women, men, everyone]))
    assert "stat.t.kvinna@2023" in plan(now, THRESHOLD).choice.small
    assert not plan(now, THRESHOLD).choice.exposed
    earlier = as_it_stood(document(table_of("t", [men, everyone])))
    assert plan(now, THRESHOLD, [earlier]).choice.exposed == {"stat.t.kvinna@2023"}
    partly = as_it_stood(document(table_of("t", [everyone])))
    choice = plan(now, THRESHOLD, [partly]).choice
    assert choice.protecting == {"stat.t.man@2023"}
    assert not choice.exposed


def as_it_stood(resolved: Resolved) -> PublishedKnowledge:
    """What a document told that was published with nothing hidden."""
    facts = {fact.key: fact for one in resolved.facts.values() for fact in one.walk()}
    return told_by(resolved, Plan(Choice(), facts), THRESHOLD)


def test_what_an_earlier_rendition_hid_stays_hidden_in_another_cut():
    """The first rendition hid the men for the women's sake; a later one that prints only men would give them away."""
    women, men = person("t.kvinna", 3), person("t.man", 30)
    everyone = total("stat.t@2023", "alla", [women, men], unit="st", persons=True)
    first = document(table_of("t", [women, men, everyone]))
    told = told_by(first, plan(first, THRESHOLD), THRESHOLD)
    hidden = plan(first, THRESHOLD).hidden
    later = document(table_of("u", [one for one in (men, everyone) if one.key in hidden]))
    assert not plan(later, THRESHOLD).hidden & {"stat.t.man@2023", "stat.t@2023"}
    assert plan(later, THRESHOLD, [told]).hidden & {"stat.t.man@2023", "stat.t@2023"}


def test_a_verdict_tells_of_its_count():
    """That a goal was nearly reached says that the numerator is 25 to 28, and so how many the small group is."""
    studies, work, ready = person("x.studier", 13), person("x.arbete", 8), person("x.redo", 4)
    rest, few = person("x.rest", 36), person("x.flytt", 2)
    everyone = total("stat.x@2023", "alla", [studies, work, ready, rest, few], unit="st", persons=True)
    upper = total("resultat.m.taljare@2023", "av dem", [studies, work, ready], unit="st")
    table = table_of("x", [studies, work, ready, rest, few, everyone])
    verdict = ratio("resultat.m@2023", "mot arbete", upper, everyone)
    silent = plan(document(table, table_of("y", [verdict])), THRESHOLD)
    assert silent.hidden == {ready.key, few.key, verdict.key}
    judged = replace(verdict, value=None, bounds=((upper.key, 25, 28),))
    told = plan(document(table, table_of("y", [judged])), THRESHOLD)
    assert not told.choice.exposed
    assert told.hidden >= {ready.key, few.key}
    assert told.hidden & {studies.key, work.key, rest.key}


def test_what_stands_beside_a_hidden_count_goes_with_it():
    """ "29 krävdes" tells that they were 63 or 64."""
    women, men = person("t.kvinna", 3), person("t.man", 30)
    everyone = total("stat.t@2023", "alla", [women, men], unit="st", persons=True)
    beside = Fact("resultat.m.behovs@2023", "krävdes", Decimal(14), unit="st", hidden_with=men.key)
    found = plan(document(table_of("t", [women, men, everyone, beside])), THRESHOLD)
    assert found.hidden == {women.key, men.key, beside.key}


def test_charts_sentences_sums_and_workbooks_lose_it_too():
    women, men = person("t.kvinna", 3), person("t.man", 30)
    everyone = total("stat.t@2023", "alla", [women, men], unit="st", persons=True)
    rows = (
        Row("k", "Kvinnor", {"antal": Cell(women)}),
        Row("m", "Män", {"antal": Cell(men)}),
        Row("a", "Alla", {"antal": Cell(everyone)}, kind="sum", sums=("k", "m")),
    )
    table = Table("t", "t", (Column("antal", "Antal", unit="st"),), rows)
    chart = Chart("t", "t", table, kind="shares", rows=("k", "m"), alt="Kvinnor 3, män 30.")
    prose = '<p>Av <data class="fact" value="stat.t@2023">33</data> var <data class="fact" value="stat.t.kvinna@2023">3</data> kvinnor.</p>'
    inner = document(chart, table, Html("h", prose), prose=prose)
    outer = suppress(inner, THRESHOLD)
    drawn, shown, html = outer.parts[0].pieces
    assert (drawn.alt, drawn.kind) == ("", "bar")
    assert shown.row("a").sums == ()
    assert "färre än 5 kvinnor" in html.html
    assert "färre än 5 kvinnor" in outer.parts[0].prose
    for fact in outer.facts.values():
        assert not {one.key for one in fact.walk()} & {"stat.t.kvinna@2023"}
    assert tables_to_xlsx(outer.tables(), title="t", forbund="f")
    assert inner.parts[0].pieces[0].alt == "Kvinnor 3, män 30."


def test_figures_that_do_not_add_up_are_still_protected():
    """An identity that the figures break is nothing a reader can use, and nothing that stops us."""
    women, men = person("t.kvinna", 3), person("t.man", 30)
    identities = (((1, women.key), (1, men.key), (-1, "stat.t@2023")),)
    wrong = person("t", 40, identities=identities)
    assert plan(document(table_of("t", [women, men, wrong])), THRESHOLD).choice.small == {women.key}


def test_a_quotient_tells_as_much_as_it_is_printed_with():
    low, high = rounded_ratio("a", "b", Decimal("0.40"), Decimal("0.01"))
    assert low.holds({"a": 25, "b": 63})
    assert high.holds({"a": 25, "b": 63})
    assert not low.holds({"a": 24, "b": 63})
    assert not high.holds({"a": 26, "b": 63})
