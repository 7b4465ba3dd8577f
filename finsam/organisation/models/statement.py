"""What a förbund says of how accessible its documents and pages are (lag 2018:1937, MDFFS 2019:2)."""

from django.db import models

from finsam.core.models import Owned, unique


class Compliance(models.TextChoices):
    """How far the law's requirements are met, in the three words that are to be used."""

    FULL = "helt", "Helt förenlig"
    PARTLY = "delvis", "Delvis förenlig"
    NOT = "inte", "Inte förenlig"


class Method(models.TextChoices):
    """How that was found."""

    SELF = "sjalv", "Förbundet har prövat själv"
    OTHERS = "extern", "Någon utomstående har granskat"


class AccessibilityStatement(Owned):
    """A förbund's tillgänglighetsredogörelse, which everybody can read."""

    compliance = models.CharField("hur förenligt med lagen", max_length=6, choices=Compliance)
    shortcomings = models.TextField(
        "vad som inte är tillgängligt, och varför",
        blank=True,
        max_length=4000,
        help_text="En brist per rad. Till exempel: Protokoll från före 2020 är inskannade bilder och kan inte läsas upp.",
    )
    burden = models.TextField(
        "vad som vore oskäligt betungande att anpassa",
        blank=True,
        max_length=4000,
        help_text="Undantag enligt 12 § lagen (2018:1937), med skälen. En sak per rad.",
    )
    exempt = models.TextField(
        "vad som inte omfattas av lagen",
        blank=True,
        max_length=4000,
        help_text="Till exempel dokument från före den 23 september 2018 som inte används längre. En sak per rad.",
    )
    alternatives = models.TextField(
        "hur den som inte kan ta del av något får det ändå",
        blank=True,
        max_length=1000,
        help_text="Till exempel: Ring eller mejla, så läser vi upp det eller skickar det i ett annat format.",
    )
    method = models.CharField("hur det har prövats", max_length=6, choices=Method, default=Method.SELF)
    tested = models.TextField(
        "vad som har prövats och hur", max_length=2000, help_text="Vilka sidor och dokument, och med vad."
    )
    assessed_on = models.DateField("bedömningen gjordes")
    reviewed_on = models.DateField("redogörelsen sågs senast över")

    class Meta:
        verbose_name = "tillgänglighetsredogörelse"
        verbose_name_plural = "tillgänglighetsredogörelser"
        constraints = [
            unique("forbund", message="Förbundet har redan en tillgänglighetsredogörelse."),
            unique("forbund", "key", message="Tillgänglighetsredogörelsen finns redan."),
        ]

    def __str__(self):
        return "Tillgänglighetsredogörelse"
