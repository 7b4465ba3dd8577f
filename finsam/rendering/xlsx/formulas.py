"""Facts as Excel formulas: each fact has one cell, and a computed one reads the cells of its parts.

Blank is not zero: a cell whose parts are all blank shows nothing, as the fact does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from finsam.facts.book import Fact

MOST_ARGUMENTS = 200  # Excel takes 255 in one call


def fact_formula(fact: Fact, cells: Mapping[str, str]) -> str | Decimal | None:
    """What stands in a fact's own cell: its number when it is given, else a formula over `cells` (key → address)."""
    if fact.op == "given":
        return fact.value
    parts = [(factor, cells[part.key]) for factor, part in fact.parts]
    return {"sum": sum_formula, "ratio": _ratio, "product": _product, "portion": _portion}[fact.op](parts)


def _ratio(parts: list[tuple[int, str]]) -> str:
    (_, upper), (_, lower) = parts
    return f'=IF(OR({_count([upper, lower])}<2,{lower}=0),"",{upper}/{lower})'


def _product(parts: list[tuple[int, str]]) -> str | Decimal:
    if not parts:
        return Decimal(1)
    cells = [cell for _, cell in parts]
    factors = "*".join(cell if factor == 1 else f"({factor}*{cell})" for factor, cell in parts)
    return f'=IF({_count(cells)}<{len(cells)},"",{factors})'


def _portion(parts: list[tuple[int, str]]) -> str:
    share, whole = (cell for _, cell in parts)
    return f'=IF({_count([share, whole])}<2,"",ROUND({share}*{whole},2))'


def sum_formula(parts: Iterable[tuple[int, str]]) -> str | None:
    """`=IF(COUNT(B2,B3)=0,"",SUM(B2)-SUM(B3))` of (factor, cell) pairs; None of nothing."""
    parts = list(parts)
    if not parts:
        return None
    by_factor: dict[int, list[str]] = {}
    for factor, cell in parts:
        by_factor.setdefault(factor, []).append(cell)
    terms: list[str] = []
    for factor, cells in by_factor.items():
        sign = "-" if factor < 0 else "+"
        times = "" if abs(factor) == 1 else f"{abs(factor)}*"
        terms.extend(f"{sign}{times}{call}" for call in _calls("SUM", cells))
    return f'=IF({_count([cell for _, cell in parts])}=0,"",{"".join(terms).removeprefix("+")})'


def _count(cells: list[str]) -> str:
    return "+".join(_calls("COUNT", cells))


def _calls(name: str, cells: list[str]) -> list[str]:
    """The function over the cells, in as many calls as it takes. It passes over cells that show nothing."""
    pieces = [cells[n : n + MOST_ARGUMENTS] for n in range(0, len(cells), MOST_ARGUMENTS)]
    return [f"{name}({','.join(piece)})" for piece in pieces]


def shown_formula(cell: str, *, negate: bool, divisor: Decimal | int) -> str:
    """A fact's cell as a column shows it, with its sign and unit; blank stays blank."""
    shown = f"{'-' if negate else ''}{cell}{'' if divisor == 1 else f'/{divisor}'}"
    return f'=IF({cell}="","",{shown})'


def linear(fact: Fact) -> dict[str, int]:
    """A fact as a sum of what can't be divided further: {key: how many times}."""
    if fact.op != "sum":
        return {fact.key: 1}
    return added((factor, linear(part)) for factor, part in fact.parts)


def added(terms: Iterable[tuple[int, Mapping[str, int]]]) -> dict[str, int]:
    """Sums of sums. What cancels out stays as 0, for it still decides whether the sum is blank."""
    result: dict[str, int] = {}
    for factor, term in terms:
        for key, times in term.items():
            result[key] = result.get(key, 0) + factor * times
    return result
