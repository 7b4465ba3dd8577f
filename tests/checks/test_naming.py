"""Which fact a typed figure is: what its own words name, and the same in every process."""

import json
from decimal import Decimal
from types import SimpleNamespace

import pytest

from finsam.checks.reading.names import Names, candidates, fields, fits
from finsam.checks.reading.sources import PROSE, Passage, Place
from finsam.checks.reading.text import blocks
from finsam.checks.wording.figures import loose
from finsam.facts.book import Fact
from tests.processes import by_seeds

BOARD, DEPUTIES = "organ.styrelse.ordinarie@2024", "organ.styrelse.ersattare@2024"
COSTS, OUTCOME = "budget.kostnader@2024", "utfall.kostnader@2024"
FACTS = (
    Fact(BOARD, "Ledamöter i styrelsen", Decimal(6), unit="st"),
    Fact(DEPUTIES, "Ersättare i styrelsen", Decimal(6), unit="st"),
    Fact(COSTS, "Summa kostnader", Decimal(2586000)),
    Fact(OUTCOME, "Summa kostnader", Decimal(2586000)),
)
SENTENCES = {
    "Styrelsen har 6 ledamöter och 6 ersättare.": [BOARD, DEPUTIES],
    "Styrelsen har 6 ersättare och 6 ledamöter.": [DEPUTIES, BOARD],
    "Varje medlem utser en ordinarie ledamot och en ersättare, vilket ger styrelsen 6 ledamöter och 6 ersättare.": [
        BOARD,
        DEPUTIES,
    ],
    "Budgeten, inte utfallet, för kostnaderna i summa är 2 586 000 kr.": [OUTCOME],
    "Kostnaderna i summa är 2 586 000 kr i budgeten och inte i utfallet.": [COSTS],
}


def passage(html: str) -> Passage:
    """A text of the plan of 2024."""
    return Passage(Place("prov", "Prov", "", PROSE, 2024, "verksamhetsplan", ()), blocks(html))


def named(html: str) -> list[str]:
    """The first fact that fits each typed figure, as the marks in a text take it."""
    names = Names(SimpleNamespace(year=2024, all=lambda year: {fact.key: fact for fact in FACTS}))
    keys = []
    for sentence in passage(html).sentences:
        for field in fields(sentence):
            likely = [
                name
                for name in candidates(field, names.year(2024))
                if field.series in ("", name.series) and fits(field.token, name)
            ]
            keys += [name.fact.key for name in likely[:1] if field.token.value in (6, 2586000)]
    return keys


@pytest.mark.parametrize(("sentence", "keys"), SENTENCES.items())
def test_a_figure_is_what_its_own_words_name(sentence, keys):
    assert named(f"<p>{sentence}</p>") == keys


class OfTwoYears(dict):
    """As a book: what was left one year is what the next began with."""

    year = 2024

    def all(self, year=2024):
        return {key: fact for key, fact in self.items() if year == 2024 or key.endswith(f"@{year}")}


def test_an_amount_of_two_years_is_bound_to_the_documents_own():
    closing, opening = "balans.eget.utgaende@2023", "balans.eget.ingaende@2024"
    amount = Decimal(1517926)
    book = OfTwoYears(
        {
            closing: Fact(closing, "Medel kvar vid årets slut", amount),
            opening: Fact(opening, "Ingående eget kapital", amount),
        }
    )
    text = passage("<p>Vid årets slut fanns 1 517 926 kr kvar.</p>")
    assert [fact.key for _, fact in loose(text, book)] == [opening]


def test_it_is_the_same_in_every_process():
    """Words are kept in sets, whose order another process has another seed for."""
    script = (
        "import json; import django; django.setup(); from tests.checks.test_naming import SENTENCES, named; "
        "print(json.dumps([named(sentence) for sentence in SENTENCES]))"
    )
    assert [json.loads(told) for told in by_seeds(script)] == [list(SENTENCES.values())] * 4
