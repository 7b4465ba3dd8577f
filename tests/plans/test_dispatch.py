"""A meeting's papers as they are sent out: one PDF that is whole and kept, and what has changed since."""

import io
from hashlib import sha256

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader

from finsam.core import services as core_services
from finsam.core.models import AuditEntry, User
from finsam.documents.models import Publication, Section
from finsam.editions.models import Edition, EditionFile
from finsam.editions.serialized import load
from finsam.rendering.html import assets_of, to_html
from finsam.rendering.pdf.pdf import to_pdf
from plans.meetings import dispatch, letters
from plans.meetings.models import AgendaItem, Paper
from plans.meetings.pack import pack_of
from plans.models.year import Meeting
from tests import clients
from tests.plans.meetings import place
from tests.plans.test_pages import sign_in, text_of
from tests.rendering.pdfcheck import check_pdf


@pytest.fixture(autouse=True)
def drawn_here(monkeypatch):
    """The PDF is drawn in this process."""
    kept = dispatch.dispatch.__kwdefaults__
    monkeypatch.setattr(dispatch.dispatch, "__kwdefaults__", {**kept, "draw": to_pdf})


@pytest.fixture
def sent(meeting, agenda, by) -> Edition:
    return dispatch.dispatch(meeting=meeting, by=by)


def pages(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def test_the_papers_are_one_tagged_pdf_that_both_profiles_take(meeting, agenda):
    resolved = pack_of(meeting, sent_on=timezone.localdate(), by_name="Ordföranden").resolved
    html = to_html(resolved)
    drawn = to_pdf(html, assets_of(resolved))
    assert check_pdf(drawn, html) == []
    text = pages(drawn)
    for words in (
        "Handlingar till Beslut 22 november 2024", "Dagordning", "1 Verksamhetsplan 2025", "Styrelsen beslutar att anta planen.",
        "Bilaga 1.1: Verksamhetsplan 2024", "Summa bidrag", "läget.pdf",
    ):  # fmt: skip
        assert words in text.replace("\xa0", " ")
    assert sha256(b"%PDF-1.7 made up").hexdigest()[:8] in text


@pytest.mark.slow
def test_a_real_plan_among_the_papers_keeps_both_profiles(db):
    """Kramfors's plan of 2024, with its charts, wheel, cards and references, and the same plan once more beside it."""
    with clients.in_scope("kramfors"):
        meeting = Meeting.objects.select_related("forbund__logo", "fiscal_year", "body").get(key="2024-11-22")
        item = AgendaItem.objects.get(key="motestider-2025")
        document = Paper.objects.get(key="arets-plan").document
        Paper.objects.create(forbund=meeting.forbund, item=item, document=document, name="Planen igen")
        resolved = pack_of(meeting).resolved
    html = to_html(resolved)
    drawn = to_pdf(html, assets_of(resolved))
    assert check_pdf(drawn, html) == []
    text = pages(drawn)
    assert "Bilaga 3.1: Årets verksamhetsplan" in text
    assert "Bilaga 4.1: Planen igen" in text


def test_what_is_sent_out_is_stored_and_known(sent, meeting, small, tmp_path, capsys):
    assert (sent.kind, sent.status, sent.number) == ("moteshandlingar", "utskickad", 1)
    files = {file.form: file for file in EditionFile.objects.filter(edition=sent)}
    assert set(files) == {"pdf", "html", "json"}
    content = bytes(files["pdf"].content)
    assert content.startswith(b"%PDF")
    assert sha256(content).hexdigest() == files["pdf"].sha256
    kept = tmp_path / "handlingar.pdf"
    kept.write_bytes(content)
    call_command("verify_edition", str(kept))
    assert "Handlingar till Beslut" in capsys.readouterr().out
    entry = AuditEntry.objects.get(verb="skickade ut")
    assert entry.after == {"handling": sent.code}
    reader = sign_in(meeting.forbund, "ledamot")
    got = reader.get(place("edition-file", meeting, code=sent.code, form="pdf"))
    assert got.content == content


def test_our_own_documents_are_noted_as_handed_out(sent, small):
    note = Publication.objects.get(document=small.document)
    assert note.by_name == "Ordföranden"
    with pytest.raises(ValidationError, match="kan ha lämnats ut"):
        core_services.delete(note, by=User.objects.get(email="ordf@norra-an.se"))


def test_small_counts_are_hidden_in_the_papers(small, meeting, agenda):
    """The board reads them, and doesn't see small counts."""
    from followup.statistics.models import StatValue

    value = StatValue.objects.get(bin__name="16–29", sex="kvinna")
    StatValue.objects.filter(pk=value.pk).update(value=2)
    small.section("deltagare", block="deltagare")
    resolved = pack_of(meeting).resolved
    printed = to_html(resolved)
    assert "färre än 5" in printed or "–" in printed
    whole = [fact for fact in resolved.facts.values() if fact.persons and fact.value == 2]
    assert whole == []


def test_nothing_has_changed_until_something_does(sent, meeting, small, agenda, by):
    reader = sign_in(meeting.forbund, "ledamot")
    assert not dispatch.changes_since(meeting, sent)
    assert "Ändrat efter utskick" not in text_of(reader.get(place("meetings-show", meeting)))
    proposal = "<p>Styrelsen beslutar att återremittera planen.</p>"
    plan = AgendaItem.objects.get(pk=agenda[0].pk)
    plan.proposal = proposal
    core_services.save(plan, by=by)
    section = Section.objects.get(pk=small.text.pk)
    section.prose = section.prose.replace("Räntan är", "Räntan blir")
    core_services.save(section, by=by)
    paper = Paper.objects.get(file_name="läget.pdf")
    paper.content = b"%PDF-1.7 another"
    core_services.save(paper, by=by)
    page = text_of(reader.get(place("meetings-show", meeting)))
    assert "Ändrat efter utskick" in page
    assert "”återremittera” i stället för ”anta”" in page
    assert "”blir” i stället för ”är”" in page
    both = reader.get(place("meeting-changes", meeting)).content.decode()
    assert "<del>" in both
    assert "<ins>" in both
    assert sha256(b"%PDF-1.7 another").hexdigest()[:8] in both
    assert sha256(b"%PDF-1.7 made up").hexdigest()[:8] in both
    stored = EditionFile.objects.get(edition=sent, form="json")
    assert "återremittera" not in to_html(load(bytes(stored.content).decode()))


def test_sent_again_counts_anew_and_leaves_the_first(sent, meeting, agenda, by):
    plan = AgendaItem.objects.get(pk=agenda[0].pk)
    plan.title = "Verksamhetsplan och budget 2025"
    core_services.save(plan, by=by)
    second = dispatch.dispatch(meeting=meeting, by=by)
    assert second.number == 2
    assert not dispatch.changes_since(meeting, second)
    assert dispatch.changes_since(meeting, sent)


def test_an_empty_agenda_is_not_sent(small, by):
    other = Meeting.objects.get(theme="Årsredovisning 2023")
    with pytest.raises(ValidationError, match="Dagordningen är tom"):
        dispatch.dispatch(meeting=other, by=by)
    assert not Edition.objects.exists()


def test_who_may_send(meeting, agenda):
    where = place("meeting-send", meeting)
    assert sign_in(meeting.forbund, "presidium").post(where, {"version": 1}).status_code == 403
    chair = sign_in(meeting.forbund, "ordforande")
    assert "Verksamhetsplan 2025" in text_of(chair.get(where))
    assert chair.post(where, {"version": 7}).status_code == 422
    assert chair.post(where, {"version": meeting.version}).status_code == 302
    assert Edition.objects.get().by_name == "Ordforande"


# Letters


def run(name: str) -> list:
    """The letters of a task that waits."""
    mail.outbox.clear()
    for row in DBTaskResult.objects.filter(task_path=f"plans.meetings.letters.{name}"):
        getattr(letters, name).call(*row.args_kwargs["args"])
    return sorted(letter.to[0] for letter in mail.outbox)


@pytest.fixture
def coming(meeting, agenda, monkeypatch):
    """Today is a week before the meeting."""
    monkeypatch.setattr(timezone, "localdate", lambda *args: meeting.date.replace(day=15))
    people = {}
    for role in ("ordforande", "ledamot", "ersattare", "revisor", "insatsansvarig"):
        people[role] = clients.let_in(clients.user(role), role, meeting.forbund.key)
    return people


def test_those_who_are_called_are_told_but_not_whoever_sent(coming, meeting):
    dispatch.dispatch(meeting=meeting, by=coming["ordforande"])
    assert run("tell_of_papers") == ["ersattare@example.se", "ledamot@example.se"]
    body = mail.outbox[0].body
    assert "/norra-an/2024/moten/" in body
    assert "/konto/brev/" in body
    assert "anta planen" not in body


def test_letters_can_be_turned_off_on_ones_own_page(coming, meeting):
    dispatch.dispatch(meeting=meeting, by=coming["ordforande"])
    reader = clients.signed_in(coming["ledamot"])
    assert "Brev om möten och handlingar" in text_of(reader.get("/konto/brev/"))
    assert reader.post("/konto/brev/", {"wants_comment_letters": "on"}).status_code == 302
    kept = User.objects.get(pk=coming["ledamot"].pk)
    assert (kept.wants_meeting_letters, kept.wants_comment_letters) == (False, True)
    assert run("tell_of_papers") == ["ersattare@example.se"]
    assert clients.signed_in(None).get("/konto/brev/").status_code == 302


def test_a_reminder_is_of_the_day_that_it_was_made_for(coming, meeting):
    number, key = meeting.pk, meeting.forbund.key
    mail.outbox.clear()
    letters.remind.call(key, number, "2024-11-22")
    assert sorted(letter.to[0] for letter in mail.outbox) == [
        "ersattare@example.se", "ledamot@example.se", "ordforande@example.se",
    ]  # fmt: skip
    mail.outbox.clear()
    letters.remind.call(key, number, "2024-11-21")
    assert mail.outbox == []
