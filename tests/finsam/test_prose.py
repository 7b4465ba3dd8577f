"""What is pasted comes out clean, and says the same."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finsam.models.forbund import Forbund
from finsam.prose import ATTRIBUTES, TAGS, clean, listed, plain

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
        ("<b>fet</b> <i>kursiv</i>", "<strong>fet</strong> <em>kursiv</em>"),
        ("<p>a</p><p></p><p>&nbsp;</p><p><br></p>", "<p>a</p>"),
        ("<ul><li></li></ul><p>a</p>", "<p>a</p>"),
        (
            '<a href="https://www.finsam.se" onclick="x()">länk</a>',
            '<a href="https://www.finsam.se">länk</a>',
        ),
        ('<a href="javascript:alert(1)">länk</a>', "<a>länk</a>"),
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
    assert plain("<p>Ett <strong>ord</strong>.</p><ul><li>a</li><li>b</li></ul>") == "Ett ord. a b"


@pytest.mark.parametrize(
    "names, text", [([], ""), (["a"], "a"), (["a", "b"], "a och b"), (["a", "b", "c"], "a, b och c")]
)
def test_listed(names, text):
    assert listed(names) == text
