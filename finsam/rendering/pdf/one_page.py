"""A PDF that has to fit on one sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from finsam.rendering.pdf.pdf import Progress, Step, to_pdf


def to_one_page(
    html: str,
    assets: Mapping[str, bytes],
    made: datetime,
    tell: Callable[[Progress], None] | None = None,
    less: Sequence[str] = (),
) -> bytes:
    """As `to_pdf`: the page, or the first of those with `less` on them that needs one sheet; the last, if none does."""
    pdf = b""
    for page in (html, *less):
        sheets = [0]

        def count(progress: Progress, sheets: list[int] = sheets) -> None:
            if progress[0] == Step.LAYING_OUT:
                sheets[0] = max(sheets[0], progress[1])
            if tell is not None:
                tell(progress)

        pdf = to_pdf(page, assets, made, tell=count)
        if sheets[0] <= 1:
            break
    return pdf
