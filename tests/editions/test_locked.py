"""After the decision: what is locked, whichever way somebody comes, and what still can be changed."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from budget.models import Amount, Line, Series
from budget.services import set_amounts
from finsam.core import services
from finsam.core.tenancy.permissions import Role
from finsam.documents.models import Document, Section
from finsam.editions.models import Edition
from finsam.editions.services import Decision, revise
from finsam.organisation.models import Member
from finsam.web.sections import move_section
from plans.models.goals import Goal
from plans.models.insatser import InsatsYear
from tests.editions.conftest import step

pytestmark = pytest.mark.usefixtures("decided")


def refused(word: str, do, *args, **kwargs) -> None:
    with pytest.raises(ValidationError, match=word):
        do(*args, **kwargs)


def changed(obj, **values):
    for name, value in values.items():
        setattr(obj, name, value)
    return obj


def test_the_document_and_its_sections_are_locked(plan, by):
    locked = "är beslutad och ändras inte mer. Behöver något ändras gör du en revidering"
    section = Section.objects.filter(document=plan).first()
    refused(locked, services.save, changed(Document.objects.get(pk=plan.pk), title="Annat"), by=by)
    # An old form, opened before the decision.
    refused(locked, services.save, changed(plan, status="utkast", title="Annat"), by=by)
    refused(locked, services.delete, Document.objects.get(pk=plan.pk), by=by)
    refused(locked, services.save, changed(section, prose="<p>Annat.</p>"), by=by)
    refused(locked, services.delete, Section.objects.get(pk=section.pk), by=by)
    refused(locked, services.save, Section(forbund=plan.forbund, document=plan, title="Nytt"), by=by)
    refused(locked, move_section, section=Section.objects.get(pk=section.pk), up=False, by=by)
    assert (Document.objects.get(pk=plan.pk).title, Document.objects.get(pk=plan.pk).status) == (
        "Verksamhetsplan",
        "beslutad",
    )


def test_the_goals_are_locked(plan, small, by):
    locked = "Målen för 2024 är beslutade med ”Verksamhetsplan 2024” och ändras inte mer"
    goal = Goal.objects.filter(fiscal_year=plan.fiscal_year).first()
    part = goal.parts.first()
    refused(locked, services.save, changed(goal, name="Ett annat mål"), by=by)
    refused(locked, services.save, changed(part, target=Decimal(1)), by=by)
    refused(locked, services.delete, Goal.objects.get(pk=goal.pk), by=by)
    new = Goal(forbund=plan.forbund, fiscal_year=plan.fiscal_year, name="Nytt", level="mal")
    refused(locked, services.save, new, by=by)


def test_the_decided_budget_is_locked(plan, by):
    locked = "”Budget 2024” är beslutad med verksamhetsplanen och ändras inte mer"
    series = Series.objects.get(key="budget-2024")
    amount = Amount.objects.filter(series=series).first()
    refused(locked, set_amounts, series=series, amounts={amount.line: Decimal(-1)}, by=by)
    refused(locked, services.save, changed(series, name="Annan"), by=by)
    refused(locked, services.save, changed(amount, amount=Decimal(-1)), by=by)
    refused(locked, services.delete, Series.objects.get(key="budget-2024"), by=by)


def test_the_pages_of_a_locked_budget_say_so_and_lead_to_the_revised(plan, small, by):
    chief = small.sign_in(Role.FORBUNDSCHEF)
    place = "/norra-an/2024/budget/belopp/"
    page = chief.get(f"{place}budget-2024/").content.decode()
    assert "är beslutad med verksamhetsplanen och ändras inte mer" in page
    assert "Spara beloppen" not in page
    assert "Skriv in belopp" not in chief.get("/norra-an/2024/budget/").content.decode()
    assert "Spara beloppen" in chief.get(f"{place}utfall-2024/").content.decode()
    revise(document=plan, by=by)
    assert (
        f'href="{place}reviderad-budget-2024/">Skriv in belopp'
        in chief.get("/norra-an/2024/budget/").content.decode()
    )
    page = chief.get(f"{place}reviderad-budget-2024/").content.decode()
    assert "Spara beloppen" in page
    assert '<th scope="col">Budget 2024</th>' in page.replace(
        ' class="num"', ""
    )  # what is revised stands beside


def test_what_lives_over_years_stays_open(plan, by):
    for obj, name in (
        (Line.objects.first(), "name"),
        (Member.objects.first(), "name"),
        (InsatsYear.objects.first(), "purpose"),
    ):
        services.save(changed(obj, **{name: "Något annat"}), by=by)
    outcome = Series.objects.get(key="utfall-2024")
    services.save(changed(outcome, name="Årets utfall"), by=by)


def test_a_revision_is_a_second_document_with_a_budget_of_its_own(plan, decided, by):
    revision = revise(document=plan, by=by)
    assert (str(revision), revision.key, revision.revision) == (
        "Reviderad verksamhetsplan 2024",
        "verksamhetsplan-2",
        1,
    )
    assert revision.status == "utkast"
    assert [s.key for s in revision.sections.all()] == [s.key for s in plan.sections.all()]
    revised = Series.objects.get(kind="reviderad")
    original = Series.objects.get(key="budget-2024")
    values = Amount.objects.order_by("line").values_list("line", "amount")
    assert list(values.filter(series=revised)) == list(values.filter(series=original))
    line = (
        Amount.objects.filter(series=revised, line__parent=None, line__side="kostnad", line__common=False)
        .first()
        .line
    )
    set_amounts(series=revised, amounts={line: Decimal(-1)}, by=by)
    goal = Goal.objects.filter(fiscal_year=plan.fiscal_year).first()
    services.save(changed(goal, name="Ett annat mål"), by=by)
    refused("redan påbörjad", revise, document=Document.objects.get(pk=plan.pk), by=by)
    with pytest.raises(ValidationError):
        services.save(changed(Document.objects.get(pk=plan.pk), title="Annat"), by=by)
    step(revision, "foresla", by)
    made = step(
        revision, "besluta", by, Decision(date(2024, 5, 3), "12", "Styrelsens sammanträde 3 maj 2024")
    )
    assert str(made) == "Reviderad verksamhetsplan 2024, beslutad"
    assert Document.objects.get(pk=plan.pk).status == "reviderad"
    revised.refresh_from_db()
    assert (revised.decided, revised.date) == (True, date(2024, 5, 3))
    assert Edition.objects.count() == 4
