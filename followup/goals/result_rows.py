"""Goals as rows of a table: the verdict, what came out, what was asked, of how many, and the change, each in its own cell.

A goal with one result is one row. One with several has a row for each under its own, so that six results are a grid. What
is said in sentences (the sexes, why it wasn't reached, comments, how it is followed up) stands under the row it is about.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import escape

from finsam.facts.book import Book, Fact
from finsam.facts.tables import POSITIVE, UNKNOWN, Cell, Column, Row
from followup.accounts.basis import Basis, footing
from followup.goals.facts.goals import bound_fact, stem
from followup.goals.judging import wording
from followup.goals.judging.judging import Among, GoalVerdict, PartVerdict
from followup.goals.judging.verdicts import Status
from plans import queries
from plans.models.goals import Goal
from plans.texts.wording import HTML, demand_text, goal_text

VERDICT, RESULT, TARGET, COUNT, CHANGE, SAID = (
    "bedomning",
    "resultat",
    "malvarde",
    "antal",
    "forandring",
    "sagt",
)


def columns_of(year: int) -> tuple[Column, ...]:
    """The columns of a year's results; those that nothing fills are left out of a table."""
    return (
        Column(VERDICT, "Bedömning", kind="text"),
        Column(RESULT, "Resultat", suffix=True),
        Column(TARGET, "Målvärde", kind="text"),
        Column(COUNT, "Antal", kind="text"),
        Column(CHANGE, f"Jämfört med {year - 1}", kind="change", sign=POSITIVE, suffix=True, of=RESULT),
        Column(SAID, "Om resultatet", kind="below"),
    )


def result_rows(book: Book, verdict: GoalVerdict, options: dict) -> Iterator[Row]:
    """A goal's row, and where it has several results a row for each."""
    results = list(_results(verdict))
    told: dict[str, Cell] = {VERDICT: _verdict_cell(verdict.status)}
    words = []
    if len(results) == 1:
        judged, among = results[0]
        cells = _cells(book, verdict, judged, among, options)
        words = [_among_whom(among), _beside(judged, among, options)]
        told |= {key: cell for key, cell in cells.items() if key != VERDICT}
    elif wording.n_unknown(verdict):
        words = ["Antal svar är inte känt."]
    said = "".join(f"<p>{text}</p>" for text in words if text)
    said += wording.said_html(verdict, comments=options["comments"], forecast=options["forecast"])
    if options["follow_up"] and (followed := _followed(book, verdict)):
        said += (
            f'<p class="follow-up">{escape(book.forbund.term("insats_follow_up"))}: {escape(followed)}</p>'
        )
    yield Row(verdict.goal.key, _named(verdict.goal), told | _said(said))
    if len(results) < 2:
        return
    names = _names(verdict, results)
    for place, (name, (judged, among)) in enumerate(zip(names, results, strict=True)):
        cells = _cells(book, verdict, judged, among, options)
        text = _beside(judged, among, options)
        yield Row(
            f"{verdict.goal.key}.{judged.part.key}.{place}",
            name,
            cells | _said(f"<p>{text}</p>" if text else ""),
            level=1,
        )


def _results(verdict: GoalVerdict) -> Iterator[tuple[PartVerdict, Among | None]]:
    """Each part with what came out among each population; once with None where nothing has."""
    for judged in verdict.parts:
        for among in judged.among or (None,):
            yield judged, among


def _names(verdict: GoalVerdict, results: list[tuple[PartVerdict, Among | None]]) -> list[str]:
    """What each result is called under its goal: what is measured where that differs, and among whom."""
    alike = len({judged.part.measure for judged in verdict.parts}) == 1
    several = len(verdict.parts) > 1
    names = []
    for judged, among in results:
        measure = judged.part.measure if several and not alike else ""
        usual = judged.part.population if several else ""
        whom = among.population if among is not None else ""
        name = ", ".join(filter(None, (measure, whom or usual))) or str(judged.part)
        names.append(name[:1].upper() + name[1:])
    return names


def _cells(
    book: Book, verdict: GoalVerdict, judged: PartVerdict, among: Among | None, options: dict
) -> dict[str, Cell]:
    cells = {
        VERDICT: _verdict_cell(among.status if among is not None else Status.UNMEASURED),
        TARGET: Cell(html=f"<p>{demand_text(judged.target, HTML)}</p>"),
    }
    if among is None:
        return cells | {RESULT: Cell(text=UNKNOWN)}
    if answer := wording.answer_text(judged, among):
        return cells | {RESULT: Cell(text=answer)}
    if not wording.has_figure(judged) or among.figures.value is None:
        return cells
    cells[RESULT] = Cell(among.figures.value, note=f"enligt {judged.by}" if judged.by else "")
    if (count := wording.count_text(judged, among)) and not (wording.n_unknown(verdict) and count == "okänt"):
        cells[COUNT] = Cell(html=f"<p>{count}</p>")
    before = _year_before(book, verdict, judged, among) if options["change"] else None
    if before is not None and before.value is not None:
        cells[CHANGE] = Cell(before)
    return cells


def _year_before(book: Book, verdict: GoalVerdict, judged: PartVerdict, among: Among) -> Fact | None:
    """The same goal's result the year before up to the same day; money only where both are outcomes.

    Where that year had no such goal, one that is read from a figure is compared with the figure, at the end of the year.
    """
    if judged.by not in ("", Basis.OUTCOME.word):
        return None
    goal, year = verdict.goal, verdict.goal.fiscal_year.year - 1
    name = stem(judged.part, goal, among.population, verdict.end if not judged.part.fact else None)
    reported = book.get(f"{name}@{year}")
    whole_year = (verdict.end.month, verdict.end.day) == (12, 31)
    if reported is not None or not judged.part.fact or among.population or not whole_year:
        return reported
    return bound_fact(book, judged.part, goal, footing(book, year, Basis.OUTCOME), -1)


def _verdict_cell(status: Status) -> Cell:
    return Cell(html=f"<p>{wording.status_html(status)}</p>")


def _among_whom(among: Among | None) -> str:
    return f"Bland {HTML.text(among.population)}." if among is not None and among.population else ""


def _beside(judged: PartVerdict, among: Among | None, options: dict) -> str:
    """What is said of a result in sentences."""
    if among is None:
        return ""
    return wording.beside_text(judged, among, sexes=options["sexes"], needed=options["needed"])


def _said(html: str) -> dict[str, Cell]:
    return {SAID: Cell(html=html)} if html else {}


def _named(goal: Goal) -> str:
    """What the goal says, its own number before."""
    words = goal_text(goal)
    return f"{goal.number.rstrip('.')}. {words}" if goal.number else words


def _followed(book: Book, verdict: GoalVerdict) -> str:
    """How the goal is followed up (its own words or its group's), and where the results came from."""
    goal = verdict.goal
    by_id = {other.pk: other for other in book.read(queries.goals, book.year)}
    above = by_id.get(goal.parent_id)
    said = goal.follow_up.strip() or (above.follow_up.strip() if above is not None else "")
    sources = {among.result.source for part in verdict.parts for among in part.among if among.result}
    named = ", ".join(sorted(filter(None, sources)))
    return f"{said} Källa: {named}.".strip() if named else said
