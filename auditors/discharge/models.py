"""What follows on a signed årsredovisning: papers beside it, whom they were sent to, and what each member decided."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_scopes import ScopedManager

from finsam.core.models import Uploaded, YearOwned, optional, promise, required, unique
from finsam.core.values import periods
from finsam.editions.models import Edition, InsertOnlyManager, Stored
from finsam.organisation.models import Member


class PaperKind(models.TextChoices):
    """What stands beside a stored årsredovisning."""

    REPORT = "revisionsberattelse", "Revisionsberättelse"
    SIGNED = "undertecknad", "Undertecknat exemplar"


class Attachment(Uploaded, Stored):
    """A file beside an edition, byte for byte as it was sent. It is never changed: a newer one is put beside it."""

    ENDINGS = ("pdf",)
    TAKEN = "En PDF på högst 10 MB."

    edition = models.ForeignKey(
        Edition, models.PROTECT, verbose_name="handling", related_name="attachments", editable=False
    )
    kind = models.CharField("slag", max_length=20, choices=PaperKind, editable=False)
    sha256 = models.CharField("kontrollsumma (SHA-256)", max_length=64, editable=False)
    size = models.PositiveIntegerField("storlek, byte", editable=False)
    at = models.DateTimeField("när", auto_now_add=True)
    by_name = models.CharField("av", max_length=80, editable=False)

    unscoped = InsertOnlyManager()
    objects = ScopedManager(InsertOnlyManager, forbund_key="edition__forbund_key")

    class Meta(Stored.Meta):
        verbose_name = "fil bredvid en handling"
        verbose_name_plural = "filer bredvid handlingar"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.file_name}"

    @property
    def whole(self) -> bool:
        """Whether the bytes are those that were sent."""
        return self.digest == self.sha256


class Recipient(models.TextChoices):
    """Who is to have the revisionsberättelse (26 § lagen (2003:1210))."""

    BOARD = "styrelsen", "Styrelsen"
    MEMBER = "medlem", "Medlem"
    AF = "arbetsformedlingen", "Arbetsförmedlingen"


class Dispatch(YearOwned):
    """That the papers were sent to somebody: the board, a member, or Arbetsförmedlingen where it is no member."""

    administered = ()

    to = models.CharField("till", max_length=20, choices=Recipient, editable=False)
    member = optional(Member, "medlem", "dispatches", editable=False)
    sent_on = models.DateField("skickat den")
    note = models.CharField(
        "hur, och till vem", max_length=200, blank=True, help_text="Till exempel ”e-post till registratorn”."
    )

    class Meta:
        verbose_name = "utskick av revisionsberättelse"
        verbose_name_plural = "utskick av revisionsberättelser"
        ordering = ("pk",)
        constraints = [
            unique("fiscal_year", "key", message="Utskicket är redan antecknat."),
            promise(
                "dispatch_member_is_named",
                Q(to=Recipient.MEMBER, member__isnull=False)
                | (~Q(to=Recipient.MEMBER) & Q(member__isnull=True)),
                "Utskicket gäller en medlem, styrelsen eller Arbetsförmedlingen.",
            ),
        ]

    def __str__(self) -> str:
        return f"Utskick till {self.member.name if self.member else self.get_to_display()}"

    def key_text(self) -> str:
        return self.member.key if self.member else self.to

    def clean(self) -> None:
        super().clean()
        _not_to_come(self.sent_on, "sent_on", "Anteckna utskicket när det är skickat.")


class Outcome(models.TextChoices):
    """What a member decided."""

    GRANTED = "beviljad", "Beviljad"
    REMARK = "anmarkning", "Beviljad med anmärkning"
    REFUSED = "inte-beviljad", "Inte beviljad"


SHAPES = {"": "", Outcome.GRANTED: "done", Outcome.REMARK: "varning", Outcome.REFUSED: "fel"}


class MemberDecision(YearOwned):
    """What one member decided of ansvarsfrihet; each member decides by itself."""

    administered = ()

    member = required(Member, "medlem", "discharge_decisions", editable=False)
    outcome = models.CharField("ansvarsfrihet", max_length=13, choices=Outcome)
    decided_on = models.DateField("beslutat den")
    paragraph = models.CharField("paragraf", max_length=20, blank=True)
    note = models.TextField("anteckning", max_length=2000, blank=True)

    class Meta:
        verbose_name = "beslut om ansvarsfrihet"
        verbose_name_plural = "beslut om ansvarsfrihet"
        ordering = ("pk",)
        constraints = [
            unique("fiscal_year", "key", message="Beslutet är redan antecknat."),
            unique("fiscal_year", "member", message="Medlemmens beslut är redan antecknat."),
            promise(
                "memberdecision_remark_has_words",
                Q(outcome=Outcome.GRANTED) | ~Q(note=""),
                "Skriv vad anmärkningen gäller, eller varför ansvarsfrihet inte beviljades.",
            ),
        ]

    def __str__(self) -> str:
        return f"Ansvarsfrihet {self.fiscal_year}: {self.member.name}"

    def key_text(self) -> str:
        return self.member.key

    def clean(self) -> None:
        super().clean()
        _not_to_come(self.decided_on, "decided_on", "Anteckna beslutet när medlemmen har beslutat.")
        if self.decided_on and self.decided_on.year <= self.fiscal_year.year:
            raise ValidationError(
                {
                    "decided_on": f"Ansvarsfrihet för {self.fiscal_year} beslutas tidigast {self.fiscal_year.year + 1}."
                }
            )

    @property
    def shape(self) -> str:
        """How it is drawn."""
        return SHAPES[self.outcome]

    @property
    def when(self) -> str:
        """`17 juni 2024, § 45`."""
        number = self.paragraph.strip("§ ")
        return ", ".join(filter(None, (periods.long_date(self.decided_on), f"§ {number}" if number else "")))


def _not_to_come(day, name: str, then: str) -> None:
    if day and day > timezone.localdate():
        raise ValidationError({name: f"Dagen har inte varit än. {then}"})
