"""Where lines may not be broken, and a word that may."""

import pytest

from finsam.rendering.pdf.pdf import print_assets, to_pdf
from finsam.rendering.pdf.typesetting import breakable, tied, tied_end
from tests.rendering.example import assets, document
from tests.rendering.pdfcheck import check_content, check_fonts, check_margins, check_profiles
from tests.rendering.pdfread import PdfReader

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


LONG = "Arbetsmarknadsrehabiliteringssamordningsverksamhetsutvecklare"  # 61 letters


@pytest.mark.parametrize(
    ("text", "set_as"),
    [
        ("Försäkringskassans samverkan", "Försäkringskassans samverkan"),
        (LONG, "Arbetsmark|nadsrehabi|literingssam|ordningsverk|samhetsutveck|lare"),
        ("x" * 30, "x" * 10 + "|" + "x" * 10 + "|" + "x" * 10),
        (f"en {'y' * 31}.", f"en {'y' * 10}|{'y' * 10}|{'y' * 11}."),
    ],
)
def test_a_very_long_word_may_be_divided(text, set_as):
    assert breakable(text, 26).replace("\u00ad", "|") == set_as


@pytest.mark.parametrize("word", [LONG, "x" * 60], ids=["swedish", "none"])
def test_a_very_long_word_leaves_every_column_on_the_page(word):
    heads = "".join(f"<th scope=col class=num>{year}</th>" for year in range(2020, 2026))
    cells = "".join(f"<td class=num>1\u00a0234\u00a056{n}</td>" for n in range(6))
    body = (
        f"<h1>{word}</h1><p>{word * 3}</p><table><caption>Budget</caption><thead><tr><th scope=col>Post</th>{heads}</tr></thead>"
        f"<tbody><tr><th scope=row>{word}</th>{cells}</tr></tbody></table>"
    )
    html = document(body)
    pdf = to_pdf(html, assets())
    read = PdfReader(pdf)
    assert check_profiles(pdf) + check_content(read) + check_fonts(read) == []
    assert check_margins(read) == []  # nothing runs out over the edge
    cells = [read.text(one).replace("\u00a0", " ").strip() for one in read.tree.find("TD")]
    assert cells == [f"1 234 56{n}" for n in range(6)]
    (first,) = (read.text(one) for one in read.tree.find("TH") if len(read.text(one)) > 60)
    assert first.replace("-", "").replace(" ", "") == word
    assert "-" in first
