"""A small made-up budget of one förbund, for tests to write in."""

from decimal import Decimal

from django.test import Client

from budget.models import Amount, Layout, LayoutColumn, LayoutRow, Line, Series
from finsam.core.models import FiscalYear, Forbund, User
from finsam.facts.book import Book
from finsam.organisation.models import Contribution, Member, Payer
from tests import clients

YEAR = 2024


class Budget:
    """A förbund's year with lines and a budget; each method makes one thing with sensible values."""

    def __init__(self, key: str = "norra-an"):
        self.forbund = Forbund.objects.create(key=key, name=f"Finsam {key}", short_name=key)
        self.fiscal_year = FiscalYear.objects.create(forbund=self.forbund, year=YEAR, key=str(YEAR))
        self.year = {"forbund": self.forbund, "fiscal_year": self.fiscal_year}
        self.count = 0

    def book(self) -> Book:
        return Book(self.forbund, YEAR)

    def line(self, name: str, side: str = "kostnad", **fields) -> Line:
        self.count += 1
        return Line.objects.create(forbund=self.forbund, name=name, side=side, order=self.count, **fields)

    def series(self, name: str = "Budget 2024", kind: str = "budget", about: int = YEAR, **fields) -> Series:
        return Series.objects.create(name=name, kind=kind, about=about, **self.year, **fields)

    def amount(self, series: Series, line: Line, amount: int) -> Amount:
        return Amount.objects.create(
            forbund=self.forbund, series=series, line=line, amount=Decimal(amount), key=line.key
        )

    def payer(self, name: str, amount: int, year: int = YEAR, status: str = "beslutat") -> Payer:
        payer = Payer.objects.create(forbund=self.forbund, name=name)
        member = Member.objects.create(forbund=self.forbund, name=name, kind="region")
        payer.members.add(member)
        Contribution.objects.create(
            forbund=self.forbund,
            payer=payer,
            year=year,
            status=status,
            amount=amount,
            key=f"{payer.key}-{year}-{status}",
        )
        return payer

    def layout(self, series: Series, *lines: Line, name: str = "Resultatbudget") -> Layout:
        layout = Layout.objects.create(name=name, **self.year)
        LayoutColumn.objects.create(
            forbund=self.forbund, layout=layout, label="Budget", series=series, order=1
        )
        for order, line in enumerate(lines, 1):
            LayoutRow.objects.create(
                forbund=self.forbund, layout=layout, kind="post", line=line, order=order, key=line.key
            )
        return layout

    def sign_in(self, role: str) -> Client:
        user = User.objects.create(email=f"{role}@{self.forbund.key}.example", name=role.capitalize())
        clients.let_in(user, role, self.forbund.key)
        return clients.signed_in(user, headers={"origin": clients.ORIGIN})
