"""The rendering as a Django app."""

from finsam.core import declaring


class RenderingConfig(declaring.DomainApp):
    """Screen, paper and workbooks, and what can't be set in the fonts."""

    name = "finsam.rendering"
    label = "rendering"
    verbose_name = "Utskrift"
    declares = ("cleaning", "remarks")
    emptied = ("rendering.draft",)
    heavy = ("finsam.rendering.pdf.finisher", "weasyprint.text.fonts")
