"""Whatever is written is read back to the öre, and whatever is broken is refused without an exception."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from budget.ledger.sie.judging import judge
from tests.budget.ledger.sie_files import sie, written

BROKEN = int(os.environ.get("FINSAM_FUZZ", "500"))  # files; `make fuzz` tries more
SAMPLES = Path(__file__).parents[4] / "shared" / "sie-samples"
# A backslash before the closing quote can't be told from an escaped quote.
NAMES = st.text(st.sampled_from('abcåäöÅÄÖé 1"\\{}#-&'), min_size=1, max_size=12).filter(
    lambda name: name[-1] != "\\"
)
ACCOUNTS = st.from_regex(r"[3-8][0-9]{1,5}", fullmatch=True)
OBJECTS = st.sampled_from([(), (("6", "100"),), (("1", "77"), ("6", "Bilen"))])
AMOUNTS = st.integers(-(10**10), 10**10).map(lambda ore: Decimal(ore) / 100)
ROWS = st.lists(st.tuples(st.integers(1, 12), ACCOUNTS, OBJECTS, AMOUNTS), min_size=1, max_size=12)


def quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'


def listed(objects) -> str:
    return "{" + " ".join(f'{dimension} "{number}"' for dimension, number in objects) + "}"


@settings(deadline=None)  # the machine may be busy
@given(ROWS, st.lists(NAMES, min_size=1, max_size=3), st.sampled_from(["cp437", "utf-8", "cp1252"]))
def test_what_is_written_is_read_back_in_each_encoding(rows, names, encoding):
    facts: dict = {}
    sums: dict[str, Decimal] = {}
    text = '#FLAGGA 0\n#SIETYP 4\n#FNAMN "Åå Ää Öö åäö"\n#RAR 0 20230101 20231231\n'
    for n, name in enumerate(names):
        text += f"#OBJEKT 6 {n} {quoted(name)}\n"
    for number, (month, account, objects, amount) in enumerate(rows):
        place = (account, f"2023-{month:02d}", objects)
        facts[place] = facts.get(place, Decimal(0)) + amount
        sums[account] = sums.get(account, Decimal(0)) + amount
        text += f"#VER A {number} 2023{month:02d}28 {quoted(names[0])}\n{{\n"
        text += f"#TRANS {account} {listed(objects)} {amount}\n   #TRANS 1930 {{}} {-amount}\n}}\n"
    text += "".join(f"#RES 0 {account} {amount}\n" for account, amount in sums.items())
    verdict = judge(written(text, encoding))
    assert verdict.reasons == []
    assert verdict.outcome.facts == facts
    assert verdict.outcome.accounts() == sums
    assert sum(verdict.outcome.by_object("6").values()) == sum(sums.values())
    read = verdict.file.dimensions["6"].objects
    assert [read[str(n)] for n in range(len(names))] == [
        name.strip() or str(n) for n, name in enumerate(names)
    ]


@settings(max_examples=BROKEN, deadline=None)
@given(st.data())
def test_a_broken_file_is_judged_and_never_raises(data):
    raw = bytearray(written(sie()))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, max(len(raw) - 1, 0)))
        how = data.draw(st.sampled_from(["byte", "cut", "repeat", "drop", "insert"]))
        if how == "byte" and raw:
            raw[at] = data.draw(st.integers(0, 255))
        elif how == "cut":
            del raw[at:]
        elif how == "repeat":
            raw[at:at] = raw[at : at + 40]
        elif how == "drop":
            del raw[at : at + data.draw(st.integers(1, 30))]
        else:
            raw[at:at] = data.draw(
                st.sampled_from([b'"', b"{", b"}", b"\n", b"#TRANS", b"-", b"\x00", b"9" * 30, b"\xe5"])
            )
    verdict = judge(bytes(raw))
    assert all(isinstance(reason, str) and reason.endswith(".") for reason in verdict.reasons)
    if verdict.accepted:
        assert all(not each.difference for each in verdict.accounts.values())


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_judged(raw):
    judge(raw)
    judge(b"#FLAGGA 0\n" + raw)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the examples lie elsewhere")
@pytest.mark.parametrize(
    ("name", "accepted", "source"),
    [
        ("BL0001_typ1.SE", True, "results"), ("BL0001_typ2.SE", True, "periods"),
        ("BL0001_typ3.SE", True, "objects"), ("BL0001_typ4.SE", True, "vouchers"),
        ("BL0001_typ4I.SI", False, None), ("BokSald.SE", False, None),
        ("Bokslut Norstedts SIE 4E.se", True, "vouchers"), ("MAMUT_SIE3_EXPORT.SE", True, "objects"),
        ("MAMUT_SIE4_EXPORT.SE", True, "vouchers"), ("Norstedts Revision SIE 1.SE", True, "results"),
        ("SIE4 Exempelfil.SE", True, "vouchers"), ("Sie4.se", False, "vouchers"),
        ("Test1.SE", True, "results"), ("Test2.SE", True, "periods"), ("Test3.SE", True, "objects"),
        ("Test4.SE", True, "vouchers"), ("sie5-entry.sie", False, None), ("sie5-sample.sie", False, None),
        ("test_sie4.se", False, None), ("typ1.se", True, "results"), ("typ2.se", True, "periods"),
        ("typ3.se", True, "objects"), ("typ4.se", True, "vouchers"), ("typ4si.si", False, None),
    ],
)  # fmt: skip
def test_each_example_has_its_verdict_and_its_sums(name, accepted, source):
    raw = (SAMPLES / name).read_bytes()
    verdict = judge(raw)
    assert verdict.accepted is accepted, verdict.reasons
    assert (verdict.outcome and verdict.outcome.source.value) == source
    if accepted:
        stated = {
            row.split()[2].strip('"'): Decimal(row.split()[3].strip('"'))
            for row in raw.decode("cp437").splitlines()
            if row.startswith("#RES") and row.split()[1] == "0"
        }
        computed = verdict.outcome.accounts()
        assert {account: computed.get(account, Decimal(0)) for account in stated} == stated
        assert not any(amount for account, amount in computed.items() if account not in stated)
    else:
        assert len(verdict.reasons) >= 1
