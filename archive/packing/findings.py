"""What does not add up in the year, as it stands now, with the explanations that have been given."""

from __future__ import annotations

from typing import Any

from archive.state.written import canonical
from finsam.checks.catalogue import TITLES
from finsam.checks.reconciliation import Finding, reconcile
from finsam.core.models import FiscalYear, Forbund
from finsam.disclosure.reader import Reader
from finsam.documents.books import open_book
from finsam.editions.contents import told_of

PLACE = "avstamning/avstamning.json"


def findings(forbund: Forbund, year: int, *, inside: bool) -> dict[str, bytes]:
    """The reconciliation of the year; in a published package without words and figures that tell of few people."""
    outcome = reconcile(FiscalYear.objects.get(forbund=forbund, year=year))
    reader = Reader(open_book(forbund, year), everything=inside)
    told = [_told(reader.finding(each)) for each in outcome.findings]
    told.sort(key=lambda finding: (finding["rule"], finding["subject"], finding["message"]))
    return {PLACE: canonical({"findings": told, "tried": dict(outcome.tally), "rules": dict(TITLES)})}


def _told(finding: Finding) -> dict[str, Any]:
    return {
        **told_of(finding),
        "figures": [{"label": each.label, "text": each.text, "key": each.key} for each in finding.figures],
        "difference": finding.difference,
    }
