"""Which members a visitor speaks for, and what is known of each."""

from __future__ import annotations

from django.utils.timezone import localdate

from finsam.core.tenancy.access import TenantContext
from finsam.facts.book import Book
from finsam.organisation import queries
from finsam.organisation.models import Member, Payer, Seat


def own_members(tenant: TenantContext) -> list[Member]:
    """The members that the visitor sits for today: her seats are those of the person with her e-mail address."""
    seats = Seat.objects.filter(forbund=tenant.forbund, person__email__iexact=tenant.user.email)
    today = localdate()
    held = [seat for seat in seats.prefetch_related("members") if seat.sits_on(today)]
    return list({member.pk: member for seat in held for member in seat.members.all()}.values())


def members_of(book: Book) -> list[Member]:
    """The year's members, in their order."""
    return [member for member in book.read(queries.members) if member.is_in(book.year)]


def payer_of(book: Book, member: Member) -> Payer | None:
    """Who pays for a member: itself, or those it pays together with."""
    payers = [payer for payer in book.read(queries.payers) if member in payer.members.all()]
    return min(payers, key=lambda payer: len(payer.members.all()), default=None)
