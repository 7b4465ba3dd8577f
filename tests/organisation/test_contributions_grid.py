"""All contributions on one page: payers by status, years side by side, what they come to, and what has changed."""

import re

import pytest

from finsam.core.models import AuditEntry, Forbund
from finsam.core.tenancy.scope import inside, scopes_disabled
from finsam.documents.books import open_book
from finsam.organisation.models import Contribution
from tests import clients
from tests.budget.test_pages import sum_of, text_of

PLACE = "/degerfors-karlskoga/2024/bidrag/alla/"


@pytest.fixture
def chief(db):
    return clients.signed_in(clients.chief("degerfors-karlskoga"), headers={"origin": clients.ORIGIN})


def sent(page, **fields) -> dict:
    version = re.search(r'name="version" value="(\d+)"', page.content.decode())
    return {"version": version[1], **{name.replace("__", "-"): value for name, value in fields.items()}}


def test_amounts_stand_under_how_sure_they_are_with_what_they_come_to(chief):
    page = chief.get(PLACE)
    html = page.content.decode()
    assert 'name="bidrag-karlskoga-2023-inbetalt"' in html
    assert 'name="bidrag-karlskoga-2026-uppskattat"' in html
    assert sum_of(page, "karlskoga-bidrag-2024") == "945 000"
    assert sum_of(page, "karlskoga-bidrag-andel-2024") == "18,8 %"
    assert sum_of(page, "karlskoga-bidrag-delens-andel-2024") == "75,00 %"
    assert sum_of(page, "karlskoga-bidrag-kommunandel-2024") == "75 %"
    assert sum_of(page, "karlskoga-bidrag-mot-fjol-2024") == "−97 500"
    assert sum_of(page, "karlskoga-bidrag-mot-fjol-andel-2024") == "−9,4 %"
    assert sum_of(page, "alla-bidrag-totalt-2024") == "5 040 000"
    assert sum_of(page, "alla-bidrag-skillnad-2024") == "−520 000"
    assert sum_of(page, "alla-bidrag-andring-2024") == "−9,4 %"
    assert sum_of(page, "del-kommun-2024") == "1 260 000"
    assert sum_of(page, "delandel-kommun-2024") == "25,0 %"
    assert "/uppgifter/bidrag.karlskoga@2024/" in html


def test_decided_is_surer_than_preliminary_and_moves_the_sums_before_it_is_saved(chief):
    page = chief.get(PLACE)
    payload = sent(page) | {"bidrag-karlskoga-2024-beslutat": "945 001"}
    live = chief.post(f"{PLACE}kontroll/", payload)
    assert sum_of(live, "karlskoga-bidrag-2024") == "945 001"
    assert sum_of(live, "alla-bidrag-totalt-2024") == "5 040 001"
    with scopes_disabled():
        assert not Contribution.objects.filter(amount=945_001).exists()


def test_several_years_and_payers_are_saved_as_one_change(chief):
    page = chief.get(PLACE)
    rows = AuditEntry.objects.with_scopes_disabled()
    before = rows.count()
    payload = sent(page) | {
        "bidrag-karlskoga-2024-beslutat": "945 000",
        "bidrag-degerfors-2024-beslutat": "315 000",
        "bidrag-staten-2025-uppskattat": "2 268 000",
        "bidrag-karlskoga-2024-preliminart": "",
    }
    answer = chief.post(PLACE, payload)
    assert answer.status_code == 302
    assert rows.count() == before + 1
    assert rows.latest("pk").verb == "skrev in belopp"
    with inside(Forbund.objects.get(key="degerfors-karlskoga")):
        told = {(one.payer.key, one.year, one.status): one.amount for one in Contribution.objects.all()}
        assert told["karlskoga", 2024, "beslutat"] == 945_000
        assert told["staten", 2025, "uppskattat"] == 2_268_000
        assert ("karlskoga", 2024, "preliminart") not in told


def test_negative_contribution_is_refused_beside_its_field(chief):
    page = chief.get(PLACE)
    answer = chief.post(PLACE, sent(page) | {"bidrag-karlskoga-2024-beslutat": "-5"})
    assert answer.status_code == 422
    assert "Ett bidrag kan inte vara negativt." in text_of(answer)


def test_reader_sees_amounts_and_no_fields(db):
    client = clients.signed_in(clients.let_in(clients.user("las"), "ledamot", "degerfors-karlskoga"))
    page = client.get(PLACE)
    assert 'name="bidrag-' not in page.content.decode()
    assert "945 000" in text_of(page)


def test_krona_between_decided_and_paid_is_noticed(small):
    Contribution.objects.create(
        forbund=small.forbund, payer=small.payers["Ådalen"], year=2024, status="inbetalt", amount=124_999
    )
    said = [
        (one.severity, one.message)
        for one in small.judged().findings
        if one.rule == "R2" and "Ådalen" in one.message
    ]
    assert ("varning", "Ådalen har inte betalat det som är beslutat för 2024.") in said


def test_change_and_share_of_a_payer_are_facts(db):
    with inside(Forbund.objects.get(key="degerfors-karlskoga")):
        book = open_book(Forbund.objects.get(key="degerfors-karlskoga"), 2024)
        assert book["bidrag.mot-fjol.degerfors@2024"].value == -32_500
        assert (
            book["bidrag.delens-andel.degerfors@2024"].printed(
                book["bidrag.delens-andel.degerfors@2024"].value, "%", 2
            )
            == "25,00\u00a0%"
        )
