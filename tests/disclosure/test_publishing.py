"""What has been published is counted as known, in every later document, and can be taken back."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from finsam.core.models import AuditEntry, FiscalYear, Forbund
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside
from finsam.disclosure import publishing
from finsam.disclosure.knowledge import INNER
from finsam.documents.models import Document, Publication, Section
from finsam.documents.resolve import resolve
from finsam.rendering.files import render
from finsam.web.services import publish
from followup.statistics.models import StatValue
from tests import clients
from tests.followup.people import People
from tests.plans.small import make_forbund

YOUNG = "stat.vagledarna.alder.pagaende.16-24@2023"
OLDER = "stat.vagledarna.alder.pagaende.25-64@2023"
ALL = "stat.vagledarna.alder.pagaende@2023"


@pytest.fixture
def people(db):
    forbund = make_forbund()
    with inside(forbund):
        yield People(forbund)


def three_young(people) -> None:
    """Thirty-three people, three of them young."""
    bins = people.bins("Ålder", ("16–24", 16, 24), ("25–64", 25, 64))
    people.table("pagaende", {"16-24": 3, "25-64": 30}, measure=people.measure("Ålder"), bin_set=bins)


def document(people, *keys: str, kind: str = "arsredovisning") -> Document:
    """A document that prints the figures with these keys, and nothing else."""
    made = Document.objects.create(
        forbund=people.forbund, fiscal_year=people.fiscal_year, kind=kind, key=kind, title=kind.capitalize()
    )
    prose = "".join(f'<p>{key}: <data value="{key}"></data>.</p>' for key in keys)
    Section.objects.create(forbund=people.forbund, document=made, title="Deltagare", prose=prose)
    return made


def hidden(people, made: Document) -> set[str]:
    resolved = resolve(made, people.book())
    return {fact.key for fact in publishing.plan_of(made, resolved).printed_hidden(resolved)}


def note(people, made: Document, by=None) -> Publication:
    return publish(document=made, resolved=resolve(made, people.book()), by=by or clients.user("chefen"))


def test_two_documents_never_tell_together_what_neither_tells(people):
    """The delårsrapport tells how many there are; the årsredovisning may then not tell how many are older."""
    three_young(people)
    first, second = document(people, ALL, kind="delarsrapport"), document(people, OLDER)
    assert hidden(people, first) == set()
    assert hidden(people, second) == set()
    published = note(people, first)
    assert hidden(people, second) == {OLDER}
    assert f"{OLDER}: ett dolt antal." in render(second, "html").decode()
    assert ">30</data>" in render(second, "html", inside=True).decode()
    published.delete()
    assert hidden(people, second) == set()


def test_a_workbook_that_shows_small_counts_says_so_on_every_sheet(people):
    three_young(people)
    options = {"form": "tabell", "sexes": False, "compare": False}
    made = document(people)
    made.sections.update(block="deltagare", options=options)

    def said(content: bytes) -> set[bool]:
        return {
            INNER in sheet["A1"].value and INNER in sheet.oddHeader.left.text
            for sheet in load_workbook(BytesIO(content))
        }

    assert said(render(made, "xlsx", inside=True)) == {True}
    assert said(render(made, "xlsx")) == {False}
    chief = Client()
    chief.force_login(clients.let_in(clients.user("chefen"), Role.FORBUNDSCHEF, "norra-an"))
    assert said(chief.get("/norra-an/2023/innehall/deltagare/excel/").content) == {True}
    assert said(chief.get("/norra-an/2023/uppfoljning-finsam/excel/").content) == {True}
    StatValue.objects.filter(bin__key="16-24").update(value=13)
    assert said(chief.get("/norra-an/2023/innehall/deltagare/excel/").content) == {False}


def test_a_small_count_that_has_been_told_by_two_renditions_is_called_known(people):
    """Published when the limit was lower: what is known can't be hidden, and is said to be known."""
    three_young(people)
    people.forbund.suppression_threshold = 3
    people.forbund.save()
    first = document(people, ALL, YOUNG, OLDER)
    assert hidden(people, first) == set()
    note(people, first)
    people.forbund.suppression_threshold = 5
    people.forbund.save()
    found = publishing.plan_of(first, resolve(first, people.book()))
    assert found.choice.exposed == {YOUNG}


def test_figures_that_have_been_corrected_are_not_known(people):
    """An earlier rendition told how many there were before the mistake was found."""
    three_young(people)
    first, second = document(people, ALL, kind="delarsrapport"), document(people, OLDER)
    note(people, first)
    StatValue.objects.filter(bin__key="25-64").update(value=Decimal(34))
    assert hidden(people, second) == set()


def test_renditions_of_other_years_count_and_of_other_forbund_do_not(people):
    three_young(people)
    later = FiscalYear.objects.create(forbund=people.forbund, year=2024, key="2024")
    second = document(people, OLDER)
    first = document(people, ALL, kind="plan")
    Document.objects.filter(pk=first.pk).update(fiscal_year=later)
    note(people, first)
    assert hidden(people, second) == {OLDER}
    elsewhere = Forbund.objects.create(key="sodra-an", name="Finsam Södra ån", short_name="Södra ån")
    with inside(elsewhere):
        others = People(elsewhere)
        three_young(others)
        assert hidden(others, document(others, OLDER)) == set()


def test_it_is_logged_without_its_figures(people):
    three_young(people)
    note(people, document(people, ALL))
    entry = AuditEntry.objects.get(verb="publicerade")
    assert "data" not in entry.after
    assert entry.after["by_name"]


def test_two_clicks_make_one_note(people):
    three_young(people)
    made = document(people, YOUNG, OLDER)
    chief = clients.user("chefen")
    first, second = note(people, made, chief), note(people, made, chief)
    assert first == second
    assert AuditEntry.objects.filter(verb="publicerade").count() == 1
    assert note(people, made, clients.user("ekonomen")) != first


def test_a_rendition_that_tells_something_else_is_noted_the_same_day(people):
    three_young(people)
    made = document(people, ALL)
    chief = clients.user("chefen")
    first = note(people, made, chief)
    StatValue.objects.filter(value=30).update(value=31)
    assert note(people, made, chief) != first


def test_the_page_says_what_is_hidden_and_notes_the_day(people):
    three_young(people)
    made = document(people, ALL, YOUNG, OLDER)
    client = clients.signed_in(clients.let_in(clients.user("chefen"), "forbundschef", "norra-an"))
    place = f"/norra-an/2023/dokument/{made.key}/publicera/"
    page = client.get(place).content.decode()
    assert "Det här visas inte" in page
    assert client.post(place, headers={"origin": clients.ORIGIN}).status_code == 302
    (published,) = publishing.publications(made)
    page = client.get(place).content.decode()
    assert "antecknat av" in page
    answer = client.post(f"{place}{published.key}/ta-bort/", headers={"origin": clients.ORIGIN})
    assert answer.status_code == 302
    assert publishing.publications(made) == []
