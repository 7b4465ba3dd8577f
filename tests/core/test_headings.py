"""Headings part a text into sections, and what is pasted says what it lost."""

from finsam.core.text.headings import Headed, parted, pasted


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
