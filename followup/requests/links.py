"""The links: a random secret that is stored only as its checksum, and what one that somebody comes with leads to.

Whoever reads the database can't make an address of what stands there. A link opens one insats's figures for one period,
until it ends, and until a newer one is sent.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from finsam.core.audit import Actor
from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.permissions import Permission
from followup.requests.models import InsatsReport

DAYS = 30  # that a link holds
KEPT = timedelta(days=7)  # after its end, in which what was being written is still kept as a draft
BYTES = 32  # of randomness
LONGEST = 64


def new() -> str:
    """A secret that nobody can guess."""
    return secrets.token_urlsafe(BYTES)


def checksum(token: str) -> str:
    """What is stored of it. It is as random as a key, so that no salt is needed."""
    return sha256(f"followup.requests:{token}".encode()).hexdigest()


def actor(report: InsatsReport) -> Actor:
    """Who the log says has written by the link: the huvudman, without anybody's name or address."""
    return Actor("", f"Huvudmannen för {report.insats}, genom länk"[:150])


@dataclass(frozen=True, slots=True)
class Link:
    """A link that was sent and not replaced: what it is for, and whether it still holds."""

    token: str
    report: InsatsReport

    @property
    def expired(self) -> bool:
        """Whether its time is out."""
        return self.report.expires <= timezone.now()

    @property
    def just_expired(self) -> bool:
        """Whether somebody may have begun to write before its time was out."""
        return self.expired and timezone.now() < self.report.expires + KEPT

    def tenant(self) -> TenantContext:
        """A visit that reports on figures and sees them all; what it is shown is of this insats only."""
        report = self.report
        permissions = frozenset({Permission.REPORT, Permission.READ_COUNTS})
        return TenantContext(AnonymousUser(), report.forbund, (), permissions, report.fiscal_year)


def find(token: str) -> Link | None:
    """What a secret opens; None for one that is wrong, replaced, or whose contact has been turned off or removed."""
    if not token.isascii() or len(token) > LONGEST:
        return None
    rows = InsatsReport._base_manager.select_related("forbund", "fiscal_year", "insats", "contact")
    report = rows.filter(secret=checksum(token)).first()
    if report is None or report.contact is None or not report.contact.active or report.expires is None:
        return None
    return Link(token, report)
