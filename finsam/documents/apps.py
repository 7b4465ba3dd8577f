"""Documents as a Django app."""

from finsam.core import declaring


class DocumentsConfig(declaring.DomainApp):
    """Documents, their sections, and the blocks that any förbund has."""

    name = "finsam.documents"
    label = "documents"
    verbose_name = "Dokument"
    declares = ("blocks", "referring", "rollover")
    counts_people = ("documents.explanation",)  # its words may say the figures that it explains
