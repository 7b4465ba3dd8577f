"""Whether the members have been heard before a plan is decided (23 § lagen (2003:1210))."""

from __future__ import annotations

from dataclasses import dataclass

from finsam.documents.models import Document
from finsam.organisation.models import Member
from plans.models.consultations import Consultation, Viewpoint


@dataclass(frozen=True)
class Hearing:
    """A consultation in a year: whether one is written down, and the members of whom nobody has written what they said."""

    year: int
    held: bool
    silent: tuple[str, ...]


def hearing_of(document: Document) -> Hearing:
    """How the members were heard of a plan in the year before its own; of a revision, in its own year too."""
    year = document.fiscal_year.year
    years = [year - 1, year] if document.revision else [year - 1]
    consultations = Consultation.objects.filter(forbund=document.forbund_id, fiscal_year__year__in=years)
    heard = set(Viewpoint.objects.filter(consultation__in=consultations).values_list("member_id", flat=True))
    members = Member.objects.filter(forbund=document.forbund_id)
    silent = tuple(str(member) for member in members if member.pk not in heard and member.is_in(year))
    return Hearing(years[-1], consultations.exists(), silent)
