"""Rules over surveys: answers that don't add up, rounds nobody has called finished, and reworded questions."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import slugify

from finsam.documents.reconciliation import ERROR, INFO, WARNING, Case, Figure, Finding, rule
from followup import surveyqueries
from followup.answering import SEXES
from followup.facts.surveys import year_sheets
from followup.models.statistics import TableStatus


@rule("R16", "Kön, grupper och avslutade summerar till alla")
def answers_add_up(case: Case) -> Iterator[Finding]:
    """The sexes are all, no question has more answers than there are forms, and rounds are called finished."""
    for sheet in year_sheets(case.book, case.fiscal_year.year):
        if sheet.parts:
            continue
        case.tally["R16"] += 1
        one = sheet.round
        for sentence in sheet.problems():
            subject = f"{one.key}/{slugify(sentence)}"
            yield Finding("R16", ERROR, subject, f"{one}: {sentence}", href=sheet.href)
        if one.status == TableStatus.DRAFT and sheet.given:
            yield Finding(
                "R16", INFO, f"{one.key}/utkast", f"”{one}” är fortfarande ett utkast.", href=sheet.href
            )


@rule("R17", "Grupper överlappar inte och är desamma från år till år")
def wordings_follow(case: Case) -> Iterator[Finding]:
    """A question in a new wording says which one it replaces, so that the break is told where it is printed."""
    for form in case.book.read(surveyqueries.forms):
        questions = list(form.questions.all())
        for one in questions:
            earlier = [other for other in questions if other.code == one.code and other.edition < one.edition]
            if not earlier:
                continue
            case.tally["R17"] += 1
            if one.replaces_id is None:
                message = f"{form}: fråga {one.code}, lydelse {one.edition}, säger inte vilken lydelse den ersätter."
                figures = (Figure(str(one), one.wording or "–"),)
                href = case.place(f"enkater/{form.key}/")
                yield Finding("R17", WARNING, f"{form.key}/{one.key}", message, figures, href=href)


@rule("R18", "Härledda mått räknas ut och skrivs aldrig in")
def stated_shares_are_historical(case: Case) -> Iterator[Finding]:
    """A share that is written in can't be worked out again, and is said to be historical."""
    for sheet in year_sheets(case.book, case.fiscal_year.year):
        for question in sheet.answered():
            fact = sheet.result(question)
            case.tally["R18"] += 1
            if fact is not None and sheet.stated(question) is not None:
                message = f"{fact.label}: andelen är inskriven och går inte att räkna om. Skriv antalen, om de är kända."
                yield Finding("R18", INFO, fact.key, message, (Figure.of(fact),), href=fact.href)


@rule("R25", "Små antal personer visas inte i det som publiceras")
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
                yield Finding("R25", WARNING, fact.key, message, (Figure.of(fact),), href=fact.href)
