"""Forms over consultations: when and about what, and a row for each member's view."""

from __future__ import annotations

from django import forms

from finsam.core.crud.forms import Heading, OwnedForm, OwnedFormSet, children_formset
from finsam.organisation import queries
from finsam.organisation.models import Member
from plans.models.consultations import Consultation, Viewpoint


class ConsultationForm(OwnedForm):
    """A consultation with the members."""

    layout = (
        "name",
        Heading("När, sagt på ett sätt"),
        "meeting",
        ("date", "period"),
        Heading("Var och hur"),
        "place",
        "others",
        "text",
        Heading("Uppföljning"),
        "follow_up",
        "order",
    )
    beside = {"consultation_when_said_once": "meeting"}

    class Meta(OwnedForm.Meta):
        model = Consultation
        help_texts = {
            "meeting": "Står samrådet i mötesplanen hämtas dagen och platsen därifrån.",
            "date": "Bara när samrådet inte står i mötesplanen.",
            "period": "Bara när dagen inte är känd, till exempel ”våren 2023”.",
            "place": "Lämna tomt för mötets plats.",
            "follow_up": "Skrivs när det är känt: vad förbundet gjorde av det som medlemmarna sa. Efterfrågas året efter.",
            "others": "Utöver medlemmarna, till exempel länets andra förbund.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = self.fields["meeting"].queryset.select_related("body")


class ViewpointForm(OwnedForm):
    """What one member said; emptied, it is taken away."""

    class Meta(OwnedForm.Meta):
        model = Viewpoint
        fields = ("member", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 2, "class": "textarea form-control"})}

    def __init__(self, *args, members: dict[int, Member] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.party = (members or {}).get(self.instance.member_id or self.initial.get("member"))
        self.fields["text"].required = False

    def has_changed(self):
        """Whether something was said or unsaid, or by another than the row is for: one that only names its member
        is no row."""
        return bool({"text", "member", "id"} & set(self.changed_data))

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("text") == "":  # a text that is refused isn't emptied
            cleaned["DELETE"] = True
        return cleaned


class ViewpointFormSet(OwnedFormSet):
    """A row for each who was a member during the year, whether it has said something or not."""

    row_template = "plans/viewpoint.html"
    may_add = False

    def __init__(self, *args, instance=None, tenant, **kwargs):
        members = {member.pk: member for member in queries.members(tenant.forbund)}
        heard = set(instance.viewpoints.values_list("member_id", flat=True)) if instance.pk else set()
        silent = [
            member
            for member in members.values()
            if member.pk not in heard and member.is_in(tenant.fiscal_year.year)
        ]
        self.extra = len(silent)
        super().__init__(
            *args,
            instance=instance,
            tenant=tenant,
            initial=[{"member": member.pk} for member in silent],
            form_kwargs={"members": members},
            **kwargs,
        )


VIEWPOINTS = children_formset(Consultation, ViewpointForm, fk_name="consultation", formset=ViewpointFormSet)
