"""Where lines may not be broken, and a word that may."""

import pytest

from finsam.documents.pdf import print_assets, to_pdf
from finsam.documents.typesetting import tied, tied_end

HEAD = '<html lang="sv"><head><title>Prov</title><link rel="stylesheet" href="asset:print.css"></head>'


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("ungdomar 16–29 år i", "ungdomar 16–29\u00a0år i"),
        ("den 13 november 2023", "den 13\u00a0november 2023"),
        ("enligt § 6 och 2 § lagen", "enligt §\u00a06 och 2\u00a0§ lagen"),
        ("ca 800 tkr, högst 10 %", "ca\u00a0800\u00a0tkr, högst 10\u00a0%"),
        ("3 årliga möten kl. 13.00", "3 årliga möten kl.\u00a013.00"),
        ("Budget 2024 och 2025", "Budget 2024 och 2025"),
    ],
)
def test_a_figure_keeps_its_unit(text, kept):
    assert tied(text) == kept


@pytest.mark.parametrize(
    ("heading", "set_as"),
    [
        ("i samverkan mellan parterna", "i samverkan mellan\u00a0parterna"),
        ("Budgetbeslut för Degerfors/Karlskoga 2024", "Budgetbeslut för Degerfors/Karlskoga\u00a02024"),
        ("Mål och medel", "Mål och\u00a0medel"),
        ("Inledning", "Inledning"),
        ("Verksamhetsplan 2024", "Verksamhetsplan 2024"),
    ],
)
def test_no_short_word_alone_on_a_headings_last_line(heading, set_as):
    assert tied_end(heading) == set_as


def test_a_word_may_be_broken_at_a_soft_hyphen():
    """The sign that is drawn there is one that the typeface has."""
    word = "Sysselsättnings\u00adindikator\u00adprojektet"
    html = f'{HEAD}<body><h1>Prov</h1><p style="width: 30mm">{word}</p></body></html>'
    assert to_pdf(html, print_assets()).startswith(b"%PDF")
