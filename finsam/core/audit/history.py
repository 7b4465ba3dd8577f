"""Whether a förbund's history is what was written: the chain and the log, read beside each other.

What is altered, removed, added or put in another order is named. Somebody who can write in the database can also make the
chain anew from some link on, or cut its end off: that shows against a head that has left the database, printed in a
decided document or mailed to the auditors.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Exists, Max, OuterRef
from django.utils import timezone

from finsam.core.audit import chain
from finsam.core.models import AuditEntry
from finsam.core.models.audit import ChainLink
from finsam.core.values import money, periods

CHUNK = 2000  # links read at a time
SHORTEST = 16  # hex digits of a head by which it is known
ERASED = "raderade personuppgifter"  # the verb of a row that tells of an erasure
NO_HEAD = (
    "Att rader är borttagna i slutet, eller att allt från någon rad och framåt är gjort på nytt, kan inte uteslutas utan en "
    "kontrollsumma utifrån: ange en som står i en beslutad handling eller i ett brev till revisorerna."
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that isn't as it was written: the link's number, the entry's (0 where there is none), and a sentence."""

    number: int
    entry: int
    sentence: str
    about: str = (
        ""  # what the entry tells, which not everybody may know: it stands where the sentence has `{about}`
    )
    kind: str = ""  # of what the entry is about

    def __str__(self) -> str:
        return self.sentence.replace("{about}", self.about)

    def without_about(self) -> str:
        """The sentence for those who may not know what the entry tells."""
        return self.sentence.replace("{about}", "")


@dataclass(slots=True)
class History:
    """What a förbund's history was found to be: how many links and entries, where it ends, and what is wrong."""

    forbund_key: str
    links: int = 0
    entries: int = 0
    head: str = chain.GENESIS
    erased: int = 0
    faults: list[Fault] = field(default_factory=list)
    asked: str = ""  # a head from outside
    since: int | None = None  # how many links have come after it; None where it wasn't found

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong; without a head from outside its end isn't known."""
        return not self.faults

    def sentences(self) -> list[str]:
        """What was found, in words."""
        count = money.number(self.links)
        told = [f"{count} länkar är prövade mot {money.number(self.entries)} rader i ändringsloggen."]
        if self.erased:
            told.append(
                f"Personuppgifter är raderade i {money.number(self.erased)} rader, som det är antecknat."
            )
        told.append(f"Historiken slutar med nr {self.links} och kontrollsumman {chain.grouped(self.head)}.")
        if self.whole and self.asked:
            after = (
                f"{money.number(self.since)} länkar har kommit efter"
                if self.since
                else "Ingenting har kommit efter"
            )
            told.append(f"Kontrollsumman {chain.grouped(self.asked)} finns i historiken. {after} den.")
        elif not self.asked:
            told.append(NO_HEAD)
        return told


def read_head(text: str) -> str:
    """A head as people copy it, in small hex digits without blanks. Raises ValueError with a sentence."""
    head = "".join(text.split()).lower()
    if not SHORTEST <= len(head) <= len(chain.GENESIS) or set(head) - set("0123456789abcdef"):
        raise ValueError(
            f"En kontrollsumma är minst {SHORTEST} och högst 64 tecken, siffror och bokstäverna a–f. "
            "Skriv den som den står i handlingen eller brevet."
        )
    return head


def verify(forbund_key: str, *, head: str = "") -> History:
    """Read a förbund's whole history, and hold it against a head from outside where there is one (`read_head`)."""
    verdict = History(forbund_key, asked=head)
    links = ChainLink._base_manager.filter(forbund_key=forbund_key).order_by("number")
    resumed = dict(
        links.order_by().values("entry").annotate(times=Count("pk"), last=Max("number")).filter(times__gt=1)
        .values_list("entry", "last")
    )  # fmt: skip
    erasures = _erasures(forbund_key)
    expected, previous = 1, chain.GENESIS
    for link, entry in _with_entries(links):
        if head and link.hash.startswith(head):
            verdict.since = -link.number  # until it is known how many there are
        if link.number != expected:
            verdict.faults.append(_gap(expected, link.number))
        elif link.previous != previous:
            verdict.faults.append(
                Fault(link.number, link.entry, f"Länk {link.number} följer inte på länk {link.number - 1}: någon av dem är "
                      "ändrad eller flyttad.")
            )  # fmt: skip
        last = resumed.get(link.entry, link.number) == link.number
        verdict.faults += _tried(link, entry, last, erasures)
        if last and entry is not None:
            verdict.entries += 1
            verdict.erased += not (entry.who_salt and entry.what_salt)
        verdict.links, expected, previous = link.number, link.number + 1, link.hash
    verdict.head = previous
    verdict.faults += _beside(forbund_key) + _at_the_end(verdict)
    if head and verdict.since is None:
        verdict.faults.append(
            Fault(0, 0, f"Kontrollsumman {chain.grouped(head)} finns inte i historiken: rader är borttagna i slutet, eller så är historiken "
                  "gjord på nytt sedan den lämnades ut.")
        )  # fmt: skip
    elif verdict.since is not None:
        verdict.since += verdict.links
    return verdict


def _with_entries(links) -> Iterator[tuple[ChainLink, AuditEntry | None]]:
    """Each link with the entry that it is about, a bit at a time however many there are."""
    last = 0
    while chunk := list(links.filter(number__gt=last)[:CHUNK]):
        entries = AuditEntry._base_manager.in_bulk([link.entry for link in chunk])
        for link in chunk:
            entry = entries.get(link.entry)
            yield link, entry if entry and entry.forbund_key == link.forbund_key else None
        last = chunk[-1].number


def _gap(expected: int, number: int) -> Fault:
    if number - expected == 1:
        return Fault(expected, 0, f"Länk {expected} är borttagen.")
    return Fault(expected, 0, f"Länkarna {expected}–{number - 1} är borttagna.")


def _tried(
    link: ChainLink, entry: AuditEntry | None, last: bool, erasures: dict[str, set[int]]
) -> list[Fault]:
    """What is wrong with a link and, where it tells what an entry says now, with the entry."""

    def fault(sentence: str) -> Fault:
        return Fault(link.number, link.entry, sentence, _about(entry), entry.kind if entry else "")

    if entry is None:
        day = periods.long_date(timezone.localdate(link.at))
        return [
            fault(
                f"Raden som länk {link.number} hör till (rad {link.entry}, {day}) är borttagen ur ändringsloggen."
            )
        ]
    altered = []
    if last:
        for part, salt, made, committed in (
            ("vem", entry.who_salt, chain.who, link.who),
            ("vad", entry.what_salt, chain.what, link.what),
        ):
            if not salt:
                if link.entry not in erasures[part]:
                    return [
                        fault(f"{_named(link, entry)} saknar sitt salt, men ingen radering är antecknad.")
                    ]
            elif made(entry) != committed:
                altered.append("vem som gjorde det" if part == "vem" else "vad som gjordes")
        if entry.at != link.at:
            altered.append("när det gjordes")
    if altered:
        return [fault(f"{_named(link, entry)} är ändrad: {' och '.join(altered)} är inte som det skrevs.")]
    if chain.hash_of(link, entry) != link.hash:
        return [
            fault(
                f"{_named(link, entry)} är ändrad: år, slag eller verb är inte som det skrevs, eller så är länken det."
            )
        ]
    return []


def _named(link: ChainLink, entry: AuditEntry) -> str:
    day = periods.long_date(timezone.localdate(link.at))
    return f"Rad {entry.pk} (länk {link.number}, {day}{{about}})"


def _about(entry: AuditEntry | None) -> str:
    return f": {entry.by_name} {entry.verb} {entry.label}" if entry else ""


def _erasures(forbund_key: str) -> dict[str, set[int]]:
    """The entries that rows of erasure say have lost who or what."""
    told: dict[str, set[int]] = {"vem": set(), "vad": set()}
    rows = AuditEntry._base_manager.filter(forbund_key=forbund_key, verb=ERASED)
    for after in rows.values_list("after", flat=True):
        for part, known in told.items():
            known.update(after.get(part, ()) if isinstance(after, dict) else ())
    return told


def _beside(forbund_key: str) -> list[Fault]:
    """Entries that no link is about."""
    linked = ChainLink._base_manager.filter(forbund_key=forbund_key, entry=OuterRef("pk"))
    strange = AuditEntry._base_manager.filter(~Exists(linked), forbund_key=forbund_key).order_by("pk")
    return [
        Fault(0, entry.pk, f"Rad {entry.pk}{{about}} är tillagd vid sidan av: ingen länk hör till den.", f" ({_about(entry)[2:]})",
              entry.kind)
        for entry in strange
    ]  # fmt: skip


def _at_the_end(verdict: History) -> list[Fault]:
    """Whether the chain ends where it was last seen to end."""
    kept = chain.head_of(verdict.forbund_key)
    if (kept.number, kept.hash) == (verdict.links, verdict.head):
        return []
    if kept.number > verdict.links:
        return [
            Fault(
                kept.number,
                0,
                f"Historiken slutar med länk {verdict.links} men hade {kept.number}: de sista är borttagna.",
            )
        ]
    return [Fault(verdict.links, 0, f"Historiken ska sluta med länk {kept.number}, men slutar med länk {verdict.links} och en "
                  "annan kontrollsumma.")]  # fmt: skip
