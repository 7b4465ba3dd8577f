"""Block `riskmatris`: how likely each risk is and how hard it would strike, as a matrix and as the table that says the same."""

from __future__ import annotations

from django.utils.html import escape

from finsam.documents.options import CaptionOptions, Choice
from finsam.documents.registry import Group, block
from finsam.facts.book import Book
from finsam.facts.tables import Cell, Chart, Column, Html, Piece, Row, Table
from plans import queries
from plans.blocks.common import paragraph, teach
from plans.facts import RiskNumbers, risk_numbers
from plans.models.year import Risk

BOTH, MATRIX, TABLE = "bada", "matris", "tabell"
COLUMNS = (
    Column("sannolikhet", "Sannolikhet", unit="st"),
    Column("paverkan", "Påverkan", unit="st"),
    Column("varde", "Riskvärde", unit="st"),
)


class MatrixOptions(CaptionOptions):
    """The matrix, the table, or both."""

    show = Choice("Visa", (BOTH, "Matris och tabell"), (MATRIX, "Bara matrisen"), (TABLE, "Bara tabellen"))


@block(
    "riskmatris",
    label="Riskmatris",
    group=Group.PLAN,
    options=MatrixOptions,
    help="Riskerna efter sannolikhet och påverkan, från 1 till 5.",
    edit_url="risks",
)
def matrix_block(book: Book, options: dict, _) -> list[Piece]:
    """The risks that are weighed, and a sentence about those that aren't."""
    risks = list(book.read(queries.risks, book.year).values())
    weighed = [(risk, numbers) for risk in risks if (numbers := risk_numbers(risk)) is not None]
    if not weighed:
        text = f"Ingen risk för {book.year} har både sannolikhet och påverkan. Ange dem under Risker."
        return teach("riskmatris", text)
    title = f"Riskmatris {book.year}"
    rows = tuple(_row(number, risk, numbers) for number, (risk, numbers) in enumerate(weighed, 1))
    note = "Sannolikhet och påverkan från 1 (lägst) till 5 (högst). Riskvärdet är de två multiplicerade."
    table = Table("riskmatris", title, COLUMNS, rows, row_label="Risk", lead_label="Nr", note=note)
    chart = Chart("riskmatris-bild", title, table, "matrix", columns=("sannolikhet", "paverkan"))
    pieces: list[Piece] = {BOTH: [chart, table], MATRIX: [chart], TABLE: [table]}[options["show"]]
    return [*pieces, *_left_out([risk for risk in risks if risk_numbers(risk) is None])]


def _row(number: int, risk: Risk, numbers: RiskNumbers) -> Row:
    cells = {
        "sannolikhet": Cell(numbers.likelihood),
        "paverkan": Cell(numbers.impact),
        "varde": Cell(numbers.score),
    }
    return Row(risk.key, risk.name.strip(), cells, lead=str(number))


def _left_out(risks: list[Risk]) -> list[Html]:
    """Those that stand in no square, so that none disappears in silence."""
    names = ", ".join(f"”{escape(risk.name.strip())}”" for risk in risks)
    text = f"Inte bedömda med både sannolikhet och påverkan: {names}."
    return [Html("riskmatris-utanfor", paragraph(text))] if risks else []
