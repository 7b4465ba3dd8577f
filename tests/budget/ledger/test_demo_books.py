"""The demo's books: read in as a person's are, once, and to the figures of the förbund's own documents."""

import json
import re
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from budget.ledger.demo import BY, fill, keep_books
from budget.ledger.services import current
from budget.ledger.snapshot import changes
from budget.models import (
    AccountRule,
    ClosedMonth,
    DeviationComment,
    ForecastNote,
    Grant,
    LedgerImport,
    Requisition,
    Scenario,
    Series,
    Standing,
)
from budget.variance.standing import standing
from finsam.checks.reconciliation import reconcile
from finsam.core.models import AuditEntry, Forbund
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside, scopes_disabled
from finsam.demo.loader import FIXTURES, LoadError
from finsam.facts.book import Book
from finsam.organisation.models import Contribution
from tests import clients

WHOLE, BEGUN = ("degerfors-karlskoga", 2023), ("kramfors", 2024)


@pytest.fixture
def ekonom(db):
    """The demo's ekonom, who comes in to every förbund."""
    user = clients.user("demo")
    type(user).objects.filter(pk=user.pk).update(email=BY, name="Egon Siffersson")
    for forbund in Forbund.objects.all():
        clients.let_in(user, Role.EKONOM, forbund.key)
    return type(user).objects.get(pk=user.pk)


@pytest.fixture
def whole(ekonom):
    """Degerfors/Karlskoga's 2023, with what its statements said before the books came."""
    year = clients.fiscal_year(*WHOLE)
    with inside(year.forbund):
        year.typed = {
            key: fact.value for key, fact in Book(year.forbund, 2023).facts("bokslut", 2023).items()
        }
        keep_books(year.forbund)
        yield year


@pytest.fixture
def begun(ekonom):
    """Kramfors's 2024 to September."""
    year = clients.fiscal_year(*BEGUN)
    with inside(year.forbund):
        keep_books(year.forbund)
        yield year


def test_the_books_of_a_whole_year_give_the_statements_that_were_typed(whole):
    book = Book(whole.forbund, 2023)
    booked = {key: fact.value for key, fact in book.facts("bokslut", 2023).items() if ".saldo." not in key}
    assert len(whole.typed) > 60
    assert booked == whole.typed
    assert book["bok.resultat@2023"].value == Decimal("-795107.51")
    assert book["bokslut.saldo.1930@2023"].value == Decimal("1609476.49")
    assert book.get("utfall.ej-kopplat-kostnader@2023") is None


def test_a_printed_figure_is_followed_to_account_object_and_month(whole):
    rests_on = {fact.key for fact in Book(whole.forbund, 2023)["bokslut.arets-resultat@2023"].walk()}
    assert {"utfall.coachingteamet@2023", "bok.4510.10.06@2023", "bok.7690.utan.09@2023"} <= rests_on


def test_the_second_import_of_a_year_says_what_it_changed(whole):
    first, last = LedgerImport.objects.filter(fiscal_year=whole)
    assert (first.to_month, first.standing) == (9, Standing.FORMER)
    assert (last.to_month, last.standing) == (12, Standing.CURRENT)
    moved = [each for each in changes(first.snapshot, last.snapshot) if each.month <= 9]
    assert [(each.account, each.month, each.difference) for each in moved] == [("7690", 9, Decimal(8750))]
    told = AuditEntry.objects.filter(verb="läste in", label=str(last)).get()
    assert told.by_name == "Egon Siffersson"
    assert told.after["konto 7690"] == "-139910.00"


def test_vouchers_are_kept_as_number_day_and_amount_alone(whole):
    vouchers = current(whole).content["vouchers"]
    assert len(vouchers) == 160
    for series, number, day, amount in vouchers:
        assert series in "KLBNM"
        assert number.isdigit()
        assert day.startswith("2023-")
        assert Decimal(amount) > 0


@pytest.mark.parametrize(
    "path", sorted(FIXTURES.glob("*/bokforing/*.se")), ids=lambda path: f"{path.parts[-3]}-{path.name}"
)
def test_no_voucher_of_the_files_has_a_text_or_a_person(path):
    rows = path.read_bytes().decode("cp437").splitlines()
    vouchers = [row for row in rows if row.startswith("#VER")]
    assert len(vouchers) > 50
    assert all(re.fullmatch(r"#VER [A-Z] \d+ \d{8}", row) for row in vouchers)
    movements = [row for row in rows if row.startswith("#TRANS")]
    assert all(re.fullmatch(r'#TRANS \d{4} \{(6 "\d+")?\} -?\d+\.\d\d', row) for row in movements)
    assert [row for row in rows if row.startswith("#DIM")] == ['#DIM 6 "Projekt"']


def test_every_deviation_of_the_whole_year_is_said_something_of(whole):
    said = set(
        DeviationComment.objects.filter(fiscal_year=whole, month=12).values_list("line__key", flat=True)
    )
    assert said == {held.line.key for held in standing(Book(whole.forbund, 2023), 2023).deviating}
    assert len(said) == 5


def test_as_many_lines_are_said_to_deviate_as_ask_for_a_comment(whole, ekonom):
    page = clients.signed_in(ekonom).get(clients.url("budget-followup", *WHOLE)).text
    assert "5 rader <strong>✕ avviker</strong>" in page
    assert page.count("<textarea") == 5


def test_books_that_were_read_in_are_news_and_a_förbund_from_a_file_is_not(begun):
    reader = clients.let_in(clients.user("ledamoten"), Role.LEDAMOT, "kramfors")
    page = clients.signed_in(reader).get(clients.url("start")).text
    assert "Bokföringen 2024 till och med september, 2024-09.se" in page
    assert ">Året 2024</a>" in page
    assert "från fil" not in page


def test_a_year_under_way_has_what_the_board_asks_for(begun):
    book = Book(begun.forbund, 2024)
    here = standing(book, 2024)
    assert (here.month, here.preliminary) == (9, "")
    assert [held.label for held in here.deviating] == ["Aktivitetscoach STEGSAM"]
    assert book["hittills.09.stegsam@2024"].value == Decimal(-816530)
    assert book["avvikelse.09.stegsam@2024"].value == Decimal(-76280)
    assert book["prognos.stegsam@2024"].value == Decimal(-1118010)
    assert book["utfall.resultat@2024"].value == Decimal("-28136.53")
    assert book["utfall.utgaende@2024"].value == Decimal("287333.47")
    assert list(ClosedMonth.objects.values_list("month", flat=True)) == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert DeviationComment.objects.get().line.key == "stegsam"
    assert ForecastNote.objects.get(line__key="stegsam").proposed == Decimal(-1063280)
    assert Scenario.objects.get().contributions.get().percent == -10


def test_what_is_requested_is_what_is_booked(begun):
    asked = {key: Decimal(0) for key in ("samkraft", "stegsam")}
    for row in Requisition.objects.select_related("insats"):
        asked[row.insats.key] += row.amount
    book = Book(begun.forbund, 2024)
    assert {key: -book[f"utfall.{key}@2024"].value for key in asked} == asked
    assert asked == {"samkraft": Decimal(401650), "stegsam": Decimal(816530)}
    assert Grant.objects.count() == 3


def test_reading_it_again_changes_nothing(begun):
    book = {key: fact.value for key, fact in Book(begun.forbund, 2024).facts("utfall", 2024).items()}
    counts = LedgerImport.objects.count(), AuditEntry.objects.count(), Series.objects.count()
    keep_books(begun.forbund)
    assert (
        (LedgerImport.objects.count(), AuditEntry.objects.count(), Series.objects.count())
        == counts
        == (2, 16, 6)
    )
    assert {key: fact.value for key, fact in Book(begun.forbund, 2024).facts("utfall", 2024).items()} == book


def test_a_förbund_that_is_loaded_afresh_gets_its_books_again(begun):
    call_command("load_forbund", "kramfors", reset=True, stdout=StringIO())
    forbund = Forbund.objects.get(key="kramfors")
    with inside(forbund):
        assert not LedgerImport.objects.exists()
        keep_books(forbund)
        assert Book(forbund, 2024)["utfall.resultat@2024"].value == Decimal("-28136.53")


def test_only_people_are_no_books(db, settings):
    settings.DEBUG = True
    call_command("demo", users_only=True, stdout=StringIO())
    with scopes_disabled():
        assert not LedgerImport.objects.exists()


def test_the_demo_reads_them_once(db, settings):
    settings.DEBUG = True
    for _ in range(2):
        call_command("demo", no_pdf=True, stdout=StringIO())
        with scopes_disabled():
            told = [(row.forbund.key, row.to_month) for row in LedgerImport.objects.select_related("forbund")]
        assert sorted(told) == [
            ("degerfors-karlskoga", 9), ("degerfors-karlskoga", 12), ("kramfors", 8), ("kramfors", 9),
        ]  # fmt: skip


def test_a_year_under_way_is_not_held_against_contributions_of_the_whole_year(begun):
    told = [each for each in reconcile(begun).findings if each.rule == "R2"]
    assert told == []


def test_a_krona_between_what_is_booked_of_a_year_and_the_contribution_is_told(whole):
    assert [each for each in reconcile(whole).findings if each.rule == "R2"] == []
    Contribution.objects.filter(year=2023, payer__key="degerfors").update(amount=347501)
    (told,) = [each for each in reconcile(whole).findings if each.rule == "R2"]
    assert (told.subject, told.difference) == ("utfall.bidrag-degerfors@2023", "−1\xa0kr")


BAD = {
    "another förbund's books": (b"#ORGNR 222000-2279", b"#ORGNR 222000-1111", "är bokföringen för"),
    "a file whose sums don't hold": (b"#RES 0 3010 -2780000.00", b"#RES 0 3010 -2780000.01", "3010"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_a_person_could_not_read_in_is_refused_and_leaves_nothing(ekonom, tmp_path, name):
    old, new, sentence = BAD[name]
    raw = (FIXTURES / "degerfors-karlskoga" / "bokforing" / "2023-12.se").read_bytes()
    assert raw.count(old) == 1
    (tmp_path / "bok.se").write_bytes(raw.replace(old, new))
    told = {
        "year": 2023,
        "records": {"budget.accountrule": [{"accounts": "3010", "shares": [{"line": "bidrag-staten"}]}]},
        "steps": [{"do": "read", "file": "bok.se", "dimension": "6"}],
    }
    (tmp_path / "2023.yaml").write_text(json.dumps(told), encoding="utf-8")
    year = clients.fiscal_year(*WHOLE)
    with inside(year.forbund):
        before = AuditEntry.objects.count()
        with pytest.raises(LoadError, match=sentence):
            fill(year.forbund, tmp_path / "2023.yaml", by=ekonom)
        assert AuditEntry.objects.count() == before
        assert not AccountRule.objects.exists()
        assert current(year) is None
