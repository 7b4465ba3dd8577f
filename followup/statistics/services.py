"""Writing a table's figures: all at once, one transaction, one row in the log."""

from __future__ import annotations

from django.db import transaction

from finsam.core import cells, services
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
    rows = {place: row for row in table.values.select_related("bin", "kommun") for place in given_of([row])}
    bins = {row.key: row for row in table.bin_set.bins.all()} if table.bin_set else {}
    kommuner = {kommun.key: kommun for kommun in queries.kommuner(table.forbund)}

    def new(place: Place) -> StatValue:
        group, kommun = bins.get(place.bin), kommuner.get(place.kommun)
        return StatValue(forbund=table.forbund, table=table, bin=group, sex=place.sex, kommun=kommun)

    changed = cells.change(rows, cells.fields_of(values), new=new, name=value_name)
    among = tuple(
        (kommun.key, kommun.name) for kommun in queries.kommuner_of(table, {place.kommun for place in rows})
    )
    problems = TableFacts(table, given_of(rows.values()), among).problems()
    if any(changed) or done:  # what nobody wrote in stays finished
        status = TableStatus.DONE if done and not problems else TableStatus.DRAFT
        cells.record(table, stored, *changed, by=by, verb="ändrade", status=status)
    return problems
