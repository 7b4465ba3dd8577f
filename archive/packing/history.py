"""The change log with its chain: every link of the förbund's, and in full the rows of the year and those of no year.

Other rows, and those of the auditors' own work, which the kansli that hands the package out doesn't read, stand as what their links commit to, so that the chain can be tried from end to end without telling what
happened in other years. The format of a link is that of `finsam.core.audit.chain`.
"""

from __future__ import annotations

import json
from typing import Any

from finsam.core import audit
from finsam.core.audit import chain
from finsam.core.audit.telling import auditors_own
from finsam.core.models import AuditEntry, Forbund
from finsam.core.models.audit import ChainLink

FOLDER = "logg"
TOLD_IN_FULL = ("by_email", "by_name", "who_salt", "reference", "label", "before", "after", "what_salt")


def history(forbund: Forbund, year: int, *, inside: bool) -> dict[str, bytes]:
    """The chain and the log, a row for each line."""
    links = list(ChainLink.objects.filter(forbund_key=forbund.key).order_by("number"))
    entries = {entry.pk: entry for entry in AuditEntry.objects.filter(forbund_key=forbund.key)}
    told = [_link(link, entries[link.entry]) for link in links if link.entry in entries]
    shown = [
        _entry(entry)
        for _, entry in sorted(entries.items())
        if entry.year in (year, None)
        and entry.kind not in auditors_own()
        and (inside or audit.without_counts(entry) is entry)
    ]
    return {f"{FOLDER}/kedja.jsonl": _lines(told), f"{FOLDER}/logg.jsonl": _lines(shown)}


def _link(link: ChainLink, entry: AuditEntry) -> dict[str, Any]:
    return {
        "format": chain.FORMAT,
        "forbund": link.forbund_key,
        "number": link.number,
        "entry": link.entry,
        "at": chain.moment(link.at),
        "year": entry.year,
        "verb": entry.verb,
        "kind": entry.kind,
        "who": link.who,
        "what": link.what,
        "previous": link.previous,
        "hash": link.hash,
    }


def _entry(entry: AuditEntry) -> dict[str, Any]:
    told = {
        "entry": entry.pk,
        "at": chain.moment(entry.at),
        "year": entry.year,
        "verb": entry.verb,
        "kind": entry.kind,
    }
    return told | {name: getattr(entry, name) for name in TOLD_IN_FULL}


def _lines(rows: list[dict[str, Any]]) -> bytes:
    return "".join(
        json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n" for row in rows
    ).encode()
