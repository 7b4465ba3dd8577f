"""Prövar ett årspaket från Finsam. Kräver bara Python 3, och inget nät:

    python3 -I kontrollera.py

Programmet läser filerna bredvid sig. Det prövar varje fils kontrollsumma, räknar om alla uppgifter ur bokföringen och det
som är inskrivet, ställer upp resultaträkningen och balansräkningen, jämför dem med spårbilagan i den beslutade
årsredovisningens PDF, och prövar ändringsloggens kedja. Det slutar med 0 om allt stämmer och med 1 om något inte gör det.
"""

import argparse
import json
import re
import sys
import zlib
from decimal import ROUND_HALF_UP, Decimal
from hashlib import sha256
from pathlib import Path

MANIFEST, TOLD = "kontrollsummor-sha256.txt", "paket.json"
MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
SETTLED = ("beslutad", "reviderad", "undertecknad", "overlamnad", "granskad")
ORE = Decimal("0.01")
GENESIS = "0" * 64


class Damaged(Exception):
    """Something that keeps the trial from going on; the message is a sentence."""


class Trial:
    """One trial of a folder: what has been found wrong, and what it says on the way."""

    def __init__(self, folder):
        self.folder = folder
        self.faults = 0

    def say(self, text=""):
        sys.stdout.write(f"{text}\n")

    def fault(self, sentence):
        self.faults += 1
        self.say(f"  FEL: {sentence}")

    def read(self, name):
        try:
            return (self.folder / name).read_bytes()
        except OSError as error:
            raise Damaged(f"Filen {name} går inte att läsa: {error.strerror}.") from error

    def data(self, name):
        try:
            return json.loads(self.read(name))
        except (ValueError, RecursionError) as error:
            raise Damaged(f"Filen {name} går inte att tolka: den är skadad.") from error

    def lines(self, name):
        rows = []
        for number, line in enumerate(self.read(name).decode("utf-8", "replace").splitlines(), 1):
            try:
                rows.append(json.loads(line))
            except (ValueError, RecursionError):
                self.fault(f"{name}, rad {number}, går inte att tolka.")
        return rows


# Files


def try_files(trial):
    """Every file against the list of checksums, and the editions against what was noted when they were stored."""
    trial.say("1. Filerna")
    listed = {}
    for line in trial.read(MANIFEST).decode("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    for name, digest in sorted(listed.items()):
        path = trial.folder / name
        if ".." in Path(name).parts or Path(name).is_absolute():
            trial.fault(f"{name} är inget namn på en fil i paketet.")
        elif not path.is_file():
            trial.fault(f"{name} saknas.")
        elif sha256(path.read_bytes()).hexdigest() != digest:
            trial.fault(
                f"{name} är ändrad eller skadad: dess kontrollsumma är inte den som står i {MANIFEST}."
            )
    for edition in trial.data("handlingar/handlingar.json")["editions"]:
        for file in edition["files"]:
            if sha256(trial.read(file["place"])).hexdigest() != file["sha256"]:
                trial.fault(f"{file['place']} är inte som handlingen {edition['code']} lagrades.")
    trial.say(f"   {len(listed)} filer är prövade mot sina kontrollsummor (SHA-256).")


# Figures


def number_of(text):
    return None if text is None else Decimal(text)


def compute(operation, parts):
    """What the parts come to; None is empty, which is not zero."""
    if operation == "sum":
        known = [factor * value for factor, value in parts if value is not None]
        return sum(known, Decimal(0)) if known else None
    values = [value for _, value in parts]
    if operation == "ratio":
        upper, lower = values
        return None if upper is None or not lower else upper / lower
    if any(value is None for value in values):
        return None
    product = Decimal(1)
    for factor, value in parts:
        product *= factor * value
    return product.quantize(ORE, ROUND_HALF_UP) if operation == "portion" else product


class Figures:
    """The figures of the package, each worked out anew from what was entered or booked."""

    def __init__(self, trial, ledger):
        self.told = {figure["key"]: figure for figure in trial.data("uppgifter/uppgifter.json")["facts"]}
        self.trial, self.ledger = trial, ledger
        self.worked_out, self.from_ledger = {}, 0

    def value(self, key):
        """A figure's value, from its leaves up."""
        todo = [key]
        while todo:
            at = todo[-1]
            figure = self.told.get(at)
            if at in self.worked_out or figure is None:
                self.worked_out.setdefault(at, None)
                todo.pop()
                continue
            parts = figure.get("parts", [])
            missing = [part["key"] for part in parts if part["key"] not in self.worked_out]
            if missing:
                if len(todo) > 10000:
                    raise Damaged(f"Uppgiften {key} räknas ur sig själv.")
                todo += missing
                continue
            if parts:
                pairs = [(part["factor"], self.worked_out[part["key"]]) for part in parts]
                self.worked_out[at] = compute(figure["op"], pairs)
            else:
                self.worked_out[at] = self.leaf(figure)
            todo.pop()
        return self.worked_out[key]

    def leaf(self, figure):
        """What was entered; of what was read from the books, what the file of the package says."""
        stated = number_of(figure["value"])
        booked = self.ledger.amount(figure.get("source"), stated) if self.ledger else None
        if booked is None:
            return stated
        self.from_ledger += 1
        return booked

    def try_places(self):
        """What the rules give each line, against what is booked on the account and object."""
        for place in self.trial.data("bokforing/kontoregler.json")["placed"] if self.ledger else ():
            known = [key for key in place["figures"] if key in self.told]
            if not known or len(known) < len(place["figures"]):
                continue
            booked = self.ledger.year_of(place["account"], place["object"])
            given = sum((number_of(self.told[key]["value"]) or 0 for key in known), Decimal(0))
            if booked is not None and booked != given:
                lines = ", ".join(share["name"] for share in place["shares"])
                self.trial.fault(
                    f"Konto {place['account']} {place['object']}".rstrip()
                    + f" är bokfört med {show(booked)}, men {lines} får {show(given)} av det."
                )

    def try_all(self):
        """Every figure against what it is said to be; of those that another one has made wrong, only how many they are."""
        wrong = {key for key, figure in self.told.items() if self.value(key) != number_of(figure["value"])}
        first = [
            key
            for key in sorted(wrong)
            if not any(part["key"] in wrong for part in self.told[key].get("parts", ()))
        ]
        for key in first:
            figure = self.told[key]
            what = "sina delar" if figure.get("parts") else "bokföringen"
            stated, computed = show(number_of(figure["value"])), show(self.value(key))
            self.trial.fault(
                f"{figure['label']} ({key}) är {stated} i paketet, men blir {computed} ur {what}."
            )
        if len(wrong) > len(first):
            self.trial.say(
                f"  {len(wrong) - len(first)} uppgifter till blir därför andra än de som står i paketet."
            )


def show(value):
    """An amount as people read it."""
    if value is None:
        return "tomt"
    text = f"{value:,.2f}" if value == value.quantize(ORE, ROUND_HALF_UP) else f"{value}"
    return text.replace(",", " ").replace(".", ",").replace("-", "−")


# Books


class Ledger:
    """The SIE file of the package: amounts by account, object and month, debit plus. Month 0 is what belongs to none.

    The vouchers are what counts; where the file has none (its type is not 4) it is the sums of its months.
    """

    def __init__(self, raw, digest, until):
        self.digest, self.until = digest, until
        self.accounts, self.objects, self.stated, self.sums = {}, {}, {}, {}
        self.opening, self.closing, self.months, self.parts, self.vouchers = {}, {}, {}, {}, {}
        year, voucher, month = "", "", 0
        for line in raw.decode("cp437").splitlines():
            fields = fields_of(line)
            label, words = (fields[0], fields[1:]) if fields else ("", [])
            if label == "#RAR":
                year = words[1][:4]
            elif label == "#KONTO":
                self.accounts[f"{words[0]} {words[1]}".strip()] = words[0]
            elif label == "#OBJEKT":
                self.objects[f"{words[1]} {words[2]}".strip()] = words[1]
            elif label in ("#IB", "#UB", "#RES"):
                kept = {"#IB": self.opening, "#UB": self.closing, "#RES": self.stated}[label]
                kept[words[1]] = Decimal(words[2])
            elif label == "#PSALDO":
                self.sums[words[2], words[3][1] if words[3] else None, int(words[1][4:])] = Decimal(words[4])
            elif label == "#VER":
                voucher, month = f"{words[0]} {words[1]}", int(words[2][4:6]) if words[2][:4] == year else 0
                self.vouchers[voucher] = Decimal(0)
            elif label == "#TRANS":
                amount = Decimal(words[2])
                self.vouchers[voucher] += amount
                self.add(words[0], words[1][1] if words[1] else "", month, amount)
        for (account, code, month), amount in ({} if self.vouchers else self.sums).items():
            if code is None:
                self.months[account, month] = amount
            else:
                self.parts[account, code, month] = amount

    def add(self, account, code, month, amount):
        """Count an amount into an account's month, and into the part of it that an object has."""
        self.months[account, month] = self.months.get((account, month), Decimal(0)) + amount
        if code:
            self.parts[account, code, month] = self.parts.get((account, code, month), Decimal(0)) + amount

    def disagreements(self):
        """Where the file says one thing in its vouchers and another in its sums, or a voucher doesn't balance."""
        for voucher, amount in self.vouchers.items():
            if amount:
                yield f"Verifikation {voucher} går inte jämnt ut: det skiljer {show(amount)}."
        sums = {(account, None, month): value for (account, month), value in self.months.items()} | self.parts
        for place in sorted(sums.keys() | self.sums.keys(), key=str) if self.vouchers else ():
            if place[2] and sums.get(place, 0) != self.sums.get(place, 0):
                account, code, month = place
                named = f"{account} {code or ''}".rstrip()
                yield (
                    f"Konto {named} har {show(self.sums.get(place, Decimal(0)))} i {MONTHS[month - 1]} enligt #PSALDO, men "
                    f"{show(sums.get(place, Decimal(0)))} enligt verifikationerna."
                )
        for account, stated in self.stated.items():
            booked = sum((value for (a, _), value in self.months.items() if a == account), Decimal(0))
            if self.months and booked != stated:
                yield f"Konto {account} har {show(stated)} under året enligt #RES, men månaderna ger {show(booked)}."

    def amount(self, source, stated):
        """What the file has of a figure that was read from it, signed as figures are; None where it can't tell."""
        if not source or source.get("SHA-256") != self.digest:
            return None
        account = self.accounts.get(source.get("konto", ""))
        if account is not None and "saldo" in source:
            return self.balance(account, source["saldo"], stated)
        month = (source.get("månad", "").split() or [""])[0]
        if account is None or month not in MONTHS:
            return None
        number = MONTHS.index(month) + 1
        if "objekt" in source:
            booked = self.parts.get((account, self.objects.get(source["objekt"]), number))
        else:
            booked = self.months.get((account, number))
            if booked is not None:
                booked -= sum(value for (a, _, m), value in self.parts.items() if (a, m) == (account, number))
        return None if booked is None else -booked

    def put_aside(self, account, code, amount):
        """Take what belongs to no month out of January, where a file without vouchers has it."""
        self.add(account, code, 1, -amount)
        self.add(account, code, 0, amount)

    def year_of(self, account, code):
        """What was booked on an account and object to the last month that counts, income plus; None where no month is told."""
        if not self.months:
            return None
        parts = {
            place: value
            for place, value in self.parts.items()
            if place[0] == account and place[2] <= self.until
        }
        if code:
            return -sum((value for (_, c, _), value in parts.items() if c == code), Decimal(0))
        whole = (value for (a, m), value in self.months.items() if a == account and m <= self.until)
        return sum(parts.values(), Decimal(0)) - sum(whole, Decimal(0))

    def balance(self, account, day, stated):
        """An account's balance on a day; a debt is printed with its sign turned."""
        month = day.split()[1]
        number = MONTHS.index(month) + 1
        if number == len(MONTHS) and account in self.closing:
            balance = self.closing[account]
        else:
            moved = [value for (a, m), value in self.months.items() if a == account and m <= number]
            balance = self.opening.get(account, Decimal(0)) + sum(moved, Decimal(0))
        if stated is not None and abs(stated) == abs(balance):
            return stated
        return -balance if account.startswith("2") else balance


def fields_of(line):
    """A row's fields; what stands in braces is a list."""
    fields, inside = [], None
    for quoted, brace, bare in re.findall(r'"((?:[^"\\]|\\"|\\)*)"|([{}])|([^\s"{}]+)', line):
        if brace == "{":
            inside = []
        elif brace == "}":
            fields.append(inside or [])
            inside = None
        else:
            (fields if inside is None else inside).append(bare or quoted.replace('\\"', '"'))
    return fields


def ledger_of(trial):
    """The books of the package, or None where it has none."""
    told = trial.data("bokforing/bokforing.json")
    if not told["file"]:
        trial.say("   Året har ingen inläst bokföring: det som är inskrivet räknas i stället.")
        return None
    current = next(each for each in told["imports"] if each["key"] == told["of"])
    ledger = Ledger(trial.read(f"bokforing/{told['file']}"), current["sha256"], current["to_month"])
    for sentence in ledger.disagreements():
        trial.fault(f"bokforing/{told['file']} säger emot sig själv. {sentence}")
    if not ledger.vouchers:
        for account, code, amount in told["without_month"]:  # the file has them in January
            ledger.put_aside(account, code, Decimal(amount))
    trial.say(
        f"   Bokföringen är {told['file']}, skriven ur den inlästa filen {current['file_name']} med kontrollsumman "
        f"{current['sha256']}."
    )
    for sentence in told["note"]:
        trial.say(f"   {sentence}")
    return ledger


# Statements


def try_statements(trial, figures):
    """Set up both statements from the package, and hold them against the edition's."""
    sheets = trial.data("uppgifter/rakningar.json")
    for sheet in (sheets["rr"], sheets["br"]):
        trial.say(f"\n   {sheet['title']}")
        for row in sheet["rows"]:
            if figures.value(row["key"]) is None:
                continue
            trial.say(f"   {row['label']:<58}{show(figures.value(row['key'])):>18}")
    values = {row["key"].split("@")[0]: figures.value(row["key"]) for row in sheets["br"]["rows"]}
    assets, debts = values.get("bokslut.tillgangar"), values.get("bokslut.passiva")
    if assets is not None and debts is not None and assets != debts:
        trial.fault(
            f"Balansräkningen går inte jämnt ut: tillgångarna är {show(assets)} och skulder och eget kapital {show(debts)}."
        )
    trial.say("\n3. Den beslutade årsredovisningen")
    rows = [row for sheet in sheets.values() for row in sheet["rows"]]
    for edition, where, told in decided(trial):
        printed = [row for row in rows if row["key"] in told]
        for row in printed:
            stated, computed = number_of(told[row["key"]]), figures.value(row["key"])
            if stated != computed:
                trial.fault(
                    f"{row['label']} är {show(stated)} i {where}, men blir {show(computed)} ur paketet: antingen är något ändrat "
                    "efter beslutet, eller i paketet."
                )
        trial.say(f"   {edition['title']}: {len(printed)} rader är jämförda med {where}.")


def decided(trial):
    """What the year's latest decided report says of each figure: from the PDF's attachment, or else from what is stored beside it."""
    editions = trial.data("handlingar/handlingar.json")["editions"]
    reports = [each for each in editions if each["kind"] == "arsredovisning" and each["status"] in SETTLED]
    if not reports:
        trial.say("   Det finns ingen beslutad årsredovisning i paketet att jämföra med.")
        return
    edition = reports[-1]
    for file in edition["files"]:
        if file["form"] == "pdf":
            trail = attachment(trial.read(file["place"]))
            if trail is not None:
                yield (
                    edition,
                    f"spårbilagan i {file['place']}",
                    {each["key"]: each["value"] for each in trail["facts"]},
                )
                continue
            trial.say(
                f"   {file['place']} har ingen spårbilaga inuti: den lagrades utan. Den lagrade datafilen jämförs i stället."
            )
            stored = next(
                (
                    each
                    for each in edition["files"]
                    if each["form"] == "json" and each["inside"] == file["inside"]
                ),
                None,
            )
            if stored is not None:
                facts = trial.data(stored["place"])["facts"]
                yield edition, stored["place"], {key: each.get("value") for key, each in facts.items()}


def attachment(pdf):
    """The spårbilaga in a PDF, found among its embedded files; None where there is none."""
    for match in re.finditer(rb"stream\r?\n", pdf):
        head = pdf[max(0, match.start() - 2000) : match.start()]
        head = head[head.rfind(b" obj") :]
        if b"/EmbeddedFile" not in head:
            continue
        length = re.search(rb"/Length\s+(\d+)(?!\s+\d+\s+R)", head)
        end = match.end() + int(length[1]) if length else pdf.find(b"endstream", match.end())
        content = pdf[match.end() : end]
        try:
            content = zlib.decompressobj().decompress(content) if b"/FlateDecode" in head else content
            told = json.loads(content)
        except (ValueError, RecursionError, zlib.error):
            continue
        if isinstance(told, dict) and told.get("format") == "finsam-sparbilaga":
            return told
    return None


# History


def canonical(value):
    return json.dumps(whole(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def whole(value):
    """Numbers written one way: 1.0 is 1."""
    if isinstance(value, dict):
        return {name: whole(each) for name, each in value.items()}
    if isinstance(value, list):
        return [whole(each) for each in value]
    return int(Decimal(repr(value))) if isinstance(value, float) and value.is_integer() else value


def salted(salt, said):
    return sha256(salt.encode() + canonical(said)).hexdigest()


def try_history(trial):
    """The chain from its first link to its last, and the rows that stand in full against it."""
    trial.say("\n4. Ändringsloggen")
    links = sorted(trial.lines("logg/kedja.jsonl"), key=lambda link: link["number"])
    rows = {row["entry"]: row for row in trial.lines("logg/logg.jsonl")}
    erased = {"vem": set(), "vad": set()}
    for row in rows.values():
        if row["verb"] == "raderade personuppgifter" and isinstance(row["after"], dict):
            for part, known in erased.items():
                known.update(row["after"].get(part, ()))
    last = {link["entry"]: link["number"] for link in links}
    previous, expected, full = GENESIS, 1, 0
    for link in links:
        if link["number"] != expected:
            trial.fault(f"Länk {expected} saknas i kedjan.")
        elif link["previous"] != previous:
            trial.fault(f"Länk {link['number']} följer inte på länk {link['number'] - 1}.")
        names = (
            "format",
            "forbund",
            "number",
            "previous",
            "entry",
            "at",
            "year",
            "verb",
            "kind",
            "who",
            "what",
        )
        if sha256(canonical({name: link[name] for name in names})).hexdigest() != link["hash"]:
            trial.fault(
                f"Länk {link['number']} (rad {link['entry']}) är ändrad: dess kontrollsumma stämmer inte."
            )
        row = rows.get(link["entry"])
        if row is not None and last[link["entry"]] == link["number"]:
            full += 1
            try_row(trial, link, row, erased)
        previous, expected = link["hash"], link["number"] + 1
    for entry in sorted(rows.keys() - last.keys()):
        trial.fault(f"Rad {entry} i logg/logg.jsonl hör inte till någon länk: den är tillagd vid sidan av.")
    told = trial.data(TOLD)
    if (len(links), previous) != (told["head"]["number"], told["head"]["hash"]):
        trial.fault(f"Kedjan ska sluta med länk {told['head']['number']} enligt {TOLD}, men gör det inte.")
    if links:
        trial.say(
            f"   Kedjan är prövad från länk 1 ({links[0]['at'][:10]}) till länk {links[-1]['number']} ({links[-1]['at'][:10]}). "
            f"{full} rader står i sin helhet, resten som åtaganden."
        )
        trial.say(f"   Den slutar med kontrollsumman {previous}")
        trial.say(
            "   Jämför den med den som står i en senare beslutad handling eller i ett brev till revisorerna."
        )


def try_row(trial, link, row, erased):
    """A row of the log against what its link commits to."""
    named = f"Rad {row['entry']} (länk {link['number']}, {row['at'][:10]}: {row['by_name']} {row['verb']} {row['label']})"
    altered = [
        word
        for name, word in (("at", "när"), ("year", "år"), ("verb", "verb"), ("kind", "slag"))
        if row[name] != link[name]
    ]
    for part, salt, said, commitment in (
        ("vem", row["who_salt"], [row["by_email"], row["by_name"]], link["who"]),
        (
            "vad",
            row["what_salt"],
            [row["reference"], row["label"], row["before"], row["after"]],
            link["what"],
        ),
    ):
        if not salt and link["entry"] in erased[part]:
            continue
        if salted(salt, said) != commitment:
            altered.append(part)
    if altered:
        trial.fault(f"{named} i logg/logg.jsonl är ändrad: {', '.join(altered)} är inte som det skrevs.")


def main():
    parser = argparse.ArgumentParser(description="Prövar ett årspaket från Finsam.")
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path(__file__).resolve().parent, help="mappen med paketet"
    )
    trial = Trial(parser.parse_args().folder)
    sys.stdout.reconfigure(errors="replace")  # not every console has every letter
    try:
        told = trial.data(TOLD)
        trial.say(f"Årspaketet {told['year']} för {told['name']}, {told['rendition']} utgåva.\n")
        try_files(trial)
        trial.say("\n2. Uppgifterna")
        figures = Figures(trial, ledger_of(trial))
        figures.try_all()
        figures.try_places()
        trial.say(
            f"   {len(figures.told)} uppgifter är omräknade ur sina delar, varav {figures.from_ledger} är hämtade ur bokföringen."
        )
        try_statements(trial, figures)
        try_history(trial)
    except Damaged as error:
        trial.fault(str(error))
    except (KeyError, IndexError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        trial.fault(
            f"Paketet går inte att pröva vidare: något i det är inte som det ska ({type(error).__name__}: {error})."
        )
    trial.say()
    if trial.faults:
        trial.say(f"Paketet stämmer INTE: {trial.faults} fel, som står ovan efter ordet FEL.")
        return 1
    trial.say("Paketet stämmer.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
