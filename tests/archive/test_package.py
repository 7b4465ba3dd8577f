"""A package stands on its own: what is in it, and what its own script finds."""

import io
import json
import re
import subprocess
import zipfile
from calendar import monthrange

import pikepdf
import pytest

from budget.ledger.sie.judging import judge
from budget.ledger.taking import Choice, take
from tests.archive.packed import KEY, NAME, PAPER, TEXT, UNSHARED, YEAR, altered, sealed, tried, unpacked

pytestmark = pytest.mark.slow
REPORT = f"{KEY}-arsredovisning-{YEAR}-1"


def contents(content):
    """Every file of a zip, and of the zips in it, and what streams of PDFs say."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            held = archive.read(name)
            yield name, held
            if name.endswith((".xlsx", ".docx")):
                yield from contents(held)
            if name.endswith(".pdf") and held.count(b"startxref"):
                with pikepdf.open(io.BytesIO(held)) as pdf:
                    for thing in pdf.objects:
                        if isinstance(thing, pikepdf.Stream) and "/Subtype" not in thing:
                            yield name, thing.read_bytes()


# What the script says


def test_the_script_rebuilds_both_statements_in_an_empty_folder(folder):
    code, said = tried(folder)
    assert code == 0, said
    said = re.sub(r" {2,}", " ", said)
    # As the annual report of 2023 was printed, with the öre of its books
    for row in ("Kassa och bank 1 609 476,49", "Summa tillgångar 2 213 177,02", "Årets resultat −795 107,51",
                "Summa eget kapital, avsättningar och skulder 2 213 177,02", "Verksamhetens intäkter 5 990 036,04"):  # fmt: skip
        assert row in said
    assert f"spårbilagan i handlingar/arsredovisning-1/{REPORT}.pdf" in said
    assert "Paketet stämmer." in said


def test_the_checksums_are_what_sha256sum_reads(folder):
    run = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "kontrollsummor-sha256.txt"], cwd=folder, check=False
    )
    assert run.returncode == 0


def test_an_altered_and_a_removed_file_are_named(folder):
    with (folder / "handlingar" / "arsredovisning-1" / f"{REPORT}.html").open("ab") as file:
        file.write(b"!")
    (folder / "avstamning" / "avstamning.json").unlink()
    code, said = tried(folder)
    assert code == 1
    assert f"FEL: handlingar/arsredovisning-1/{REPORT}.html är ändrad" in said
    assert "FEL: avstamning/avstamning.json saknas" in said


def test_an_edition_that_was_altered_is_named_also_where_the_checksums_are_made_anew(folder):
    with (folder / "handlingar" / "arsredovisning-1" / f"{REPORT}.pdf").open("ab") as file:
        file.write(b"\n")
    sealed(folder)
    code, said = tried(folder)
    assert code == 1
    assert f"{REPORT}.pdf är inte som handlingen" in said


def test_one_altered_figure_is_named_also_where_the_checksums_are_made_anew(folder):
    path = folder / "uppgifter" / "uppgifter.json"
    told = json.loads(path.read_text())
    one = next(one for one in told["facts"] if one["key"] == f"bokslut.kassa@{YEAR}")
    assert one["value"] == "1609476.49"
    one["value"] = "1609476.50"
    path.write_text(json.dumps(told))
    sealed(folder)
    code, said = tried(folder)
    assert code == 1
    assert f"Kassa och bank (bokslut.kassa@{YEAR}) är 1 609 476,50 i paketet, men blir 1 609 476,49" in said


def test_an_amount_that_was_altered_in_the_books_is_named_by_its_account(folder):
    altered(folder / "bokforing" / f"bokforing-{YEAR}.se", '#TRANS "4510" {"6" "10"} 1',
            '#TRANS "4510" {"6" "10"} 2', "cp437")  # fmt: skip
    sealed(folder)
    code, said = tried(folder)
    assert code == 1
    assert "FEL: 4510" in said
    assert "Konto 4510 10 är bokfört med" in said
    assert re.search(
        r"säger emot sig själv. Verifikation M 1 går inte jämnt ut: det skiljer 1[ \d]*,00", said
    )
    assert re.search(
        r"Konto 4510 10 har [ \d]+,\d\d i januari enligt #PSALDO, men [ \d]+,\d\d enligt verif", said
    )
    assert re.search(r"Konto 4510 har [ \d]+,\d\d under året enligt #RES, men månaderna ger", said)


def test_the_books_are_vouchers_of_months_and_the_readme_says_so(folder):
    """Type 4, without the planted texts and names; the vouchers that were booked were many more than the months."""
    rows = (folder / "bokforing" / f"bokforing-{YEAR}.se").read_bytes().decode("cp437").splitlines()
    assert "#SIETYP 4" in rows
    assert [row for row in rows if row.startswith("#VER")] == [
        f'#VER "M" "{month}" {YEAR}{month:02}{monthrange(YEAR, month)[1]}' for month in range(1, 13)
    ]
    assert sum(row.startswith("   #TRANS") for row in rows) > 100
    assert all(
        re.fullmatch(r' {3}#TRANS "\d+" \{("6" "\w+")?\} -?\d+\.\d\d', row) for row in rows if "#TRANS" in row
    )
    readme = (folder / "LAS-MIG.md").read_text()
    assert (
        "SIE-filen är av typ 4. Varje verifikation i serie M är summan av en månads verifikationer" in readme
    )
    assert "Varje verifikation i serie M är summan av en månads verifikationer" in tried(folder)[1]


def test_the_books_of_the_package_are_read_in_as_what_they_were_written_of(folder, packed):
    """By the site's own reader, with nothing to remark."""
    verdict = judge((folder / "bokforing" / f"bokforing-{YEAR}.se").read_bytes())
    assert (verdict.accepted, verdict.remarks, verdict.to_month) == (True, [], f"{YEAR}-12")
    again = take(verdict, Choice("6"))
    kept = next(
        row["content"]
        for row in json.loads((folder / "tillstand" / "budget.ledgerimport.json").read_text())
        if row["standing"] == "gallande"
    )
    assert again.as_json() == {**kept, "vouchers": []}


def test_a_figure_that_differs_from_the_decided_report_is_told(folder):
    """Whoever alters an entered figure and all that is made of it has the signed PDF against her."""
    path = folder / "uppgifter" / "uppgifter.json"
    told = json.loads(path.read_text())
    by_key = {one["key"]: one for one in told["facts"]}
    for one in told["facts"]:  # every row of the statement is now entered, and one is another
        if one["key"].startswith("bokslut.") and one["key"] == f"bokslut.kassa@{YEAR}":
            one |= {"op": "given", "parts": [], "source": {}, "value": "1609475.49"}
    for key in ("bokslut.omsattningstillgangar", "bokslut.tillgangar"):
        one = by_key[f"{key}@{YEAR}"]
        one["value"] = str(float(one["value"]) - 1)
    path.write_text(json.dumps(told))
    sealed(folder)
    code, said = tried(folder)
    assert code == 1
    assert re.search(
        r"Kassa och bank är 1 609 476,49 i spårbilagan i \S+\.pdf, men blir 1 609 475,49 ur paketet", said
    )
    assert "Balansräkningen går inte jämnt ut" in said


def rows_of(folder, name):
    return [json.loads(line) for line in (folder / "logg" / name).read_text().splitlines()]


def write_rows(folder, name, rows):
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "logg" / name).write_text("".join(lines))
    sealed(folder)


@pytest.mark.parametrize("field", ["by_name", "label", "verb", "at"])
def test_an_altered_row_of_the_log_is_named(folder, field):
    rows = rows_of(folder, "logg.jsonl")
    rows[-1][field] = "2023-01-01T00:00:00.000000+00:00" if field == "at" else "Någon annan"
    write_rows(folder, "logg.jsonl", rows)
    code, said = tried(folder)
    assert code == 1
    assert f"FEL: Rad {rows[-1]['entry']} " in said


def test_a_removed_link_of_the_chain_is_named_and_so_is_a_cut_off_end(folder):
    links = rows_of(folder, "kedja.jsonl")
    write_rows(folder, "kedja.jsonl", [*links[:1], *links[2:]])
    code, said = tried(folder)
    assert code == 1
    assert "FEL: Länk 2 saknas i kedjan." in said
    write_rows(folder, "kedja.jsonl", links[:-1])
    code, said = tried(folder)
    assert code == 1
    assert f"Kedjan ska sluta med länk {len(links)}" in said


def test_a_row_that_was_added_beside_the_chain_is_named(folder):
    rows = rows_of(folder, "logg.jsonl")
    write_rows(folder, "logg.jsonl", [*rows, rows[0] | {"entry": 987654}])
    code, said = tried(folder)
    assert code == 1
    assert "FEL: Rad 987654" in said


# What is in it


def test_the_same_state_gives_the_same_bytes(packed):
    assert packed.inner == packed.again


def test_nothing_that_a_voucher_says_is_in_any_file(packed):
    """The planted books have a text and a name in each voucher; what the files are packed in is opened too."""
    for words in (TEXT, *TEXT.split(", "), NAME):
        forms = [
            words.encode(),
            words.encode("cp437"),
            words.encode("latin-1"),
            json.dumps(words)[1:-1].encode(),
        ]
        assert [name for name, held in contents(packed.inner) if any(form in held for form in forms)] == []
    assert any(b"4510" in held for _, held in contents(packed.inner))


def test_every_edition_of_the_year_is_there_byte_for_byte(packed, folder):
    from hashlib import sha256

    there = {
        path.name: sha256(path.read_bytes()).hexdigest() for path in (folder / "handlingar").rglob(f"{KEY}*")
    }
    assert there == packed.stored


def test_what_stands_beside_an_edition_is_there_and_what_auditors_keep_to_themselves_is_not(packed, folder):
    listed = json.loads((folder / "handlingar" / "handlingar.json").read_text())["editions"]
    beside = [each for edition in listed for each in edition["attachments"]]
    assert [(each["kind"], each["file_name"]) for each in beside] == [("revisionsberattelse", PAPER[0])]
    assert (folder / beside[0]["place"]).read_bytes() == PAPER[1]
    with zipfile.ZipFile(io.BytesIO(packed.inner)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert [name for name, content in files.items() if UNSHARED.encode() in content] == []
    assert "tillstand/auditors.assessment.json" not in files


def test_what_has_no_edition_is_told_as_lacking(folder):
    told = json.loads((folder / "handlingar" / "handlingar.json").read_text())
    assert [one["title"] for one in told["editions"]] == ["Årsredovisning 2023"]
    assert told["lacking"] == []


def test_a_figure_tells_what_it_means_what_it_is_made_of_and_who_entered_it(folder):
    told = {
        one["key"]: one for one in json.loads((folder / "uppgifter" / "uppgifter.json").read_text())["facts"]
    }
    cash = told[f"bokslut.kassa@{YEAR}"]
    assert cash["op"] == "sum"
    leaf = told[cash["parts"][0]["key"]]
    while leaf.get("parts"):
        leaf = told[leaf["parts"][0]["key"]]
    assert leaf["source"]["fil"] == "2023-12.se"
    assert leaf["entered"]["by"] == "Egon Siffersson"
    table = (folder / "uppgifter" / "uppgifter.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(table) == len(told) + 1
    assert any(
        row.startswith(f"bokslut.kassa@{YEAR};Kassa och bank;Bokslut 2023;1609476,49;kr;") for row in table
    )


def test_each_handling_has_its_number_in_the_diary_or_is_said_to_have_none(folder):
    (handling,) = json.loads((folder / "bevarande" / "bevarande.json").read_text())["handlings"]
    assert handling["diarienummer"] == "saknar diarienummer"
    assert "arkivlagen (1990:782)" in handling["stöd"]
    rules = json.loads((folder / "bevarande" / "bevarande.json").read_text())["rules"]
    books = next(rule for rule in rules if rule["where"].startswith("bokforing"))
    assert "31 december 2030" in books["rule"]
    assert all(rule["decide"] for rule in rules)


# For everybody


def test_the_published_package_tells_nothing_of_few_people(packed, tmp_path):
    folder = unpacked(packed.published, tmp_path)
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert not any(name.startswith("tillstand/") or "-inre" in name for name in names)
    told = {
        one["key"]: one for one in json.loads((folder / "uppgifter" / "uppgifter.json").read_text())["facts"]
    }
    inner = {key: value for key, value in packed.figures.items() if key not in told}
    assert inner  # something is small in 2023: its report has figures that aren't published
    assert all(key.split(".")[0] not in ("bokslut", "utfall") for key in inner)
    named = [part["key"] for one in told.values() for part in one.get("parts", ())]
    assert not set(named) & inner.keys()
    kinds = {row["kind"] for row in rows_of(folder, "logg.jsonl")}
    assert "followup.statvalue" not in kinds
    code, said = tried(folder)
    assert code == 0, said
