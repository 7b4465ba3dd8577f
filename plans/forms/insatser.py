"""Forms over insatser, their kinds and their shares."""

from __future__ import annotations

from django import forms
from django_scopes.forms import SafeModelChoiceField

from finsam.core.crud.fields import NumberFormField
from finsam.core.crud.forms import Heading, OwnedForm, OwnedFormSet, children_formset
from finsam.organisation.models import MemberKind
from plans import queries
from plans.forms.wholes import kept, refuse_parts
from plans.models.insatser import Insats, InsatsKind, InsatsShare, InsatsYear

YES, NO = "ja", "nej"


class InsatsKindForm(OwnedForm):
    """A förbund's own kind of insats."""

    class Meta(OwnedForm.Meta):
        model = InsatsKind
        fields = ("name", "national", "order")


class InsatsForm(OwnedForm):
    """An insats as planned for the year; a new one is chosen among earlier years' or gets a name."""

    insats = SafeModelChoiceField(
        Insats.objects.none(),
        label="Insats från ett annat år",
        required=False,
        empty_label="Ingen, det är en ny insats",
        help_text="Välj en som förbundet redan har haft, så följs den över åren.",
    )
    name = forms.CharField(label="Namn på en ny insats", required=False, max_length=120)
    national_method = Insats._meta.get_field("national_method").formfield()
    esf = forms.TypedChoiceField(
        label="ESF-finansiering",
        choices=[("", "Inte bestämt"), (YES, "Ja"), (NO, "Nej")],
        coerce=YES.__eq__,
        empty_value=None,
        required=False,
        help_text="Kan, liksom metoden, inte ändras i Uppföljning Finsam när insatsen är skapad där. Gäller alla år.",
    )

    layout = (
        "insats",
        "name",
        "title",
        ("start", "end"),
        "kommuner",
        Heading("Vem"),
        "owner",
        "partners",
        "owner_and_partners",
        Heading("Vad"),
        "intro",
        "purpose",
        "target_group",
        "method",
        "overall_goal",
        "follow_up",
        Heading("Hur många"),
        "planned",
        ("planned_low", "planned_high"),
        "planned_note",
        "positions",
        Heading("Pengar"),
        ("requested", "granted"),
        "budget_note",
        Heading("I Uppföljning Finsam"),
        ("national_method", "esf"),
        Heading("Plats i planen"),
        "order",
    )
    beside = {
        "insatsyear_dates_in_order": "end",
        "insatsyear_number_given": "planned_low",
        "insatsyear_interval_in_order": "planned_high",
    }

    sides = {"requested": "kostnad", "granted": "kostnad"}

    class Meta(OwnedForm.Meta):
        model = InsatsYear
        fields = (
            "title", "start", "end", "kommuner", "owner", "partners", "owner_and_partners", "intro", "purpose",
            "target_group", "method", "overall_goal", "follow_up", "planned", "planned_low", "planned_high",
            "planned_note", "positions", "requested", "granted", "budget_note", "order",
        )  # fmt: skip
        field_classes = {"positions": NumberFormField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        forbund = self.tenant.forbund
        kommuner = self.fields["kommuner"]
        kommuner.queryset = kommuner.queryset.filter(kind=MemberKind.KOMMUN)
        terms = {
            "owner": "insats_owner",
            "partners": "insats_partners",
            "purpose": "insats_purpose",
            "target_group": "insats_target_group",
            "method": "insats_method",
            "overall_goal": "insats_overall_goal",
            "follow_up": "insats_follow_up",
            "planned": "insats_participants",
        }
        for name, term in terms.items():
            self.fields[name].label = forbund.term(term)
        if self.instance.pk:
            del self.fields["insats"]
            self.fields["name"].label = "Insatsens namn"
            self.fields["name"].required = True
            self.fields["name"].help_text = "Gäller alla år. Ett annat namn i årets plan skrivs som rubrik."
            self.initial["name"] = self.instance.insats.name
            self.initial["national_method"] = self.instance.insats.national_method
            self.initial["esf"] = {True: YES, False: NO}.get(self.instance.insats.esf, "")
        else:
            planned = queries.insatser(forbund, self.tenant.fiscal_year.year).values()
            taken = [insats.insats_id for insats in planned]
            self.fields["insats"].queryset = self.tenant.all(Insats).exclude(pk__in=taken)
            self.fields["insats"].error_messages["invalid_choice"] = (
                "Insatsen hör inte till förbundet, eller finns redan det här året."
            )

    def clean(self):
        """A new one needs an insats to be the year of, and exactly one."""
        cleaned = super().clean()
        chosen, name = cleaned.get("insats"), (cleaned.get("name") or "").strip()
        if not self.instance.pk and "insats" not in self.errors:
            if chosen and name:
                self.add_error("name", "Välj en insats i listan eller skriv ett nytt namn, inte både och.")
            elif not chosen and not name and "name" not in self.errors:
                self.add_error("name", "Skriv vad insatsen heter, eller välj en från ett annat år.")
            elif name and self.tenant.all(Insats).filter(name__iexact=name).exists():
                self.add_error(
                    "name", f"Förbundet har redan en insats som heter ”{name}”. Välj den i listan."
                )
        self.instance.insats = self._insats(chosen, name)
        for field in ("national_method", "esf"):
            value = cleaned.get(field)
            # Left empty, they say nothing about an insats that another year may have said it of.
            if value not in ("", None) or (self.instance.pk and field not in self.errors):
                setattr(self.instance.insats, field, value)
        return cleaned

    def _insats(self, chosen: Insats | None, name: str) -> Insats:
        """What the year belongs to: the one chosen, a new one by that name, or the present one renamed."""
        if chosen is not None:
            return chosen
        if self.instance.pk:
            self.instance.insats.name = name or self.instance.insats.name
            return self.instance.insats
        return Insats(forbund=self.tenant.forbund, name=name)


class ShareForm(OwnedForm):
    """How much of the insats is of a kind."""

    class Meta(OwnedForm.Meta):
        model = InsatsShare
        fields = ("kind", "share")


class ShareFormSet(OwnedFormSet):
    """The shares of an insats: none, or together 100 %."""

    def clean(self):
        """Refuse what isn't 100 %, at the last of the shares."""
        super().clean()
        if not any(self.errors):
            refuse_parts(kept(self), "share")

    def get_unique_error_message(self, unique_check):
        """The only thing that can be there twice is the kind."""
        return "En kategori kan bara stå en gång. Lägg ihop andelarna på en rad."


SHARES = children_formset(InsatsYear, ShareForm, fk_name="insats_year", formset=ShareFormSet)
