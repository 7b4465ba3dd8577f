"""Pictures in a text: known by key alone, between paragraphs, described or decoration, and never lost to a paste."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finsam.core.text.headings import pasted
from finsam.core.text.merging import merge, paragraphs
from finsam.core.text.pictures import PictureInText, pictures_of, shown
from finsam.core.text.prose import clean, judged, lines, plain
from finsam.core.text.replacing import Change
from tests.core.test_prose import HOSTILE, Allowed

MAP = '<figure data-size="half"><img data-picture="karta" alt="Karta"><figcaption>Länet</figcaption></figure>'
BARE = '<figure><img data-picture="karta" alt="Karta"></figure>'
NOT_TAKEN = (
    "Bilden följde inte med. Spara den som en fil, och lägg in filen i ett avsnitts text med knappen Bild."
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (MAP, MAP),
        ('<img data-picture="karta" alt=" Karta\n ">', BARE),
        ('<img data-picture="karta" data-decoration alt="Karta">', '<figure><img data-picture="karta" data-decoration=""></figure>'),
        ('<img data-picture="karta" alt="">', '<figure><img data-picture="karta"></figure>'),
        ('<img data-picture="karta" alt="2 &lt; 3 &amp; &quot;så&quot;">', '<figure><img data-picture="karta" alt="2 &lt; 3 &amp; &quot;så&quot;"></figure>'),
        ('<figure data-size="9000px"><img data-picture="karta" alt="Karta"></figure>', BARE),
        # The words under it are a name: without emphasis, on one line, whatever they are pasted from.
        (
            '<figure><img data-picture="karta" alt="Karta"><figcaption>Hela <b>länet</b><table><tr><td>a<td>b</table><ul><li>c</ul></figure>d',
            '<figure><img data-picture="karta" alt="Karta"><figcaption>Hela länet a b c</figcaption></figure><p>d</p>',
        ),
        # It stands between paragraphs: after what it was put in.
        (f"<p>a{BARE}b</p>", f"<p>a</p>{BARE}<p>b</p>"),
        ('<p>a <img data-picture="karta" alt="Karta"> b</p>', f"<p>a b</p>{BARE}"),
        (f"<ul><li>a{BARE}</li><li>b</li></ul><p>c</p>", f"<ul><li>a</li><li>b</li></ul>{BARE}<p>c</p>"),
        (f"<blockquote><p>a</p>{BARE}</blockquote><p>b</p>", f"<blockquote><p>a</p></blockquote>{BARE}<p>b</p>"),
        (
            f"<table><tr><td>1{BARE}<td>2</table>b",
            f'<table><tbody><tr><th scope="row">1</th><td>2</td></tr></tbody></table>{BARE}<p>b</p>',
        ),
        ('<p>a<small data-note="">b<img data-picture="karta" alt="Karta"></small></p>', f'<p>a<small data-note="">b</small></p>{BARE}'),
        # Ended by whatever comes.
        ('<figure><img data-picture="karta" alt="Karta"><p>b', f"{BARE}<p>b</p>"),
        ('<figure><img data-picture="karta" alt="Karta"><figcaption>b', '<figure><img data-picture="karta" alt="Karta"><figcaption>b</figcaption></figure>'),
        (f"<del>{BARE}</del>b", "<p>b</p>"),
        ("<figure><figcaption>a</figcaption></figure>", "<p>a</p>"),
    ],
)  # fmt: skip
def test_a_picture_is_kept_in_one_shape(written, kept):
    assert clean(written, section=True) == kept
    assert clean(kept, section=True) == kept


@pytest.mark.parametrize(
    "image",
    [
        '<img src="https://example.org/x.png" alt="Karta">',
        '<img src="data:image/png;base64,iVBORw0KGgo=">',
        '<img src="javascript:alert(1)" onerror="alert(1)">',
        '<img data-picture="../../annat/2024/bilder/karta">',
        '<img data-picture="karta&quot; onerror=&quot;alert(1)">',
        '<img data-picture="https://example.org/x.png">',
        f'<img data-picture="{"a" * 81}">',
        "<img data-picture>",
    ],
)
def test_what_is_no_picture_of_ours_is_left_out_and_said(image):
    assert judged(f"<p>a</p>{image}", section=True) == ("<p>a</p>", [], [NOT_TAKEN])


def test_of_ours_nothing_but_what_we_know_is_kept():
    hostile = (
        '<img src="https://example.org/x.png" srcset=x data-picture=karta onerror=x style="x" alt="<script>">'
    )
    assert clean(hostile, section=True) == (
        '<figure><img data-picture="karta" alt="&lt;script&gt;"></figure>'
    )


def test_only_a_sections_text_holds_pictures():
    assert clean(MAP) == "<p>Länet</p>"
    assert judged(MAP)[2] == [NOT_TAKEN]
    assert pasted(MAP, headings=False)[1] == [NOT_TAKEN]
    assert pasted(f"<h1>A</h1>{MAP}", headings=True, section=True) == (f"<h1>A</h1>{MAP}", [])


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["<figure>", '<figure data-size="half">', '<img data-picture="karta" alt="Karta">', "<figcaption>",
                                 "</figcaption>", "</figure>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<ul><li>", "</ul>",
                                 "<blockquote>", "</blockquote>", "ord", "<p>", "<br>", "<small data-note>", "</small>"]), max_size=14)
       .map("".join))  # fmt: skip
def test_however_it_is_written_no_word_or_picture_is_lost_and_cleaning_twice_is_cleaning_once(written):
    once = clean(written, section=True)
    assert clean(once, section=True) == once
    assert plain(once).count("ord") == written.count("ord")
    assert [picture.key for picture in pictures_of(once)] == ["karta"] * written.count("<img")


@settings(max_examples=60)
@given(HOSTILE, HOSTILE)
def test_script_never_survives_in_a_picture(words, attributes):
    quoted = attributes.replace('"', "")
    Allowed().feed(
        clean(f'<figure><img data-picture="karta" alt="{quoted}"><figcaption>{words}', section=True)
    )


def test_it_is_shown_from_an_address_and_decoration_says_nothing():
    assert shown(f"<p>a</p>{MAP}", {"karta": "/bilder/karta/fil/?v=1&x"}) == (
        '<p>a</p><figure class="picture half"><img src="/bilder/karta/fil/?v=1&amp;x" alt="Karta">'
        "<figcaption>Länet</figcaption></figure>"
    )
    assert 'alt=""' in shown(PictureInText("karta", decoration=True).html, {"karta": "x"})
    assert 'alt="Bild utan beskrivning"' in shown(PictureInText("karta").html, {"karta": "x"})
    assert shown(MAP, {}) == ""


def test_in_words_it_is_what_it_shows():
    assert plain(f"<p>a</p>{MAP}") == "a [bild: Karta] Länet"
    assert lines(MAP) == "[bild: Karta]\nLänet"
    assert plain('<figure><img data-picture="karta" data-decoration=""></figure>') == "[bild]"


def test_a_figure_without_a_picture_is_words_as_any_other():
    figure = (
        '<figure class="piece table"><table><tr><td><data value="a@0">5</data> kr</td></tr></table></figure>'
    )
    assert plain(f"<p>Före</p>{figure}<p>Efter</p>") == "Före 5 kr Efter"
    assert list(pictures_of(figure)) == []
    assert shown(figure, {}) == figure


def test_it_is_one_block_when_two_peoples_changes_are_put_together():
    base = f"<p>Före</p>{MAP}<p>Efter</p>"
    assert paragraphs(base) == ["<p>Före</p>", MAP, "<p>Efter</p>"]
    mine = base.replace('alt="Karta"', 'alt="Karta över länet"')
    assert merge(base, mine, base.replace("Efter", "Sedan")).both == mine.replace("Efter", "Sedan")
    assert len(merge(base, mine, base.replace("half", "third")).clashes) == 1


def test_the_words_under_it_are_found_and_replaced():
    assert Change("länet", "Landet").in_html(MAP) == MAP.replace("Länet", "Landet")
