"""Drawing a sample, noting what was found of an item, and sharing what was drawn with those who are to bring the vouchers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from auditors.sampling.drawing import CannotDraw, draw
from auditors.sampling.models import Method, Sample, SampleItem, Source
from auditors.sampling.population import digest
from auditors.sampling.queries import Population, books_in_force
from finsam.core import audit, services
from finsam.core.values.money import plain

NO_BOOKS = "Ingen bokföring är inläst för året. Stickprov dras ur den inlästa bokföringen."
NO_VOUCHERS = (
    "Verifikationerna är inte sparade. De sparas bara om filen har dem och förbundet säger ja när den läses in. "
    "Dra ur konton i stället, eller be kansliet läsa in filen med verifikationernas nummer, dag och belopp."
)


def complete(sample: Sample) -> Population:
    """Give a sample the books in force, and an interval where only a number of items was asked for. Raises ValidationError."""
    books = books_in_force(sample.fiscal_year)
    if books is None:
        raise ValidationError(NO_BOOKS)
    sample.books = books
    services.validate(sample)
    population = Population(books, sample.choice)
    if sample.source == Source.VOUCHERS and not population.everything:
        raise ValidationError({"source": NO_VOUCHERS})
    if sample.method == Method.MONETARY and not sample.interval:
        ore = int(population.size * 100) // sample.size
        sample.interval = Decimal(max(ore, 1)) / 100
    return population


@transaction.atomic
def draw_sample(sample: Sample, *, by: Any) -> Sample:
    """Draw a sample from the books in force and store it. Raises ValidationError with what is wrong."""
    services.turn(sample.forbund_id)
    population = complete(sample)
    try:
        drawn = draw(population.items, sample.plan)
    except CannotDraw as error:
        raise ValidationError(str(error)) from error
    sample.population_hash = digest(population.items)
    sample.drawn_by = (by.name or by.email)[:150]

    def record(*, after: dict, **how: Any) -> Any:
        """The items are stored with their sample, and told of in its row."""
        SampleItem.objects.bulk_create(
            SampleItem(
                forbund=sample.forbund, sample=sample, key=f"p{at}", order=at, item=each.item.id, amount=each.item.amount,
                stratum=each.stratum, hits=each.hits,
            )
            for at, each in enumerate(drawn, 1)
        )  # fmt: skip
        told = {"poster": {each.item.id: plain(each.item.amount) for each in drawn}}
        return audit.record(after={**after, **told}, **how)

    return services.save(sample, by=by, verb="drog", record=record)


@transaction.atomic
def note_result(item: SampleItem, *, by: Any, version: int | None = None) -> SampleItem:
    """Store what was found of an item. Raises StaleSave, and ValidationError for what doesn't fit together."""
    item.noted_by = (by.name or by.email)[:150] if item.result else ""
    item.noted_on = timezone.localdate() if item.result else None
    return services.save(item, by=by, version=version, verb="antecknade resultatet av")


@transaction.atomic
def share_sample(sample: Sample, *, by: Any) -> Sample:
    """Let those who keep the books see which items were drawn, so that they can bring what they rest on."""
    stored = services.fresh(sample, None)
    if stored.shared_on is not None:
        return stored
    stored.shared_on, stored.shared_by = timezone.localdate(), (by.name or by.email)[:150]
    return services.save(stored, by=by, verb="delade")
