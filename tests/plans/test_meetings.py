"""A meeting: its agenda and papers, who was there, what was decided, and what was sent out."""

from datetime import date
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from finsam.core.services import save
from finsam.documents.models import Document
from plans.meetings import queries, services
from plans.meetings.models import AgendaItem, Attendance, Minutes, Paper
from plans.meetings.quorum import needed, standing
from plans.models.year import Meeting
from plans.register.models import Decision
from tests.plans.meetings import place
from tests.plans.test_pages import sign_in, text_of
from tests.small import YEAR

NBSP = "\u00a0"


def there(meeting, seats, *, present, serving=(), absent=()):
    """Attendance, not saved: `serving` are pairs of deputy and the one she serves for."""
    rows = {
        name: Attendance(forbund=meeting.forbund, meeting=meeting, seat=seats[name], presence="pa-plats")
        for name in present
    }
    rows |= {
        name: Attendance(forbund=meeting.forbund, meeting=meeting, seat=seats[name], presence="franvarande")
        for name in absent
    }
    for deputy, regular in serving:
        rows[deputy].serves_for = seats[regular]
    return list(rows.values())


# Who may decide


@pytest.mark.parametrize(
    ("rule", "members", "least"),
    [
        ("mer-an-halften", 10, 6),
        ("mer-an-halften", 9, 5),
        ("tva-tredjedelar", 10, 7),
        ("tva-tredjedelar", 9, 6),
        ("tre-fjardedelar", 10, 8),
        ("alla", 4, 4),
    ],
)
def test_how_many_are_needed(rule, members, least):
    assert needed(rule, members) == least


def told(meeting, seats, rows, without=()):
    return standing("Styrelsen", "mer-an-halften", seats.values(), rows, without=without).told


def test_quorum_in_words(meeting, seats):
    rows = there(meeting, seats, present=("Alva", "Dag"), serving=[("Dag", "Bo")], absent=("Bo",))
    assert told(meeting, seats, rows) == (
        "2 av 3 ledamöter tjänstgör, 1 av dem ersättare. Styrelsen är beslutför: det krävs minst 2 (mer än hälften av "
        "ledamöterna, enligt förbundsordningen)."
    )


def test_a_deputy_who_serves_for_nobody_doesnt_count_and_one_with_a_conflict_neither(meeting, seats):
    rows = there(meeting, seats, present=("Alva", "Bo", "Dag"))
    assert "2 av 3 ledamöter tjänstgör. Styrelsen är beslutför" in told(meeting, seats, rows)
    assert "1 av 3 ledamöter tjänstgör. Styrelsen är inte beslutför" in told(
        meeting, seats, rows, [seats["Bo"].pk]
    )


def test_nobody_serves_for_one_who_is_there_and_two_not_for_the_same(meeting, seats, by):
    rows = there(meeting, seats, present=("Alva", "Bo", "Dag"), serving=[("Dag", "Bo")])
    with pytest.raises(ValidationError, match="Dag kan inte tjänstgöra för Bo, som själv är med"):
        services.note_attendance(meeting, rows, by=by)
    rows = there(meeting, seats, present=("Alva", "Dag", "Eva"), serving=[("Dag", "Bo"), ("Eva", "Bo")])
    with pytest.raises(ValidationError, match="Två ersättare kan inte tjänstgöra för samma ledamot"):
        services.note_attendance(meeting, rows, by=by)
    assert not Attendance.objects.exists()


def test_attendance_is_written_on_its_page(meeting, seats):
    chair = sign_in(meeting.forbund, "ordforande")
    data = {"version": 1}
    for name, how, serves in (
        ("Alva", "pa-plats", ""), ("Bo", "franvarande", ""), ("Cia", "", ""), ("Dag", "distans", "Bo"), ("Eva", "", ""),
    ):  # fmt: skip
        prefix = f"s{seats[name].pk}"
        data |= {f"{prefix}-presence": how}
        if name in ("Dag", "Eva"):
            data |= {f"{prefix}-serves_for": seats[serves].pk if serves else ""}
    answer = chair.post(place("meeting-attendance", meeting), data)
    assert answer.status_code == 302
    rows = queries.attendances(meeting)
    assert {row.seat.person.name: row.presence for row in rows.values()} == {
        "Alva": "pa-plats", "Bo": "franvarande", "Dag": "distans",
    }  # fmt: skip
    page = text_of(chair.get(place("meetings-show", meeting)))
    assert "2 av 3 ledamöter tjänstgör, 1 av dem ersättare. Styrelsen är beslutför" in page
    assert "Dag Ersättare: på distans, tjänstgör för Bo" in page


# What came of an item


def test_a_decision_is_written_once_and_stands_in_the_register(meeting, seats, agenda, by):
    plan = agenda[0]
    given = services.Outcome(
        "54", "<p>Planen antas.</p>", [seats["Cia"]], follow=True, owner="Förbundschefen"
    )
    services.note_outcome(plan, given, by=by)
    decision = Decision.objects.get()
    assert (decision.name, decision.paragraph, decision.date) == ("Verksamhetsplan 2025", "54", meeting.date)
    assert (decision.status, decision.answerable) == ("att-gora", "Förbundschefen")
    plan = AgendaItem.objects.get(pk=plan.pk)
    assert (plan.paragraph, plan.noted) == ("", "")
    assert (plan.section, plan.outcome, plan.decision) == ("54", "<p>Planen antas.</p>", decision)
    assert [seat.person.name for seat in plan.recused.all()] == ["Cia"]
    services.note_outcome(plan, services.Outcome("55", "<p>Planen antas.</p>"), by=by)
    assert (Decision.objects.get().paragraph, AgendaItem.objects.get(pk=plan.pk).section) == ("55", "55")


def test_what_the_minutes_say_is_not_typed_again_when_the_document_is_decided(small, meeting, agenda, by):
    services.note_outcome(agenda[0], services.Outcome("54", "<p>Planen antas.</p>"), by=by)
    Document.objects.filter(pk=small.document.pk).update(status="forslag")
    chief = sign_in(meeting.forbund, "forbundschef")
    form = chief.get(place("document-step", meeting, key="verksamhetsplan", step="besluta")).context["form"]
    assert form["day"].initial == date(YEAR, 11, 22)
    assert form["paragraph"].initial == "54"
    assert form["meeting"].initial == "Beslut 22 november 2024"


def test_what_nobody_is_to_carry_out_is_done_the_day_it_was_decided(meeting, agenda, by):
    services.note_outcome(agenda[0], services.Outcome("54", "<p>Planen antas.</p>"), by=by)
    decision = Decision.objects.get()
    assert (decision.status, decision.closed_on) == ("genomfort", meeting.date)


def test_an_item_for_information_is_noted_beside_the_register(agenda, by):
    services.note_outcome(agenda[1], services.Outcome("55", "<p>Informationen antecknades.</p>"), by=by)
    assert not Decision.objects.exists()
    assert AgendaItem.objects.get(pk=agenda[1].pk).section == "55"


def test_outcome_page_proposes_what_was_proposed(meeting, agenda):
    chair = sign_in(meeting.forbund, "ordforande")
    page = chair.get(place("agenda-items-outcome", meeting, key=agenda[0].key))
    assert "Styrelsen beslutar att anta planen." in page.content.decode()
    answer = chair.post(
        place("agenda-items-outcome", meeting, key=agenda[0].key),
        {
            "version": 1,
            "paragraph": "§ 54",
            "text": "<p>Planen antas.</p>",
            "follow": "",
            "owner": "",
            "due": "",
        },
    )
    assert answer.status_code == 302
    assert Decision.objects.get().when == f"22{NBSP}november 2024, §{NBSP}54, Styrelsen"


def test_adjusted_minutes_lock_the_agenda(meeting, agenda, by):
    save(Minutes(forbund=meeting.forbund, meeting=meeting, adjusted_on=date(YEAR, 11, 29)), by=by)
    agenda[0].title = "Något annat"
    with pytest.raises(ValidationError, match="Protokollet justerades 29"):
        save(agenda[0], by=by)
    with pytest.raises(ValidationError, match="Protokollet anslås när det är justerat"):
        save(
            Minutes(
                forbund=meeting.forbund,
                meeting=Meeting.objects.exclude(pk=meeting.pk)[0],
                announced_on=date(YEAR, 3, 20),
            ),
            by=by,
        )


def test_appeals_are_open_for_three_weeks():
    assert Minutes(announced_on=date(2024, 11, 29)).appeal_until == date(2024, 12, 20)


def test_ground_for_the_minutes(meeting, seats, agenda, by):
    services.note_attendance(
        meeting,
        there(meeting, seats, present=("Alva", "Dag"), serving=[("Dag", "Bo")], absent=("Bo",)),
        by=by,
    )
    services.note_outcome(agenda[0], services.Outcome("54", "<p>Planen antas.</p>", [seats["Cia"]]), by=by)
    reader = sign_in(meeting.forbund, "ledamot")
    page = text_of(reader.get(place("meeting-basis-html", meeting)))
    for words in (
        "Underlag till protokoll", "Dag Ersättare På plats, tjänstgör för Bo", "§ 54 Verksamhetsplan 2025", "Planen antas.",
        "Cia deltog inte i ärendet på grund av jäv.", "Styrelsen är beslutför",
    ):  # fmt: skip
        assert words in page
    word = reader.get(place("meeting-basis-docx", meeting))
    assert word.content.startswith(b"PK")


# Papers


def test_a_paper_is_one_thing(small, agenda):
    with pytest.raises(ValidationError, match="Välj en sak"):
        Paper(
            forbund=small.forbund, item=agenda[0], document=small.document, file_name="a.pdf", content=b"x"
        ).full_clean()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("svar.exe", b"MZ", "Filer av det slaget tas inte emot"),
        ("sida.html", b"<script>", "Filer av det slaget tas inte emot"),
        ("tom.pdf", b"", "Filen är tom"),
        ("stor.pdf", b"x" * 10_000_001, "större än 10 MB"),
    ],
)
def test_a_file_that_isnt_taken(name, content, sentence):
    with pytest.raises(ValidationError, match=sentence):
        Paper.read(name, content)


def test_a_file_is_uploaded_and_saved_as_it_was(meeting, agenda):
    editor = sign_in(meeting.forbund, "presidium")
    where = place("agenda-items-edit", meeting, key=agenda[0].key)
    form = {
        "version": 1,
        "title": "Verksamhetsplan 2025",
        "kind": "beslut",
        "order": 0,
        "presenter": "",
        "background": "",
        "proposal": "",
    }
    rows = {"c0-TOTAL_FORMS": 2, "c0-INITIAL_FORMS": 1, "c0-MIN_NUM_FORMS": 0, "c0-MAX_NUM_FORMS": 20}
    kept = Paper.objects.get(item=agenda[0])
    rows |= {
        "c0-0-id": kept.pk,
        "c0-0-document": kept.document_id,
        "c0-0-name": "",
        "c0-0-edition": "",
        "c0-0-version": 1,
    }
    upload = SimpleUploadedFile("C:\\Mina\\Bilaga ett.pdf", b"%PDF-1.4 hej", content_type="text/html")
    rows |= {
        "c0-1-id": "",
        "c0-1-name": "Bilagan",
        "c0-1-document": "",
        "c0-1-edition": "",
        "c0-1-upload": upload,
    }
    answer = editor.post(where, form | rows)
    assert answer.status_code == 302, answer.content.decode()
    paper = Paper.objects.get(name="Bilagan")
    assert (paper.file_name, bytes(paper.content)) == ("Bilaga ett.pdf", b"%PDF-1.4 hej")
    got = sign_in(meeting.forbund, "ledamot").get(
        place("paper-file", meeting, item=agenda[0].key, key=paper.key)
    )
    assert got.content == b"%PDF-1.4 hej"
    assert got["Content-Type"] == "application/octet-stream"
    assert got["Content-Disposition"].startswith("attachment;")
    assert got["X-Content-Type-Options"] == "nosniff"
    assert sha256(got.content).hexdigest() == paper.digest
