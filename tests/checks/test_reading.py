"""The reading of text: what figures, dates and laws say, what belongs together, and that it takes the time of the length."""

from collections import Counter
from datetime import date
from decimal import Decimal
from time import process_time
from types import SimpleNamespace

import pytest

from finsam.checks.reading import words
from finsam.checks.reading.names import fields
from finsam.checks.reading.sources import PROSE, Passage, Place, label_stems
from finsam.checks.reading.text import blocks, written
from finsam.checks.reading.tokens import (
    BOUND,
    COUNT,
    DATE,
    KR,
    LAW,
    NUMBER,
    RANGE,
    SHARE,
    YEAR,
    sentences,
    tokens,
)
from finsam.checks.wording.dates import dates_in_text
from finsam.checks.wording.figures import typed_figures
from finsam.checks.wording.laws import law_numbers
from finsam.checks.wording.statements import two_statements
from finsam.checks.wording.wholes import counts_in_text, groups_in_text, shares_in_text

THIN, NBSP = "\u2009", "\u00a0"


def read(text: str):
    (block,) = written(text)
    return tokens(block)


def passage(html: str, year: int = 2024, *headings: str) -> Passage:
    return Passage(Place("prov", "Prov", "", PROSE, year, "verksamhetsplan", headings), blocks(html))


@pytest.mark.parametrize(
    ("text", "value", "unit", "exact"),
    [
        ("2 586 000,00 kr", "2586000", KR, ""),
        (f"2{NBSP}586{NBSP}000{NBSP}kr", "2586000", KR, ""),
        (f"2{THIN}586{THIN}000 kronor", "2586000", KR, ""),
        ("2586000:-", "2586000", KR, ""),
        ("−800 000 kr", "-800000", KR, ""),
        ("- 428 000 kr", "-428000", KR, ""),
        ("–428 000 kr", "-428000", KR, ""),
        ("575 tkr", "575000", KR, ""),
        ("12,1 mnkr", "12100000", KR, ""),
        ("4,2 miljoner kronor", "4200000", KR, ""),
        ("61,17 %", "0.6117", SHARE, ""),
        ("61%", "0.61", SHARE, ""),
        ("35 procent", "0.35", SHARE, ""),
        ("nästan hälften", "0.5", SHARE, words.BELOW),
        ("två tredjedelar", "0.6666666666666666666666666667", SHARE, ""),
        ("ca 70", "70", COUNT, words.ABOUT),
        ("ett 70-tal", "70", COUNT, words.ABOUT),
        ("drygt 800", "800", COUNT, words.ABOVE),
        ("mer än 800", "800", COUNT, words.ABOVE),
        ("högst 20 000 kr", "20000", KR, words.LIMIT),
        ("fyra", "4", COUNT, ""),
        ("1 234", "1234", COUNT, ""),
    ],
)
def test_figure_says_what_it_says(text, value, unit, exact):
    (found,) = [one for one in read(text) if one.kind == NUMBER]
    assert (found.value, found.unit, found.exact) == (Decimal(value), unit, exact)


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("lagen (2003:1210)", LAW, "2003:1210"),
        ("Torsdag 2023-10-03", DATE, date(2023, 10, 3)),
        ("den 31 mars 2024", DATE, date(2024, 3, 31)),
        ("den 31 april 2024", DATE, None),
        ("under 2024", YEAR, "2024"),
        ("30–50 år", RANGE, (30, 50)),
        ("16 – 65 år", RANGE, (16, 65)),
        ("2024–2026", RANGE, (2024, 2026)),
    ],
)
def test_token_is_of_its_kind(text, kind, says):
    (found,) = [one for one in read(text) if one.kind == kind]
    assert {DATE: found.day, RANGE: (found.low, found.high)}.get(kind, found.text) == says


def test_clock_and_version_and_fraction_are_no_amounts():
    assert [one for one in read("kl. 09.00–12.00, version 3.0") if one.kind == NUMBER] == []
    assert [one.kind for one in read("2/3") if one.text == "2/3"] == [DATE]  # a date only beside a weekday


def test_two_years_and_a_count_side_by_side_are_not_one_number():
    assert [(one.kind, one.text) for one in read("2023 183 personer")][:2] == [
        (YEAR, "2023"),
        (NUMBER, "183"),
    ]


def test_bound_figures_links_and_lists_are_known():
    found = blocks(
        '<p>Vi får <data value="bidrag.totalt@2024">5 kr</data>, se <a href="#s-x">4.2</a>.</p><ul><li>a</li><li>b</li></ul>'
    )
    assert [one.text for one in found] == ["Vi får 5 kr, se 4.2.", "a", "b"]
    assert [(one.kind, one.value) for one in found[0].marks] == [
        ("bound", "bidrag.totalt@2024"),
        ("link", "#s-x"),
    ]
    assert [one.group for one in found] == [0, 1, 1]
    assert [one.key for one in tokens(found[0]) if one.kind == BOUND] == ["bidrag.totalt@2024"]


def test_words_are_told_apart_and_together():
    assert blocks("<p>Arbete &amp; Hälsa, 40&nbsp;758</p>")[0].text == "Arbete & Hälsa, 40 758"
    assert words.stem("kostnaderna") == words.stem("kostade") == words.stem("utgift")
    assert words.stem("underskottet") == words.stem("resultat")
    assert label_stems("Medlemsbidragen") == label_stems("driftsbidrag")
    assert label_stems("Mottagningsteamet") != label_stems("Coachingteamet")


def test_sentences_end_where_they_end():
    texts = [
        one.text
        for one in passage(
            "<p>Enligt 5 kap. 2 § gäller t.ex. ca 5 kr. Nästa börjar 2024. Slut!</p>"
        ).sentences
    ]
    assert texts == ["Enligt 5 kap. 2 § gäller t.ex. ca 5 kr.", "Nästa börjar 2024.", "Slut!"]


def test_each_figure_has_its_own_words():
    (sentence,) = passage(
        "<p>Coachingteamet kostade 4 847 tkr och Mottagningsteamet 149 tkr, mot 143 tkr året före.</p>"
    ).sentences
    found = {field.token.text: (set(field.low), field.year()) for field in fields(sentence)}
    assert found["4 847 tkr"] == ({"coachingteamet", "kostade"}, 2024)
    assert "mottagningsteamet" in found["149 tkr"][0]
    assert found["143 tkr"][1] == 2023


HOSTILE = [
    "<p>" + "a " * 8_000 + "</p>",
    "<p>" + "1 000 " * 4_000 + "</p>",
    "<p>" + "1" * 20_000 + "</p>",
    "<p>" + "1.1" * 8_000 + "</p>",
    "<p>" + "–" * 20_000 + "</p>",
    "<p>" + "12 mars " * 8_000 + "</p>",
    "<p>" + "a-" * 10_000 + "</p>",
    "<ul>" * 200 + "<li>1 av 2</li>" * 1_500 + "</ul>" * 200,
    "<p>" + "275 svarade, 231 kvinnor och 41 män. " * 1_500 + "</p>",
    "<p>" + "<data value='a.b@0'>5 kr</data> " * 2_000 + "</p>",
]


@pytest.mark.parametrize("html", HOSTILE, ids=lambda html: html[:16])
def test_reading_takes_the_time_of_the_length(html):
    def seconds(text):
        begun = process_time()
        for block in blocks(text):
            assert list(sentences(tokens(block))) is not None
        return process_time() - begun

    def quickest(text):
        return min(
            seconds(text) for _ in range(3)
        )  # the garbage of other tests may be collected in any one of them

    quarter, whole = quickest(html[: len(html) // 4]), quickest(html)
    assert whole < 12 * max(quarter, 0.02)  # four times the text; twelve leaves room for a busy machine


class Empty:
    """A book without facts."""

    def all(self, year):
        return {}

    def get(self, key):
        return None

    def read(self, function, *args):
        return []


def test_all_rules_over_text_take_the_time_of_the_length():
    """A sentence with a figure, a date, a law, a reference and parts of a whole, over and over in one paragraph."""
    text = (
        "Åldrarna 30–50 år och 51–64 år gav 275 svar, 231 från kvinnor och 44 från män, och kostade 54 000 kr enligt "
        "avsnitt 4.2 och lagen (2003:1210) torsdag 3 oktober 2024, varav 50 % i Ånäs och 50 % i Borg. "
    )

    def seconds(times):
        place = Place("prov", "Prov", "", PROSE, 2024, "verksamhetsplan", ("Rubrik",))
        passages = (Passage(place, blocks(f"<p>{text * times}</p>")),)
        case = SimpleNamespace(
            book=Empty(),
            documents=[],
            texts=passages,
            tally=Counter(),
            fiscal_year=SimpleNamespace(year=2024),
        )
        begun = process_time()
        for one in (
            typed_figures, law_numbers, dates_in_text, two_statements, counts_in_text, shares_in_text, groups_in_text,
        ):  # fmt: skip
            assert [finding.rule for finding in one(case)] == []
        return process_time() - begun

    seconds(100)
    quarter, whole = (min(seconds(times) for _ in range(3)) for times in (100, 400))
    assert whole < 12 * max(quarter, 0.02)
