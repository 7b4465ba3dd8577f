"""Every action of the budget, done once in a förbund's year: what `tests/test_services.py` asks the same of."""

from decimal import Decimal

import budget.beginning.pasted
import budget.beginning.services
import budget.beginning.starters
import budget.ledger.placing.services
import budget.ledger.services
import budget.months.services
import budget.services
import budget.sheet.lines
import budget.sheet.notes
import budget.sheet.services
from budget.ledger.snapshot import Snapshot
from budget.models import AccountRule, ClosedMonth, Layout, LayoutColumn, LedgerImport, Line, Series
from finsam.core.services import Child
from tests.budget.sheet import actions as sheet
from tests.clients import OWN
from tests.factories import first


def set_amounts(year, by):
    series = Series.objects.get(fiscal_year=year, key="budget-2024")
    lines = {one.line: one.amount - 1 for one in series.amounts.select_related("line")[:5]}
    budget.services.set_amounts(series=series, amounts=lines, by=by)


def start_layout(year, by):
    layout = Layout(forbund=year.forbund, fiscal_year=year, name="Allt")
    column = LayoutColumn(forbund=year.forbund, layout=layout, label="Budget", series=Series.objects.first())
    budget.services.start_layout(layout, by=by, children=[Child(column)])


def begin_budget(year, by):
    Layout.objects.all().delete()
    Line.objects.update(parent=None, offsets=None, share_of=None, share=None)
    Line.objects.all().delete()
    starter = budget.beginning.starters.STARTERS["konton"]
    budget.beginning.services.begin_budget(fiscal_year=year, starter=starter, by=by)


def save_pasted(year, by):
    read = budget.beginning.pasted.read("\tPrognos 2022\nKostnader\nKansli\t100\n")
    budget.beginning.services.save_pasted(fiscal_year=year, read=read, columns=[("prognos", 2022)], by=by)


def add_line(year, by):
    line = Line(forbund=year.forbund, name="Utbildningsdag", side="kostnad")
    budget.services.add_line(line, by=by)


def show_line(year, by):
    line = Line.objects.create(
        forbund=year.forbund, name="Extra konsult", side="kostnad", key="extra-konsult"
    )
    budget.services.show_line(layout=Layout.objects.filter(fiscal_year=year).first(), line=line, by=by)


def books(month: int, ore: int):
    """A snapshot of one account, and a file that it is of."""
    snapshot = Snapshot(amounts={("4010", "", month): Decimal(ore) / 100})
    return snapshot, budget.ledger.services.ReadFile("bok.se", f"{ore:064}", "vouchers", 2)


def read_in(year, by):
    snapshot, file = books(1, 10_050)
    budget.ledger.services.read_in(fiscal_year=year, snapshot=snapshot, file=file, by=by)


def waiting_books(year, by):
    """Books that change a month that is closed."""
    first(ClosedMonth, OWN)
    for standing in ("gallande", "vantar"):
        snapshot, file = books(1, 10_000 if standing == "gallande" else 20_000)
        row = LedgerImport.objects.create(
            forbund=year.forbund, fiscal_year=year, file_name=file.name, sha256=file.sha256, source="vouchers",
            to_month=2, content=snapshot.as_json(), standing=standing,
        )  # fmt: skip
    return row


def accept_books(year, by):
    budget.ledger.services.accept(row=waiting_books(year, by), reason="Fakturan bokfördes om.", by=by)


def decline_books(year, by):
    budget.ledger.services.decline(row=waiting_books(year, by), reason="Fel fil.", by=by)


def place_accounts(year, by):
    line = Line.objects.filter(forbund=year.forbund, children=None).first()
    wanted = [budget.ledger.placing.services.Wanted("4010", "", ((line, Decimal(100)),))]
    budget.ledger.placing.services.place_accounts(fiscal_year=year, wanted=wanted, by=by)


def confirm_rules(year, by):
    AccountRule.objects.create(forbund=year.forbund, fiscal_year=year, accounts="45*", confirmed=False)
    budget.ledger.placing.services.confirm_rules(fiscal_year=year, by=by)


def close_month(year, by):
    first(LedgerImport, OWN)
    budget.ledger.services.close_month(fiscal_year=year, month=1, sentence="Avstämd.", by=by)


def open_month(year, by):
    budget.ledger.services.open_month(row=first(ClosedMonth, OWN), by=by)


def set_months(year, by):
    series = Series.objects.get(fiscal_year=year, key="budget-2024")
    line = series.amounts.select_related("line").first().line
    budget.months.services.set_months(series=series, shapes={line: ("egen", (Decimal(1),) * 12)}, by=by)


def save_sheet(year, by):
    series = Series.objects.get(fiscal_year=year, key="budget-2024")
    lines = {one.line: one.amount - 1 for one in series.amounts.select_related("line")[:5]}
    budget.sheet.services.save_sheet(amounts={series: lines}, openings={}, by=by)


MODULES = (
    budget.beginning.services,
    budget.ledger.placing.services,
    budget.ledger.services,
    budget.months.services,
    budget.services,
    budget.sheet.lines,
    budget.sheet.notes,
    budget.sheet.services,
)
DONE = {
    "budget.beginning.services.begin_budget": [begin_budget],
    "budget.beginning.services.save_pasted": [save_pasted],
    "budget.ledger.placing.services.place_accounts": [place_accounts],
    "budget.ledger.placing.services.confirm_rules": [confirm_rules],
    "budget.ledger.services.read_in": [read_in],
    "budget.ledger.services.accept": [accept_books],
    "budget.ledger.services.decline": [decline_books],
    "budget.ledger.services.close_month": [close_month],
    "budget.ledger.services.open_month": [open_month],
    "budget.months.services.set_months": [set_months],
    "budget.services.set_amounts": [set_amounts],
    "budget.services.start_layout": [start_layout],
    "budget.services.add_line": [add_line],
    "budget.services.show_line": [show_line],
    "budget.sheet.services.save_sheet": [save_sheet],
    **sheet.DONE,
}
# Those that write rows themselves before the action is carried out, and how many.
PREPARED = dict.fromkeys((show_line, confirm_rules, close_month, open_month), 1)
PREPARED |= {accept_books: 3, decline_books: 3, **sheet.PREPARED}
