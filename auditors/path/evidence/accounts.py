"""Whether the accounts are true: the reconciliation, what was read in, the trail of each figure, samples, and the history."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from django.utils.timezone import localdate

from auditors.path.evidence.piece import CLEAN, LOOK, NOTED, Look, Piece, Point, counted, lacks, piece
from auditors.questions.models import WAITING
from auditors.questions.queries import of_year
from auditors.questions.reading import shown
from auditors.sampling.models import Result, SampleItem
from auditors.sampling.queries import samples as drawn_samples
from budget.ledger.queries import closed_months
from budget.ledger.snapshot import Snapshot, changes
from budget.models import LedgerImport, Standing
from finsam.core.audit import chain
from finsam.core.caching.computed import computed
from finsam.core.values.money import number
from finsam.core.values.periods import long_date
from finsam.editions.trail.trail import Trail
from finsam.web.tracing.places import trails_of_year


def reconciliation(look: Look) -> Iterator[Piece]:
    """What doesn't add up, and what somebody has explained."""
    key, label, href = "avstamning", "Avstämning", look.page("reconciliation")
    about = "Programmet jämför siffrorna i handlingarna med varandra och med det inskrivna. Det som inte stämmer ska rättas eller förklaras."
    outcome = look.outcome
    count = sum(outcome.tally.values())
    if not count:
        yield lacks(
            key,
            label,
            f"Inget är jämfört för {look.year}: det finns inga handlingar eller siffror att stämma av.",
            href,
            about,
        )
        return
    left = [*outcome.errors, *outcome.warnings]
    said = (
        f"{number(count)} jämförelser. {len(outcome.errors)} fel och {counted(len(outcome.warnings), 'varning', 'varningar')} är "
        f"inte förklarade. {counted(len(outcome.explained), 'avvikelse', 'avvikelser').capitalize()} är förklarade."
    )
    points = [
        Point(finding.message, "Inte förklarad.", finding.href) for finding in map(look.reader.finding, left)
    ]
    yield piece(key, label, said, href, about, state=LOOK if left else CLEAN, points=points)
    explained = [look.reader.finding(finding) for finding in outcome.explained]
    if explained:
        points = [
            Point(
                finding.message,
                f"{finding.explanation.by_name}: {look.told(finding.explanation.reason)}"
                if finding.explanation
                else "",
                finding.href,
            )
            for finding in explained
        ]
        said = f"{counted(len(points), 'avvikelse är förklarad', 'avvikelser är förklarade').capitalize()}. Håller skälen?"
        yield piece("forklaringar", "Förklarade avvikelser", said, href, about, points=points)


def traced(look: Look) -> Iterator[Piece]:
    """How many figures of the decided documents were followed to what was entered, and whether any couldn't be."""
    key, label, href = "spar", "Siffror som går att följa", look.page("facts")
    about = "Varje siffra i en beslutad handling ska gå att följa till det som är inskrivet eller inläst. Spårbilagan visar hur."
    trails = trails_of_year(look.tenant)
    if not trails:
        yield lacks(
            key,
            label,
            f"Ingen beslutad handling för {look.year} har någon spårbilaga, så ingen siffra är prövad.",
            href,
            about,
        )
        return
    inside = look.reader.everything
    points, tried, lost = [], 0, 0
    for edition, trail in trails:
        what = ("untraceable", edition.code, inside)
        printed, without = computed(look.tenant.forbund, what, lambda trail=trail: untraceable(trail))
        tried, lost = tried + printed, lost + without
        words = f"{number(printed)} siffror prövade, {without or 'ingen'} gick inte att följa."
        points.append(Point(str(edition), words, look.page("edition-facts", code=edition.code)))
    said = f"{number(tried)} tryckta siffror är prövade. "
    said += (
        f"{number(lost)} går inte att följa till det inskrivna."
        if lost
        else "Alla går att följa till det inskrivna."
    )
    yield piece(key, label, said, href, about, state=LOOK if lost else CLEAN, points=points)


def untraceable(trail: Trail) -> tuple[int, int]:
    """How many printed figures of a trail were tried, and how many rest on something that doesn't say where it was entered."""
    printed = [figure for figure in trail.figures.values() if figure.printed and figure.value is not None]
    lost = sum(1 for figure in printed if not all(source.entered for source in trail.sources(figure)))
    return len(printed), lost


def books(look: Look) -> Iterator[Piece]:
    """Each time books were read in: what was another than before, and which closed months it touched."""
    key, label, href = "inlasningar", "Inläst bokföring", look.page("ledger")
    about = "Bokföringen läses in som en fil från bokföringssystemet. Varje inläsning jämförs med den som gällde innan."
    points, touched = computed(look.tenant.forbund, ("imports", look.year), lambda: _imports(look))
    if not points:
        yield lacks(
            key,
            label,
            f"Ingen bokföring är inläst för {look.year}. Utfallet är inskrivet för hand.",
            href,
            about,
        )
        return
    said = f"{counted(len(points), 'inläsning', 'inläsningar').capitalize()}. "
    said += f"{touched} ändrade en stängd månad." if touched else "Ingen ändrade en stängd månad."
    yield piece(key, label, said, href, about, state=LOOK if touched else NOTED, points=points)


def _imports(look: Look) -> tuple[list[Point], int]:
    rows = LedgerImport.objects.filter(fiscal_year=look.tenant.here).order_by("read_at", "pk")
    closed = closed_months(look.tenant.forbund, look.year)
    before, points, touched = Snapshot(), [], 0
    for at, row in enumerate(rows):
        now = row.snapshot
        differ = list(changes(before, now)) if at else []
        inside = sorted(
            {
                each.month
                for each in differ
                if each.month in closed and closed[each.month].closed_on <= localdate(row.read_at)
            }
        )
        # What touches a closed month waits, and is accepted or declined with a reason
        held = bool(row.reason) or row.standing in (Standing.WAITING, Standing.DECLINED)
        touched += held
        words = [f"inläst {long_date(localdate(row.read_at))}", str(row.get_standing_display()).lower()]
        if at:
            words.append(
                f"{counted(len(differ), 'belopp', 'belopp')} är ändrade"
                if differ
                else "inget belopp är ändrat"
            )
        if held and inside:
            words.append(f"rör {counted(len(inside), 'stängd månad', 'stängda månader')}")
        if row.reason:
            words.append(f"skäl: {row.reason}")
        points.append(
            Point(
                row.file_name,
                f"{'; '.join(words)}.".replace("inläst", "Inläst", 1),
                look.page("ledger-read", key=row.key),
            )
        )
        if row.standing in (Standing.CURRENT, Standing.FORMER):
            before = now
    return points, touched


def samples(look: Look) -> Iterator[Piece]:
    """The auditors' own samples; told to auditors only."""
    if not look.audits:
        return
    key, label, href = "stickprov", "Stickprov", look.page("samples")
    about = "Poster ur bokföringen som revisorerna har granskat för sig."
    rows = drawn_samples(look.tenant.here)
    if not rows:
        yield lacks(key, label, f"Inget stickprov är draget ur bokföringen för {look.year}.", href, about)
        return
    wrong = dict(
        SampleItem.objects.filter(sample__in=rows, result__in=(Result.DEVIATES, Result.LACKING)).order_by()
        .values_list("sample").annotate(times=Count("pk"))
    )  # fmt: skip
    left = sum(row.drawn - row.judged for row in rows)
    said = f"{counted(len(rows), 'stickprov', 'stickprov').capitalize()}. {counted(left, 'post', 'poster').capitalize()} är inte bedömda än, {sum(wrong.values())} har avvikelse eller saknar underlag."
    points = [
        Point(
            row.name,
            f"{row.judged} av {row.drawn} poster är bedömda, {wrong.get(row.pk, 0)} med fel.",
            look.page("samples-show", key=row.key),
        )
        for row in rows
    ]
    yield piece(key, label, said, href, about, state=LOOK if left or wrong else CLEAN, points=points)


def history(look: Look) -> Iterator[Piece]:
    """Where the history ends; it is tried on its own page."""
    key, label = "historik", "Ändringsloggens historik"
    about = "Loggens rader är kedjade, så att en ändring i efterhand syns. Kontrollen görs på sidan, mot en kontrollsumma ur en beslutad handling."
    head = chain.head_of(look.tenant.forbund.key)
    said = f"Historiken slutar med nr {number(head.number)} och en kontrollsumma som börjar med {head.hash[:16]}. Kontrollera den på sidan."
    yield piece(key, label, said, look.page("history"), about)


def questions(look: Look) -> Iterator[Piece]:
    """What the auditors have asked, and what nobody has answered."""
    key, label, href = "fragor", "Frågor till kansliet", look.page("questions")
    about = "Det som revisorerna har frågat kansliet om, och svaren."
    rows = shown(of_year(look.tenant.here), look.reader, localdate())
    if not rows:
        yield piece(key, label, f"Ingen fråga är ställd om {look.year}.", href, about)
        return
    waits = [row for row in rows if row.question.status in WAITING]
    said = f"{counted(len(rows), 'fråga', 'frågor').capitalize()}, {len(waits) or 'ingen'} väntar på svar."
    points = [
        Point(
            f"Fråga {row.question.number} om {row.question.about}",
            row.question.get_status_display(),
            look.page("questions-show", key=row.question.key),
        )
        for row in sorted(rows, key=lambda row: row not in waits)
    ]
    yield piece(key, label, said, href, about, state=LOOK if waits else NOTED, points=points)


PIECES = (reconciliation, traced, books, samples, questions, history)
