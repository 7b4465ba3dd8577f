"""Writing a table's figures: all at once, one transaction, one row in the log."""

from __future__ import annotations

from django.db import transaction

from finsam.core import audit, services
from followup.statistics import queries
from followup.statistics.models import StatTable, StatValue, TableStatus
from followup.statistics.statistics_table import Given, Place, TableFacts, given_of


def value_name(place: Place) -> str:
    """What the audit log calls a figure within its table."""
    return f"followup.statvalue:{place.ending.lstrip('.') or 'totalt'}"


@transaction.atomic
def set_values(
    *, table: StatTable, values: dict[Place, Given | None], by, version: int | None = None, done: bool = False
) -> list[str]:
    """Store a table's figures; None takes one away, and places that aren't named keep theirs.

    A table whose figures don't add up is kept as a draft, with all that was written. Returns why it isn't
    finished, as sentences; none when it is, or when nobody asked for it. Raises ValidationError for a figure
    that can't be, and StaleSave when somebody else has saved since.
    """
    stored = services.fresh(table, version)
    existing = {
        place: one for one in table.values.select_related("bin", "kommun") for place in given_of([one])
    }
    bins = {one.key: one for one in table.bin_set.bins.all()} if table.bin_set else {}
    kommuner = {one.key: one for one in queries.kommuner(table.forbund)}
    before, after = {}, {}
    for place, given in values.items():
        old = existing.get(place)
        if (given_of([old])[place] if old else None) == given:
            continue
        seen = audit.snapshot(old)
        if given is None:
            before[value_name(place)] = seen
            existing.pop(place).delete()
            continue
        one = old or StatValue(
            forbund=table.forbund,
            table=table,
            bin=bins.get(place.bin),
            sex=place.sex,
            kommun=kommuner.get(place.kommun),
        )
        one.value, one.share, one.qualifier = given.value, given.share, given.qualifier
        one.version += bool(old)
        services.validate(one)
        one.save()
        existing[place] = one
        was, now = audit.difference(seen, audit.snapshot(one))
        if old:
            before[value_name(place)] = was
        after[value_name(place)] = now
    held = {place.kommun for place in existing}
    among = tuple((one.key, one.name) for one in queries.kommuner_of(table, held))
    facts = TableFacts(table, given_of(existing.values()), among)
    problems = facts.problems()
    if not (before or after or done):
        return problems  # nothing was written, so a finished table stays finished
    status = TableStatus.DONE if done and not problems else TableStatus.DRAFT
    if status != stored.status:
        before["status"], after["status"] = stored.status, str(status)
    if before or after:
        table.version, table.status = stored.version + 1, status
        StatTable._base_manager.filter(pk=table.pk).update(version=table.version, status=status)
        audit.record(by=by, verb="ändrade", obj=table, before=before, after=after)
    return problems
