"""A made-up förbund's statistics, for tests to fill."""

from datetime import date
from decimal import Decimal

from finsam.core.models import FiscalYear, Forbund
from finsam.facts.book import Book
from finsam.organisation.models import Member
from followup.events.models import Event
from followup.statistics.models import Bin, BinSet, Measure, StatTable, StatValue
from plans.models.insatser import Insats

YEAR = 2023


class People:
    """Makes one thing at a time with sensible values."""

    def __init__(self, forbund: Forbund):
        self.forbund = forbund
        self.fiscal_year = FiscalYear.objects.create(forbund=forbund, year=YEAR, key=str(YEAR))
        self.insats = Insats.objects.create(forbund=forbund, name="Vägledarna", key="vagledarna")
        self.deltagare = self.measure("Deltagare")
        self.count = 0

    def book(self, year: int = YEAR) -> Book:
        return Book(self.forbund, year)

    def year(self, year: int) -> FiscalYear:
        return FiscalYear.objects.get_or_create(forbund=self.forbund, year=year, key=str(year))[0]

    def measure(self, name: str, **fields) -> Measure:
        return Measure.objects.create(forbund=self.forbund, name=name, **fields)

    def kommun(self, name: str) -> Member:
        return Member.objects.create(forbund=self.forbund, name=name, kind="kommun")

    def bins(self, name: str, *bins, **fields) -> BinSet:
        """Bins are names, or (name, low, high)."""
        found = BinSet.objects.create(forbund=self.forbund, name=name, **fields)
        for order, one in enumerate(bins):
            title, low, high = one if isinstance(one, tuple) else (one, None, None)
            Bin.objects.create(
                forbund=self.forbund, bin_set=found, name=title, low=low, high=high, order=order
            )
        return found

    def table(
        self, population: str, values: dict, *, measure=None, year: int = YEAR, until=None, **fields
    ) -> StatTable:
        """Values by place: "" is all, "kvinna" a sex, "16-24" a bin, "16-24 man" both, "@kommun" a kommun."""
        self.count += 1
        fields.setdefault("insats", self.insats)
        table = StatTable(
            forbund=self.forbund,
            fiscal_year=self.year(year),
            measure=measure or self.deltagare,
            population=population,
            until=until or date(year, 12, 31),
            order=self.count,
            **fields,
        )
        table.full_clean()
        table.save()
        bins = {one.key: one for one in table.bin_set.bins.all()} if table.bin_set else {}
        kommuner = {one.key: one for one in Member.objects.filter(forbund=self.forbund)}
        for place, value in values.items():
            words = place.split()
            sex = next((word for word in words if word in ("kvinna", "man", "annat")), "")
            kommun = next((kommuner[word[1:]] for word in words if word.startswith("@")), None)
            group = next((bins[word] for word in words if word in bins), None)
            one = StatValue(forbund=self.forbund, table=table, bin=group, sex=sex, kommun=kommun)
            if isinstance(value, str) and value.endswith("%"):
                one.share = Decimal(value[:-1])
            elif isinstance(value, str):
                one.qualifier, number = value.split()
                one.value = Decimal(number)
            else:
                one.value = Decimal(value)
            one.full_clean()
            one.save()
        return table

    def event(self, name: str, **fields) -> Event:
        self.count += 1
        event = Event(
            forbund=self.forbund, fiscal_year=self.fiscal_year, name=name, order=self.count, **fields
        )
        event.full_clean()
        event.save()
        return event
