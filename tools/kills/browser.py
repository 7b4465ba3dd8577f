"""Somebody who is signed in, by HTTP on this machine: pages are read, forms are sent, and an answer counts when it is whole."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

TOKEN = "k" * 32  # of forms: any will do that the cookie has too
_VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass(frozen=True)
class Answer:
    """What came back, read to its end."""

    status: int
    location: str
    kind: str
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode(errors="replace")

    @property
    def version(self) -> str:
        """Which version of the thing the page's form is about."""
        found = _VERSION.search(self.text)
        return found[1] if found else ""


class Browser:
    """A session. Raises OSError or http.client.HTTPException when an answer doesn't come, or not to its end."""

    def __init__(self, port: int, session: str):
        self.port, self.cookies = port, f"{session}; csrftoken={TOKEN}"

    def get(self, path: str, **headers: str) -> Answer:
        """A page."""
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """A form."""
        body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN}).encode()
        told = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"http://127.0.0.1:{self.port}",
        }
        return self._ask("POST", path, body, told)

    def send(self, path: str, field: str, name: str, content: bytes) -> Answer:
        """A form with a file."""
        edge = uuid4().hex
        head = f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{TOKEN}\r\n'
        head += f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        return self._ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, body=body, headers={"Cookie": self.cookies, **headers})
            response = connection.getresponse()
            told = response.headers
            return Answer(
                response.status, told.get("Location", ""), told.get("Content-Type", ""), response.read()
            )
        finally:
            connection.close()
