"""Rules over surveys: answers that don't add up, rounds nobody has called finished, and reworded questions."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import slugify

from finsam.checks.reconciliation import ERROR, INFO, WARNING, Case, Figure, Finding, rule
from finsam.core.values.grouping import grouped
from finsam.facts.book import total
from followup.statistics.models import TableStatus
from followup.statistics.stated import stated_shares
from followup.surveys import queries
from followup.surveys.facts import year_sheets
from followup.surveys.models import FormKind
from followup.surveys.survey_table import SEXES

# Who are so few that a share of them may tell what each of them said
FEW = (FormKind.STAFF, FormKind.BOARD, FormKind.PREPARATION, FormKind.MANAGERS, FormKind.REFERRERS)


@rule("R16", lacks="Det finns ingen indikatormätning för {year}.", at="survey-rounds", people=True)
def answers_add_up(case: Case) -> Iterator[Finding]:
    """The sexes are all, no question has more answers than there are forms, and rounds are called finished."""
    for sheet in year_sheets(case.book, case.fiscal_year.year):
        if sheet.parts:
            continue
        case.tally["R16"] += 1
        survey = sheet.round
        for sentence in sheet.problems():
            subject = f"{survey.key}/{slugify(sentence)}"
            yield Finding(ERROR, subject, f"{survey}: {sentence}", href=sheet.href)
        if survey.status == TableStatus.DRAFT and sheet.given:
            message = f"”{survey}” är fortfarande ett utkast."
            yield Finding(INFO, f"{survey.key}/utkast", message, href=sheet.href)


@rule(
    "R16",
    lacks="Ingen indikatormätning för {year} är inskriven både för hela förbundet och för insatserna.",
    at="survey-rounds",
)
def all_are_the_insatser_together(case: Case) -> Iterator[Finding]:
    """Answers of the whole förbund, written beside those of its insatser, are at least those: counts, not shares."""
    sheets = [sheet for sheet in year_sheets(case.book, case.fiscal_year.year) if not sheet.parts]
    for group in grouped(sheets, by=lambda sheet: (sheet.round.form_id, sheet.round.until)).values():
        whole = next((own for own in group if not own.round.insats_id), None)
        parts = [own for own in group if own.round.insats_id]
        for question in whole.answered() if whole is not None and parts else ():
            asked, counts = whole.n(question), [n for part in parts if (n := part.n(question)) is not None]
            if asked is None or asked.value is None or not counts:
                continue
            case.tally["R16"] += 1
            together = total(f"{asked.key}#insatser", "Insatserna tillsammans", counts, unit="st")
            if together.value > asked.value:
                message = (
                    f"”{whole.round}”, {question}: färre har svarat i hela förbundet än i insatserna tillsammans. "
                    "Ta bort mätningen för hela förbundet, så räknas den ut."
                )
                figures = (Figure.of(asked), Figure.of(together))
                yield Finding(
                    ERROR, f"{whole.round.key}/{question.key}/alla", message, figures, href=whole.href
                )


@rule("R17", lacks="Ingen fråga finns i mer än en lydelse.", at="survey-forms")
def wordings_follow(case: Case) -> Iterator[Finding]:
    """A question in a new wording says which one it replaces, so that the break is told where it is printed."""
    for form in case.book.read(queries.forms):
        questions = list(form.questions.all())
        for question in questions:
            earlier = [q for q in questions if q.code == question.code and q.edition < question.edition]
            if not earlier:
                continue
            case.tally["R17"] += 1
            if question.replaces_id is None:
                message = f"{form}: fråga {question.code}, lydelse {question.edition}, säger inte vilken lydelse den ersätter."
                figures = (Figure(str(question), question.wording or "–"),)
                href = case.address("survey-forms-edit", key=form.key)
                yield Finding(WARNING, f"{form.key}/{question.key}", message, figures, href=href)


@rule("R18", lacks="Det finns inga svar på indikatorfrågor för {year}.", at="survey-rounds", people=True)
def stated_shares_are_historical(case: Case) -> Iterator[Finding]:
    """Shares that are written in can't be worked out again, and are said to be historical: once for a round."""
    for sheet in year_sheets(case.book, case.fiscal_year.year):
        answered = sheet.answered()
        case.tally["R18"] += len(answered)
        stated = [fact for q in answered if sheet.stated(q) and (fact := sheet.result(q)) is not None]
        if stated and not sheet.parts:
            yield stated_shares(stated, str(sheet.round), f"{sheet.round.reference()}/andelar")


@rule(
    "R25",
    lacks="Det finns ingen mätning {year} bland personal, styrelse, beredning, chefer eller remittenter.",
    at="survey-rounds",
    people=True,
)
def shares_of_unknown_few(case: Case) -> Iterator[Finding]:
    """Those who work in an insats or sit on a board are few: a share of nobody knows how many may tell of them."""
    for sheet in year_sheets(case.book, case.fiscal_year.year):
        survey = sheet.round
        if sheet.parts or survey.form.kind not in FEW:
            continue
        case.tally["R25"] += 1
        if any((entry := sheet.stated(question)) and entry.count is None for question in sheet.answered()):
            message = (
                f"Hur många som svarat är inte känt för ”{survey}”, så det går inte att avgöra om de är för få för att "
                "andelarna ska publiceras. Skriv antalet, eller pröva om de ska vara med."
            )
            yield Finding(INFO, f"{survey.reference()}/fa", message, href=sheet.href)


@rule("R25", lacks="Inga andelar av svar är inskrivna för {year}.", at="survey-rounds", people=True)
def stated_shares_of_few(case: Case) -> Iterator[Finding]:
    """A stated share has no counts to hide, so that one of few answers must be taken away by whoever knows it."""
    threshold = case.book.forbund.suppression_threshold
    for sheet in year_sheets(case.book, case.fiscal_year.year):
        for question in sheet.answered():
            for sex in SEXES:
                entry = sheet.stated(question, sex)
                if entry is None or entry.count is None:
                    continue
                case.tally["R25"] += 1
                if entry.count >= threshold:
                    continue
                fact = sheet.result(question, sex)
                message = (
                    f"{fact.label}: andelen bygger på färre än {threshold} svar och döljs inte av sig själv. "
                    "Ta bort den, eller skriv antalen i stället."
                )
                yield Finding(WARNING, fact.key, message, (Figure.of(fact),), href=fact.href)
