"""WeasyPrint with less to do: what is spared, and that nothing of it shows."""

import gc
import re
import subprocess
import sys
from io import BytesIO
from xml.etree.ElementTree import tostring

import pytest
import tinyhtml5
from fontTools.ttLib import TTFont
from tinyhtml5 import inputstream
from weasyprint import HTML
from weasyprint.html import UA_STYLESHEET

from finsam.core.tasks import limits
from finsam.rendering.fonts import FACES, font_files
from finsam.rendering.pdf import pdf as drawing
from finsam.rendering.pdf.loading import UNUSED, needed, patterns_kept
from finsam.rendering.pdf.pdf import Step, to_pdf
from tests.rendering.example import assets, document, example

COMMANDS = """
import sys
started = []
sys.addaudithook(lambda event, args: started.append(args[0]) if event == "subprocess.Popen" else None)
from finsam.rendering.pdf.loading import loaded_by_name
{how}
    import weasyprint
print(len(started))
"""


def started(how: str) -> int:
    """How many commands are run when WeasyPrint is imported so."""
    ran = subprocess.run(
        [sys.executable, "-c", COMMANDS.format(how=how)], check=True, capture_output=True, text=True
    )
    return int(ran.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="names of files elsewhere")
def test_no_command_is_run_to_find_the_libraries():
    assert started("with loaded_by_name():") == 0
    assert started("if True:") > 0, "WeasyPrint asks nobody now: loaded_by_name may go"


def test_the_styles_that_are_left_out_are_there_and_make_no_difference(monkeypatch):
    kinds = {rule[3] for rule in UA_STYLESHEET.matcher.other_selectors}
    assert kinds >= UNUSED, "WeasyPrint gives them to each element no longer: needed may go"
    assert not {rule[3] for rule in needed(UA_STYLESHEET).matcher.other_selectors} & UNUSED
    assert kinds >= UNUSED  # its own sheet is as it was
    asked = []
    assert HTML._ua_stylesheets(HTML(string="<p>")) == [UA_STYLESHEET]
    less = to_pdf(example(), assets())
    monkeypatch.setattr(drawing, "needed", lambda sheet: asked.append(sheet) or sheet)
    assert to_pdf(example(), assets()) == less
    assert asked == [UA_STYLESHEET], "WeasyPrint asks for its style sheet elsewhere now"


def parsed(html):
    """The document as tinyhtml5 reads it, written out again."""
    return tostring(tinyhtml5.parse(html, namespace_html_elements=False))


def test_patterns_are_made_once_and_read_the_same():
    html = example()
    plainly = parsed(html)
    assert all(isinstance(key[0], re.Pattern) for key in inputstream.characters_until_regex), (
        "tinyhtml5 keeps its patterns now: patterns_kept may go"
    )
    with patterns_kept():
        assert parsed(html) == plainly
        kept = dict(inputstream.characters_until_regex)
    assert 3 < len(kept) < 30
    for (characters, wanted), pattern in kept.items():
        others = {"å", "€", "\n", "z", "]", "\\", "^", "-"} - set(characters)
        for each in characters:
            assert bool(pattern.fullmatch(each)) is wanted, (characters, each)
        for each in others:
            assert bool(pattern.fullmatch(each)) is not wanted, (characters, each)


DRAWS = """
import sys
from finsam.rendering.pdf.pdf import print_assets, to_pdf
html = "<!DOCTYPE html><html lang=sv><head><meta charset=utf-8><title>Prov</title>"
html += '<link rel="stylesheet" href="asset:print.css"></head><body><h1>Från ›början‹</h1></body></html>'
print(len(to_pdf(html, print_assets())), file=sys.stderr)
print(*sorted({name.partition(".")[0] for name in sys.modules} & {"django", "asyncio", "sqlparse"}))
"""


def drawn_alone(**environment):
    """What a fresh process that draws has loaded of what it needs nothing of."""
    ran = subprocess.run(
        [sys.executable, "-c", DRAWS],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "DJANGO_SETTINGS_MODULE": "finsam.settings", **environment},
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split()


def test_drawing_needs_no_django():
    assert drawn_alone() == []


def test_a_process_that_draws_finds_the_typeface_where_the_site_was_told_it_is(tmp_path):
    for name, data in font_files().items():
        (tmp_path / name).write_bytes(data)
    said = "from finsam.rendering import fonts; fonts.FOLDERS = (); fonts._ask_fontconfig = lambda: None; print(len(fonts.font_files()))"
    for environment, code in (({"FINSAM_FONTS": str(tmp_path)}, 0), ({}, 1)):
        ran = subprocess.run(
            [sys.executable, "-c", said],
            capture_output=True,
            text=True,
            env={"PATH": "/usr/bin:/bin", **environment},
        )
        assert ran.returncode == code, ran.stderr
    assert "FontMissing" in ran.stderr


@pytest.mark.parametrize("face", FACES)
def test_the_figures_of_the_typeface_are_of_one_width_without_being_asked(face):
    font = TTFont(BytesIO(font_files()[f"OpenSans-{face}.ttf"]))
    glyphs = font.getBestCmap()
    assert len({font["hmtx"][glyphs[ord(digit)]][0] for digit in "0123456789"}) == 1


def test_a_process_that_does_one_thing_isnt_looked_through_when_it_is_done(monkeypatch):
    assert gc.isenabled()
    to_pdf(document("<h1>Prov</h1>"), assets())
    assert gc.isenabled()
    monkeypatch.setattr(drawing, "does_one_thing", lambda: True)
    try:
        to_pdf(document("<h1>Prov</h1>"), assets())
        assert not gc.isenabled()
    finally:
        gc.enable()
    assert not limits.does_one_thing()  # nobody has held this one to anything


def test_a_step_is_its_word_and_says_what_it_is():
    assert Step("tagging") is Step.TAGGING
    assert (str(Step.TAGGING), Step.TAGGING.label) == ("tagging", "taggar")
