"""The plan's numbers as facts: targets of goals, planned participants, positions and granted money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from finsam.core.values.money import HUNDRED, places
from finsam.facts.book import Book, Fact, product, provider
from plans import queries
from plans.addresses import href
from plans.models.goals import Goal, GoalPart, Unit
from plans.models.insatser import InsatsYear, Planned
from plans.models.year import Risk


def in_force(book: Book, name: str) -> Fact | None:
    """A figure of the budget that holds, by its name in it (`kostnader@0`): as last revised, or as first decided."""
    revised = book.get(f"reviderad.{name}")
    return revised if revised is not None and revised.value is not None else book.get(f"budget.{name}")


@dataclass(frozen=True, slots=True)
class Target:
    """What a goal's part demands, as facts; `high` only of an interval, `days` only of a time limit."""

    goal: Goal
    part: GoalPart
    value: Fact | None = None
    high: Fact | None = None
    days: Fact | None = None

    def facts(self) -> Iterator[Fact]:
        """The facts there are."""
        return (fact for fact in (self.value, self.high, self.days) if fact is not None)


def target(goal: Goal, part: GoalPart) -> Target:
    """A part's target: a share is a fraction (80 % is 0.8), else in the part's own unit."""
    year = goal.fiscal_year.year
    name = f"mal.{goal.key}.{part.key}"
    # Parts are saved together with their goal, so the log tells of them under the goal.
    common = {"href": href(goal), "trace": (goal.reference(), f"{part._meta.label_lower}:{part}")}
    among = f" bland {part.population}" if part.population else ""
    definition = f"Målvärde {year}: {part.measure}{among} ({part.get_operator_display()})."

    def of(value: Decimal | None, ending: str, label: str) -> Fact | None:
        if value is None:
            return None
        share = part.unit == Unit.PERCENT
        return Fact(
            f"{name}{ending}@{year}",
            f"{goal.name}: {label}",
            value / HUNDRED if share else value,
            unit=part.unit,
            decimals=places(value),
            definition=definition,
            **common,
        )

    days = part.days and Fact(
        f"{name}.dagar@{year}",
        f"{goal.name}: inom antal dagar",
        Decimal(part.days),
        unit="arbetsdagar" if part.working_days else "dagar",
        definition=f"Inom hur många dagar målet {year} ska nås: {part.measure}.",
        **common,
    )
    return Target(
        goal,
        part,
        value=of(part.target, "", part.measure),
        high=of(part.target_high, ".hogst", f"{part.measure}, högst"),
        days=days or None,
    )


def targets(goal: Goal) -> list[Target]:
    """The targets of a goal's parts, in their order."""
    return [target(goal, part) for part in goal.parts.all()]


@provider("mal", called="Mål")
def goal_facts(book: Book, year: int) -> Iterator[Fact]:
    """`mal.<goal>.<part>`: the targets of the year's goals."""
    for goal in book.read(queries.goals, year):
        for target in targets(goal):
            yield from target.facts()


@dataclass(frozen=True, slots=True)
class InsatsNumbers:
    """An insats's planned numbers as facts; what isn't planned is None."""

    low: Fact | None = None
    high: Fact | None = None
    positions: Fact | None = None
    granted: Fact | None = None
    requested: Fact | None = None
    shares: tuple[Fact, ...] = ()

    def facts(self) -> Iterator[Fact]:
        """The facts there are."""
        single = (self.low, self.high, self.positions, self.granted, self.requested)
        return (fact for fact in (*single, *self.shares) if fact is not None)


def insats_numbers(insats: InsatsYear) -> InsatsNumbers:
    """Participants, positions and decisions of an insats's year, and its shares of kinds as fractions."""
    year, name = insats.fiscal_year.year, str(insats)

    def fact(ending: str, label: str, field: str, value, definition: str, **fields) -> Fact | None:
        if value is None:
            return None
        return Fact(
            f"insats.{insats.insats.key}.{ending}@{year}",
            f"{name}: {label}",
            Decimal(value),
            href=href(insats),
            definition=definition,
            trace=(insats.reference(), field),
            **fields,
        )

    counted = insats.planned in (Planned.NUMBER, Planned.INTERVAL)
    several = insats.planned == Planned.INTERVAL
    return InsatsNumbers(
        low=fact(
            "deltagare",
            "planerat antal deltagare" + (", lägst" if several else ""),
            "planned_low",
            insats.planned_low if counted else None,
            f"Hur många deltagare som planeras {year}" + (", lägst." if several else "."),
            unit="st",
        ),
        high=fact(
            "deltagare-hogst",
            "planerat antal deltagare, högst",
            "planned_high",
            insats.planned_high if several else None,
            f"Hur många deltagare som planeras {year}, högst.",
            unit="st",
        ),
        positions=fact(
            "tjanster",
            "finansierade heltidstjänster",
            "positions",
            insats.positions,
            f"Hur många heltidstjänster förbundet finansierar {year}.",
            unit="st",
            decimals=0 if insats.positions is None else places(insats.positions),
        ),
        granted=fact(
            "beviljat", "beviljat", "granted", insats.granted, f"Vad styrelsen har beviljat för {year}."
        ),
        requested=fact("askat", "äskat", "requested", insats.requested, f"Vad som är äskat för {year}."),
        shares=tuple(
            fact(
                share.kind.key,
                f"andel {share.kind.name.lower()}",
                f"{share._meta.label_lower}:{share}",
                share.share / HUNDRED,
                f"Hur stor del av insatsen {year} som hör till {share.kind.name.lower()}.",
                unit="%",
                decimals=places(share.share),
            )
            for share in insats.shares.all()
        ),
    )


@provider("insats", called="Insatsens plan")
def insats_facts(book: Book, year: int) -> Iterator[Fact]:
    """`insats.<key>.deltagare`, `.tjanster`, `.beviljat`, `.askat` and its shares of kinds."""
    for insats in book.read(queries.insatser, year).values():
        yield from insats_numbers(insats).facts()


@dataclass(frozen=True, slots=True)
class RiskNumbers:
    """How a risk is weighed, as facts from 1 to 5, and the two multiplied."""

    likelihood: Fact
    impact: Fact
    score: Fact


def risk_numbers(risk: Risk) -> RiskNumbers | None:
    """A risk's likelihood, impact and their product; None where it isn't weighed by both."""
    if risk.likelihood is None or risk.impact is None:
        return None
    year = risk.fiscal_year.year
    likelihood, impact = (
        Fact(
            f"risk.{risk.key}.{ending}@{year}",
            f"{risk.name}: {label}",
            Decimal(value),
            unit="st",
            href=href(risk),
            definition=f"Bedömd {label} {year}, från 1 till 5.",
            trace=(risk.reference(), field),
        )
        for ending, label, value, field in (
            ("sannolikhet", "sannolikhet", risk.likelihood, "likelihood"),
            ("paverkan", "påverkan", risk.impact, "impact"),
        )
    )
    score = product(
        f"risk.{risk.key}.varde@{year}", f"{risk.name}: riskvärde", likelihood, impact, unit="st", href=href(risk),
        definition="Sannolikhet gånger påverkan, från 1 till 25.",
    )  # fmt: skip
    return RiskNumbers(likelihood, impact, score)


@provider("risk", called="Risk")
def risk_facts(book: Book, year: int) -> Iterator[Fact]:
    """`risk.<key>.sannolikhet`, `.paverkan` and `.varde` of the risks that are weighed."""
    for risk in book.read(queries.risks, year).values():
        numbers = risk_numbers(risk)
        if numbers is not None:
            yield from (numbers.likelihood, numbers.impact, numbers.score)
