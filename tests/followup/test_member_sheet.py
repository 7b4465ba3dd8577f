"""Er organisation and medlemsbladet: what a member pays, what it finances, who takes part, results and decisions."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pypdf
import pytest
from django.utils import timezone

from finsam.core.models import Forbund
from finsam.core.tenancy.scope import inside
from finsam.documents.models import Document
from finsam.facts.book import Book
from finsam.organisation.models import Body, Member, Person, Seat
from followup.reporting.members.sheet import source_of_sheet
from followup.statistics.models import Measure, StatTable, StatValue, TableStatus
from plans.register.models import Decision
from tests import clients
from tests.budget.test_pages import text_of
from tests.rendering.pdfcheck import check_pdf

KEY = "degerfors-karlskoga"
PLACE = f"/{KEY}/2023/er-organisation/"


@pytest.fixture
def forbund(db):
    forbund = Forbund.objects.get(key=KEY)
    with inside(forbund):
        yield forbund


def page(query: str = "", who: str = "las", role: str = "ledamot") -> str:
    response = clients.signed_in(clients.let_in(clients.user(who), role, KEY)).get(f"{PLACE}{query}")
    assert response.status_code == 200
    return text_of(response)


def test_member_sees_what_it_pays_and_what_that_is_with_and_finances(forbund):
    text = page("?medlem=karlskoga")
    assert "Karlskoga kommun betalar 1 042 500 kr för 2023. Det är 18,8 % av alla medlemsbidrag." in text
    assert (
        "2022 1 045 125 1 045 125 18,8 % 2023 1 042 500 1 042 500 18,8 % −2 625 2024 945 000 18,8 % −97 500"
        in text
    )
    assert "Vad bidragen är med och betalar" in text
    assert "Coachingteamet" in text
    assert "Resultat" in text


def test_member_sees_its_own_part_of_what_each_insats_costs(forbund):
    """18,75 % of all contributions, and so of each insats: its page says of what it is made."""
    text = page("?medlem=karlskoga")
    assert "Insats Utfall 2023 Varav er del" in text
    assert "Bidragen är inte öronmärkta: alla betalar allt tillsammans." in text
    book = Book(forbund, 2023)
    part = book["medlemsdel.karlskoga.coachingteamet@2023"]
    share, cost = (fact for _, fact in part.parts)
    assert (share.key, cost.key) == ("bidrag.andel.karlskoga@2023", "utfall.insats.coachingteamet@2023")
    by_hand = (Decimal(1_042_500) / Decimal(5_560_000) * cost.value).quantize(Decimal("0.01"))
    assert part.value == by_hand < 0
    client = clients.signed_in(clients.let_in(clients.user("led"), "ledamot", KEY))
    fact = text_of(client.get(f"/{KEY}/2023/uppgifter/{part.key}/"))
    assert "Coachingteamet: del som Karlskoga kommun betalar" in fact
    for missing in (
        "medlemsdel.ingen.coachingteamet",
        "medlemsdel.karlskoga.ingen",
        "medlemsdel.karlskoga",
        "medlemsdel.a.b.c",
    ):
        assert book.get(f"{missing}@2023") is None, missing


def test_those_who_pay_together_are_named(forbund):
    af = Member.objects.get(kind="af")
    text = page(f"?medlem={af.key}")
    assert f"{af.name} tillsammans med" in text
    assert "betalar 2 780 000 kr för 2023. Det är 50,0 % av alla medlemsbidrag." in text


def test_own_member_is_found_by_the_seat_of_who_has_the_address(forbund):
    who = clients.user("fortroendevald")
    body = Body.objects.create(forbund=forbund, name="Styrelse två", kind="styrelse")
    person = Person.objects.create(forbund=forbund, name="Ann Exempel", email=who.email.upper())
    seat = Seat.objects.create(forbund=forbund, body=body, person=person, role="ledamot")
    seat.members.add(Member.objects.get(key="karlskoga"))
    response = clients.signed_in(clients.let_in(who, "ledamot", KEY)).get(PLACE)
    text = text_of(response)
    assert "Er organisation: vad ni betalar" in text
    assert "Karlskoga kommun betalar 1 042 500 kr" in text
    seat.end = date(2020, 1, 1)
    seat.save()
    clients.signed_in(who)
    text = text_of(clients.signed_in(who).get(f"{PLACE}?sedan"))
    assert "Vi vet inte vilken medlem du företräder." in text


def test_decisions_of_the_member_and_of_all_are_told_and_not_others(forbund):
    own = {"forbund": forbund, "date": date(2023, 11, 13), "paragraph": "45", "owner": "förbundschefen"}
    Decision.objects.create(name="Höjd ambition för alla", **own)
    theirs = Decision.objects.create(name="Lokal i Karlskoga", **own)
    theirs.members.add(Member.objects.get(key="karlskoga"))
    others = Decision.objects.create(name="Lokal i Degerfors", **own)
    others.members.add(Member.objects.get(key="degerfors"))
    text = page("?medlem=karlskoga")
    assert "Höjd ambition för alla 13 november 2023, § 45" in text
    assert "Lokal i Karlskoga 13 november 2023, § 45" in text
    assert "Lokal i Degerfors" not in text


def test_small_counts_from_the_own_kommun_are_not_told(small):
    measure = Measure.objects.create(forbund=small.forbund, name="Boende")
    table = StatTable.objects.create(
        insats=small.insats_year.insats, measure=measure, population="pagaende", until=date(2024, 12, 31),
        status=TableStatus.DONE, **small.year,
    )  # fmt: skip
    own = {"forbund": small.forbund, "table": table}
    StatValue.objects.create(value=100, **own)
    for name, count in (("Ådalen kommun", 3), ("Östmark kommun", 97)):
        StatValue.objects.create(kommun=Member.objects.get(name=name), value=count, **own)
    place = "/norra-an/2024/er-organisation/?medlem=adalen-kommun"
    told = {
        role: text_of(small.sign_in(role).get(place)).partition("Deltagare från Ådalen kommun")[2][:160]
        for role in ("ledamot", "forbundschef")
    }
    assert re.search(r"\b3\b", told["forbundschef"])
    assert told["ledamot"]
    assert not re.search(r"\b3\b", told["ledamot"])


def test_sheet_is_one_page_that_passes_every_check(forbund):
    document = Document.objects.select_related("forbund__logo", "fiscal_year").get(
        fiscal_year__year=2023, kind="arsredovisning"
    )
    source = source_of_sheet(document, "published", "karlskoga")
    pdf = source.drawn_by(source.html, source.assets, timezone.localtime())
    read = pypdf.PdfReader(BytesIO(pdf))
    assert len(read.pages) == 1
    assert check_pdf(pdf, source.html) == []
    assert "Karlskoga kommun 2023" in read.pages[0].extract_text()
