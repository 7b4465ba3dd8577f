"""Who sits where: bodies, people and their seats, with dates."""

from django.db import models

from finsam.core.crud.fields import PercentField
from finsam.core.models import Ordered, Owned, dates_in_order, part_of, unique
from finsam.core.values.collation import in_swedish


class BodyKind(models.TextChoices):
    """What a body is; the board is the one that decides."""

    BOARD = "styrelse", "Styrelse"
    PRESIDIUM = "presidium", "Presidium"
    PREPARATION = "beredning", "Beredningsgrupp"
    STEERING = "styrgrupp", "Styrgrupp"
    OFFICE = "kansli", "Kansli"
    AUDITORS = "revision", "Revisorer"
    COUNCIL = "medlemssamrad", "Medlemssamråd"
    OTHER = "annat", "Annat"


class Body(Ordered, Owned):
    """A board, a group or an office. Without names it prints the numbers given here."""

    name = models.CharField("namn", max_length=80)
    kind = models.CharField("slag", max_length=14, choices=BodyKind)
    regular_count = models.PositiveSmallIntegerField("antal ordinarie", null=True, blank=True)
    deputy_count = models.PositiveSmallIntegerField("antal ersättare", null=True, blank=True)

    class Meta(Ordered.Meta):
        verbose_name = "organ"
        verbose_name_plural = "organ"
        constraints = [unique("forbund", "key", message="Organet finns redan.")]


class Person(Owned):
    """A person with a seat: board, auditors, office. Never a participant."""

    name = models.CharField("namn", max_length=80)
    email = models.EmailField("e-post", blank=True)

    most = 1000  # of all years

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "personer"
        ordering = (in_swedish("name"),)
        constraints = [unique("forbund", "key", message="Personen finns redan.")]


class SeatRole(models.TextChoices):
    """What a person is in a body."""

    CHAIR = "ordforande", "Ordförande"
    VICE_CHAIR = "vice", "Vice ordförande"
    REGULAR = "ledamot", "Ledamot"
    DEPUTY = "ersattare", "Ersättare"
    MANAGER = "forbundschef", "Förbundschef"
    AUDITOR = "revisor", "Revisor"
    DEPUTY_AUDITOR = "revisorsersattare", "Revisorsersättare"
    EXPERT = "bitrade", "Sakkunnigt biträde"
    OFFICER = "tjansteperson", "Tjänsteperson"


class Seat(Ordered, Owned):
    """A person in a body, for one or several members, between two dates."""

    body = part_of(Body, "organ", "seats")
    person = part_of(Person, "person", "seats")
    role = models.CharField("roll", max_length=20, choices=SeatRole)
    members = models.ManyToManyField(
        "organisation.Member", verbose_name="för medlem", related_name="seats", blank=True
    )
    start = models.DateField("från", null=True, blank=True)
    end = models.DateField("till", null=True, blank=True)
    extent = PercentField("sysselsättningsgrad, %", null=True, blank=True)
    employer = models.CharField("arbetsgivare", max_length=120, blank=True)

    most = 1000  # of all years

    class Meta:
        verbose_name = "uppdrag"
        verbose_name_plural = "uppdrag"
        ordering = ("body__order", "order", "pk")
        constraints = [
            unique("forbund", "key", message="Uppdraget finns redan."),
            dates_in_order("Uppdraget kan inte sluta innan det börjar."),
        ]

    def __str__(self):
        return f"{self.person}, {self.get_role_display().lower()} i {self.body}"

    def key_text(self):
        return f"{self.body.key} {self.person.key} {self.role}"

    def sits_on(self, day) -> bool:
        """Whether the seat is held on a date; open ends count as held."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)
