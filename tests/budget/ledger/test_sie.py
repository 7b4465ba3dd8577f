"""A SIE file is read whole or refused with a sentence; what is read is what its own year sums say."""

import json
from decimal import Decimal
from io import StringIO
from zlib import crc32

import pytest
from django.core.management import CommandError, call_command

from budget.ledger.sie.decoding import LARGEST
from budget.ledger.sie.judging import judge
from tests.budget.ledger.sie_files import VOUCHERS, sie, written

OUTCOME = {
    ("3010", "2023-01", ()): Decimal(-1000),
    ("4510", "2023-02", (("6", "100"),)): Decimal("599.50"),
}
PERIODS = """#PSALDO 0 202301 3010 {} -1000
#PSALDO 0 202302 4510 {} 599.50
"""


def judged(**how):
    return judge(written(sie(**how)))


def test_a_year_of_vouchers_is_read_per_account_month_and_object():
    verdict = judged()
    assert verdict.reasons == []
    assert verdict.remarks == []
    assert verdict.outcome.facts == OUTCOME
    assert {account: (each.stated, each.computed) for account, each in verdict.accounts.items()} == {
        "3010": (-1000, -1000),
        "4510": (Decimal("599.50"), Decimal("599.50")),
    }
    file = verdict.file
    assert (file.name, file.organisation, file.program) == (
        "Samordningsförbundet Norra Ån",
        "2220001234",
        "Provboken 1.0",
    )
    assert (file.opening, file.closing) == ({(0, "1930"): 500}, {(0, "1930"): Decimal("900.50")})
    assert file.dimensions["6"].objects == {"100": "Spåret"}
    assert verdict.to_month == "2023-12"


def test_no_text_and_no_name_of_a_person_is_kept():
    people = '#DIM 7 "Anställd"\n#OBJEKT 7 1 "Kalle Kula"\n#ADRESS "Kalle Kula" "Gatan 1" "1" "2"\n'
    changed = {'{6 "100"}': '{6 "100" 7 "1"}', '#GEN 20240115 "AB"': '#GEN 20240115 "Kalle"'}
    verdict = judged(more=people, change=changed)
    assert verdict.accepted
    assert verdict.outcome.facts == OUTCOME
    assert "Kalle" not in repr(verdict)
    assert "7" not in verdict.file.dimensions


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "Filen är tom"),
        (b" \r\n\x1a", "Filen är inte en SIE-fil"),
        (b"<!DOCTYPE HTML><html>404", "webbsida"),
        (b'<?xml version="1.0"?><Sie xmlns="http://www.sie.se/sie5">', "SIE 5"),
        (b"\xef\xbb\xbf<SieEntry>", "SIE 5"),
        (b"PK\x03\x04", "zip-fil eller ett Excelark"),
        (b"\xff\xfe#\x00F\x00", "UTF-16"),
        (b"Konto;Belopp\n3010;100", "inte en SIE-fil"),
        (b"#FLAGGA 0\n\x00\x00", "inte en SIE-fil"),
        (b"#FLAGGA 0\n" + b"x" * 10_001, "Rad 2 är orimligt lång"),
        (b"#\n" * 1_000_001, "fler än 1\u00a0000\u00a0000 rader"),
        (b"#" * (LARGEST + 1), "större än 20 MB"),
    ],
)
def test_what_is_no_sie_file_is_told_what_it_is(raw, words):
    verdict = judge(raw)
    assert [words in reason for reason in verdict.reasons] == [True]
    assert verdict.outcome is None


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"without": "#RES"}, "(SIE 4I)"),
        ({"without": "#RAR 0"}, "vilket räkenskapsår"),
        ({"change": {"20230101 20231231": "20231231 20230101"}}, "vilket räkenskapsår"),
        ({"change": {"#RAR 0 20230101 20231231": "#RAR 0"}}, "vilket räkenskapsår"),
        ({"change": {"#VALUTA SEK": "#VALUTA EUR"}}, "i EUR"),
        (
            {"change": {"#RES 0 4510 599.50": "#RES 0 4510 700"}},
            "konto 4510 ska vara 700,00\u00a0kr och blir 599,50\u00a0kr",
        ),
        ({"vouchers": VOUCHERS[: VOUCHERS.index("#VER A 2")]}, "inte alla verifikationer"),
        ({"vouchers": VOUCHERS[:-2]}, "slutar mitt i"),
        ({"change": {"#FORMAT": "#KSUMMA\n#FORMAT"}}, "slutar mitt i"),
        ({"change": {"{} -1000": "{} NaN"}}, "(rad 23)"),
        ({"change": {"{} -1000": "{} -1e3"}}, "(rad 23)"),
        ({"change": {"{} -1000": "{} -1000,00"}}, "(rad 23)"),
        ({"change": {"{} -1000": "{} -1_000"}}, "(rad 23)"),
        ({"change": {"{} -1000": "{} −1000"}}, "(rad 23)"),
        ({"change": {"{} -1000": "{} -1000.000"}}, "(rad 23)"),
        ({"change": {"{} -1000": "{6} -1000"}}, "(rad 23)"),
        ({"change": {"{} -1000": "{6 -1000"}}, "(rad 23)"),
        ({"change": {"#RES 0 3010 -1000": "#RES 0 3010"}}, "(rad 18)"),
        ({"more": "#RES 0 3010 -999\n"}, "går inte att läsa"),
        ({"change": {"20230115": "230115"}}, "(rad 20)"),
        ({"change": {"20230115": "2023-01-15"}}, "(rad 20)"),
        ({"change": {"20230115": "igår"}}, "(rad 20)"),
        ({"change": {"20230115": "20230231"}}, "(rad 20)"),
        ({"change": {"A 1 20230115": "1 20230115"}}, "(rad 20)"),
        ({"change": {"20230115": '""'}}, "(rad 20)"),
        ({"vouchers": "#TRANS 3010 {} -1000\n"}, "(rad 20)"),
        ({"vouchers": PERIODS.replace("599.50", "1")}, "Månaderna i filen ger inte årets summa"),
        ({"vouchers": PERIODS.replace("202301", "202313")}, "går inte att läsa"),
    ],
)
def test_what_would_give_a_wrong_sum_is_refused(how, words):
    verdict = judge(written(sie(**how), "utf-8"))
    assert any(words in reason for reason in verdict.reasons), verdict.reasons


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"change": {"{} -599.50": "{} -599.00"}}, (25, "Verifikation A 2 går inte jämnt ut")),
        ({"change": {"20230115": "20221231"}}, (20, "utanför räkenskapsåret")),
        ({"change": {"#KONTO 4510 \"Köp av insatser\"\n": ""}}, (0, "kontoplanen: 4510")),
        ({"change": {'"Köp av insatser"': '"K"p av insats+r"'}}, (13, "citattecken mitt i")),
        ({"change": {"#VALUTA": "Fritt ord\n#VALUTA"}}, (10, "börjar inte med #")),
        ({"more": VOUCHERS.replace("A 1", "A 3").replace("3010", "9100").partition("#VER A 2")[0]}, (0, "kontoklasserna 1–8 räknas inte i utfallet: 9100")),
        ({"change": {"20230101 20231231": "20220901 20230831"}}, (0, "inte ett kalenderår")),
    ],
)  # fmt: skip
def test_what_leaves_the_sums_right_is_told_and_accepted(how, words):
    verdict = judged(**how)
    assert verdict.reasons == []
    row, said = words
    assert [number for number, text in verdict.remarks if said in text] == [row], verdict.remarks
    assert sum(verdict.outcome.accounts().values()) == Decimal("-400.50")


@pytest.mark.parametrize(
    "change",
    [
        {"#TRANS 3010 {} -1000": "#trans 3010 {} -1000"},
        {"#TRANS 3010 {} -1000": '\t#TRANS\t"3010"\t{ }\t"-1000"\t20230115\t""\t1\tAB\tnytt'},
        {"#TRANS 3010 {} -1000": "#TRANS 3010 -1000"},
        {"#TRANS 3010 {} -1000": '#TRANS 3010 {} -1000 20230115 "Text utan slut'},
        {"#TRANS 3010 {} -1000": "#RTRANS 3010 {} -7\n#BTRANS 3010 {} -7\n#TRANS 3010 {} -1000"},
        {'{6 "100"}': "{6 100}"},
        {'{6 "100"}': '{ "6"  "100" }'},
        {"#VALUTA SEK": '#MOMSKOD 1 2\n#FNR "C:\\bok\\"\n\n#VALUTA SEK'},
        {"#FORMAT PC8": "#PROSA \"{\"\n#FORMAT PC8"},
        {"#VER A 1 20230115": '#VER "" # 20230115'},
        {"#RES 0 3010 -1000": "#RES 0 3010 -1000.00\n#RES -1 3010 -5\n#RES 0 3010 -1000"},
    ],
)  # fmt: skip
def test_the_same_books_are_read_however_they_are_written(change):
    verdict = judged(change=change)
    assert verdict.reasons == []
    assert verdict.outcome.facts == OUTCOME


def test_names_keep_their_quotes_and_backslashes():
    verdict = judged(change={'"Spåret"': '"Kursen \\"Spåret\\" i C:\\mapp"'})
    assert verdict.file.dimensions["6"].objects["100"] == 'Kursen "Spåret" i C:\\mapp'
    assert verdict.remarks == []


def test_months_without_vouchers_are_read_and_placed_by_their_month():
    """One program numbers last year's months 0 too: the month says which year they are of."""
    verdict = judged(vouchers=PERIODS + "#PSALDO 0 202212 4510 {} 77\n")
    assert verdict.reasons == []
    assert verdict.outcome.source == "periods"
    assert verdict.outcome.facts == {
        ("3010", "2023-01", ()): -1000,
        ("4510", "2023-02", ()): Decimal("599.50"),
    }


def test_the_same_month_twice_is_added():
    rows = PERIODS.replace("4510 {} 599.50", "4510 {} 500") + "#PSALDO 0 202302 4510 {} 99.50\n"
    assert judged(vouchers=rows).outcome.facts["4510", "2023-02", ()] == Decimal("599.50")


def test_objects_beside_their_totals_are_parts_of_them():
    verdict = judged(vouchers=PERIODS + '#PSALDO 0 202302 4510 {6 "100"} 400\n')
    assert verdict.reasons == []
    assert verdict.outcome.accounts() == {"3010": -1000, "4510": Decimal("599.50")}
    assert verdict.outcome.by_object("6") == {
        ("3010", "2023-01", ""): -1000,
        ("4510", "2023-02", "100"): 400,
        ("4510", "2023-02", ""): Decimal("199.50"),
    }


def test_objects_without_totals_are_all_there_is():
    rows = PERIODS.replace("4510 {} 599.50", "4510 {} 199.50") + '#PSALDO 0 202302 4510 {6 "100"} 400\n'
    verdict = judged(vouchers=rows)
    assert verdict.reasons == []
    assert verdict.outcome.accounts() == {"3010": -1000, "4510": Decimal("599.50")}
    assert verdict.outcome.by_object("6")["4510", "2023-02", "100"] == 400


def test_year_sums_alone_are_read_and_said_to_have_no_months():
    verdict = judged(vouchers="")
    assert verdict.reasons == []
    assert verdict.outcome.source == "results"
    assert any("inte visas månad för månad" in text for _, text in verdict.remarks)


def test_a_year_without_any_voucher_is_an_outcome_of_nothing():
    verdict = judged(vouchers="", without="#RES")
    assert verdict.reasons == []
    assert any("inget utfall" in text for _, text in verdict.remarks)


@pytest.mark.parametrize(
    ("change", "month"),
    [
        ({"#GEN 20240115": "#GEN 20231115"}, "2023-10"),
        ({"#GEN 20240115": "#GEN 20231115", "#VALUTA": "#OMFATTN 20230930\n#VALUTA"}, "2023-09"),
        ({"#VALUTA": "#OMFATTN 20230915\n#VALUTA"}, "2023-08"),
        ({"#VALUTA": "#OMFATTN 19700101\n#VALUTA"}, "2023-12"),
        ({"#GEN 20240115": "#GEN igår"}, "2023-02"),
        ({"#GEN 20240115": "#GEN 20230110"}, ""),
    ],
)
def test_the_last_whole_month_is_told(change, month):
    assert judged(change=change).to_month == month


@pytest.mark.parametrize("encoding", ["cp437", "utf-8", "utf-8-sig", "cp1252"])
def test_letters_are_read_in_whichever_encoding_they_are(encoding):
    verdict = judge(written(sie(), encoding))
    assert verdict.file.accounts["4510"].name == "Köp av insatser"
    assert verdict.file.encoding == {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    assert verdict.outcome.facts == OUTCOME


@pytest.mark.parametrize(("off", "holds"), [(0, True), (1, False)])
def test_a_checksum_is_tried(off, holds):
    """CRC-32 of labels and fields in CP437, without quotes, blanks and braces; another value is told of, not refused."""
    summed = b"#FNAMN" + "Norra Ån".encode("cp437") + b"#TRANS" + b"4510" + b"6" + b"100" + b"5"
    rows = (
        f'#FLAGGA 0\n#KSUMMA\n#FNAMN "Norra Ån"\n#TRANS 4510 {{6 "100"}} 5\n#KSUMMA {crc32(summed) + off}\n'
    )
    verdict = judge(written(rows))
    assert verdict.file.checksum is holds
    assert any("kontrollsumma" in text for _, text in verdict.remarks) is not holds


def inspected(path) -> tuple[int, dict]:
    out = StringIO()
    try:
        call_command("inspect_sie", str(path), "--json", stdout=out)
    except CommandError as error:
        return error.returncode, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_the_command_tells_scripts_what_was_understood(tmp_path):
    path = tmp_path / "bok.se"
    path.write_bytes(written(sie()))
    code, told = inspected(path)
    assert code == 0
    assert (told["verdict"], told["reasons"], told["remarks"]) == ("accepted", [], [])
    assert (told["type"], told["year"], told["to_month"], told["encoding"]) == (
        4, ["2023-01-01", "2023-12-31"], "2023-12", "cp437",
    )  # fmt: skip
    assert told["accounts"] == {
        "3010": {"res": "-1000.00", "computed": "-1000.00"},
        "4510": {"res": "599.50", "computed": "599.50"},
    }
    path.write_bytes(written(sie(change={"{} -599.50": "{} -599.00", "4510 {6": "4511 {6"})))
    code, told = inspected(path)
    assert (code, told["verdict"]) == (1, "refused")
    assert told["accounts"]["4511"] == {"res": "0.00", "computed": "599.50"}
    assert {
        "row": 25,
        "text": "Verifikation A 2 går inte jämnt ut: det skiljer 0,50\xa0kr. Fråga den som sköter bokföringen.",
    } in told["remarks"]
    assert call_command_says("inspect_sie", str(tmp_path / "borta.se")) == (
        2,
        "Filen går inte att öppna: No such file or directory.",
    )


def call_command_says(*arguments: str) -> tuple[int, str]:
    with pytest.raises(CommandError) as error:
        call_command(*arguments)
    return error.value.returncode, str(error.value)
