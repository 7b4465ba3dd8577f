"""Blocks `mal` and `aktiviteter`, and goals as the insatskort lists them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django import forms
from django.utils.html import escape

from finsam.documents.options import BlockOptions, Choice, KeyField, KeysField
from finsam.documents.registry import Group, block
from finsam.facts.book import Book
from finsam.facts.tables import Html
from plans import queries
from plans.blocks.common import bullets, chosen, gone, numbered, paragraph, teach
from plans.models.goals import Goal, GoalKind, GoalLevel
from plans.queries import Goals
from plans.texts import wording


def is_activity(goal: Goal) -> bool:
    """Whether it is something done rather than reached."""
    return goal.level == GoalLevel.ACTIVITY


@dataclass
class Telling:
    """Tells goals as HTML: bullets or paragraphs, with what they are followed up by and footnotes.

    One Telling is one piece: its footnotes are numbered with asterisks and stand at its end.
    """

    tree: Goals
    term: str  # the förbund's word for follow-up
    follow_up: bool = True
    activities: bool = True
    subgoals: bool = True
    numbering: bool = False
    footnotes: list[str] = field(default_factory=list)

    def children(self, goal: Goal) -> list[Goal]:
        """What is told under a goal: goals, activities, or both."""
        return [
            child
            for child in self.tree.children(goal)
            if (self.activities if is_activity(child) else self.subgoals)
        ]

    def sentence(self, goal: Goal) -> str:
        """The goal's words, its number before and an asterisk after where it has a footnote."""
        words = wording.goal_text(goal, wording.HTML)
        if goal.footnote:
            stars = "*" * (len(self.footnotes) + 1)
            if "*" in words:
                words = words.replace("*", stars, 1)
            else:
                words = f"{words[:-1]}{stars}." if words.endswith(".") else words + stars
            note = wording.filled(goal, goal.footnote.lstrip("* "), wording.HTML)
            self.footnotes.append(f"{stars} {note}")
        return words

    def followed(self, text: str) -> str:
        """`Uppföljning: enkät vid avslut.`"""
        if not text or not self.follow_up:
            return ""
        return f'<p class="follow-up">{escape(self.term)}: {wording.HTML.text(text)}</p>'

    def below(self, goal: Goal) -> str:
        """The goal's parts where its words leave them out, and the goals under it."""
        return bullets(wording.part_texts(goal, wording.HTML)) + self.listed(self.children(goal))

    def listed(self, goals: Iterable[Goal]) -> str:
        """Goals as bullets; those with numbers of their own hang on them."""
        return "".join(
            self._list(run, alike=bool(shared)) + self.followed(shared) for run, shared in self._runs(goals)
        )

    def _runs(self, goals: Iterable[Goal]) -> Iterator[tuple[list[Goal], str]]:
        """The goals in runs, each with what several of them in a row are followed up by; "" where each says its own."""
        waiting: list[Goal] = []
        for text, run in groupby(goals, key=lambda goal: goal.follow_up):
            alike = list(run)
            if len(alike) == 1 or not text or not self.follow_up:
                waiting += alike
                continue
            yield waiting, ""
            yield alike, text
            waiting = []
        yield waiting, ""

    def _list(self, goals: list[Goal], *, alike: bool) -> str:
        """One list; goals that are followed up `alike` leave that to what stands under it."""
        told = [paragraph(self.sentence(goal)) + self.tail(goal, alike=alike) for goal in goals]
        keys = [goal.key for goal in goals]
        if self.numbering and any(goal.number for goal in goals):
            return numbered(map(number_of, goals), told, keys)
        return bullets(told, keys)

    def paragraphs(self, goals: Iterable[Goal]) -> str:
        """Goals as paragraphs; a group's name in bold over its goals."""
        told = []
        for run, shared in self._runs(goals):
            for goal in run:
                words = self.sentence(goal)
                if self.numbering and goal.number:
                    words = f"{number_of(goal)} {words}"
                words = f"<strong>{words}</strong>" if goal.level == GoalLevel.GROUP else words
                told += [paragraph(words, goal.key), self.tail(goal, alike=bool(shared))]
            told.append(self.followed(shared))
        return "".join(told)

    def tail(self, goal: Goal, *, alike: bool = False) -> str:
        """What stands under a goal: parts and goals below it, and its follow-up unless others beside it are followed up `alike`."""
        below, followed = self.below(goal), self.followed("" if alike else goal.follow_up)
        return below + followed if goal.level == GoalLevel.GROUP else followed + below

    def under_heading(self, goal: Goal) -> str:
        """What stands under a goal that is a heading: goals as paragraphs, activities as bullets."""
        html = ""
        if goal.level == GoalLevel.AREA and goal.text:
            html = paragraph(wording.goal_text(goal, wording.HTML))
        html += self.followed(goal.follow_up) + bullets(wording.part_texts(goal, wording.HTML))
        for activities, run in groupby(self.children(goal), is_activity):
            tell = self.listed if activities else self.paragraphs
            html += tell(run)
        return html + self.notes()

    def notes(self) -> str:
        """The footnotes gathered so far, each a paragraph."""
        return "".join(paragraph(note) for note in self.footnotes)


def number_of(goal: Goal) -> str:
    """The goal's own number as printed, `A.` or `1.`"""
    return f"{escape(goal.number.rstrip('.'))}." if goal.number else ""


def heading_of(goal: Goal) -> str:
    """A goal as a heading: an area is known by its name, a goal by what it says."""
    return goal.name if goal.level == GoalLevel.AREA else wording.goal_text(goal)


def telling(book: Book, **fields) -> Telling:
    """Tells the goals of the book's year in the förbund's words."""
    return Telling(book.read(queries.goals, book.year), book.forbund.term("insats_follow_up"), **fields)


def on_card(book: Book, goals: list[Goal], follow_up: str = "") -> str:
    """Goals in an insatskort's row: a list, what they are followed up by said once, and footnotes.

    Goals that are followed up in different ways are told in runs, each with its own follow-up.
    """
    tell = telling(book, follow_up=False)
    said = {goal.follow_up for goal in goals if goal.follow_up}
    runs = groupby(goals, key=lambda goal: goal.follow_up) if len(said) > 1 else [("".join(said), goals)]
    html = ""
    for text, run in runs:
        run = list(run)
        alone = len(run) == 1 and not tell.children(run[0])
        html += (
            paragraph(tell.sentence(run[0]), run[0].key) + tell.below(run[0]) if alone else tell.listed(run)
        )
        tell.follow_up = True
        html += tell.followed(text)
        tell.follow_up = False
    tell.follow_up = True
    return html + tell.followed(follow_up) + tell.notes()


class GoalOptions(BlockOptions):
    """Which goals, and how they are told."""

    kind = Choice(
        "Slag av mål",
        ("", "Alla"),
        *GoalKind.choices,
        help_text="Mål som hör till en insats visas i insatsens kort och inte här.",
    )
    goals = KeysField(label="Mål", help_text="Inga valda: alla mål av slaget, i sin ordning.")
    form = Choice(
        "Form",
        ("punkter", "Punktlista"),
        ("stycken", "Stycken"),
        ("rubriker", "Varje mål som rubrik, med det som hör till under"),
        help_text="Valda mål i lista eller stycken visas utan sina delmål.",
    )
    follow_up = forms.BooleanField(label="Visa hur målen följs upp", required=False, initial=True)
    activities = forms.BooleanField(label="Visa aktiviteter under målen", required=False, initial=True)
    numbering = forms.BooleanField(label="Visa målens egen numrering", required=False, initial=False)
    listed = forms.BooleanField(
        label="Rubrikerna står i innehållsförteckningen", required=False, initial=False
    )

    offered = {"goals": lambda book: [(goal.key, str(goal)) for goal in book.read(queries.goals, book.year)]}


@block(
    "mal",
    label="Mål",
    group=Group.PLAN,
    options=GoalOptions,
    help="Förbundets mål, med målvärden och uppföljning.",
    edit_url="goals",
)
def goals_block(book: Book, options: dict, _) -> list[Html]:
    """Goals of a kind, or those chosen, as bullets, paragraphs or headings."""
    tree = book.read(queries.goals, book.year)
    roots, missing = chosen(options["goals"], tree.by_key)
    if not options["goals"]:
        kind = options["kind"]
        roots = [
            goal
            for goal in tree.roots()
            if goal.insats_year_id is None and (not kind or goal.kind == kind)
            and (options["activities"] or not is_activity(goal))
        ]  # fmt: skip
    pieces = gone("mal", "Målet", missing, book.year)
    if not roots:
        text = f"Det finns inga mål att visa för {book.year} ännu. Lägg till dem under Mål."
        return pieces or teach("mal", text)
    fields = {name: options[name] for name in ("follow_up", "activities", "numbering")}
    if options["form"] == "rubriker":
        return pieces + [
            Html(
                f"mal-{goal.key}",
                telling(book, **fields).under_heading(goal),
                heading=heading_of(goal),
                listed=options["listed"],
                number=number_of(goal) if options["numbering"] else "",
            )
            for goal in roots
        ]
    tell = telling(book, **fields, subgoals=not options["goals"])
    html = tell.listed(roots) if options["form"] == "punkter" else tell.paragraphs(roots)
    return [*pieces, Html("mal", html + tell.notes())]


def _parents(book: Book) -> list[tuple[str, str]]:
    """Goals that have activities under them."""
    tree = book.read(queries.goals, book.year)
    return [(goal.key, str(goal)) for goal in tree if any(map(is_activity, tree.children(goal)))]


class ActivityOptions(BlockOptions):
    """Whose activities."""

    parent = KeyField(
        label="Aktiviteter under",
        help_text="Inget valt: aktiviteter som inte hör till något mål.",
    )
    offered = {"parent": _parents}


@block(
    "aktiviteter",
    label="Aktiviteter",
    group=Group.PLAN,
    options=ActivityOptions,
    help="Det förbundet gör för att nå målen.",
    edit_url="goals",
)
def activities_block(book: Book, options: dict, _) -> list[Html]:
    """The activities under a goal, or those that belong to none, as bullets."""
    tree = book.read(queries.goals, book.year)
    parent = options["parent"]
    if parent and parent not in tree.by_key:
        return gone("aktiviteter", "Målet", [parent], book.year)
    goals = tree.children(tree.by_key[parent]) if parent else tree.roots()
    activities = [goal for goal in goals if is_activity(goal) and (parent or goal.insats_year_id is None)]
    if not activities:
        text = (
            f"Det finns inga aktiviteter för {book.year} ännu. Lägg till dem under Mål, med nivån Aktivitet."
        )
        return teach("aktiviteter", text)
    tell = telling(book)
    return [Html("aktiviteter", tell.listed(activities) + tell.notes())]
