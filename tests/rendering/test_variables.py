"""Custom properties are put into the style sheets that use them."""

import re

from finsam.rendering.pdf.pdf import print_assets
from finsam.rendering.pdf.variables import root_properties, with_values


def test_the_last_to_speak_of_the_root_is_believed():
    sheets = [":root { --accent: #111; --rule: 1pt }", "/* :root { --rule: 9pt } */ :root { --accent: #222 }"]
    assert root_properties(sheets) == {"--accent": "#222", "--rule": "1pt"}


def test_a_property_that_is_made_of_another_is_plain():
    found = root_properties([":root { --line: var(--hair) solid var(--ink); --hair: 0.5pt; --ink: #123 }"])
    assert found["--line"] == "0.5pt solid #123"


def test_what_differs_further_in_is_left_to_weasyprint():
    found = root_properties([":root { --accent: #111; --ink: #000 } .theme { --accent: #222 }"])
    assert found == {"--ink": "#000"}
    css = "a { color: var(--accent); border-color: var( --ink ) }"
    assert with_values(css, found) == "a { color: var(--accent); border-color: #000 }"


def test_a_ring_and_a_fallback_are_left():
    assert root_properties([":root { --a: var(--b); --b: var(--a); --c: 1pt }"]) == {"--c": "1pt"}
    assert with_values("p { margin: var(--x, 2pt) }", {"--x": "1pt"}) == "p { margin: var(--x, 2pt) }"


def test_nothing_is_left_to_look_up_in_the_print_style():
    sheets = [data.decode() for name, data in print_assets().items() if name.endswith(".css")]
    known = root_properties(sheets)
    assert [use for sheet in sheets for use in re.findall(r"var\([^)]*\)", with_values(sheet, known))] == []
