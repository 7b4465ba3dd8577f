"""What an auditor asks: pinned to what it is about, answered in a thread, closed by who asked."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from auditors.questions import services
from auditors.questions.models import Question, ReplyFile
from budget.models import Amount, ClosedMonth
from finsam.core.models import Access, AuditEntry, User
from finsam.core.services import StaleSave
from finsam.core.tenancy.permissions import Role
from finsam.documents.models import Section
from plans.meetings.models import AgendaItem, Paper
from plans.models.year import Meeting
from tests import clients
from tests.auditors.questions.conftest import LIST, YEAR, answered, asked, user_of

NEW = f"{LIST}ny/"
FIGURE = "budget.kostnader@2024"


def ask(client, om="ar:", text="Vem attesterar fakturorna?", **more):
    answer = client.post(NEW, {"om": om, "kind": "fraga", "text": text, **more})
    assert answer.status_code == 302, answer.text
    return Question.objects.order_by("pk").last()


def test_an_auditor_asks_about_a_figure_from_its_page_and_it_keeps_what_it_said(small, auditor):
    page = auditor.get(f"{YEAR}uppgifter/{FIGURE}/").text
    assert f'href="{NEW}?om=siffra%3A{FIGURE.replace("@", "%40")}"' in page
    question = ask(auditor, f"siffra:{FIGURE}")
    assert (question.target, question.place) == ("siffra", FIGURE)
    assert question.value.replace("\xa0", " ") == "1 000 000 kr"
    page = auditor.get(f"{LIST}{question.key}/").text
    assert "samma nu som när frågan ställdes" in page
    page = auditor.get(f"{YEAR}uppgifter/{FIGURE}/").text
    assert "Vad revisorerna har frågat" in page
    assert f'href="{LIST}{question.key}/"' in page
    board = small.sign_in(Role.LEDAMOT).get(f"{YEAR}uppgifter/{FIGURE}/").text
    assert "Vad revisorerna har frågat" not in board
    cost = Amount.objects.filter(series=small.budget, amount=Decimal(-200_000)).get()
    cost.amount = Decimal(-250_000)
    clients_save(small, cost)
    page = auditor.get(f"{LIST}{question.key}/").text.replace("\xa0", " ")
    assert "Då: 1 000 000 kr, nu: 1 050 000 kr" in page


def clients_save(small, obj):
    from finsam.core import services as core

    by = User.objects.filter(email="skriver@norra-an.se").first()
    core.save(obj, by=by or User.objects.create(email="skriver@norra-an.se", name="Skriver"))


def test_a_section_that_is_rewritten_or_removed_leaves_how_it_read(small, plan, auditor):
    section = plan.sections.get(key="text")
    Section.objects.filter(pk=section.pk).update(prose="<p>Så löd det.</p>")
    page = auditor.get(f"{YEAR}dokument/{plan.key}/visa/").text
    assert f"?om=avsnitt%3A{plan.key}/text" in page
    question = ask(auditor, f"avsnitt:{plan.key}/text")
    assert question.value == "Så löd det."
    section.refresh_from_db()
    section.prose = "<p>Nu lyder det så.</p>"
    clients_save(small, section)
    page = auditor.get(f"{LIST}{question.key}/").text
    assert "Avsnittet har ändrats sedan dess" in page
    assert "Så löd det." in page
    Section.objects.filter(pk=section.pk).delete()
    clients_save(
        small, ClosedMonth(month=1, sentence="Avstämd.", closed_by="X", closed_on="2024-02-03", **small.year)
    )
    page = auditor.get(f"{LIST}{question.key}/").text
    assert "Avsnittet finns inte längre" in page
    assert "Så löd det." in page


def test_a_month_and_a_file_can_be_asked_about(small, auditor):
    meeting = Meeting.objects.first()
    item = AgendaItem.objects.create(forbund=small.forbund, meeting=meeting, title="Avtal")
    paper = Paper.objects.create(forbund=small.forbund, item=item, file_name="avtal.pdf", content=b"%PDF-1")
    month = ask(auditor, "manad:3")
    assert (month.about, month.value) == ("mars 2024", "inte stängd")
    clients_save(
        small, ClosedMonth(month=3, sentence="Avstämd.", closed_by="X", closed_on="2024-04-03", **small.year)
    )
    assert "Då: inte stängd, nu: stängd 3 april 2024" in auditor.get(f"{LIST}{month.key}/").text.replace(
        "\xa0", " "
    )
    file = ask(auditor, f"fil:handling/{item.key}/{paper.key}", kind="begaran")
    assert "avtal.pdf" in file.about
    paper.delete()
    clients_save(
        small, ClosedMonth(month=4, sentence="Avstämd.", closed_by="X", closed_on="2024-05-03", **small.year)
    )
    assert "Det finns inte längre." in auditor.get(f"{LIST}{file.key}/").text


@pytest.mark.parametrize(
    "om, text, sentence",
    [
        ("siffra:finns.inte@2024", "Vad är det?", "finns inte längre"),
        ("manad:13", "Vad är det?", "finns inte längre"),
        ("hus:1", "Vad är det?", "finns inte längre"),
        ("ar:", "", "måste fyllas i"),
        ("ar:", "Vem är 19811218-9876?", "personnummer"),
        ("ar:", "x" * 4001, "4000"),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_is_lost(small, auditor, om, text, sentence):
    answer = auditor.post(NEW, {"om": om, "kind": "fraga", "text": text})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert text[:30] in answer.text
    assert Question.objects.count() == 0


def test_the_kansli_answers_with_text_and_files_more_than_once(small, auditor, chief, ekonom):
    question = ask(auditor)
    place = f"{LIST}{question.key}/"
    assert "Vem attesterar fakturorna?" in chief.get(place).text
    sent = {"text": "Ordföranden, se bilagorna.", "version": "1", "files": [
        SimpleUploadedFile("attest.pdf", b"%PDF-attest"), SimpleUploadedFile("lista.xlsx", b"PK-lista")]}  # fmt: skip
    assert chief.post(f"{place}svara/", sent).status_code == 302
    question.refresh_from_db()
    assert question.status == "besvarad"
    assert ekonom.post(f"{place}svara/", {"text": "Och jag.", "version": "2"}).status_code == 302
    page = auditor.get(place).text
    assert "Ordföranden, se bilagorna." in page
    assert "Och jag." in page
    file = ReplyFile.objects.get(file_name="attest.pdf")
    got = auditor.get(f"{place}{file.reply.key}/{file.key}/")
    assert (got.content, got.headers["X-Content-Type-Options"]) == (b"%PDF-attest", "nosniff")
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert auditor.post(f"{place}fraga-vidare/", {"text": "Sedan när?", "version": "3"}).status_code == 302
    question.refresh_from_db()
    assert question.status == "oppen"


@pytest.mark.parametrize("name, content", [("virus.exe", b"MZ"), ("tom.pdf", b"")])
def test_a_file_that_is_not_taken_is_said_and_the_words_stay(small, auditor, chief, name, content):
    place = f"{LIST}{ask(auditor).key}/svara/"
    answer = chief.post(place, {"text": "Se filen.", "files": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert "Se filen." in answer.text
    assert not ReplyFile.objects.exists()


def test_only_who_asked_closes_it_and_another_auditor_when_she_is_gone(small, auditor, chief):
    question = ask(auditor)
    other = User.objects.create(email="annan@norra-an.se", name="Annan")
    clients.let_in(other, Role.REVISOR, small.forbund.key)
    second = clients.signed_in(other, headers={"origin": clients.ORIGIN})
    place = f"{LIST}{question.key}/"
    assert "Frågan avslutas av Revisor, som ställde den." in second.get(place).text
    second.post(f"{place}avsluta/", {"version": "1"})
    question.refresh_from_db()
    assert question.status == "oppen"
    assert chief.post(f"{place}avsluta/").status_code == 403
    access = Access.objects.get(user=user_of(auditor))
    access.end = "2020-01-01"
    clients_save(small, access)
    assert "Avsluta frågan" in second.get(place).text
    second.post(f"{place}avsluta/", {"version": "1"})
    question.refresh_from_db()
    assert (question.status, question.closed_by) == ("avslutad", "Annan")


def test_nothing_is_said_of_a_closed_question_until_it_is_opened_with_a_reason(small, auditor, chief):
    question = ask(auditor)
    place = f"{LIST}{question.key}/"
    auditor.post(f"{place}avsluta/", {"version": "1"})
    answer = chief.post(f"{place}svara/", {"text": "För sent.", "version": "2"})
    assert answer.status_code == 422
    assert "Frågan är avslutad" in answer.text
    assert "För sent." in answer.text
    assert "Frågan är avslutad" in chief.get(f"{place}svara/").text
    answer = auditor.post(f"{place}oppna/", {"text": "x", "version": "2"})
    assert answer.status_code == 422
    assert "Skriv varför frågan öppnas igen" in answer.text
    auditor.post(f"{place}oppna/", {"text": "Beloppet har ändrats efter svaret.", "version": "2"})
    question.refresh_from_db()
    assert (question.status, question.closed_by) == ("ateroppnad", "")


def test_a_question_that_has_been_answered_meanwhile_is_not_closed_unseen(small, auditor, by):
    question = ask(auditor)
    answered(Question.objects.get(), by)
    with pytest.raises(StaleSave):
        services.close(question=question, by=user_of(auditor), version=1)
    place = f"{LIST}{question.key}/"
    answer = auditor.post(f"{place}fraga-vidare/", {"text": "Hallå?", "version": "1"})
    assert answer.status_code == 422
    assert "Någon annan har skrivit i frågan under tiden" in answer.text
    assert "Ordföranden." in answer.text
    assert auditor.post(f"{place}fraga-vidare/", {"text": "Hallå?", "version": "2"}).status_code == 302


def test_the_list_is_narrowed_and_an_empty_one_says_where_to_ask(small, auditor, chief, by):
    assert "Fråga där du läser" in auditor.get(LIST).text
    year = small.year["fiscal_year"]
    asked(year, user_of(auditor), text="Min sena fråga", wanted_by="2024-02-01")
    answered(asked(year, by, text="Någon annans besvarade"), by)
    page = auditor.get(f"{LIST}?visa=forsenade").text
    assert "Min sena fråga" in page
    assert "Försenad." in page
    assert "Någon annans besvarade" not in page
    assert "Någon annans besvarade" not in auditor.get(f"{LIST}?visa=mina").text
    assert "Min sena fråga" not in auditor.get(f"{LIST}?visa=besvarade").text
    assert "Mina (" not in chief.get(LIST).text


def test_those_whom_it_concerns_see_it_on_the_start_page_and_when_it_is_late_among_what_is_missing(
    small, auditor, chief
):
    late = "Svara på revisorernas fråga 1 om året 2024 som helhet"
    question = ask(auditor)
    assert "Revisorernas frågor" in chief.get(YEAR).text
    assert late not in chief.get(YEAR).text
    assert "Mina frågor" in auditor.get(YEAR).text
    question.wanted_by = "2024-02-01"
    clients_save(small, question)
    assert late in chief.get(YEAR).text
    board = small.sign_in(Role.LEDAMOT)
    assert "Revisorernas frågor" not in board.get(YEAR).text
    assert board.get(LIST).status_code == 403
    assert board.get(f"{LIST}{question.key}/").status_code == 403


def test_each_write_leaves_one_row_in_the_log(small, auditor, chief):
    question = ask(auditor)
    chief.post(f"{LIST}{question.key}/svara/", {"text": "Ordföranden.", "version": "1"})
    auditor.post(f"{LIST}{question.key}/avsluta/", {"version": "2"})
    rows = AuditEntry.objects.filter(kind="auditors.question").order_by("pk")
    assert [row.verb for row in rows] == ["frågade", "besvarade", "avslutade"]


def test_a_step_from_where_it_is_not_is_a_sentence(small, by):
    question = asked(small.year["fiscal_year"], by)
    with pytest.raises(ValidationError, match="Frågan är öppen och behöver vara avslutad"):
        services.say(question=question, step="oppna", text="Därför att det är fel.", by=by)
