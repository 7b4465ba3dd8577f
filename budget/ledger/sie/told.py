"""A verdict for scripts: what `manage.py inspect_sie FILE --json` prints."""

from __future__ import annotations

from typing import Any

from budget.ledger.sie.judging import Verdict
from finsam.core.values.money import plain


def as_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict as plain data; amounts are texts in kr with two decimals, debit plus, so that none is rounded."""
    file, outcome, year = verdict.file, verdict.outcome, verdict.year
    return {
        "verdict": "accepted" if verdict.accepted else "refused",
        "reasons": verdict.reasons,
        "type": None if file is None else file.stated_type or 1,
        "source": None if outcome is None else outcome.source.value,
        "program": None if file is None else file.program,
        "name": None if file is None else file.name,
        "organisation": None if file is None else file.organisation,
        "generated": file.generated.isoformat() if file and file.generated else None,
        "year": None if year is None else [day.isoformat() for day in year],
        "to_month": verdict.to_month or None,
        "encoding": None if file is None else file.encoding,
        "sha256": None if file is None else file.sha256,
        "checksum": None if file is None else file.checksum,
        "dimensions": {}
        if file is None
        else {
            number: {"name": each.name, "objects": len(each.objects)}
            for number, each in file.dimensions.items()
        },
        "accounts": {
            account: {"res": plain(each.stated), "computed": plain(each.computed)}
            for account, each in verdict.accounts.items()
        },
        "outside": {account: plain(amount) for account, amount in verdict.outside.items()},
        "months": {}
        if outcome is None
        else {month: plain(sum_) for month, sum_ in sorted(outcome.months().items())},
        "remarks": [{"row": row, "text": text} for row, text in verdict.remarks],
    }
