"""The bundle for a member's fullmäktige: the årsredovisning, the revisionsberättelse, a proposal and the member's sheet."""

from __future__ import annotations

import io
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import timezone
from django.utils.html import format_html

from auditors.discharge.models import Attachment, PaperKind
from auditors.discharge.queries import Discharge, annual_report
from finsam.core.models import FiscalYear
from finsam.core.values.money import show
from finsam.core.values.periods import long_date
from finsam.documents.books import open_book
from finsam.documents.models import Document
from finsam.documents.resolved import Part, Resolved
from finsam.editions.models import FileForm
from finsam.editions.queries import file_of
from finsam.facts.book import Book
from finsam.organisation.models import Member
from finsam.organisation.queries import members
from finsam.rendering.drafts import SOURCES, SUBJECTS, Order, pdf
from finsam.rendering.files import PUBLISHED, Source
from finsam.rendering.gathered import gathered
from finsam.rendering.pdf.pdf import RenderError
from followup.reporting.members.sheet import MEMBER

PROPOSAL = "forslag-ansvarsfrihet"  # what the drawing is called
MADE = (1980, 1, 1, 0, 0, 0)  # of each file in the bundle: the same files are the same bundle


def packed(discharge: Discharge, member: Member) -> bytes:
    """The bundle as a zip, with the checksums of its files. Raises RenderError for what can't be drawn."""
    files = dict(_files(discharge, member))
    sums = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    files["SHA256SUMS"] = sums.encode()
    raw = io.BytesIO()
    with ZipFile(raw, "w", ZIP_DEFLATED) as bundle:
        for name, content in files.items():
            bundle.writestr(ZipInfo(name, MADE), content, ZIP_DEFLATED)
    return raw.getvalue()


def _files(discharge: Discharge, member: Member):
    edition = discharge.edition
    if edition is None:
        raise RenderError("Årsredovisningen är inte beslutad än.")
    year = discharge.fiscal_year
    file = file_of(edition, FileForm.PDF)
    if file is None:
        raise RenderError("Årsredovisningens PDF saknas i den lagrade handlingen.")
    yield f"1-arsredovisning-{year.year}.pdf", bytes(file.content)
    for kind, name in (
        (PaperKind.SIGNED, "1-arsredovisning-undertecknad"),
        (PaperKind.REPORT, "2-revisionsberattelse"),
    ):
        if (paper := discharge.newest(kind)) is not None:
            stored = Attachment.objects.get(pk=paper.pk)
            yield f"{name}-{year.year}.pdf", bytes(stored.content)
    yield f"3-forslag-till-beslut-{member.key}.pdf", pdf(Order(year, PUBLISHED, (PROPOSAL, member.key)))
    documents = sorted(
        Document.objects.filter(fiscal_year=year), key=lambda row: (row.key != edition.document, row.pk)
    )
    document = next(iter(documents), None)  # the sheet is the year's, whichever document it is drawn of
    if document is not None:
        document.forbund, document.fiscal_year = year.forbund, year
        yield f"4-medlemsblad-{member.key}.pdf", pdf(Order(document, PUBLISHED, (MEMBER, member.key)))


def proposal(book: Book, member: Member, day: str) -> list[str]:
    """The proposal's paragraphs, made from the year's facts."""
    forbund, year = book.forbund, book.year
    equity, result = book.get(f"bokslut.eget-kapital@{year}"), book.get(f"bokslut.arets-resultat@{year}")
    told = [
        f"{label} {show(fact.value, fact.unit)}"
        for label, fact in (("Årets resultat var", result), ("Eget kapital vid årets slut var", equity))
        if fact is not None and fact.value is not None
    ]
    return [
        f"{member.name} är medlem i {forbund.name}. Styrelsen har beslutat årsredovisningen för {year}{f' den {day}' if day else ''}, "
        "och revisorerna har lämnat sin revisionsberättelse. "
        + " ".join(f"{sentence}." for sentence in told),
        "Varje medlem prövar frågan om ansvarsfrihet för sig (26 § lagen (2003:1210) om finansiell samordning av "
        "rehabiliteringsinsatser).",
    ]


def points(book: Book, member: Member) -> list[str]:
    """What the member is proposed to decide."""
    return [
        f"{member.name} beviljar styrelsen för {book.forbund.name} och dess ledamöter ansvarsfrihet för år {book.year}.",
        f"Årsredovisningen för år {book.year} och revisionsberättelsen läggs till handlingarna.",
    ]


def resolved_proposal(fiscal_year: FiscalYear, member: Member) -> Resolved:
    """The proposal as a document of one page."""
    book, forbund = open_book(fiscal_year.forbund, fiscal_year.year), fiscal_year.forbund
    edition = annual_report(fiscal_year)
    day = long_date(edition.decided_on) if edition and edition.decided_on else ""
    prose = "".join(format_html("<p>{}</p>", paragraph) for paragraph in proposal(book, member, day))
    decided = "".join(format_html("<li>{}</li>", point) for point in points(book, member))
    parts = (
        Part("bakgrund", "s-bakgrund", 1, "", "Bakgrund", False, False, prose, (), "", ""),
        Part(
            "forslag",
            "s-forslag",
            1,
            "",
            "Förslag till beslut",
            False,
            False,
            f"<ol>{decided}</ol>",
            (),
            "",
            "",
        ),
    )
    return gathered(
        parts,
        forbund=forbund,
        year=fiscal_year.year,
        kind=PROPOSAL,
        title=f"Ansvarsfrihet {fiscal_year.year}: {member.name}",
        subtitle=f"Förslag till beslut, {long_date(timezone.localdate())}",
    )


def _source(fiscal_year: FiscalYear, audience: str, key: str) -> Source:
    """What is drawn: a year's proposal to the member with a key. Raises RenderError where there is none."""
    member = next((each for each in members(fiscal_year.forbund) if each.key == key), None)
    if member is None:
        raise RenderError("Medlemmen finns inte.")
    return Source.of(resolved_proposal(fiscal_year, member))


def _year(number: int) -> FiscalYear:
    return FiscalYear.objects.select_related("forbund__logo").get(pk=number)


SOURCES.add(PROPOSAL, _source)
SUBJECTS.add(PROPOSAL, _year)
