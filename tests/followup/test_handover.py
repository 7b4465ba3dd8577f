"""Överlämningspärmen: what it tells, to whom, and that it can be printed."""

from datetime import date

import pytest
from django.contrib.auth.models import update_last_login
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finsam.core.models import Access, AuditEntry, User
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import scopes_disabled
from finsam.rendering.html import to_html
from followup.handover.binder import BINDER, Case, resolved
from followup.handover.models import DeputyNote
from plans.models.year import Meeting
from tests import clients
from tests.clients import OWN, YEAR
from tests.factories import first, saved
from tests.rendering.pdfcheck import check_pdf

HERE = clients.url("handover")


@pytest.fixture
def chief(db):
    return clients.signed_in(clients.let_in(clients.user("chefen"), Role.FORBUNDSCHEF))


@pytest.fixture
def chair(db):
    return clients.signed_in(clients.let_in(clients.user("orvar"), Role.ORDFORANDE))


def post(client, name: str, data: dict, **kwargs):
    return client.post(clients.url(name, **kwargs), data, headers={"origin": clients.ORIGIN})


def test_it_tells_of_the_days_ahead_and_not_of_those_after(chair):
    meeting = first(Meeting, OWN)
    with scopes_disabled():
        Meeting.objects.filter(pk=meeting.pk).update(date=f"{YEAR}-10-20", name="Möte om <stämpeln>")
    page = chair.get(HERE, {"fran": f"{YEAR}-10-01"}).text
    assert "Möte om &lt;stämpeln&gt;" in page
    assert "Handlingarna är inte utskickade än." in page
    assert "Budgeten ska vara fastställd (23 § lagen (2003:1210))" in page
    before = chair.get(HERE, {"fran": f"{YEAR}-08-01"}).text
    assert "Möte om" not in before
    assert "Budgeten ska vara fastställd" not in before


def test_a_day_that_is_none_is_today(chair):
    assert chair.get(HERE, {"fran": "i-morgon"}).status_code == 200


def test_it_tells_who_may_come_in_and_who_has_never_signed_in(chair):
    clients.let_in(clients.user("aldrig"), Role.LEDAMOT)
    gone = clients.let_in(clients.user("slutat"), Role.LEDAMOT)
    seen = clients.let_in(clients.user("inloggad"), Role.LEDAMOT)
    update_last_login(None, seen)
    Access.objects.with_scopes_disabled().filter(user=gone).update(end="2020-01-01")
    page = chair.get(HERE).text
    rows = {row.partition("</th>")[0].rpartition(">")[2]: row for row in page.split("<tr")}
    assert "Har inte loggat in" in next(row for name, row in rows.items() if "Aldrig" in name)
    assert "Har inte loggat in" not in next(row for name, row in rows.items() if "Inloggad" in name)
    assert "Slutat" not in page


def test_it_says_who_acts_and_until_when(chair):
    clients.let_in(clients.user("stina"), Role.ACTING)
    assert "<strong>Stina</strong> är tillförordnad förbundschef" in chair.get(HERE).text


def test_it_says_how_far_the_month_has_come(chair):
    page = chair.get(HERE).text
    assert "1. Läs in bokföringen" in page
    assert "Inte klart" in page


def test_notes_are_written_by_the_kansli_with_a_row_in_the_log(chief, chair):
    data = {"name": "Stämpeln", "text": "I skåpet.\nRegistratorn öppnar.", "order": "1"}
    assert post(chair, "deputy-notes-new", data).status_code == 403
    assert post(chief, "deputy-notes-new", data).status_code == 302
    assert "Registratorn öppnar." in chair.get(HERE).text
    note = DeputyNote.objects.with_scopes_disabled().get()
    assert post(chief, "deputy-notes-edit", data | {"text": "I valvet.", "version": "1"}, key=note.key).status_code == 302  # fmt: skip
    entries = AuditEntry.objects.with_scopes_disabled().filter(kind="followup.deputynote").order_by("pk")
    assert [entry.verb for entry in entries] == ["skapade", "ändrade"]
    assert entries[1].before["text"].startswith("I skåpet.")


@pytest.mark.parametrize(
    "text, refused",
    [
        ("Lösenord: hemligt123", True),
        ("pinkod = 1234", True),
        ("Lösenordet är kaffe", True),
        ("Lösenord delas aldrig ut. Var och en har sitt.", False),
        ("Koden till larmet har vaktmästaren.", False),
    ],
)
def test_a_password_is_refused(chief, text, refused):
    response = post(chief, "deputy-notes-new", {"name": "Larm", "text": text, "order": "1"})
    assert response.status_code == (422 if refused else 302)
    if refused:
        assert "ser ut att innehålla ett lösenord" in response.text
        assert text in response.text, "what was written stands on the page"


def test_it_is_for_those_who_answer_for_the_work(db):
    may = {
        role
        for role in Role
        if clients.signed_in(clients.let_in(clients.user(role.value), role)).get(HERE).status_code == 200
    }
    assert may == {Role.FORBUNDSCHEF, Role.ACTING, Role.ORDFORANDE, Role.PRESIDIUM}


def test_it_is_a_pdf_that_both_profiles_take(chief):
    with scopes_disabled():
        saved(DeputyNote, OWN, name="Stämpeln & avtalen", text="I skåpet <norra>.")
    answer = chief.get(clients.url("handover-pdf"), {"fran": f"{YEAR}-09-01"})
    assert answer["Content-Type"] == "application/pdf"
    with clients.in_scope(OWN):
        tenant = clients.tenant(User.objects.get(email="chefen@example.se"))
        html = to_html(resolved(Case(tenant, date(YEAR, 9, 1), paper=True)))
    assert "Stämpeln &amp; avtalen" in html
    assert "/overlamning/" not in html, "no link on paper leads to where one has to sign in"
    assert check_pdf(answer.content, html) == []


def test_floors_and_rooms_declare_their_parts_in_an_order():
    places = [place for place, _ in BINDER.values()]
    assert len(places) == len(set(places)) >= 10
    assert any(name.startswith("auditors.") for name in BINDER)


def test_the_questions_do_not_grow_with_the_rows(chief):
    def asked() -> int:
        chief.get(HERE)
        with CaptureQueriesContext(connection) as queries:
            chief.get(HERE)
        return len(queries)

    with scopes_disabled():
        saved(DeputyNote, OWN, name="Den första", text="Text.")
    clients.let_in(clients.user("en"), Role.LEDAMOT)
    few = asked()
    for number in range(5):
        clients.let_in(clients.user(f"person{number}"), Role.LEDAMOT)
        with scopes_disabled():
            saved(DeputyNote, OWN, name=f"Not {number}", text="Text.")
    assert asked() <= few


def test_no_link_leads_where_its_reader_is_refused(chief, chair):
    place = clients.url("ledger-import")
    assert f'href="{place}"' in chief.get(HERE).text
    page = chair.get(HERE).text
    assert f'href="{place}"' not in page
    assert "Läs in bokföring" in page
