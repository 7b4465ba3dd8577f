"""Round after round: people begin, something is killed, the site is started again, and what is left is tried."""

from __future__ import annotations

import os
import resource
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tools.kills import judge, world
from tools.kills.acts import ACTS, Act, Crowd, chosen
from tools.kills.site import Nursery, Postgres, Site

SOONEST = 0.1  # seconds from the first request to the kill, at least
AFTERWARDS = 1.5  # seconds in which people go on after one process of many has died
PATIENCE = 60  # seconds in which somebody of them has got something done
DRAINED = 180  # seconds in which all that was queued is to be done or given up
ALL, ONE, BACKEND, SERVER = "all processes", "one process", "a backend", "the database"


class Rounds:
    """A run."""

    def __init__(
        self, folder: Path, server: Postgres | None, *, seed: int, latest: float, say: Callable[[str], None]
    ):
        self.folder, self.server, self.seed, self.say = folder, server, seed, say
        self.dice = Random(seed)  # noqa: S311 - the same each time
        self.latest = latest
        self.kills: Counter[str] = Counter()
        self.faults: list[str] = []

    def run(self, kills: int, *, ready: bool) -> bool:
        """So many kills; whether something didn't hold."""
        engine = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
        began = time.monotonic()
        self.say(f"{kills} kills on {engine}, seed {self.seed}, {timezone.localtime():%Y-%m-%d %H:%M}")
        self.world = world.fill(self.folder, ready=ready)
        self.acts: list[Act] = [kind(self.world) for kind in ACTS]
        connection.close()
        nursery = Nursery(self.folder)
        try:
            self.site = Site(nursery)
            for number in range(1, kills + 1):
                self.round(number, nursery)
            self.found(self.drained())
            self.found(self.left_behind())
            self.site.kill()
        finally:
            nursery.close()
        ours = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.sum_up(
            time.monotonic() - began, time.process_time() + ours.ru_utime + ours.ru_stime + nursery.used
        )
        return bool(self.faults)

    def round(self, number: int, nursery: Nursery) -> None:
        """One kill, and what came of it."""
        kinds = [ALL] * 7 + [ONE] * 2 + ([BACKEND, SERVER] if self.server else [])
        kind, after = self.dice.choice(kinds), self.dice.uniform(SOONEST, self.latest)
        crowd = Crowd(self.site, chosen(self.acts, self.dice))
        for act in self.acts:
            act.begun = len(act.attempts)
        self.site.wait()
        crowd.begin()
        time.sleep(after)
        told = self.kill(kind, crowd)
        crowd.end()
        if kind != ALL:
            self.site.kill()
        connection.close()
        if self.server:
            self.server.wait()
        faults = [*crowd.faults, *judge.judged(self.world, self.acts)]  # while nobody writes
        connection.close()
        self.site = Site(nursery)
        self.kills[told] += 1
        self.tell(number, told, after, crowd, faults)
        self.found(faults)

    def kill(self, kind: str, crowd: Crowd) -> str:
        """Kill, and let those who are left go on for a while. Returns what it was."""
        if kind == ALL:
            crowd.over.set()  # nobody tries again, but what is under way is broken off
            self.site.kill()
            return kind
        told = kind
        if kind == ONE:
            told = self.site.kill_one(self.dice)
        elif self.server and kind == BACKEND:
            self.server.kill_backend(self.dice)
        elif self.server:
            self.server.stop()
            time.sleep(0.3)
            self.server.start()
        before = [len(act.attempts) for act in crowd.acts]
        deadline = time.monotonic() + PATIENCE
        time.sleep(AFTERWARDS)
        while not self.is_alive(crowd, before):
            if time.monotonic() > deadline:
                crowd.faults.append("nobody got anything done after it")
                break
            time.sleep(0.1)
        crowd.end()
        return told

    def is_alive(self, crowd: Crowd, before: list[int]) -> bool:
        """Whether somebody has begun something since, and got it done."""
        later = (each for act, at in zip(crowd.acts, before, strict=True) for each in act.attempts[at:])
        return any(each.acknowledged for each in later)

    def tell(self, number: int, told: str, after: float, crowd: Crowd, faults: list[str]) -> None:
        """The round's line."""
        attempts = [each for act in crowd.acts for each in act.this_round()]
        doubtful = [each for each in attempts if not each.acknowledged]
        there = sum(bool(each.there) for each in doubtful)
        under_way = ", ".join(
            act.name for act in crowd.acts if act.this_round() and not act.this_round()[-1].acknowledged
        )
        self.say(
            f"{number:4}  {told:15} after {after:4.2f} s  {len(attempts) - len(doubtful):3} acknowledged,"
            f" {len(doubtful):2} in doubt: {there} there, {len(doubtful) - there} not"
            f"  [{', '.join(act.name for act in crowd.acts)}; under way: {under_way or 'nothing'}]"
        )
        refused = {
            f"{act.name}: {each.said}"
            for act in crowd.acts
            for each in act.this_round()
            if each.said[:3].isdigit() and not each.acknowledged
        }
        for words in sorted(refused):
            self.say(f"      refused: {words[:150]}")
        for fault in faults:
            self.say(f"      DOESN'T HOLD: {fault}")

    def found(self, faults: list[str]) -> None:
        """Note what doesn't hold."""
        self.faults += faults

    # --- When all is over ---

    def drained(self) -> list[str]:
        """What was queued is done, or given up with a reason; letters of those who were let in have been sent."""
        deadline = time.monotonic() + DRAINED
        while (left := judge.stuck()) and time.monotonic() < deadline:
            # What waits for its next try need not wait here.
            DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
            time.sleep(1)
        faults = [f"still in the queue: {task}" for task in left]
        given_up = DBTaskResult.objects.filter(status="FAILED")
        why = Counter(f"{row.task_name} ({row.exception_class_path.rpartition('.')[2]})" for row in given_up)
        told = ", ".join(f"{count} × {name}" for name, count in why.most_common())
        self.say(f"Queue: {len(left)} left, {sum(why.values())} given up{f': {told}' if told else ''}")
        faults += [
            f"given up without a reason: {row.task_name}" for row in given_up if not row.exception_class_path
        ]
        inviting = next(act for act in self.acts if act.name == "invitation")
        letters = "".join(path.read_text(encoding="utf-8") for path in (self.folder / "letters").iterdir())
        unsent = [
            each.what
            for each in inviting.attempts
            if each.acknowledged and f"To: {each.what}\n" not in letters
        ]
        tried_out = sum(row.task_name == "deliver" for row in given_up)
        if len(unsent) > tried_out:
            faults.append(f"letters that were promised and not sent: {unsent[:3]}")
        for fault in faults:
            self.say(f"      DOESN'T HOLD: {fault}")
        return faults

    def left_behind(self) -> list[str]:
        """Files that those who were killed have left where nobody takes them away, a day later."""
        places = [*(self.folder / "tmp").rglob("*"), *(self.folder / "cache").rglob("*")]
        yesterday = time.time() - 24 * 60 * 60
        for path in places:
            with suppress(FileNotFoundError):  # taken away just now
                os.utime(path, (yesterday, yesterday))
        at_first = sum(path.is_file() and path.suffix != ".djcache" for path in places)
        self.afresh()
        places = [*(self.folder / "tmp").rglob("*"), *(self.folder / "cache").rglob("*")]
        old = time.time() - 60 * 60  # what is new somebody is still at
        files = [path for path in places if path.is_file() and path.suffix != ".djcache"]
        left = [path.name for path in files if path.exists() and path.stat().st_mtime < old]
        self.say(f"Files left behind: {at_first}, and a day later {len(left)}")
        faults = [f"files left behind: {left[:5]}"] if left else []
        for fault in faults:
            self.say(f"      DOESN'T HOLD: {fault}")
        return faults

    def afresh(self) -> None:
        """A site that is started again, where something is drawn."""
        self.site.kill()
        self.site = Site(self.site.nursery)
        self.site.wait()
        crowd = Crowd(self.site, [act for act in self.acts if act.name in ("writing", "PDF")])
        before = len(crowd.acts[1].attempts)
        crowd.begin()
        while not any(each.acknowledged for each in crowd.acts[1].attempts[before:]):
            time.sleep(0.1)
        crowd.end()

    def sum_up(self, seconds: float, processor: float) -> None:
        """The last lines."""
        self.say("")
        for act in self.acts:
            doubtful = [each for each in act.attempts if not each.acknowledged]
            there = sum(bool(each.there) for each in doubtful)
            sure = len(act.attempts) - len(doubtful)
            self.say(
                f"{act.name:13} {sure:5} acknowledged, {len(doubtful):3} in doubt: {there} there, {len(doubtful) - there} not"
            )
        self.say(", ".join(f"{count} × {told}" for told, count in self.kills.most_common()))
        self.say(
            f"{len(self.faults)} faults in {sum(self.kills.values())} kills, {seconds:.0f} s,"
            f" {processor:.0f} s of processor time beside the database's server"
        )
