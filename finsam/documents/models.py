"""Documents and their sections, and the explanations of what doesn't add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from finsam.core.crud.fields import ProseField
from finsam.core.models import Owned, YearOwned, optional, part_of, promise, unique
from finsam.core.text.prose import not_a_reason
from finsam.core.values.periods import clock, long_date, since_new_year


class DocumentStatus(models.TextChoices):
    """How far a document has come."""

    DRAFT = "utkast", "Utkast"
    PROPOSAL = "forslag", "Förslag"
    CONSULTED = "samrad", "Förslag efter samråd"
    DECIDED = "beslutad", "Beslutad"
    REVISED = "reviderad", "Reviderad"
    SIGNED = "undertecknad", "Undertecknad"
    HANDED_OVER = "overlamnad", "Överlämnad till revisorerna"
    AUDITED = "granskad", "Granskad"


# What the board has decided: it is as it was then, and is read as it was stored.
SETTLED = (
    DocumentStatus.DECIDED,
    DocumentStatus.REVISED,
    DocumentStatus.SIGNED,
    DocumentStatus.HANDED_OVER,
    DocumentStatus.AUDITED,
)
DECIDED = (DocumentStatus.DECIDED, DocumentStatus.REVISED)
PROPOSED = (DocumentStatus.PROPOSAL, DocumentStatus.CONSULTED)


def standing(status: str) -> str:
    """What a document that isn't settled is called on paper: `Utkast`, `Förslag`; of others the decision is told instead.

    What goes no document's way has no status.
    """
    if not status or status in SETTLED:
        return ""
    return str((DocumentStatus.PROPOSAL if status in PROPOSED else DocumentStatus(status)).label)


class ContentsStyle(models.TextChoices):
    """What the table of contents does with names below the deepest level."""

    NONE = "", "Visas inte"
    LINES = "rader", "Egna rader"
    JOINED = "samlade", "Samlade under rubriken"


class Document(YearOwned):
    """An ordered list of sections, of a kind whose outline an app offers.

    A year has one of a kind that isn't of a part of it, and its revisions beside it: `revision` counts them from 1.
    """

    kind = models.CharField("slag", max_length=30)
    title = models.CharField("titel", max_length=120)
    subtitle = models.CharField("undertitel", max_length=160, blank=True)
    # Changed by its steps only (finsam.editions.states).
    status = models.CharField(
        "status", max_length=12, choices=DocumentStatus, default=DocumentStatus.DRAFT, editable=False
    )
    revision = models.PositiveSmallIntegerField("revidering", default=0, editable=False)
    # When it was last stored as it stood (finsam.editions), so that what is made of it later can say so.
    stored_at = models.DateTimeField("lagrad", null=True, editable=False)
    dnr = models.CharField("diarienummer", max_length=40, blank=True)
    until = models.DateField(
        "perioden slutar",
        null=True,
        blank=True,
        help_text="Den dag som rapporten gäller till och med. Resultat, prognos och balans läses per den dagen.",
    )
    decided_on = models.DateField("beslutsdag", null=True, blank=True)
    decided_by = models.CharField("beslutas av", max_length=80, default="styrelsen")
    paragraph = models.CharField("paragraf i protokollet", max_length=20, blank=True)
    meeting = models.CharField("sammanträde", max_length=120, blank=True)
    numbered = models.BooleanField("numrera rubriker", default=True)
    show_vision = models.BooleanField("visa visionen på omslaget", default=False)
    contents = models.BooleanField("innehållsförteckning", default=True)
    contents_depth = models.PositiveSmallIntegerField("nivåer i innehållsförteckningen", default=2)
    contents_style = models.CharField(
        "underrubriker i innehållet", max_length=10, choices=ContentsStyle, blank=True
    )
    cover_picture = optional("core.Picture", "bild på omslaget", "+", on_delete=models.SET_NULL)
    facing_pages = models.BooleanField(
        "sidor för tryck på båda sidor",
        default=False,
        db_default=False,
        help_text="Marginalen är bredare mot ryggen, och sidnumret står alltid ytterst.",
    )

    class Meta:
        verbose_name = "dokument"
        verbose_name_plural = "dokument"
        ordering = ("kind", "revision", "pk")
        constraints = [
            unique("fiscal_year", "key", message="Dokumentet finns redan det här året."),
            promise(
                "document_decided_on",
                ~Q(status__in=SETTLED) | Q(decided_on__isnull=False),
                "Skriv vilken dag dokumentet beslutades.",
            ),
            promise(
                "document_contents_depth",
                Q(contents_depth__range=(1, 4)),
                "Innehållsförteckningen har 1 till 4 nivåer.",
            ),
        ]

    def __str__(self) -> str:
        name = self.title if str(self.fiscal_year) in self.title else f"{self.title} {self.fiscal_year}"
        return f"{name}, {since_new_year(self.until)}" if self.until else name

    def key_text(self) -> str:
        return self.kind

    def clean(self) -> None:
        super().clean()
        if self.until and self.until.year != self.fiscal_year.year:
            raise ValidationError({"until": f"Rapporten gäller {self.fiscal_year}. Skriv en dag det året."})


class Written(models.TextChoices):
    """How a text came to say what it says."""

    WRITTEN = "skriven", "Skriven"
    MERGED = "sammanford", "Sammanförd med vad någon annan skrev samtidigt"
    RESTORED = "aterstalld", "Återställd från en tidigare version"
    STANDING = "staende", "Som texten var förut"


@dataclass(frozen=True, slots=True)
class Pen:
    """What a text is written with: the page it stands in, which of that page's saves it is, and how it came about."""

    writer: str = ""
    turn: int = 0
    written: Written = Written.WRITTEN


class Section(Owned):
    """A heading with prose and at most one block; the level works as in Word."""

    document = part_of(Document, "dokument", "sections", editable=False)
    order = models.PositiveSmallIntegerField("ordning", default=0)
    level = models.PositiveSmallIntegerField(
        "nivå", default=1, choices=[(1, "1"), (2, "2"), (3, "3"), (4, "4")]
    )
    title = models.CharField(
        "rubrik", max_length=200, blank=True, help_text="Skriv {år} där årtalet ska stå: ”Mötesplan {år}”."
    )
    numbered = models.BooleanField("numrerad", default=True)
    in_contents = models.BooleanField("i innehållsförteckningen", default=True)
    page_break = models.BooleanField("börja på ny sida", default=False)
    prose = ProseField("text", blank=True, section=True)
    block = models.CharField("tabell, diagram eller bild", max_length=40, blank=True)
    options = models.JSONField("inställningar", default=dict, blank=True)
    after = ProseField("text under", blank=True, section=True)
    hidden = models.BooleanField(
        "dolt", default=False, help_text="Avsnittet och dess underavsnitt skrivs inte ut."
    )
    not_applicable = models.CharField(
        "ej tillämpligt, därför att",
        max_length=300,
        blank=True,
        help_text="Skrivs ut i stället för text och innehåll: ”Ej tillämpligt. Förbundet har inga leasingavtal.”",
    )
    done = models.BooleanField("klart", default=False)

    within = ("document",)
    administered = ()  # it is written where the document is
    pen = Pen()  # of a save that isn't a form's, set on the object

    class Meta:
        verbose_name = "avsnitt"
        verbose_name_plural = "avsnitt"
        ordering = ("order", "pk")
        constraints = [unique("document", "key", message="Avsnittet finns redan.")]

    def __str__(self) -> str:
        return self.title or "Avsnitt utan rubrik"

    def key_text(self) -> str:
        return self.title or self.block or "avsnitt"

    def saved(self, before: Any, *, by: Any) -> None:
        """Keep what it said before and says now, whoever wrote it and where."""
        from finsam.documents.writing import versions  # it reads the models

        if before is None or (before.prose, before.after) != (self.prose, self.after):
            versions.keep(self, before, by=by)

    def removed(self) -> None:
        """Its text stays among the versions, from which it can be restored."""
        from finsam.documents.writing import versions  # it reads the models

        versions.keep_standing(self)

    def clean(self) -> None:
        super().clean()
        problem = self.not_applicable and not_a_reason(self.not_applicable, "Skriv varför det inte gäller er")
        if problem:
            raise ValidationError({"not_applicable": problem})

    @staticmethod
    def word_in_log(field: str, key: str) -> str:
        """What a setting of a block is called on its form."""
        from finsam.documents import registry  # blocks are registered by the apps above

        fields = (block.options.base_fields.get(key) for block in registry.blocks().values())
        return next((str(field.label).lower() for field in fields if field is not None and field.label), key)


class SectionVersion(Owned):
    """What the text of a section said, once it had been acknowledged as saved. It outlives the section.

    `writer` is the page it was written in and `turn` which of that page's saves it was, so that one that comes late is
    known; both are blank for what was saved with a form.
    """

    document = part_of(Document, "dokument", "versions", editable=False)
    section = models.CharField("avsnittets nyckel", max_length=80, editable=False)
    title = models.CharField("rubrik", max_length=200, blank=True)
    prose = ProseField("text", blank=True, section=True)
    after = ProseField("text under", blank=True, section=True)
    written = models.CharField("hur", max_length=12, choices=Written, default=Written.WRITTEN)
    by_name = models.CharField("vem", max_length=80, blank=True, editable=False)
    by_email = models.CharField("e-post", max_length=254, blank=True, editable=False)
    begun = models.DateTimeField("påbörjad", null=True, editable=False)
    at = models.DateTimeField("sparad", editable=False)
    writer = models.CharField("skriven i", max_length=36, blank=True, editable=False)
    turn = models.PositiveIntegerField("sparning nummer", default=0, editable=False)

    within = ("document",)
    administered = ()  # what has been acknowledged stays as it was

    class Meta:
        verbose_name = "sparad text"
        verbose_name_plural = "sparade texter"
        ordering = ("-at", "-pk")
        constraints = [unique("document", "key", message="Versionen finns redan.")]
        indexes = [models.Index(fields=["document", "section", "-at"], name="section_version_newest")]

    def __str__(self) -> str:
        when = timezone.localtime(self.at)
        return f"{self.title or 'Avsnitt utan rubrik'}, {long_date(when.date())} kl. {clock(when.time())}"

    def key_text(self) -> str:
        return f"v{self.siblings().count() + 1}"


class Publication(Owned):
    """That a document's published rendition has been handed out; what it told can't be taken back.

    `data` is a `knowledge.PublishedKnowledge`: the counts it rested on, which of them were printed, and what else was told.
    """

    document = part_of(Document, "dokument", "publications", editable=False)
    published_on = models.DateField("publicerad")
    by_name = models.CharField("antecknad av", max_length=80, editable=False)
    data = models.JSONField("vad utgåvan berättade", default=dict, editable=False)

    within = ("document",)
    administered = ()  # what has been handed out stays as it was noted

    class Meta:
        verbose_name = "publicering"
        verbose_name_plural = "publiceringar"
        ordering = ("-published_on", "-pk")
        constraints = [unique("document", "key", message="Publiceringen är redan antecknad.")]

    def __str__(self) -> str:
        return f"{self.document}, publicerad {long_date(self.published_on)}"

    def key_text(self) -> str:
        return str(self.published_on)


class Explanation(YearOwned):
    """A deviation that somebody has explained; it holds as long as the figures are the same.

    `figures` is the finding's `basis`: the figures as they were when somebody looked at them.
    """

    rule = models.CharField("regel", max_length=8)
    subject = models.CharField("gäller", max_length=200)
    figures = models.TextField("siffrorna som förklarades", blank=True)
    reason = models.TextField("förklaring")
    by_name = models.CharField("förklarad av", max_length=80, editable=False)
    at = models.DateTimeField("när", auto_now=True)

    class Meta:
        verbose_name = "förklarad avvikelse"
        verbose_name_plural = "förklarade avvikelser"
        ordering = ("rule", "subject")
        constraints = [unique("fiscal_year", "rule", "subject", message="Avvikelsen är redan förklarad.")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.subject}"

    def clean(self) -> None:
        super().clean()
        problem = not_a_reason(self.reason)
        if problem:
            raise ValidationError({"reason": problem})


class KeptSentence(YearOwned):
    """A sentence from the year before that somebody has looked at and let stand: it isn't asked for again.

    `said` tells where it stands and what it says, so that it is asked for anew once it says something else. The words
    themselves stand in the text, and nowhere else.
    """

    place = models.CharField("står i", max_length=300)
    said = models.CharField("meningens kontrollsumma", max_length=64)
    by_name = models.CharField("sedd av", max_length=80, editable=False)

    class Meta:
        verbose_name = "mening som får stå kvar"
        verbose_name_plural = "meningar som får stå kvar"
        ordering = ("place", "pk")
        constraints = [unique("fiscal_year", "said", message="Meningen får redan stå kvar.")]

    def __str__(self) -> str:
        return self.place
