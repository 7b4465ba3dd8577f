"""How much Avstämning sees: errors planted in the demo's documents, and the same documents left alone."""

import re
from pathlib import Path

import pytest
from django.db import transaction

from finsam.checks.reconciliation import ERROR, WARNING, reconcile
from finsam.documents.models import Document, Section
from followup.accounts.models import Note
from followup.events.models import Event
from followup.statistics.models import Bin, BinSet
from plans.models.goals import Goal
from plans.models.insatser import InsatsYear
from plans.models.year import Meeting
from tests import clients
from tests.checks import planted
from tests.checks.planted import ALL, OTHER, PLAN, REPORT, RIGHT, THIRD, Planted

YEARS = (REPORT, PLAN, OTHER, THIRD)


def plain(text: str) -> str:
    return re.sub(r"\s", " ", text)


def paragraph(text: str) -> str:
    return text if text.startswith("<") else f"<p>{text}</p>"


def add(year, section: str, html: str) -> None:
    """A paragraph last in a section; a section that isn't there is made, last in the document."""
    document = Document.objects.get(fiscal_year=year)
    own = {"forbund": year.forbund, "document": document}
    found = Section.objects.filter(**own, key=section).first()
    if found is None:
        Section.objects.create(
            **own,
            key=section,
            title=section.replace("-", " ").capitalize(),
            prose=html,
            order=900,
            level=1,
            numbered=False,
        )
    else:
        Section.objects.filter(pk=found.pk).update(after=found.after + html)


def plant(year, one: Planted) -> None:
    kind, _, key = one.where.rpartition(":")
    document = Document.objects.get(fiscal_year=year)
    if kind == "title":
        assert Section.objects.filter(document=document, key=key).update(title=one.text)
    elif kind == "meeting":
        assert Meeting.objects.filter(fiscal_year=year, key=key).update(theme=one.text)
    elif kind == "goal":
        assert Goal.objects.filter(fiscal_year=year, key=key).update(text=one.text)
    elif kind == "note":
        note = Note.objects.get(fiscal_year=year, key=key)
        Note.objects.filter(pk=note.pk).update(text=note.text + paragraph(one.text))
    elif kind == "insats":
        InsatsYear.objects.filter(fiscal_year=year, insats__key=key).update(follow_up=paragraph(one.text))
    elif kind == "event":
        assert Event.objects.filter(fiscal_year=year, key=key).update(text=paragraph(one.text))
    elif kind == "caption":
        section = Section.objects.get(document=document, key=key)
        section.options["caption"] = one.text
        section.save()
    elif one.where == "bins:":
        bins = BinSet.objects.create(forbund=year.forbund, name="Planterad")
        for order, name in enumerate(one.text.split("|")):
            Bin.objects.create(forbund=year.forbund, bin_set=bins, name=name, order=order)
    else:
        for section, text in zip(one.where.split("|"), one.text.split("|"), strict=True):
            add(year, section, paragraph(text))


def judged(place: str, errors=()):
    """What Avstämning says of a year with the errors planted in it, together with that of the year left alone."""
    forbund, year = place.split("/")
    with clients.in_scope(forbund):
        fiscal_year = clients.fiscal_year(forbund, int(year))
        for one in errors:
            plant(fiscal_year, one)
        return reconcile(fiscal_year)


@pytest.fixture(scope="module")
def outcomes(django_db_setup, django_db_blocker):
    """Each year with all its errors, judged once; nothing stays in the database."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = {place: judged(place, [one for one in ALL if one.year == place]) for place in YEARS}
        transaction.set_rollback(True)
    return found


@pytest.fixture(scope="module")
def alone(django_db_setup, django_db_blocker):
    """The four years as they are shipped."""
    with django_db_blocker.unblock():
        return {place: judged(place) for place in YEARS}


def said(outcomes, one: Planted) -> list:
    """The findings about a planted error: those of its rule that say all that must be said."""
    return [
        finding
        for finding in outcomes[one.year].findings
        if finding.rule == one.rule and all(plain(words) in plain(finding.message) for words in one.says)
    ]


@pytest.mark.parametrize(
    "one", [one for one in ALL if one.rule], ids=lambda one: f"{one.where}: {one.text[:40]}"
)
def test_planted_error_is_named_with_the_right_value(outcomes, one):
    found = said(outcomes, one)
    assert found, "\n".join(f"{one.rule} {one.message}" for one in outcomes[one.year].findings if one.rule in ("R24", "R21", "R2", "R16", "R9", "R22", "R23", "R19", "R17"))  # fmt: skip
    assert all(finding.severity in (ERROR, WARNING) for finding in found)
    assert all(finding.href for finding in found)


def test_nothing_is_said_but_of_what_was_planted(outcomes, alone):
    """An error may break two promises, but no warning is about a text that nobody touched."""
    touched = {key for one in ALL if one.rule for key in one.where.rpartition(":")[2].split("|")} | {
        "planterad",
        "noter",
    }
    for place in YEARS:
        before = {(one.rule, one.subject) for one in alone[place].findings}
        rest = [
            f"{one.rule} {one.message}"
            for one in outcomes[place].findings
            if (one.rule, one.subject) not in before
            and one.severity in (ERROR, WARNING)
            and touched.isdisjoint(one.subject.split("/"))
        ]
        assert rest == []


# What is said of the demo as it is shipped, in warnings: each is true.
TRUE = {
    (REPORT, "R13", "underskott/budget-2023"): "the budget of 2023 has no opening equity in the source",
    (REPORT, "R27", "bokslut/panter"): "the source says nothing of pledges (domain 7.4)",
}


def test_the_untouched_demo_has_only_true_alarms(alone):
    found = {
        (place, one.rule, one.subject)
        for place in YEARS
        for one in (*alone[place].errors, *alone[place].warnings)
    }
    assert found == set(TRUE)


@pytest.fixture(scope="module")
def right(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        errors = [Planted(OTHER, f"ratt-{number}", text, None) for number, text in enumerate(RIGHT)]
        outcome = judged(OTHER, errors)
        transaction.set_rollback(True)
    return outcome


@pytest.mark.parametrize("number", range(len(RIGHT)), ids=lambda number: RIGHT[number][:40])
def test_what_is_right_raises_no_alarm(right, number):
    assert [one.message for one in right.findings if f"/ratt-{number}/" in f"{one.subject}/"] == []


def test_the_readme_tells_how_much_is_found(outcomes, alone):
    """The README's numbers are those that are measured here."""
    found = sum(bool(one.rule and said(outcomes, one)) for one in ALL)
    alarms = sum(len(alone[place].errors) + len(alone[place].warnings) for place in YEARS)
    text = " ".join(Path("README.md").read_text(encoding="utf-8").split())
    assert f"{found} of {len(ALL)} planted errors" in text
    assert f"{alarms} warnings, both true" in text
    assert len(ALL) >= 60


def test_every_unseen_kind_is_listed_as_such():
    assert [one for one in ALL if one.rule is None] == list(planted.UNSEEN)


def test_what_tells_of_people_is_marked_so(outcomes):
    """A finding that says how many were enrolled is read by those who see counts; one about money by all."""
    found = {one.message: one.people for one in outcomes[REPORT].findings if one.rule == "R24"}
    assert [people for message, people in found.items() if "193 personer" in message] == [True]
    assert [people for message, people in found.items() if "Soliditeten" in message] == [False]
