"""A note on an amount: why it is what it is, beside the amount and in the log."""

from lxml import html

from budget.models import AmountNote, Series
from finsam.core.audit import logbook
from finsam.core.models import AuditEntry
from tests.budget.sheet.test_sheet import PAGE, sheet  # noqa: F401 (a fixture)
from tests.budget.test_pages import row_of, text_of

NOTES = "/norra-an/2024/budget/tabell/noter/unga/"


def test_a_note_stands_beside_its_amount_and_in_the_log(sheet, chief):  # noqa: F811
    page = chief.post(
        NOTES, {"version": "1", "budget-2024": "Avtal till juni.", "plan-2025": ""}, follow=True
    )
    assert "Noterna till Unga har sparats." in text_of(page)
    assert "✎ Not: Avtal till juni." in text_of(page)
    assert "Not:" not in row_of(page, "coachteamet")
    (entry,) = AuditEntry.objects.all()
    assert (entry.verb, entry.label) == ("ändrade", "Unga")
    assert any("Avtal till juni." in sentence for sentence in logbook.sentences(entry))
    assert Series.objects.get(key="budget-2024").version == 1, "who writes amounts meanwhile is not too late"


def test_an_emptied_note_is_gone_and_one_that_is_not_sent_stays(sheet, chief):  # noqa: F811
    chief.post(NOTES, {"version": "1", "budget-2024": "Avtal.", "plan-2025": "Gissning."})
    chief.post(NOTES, {"version": "2", "budget-2024": "", "plan-2025": "Gissning."})
    assert [(note.series.key, note.text) for note in AmountNote.objects.all()] == [("plan-2025", "Gissning.")]
    chief.post(NOTES, {"version": "3", "budget-2024": "", "plan-2025": "Gissning."})
    assert AuditEntry.objects.count() == 2


def test_a_decided_amount_may_be_noted_and_a_late_note_shows_both(sheet, chief):  # noqa: F811
    Series.objects.filter(key="budget-2024").update(decided=True)
    chief.post(NOTES, {"version": "1", "budget-2024": "Avtal."})
    page = chief.post(NOTES, {"version": "1", "budget-2024": "Något annat."})
    assert page.status_code == 422
    assert "Tabellen har sparats i en annan flik eller av någon annan" in text_of(page)
    assert "Avtal." in text_of(page)
    assert AmountNote.objects.get().text == "Avtal."


def test_a_long_note_is_refused_in_words(sheet, chief):  # noqa: F811
    page = chief.post(NOTES, {"version": "1", "budget-2024": "a" * 241})
    assert page.status_code == 422
    assert "240 tecken" in text_of(page)


def test_a_reader_sees_notes_and_writes_none(sheet, chief, auditor):  # noqa: F811
    chief.post(NOTES, {"version": "1", "budget-2024": "Avtal."})
    assert "✎ Not: Avtal." in text_of(auditor.get(PAGE))
    assert "Avtal." in text_of(auditor.get(NOTES))
    assert not html.fromstring(auditor.get(NOTES).text).xpath("//main//input")
    assert auditor.post(NOTES, {"version": "2", "budget-2024": ""}).status_code == 403
