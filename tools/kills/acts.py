"""What people do while the site is killed, and the journal of what it said yes to.

An act is done again and again by one person. Each time is an `Attempt`: acknowledged once its answer has been read to the
end and says so, else in doubt, and then either all of it is there or nothing.
"""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from dataclasses import dataclass, field
from random import Random
from uuid import uuid4

from tools.kills.browser import Answer, Browser
from tools.kills.site import Site
from tools.kills.world import World


@dataclass
class Attempt:
    """One time that something was to be written. `number` makes it another than the others; `what` is what is looked for."""

    number: int
    what: str
    acknowledged: bool = False
    said: str = ""  # why not
    there: bool | None = None  # whether it was found afterwards


class Act:
    """Something that one person does. A kind says in `one` what is sent, and returns whether it was acknowledged."""

    name = ""

    def __init__(self, world: World):
        self.world = world
        self.attempts: list[Attempt] = []  # of the whole run
        self.begun = 0  # which of them this round's begin at
        self.number = 0

    def one(self, browser: Browser, site: Site) -> None:
        """Do it once."""
        raise NotImplementedError

    def trying(self, what: str = "") -> Attempt:
        """An attempt, written in the journal before anything is sent."""
        attempt = Attempt(self.number, what or f"prov {self.number}")
        self.attempts.append(attempt)
        return attempt

    def this_round(self) -> list[Attempt]:
        """The round's attempts."""
        return self.attempts[self.begun :]


def told(answer: Answer) -> str:
    """What an answer says: its status, and what is in it of refusals."""
    said = re.findall(r"(?s)(?:alert|invalid-feedback|errorlist|problem)[^>]*>(.*?)</", answer.text)
    return " ".join(
        [str(answer.status), *(" ".join(re.sub("<[^>]*>", " ", each).split()) for each in said[:3])]
    )


class Writing(Act):
    """A section's text is saved while it is written, as the browser's autosave does."""

    name = "writing"

    def __init__(self, world: World):
        super().__init__(world)
        self.base, self.known, self.writer = world.text, 0, uuid4().hex

    def one(self, browser: Browser, site: Site) -> None:
        text = f"<p>Prov {self.number} av texten, som är längre än den var.</p>"
        attempt = self.trying(text)
        sent = {"prose": text, "prose_base": self.base, "writer": self.writer}
        turns = {"turn": str(self.number), "known": str(self.known)}
        answer = browser.post(self.world.url("section-autosave"), sent | turns)
        attempt.acknowledged = answer.status == 200 and json.loads(answer.text)["texts"]["prose"] == text
        attempt.said = answer.text[:200]
        if attempt.acknowledged:
            self.base, self.known = text, self.number


class Adding(Act):
    """A form that makes something new."""

    name = "form"

    def one(self, browser: Browser, site: Site) -> None:
        attempt = self.trying(f"Prov {self.number} kommun")
        answer = browser.post(
            self.world.url("members-new"), {"name": attempt.what, "kind": "kommun", "order": "90"}
        )
        attempt.acknowledged, attempt.said = answer.status == 302, told(answer)


class Amounts(Act):
    """Two amounts of a grid that are saved together."""

    name = "grid"

    def one(self, browser: Browser, site: Site) -> None:
        place = self.world.url("budget-amounts")
        page = browser.get(place)
        if not page.version:
            return
        attempt = self.trying(str(1000 + self.number))
        cells = {f"belopp-{line}": attempt.what for line in self.world.lines}
        answer = browser.post(place, {**cells, "version": page.version})
        attempt.acknowledged, attempt.said = answer.status == 302, told(answer)


class Books(Act):
    """A SIE file is sent, looked at, and made the year's books."""

    name = "SIE file"

    def one(self, browser: Browser, site: Site) -> None:
        place = self.world.url("ledger-import")
        digest, content = self.world.sie(self.number)
        held = browser.send(place, "file", "bok.se", content)
        if held.status != 302:
            return
        page = browser.get(held.location)
        if page.status != 200:
            return
        fields = self.world.fields(page.text)
        attempt = self.trying(digest)
        answer = browser.post(place, {**fields, "ours": "on"})
        attempt.acknowledged, attempt.said = answer.status == 302, told(answer)


class Deciding(Act):
    """A document is proposed, which stores it for ever, and taken back, by turns."""

    name = "step"

    def one(self, browser: Browser, site: Site) -> None:
        for step in ("foresla", "ta-tillbaka"):
            place = self.world.url("document-step", step=step)
            page = browser.get(place)
            if page.status == 200:
                break
        else:
            return
        attempt = self.trying(step)
        answer = browser.post(place, {"version": page.version})
        done = self.world.url("document-of-step")
        while answer.status == 302 and answer.location != done:  # a worker takes it
            time.sleep(0.2)
            asked = browser.get(answer.location)
            answer = answer if asked.status == 202 else asked
        attempt.acknowledged, attempt.said = answer.status == 302, told(answer)


class Drawing(Act):
    """A document is drawn by the worker, and waited for. It writes nothing that can't be drawn again."""

    name = "PDF"

    def one(self, browser: Browser, site: Site) -> None:
        attempt = self.trying()
        answer = browser.get(self.world.url("document-pdf"), Accept="*/*")
        whole = answer.body.startswith(b"%PDF-") and answer.body.rstrip().endswith(b"%%EOF")
        attempt.acknowledged, attempt.said = answer.status == 200 and whole, f"{answer.status}"
        if answer.status == 200 and not whole:
            attempt.said = "half a PDF was answered"


class Inviting(Act):
    """Somebody is let in, and a letter to her is queued."""

    name = "invitation"

    def one(self, browser: Browser, site: Site) -> None:
        attempt = self.trying(f"prov{self.number}@example.se")
        fields = {"name": f"Prov {self.number}", "email": attempt.what, "role": "ledamot"}
        answer = browser.post(self.world.url("access-new"), fields)
        attempt.acknowledged, attempt.said = answer.status == 302, told(answer)


class Package(Act):
    """A year's package is read in where its förbund isn't, by the command."""

    name = "year package"

    def one(self, browser: Browser, site: Site) -> None:
        if any(each.acknowledged for each in self.this_round()):
            time.sleep(0.1)  # it is there now
            return
        attempt = self.trying()
        done = self.world.folder / f"read-{self.number}.done"
        pid = site.nursery.ask("import", site.group, self.world.package, done)
        while pid in site.members() and not done.exists():
            time.sleep(0.02)
        attempt.acknowledged = done.exists()


ACTS: tuple[type[Act], ...] = (Writing, Adding, Amounts, Books, Deciding, Drawing, Inviting, Package)
SLOW = (Deciding, Drawing, Package, Books)


@dataclass
class Crowd:
    """The people of a round, each doing her act without a pause until it is over."""

    site: Site
    acts: list[Act]
    over: threading.Event = field(default_factory=threading.Event)
    faults: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Let everybody begin."""
        self.threads = [threading.Thread(target=self._do, args=(act,), daemon=True) for act in self.acts]
        for thread in self.threads:
            thread.start()

    def end(self, seconds: float = 130) -> None:
        """Let everybody end what they are at."""
        self.over.set()
        deadline = time.monotonic() + seconds
        for thread in self.threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        if any(thread.is_alive() for thread in self.threads):
            self.faults.append("somebody was never answered")

    def _do(self, act: Act) -> None:
        browser = Browser(self.site.port, act.world.session)
        while not self.over.is_set():
            act.number += 1
            before = len(act.attempts)
            try:
                act.one(browser, self.site)
            except (OSError, http.client.HTTPException) as error:
                if len(act.attempts) > before:
                    act.attempts[-1].said = type(error).__name__
                time.sleep(0.05)
            except Exception as error:
                self.faults.append(f"{act.name}: {type(error).__name__}: {error}")
                return


def chosen(acts: list[Act], dice: Random) -> list[Act]:
    """Who is about in a round: something that takes a while, and some of the rest."""
    slow = [act for act in acts if isinstance(act, SLOW)]
    quick = [act for act in acts if not isinstance(act, SLOW)]
    return [*dice.sample(slow, min(2, len(slow))), *dice.sample(quick, min(3, len(quick)))]
