"""Whether the result agrees with the goals: verdicts, what was judged otherwise and why, and what nobody has measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from auditors.path.evidence.piece import CLEAN, LOOK, Look, Piece, Point, counted, lacks, piece
from followup.goals.judging.judging import GoalVerdict, all_verdicts
from followup.goals.judging.verdicts import Status
from followup.responsibility.queries import year_end

WORST_FIRST = (Status.MISSED, Status.PARTLY, Status.NEARLY, Status.UNMEASURED, Status.UNJUDGED, Status.MET)


def _href(look: Look, row: GoalVerdict) -> str:
    return look.page("results-enter", key=row.goal.key, end=str(year_end(look.year)))


def _points(look: Look, rows: Iterable[GoalVerdict]) -> list[Point]:
    return [Point(row.goal.name, row.status.word, _href(look, row)) for row in rows]


def verdicts(look: Look) -> Iterator[Piece]:
    """How many goals were reached, and which weren't."""
    key, label, href = "mal", "Mål och bedömningar", look.page("results")
    about = "Bedömningen räknas ut av resultatet och målets egen regel, om ingen har bedömt på annat sätt."
    rows = list(all_verdicts(look.book, year_end(look.year)))
    if not rows:
        yield lacks(key, label, f"Inga mål är antecknade för {look.year}.", look.page("goals"), about)
        return
    counts = Counter(row.status for row in rows)
    told = ", ".join(f"{status.word.lower()} {counts[status]}" for status in Status if counts[status])
    off = sorted(
        (row for row in rows if row.status != Status.MET), key=lambda row: WORST_FIRST.index(row.status)
    )
    yield piece(
        key, label, f"{counted(len(rows), 'mål', 'mål').capitalize()}: {told}.", href, about,
        state=LOOK if off else CLEAN, points=_points(look, off),
    )  # fmt: skip
    otherwise = [row for row in rows if row.overridden]
    about = "Någon har bedömt målet på annat sätt än resultatet säger. Skälet ska hålla."
    if otherwise:
        points = [
            Point(
                row.goal.name,
                f"{row.computed.word} blev {row.status.word.lower()}: {look.told(row.report.reason)}",
                _href(look, row),
            )
            for row in otherwise
        ]
        said = f"{counted(len(otherwise), 'mål är bedömt', 'mål är bedömda').capitalize()} på annat sätt än uträknat."
        yield piece("annan-bedomning", "Bedömt på annat sätt", said, href, about, state=LOOK, points=points)
    else:
        yield piece(
            "annan-bedomning",
            "Bedömt på annat sätt",
            "Inget mål är bedömt på annat sätt än uträknat.",
            href,
            about,
            state=CLEAN,
        )
    unmeasured = [row for row in rows if row.status in (Status.UNMEASURED, Status.UNJUDGED)]
    if unmeasured:
        said = f"{counted(len(unmeasured), 'mål', 'mål').capitalize()} har inget resultat att bedöma."
        about = "Ett mål som ingen har mätt säger ingenting om hur det gick."
        yield piece(
            "omatta-mal", "Mål utan resultat", said, href, about, state=LOOK, points=_points(look, unmeasured)
        )


PIECES = (verdicts,)
