"""The list of figures typed from reports."""

from __future__ import annotations

from finsam.core.crud.tables import KeyLinkColumn, OwnedTable
from followup.comparison.models import ReportedFigure


class ReportedFigureTable(OwnedTable):
    """Other förbund's figures, with where they are printed."""

    intro = "Siffror ur andra förbunds publicerade rapporter, med dokument och sida. De jämförs med förbundets egna."
    example = "Administration, Samordningsförbundet Norra Ån: 1 234 567 kr, Årsredovisning 2023, sida 14."

    whose = KeyLinkColumn("reported-figures")

    Meta = OwnedTable.of(ReportedFigure, "whose", "measure", "value", "document", "page")
