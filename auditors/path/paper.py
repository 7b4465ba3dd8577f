"""The five answers with what there is to answer them by, as the working paper has them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.html import format_html

from auditors.path.evidence.gathered import evidence
from auditors.path.evidence.piece import Look, Piece
from auditors.path.queries import Answered, answers
from auditors.working_paper import Case, section, working_paper
from finsam.core.values.periods import long_date
from finsam.documents.resolved import Part
from finsam.facts.tables import Cell, Column, Row, Table


@working_paper(5)
def questions(case: Case) -> Iterator[Part]:
    """Each question with the answers that the auditor reads, and the evidence as it was on this day."""
    look = Look(case.tenant)
    yield section("bedomning", "Lagens fem frågor")
    for answered in answers(case.tenant):
        asked = answered.asked
        pieces = [_listed(asked.key, evidence(look, asked.key))]
        if told := _answers(answered):
            pieces.insert(0, told)
        words = "" if told else "<p>Inte bedömt än.</p>"
        prose = format_html("<p>{} ({})</p>", asked.help, asked.source) + words
        yield section(f"bedomning-{asked.key}", asked.words, level=2, prose=prose, pieces=pieces)


def _answers(answered: Answered) -> Table | None:
    """What each auditor answers."""
    rows = [*([answered.own] if answered.own else []), *answered.others]
    if not rows:
        return None
    columns = tuple(
        Column(name, label, kind="text")
        for name, label in (("bedomning", "Bedömning"), ("text", "Vad den vilar på"), ("nar", "När"))
    )
    made = tuple(
        Row(
            f"svar{at}",
            row.by_name,
            {
                "bedomning": Cell(text=row.word),
                "text": Cell(text=row.text),
                "nar": Cell(
                    text=f"{long_date(timezone.localdate(row.at))}, {'delad' if row.shared_at else 'inte delad'}"
                ),
            },
        )
        for at, row in enumerate(rows)
    )
    key = f"svar-{answered.asked.key}"
    return Table(key, "Bedömningar", columns, made, row_label="Revisor", shape="list")


def _listed(question: str, pieces: list[Piece]) -> Table:
    columns = (Column("lage", "Läge", kind="text"), Column("sagt", "Vad som är känt", kind="text"))
    rows = []
    for piece in pieces:
        told = [f"{point.label}: {point.text}" if point.text else point.label for point in piece.points]
        said = " ".join([piece.said, "; ".join(told)]).strip()
        said += f" Och {piece.more} till." if piece.more else ""
        rows.append(Row(piece.key, piece.label, {"lage": Cell(text=piece.word), "sagt": Cell(text=said)}))
    return Table(f"underlag-{question}", "Underlag", columns, tuple(rows), row_label="Vad", shape="list")
