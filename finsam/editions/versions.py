"""The versions of a document that can be compared: what was stored on its way, and what it is now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial, reduce

from django.utils import timezone

from finsam.core.caching.computed import computed
from finsam.core.values.periods import long_date
from finsam.disclosure.hiding import apply
from finsam.disclosure.publishing import plan_of
from finsam.disclosure.reader import Reader
from finsam.documents import registry
from finsam.documents.models import PROPOSED, Document
from finsam.documents.resolve import resolve
from finsam.documents.resolved import Resolved
from finsam.editions.comparison import Changes, compare
from finsam.editions.deciding import KNOWN_AS
from finsam.editions.models import Edition, FileForm
from finsam.editions.queries import file_of, settled
from finsam.editions.serialized import Unreadable, load

NOW = "nu"


@dataclass(frozen=True)
class Version:
    """A document at one time: its name in addresses, what people call it, and how it is read."""

    name: str
    label: str
    read: Callable[[], Resolved]
    proposed: bool = False  # whether the board had it to decide on
    revised: bool = False  # whether it was decided, and the document is a revision of it

    def __str__(self) -> str:
        return self.label


def versions_of(document: Document, reader: Reader, *, file: bool = False) -> list[Version]:
    """What a visitor can compare, the oldest first and what the document is now last.

    Who doesn't see all counts compares what is published, and so does everybody in a `file`, which may be handed on.
    """
    inside = reader.everything and not file

    def now() -> Resolved:
        whole = resolve(document, reader.book)
        if inside:
            return whole
        if reader.everything:
            return apply(whole, plan_of(document, whole), document.forbund.suppression_threshold)
        return reader.document(document, whole, file=True)

    return [*_stored(document, inside=inside), Version(NOW, "Dokumentet som det är nu", now)]


def _stored(document: Document, *, inside: bool) -> Iterator[Version]:
    """The editions of the document and of what it revises, the oldest first."""
    kind = registry.kinds().get(document.kind)
    editions = Edition.objects.filter(
        forbund_key=document.forbund.key, year=document.fiscal_year.year, kind=document.kind
    )
    if kind is not None and kind.several:
        editions = editions.filter(document=document.key)
    for edition in editions.order_by("at", "pk"):
        decided = edition.decided_on if edition.settled else None
        day = long_date(decided or timezone.localtime(edition.at).date())
        label = f"{edition.get_status_display()} {day} (handling {edition.number})"
        label = f"Revidering {edition.revision}: {label[0].lower()}{label[1:]}" if edition.revision else label
        read = partial(_read, edition, inside=inside)
        yield Version(
            edition.code,
            label,
            read,
            proposed=edition.status in PROPOSED,
            revised=edition.settled and edition.revision < document.revision,
        )


def stored_document(document: Document, reader: Reader) -> Resolved | None:
    """A settled document as it is stored, for a reader; None for what isn't settled or stored. Raises Unreadable."""
    edition = settled(document)
    if edition is None:
        return None
    inside = reader.everything
    what = ("stored document", edition.code, inside)
    return computed(document.forbund, what, lambda: _read(edition, inside=inside))


def _read(edition: Edition, *, inside: bool) -> Resolved:
    """The document as the edition holds it. Raises Unreadable."""
    file = file_of(edition, FileForm.DATA, inside=inside)
    if file is None:
        raise Unreadable("Handlingen är lagrad utan det innehåll som behövs för att jämföra.")
    return load(bytes(file.content).decode())


def chosen(versions: list[Version], old: str, new: str) -> tuple[Version, Version] | None:
    """Two versions by their names, the older first; None where there is but one.

    Those that aren't chosen: what is now, and what it revises, or what was proposed last of what revises nothing.
    """
    if len(versions) < 2:
        return None
    places = {version.name: place for place, version in enumerate(versions)}
    last = places.get(new, len(versions) - 1)
    usual = [place for place, version in enumerate(versions) if version.revised and place != last]
    usual = usual or [place for place, version in enumerate(versions) if version.proposed and place != last]
    first = places.get(old, max(usual, default=last - 1 if last else 1))
    if first == last:
        first = last - 1 if last else 1
    first, last = sorted((first, last))
    return versions[first], versions[last]


def changes_between(document: Document, old: Version, new: Version, audience: str) -> Changes:
    """What differs between two versions, as an audience sees it. Raises Unreadable."""
    what = ("changes", document.pk, old.name, new.name, audience)
    return computed(document.forbund, what, lambda: compare(old.read(), new.read(), known_as(document)))


def known_as(document: Document) -> Callable[[str], str]:
    """What a key is known as in a document and in what it revises, as the apps tell."""
    names = [tell(document) for tell in KNOWN_AS.values()]
    return lambda key: reduce(lambda known, name: name(known), names, key)
