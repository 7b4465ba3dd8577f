"""Members, their contributions, and who sits where."""

from finsam.organisation.models.contributions import (
    PART_OF_LAW,
    Contribution,
    ContributionStatus,
    EquityLevel,
    KommunShare,
    Payer,
)
from finsam.organisation.models.members import Member, MemberKind, members_in
from finsam.organisation.models.people import Body, BodyKind, Person, Seat, SeatRole
from finsam.organisation.models.statement import AccessibilityStatement, Compliance, Method
