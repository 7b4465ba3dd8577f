"""A verdict in words: `Uppfyllt`, `40 % (25 av 63). Det krävdes 29 av 63.` with figures bound to their facts."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import format_html

from finsam.core.values.periods import long_date
from followup.goals.facts.goals import Figures
from followup.goals.judging.judging import Among, GoalVerdict, PartVerdict
from followup.goals.judging.verdicts import DOWNWARDS, Status
from followup.goals.models import GoalReport
from plans.models.goals import Operator, Unit
from plans.texts.wording import HTML, TextFormatter, demand_text

UNKNOWN_N = "antal okänt"


def status_html(status: Status) -> str:
    """`Uppfyllt` with its shape, which is drawn."""
    return format_html('<span class="status {}">{}</span>', status.mark, status.word)


def figures_text(figures: Figures, formatter: TextFormatter = HTML, *, share: bool = False) -> str:
    """`40 % (25 av 63)`; a share whose n isn't known says so. "" where there is no value."""
    if figures.value is None:
        return ""
    words = formatter.figure(figures.value, "")
    if figures.numerator is not None and figures.denominator is not None:
        return f"{words} ({formatter.figure(figures.numerator, '')} av {formatter.figure(figures.denominator, '')})"
    if figures.denominator is not None:
        return f"{words} ({formatter.figure(figures.denominator, '')} svarande)"
    return f"{words} ({UNKNOWN_N})" if share else words


def sexes_text(figures: Figures, formatter: TextFormatter = HTML) -> str:
    """`Kvinnor 45 % (9 av 20), män 37 % (16 av 43).`; "" where it isn't known by sex."""
    said = [f"{word} {figures_text(x, formatter)}" for word, x in figures.sexes if x.value is not None]
    text = ", ".join(said)
    return f"{text[:1].upper()}{text[1:]}." if said else ""


def needed_text(verdict: PartVerdict, among: Among, formatter: TextFormatter = HTML) -> str:
    """`Det krävdes 29 av 63.`, where the target wasn't reached and it can be counted."""
    figures = among.figures
    if figures.needed is None or figures.denominator is None or among.status in (Status.MET, Status.UNJUDGED):
        return ""
    if _too_much(verdict, figures):
        return ""  # it isn't more that was needed
    limit = "Det fick vara högst" if verdict.part.operator in DOWNWARDS else "Det krävdes"
    return f"{limit} {formatter.figure(figures.needed, '')} av {formatter.figure(figures.denominator, '')}."


def _too_much(verdict: PartVerdict, figures: Figures) -> bool:
    """Whether a result missed an interval from above."""
    high = verdict.target.high
    return high is not None and figures.value is not None and figures.value.value > high.value


def unknown_n(verdict: PartVerdict, among: Among) -> bool:
    """Whether it is a share of nobody knows how many."""
    figures = among.figures
    return (
        verdict.part.unit == Unit.PERCENT
        and figures.value is not None
        and figures.numerator is None
        and figures.denominator is None
    )


def among_text(
    verdict: PartVerdict,
    among: Among,
    formatter: TextFormatter = HTML,
    *,
    sexes: bool = True,
    needed: bool = True,
    unknown: bool = True,
) -> str:
    """What came out among one population, in sentences; `unknown` says of a share that its n isn't known."""
    if answer := answer_text(verdict, among):
        words = [f"{answer}."]
    elif not has_figure(verdict):
        words = []
    else:
        said = figures_text(among.figures, formatter, share=unknown and unknown_n(verdict, among))
        by = f" enligt {verdict.by}" if verdict.by else ""
        words = [f"{said}{by}."] if said else []
    words.append(beside_text(verdict, among, formatter, sexes=sexes, needed=needed, money=False))
    return " ".join(filter(None, words))


def answer_text(verdict: PartVerdict, among: Among) -> str:
    """`Ja`, of a part that is answered with yes or no; "" of others."""
    answered = verdict.part.operator == Operator.YES and among.result is not None and among.result.answer
    return among.result.get_answer_display() if answered else ""


def has_figure(verdict: PartVerdict) -> bool:
    """Whether a part is told by a figure, and not by words alone."""
    return bool(verdict.part.fact) or verdict.part.operator != Operator.TEXT


def beside_text(
    verdict: PartVerdict,
    among: Among,
    formatter: TextFormatter = HTML,
    *,
    sexes: bool = True,
    needed: bool = True,
    money: bool = True,
) -> str:
    """What is said beside a result's figure: the sexes, how many it would have taken, and its comment."""
    words = []
    if money and _of_money(among.figures):
        upper, lower = among.figures.numerator, among.figures.denominator
        words.append(f"{formatter.figure(upper, '')} av {formatter.figure(lower, '')}.")
    words.append(sexes_text(among.figures, formatter) if sexes else "")
    words.append(needed_text(verdict, among, formatter) if needed else "")
    words.append(formatter.text(among.result.comment) if among.result is not None else "")
    return " ".join(filter(None, words))


def _of_money(figures: Figures) -> bool:
    """Whether a result is a share of an amount, which is no count."""
    pair = (figures.numerator, figures.denominator)
    return all(fact is not None and fact.unit == "kr" for fact in pair)


def count_text(verdict: PartVerdict, among: Among, formatter: TextFormatter = HTML) -> str:
    """How many a result is of: `25 av 63`, `63 svarande`, `okänt` of a share that nobody knows the n of; else ""."""
    upper, lower = among.figures.numerator, among.figures.denominator
    if _of_money(among.figures):
        return ""
    if upper is not None and lower is not None:
        return f"{formatter.figure(upper, '')} av {formatter.figure(lower, '')}"
    if lower is not None:
        return f"{formatter.figure(lower, '')} svarande"
    return "okänt" if unknown_n(verdict, among) else ""


def lines(
    verdict: GoalVerdict, formatter: TextFormatter = HTML, **shown
) -> Iterator[tuple[Status, str, str]]:
    """(status, what and among whom, what came out) for each population of each part."""
    several = len(verdict.parts) > 1
    alike = len({judged.part.measure for judged in verdict.parts}) == 1
    for judged in verdict.parts:
        measure = judged.part.measure if several and not alike else ""
        usual = judged.part.population if several else ""
        if not judged.among:
            yield Status.UNMEASURED, ", ".join(filter(None, (measure, usual))), judged.why
        for among in judged.among:
            label = ", ".join(filter(None, (measure, among.population or usual)))
            yield among.status, label, among_text(judged, among, formatter, **shown)


def result_html(verdict: GoalVerdict, *, sexes: bool, needed: bool, comments: bool, forecast: bool) -> str:
    """A result in one cell: the verdict, what came out, comments, and the forecast."""
    pieces = [f"<p>{status_html(verdict.status)}</p>"]
    measured = any(judged.among for judged in verdict.parts)
    once = n_unknown(verdict)
    told = list(lines(verdict, sexes=sexes, needed=needed, unknown=not once)) if measured else []
    # Whose verdict is another than the whole's says its own.
    differ = {status for status, *_ in told} != {verdict.status}
    for status, label, text in told:
        head = f"{HTML.text(label[:1].upper() + label[1:])}: " if label else ""
        own = status_html(status) if len(told) > 1 and (differ or not text) else ""
        if text or own:
            pieces.append(f"<p>{head}{' '.join(filter(None, (text, own)))}</p>")
    if once:
        pieces.append("<p>Antal svar är inte känt.</p>")
    return "".join(pieces) + said_html(verdict, comments=comments, forecast=forecast)


def n_unknown(verdict: GoalVerdict) -> bool:
    """Whether all of several results are shares of nobody knows how many; then it is said once."""
    everyone = [unknown_n(judged, among) for judged in verdict.parts for among in judged.among]
    return len(everyone) > 1 and all(everyone)


def said_html(verdict: GoalVerdict, *, comments: bool, forecast: bool) -> str:
    """What is said of a result beside its figures, in paragraphs: of when it is, why it isn't there, why the goal wasn't
    reached or is judged otherwise, comments, and the forecast."""
    pieces, report = [], verdict.report
    measured = any(judged.among for judged in verdict.parts)
    typed = not verdict.parts or any(not judged.part.fact for judged in verdict.parts)
    if (
        report is not None
        and report.end < verdict.end
        and any(among.result is not None for judged in verdict.parts for among in judged.among)
    ):
        pieces.append(f"Resultat till och med {long_date(report.end)}.")
    if not measured:
        pieces += dict.fromkeys(HTML.text(judged.why) for judged in verdict.parts if judged.why)
    if verdict.status == Status.UNMEASURED and report is None and typed:
        pieces.append("Inget resultat är inlämnat.")
    if report is not None and report.judgement:
        instead = f" Uträknad bedömning: {verdict.computed.word.lower()}." if verdict.overridden else ""
        pieces.append(f"{HTML.text(report.reason)}{instead if verdict.computed.judged else ''}")
    if comments and verdict.why:
        pieces.append(f"<strong>Varför:</strong> {HTML.text(verdict.why)}")
    if report is not None and comments and report.comment:
        pieces.append(HTML.text(report.comment))
    if report is not None and forecast and forecast_text(report):
        pieces.append(HTML.text(forecast_text(report)))
    return "".join(f"<p>{piece}</p>" for piece in pieces)


def forecast_text(report: GoalReport) -> str:
    """`Prognos: målet nås. Fler avslut väntas i höst.`"""
    if not report.forecast:
        return report.forecast_text.strip()
    said = report.get_forecast_display()
    return f"Prognos: {said[:1].lower()}{said[1:]}. {report.forecast_text.strip()}".strip()


def demands(verdict: GoalVerdict, formatter: TextFormatter) -> str:
    """`minst 45 %`: what each part asks for, as a list in words."""
    return "; ".join(demand_text(judged.target, formatter) for judged in verdict.parts)
