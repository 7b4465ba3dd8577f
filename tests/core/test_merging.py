"""Two people's changes of one text, put together."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finsam.core.text.merging import Clash, holds, joined, merge, paragraphs
from finsam.core.text.prose import clean

BASE = "<p>Ett.</p><p>Två.</p><p>Tre.</p>"


def test_paragraphs_and_points_are_told_apart():
    html = '<p>Vi <strong>gör</strong></p><ul><li>ett<ul><li>a</li></ul></li><li>två</li></ul><ol start="4"><li>fyra</li></ol>'
    assert paragraphs(html) == [
        "<p>Vi <strong>gör</strong></p>",
        "<ul><li>ett<ul><li>a</li></ul></li></ul>",
        "<ul><li>två</li></ul>",
        '<ol start="4"><li>fyra</li></ol>',
    ]
    assert joined(paragraphs(html)) == html


def test_what_only_one_changed_is_taken():
    merged = merge(
        BASE, "<p>Ett, ändrat.</p><p>Två.</p><p>Tre.</p>", "<p>Ett.</p><p>Två.</p><p>Tre, också.</p>"
    )
    assert merged.clashes == ()
    assert merged.both == "<p>Ett, ändrat.</p><p>Två.</p><p>Tre, också.</p>"


def test_neighbours_changed_by_one_each_are_both_taken():
    merged = merge(BASE, "<p>Ett nytt.</p><p>Två.</p><p>Tre.</p>", "<p>Ett.</p><p>Två nytt.</p><p>Tre.</p>")
    assert merged.clashes == ()
    assert merged.both == "<p>Ett nytt.</p><p>Två nytt.</p><p>Tre.</p>"


def test_same_paragraph_changed_by_both_is_given_twice():
    merged = merge(BASE, "<p>Ett.</p><p>Två mitt.</p><p>Tre.</p>", "<p>Ett.</p><p>Två deras.</p><p>Tre.</p>")
    assert merged.clashes == (Clash("<p>Två mitt.</p>", "<p>Två deras.</p>"),)
    assert merged.both == "<p>Ett.</p><p>Två deras.</p><p>Två mitt.</p><p>Tre.</p>"
    assert merged.mine == "<p>Ett.</p><p>Två mitt.</p><p>Tre.</p>"
    assert merged.theirs == "<p>Ett.</p><p>Två deras.</p><p>Tre.</p>"


def test_what_one_took_out_and_the_other_changed_is_shown():
    merged = merge(BASE, "<p>Ett.</p><p>Tre.</p>", "<p>Ett.</p><p>Två, med mer.</p><p>Tre.</p>")
    assert merged.clashes == (Clash("", "<p>Två, med mer.</p>"),)
    assert merged.both == "<p>Ett.</p><p>Två, med mer.</p><p>Tre.</p>"


def test_what_both_put_in_stands_once_and_what_each_put_in_stands():
    merged = merge("<p>A</p>", "<p>A</p><p>Samma</p><p>Mitt</p>", "<p>A</p><p>Samma</p><p>Deras</p>")
    assert merged.both == "<p>A</p><p>Samma</p><p>Deras</p><p>Mitt</p>"


def test_paragraph_moved_by_one_and_reworded_by_the_other_is_moved_in_its_new_words():
    merged = merge(
        BASE, "<p>Två.</p><p>Tre.</p><p>Ett.</p>", "<p>Ett, som vi menar det.</p><p>Två.</p><p>Tre.</p>"
    )
    assert merged.clashes == ()
    assert merged.both == "<p>Två.</p><p>Tre.</p><p>Ett, som vi menar det.</p>"


def test_points_of_a_list_are_merged_each_for_itself():
    base = "<ul><li>ett</li><li>två</li></ul>"
    merged = merge(
        base, "<ul><li>ett mitt</li><li>två</li></ul>", "<ul><li>ett</li><li>två</li><li>tre</li></ul>"
    )
    assert merged.both == "<ul><li>ett mitt</li><li>två</li><li>tre</li></ul>"


@pytest.mark.parametrize(
    ("later", "earlier", "expected"),
    [
        ("<p>Förbundet växer</p>", "<p>Förb</p>", True),
        ("<p>Förbundet är stort</p>", "<p>Förbundet stort</p>", True),
        ("<p>Förbundet</p>", "<p>Förbundet växer</p>", False),
        ("<p>5 000 kr</p>", "<p>5 kr</p>", True),
        ("<p>50 kr</p>", "<p>5 kr</p>", False),
        ('<p><data value="a@0"></data> kr</p>', '<p><data value="b@0"></data> kr</p>', False),
        ("<p>två ett</p>", "<p>ett två</p>", False),
    ],
)
def test_text_holds_an_earlier_one_when_nothing_of_it_is_gone(later, earlier, expected):
    assert holds(later, earlier) is expected


WORD = st.sampled_from(["alfa", "beta", "gamma", "delta", "epsilon", "zeta", "5 000", "§ 14"])
PARAGRAPH = st.lists(WORD, min_size=1, max_size=4).map(lambda words: f"<p>{' '.join(words)}</p>")
POINTS = st.lists(WORD, min_size=1, max_size=3).map(
    lambda words: f"<ul>{''.join(f'<li>{word}</li>' for word in words)}</ul>"
)
PICTURE = WORD.map(lambda alt: f'<figure><img data-picture="karta" alt="{alt}"></figure>')
TEXT = st.lists(PARAGRAPH | POINTS | PICTURE, max_size=6).map("".join)


def said(html):
    """The words of a text."""
    return set(re.sub(r"<[^>]*>", " ", html).split())


@settings(max_examples=150, deadline=None)
@given(TEXT, TEXT, TEXT)
def test_nothing_that_either_wrote_is_lost(base, mine, theirs):
    both = merge(base, mine, theirs).both
    kept = set(paragraphs(both))
    for side, other in ((mine, theirs), (theirs, mine)):
        new = set(paragraphs(side)) - set(paragraphs(base))
        assert new <= kept
        # What stood once from the start goes only if one of them took it out.
        stood = [text for text, count in Counter(paragraphs(base)).items() if count == 1]
        assert set(stood) & set(paragraphs(side)) & set(paragraphs(other)) <= kept


@settings(max_examples=200, deadline=None)
@given(TEXT, TEXT)
def test_a_text_merged_with_an_unchanged_one_is_itself(base, changed):
    assert merge(base, changed, base).both == changed
    assert merge(base, base, changed).both == changed
    assert merge(base, changed, changed).both == changed
    assert clean(joined(paragraphs(changed)), section=True) == joined(paragraphs(changed))


@settings(max_examples=200, deadline=None)
@given(TEXT, TEXT)
def test_a_text_that_is_held_has_lost_no_word(later, earlier):
    if holds(later, earlier):
        assert said(earlier) <= said(later)
