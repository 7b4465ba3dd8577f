"""Block `insatser`: what the förbund finances, as cards or as prose."""

from __future__ import annotations

from django import forms
from django.utils.html import escape

from finsam.core.text.prose import listed
from finsam.core.values.periods import span
from finsam.documents.options import BlockOptions, Choice, KeysField
from finsam.documents.registry import Group, block
from finsam.facts.book import Book
from finsam.facts.tables import POSITIVE, Cell, Column, Html, Piece, Row, Table
from plans import queries
from plans.blocks.common import chosen, gone, paragraph, teach
from plans.blocks.goals import on_card
from plans.facts import insats_numbers
from plans.models.goals import GoalLevel
from plans.models.insatser import InsatsYear, NationalKind
from plans.texts import wording

CONTENT = "innehall"

# Förbund begin their cards either with the purpose or with whom it is for; the rows keep to one of these.
ORDERS = {
    "syfte": (
        "intro", "owners", "purpose", "target_group", "method", "overall_goal", "goals", "participants",
        "follow_up", "budget",
    ),
    "malgrupp": (
        "intro", "owners", "target_group", "purpose", "overall_goal", "goals", "method", "participants",
        "follow_up", "budget",
    ),
}  # fmt: skip


class InsatsOptions(BlockOptions):
    """Which insatser, and how they look."""

    insatser = KeysField(label="Insatser", help_text="Inga valda: årets alla insatser, i sin ordning.")
    kind = Choice(
        "Bara av kategorin",
        ("", "Alla"),
        *NationalKind.choices,
        help_text="Gäller när inga insatser är valda. En delad insats räknas till sin största del.",
    )
    form = Choice("Form", ("kort", "Kort"), ("prosa", "Löpande text"))
    heading = Choice("Insatsens namn", ("kort", "I kortets huvud"), ("rubrik", "Som rubrik över kortet"))
    order = Choice(
        "Kortets rader", ("syfte", "Syfte, målgrupp, metod, mål"), ("malgrupp", "Målgrupp, syfte, mål, metod")
    )
    kind_line = forms.BooleanField(label="Visa kategori", required=False, initial=False)
    budget_unit = Choice("Budgeten i", ("kr", "kronor"), ("tkr", "tusental kronor"))
    listed = forms.BooleanField(
        label="Rubrikerna står i innehållsförteckningen", required=False, initial=False
    )

    offered = {
        "insatser": lambda book: [
            (key, str(insats)) for key, insats in book.read(queries.insatser, book.year).items()
        ]
    }


def national_kind(insats: InsatsYear) -> str:
    """The national kind that most of the insats belongs to; the first of equals."""
    shares = list(insats.shares.all())
    return max(shares, key=lambda share: share.share).kind.national if shares else ""


@block(
    "insatser",
    label="Insatser",
    group=Group.PLAN,
    options=InsatsOptions,
    help="Årets insatser, som kort eller löpande text.",
    edit_url="insatser",
)
def insatser_block(book: Book, options: dict, _) -> list[Piece]:
    """Each insats as a card, with its name in the head or as a heading, or as prose under a heading."""
    insatser, missing = chosen(options["insatser"], book.read(queries.insatser, book.year))
    if options["kind"] and not options["insatser"]:
        insatser = [insats for insats in insatser if national_kind(insats) == options["kind"]]
    pieces: list[Piece] = gone("insatser", "Insatsen", missing, book.year)
    if not insatser and not pieces:
        text = f"Det finns inga insatser att visa för {book.year} ännu. Lägg till dem under Insatser."
        return teach("insatser", text)
    for insats in insatser:
        told = InsatsPresentation(insats, book, options)
        pieces += told.prose() if options["form"] == "prosa" else told.card()
    return pieces


class InsatsPresentation:
    """One insats's year in the förbund's own terms."""

    def __init__(self, insats: InsatsYear, book: Book, options: dict):
        self.insats, self.book, self.options = insats, book, options
        self.term = book.forbund.term
        self.key = f"insats-{insats.insats.key}"

    def card(self) -> list[Piece]:
        """The card: label left, content right; rows without content are left out."""
        insats, over = self.insats, self.options["heading"] == "rubrik"
        period = span(insats.start, insats.end)
        rows = [Row("period", "Period", {CONTENT: Cell(text=period)})] if over and period else []
        kinds = wording.kind_line(insats, wording.HTML) if self.options["kind_line"] else ""
        if kinds and not over:
            rows.append(Row("kind", "Kategori", {CONTENT: Cell(html=paragraph(kinds))}))
        places = listed([kommun.name for kommun in insats.kommuner.all()])
        rows += self._row("kommuner", "Kommuner", Cell(text=places) if places else None)
        rows += self._rows()
        heading = [self._headed(self._kinds(kinds), str(insats))] if over else []
        if not rows:
            text = f"{insats} har inget innehåll ännu. Fyll i det under Insatser."
            return [*heading, *teach(f"{self.key}-tom", text)]
        column = Column(
            CONTENT, "Innehåll", kind="text", unit=self.options["budget_unit"], sign=POSITIVE, suffix=True
        )
        title = str(insats) if over else self._title()
        table = Table(
            f"{self.key}-kort", title, (column,), tuple(rows), row_label="Rubrik", shape="card",
            show_title=not over,
        )  # fmt: skip
        return [*heading, table]

    @staticmethod
    def _kinds(kinds: str) -> str:
        return f"<p><em>{kinds}</em></p>" if kinds else ""

    def _rows(self) -> list[Row]:
        """What the card says, in the order chosen."""
        makers = {
            "owners": self._owners,
            "goals": self._goals,
            "participants": self._participants,
            "budget": self._budget,
        }
        rows = []
        for name in ORDERS[self.options["order"]]:
            rows += makers[name]() if name in makers else self._prose(name)
        return rows

    @staticmethod
    def _row(name: str, label: str, cell: Cell | None) -> list[Row]:
        return [Row(name, label, {CONTENT: cell})] if cell is not None else []

    def _prose(self, name: str) -> list[Row]:
        html = getattr(self.insats, name)
        label = "Beskrivning" if name == "intro" else self.term(f"insats_{name}")
        return self._row(name, label, Cell(html=html) if html else None)

    def owners(self) -> list[tuple[str, str, str]]:
        """Who owns the insats and who takes part, as (row, label, text)."""
        insats, owner, partners = self.insats, self.term("insats_owner"), self.term("insats_partners")
        if not insats.owner_and_partners:
            return [("owner", owner, insats.owner), ("partners", partners, insats.partners)]
        between = " " if insats.owner.endswith(".") else ", "
        text = between.join(filter(None, (insats.owner, insats.partners)))
        return [("owner", f"{owner} och {wording.lower_first(partners)}", text)]

    def _owners(self) -> list[Row]:
        return [Row(name, label, {CONTENT: Cell(text=text)}) for name, label, text in self.owners() if text]

    def goals(self) -> list[tuple[str, str, str]]:
        """The insats's goals and groups of goals, as (row, label, HTML)."""
        tree = self.book.read(queries.goals, self.book.year)
        own = tree.of_insats(self.insats)
        groups = [goal for goal in own if goal.level == GoalLevel.GROUP]
        loose = [goal for goal in own if goal.level != GoalLevel.GROUP]
        told = [("goals", self.term("insats_goals"), on_card(self.book, loose))] if loose else []
        return told + [
            (group.key, group.name, on_card(self.book, tree.children(group), group.follow_up))
            for group in groups
        ]

    def _goals(self) -> list[Row]:
        return [Row(name, label, {CONTENT: Cell(html=html)}) for name, label, html in self.goals() if html]

    def _participants(self) -> list[Row]:
        numbers, text = insats_numbers(self.insats), wording.participants_text(self.insats, wording.HTML)
        if numbers.low is not None and numbers.high is None and not self.insats.planned_note:
            cell = Cell(fact=numbers.low)
        elif numbers.low is not None:
            cell = Cell(html=paragraph(text))
        else:
            plain = wording.participants_text(self.insats)
            cell = Cell(text=plain) if plain else None
        return self._row("participants", self.term("insats_participants"), cell)

    def _budget(self) -> list[Row]:
        fact, note = wording.budget_fact(self.insats, self.book), self.insats.budget_note
        if fact is None:
            cell = Cell(html=note) if note else None
        elif note or wording.budget_parts(fact):
            text = wording.budget_text(fact, self.options["budget_unit"], wording.HTML)
            cell = Cell(html=paragraph(text) + note)
        else:
            cell = Cell(fact=fact)
        return self._row("budget", self.term("insats_budget"), cell)

    def prose(self) -> list[Html]:
        """A heading, the kind in italics, the texts, the goals as bullets, and what it costs."""
        insats = self.insats
        kinds = wording.kind_line(insats, wording.HTML) if self.options["kind_line"] else ""
        html = self._kinds(kinds) + insats.intro + insats.purpose + insats.target_group + insats.method
        html += "".join(self._labelled(label, escape(text)) for _, label, text in self.owners())
        html += insats.overall_goal
        html += self._labelled("Kommuner", escape(listed([kommun.name for kommun in insats.kommuner.all()])))
        participants = wording.participants_text(insats, wording.HTML)
        html += self._labelled(self.term("insats_participants"), participants)
        for name, label, told in self.goals():
            html += told if name == "goals" else f"<p><strong>{escape(label)}</strong></p>{told}"
        unit = self.options["budget_unit"]
        html += insats.follow_up + paragraph(wording.budget_sentence(insats, self.book, unit, wording.HTML))
        return [self._headed(html + insats.budget_note, self._title())]

    def _title(self) -> str:
        """The name, with the period when it is given."""
        period = span(self.insats.start, self.insats.end)
        return f"{self.insats} {period}" if period else str(self.insats)

    def _headed(self, html: str, heading: str) -> Html:
        return Html(self.key, html, heading=heading, listed=self.options["listed"])

    @staticmethod
    def _labelled(label: str, html: str) -> str:
        return paragraph(f"{escape(label)}: {html}") if html else ""
