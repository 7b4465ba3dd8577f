"""A QR code as a drawing: squares on white with the quiet zone that readers ask for (ISO/IEC 18004)."""

from __future__ import annotations

from itertools import groupby

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4  # modules around it


def svg(text: str) -> str:
    """The code of a text, an address most often, always the same drawing. It is black on white whatever stands around."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(_row(row, place) for place, row in enumerate(rows))
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{path}"/></svg>'
    )


def _row(row: list[bool], place: int) -> str:
    """The dark runs of a row as a path."""
    column, path = 0, ""
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            path += f"M{column} {place}h{length}v1h-{length}z"
        column += length
    return path
