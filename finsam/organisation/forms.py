"""Forms of the organisation: the förbund, its members and money, people and access."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from finsam.core.crud.comparison import Versioned, compare
from finsam.core.crud.forms import Heading, OwnedForm
from finsam.core.models import TERMS, Access, FiscalYear, Forbund, Picture
from finsam.core.tenancy import rules
from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.permissions import Role
from finsam.core.uploads import apart
from finsam.core.values import periods
from finsam.core.values.money import number
from finsam.core.values.privacy import refuse
from finsam.core.values.themes import THEME_WORDS
from finsam.organisation.models import (
    AccessibilityStatement,
    Body,
    Compliance,
    Contribution,
    EquityLevel,
    KommunShare,
    Member,
    MemberKind,
    Payer,
    Person,
    Seat,
    members_in,
)


class MemberForm(OwnedForm):
    """A party of the förbund."""

    layout = ("name", "kind", "owner_share", ("start", "end"), "order")

    class Meta(OwnedForm.Meta):
        model = Member


class PayerForm(OwnedForm):
    """Who pays, and for which members."""

    class Meta(OwnedForm.Meta):
        model = Payer
        fields = ("name", "members", "order")


class ContributionForm(OwnedForm):
    """What a payer contributes in a year."""

    layout = ("payer", ("year", "status"), "amount")

    class Meta(OwnedForm.Meta):
        model = Contribution

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["year"] = self.tenant.fiscal_year.year


class EquityLevelForm(OwnedForm):
    """A level of the highest equity that the förbund holds itself to."""

    layout = (("valid_from", "total_from"), ("percent", "cap"), "source")

    class Meta(OwnedForm.Meta):
        model = EquityLevel

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["valid_from"] = self.tenant.fiscal_year.year


class KommunSharesForm(Versioned):
    """How the kommuner split their quarter in a year: all at once, since they sum to 100 %."""

    def __init__(self, *args, tenant: TenantContext, **kwargs):
        super().__init__(*args, **kwargs)
        shares = {share.member_id: share for share in tenant.all(KommunShare)}
        self.rows = []
        offered = members_in(tenant.fiscal_year.year) | Q(pk__in=list(shares))
        for member in tenant.all(Member).filter(offered, kind=MemberKind.KOMMUN):
            share = shares.get(member.pk) or KommunShare(
                forbund=tenant.forbund, fiscal_year=tenant.fiscal_year, member=member
            )
            self.rows.append(share)
            self.fields[member.key] = KommunShare._meta.get_field("share").formfield(
                label=member.name, required=False
            )
            self.initial[member.key] = share.share
        self.open(tenant.fiscal_year)

    def clean(self):
        """Either none is known, or all of them are and they sum to 100 %."""
        cleaned = super().clean()
        given = [cleaned[row.member.key] for row in self.rows if cleaned.get(row.member.key) is not None]
        if self.errors or not given:
            return cleaned
        total = sum(given)
        if total != 100:
            raise ValidationError(f"Andelarna blir tillsammans {number(total, 2)} %. De ska bli 100 %.")
        return cleaned

    def compared(self, current):
        """The fields are few and stand on the page: they are only to be read again."""
        self.add_error(
            None,
            "Andelarna har sparats i en annan flik eller av någon annan. Kontrollera andelarna och spara igen.",
        )
        return compare(self, current, ())

    def changed_shares(self):
        """The rows that were written or emptied: (share, whether it is to be removed)."""
        for row in self.rows:
            value = self.cleaned_data[row.member.key]
            if value != row.share:
                row.share = value
                yield row, value is None


class BodyForm(OwnedForm):
    """A board, a group or an office."""

    layout = (
        "name",
        "kind",
        Heading("Antal, när inga namn är inskrivna"),
        ("regular_count", "deputy_count"),
        "order",
    )

    class Meta(OwnedForm.Meta):
        model = Body


class PersonForm(OwnedForm):
    """A person with a seat."""

    class Meta(OwnedForm.Meta):
        model = Person
        fields = ("name", "email")


class SeatForm(OwnedForm):
    """A person in a body."""

    layout = (("person", "body"), "role", "members", ("start", "end"), ("extent", "employer"), "order")

    class Meta(OwnedForm.Meta):
        model = Seat


class PictureForm(OwnedForm):
    """A picture, and what it shows for those who don't see it."""

    file = forms.FileField(label="Bildfil", required=False, help_text="PNG eller JPEG, högst 5 MB.")

    layout = ("file", "name", "alt")

    class Meta(OwnedForm.Meta):
        model = Picture

    def clean(self):
        """A new picture needs its file; an old one may get another."""
        cleaned = super().clean()
        file = cleaned.get("file")
        if file:
            try:
                self.instance.data, self.instance.content_type = apart.read(
                    Picture.read, file.read(Picture.MAX_BYTES + 1)
                )
            except ValidationError as error:
                self.add_error("file", error)
        elif self.instance.pk is None and "file" not in self.errors:
            self.add_error("file", "Välj en bildfil.")
        return cleaned


class ForbundForm(OwnedForm):
    """The förbund's own facts, and its own words as one field each."""

    layout = (
        ("name", "short_name"),
        ("org_nr", "seat"),
        Heading("Kontakt"),
        "web",
        ("email", "phone"),
        Heading("Utseende"),
        ("accent", "logo"),
        "theme",
        "slogan",
        Heading("Vision och värdegrund"),
        "vision",
        "values",
        Heading("Eget kapital"),
        ("equity_floor", "equity_base_offset"),
        Heading("Små tal"),
        "suppression_threshold",
        Heading("Måluppfyllelse"),
        "nearly_percent",
        Heading("Styrelsens möten"),
        "quorum",
        Heading("Inloggning"),
        ("second_step_required", "second_step_days"),
        Heading("Förbundets egna ord"),
    )

    class Meta(OwnedForm.Meta):
        model = Forbund
        widgets = {"accent": forms.TextInput(attrs={"type": "color"}), "theme": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [
            (theme.value, render_to_string("organisation/theme.html", {"theme": theme, "words": words}))
            for theme, words in THEME_WORDS.items()
        ]
        for key, usual in TERMS.items():
            self.fields[self.term_field(key)] = forms.CharField(
                label=f"”{usual}” heter hos oss",
                required=False,
                max_length=60,
                initial=self.instance.terms.get(key),
            )

    @staticmethod
    def term_field(key: str) -> str:
        """The name of a term's field."""
        return f"term_{key}"

    def clean(self):
        """Gather the words; one that is left blank or as it was is not stored."""
        cleaned = super().clean()
        terms = {key: cleaned.get(self.term_field(key), "").strip() for key in TERMS}
        self.instance.terms = {key: word for key, word in terms.items() if word and word != TERMS[key]}
        return cleaned


class StatementForm(OwnedForm):
    """How accessible the förbund's documents and pages are."""

    layout = (
        "compliance",
        "shortcomings",
        "burden",
        "exempt",
        "alternatives",
        Heading("Hur ni har prövat"),
        "method",
        "tested",
        ("assessed_on", "reviewed_on"),
    )

    class Meta(OwnedForm.Meta):
        model = AccessibilityStatement

    def clean(self):
        """Who says that not everything is accessible says what isn't."""
        cleaned = super().clean()
        short = cleaned.get("compliance") not in (None, "", Compliance.FULL)
        if short and not (cleaned.get("shortcomings") or cleaned.get("burden")):
            self.add_error("shortcomings", "Skriv vad som inte är tillgängligt, eftersom inte allt är det.")
        return cleaned


class YearForm(OwnedForm):
    """A year to open; an open one keeps its number."""

    class Meta(OwnedForm.Meta):
        model = FiscalYear
        fields = ("year", "decided_before")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["year"].disabled = True
        else:
            newest = self.tenant.years.first()
            self.initial["year"] = newest.year + 1 if newest else timezone.localdate().year


# An acting förbundschef is appointed, with an end and letters about it (finsam.organisation.acting).
INVITED = [(role.value, role.label) for role in Role if role != Role.ACTING]


class InvitationForm(forms.Form):
    """Let a person into the förbund."""

    layout = (("name", "email"), "role", ("start", "end"))

    name = forms.CharField(label="Namn", max_length=80)
    email = forms.EmailField(label="E-post", help_text="Dit skickas inbjudan.")
    role = forms.ChoiceField(label="Roll", choices=[("", "Välj roll"), *INVITED])
    start = forms.DateField(label="Från", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(
        label="Till och med", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def clean_name(self):
        """Not even a name field may hold a personnummer, or more than a line."""
        refuse(self.cleaned_data["name"], lines=False)
        return self.cleaned_data["name"]


class AccessForm(OwnedForm):
    """How long somebody may come in. Another role is another access."""

    layout = (("start", "end"),)

    class Meta(OwnedForm.Meta):
        model = Access

    def clean(self):
        """The last förbundschef can't be given an end."""
        cleaned = super().clean()
        start, end = cleaned.get("start"), cleaned.get("end")
        today = timezone.localdate()
        problem = rules.ACTING_ELSEWHERE if self.instance.role == Role.ACTING else None
        if end and not problem:
            problem = rules.removing_access(self.instance, today=max(today, periods.day_after(end)))
        if start and start > today:
            problem = problem or rules.removing_access(self.instance, today=today)
        if problem:
            self.add_error("end" if end else "start", problem)
        return cleaned
