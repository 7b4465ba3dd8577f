"""What the samples put in the working paper: how each was drawn, its items, and what was listed."""

from __future__ import annotations

from collections.abc import Iterator

from auditors.sampling.queries import all_opened
from auditors.sampling.tables import drawn_table, method_table
from auditors.working_paper import Case, section, working_paper
from finsam.documents.resolved import Part


@working_paper(30)
def samples(case: Case) -> Iterator[Part]:
    """The year's samples."""
    listed = all_opened(case.fiscal_year)
    said = "" if listed else "<p>Inget stickprov är draget.</p>"
    yield section("stickprov", "Stickprov", prose=said)
    for opened in listed:
        pieces = (method_table(opened), drawn_table(opened))
        yield section(f"stickprov-{opened.sample.key}", opened.sample.name, level=2, pieces=pieces)
