"""Ansvarsfrihet: papers beside the årsredovisning, whom they went to, what each member decided, and the bundle."""

import io
import subprocess
from datetime import date
from hashlib import sha256
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from auditors.discharge.missing import steps
from auditors.models import Attachment, MemberDecision
from finsam.core.models import AuditEntry
from finsam.documents.books import open_book
from finsam.editions.models import InsertOnly
from finsam.organisation.models import Member
from tests import clients
from tests.clients import OWN
from tests.factories import an_annual_report

BERATTELSE = b"%PDF-1.7 revisorernas egen"


def page(client, name="discharge", **names) -> str:
    answered = client.get(clients.url(name, **names))
    assert answered.status_code == 200
    return " ".join(answered.content.decode().replace("\xa0", " ").split())


def send(client, name, status=302, **posted):
    names = posted.pop("names", {})
    answered = client.post(clients.url(name, **names), posted, headers={"origin": clients.ORIGIN})
    assert answered.status_code == status
    return answered.content.decode()


def attach(client, name="discharge-report", content=BERATTELSE, file="berattelse.pdf", status=302):
    return send(client, name, status, file=SimpleUploadedFile(file, content))


@pytest.fixture
def report(db):
    return an_annual_report(OWN)


@pytest.fixture
def reader(db):
    return clients.signed_in(clients.let_in(clients.user("ledamoten"), "ledamot"))


def all_members() -> list[Member]:
    with clients.in_scope(OWN):
        return list(Member.objects.all())


def test_nothing_is_asked_for_before_there_is_an_annual_report(office):
    assert "är inte beslutad än" in page(office)
    assert "Revisionsberättelsen är inte bifogad" not in page(office)


def test_what_is_missing_is_said_on_the_page_and_on_the_start_page(report, office, reader):
    assert "Revisionsberättelsen är inte bifogad." in page(office)
    assert "Revisionsberättelsen är inte bifogad." in page(office, "start")
    assert "Revisionsberättelsen är inte bifogad." in page(reader)
    assert "Revisionsberättelsen är inte bifogad." not in page(reader, "start")


def test_the_list_of_what_is_missing_asks_for_a_step_once_its_day_has_gone(report, monkeypatch):
    def asked(today: date) -> list[str]:
        monkeypatch.setattr("auditors.discharge.missing.localdate", lambda: today)
        with clients.in_scope(OWN):
            return [item.why for item in steps(open_book(clients.fiscal_year().forbund, 2024))]

    assert asked(date(2025, 5, 15)) == []
    assert asked(date(2025, 5, 16)) == ["Revisionsberättelsen är inte bifogad."]
    assert len(asked(date(2025, 7, 1))) == 3


def test_a_newer_paper_holds_and_the_older_one_stays(report, auditor):
    attach(auditor)
    attach(auditor, content=b"%PDF-1.7 den rattade", file="ny.pdf")
    said = page(auditor)
    assert said.index("ny.pdf") < said.index("berattelse.pdf")
    assert "Ersatt av en nyare" in said
    digest = sha256(BERATTELSE).hexdigest()
    assert digest in said
    assert auditor.get(clients.url("discharge-paper", paper=digest)).content == BERATTELSE


def test_a_paper_is_neither_changed_nor_removed_also_past_the_program(report, auditor):
    attach(auditor)
    paper = Attachment.unscoped.get()
    paper.file_name = "annan.pdf"
    with pytest.raises(InsertOnly):
        paper.save()
    with pytest.raises(InsertOnly):
        paper.delete()
    for sql in ("UPDATE auditors_attachment SET kind = 'x'", "DELETE FROM auditors_attachment"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert Attachment.unscoped.get().kind == "revisionsberattelse"


def test_what_is_no_pdf_is_refused(report, auditor):
    assert "Filen är ingen PDF" in attach(auditor, content=b"PK zip", status=422)
    assert "Använd pdf" in attach(auditor, file="berattelse.docx", status=422)
    assert "Välj en PDF-fil." in send(auditor, "discharge-report", 422, x="y")
    assert not Attachment.unscoped.exists()


def test_each_does_their_own_part(report, auditor, office, reader):
    attach(office, status=403)
    attach(auditor, "discharge-signed", status=403)
    attach(reader, "discharge-signed", status=403)
    chair = clients.signed_in(clients.let_in(clients.user("orvar"), "ordforande"))
    attach(chair, "discharge-signed")
    send(chair, "discharge-sent", names={"recipient": "styrelsen"}, sent_on="2025-04-03", note="e-post")
    assert "3 april 2025" in page(reader)


def test_the_board_every_member_and_arbetsformedlingen_are_on_the_list(report, office):
    said = page(office)
    dispatch = said[said.index('id="utskick"') : said.index('id="beslut"')]
    for member in all_members():
        assert member.name in dispatch
    assert dispatch.count(">Arbetsförmedlingen<") == 1
    with clients.in_scope(OWN):
        Member.objects.filter(kind="af").update(end=date(2023, 12, 31))
    send(office, "discharge-sent", names={"recipient": "styrelsen"}, sent_on="2025-04-03")
    send(office, "discharge-sent", names={"recipient": "arbetsformedlingen"}, sent_on="2025-04-04")
    assert "4 april 2025" in page(office)


def test_each_member_decides_by_itself_and_when_all_have_nothing_is_missing(report, office, auditor):
    first, *rest = all_members()
    attach(auditor)
    said = send(
        office, "discharge-decision", 422, names={"member": first.key}, outcome="inte-beviljad", decided_on="2025-06-03"
    )  # fmt: skip
    assert "Skriv vad anmärkningen gäller" in said
    send(
        office, "discharge-decision", names={"member": first.key}, outcome="anmarkning", decided_on="2025-06-03",
        paragraph="45", note="Målen följdes upp sent.",
    )  # fmt: skip
    said = page(office)
    assert "Beviljad med anmärkning" in said
    assert "3 juni 2025, § 45" in said
    assert f"Inget beslut är antecknat för: {', '.join(member.name for member in rest)}." in said
    for member in rest:
        send(
            office,
            "discharge-decision",
            names={"member": member.key},
            outcome="beviljad",
            decided_on="2025-06-17",
        )
    for recipient in ("styrelsen", *(member.key for member in all_members())):
        send(office, "discharge-sent", names={"recipient": recipient}, sent_on="2025-04-03")
    assert "Allt är bifogat, skickat och beslutat." in page(office)
    with clients.in_scope(OWN):
        verbs = AuditEntry.objects.filter(kind="auditors.memberdecision").count()
        assert verbs == MemberDecision.objects.count() == len(rest) + 1


def test_days_that_cant_be_are_refused(report, office):
    member = all_members()[0].key
    said = send(
        office,
        "discharge-decision",
        422,
        names={"member": member},
        outcome="beviljad",
        decided_on="2999-01-01",
    )
    assert "Dagen har inte varit än." in said
    said = send(
        office,
        "discharge-decision",
        422,
        names={"member": member},
        outcome="beviljad",
        decided_on="2024-06-01",
    )
    assert "Ansvarsfrihet för 2024 beslutas tidigast 2025." in said


def test_the_bundle_has_what_a_member_needs_with_its_checksums(report, auditor, reader):
    attach(auditor)
    member = all_members()[0]
    answered = reader.get(clients.url("discharge-bundle", member=member.key))
    assert answered["Content-Type"] == "application/zip"
    with ZipFile(io.BytesIO(answered.content)) as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}
    assert list(files) == [
        "1-arsredovisning-2024.pdf", "2-revisionsberattelse-2024.pdf", f"3-forslag-till-beslut-{member.key}.pdf",
        f"4-medlemsblad-{member.key}.pdf", "SHA256SUMS",
    ]  # fmt: skip
    assert files["1-arsredovisning-2024.pdf"] == b"%PDF-report-kramfors"
    assert files["2-revisionsberattelse-2024.pdf"] == BERATTELSE
    for line in files["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ")
        assert sha256(files[name]).hexdigest() == digest
    said = subprocess.run(
        ["pdftotext", "-", "-"], input=files[f"3-forslag-till-beslut-{member.key}.pdf"], capture_output=True, check=True
    ).stdout.decode()  # fmt: skip
    said = " ".join(said.replace("\xa0", " ").split())
    assert f"{member.name} beviljar styrelsen" in said
    assert "ansvarsfrihet för år 2024" in said
    assert "20 mars 2025" in said


def test_no_bundle_without_an_annual_report(office):
    answered = office.get(clients.url("discharge-bundle", member=all_members()[0].key), follow=True)
    assert "Årsredovisningen är inte beslutad än." in answered.content.decode()
