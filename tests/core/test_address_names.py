"""Every page that is named anywhere in the house is one that there is: a typo is found here, not by a visitor."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver

ROOT = Path(settings.BASE_DIR)
ROOMS = ("finsam", "plans", "budget", "followup", "auditors", "archive")
CALLS = {"address", "year_address", "address_of", "reverse", "redirect", "MenuItem"}
KEYWORDS = {"at", "edit_url", "back"}
TAG = re.compile(r"""{%\s*(?:address|url)\s+["']([^"']+)["']""")


def names() -> set[str]:
    """Every named page of the site."""
    return {name for name in get_resolver().reverse_dict if isinstance(name, str)}


def named_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The pages that a module names: the first text of a call that makes an address, and what its keywords say."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):  # what several editors share
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "back" and isinstance(value, ast.Constant):
                    yield node.lineno, value.value
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        texts = [one for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if called in CALLS and texts and not texts[0].value.startswith(("finsam.", "/")):
            yield node.lineno, texts[0].value
        for keyword in node.keywords:
            if keyword.arg in KEYWORDS and isinstance(keyword.value, ast.Constant) and keyword.value.value:
                yield node.lineno, keyword.value.value


def of_modules() -> list[tuple[str, str]]:
    """Every page that Python names, with where it stands."""
    found = []
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found += [(f"{path.relative_to(ROOT)}:{line}", name) for line, name in named_in(tree)]
    return found


def of_templates() -> list[tuple[str, str]]:
    """Every page that a template names, with where it stands."""
    found = []
    for path in sorted((ROOT / "templates").rglob("*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            found += [(str(path.relative_to(ROOT)), name) for name in TAG.findall(text)]
    return found


def test_every_page_that_is_named_is_one():
    known, said = names() | {"admin:index"}, [*of_modules(), *of_templates()]
    assert [place for place in said if place[1] not in known] == []
    assert len(said) > 250  # the reading has not gone blind


@pytest.mark.parametrize(
    "text",
    [
        'case.address("no-such-page")',
        'year_address(forbund, 2024, "no-such-page", key=1)',
        'rule("R1", lacks="", at="no-such-page")',
        'block("a", edit_url="no-such-page")',
        'MenuItem("no-such-page", "Sida", 10)',
        'OF_BOOKS = {"back": "no-such-page", "section": "books"}',
    ],
)
def test_a_name_of_no_page_is_noticed(text):
    assert [name for _, name in named_in(ast.parse(text)) if name not in names()] == ["no-such-page"]


def test_no_address_is_put_together_by_hand_below_the_pages():
    by_hand = re.compile(r"""f["']/\{[^}]*(?:forbund|key)""")
    found = [
        f"{path.relative_to(ROOT)}:{place}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for place, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if by_hand.search(line)
    ]
    assert found == []
