"""WeasyPrint with less to do: what is spared, and that nothing of it shows."""

import gc
import subprocess
import sys
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from weasyprint import HTML
from weasyprint.html import UA_STYLESHEET

from finsam.core.tasks import limits
from finsam.rendering.fonts import FACES, font_files
from finsam.rendering.pdf import pdf as drawing
from finsam.rendering.pdf.loading import UNUSED, needed
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
