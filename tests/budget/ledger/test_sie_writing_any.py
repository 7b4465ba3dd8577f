"""Whatever books are kept, the file that is written of them is accepted and read back as the same books."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.script.kontrollera import Ledger
from budget.ledger.sie.judging import judge
from budget.ledger.sie.writing import Head, write_sie
from budget.ledger.snapshot import LedgerAccount, Snapshot
from budget.ledger.taking import Choice, take

HEAD = Head(
    'Förbundet "Åmål"', "222000-2279", 2023, 12, date(2024, 1, 5), dimension=("6", "Projekt i {klammer}")
)
AMOUNTS = st.integers(-(10**11), 10**11).filter(bool).map(lambda ore: Decimal(ore) / 100)
# As names are when they have been read: not empty, without blanks at the ends, in letters that the format has.
NAMES = st.text(st.sampled_from('abcåäöÅÄÖé 1"\\{}#-&'), min_size=1, max_size=12).map(
    lambda name: " ".join(name.split()) or "Konto"
)
RESULT, BALANCE = (
    st.from_regex(r"[3-8][0-9]{1,5}", fullmatch=True),
    st.from_regex(r"[12][0-9]{1,5}", fullmatch=True),
)
OBJECTS = st.sampled_from(["", "", "10", "ö 2", '{"x"}'])
MONTHS = st.integers(0, 12)  # 0 is no month


@st.composite
def snapshots(draw, *, balanced: bool) -> Snapshot:
    """Books as they are kept. Balanced ones are whole: what a month's result accounts moved, some balance account moved too."""
    amounts: dict = defaultdict(Decimal)
    for account, code, month, amount in draw(
        st.lists(st.tuples(RESULT, OBJECTS, MONTHS, AMOUNTS), min_size=1, max_size=12)
    ):
        amounts[account, code, month] += amount
    amounts = {place: amount for place, amount in amounts.items() if amount}
    balances: dict = defaultdict(Decimal)
    for left, right, month, amount in draw(
        st.lists(st.tuples(BALANCE, BALANCE, MONTHS, AMOUNTS), max_size=6)
    ):
        balances[left, month] += amount
        balances[right, month] -= amount
    bank = draw(BALANCE)
    for (_, _, month), amount in amounts.items() if balanced else ():
        balances[bank, month] -= amount
    balances = {place: amount for place, amount in balances.items() if amount}
    accounts = {account: LedgerAccount(draw(NAMES)) for account, _, _ in amounts}
    for account in {account for account, _ in balances} | {draw(BALANCE)}:
        opening = draw(AMOUNTS)
        moved = sum((amount for (each, _), amount in balances.items() if each == account), Decimal(0))
        accounts[account] = LedgerAccount(draw(NAMES), opening, opening + moved)
    objects = {code: draw(NAMES) for _, code, _ in amounts if code}
    return Snapshot(accounts, objects, amounts, balances)


def read(raw: bytes):
    verdict = judge(raw)
    assert verdict.reasons == []
    return verdict, take(verdict, Choice("6" if b"#DIM" in raw else ""))


def counted_by_the_script(raw: bytes, books: Snapshot) -> dict:
    """The movements of result accounts as the package's own script reads them, which finds nothing wrong in the file."""
    ledger = Ledger(raw, "", 12)
    assert list(ledger.disagreements()) == []
    if not ledger.vouchers:
        for (account, code, month), amount in books.amounts.items():
            if month == 0:
                ledger.put_aside(account, code, amount)
    result = {account for account, _, _ in books.amounts}
    counted = {place: amount for place, amount in ledger.parts.items() if place[0] in result}
    for (account, month), amount in ledger.months.items():
        with_object = (value for (a, _, m), value in ledger.parts.items() if (a, m) == (account, month))
        if account in result:
            counted[account, "", month] = amount - sum(with_object, Decimal(0))
    for account, code in books.places():
        moved = (amount for (a, c, _), amount in books.amounts.items() if (a, c) == (account, code))
        assert ledger.year_of(account, code) in (-sum(moved, Decimal(0)), None)
    return {place: amount for place, amount in counted.items() if amount}


@settings(deadline=None)  # the machine may be busy
@given(snapshots(balanced=True))
def test_whole_books_are_read_back_as_themselves(books):
    raw = write_sie(books, HEAD)
    verdict, again = read(raw)
    assert again == books
    assert verdict.file.stated_type == 4
    assert verdict.file.unbalanced == []
    outside = any(month == 0 for _, _, month in books.amounts) or any(
        month == 0 for _, month in books.balances
    )
    assert len([text for _, text in verdict.remarks if "utanför räkenskapsåret" in text]) == outside
    assert len([text for _, text in verdict.remarks if "utanför räkenskapsåret" not in text]) == 0
    assert counted_by_the_script(raw, books) == books.amounts
    by_month: dict = defaultdict(Decimal)
    for row in verdict.file.periods:
        by_month[row.account, row.month, row.objects] += row.amount
    for voucher in verdict.file.vouchers:
        for account, objects, amount in voucher.movements:
            if voucher.day.year == 2023:
                for told in {(), objects}:
                    by_month[account, f"{voucher.day:%Y%m}", told] -= amount
    assert not any(by_month.values())


@settings(deadline=None)
@given(snapshots(balanced=False))
def test_books_that_are_a_part_of_others_are_read_back_with_what_has_no_month_in_january(books):
    raw = write_sie(books, HEAD)
    verdict, again = read(raw)
    moved: dict = defaultdict(Decimal)
    for (account, code, month), amount in books.amounts.items():
        moved[account, code, month or (1 if verdict.file.stated_type == 3 else 0)] += amount
    assert verdict.file.stated_type in (2, 3, 4)
    if verdict.file.stated_type > 2:  # the year's sums alone have no objects
        assert again.amounts == {place: amount for place, amount in moved.items() if amount}
        assert counted_by_the_script(raw, books) == books.amounts
    assert verdict.outcome.accounts() == {
        account: sum(amount for (each, _, _), amount in books.amounts.items() if each == account)
        for account in {account for account, _, _ in books.amounts}
    }
    assert (b"#VER" in raw) == (verdict.file.stated_type == 4)
