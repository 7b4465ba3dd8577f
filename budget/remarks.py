"""What is said of the rows of something that is handed in: a SIE file, or a budget that is pasted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a row, as a Swedish sentence; 0 is the whole. A `fault` is of what couldn't be read and has to be mended."""

    row: int
    text: str
    fault: bool = False
