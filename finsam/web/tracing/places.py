"""Where a figure is printed: in the year's documents as they are now, and in what has been stored of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from finsam.core.caching.computed import computed
from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.permissions import Permission
from finsam.documents import queries
from finsam.documents.models import Document
from finsam.documents.resolve import resolve
from finsam.documents.resolved import Part
from finsam.editions.models import Edition, EditionFile, FileForm
from finsam.editions.queries import file_of
from finsam.editions.trail.printed import printed_in
from finsam.editions.trail.trail import TracedFigure, Trail, load
from finsam.facts.book import Book


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document as it is now."""

    document: Document
    part: Part
    place: str

    def __str__(self) -> str:
        return f"{self.document}, {self.part.number} {self.part.title}".strip()


def places_in(documents: Iterable[Document], book: Book) -> dict[str, list[Place]]:
    """Where each figure, by its key, is printed in documents; each place once."""
    by_key: dict[str, dict[tuple, Place]] = {}
    for document in documents:
        for printed in printed_in(resolve(document, book)):
            at = (document.pk, printed.part.anchor, printed.place)
            place = Place(document, printed.part, printed.place)
            by_key.setdefault(printed.fact.key, {}).setdefault(at, place)
    return {key: list(places.values()) for key, places in by_key.items()}


def places_of_year(tenant: TenantContext, book: Book) -> dict[str, list[Place]]:
    """Where each figure is printed in the year's documents."""
    return places_in(queries.documents(tenant.forbund, tenant.here.year), book)


def trail_of(tenant: TenantContext, edition: Edition) -> Trail | None:
    """The trail of an edition as the visitor may see it; None for what was stored without one. Raises UnreadableTrail."""
    inside = Permission.READ_COUNTS in tenant.permissions
    return computed(tenant.forbund, ("trail", edition.code, inside), lambda: read(edition, inside=inside))


def read(edition: Edition, *, inside: bool) -> Trail | None:
    """The trail that an edition was stored with."""
    file = file_of(edition, FileForm.TRAIL_DATA, inside=inside)
    return load(bytes(file.content)) if file else None


def trails_of_year(tenant: TenantContext) -> list[tuple[Edition, Trail]]:
    """The editions of the year that have a trail, the newest first, in two questions however many they are."""
    rows = Edition.objects.filter(
        forbund_key=tenant.forbund.key, year=tenant.here.year, files__form=FileForm.TRAIL_DATA
    )
    editions = list(rows.distinct().order_by("-at", "-pk"))
    inside = Permission.READ_COUNTS in tenant.permissions
    what = ("trails", tenant.here.year, inside, *(edition.code for edition in editions))
    trails = computed(tenant.forbund, what, lambda: _read_all(editions, inside=inside))
    return [(edition, trails[edition.code]) for edition in editions if edition.code in trails]


def _read_all(editions: list[Edition], *, inside: bool) -> dict[str, Trail]:
    rows = EditionFile.objects.filter(edition__in=editions, form=FileForm.TRAIL_DATA)
    rows = rows if inside else rows.filter(inside=False)
    files = {file.edition_id: file for file in rows.order_by("inside")}  # the inner one where there is one
    codes = {edition.pk: edition.code for edition in editions}
    return {codes[number]: load(bytes(file.content)) for number, file in files.items()}


def in_editions(tenant: TenantContext, key: str) -> list[tuple[Edition, TracedFigure]]:
    """The year's editions that a figure stands in, by its key."""
    pairs = ((edition, trail.by_key.get(key)) for edition, trail in trails_of_year(tenant))
    return [(edition, figure) for edition, figure in pairs if figure is not None]
