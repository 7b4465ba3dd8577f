"""Block `maluppfyllelse`: goals with their results and verdicts, a table for each insats and one for the förbund's own."""

from __future__ import annotations

from datetime import date

from django import forms

from finsam.core.values.grouping import grouped
from finsam.documents.models import Document
from finsam.documents.options import CaptionOptions, Choice, KeyField, KeysField
from finsam.documents.registry import Group, block
from finsam.documents.resolved import Resolved
from finsam.facts.book import Book
from finsam.facts.tables import Piece, Table
from followup.accounts.basis import basis_in
from followup.accounts.blocks.interim import report_end
from followup.goals import queries as results
from followup.goals.facts.goals import OWN
from followup.goals.judging.judging import counted_verdict
from followup.goals.result_rows import columns_of, result_rows
from followup.responsibility.queries import report_dates, year_end
from plans import queries
from plans.blocks.common import chosen, gone, teach
from plans.models.goals import Goal, GoalKind

MINE = "forbund"  # the table of goals that belong to no insats
TABLE = "maluppfyllelse-"  # what the tables' keys begin with; a row's key is its goal's
BUT_FINANCIAL = "utom-finansiellt"
KINDS = [("", "Alla"), (BUT_FINANCIAL, "Alla utom finansiella mål"), *GoalKind.choices]


class ResultOptions(CaptionOptions):
    """Which goals, as of when, and what is told of each."""

    about = Choice(
        "Vilka mål", ("alla", "Alla"), ("insatser", "Insatsernas mål"), (MINE, "Förbundets egna mål")
    )
    insatser = KeysField(label="Insatser", help_text="Inga valda: alla insatser, i sin ordning.")
    kind = Choice("Bara mål av slaget", *KINDS)
    goals = KeysField(label="Mål", help_text="Inga valda: alla som stämmer med valen ovan.")
    until = KeyField(
        label="Resultat till och med", help_text="Inget valt: hela året, i en delårsrapport hela perioden."
    )
    sexes = forms.BooleanField(label="Visa kvinnor och män", required=False, initial=True)
    needed = forms.BooleanField(label="Visa hur många som hade krävts", required=False, initial=True)
    follow_up = forms.BooleanField(label="Visa hur målen följs upp", required=False, initial=True)
    comments = forms.BooleanField(label="Visa kommentarer", required=False, initial=True)
    change = forms.BooleanField(label="Visa förändringen från året före", required=False, initial=True)
    forecast = forms.BooleanField(label="Visa prognos för året", required=False, initial=False)

    offered = {
        "insatser": lambda book: [(k, str(row)) for k, row in book.read(queries.insatser, book.year).items()],
        "goals": lambda book: [
            (goal.key, str(goal)) for goal in results.reported_goals(book.read(queries.goals, book.year))
        ],
        "until": lambda book: [(f"{x.end:%m-%d}", str(x)) for x in book.read(report_dates, book.year)],
    }


def end_of(until: str, year: int) -> date:
    """`08-31` as a day of the year; blank or something that is no day is the year's end."""
    try:
        return date.fromisoformat(f"{year}-{until}") if until else year_end(year)
    except ValueError:
        return year_end(year)


@block(
    "maluppfyllelse",
    label="Måluppfyllelse",
    group=Group.RESULTS,
    options=ResultOptions,
    help="Målen med resultat och bedömning. Bara det som är inlämnat visas.",
    edit_url="results",
)
def results_block(book: Book, options: dict, document: Document | None) -> list[Piece]:
    """Målsättning, resultat and uppföljning: a table per insats, and one of the förbund's own goals."""
    tree = book.read(queries.goals, book.year)
    insatser = book.read(queries.insatser, book.year)
    wanted, missing = chosen(options["insatser"], insatser)
    reported = {goal.key: goal for goal in results.reported_goals(tree)}
    goals, lost = chosen(options["goals"], reported)
    if kind := options["kind"]:
        goals = [
            goal
            for goal in goals
            if (goal.kind != GoalKind.FINANCIAL if kind == BUT_FINANCIAL else goal.kind == kind)
        ]
    groups = grouped(goals, by=lambda goal: results.insats_year_id_of(tree, goal))
    pieces: list[Piece] = [
        *gone("insatser", "Insatsen", missing, book.year),
        *gone("mal", "Målet", lost, book.year),
    ]
    about = options["about"]
    if about != MINE:
        pieces += [
            _table(book, x.insats.key, f"Måluppfyllelse {x}", groups[x.pk], options, document)
            for x in wanted
            if x.pk in groups
        ]
    if about != "insatser" and None in groups and not options["insatser"]:
        title = "Måluppfyllelse, förbundets mål"
        pieces.append(_table(book, MINE, title, groups[None], options, document))
    return pieces or teach("maluppfyllelse", _nothing(book, bool(reported)))


def _nothing(book: Book, others: bool) -> str:
    """What is said where no goal is told; `others` is whether the year has any at all."""
    if others:
        return (
            f"Det finns inga sådana mål för {book.year}. Ta bort avsnittet, eller lägg till målen under Mål."
        )
    return f"Det finns inga mål att följa upp för {book.year} ännu. Lägg till dem under Mål."


def told(resolved: Resolved) -> set[str]:
    """The keys of the goals whose results a document tells, in a table or as a figure in its text."""
    rows = {row.key for table in resolved.tables() if table.key.startswith(TABLE) for row in table.rows}
    return rows | {key.split(".")[1] for key in resolved.facts if key.startswith(f"{OWN}.")}


def _table(
    book: Book, key: str, title: str, goals: list[Goal], options: dict, document: Document | None
) -> Table:
    kind = document.kind if document is not None else ""
    end = end_of(options["until"], book.year) if options["until"] else report_end(book, document)
    basis = basis_in(kind, end)
    rows = tuple(
        row for goal in goals for row in result_rows(book, counted_verdict(book, goal, end, basis), options)
    )
    used = tuple(column for column in columns_of(book.year) if any(column.key in row.cells for row in rows))
    return Table(f"{TABLE}{key}", title, used, rows, row_label="Mål", shape="goals")
