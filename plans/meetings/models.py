"""A meeting's agenda with its papers, who was there, and how its minutes were settled; and people's own calendars.

What was decided is a `Decision` of the register, which the item points at: it is written once.
"""

from __future__ import annotations

import datetime
from secrets import choice

from django.db import models
from django.db.models import F, Q

from finsam.core.crud.fields import ProseField
from finsam.core.models import Ordered, Owned, Uploaded, optional, part_of, promise, required, unique

APPEAL_DAYS = 21  # after the announcement: 28 § lagen (2003:1210), KL 13:5
_LETTERS = "23456789bcdfghjkmnpqrstvwxz"
_CODE = 24  # letters, more than anybody can try


class ItemKind(models.TextChoices):
    """What is to happen with an item."""

    DECISION = "beslut", "Beslut"
    INFORMATION = "information", "Information"
    DISCUSSION = "diskussion", "Diskussion"
    FORMALITY = "formalia", "Formalia"


class AgendaItem(Ordered, Owned):
    """An item of a meeting's agenda: what it is about, what is proposed, and what came of it.

    Of an item that was decided, paragraph and text stand in the decision; of another they stand here.
    """

    meeting = part_of("plans.Meeting", "möte", "items", editable=False)
    title = models.CharField("ärende", max_length=200)
    kind = models.CharField("slag", max_length=11, choices=ItemKind, default=ItemKind.DECISION)
    presenter = models.CharField("föredragande", max_length=120, blank=True)
    background = ProseField("bakgrund", blank=True)
    proposal = ProseField("förslag till beslut", blank=True)
    decision = models.OneToOneField(
        "plans.Decision",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name="beslut",
        related_name="item",
    )
    paragraph = models.CharField("paragraf", max_length=20, blank=True, editable=False)
    noted = ProseField("vad som antecknades", blank=True, editable=False)
    recused = models.ManyToManyField(
        "organisation.Seat", verbose_name="jäv", related_name="recused_from", blank=True
    )

    administered = ("change", "delete")  # it is begun in its meeting
    most = 1000  # of all years

    class Meta:
        verbose_name = "ärende"
        verbose_name_plural = "ärenden"
        ordering = ("meeting", "order", "pk")
        constraints = [
            unique("forbund", "key", message="Ärendet finns redan."),
            promise(
                "agendaitem_outcome_said_once",
                Q(decision__isnull=True) | Q(paragraph="", noted=""),
                "Ärendet har ett beslut i beslutsloggen. Paragraf och text står där.",
            ),
        ]

    def __str__(self):
        return self.title

    def key_text(self):
        return f"{self.meeting.date} {self.title}"

    @property
    def fiscal_year(self):
        """The year that its meeting is in."""
        return self.meeting.fiscal_year

    @property
    def section(self) -> str:
        """Its paragraph in the minutes, as `45`; "" before it has one."""
        return (self.decision.paragraph if self.decision else self.paragraph).strip("§ ")

    @property
    def outcome(self) -> str:
        """What was decided or noted, as prose."""
        return self.decision.text if self.decision else self.noted

    @property
    def settled(self) -> bool:
        """Whether it has been dealt with."""
        return bool(self.decision_id or self.paragraph or self.noted)


class Paper(Ordered, Uploaded, Owned):
    """Something to read before an item: a document of ours as it is, a stored handling, or an uploaded file."""

    item = part_of(AgendaItem, "ärende", "papers", editable=False)
    name = models.CharField(
        "vad det är", max_length=160, blank=True, help_text="Lämna tomt för dokumentets eller filens namn."
    )
    document = optional("documents.Document", "dokument", "papers")
    edition = models.CharField("lagrad handling", max_length=10, blank=True)
    within = ("item",)
    administered = ("change", "delete")  # a file is uploaded on the item's page

    class Meta(Ordered.Meta):
        verbose_name = "handling till ärendet"
        verbose_name_plural = "handlingar till ärendet"
        constraints = [
            unique("item", "key", message="Handlingen finns redan."),
            promise(
                "paper_is_one_thing",
                Q(document__isnull=False, edition="", file_name="")
                | (Q(document__isnull=True, file_name="") & ~Q(edition=""))
                | (Q(document__isnull=True, edition="") & ~Q(file_name="")),
                "Välj en sak: ett dokument, en lagrad handling eller en fil.",
            ),
        ]

    def __str__(self):
        return self.name or self.file_name or (str(self.document) if self.document else "Lagrad handling")

    def key_text(self):
        return str(self)


class Presence(models.TextChoices):
    """How somebody took part."""

    HERE = "pa-plats", "På plats"
    DISTANCE = "distans", "På distans"
    ABSENT = "franvarande", "Frånvarande"


PRESENT = (Presence.HERE, Presence.DISTANCE)


class Attendance(Owned):
    """Whether the holder of a seat was at a meeting, and for whom a deputy served (10 and 19 a §§ lagen (2003:1210))."""

    meeting = part_of("plans.Meeting", "möte", "attendances", editable=False)
    seat = required("organisation.Seat", "uppdrag", "attendances", editable=False)
    presence = models.CharField("närvaro", max_length=11, choices=Presence)
    serves_for = optional("organisation.Seat", "tjänstgör för", "served_by")

    within = ("meeting",)
    administered = ("change", "delete")  # noted for a seat on the meeting's page

    class Meta:
        verbose_name = "närvaro"
        verbose_name_plural = "närvaro"
        ordering = ("seat__order", "pk")
        constraints = [
            unique("meeting", "key", message="Närvaron är redan antecknad."),
            unique("meeting", "seat", message="Närvaron är redan antecknad."),
            unique("meeting", "serves_for", message="En annan ersättare tjänstgör redan för den ledamoten."),
            promise(
                "attendance_absent_serves_for_nobody",
                ~Q(presence=Presence.ABSENT) | Q(serves_for__isnull=True),
                "Den som är frånvarande kan inte tjänstgöra för någon.",
            ),
            promise(
                "attendance_serves_for_another",
                Q(serves_for__isnull=True) | ~Q(serves_for=F("seat")),
                "Ingen kan tjänstgöra för sig själv.",
            ),
        ]

    def __str__(self):
        return f"{self.seat.person}, {self.get_presence_display().lower()}"

    def key_text(self):
        return self.seat.key

    @property
    def present(self) -> bool:
        """Whether she took part, here or at a distance."""
        return self.presence in PRESENT


class Minutes(Owned):
    """How a meeting's minutes were settled: who wrote and checked them, and when that was announced."""

    meeting = models.OneToOneField(
        "plans.Meeting", models.CASCADE, verbose_name="möte", related_name="minutes", editable=False
    )
    chair = optional("organisation.Person", "ordförande vid mötet", "chaired")
    secretary = models.CharField("sekreterare", max_length=120, blank=True)
    adjusters = models.ManyToManyField(
        "organisation.Person", verbose_name="justerare", related_name="adjusted", blank=True
    )
    adjusted_on = models.DateField("justerat den", null=True, blank=True)
    announced_on = models.DateField("anslaget den", null=True, blank=True)
    place = models.CharField("var protokollet förvaras", max_length=160, blank=True)

    within = ("meeting",)
    administered = ("change", "delete")  # noted on the meeting's page

    class Meta:
        verbose_name = "protokoll"
        verbose_name_plural = "protokoll"
        constraints = [
            unique("meeting", "key", message="Protokollet finns redan."),
            promise(
                "minutes_announced_when_adjusted",
                Q(announced_on__isnull=True)
                | Q(adjusted_on__isnull=False, announced_on__gte=F("adjusted_on")),
                "Protokollet anslås när det är justerat, inte före.",
            ),
        ]

    def __str__(self):
        return f"Protokoll {self.meeting}"

    def key_text(self):
        return "protokoll"

    @property
    def appeal_until(self) -> datetime.date | None:
        """The last day to appeal: three weeks from the announcement (28 § lagen (2003:1210), KL 13:5)."""
        return self.announced_on + datetime.timedelta(days=APPEAL_DAYS) if self.announced_on else None


class CalendarKey(Owned):
    """A person's own calendar address in a förbund: whoever has it sees the meetings, until it is taken back.

    The address is the key and a signature of it, which is stored nowhere.
    """

    user = models.ForeignKey(
        "core.User", models.CASCADE, verbose_name="användare", related_name="+", editable=False
    )

    administered = ("delete",)
    most = 1000

    class Meta:
        verbose_name = "kalenderadress"
        verbose_name_plural = "kalenderadresser"
        constraints = [
            unique("forbund", "key", message="Kalenderadressen finns redan."),
            unique("forbund", "user", message="Du har redan en kalenderadress i förbundet."),
        ]

    def __str__(self):
        return f"Kalenderadress för {self.user}"

    def key_text(self):
        return "".join(choice(_LETTERS) for _ in range(_CODE))
