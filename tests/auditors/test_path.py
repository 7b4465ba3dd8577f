"""The auditors' path: evidence for the law's questions, own answers until they are shared, and the draft made of them."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from auditors.models import Assessment
from finsam.core.models import AuditEntry
from plans.register.models import Control, ControlResult, Decision, SteeringDocument
from tests import clients
from tests.auditors.conftest import books, read

SECRET = "Fakturorna för lokalen saknar underlag"


def answer(client, question="ekonomi", status=302, **posted):
    """What an auditor posts of a question."""
    place = clients.url("examination-assess", question=question)
    answered = client.post(place, {"verdict": "ja", "text": "", **posted}, headers={"origin": clients.ORIGIN})
    assert answered.status_code == status
    return answered


def page(client, name="examination", **names) -> str:
    answered = client.get(clients.url(name, **names))
    assert answered.status_code == 200
    return answered.content.decode().replace("\xa0", " ")


@pytest.fixture
def colleague(db):
    return clients.signed_in(clients.let_in(clients.user("kollegan"), "revisor"))


def test_an_answer_is_its_writers_own_until_it_is_shared(auditor, colleague, office):
    answer(auditor, verdict="anmarkning", text=SECRET)
    assert SECRET in page(auditor)
    assert SECRET not in page(colleague)
    assert SECRET not in page(office)
    for reader in (colleague, office):
        assert SECRET not in page(reader, "log")
        assert SECRET not in page(reader, "log-csv")
    answer(auditor, verdict="anmarkning", text=SECRET, version="1", dela="1")
    for reader in (colleague, office):
        said = page(reader)
        assert SECRET in said
        assert "Ja, med anmärkning" in said
        assert "Revisorn" in said


def test_no_row_of_the_log_tells_what_was_answered_before_it_was_shared(auditor):
    answer(auditor, verdict="nej", text=SECRET)
    answer(auditor, verdict="ja", text="Underlagen kom fram.", version="1", dela="1")
    with clients.in_scope(clients.OWN):
        rows = list(AuditEntry.objects.filter(kind="auditors.assessment").order_by("pk"))
    assert [row.verb for row in rows] == ["skrev", "delade"]
    assert SECRET not in "".join(f"{row.before}{row.after}{row.label}" for row in rows)
    assert rows[1].after["text"] == "Underlagen kom fram."


def test_a_remark_without_words_is_refused_and_what_was_chosen_stays(auditor):
    said = answer(auditor, verdict="nej", status=422).content.decode()
    assert "Skriv vad anmärkningen gäller, eller varför svaret är nej." in said
    assert '<option value="nej" selected>' in said


def test_what_isnt_judged_isnt_shared(auditor):
    said = answer(auditor, verdict="", text="Vet inte än.", status=422, dela="1").content.decode()
    assert "innan bedömningen delas" in said
    with clients.in_scope(clients.OWN):
        assert not Assessment.objects.exists()


def test_two_tabs_are_told_apart(auditor):
    answer(auditor, text="Först.")
    answer(auditor, text="Sedan.", version="1")
    said = answer(auditor, text="Samtidigt.", version="1", status=422).content.decode()
    assert "Det här har sparats i en annan flik eller av någon annan" in said
    assert "Sedan." in said
    assert "Samtidigt." in said


def test_small_counts_in_a_shared_answer_stay_with_those_who_see_them(auditor, monkeypatch):
    ekonom = clients.signed_in(clients.let_in(clients.user("egon"), "ekonom"))
    monkeypatch.setattr(
        "auditors.path.evidence.piece.tells",
        lambda figure, words, reader: not reader.everything and "2 män" in words,
    )
    answer(auditor, text="Bara 2 män slutförde insatsen.", dela="1")
    assert "2 män slutförde" in page(auditor)
    said = page(ekonom)
    assert "2 män slutförde" not in said
    assert "Gäller antal personer" in said


def test_what_is_missing_is_said(auditor):
    said = page(auditor)
    for sentence in (
        "Ingen intern kontroll är antecknad för 2024.",
        "Inga styrdokument är antecknade för 2024.",
        "Inga beslut att följa upp är antecknade för 2024.",
        "Inget medlemssamråd är antecknat för 2024.",
        "Ingen bokföring är inläst för 2024.",
        "Ingen prognos är gjord för 2024.",
        "Inget stickprov är draget ur bokföringen för 2024.",
        "så ingen siffra är prövad",
    ):
        assert sentence in said, sentence


def test_evidence_tells_what_there_is_and_where(auditor):
    read(books(), "tidig.se")
    read(books(k4510_10_3="1"), "sen.se")
    with clients.in_scope(clients.OWN):
        year = clients.fiscal_year()
        own = {"forbund": year.forbund}
        Control.objects.create(
            risk="Fel moms", name="Stickprov av moms", key="moms", outcome=ControlResult.MAJOR,
            comment="Tre fakturor var fel.", fiscal_year=year, **own,
        )  # fmt: skip
        SteeringDocument.objects.create(name="Attestordning", key="attest", review_on=date(2024, 5, 1), **own)
        Decision.objects.create(name="Se över hyran", key="hyran", date=date(2024, 2, 1), **own)
    said = page(auditor)
    for sentence in (
        "1 kontroll i planen, 1 visade avvikelse.", "Större avvikelse: Tre fakturor var fel.",
        "1 skulle ha setts över tidigare.", "Skulle ses över 1 maj 2024",
        "0 av 1 beslut var avslutade när 2024 var slut. 1 beslut är kvar utan någon uppföljning.",
        "2 inläsningar. Ingen ändrade en stängd månad.", "1 belopp är ändrade",
    ):  # fmt: skip
        assert sentence in said, sentence
    for name in ("controls", "steering-documents", "decisions", "ledger", "history", "reconciliation"):
        assert f'href="{clients.url(name)}"' in said, name


def test_the_kansli_sees_no_samples_among_the_evidence(auditor, office):
    assert ">Stickprov</a>" in page(auditor)
    assert "Inget stickprov är draget" not in page(office)


def test_the_draft_is_made_of_shared_answers_only(auditor, colleague):
    answer(auditor, "ekonomi", verdict="anmarkning", text="Prognosen kom sent.", dela="1")
    answer(auditor, "kontroll", verdict="nej", text=SECRET)
    answer(auditor, "mal", verdict="ja", dela="1")
    answer(colleague, "mal", verdict="nej", text="Bara hälften nåddes.", dela="1")
    answer(auditor, "rakenskaper", verdict="nej", text="Noterna saknas.", dela="1")
    answered = colleague.get(clients.url("examination-draft-text"))
    text = answered.content.decode()
    assert answered["Content-Type"].startswith("text/plain")
    assert (
        "Vi bedömer att verksamheten har skötts på ett från ekonomisk synpunkt tillfredsställande sätt, med följande anmärkning. Prognosen kom sent."
        in text
    )
    assert "Vi bedömer att räkenskaperna inte är rättvisande. Noterna saknas." in text
    assert SECRET not in text
    assert "[Är den interna kontrollen tillräcklig? Ingen revisor har delat någon bedömning än.]" in text
    assert "Revisorerna har olika bedömning" in text
    assert "Bara hälften nåddes." in text


def test_the_working_paper_has_the_answers_and_the_evidence(auditor):
    answer(auditor, verdict="anmarkning", text=SECRET)
    answered = auditor.get(clients.url("working-paper-xlsx"))
    book = load_workbook(io.BytesIO(answered.content))
    said = " ".join(str(cell.value) for sheet in book for row in sheet for cell in row if cell.value)
    assert SECRET in said
    assert "Ja, med anmärkning" in said
    assert "Ingen intern kontroll är antecknad för 2024." in said
