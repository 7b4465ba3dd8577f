"""Reads a budget as it is pasted from Excel, Word or a page: lines, years, and sums that are checked and not stored.

Knows no database. Cells stand apart by tabs, by | or by wide spaces; amounts are read as `finsam.core.values.money` reads them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

from budget.beginning.table import Column, Pasted, Post, Sum
from budget.remarks import Remark
from finsam.core.values.money import SIDED, AmountError, parse

MOST_ROWS, MOST_CELLS, LONGEST = 400, 30, 200_000
LONGEST_HEAD = 80  # letters of what stands above a column; more is a sentence
INCOME, COST = "intakt", "kostnad"  # as `budget.models.Side` stores them

_TAG = re.compile(r"<[^<>]{0,200}>")
# Not of an amount, as in ”428 tkr från tidigare år”
_UNIT = re.compile(
    r"(?<!\d)(?<!\d[ \u00a0])\b(tkr|mnkr|mkr|msek|tusental|tusen kr\w*|miljoner)\b", re.IGNORECASE
)
_IN_KRONOR = re.compile(r",?\s*\(?(?:i )?(?:t|mn?)?kr(?:onor)?\)?$", re.IGNORECASE)
_YEAR = re.compile(r"\b(20[0-4]\d)\b")
_SUM = re.compile(r"^(?:del)?summa\b|^s:a\b|^total[ta]?\b", re.IGNORECASE)
_RESULT = re.compile(r"^(?:summa )?(?:årets |budgeterat |prel\.? )?resultat\b(?! \d{4})", re.IGNORECASE)
_CAPITAL = re.compile(
    r"eget kapital|balanserat resultat|överskott från|ackumulera|^prel\.? resultat \d{4}|^ib\b|^ub\b",
    re.IGNORECASE,
)
_INCOMES = re.compile(r"intäkt|tillgång|^(?:driftbidrag|driftsbidrag|medlemsbidrag)", re.IGNORECASE)
_COSTS = re.compile(r"kostnad|utgift|^insatser$|verksamheter$|^administration|kansli", re.IGNORECASE)
_FROM = re.compile(
    r"medlemsbidrag|drifts?bidrag|bidrag från|^ränt(?!.*kostnad)|^staten\b|^region |kommun$|^försäkringskass|^arbetsförmedl|sjuklöneersättning",
    re.IGNORECASE,
)
_SIDE = re.compile(r"(?:(?:verksamhetens|finansiella) )?(?:kostnader|intäkter)(?:/.*)?", re.IGNORECASE)
_NAMED = re.compile(r"^(?:del)?summa[: ]*|^s:a[: ]*|^total[ta]?[: ]*", re.IGNORECASE)
_KINDS = (
    ("utfall", "utfall"),
    ("bokslut", "utfall"),
    ("prognos", "prognos"),
    ("plan", "plan"),
    ("budget", "budget"),
)


@dataclass(slots=True)
class _Row:
    number: int
    label: str
    account: str
    cells: list[str]
    amounts: dict[int, Decimal]


def read(text: str) -> Pasted:
    """What a pasted table says. Never raises: what isn't understood is a remark."""
    pasted = Pasted()
    if len(text) > LONGEST:
        pasted.remarks.append(Remark(0, "Texten är för stor. Klistra in bara budgettabellen.", fault=True))
        return pasted
    written = [_cells(line) for line in text.replace("\r\n", "\n").split("\n")]
    if sum(any(cells) for cells in written) > MOST_ROWS:
        told = f"Tabellen har fler än {MOST_ROWS} rader. Klistra in en tabell i taget."
        pasted.remarks.append(Remark(0, told, fault=True))
        return pasted
    rows: list[_Row] = []
    begun = False  # once years or amounts have come, 2000 is an amount
    for number, cells in enumerate(written, 1):
        row = _row(number, cells, pasted, begun=begun)
        if row is not None:
            rows.append(row)
            begun = begun or bool(row.amounts) or _is_heading(cells)
    places = _places(rows, pasted)
    if not places:
        told = "Här finns inga belopp att läsa. Markera hela tabellen i Excel eller Word, kopiera den och klistra in här."
        pasted.remarks.append(Remark(0, told, fault=True))
        return pasted
    first = next(at for at, row in enumerate(rows) if row.amounts)
    _in_kronor(rows, first, pasted)
    pasted.columns = _columns(rows[:first], places)
    _Tree(pasted, places).grow(rows)
    _give_signs(pasted)
    if not pasted.lines and not pasted.faults:
        pasted.remarks.append(Remark(0, "Tabellen har belopp men inga rader med namn.", fault=True))
    return pasted


def _in_kronor(rows: list[_Row], first: int, pasted: Pasted) -> None:
    """Amounts under a heading that says thousands or millions are made kronor, and that is told."""
    above = (cell for row in rows[:first] for cell in row.cells if len(cell) <= LONGEST_HEAD)
    unit = next(filter(None, map(_UNIT.search, above)), None)
    if unit is None:
        return
    words, factor = ("miljoner", 1_000_000) if unit[1][0] in "mM" else ("tusental", 1_000)
    for row in rows:
        for place in row.amounts:
            if not re.search(r"[^\W\d_]", row.cells[place]):
                row.amounts[place] *= factor
    pasted.remarks.append(Remark(0, f"Beloppen står i {words} kronor och är omräknade till kronor."))


def _cells(line: str) -> list[str]:
    line = unescape(_TAG.sub("", line)).strip("\n\r ")
    if "\t" in line:
        cells = line.split("\t")
    elif line.startswith("|"):
        cells = line.strip("|").split("|")
    else:
        cells = re.split(r" {2,}", line) if re.search(r"\S {2,}\S", line) else _apart(line)
    return [re.sub(r"^#+ ", "", cell.replace("\u00a0", " ")).strip(" *_") for cell in cells[:MOST_CELLS]]


def _apart(line: str) -> list[str]:
    """A label and the amount after it, where only spaces stand between."""
    match = re.fullmatch(r"(.*?\D)[ ]((?:[-\u2212\u2013] ?)?\d{1,3}(?:[ \u00a0]\d{3})+(?: kr)?)", line)
    return [match[1], match[2]] if match else [line]


def _row(number: int, cells: list[str], pasted: Pasted, *, begun: bool) -> _Row | None:
    if not any(cells) or all(re.fullmatch(r"[-:= ]*", cell) for cell in cells):
        return None
    heads = _is_heading(cells, begun=begun)
    amounts, label, account = {}, "", ""
    for place, cell in enumerate(cells):
        if not cell or cell in "-–—":
            continue
        named_later = any(re.search(r"[^\W\d_]{3}", later) for later in cells[place + 1 :])
        if not label and named_later and re.fullmatch(r"\d{3,6}", cell):
            account = account or cell
            continue
        if not label and re.match(r"[^\W\d_]|\d+(?:\.\d+)*[ .]+[^\W\d_]{3}", cell):
            label = cell.rstrip(":")
            continue
        if cell.startswith("#"):
            told = f"Rad {number}: ”{cell[:20]}” är ett fel i Excel eller en för smal kolumn. Rätta cellen och klistra in på nytt."
            pasted.remarks.append(Remark(number, told, fault=True))
            continue
        if heads or not re.search(r"\d", cell) or "%" in cell:
            continue
        try:
            value = parse(cell, SIDED)
        except AmountError as error:
            if label and re.fullmatch(r"[^\W\d_].*", cell):
                continue  # a comment beside the figures
            pasted.remarks.append(Remark(number, f"Rad {number}: {error}", fault=True))
            continue
        if value is not None:
            amounts[place] = value
    return _Row(number, label, account, cells, amounts)


def _is_heading(cells: list[str], *, begun: bool = False) -> bool:
    """Whether a row names years and no amounts: `Budget 2024`, or only `2024` where nothing has `begun`."""
    said = [cell for cell in cells if cell]
    years = [cell for cell in said if _YEAR.search(cell)]
    others = [cell for cell in said if cell not in years and re.search(r"\d", cell)]
    bare = [cell for cell in years if re.fullmatch(r"20[0-4]\d", cell)]
    if others or not years or not all(cell in bare or re.search(r"[^\W\d_]", cell) for cell in years):
        return False
    return len(bare) < len(years) or (not begun and len(set(bare)) == len(bare))


def _places(rows: list[_Row], pasted: Pasted) -> list[int]:
    """Where the columns of amounts stand: a place with a single amount among many rows is a slip."""
    counted = Counter(place for row in rows for place in row.amounts)
    return sorted(counted)


def _columns(above: list[_Row], places: list[int]) -> list[Column]:
    """What stands above each column, rows of headings joined; the kind is budget where nothing says otherwise."""
    heads = [row for row in above if any(_YEAR.search(cell) or _kind(cell) for cell in row.cells)]
    enough = [row for row in heads if sum(map(bool, row.cells)) >= len(places)]
    if not enough:
        return [_column(heads[-1].label if heads else "") for _ in places]
    labels = [cell for cell in enough[-1].cells if cell][-len(places) :]
    over = above[above.index(enough[-1]) - 1] if above.index(enough[-1]) else None
    if over in heads and not any(_kind(label) for label in labels) and sum(map(bool, over.cells)) == 1:
        labels = [f"{over.label} {label}" for label in labels]
    return [_column(label) for label in labels]


def _column(label: str) -> Column:
    year = _YEAR.findall(label)
    return Column(label[:60], int(year[-1]) if year else None, _kind(label) or "budget")


def _kind(label: str) -> str:
    return next((kind for word, kind in _KINDS if word in label.casefold()), "")


class _Tree:
    """The rows as they are added up: a sum closes the posts right above it that come to it, and makes a group of them."""

    def __init__(self, pasted: Pasted, places: list[int]):
        self.pasted, self.places = pasted, places
        self.open: list[Post] = []  # not in any sum yet
        self.heads: list[tuple[int, str]] = []  # how many were open at each heading, and its words
        self.side = ""

    def grow(self, rows: list[_Row]) -> None:
        """Take the rows in order."""
        for row in rows:
            amounts = [row.amounts.get(place) for place in self.places]
            if not row.amounts:
                self._heading(row)
            elif not row.label:
                told = f"Rad {row.number}: beloppen har ingen text framför sig. Skriv vad de gäller, eller ta bort raden."
                self.pasted.remarks.append(Remark(row.number, told, fault=True))
            elif _CAPITAL.search(row.label):
                self._capital(row, amounts)
            elif _RESULT.search(row.label):
                self._result(row, amounts)
            elif _SUM.search(row.label):
                self._sum(row, amounts)
            else:
                self._post(row, amounts)
        self.pasted.lines = self.open

    def _heading(self, row: _Row) -> None:
        if not row.label:
            return
        incomes, costs = _INCOMES.search(row.label), _COSTS.search(row.label)
        if bool(incomes) != bool(costs):
            self.side = INCOME if incomes else COST
        if _is_heading(row.cells) and not incomes:
            return
        self.heads.append((len(self.open), _IN_KRONOR.sub("", row.label) or row.label))

    def _post(self, row: _Row, amounts: list[Decimal | None]) -> None:
        side = self.side
        if not side or (side == INCOME and not self._incomes_named and not _FROM.search(row.label)):
            side = INCOME if _FROM.search(row.label) else COST
            self.side = self.side or (COST if side == COST else "")
        self.open.append(Post(row.number, row.label[:160], amounts, row.account, side))

    @property
    def _incomes_named(self) -> bool:
        return any(_INCOMES.search(words) for _, words in self.heads)

    def _capital(self, row: _Row, amounts: list[Decimal | None]) -> None:
        self.pasted.capital.append(Post(row.number, row.label, amounts))

    def _result(self, row: _Row, amounts: list[Decimal | None]) -> None:
        """The result is the incomes less the costs, whichever way they are signed."""
        of = {
            side: _total([post for post in self.open if post.side == side], len(amounts))
            for side in (INCOME, COST)
        }
        plain = [income - cost for income, cost in zip(of[INCOME], of[COST], strict=True)]
        added = [income + cost for income, cost in zip(of[INCOME], of[COST], strict=True)]
        both = [
            Sum(row.number, row.label, amounts, computed) for computed in (plain, added, [-x for x in added])
        ]
        self.pasted.sums.append(next((each for each in both if each.ok), both[0]))

    def _sum(self, row: _Row, amounts: list[Decimal | None]) -> None:
        width, since = len(amounts), self.heads[-1][0] if self.heads else 0
        if since == len(self.open) and self.heads:
            named = self.heads[-1][1].casefold() in row.label.casefold()
            if named or not (_INCOMES.search(row.label) or self._comes_to(amounts)):
                self._post(row, amounts)  # a sum without rows is a line: only the whole is known
                self.open[-1].label = self.heads.pop()[1]
                return
        start = self._start(amounts)
        if start is None:
            block = self.open[since:] or self.open
            opening = self._with_opening(row, amounts)
            self.pasted.sums.append(opening or Sum(row.number, row.label, amounts, _total(block, width)))
            self._turn(row.label)
            return
        self.pasted.sums.append(Sum(row.number, row.label, amounts, _total(self.open[start:], width)))
        self._close(row, start, amounts)
        self._turn(row.label)

    def _turn(self, label: str) -> None:
        """After the incomes' sum come the costs."""
        if _INCOMES.search(label) or (self.side == INCOME and label.casefold() == "summa"):
            self.side = COST
            self.heads = [(len(self.open), words) for _, words in self.heads if not _INCOMES.search(words)][
                -1:
            ]

    def _with_opening(self, row: _Row, amounts: list[Decimal | None]) -> Sum | None:
        """A sum of the incomes that counts the equity carried in."""
        posts = [*(post for post in self.open if post.side == INCOME), *self.pasted.capital]
        stated = Sum(row.number, row.label, amounts, _total(posts, len(amounts)))
        return stated if stated.ok else None

    def _comes_to(self, amounts: list[Decimal | None]) -> bool:
        return self._start(amounts) is not None

    def _start(self, amounts: list[Decimal | None]) -> int | None:
        """Where the posts begin that come to a sum: at a heading where several places do, else as early as possible."""
        fits = [
            start
            for start in range(len(self.open))
            if Sum(0, "", amounts, _total(self.open[start:], len(amounts))).ok
        ]
        at_heads = [start for start in fits if start in {at for at, _ in self.heads}]
        return (at_heads or fits or [None])[0]

    def _close(self, row: _Row, start: int, amounts: list[Decimal | None]) -> None:
        """Make a group of the posts of a sum, unless they are a whole side, or tell again what stands above."""
        posts = self.open[start:]
        before = [post for post in self.open[:start] if post.side == posts[0].side]
        if before and Sum(0, "", amounts, _total(before, len(amounts))).ok and len(posts) > 1:
            self.open = self.open[:start]
            told = f"Rad {posts[0].row}–{row.number} räknar upp samma pengar en gång till och tas inte med."
            self.pasted.remarks.append(Remark(row.number, told))
            return
        heading = next((words for at, words in reversed(self.heads) if at == start), "")
        self.heads = [
            (at, words) for at, words in self.heads if at < start or (at == start and words != heading)
        ]
        if _SIDE.fullmatch(heading):
            heading = ""
        name = _NAMED.sub("", row.label).strip() or heading
        if not name or _SIDE.fullmatch(name) or (len(posts) == 1 and posts[0].below):
            return
        name = heading or name[:1].upper() + name[1:]
        group = Post(row.number, name[:160], list(amounts), side=posts[0].side, below=posts)
        for post in posts:
            for each in post.every():
                each.level += 1
        self.open[start:] = [group]


def _total(posts: list[Post], width: int) -> list[Decimal]:
    return [sum((post.amounts[at] or Decimal(0) for post in posts), Decimal(0)) for at in range(width)]


def _give_signs(pasted: Pasted) -> None:
    """Income + and cost −, whichever way the table has them: what most of a side's amounts are is its usual sign."""
    for side, usual in ((INCOME, 1), (COST, -1)):
        posts = [post for post in pasted.every_line if post.side == side]
        values = [value for post in posts if not post.below for value in post.amounts if value]
        minus = sum(value < 0 for value in values) * 2 > len(values)
        turn = -1 if minus == (usual > 0) else 1
        for post in posts:
            post.signed = [None if value is None else value * turn + 0 for value in post.amounts]
