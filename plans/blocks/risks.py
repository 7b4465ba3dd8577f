"""Block `risker`: what may go wrong, how serious it is and what is done about it."""

from __future__ import annotations

from django.utils.html import escape

from finsam.documents.options import BlockOptions, Choice, KeysField
from finsam.documents.registry import Group, block
from finsam.facts.book import Book
from finsam.facts.tables import Cell, Column, Html, Piece, Row, Table
from plans import queries
from plans.blocks.common import bullets, chosen, gone, paragraph, teach
from plans.models.year import Risk


class RiskOptions(BlockOptions):
    """Which risks, and how they are shown."""

    form = Choice("Form", ("tabell", "Tabell"), ("lista", "Löpande text med punkter"))
    risks = KeysField(label="Risker", help_text="Inga valda: årets alla risker, i sin ordning.")

    offered = {
        "risks": lambda book: [(key, str(risk)) for key, risk in book.read(queries.risks, book.year).items()]
    }


@block(
    "risker",
    label="Risker",
    group=Group.PLAN,
    options=RiskOptions,
    help="Riskanalysen: risk, nivå och åtgärd.",
    edit_url="risks",
)
def risks_block(book: Book, options: dict, _) -> list[Piece]:
    """The risks as a table, or as prose with their measures as bullets."""
    risks, missing = chosen(options["risks"], book.read(queries.risks, book.year))
    pieces: list[Piece] = gone("risker", "Risken", missing, book.year)
    if not risks:
        text = f"Det finns inga risker för {book.year} ännu. Lägg till dem under Risker."
        return pieces or teach("risker", text)
    if options["form"] == "lista":
        return [*pieces, Html("risker", "".join(map(_told, risks)))]
    return [*pieces, _table(risks)]


def _measures(risk: Risk) -> list[str]:
    return [measure.text.strip() for measure in risk.measures.all()]


def _told(risk: Risk) -> str:
    """`Medelsförbrukning. …` with its level, consequence and measures."""
    name = escape(risk.name.rstrip("."))
    words = [f"<strong>{name}.</strong>", escape(risk.text), escape(risk.consequence)]
    if risk.level:
        words.append(f"Nivå: {escape(risk.get_level_display().lower())}.")
    measures = [escape(text) for text in _measures(risk)]
    return paragraph(" ".join(filter(None, words)), risk.key) + bullets(measures, [risk.key] * len(measures))


def _table(risks: list[Risk]) -> Table:
    """Risk, consequence, level and measures; a column that no risk fills is left out."""
    columns = [
        Column("konsekvens", "Konsekvens", kind="text"),
        Column("niva", "Risknivå", kind="text"),
        Column("atgard", "Åtgärd", kind="text"),
    ]
    rows = [Row(risk.key, risk.text.strip(), _cells(risk)) for risk in risks]
    used = tuple(column for column in columns if any(column.key in row.cells for row in rows))
    return Table("risker", "Riskanalys", used, tuple(rows), row_label="Risk", shape="list", show_title=False)


def _cells(risk: Risk) -> dict[str, Cell]:
    cells = {}
    if risk.consequence:
        cells["konsekvens"] = Cell(text=risk.consequence.strip())
    if risk.level:
        # A word and no mark: the typeface on paper has no shapes to grade with, and colour would say nothing.
        cells["niva"] = Cell(text=str(risk.get_level_display()))
    measures = _measures(risk)
    if len(measures) == 1:
        cells["atgard"] = Cell(text=measures[0])
    elif measures:
        cells["atgard"] = Cell(html=bullets(escape(text) for text in measures))
    return cells
