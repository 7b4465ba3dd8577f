"""Parts of the binder: how a month is closed, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import escape

from budget.ledger.queries import closed_months, ledgers
from budget.variance.comments import lacking
from budget.variance.standing import standing
from finsam.checks.reconciliation import reconcile
from finsam.comments.models import CommentStatus
from finsam.comments.queries import counted
from finsam.core.values.periods import MONTHS
from finsam.disclosure.reader import reader_of
from finsam.documents import queries
from finsam.documents.models import SETTLED
from finsam.documents.resolved import Part
from followup.handover.binder import Case, binder, listed, section

MOST = 30  # findings that are told of


def month_of(case: Case) -> int:
    """The month to close: the first that isn't closed, and not after the one before today."""
    year = case.tenant.here.year
    closed = case.book.read(closed_months, year)
    last = 12 if case.today.year > year else max(case.today.month - 1, 1)
    return next((month for month in range(1, last + 1) if month not in closed), last)


@binder(50)
def closing(case: Case) -> Iterator[Part]:
    """Step by step, with how far the month to close has come."""
    year, month = case.tenant.here.year, month_of(case)
    books = case.book.read(ledgers).get(year)
    read_in = books is not None and books.to_month >= month
    unplaced = len([*books.unplaced(income=True), *books.unplaced(income=False)]) if books else 0
    here = standing(case.book, year, month) if read_in else None
    left = len(lacking(here)) if here else 0
    closed = month in case.book.read(closed_months, year)
    steps = (
        ("1. Läs in bokföringen", read_in, f"Inläst till och med {MONTHS[books.to_month - 1]}." if books else "Ingen bokföring är inläst.", ("Läs in bokföring", "ledger-import")),
        ("2. Koppla konton till budgetrader", read_in and not unplaced, f"{unplaced} konton och objekt har ingen rad." if unplaced else "", ("Koppla konton", "ledger-placing")),
        ("3. Kommentera det som avviker", read_in and not left, f"{left} avvikelser saknar kommentar." if left else "", ("Budgetuppföljning", "budget-followup")),
        ("4. Stäng månaden", closed, "" if closed else "Skriv en anteckning, och stäng.", ("Månader", "ledger-months")),
    )  # fmt: skip
    rows = []
    for name, done, said, (label, page) in steps:
        row = (name, "Klart" if done else "Inte klart", escape(said), case.link(label, page))
        rows.append(row[:3] if case.paper else row)
    heads = ("Steg", "Läge", "Mer") if case.paper else ("Steg", "Läge", "Mer", "Var")
    name = f"{MONTHS[month - 1]} {year}"
    table = listed("manad", f"Så stängs {name}", heads, rows)
    how = "<p>Ekonomen skickar bokföringen som SIE-fil. En stängd månad ändras bara när någon godkänner det med ett skäl.</p>"
    yield section("manad", f"Så stängs en månad: {name}", prose=how, pieces=[table])


@binder(70)
def findings(case: Case) -> Iterator[Part]:
    """What doesn't add up and nobody has explained, as the reader may read it."""
    outcome, reader = reconcile(case.tenant.here), reader_of(case.tenant)
    known = [reader.finding(finding) for finding in (*outcome.errors, *outcome.warnings)]
    if not known:
        yield section("avvikelser", "Avstämningen", prose="<p>Inget avviker utan förklaring.</p>")
        return
    said = "".join(f"<li>{escape(finding.message)}</li>" for finding in known[:MOST])
    more = f"<p>Och {len(known) - MOST} till.</p>" if len(known) > MOST else ""
    where = "" if case.paper else f"<p>{case.link('Rätta eller förklara', 'reconciliation')}</p>"
    yield section("avvikelser", "Avvikelser utan förklaring", prose=f"<ul>{said}</ul>{more}{where}")


@binder(80)
def comments(case: Case) -> Iterator[Part]:
    """Comments on proposals that nobody has answered."""
    year = case.tenant.here.year
    documents = [row for row in queries.documents(case.tenant.forbund, year) if row.status not in SETTLED]
    counts = counted(documents)
    said = []
    for document in documents:
        number = counts[document.pk][CommentStatus.OPEN] if document.pk in counts else 0
        if number:
            words = "en kommentar" if number == 1 else f"{number} kommentarer"
            link = case.link(str(document), "document-comments", key=document.key)
            said.append(f"<li>{link}: {words} väntar på svar</li>")
    none = "<p>Ingen kommentar väntar på svar.</p>"
    yield section(
        "kommentarer", "Kommentarer som väntar", prose=f"<ul>{''.join(said)}</ul>" if said else none
    )
