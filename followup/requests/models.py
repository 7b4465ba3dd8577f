"""Who is asked for an insats's figures, and what each has answered for a period. Roles and addresses, never participants."""

from __future__ import annotations

from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from finsam.core.models import Owned, YearOwned, optional, part_of, promise, required, unique
from finsam.core.values.collation import in_swedish
from finsam.core.values.periods import long_date
from followup.goals.states import State


class InsatsContact(Owned):
    """Where an insats's figures are asked for: the role of whoever sends them at the huvudman, and an address."""

    insats = part_of("plans.Insats", "insats", "contacts")
    role = models.CharField(
        "roll hos huvudmannen",
        max_length=120,
        help_text="Till exempel ”Enhetschef, Degerfors kommun”. Inget namn behövs: länken går till adressen, och den som "
        "lämnar uppgifterna gör det för huvudmannen.",
    )
    email = models.EmailField("e-postadress", help_text="Helst en funktionsadress. Länken skickas bara hit.")
    active = models.BooleanField(
        "skicka länken varje period",
        default=True,
        help_text="Avstängd: inga brev skickas, och den länk som redan är skickad slutar gälla.",
    )

    class Meta:
        verbose_name = "kontakt hos huvudmannen"
        verbose_name_plural = "kontakter hos huvudmännen"
        ordering = (in_swedish("insats__name"),)
        constraints = [unique("insats", message="Insatsen har redan en kontakt. Ändra den i stället.")]

    def __str__(self):
        return f"{self.role} ({self.insats})"

    def key_text(self):
        return self.insats.key

    def saved(self, before, *, by):
        """A link goes to the address on file: with another address, or turned off, the former leads nowhere."""
        if before is not None and (not self.active or before.email != self.email):
            InsatsReport._base_manager.filter(contact=self).exclude(secret="").update(
                secret="", version=F("version") + 1
            )


class InsatsReport(YearOwned):
    """An insats's figures for a period, asked of its huvudman: the link they are sent by, and how far they have come."""

    insats = required("plans.Insats", "insats", "numbers", editable=False)
    contact = optional(InsatsContact, "kontakt", "reports", on_delete=models.SET_NULL, editable=False)
    end = models.DateField("uppgifter till och med", editable=False)
    due = models.DateField("lämnas senast", editable=False)
    state = models.CharField("läge", max_length=8, choices=State, default=State.DRAFT, editable=False)
    comment = models.TextField("kommentar", max_length=2000, blank=True)
    returned = models.TextField("varför den skickades tillbaka", blank=True, editable=False)
    written = models.JSONField("det som är skrivet", default=dict, blank=True, editable=False)
    secret = models.CharField("länkens kontrollsumma", max_length=64, blank=True, editable=False)
    expires = models.DateTimeField("länken gäller till", null=True, blank=True, editable=False)
    sent_at = models.DateTimeField("länken skickad", null=True, blank=True, editable=False)
    sendings = models.PositiveSmallIntegerField("antal utskick", default=0, editable=False)
    submitted_at = models.DateTimeField("inlämnad", null=True, blank=True, editable=False)
    approved_by = models.CharField("godkänd av", max_length=80, blank=True, editable=False)
    approved_on = models.DateField("godkänd", null=True, blank=True, editable=False)

    most = 1000  # each insats on each day of reporting
    administered = ()  # figures go their way from draft to approved on their own page

    class Meta:
        verbose_name = "uppgifter från huvudmannen"
        verbose_name_plural = "uppgifter från huvudmännen"
        ordering = ("end", in_swedish("insats__name"))
        constraints = [
            unique("fiscal_year", "insats", "end", message="Uppgifterna för perioden är redan begärda."),
            promise(
                "insatsreport_due_after_end",
                Q(due__gte=F("end")),
                "Uppgifterna kan inte lämnas innan perioden är slut.",
            ),
            # Only a link that holds is known by its checksum, and no two are the same.
            models.UniqueConstraint(
                fields=("secret",),
                condition=~Q(secret=""),
                name="followup_insatsreport_secret",
                violation_error_message="Länken finns redan.",
            ),
        ]

    def __str__(self):
        return f"{self.insats}, till och med {long_date(self.end)}"

    def key_text(self):
        return f"{self.insats.key[:60]} {self.end}"

    def clean(self):
        super().clean()
        if self.end and self.end.year != self.fiscal_year.year:
            raise ValidationError({"end": f"Perioden ska ligga i {self.fiscal_year}."})

    @property
    def answered(self) -> bool:
        """Whether the huvudman has handed it in."""
        return self.state != State.DRAFT

    @property
    def receipt(self) -> str:
        """`3f7a-92c1-0b6d`: a code made of exactly what was handed in and when."""
        rows = sorted(self.written.items())
        told = repr((self.reference(), str(self.end), str(self.submitted_at), rows, self.comment))
        code = sha256(told.encode()).hexdigest()[:12]
        return "-".join(code[at : at + 4] for at in (0, 4, 8))
