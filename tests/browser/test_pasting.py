"""What other programs put on the clipboard, pasted in a section in a real browser: what is kept, and what is too much."""

from pathlib import Path

import pytest

from tests.browser.conftest import run_site
from tests.browser.keys import press
from tests.browser.test_editor import PAGE, PASTE, outline, section, stored, write

# Captured from LibreOffice 7.4's clipboard (text/html) on X11: a document of ours with a paragraph in which words were struck
# out under tracked changes, all of it chosen and copied.
LIBREOFFICE = Path(__file__).parents[1] / "core" / "files" / "libreoffice-7.4-clipboard.html"
KEY = "verksamhetsinriktning"


def _point(mark: str, words: str, level: int = 1) -> str:
    return (
        f"<p class=MsoListParagraphCxSpMiddle style='margin-left:36.0pt;mso-add-space:auto;text-indent:-18.0pt;mso-list:l0 "
        f"level{level} lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>{mark}<span "
        f"style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>{words}<o:p></o:p></p>"
    )


# An imitation of what Word 2016 puts there, not captured from it.
WORD_2016 = (
    "<html xmlns:v='urn:schemas-microsoft-com:vml' xmlns:o='urn:schemas-microsoft-com:office:office' "
    "xmlns:w='urn:schemas-microsoft-com:office:word'><head><meta name=ProgId content=Word.Document><meta name=Generator "
    "content='Microsoft Word 15'><!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml>"
    "<![endif]--><style><!-- @list l0:level1 {mso-level-number-format:bullet;} p.MsoNormal {margin:0cm;} --></style></head>"
    "<body lang=SV style='tab-interval:65.2pt'><!--StartFragment--><p class=MsoNormal>Hyran är <del cite='mailto:Prov' "
    "datetime='2024-05-14T10:00'>57&nbsp;000</del><ins>58&nbsp;000</ins> kr<a style='mso-footnote-id:ftn1' href='#_ftn1' "
    "name='_ftnref1' title=''><span class=MsoFootnoteReference><span style='mso-special-character:footnote'>"
    "<![if !supportFootnotes]>[1]<![endif]></span></span></a>, se § 14.<o:p></o:p></p>"
    + _point("·", "Rum")
    + _point("o", "kontor", 2)
    + _point("·", "<i>Städning</i>")
    + "<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr style='mso-yfti-irow:0;mso-yfti-firstrow:yes'>"
    "<td width=100 style='width:75pt'><p class=MsoNormal><b>Post<o:p></o:p></b></p></td><td><p class=MsoNormal><b>Belopp"
    "<o:p></o:p></b></p></td></tr><tr><td><p class=MsoNormal>El</p></td><td><p class=MsoNormal align=right>- 8 000 kr</p></td>"
    "</tr></table><p class=MsoNormal><a href='javascript:alert(1)'>Ond</a> <a href='http://www.example.se/'>god</a></p>"
    "<div style='mso-element:footnote-list'><![if !supportFootnotes]><br clear=all><hr align=left size=1 width='33%'>"
    "<![endif]><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a style='mso-footnote-id:ftn1' "
    "href='#_ftnref1' name='_ftn1' title=''><span class=MsoFootnoteReference>[1]</span></a> Enligt avtalet.<o:p></o:p></p>"
    "</div></div><!--EndFragment--></body></html>"
)
HEAD = '<table><thead><tr><th scope="col"><strong>Post</strong></th><th scope="col"><strong>Belopp</strong></th></tr></thead>'


@pytest.fixture(scope="module")
def site(django_db_blocker, tmp_path_factory):
    yield from run_site(django_db_blocker, tmp_path_factory.mktemp("pasting"), "pasting")


@pytest.fixture
def page(site, signed_in):
    page = signed_in(site, "chef")
    page.goto(f"{site}{PAGE}")
    page.evaluate("window.sameLoad = true")
    yield page
    assert page.evaluate("window.sameLoad"), "the page has been loaded anew"


def paste(page, html: str):
    """In the place of all that the section said."""
    surface = write(page, KEY)
    press(page, "Control+A")
    with page.expect_response("**/klistrat/"):
        page.evaluate(PASTE, html)
    return surface


def save(page):
    page.keyboard.press("Control+Enter")
    page.wait_for_function("!document.querySelector('section.writing')")


def kept(site, key: str = KEY) -> str:
    return stored(site, key).prose.replace("\u00a0", " ")


def test_what_word_2016_copies_keeps_its_form(page, site):
    surface = paste(page, WORD_2016)
    surface.locator("small[data-note]", has_text="Enligt avtalet.").wait_for()
    told = section(page, KEY).locator(".pasted-told")
    told.get_by_text("Länken ”Ond” togs bort").wait_for()
    told.get_by_text("Överstruken text togs bort").wait_for()
    save(page)
    assert kept(site) == (
        '<p>Hyran är 58 000 kr<small data-note="">Enligt avtalet.</small>, se § 14.</p>'
        "<ul><li>Rum<ul><li>kontor</li></ul></li><li><em>Städning</em></li></ul>"
        f"{HEAD}<tbody><tr><td>El</td><td>- 8 000 kr</td></tr></tbody></table>"
        '<p>Ond <a href="http://www.example.se/">god</a></p>'
    )


def test_what_libreoffice_copies_keeps_its_form_and_its_headings_are_sections(page, site):
    before = outline(page)
    surface = paste(page, LIBREOFFICE.read_text(encoding="utf-8"))
    surface.locator("td", has_text="- 8 000 kr").wait_for()
    assert "57 000" not in surface.inner_text()
    save(page)
    page.locator("#outline a", has_text="Vad som ingår").wait_for()
    place = before.index("Verksamhetsinriktning") + 1
    assert {"Lokaler", "Vad som ingår"} == set(outline(page)) - set(before)
    assert outline(page)[:place] == before[:place]
    assert kept(site, "lokaler") == (
        '<p>Hyran är 58 000 kr, se <strong>§ 14</strong> och <em>bilagan</em>.<small data-note="">Enligt avtalet från 2022.'
        "</small> Ytan är 120 m<sup>2</sup>.</p>"
        '<p>Läs mer hos <a href="https://www.example.se/lokaler">hyresvärden</a>.</p><p>- 428 000 kr är underskottet.</p>'
    )
    assert kept(site, "vad-som-ingar") == (
        "<ul><li>Rum<ul><li>kontor</li><li>mötesrum</li></ul></li><li>Städning</li></ul><p>I den ordningen:</p>"
        "<ol><li>Avtal<ol><li>utkast</li><li>påskrift</li></ol></li><li>Inflyttning</li></ol>"
        f"{HEAD}<tbody><tr><td>Hyra</td><td>58 000 kr</td></tr><tr><td>El</td><td>- 8 000 kr</td></tr></tbody></table><p>Slut.</p>"
    )


PARAGRAPH = f"<p class=MsoNormal>{'Förbundet samverkar med sina medlemmar. ' * 12}<o:p></o:p></p>"  # of 480 characters


def test_two_hundred_pages_are_taken_as_sections_or_told_of_and_nothing_is_cut(page, site):
    write(page, KEY)
    press(page, "Control+A")
    page.keyboard.type("Det som var valt.")
    save(page)
    before = kept(site)
    # More than any paste: what was chosen is there still.
    paste(page, f"<p>{'x' * 2_100_000}</p>")
    told = section(page, KEY).locator(".pasted-told")
    told.get_by_text("för stort att ta emot på en gång").or_(
        told.get_by_text("gick inte att ta emot")
    ).wait_for()
    assert section(page, KEY).locator("textarea[name=prose]").input_value() == before
    # In one text they don't fit, which is said; all of it stands, and one writes on.
    section(page, KEY).locator(".ProseMirror").first.focus()
    press(page, "Control+A")
    page.evaluate(PASTE, PARAGRAPH * 1250)
    page.wait_for_function(
        "document.querySelector('section.writing .ProseMirror').textContent.length > 590000"
    )
    page.keyboard.press("Control+Enter")
    section(page, KEY).get_by_text("Inget är sparat än. Det du skrev står kvar.").wait_for()
    section(page, KEY).get_by_text("Texten är för stor att ta emot").first.wait_for()
    assert kept(site) == before
    page.wait_for_function(
        "document.querySelector('section.writing .ProseMirror').textContent.length > 590000"
    )
    section(page, KEY).get_by_role("link", name="Stäng utan att spara").click()
    page.wait_for_function("!document.querySelector('section.writing')")
    # With headings they are sections, each with all of its text.
    paste(page, "".join(f"<h2>Kapitel {number}</h2>{PARAGRAPH * 30}" for number in range(1, 43)))
    page.wait_for_function("document.querySelectorAll('section.writing .ProseMirror h2').length === 42")
    page.keyboard.press("Control+Enter")
    page.locator("#said").get_by_text("Rubrikerna har blivit 42 egna avsnitt.").wait_for()
    for number in (1, 21, 42):
        assert kept(site, f"kapitel-{number}").count("Förbundet samverkar") == 360
