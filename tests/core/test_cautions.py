"""After saving, and in Avstämning: what points somebody out is said, and what was written is kept."""

import pytest
from django.contrib.messages import get_messages

from finsam.checks.reconciliation import reconcile
from finsam.core.models import Forbund
from finsam.documents.models import Section
from followup.events.models import Event
from plans.models.year import Risk
from tests import clients
from tests.clients import OWN
from tests.factories import first

TEXT = "Anna Svensson har autism."
SAID = (
    "Texten nämner ett namn intill en diagnos, ett stöd eller en ersättning: ”Anna Svensson har autism”. "
    "Ta bort namnet, eller det som berättar vad personen har eller får."
)


@pytest.fixture
def chief(db):
    return clients.signed_in(clients.chief())


def sent(chief, place: str, **more):
    """What a form sends with a text in one of its fields, and what is said on the page after."""
    context = chief.get(place).context
    body = clients.written(context["form"])
    for _, formset in context.get("formsets") or ():
        body |= clients.written_set(formset)
    answer = chief.post(place, body | more)
    return answer, [str(one) for one in get_messages(answer.wsgi_request)]


@pytest.mark.parametrize(
    ("model", "page", "field"), [(Risk, "risks-edit", "text"), (Event, "events-edit", "text")]
)
def test_what_was_saved_is_kept_and_spoken_of(chief, model, page, field):
    obj = first(model, OWN)
    answer, said = sent(chief, clients.url(page, key=obj.key), **{field: TEXT})
    assert answer.status_code == 302
    assert SAID in said
    assert TEXT in getattr(model._base_manager.get(pk=obj.pk), field)


def test_what_nobody_changed_is_not_spoken_of_again(chief):
    risk = first(Risk, OWN)
    place = clients.url("risks-edit", key=risk.key)
    sent(chief, place, text=TEXT)
    answer, said = sent(chief, place, name="Ett annat namn")
    assert answer.status_code == 302
    assert SAID not in said


def test_a_reason_is_spoken_of_too_whichever_form_it_comes_through(chief):
    with clients.in_scope(OWN):
        section = Section.objects.get(document__fiscal_year__year=2024, key="inledning")
        section.prose = "<p>Tre deltagare fick arbete.</p>"
        section.save()
        (finding,) = reconcile(clients.fiscal_year()).findings
    body = {"rule": finding.rule, "subject": finding.subject, "figures": finding.basis, "reason": TEXT}
    answer = chief.post(clients.url("reconciliation-explain"), body)
    assert answer.status_code == 302
    assert SAID in [str(one) for one in get_messages(answer.wsgi_request)]


def test_the_limit_is_the_forbunds(chief):
    Forbund.objects.filter(key=OWN).update(suppression_threshold=10)
    asked = {"text": ["Sju deltagare fick arbete.", "Tolv deltagare fick arbete.", TEXT]}
    answer = chief.post(clients.url("text-cautions"), asked).json()
    assert [len(one) for one in answer] == [1, 0, 1]
    assert "Förbundets gräns är 10." in answer[0][0]
    assert answer[2] == [SAID]


def test_a_document_is_told_of_in_avstamning(chief):
    with clients.in_scope(OWN):
        section = Section.objects.get(document__fiscal_year__year=2024, key="inledning")
        section.prose = f"<p>{TEXT}</p><p>”Jag vågar gå ut igen”, säger en deltagare.</p><p>Tre deltagare fick arbete.</p>"
        section.save()
        found = [one for one in reconcile(clients.fiscal_year()).findings if one.rule == "R30"]
    assert [(one.severity, one.subject) for one in found] == [
        ("varning", "verksamhetsplan/inledning/citat/Jag vågar gå ut igen"),
        ("varning", "verksamhetsplan/inledning/namn/Anna Svensson har autism"),
        ("varning", "verksamhetsplan/inledning/få/Tre deltagare"),
    ]
    assert found[1].message == f"I ”Inledning”: {SAID}"
    assert found[1].href.endswith("/avsnitt/inledning/")
