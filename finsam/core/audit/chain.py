"""The log as a chain: each link commits to what an entry says and to the link before it.

Format 1, which whoever verifies without this program follows too (it is never changed; another way gets another number):

* `canonical(x)` is JSON in UTF-8 with sorted names, no blanks, letters as they are, and a whole number without decimals;
* `who` is SHA-256 of the entry's `who_salt` followed by canonical [by_email, by_name];
* `what` is SHA-256 of its `what_salt` followed by canonical [reference, label, before, after];
* `hash` is SHA-256 of canonical {format, forbund, number, previous, entry, at, year, verb, kind, who, what}, where `at` is
  the link's time in UTC with microseconds, and the first link's `previous` is 64 zeros.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from finsam.core.models import AuditEntry
from finsam.core.models.audit import ChainHead, ChainLink

FORMAT = 1
GENESIS = "0" * 64  # what the first link follows


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(value: Any) -> Any:
    """What a database gives back of a value: names are text, lists are lists."""
    return json.loads(json.dumps(value, ensure_ascii=False))


def canonical(value: Any) -> bytes:
    """A plain value as the one text of it, the same before it is stored as when any database has given it back."""
    return _ENCODER.encode(_whole(value)).encode()


def _whole(value: Any) -> Any:
    """With numbers written one way: a database may give 1.0 back for 1, or 10000000000000000 for 1e16."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {name: _whole(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_whole(each) for each in value]
    return int(Decimal(repr(value))) if isinstance(value, float) and value.is_integer() else value


def who(entry: AuditEntry) -> str:
    """The commitment to who did it."""
    return _salted(entry.who_salt, [entry.by_email, entry.by_name])


def what(entry: AuditEntry) -> str:
    """The commitment to what was done to what."""
    return _salted(entry.what_salt, [entry.reference, entry.label, entry.before, entry.after])


def _salted(salt: str, said: list[Any]) -> str:
    return sha256(salt.encode() + canonical(said)).hexdigest()


def moment(at: datetime) -> str:
    """A time as a link's hash is made of it: `2026-03-27T08:15:00.000000+00:00`."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def hash_of(link: ChainLink, entry: AuditEntry) -> str:
    """What a link's hash is to be, for the entry that it is about."""
    told = {
        "format": FORMAT,
        "forbund": link.forbund_key,
        "number": link.number,
        "previous": link.previous,
        "entry": link.entry,
        "at": moment(link.at),
        "year": entry.year,
        "verb": entry.verb,
        "kind": entry.kind,
        "who": link.who,
        "what": link.what,
    }
    return sha256(canonical(told)).hexdigest()


def grouped(checksum: str) -> str:
    """A checksum as it is printed, in eight groups that can be compared by eye: `9f86d081 884c7d65 …`."""
    return " ".join(checksum[at : at + 8] for at in range(0, len(checksum), 8))


def append(entry: AuditEntry) -> ChainLink:
    """Add the link of an entry that has just been written or resumed, within its transaction."""
    ends = ChainHead._base_manager
    head = ends.select_for_update().filter(forbund_key=entry.forbund_key).first()
    if head is None:
        head, _ = ends.select_for_update().get_or_create(
            forbund_key=entry.forbund_key, defaults={"hash": GENESIS}
        )
    link = follow(head, entry)
    link.save(force_insert=True)
    head.number, head.hash = link.number, link.hash
    head.save(update_fields=["number", "hash"])
    return link


def follow(head: ChainHead, entry: AuditEntry) -> ChainLink:
    """The link of an entry that comes next after a head; nothing is stored."""
    link = ChainLink(
        forbund_key=entry.forbund_key,
        number=head.number + 1,
        entry=entry.pk,
        at=entry.at,
        who=who(entry),
        what=what(entry),
        previous=head.hash,
    )
    link.hash = hash_of(link, entry)
    return link


def head_of(forbund_key: str) -> ChainHead:
    """Where a förbund's chain ends now; one of nothing has number 0."""
    known: ChainHead | None = ChainHead._base_manager.filter(forbund_key=forbund_key).first()
    return known or ChainHead(forbund_key=forbund_key, number=0, hash=GENESIS)
