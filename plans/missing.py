"""What the plan still needs, and what a report lacks of the plan's own records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from finsam.core.addresses import year_address
from finsam.core.models import FiscalYear
from finsam.core.tenancy.permissions import Permission
from finsam.core.text.prose import listed
from finsam.core.values.periods import BUDGET_DEADLINE, long_date
from finsam.documents import queries as document_queries
from finsam.documents.models import PROPOSED, SETTLED
from finsam.facts.book import Book
from finsam.organisation.models import BodyKind
from finsam.web.missing import BEGINNING, MissingItem, address, finds_missing
from plans import queries
from plans.models.goals import GoalLevel
from plans.outline import KIND

NOTICE_DAYS = 7  # before a meeting, when what it decides on is sent out


@finds_missing(Permission.EDIT_PLAN, BEGINNING)
def begin_plan(book: Book) -> Iterator[MissingItem]:
    """The insatser, goals and meetings of a förbund's first year, and the outline of its plan."""
    insatser = book.read(queries.insatser, book.year)
    goals = list(book.read(queries.goals, book.year))
    meetings = book.read(queries.meetings, book.year)
    for what, name, rows, why in (
        ("Insatser", "insatser-several", insatser, "Vad förbundet finansierar."),
        ("Mål", "goals-several", goals, "Förbundets egna, och insatsernas."),
        ("Möten", "meetings-several", meetings, "Styrelsens och de andra organens."),
    ):
        told = f"{len(rows)} inlagda." if rows else why
        yield MissingItem(what, address(book, name), told, done=bool(rows))
    documents = document_queries.documents(book.forbund, book.year)
    begun = any(document.kind == KIND for document in documents)
    why = "" if begun else "De avsnitt som brukar ingå. Ni ändrar dem sedan."
    yield MissingItem("Verksamhetsplanens disposition", address(book, "plan"), why, done=begun)
    for plan in documents:
        if plan.kind == KIND and not plan.revision:
            label, href = "Förra årets plan ur Word", address(book, "document-from-word", key=plan.key)
            written = any(section.prose for section in plan.sections.all())
            why = "" if written else "Texterna läses in i rubrikerna. Ni kan också skriva dem från början."
            yield MissingItem(label, href, why, done=written, optional=True)


@finds_missing(Permission.EDIT_PLAN)
def written_plan(book: Book) -> Iterator[MissingItem]:
    """The plan is begun and written, laid before the board in time for its meeting, and decided (23 § lagen (2003:1210)).

    Whoever wants to see what the board will decide can do it before the meeting.
    """
    label, href = "Skriv verksamhetsplanen", address(book, "plan")
    last = BUDGET_DEADLINE.on(book.year - 1)
    documents = document_queries.documents(book.forbund, book.year)
    plan = next((document for document in reversed(documents) if document.kind == KIND), None)
    if plan is None:
        yield MissingItem(label, href, due=last)
        return
    if plan.revision:  # whenever the board meets next
        last = None
    sections = list(plan.sections.all())
    empty = document_queries.empty_sections(sections)
    why = f"{len(empty)} av {len(sections)} avsnitt är tomma" if empty else ""
    yield MissingItem(label, href, why, done=not empty, begun=True)
    decided, proposed = plan.status in SETTLED, plan.status in (*PROPOSED, *SETTLED)
    page = address(book, "document", key=plan.key)
    propose, decide = (
        address(book, "document-step", key=plan.key, step=step) for step in ("foresla", "besluta")
    )
    meeting = last and _last_meeting(book, last)
    why = f"Styrelsen möts {long_date(meeting)}. Förslaget ska gå att läsa innan dess." if meeting else ""
    before = meeting - timedelta(days=NOTICE_DAYS) if meeting else last
    yield MissingItem(
        "Lägg fram förslaget", page if proposed else propose, "" if proposed else why,
        done=proposed, due=None if proposed else before,
    )  # fmt: skip
    label = "Låt styrelsen besluta planen och budgeten"
    why = "" if decided else str(plan.get_status_display())
    href = decide if proposed and not decided else page
    yield MissingItem(label, href, why, done=decided, due=None if decided else meeting or last)


def _last_meeting(book: Book, last: date) -> date | None:
    """The day of the board's last meeting in the year before by a day, when the plan is decided."""
    rows = book.read(queries.meetings, book.year - 1)
    days = [row.date for row in rows if row.body.kind == BodyKind.BOARD and row.date <= last]
    return max(days, default=None)


@finds_missing(Permission.EDIT_PLAN)
def described_insatser(book: Book) -> Iterator[MissingItem]:
    """Every insats of the year says for whom it is, how it is done, and what kind it is."""
    insatser = list(book.read(queries.insatser, book.year).values())
    label, href = "Beskriv årets insatser", address(book, "insatser")
    if not insatser:
        yield MissingItem(label, href, "Inga insatser är inlagda.")
        return
    told = [
        insats
        for insats in insatser
        if (insats.purpose or insats.intro or insats.target_group) and insats.shares.all()
    ]
    done = len(told) == len(insatser)
    why = "" if done else f"{len(told)} av {len(insatser)} har beskrivning och kategori."
    yield MissingItem(label, href, why, done=done, begun=True)


@finds_missing(Permission.EDIT_PLAN)
def goals(book: Book) -> Iterator[MissingItem]:
    """The förbund has goals, and so has every insats."""
    tree = book.read(queries.goals, book.year)
    insatser = book.read(queries.insatser, book.year).values()
    without = [insats for insats in insatser if not tree.of_insats(insats)]
    count = sum(goal.level not in (GoalLevel.AREA, GoalLevel.GROUP, GoalLevel.ACTIVITY) for goal in tree)
    if not count:
        why = "Inga mål är inlagda."
    elif len(without) == 1:
        why = f"”{without[0]}” saknar mål."
    else:
        why = f"{len(without)} insatser saknar mål." if without else f"{count} mål."
    yield MissingItem(
        "Sätt mål", address(book, "goals"), why, done=bool(count) and not without, begun=bool(count)
    )


@finds_missing(Permission.EDIT_PLAN)
def weighed_risks(book: Book) -> Iterator[MissingItem]:
    """There are risks, and something is done about each."""
    risks = list(book.read(queries.risks, book.year).values())
    left = sum(not risk.measures.all() for risk in risks)
    why = f"{left} av {len(risks)} saknar åtgärd." if left else ""
    if not risks:
        why = "Inga risker är inlagda."
    yield MissingItem("Bedöm riskerna", address(book, "risks"), why, done=not why, begun=bool(risks))


@finds_missing(Permission.EDIT_PLAN)
def meetings(book: Book) -> Iterator[MissingItem]:
    """The board meets during the year, and has a meeting in time for the budget."""
    planned = book.read(queries.meetings, book.year)
    done = any(meeting.body.kind == BodyKind.BOARD for meeting in planned)
    why = "Styrelsens möten är inte inlagda." if planned else "Inga möten är inlagda."
    where = address(book, "meetings")
    yield MissingItem("Lägg in årets möten", where, "" if done else why, done=done, begun=bool(planned))


@finds_missing(Permission.EDIT_PLAN, KIND)
def members_to_hear(book: Book, kind: str, until: date | None = None) -> Iterator[MissingItem]:
    """A plan isn't decided before each member has been heard, which is written in the year before."""
    documents = document_queries.documents(book.forbund, book.year)
    plan = next((document for document in reversed(documents) if document.kind == KIND), None)
    if plan is None or plan.status in SETTLED:
        return
    hearing, group = queries.hearing_of(plan), "Medlemssamråd"
    href, where = year_address(book.forbund, hearing.year, "consultations"), f"Medlemssamråd {hearing.year}"
    if not FiscalYear.objects.filter(forbund=book.forbund, year=hearing.year).exists():
        href, where = address(book, "years-new"), f"Lägg först till {hearing.year} bland förbundets år"
    if not hearing.held:
        yield MissingItem(
            f"Inget medlemssamråd är antecknat under {hearing.year}.", href, group=group, where=where
        )
    elif hearing.silent:
        yield MissingItem(
            f"Medlemssamrådet {hearing.year} har inget inspel från {listed(hearing.silent)}.",
            href, begun=True, group=group, where=where,
        )  # fmt: skip


@finds_missing(Permission.EDIT_PLAN, "arsredovisning")
def consultations(book: Book, kind: str, until: date | None = None) -> Iterator[MissingItem]:
    """The members are consulted every year, and a member's view that isn't written is asked for (23 § lagen (2003:1210))."""
    if not book.read(queries.consultations, book.year):
        group, href = "Medlemssamråd", address(book, "consultations-new")
        yield MissingItem("Inget medlemssamråd är inlagt.", href, group=group, where=group)
