"""What an auditor draws, notes and shares, and what the kansli sees of it."""

import csv
import io
import subprocess
import sys
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from auditors.models import Sample, SampleItem
from budget.models import LedgerImport
from finsam.core.models import AuditEntry
from tests import clients
from tests.auditors.conftest import books, read
from tests.clients import ORIGIN

RANDOM = {
    "name": "Kostnader", "source": "resultat", "accounts_from": "4", "accounts_to": "6", "month_from": "1", "month_to": "12",
    "side": "debet", "method": "slump", "size": "5", "seed": "2024-03-01",
}  # fmt: skip
STRATA = {
    **RANDOM,
    "name": "Skikt",
    "method": "skikt",
    "size": "",
    "boundaries": "10 000; 105 000",
    "counts": "2; 3; alla",
}
MONETARY = {**RANDOM, "name": "Beloppsvägt", "method": "belopp", "size": "", "interval": "150 000"}


def sent(client, name: str, data: dict, **kwargs):
    return client.post(clients.url(name, **kwargs), data, headers={"origin": ORIGIN})


def drawn(client, data: dict) -> Sample:
    """The sample that a form draws."""
    answer = sent(client, "samples-new", data)
    assert answer.status_code == 302, answer.text
    with clients.in_scope(clients.OWN):
        return Sample.objects.select_related("books").latest("pk")


def items(sample: Sample) -> list[SampleItem]:
    with clients.in_scope(clients.OWN):
        return list(SampleItem.objects.filter(sample=sample))


def test_the_page_says_how_much_is_chosen_before_anything_is_drawn(auditor):
    read(books())
    answer = sent(auditor, "samples-new", {**RANDOM, "visa": "1"})
    assert answer.status_code == 200
    page = answer.text.replace("\xa0", " ")
    # Twelve months of three accounts and objects: 12 x 140 000 + 78 x 1 001 + 12 x 0,75, and 12 x 900 + 780 + 1,20.
    for said in (
        '<td class="num">36</td><td class="num">1 769 668,20</td>',
        '<td class="num">12</td><td class="num">−3 000 000,00</td>',
    ):
        assert said in page
    assert "bokföringens resultat, 1 230 331,80 kr" in page
    with clients.in_scope(clients.OWN):
        assert not Sample.objects.exists()


@pytest.mark.parametrize("form", [RANDOM, STRATA, MONETARY], ids=lambda form: form["method"])
def test_a_script_of_nothing_but_python_draws_the_same(auditor, form, tmp_path):
    read(books())
    sample = drawn(auditor, form)
    population = tmp_path / "population.csv"
    script = tmp_path / "dra-om.py"
    population.write_bytes(auditor.get(clients.url("samples-population", key=sample.key)).content)
    script.write_bytes(auditor.get(clients.url("samples-script", key=sample.key)).content)
    ran = subprocess.run(
        [sys.executable, "-I", script, population], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    assert lines[0] == "Poster i urvalet: 36"
    assert lines[1] == f"Urvalets kontrollsumma: {sample.population_hash}"
    assert lines[2:-1] == [row.item for row in items(sample)]
    assert lines[-1] == "Stickprovet är detsamma."
    population.write_text(
        population.read_text(encoding="utf-8").replace("101000,25", "101000,24"), encoding="utf-8"
    )
    told = subprocess.run(
        [sys.executable, "-I", script, population], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stdout.splitlines()[-1]) == (1, "Stickprovet är ett annat.")


def test_strata_take_as_many_as_was_said_and_the_top_one_whole(auditor):
    read(books())
    sample = drawn(auditor, STRATA)
    by_stratum = {at: [row.amount for row in items(sample) if row.stratum == at] for at in range(3)}
    assert [len(amounts) for amounts in by_stratum.values()] == [2, 3, 8]
    assert sorted(by_stratum[2]) == [Decimal(f"{100 + month}000.25") for month in range(5, 13)]
    page = auditor.get(clients.url("samples-show", key=sample.key)).text.replace("\xa0", " ")
    assert "Under 10 000 kr: 2 av 12 poster dragna" in page
    assert "105 000 kr och mer: 8 av 8 poster dragna" in page


def test_a_stratum_of_which_nothing_was_drawn_is_said(auditor):
    read(books())
    sample = drawn(auditor, {**STRATA, "counts": "0; 3; alla"})
    judged(auditor, sample, {})
    page = auditor.get(clients.url("samples-show", key=sample.key)).text.replace("\xa0", " ")
    assert "Inget är draget ur skiktet under 10 000 kr" in page


def test_the_other_side_is_counted_for_itself(auditor):
    read(books(k4510_10_3="-7000.50", k6110__4="-1.25", k3010__2="5.00"))
    answer = sent(auditor, "samples-new", {**MONETARY, "visa": "1"})
    assert "är 2 poster bortvalda, −7 001,75 kr" in answer.text.replace("\xa0", " ")
    both = sent(auditor, "samples-new", {**MONETARY, "side": "", "visa": "1"})
    assert "På den andra sidan" not in both.text


def test_an_interval_follows_from_how_many_are_wanted(auditor):
    read(books())
    sample = drawn(auditor, {**MONETARY, "interval": "", "size": "10"})
    assert sample.interval == Decimal("176966.82")  # 1 769 668,20 in ten
    assert sum(row.hits for row in items(sample)) == 10


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"size": ""}, "Skriv hur många poster som ska dras."),
        ({"size": "många"}, "är inte ett helt tal"),
        ({"accounts_from": "7", "accounts_to": "8"}, "Ingen post stämmer med det du valt"),
        ({"month_from": "5", "month_to": "4"}, "Första månaden är efter den sista."),
        ({"least": "-5"}, "Skriv beloppet utan minus."),
        ({"seed": ""}, 'href="#id_seed"'),
        ({"objects_in": "5-1"}, "måste gå från ett lägre till ett högre"),
        ({"method": "skikt", "boundaries": "", "counts": "5"}, "Skriv minst en gräns"),
        ({"method": "skikt", "boundaries": "10; 5", "counts": "1; 1; 1"}, "den lägsta först"),
        ({"method": "skikt", "boundaries": "10", "counts": "1"}, "Gränserna ger 2 skikt"),
        ({"method": "skikt", "boundaries": "10", "counts": "1; fem"}, "är inte ett antal"),
        ({"method": "skikt", "boundaries": "1.000", "counts": "1; 1"}, "kan läsas på två sätt"),
        ({"method": "belopp", "size": ""}, "Skriv ett intervall"),
        ({"method": "belopp", "interval": "0"}, "större än noll"),
        ({"source": "verifikationer", "accounts_from": ""}, "har varken konto eller objekt"),
        (
            {"source": "verifikationer", "accounts_from": "", "accounts_to": ""},
            "Verifikationerna är inte sparade",
        ),
        ({"name": "Anna 811111-1111"}, "personnummer"),
    ],
)
def test_what_can_not_be_drawn_is_said_and_nothing_is_lost(auditor, changed, told):
    read(books())
    answer = sent(auditor, "samples-new", RANDOM | changed)
    assert answer.status_code == 422
    assert told in answer.text.replace("\xa0", " ")
    assert 'value="2024-03-01"' in answer.text or "seed" in changed
    with clients.in_scope(clients.OWN):
        assert not Sample.objects.exists()


def test_vouchers_are_a_number_a_day_and_an_amount_where_the_förbund_agrees(auditor):
    read(books(), vouchers=True)
    assert "Verifikationerna är inte sparade" not in auditor.get(clients.url("samples-new")).text
    sample = drawn(
        auditor,
        {
            **RANDOM,
            "source": "verifikationer",
            "accounts_from": "",
            "accounts_to": "",
            "side": "",
            "size": "3",
        },
    )
    rows = items(sample)
    assert len(rows) == 3
    page = auditor.get(clients.url("samples-show", key=sample.key)).text
    number = rows[0].item.split("|")[2]
    assert f"Verifikation A {number}" in page


def test_without_them_the_page_says_why_and_what_to_do(auditor):
    read(books())
    page = auditor.get(clients.url("samples-new")).text
    assert "De sparas bara om filen har dem och förbundet säger ja" in page


def test_a_seed_is_proposed_and_is_another_each_time(auditor):
    read(books())
    pages = [auditor.get(clients.url("samples-new")).text for _ in range(2)]
    seeds = [page.split('name="seed" value="')[1].split('"')[0] for page in pages]
    assert seeds[0] != seeds[1]
    assert all(len(seed) == 8 and int(seed, 16) >= 0 for seed in seeds)


def test_a_later_import_changes_nothing_that_was_drawn_and_the_page_says_what_differs(auditor):
    read(books())
    sample = drawn(auditor, MONETARY)
    before = [(row.item, row.amount, row.hits) for row in items(sample)]
    account, number, month = before[0][0].split("|")[1:]
    read(books(**{f"k{account}_{number}_{int(month)}": "1.00"}), "nyare.se")
    assert [(row.item, row.amount, row.hits) for row in items(sample)] == before
    page = auditor.get(clients.url("samples-show", key=sample.key)).text.replace("\xa0", " ")
    assert "Ny bokföring är inläst sedan stickprovet drogs." in page
    assert page.count("när den drogs, 1,00 kr nu") == 1
    assert "stämmer inte längre med sin kontrollsumma" not in page
    assert "Ny bokföring är inläst sedan dess" in auditor.get(clients.url("samples")).text


def test_books_that_were_altered_beside_the_program_are_seen(auditor):
    row = read(books())
    sample = drawn(auditor, RANDOM)
    with clients.in_scope(clients.OWN):
        altered = books(k4510_10_3="103000.24")
        altered.vouchers = []
        LedgerImport.objects.filter(pk=row.pk).update(content=altered.as_json())
    page = auditor.get(clients.url("samples-show", key=sample.key)).text
    assert "stämmer inte längre med sin kontrollsumma" in page


def judged(client, sample: Sample, results: dict[int, dict]) -> None:
    """Every item noted: those in `results` as they say, by their place, the others without remark."""
    for row in items(sample):
        data = results.get(row.order, {"result": "utan"})
        answer = sent(
            client, "samples-note", {"version": str(row.version), **data}, key=sample.key, drawn=row.key
        )
        assert answer.status_code == 302, answer.text


def test_findings_are_noted_and_come_to_an_estimate(auditor):
    read(books())
    sample = drawn(auditor, RANDOM)
    place = clients.url("samples-show", key=sample.key)
    assert "0 av 5 poster är bedömda" in auditor.get(place).text
    assert "Uppskattningen görs när alla poster är bedömda." in auditor.get(place).text
    first = items(sample)[0]
    judged(auditor, sample, {
        1: {"result": "avvikelse", "deviation": "1 000,50", "text": "Fel period."},
        2: {"result": "avvikelse", "deviation": "−200", "text": "Moms saknas."},
    })  # fmt: skip
    page = auditor.get(place).text.replace("\xa0", " ")
    assert "5 av 5 poster är bedömda" in page
    # 800,50 kr in five of 36 items: 36 / 5 x 800,50 = 5 763,60, told in whole kronor.
    for said in ("Funna fel: 800,50 kr", "36 / 5", "5 764", "ca 5 800 kr", "Fel period.", "Revisorn"):
        assert said in page
    with clients.in_scope(clients.OWN):
        entry = AuditEntry.objects.filter(kind="auditors.sampleitem").earliest("pk")
    assert entry.verb == "antecknade resultatet av"
    assert entry.label == first.item


def test_a_sample_by_amount_without_errors_tells_what_can_be_wrong_at_most(auditor):
    read(books())
    sample = drawn(auditor, MONETARY)
    judged(auditor, sample, {})
    page = auditor.get(clients.url("samples-show", key=sample.key)).text.replace("\xa0", " ")
    assert "högst ca 450 000 kr" in page  # three times the interval


def test_what_lacks_its_basis_is_wrong_in_whole(auditor):
    read(books())
    sample = drawn(auditor, MONETARY)
    row = items(sample)[0]
    judged(auditor, sample, {1: {"result": "saknas", "text": "Fakturan fanns inte."}})
    page = auditor.get(clients.url("samples-show", key=sample.key)).text.replace("\xa0", " ")
    said = f"{row.amount:,.2f}".replace(",", " ").replace(".", ",")
    assert f"Funna fel: {said} kr" in page
    assert "högst ca" not in page


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"result": "avvikelse", "text": "Fel."}, "Skriv hur stor avvikelsen är."),
        ({"result": "utan", "deviation": "5"}, "Ett belopp hör till en avvikelse."),
        ({"result": "saknas"}, "Skriv vad du såg."),
        ({"result": "avvikelse", "deviation": "1.000", "text": "x"}, "kan läsas på två sätt"),
        ({"result": "saknas", "text": "Faktura till 811111-1111"}, "personnummer"),
    ],
)
def test_a_result_that_does_not_hold_together_is_told(auditor, data, told):
    read(books())
    sample = drawn(auditor, RANDOM)
    answer = sent(auditor, "samples-note", {"version": "1", **data}, key=sample.key, drawn="p1")
    assert answer.status_code == 422
    assert told in answer.text.replace("\xa0", " ")
    assert items(sample)[0].result == ""


def test_two_auditors_who_note_the_same_item_see_both(auditor):
    read(books())
    sample = drawn(auditor, RANDOM)
    other = clients.signed_in(clients.let_in(clients.user("kollegan"), "revisor"))
    first = {"version": "1", "result": "utan"}
    assert sent(auditor, "samples-note", first, key=sample.key, drawn="p1").status_code == 302
    second = {"version": "1", "result": "saknas", "text": "Hittades inte."}
    answer = sent(other, "samples-note", second, key=sample.key, drawn="p1")
    assert answer.status_code == 422
    assert "Hittades inte." in answer.text
    assert "Utan anmärkning" in answer.text
    assert items(sample)[0].result == "utan"


def test_saving_goes_on_to_the_next_that_has_no_result(auditor):
    read(books())
    sample = drawn(auditor, RANDOM)
    data = {"version": "1", "result": "utan", "nasta": "1"}
    answer = sent(auditor, "samples-note", data, key=sample.key, drawn="p2")
    assert answer["Location"] == clients.url("samples-note", key=sample.key, drawn="p3")
    judged(auditor, sample, {})
    last = sent(auditor, "samples-note", {**data, "version": "2"}, key=sample.key, drawn="p2")
    assert last["Location"] == clients.url("samples-show", key=sample.key)


def seen_by(client) -> str:
    """All that the kansli's pages say of what the auditors do."""
    names = ("sample-requests", "log", "log-csv", "start", "examination")
    return "".join(client.get(clients.url(name)).text for name in names)


def test_the_kansli_sees_what_was_drawn_when_it_is_shared_and_never_the_results(auditor, office):
    read(books())
    sample = drawn(auditor, {**RANDOM, "name": "Hemligt urval"})
    judged(auditor, sample, {1: {"result": "saknas", "text": "Underlag borta."}})
    before = seen_by(office)
    for told in ("Hemligt urval", "drog", "k|4510", "Underlag borta", "2024-03-01"):
        assert told.casefold() not in before.casefold(), told
    assert "Hemligt urval" in auditor.get(clients.url("log")).text
    assert "Underlag borta." in auditor.get(clients.url("log")).text
    assert sent(auditor, "samples-share", {}, key=sample.key).status_code == 302
    page = office.get(clients.url("sample-requests")).text.replace("\xa0", " ")
    assert "Hemligt urval" in page
    row = items(sample)[0]
    assert f"{row.amount:,.2f}".replace(",", " ").replace(".", ",") in page
    after = seen_by(office)
    for told in ("Underlag borta", "Saknas underlag", "Avvikelse,", "utan anmärkning"):
        assert told.casefold() not in after.casefold(), told
    for name, more in (("samples", {}), ("samples-show", {"key": sample.key})):
        assert office.get(clients.url(name, **more)).status_code == 403


def test_the_workbook_holds_numbers_and_no_text_becomes_a_formula(auditor):
    read(books())
    sample = drawn(auditor, {**RANDOM, "name": "=1+1"})
    judged(auditor, sample, {1: {"result": "avvikelse", "deviation": "10", "text": "=HYPERLINK(1)"}})
    content = auditor.get(clients.url("samples-xlsx", key=sample.key)).content
    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    written = [cell for cell in cells if isinstance(cell.value, str) and "HYPERLINK" in cell.value]
    assert [cell.data_type for cell in written] == ["s"]
    assert all(cell.data_type == "s" for cell in cells if str(cell.value).startswith("=1+1"))
    calculated = load_workbook(io.BytesIO(content), data_only=True)
    numbers = {cell.value for sheet in calculated for row in sheet.iter_rows() for cell in row}
    rows = items(sample)
    assert float(sum(row.amount for row in rows)) in {value for value in numbers if isinstance(value, float)}
    assert {float(row.amount) for row in rows} <= {value for value in numbers if isinstance(value, float)}


def test_the_population_as_a_file_adds_up_to_the_öre(auditor):
    read(books())
    sample = drawn(auditor, RANDOM)
    text = auditor.get(clients.url("samples-population", key=sample.key)).text.removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 36
    assert sum(Decimal(row["belopp"].replace(",", ".")) for row in rows) == Decimal("1769668.20")


def test_without_books_the_pages_say_what_to_do(auditor):
    for name in ("samples", "samples-new"):
        assert "Be kansliet läsa in den" in auditor.get(clients.url(name)).text
    answer = sent(auditor, "samples-new", RANDOM)
    assert answer.status_code == 422
