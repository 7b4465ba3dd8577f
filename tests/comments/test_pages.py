"""The pages of comments: beside the förslag, the list, the answer, and what is refused with a sentence."""

import pytest

from finsam.comments.models import Comment
from finsam.core.models import User
from finsam.core.tenancy.permissions import Role
from finsam.documents.models import Section
from tests.comments.conftest import said
from tests.editions.conftest import DECISION, step

YEAR = "/norra-an/2024/"
DOCUMENT = f"{YEAR}dokument/verksamhetsplan/"
NEW = f"{DOCUMENT}avsnitt/text/kommentera/"
LIST = f"{DOCUMENT}kommentarer/"


@pytest.fixture
def member(small):
    return small.sign_in(Role.LEDAMOT)


@pytest.fixture
def chief(small):
    return small.sign_in(Role.FORBUNDSCHEF)


@pytest.fixture
def one(proposed):
    """A comment that waits for an answer."""
    return said(proposed, User.objects.create(email="anna@norra-an.se", name="Anna Ås"))


def page_of(response) -> str:
    return response.content.decode()


def test_a_member_comments_where_the_proposal_is_read(proposed, member):
    page = page_of(member.get(f"{DOCUMENT}visa/"))
    assert f'href="{NEW}"' in page
    answer = member.post(NEW, {"text": "Var är målet om unga?", "figure": "bidrag.totalt@2024"})
    assert answer["Location"] == f"{DOCUMENT}visa/#s-text"
    stored = Comment.objects.get()
    assert (stored.figure, stored.role, stored.inside) == ("bidrag.totalt@2024", "Ledamot", False)
    page = page_of(member.get(f"{DOCUMENT}visa/"))
    assert "Var är målet om unga?" in page
    assert f'href="{YEAR}uppgifter/bidrag.totalt@2024/"' in page
    assert "Svara" not in page  # that is the kansli's


def test_a_comment_is_text_and_no_page(proposed, member):
    member.post(NEW, {"text": "<script>alert(1)</script> & så vidare"})
    page = page_of(member.get(f"{DOCUMENT}visa/"))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; så vidare" in page


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("", "måste fyllas i"),
        ("Jag mötte 19811218-9876 där.", "personnummer"),
        ("x" * 4001, "4000"),
    ],
)
def test_what_is_refused_stands_on_the_page_with_a_sentence(proposed, member, text, sentence):
    answer = member.post(NEW, {"text": text})
    assert answer.status_code == 422
    assert sentence in page_of(answer)
    assert text[:40] in page_of(answer)
    assert Comment.objects.count() == 0


def test_what_no_form_sends_ends_in_a_sentence_and_stores_nothing(one, member, chief):
    for bad in ({"text": "Noll\x00byte"}, {"text": "Hej.", "figure": "../../akt"}, {"figure": "<b>"}, {}):
        answer = member.post(NEW, bad)
        assert (answer.status_code, "error-summary" in page_of(answer)) == (422, True), bad
    place = f"{LIST}{one.key}/"
    for bad in (
        {"steg": "svara", "answer": "x" * 4001},
        {"steg": "svara", "answer": "Noll\x00byte"},
        {"steg": "svara", "answer": "Ja.", "version": "sju"},
        {"steg": "avsluta", "answer": ""},
        {"steg": "oppna"},  # it is open
    ):
        assert chief.post(place, bad).status_code == 422, bad
    # What isn't the reader's to say is not taken from the form.
    member.post(
        NEW, {"text": "Hej.", "by_name": "Styrelsen", "status": "avslutad", "answer": "Ja.", "inside": "on"}
    )
    made = Comment.objects.exclude(pk=one.pk).get()
    assert (made.by_name == "Styrelsen", made.status, made.answer, made.inside) == (False, "oppen", "", False)
    assert Comment.objects.get(pk=one.pk).status == "oppen"


def test_a_figure_that_is_not_in_the_section_is_refused(proposed, member):
    answer = member.post(NEW, {"text": "Vad är det här?", "figure": "finns.inte@2024"})
    assert answer.status_code == 422
    assert "Siffran står inte längre i avsnittet" in page_of(answer)
    assert "Vad är det här?" in page_of(answer)


def test_a_section_that_is_gone_can_not_be_commented_on(proposed, member):
    assert member.get(f"{DOCUMENT}avsnitt/borta/kommentera/").status_code == 404


def test_somebody_without_the_role_is_told_so(one, member, small):
    keeper = small.sign_in(Role.ADMINISTRATOR)
    assert keeper.post(NEW, {"text": "Hej."}).status_code == 403
    assert "Kommentera<" not in page_of(keeper.get(f"{DOCUMENT}visa/"))
    assert member.post(f"{LIST}{one.key}/", {"answer": "Ja.", "steg": "svara"}).status_code == 403
    assert Comment.objects.get().status == "oppen"


def test_another_förbund_finds_nothing(one):
    from finsam.core.models import Access, Forbund
    from tests import clients

    other = Forbund.objects.create(key="sodra-an", name="Södra ån", short_name="Södra ån")
    stranger = User.objects.create(email="frammande@example.se", name="Främmande")
    Access.objects.create(forbund=other, user=stranger, role=Role.FORBUNDSCHEF)
    client = clients.signed_in(stranger)
    for place in (LIST, f"{LIST}csv/", f"{LIST}{one.key}/", NEW):
        assert client.get(place).status_code == 404


def test_the_kansli_answers_and_closes(one, chief, member):
    place = f"{LIST}{one.key}/"
    assert f'href="{place}"' in page_of(chief.get(f"{DOCUMENT}visa/"))
    answer = chief.post(place, {"answer": "I avsnittet om mål.", "steg": "avsluta", "version": one.version})
    assert answer["Location"] == f"{LIST}#{one.key}"
    page = page_of(member.get(place))
    assert "I avsnittet om mål." in page
    assert "Avslutad av" in page
    assert "Öppna igen" not in page
    one.refresh_from_db()
    assert chief.post(place, {"steg": "oppna", "version": one.version}).status_code == 302
    assert Comment.objects.get().status == "oppen"
    assert chief.post(place, {"steg": "radera", "answer": "x"}).status_code == 404


def test_an_answer_without_words_is_asked_for(one, chief):
    answer = chief.post(f"{LIST}{one.key}/", {"answer": "  ", "steg": "avsluta"})
    assert answer.status_code == 422
    assert "Skriv ett svar, så att den som kommenterade får veta vad som blev av det." in page_of(answer)


def test_two_who_answer_at_once_see_both_answers(one, chief):
    place = f"{LIST}{one.key}/"
    seen = {"steg": "svara", "version": one.version}
    assert chief.post(place, {**seen, "answer": "Det första svaret."}).status_code == 302
    late = chief.post(place, {**seen, "answer": "Det andra svaret."})
    assert late.status_code == 422
    assert "Det första svaret." in page_of(late)
    assert "Det andra svaret." in page_of(late)
    assert Comment.objects.get().answer == "Det första svaret."


def test_an_old_page_of_a_decided_plan_keeps_what_was_written(one, proposed, member, chief, by):
    step(proposed, "besluta", by, DECISION)
    late = member.post(NEW, {"text": "Det jag skrev för sent."})
    assert late.status_code == 422
    assert "är beslutad, så kommentarerna är stängda" in page_of(late)
    assert "Det jag skrev för sent." in page_of(late)
    late = chief.post(f"{LIST}{one.key}/", {"answer": "Mitt sena svar.", "steg": "svara"})
    assert late.status_code == 422
    assert "är beslutad, så kommentarerna är stängda" in page_of(late)
    assert "Mitt sena svar." in page_of(late)
    assert (Comment.objects.get().status, Comment.objects.count()) == ("oppen", 1)
    page = page_of(member.get(NEW))
    assert "kommentarerna är stängda" in page
    assert "<textarea" not in page
    page = page_of(member.get(f"{DOCUMENT}visa/"))
    assert "Var är målet om unga?" in page
    assert NEW not in page


def test_the_list_is_filtered_by_how_far_each_has_come(one, proposed, member, chief, by):
    answered = said(proposed, by, "En fråga till.")
    chief.post(f"{LIST}{answered.key}/", {"answer": "Ja.", "steg": "svara"})
    page = page_of(member.get(LIST))
    assert "Alla (2)" in page
    assert "Öppna (1)" in page
    assert "Besvarade (1)" in page
    assert "Avslutade (0)" in page
    page = page_of(member.get(f"{LIST}?status=oppen"))
    assert "Var är målet om unga?" in page
    assert "En fråga till." not in page
    assert "En fråga till." in page_of(member.get(f"{LIST}?status=besvarad"))
    assert "Ingen kommentar är kvar här." in page_of(member.get(f"{LIST}?status=avslutad"))
    assert "En fråga till." in page_of(member.get(f"{LIST}?status=hittepå"))


def test_a_comment_on_a_section_that_is_gone_is_still_read(one, member):
    Section.objects.filter(key="text").delete()
    page = page_of(member.get(f"{DOCUMENT}visa/"))
    assert "Kommentarer på avsnitt som inte är kvar" in page
    assert "Var är målet om unga?" in page


def test_what_is_not_answered_is_told_before_the_decision(one, proposed, chief, member):
    lacking = page_of(chief.get(f"{DOCUMENT}saknas/"))
    assert "En kommentar är inte besvarad." in lacking
    assert f"{LIST}?status=oppen" in lacking
    warned = page_of(chief.get(f"{DOCUMENT}steg/besluta/"))
    assert "En kommentar är inte besvarad, och går inte att besvara efter beslutet." in warned
    assert "Det går inte än" not in warned  # a warning, and no hindrance
    page = page_of(member.get(YEAR))
    assert "Förslag att läsa" in page
    assert "1 väntar på svar" in page
    chief.post(f"{LIST}{one.key}/", {"answer": "Ja.", "steg": "svara"})
    assert "inte besvarad" not in page_of(chief.get(f"{DOCUMENT}saknas/"))
    assert "inte besvarad" not in page_of(chief.get(f"{DOCUMENT}steg/besluta/"))
    assert "1 är besvarad" in page_of(member.get(YEAR))


def test_what_is_not_proposed_shows_nothing_of_comments(plan, member):
    assert "Kommentera" not in page_of(member.get(f"{DOCUMENT}visa/"))
    assert "Förslag att läsa" not in page_of(member.get(YEAR))
    assert "är inte framlagd som förslag just nu" in page_of(member.get(NEW))


def test_the_file_for_the_archive_holds_every_comment_and_no_formula(one, proposed, chief, member, by):
    said(proposed, by, "=1+1")
    chief.post(f"{LIST}{one.key}/", {"answer": "I avsnittet om mål.", "steg": "avsluta"})
    answer = member.get(f"{LIST}csv/")
    assert 'filename="norra-an-verksamhetsplan-2024-kommentarer.csv"' in answer["Content-Disposition"]
    head, first, second = page_of(answer).removeprefix("\ufeff").splitlines()
    assert head.startswith("Nr;Avsnitt;Siffra;Kommentar;Av;Roll;När;Status;Svar;")
    assert first.startswith("1;Text;;Var är målet om unga?;Anna Ås;Ledamot;")
    assert ";Avslutad;I avsnittet om mål.;" in first
    assert ";'=1+1;" in second


def test_who_writes_of_a_small_count_is_told_who_reads_it(small, proposed, chief):
    from decimal import Decimal

    from followup.statistics.models import StatValue

    StatValue.objects.filter(table=small.table, bin__name="16–29", sex="kvinna").update(value=Decimal(2))
    answer = chief.post(NEW, {"text": "De var 2."}, follow=True)
    assert "så det visas bara för dem som ser små antal" in page_of(answer)
    assert "De var 2." not in page_of(small.sign_in(Role.LEDAMOT).get(LIST))
