"""A small made-up förbund with one year, for tests to fill."""

from datetime import date
from decimal import Decimal

from finsam.core.models import FiscalYear, Forbund
from finsam.documents.registry import find_block
from finsam.facts.book import Book, Fact, total
from finsam.facts.figures import fill
from finsam.organisation.models import Body, Member
from plans.models.consultations import Consultation, Viewpoint
from plans.models.goals import Goal, GoalPart
from plans.models.insatser import Insats, InsatsKind, InsatsShare, InsatsYear
from plans.models.year import Meeting, Risk, RiskMeasure
from plans.register.models import Control, Decision, DecisionNote, SteeringDocument

YEAR = 2024
NBSP = "\u00a0"


def make_forbund(**fields) -> Forbund:
    return Forbund.objects.create(key="norra-an", name="Finsam Norra ån", short_name="Norra ån", **fields)


class Plan:
    """Fills the förbund's year; each method makes one thing with sensible values."""

    def __init__(self, forbund: Forbund):
        self.forbund = forbund
        self.fiscal_year = FiscalYear.objects.create(forbund=forbund, year=YEAR, key=str(YEAR))
        self.year = {"forbund": forbund, "fiscal_year": self.fiscal_year}
        self.count = 0

    def book(self) -> Book:
        return Book(self.forbund, YEAR)

    def kind(self, name: str, national: str = "individ") -> InsatsKind:
        return InsatsKind.objects.create(forbund=self.forbund, name=name, national=national)

    def insats(self, name: str, shares=(), **fields) -> InsatsYear:
        self.count += 1
        insats = Insats.objects.create(forbund=self.forbund, name=name)
        one = InsatsYear.objects.create(insats=insats, order=self.count, **self.year, **fields)
        for kind, share in shares:
            InsatsShare.objects.create(forbund=self.forbund, insats_year=one, kind=kind, share=Decimal(share))
        return one

    def goal(self, name: str, *parts: dict, **fields) -> Goal:
        self.count += 1
        fields.setdefault("kind", "individ")
        goal = Goal.objects.create(name=name, order=self.count, **self.year, **fields)
        for order, part in enumerate(parts):
            GoalPart.objects.create(forbund=self.forbund, goal=goal, order=order, **part)
        return goal

    def risk(self, name: str, *measures: str, **fields) -> Risk:
        self.count += 1
        fields.setdefault("text", f"{name} kan inträffa.")
        risk = Risk.objects.create(name=name, order=self.count, **self.year, **fields)
        for text in measures:
            RiskMeasure.objects.create(forbund=self.forbund, risk=risk, text=text)
        return risk

    def decision(self, name: str, day: date, *notes: tuple[date, str], **fields) -> Decision:
        """A decision of any year, with what has been noted of it."""
        decision = Decision(forbund=self.forbund, name=name, date=day, **fields)
        decision.full_clean()
        decision.save()
        for when, text in notes:
            DecisionNote.objects.create(forbund=self.forbund, decision=decision, date=when, text=text)
        return decision

    def steering_document(self, name: str, **fields) -> SteeringDocument:
        self.count += 1
        return SteeringDocument.objects.create(forbund=self.forbund, name=name, order=self.count, **fields)

    def control(self, name: str, **fields) -> Control:
        self.count += 1
        fields.setdefault("risk", f"{name} saknas.")
        return Control.objects.create(name=name, order=self.count, **self.year, **fields)

    def body(self, name: str, kind: str = "styrelse") -> Body:
        return Body.objects.create(forbund=self.forbund, name=name, kind=kind)

    def meeting(self, body: Body, day: date, **fields) -> Meeting:
        return Meeting.objects.create(body=body, date=day, **self.year, **fields)

    def member(self, name: str, kind: str = "kommun", **fields) -> Member:
        self.count += 1
        return Member.objects.create(forbund=self.forbund, name=name, kind=kind, order=self.count, **fields)

    def consultation(self, name: str, said: dict | None = None, **fields) -> Consultation:
        """A consultation at which members said something."""
        self.count += 1
        one = Consultation.objects.create(**{"name": name, "order": self.count, **self.year, **fields})
        for member, text in (said or {}).items():
            Viewpoint.objects.create(forbund=self.forbund, consultation=one, member=member, text=text)
        return one


def part(key: str = "del", **fields) -> dict:
    """A goal's part: at least 80 % unless told."""
    return {"key": key, "measure": "upplever stöd", "operator": "minst", "target": Decimal(80), **fields}


def pieces(key: str, book: Book, **options):
    """A block's pieces for a book."""
    return find_block(key).pieces(book, options)


def html_of(book: Book, html: str) -> str:
    """Prose with its figures printed, as plain text of the figures; fails when one is missing."""
    filled = fill(html, book, wrap=lambda fact, text: text)
    assert filled.missing == ()
    return filled.html.replace(NBSP, " ")


def cost(name: str, amount: int | None, label: str = "Kostnad") -> Fact:
    value = None if amount is None else Decimal(-amount)
    return Fact(f"budget.{name}@{YEAR}", label, value, side="kostnad")


def cost_of_insats(key: str, *lines: Fact) -> Fact:
    return total(f"budget.insats.{key}@{YEAR}", key, lines, side="kostnad")
