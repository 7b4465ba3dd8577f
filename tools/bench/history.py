"""What it costs to verify a förbund's history, against bare SQL over the same rows with one SHA-256 each."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from time import process_time

from django.db import connection, transaction

from finsam.core.audit import chain, history
from finsam.core.models import AuditEntry
from finsam.core.models.audit import ChainHead, ChainLink
from tools.bench.lines import Line, by_turns

ROWS, ROUNDS, LIMIT = 100_000, 3, 5.0
KEY = "en-lang-historik"  # of no förbund: nothing else of the database is about it


def verifying() -> Iterator[Line]:
    """A line, of a history that is made for it and taken away again."""
    try:
        with transaction.atomic():
            write()
        turns = by_turns(verify, bare, ROUNDS)
        whole = history.verify(KEY).whole
        name = f"history of {ROWS} rows verified, to its bare SQL"
        yield Line(name, turns.ratio, LIMIT, str(turns), broken=not whole)
    finally:
        with transaction.atomic():
            for model in (ChainLink, ChainHead, AuditEntry):
                model._base_manager.filter(forbund_key=KEY).delete()


def write() -> None:
    """The rows with their links, as they would be after some years."""
    entries = AuditEntry._base_manager.bulk_create(
        (
            AuditEntry(
                forbund_key=KEY, year=2000 + number % 30, by_email="nagon@example.test", by_name="Någon",
                verb="skrev in belopp", kind="budget.series", reference=f"budget.series:2024/budget-{number % 9}",
                label="Budget 2024", before={"Lön": f"{number}.00"}, after={"Lön": f"{number + 1}.00", "Hyra": "12.50"},
            )
            for number in range(ROWS)
        ),
        batch_size=2000,
    )  # fmt: skip
    head, links = ChainHead(forbund_key=KEY, number=0, hash=chain.GENESIS), []
    for entry in entries:
        links.append(chain.follow(head, entry))
        head.number, head.hash = links[-1].number, links[-1].hash
    ChainLink._base_manager.bulk_create(links, batch_size=2000)
    head.save()


def verify() -> float:
    """The processor time of verifying it."""
    began = process_time()
    history.verify(KEY)
    return process_time() - began


def bare() -> float:
    """The processor time of reading each row and link, and of one SHA-256 over what they say."""
    began = process_time()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry.*, link.* FROM core_chainlink link JOIN core_auditentry entry ON entry.id = link.entry "
            "WHERE link.forbund_key = %s ORDER BY link.number",
            [KEY],
        )
        for row in cursor:
            sha256(repr(row).encode()).hexdigest()
    return process_time() - began
