"""A document's way: what each step leads to, what has to be in place, and what is stored."""

import json
from base64 import b64decode
from datetime import date
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError

from budget.beginning import pasted
from budget.beginning.services import save_pasted
from budget.models import Amount, Line
from finsam.core import services
from finsam.core.models import AuditEntry, FiscalYear, Picture
from finsam.documents.models import Document, Publication, Section
from finsam.editions.models import Edition, EditionFile
from finsam.editions.queries import stored
from finsam.editions.serialized import load
from finsam.editions.services import Decision
from finsam.organisation.models import Member
from plans.models.consultations import Consultation, Viewpoint
from plans.models.insatser import Insats
from tests.editions.conftest import DECISION, step

DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="


def kept(edition: Edition, form: str, *, inside: bool = False) -> bytes:
    return bytes(EditionFile.objects.get(edition=edition, form=form, inside=inside).content)


def test_a_proposal_and_a_decision_are_stored_as_they_were(plan, by):
    proposed = step(plan, "foresla", by)
    plan.refresh_from_db()
    assert (plan.status, proposed.status, proposed.number, proposed.settled) == (
        "forslag",
        "forslag",
        1,
        False,
    )
    decided = step(plan, "besluta", by, DECISION)
    plan.refresh_from_db()
    assert (plan.status, plan.decided_on, plan.paragraph) == ("beslutad", date(2023, 11, 20), "45")
    assert (decided.number, decided.year, decided.document, decided.by_name) == (
        2,
        2024,
        "verksamhetsplan",
        "Chefen",
    )
    assert (decided.meeting, decided.paragraph) == ("Styrelsens sammanträde 20 november 2023", "45")
    assert str(decided) == "Verksamhetsplan 2024, beslutad"
    assert kept(decided, "pdf").startswith(b"%PDF")
    assert kept(decided, "xlsx").startswith(b"PK")
    assert b"Beslutad av styrelsen 20" in kept(decided, "html")
    assert stored(plan, "pdf") == kept(decided, "pdf") != kept(proposed, "pdf")
    for file in EditionFile.objects.all():
        assert file.sha256 == sha256(bytes(file.content)).hexdigest()


def test_the_data_is_the_whole_document_down_to_what_was_entered(decided):
    resolved = load(kept(decided, "json", inside=True).decode())
    assert resolved.status == "beslutad"
    assert resolved.facts["bidrag.totalt@2024"].value == 1_000_000
    record = json.loads(kept(decided, "akt", inside=True))
    assert {file["form"] for file in record["files"]} == {
        "pdf",
        "html",
        "xlsx",
        "docx",
        "json",
        "sparbilaga",
        "spardata",
    }
    assert record["rules"]["R1"] == "Summor är lika med sina rader"
    assert record["laws"]["2003:1210"] == "lagen om finansiell samordning"
    assert record["entered"]
    assert all(
        told["href"].startswith("/norra-an/2024/") for told in record["entered"].values() if told["href"]
    )


def test_what_a_decision_tells_is_noted_as_handed_out(decided):
    assert Publication.objects.count() == 1


@pytest.mark.parametrize(
    "decision, sentence",
    [
        (Decision(None, "45", "Mötet"), "Skriv vilken dag styrelsen beslutade."),
        (
            Decision(date(2023, 11, 20), "§ ", "Mötet"),
            "Skriv vilken paragraf i protokollet som beslutet har.",
        ),
        (Decision(date(2023, 11, 20), "45", " "), "Skriv vilket sammanträde det var."),
        (
            Decision(date(2090, 1, 1), "45", "Mötet"),
            "Dagen har inte varit än. Anteckna beslutet när styrelsen har beslutat.",
        ),
    ],
)
def test_a_decision_says_when_and_where_it_was_made(plan, by, decision, sentence):
    step(plan, "foresla", by)
    with pytest.raises(ValidationError) as refused:
        step(plan, "besluta", by, decision)
    assert refused.value.messages == [sentence]
    plan.refresh_from_db()
    assert (plan.status, Edition.objects.count()) == ("forslag", 1)


def test_a_draft_is_not_decided_at_once(plan, by):
    with pytest.raises(
        ValidationError, match="Dokumentet är utkast och behöver vara förslag eller förslag efter samråd"
    ):
        step(plan, "besluta", by, DECISION)
    assert Edition.objects.count() == 0


def test_a_decision_is_not_made_twice(plan, decided, by):
    with pytest.raises(ValidationError, match="Dokumentet är beslutad och behöver vara"):
        step(plan, "besluta", by, DECISION)
    assert Edition.objects.count() == 2


def test_members_are_heard_before_the_decision(plan, by):
    step(plan, "foresla", by)
    Viewpoint.objects.filter(member__name="Östmark kommun").delete()
    with pytest.raises(ValidationError, match="inget inspel från Östmark kommun"):
        step(plan, "samrad", by)
    with pytest.raises(ValidationError, match="Medlemssamrådet 2023 har inget inspel från Östmark kommun"):
        step(plan, "besluta", by, DECISION)
    Consultation.objects.all().delete()
    with pytest.raises(ValidationError, match="Inget medlemssamråd är antecknat under 2023"):
        step(plan, "besluta", by, DECISION)


def test_what_does_not_add_up_is_mended_or_explained_before_the_decision(plan, small, by):
    small.section("text-2", '<p>Vi får 1 234 567 kr i bidrag: <data value="finns.inte@0"></data>.</p>')
    with pytest.raises(ValidationError, match="leder ingenstans"):
        step(plan, "foresla", by)


def test_a_proposal_is_taken_back_and_stays_among_the_editions(plan, by):
    first = step(plan, "foresla", by)
    assert step(plan, "ta-tillbaka", by) is None
    second = step(plan, "foresla", by)
    assert (first.number, second.number, Edition.objects.count()) == (1, 2, 2)


def test_each_step_leaves_one_row_in_the_log(plan, by):
    step(plan, "foresla", by)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.label, entry.after["status"]) == (
        "lade fram",
        "Verksamhetsplan 2024",
        "forslag",
    )
    assert entry.after["handling"] == Edition.objects.get().code


def test_the_stored_bytes_are_the_same_after_any_change(plan, by, small):
    """An amount, names, a budget read in, a picture gone: what was decided is as it was."""
    png = b64decode(DOT)
    picture = Picture.objects.create(forbund=small.forbund, name="Torget", data=png, content_type="image/png")
    section = Section.objects.filter(document=plan, block="").first()
    section.block, section.options = "bild", {"picture": picture.key, "alt": "Torget i maj"}
    section.save()
    step(plan, "foresla", by)
    decided = step(plan, "besluta", by, DECISION)
    before = {file.pk: bytes(file.content) for file in EditionFile.objects.all()}
    assert load(kept(decided, "json", inside=True).decode()).pictures[picture.key] == png

    small.forbund.name = "Ett annat namn"
    small.forbund.save()
    Document.objects.filter(pk=plan.pk).update(title="Något annat")
    pay = Line.objects.get(name="Lön")
    assert Amount.objects.filter(line=pay).update(amount=-1)
    for row in (pay, Insats.objects.first(), Member.objects.first()):
        row.name = f"{row.name}, nytt namn"
        services.save(row, by=by)
    year = FiscalYear.objects.get(forbund=small.forbund, year=2024)
    read = pasted.read("Rad\tPrognos 2024\nLön, nytt namn\t5 000\nNy rad\t3 000")
    save_pasted(fiscal_year=year, read=read, columns=[("prognos", 2024)], by=by)
    Section.objects.filter(pk=section.pk).update(block="", options={})
    Picture.objects.filter(pk=picture.pk).delete()
    assert {file.pk: bytes(file.content) for file in EditionFile.objects.all()} == before
    assert stored(Document.objects.get(pk=plan.pk), "pdf") == kept(decided, "pdf")
