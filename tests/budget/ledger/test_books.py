"""Books that are read in become the outcome, every figure made of accounts, objects and months."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from budget.ledger.queries import is_fed
from budget.ledger.services import ReadFile, accept, close_month, decline, open_month, read_in
from budget.ledger.snapshot import LedgerAccount, Snapshot
from budget.models import AccountRule, Amount, LedgerImport, RuleShare, Series
from budget.services import set_amounts
from finsam.core.models import AuditEntry


def books(**changed) -> Snapshot:
    """Contributions of 600 000 kr and costs of 412 345,67 kr in three months, on two insatser and none."""
    amounts = {
        ("3010", "", 1): Decimal(-300000),
        ("3010", "", 3): Decimal(-300000),
        ("4010", "100", 1): Decimal("100000.10"),
        ("4010", "100", 2): Decimal("100000.20"),
        ("4010", "200", 2): Decimal("150000.30"),
        ("5010", "", 3): Decimal("12345.07"),
        ("6110", "", 2): Decimal(50000),
    }
    amounts |= {tuple(place): Decimal(amount) for place, amount in changed.pop("amounts", {}).items()}
    accounts = {
        "3010": LedgerAccount("Bidrag"), "4010": LedgerAccount("Köpt verksamhet"), "5010": LedgerAccount("Hyra"),
        "6110": LedgerAccount("Kontorsmaterial"),
    }  # fmt: skip
    return Snapshot(accounts, {"100": "Coachingteamet", "200": "Mottagning"}, amounts)


def file(sha="a", to_month=3) -> ReadFile:
    return ReadFile("norra.se", sha * 64, "vouchers", to_month, program="Bok 1.0")


@pytest.fixture
def mapped(budget):
    """Four lines with rules; the rent is divided, and the office material has no rule."""
    income = budget.line("Bidrag", "intakt")
    team, reception = budget.line("Coachingteamet"), budget.line("Mottagning")
    office = budget.line("Kansli")
    for order, (accounts, objects, shares) in enumerate(
        [
            ("3*", "", [(income, 100)]),
            ("4*", "100", [(team, 100)]),
            ("4*", "200", [(reception, 100)]),
            ("5010", "", [(team, 30), (office, 70)]),
        ]
    ):
        row = AccountRule.objects.create(accounts=accounts, objects_in=objects, order=order, **budget.year)
        for place, (line, percent) in enumerate(shares):
            RuleShare.objects.create(
                forbund=budget.forbund, rule=row, line=line, percent=percent, order=place
            )
    return {"income": income, "team": team, "reception": reception, "office": office}


def value(budget, key: str) -> Decimal | None:
    fact = budget.book().get(key)
    return fact and fact.value


def test_the_outcome_is_made_of_the_books_and_comes_to_what_they_come_to(budget, mapped, chief_user):
    read_in(fiscal_year=budget.fiscal_year, snapshot=books(), file=file(), by=chief_user)
    assert value(budget, "utfall.bidrag@2024") == Decimal(600000)
    assert value(budget, "utfall.coachingteamet@2024") == Decimal(
        "-203703.82"
    )  # 200 000,30 and 3 703,52 of the rent
    assert value(budget, "utfall.mottagning@2024") == Decimal("-150000.30")
    assert value(budget, "utfall.kansli@2024") == Decimal("-8641.55")
    assert value(budget, "utfall.ej-kopplat-kostnader@2024") == Decimal(-50000)
    assert value(budget, "utfall.kostnader@2024") == Decimal("-412345.67")
    assert value(budget, "utfall.resultat@2024") == Decimal("187654.33")
    assert value(budget, "bok.resultat@2024") == Decimal("187654.33")


def test_a_figure_is_followed_to_account_object_and_month(budget, mapped, chief_user):
    read_in(fiscal_year=budget.fiscal_year, snapshot=books(), file=file(), by=chief_user)
    book = budget.book()
    rests_on = {fact.key: fact.value for fact in book["utfall.coachingteamet@2024"].walk()}
    assert rests_on["utfall.coachingteamet.4010.100@2024"] == Decimal("-200000.30")
    assert rests_on["bok.4010.100.01@2024"] == Decimal("-100000.10")
    assert rests_on["bok.5010.utan.03@2024"] == Decimal("-12345.07")
    assert rests_on["bok.5010.utan.03.coachingteamet@2024"] == Decimal("-3703.52")
    assert rests_on["bok.regel.5010.coachingteamet@2024"] == Decimal("0.3")
    for key in rests_on:
        assert book[key].value == rests_on[key], key  # each has its page
    assert book["bok.5010.utan.03@2024"].label == "5010 Hyra, mars"
    assert book["bok.4010.100.02@2024"].label == "4010 Köpt verksamhet, Coachingteamet, februari"


def test_only_months_that_are_whole_are_counted(budget, mapped, chief_user):
    read_in(fiscal_year=budget.fiscal_year, snapshot=books(), file=file(to_month=2), by=chief_user)
    assert value(budget, "utfall.bidrag@2024") == Decimal(300000)
    assert value(budget, "utfall.resultat@2024") == Decimal("-100000.60")
    assert value(budget, "bok.resultat@2024") == Decimal("-100000.60")


def test_an_interim_outcome_has_the_books_until_its_day(budget, mapped, chief_user):
    budget.series("Utfall februari", "delar", date="2024-02-29")
    read_in(fiscal_year=budget.fiscal_year, snapshot=books(), file=file(), by=chief_user)
    assert value(budget, "delar.resultat@2024") == Decimal("-100000.60")
    assert value(budget, "delar.coachingteamet.4010.100@2024") == Decimal("-200000.30")


def test_what_was_typed_gives_way_and_nothing_can_be_typed(budget, mapped, chief_user):
    series = budget.series("Utfall 2024", "utfall")
    budget.amount(series, mapped["office"], -9999)
    assert not is_fed(series)
    row = read_in(fiscal_year=budget.fiscal_year, snapshot=books(), file=file(), by=chief_user)
    assert not Amount.objects.filter(series=series).exists()
    entry = AuditEntry.objects.get(verb="läste in")
    assert (entry.reference, entry.by_email) == (row.reference(), "chef@norra.example")
    assert entry.before == {"budget.amount:Kansli, Utfall 2024": "-9999.00"}
    assert entry.after["konto 4010"] == "-350000.60"
    with pytest.raises(ValidationError, match="Hämtas från bokföringen"):
        set_amounts(series=Series.objects.get(), amounts={mapped["office"]: Decimal(-1)}, by=chief_user)


def test_a_newer_snapshot_replaces_the_former_which_is_kept(budget, mapped, chief_user):
    first = read_in(fiscal_year=budget.fiscal_year, snapshot=books(), file=file(), by=chief_user)
    newer = books(amounts={("4010", "100", 2): "90000.20", ("6110", "", 2): "0"})
    second = read_in(fiscal_year=budget.fiscal_year, snapshot=newer, file=file("b"), by=chief_user)
    first.refresh_from_db()
    assert (first.standing, second.standing) == ("ersatt", "gallande")
    assert value(budget, "utfall.resultat@2024") == Decimal("247654.33")
    assert first.snapshot.result() == Decimal("187654.33")
    entry = AuditEntry.objects.filter(verb="läste in").latest("pk")
    assert (entry.before["konto 4010"], entry.after["konto 4010"]) == ("-350000.60", "-340000.60")
    assert "konto 3010" not in entry.after


def test_the_same_file_again_changes_nothing(budget, mapped, chief_user):
    first = read_in(fiscal_year=budget.fiscal_year, snapshot=books(), file=file(), by=chief_user)
    again = read_in(fiscal_year=budget.fiscal_year, snapshot=books(), file=file(), by=chief_user)
    assert (again.pk, LedgerImport.objects.count()) == (first.pk, 1)
    assert AuditEntry.objects.filter(verb="läste in").count() == 1


def test_a_closed_month_stays_closed_until_the_change_is_accepted(budget, mapped, chief_user):
    by = {"fiscal_year": budget.fiscal_year, "by": chief_user}
    read_in(snapshot=books(), file=file(), **by)
    with pytest.raises(ValidationError, match="Stäng januari först"):
        close_month(month=2, sentence="Avstämd.", **by)
    for month in (1, 2):
        close_month(month=month, sentence="Avstämd mot banken.", **by)
    with pytest.raises(ValidationError, match="april är inte inläst"):
        close_month(month=4, sentence="Avstämd.", **by)

    later = books(amounts={("5010", "", 3): "20000"})  # March is open
    assert read_in(snapshot=later, file=file("b"), **by).standing == "gallande"

    touching = books(amounts={("5010", "", 3): "20000", ("6110", "", 2): "51000"})
    waiting = read_in(snapshot=touching, file=file("c"), **by)
    assert waiting.standing == "vantar"
    assert value(budget, "utfall.ej-kopplat-kostnader@2024") == Decimal(-50000)
    with pytest.raises(ValidationError, match="Skriv varför"):
        accept(row=waiting, reason=" ", by=chief_user)
    decline(row=waiting, reason="Fel fil.", by=chief_user)
    assert value(budget, "utfall.ej-kopplat-kostnader@2024") == Decimal(-50000)
    with pytest.raises(ValidationError, match="väntar inte längre"):
        accept(row=waiting, reason="Ändå.", by=chief_user)

    waiting = read_in(snapshot=touching, file=file("d"), **by)
    accept(row=waiting, reason="En faktura bokfördes om.", by=chief_user)
    assert value(budget, "utfall.ej-kopplat-kostnader@2024") == Decimal(-51000)
    entry = AuditEntry.objects.filter(verb="godkände").get()
    assert (entry.before["konto 6110"], entry.after["konto 6110"]) == ("-50000.00", "-51000.00")
    assert entry.after["reason"] == "En faktura bokfördes om."


def test_closed_months_are_opened_from_the_last(budget, mapped, chief_user):
    by = {"fiscal_year": budget.fiscal_year, "by": chief_user}
    read_in(snapshot=books(), file=file(), **by)
    january = close_month(month=1, sentence="Avstämd.", **by)
    february = close_month(month=2, sentence="Avstämd.", **by)
    with pytest.raises(ValidationError, match="Öppna den sista"):
        open_month(row=january, by=chief_user)
    open_month(row=february, by=chief_user)
    open_month(row=january, by=chief_user)


def test_a_snapshot_is_the_same_when_it_has_been_stored(budget):
    snapshot = books()
    assert Snapshot.from_json(snapshot.as_json()) == snapshot


@pytest.mark.parametrize(
    ("amount", "percents", "parts"),
    [
        ("100.01", (30, 70), ["30.00", "70.01"]),
        ("0.01", (50, 50), ["0.01", "0.00"]),
        ("-100.01", ("33.33", "33.33", "33.34"), ["-33.33", "-33.33", "-33.35"]),
    ],
)
def test_the_last_line_has_the_ore_that_rounding_leaves(budget, chief_user, amount, percents, parts):
    rule = AccountRule.objects.create(accounts="5*", **budget.year)
    for order, percent in enumerate(percents):
        RuleShare.objects.create(
            forbund=budget.forbund, rule=rule, line=budget.line(f"Rad {order}"), percent=percent, order=order
        )
    snapshot = Snapshot({}, {}, {("5010", "", 1): Decimal(amount)})
    read_in(fiscal_year=budget.fiscal_year, snapshot=snapshot, file=file(), by=chief_user)
    made = [-value(budget, f"utfall.rad-{order}@2024") for order in range(len(percents))]
    assert made == [Decimal(part) for part in parts]
    assert sum(made) == Decimal(amount) == -value(budget, "utfall.resultat@2024")
