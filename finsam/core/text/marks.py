"""The marks of lists that come as text, and what only looks like one: a § or a minus before a figure."""

from __future__ import annotations

import re

# The marks that Word writes before the points of a list when it doesn't say which they are.
_BULLETS = "·•▪●○◦■□✚✓➢\uf0b7\uf0a7\uf0a8\uf0d8\uf0fc"
_NUMBER = r"\(?(?:\d{1,3}|[a-zåäö]|[ivxlc]{1,5})[.)]"
MARK = re.compile(
    rf"\s*+(?P<mark>[{_BULLETS}§o✚\-–—]|{_NUMBER})(?P<gap>\s++)(?P<rest>\S.*)", re.DOTALL | re.IGNORECASE
)
MAY_BE_MARK = re.compile(rf"\s*+(?:[{_BULLETS}§o\-–—]|{_NUMBER}|\(?\d{{0,3}})?\s*+", re.IGNORECASE)
LONGEST_MARK = 40
ORDERED = re.compile(rf"{_NUMBER}|\(?\d{{1,3}}(?:\.\d{{1,3}}){{1,5}}[.)]?", re.IGNORECASE)
LEVEL = re.compile(r"level(\d{1,2})")


def is_mark(match: re.Match) -> bool:
    """Whether what MARK found marks a point: Word pads its marks with several spaces; only a bullet is one without."""
    mark, signed = match["mark"], match["mark"] in "§-–—"
    return mark in _BULLETS or (len(match["gap"]) > 1 and not (signed and match["rest"][0].isdigit()))
