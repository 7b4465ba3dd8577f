"""Editions: copies of documents as they were proposed, decided or signed. Rows are added and never changed."""

from __future__ import annotations

from hashlib import sha256
from secrets import choice
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.db import models
from django_scopes import ScopedManager

from finsam.core.models import Forbund
from finsam.core.models.owned import promise, unique
from finsam.documents.models import SETTLED, DocumentStatus

# Of a code on paper: no vowels, so that it spells nothing, and nothing that looks like something else.
_LETTERS = "23456789bcdfghjkmnpqrstvwxz"
REFUSED = "En handling som är lagrad kan varken ändras eller tas bort."


PACK = "moteshandlingar"  # the kind of an edition that is a meeting's papers
DISPATCHED = "utskickad"


def new_code() -> str:
    """A handling's name in addresses and on paper: `k7rw3mzt9q`."""
    return "".join(choice(_LETTERS) for _ in range(10))


class InsertOnly(ValidationError):
    """Somebody tried to change or remove what is stored for ever."""

    def __init__(self) -> None:
        super().__init__(REFUSED)


class InsertOnlyQuerySet(models.QuerySet[Any]):
    """Rows are read and added. The database refuses the same by its triggers, whoever asks."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise InsertOnly

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise InsertOnly

    def delete(self) -> NoReturn:
        """Refused."""
        raise InsertOnly


class InsertOnlyManager(models.Manager.from_queryset(InsertOnlyQuerySet)):  # type: ignore[misc]
    """Of all rows, whosever they are."""


class Stored(models.Model):
    """A row that is added once."""

    administered = ()  # it is only to be read

    class Meta:
        abstract = True
        base_manager_name = "unscoped"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row. Raises InsertOnly for one that is there."""
        if not self._state.adding:
            raise InsertOnly
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise InsertOnly


class Edition(Stored):
    """A document as it was when it was proposed, decided or signed: by whom and when, and its files beside it.

    It points at nothing, so that nothing that is changed, renamed or removed later touches it: the förbund, the year and
    the document are named by their keys.
    """

    forbund_key = models.CharField("förbund", max_length=60)
    forbund_name = models.CharField("förbundets namn", max_length=120)
    year = models.PositiveSmallIntegerField("år")
    document = models.CharField("dokumentets nyckel", max_length=80)
    kind = models.CharField("slag", max_length=30)
    title = models.CharField("titel", max_length=200)
    revision = models.PositiveSmallIntegerField("revidering", default=0)
    number = models.PositiveSmallIntegerField("nummer")
    code = models.CharField("kod", max_length=10, unique=True, default=new_code)
    status = models.CharField(
        "status", max_length=12, choices=[*DocumentStatus.choices, (DISPATCHED, "Utskickad")]
    )
    dnr = models.CharField("diarienummer", max_length=40, blank=True)
    decided_on = models.DateField("beslutsdag", null=True, blank=True)
    decided_by = models.CharField("beslutad av", max_length=80, blank=True)
    paragraph = models.CharField("paragraf i protokollet", max_length=20, blank=True)
    meeting = models.CharField("sammanträde", max_length=120, blank=True)
    at = models.DateTimeField("lagrad", auto_now_add=True)
    by_name = models.CharField("lagrad av", max_length=80)
    by_email = models.CharField("e-post", max_length=254, blank=True)
    code_version = models.CharField("programmets version", max_length=16)

    unscoped = InsertOnlyManager()
    objects = ScopedManager(InsertOnlyManager, forbund_key="forbund_key")

    class Meta(Stored.Meta):
        verbose_name = "handling"
        verbose_name_plural = "handlingar"
        ordering = ("-at", "-pk")
        constraints = [
            unique("forbund_key", "year", "document", "number", message="Handlingen finns redan."),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.get_status_display().lower()}"

    @property
    def settled(self) -> bool:
        """Whether the board had decided it."""
        return self.status in SETTLED

    @property
    def forbund(self) -> Forbund | None:
        """Whose it is, for the log; None when the förbund is gone."""
        return Forbund.objects.filter(key=self.forbund_key).first()

    def reference(self) -> str:
        """What the audit calls it."""
        return f"editions.edition:{self.code}"


class FileForm(models.TextChoices):
    """What a file of an edition is."""

    PDF = "pdf", "PDF"
    HTML = "html", "HTML"
    XLSX = "xlsx", "Excel"
    DOCX = "docx", "Word"
    DATA = "json", "Innehållet som data"
    RECORD = "akt", "Vad handlingen vilar på"
    TRAIL = "sparbilaga", "Spårbilaga"
    TRAIL_DATA = "spardata", "Spårbilagan som data"


_ENDINGS: dict[str, str] = {
    FileForm.RECORD: "akt.json",
    FileForm.TRAIL: "sparbilaga.pdf",
    FileForm.TRAIL_DATA: "sparbilaga.json",
}


class EditionFile(Stored):
    """One of an edition's files, byte for byte. `inside` is one that shows small counts of people."""

    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name="handling", related_name="files")
    form = models.CharField("slag av fil", max_length=12, choices=FileForm)
    inside = models.BooleanField("inre utgåva", default=False)
    content = models.BinaryField("fil")
    size = models.PositiveIntegerField("storlek, byte")
    sha256 = models.CharField("kontrollsumma (SHA-256)", max_length=64, db_index=True)

    unscoped = InsertOnlyManager()
    objects = ScopedManager(InsertOnlyManager, forbund_key="edition__forbund_key")

    class Meta(Stored.Meta):
        verbose_name = "fil i en handling"
        verbose_name_plural = "filer i handlingar"
        ordering = ("edition", "pk")
        constraints = [unique("edition", "form", "inside", message="Filen finns redan.")]

    def __str__(self) -> str:
        return f"{self.edition}, {self.get_form_display()}{' (inre utgåva)' if self.inside else ''}"

    @classmethod
    def of(cls, form: FileForm, content: bytes, *, inside: bool = False) -> EditionFile:
        """A file to be stored, with its size and its SHA-256."""
        return cls(
            form=form, inside=inside, content=content, size=len(content), sha256=sha256(content).hexdigest()
        )

    @property
    def name(self) -> str:
        """What the file is called when it is handed out, and in lists of checksums: `kramfors-verksamhetsplan-2024-2.pdf`."""
        edition, ending = self.edition, "-inre" if self.inside else ""
        kind = _ENDINGS.get(self.form, self.form)
        return f"{edition.forbund_key}-{edition.document}-{edition.year}-{edition.number}{ending}.{kind}"

    @property
    def whole(self) -> bool:
        """Whether the bytes are those that were stored."""
        return sha256(bytes(self.content)).hexdigest() == self.sha256


class Release(Stored):
    """That somebody made an edition public for everybody, or took that back: the last one of an edition is what holds."""

    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name="handling", related_name="releases")
    withdrawn = models.BooleanField("återkallad", default=False)
    reason = models.CharField("varför den återkallas", max_length=300, blank=True)
    at = models.DateTimeField("när", auto_now_add=True)
    by_name = models.CharField("av", max_length=80)

    unscoped = InsertOnlyManager()
    objects = ScopedManager(InsertOnlyManager, forbund_key="edition__forbund_key")

    class Meta(Stored.Meta):
        verbose_name = "offentliggörande"
        verbose_name_plural = "offentliggöranden"
        ordering = ("pk",)
        constraints = [
            promise(
                "release_is_withdrawn_for_a_reason",
                models.Q(withdrawn=False) | ~models.Q(reason=""),
                "Skriv varför handlingen återkallas. Det står på dess offentliga sida.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition}, {'återkallad' if self.withdrawn else 'offentlig'}"
