"""Members, and people in their bodies, several at once."""

from __future__ import annotations

from django import forms
from django_scopes.forms import SafeModelChoiceField

from finsam.core.crud.forms import OwnedForm
from finsam.core.crud.several import Several, SeveralFormSet, several_formset
from finsam.core.services import Child
from finsam.core.tenancy.permissions import Permission
from finsam.organisation.models import Body, Member, Person, Seat, SeatRole


class MemberRow(OwnedForm):
    """A member with its share, on one line."""

    layout = (("name", "kind", "owner_share"),)

    class Meta(OwnedForm.Meta):
        model = Member
        fields = ("name", "kind", "owner_share")
        help_texts = {"owner_share": ""}


class MemberRows(SeveralFormSet):
    """The members that are there, and new ones."""

    may_change, heading, new_row = True, "Medlemmar", "Ny medlem"


class SeatRow(OwnedForm):
    """Who sits where, as what and for whom, on one line."""

    name = forms.CharField(label="Namn", max_length=80)
    member = SafeModelChoiceField(Member.objects.none(), label="För medlem", required=False)

    layout = (("name", "body", "role", "member"),)

    class Meta(OwnedForm.Meta):
        model = Seat
        fields = ("body", "role")


class SeatRows(SeveralFormSet):
    """New seats; a person who is written twice, or who is there already, is one person."""

    heading, new_row = "Personer", "Ny person"
    shared = ("body", "member")

    def __init__(self, *args, tenant, **kwargs):
        super().__init__(*args, tenant=tenant, **kwargs)
        first = tenant.all(Body).first()
        self.form_kwargs["initial"] = {"body": first.pk if first else None, "role": SeatRole.REGULAR}
        self._people: dict[str, Person] = {}

    def of_row(self, form):
        seat, name = form.instance, " ".join(form.cleaned_data["name"].split())
        if not self._people:
            self._people = {person.name.casefold(): person for person in self.tenant.all(Person)}
        new = []
        if name.casefold() not in self._people:
            person = self._people[name.casefold()] = Person(forbund=seat.forbund, name=name)
            new = [Child(person)]
        seat.person = self._people[name.casefold()]
        member = form.cleaned_data["member"]
        return [*new, Child(seat, {"members": [member] if member else []})]


members = Several(
    "members-several",
    "medlemmar-samlat",
    "Medlemmar och andelar",
    "Alla medlemmar på en sida. Andelen är den i tillgångar och skulder enligt förbundsordningen; lämna tomt om ni inte vet.",
    several_formset(MemberRow, formset=MemberRows, extra=2),
    Permission.EDIT_FORBUND,
    back="members",
    back_label="Medlemmar",
    section="members",
)
seats = Several(
    "seats-several",
    "uppdrag-samlat",
    "Styrelse, revisorer och andra",
    "Skriv alla på en gång, en person på varje rad. Namnen hämtas till planen och underskrifterna.",
    several_formset(SeatRow, formset=SeatRows, extra=10),
    Permission.EDIT_FORBUND,
    back="people",
    back_label="Personer",
    section="people",
    related=("person", "body"),
)
PAGES = (members, seats)
