"""Insatser, goals and meetings, several at once."""

from __future__ import annotations

from html import escape

from django import forms

from finsam.core.crud.fields import NumberFormField
from finsam.core.crud.forms import OwnedForm
from finsam.core.crud.several import Several, SeveralFormSet, several_formset
from finsam.core.services import Child
from finsam.core.tenancy.permissions import Permission
from finsam.core.values import money
from plans.models.goals import WITH_TARGET, Goal, GoalPart, Operator, Unit
from plans.models.insatser import Insats, InsatsKind, InsatsShare, InsatsYear, NationalKind, Planned
from plans.models.year import Meeting

WRITE = Permission.EDIT_PLAN


def paragraphs(text: str) -> str:
    """Plain text as prose: a paragraph for each line."""
    return "".join(f"<p>{escape(line.strip())}</p>" for line in text.splitlines() if line.strip())


class InsatsRow(OwnedForm):
    """The least that an insats says of itself; the rest is on its own page."""

    name = forms.CharField(label="Insats", max_length=120)
    national = forms.ChoiceField(label="Kategori", choices=NationalKind.choices, initial=NationalKind.INDIVID)
    purpose = forms.CharField(
        label="Syfte", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )

    layout = (("name", "national", "owner"), ("purpose", "planned_low", "granted"))

    sides = {"granted": "kostnad"}

    class Meta(OwnedForm.Meta):
        model = InsatsYear
        fields = ("owner", "purpose", "planned_low", "granted")
        labels = {"planned_low": "Antal deltagare"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].label = self.tenant.forbund.term("insats_owner")
        self.fields["purpose"].label = self.tenant.forbund.term("insats_purpose")

    def clean_name(self):
        """A name that the förbund has already is chosen on the page of one insats, so that it is followed over years."""
        name = " ".join(self.cleaned_data["name"].split())
        if self.tenant.all(Insats).filter(name__iexact=name).exists():
            raise forms.ValidationError(
                f"Förbundet har redan en insats som heter ”{name}”. Lägg till den från listan Insatser."
            )
        return name

    def clean_purpose(self):
        """Stored as prose, as the page of an insats stores it."""
        return paragraphs(self.cleaned_data["purpose"])

    def clean(self):
        cleaned = super().clean()
        self.instance.planned = Planned.NUMBER if cleaned.get("planned_low") is not None else Planned.NONE
        return cleaned


class InsatsRows(SeveralFormSet):
    """New insatser with the kind that each is of."""

    heading, new_row = "Insatser", "Ny insats"

    def clean(self):
        """A name stands once."""
        super().clean()
        seen = set()
        for form in self.forms:
            name = getattr(form, "cleaned_data", {}).get("name", "").casefold()
            if name and name in seen:
                form.add_error("name", "Namnet står på två rader.")
            seen.add(name)

    def children(self):
        self._kinds: dict[str, InsatsKind] = {}
        for kind in self.tenant.all(InsatsKind):
            self._kinds.setdefault(kind.national, kind)
        return super().children()

    def of_row(self, form):
        year, chosen = form.instance, form.cleaned_data["national"]
        year.insats = Insats(forbund=year.forbund, name=form.cleaned_data["name"])
        new = [Child(year.insats), Child(year)]
        if chosen not in self._kinds:
            kind = InsatsKind(
                forbund=year.forbund,
                name=NationalKind(chosen).label,
                national=chosen,
                order=len(self._kinds) + 1,
            )
            self._kinds[chosen] = kind
            new.append(Child(kind))
        share = InsatsShare(forbund=year.forbund, insats_year=year, kind=self._kinds[chosen])
        return [*new, Child(share)]


class GoalRow(OwnedForm):
    """A goal that is measured by one thing."""

    text = forms.CharField(
        label="Mål",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    operator = forms.ChoiceField(
        label="Riktning",
        initial=Operator.AT_LEAST,
        choices=[
            (value, label)
            for value, label in Operator.choices
            if value not in (Operator.BETWEEN, Operator.WITHIN_DAYS)
        ],
    )
    target = NumberFormField(label="Målvärde", required=False, max_digits=13, decimal_places=2)
    unit = forms.ChoiceField(label="Enhet", choices=Unit.choices, initial=Unit.PERCENT)

    layout = ("text", ("kind", "insats_year", "operator", "target", "unit"))

    class Meta(OwnedForm.Meta):
        model = Goal
        fields = ("text", "kind", "insats_year")
        labels = {"insats_year": "I insatsen"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        unit = self.data.get(self.add_prefix("unit")) or Unit.PERCENT
        self.fields["target"].kind = {Unit.PERCENT: money.PERCENT, Unit.KRONOR: money.AMOUNT}.get(
            unit, money.NUMBER
        )
        self.fields["insats_year"].queryset = self.fields["insats_year"].queryset.select_related("insats")

    def clean(self):
        """What is compared with a number has one, and a share is a share."""
        cleaned = super().clean()
        target = cleaned.get("target")
        if cleaned.get("operator") in WITH_TARGET and target is None and "target" not in self.errors:
            self.add_error("target", "Skriv ett målvärde, eller välj att målet bedöms med ord.")
        if cleaned.get("unit") == Unit.PERCENT and target is not None and not 0 <= target <= 100:
            self.add_error("target", "En andel ska vara mellan 0 och 100 %.")
        text = " ".join((cleaned.get("text") or "").replace("{mål}", "").split())
        self.instance.name = text[:157].rstrip(" ,.") or "Mål"
        return cleaned


class GoalRows(SeveralFormSet):
    """New goals, each with the part that it is measured by."""

    heading, new_row = "Mål", "Nytt mål"
    shared = ("insats_year",)

    def of_row(self, form):
        goal, said = form.instance, form.cleaned_data
        part = GoalPart(
            forbund=goal.forbund, goal=goal, measure=goal.name, operator=said["operator"], target=said["target"],
            unit=said["unit"], order=1,
        )  # fmt: skip
        return [Child(goal), Child(part)]


class MeetingRow(OwnedForm):
    """A meeting on one line."""

    layout = (("body", "date", "start", "end", "place"),)
    beside = {"meeting_times_in_order": "end"}

    class Meta(OwnedForm.Meta):
        model = Meeting
        fields = ("body", "date", "start", "end", "place")


class MeetingRows(SeveralFormSet):
    """New meetings, beginning as those that were added last."""

    heading, new_row = "Möten", "Nytt möte"
    shared = ("body",)

    def __init__(self, *args, tenant, **kwargs):
        super().__init__(*args, tenant=tenant, **kwargs)
        last = tenant.all(Meeting).order_by("-pk").first()
        body = last.body_id if last else None
        if body is None:
            field = Meeting._meta.get_field("body").related_model
            body = tenant.all(field).values_list("pk", flat=True).first()
        self.form_kwargs["initial"] = {"body": body}


insatser = Several(
    "insatser-several",
    "insatser-samlat",
    "Årets insatser",
    "Skriv det viktigaste om varje insats. Målgrupp, metod och resten fyller ni i på insatsens egen sida.",
    several_formset(InsatsRow, formset=InsatsRows, extra=4, most=30),
    WRITE,
    back="insatser",
    back_label="Insatser",
    section="insatser",
    related=("insats",),
)
goals = Several(
    "goals-several",
    "mal-samlat",
    "Årets mål",
    "Skriv {mål} där målvärdet ska stå, till exempel ”{mål} av deltagarna går till arbete eller studier”. Mål med flera "
    "delar läggs till vart och ett.",
    several_formset(GoalRow, formset=GoalRows, extra=6, most=40),
    WRITE,
    back="goals",
    back_label="Mål",
    section="goals",
)
meetings = Several(
    "meetings-several",
    "moten-samlat",
    "Årets möten",
    "Alla möten på en gång. Veckodagen räknas ut, och mötena hamnar i årshjulet.",
    several_formset(MeetingRow, formset=MeetingRows, extra=8, most=40),
    WRITE,
    back="meetings",
    back_label="Möten",
    section="meetings",
    related=("body",),
)
PAGES = (insatser, goals, meetings)
