"""What the follow-up still needs: comments to what deviates."""

from __future__ import annotations

from collections.abc import Iterator

from budget.variance.comments import lacking
from budget.variance.standing import standing
from finsam.core.tenancy.permissions import Permission
from finsam.core.text.prose import listed
from finsam.facts.book import Book
from finsam.web.missing import MissingItem, address, finds_missing

MOST = 4  # lines that are told of by name


@finds_missing(Permission.EXPLAIN)
def comments(book: Book) -> Iterator[MissingItem]:
    """Each line that deviates to the last closed month has a comment."""
    here = standing(book, book.year)
    if here is None or not here.deviating:
        return
    left = [f"”{row.label}”" for row in lacking(here)]
    more = " med flera" if len(left) > MOST else ""
    why = f"Det saknas kommentar till {listed(left[:MOST])}{more}." if left else ""
    href = address(book, "budget-followup-month", month=here.month)
    yield MissingItem(
        f"Kommentera det som avviker {here.until}",
        href,
        why,
        done=not left,
        begun=len(left) < len(here.deviating),
    )
