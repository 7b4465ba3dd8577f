"""Made-up results of a made-up year, for tests to fill."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from finsam.checks.reconciliation import Case, Outcome, run
from finsam.facts.tables import Table
from followup.goals.models import GoalReport, GoalResult
from plans.models.goals import Goal
from tests.plans.small import YEAR, Plan

YEAR_END = date(YEAR, 12, 31)
AUGUST = date(YEAR, 8, 31)


def report(
    plan: Plan, goal: Goal, *rows: dict, end: date = YEAR_END, state: str = "inlamnad", **fields
) -> GoalReport:
    """A report of a goal with its rows; a row names its `part` by key, or is of the goal's first part."""
    made = GoalReport(goal=goal, end=end, state=state, **plan.year, **fields)
    made.full_clean()
    made.save()
    parts = {one.key: one for one in goal.parts.all()}
    for order, row in enumerate(rows):
        row = dict(row)
        part = parts[row.pop("part", next(iter(parts)))]
        values = {key: Decimal(value) if key == "value" else value for key, value in row.items()}
        result = GoalResult(forbund=plan.forbund, report=made, part=part, order=order, **values)
        result.full_clean()
        result.save()
    return made


CELLS = ("bedomning", "resultat", "malvarde", "antal", "forandring", "sagt")


def told_goals(table: Table, filled=lambda html: html) -> dict[str, str]:
    """A table of goals as goal → what its cells print, verdicts in brackets; its results follow after ` || `."""
    said: dict[str, str] = {}
    columns = {column.key: column for column in table.columns}
    for row in table.rows:
        cells = []
        for key in CELLS:
            cell = row.cells.get(key)
            if cell is not None:
                html = re.sub(r'<span class="status [a-z]+">(.*?)</span>', r"[\1]", filled(cell.html))
                words = html.replace("</p><p>", " | ").replace('</p><p class="follow-up">', " | ")
                printed = columns[key].text(cell.fact) if cell.fact is not None else cell.text
                cells += filter(
                    None,
                    (
                        printed,
                        re.sub(r'</?p( class="follow-up")?>|</?strong>|</?data[^>]*>', "", words),
                        cell.note,
                    ),
                )
        text = " | ".join(cells).replace("\u00a0", " ")
        if row.level:
            said[row.key.partition(".")[0]] += f" || {row.label}: {text}"
        else:
            said[row.key] = text
    return said


def findings(plan: Plan, rule: str) -> list:
    """What a rule says of the year."""
    return [one for one in outcome(plan).findings if one.rule == rule]


def outcome(plan: Plan) -> Outcome:
    """What all rules say of the year."""
    return run(Case(plan.book(), plan.fiscal_year, []))
