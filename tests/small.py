"""A small made-up förbund whose year is whole: members, money, plan, results, statistics, surveys, books, a document."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from budget.models import Amount, LayoutColumn, LayoutRow
from finsam.checks.reconciliation import Case, Outcome, reconcile, run
from finsam.core.models import FiscalYear, Forbund
from finsam.documents.models import Document, Section
from finsam.documents.resolve import resolve
from finsam.facts.tables import Table
from finsam.organisation.models import Contribution, EquityLevel, KommunShare, Member, Payer
from followup.accounts.models import BalanceAmount, BalanceItem, Note, Personnel, YearBooks
from followup.goals.models import GoalReport, GoalResult
from followup.goals.states import State
from followup.statistics.models import Bin, BinSet, Measure, StatTable, StatValue, TableStatus
from followup.surveys.models import Instrument, Question, SurveyForm, SurveyRound, SurveyValue
from plans.models.goals import Goal
from tests.budget.small import Budget
from tests.plans.small import Plan, part

YEAR = 2024
T = 1000
YEAR_END = date(YEAR, 12, 31)


def said(outcome: Outcome) -> list[tuple[str, str, str]]:
    """Each finding: its rule, how grave it is, and what it is about."""
    return [(one.rule, one.severity, one.subject) for one in outcome.findings]


class Small(Budget, Plan):
    """A förbund where everything adds up; each rule finds something to look at, and nothing to say."""

    def __init__(self):
        Budget.__init__(self)

    def fill(self) -> Small:
        self._members()
        self._budget()
        self._plan()
        self._results()
        self._statistics()
        self._survey()
        self._books()
        self._document()
        return self

    def _members(self) -> None:
        EquityLevel.objects.create(
            forbund=self.forbund, valid_from=2014, total_from=0, percent=20, source="Nationella rådet"
        )
        Forbund.objects.filter(pk=self.forbund.pk).update(equity_floor=50 * T)
        self.forbund.refresh_from_db()
        self.payers = {}
        for name, kinds, amount in (
            ("Staten", ("fk", "af"), 500),
            ("Regionen", ("region",), 250),
            ("Ådalen", ("kommun",), 125),
            ("Östmark", ("kommun",), 125),
        ):
            payer = self.payers[name] = Payer.objects.create(forbund=self.forbund, name=name)
            for kind in kinds:
                member = Member.objects.create(forbund=self.forbund, name=f"{name} {kind}", kind=kind)
                payer.members.add(member)
                if kind == "kommun":
                    KommunShare.objects.create(member=member, share=50, **self.year)
            Contribution.objects.create(
                forbund=self.forbund, payer=payer, year=YEAR, status="beslutat", amount=amount * T
            )

    def _budget(self) -> None:
        self.kind_ = self.kind("Individstödjande")
        self.insats_year = self.insats("Spåret", [(self.kind_, 100)], granted=700 * T)
        income = self.line("Medlemsbidrag", "intakt", category="medelstilldelning")
        lines = {
            name: self.line(f"Bidrag {name}", "intakt", payer=payer, parent=income)
            for name, payer in self.payers.items()
        }
        track = self.line("Spårets kostnad", insats=self.insats_year.insats, category="individ")
        office = self.line("Kansliet", category="administration")
        pay = self.line("Lön", parent=office)
        audit = self.line("Revisionen", parent=office, cost_type="revision")
        common = self.line("Förbundschefen", common=True)
        self.line("Chefen på kansliet", parent=office, share_of=common, share=70)
        self.line("Chefen i insatserna", category="struktur", share_of=common, share=30)
        self.budget = self.series(opening=100 * T)
        for name, amount in (("Staten", 500), ("Regionen", 250), ("Ådalen", 125), ("Östmark", 125)):
            self.amount(self.budget, lines[name], amount * T)
        for line, amount in ((track, -600), (pay, -200), (audit, -10), (common, -190)):
            self.amount(self.budget, line, amount * T)
        before = self.budget
        for ahead in (1, 2):
            plan = self.series(f"Plan {YEAR + ahead}", "plan", YEAR + ahead, opening_from=before)
            self.amount(plan, income, 1000 * T)
            self.amount(plan, office, -1000 * T)
            before = plan
        layout = self.layout(self.budget, *lines.values(), track, pay, audit, name="Uppställning")
        self.column = LayoutColumn.objects.get(layout=layout)
        row = LayoutRow.objects.create(
            forbund=self.forbund, layout=layout, kind="summa", label="Summa bidrag", order=9, key="summa"
        )
        row.terms.set(LayoutRow.objects.filter(layout=layout, line__in=lines.values()))

    def _plan(self) -> None:
        self.goal("Vad som händer sedan", part("arbete", measure="arbete", target=60),
                  part("vard", measure="vård", target=40), verdict="fordelning")  # fmt: skip
        self.goal("Nöjda", part(measure="är nöjda"))
        self.goal("Bemötta", part(measure="är väl bemötta", target=90))
        board = self.body("Styrelsen")
        self.meeting(board, date(YEAR, 3, 15), theme="Årsredovisning 2023")
        self.meeting(board, date(YEAR, 11, 22), theme="Verksamhetsplan och budget 2025", name="Beslut")

    def _results(self) -> None:
        """Every goal reached at the year's end, and approved."""
        shares = {"arbete": (60, 100), "vard": (40, 100)}
        for goal in Goal.objects.prefetch_related("parts"):
            report = GoalReport.objects.create(goal=goal, end=YEAR_END, state=State.APPROVED, **self.year)
            for one in goal.parts.all():
                numerator, denominator = shares.get(one.key, (19, 20))
                GoalResult.objects.create(
                    forbund=self.forbund,
                    report=report,
                    part=one,
                    numerator=numerator,
                    denominator=denominator,
                )

    def _statistics(self) -> None:
        """The participants by age and sex."""
        ages = BinSet.objects.create(forbund=self.forbund, name="Åldrar")
        measure = Measure.objects.create(forbund=self.forbund, name="Deltagare")
        self.table = StatTable.objects.create(
            insats=self.insats_year.insats, measure=measure, population="pagaende", until=YEAR_END,
            bin_set=ages, status=TableStatus.DONE, **self.year,
        )  # fmt: skip
        groups = [
            Bin.objects.create(forbund=self.forbund, bin_set=ages, name=name, low=low, high=high, order=low)
            for name, low, high in (("16–29", 16, 29), ("30–64", 30, 64))
        ]
        for group, sex, value in (
            (groups[0], "kvinna", 10),
            (groups[0], "man", 20),
            (groups[1], "kvinna", 30),
            (groups[1], "man", 40),
            (None, "", 100),
        ):
            StatValue.objects.create(
                forbund=self.forbund, table=self.table, bin=group, sex=sex, value=Decimal(value)
            )

    def _survey(self) -> None:
        """What those who left think, in a question that was worded anew."""
        own = {"forbund": self.forbund}
        instrument = Instrument.objects.create(name="Indikatorer", **own)
        form = SurveyForm.objects.create(instrument=instrument, name="Avslut", kind="avslut", **own)
        first, self.question = (
            Question.objects.create(form=form, code="1", edition=edition, name="Stöd", scale="janej", **own)
            for edition in (1, 2)
        )
        Question.objects.filter(pk=self.question.pk).update(replaces=first)
        self.round = SurveyRound.objects.create(
            form=form, until=YEAR_END, returned=20, status=TableStatus.DONE, **self.year
        )
        for level, count in (("ja", 15), ("nej", 5)):
            SurveyValue.objects.create(
                round=self.round, question=self.question, level=level, count=count, **own
            )

    def _books(self) -> None:
        """The outcome is the budget, the bank pays some of the debts, and each row has its note."""
        before = FiscalYear.objects.create(forbund=self.forbund, year=YEAR - 1, key=str(YEAR - 1))
        self.series(f"Utfall {YEAR - 1}", "utfall", YEAR - 1, opening=100 * T, stated_result=0)
        outcome = self.series(f"Utfall {YEAR}", "utfall", opening=100 * T)
        for one in self.budget.amounts.select_related("line"):
            self.amount(outcome, one.line, one.amount)
        for name, row, closings in (
            ("Bank", "kassa", (150, 140)),
            ("Leverantörer", "kortfristiga-skulder", (50, 40)),
        ):
            item = BalanceItem.objects.create(forbund=self.forbund, name=name, row=row)
            for year, amount in zip((before, self.fiscal_year), closings, strict=True):
                BalanceAmount.objects.create(
                    forbund=self.forbund, fiscal_year=year, item=item, amount=amount * T
                )
        YearBooks.objects.create(no_pledges=True, no_investments=True, **self.year)
        Personnel.objects.create(employees=2, text="<p>Två anställda.</p>", **self.year)
        for order, (name, form, rows) in enumerate(
            (
                ("Principer", "text", []),
                ("Intäkter", "rader", ["intakter"]),
                ("Kostnader", "kategorier", ["kostnader"]),
                ("Kassa", "poster", ["kassa"]),
                ("Skulder", "poster", ["kortfristiga-skulder"]),
                ("Kapital", "kapital", ["eget-kapital"]),
                ("Revision", "revision", []),
            )
        ):
            Note.objects.create(
                name=name, form=form, explains=rows, principles=not order, text="<p>Som förut.</p>",
                order=order, **self.year,
            )  # fmt: skip

    def _document(self) -> None:
        self.document = Document.objects.create(
            kind="verksamhetsplan", title="Verksamhetsplan", decided_on=date(YEAR - 1, 11, 20), **self.year
        )
        self.text = self.section(
            "text",
            '<p>Lagen (2003:1210). Vi får <data value="bidrag.totalt@0" data-format="kr"></data>, och spåret är '
            '<data value="budget.insats.sparet@0" data-format="kr"></data>. Se <a href="#s-tabell"></a>. Räntan är '
            "3,5 %.</p>",
        )
        self.section("tabell", block="budget", options={"layout": "uppstallning"})

    def section(self, key: str, prose: str = "", **fields) -> Section:
        self.count += 1
        return Section.objects.create(
            forbund=self.forbund, document=self.document, key=key, title=key.capitalize(), prose=prose,
            order=self.count, **fields,
        )  # fmt: skip

    def write(self, html: str) -> None:
        """Add a paragraph to the document."""
        self.text.prose += f"<p>{html}</p>"
        self.text.save()

    def set_amount(self, line: str, amount: int | str, series: str = "budget-2024") -> None:
        kept = Amount.objects.filter(line__key=line, series__key=series)
        assert kept.update(amount=Decimal(amount)) == 1, f"{line} has no amount in {series}"

    def receive(self, line: str, amount: int) -> None:
        """Another contribution than was thought: in the budget, in the outcome and in the bank."""
        in_bank = BalanceAmount.objects.get(item__key="bank", fiscal_year=self.fiscal_year)
        before = Amount.objects.get(line__key=line, series__key="utfall-2024").amount
        BalanceAmount.objects.filter(pk=in_bank.pk).update(amount=in_bank.amount + amount - before)
        for series in ("budget-2024", "utfall-2024"):
            self.set_amount(line, amount, series)

    def judged(self) -> Outcome:
        return reconcile(FiscalYear.objects.select_related("forbund").get(pk=self.fiscal_year.pk))

    def judge_tables(self, *tables: Table, copies: int = 1) -> Outcome:
        """The year with a block that returns the tables, in one or several documents."""
        book = self.book()
        section = Section(key="egen", title="Egen", block="budget")
        resolved = resolve(self.document, book, [section])
        resolved = replace(resolved, parts=(replace(resolved.parts[0], pieces=tables),))
        return run(Case(book, self.fiscal_year, [(self.document, resolved)] * copies))
