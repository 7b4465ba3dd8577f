"""Block `projekt`: projects that others pay for and the förbund takes part in."""

from __future__ import annotations

from django import forms

from finsam.core.values.periods import span
from finsam.documents.options import BlockOptions
from finsam.documents.registry import Group, block
from finsam.facts.book import Book
from finsam.facts.tables import Cell, Column, Piece, Row, Table
from plans import queries
from plans.blocks.common import teach
from plans.models.year import ExternalProject

LABELS = {
    "finansiar": "Finansiär",
    "agare": "Projektägare",
    "tid": "Projekttid",
    "innehall": "Innehåll och effekt på förbundet och dess medlemmar",
}


class ProjectOptions(BlockOptions):
    """Which way the table lies."""

    transposed = forms.BooleanField(
        label="Projekten som kolumner",
        required=False,
        initial=True,
        help_text="Annars står varje projekt på en egen rad. Rader passar bättre vid fler än tre projekt.",
    )


@block("projekt", label="Projekt som andra finansierar", group=Group.PLAN, options=ProjectOptions,
       help="Projekt som förbundet deltar i utan att betala för dem.", edit_url="projects")  # fmt: skip
def projects_block(book: Book, options: dict, _) -> list[Piece]:
    """The projects as a matrix, one column or one row each."""
    projects = book.read(queries.projects, book.year)
    if not projects:
        text = f"Det finns inga projekt för {book.year} ännu. Lägg till dem under Projekt."
        return teach("projekt", text)
    cells = {project.key: _cells(project) for project in projects}
    used = [name for name in LABELS if any(name in row for row in cells.values())]
    if options["transposed"]:
        columns = tuple(Column(project.key, project.name, kind="text") for project in projects)
        rows = tuple(
            Row(name, LABELS[name], {key: row[name] for key, row in cells.items() if name in row})
            for name in used
        )
        return [
            Table("projekt", "Projekt", columns, rows, row_label="Uppgift", shape="list", show_title=False)
        ]
    columns = tuple(Column(name, LABELS[name], kind="text") for name in used)
    rows = tuple(Row(project.key, project.name, cells[project.key]) for project in projects)
    return [Table("projekt", "Projekt", columns, rows, row_label="Projekt", shape="list", show_title=False)]


def _cells(project: ExternalProject) -> dict[str, Cell]:
    """What is known of a project, by row."""
    period = span(project.start, project.end)
    if project.period_note:
        period = f"{period} ({project.period_note})" if period else project.period_note
    cells = {
        "finansiar": Cell(text=project.financier),
        "agare": Cell(text=project.owner),
        "tid": Cell(text=period),
        "innehall": Cell(html=project.content),
    }
    return {name: cell for name, cell in cells.items() if cell.text or cell.html}
