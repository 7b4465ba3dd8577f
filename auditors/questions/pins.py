"""What a question can be pinned to: found by its key, with what it is called and what it says now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditors.questions.models import Target
from budget.models import ClosedMonth, LedgerImport
from finsam.core.models import Picture
from finsam.core.tenancy.access import TenantContext, address
from finsam.core.text import prose
from finsam.core.values.periods import MONTHS, long_date
from finsam.disclosure.reader import Reader
from finsam.documents import queries
from finsam.documents.resolve import resolve
from finsam.editions.models import Edition, FileForm
from finsam.editions.queries import file_of
from finsam.editions.serialized import Unreadable, load
from finsam.facts.book import Fact, FactError
from plans.meetings.models import Paper

LONGEST_VALUE = 3000  # characters of a section that are kept as they were


@dataclass(frozen=True, slots=True)
class Pin:
    """Something that is asked about: its kind and key, what it is called, what it says now, and where it is read."""

    target: str
    place: str
    about: str
    value: str = ""
    href: str = ""

    @property
    def name(self) -> str:
        """The kind and the key in one, as an address names it."""
        return f"{self.target}:{self.place}"


def find(reader: Reader, tenant: TenantContext, name: str, code: str = "") -> Pin | None:
    """What an address names, as it is now or as it was in an edition; None for what isn't there."""
    target, _, place = name.partition(":")
    finder = {
        Target.FIGURE: _figure,
        Target.SECTION: _section,
        Target.FILE: _file,
        Target.MONTH: _month,
        Target.YEAR: _year,
    }.get(target)
    return finder(reader, tenant, place, code) if finder and "\0" not in name else None


def _figure(reader: Reader, tenant: TenantContext, key: str, code: str) -> Pin | None:
    key = key.partition("#")[0]  # what Avstämning calls the other side of a figure
    fact = _in_edition(tenant, key, code) or _fact(reader, tenant, key)
    if fact is None:
        return None
    return Pin(
        Target.FIGURE,
        fact.key,
        prose.plain(fact.label),
        reader.text(fact),
        address(tenant, "fact", key=fact.key),
    )


def _in_edition(tenant: TenantContext, key: str, code: str) -> Fact | None:
    """A figure as an edition printed it."""
    row = edition(tenant, code)
    file = file_of(row, FileForm.DATA, inside=True) if row else None
    try:
        return load(bytes(file.content).decode()).facts.get(key) if file else None
    except Unreadable:
        return None


def _fact(reader: Reader, tenant: TenantContext, key: str) -> Fact | None:
    """A figure by key, also one that only stands as a part of another or in a document."""
    try:
        fact = reader.book.get(key)
    except FactError:
        return None
    if fact is not None:
        return fact
    wholes = (part for whole in reader.book.all().values() for part in whole.walk())
    printed = (
        shown
        for document in queries.documents(tenant.forbund, tenant.here.year)
        for shown in resolve(document, reader.book).facts.values()
    )
    return next((fact for facts in (wholes, printed) for fact in facts if fact.key == key), None)


def _section(reader: Reader, tenant: TenantContext, place: str, code: str) -> Pin | None:
    document_key, _, section_key = place.partition("/")
    for document in queries.documents(tenant.forbund, tenant.here.year):
        if document.key != document_key:
            continue
        for section in document.sections.all():
            if section.key == section_key:
                words = prose.plain(f"{section.prose}{section.after}")
                href = f"{address(tenant, 'document-preview', key=document.key)}#s-{section.key}"
                about = f"avsnittet ”{_titled(section.title, tenant.here.year)}” i {document}"
                return Pin(Target.SECTION, place, about, prose.shortened(words, LONGEST_VALUE), href)
    return None


def _titled(title: str, year: int) -> str:
    return title.replace("{år}", str(year)) or "utan rubrik"


def _file(reader: Reader, tenant: TenantContext, place: str, code: str) -> Pin | None:
    kind, *keys = place.split("/")
    match kind, keys:
        case "handling", [item, key]:
            paper = (
                Paper.objects.select_related("item__meeting")
                .filter(
                    forbund=tenant.forbund, item__key=item, key=key, item__meeting__fiscal_year=tenant.here
                )
                .exclude(file_name="")
                .first()
            )
            return paper and _of_paper(tenant, paper)
        case "bild", [key]:
            picture = tenant.all(Picture).filter(key=key).first()
            return picture and Pin(
                Target.FILE, place, f"bilden ”{picture.name}”", href=address(tenant, "picture-file", key=key)
            )
        case "bokforing", [key]:
            books = tenant.all(LedgerImport).filter(key=key).first()
            return books and _of_books(tenant, books)
    return None


def _of_paper(tenant: TenantContext, paper: Paper) -> Pin:
    place = f"handling/{paper.item.key}/{paper.key}"
    href = address(tenant, "paper-file", item=paper.item.key, key=paper.key)
    return Pin(
        Target.FILE, place, f"handlingen ”{paper}” till {paper.item.meeting}", _digest(paper.digest), href
    )


def _of_books(tenant: TenantContext, books: LedgerImport) -> Pin:
    href = address(tenant, "ledger-read", key=books.key)
    value = f"{books.get_standing_display().lower()}, {_digest(books.sha256)}"
    return Pin(Target.FILE, f"bokforing/{books.key}", f"{books}", value, href)


def _digest(sha256: str) -> str:
    return f"kontrollsumma (SHA-256) {sha256[:16]}"


def _month(reader: Reader, tenant: TenantContext, place: str, code: str) -> Pin | None:
    if place not in [str(number) for number in range(1, len(MONTHS) + 1)]:
        return None
    closed = tenant.all(ClosedMonth).filter(month=int(place)).first()
    value = f"stängd {long_date(closed.closed_on)}" if closed else "inte stängd"
    href = address(tenant, "budget-followup-month", month=place)
    return Pin(Target.MONTH, place, f"{MONTHS[int(place) - 1]} {tenant.here.year}", value, href)


def _year(reader: Reader, tenant: TenantContext, place: str, code: str) -> Pin | None:
    return None if place else Pin(Target.YEAR, "", f"året {tenant.here.year} som helhet")


def offered(tenant: TenantContext) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What can be chosen on a page, in groups. A figure is asked about from its own page."""
    year = tenant.here.year
    yield "Året", [(f"{Target.YEAR}:", f"Året {year} som helhet")]
    yield (
        "Månader",
        [
            (f"{Target.MONTH}:{number}", f"{name.capitalize()} {year}")
            for number, name in enumerate(MONTHS, 1)
        ],
    )
    for document in queries.documents(tenant.forbund, year):
        yield (
            str(document),
            [
                (f"{Target.SECTION}:{document.key}/{section.key}", _titled(section.title, year))
                for section in queries.printed(document.sections.all())
            ],
        )
    papers = (
        Paper.objects.filter(forbund=tenant.forbund, item__meeting__fiscal_year=tenant.here)
        .exclude(file_name="")
        .select_related("item__meeting__body")
        .defer("content")
    )
    files = [
        (f"{Target.FILE}:bokforing/{books.key}", str(books))
        for books in tenant.all(LedgerImport).defer("content")
    ]
    files += [
        (f"{Target.FILE}:handling/{paper.item.key}/{paper.key}", f"{paper}, {paper.item.meeting}")
        for paper in papers
    ]
    files += [
        (f"{Target.FILE}:bild/{picture.key}", picture.name) for picture in tenant.all(Picture).defer("data")
    ]
    if files:
        yield "Filer", files


def edition(tenant: TenantContext, code: str) -> Edition | None:
    """The handling with a code; None where there is none, or none is named."""
    return Edition.objects.filter(forbund_key=tenant.forbund.key, code=code).first() if code else None
