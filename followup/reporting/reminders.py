"""Reminders by mail: to each insatsansvarig of what is left to hand in, to each förbundschef also of what to approve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from finsam.core.addresses import year_address
from finsam.core.models import Access, FiscalYear, Forbund, User
from finsam.core.tenancy.permissions import CHIEFS
from finsam.core.tenancy.scope import inside
from finsam.documents.books import open_book
from followup.goals.missing import Duty, duties


@dataclass
class Group:
    """What a person is reminded of in a förbund's year."""

    forbund: Forbund
    year: int
    duties: list[Duty] = field(default_factory=list)
    waiting: list[Duty] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The page where all of it is."""
        return settings.ORIGIN + year_address(self.forbund, self.year, "to-report")


def letters(today: date, days: int) -> list[EmailMessage]:
    """A letter to each person who has something to do within `days`, or had to already."""
    by_user: dict[int, tuple[User, list[Group]]] = {}
    for forbund in Forbund.objects.all():
        with inside(forbund):
            for user, group in _groups(forbund, today, days):
                by_user.setdefault(user.pk, (user, []))[1].append(group)
    return [_letter(user, groups) for user, groups in by_user.values()]


def _groups(forbund: Forbund, today: date, days: int) -> Iterator[tuple[User, Group]]:
    """Who is reminded of what; a year that ended long ago is left in peace."""
    chiefs = [
        access.user
        for access in Access.objects.filter(forbund=forbund, role__in=CHIEFS).select_related("user")
        if access.valid_on(today)
    ]
    for fiscal_year in FiscalYear.objects.filter(forbund=forbund, year__in=(today.year - 1, today.year)):
        groups: dict[int, tuple[User, Group]] = {}

        def group_of(user: User, groups=groups, year=fiscal_year.year) -> Group:
            return groups.setdefault(user.pk, (user, Group(forbund, year)))[1]

        for duty in duties(open_book(forbund, fiscal_year.year), today=today):
            if not duty.done and duty.due <= today + timedelta(days=days):
                for user in duty.people or chiefs:
                    group_of(user).duties.append(duty)
            if duty.waiting:
                for user in chiefs:
                    group_of(user).waiting.append(duty)
        yield from groups.values()


def _letter(user: User, groups: list[Group]) -> EmailMessage:
    left = sum(len(group.duties) for group in groups)
    waiting = sum(len(group.waiting) for group in groups)
    said = [f"{left} resultat att lämna"] if left else []
    said += [f"{waiting} att godkänna"] if waiting else []
    body = render_to_string("followup/reminder.txt", {"name": user.name, "groups": groups})
    return EmailMessage(f"Påminnelse: {', '.join(said)}", body, None, [user.email])
