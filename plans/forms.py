"""Forms over what is planned."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django_scopes.forms import SafeModelChoiceField

from finsam.documents.expressions import evaluate
from finsam.documents.facts import Book, FactError
from finsam.fields import AmountFormField
from finsam.forms import Heading, OwnedForm, OwnedFormSet, children_formset
from finsam.money import number
from finsam.periods import MONTHS, weekday
from plans import queries
from plans.models import (
    ExternalProject,
    Goal,
    GoalPart,
    Insats,
    InsatsKind,
    InsatsShare,
    InsatsYear,
    Meeting,
    Risk,
    RiskMeasure,
    Verdict,
    WheelItem,
)

HUNDRED = Decimal(100)


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

    layout = (
        "insats",
        "name",
        "title",
        ("start", "end"),
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
        Heading("Plats i planen"),
        "order",
    )
    beside = {
        "insatsyear_dates_in_order": "end",
        "insatsyear_number_given": "planned_low",
        "insatsyear_interval_in_order": "planned_high",
    }

    class Meta(OwnedForm.Meta):
        model = InsatsYear
        fields = (
            "title", "start", "end", "owner", "partners", "owner_and_partners", "intro", "purpose",
            "target_group", "method", "overall_goal", "follow_up", "planned", "planned_low", "planned_high",
            "planned_note", "positions", "requested", "granted", "budget_note", "order",
        )  # fmt: skip
        field_classes = {"positions": AmountFormField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        forbund = self.visit.forbund
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
        else:
            planned = queries.insatser(forbund, self.visit.fiscal_year.year).values()
            taken = [one.insats_id for one in planned]
            self.fields["insats"].queryset = self.visit.all(Insats).exclude(pk__in=taken)
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
            elif name and self.visit.all(Insats).filter(name__iexact=name).exists():
                self.add_error(
                    "name", f"Förbundet har redan en insats som heter ”{name}”. Välj den i listan."
                )
        self.instance.insats = self._insats(chosen, name)
        return cleaned

    def _insats(self, chosen: Insats | None, name: str) -> Insats:
        """What the year belongs to: the one chosen, a new one by that name, or the present one renamed."""
        if chosen is not None:
            return chosen
        if self.instance.pk:
            self.instance.insats.name = name or self.instance.insats.name
            return self.instance.insats
        return Insats(forbund=self.visit.forbund, name=name)


class ShareForm(OwnedForm):
    """How much of the insats is of a kind."""

    class Meta(OwnedForm.Meta):
        model = InsatsShare
        fields = ("kind", "share")


def kept(formset) -> list[forms.ModelForm]:
    """The formset's rows that will be there when it has been saved, as far as they are valid."""
    return [
        form
        for form in formset.forms
        if form.is_valid()
        and not form.cleaned_data.get("DELETE")
        and (form.instance.pk or form.has_changed())
    ]


class ShareFormSet(OwnedFormSet):
    """The shares of an insats: none, or together 100 %."""

    def clean(self):
        """Refuse what isn't 100 %, at the last of the shares."""
        super().clean()
        rows = kept(self)
        total = sum((form.cleaned_data.get("share") or 0 for form in rows), Decimal(0))
        if rows and not any(self.errors) and total != HUNDRED:
            rows[-1].add_error(
                "share", f"Andelarna blir tillsammans {number(total, _decimals(total))} %. De ska bli 100 %."
            )

    def get_unique_error_message(self, unique_check):
        """The only thing that can be there twice is the kind."""
        return "En kategori kan bara stå en gång. Lägg ihop andelarna på en rad."


def _decimals(value: Decimal) -> int:
    return 0 if value == value.to_integral_value() else 2


SHARES = children_formset(InsatsYear, ShareForm, fk_name="insats_year", formset=ShareFormSet)


class GoalForm(OwnedForm):
    """A goal, a group of goals or an activity."""

    layout = (
        "name",
        ("level", "kind", "number"),
        "text",
        ("parent", "insats_year"),
        "owner",
        "follow_up",
        "footnote",
        ("verdict", "order"),
    )

    class Meta(OwnedForm.Meta):
        model = Goal
        fields = (
            "name", "level", "kind", "number", "text", "parent", "insats_year", "owner", "follow_up",
            "footnote", "verdict", "order",
        )  # fmt: skip
        help_texts = {
            "name": "Används i listor och i namnet på målets siffror.",
            "text": "Skriv {mål} där målvärdet ska stå och {dagar} där antalet dagar ska stå. Siffrorna skrivs "
            "i målets delar nedan, så att de bara finns på ett ställe. Har målet flera delar: {mål1}, {mål2}.",
            "verdict": "Gäller mål med flera delar.",
            "insats_year": "Tom: målet är förbundets eget.",
            "parent": "Tom: målet står för sig självt.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["insats_year"].queryset = self.fields["insats_year"].queryset.select_related("insats")
        self.fields["kind"].error_messages["required"] = "Välj vad målet handlar om."


class PartForm(OwnedForm):
    """What is measured, of whom, and against what."""

    layout = (
        ("measure", "population"),
        ("operator", "target", "unit"),
        ("target_high", "base_offset"),
        ("days", "working_days"),
        ("fraction", "fact"),
    )
    beside = {
        "goalpart_target_given": "target",
        "goalpart_interval_in_order": "target_high",
        "goalpart_days_given": "days",
    }

    class Meta(OwnedForm.Meta):
        model = GoalPart
        fields = (
            "measure", "population", "operator", "target", "target_high", "unit", "days", "working_days",
            "base_offset", "fraction", "fact",
        )  # fmt: skip
        field_classes = {"target": AmountFormField, "target_high": AmountFormField}
        labels = {
            "operator": "Riktning",
            "target_high": "Högsta värde",
            "fact": "Resultatet läses ur uppgiften",
        }
        help_texts = {
            "measure": "Till exempel ”deltagare som går till arbete eller studier”.",
            "population": "Till exempel ”deltagare som avslutats”.",
            "target_high": "Bara för ”mellan”.",
            "days": "Bara för ”andel inom ett antal dagar”.",
            "fraction": "Till exempel ”en tredjedel”. Tomt: siffran skrivs ut.",
            "fact": "Till exempel budget.andel.insatser@0. Flera läggs ihop med + och delas med /: a@0 + b@0 / c@0. "
            "Tomt: resultatet skrivs in vid uppföljningen.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["operator"].error_messages["required"] = (
            "Målet saknar riktning. Välj till exempel minst, högst eller bedöms med ord."
        )

    def clean_fact(self):
        """The key of a fact that exists, seen from the plan's year; or several of them put together."""
        key = self.cleaned_data["fact"].strip()
        if key:
            year = self.visit.fiscal_year.year
            try:
                evaluate(Book(self.visit.forbund, year), key, "mal", "", year=year)
            except FactError as error:
                raise ValidationError(
                    f"{error} Sök bland uppgifterna och skriv namnet som det står där."
                ) from error
        return key


class PartFormSet(OwnedFormSet):
    """A goal's parts; a distribution's sum to 100 %."""

    row_template = "plans/part.html"

    def clean(self):
        """Refuse a distribution that isn't a whole, at its last part."""
        super().clean()
        rows = kept(self)
        if self.instance.verdict != Verdict.DISTRIBUTION or any(self.errors):
            return
        total = sum((form.cleaned_data.get("target") or 0 for form in rows), Decimal(0))
        if not rows:
            raise ValidationError("En fördelning behöver sina delar, som tillsammans blir 100 %.")
        if total != HUNDRED:
            rows[-1].add_error(
                "target",
                f"Fördelningen blir tillsammans {number(total, _decimals(total))} %. Den ska bli 100 %.",
            )


PARTS = children_formset(Goal, PartForm, fk_name="goal", formset=PartFormSet)


class RiskForm(OwnedForm):
    """A risk."""

    layout = ("name", "text", "consequence", "level", ("likelihood", "impact"), "owner", "order")
    beside = {"risk_scale": "likelihood"}

    class Meta(OwnedForm.Meta):
        model = Risk
        fields = ("name", "text", "consequence", "level", "likelihood", "impact", "owner", "order")
        help_texts = {"name": "Används i listor. I planen står risken som den är skriven nedan."}


class MeasureForm(OwnedForm):
    """One thing done about a risk."""

    class Meta(OwnedForm.Meta):
        model = RiskMeasure
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}


MEASURES = children_formset(Risk, MeasureForm, fk_name="risk")


class MeetingForm(OwnedForm):
    """A meeting; its weekday is computed."""

    layout = ("body", ("date", "start", "end"), "name", "theme", "place", "public")
    beside = {"meeting_times_in_order": "end"}

    class Meta(OwnedForm.Meta):
        model = Meeting
        fields = ("body", "date", "start", "end", "name", "theme", "place", "public")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        day = self.instance.date
        self.fields["date"].help_text = (
            f"{weekday(day).capitalize()}." if day else "Veckodagen räknas ut när mötet är sparat."
        )


class MonthField(forms.TypedChoiceField):
    """A month by name, stored as 1–12."""

    def __init__(self, *, empty: str = "", **kwargs):
        choices = [(number, name.capitalize()) for number, name in enumerate(MONTHS, 1)]
        if empty:
            choices.insert(0, ("", empty))
        super().__init__(choices=choices, coerce=int, empty_value=None, **kwargs)


class WheelItemForm(OwnedForm):
    """Something that returns every year."""

    month = MonthField(label="Månad")
    last_month = MonthField(label="Till och med", required=False, empty="Bara den månaden")

    layout = ("name", ("month", "last_month"), "order")
    beside = {"wheelitem_months": "last_month"}

    class Meta(OwnedForm.Meta):
        model = WheelItem
        fields = ("name", "month", "last_month", "order")


class ProjectForm(OwnedForm):
    """A project that others pay for."""

    layout = ("name", "financier", "owner", ("start", "end"), "period_note", "content", "order")
    beside = {"externalproject_dates_in_order": "end"}

    class Meta(OwnedForm.Meta):
        model = ExternalProject
        fields = ("name", "financier", "owner", "start", "end", "period_note", "content", "order")
