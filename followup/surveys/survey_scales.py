"""The scales of indicator surveys, and the one rule for what is positive. Pure; no Django models here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices


class Scale(TextChoices):
    """How a question is answered."""

    OFTEN = "ofta", "Aldrig till alltid, sex nivåer"
    YES_NO = "janej", "Ja, nej eller avböjt"
    GRADE = "betyg", "Betyg 0–10"


@dataclass(frozen=True, slots=True)
class Level:
    """An answer: its key, its word, whether it is positive, and whether it counts at all.

    What doesn't count ("vet ej", "ej svar", "avböjt") is kept, but is no part of n.
    """

    key: str
    label: str
    positive: bool = False
    counts: bool = True
    points: int = 0


BLANK = Level("ej-svar", "Ej svar", counts=False)
LEVELS: dict[str, tuple[Level, ...]] = {
    Scale.OFTEN: (
        Level("aldrig", "Aldrig"),
        Level("sallan", "Sällan"),
        Level("ibland", "Ibland"),
        Level("ofta", "Ofta", positive=True),
        Level("mest", "För det mesta", positive=True),
        Level("alltid", "Alltid", positive=True),
        Level("vet-ej", "Vet ej", counts=False),
        BLANK,
    ),
    Scale.YES_NO: (
        Level("ja", "Ja", positive=True),
        Level("nej", "Nej"),
        Level("avbojt", "Avböjt", counts=False),
        BLANK,
    ),
    Scale.GRADE: (*(Level(str(grade), str(grade), points=grade) for grade in range(11)), BLANK),
}
LABELS = {level.key: level.label for levels in LEVELS.values() for level in levels}

RULES = {
    Scale.OFTEN: "(ofta + för det mesta + alltid) delat med alla som valt någon av de sex nivåerna. "
    "Vet ej och obesvarat räknas inte med.",
    Scale.YES_NO: "Ja delat med ja och nej. Avböjt och obesvarat räknas inte med.",
    Scale.GRADE: "Medelvärdet av betygen 0–10. Obesvarat räknas inte med.",
}


def counted(scale: str) -> list[Level]:
    """The levels that make up n."""
    return [level for level in LEVELS[scale] if level.counts]


def positive(scale: str) -> list[Level]:
    """The levels that are positive; none on a scale of grades."""
    return [level for level in LEVELS[scale] if level.positive]


def apart(scale: str) -> list[Level]:
    """What is kept beside n: don't know, declined, blank."""
    return [level for level in LEVELS[scale] if not level.counts]


def result(scale: str, counts: Mapping[str, int]) -> tuple[Decimal | None, int]:
    """(positive share as a fraction, or the mean grade; n). None when nobody has answered."""
    n = sum(counts.get(level.key, 0) for level in counted(scale))
    if not n:
        return None, 0
    match scale:
        case Scale.GRADE:
            upper = sum(level.points * counts.get(level.key, 0) for level in counted(scale))
        case Scale.OFTEN | Scale.YES_NO:
            upper = sum(counts.get(level.key, 0) for level in positive(scale))
        case unknown:
            raise ValueError(f"no such scale: {unknown}")
    return Decimal(upper) / n, n
