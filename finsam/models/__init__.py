"""The ground floor: who the förbund is, who sits where, who may come in, and what was changed."""

from finsam.models.access import Access, User
from finsam.models.audit import AuditEntry
from finsam.models.contributions import Contribution, EquityLevel, KommunShare, Payer
from finsam.models.forbund import FiscalYear, Forbund, Member, Picture
from finsam.models.owned import Owned, YearOwned, unique
from finsam.models.people import Body, Person, Seat

__all__ = [
    "Access",
    "AuditEntry",
    "Body",
    "Contribution",
    "EquityLevel",
    "FiscalYear",
    "Forbund",
    "KommunShare",
    "Member",
    "Owned",
    "Payer",
    "Person",
    "Picture",
    "Seat",
    "User",
    "YearOwned",
    "unique",
]
