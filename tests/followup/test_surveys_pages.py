"""The pages of surveys: the grid, the file that is read in, and who may."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from finsam.core.models import Access, AuditEntry, Forbund, User
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside
from followup.surveys.models import Question, SurveyRound
from followup.surveys.survey_file import Refused, Sought, read, template
from plans.models.insatser import Insats
from tests.clients import written, written_set
from tests.followup.asked import GRADE, YEAR, YES_NO

HERE = f"/norra-an/{YEAR}/"
QUESTIONS = [
    Sought("1", "1", 1, "ofta"),
    Sought("6", "6", 1, "ofta"),
    Sought("6-v2", "6", 2, "ofta"),
    Sought("8", "8", 1, YES_NO),
    Sought("9", "9", 1, GRADE),
]


def stored(one) -> dict[str, str]:
    return {
        value.key: f"{value.share} %" if value.share is not None else str(value.count)
        for value in one.values.select_related("question")
    }


def csv_file(text: str, name="svar.csv"):
    return SimpleUploadedFile(name, text.encode("utf-8"))


def workbook(*rows, sheets=1) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for number in range(1, sheets):
        book.create_sheet(f"Blad {number}").append(["mer"])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def workbook_with(old: bytes, new: bytes, *rows) -> bytes:
    """A workbook whose sheet has been tampered with."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(*rows))) as made, zipfile.ZipFile(target, "w") as packed:
        for one in made.namelist():
            content = made.read(one)
            if one.endswith("sheet1.xml"):
                assert old in content
                content = content.replace(old, new)
            packed.writestr(one, content)
    return target.getvalue()


def refused(text, name="svar.csv") -> str:
    with pytest.raises(Refused) as error:
        read(text if isinstance(text, bytes) else text.encode(), name, QUESTIONS)
    return " ".join(error.value.sentences)


HEAD = "fråga;kön;aldrig;sällan;ibland;ofta;för det mesta;alltid;vet ej;ej svar"


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("", "Filen är tom."),
        (HEAD, "inga rader under rubrikerna"),
        (f"{HEAD};favoritfärg\n1;kvinna;1;;;;;;;;blå", "Kolumnen ”favoritfärg” känns inte igen."),
        (f"{HEAD};ålder;färg\n1;kvinna;1", "Kolumnerna ”ålder” och ”färg” känns inte igen."),
        (f"{HEAD};personnummer\n1;kvinna;1", "Uppgifter om enskilda får inte läsas in"),
        (f"{HEAD};Namn\n1;kvinna;1", "Uppgifter om enskilda får inte läsas in"),
        (f"{HEAD}\n1;kvinna;850709-9805", "Rad 2 innehåller något som ser ut som ett personnummer"),
        (f"{HEAD}\n198507099805;kvinna;1", "Rad 2 innehåller något som ser ut som ett personnummer"),
        (f"{HEAD};ofta\n1;kvinna;1", "Kolumnen ”ofta” finns två gånger."),
        ("kön;ofta\nkvinna;1", "Kolumnen ”fråga” saknas."),
        ("fråga;kön\n1;kvinna", "Det finns ingen kolumn med svar."),
        (f"{HEAD}\n99;kvinna;1", "Rad 2: fråga ”99” finns inte i formuläret."),
        (f"{HEAD}\n;kvinna;1", "Rad 2: frågans kod saknas."),
        (f"{HEAD}\n6;kvinna;1", "Rad 2: fråga ”6” har flera lydelser."),
        (f"{HEAD}\n1;hen;1", "Rad 2: ”hen” är inget kön här."),
        (f"{HEAD}\n1;kvinna;1\n1;K;2", "Rad 3: samma fråga och kön står redan på rad 2."),
        (f"{HEAD}\n1;kvinna;-1", "Rad 2: aldrig: Ett antal kan inte vara mindre än noll."),
        (f"{HEAD}\n1;kvinna;1,5", "Rad 2: aldrig: Ett antal är ett helt tal."),
        (f"{HEAD}\n1;kvinna;många", "Rad 2: aldrig: ”många” är inte ett antal"),
        (f"{HEAD}\n1;kvinna;9999999", "är fler än en enkät kan ha"),
        (f"{HEAD}\n8;kvinna;1", "Rad 2: ”Aldrig” finns inte bland svaren på fråga 8."),
        (f"{HEAD}\n1;kvinna;1;1;1;1;1;1;1;1;7", "Rad 2: ”7” står utanför kolumnerna."),
        (f"{HEAD};n\n1;kvinna;1;1;1;1;1;1;1;1;7", "Rad 2: svaren blir tillsammans 6, men n är 7."),
        (f"{HEAD};andel\n1;kvinna;1;;;;;;;;80", "skriv antingen antalen eller en äldre andel"),
        ("fråga;andel\n1;180", "En andel ska ligga mellan 0 och 100 %."),
        ("fråga;andel\n9;80", "en fråga med betyg har ingen andel"),
        ("fråga;andel;n\n1;80;0", "Skriv hur många andelen är av"),
        (b"\x00\x01\x02", "Spara den som CSV eller som Excel"),
        (b"PK\x03\x04 inte en arbetsbok", "går inte att läsa som Excel"),
        ("fråga;ofta\n" + "1;1\n" * 2001, "fler än 2000 rader"),
        ("x" * 2_000_001, "större än 2 MB"),
        (workbook(["fråga", "ofta"], ["1", 3], sheets=2), "flera blad"),
        (workbook(["fråga", "ofta"], ["1", 198507099805]), "personnummer"),
        (workbook(), "Filen är tom."),
    ],
)
def test_a_file_that_is_refused_says_why(text, sentence):
    assert sentence in refused(text)


def test_every_fault_is_told_and_many_are_counted():
    told = refused(HEAD + "".join(f"\n{code};kvinna;1" for code in range(100, 130)))
    assert "Rad 2: fråga ”100”" in told
    assert "Och 10 fel till." in told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_files_from_here_and_there_are_read_alike(encoding, delimiter):
    text = "Fråga;Kön;Sällan;För det mesta\r\n1.;Kvinnor;2;3\r\n".replace(";", delimiter)
    reading = read(text.encode(encoding), "svar.csv", QUESTIONS)
    assert {spot.key: entry.count for spot, entry in reading.values.items()} == {
        "1_sallan_kvinna": 2,
        "1_mest_kvinna": 3,
    }


def test_a_workbook_is_read_as_a_csv_is():
    raw = workbook(["Fråga", "lydelse", "Kön", "Ofta", "ja", "andel", "n", 7], [6, 2, "m", 4], [8, None, None, None, 3.0],
                   [1, None, "alla", None, None, 83.5, 29], [9, None, None, None, None, None, None, 2])  # fmt: skip
    reading = read(raw, "svar.xlsx", QUESTIONS)
    found = {spot.key: (entry.count, entry.share) for spot, entry in reading.values.items() if entry}
    assert {key: (count, share and str(share)) for key, (count, share) in found.items()} == {
        "6-v2_ofta_man": (4, None),
        "8_ja": (3, None),
        "1_andel": (29, "83.5"),
        "9_7": (2, None),
    }


ROWS = (["fråga", "ofta"], ["1", 3], ["6-v2", None])


@pytest.mark.parametrize(
    "raw, sentence",
    [
        # A row far down makes no millions of empty ones.
        (workbook_with(b'r="A2"', b'r="A900000000"', *ROWS), "Högst 2\u00a0000 rader"),
        # What the reader of workbooks stumbles over is a sentence, whatever it is.
        (workbook_with(b't="n"', b't="s"', *ROWS), "går inte att läsa som Excel"),
        (workbook(*ROWS).replace(b"\x14\x00\x00\x00\x08\x00", b"\x14\x00\x00\x00\x63\x00"), "går inte att läsa som Excel"),
    ],
    ids=["far down", "no such text", "packed in an unknown way"],
)  # fmt: skip
def test_a_workbook_that_is_tampered_with_is_refused(raw, sentence):
    assert sentence in refused(raw, "svar.xlsx")


def test_a_sheet_that_says_it_is_smaller_is_read_whole():
    rows = (["fråga", "ofta"], ["1", 3], ["2", 4])
    assert "Rad 3: fråga ”2” finns inte" in refused(
        workbook_with(b'ref="A1:B3"', b'ref="A1:B2"', *rows), "svar.xlsx"
    )


def test_a_long_text_is_no_share_and_takes_no_time():
    assert "är för lång" in refused(f"fråga;andel\n1;8{' ' * 100_000}3")


def test_the_empty_file_can_be_filled_in_and_read_back():
    text = template(QUESTIONS[2:3]).replace("6;2;kvinna", "6;2;kvinna;;;;5;;6")
    reading = read(text.encode(), "svar.csv", QUESTIONS)
    assert {spot.key: entry.count for spot, entry in reading.values.items() if entry} == {
        "6-v2_ofta_kvinna": 5,
        "6-v2_alltid_kvinna": 6,
    }


def preview(client, page, text):
    answer = client.post(page, {"file": csv_file(text)})
    assert answer.status_code == 200, answer.content.decode()
    return answer, answer.context["preview"]


def test_a_file_is_shown_before_it_counts_and_can_be_read_again(asked, chiefs):
    asked.question("1")
    one = asked.round()
    page = f"{HERE}indikatorer/{one.key}/las-in/"
    assert "Hämta en tom fil" in chiefs.get(page).content.decode()
    text = f"{HEAD}\n1;kvinna;1;0;0;5;;;2;\n1;man;;;;4;;;;"
    answer, found = preview(chiefs, page, text)
    assert len(found.changes) == 6
    assert "Ingenting är sparat än" in answer.content.decode()
    assert stored(one) == {}
    assert chiefs.post(page, {"underlag": found.signed}).url == f"{HERE}indikatorer/{one.key}/svar/"
    expected = {"1_aldrig_kvinna": "1", "1_sallan_kvinna": "0", "1_ibland_kvinna": "0",
                "1_ofta_kvinna": "5", "1_vet-ej_kvinna": "2", "1_ofta_man": "4"}  # fmt: skip
    assert stored(one) == expected
    assert AuditEntry.objects.get(kind="followup.surveyround").verb == "läste in"
    answer, found = preview(chiefs, page, text)
    assert found.changes == ()
    assert "Allt i filen är redan inskrivet" in answer.content.decode()
    chiefs.post(page, {"underlag": found.signed})
    assert stored(one) == expected
    assert AuditEntry.objects.filter(kind="followup.surveyround").count() == 1
    _, found = preview(chiefs, page, f"{HEAD}\n1;kvinna;1;0;0;6;;;;")
    assert [(change.before, change.after) for change in found.changes] == [("5", "6"), ("2", "tas bort")]


def test_one_fault_leaves_everything_as_it_was(asked, chiefs):
    six = asked.question("6")
    one = asked.round({(six, ""): (1, 2)})
    page = f"{HERE}indikatorer/{one.key}/las-in/"
    answer = chiefs.post(page, {"file": csv_file(f"{HEAD}\n6;kvinna;1\n7;kvinna;1")})
    assert answer.status_code == 422
    assert "Rad 3: fråga ”7” finns inte" in answer.content.decode()
    assert "Ingenting har lästs in" in answer.content.decode()
    assert stored(one) == {"6_aldrig": "1", "6_sallan": "2"}
    assert chiefs.post(page, {}).status_code == 422


def test_a_preview_that_is_tampered_with_or_stale_is_not_stored(asked, chiefs):
    asked.question("1")
    one = asked.round()
    page = f"{HERE}indikatorer/{one.key}/las-in/"
    _, found = preview(chiefs, page, f"{HEAD}\n1;kvinna;1")
    answer = chiefs.post(page, {"underlag": found.signed + "x"})
    assert answer.status_code == 422
    assert "gäller inte längre" in answer.content.decode()
    SurveyRound.objects.filter(pk=one.pk).update(version=7)
    answer = chiefs.post(page, {"underlag": found.signed})
    assert "Någon annan har sparat" in answer.content.decode()
    assert stored(one) == {}
    other = asked.round(insats=asked.insats)
    answer = chiefs.post(f"{HERE}indikatorer/{other.key}/las-in/", {"underlag": found.signed})
    assert "gäller inte längre" in answer.content.decode()


def test_a_file_that_does_not_add_up_is_kept_as_a_draft(asked, chiefs):
    asked.question("1")
    one = asked.round(returned=3)
    page = f"{HERE}indikatorer/{one.key}/las-in/"
    answer, found = preview(chiefs, page, f"{HEAD}\n1;kvinna;1;;;5")
    assert "bara 3 formulär är besvarade" in answer.content.decode()
    told = chiefs.post(page, {"underlag": found.signed}, follow=True).content.decode()
    assert "inläst som utkast" in told
    one.refresh_from_db()
    assert one.status == "utkast"
    assert len(stored(one)) == 2


def test_answers_are_written_in_the_grid(asked, chiefs):
    asked.question("6")
    asked.question("9", "Betyg", scale=GRADE)
    one = asked.round()
    page = f"{HERE}indikatorer/{one.key}/svar/"
    assert "Äldre andel" in chiefs.get(page).content.decode()
    data = {
        "version": "1",
        "s__6__kvinna__ofta": "5",
        "s__6__man__ofta": "4",
        "s__6__man__aldrig": "1",
        "klar": "1",
    }
    assert chiefs.post(page, data).status_code == 302
    one.refresh_from_db()
    assert one.status == "klar"
    assert stored(one) == {"6_ofta_kvinna": "5", "6_ofta_man": "4", "6_aldrig_man": "1"}
    assert "90\u00a0%" in chiefs.get(page).content.decode()
    data = {"version": "2", "s__6__alla__ofta": "12", "klar": "1"}
    told = chiefs.post(page, data, follow=True).content.decode()
    assert "Allt är sparat som utkast" in told
    assert "könen blir tillsammans 9, men alla är 12" in told


def test_stated_shares_and_bad_figures_in_the_grid(asked, chiefs):
    asked.question("6")
    one = asked.round()
    page = f"{HERE}indikatorer/{one.key}/svar/"
    answer = chiefs.post(
        page, {"version": "1", "s__6__alla__andel": "83 % av 29", "s__6__man__ofta": "många"}
    )
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "”många” är inte ett antal" in told
    assert 'value="83 % av 29"' in told
    assert stored(one) == {"6_andel": "83.00 %"}
    for text, sentence in (
        ("120 %", "mellan 0 och 100 %"),
        ("80 % av 0", "hur många andelen är av"),
        ("av 20", "Skriv andelen före antalet"),
    ):
        answer = chiefs.post(page, {"s__6__alla__andel": text})
        assert sentence in answer.content.decode(), text


def test_nothing_sent_changes_nothing(asked, chiefs):
    one = asked.round({(asked.question("6"), ""): [1, 2]})
    sent = chiefs.post(f"{HERE}indikatorer/{one.key}/svar/", {})
    assert sent.status_code == 422
    assert "Formuläret kom inte fram helt." in sent.content.decode()
    assert stored(one) == {"6_aldrig": "1", "6_sallan": "2"}


def test_sums_and_sentences_come_while_writing_and_nothing_is_saved(asked, chiefs):
    asked.question("6")
    one = asked.round()
    data = {"s__6__kvinna__ofta": "3", "s__6__man__aldrig": "1", "s__6__alla__ofta": "2"}
    told = chiefs.post(f"{HERE}indikatorer/{one.key}/kontroll/", data).content.decode()
    assert '<span id="row-6-kvinna-n" hx-swap-oob="true">3</span>' in told
    assert "könen blir tillsammans 3, men alla är 2" in told
    assert stored(one) == {}


def test_a_former_wording_is_not_asked_beside_the_one_that_replaced_it(asked, chiefs):
    old = asked.question("6")
    new = asked.question("6", edition=2, replaces=old)
    one, two = asked.round(), asked.round({(new, ""): (1,)}, insats=asked.insats)
    assert "s__6__alla__ofta" in chiefs.get(f"{HERE}indikatorer/{one.key}/svar/").content.decode()
    told = chiefs.get(f"{HERE}indikatorer/{two.key}/svar/").content.decode()
    assert "s__6__alla__ofta" not in told
    assert "s__6-v2__alla__ofta" in told


def test_somebody_else_has_saved(asked, chiefs):
    six = asked.question("6")
    one = asked.round({(six, ""): (1,)})
    SurveyRound.objects.filter(pk=one.pk).update(version=7)
    answer = chiefs.post(f"{HERE}indikatorer/{one.key}/svar/", {"version": "1", "s__6__alla__aldrig": "12"})
    assert answer.status_code == 422
    assert "har sparats i en annan flik eller av någon annan" in answer.content.decode()
    assert stored(one) == {"6_aldrig": "1"}


def test_the_insatsansvarig_writes_the_own_insats_only(asked, client_as):
    asked.question("6")
    other = Insats.objects.create(forbund=asked.forbund, name="En annan", key="en-annan")
    own, others = asked.round(insats=asked.insats), asked.round(insats=other)
    client = client_as(Role.INSATSANSVARIG, asked.insats)
    listed = client.get(f"{HERE}indikatorer/").content.decode()
    assert f"{own.key}/" in listed
    assert f"{others.key}/" not in listed
    for page in ("svar", "las-in", "mall"):
        assert client.get(f"{HERE}indikatorer/{own.key}/{page}/").status_code == 200, page
        assert client.get(f"{HERE}indikatorer/{others.key}/{page}/").status_code == 403, page
    data = {"version": "1", "s__6__alla__ofta": "12"}
    assert client.post(f"{HERE}indikatorer/{own.key}/svar/", data).status_code == 302
    for page in ("svar", "kontroll", "las-in"):
        assert client.post(f"{HERE}indikatorer/{others.key}/{page}/", data).status_code == 403, page


def test_a_question_with_answers_is_not_taken_away(asked, chiefs):
    six = asked.question("6")
    asked.round({(six, ""): (12,)})
    place = f"{HERE}enkater/{asked.form.key}/"
    page = chiefs.get(place)
    form = written(page.context["form"]) | written_set(page.context["formsets"][0][1])
    answer = chiefs.post(place, form | {"c0-0-DELETE": "on"})
    assert answer.status_code == 422
    assert "används av svar ”6_aldrig”. Ändra dem först." in answer.content.decode()
    assert Question.objects.get() == six


def test_the_revisor_reads_without_buttons_and_strangers_see_nothing(asked, client_as):
    six = asked.question("6")
    one = asked.round({(six, ""): (12,)})
    client = client_as(Role.REVISOR)
    assert (
        "Din roll får inte lämna resultat"
        in client.get(f"{HERE}indikatorer/{one.key}/svar/").content.decode()
    )
    for page in ("svar", "kontroll", "las-in"):
        assert client.post(f"{HERE}indikatorer/{one.key}/{page}/", {}).status_code == 403, page
    other = Forbund.objects.create(key="annat", name="Finsam Annat", short_name="Annat")
    stranger = User.objects.create_user("frammande@annat.test", "ett-langt-losenord", name="Främmande")
    with inside(other):
        Access(user=stranger, forbund=other, role=Role.FORBUNDSCHEF).save()
    client = Client()
    client.force_login(stranger)
    assert client.get(f"{HERE}indikatorer/{one.key}/svar/").status_code == 404


def test_a_form_with_questions_and_a_round_are_made(asked, chiefs):
    form = {"name": "Personalen", "instrument": asked.instrument.pk, "kind": "personal", "order": "1"}
    form |= {
        "c0-TOTAL_FORMS": "1",
        "c0-INITIAL_FORMS": "0",
        "c0-MIN_NUM_FORMS": "0",
        "c0-MAX_NUM_FORMS": "1000",
    }
    form |= {"c0-0-code": "1", "c0-0-edition": "1", "c0-0-name": "Bra samverkan", "c0-0-scale": "ofta"}
    answer = chiefs.post(f"{HERE}enkater/ny/", form)
    assert answer.status_code == 302, answer.content.decode()
    assert Question.objects.get().form.key == "personal"
    data = {"form": Question.objects.get().form_id, "sent": "5", "returned": "4", "order": "1"}
    answer = chiefs.post(f"{HERE}indikatorer/ny/", data)
    assert answer.url == f"{HERE}indikatorer/{SurveyRound.objects.get().key}/svar/"
    again = chiefs.post(f"{HERE}indikatorer/ny/", data).content.decode()
    assert "Det finns redan en mätning" in again


def test_a_new_wording_says_at_once_which_it_replaces(asked, chiefs):
    old = asked.question("1")
    place = f"{HERE}enkater/{asked.form.key}/"
    opened = chiefs.get(place).context
    page = opened["formsets"][0][1]
    offered = [[choice[0] for choice in form.fields["replaces"].choices] for form in page]
    assert offered[:2] == [[""], ["", old.pk]], "no wording is offered to replace itself"
    form = written(opened["form"]) | written_set(page)
    form |= {"c0-1-code": "1", "c0-1-edition": "2", "c0-1-name": "Redo", "c0-1-replaces": str(old.pk)}
    answer = chiefs.post(place, form)
    assert answer.status_code == 302, answer.content.decode()
    assert Question.objects.get(edition=2).replaces == old


def test_the_other_pages_open(asked, chiefs):
    asked.question("6")
    one = asked.round()
    for page in ("indikatorer/", "indikatorer/ny/", f"indikatorer/{one.key}/", "enkater/", "enkater/ny/",
                 "enkater/avslut/", "instrument/", "instrument/indikatorer/"):  # fmt: skip
        assert chiefs.get(f"{HERE}{page}").status_code == 200, page


def test_queries_of_the_grid_do_not_grow(asked, chiefs, django_assert_max_num_queries):
    for code in range(1, 12):
        asked.question(str(code))
    values = {(one, sex): (1, 2, 3, 4, 5, 6) for one in Question.objects.all() for sex in ("kvinna", "man")}
    one = asked.round(values)
    with django_assert_max_num_queries(13):  # the last asks if the revision is still the same
        chiefs.get(f"{HERE}indikatorer/{one.key}/svar/")
