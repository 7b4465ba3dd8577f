"""What is done to a form before it is sent: one number of a seed is one post, and is the same each time."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote_plus

from tests.fuzzing.targets import Target

MARK = "fuzzmark"  # of markup that no answer may hold as markup
SCRIPT = f"<{MARK} onmouseover=alert(1)>&\"'</{MARK}>"
HOSTILE = {
    "empty": "",
    "blank": "   ",
    "long": "å" * 70_000,
    "long word": "x" * 3_000,
    "NUL": "a\0b",
    "control": "a\x1b[2J\x07b",
    "newline": "Rad ett\nBcc: alla@example.se",
    "surrogate": "a\ud800b",
    "half of a pair": "\udc00",
    "not a character": "a\ufffeb\uffff",
    "right to left": "a\u202egnp.exe\u2066b",
    "combining": "e" + "\u0301" * 300,
    "emoji": "👩\u200d🌾🇸🇪👍🏽",
    "other digits": "١٢٣",
    "superscript": "²",
    "negative": "-1",
    "zero": "0",
    "minus zero": "-0",
    "decimals": "0,000000000001",
    "enormous": "9" * 40,
    "more digits than python reads": "9" * 5_000,
    "exponent": "1e400",
    "past bigint": "9223372036854775808",
    "NaN": "NaN",
    "infinity": "-Infinity",
    "true": "true",
    "none": "None",
    "JSON": '{"a": [1, NaN, "\\ud800"]}',
    "deep": "[" * 5_000,
    "no date": "0000-99-99",
    "leap": "2023-02-29",
    "first date": "0001-01-01",
    "last date": "9999-12-31",
    "late time": "25:61",
    "script": SCRIPT,
    "attribute": f'" autofocus onfocus=alert(1) x="<{MARK}>',
    "template": "{{ 7|add:7 }}{% debug %}",
    "formula": "=HYPERLINK(\"http://example.com\";\"x\")",
    "format": "%s %(x)s {0} {x!r} %",
    "SQL": "'; DROP TABLE core_forbund; --",
    "path": "../../../etc/passwd",
    "address": "javascript:alert(1)",
    "letter": "a@example.se\r\nBcc: b@example.se",
    "personnummer": "811111-1111",
    "unknown choice": "finns-inte",
    "figure": '<data value="finns.inte@0">5</data><p>Text</p>',
    "prose": f"<p>Ord</p><table><tr><td colspan=9999>x</td></tr></table><img src=x onerror=alert(1)><{MARK}>",
}  # fmt: skip
FILES = {
    "empty": ("tom.pdf", b"", "application/pdf"),
    "no name": ("", b"x", "text/plain"),
    "wrong kind": ("bild.png", b"MZ\x90\0 not a picture", "image/png"),
    "broken picture": ("bild.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "image/png"),
    "cut picture": ("bild.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01", "image/jpeg"),
    "drawing": ("bild.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "image/svg+xml"),
    "broken zip": ("plan.xlsx", b"PK\x03\x04" + b"\xff" * 60, "application/vnd.ms-excel"),
    "broken pdf": ("beslut.pdf", b"%PDF-1.7\n%%EOF", "application/pdf"),
    "books": ("bok.se", b"#FLAGGA 0\n#RAR 0 20240101 20241231\n#RES 0 3010 9e999\n", "text/plain"),
    "table": ("svar.csv", b"\xff\xfea;b\n\0;;;\n=1+1;\xe5", "text/csv"),
    "huge": ("stor.bin", b"\0" * 6_000_000, "application/octet-stream"),
    "hostile name": (f"../../{SCRIPT}\r\nX: y.png", b"x", "image/png"),
    "long name": ("x" * 4_000 + ".pdf", b"%PDF-1.7", "application/pdf"),
}  # fmt: skip
EXTRA = (
    "x", "forbund", "forbund_id", "fiscal_year", "id", "pk", "key", "order", "version", "by", "user", "is_superuser",
    "status", "c0-TOTAL_FORMS", "c0-0-id", "c0-0-DELETE", "form-MAX_NUM_FORMS", "a\0b", "x" * 2_000, "__class__",
)  # fmt: skip


@dataclass
class Case:
    """One post: to which form, what was done to it, and how it is sent."""

    seed: str
    number: int
    target: Target
    role: str
    done: list[str] = field(default_factory=list)
    body: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, tuple[str, bytes, str]]] = field(default_factory=list)
    method: str = "POST"
    way: str = "form"  # how it is sent: form, multipart, cut, json, text, nothing
    htmx: bool = False
    used: set[str] = field(default_factory=set)  # the ways and texts that it tries
    wrote: set[str] = field(default_factory=set)  # the fields where something hostile was put

    @property
    def written(self) -> dict[str, str]:
        """What arrives in the fields where something was put; nothing when it doesn't come as from a form."""
        lied = any(name.endswith("_FORMS") for name in self.wrote)  # of how many rows there are
        if self.method != "POST" or self.way not in ("form", "multipart") or lied:
            return {}
        return {name: value for name, value in self.body if name in self.wrote}

    def __str__(self) -> str:
        told = "; ".join(self.done) or "untouched"
        told = told if len(told) < 400 else f"{told[:400]} …"
        return f"{self.seed}:{self.number} {self.role} {self.method} {self.target.place} ({self.way}) {told}"

    def sends(self) -> tuple[bytes, str]:
        """The body and its type, made by hand: no library of ours stands between."""
        if self.way == "json":
            return json.dumps(dict(self.body)).encode(), "application/json"
        if self.way == "text":
            return b"\xff\xfe\0hello", "text/plain"
        if self.way == "nothing":
            return b"", "application/x-www-form-urlencoded"
        if self.way == "no boundary":
            return b"--x\r\n", "multipart/form-data"
        if self.way in ("multipart", "cut") or self.files:
            body = self._parts()
            return (
                body[: len(body) * 2 // 3] if self.way == "cut" else body
            ), "multipart/form-data; boundary=EDGE"
        pairs = (f"{_quoted(name)}={_quoted(value)}" for name, value in self.body)
        return "&".join(pairs).encode(), "application/x-www-form-urlencoded"

    def _parts(self) -> bytes:
        parts = []
        for name, value in self.body:
            head = f'Content-Disposition: form-data; name="{_name(name)}"'
            parts.append(head.encode() + b"\r\n\r\n" + value.encode(errors="surrogatepass"))
        for name, (called, content, kind) in self.files:
            head = f'Content-Disposition: form-data; name="{_name(name)}"; filename="{_name(called)}"\r\nContent-Type: {kind}'
            parts.append(head.encode() + b"\r\n\r\n" + content)
        return b"".join(b"--EDGE\r\n" + part + b"\r\n" for part in parts) + b"--EDGE--\r\n"


def _quoted(text: str) -> str:
    return quote_plus(text, errors="surrogatepass")


def _name(text: str) -> str:
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def made(seed: str, number: int, targets: list[Target], roles, foreign: list[str]) -> Case:
    """The post by a number. Every form is met before any is met again."""
    chance = Random(f"{seed}:{number}")  # noqa: S311 - the same each time, and no secret
    target = targets[number % len(targets)]
    case = Case(seed, number, target, chance.choice(roles(target)), htmx=target.htmx)
    case.body = [*target.sent, *([chance.choice(target.buttons)] if target.buttons else [])]
    if number >= len(targets) and chance.random() < 0.08:
        case.htmx = not case.htmx
        case.done.append(f"htmx={case.htmx}")
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3))):
        mutate = chance.choices(MUTATIONS, WEIGHTS)[0]
        mutate(case, chance, foreign)
        case.used.add(mutate.__name__)
    for name in target.files:
        if chance.random() < 0.6:
            kind = chance.choice(list(FILES))
            case.files.append((name, FILES[kind]))
            case.done.append(f"{name} is a file: {kind}")
    if target.files and case.way == "form":
        case.way = "multipart"
    return case


def _names(case: Case) -> list[str]:
    return list(dict.fromkeys([*case.target.kinds, *(name for name, _ in case.body)]))


def _put(case: Case, name: str, value: str, kind: str) -> None:
    case.body = [(one, old) for one, old in case.body if one != name] + [(name, value)]
    case.wrote.add(name)
    case.used.add(kind)
    case.done.append(f"{name[:40]} = {kind}")


def one_field(case: Case, chance: Random, foreign) -> None:
    """Something hostile in a field."""
    names = _names(case) or list(EXTRA)
    kind = chance.choice(list(HOSTILE))
    _put(case, chance.choice(names), HOSTILE[kind], kind)


def texts(case: Case, chance: Random, foreign) -> None:
    """Words that may well be saved, in all the fields where something is written."""
    kind = chance.choice(
        ("script", "attribute", "template", "formula", "format", "emoji", "SQL", "combining", "prose")
    )
    for name, how in case.target.kinds.items():
        if how in ("textarea", "prose", "text", "search") and chance.random() < 0.7:
            old = dict(case.body).get(name, "")
            if how != "text" or not old.replace(" ", "").strip("-0123456789,.%\u00a0"):
                continue  # an amount with words in it is only refused
            _put(case, name, HOSTILE[kind], kind)
        elif how in ("textarea", "prose"):
            _put(case, name, HOSTILE[kind], kind)


def everything(case: Case, chance: Random, foreign) -> None:
    """The same in every field."""
    kind = chance.choice(list(HOSTILE))
    for name in _names(case):
        _put(case, name, HOSTILE[kind][:2_000], kind)


def drop(case: Case, chance: Random, foreign) -> None:
    """Fields that are missing."""
    names = _names(case)
    gone = set(chance.sample(names, min(len(names), chance.randint(1, 3))))
    case.body = [(name, value) for name, value in case.body if name not in gone]
    case.wrote |= {name for name in gone if name.endswith("_FORMS")}
    case.done.append(f"without {sorted(gone)}"[:120])


def add(case: Case, chance: Random, foreign) -> None:
    """Fields that the form doesn't have."""
    name, kind = chance.choice(EXTRA), chance.choice(list(HOSTILE))
    case.body.append((name, HOSTILE[kind]))
    case.done.append(f"also {name[:20]!r} = {kind}")


def twice(case: Case, chance: Random, foreign) -> None:
    """A field that comes twice with different values."""
    if case.body:
        name, _ = chance.choice(case.body)
        kind = chance.choice(list(HOSTILE))
        case.body.append((name, HOSTILE[kind]))
        case.wrote.add(name)
        case.done.append(f"{name[:40]} twice, then {kind}")


def somebody_elses(case: Case, chance: Random, foreign) -> None:
    """The number or key of something in another förbund."""
    chosen = [
        name for name, kind in case.target.kinds.items() if kind in ("select", "hidden", "checkbox", "radio")
    ]
    if chosen and foreign:
        _put(case, chance.choice(chosen), chance.choice(foreign), "another förbund's")
        case.done[-1] += f" {case.body[-1][1]}"


def stale(case: Case, chance: Random, foreign) -> None:
    """The version of something that was opened long ago, or never."""
    for name in [name for name, _ in case.body if name.endswith("version")]:
        _put(case, name, chance.choice(("0", "1", "999999", "-1", "²", "9" * 30, "")), "another version")


def counts(case: Case, chance: Random, foreign) -> None:
    """What a formset says of itself."""
    for name in [name for name, _ in case.body if name.endswith("_FORMS")]:
        value = chance.choice(("0", "1", "9999", "-1", "x", "9" * 30, ""))
        _put(case, name, value, value)


def sent_otherwise(case: Case, chance: Random, foreign) -> None:
    """Another type than a form has."""
    case.way = chance.choice(("json", "text", "nothing", "no boundary", "cut", "multipart"))
    case.done.append(case.way)


def other_method(case: Case, chance: Random, foreign) -> None:
    """Another method than forms have."""
    case.method = chance.choice(("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "FOO"))


MUTATIONS = (
    one_field,
    texts,
    everything,
    drop,
    add,
    twice,
    somebody_elses,
    stale,
    counts,
    sent_otherwise,
    other_method,
)
WEIGHTS = (8, 5, 1, 2, 1, 2, 3, 1, 1, 1, 0.5)
