"""A spreadsheet's arithmetic, as much of it as our workbooks use: evaluates formulas as Excel does."""

import re
from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook

_TOKEN = re.compile(
    r"""\s*(?:(?P<ref>(?:(?P<sheet>[A-Za-zÅÄÖåäö]+)!)?\$?(?P<column>[A-Z]+)\$?(?P<row>\d+))
    |(?P<name>[A-Z]+)(?=\()|(?P<number>\d+(?:\.\d+)?)|(?P<text>"[^"]*")|(?P<sign>[-+*/(),=<]))""",
    re.VERBOSE,
)


class SheetError(Exception):
    """What Excel shows as #VALUE! or #DIV/0!."""


class Workbook:
    """A workbook's bytes, read; `value(sheet, cell)` is what Excel would show there, exact."""

    def __init__(self, data: bytes):
        self.book = load_workbook(BytesIO(data))
        self.known = {}

    def put(self, sheet: str, cell: str, value) -> None:
        """Type a number over a cell, and forget what was calculated."""
        self.book[sheet][cell].value = value
        self.known = {}

    def value(self, sheet: str, cell: str):
        """Decimal, str or None for blank. Raises SheetError."""
        if (sheet, cell) not in self.known:
            found = self.book[sheet][cell]
            if found.data_type == "f":
                self.known[sheet, cell] = _Formula(self, sheet, found.value[1:]).result()
            else:
                number = isinstance(found.value, int | float | Decimal)
                self.known[sheet, cell] = Decimal(str(found.value)) if number else found.value
        return self.known[sheet, cell]


class _Formula:
    """One formula, parsed and calculated as it is read: comparison, then terms, factors and atoms."""

    def __init__(self, book: Workbook, sheet: str, text: str):
        self.book, self.sheet, self.text, self.tokens, at = book, sheet, text, [], 0
        while at < len(text):
            found = _TOKEN.match(text, at)
            assert found, f"not understood: {text[at:]}"
            self.tokens.append(found)
            at = found.end()
        self.at = 0

    def result(self):
        value = self.comparison()()
        assert self.at == len(self.tokens), f"left over in {self.text}"
        return Decimal(0) if value is None else value

    def next_is(self, *signs):
        return self.at < len(self.tokens) and self.tokens[self.at]["sign"] in signs

    def take(self):
        self.at += 1
        return self.tokens[self.at - 1]

    # Each returns a function, so that IF calculates only the branch it shows.

    def comparison(self):
        left = self.terms()
        if not self.next_is("=", "<"):
            return left
        sign, right = self.take()["sign"], self.terms()
        return lambda: _equal(left(), right()) if sign == "=" else left() < right()

    def terms(self):
        left = self.factors()
        while self.next_is("+", "-"):
            left = _calculated(self.take()["sign"], left, self.factors())
        return left

    def factors(self):
        left = self.atom()
        while self.next_is("*", "/"):
            left = _calculated(self.take()["sign"], left, self.atom())
        return left

    def atom(self):
        token = self.take()
        if token["number"]:
            return lambda: Decimal(token["number"])
        if token["text"]:
            return lambda: token["text"][1:-1]
        if token["ref"]:
            return lambda: self.book.value(token["sheet"] or self.sheet, token["column"] + token["row"])
        if token["name"]:
            return self.call(token["name"])
        if token["sign"] == "-":
            return _calculated("-", lambda: Decimal(0), self.atom())
        assert token["sign"] == "("
        inner = self.comparison()
        assert self.take()["sign"] == ")"
        return inner

    def call(self, name):
        self.take()
        arguments = [self.comparison()]
        while self.take()["sign"] == ",":
            arguments.append(self.comparison())
        assert len(arguments) <= 255
        if name == "IF":
            test, yes, no = arguments
            return lambda: yes() if test() else no()
        if name == "OR":
            return lambda: any(tuple(one() for one in arguments))
        numbers = lambda: [value for one in arguments if isinstance(value := one(), Decimal)]  # noqa: E731
        return {"SUM": lambda: sum(numbers(), Decimal(0)), "COUNT": lambda: Decimal(len(numbers()))}[name]


def _equal(left, right):
    """An empty cell equals both nothing and zero; text never equals a number."""
    if left is None:
        return right in ("", 0)
    return type(left) is type(right) and left == right


def _calculated(sign, left, right):
    def value():
        a, b = (Decimal(0) if one is None else one for one in (left(), right()))
        if isinstance(a, str) or isinstance(b, str):
            raise SheetError("#VALUE!")
        if sign == "/" and b == 0:
            raise SheetError("#DIV/0!")
        return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b}[sign]()

    return value
