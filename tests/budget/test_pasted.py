"""A pasted budget is read as people write it: lines, years, sums that are checked, and what can't be told is said."""

from decimal import Decimal

import pytest

from budget.beginning.pasted import read

EXCEL = (
    "\tBudget 2024\tPlan 2025\n"
    "Intäkter\n"
    "Medlemsbidrag staten\t2 000 000\t2\u00a0000\u00a0000 kr\n"
    "Region Mitt\t1 000 000\t1 000 000\n"
    "Summa intäkter\t3 000 000\t3 000 000\n"
    "Kostnader\n"
    "Insatser\n"
    "Coachteamet\t2 100 000\t2 000 000\n"
    "Nya insatser\t\t300 000\n"
    "Summa insatser\t2 100 000\t2 300 000\n"
    "Kansli\t900 000\t800 000\n"
    "Styrelse\t100 000\t100 000\n"
    "Summa kostnader\t3 100 000\t3 200 000\n"
    "Resultat\t-100 000\t\u2212200 000\n"
)


def told(pasted) -> list[tuple]:
    return [(post.side, post.level, post.label, *map(_number, post.signed)) for post in pasted.every_line]


def _number(value):
    return None if value is None else int(value)


def test_a_sheet_is_read_with_its_years_sides_and_groups():
    pasted = read(EXCEL)
    assert [(one.label, one.year, one.kind) for one in pasted.columns] == [
        ("Budget 2024", 2024, "budget"),
        ("Plan 2025", 2025, "plan"),
    ]
    assert told(pasted) == [
        ("intakt", 0, "Medlemsbidrag staten", 2000000, 2000000),
        ("intakt", 0, "Region Mitt", 1000000, 1000000),
        ("kostnad", 0, "Insatser", -2100000, -2300000),
        ("kostnad", 1, "Coachteamet", -2100000, -2000000),
        ("kostnad", 1, "Nya insatser", None, -300000),
        ("kostnad", 0, "Kansli", -900000, -800000),
        ("kostnad", 0, "Styrelse", -100000, -100000),
    ]
    assert [(one.label, one.ok) for one in pasted.sums] == [
        ("Summa intäkter", True),
        ("Summa insatser", True),
        ("Summa kostnader", True),
        ("Resultat", True),
    ]
    assert pasted.remarks == []


def test_a_sum_that_does_not_hold_is_told_with_both_figures():
    pasted = read(EXCEL.replace("Summa kostnader\t3 100 000", "Summa kostnader\t3 100 500"))
    (wrong,) = [one for one in pasted.sums if not one.ok]
    assert (wrong.label, wrong.stated[0], wrong.computed[0]) == ("Summa kostnader", 3100500, 3100000)
    assert [int(post.signed[0]) for post in pasted.lines if post.side == "kostnad"] == [
        -2100000,
        -900000,
        -100000,
    ]


def test_accounts_stand_apart_from_amounts_and_minus_on_incomes_is_understood():
    pasted = read(
        "Konto\tResultatbudget\tBudget 2024\n3610\tDriftbidrag från staten\t-1 293 000 kr\n"
        "3631\tDriftbidrag från kommun\t-646 500 kr\n\tSumma driftsbidrag\t-1 939 500 kr\n"
        "\tVerksamhetens kostnader\n6590\tNya projekt\t24 998 kr\n\tPersonalkostnader\n"
        "\tSumma personalkostnader\t910 048 kr\n"
    )
    assert [(post.account, post.label, _number(post.signed[0])) for post in pasted.every_line] == [
        ("", "Driftsbidrag", 1939500),
        ("3610", "Driftbidrag från staten", 1293000),
        ("3631", "Driftbidrag från kommun", 646500),
        ("6590", "Nya projekt", -24998),
        ("", "Personalkostnader", -910048),
    ]


def test_equity_carried_in_is_no_line_but_counts_in_the_sum():
    pasted = read(
        "\tBudget 2024\nRegion Mitt\t1 000\nBalanserat resultat\t500\nSumma intäkter/tillgångar\t1 500\n"
        "Kostnader\nKansli\t1 200\nSumma kostnader\t1 200\nPrel balanserat resultat\t300\n"
    )
    assert [one.label for one in pasted.lines] == ["Region Mitt", "Kansli"]
    assert [one.label for one in pasted.capital] == ["Balanserat resultat", "Prel balanserat resultat"]
    assert [one.ok for one in pasted.sums] == [True, True]


def test_money_that_is_told_again_below_is_not_counted_twice():
    pasted = read(
        "Kostnader\t2024\nHyra\t100\nTelefon\t50\nSumma\t150\nLön\t500\nSumma\t500\n"
        "Lokal och telefon\t150\nPersonal\t500\nSumma kostnader\t650\n"
    )
    assert [post.label for post in pasted.every_line if not post.below] == ["Hyra", "Telefon", "Lön"]
    assert "räknar upp samma pengar en gång till" in pasted.remarks[0].text


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Kansli\t1 234 567", "-1234567"),
        ("Kansli\t1\u202f234\u202f567 kr", "-1234567"),
        ("Kansli\t1234567,50", "-1234567.50"),
        ("Kansli\t(1 000)", "-1000"),
        ("Kansli\t- 1 000 kr", "-1000"),
        ("Kansli\t575 tkr", "-575000"),
        ("Kansli\t1,5 mnkr", "-1500000"),
        ("Kansli\t500:-", "-500"),
        ("Kansli  550 000 kr", "-550000"),
        ("Kansli 550 000", "-550000"),
        ("| Kansli | 550 000 |", "-550000"),
        ("<td>Kansli</td>\t<b>550 000</b>", "-550000"),
    ],
)
def test_amounts_come_in_many_costumes(text, amount):
    (post,) = read(f"Kostnader\n{text}\n").lines
    assert (post.label, post.signed) == ("Kansli", [Decimal(amount)])


@pytest.mark.parametrize("row", ["2000\t2000", "2024\t2025", "2\u00a0024\t2\u00a0025", "2024\t"])
@pytest.mark.parametrize("head", ["Budget 2024\tPlan 2025", "2024\t2025"])
def test_amounts_that_look_like_years_are_amounts(row, head):
    """In thousands most budgets have a row of some 2 000."""
    pasted = read(f"Belopp i tkr\n\t{head}\nKostnader\nKansli\t{row}\nStyrelse\t100\t100\n")
    amounts = [None if not cell else -int(cell.replace("\u00a0", "")) * 1000 for cell in row.split("\t")]
    assert [post.signed for post in pasted.every_line] == [amounts, [-100_000, -100_000]]
    assert [column.year for column in pasted.columns] == [2024, 2025]


def test_the_first_row_may_be_amounts_of_two_thousand():
    pasted = read("Kansli\t2000\t2000\nStyrelse\t100\t100\n")
    assert [post.label for post in pasted.every_line] == ["Kansli", "Styrelse"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Här finns inga belopp att läsa"),
        ("Hej!\nDet här är ett brev.", "Här finns inga belopp att läsa"),
        ("Kansli\t1.234", "Rad 1: ”1.234” kan läsas på två sätt"),
        ("Kansli\t#REF!", "Rad 1: ”#REF!” är ett fel i Excel"),
        ("Kansli\t99 999 999 999 999", "Rad 1: ”99 999 999 999 999” är för stort"),
        ("\t500\n", "Rad 1: beloppen har ingen text framför sig"),
        ("x\t1\n" * 500, "fler än 400 rader"),
        ("x" * 300_000, "för stor"),
    ],
)
def test_rubbish_is_told_and_never_raises(text, sentence):
    pasted = read(text)
    assert any(sentence in remark.text for remark in pasted.faults), pasted.remarks


@pytest.mark.parametrize(
    "text",
    [
        "\t\t\t",
        "|||",
        "\0\0\t1",
        "Summa\t5",
        "Resultat\t1\t2\t3",
        "<" * 5000,
        "1\t2\t3",
        "Summa\t1\nSumma\t2",
    ],
)
def test_odd_tables_are_read_without_error(text):
    read(text)
