"""People who are signed in and ask for pages: one at a time, or many at once. Only ever of this machine."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.test import Client


def cookie_of(user) -> str:
    """A session for somebody, as after signing in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float


class Visitor:
    """Somebody with a session and a connection that is kept open."""

    def __init__(self, port: int, cookie: str):
        self.port, self.cookies = port, {"session": cookie}
        self.connection = self.connect()

    def connect(self) -> http.client.HTTPConnection:
        """A new connection, to whichever of the server's processes takes it."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a page; a connection that the server has closed meanwhile is opened again."""
        sent = {
            "Cookie": "; ".join(self.cookies.values()),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        began = time.perf_counter()
        try:
            self.connection.request("GET", path, headers=sent)
            response = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.connection.close()
            self.connection = self.connect()
            self.connection.request("GET", path, headers=sent)
            response = self.connection.getresponse()
        body = response.read()
        for given in response.headers.get_all("Set-Cookie") or []:  # a browser sends back what it is given
            self.cookies[given.partition("=")[0]] = given.partition(";")[0]
        headers_read = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers_read, body, time.perf_counter() - began)

    def leave(self) -> None:
        """Close the connection."""
        self.connection.close()


@dataclass
class Crowd:
    """Many who read at once, each a page at a time with a pause between."""

    port: int
    readers: Sequence[tuple[str, Sequence[str]]]  # a cookie, and the pages that she goes between
    pause: float = 0.0  # seconds on average
    answers: list[Answer] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def read(self, times: int = 0, seconds: float = 0.0) -> None:
        """Each reads so many pages, or for so long."""
        gate = threading.Barrier(len(self.readers))
        threads = [
            threading.Thread(target=self._one, args=(number, gate, times, seconds))
            for number in range(len(self.readers))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _one(self, number: int, gate: threading.Barrier, times: int, seconds: float) -> None:
        cookie, pages = self.readers[number]
        visitor, dice = Visitor(self.port, cookie), random.Random(number)  # noqa: S311 - the same each time
        gate.wait()
        deadline, left = time.monotonic() + seconds, times
        while left > 0 or time.monotonic() < deadline:
            left -= 1
            page = dice.choice(pages)
            try:
                answer = visitor.get(page)
            except OSError as error:
                self.errors.append(f"{page}: {error}")
                continue
            self.answers.append(answer)
            if answer.status not in (200, 304):
                self.errors.append(f"{page}: {answer.status}")
            if self.pause:
                time.sleep(dice.uniform(0, 2 * self.pause))
        visitor.leave()


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so large a share of them don't exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
