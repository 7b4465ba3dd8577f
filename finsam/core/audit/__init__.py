"""What an action leaves behind. How it reads stands in `logbook`."""

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256

from django.db import models
from django.utils import timezone

from finsam.core.audit import chain
from finsam.core.audit.heard import hear
from finsam.core.caching import revisions
from finsam.core.declaring import declared_models
from finsam.core.models import AuditEntry
from finsam.core.values import money

VERBS = {
    "skapade": "lade till",
    "började": "började",
    "ändrade": "ändrade",
    "skrev": "skrev",
    "skrev i": "skrev i",
    "återställde": "återställde en tidigare text i",
    "tog bort": "tog bort",
    "lade tillbaka": "lade tillbaka",
    "flyttade": "flyttade",
    "drog": "drog",
    "antecknade resultatet av": "antecknade resultatet av",
    "delade": "delade med kansliet",
    "ersatte ord i": "ersatte ord i",
    "läste in": "läste in",
    "återläste": "återläste en säkerhetskopia av",
    "bjöd in": "bjöd in",
    "utsåg": "utsåg",
    "gick med i": "gick med i",
    "delade siffror i": "delade siffror i",
    "gick ur": "gick ur",
    "förlängde": "förlängde tiden för",
    "skrev in belopp": "ändrade belopp i",
    "fördelade": "fördelade över månaderna i",
    "förklarade": "förklarade",
    "lät stå kvar": "lät stå kvar",
    "publicerade": "publicerade",
    "lämnade in": "lämnade in",
    "tog tillbaka": "tog tillbaka",
    "skickade tillbaka": "skickade tillbaka",
    "godkände": "godkände",
    "avvisade": "avvisade",
    "stängde": "stängde",
    "kopplade": "kopplade konton i",
    "bekräftade": "bekräftade kontoreglerna i",
    "öppnade igen": "öppnade igen",
    "lade fram": "lade fram som förslag",
    "bifogade": "bifogade ett papper till",
    "antecknade": "antecknade vad som beslutades om",
    "antecknade närvaron vid": "antecknade närvaron vid",
    "antecknade justeringen av": "antecknade justeringen av",
    "skickade ut": "skickade ut handlingarna till",
    "antecknade samrådet om": "antecknade samrådet om",
    "antecknade beslutet om": "antecknade beslutet om",
    "antecknade undertecknandet av": "antecknade undertecknandet av",
    "överlämnade": "överlämnade till revisorerna",
    "antecknade granskningen av": "antecknade granskningen av",
    "lagrade": "lagrade",
    "besvarade": "besvarade",
    "begärde": "begärde in",
    "skickade länk för": "skickade en länk för",
    "frågade": "frågade",
    "sparade": "sparade",
    "valde lösenfras till": "valde lösenfras till",
    "bytte lösenfras till": "bytte lösenfras till",
    "började om med": "började om med",
    "frågade vidare": "frågade vidare i",
    "avslutade": "avslutade",
    "offentliggjorde": "gjorde offentlig",
    "återkallade": "återkallade",
    "började revidera": "började på",
    "raderade personuppgifter": "raderade personuppgifter i historiken för",
    "uppgraderade": "uppgraderade",
    "bytte lösenord": "bytte lösenord för",
    "återställde inloggningen": "återställde inloggningen för",
    "kopplade inloggning": "kopplade en annan inloggning till",
    "ändrade tvåstegsinloggning": "ändrade tvåstegsinloggningen för",
}
_SKIPPED = {
    "id",
    "forbund",
    "version",
    "revision",
    "password",
    "secret",
    "last_login",
    "second_step_asked",
    "at",
}


WITHHELD = "Antal personer visas inte för din roll."


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts without being a user: the system itself when it loads a förbund."""

    email: str
    name: str


SYSTEM = Actor("", "Finsam")


def _plain(value):
    """A field's value as JSON can hold it."""
    if isinstance(value, Decimal | date | datetime | time):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return f"{len(bytes(value))} byte, {sha256(bytes(value)).hexdigest()[:8]}"
    return value


def snapshot(obj) -> dict:
    """The object's fields as JSON; what it points at is named by key."""
    if obj is None or obj.pk is None:
        return {}
    values = {}
    for field in obj._meta.concrete_fields:
        if field.name in _SKIPPED or field.name == "key":
            continue
        if isinstance(field, models.JSONField) and not field.editable:
            continue  # what the system remembers for itself
        if field.name in getattr(obj, "unlogged", ()):
            continue  # nobody's but the owner's
        if field.is_relation:
            related = getattr(obj, field.name)
            values[field.name] = str(related) if related is not None else None
        else:
            value = getattr(obj, field.attname)
            if isinstance(value, Decimal):  # as it is stored: 575 000 and 575 000,00 are the same
                value = money.rounded(value, field.decimal_places)
            values[field.name] = _plain(value)
    for field in obj._meta.many_to_many:
        values[field.name] = sorted(str(item) for item in getattr(obj, field.name).all())
    return values


def difference(before: dict, after: dict) -> tuple[dict, dict]:
    """Only what differs between two snapshots."""
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    return {key: before[key] for key in keys if key in before}, {
        key: after[key] for key in keys if key in after
    }


def year_of(obj):
    """The fiscal year that an object belongs to, itself or by what it is a part of; None when it has none."""
    while obj is not None and not hasattr(obj, "fiscal_year"):
        above = next((name for name in getattr(obj, "within", ()) if name != "forbund"), None)
        obj = getattr(obj, above) if above else None
    return obj.fiscal_year if obj is not None else None


def record(*, by, verb: str, obj, before: dict, after: dict, label: str = "") -> AuditEntry:
    """Write the one row of an action, last in it, and move the förbund's revision.

    What belongs to no förbund (a user, a level for all) is nobody's but the system's, and every förbund's revision moves.
    """
    fiscal_year = year_of(obj)
    return write(
        owner=obj if obj._meta.label == "core.Forbund" else getattr(obj, "forbund", None),
        year=fiscal_year.year if fiscal_year else None,
        by=by,
        verb=verb,
        kind=obj._meta.label_lower,
        reference=obj.reference(),
        label=label or str(obj),
        before=before,
        after=after,
    )


def write(*, owner, by, verb: str, kind: str, label: str, before: dict, after: dict, reference: str = "",
          year: int | None = None) -> AuditEntry:  # fmt: skip
    """Write a row with its link in the chain, in `owner`'s log or everybody's, and move the revision. Within a transaction."""
    entry = AuditEntry.objects.create(
        forbund_key=owner.key if owner else "",
        year=year,
        by_email=by.email,
        by_name=by.name or by.email,
        verb=verb,
        kind=kind,
        reference=reference[:200],
        label=label[:300],
        before=chain.plain(before),
        after=chain.plain(after),
    )
    chain.append(entry)
    revisions.move(owner.pk if owner else None)
    hear(after)
    return entry


def resume(*, by, verb: str, obj, before: dict, after: dict, since: datetime) -> AuditEntry:
    """As `record`, for work that is saved bit by bit: one row from where it was begun to where it has come.

    The row is the object's newest, by the same person and of the same verb, and no older than `since`. What is moved on is
    where it ends; nobody else's row, and none that something has followed, is touched.
    """
    rows = AuditEntry.objects.filter(forbund_key=obj.forbund.key, reference=obj.reference()[:200])
    last = rows.order_by("-at", "-pk").first()
    if last is None or (last.verb, last.by_email) != (verb, by.email) or last.at < since:
        return record(by=by, verb=verb, obj=obj, before=before, after=after)
    last.before, last.after = chain.plain(before | last.before), chain.plain(last.after | after)
    last.at = timezone.now()
    last.save(update_fields=["before", "after", "at"])
    chain.append(last)
    revisions.move(obj.forbund_id, told=False)
    return last


def was_removed(model, key: str, tenant) -> bool:
    """Whether somebody has removed the förbund's object with a key: it is told of what is gone, not of what never was."""
    kind = model._meta.label_lower
    references = (f"{kind}:{key}", f"{kind}:{tenant.fiscal_year}/{key}")
    removals = AuditEntry.objects.filter(
        forbund_key=tenant.forbund.key, verb="tog bort", reference__in=references
    )
    return removals.exists()


def without_counts(entry: AuditEntry) -> AuditEntry:
    """The entry as those see it who don't see small counts: without all its values when it counts people.

    So it does itself, or by what was saved or removed together with it (`app.model:label` among its values).
    """
    told = [side for side in (entry.before, entry.after) if side not in ({}, [], "", None)]
    names = [name for side in told if isinstance(side, dict) for name in side]
    if not told or declared_models("counts_people").isdisjoint(
        {entry.kind, *(name.partition(":")[0] for name in names)}
    ):
        return entry
    shown = copy(entry)
    shown.before, shown.after, shown.withheld = {}, {}, True
    return shown
