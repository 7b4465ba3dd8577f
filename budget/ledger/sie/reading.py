"""Rows into records. Bad rows are told of and passed by; nothing here decides whether the file may be used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from hashlib import sha256
from operator import itemgetter

from budget.ledger.sie.checksum import checksum_of
from budget.ledger.sie.decoding import LONGEST_ROW, NotSie, text_of
from budget.ledger.sie.fields import Field, amount_of, day_of, fields_of, objects_of, well_quoted
from budget.ledger.sie.records import (
    Account,
    Dimension,
    Objects,
    PeriodRow,
    SieFile,
    Voucher,
)
from budget.remarks import Remark
from finsam.core.values.money import show

# Employees and customers are people, and are not read (GDPR article 5.1 c)
PEOPLE = ("7", "8")
RESERVED = {"1": "Kostnadsställe", "2": "Kostnadsbärare", "6": "Projekt"}
_MONTH = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])")
# The usual voucher: its head, and rows of account, objects without quoted braces, and amount. Others go the long way.
# Characters that have been taken are never given back (`+` after a count): where these don't fit nothing else of them would.
_USUAL_VOUCHER = re.compile(
    r'#VER[ \t]++("[^"\\\n]*+"|[^ \t"{}\n]++)[ \t]++("[^"\\\n]*+"|[^ \t"{}\n]++)[ \t]++"?+([0-9]{8})"?+(?:[ \t][^\n]*+)?\n'
    r"\{\n((?:[ \t]*+#TRANS[^\n]*+\n)+)\}(?:\n|\Z)"
)
_USUAL_ROWS = re.compile(
    r'[ \t]*+#TRANS[ \t]++"?+([^ \t"{}\n]++)"?+[ \t]++\{([^{}\n]*+)\}[ \t]*+"?+(-?+[0-9]{1,13}+(?:\.[0-9]{1,2}+)?)"?+'
    r"(?:[ \t][^\n]*+)?(?:\n|\Z)"
)


def read_sie(raw: bytes) -> SieFile:
    """The records of a file. Raises `decoding.NotSie` where there are none to be had."""
    text, encoding = text_of(raw)
    return _Reader(text, SieFile(encoding, sha256(raw).hexdigest())).read()


class _Reader:
    """Goes through the rows once."""

    def __init__(self, text: str, file: SieFile):
        self.text, self.file = text, file
        self.row, self.number = "", 0
        self.began = self.after = 0  # where in the text the row begins, and the one after it
        self.voucher: Voucher | None = None
        self.open = False
        self.summed_from: int | None = None  # where in the text the checksum begins
        self.objects: dict[str, Objects] = {}
        self.days: dict[str, date | None] = {}
        self.balances = {"#IB": file.opening, "#UB": file.closing, "#RES": file.results}
        self.labels: dict[str, Callable[[list[Field]], None]] = {
            "#PROGRAM": self._program, "#GEN": self._generated, "#SIETYP": self._type, "#FNAMN": self._name,
            "#ORGNR": self._organisation, "#RAR": self._year, "#OMFATTN": self._until, "#VALUTA": self._currency,
            "#KONTO": self._account, "#KTYP": self._kind, "#DIM": self._dimension, "#UNDERDIM": self._dimension,
            "#OBJEKT": self._object, "#IB": self._balance, "#UB": self._balance, "#RES": self._balance,
            "#PSALDO": self._period, "#VER": self._voucher, "#TRANS": self._movement, "#KSUMMA": self._checksum,
        }  # fmt: skip

    def read(self) -> SieFile:
        text, place = self.text, 0
        while place <= len(text):
            if text.startswith("#VER", place):
                place, taken = self._usual_vouchers(place)
                if taken:
                    continue
            end = text.find("\n", place)
            end = len(text) if end < 0 else end
            self.row, self.number, self.began = text[place:end].strip(" \t"), self.number + 1, place
            if end - place > LONGEST_ROW:
                raise NotSie(f"Rad {self.number} är orimligt lång. Filen är skadad: exportera den igen.")
            self.after = place = end + 1
            self._row(self.row)
        self._whole()
        return self.file

    def _usual_vouchers(self, place: int) -> tuple[int, int]:
        """Take vouchers that are written as most are, as many as follow on each other: the place after them, and how many.

        Nearly all of a file is such vouchers. One with anything else in it is read row by row.
        """
        self._end()
        text, lists, days, number, taken = self.text, self.objects, self.days, self.number, 0
        usual, rows_in, add = _USUAL_VOUCHER.match, _USUAL_ROWS.findall, self.file.vouchers.append
        while (voucher := usual(text, place)) is not None:
            series, its_number, day, body = voucher.groups()
            told, count = rows_in(body), body.count("\n")
            when = days.get(day)
            if when is None:
                when = days[day] = day_of(day)
            if when is None or len(told) != count or len(body) > LONGEST_ROW:
                break
            try:
                movements = [(account, lists[listed], Decimal(amount)) for account, listed, amount in told]
            except KeyError:
                if self._learn(listed for _, listed, _ in told):
                    continue
                break
            kept = Voucher(number + 1, series.strip('"'), its_number.strip('"'), when, movements)
            add(kept)
            if sum(map(_AMOUNT_OF, movements)):
                self._unbalanced(kept)
            number, place, taken = number + count + 3, voucher.end(), taken + 1
        self.number = number
        return place, taken

    def _learn(self, written: Iterable[str]) -> bool:
        """Read the lists of objects that no row before has had; False where one can't be read."""
        for listed in written:
            if listed not in self.objects:
                fields = fields_of(f"{{{listed}}}")
                pairs = objects_of(fields[0]) if len(fields) == 1 and isinstance(fields[0], tuple) else None
                if pairs is None:
                    return False
                self.objects[listed] = self._told(pairs)
        return True

    def _row(self, row: str) -> None:
        if row == "}":
            self._end()
        elif row == "{":
            self.open = self.voucher is not None
        elif row[:1] == "#":
            fields = fields_of(row)
            follow = self.labels.get(str(fields[0]).upper())
            if follow is not None:
                follow(fields)
        elif row:
            self._say("Raden börjar inte med # och hoppas över.")

    # The file as a whole

    def _whole(self) -> None:
        file = self.file
        file.cut = self.open or self.summed_from is not None
        used = file.moved | {each.account for each in file.periods}
        used |= {account for rows in (file.results, file.opening, file.closing) for _, account in rows}
        undeclared = sorted(used - file.accounts.keys())
        for number in undeclared:
            file.accounts[number] = Account(number, number)
        if undeclared:
            some = ", ".join(undeclared[:5])
            more = f" och {len(undeclared) - 5} till" if len(undeclared) > 5 else ""
            self._say(f"Konton som används utan att stå i kontoplanen: {some}{more}.", row=0)

    def _say(self, text: str, row: int | None = None, *, fault: bool = False) -> None:
        self.file.remarks.append(Remark(self.number if row is None else row, text, fault))

    def _lost(self, text: str) -> None:
        self._say(text, fault=True)

    # Whose, when, how

    def _program(self, fields: list[Field]) -> None:
        self.file.program = " ".join(_words(fields)[:2]).replace('"', "").strip()

    def _generated(self, fields: list[Field]) -> None:
        words = _words(fields)
        self.file.generated = day_of(words[0]) if words else None
        if words and words[0] and self.file.generated is None:
            self._say("Datumet då filen gjordes går inte att läsa.")

    def _type(self, fields: list[Field]) -> None:
        words = _words(fields)
        if words and words[0] in ("1", "2", "3", "4"):
            self.file.stated_type = int(words[0])
        else:
            self._say("Filens typ (#SIETYP) går inte att läsa. Innehållet avgör.")

    def _name(self, fields: list[Field]) -> None:
        self.file.name = " ".join(_words(fields)).strip()

    def _organisation(self, fields: list[Field]) -> None:
        words = _words(fields)
        self.file.organisation = re.sub(r"[^0-9]", "", words[0] if words else "")[-10:]

    def _year(self, fields: list[Field]) -> None:
        words = _words(fields)
        number = _whole_number(words[0]) if words else None
        if number is None:
            self._say("Räkenskapsårets nummer (#RAR) går inte att läsa.")
            return
        written = (*words[1:3], "", "")[:2]
        first, last = map(day_of, written)
        if number == 0 and all(written) and not (first and last and first <= last):
            self._say("Räkenskapsårets första och sista dag går inte att läsa (#RAR 0).")
        self.file.years[number] = (first, last)

    def _until(self, fields: list[Field]) -> None:
        words = _words(fields)
        self.file.until = day_of(words[0]) if words else None

    def _currency(self, fields: list[Field]) -> None:
        words = _words(fields)
        if words:
            self.file.currency = words[0].strip().upper()

    def _checksum(self, fields: list[Field]) -> None:
        words = _words(fields)
        if not words:
            self.summed_from = self.after
            return
        start, self.summed_from = self.summed_from, None
        if start is not None:
            stated = _whole_number(words[0])
            self.file.checksum = stated is not None and stated % 2**32 == checksum_of(
                self.text[start : self.began - 1].split("\n")
            )

    # Chart

    def _account(self, fields: list[Field]) -> None:
        words = self._named(fields, 2)
        if not words or not words[0]:
            self._say("Ett konto (#KONTO) saknar nummer och hoppas över.")
            return
        known = self.file.accounts.setdefault(words[0], Account(words[0]))
        known.name = words[1].strip() or words[0]

    def _kind(self, fields: list[Field]) -> None:
        words = _words(fields)
        if len(words) >= 2 and words[1].upper() in ("T", "S", "K", "I"):
            self.file.accounts.setdefault(words[0], Account(words[0], words[0])).kind = words[1].upper()

    def _dimension(self, fields: list[Field]) -> None:
        words = self._named(fields, 2)
        if not words or not words[0]:
            self._say("En dimension (#DIM) saknar nummer och hoppas över.")
        elif words[0] not in PEOPLE:
            known = self._of(words[0])
            known.name = words[1].strip() or known.name
            if str(fields[0]).upper() == "#UNDERDIM" and len(words) > 2:
                known.parent = words[2]

    def _object(self, fields: list[Field]) -> None:
        words = self._named(fields, 3)
        if len(words) < 3 or not words[0]:
            self._say("Ett objekt (#OBJEKT) går inte att läsa och hoppas över.")
        elif words[0] not in PEOPLE:
            self._of(words[0]).objects[words[1]] = words[2].strip() or words[1]

    def _of(self, dimension: str) -> Dimension:
        name = RESERVED.get(dimension, f"Dimension {dimension}")
        return self.file.dimensions.setdefault(dimension, Dimension(dimension, name))

    def _named(self, fields: list[Field], count: int) -> list[str]:
        """Numbers and a name; where the name has stray quotes, all that is left of the row is the name."""
        row, words = self.row, _words(fields)
        if not well_quoted(row):
            self._say(
                "Namnet på raden har citattecken mitt i, så att bokstäver kan ha gått förlorade. Beloppen berörs inte."
            )
            words = [part.strip('"') for part in row.split(None, count)[1:]]
        return words + [""] * (count - len(words)) if words else words

    # Balances and months

    def _balance(self, fields: list[Field]) -> None:
        label, words = str(fields[0]).upper(), _words(fields)
        number = _whole_number(words[0]) if words else None
        value = amount_of(words[2]) if len(words) > 2 else None
        if number is None or value is None or not words[1]:
            self._lost(f"År, konto eller belopp går inte att läsa på raden ({label}).")
            return
        kept = self.balances[label]
        place = (number, words[1])
        if place in kept and kept[place] != value:
            self._lost(f"Konto {words[1]} har två olika belopp för samma år ({label}).")
        kept[place] = value

    def _period(self, fields: list[Field]) -> None:
        words = _words(fields)
        listed = next((field for field in fields if isinstance(field, tuple)), ())
        objects = objects_of(listed)
        value = amount_of(words[3]) if len(words) > 3 else None
        if value is None or objects is None or not words[2] or not _MONTH.fullmatch(words[1]):
            self._lost("Månad, konto, objekt eller belopp går inte att läsa på raden (#PSALDO).")
            return
        self.file.periods.append(PeriodRow(self.number, words[1], words[2], self._told(objects), value))

    # Vouchers

    def _voucher(self, fields: list[Field]) -> None:
        series, number, day = [*_words(fields), "", "", ""][:3]
        self._begin(series, number, day)

    def _begin(self, series: str, number: str, day: str) -> None:
        self._end()
        if day not in self.days:
            self.days[day] = day_of(day)
        if self.days[day] is None:
            self._lost(
                "Verifikationens datum går inte att läsa (#VER), så beloppen hör inte till någon månad."
            )
        self.voucher = Voucher(self.number, series, number, self.days[day], [])
        self.file.vouchers.append(self.voucher)

    def _end(self) -> None:
        if self.voucher is not None and sum(map(_AMOUNT_OF, self.voucher.movements)):
            self._unbalanced(self.voucher)
        self.voucher, self.open = None, False

    def _unbalanced(self, voucher: Voucher) -> None:
        name = f"{voucher.series} {voucher.number}".strip()
        self.file.unbalanced.append(voucher.row)
        off = show(sum(map(_AMOUNT_OF, voucher.movements)), "kr", 2)
        self._say(
            f"Verifikation {name} går inte jämnt ut: det skiljer {off}. Fråga den som sköter bokföringen.",
            row=voucher.row,
        )

    def _movement(self, fields: list[Field]) -> None:
        if self.voucher is None or not self.open:
            self._lost("Raden (#TRANS) står utanför en verifikation.")
            return
        words = _words(fields)
        listed = next((field for field in fields if isinstance(field, tuple)), ())
        objects = objects_of(listed)
        value = amount_of(words[1]) if len(words) > 1 else None
        if value is None or objects is None or not words[0]:
            self._lost("Konto, objekt eller belopp går inte att läsa på raden (#TRANS).")
            return
        told = self._told(objects)
        self.voucher.movements.append((words[0], told, value))

    def _told(self, pairs: Objects) -> Objects:
        """The pairs without those that name people; objects that nobody has declared are called by their number."""
        kept = tuple(pair for pair in pairs if pair[0] not in PEOPLE)
        for dimension, number in kept:
            self._of(dimension).objects.setdefault(number, number)
        return kept


_AMOUNT_OF = itemgetter(2)


def _words(fields: list[Field]) -> list[str]:
    """The fields after the label that are no lists."""
    return [field for field in fields[1:] if isinstance(field, str)]


def _whole_number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?[0-9]{1,11}", text) else None
