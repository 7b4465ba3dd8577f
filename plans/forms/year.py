"""Forms over what else a year holds: risks, meetings, the wheel's own points and projects of others."""

from __future__ import annotations

from django import forms

from finsam.core.crud.forms import OwnedForm, children_formset
from finsam.core.values.periods import MONTHS, weekday
from plans.models.year import ExternalProject, Meeting, Risk, RiskMeasure, WheelItem


class RiskForm(OwnedForm):
    """A risk."""

    layout = (
        "name",
        "text",
        "consequence",
        "level",
        ("likelihood", "impact"),
        ("owner", "review_on"),
        "order",
    )
    beside = {"risk_scale": "likelihood"}

    class Meta(OwnedForm.Meta):
        model = Risk
        help_texts = {
            "name": "Används i listor. I planen står risken som den är skriven nedan.",
            "likelihood": "Med sannolikhet och påverkan står risken i riskmatrisen.",
            "review_on": "Dagen efterfrågas under Vad saknas. Skriv en ny dag när risken är bedömd på nytt.",
        }


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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        day = self.instance.date
        self.fields["date"].help_text = (
            f"{weekday(day).capitalize()}. Är handlingarna utskickade får de som fick dem brev om en ny dag."
            if day
            else "Veckodagen räknas ut när mötet är sparat."
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


class ProjectForm(OwnedForm):
    """A project that others pay for."""

    layout = ("name", "financier", "owner", ("start", "end"), "period_note", "content", "order")
    beside = {"externalproject_dates_in_order": "end"}

    class Meta(OwnedForm.Meta):
        model = ExternalProject
