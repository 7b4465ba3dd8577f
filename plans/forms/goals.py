"""Forms over goals and their parts."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError

from finsam.core.crud.fields import NumberFormField
from finsam.core.crud.forms import OwnedForm, OwnedFormSet, children_formset
from finsam.core.values import money
from finsam.core.values.money import HUNDRED, exact
from finsam.documents.books import open_book
from finsam.facts.book import FactError
from finsam.facts.expressions import evaluate
from plans.forms.wholes import kept
from plans.models.goals import Goal, GoalPart, Unit, Verdict

# How a number is written in each unit: `85 %`, `130 tkr`
KINDS = {Unit.PERCENT: money.PERCENT, Unit.KRONOR: money.AMOUNT}


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
        help_texts = {
            "name": "Används i listor och i namnet på målets siffror.",
            "text": "Skriv {mål} där målvärdet ska stå och {dagar} där antalet dagar ska stå. Siffrorna skrivs "
            "i målets delar nedan, så att de bara finns på ett ställe. Har målet flera delar: {mål1}, {mål2}.",
            "verdict": "Gäller mål med flera delar.",
            "insats_year": "Lämna tomt om målet är förbundets eget.",
            "parent": "Lämna tomt om målet står för sig självt.",
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
        field_classes = {"target": NumberFormField, "target_high": NumberFormField}
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
            "fraction": "Till exempel ”en tredjedel”. Lämna tomt om siffran ska stå.",
            "fact": "Till exempel budget.andel.insatser@0. Flera läggs ihop med + och delas med /: a@0 + b@0 / c@0. "
            "Årets pengar läses ur utfallet i årsredovisningen, prognosen i delårsrapporten och budgeten i planen, "
            "vilken av dem namnet än säger. Lämna tomt om resultatet skrivs in vid uppföljningen.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        unit = self.data.get(self.add_prefix("unit")) or self.instance.unit
        for name in ("target", "target_high"):
            self.fields[name].kind = KINDS.get(unit, money.NUMBER)
        self.fields["operator"].error_messages["required"] = (
            "Målet saknar riktning. Välj till exempel minst, högst eller bedöms med ord."
        )

    def clean_fact(self):
        """The key of a fact that exists, seen from the plan's year; or several of them put together."""
        key = self.cleaned_data["fact"].strip()
        if key:
            year = self.tenant.fiscal_year.year
            try:
                evaluate(open_book(self.tenant.forbund, year), key, "mal", "", year=year)
            except FactError as error:
                raise ValidationError(
                    f"{error} Sök bland uppgifterna och skriv namnet som det står där."
                ) from error
        return key


class PartFormSet(OwnedFormSet):
    """A goal's parts; a distribution's sum to 100 %."""

    row_class, new_row = "part", "Ny del"

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
                f"Fördelningen blir tillsammans {exact(total)} %. Den ska bli 100 %.",
            )


PARTS = children_formset(Goal, PartForm, fk_name="goal", formset=PartFormSet)
