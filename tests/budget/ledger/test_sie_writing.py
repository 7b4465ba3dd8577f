"""Books that are written as SIE are read back as they were."""

from datetime import date
from decimal import Decimal

import pytest

from budget.ledger.sie.judging import judge
from budget.ledger.sie.writing import Head, quoted, write_sie
from budget.ledger.snapshot import LedgerAccount, Snapshot
from budget.ledger.taking import Choice, take

HEAD = Head("Förbundet i Åmål", "222000-2279", 2023, 9, date(2023, 10, 5), dimension=("6", "Projekt"))


def kr(text):
    return Decimal(text)


def snapshot(**more):
    told = {
        "accounts": {
            "1930": LedgerAccount('Bank "Öst"', kr("1000.00"), kr("1050.55")),
            "2440": LedgerAccount("Skulder", kr("-1000.00"), kr("-1000.00")),
            "3010": LedgerAccount("Bidrag"),
            "4010": LedgerAccount("Köpt verksamhet"),
        },
        "objects": {"10": "Coachingteamet", "ö 2": "Gröna åsen"},
        "amounts": {
            ("3010", "", 1): kr("-100.55"),
            ("4010", "10", 1): kr("20.25"),
            ("4010", "ö 2", 1): kr("9.75"),
            ("4010", "", 9): kr("20.00"),
        },
        "balances": {("1930", 1): kr("70.55"), ("1930", 9): kr("-20.00")},
    }
    return Snapshot(**{**told, **more})


def read(raw):
    verdict = judge(raw)
    assert verdict.accepted, verdict.reasons
    return verdict, take(verdict, Choice("6" if b"#DIM" in raw else ""))


def test_what_is_written_is_read_back_to_the_ore():
    books = snapshot()
    verdict, again = read(write_sie(books, HEAD))
    assert again == books
    assert again.accounts["1930"] == LedgerAccount('Bank "Öst"', kr("1000.00"), kr("1050.55"))
    assert verdict.to_month == "2023-09"
    assert (verdict.file.name, verdict.file.organisation) == ("Förbundet i Åmål", "2220002279")


def test_books_without_objects_have_none():
    books = snapshot(objects={}, amounts={("3010", "", 2): kr("-1.00")}, balances={})
    raw = write_sie(books, HEAD)
    assert b"#DIM" not in raw
    _, again = read(raw)
    assert again.amounts == books.amounts


def test_a_year_without_months_has_its_sums_alone():
    books = snapshot(
        amounts={("3010", "", 0): kr("-100.00"), ("4010", "", 0): kr("40.00")}, balances={}, objects={}
    )
    raw = write_sie(books, HEAD)
    assert b"#SIETYP 2" in raw
    assert b"#PSALDO" not in raw
    _, again = read(raw)
    assert again.amounts == books.amounts


def test_each_month_is_one_voucher_that_balances_and_says_no_word():
    raw = write_sie(snapshot(), HEAD).decode("cp437").splitlines()
    assert "#SIETYP 4" in raw
    first = raw.index('#VER "M" "1" 20230131')
    assert raw[first:] == [
        '#VER "M" "1" 20230131',
        "{",
        '   #TRANS "1930" {} 70.55',
        '   #TRANS "3010" {} -100.55',
        '   #TRANS "4010" {"6" "10"} 20.25',
        '   #TRANS "4010" {"6" "ö 2"} 9.75',
        "}",
        '#VER "M" "9" 20230930',
        "{",
        '   #TRANS "1930" {} -20.00',
        '   #TRANS "4010" {} 20.00',
        "}",
    ]
    assert read(write_sie(snapshot(), HEAD))[0].remarks == []


APART = {
    "accounts": {"1930": LedgerAccount("Bank", kr("0.00"), kr("-7.00")), "4010": LedgerAccount("Köpt")},
    "amounts": {("4010", "10", 0): kr("5.00"), ("4010", "10", 1): kr("2.00")},
    "objects": {"10": "Coachingteamet"},
}


def test_what_belongs_to_no_month_is_a_voucher_outside_the_year():
    """So it isn't taken for January's, and nothing else is said of it than that its day isn't known."""
    books = snapshot(**APART, balances={("1930", 0): kr("-5.00"), ("1930", 1): kr("-2.00")})
    raw = write_sie(books, HEAD)
    assert '#VER "M" "0" 20221231' in raw.decode("cp437")
    assert "Verifikation M 0 är det som inte hör till någon månad i året." in raw.decode("cp437")
    verdict, again = read(raw)
    assert again == books
    assert [text for _, text in verdict.remarks] == [
        "Verifikation M 0 är från 31\N{NO-BREAK SPACE}december 2022, utanför räkenskapsåret. Den räknas i året men hör inte till någon månad."
    ]


def test_books_whose_months_dont_balance_are_written_without_vouchers_and_say_why():
    """Of a kommun's books only our part is kept: to let it balance, an account would have to be made up."""
    raw = write_sie(snapshot(**APART, balances={}), HEAD)
    text = raw.decode("cp437")
    assert "#SIETYP 3" in text
    assert "#VER" not in text
    assert "#TRANS" not in text
    assert "går inte jämnt ut månad för månad" in text
    assert "Det som inte hör till någon månad i året står i januari." in text
    _, again = read(raw)
    assert again.amounts == {("4010", "10", 1): kr("7.00")}


def test_an_account_of_the_balance_that_the_file_counts_in_its_outcome_is_written_once():
    """Some programs give the year's result on an account of class 2 a #RES of its own."""
    books = snapshot(
        accounts={
            "2999": LedgerAccount("Årets resultat", kr("0.00"), kr("8.00")),
            "3010": LedgerAccount("Bidrag"),
        },
        amounts={("2999", "", 2): kr("8.00"), ("3010", "", 2): kr("-8.00")},
        balances={("2999", 2): kr("8.00")},
        objects={},
    )
    _, again = read(write_sie(books, HEAD))
    assert again == books


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ('Bank "A"', rb'"Bank \"A\""'),
        ("rad ett\nrad två", '"rad ett rad två"'.encode("cp437")),
        ("#RES 0 1930 9", b'"#RES 0 1930 9"'),
        ("Łódź", b'"??d?"'),
    ],
)
def test_a_name_stays_one_field_on_one_row(name, written):
    assert quoted(name).encode("cp437", "replace").replace("ó".encode("cp437"), b"?") == written
    books = snapshot(
        accounts={"4010": LedgerAccount(name)}, balances={}, amounts={("4010", "", 1): kr("1.00")}
    )
    _, again = read(write_sie(books, HEAD))
    assert again.amounts == books.amounts
