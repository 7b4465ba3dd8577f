"""The page that tells what has changed, and the one page that the board gets of it."""

import io
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader

from budget.models import Amount
from budget.services import set_amounts
from finsam.core import services
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import scopes_disabled
from finsam.disclosure.hiding import apply
from finsam.disclosure.publishing import plan_of
from finsam.documents.books import open_book
from finsam.documents.models import Document
from finsam.documents.resolve import resolve
from finsam.editions import versions
from finsam.editions.board_page import pages_of
from finsam.editions.comparison import compare
from finsam.editions.serialized import dump, load
from finsam.editions.versions import Version
from finsam.rendering import drafts
from finsam.rendering.models import Draft
from finsam.rendering.pdf.one_page import to_one_page
from finsam.rendering.pdf.pdf import print_assets
from finsam.web.views import files
from followup.statistics.models import StatValue
from tests import clients
from tests.rendering.pdfcheck import check_pdf

PLAN = "verksamhetsplan"


def document_of(forbund: str, year: int, kind: str) -> Document:
    return Document.objects.select_related("forbund__logo", "fiscal_year", "cover_picture").get(
        forbund__key=forbund, fiscal_year__year=year, kind=kind
    )


def resolved_of(document: Document):
    book = open_book(document.forbund, document.fiscal_year.year)
    return resolve(document, book, list(document.sections.all()))


@pytest.fixture
def propose(monkeypatch):
    """Keep a document as it is now as what was proposed; the inner and the published rendition."""

    def keep(document: Document) -> str:
        whole, name = resolved_of(document), uuid4().hex[:10]
        hiding = plan_of(document, whole)
        texts = {
            True: dump(whole),
            False: dump(apply(whole, hiding, document.forbund.suppression_threshold)),
        }

        def stored(document, *, inside):
            return [Version(name, "Förslag 3 november", lambda: load(texts[inside]), proposed=True)]

        monkeypatch.setattr(versions, "_stored", stored)
        return name

    return keep


@pytest.fixture
def chief(db):
    return clients.chief()


def page(
    who,
    name: str = "document-changes",
    forbund: str = clients.OWN,
    year: int = 2024,
    kind: str = PLAN,
    **query,
):
    return clients.signed_in(who).get(clients.url(name, forbund, year, key=kind), query)


def entered(document: Document, line: str, difference: int, by) -> None:
    amount = Amount.objects.get(
        series__fiscal_year=document.fiscal_year,
        series__key=f"budget-{document.fiscal_year.year}",
        line__key=line,
    )
    set_amounts(series=amount.series, amounts={amount.line: amount.amount + difference}, by=by)


def rewritten(document: Document, key: str, old: str, new: str, by) -> None:
    section = document.sections.get(key=key)
    assert old in section.prose
    section.prose = section.prose.replace(old, new, 1)
    services.save(section, by=by)


def test_page_teaches_what_it_is_for_until_something_is_stored(chief):
    told = page(chief).content.decode()
    assert "Det finns inget att jämföra med än." in told
    assert "När dokumentet läggs fram som förslag lagras det som en handling." in told


def test_page_says_that_nothing_differs(chief, propose):
    with clients.in_scope(clients.OWN):
        name = propose(document_of(clients.OWN, 2024, PLAN))
    assert "Inget skiljer de två åt." in page(chief, fran=name).content.decode()


def test_page_tells_of_the_amount_and_of_the_word(chief, propose):
    with clients.in_scope(clients.OWN):
        document = document_of(clients.OWN, 2024, PLAN)
        name = propose(document)
        entered(document, "personalkostnader", -50_000, chief)
        rewritten(document, "inledning", "enligt lagen", "efter lagen", chief)
    told = page(chief, fran=name).content.decode()
    assert "1 siffra är ändrad" in told
    assert (
        '<a href="/kramfors/2024/uppgifter/budget.personalkostnader@2024/">Personalkostnader, Budget 2024</a>'
        in told
    )
    assert (
        '910\u00a0048\u00a0kr</td><td class="num">960\u00a0048\u00a0kr</td><td class="num">+50\u00a0000'
        in told
    )
    assert (
        '<del><span class="visually-hidden">[struket:</span> enligt<span class="visually-hidden">]</span></del>'
        in told
    )
    assert (
        '<ins><span class="visually-hidden">[nytt:</span> efter<span class="visually-hidden">]</span></ins>'
        in told
    )
    assert "följer med" in told


def test_version_is_chosen_in_the_address_and_an_unknown_one_is_the_usual(chief, propose):
    with clients.in_scope(clients.OWN):
        document = document_of(clients.OWN, 2024, PLAN)
        name = propose(document)
        entered(document, "personalkostnader", -50_000, chief)
    usual = page(chief, fran=name).content.decode()
    for query in (
        {"fran": name, "till": "nu"},
        {"fran": "nu", "till": name},
        {"fran": "finns-inte", "till": "%"},
    ):
        assert "1 siffra är ändrad" in page(chief, **query).content.decode()
    assert f'<option value="{name}" selected>Förslag 3 november</option>' in usual


def test_who_does_not_see_small_counts_compares_what_is_published(db, propose):
    forbund, year, kind = "degerfors-karlskoga", 2023, "arsredovisning"
    chief = clients.chief(forbund)
    member = clients.let_in(clients.user("ledamot"), Role.LEDAMOT, forbund)
    with clients.in_scope(forbund):
        document = document_of(forbund, year, kind)
        name = propose(document)
        value = StatValue.objects.get(
            table__fiscal_year__year=2023, table__key="forsorjning", key="studiestod"
        )
        assert value.value == 4
        value.value = Decimal(3)
        services.save(value, by=chief)
    key = "stat.coachingteamet.forsorjning.pagaende.studiestod@2023"
    address = f"/uppgifter/{key}/"
    assert address in page(chief, fran=name, forbund=forbund, year=year, kind=kind).content.decode()
    assert address not in page(member, fran=name, forbund=forbund, year=year, kind=kind).content.decode()


def test_text_that_can_not_be_read_is_said(chief, monkeypatch):
    stored = [Version("trasig", "Förslag", lambda: load('{"format": 99}'), proposed=True)]
    monkeypatch.setattr(versions, "_stored", lambda document, *, inside: stored)
    assert "Dokumentet är sparat i format 99" in page(chief, fran="trasig").content.decode()
    answer = page(chief, "document-changes-pdf", fran="trasig")
    where = "/kramfors/2024/dokument/verksamhetsplan/andringar/"
    assert answer["Location"] == f"{where}?fran=trasig&till=nu"
    said = clients.signed_in(chief).get(answer["Location"]).text
    assert "Dokumentet är sparat i format 99" in said


def test_paper_of_nothing_leads_to_the_page_that_says_so(chief):
    answer = page(chief, "document-changes-pdf")
    assert answer["Location"] == "/kramfors/2024/dokument/verksamhetsplan/andringar/"


def test_paper_is_one_page_for_the_board(chief, propose):
    with clients.in_scope(clients.OWN):
        document = document_of(clients.OWN, 2024, PLAN)
        name = propose(document)
        entered(document, "personalkostnader", -50_000, chief)
        rewritten(document, "inledning", "enligt lagen", "efter lagen", chief)
    answer = page(chief, "document-changes-pdf", fran=name)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="kramfors-verksamhetsplan-2024-andringar.pdf"'
    reader = PdfReader(io.BytesIO(answer.content))
    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().split())
    assert "Ändringar sedan förslaget" in text
    assert "Före: Förslag 3 november. Efter: Dokumentet som det är nu." in text
    assert "Personalkostnader, Budget 2024 910 048 kr 960 048 kr +50 000" in text
    assert "”efter” i stället för ”enligt”" in text
    assert (
        reader.metadata.title
        == "Ändringar sedan förslaget: Verksamhetsplan 2024 – Samordningsförbundet Kramfors"
    )


def test_paper_is_left_to_a_worker_while_the_page_tells_how_far_it_is(chief, propose, monkeypatch):
    with clients.in_scope(clients.OWN):
        name = propose(document_of(clients.OWN, 2024, PLAN))
    monkeypatch.setattr(drafts.queue, "somebody_works", lambda: True)
    monkeypatch.setattr(files, "somebody_works", lambda: True)
    browser = clients.signed_in(chief)
    place = clients.url("document-changes-pdf", clients.OWN, 2024, key=PLAN)
    waiting = browser.get(f"{place}?fran={name}", headers={"accept": "text/html"})
    assert waiting.status_code == 202
    assert "<h1>Ändringarna ritas</h1>" in waiting.text
    assert f"/pdf/ritas/?utkast={waiting.context['draft'].key}&amp;fran={name}&amp;till=nu" in waiting.text
    with scopes_disabled():
        (row,) = DBTaskResult.objects.filter(task_path="finsam.rendering.drafts.draw")
        assert row.args_kwargs["args"][4:] == ["changes", name, "nu"]
        Draft.objects.filter(key=waiting.context["draft"].key).update(pdf=b"%PDF-1.7 hela")
    told = browser.get(waiting.context["progress_url"], headers={"HX-Request": "true"})
    assert told["HX-Redirect"] == f"{place}?fran={name}&till=nu"
    assert browser.get(told["HX-Redirect"]).content == b"%PDF-1.7 hela"


def test_what_does_not_fit_on_the_page_is_counted(db):
    """All amounts are changed and every section is rewritten: still one page, accessible and to be kept."""
    with clients.in_scope("finnveden"):
        document = document_of("finnveden", 2025, PLAN)
        chief = clients.chief("finnveden")
        before = resolved_of(document)
        for amount in Amount.objects.filter(series__fiscal_year=document.fiscal_year).select_related(
            "line", "series"
        ):
            set_amounts(series=amount.series, amounts={amount.line: amount.amount + 10_000}, by=chief)
        for section in document.sections.all():
            section.prose += "".join(
                f"<p>Stycke {number} är nytt i avsnittet och handlar om något.</p>" for number in range(4)
            )
            services.save(section, by=chief)
        after = resolved_of(document)
        old, new = (
            Version(name, name.capitalize(), lambda: before, proposed=name == "förslag")
            for name in ("förslag", "nu")
        )
        pages = pages_of(document, old, new, compare(before, after))
    pages = list(pages)
    pdf = to_one_page(pages[0], print_assets(), timezone.localtime(), less=pages[1:])
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().split())
    assert "till i text, mål och avsnitt. Alla står på sidan Ändringar i Finsam." in text
    shown = next(
        html
        for html in pages
        if "ändringar till i text" in html
        and f"Och {text.partition(' ändringar till')[0].rpartition('Och ')[2]} " in html
    )
    assert check_pdf(pdf, shown) == []
