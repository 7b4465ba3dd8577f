"""The PDF renderer: what it accepts and refuses, and that what it draws conforms and reads as written."""

import hashlib
import logging
import os
import re
import subprocess
import sys
import textwrap
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finsam.rendering.fonts import charset
from finsam.rendering.pdf.pdf import STYLES, RenderError, page_style, print_assets, printable, to_pdf
from tests.rendering.example import NBSP, ODD, assets, document, example
from tests.rendering.pdfcheck import check_pdf
from tests.rendering.pdfread import PdfReader


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """The example, drawn once."""
    return to_pdf(example(), assets())


@pytest.fixture(scope="module")
def read(pdf) -> PdfReader:
    """The example, read back."""
    return PdfReader(pdf)


def test_the_example_conforms_to_both_standards_and_reads_as_written(pdf):
    assert check_pdf(pdf, example()) == []


def test_odd_constructs_conform_too():
    html = document(ODD)
    assert check_pdf(to_pdf(html, assets()), html) == []


def test_a_paragraph_and_a_list_over_a_page_break_stay_whole():
    tree = PdfReader(to_pdf(document(ODD), assets())).tree
    paragraph = max(tree.find("P"), key=lambda p: len(p.kids))
    pages = {kid[0] for e in paragraph.walk() for kid in e.kids if isinstance(kid, tuple)}
    assert len(pages) > 1
    assert len(tree.find("L")) == 1
    assert len(tree.find("LI")) == 60


# Purity.


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="Bild" src="https://example.org/x.png">',
        '<img alt="Bild" src="file:///etc/passwd">',
        '<img alt="Bild" src="data:image/png;base64,AAAA">',
        '<img alt="Bild" src="asset:other">',
        '<p style="background: url(https://example.org/x.png)">x</p>',
        "<style>@import 'https://example.org/x.css';</style>",
        "<style>@font-face { font-family: X; src: url(file:///x.ttf) }</style>",
    ],
)
def test_nothing_is_fetched_but_the_assets(body):
    with pytest.raises(RenderError, match="efterfrågades"):
        to_pdf(document(f"<h1>Prov</h1>{body}"), assets())


def test_a_relative_address_is_an_error():
    with pytest.raises(RenderError):
        to_pdf(document('<h1>Prov</h1><img alt="Bild" src="logo.png">'), assets())


def test_the_same_document_gives_the_same_bytes_in_another_process(pdf):
    script = """
        import hashlib
        from tests.rendering.example import assets, example
        from finsam.rendering.pdf.pdf import to_pdf
        print(hashlib.sha256(to_pdf(example(), assets())).hexdigest())
    """
    assert run(script, PYTHONHASHSEED="7") == hashlib.sha256(pdf).hexdigest()
    assert hashlib.sha256(to_pdf(example(), assets())).hexdigest() == hashlib.sha256(pdf).hexdigest()


# What WeasyPrint complains of is an error.


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (document('<h1>Prov</h1><img src="asset:logo">'), "alt"),
        (
            document('<h1>Prov</h1><svg width="9" height="9"><rect width="9" height="9"/></svg>'),
            "text alternative",
        ),
        (document('<h1>Prov</h1><p><a href="#nowhere">Dit</a></p>'), "nowhere"),
        (document("<h1>Prov</h1>", lang=""), "lang"),
        (document('<h1 style="colour: red">Prov</h1>'), "colour"),
        (document("<h1>Prov</h1>").replace("print.css", "other.css"), "other.css"),
    ],
)
def test_a_complaint_is_an_error_with_a_swedish_sentence(html, words):
    with pytest.raises(RenderError, match=words) as caught:
        to_pdf(html, assets())
    assert caught.value.sentence.startswith("PDF:en ")


def test_complaints_are_heard_although_logging_is_silenced():
    logger = logging.getLogger("weasyprint")
    before = logger.level, logger.disabled
    logger.disabled = True
    logger.setLevel(logging.CRITICAL)
    try:
        with pytest.raises(RenderError):
            to_pdf(document("<h1>Prov</h1>", lang=""), assets())
        assert logger.disabled
        assert logger.level == logging.CRITICAL
    finally:
        logger.disabled = before[1]
        logger.setLevel(before[0])


def test_a_font_that_is_not_the_family_is_an_error():
    without = document("<h1>Prov</h1>").replace("asset:print.css", "asset:empty.css")
    with pytest.raises(RenderError, match="typsnitt"):
        to_pdf(without, {"asset:empty.css": b"html { font-family: monospace }"})


# Characters.


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Åtgärder – 1\u202f234\u00a0kr", "Åtgärder – 1\u00a0234\u00a0kr"),
        ("a\u0308ndring", "ändring"),
        ("e\u2011post → ja", "e-post › ja"),
        ("fa\u00admilj", "fa\u00admilj"),
        ("klart ✓ 😀", "klart √ ?"),
        ("👩\u200d💻\ufe0f", "??"),
        ("Ⅳ ﬃ Ａ", "IV ﬃ A"),
        ("漢", "?"),
        ("\x00\x07rad\nny\ttab\ufeff", "rad\nny\ttab"),
        ("\ud83d halvt par", " halvt par"),
        ("Ǥ ƀ", "? ?"),
    ],
)
def test_characters_that_the_typeface_lacks_are_replaced(text, printed):
    assert printable(text) == printed


@given(st.text())
def test_whatever_is_written_can_be_printed(text):
    printed = printable(text)
    assert {ord(c) for c in printed} <= charset() | {9, 10, 13}
    assert printable(printed) == printed


@pytest.mark.parametrize("face", ["p", "strong", "em"])
def test_text_of_every_script_gives_a_valid_pdf(face):
    scripts = "".join(map(chr, range(0x20, 0x3000, 37)))
    escaped = scripts.replace("&", "").replace("<", "")
    html = document(f'<h1>Prov</h1><p><{face} title="漢">{escaped}</{face}></p>', title="Prov 😀")
    assert check_pdf(to_pdf(html, assets()), html) == []


# The page.


def test_head_and_foot_are_printed_but_not_read(read):
    assert read.artifacts.get(0) is None
    for page in range(1, len(read.pdf.pages)):
        assert "Norra Ån/Dalen · Verksamhetsplan 2024 · Förslag" in read.artifacts[page]
        assert 'Vi sam"ordnar" – för alla </style>' in read.artifacts[page]
        assert f"Sida {page + 1} ({len(read.pdf.pages)})" in read.artifacts[page]
    assert "Sida" not in read.text(read.tree)


def test_the_running_texts_cannot_end_their_string():
    style = page_style('a"; } </style><script>\n\\', "漢")
    assert "<" not in style
    assert re.findall(r'content: "([^"]*)"', style) == [
        r"a\22 \3b  \7d  \3c \2f style\3e \3c script\3e \a \5c ",
        r"\3f ",
    ]


def test_a_table_head_comes_again_on_the_next_page_for_the_eye_only(read):
    table = read.tree.find("Table")[0]
    cells = [kid for e in table.walk() for kid in e.kids if isinstance(kid, tuple)]
    first, second = sorted({page for page, _ in cells})
    assert "Skillnad" not in read.artifacts[first]
    assert "PostBudgetJämförelse20242023SkillnadPrognos" in read.artifacts[second]
    assert len(table.find("THead")) == 1


def rows(*heights: int) -> str:
    """A table body of rows, each with so many paragraphs."""
    text = (
        "Förbundet finansierar insatser där flera parter arbetar sida vid sida med den som behöver stöd. " * 4
    )
    return "".join(f'<tr><th scope="row">Rad</th><td>{f"<p>{text}</p>" * n}</td></tr>' for n in heights)


@pytest.mark.parametrize("kind", ["list", "facts", "card", "card long"])
@pytest.mark.parametrize(
    "heights",
    [(1, 15, 1), (15,), (4, 4, 4, 4, 4, 4), (15, 15), (1, 40, 1), (9, 9, 9), (5, 5, 5, 5), (1, 3, 3, 3)],
)
@pytest.mark.parametrize("before", ["", "<p>Stycke före tabellen.</p>" * 30])
def test_no_table_loses_its_head_or_a_row_however_tall_its_rows(kind, heights, before):
    head = '<tr><th scope="col">Del</th><th scope="col">Innehåll</th></tr>'
    html = document(
        f'<h1>Prov</h1>{before}<table class="{kind}"><thead>{head}</thead><tbody>{rows(*heights)}</tbody></table>'
    )
    assert check_pdf(to_pdf(html, assets()), html) == []


def test_a_table_without_its_head_is_an_error():
    head = '<tr><th scope="col">Del</th><th scope="col">Innehåll</th></tr>'
    table = f"<table class=list><thead>{head}</thead>{rows(15, 15)}</table>"
    style = "<style>.tall > tbody { break-inside: auto !important }</style>"
    with pytest.raises(RenderError, match="Del Innehåll"):
        to_pdf(document(f"<h1>Prov</h1>{table}", head=style), assets())


def test_a_card_that_runs_over_repeats_its_name(read):
    assert any("Gemensam kartläggning" in text for text in read.artifacts.values())


def test_the_contents_name_the_right_pages(read):
    lines = [read.text(e, without=("Link",)).strip() for e in read.tree.find("Reference") if e.find("Link")]
    pages = read.destinations()
    assert lines == [str(pages[anchor] + 1) for anchor in pages if anchor.startswith("s-")]
    assert len(set(lines)) > 3


def test_thousands_keep_their_no_break_space_and_their_line(read):
    amounts = [cell for cell in read.tree.find("TD") if re.fullmatch(r"−?[\d\s]{5,}", read.text(cell))]
    assert len(amounts) > 100
    for cell in amounts:
        assert re.fullmatch(rf"−?\d{{1,3}}({NBSP}\d{{3}})+", read.text(cell))
        assert len([kid for e in cell.walk() for kid in e.kids if isinstance(kid, tuple)]) == 1


def test_lists_contents_languages_and_figures_are_tagged_for_what_they_are(read):
    tree = read.tree
    assert [read.text(label) for label in tree.find("Lbl")][:5] == ["•", "•", "–", "–", "•"]
    assert len(tree.find("TOC")) == 1
    assert len(tree.find("TOCI")) == 10
    assert [read.text(e) for e in tree.walk() if e.source.get("/Lang") == "en"] == [
        "In English: a plan for one year."
    ]
    numberings = [str(e.source.A.ListNumbering) for e in tree.find("L") if "/A" in e.source]
    assert numberings[:2] == ["/Decimal", "/LowerAlpha"]
    for figure in tree.find("Figure"):
        left, bottom, right, top = map(float, figure.source.A.BBox)
        assert 0 < left < right < 596
        assert 0 < bottom < top < 842


# One at a time, and never in a child forked after the first.


def test_threads_take_turns(pdf):
    results = []
    threads = [threading.Thread(target=lambda: results.append(to_pdf(example(), assets()))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [pdf, pdf]


FORK = """
    import os, sys, warnings
    from finsam.rendering.pdf.pdf import RenderError, print_assets, to_pdf, _lock
    warnings.simplefilter("ignore")
    html = '<html lang="sv"><title>x</title><link rel=stylesheet href="asset:print.css"><h1>x</h1>'
    if "before" in sys.argv[1:] or {before}:
        to_pdf(html, print_assets())
        _lock.acquire()  # as if another thread were drawing when the process is forked
    child = os.fork()
    if child == 0:
        try:
            to_pdf(html, print_assets())
        except RenderError:
            os._exit(3)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.parametrize(("before", "code"), [(True, "3"), (False, "0")])
def test_a_child_forked_after_the_first_pdf_is_refused(before, code):
    assert run(FORK.format(before=before)) == code


# The style sheets.

# What print.css brings in beside the tokens: the cover, and the themes of which one is chosen.
LAYERS = (STYLES / "cover.css", *sorted((STYLES / "themes").glob("*.css")))


def test_the_print_style_avoids_what_breaks_pdf_ua_silently():
    sheets = "".join(path.read_text() for path in (STYLES / "print.css", *LAYERS))
    css = re.sub(r"/\*.*?\*/", "", sheets, flags=re.DOTALL)
    for forbidden in (
        "opacity",
        "text-transform",
        "leader(",
        "::marker",
        "list-style-position",
        "device-cmyk",
    ):
        assert forbidden not in css
    drawn = set(re.findall(r'content: *"([^"]+)"', css)) - {"Sida "}
    assert drawn == {"•", "–"}


def test_the_print_style_names_only_assets_that_exist():
    named = set(re.findall(r'"(asset:[^"]+)"', (STYLES / "print.css").read_text()))
    assert named == set(print_assets()) - {"asset:print.css"}
    assert not re.findall(r"asset:", "".join(path.read_text() for path in LAYERS))


def test_the_style_sheets_use_only_tokens_that_exist():
    declaring = [STYLES / "tokens.css", STYLES / "themes" / "stillsam.css"]
    tokens = {
        name for path in declaring for name in re.findall(r"^\s*(--[\w-]+):", path.read_text(), re.MULTILINE)
    }
    dark = set(re.findall(r"^\s*(--[\w-]+):", (STYLES / "tokens-dark.css").read_text(), re.MULTILINE))
    for path in (STYLES / "print.css", *LAYERS):
        assert set(re.findall(r"var\((--[\w-]+)\)", path.read_text())) <= tokens
    assert dark <= tokens


def run(script: str, **environment: str) -> str:
    """What a script prints, run in a fresh Python beside this one."""
    root = STYLES.parents[1]
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
