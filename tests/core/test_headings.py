"""Headings part a text into sections, and what is pasted says what it lost."""

import time
from pathlib import Path

import pytest

from finsam.core.text.headings import Headed, parted, pasted
from finsam.core.text.notes import gathered


def test_a_text_is_parted_at_its_headings():
    html = "<p>Först.</p><h2>1.2 <b>Mål</b> &amp; medel</h2><p>A</p><h3></h3><p>B</p><h1>2024 års plan</h1><p>C</p>"
    assert parted(html) == (
        "<p>Först.</p>",
        [Headed(2, "Mål & medel", "<p>A</p><h3></h3><p>B</p>"), Headed(1, "2024 års plan", "<p>C</p>")],
    )
    assert parted("<p>Utan.</p>") == ("<p>Utan.</p>", [])


def test_a_heading_in_a_table_or_as_long_as_a_paragraph_is_none():
    table = "<table><tr><td><h2>Cell</h2></td></tr></table>"
    long = f"<h2>{'ord ' * 60}</h2>"
    assert parted(f"{table}{long}<h2>Rubrik</h2>") == (f"{table}{long}", [Headed(2, "Rubrik", "")])


def test_what_is_pasted_keeps_its_form_and_says_what_it_lost():
    html, said = pasted(
        "<html><body><h1>1 Inledning</h1><p>§ 14 - 428 000 kr <del>500</del></p><ol><li>Ett<ul><li>Två</li></ul></li></ol>"
        "<p><a href='www.forsakringskassan.se/x'>FK</a> <a href='javascript:alert(1)'>ond</a></p><img src=x onerror=y>"
        "<script>alert(1)</script></body></html>",
        headings=True,
    )
    assert html == (
        "<h1>Inledning</h1><p>§ 14 - 428 000 kr</p><ol><li>Ett<ul><li>Två</li></ul></li></ol>"
        '<p><a href="https://www.forsakringskassan.se/x">FK</a> ond</p>'
    )
    assert [sentence.split(".")[0] for sentence in said] == [
        "Länken ”ond” togs bort, för den leder ingenstans härifrån",
        "Överstruken text togs bort",
        "Bilden följde inte med",
    ]


def test_two_hundred_pages_are_answered_with_a_sentence_or_a_text():
    page = (
        "<h2>Rubrik</h2>"
        + "<p class=MsoNormal style='margin:0'>Ord och siffror 428 000 kr.<o:p></o:p></p>" * 40
    )
    html, said = pasted(page * 200, headings=True)
    assert (html.count("<h2>"), said) == (200, [])
    assert pasted("x" * 2_000_001, headings=True) == (
        "",
        ["Det inklistrade är för stort att ta emot på en gång. Klistra in en del i taget."],
    )


CLIPBOARD = Path(__file__).parent / "files" / "libreoffice-7.4-clipboard.html"  # as LibreOffice put it there


def test_what_libreoffice_copies_keeps_its_form():
    html, said = pasted(CLIPBOARD.read_text(encoding="utf-8"), headings=True, section=True)
    assert said == []
    assert html.startswith(
        "<h1>Lokaler</h1><p>Hyran är 58 000 kr, se <strong>§ 14</strong> och <em>bilagan</em>."
        '<small data-note="">Enligt avtalet från 2022.</small> Ytan är 120 m<sup>2</sup>.</p>'
    )
    assert "<ul><li>Rum<ul><li>kontor</li><li>mötesrum</li></ul></li><li>Städning</li></ul>" in html
    assert "<ol><li>Avtal<ol><li>utkast</li><li>påskrift</li></ol></li><li>Inflyttning</li></ol>" in html
    assert html.endswith("<tr><td>El</td><td>- 8 000 kr</td></tr></tbody></table><p>Slut.</p>")
    in_a_form, _ = pasted(CLIPBOARD.read_text(encoding="utf-8"), headings=False)
    assert "<p>1Enligt avtalet från 2022.</p>" in in_a_form  # where a text holds no footnotes its words stay


@pytest.mark.parametrize(
    "html, kept",
    [
        # Spoken of twice, or not at all: no word is lost.
        (
            '<p>a<a href="#_ftn1">[1]</a> b<a href="#_ftn1">[1]</a></p><div id=ftn1><p><a href="#_ftnref1">[1]</a> Så.</p></div>',
            '<p>a<small data-note="">Så.</small> b[1]</p>',
        ),
        ("<p>a</p><div id=ftn2><p>Kvar.</p></div>", "<p>a</p><p>Kvar.</p>"),
        (
            '<p>a<a href="fil.htm#_edn1">i</a></p><div id="edn1"><p>Ett.</p><ul><li>två</li></ul></div>',
            '<p>a<small data-note="">Ett. två</small></p>',
        ),
        ('<p>a<a href="#_ftn1">[1]</a></p><div id=ftn1><script>x</script></div>', "<p>a[1]</p>"),
    ],
)
def test_a_pasted_footnote_stands_where_it_is_spoken_of(html, kept):
    assert pasted(html, headings=True, section=True)[0] == kept


@pytest.mark.parametrize(
    "part", ["<div id=ftn1>", "<div id=ftn1", "<a href=#_ftn1>", "<a href=#", "<div id=ftn1>x</div>"]
)
def test_footnotes_are_looked_for_in_a_time_that_follows_the_length(part):
    def seconds(times: int) -> float:
        start = time.process_time()
        gathered("<div id=ftn1>x</div>" + part * times, str)
        return time.process_time() - start

    assert seconds(40_000) < 30 * max(seconds(4_000), 0.002)
