"""Forms over a meeting: its agenda, an item with its papers, who was there, what came of an item, and the minutes."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django_scopes.forms import SafeModelChoiceField

from finsam.core.crud.fields import ProseFormField, UploadField
from finsam.core.crud.forms import Heading, OwnedForm, PlacedForm, SharedFormSet, children_formset
from finsam.core.crud.widgets import ProseWidget
from finsam.editions.models import Edition
from finsam.organisation.models import Person, SeatRole
from plans.meetings.models import AgendaItem, Attendance, ItemKind, Minutes, Paper, Presence
from plans.meetings.services import Outcome
from plans.models.year import Meeting


class ItemRow(PlacedForm):
    """An item among the others: what it is about, and what is to happen with it."""

    class Meta(OwnedForm.Meta):
        model = AgendaItem
        fields = ("title", "kind", "order")


ITEMS = children_formset(Meeting, ItemRow, fk_name="meeting", extra=3, most=60)


class AgendaItemForm(OwnedForm):
    """An item with what is proposed."""

    layout = ("title", ("kind", "presenter"), "background", "proposal", "order")

    class Meta(OwnedForm.Meta):
        model = AgendaItem
        help_texts = {
            "proposal": "Så som beslutet ska lyda. Det följer med till protokollet och beslutsloggen.",
            "presenter": "Vem som drar ärendet.",
        }


class PaperForm(OwnedForm):
    """A paper: one of the förbund's documents as it is, something stored, or a file."""

    edition = forms.ChoiceField(label="Lagrad handling", required=False)
    upload = UploadField(label="Fil")

    layout = ("name", ("document", "edition"), "upload")
    any_year = ("document",)

    class Meta(OwnedForm.Meta):
        model = Paper
        fields = ("name", "document", "edition")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["edition"].choices = self._editions()
        if self.instance.file_name:
            self.fields["upload"].help_text = f"Nu: {self.instance.file_name}. Välj en fil för att byta den."

    def _editions(self) -> list[tuple[str, str]]:
        """What is stored of the förbund's, asked once for all rows of a page."""
        if "editions" not in self.tenant.kept:
            stored = Edition.objects.filter(forbund_key=self.tenant.forbund.key).order_by(
                "-year", "-at", "-pk"
            )
            choices = [(edition.code, f"{edition} (handling {edition.number})") for edition in stored]
            self.tenant.kept["editions"] = [("", "Inget valt"), *choices]
        return self.tenant.kept["editions"]

    def clean(self):
        """One of the three; a file that was uploaded takes the place of what was there."""
        cleaned = super().clean()
        upload, document, edition = (cleaned.get(name) for name in ("upload", "document", "edition"))
        if upload:
            self.instance.file_name, self.instance.content = upload
        elif document or edition:
            self.instance.file_name, self.instance.content = "", b""
        chosen = [bool(upload) or bool(self.instance.file_name), bool(document), bool(edition)]
        if self.has_changed() and not self.errors and sum(chosen) != 1:
            raise ValidationError("Välj en sak: ett dokument, en lagrad handling eller en fil.")
        return cleaned


class PaperFormSet(SharedFormSet):
    """The papers of an item, without the bytes of their files."""

    shared = ("document",)

    def __init__(self, *args, **kwargs):
        kwargs["queryset"] = Paper.objects.select_related("document__fiscal_year").defer("content")
        super().__init__(*args, **kwargs)

    def choices(self, name, field):
        """The förbund's documents, the newest year first."""
        rows = field.queryset.select_related("fiscal_year").order_by("-fiscal_year__year", "kind", "revision")
        return [("", "Inget valt"), *((document.pk, str(document)) for document in rows)]


PAPERS = children_formset(AgendaItem, PaperForm, fk_name="item", formset=PaperFormSet, most=20)


class AttendanceForm(OwnedForm):
    """Whether somebody was there; blank is not said."""

    layout = (("presence", "serves_for"),)

    class Meta(OwnedForm.Meta):
        model = Attendance
        fields = ("presence", "serves_for")

    def __init__(self, *args, seats=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["presence"].required = False
        self.fields["presence"].choices = [("", "Inte antecknad"), *Presence.choices]
        if not self.instance.seat_id:
            return
        seat = self.instance.seat
        if seat.role == SeatRole.DEPUTY:
            regulars = [other for other in seats if other.role != SeatRole.DEPUTY]
            field = self.fields["serves_for"]
            field.queryset = field.queryset.filter(pk__in=[other.pk for other in regulars])
            field.choices = [("", "Inget valt"), *((other.pk, other.person.name) for other in regulars)]
        else:
            del self.fields["serves_for"]

    def _get_validation_exclusions(self):
        """What is left blank is no row, so that nothing of it is tried."""
        return super()._get_validation_exclusions() | {"presence"}


class OutcomeForm(OwnedForm):
    """What the minutes say of an item: its paragraph, what was decided or noted, jäv, and who carries it out."""

    paragraph = forms.CharField(label="Paragraf i protokollet", max_length=20, required=False)
    text = ProseFormField(label="Vad som beslutades", required=False, widget=ProseWidget)
    follow = forms.BooleanField(
        label="Någon ska genomföra beslutet",
        required=False,
        help_text="Då står det i beslutsloggen tills det är genomfört.",
    )
    due = forms.DateField(
        label="Ska vara klart",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    person = SafeModelChoiceField(label="Ansvarig person", required=False, queryset=Person.objects.none())
    owner = forms.CharField(
        label="Ansvarig roll", required=False, max_length=120, help_text="Bara när ingen person är vald."
    )

    layout = ("paragraph", "text", "recused", Heading("Vem gör vad"), "follow", ("person", "owner"), "due")

    class Meta(OwnedForm.Meta):
        model = AgendaItem
        fields = ("recused",)
        labels = {"recused": "Deltog inte på grund av jäv"}

    def __init__(self, *args, seats=(), **kwargs):
        item = kwargs.get("instance") or AgendaItem()
        decision = item.decision
        kwargs["initial"] = {
            "paragraph": item.section,
            "text": item.outcome
            or (item.proposal if item.kind == ItemKind.DECISION and not item.settled else ""),
            "follow": bool(decision and (decision.answerable or decision.due)),
            "due": decision and decision.due,
            "person": decision and decision.person_id,
            "owner": decision.owner if decision else "",
        }
        super().__init__(*args, **kwargs)
        field = self.fields["recused"]
        field.queryset = field.queryset.filter(pk__in=[seat.pk for seat in seats]).select_related(
            "person", "body"
        )
        field.label_from_instance = lambda seat: seat.person.name
        if item.kind != ItemKind.DECISION and decision is None:
            self.fields["text"].label = "Vad som antecknades"
            for name in ("follow", "due", "person", "owner"):
                del self.fields[name]
            self.layout = ("paragraph", "text", "recused")

    def clean(self):
        """A decision says what was decided; who carries it out is said in one way."""
        cleaned = super().clean()
        if "follow" in self.fields and not self.errors:
            if not cleaned["text"]:
                self.add_error("text", "Skriv vad som beslutades.")
            if cleaned["person"] and cleaned["owner"]:
                self.add_error("owner", "Ange den ansvariga på ett sätt: en person eller en roll.")
            cleaned["follow"] = cleaned["follow"] or bool(
                cleaned["due"] or cleaned["person"] or cleaned["owner"]
            )
        return cleaned

    def outcome(self) -> Outcome:
        """What was written."""
        given = self.cleaned_data
        return Outcome(
            paragraph=given["paragraph"].strip("§ "),
            text=given["text"],
            recused=list(given["recused"]),
            follow=given.get("follow", False),
            due=given.get("due"),
            person=given.get("person"),
            owner=given.get("owner", ""),
        )


class MinutesForm(OwnedForm):
    """Who led and wrote, who adjusted and when, and when that was announced."""

    layout = (("chair", "secretary"), "adjusters", ("adjusted_on", "announced_on"), "place")
    beside = {"minutes_announced_when_adjusted": "announced_on"}

    class Meta(OwnedForm.Meta):
        model = Minutes
        help_texts = {
            "adjusted_on": "Från den dagen är dagordning, närvaro och beslut låsta.",
            "announced_on": "Den dag justeringen anslogs på varje medlemskommuns och regions anslagstavla (28 § lagen (2003:1210)).",
        }

    def __init__(self, *args, seats=(), **kwargs):
        super().__init__(*args, **kwargs)
        people = {seat.person_id for seat in seats}
        for name in ("chair", "adjusters"):
            field = self.fields[name]
            kept = {self.instance.chair_id} if name == "chair" else set()
            if people:
                field.queryset = field.queryset.filter(pk__in=people | kept)
