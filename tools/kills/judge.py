"""What has to hold after a kill: what was acknowledged is there, what is in doubt is whole or not there, and nothing is half."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import TypeVar

from django.db import connection
from django_tasks_db.models import DBTaskResult

from budget.models import Amount, LedgerImport, Standing
from finsam.core import audit, services
from finsam.core.audit import history
from finsam.core.models import Access, AuditEntry, Forbund
from finsam.core.tenancy.scope import inside, scopes_disabled
from finsam.demo.loader import remove_forbund
from finsam.documents.models import Document, Section, SectionVersion
from finsam.editions.models import Edition, EditionFile
from finsam.organisation.models import Member
from finsam.rendering.models import Draft
from tools.kills import acts
from tools.kills.world import DECIDES, PACKED, WRITES, YEAR, World, count

Faults = Iterator[str]
FULL = 2  # of SQLite's synchronous: what is committed is on the disk
_NUMBER = re.compile(r"Prov (\d+) ")
A = TypeVar("A", bound=acts.Act)


def judged(world: World, all_acts: list[acts.Act]) -> list[str]:
    """What doesn't hold, as sentences; resolves what was in doubt."""
    with scopes_disabled():
        found = [fault for act in all_acts for fault in _JUDGES[type(act)](world, act)]
        found += [*whole_database(), *whole_history(), *whole_editions(), *whole_drafts()]
    return found


def _each(
    act: acts.Act, there: Callable[[acts.Attempt], bool], told: Callable[[acts.Attempt], bool]
) -> Faults:
    """Each attempt of the round: whether it is there, and the log tells of it if and only if it is."""
    for attempt in act.this_round():
        attempt.there = there(attempt)
        if attempt.acknowledged and not attempt.there:
            yield f"{act.name}: {attempt.what} was acknowledged and isn't there"
        if attempt.there != told(attempt):
            yield f"{act.name}: {attempt.what} is {'' if attempt.there else 'not '}there, and the log says otherwise"


def _last(act: acts.Act, now: int) -> Faults:
    """Of what replaces what was there: it is the last that was acknowledged, or one in doubt after it."""
    attempts = act.attempts
    last = max((each.number for each in attempts if each.acknowledged), default=0)
    if now < last:
        yield f"{act.name}: number {last} was acknowledged, and number {now} is there"
    if now and now not in {each.number for each in attempts}:
        yield f"{act.name}: number {now} is there, which nobody sent"
    for attempt in act.this_round():
        attempt.there = attempt.acknowledged or attempt.number == now


def writing(world: World, act: acts.Act) -> Faults:
    """The section's text is the last one, in the section, in its versions and in the log."""
    section = Section.objects.get(
        document__forbund__key=WRITES, document__fiscal_year__year=YEAR, key=world.section
    )
    found = _NUMBER.search(section.prose)
    yield from _last(act, int(found[1]) if found else 0)
    if not act.attempts or not found:
        return
    version = (
        SectionVersion.objects.filter(document=section.document_id, section=section.key)
        .order_by("-at", "-pk")
        .first()
    )
    entry = AuditEntry.objects.filter(
        forbund_key=WRITES, verb="skrev i", reference=section.reference()
    ).latest("pk")
    if version is None or version.prose != section.prose:
        yield "writing: the section's last version isn't its text"
    if entry.after.get("prose") != section.prose:
        yield "writing: the log's last row isn't the section's text"


def adding(world: World, act: acts.Act) -> Faults:
    """The new object is there with its row; they are removed again, as they would become too many."""
    rows = {row.name: row for row in Member.objects.filter(forbund__key=WRITES, name__startswith="Prov ")}
    entries = AuditEntry.objects.filter(forbund_key=WRITES, kind="organisation.member", verb="skapade")
    told = set(entries.values_list("label", flat=True))
    yield from _each(act, lambda each: each.what in rows, lambda each: each.what in told)
    for row in rows.values():
        services.delete(row, by=audit.SYSTEM)


def amounts(world: World, act: acts.Act) -> Faults:
    """Both amounts are the same."""
    if not act.attempts:
        return
    rows = Amount.objects.filter(forbund__key=WRITES, series__key=world.series, line__key__in=world.lines)
    values = {int(abs(row.amount)) for row in rows}
    if len(values) != 1:
        if any(each.acknowledged for each in act.attempts):
            yield f"grid: half of it is there: {sorted(values)}"
        return
    (value,) = values
    yield from _last(act, value - 1000)
    entry = AuditEntry.objects.filter(forbund_key=WRITES, verb="skrev in belopp").latest("pk")
    if value > 1000 and str(value) not in str(entry.after):
        yield "grid: the log's last row isn't what is there"


def books(world: World, act: acts.Act) -> Faults:
    """The file's books are there; one is in force."""
    rows = LedgerImport.objects.filter(forbund__key=WRITES)
    digests = set(rows.values_list("sha256", flat=True))
    logged = AuditEntry.objects.filter(forbund_key=WRITES, kind="budget.ledgerimport", verb="läste in")
    told = {entry.after.get("sha256") for entry in logged}
    yield from _each(act, lambda each: each.what in digests, lambda each: each.what in told)
    in_force = rows.filter(fiscal_year__year=YEAR, standing=Standing.CURRENT).count()
    if in_force != min(1, rows.filter(fiscal_year__year=YEAR).count()):
        yield f"SIE file: {in_force} books are in force"


def deciding(world: World, act: acts.Act) -> Faults:
    """Each step has its row, each proposal its edition, and the document stands where the last step left it."""
    entries = AuditEntry.objects.filter(forbund_key=DECIDES, kind="documents.document").order_by("pk")
    steps = [entry for entry in entries if entry.verb in ("lade fram", "tog tillbaka")]
    done, sent = len(steps), len(act.attempts)
    sure = sum(each.acknowledged for each in act.attempts)
    if not sure <= done <= sent:
        yield f"step: {sure} were acknowledged and {sent} sent, and the log has {done}"
    codes = {entry.after["handling"] for entry in steps if entry.verb == "lade fram"}
    stored = set(Edition.unscoped.filter(forbund_key=DECIDES).values_list("code", flat=True))
    if codes != stored:
        yield f"step: the log and the editions differ: {sorted(codes ^ stored)}"
    status = Document.objects.get(forbund__key=DECIDES, fiscal_year__year=YEAR).status
    if steps and status != {"lade fram": "forslag", "tog tillbaka": "utkast"}[steps[-1].verb]:
        yield f"step: the document is {status} after “{steps[-1].verb}”"
    doubtful = [each for each in act.this_round() if not each.acknowledged]
    for attempt in act.this_round():
        attempt.there = attempt.acknowledged
    known = sum(bool(each.there) for each in act.attempts)
    for attempt in doubtful[: done - known]:  # which of several isn't told; one is usual
        attempt.there = True


def drawing(world: World, act: acts.Act) -> Faults:
    """Nothing is to be there; no answer was half."""
    for attempt in act.this_round():
        attempt.there = attempt.acknowledged
        if attempt.said.startswith("half"):
            yield f"PDF: {attempt.said}"


def inviting(world: World, act: acts.Act) -> Faults:
    """Who was let in has her role, and the log says so. They are taken away again."""
    rows = {
        row.user.email: row
        for row in Access.objects.filter(forbund__key=WRITES, user__email__startswith="prov").select_related(
            "user"
        )
    }
    logged = AuditEntry.objects.filter(forbund_key=WRITES, kind="core.access", verb="bjöd in")
    told = {str(name) for name in logged.values_list("label", flat=True)}
    yield from _each(
        act,
        lambda each: each.what in rows,
        lambda each: any(
            f"Prov {each.number}," in f"{name}," or f"Prov {each.number} " in f"{name} " for name in told
        ),
    )
    for row in rows.values():
        with inside(row.forbund):
            services.delete(row, by=audit.SYSTEM)


def package(world: World, act: acts.Act) -> Faults:
    """All rows of the förbund are there, or none; it is removed again."""
    owner = Forbund.objects.filter(key=PACKED).first()
    there = count(owner) if owner else {}
    world.packed = world.packed or (there if any(each.acknowledged for each in act.this_round()) else {})
    if owner and world.packed and there != world.packed:
        yield f"year package: it is there in part: {sorted(set(there.items()) ^ set(world.packed.items()))}"
    logged = AuditEntry.objects.filter(forbund_key=PACKED, verb="läste in", kind="core.forbund").count()
    before = world.logged + sum(bool(each.there) for each in act.attempts)
    if logged != before + bool(owner):
        yield f"year package: the log tells of {logged}, and {before + bool(owner)} were read in"
    for attempt in act.this_round():
        attempt.there = attempt.acknowledged
    last = act.this_round()[-1:]
    if owner and last and not any(each.acknowledged for each in act.this_round()):
        last[0].there = True
    if not owner and any(each.acknowledged for each in act.this_round()):
        yield "year package: it was acknowledged and isn't there"
    if owner:
        remove_forbund(owner)


_JUDGES: dict[type[acts.Act], Callable[[World, acts.Act], Faults]] = {
    acts.Writing: writing,
    acts.Adding: adding,
    acts.Amounts: amounts,
    acts.Books: books,
    acts.Deciding: deciding,
    acts.Drawing: drawing,
    acts.Inviting: inviting,
    acts.Package: package,
}


# --- What holds whatever was done ---


def whole_database() -> Faults:
    """The database itself says that it is whole."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        if cursor.fetchone() != (FULL,):
            yield "a power cut may take what was acknowledged"
        for question in ("integrity_check", "foreign_key_check"):
            cursor.execute(f"PRAGMA {question}")
            rows = [row for row in cursor.fetchall() if row != ("ok",)]
            if rows:
                yield f"{question}: {rows[:3]}"


def whole_history() -> Faults:
    """Each förbund's log is what was written, and every row has its link."""
    for key in [*Forbund.objects.values_list("key", flat=True), PACKED, ""]:
        verdict = history.verify(key)
        if not verdict.whole:
            yield f"history of {key or 'all'}: {[str(fault) for fault in verdict.faults][:3]}"


_seen: set[int] = set()  # files that have been tried; the database refuses to change them


def whole_editions() -> Faults:
    """What is stored for ever has all its files, byte for byte."""
    files = EditionFile.unscoped.exclude(pk__in=_seen)
    for file in files:
        if sha256(bytes(file.content)).hexdigest() != file.sha256 or len(bytes(file.content)) != file.size:
            yield f"edition: {file.name} isn't what was stored"
        _seen.add(file.pk)
    kinds: dict[int, set[tuple[str, bool]]] = {}
    for edition, form, inner in EditionFile.unscoped.values_list("edition", "form", "inside"):
        kinds.setdefault(edition, set()).add((form, inner))
    for edition in Edition.unscoped.filter(forbund_key=DECIDES):
        if kinds.get(edition.pk) != {
            ("pdf", False),
            ("html", False),
            ("xlsx", False),
            ("docx", False),
            ("json", False),
            ("json", True),
            ("akt", True),
        }:
            yield f"edition: {edition.code} lacks files: {sorted(kinds.get(edition.pk, set()))}"


def whole_drafts() -> Faults:
    """What has been drawn is a whole PDF."""
    for draft in Draft.objects.exclude(pdf=None):
        content = bytes(draft.pdf)
        if not (content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")):
            yield f"draft {draft.pk}: half a PDF"


def stuck() -> list[str]:
    """Tasks that somebody who is gone was at, and those that nobody begins though it is time."""
    waiting = DBTaskResult.objects.exclude(status__in=("SUCCESSFUL", "FAILED"))
    return [f"{row.task_name} {row.status}, tried {len(row.worker_ids)} times" for row in waiting]
