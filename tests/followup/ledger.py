"""A small made-up förbund with two or three years of books, for tests to fill and to break."""

from datetime import date
from decimal import Decimal

from budget.models import Amount, Line, Series
from finsam.checks.reconciliation import Case, run
from finsam.core.models import FiscalYear, Forbund
from finsam.documents.registry import find_block
from finsam.documents.resolve import resolve
from finsam.facts.book import Book
from finsam.organisation.models import Body, Person, Seat
from followup.accounts.models import BalanceAmount, BalanceItem, Note, YearBooks

YEAR = 2023
NBSP = "\u00a0"

# The lines: key → (side, rr_row, category)
LINES = {
    "bidrag": ("intakt", "", "medelstilldelning"),
    "esf": ("intakt", "", "esf"),
    "ovriga-intakter": ("intakt", "", "administration"),
    "ranta": ("intakt", "finansiella-intakter", "administration"),
    "coachning": ("kostnad", "", "individ"),
    "motesplats": ("kostnad", "", "struktur"),
    "kansli": ("kostnad", "", "administration"),
    "revision": ("kostnad", "", "administration"),
    "avskrivning": ("kostnad", "avskrivningar", "administration"),
    "bankavgift": ("kostnad", "finansiella-kostnader", "individ"),
    "esf-kostnad": ("kostnad", "", "esf"),
}
ITEMS = {
    "inventarier": "maskiner",
    "kundfordringar": "fordringar",
    "moms": "fordringar",
    "bank": "kassa",
    "pension": "pensioner",
    "lan": "langfristiga-skulder",
    "leverantorer": "kortfristiga-skulder",
}


class Ledger:
    """Fills the förbund's books."""

    def __init__(self):
        self.forbund = Forbund.objects.create(key="sodra-an", name="Finsam Södra ån", short_name="Södra ån")
        self.years = {
            year: FiscalYear.objects.create(forbund=self.forbund, year=year, key=str(year))
            for year in range(YEAR - 4, YEAR + 2)
        }
        self.lines, self.items = {}, {}
        for order, (key, (side, row, category)) in enumerate(LINES.items()):
            cost_type = "revision" if key == "revision" else ""
            self.lines[key] = Line.objects.create(
                forbund=self.forbund, key=key, name=key.capitalize(), side=side, rr_row=row, category=category,
                cost_type=cost_type, order=order,
            )  # fmt: skip
        for order, (key, row) in enumerate(ITEMS.items()):
            self.items[key] = BalanceItem.objects.create(
                forbund=self.forbund, key=key, name=key.capitalize(), row=row, order=order
            )

    def series(self, year: int, amounts: dict, kind: str = "utfall", **fields) -> Series:
        """A series about a year, with signed amounts by line."""
        one = Series.objects.create(
            forbund=self.forbund, fiscal_year=self.years[year], name=f"{kind.capitalize()} {year}", kind=kind,
            about=year, **fields,
        )  # fmt: skip
        for key, amount in amounts.items():
            Amount.objects.create(
                forbund=self.forbund, series=one, line=self.lines[key], amount=Decimal(amount)
            )
        return one

    def balance(self, year: int, amounts: dict, end: date | None = None) -> None:
        """A closing balance by item; without a day, at the year's end."""
        for key, amount in amounts.items():
            BalanceAmount.objects.create(
                forbund=self.forbund, fiscal_year=self.years[year], item=self.items[key], end=end,
                amount=Decimal(amount),
            )  # fmt: skip

    def texts(self, year: int = YEAR, **fields) -> YearBooks:
        """The year's texts."""
        return YearBooks.objects.create(forbund=self.forbund, fiscal_year=self.years[year], **fields)

    def note(self, name: str, form: str = "text", explains=(), **fields) -> Note:
        """A note of the year."""
        order = Note.objects.filter(forbund=self.forbund).count()
        return Note.objects.create(
            forbund=self.forbund, fiscal_year=self.years[YEAR], name=name, form=form, explains=list(explains),
            order=order, **fields,
        )  # fmt: skip

    def seat(self, name: str, role: str, start=date(2023, 1, 1), end=None) -> Seat:
        """Somebody on the board."""
        board, _ = Body.objects.get_or_create(
            forbund=self.forbund, key="styrelsen", name="Styrelsen", kind="styrelse"
        )
        person = Person.objects.create(forbund=self.forbund, name=name)
        return Seat.objects.create(
            forbund=self.forbund, body=board, person=person, role=role, start=start, end=end
        )

    def book(self, year: int = YEAR) -> Book:
        """A fresh book."""
        return Book(self.forbund, year)

    def findings(self, *rules: str, year: int = YEAR, documents=()) -> list:
        """What some rules say of the year."""
        book = self.book(year)
        case = Case(book, self.years[year], [(one, resolve(one, book)) for one in documents])
        return [one for one in run(case).findings if one.rule in rules]


def ordinary(ledger: Ledger) -> None:
    """Two years that balance: 2022 with a surplus of 200 after an opening of 1 000, 2023 with a deficit of 300."""
    ledger.series(
        2022,
        {"bidrag": 5000, "esf": 1000, "ovriga-intakter": 50, "coachning": -3900, "motesplats": -600,
         "kansli": -500, "revision": -40, "avskrivning": -10, "esf-kostnad": -800},
        opening=Decimal(1000),
    )  # fmt: skip
    ledger.balance(
        2022,
        {"inventarier": 50, "kundfordringar": 100, "moms": 200, "bank": 1550, "leverantorer": 700},
    )
    ledger.series(
        2023,
        {"bidrag": 5000, "esf": 300, "ovriga-intakter": 120, "ranta": 5, "coachning": "-4295.50",
         "motesplats": -600, "kansli": -480, "revision": -39, "avskrivning": -10, "bankavgift": "-0.50",
         "esf-kostnad": -300},
    )  # fmt: skip
    ledger.series(
        2023, {"bidrag": 5000, "coachning": -4000, "motesplats": -700, "kansli": -600}, kind="budget"
    )
    ledger.balance(
        2023,
        {"inventarier": 40, "kundfordringar": 20, "moms": 480, "bank": 1360, "leverantorer": 1000},
    )


def value(book: Book, name: str, year: int = YEAR) -> Decimal | None:
    """A row's amount."""
    fact = book.get(f"bokslut.{name}@{year}")
    return fact.value if fact is not None else None


def pieces(key: str, book: Book, **options):
    """A block's pieces."""
    return find_block(key).pieces(book, options)


def printed(table) -> dict[str, list[str]]:
    """A table as label → what its cells say."""
    told = {}
    for row in table.rows:
        cells = [row.cells.get(column.key) for column in table.columns]
        told[row.label] = [
            "" if cell is None else column.text(cell.fact).replace(NBSP, " ") if cell.fact else cell.text
            for cell, column in zip(cells, table.columns, strict=True)
        ]
    return told
