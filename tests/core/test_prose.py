"""What is pasted comes out clean, and says the same."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finsam.core.models import Forbund
from finsam.core.text.prose import ATTRIBUTES, LONGEST_SENT, TAGS, clean, judged, lines, listed, plain

WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><title>Verksamhetsplan</title>
<style>p.MsoNormal {mso-style-parent:"";}</style><xml><w:WordDocument></w:WordDocument></xml></head>
<body lang=SV><h2>Inledning<o:p></o:p></h2>
<p class=MsoNormal style='margin:0cm'><b>Finsam</b> är <i>kort</i>. <span style='color:red'>Här</span><o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt'><span>·<span>&nbsp;&nbsp; </span></span>första</p>
<p class=MsoListParagraphCxSpLast><span>·<span>&nbsp;&nbsp; </span></span>andra</p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<!--[if gte mso 9]><script>alert(1)</script><![endif]--></body></html>
"""


def test_text_from_word_keeps_paragraphs_emphasis_and_lists():
    assert re.sub(r"\s*\n\s*", "", clean(WORD)) == (
        "<p>Inledning</p><p><strong>Finsam</strong> är <em>kort</em>. Här</p>"
        "<ul><li>första</li><li>andra</li></ul>"
    )


@pytest.mark.parametrize(
    "written, kept",
    [
        ("", ""),
        ("Bara text.", "<p>Bara text.</p>"),
        ("Ett stycke.\n\nEtt till.", "<p>Ett stycke.</p><p>Ett till.</p>"),
        ("<h1>Rubrik</h1>", "<p>Rubrik</p>"),
        ("<div>Ruta</div>", "<p>Ruta</p>"),
        ("<b>fet</b> <i>kursiv</i>", "<p><strong>fet</strong> <em>kursiv</em></p>"),
        ("<b><p>a</p><p>b</p></b>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
        ("<section>Ett</section><section>Två</section>", "<p>Ett</p><p>Två</p>"),
        ("<p>40&nbsp;758,04\x02</p>", "<p>40\u00a0758,04</p>"),
        ("<p>a</p><p></p><p>&nbsp;</p><p><br></p>", "<p>a</p>"),
        ("<ul><li></li></ul><p>a</p>", "<p>a</p>"),
        (
            '<a href="https://www.finsam.se" onclick="x()">länk</a>',
            '<p><a href="https://www.finsam.se">länk</a></p>',
        ),
        ('<a href="javascript:alert(1)">länk</a>', "<p>länk</p>"),
        ('<a href="#_Toc123">länk</a> <a href="plan.docx">fil</a>', "<p>länk fil</p>"),
        ('<p>Se <a href="#s-budget"></a>.</p>', '<p>Se <a href="#s-budget"></a>.</p>'),
        ('<p style="color:red" class="x" id="y">a</p>', "<p>a</p>"),
        ("<p>a<script>alert(1)</script></p>", "<p>a</p>"),
        ("<style>p{}</style><p>a</p>", "<p>a</p>"),
        ("<p>a<!-- dolt --></p>", "<p>a</p>"),
        ('<img src="x" onerror="alert(1)"><p>a</p>', "<p>a</p>"),
        ("<table><tr><td>1</td></tr></table>", "<p>1</p>"),
        ("a < b\n\nc", "<p>a &lt; b</p><p>c</p>"),
        (
            '<p><data value="budget.intakter@0" data-format="tkr" onclick="x">5 040 tkr</data></p>',
            '<p><data value="budget.intakter@0" data-format="tkr">5 040 tkr</data></p>',
        ),
        ("<p>5 &lt; 6 &amp; 7</p>", "<p>5 &lt; 6 &amp; 7</p>"),
    ],
)
def test_cleaned(written, kept):
    assert clean(written) == kept


LISTS = [
    ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",) * 2,
    ("<ul><li>a</li><ul><li>b</li></ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
    ("<ul><li><p>a</p><p>b</p></li></ul>", "<ul><li>a<br>b</li></ul>"),
    ("<ul><li>a<ul><li>b</li></ul>c</li></ul>d", "<ul><li>a<ul><li>b</li></ul>c</li></ul><p>d</p>"),
    ("<ul><li><ul><li>x</li><li>y</li></ul></li><li>z</li></ul>", "<ul><li>x</li><li>y</li><li>z</li></ul>"),
    ("<ol><li>a</li></ol><ol><li>b</li></ol>", "<ol><li>a</li></ol><ol><li>b</li></ol>"),
    ('<ol start="4"><li>a</li></ol>', '<ol start="4"><li>a</li></ol>'),
    (
        "<blockquote>a<ul><li>b</li></ul></blockquote>c",
        "<blockquote><p>a</p><ul><li>b</li></ul></blockquote><p>c</p>",
    ),
]


@pytest.mark.parametrize("written, kept", LISTS)
def test_lists_are_well_formed(written, kept):
    assert clean(written) == kept


def point(level, mark, text):
    """A point of a list as Word puts it on the clipboard."""
    return (
        f"<p class=MsoListParagraphCxSpMiddle style='text-indent:-18.0pt;mso-list:l0 level{level} lfo1'>"
        f"<![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>{mark}"
        "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>"
        f"{text}<o:p></o:p></p>"
    )


@pytest.mark.parametrize(
    "pasted, kept",
    [
        # Bullets and numbers on two levels; only the mark that Word points out is taken away.
        (
            point(1, "·", "<b>Ett</b>") + point(2, "o", "§ 14 Årsredovisning") + point(2, "o", "- 428 000 kr") + point(1, "·", "Två") + "<p>Efter</p>",
            "<ul><li><strong>Ett</strong><ul><li>§ 14 Årsredovisning</li><li>- 428 000 kr</li></ul></li><li>Två</li></ul><p>Efter</p>",
        ),
        (
            point(1, "1.", "Ett") + point(2, "a)", "Ett a") + point(2, "b)", "Ett b") + point(1, "2.", "Två"),
            "<ol><li>Ett<ol><li>Ett a</li><li>Ett b</li></ol></li><li>Två</li></ol>",
        ),
        ("<p>Före</p>" + point(1, "3.", "Tre"), '<p>Före</p><ol start="3"><li>Tre</li></ol>'),
        # Where Word doesn't say which the mark is: a bullet, or padded with spaces, and never the sign of a figure.
        ("<p class=MsoListParagraph>§ 14 Årsredovisning</p>", "<ul><li>§ 14 Årsredovisning</li></ul>"),
        ("<p class=MsoListParagraph>- 428 000 kr</p>", "<ul><li>- 428 000 kr</li></ul>"),
        ("<p class=MsoListParagraph>-&nbsp;&nbsp;&nbsp; 428 000 kr</p>", "<ul><li>-\u00a0\u00a0\u00a0 428 000 kr</li></ul>"),
        ("<p class=MsoListParagraph>- <data value='a.b@0'></data></p>", '<ul><li>- <data value="a.b@0"></data></li></ul>'),
        ("<p class=MsoListParagraph>3. kvartalet</p>", "<ul><li>3. kvartalet</li></ul>"),
        ("<p class=MsoListParagraph>o&nbsp;&nbsp; Ett <b>ord</b></p>", "<ul><li>Ett <strong>ord</strong></li></ul>"),
        ("<p class=MsoListParagraph>1.&nbsp;&nbsp; Ett</p>", "<ol><li>Ett</li></ol>"),
        # Cells stay apart, however they come.
        (
            "<table><tr><td>2023</td><td>5 560 000</td></tr><tr><td>2024</td><td>5 700 000</td></tr></table>",
            "<p>2023 | 5 560 000</p><p>2024 | 5 700 000</p>",
        ),
        ("<tr><td>2023</td><td>5 560 000</td></tr>", "<p>2023 | 5 560 000</p>"),
        ("2023\t5 560 000\r\n2024\t5 700 000\r\n", "<p>2023 | 5 560 000</p><p>2024 | 5 700 000</p>"),
        ("<p>2023\t5 560 000</p>", "<p>2023 | 5 560 000</p>"),
        ("<table><tr><td><p>a</p><p>b</p></td><td><ul><li>1</li><li>2</li></ul></td></tr></table>", "<p>a<br>b | 1<br>2</p>"),
        # What Word has struck out is gone.
        ("<p><del>5 000 000</del><ins>5 040 000</ins> kr</p>", "<p>5 040 000 kr</p>"),
        ("<p><s>5 000 000</s> <u>5 040 000</u> kr</p>", "<p>5 040 000 kr</p>"),
        ("<p><span style='text-decoration: line-through'>5 tkr</span> 6 tkr</p>", "<p>6 tkr</p>"),
        ("<p>a <del>b</p><p>c</p>", "<p>a b</p><p>c</p>"),
    ],
)  # fmt: skip
def test_no_figures_fuse_and_no_signs_are_lost(pasted, kept):
    assert clean(pasted) == kept


@pytest.mark.parametrize(
    "written, losses",
    [
        ("<p>Ett</p>", []),
        ('<p><a href="#_Toc1">Kapitel 3</a></p>', ["Länken ”Kapitel 3” togs bort, för den leder ingenstans härifrån. Orden står kvar."]),
        ("<p><del>5</del> 6</p>", ["Överstruken text togs bort. Bara det som gäller finns kvar."]),
        ("<table><tr><td>1</td></tr></table>", []),
        (
            "<table><tr><td>1</td><td>2</td></tr></table>",
            ["Tabellen blev rader med | mellan cellerna. En riktig tabell väljer du under Tabell, diagram eller bild."],
        ),
        ("<img src=x>a", ["Bilden följde inte med. Spara den som en fil, och lägg in filen i ett avsnitts text med knappen Bild."]),
    ],
)  # fmt: skip
def test_what_is_not_kept_is_said(written, losses):
    assert judged(written)[1:] == ([], losses)


@pytest.mark.parametrize(
    "written, refusal",
    [
        ("<ul><li>a" * 5, None),
        (
            "<ul><li>a" * 300,
            "Listan har 300 nivåer. Högst 5 går att skriva ut. Flytta ut de innersta punkterna.",
        ),
        ("<li>a" * 1000, None),
        (
            "<li>a" * 5_000,
            "Texten har 5 000 stycken och punkter. Högst 1 000 får plats i ett fält. Dela upp den på flera avsnitt.",
        ),
        (
            "<p>" + "ord " * 20_000,
            "Texten är 80 006 tecken lång. Högst 60 000 får plats i ett fält. Dela upp den på flera avsnitt.",
        ),
        ("a" * (LONGEST_SENT + 1), "Texten är för stor att ta emot. Dela upp den på flera avsnitt."),
    ],
)
def test_too_much_is_refused_with_a_sentence(written, refusal):
    refusals = [one.replace("\u00a0", " ") for one in judged(written)[1]]
    assert refusals == ([refusal] if refusal else [])


ENDLESS = {
    "word's points": lambda n: "<p class=MsoListParagraph" * n,
    "word's points, ended": lambda n: "<p class=MsoListParagraph>ord" * n,
    "marks": lambda n: "<p class=MsoListParagraph>" + "<span style=mso-list:Ignore>&nbsp;" * n,
    "spaces": lambda n: "<p class=MsoListParagraph>" + "&nbsp; " * n,
    "headings": lambda n: "<h1 " * n,
    "lists": lambda n: "<ul><li>a" * n,
    "emphasis": lambda n: "<b><p>a" * n,
    "links": lambda n: "<a href=https://a.se><div>a" * n,
    "quoted": lambda n: '<a x=">"' * n,
    "angles": lambda n: "</3<" * n,
    "empty": lambda n: "<strong>&nbsp;</strong>" * n,
    "figures": lambda n: '<data value="a@0">' * n,
    "scripts": lambda n: "<script>a</scripts>" * n,
    "comments": lambda n: "<!--" * n,
    "one long name": lambda n: "<a " + "a" * (8 * n) + ">a",
    "signs and no values": lambda n: "<a " + "a= " * n + ">a",
    "cells": lambda n: "<td>" * n + "a",
    "tabs": lambda n: "1" + " " * n + "a\t",
    "blank lines": lambda n: "\n" * n + " a",
}


@pytest.mark.parametrize("make", ENDLESS.values(), ids=ENDLESS.keys())
def test_time_follows_the_length(make):
    """Four times the length takes about four times as long; twice the power of it would take sixteen."""

    def seconds(html):
        spent = []
        for _ in range(3):
            start = time.process_time()
            plain(clean(html))
            spent.append(time.process_time() - start)
        return min(spent)

    assert seconds(make(4000)) < 9 * max(seconds(make(1000)), 0.002)


SNIPPETS = st.sampled_from(
    [
        "<script>alert(1)</script>", "<SCRIPT SRC=//evil.se/x>", "</script>", "<scr<script>ipt>", "<svg onload=alert(1)>",
        "<img src=x onerror=alert(1)>", '<a href="javascript:alert(1)">', "<a href='data:text/html,x'>", "<iframe src=x>",
        "<style>@import 'x'</style>", "<style>", "<xml>", "<o:p>", "<!--", "-->", "<![CDATA[", "]]>", "<p", ">", "<", "&lt;script&gt;",
        "<math><mi//xlink:href='data:x,<script>'>", "<p onclick=x>", "</p>", "<p>", "<ul><li>", "</li></ul>", "<h1 class=MsoListParagraph>",
        "<p class=MsoListParagraph>· ", "<div>", "</div>", "<b>", "</i>", "<b/onmouseover=x>", '<data value="a@0" onclick="x">', "</data>",
        "text", " ", "&nbsp;", "\n\n", "åäö", "&#106;avascript:", "\x00", "<br>", "<li></li>", "<em></em>", "<template>", "<noscript>",
    ]
)  # fmt: skip
HOSTILE = st.lists(st.one_of(SNIPPETS, st.text(max_size=6)), max_size=12).map("".join)


class Allowed(HTMLParser):
    """Fails at anything a browser could act on."""

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS
        for name, value in attrs:
            assert name in ATTRIBUTES.get(tag, ())
            if name == "href":
                assert not re.match(
                    r"[\x00-\x20]*(javascript|data|vbscript)[\x00-\x20]*:", value or "", re.IGNORECASE
                )

    def handle_comment(self, data):
        raise AssertionError("a comment survived")

    handle_decl = handle_pi = unknown_decl = handle_comment


@settings(max_examples=400)
@given(HOSTILE)
def test_script_never_survives(written):
    Allowed().feed(clean(written))


@settings(max_examples=400)
@given(HOSTILE)
def test_cleaning_twice_is_cleaning_once(written):
    once = clean(written)
    assert clean(once) == once


def test_cleaned_also_where_no_form_is_asked(db):
    forbund = Forbund(key="prov", name="Prov", short_name="Prov", values="<p>Vi<script>alert(1)</script></p>")
    forbund.save()
    assert Forbund.objects.get(key="prov").values == "<p>Vi</p>"


def test_plain_is_the_words_alone():
    assert plain("<p>Ett <strong>ord</strong>.</p><ul><li>a<ul><li>b</li></ul></li></ul>") == "Ett ord. a b"
    assert plain("<p>Arbete &amp; Hälsa, 40&nbsp;758,04 &lt; 5</p>") == "Arbete & Hälsa, 40\u00a0758,04 < 5"
    assert lines("<p>Ett &amp; två</p><ul><li>a<br>b</li></ul>") == "Ett & två\na\nb"


@pytest.mark.parametrize(
    "names, text", [([], ""), (["a"], "a"), (["a", "b"], "a och b"), (["a", "b", "c"], "a, b och c")]
)
def test_listed(names, text):
    assert listed(names) == text
