"""What it costs to read a SIE file and judge it, against a bare loop over the same file's rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from time import process_time

from budget.ledger.sie.judging import judge
from tools.bench.lines import Line, by_turns

SIZES = {1_000: 25, 10_000: 7, 100_000: 3}  # vouchers, and how many turns
LIMIT = 3.0
ACCOUNTS, PROJECTS = 40, 12


def books(vouchers: int) -> bytes:
    """A year's file of type 4: vouchers of three rows on forty accounts and twelve projects, and year sums that hold."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    rows = []
    for number in range(1, vouchers + 1):
        account, other = f"{4000 + number % ACCOUNTS}", f"{5000 + number % 7}"
        amount, rest = Decimal(number % 90_000 + 1) / 4, Decimal(number % 50) / 4
        sums[account] += amount
        sums[other] += rest
        rows += [
            f'#VER A {number} 2023{number % 12 + 1:02}{number % 28 + 1:02} "Faktura {number}"', "{",
            f'   #TRANS {account} {{6 "{number % PROJECTS}"}} {amount:.2f}', f"   #TRANS {other} {{}} {rest:.2f}",
            f'   #TRANS 2440 {{}} {-amount - rest:.2f} 20230101 "Leverantör"', "}",
        ]  # fmt: skip
    head = ["#FLAGGA 0", "#SIETYP 4", "#GEN 20240115", "#RAR 0 20230101 20231231"]
    head += [f'#KONTO {number} "Konto {number}"' for number in (2440, *map(int, sums))]
    head += [f"#RES 0 {number} {amount:.2f}" for number, amount in sums.items()]
    return "\r\n".join([*head, *rows, ""]).encode("cp437")


def bare(raw: bytes) -> dict[str, Decimal]:
    """The least that anybody could do: each row in its words, and the amounts added per account."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in raw.decode("cp437").split("\r\n"):
        words = row.split()
        if words and words[0] == "#TRANS":
            amount = words[3] if words[2] == "{}" else words[4]
            sums[words[1]] += Decimal(amount.strip('"'))
    return sums


def seconds(does: Callable[[bytes], object], raw: bytes) -> float:
    """The processor time of doing it once."""
    began = process_time()
    does(raw)
    return process_time() - began


def reading() -> Iterator[Line]:
    """A line a size."""
    for size, rounds in SIZES.items():
        raw = books(size)
        wrong = not judge(raw).accepted  # and warm
        turns = by_turns(lambda: seconds(judge, raw), lambda: seconds(bare, raw), rounds)  # noqa: B023 - done at once
        yield Line(
            f"SIE of {size} vouchers, judged to a bare loop", turns.ratio, LIMIT, str(turns), broken=wrong
        )
