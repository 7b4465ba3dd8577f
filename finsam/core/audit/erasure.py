"""Taking personal data out of the log where the law demands it (GDPR article 17), without breaking the chain.

The chain commits to what an entry said by way of a salt. With the salt and the words gone nobody can work out what was
there, and the link still stands. A row of its own says which entries, why and by whom, or else the entries would be
taken for tampered with.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from finsam.core import audit
from finsam.core.audit.history import ERASED
from finsam.core.audit.keeping import GONE
from finsam.core.models import AuditEntry, Forbund
from finsam.core.services import turn


@transaction.atomic
def erase(
    *, forbund: Forbund, by, reason: str, email: str = "", entries: tuple[int, ...] = ()
) -> tuple[int, int]:
    """Drop who did what (all by an address), and what some entries said. Returns how many of each.

    Raises ValidationError without a reason, for an entry that isn't the förbund's, and where there is nothing to drop.
    """
    turn(forbund.pk)
    if not reason.strip():
        raise ValidationError("Skriv varför uppgifterna raderas, utan att nämna dem.")
    rows = AuditEntry._base_manager.filter(forbund_key=forbund.key)
    named = list(rows.filter(by_email__iexact=email).values_list("pk", flat=True)) if email else []
    told = list(rows.filter(pk__in=entries).exclude(what_salt="").values_list("pk", "verb"))
    unknown = set(entries) - set(rows.filter(pk__in=entries).values_list("pk", flat=True))
    if unknown:
        raise ValidationError(f"Rad {min(unknown)} finns inte i förbundets ändringslogg.")
    if any(verb == ERASED for _, verb in told):
        raise ValidationError("Vad som har raderats och varför kan inte raderas i sin tur.")
    if not named and not told:
        raise ValidationError(
            "Det finns ingenting att radera: ingen rad i förbundets ändringslogg har uppgifterna."
        )
    rows.filter(pk__in=named).update(by_email="", by_name=GONE, who_salt="")
    rows.filter(pk__in=[pk for pk, _ in told]).update(
        reference="", label=GONE, before={}, after={}, what_salt=""
    )
    after = {"vem": sorted(named), "vad": sorted(pk for pk, _ in told), "skäl": reason.strip()}
    audit.record(by=by, verb=ERASED, obj=forbund, before={}, after=after)
    return len(named), len(told)
