"""The designs of documents on paper: each conforms to both profiles, can be read in grey, and differs by its tokens alone."""

import re
import subprocess
from collections import Counter
from dataclasses import replace
from functools import cache
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from finsam.core.values.themes import THEME_WORDS, Theme
from finsam.documents.resolved import ContentsLine, Cover, Part, Resolved
from finsam.rendering.html import assets_of, to_html
from finsam.rendering.pages.covers import surrounded
from finsam.rendering.pdf.pdf import STYLES, print_assets, to_pdf
from finsam.rendering.pdf.variables import root_properties, with_values
from tests.rendering.example import ODD, document, example, logo
from tests.rendering.pdfcheck import check_pdf

THEMES = [theme.value for theme in Theme]
LIGHTEST = "#767676"  # that may be chosen: 4.54 : 1 on white
POINTS_PER_MM = 72 / 25.4
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def tokens(theme: str) -> str:
    """A theme's style sheet without its comments."""
    return COMMENT.sub("", (STYLES / "themes" / f"{theme}.css").read_text())


def report(theme: str, **cover: str) -> Resolved:
    """A document of two chapters with everything that a cover can say."""
    said = Cover(
        "Samordningsförbundet Norra Ån",
        "Årsredovisning",
        2024,
        subtitle="med bokslut och revisionsberättelse",
        vision="Alla som vill och kan ska ha en väg till arbete",
        decision="Beslutad av styrelsen 20 mars 2025, § 12",
        dnr="2025/7",
        org_nr="222000-2279",
        edition="Utgåva 2, 20 mars 2025",
        logo="logo",
        logo_alt="Norra Åns tre ringar",
    )
    chapters = (
        chapter("a", 1, "1", "Förvaltningsberättelse", "Så gick det."),
        chapter("b", 2, "1.1", "Händelser", "Mycket hände."),
        chapter(
            "c", 1, "2", "Resultaträkning", "Det gick ihop. " * 200, page_break=True
        ),  # enough to open a page
    )
    return Resolved(
        cover=replace(said, **cover),
        kind="arsredovisning",
        status="forslag",
        accent=LIGHTEST,
        slogan="Tillsammans",
        parts=chapters,
        contents=tuple(ContentsLine(one.level, one.number, one.title, one.anchor) for one in chapters),
        missing=(),
        theme=theme,
        pictures={"logo": logo(), "bild": picture()},
    )


def chapter(key: str, level: int, number: str, title: str, said: str, *, page_break: bool = False) -> Part:
    """A section with a sentence."""
    return Part(key, f"s-{key}", level, number, title, True, page_break, f"<p>{said}</p>", (), "", "")


@cache
def picture() -> bytes:
    """A photograph's worth of grey, broader than it is high."""
    out = BytesIO()
    Image.effect_noise((600, 400), 60).save(out, "PNG")
    return out.getvalue()


def drawn(whole: Resolved) -> tuple[str, bytes]:
    """The HTML and the PDF of a document."""
    html = to_html(whole)
    return html, to_pdf(html, assets_of(whole))


def grey(pdf: bytes, dots: int = 72) -> Image.Image:
    """The cover as a printer without colours prints it, so many dots an inch: at 72 a dot is a point."""
    command = ["pdftoppm", "-r", str(dots), "-gray", "-png", "-f", "1", "-l", "1", "-"]
    return Image.open(
        BytesIO(subprocess.run(command, input=pdf, capture_output=True, check=True).stdout)
    ).convert("L")


def texts(pdf: bytes) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def test_each_theme_declares_the_same_tokens_and_nothing_else():
    declared = {theme: re.findall(r"(--[\w-]+)\s*:", tokens(theme)) for theme in THEMES}
    assert {
        name: count for names in declared.values() for name, count in Counter(names).items() if count > 1
    } == {}
    assert {frozenset(names) for names in declared.values()} == {frozenset(declared["stillsam"])}
    for theme in THEMES:
        assert re.fullmatch(r"\s*:root\s*\{[^{}]*\}\s*", tokens(theme)), theme
    assert set(THEME_WORDS) == set(Theme)
    assert {path.stem for path in (STYLES / "themes").iterdir()} == set(THEMES)


@pytest.mark.parametrize("theme", THEMES)
def test_every_token_is_used_and_known_before_anything_is_drawn(theme):
    sheets = [data.decode() for name, data in print_assets(theme).items() if name.endswith(".css")]
    known = root_properties(sheets)
    assert [use for sheet in sheets for use in re.findall(r"var\([^)]*\)", with_values(sheet, known))] == []
    used = {name for sheet in sheets for name in re.findall(r"var\((--[\w-]+)\)", sheet)}
    assert set(re.findall(r"(--[\w-]+)\s*:", tokens(theme))) - used == set()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("html", [example(), document(ODD)], ids=["all", "odd"])
def test_every_construct_conforms_in_every_theme(theme, html):
    assert check_pdf(to_pdf(html, {**print_assets(theme), "asset:logo": logo()}), html) == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("shown", ["", "bild"], ids=["plain", "pictured"])
@pytest.mark.parametrize("facing", [False, True], ids=["single", "facing"])
def test_a_cover_conforms_with_and_without_a_picture(theme, shown, facing):
    whole = report(theme, picture=shown, picture_alt="Ett möte" if shown else "")
    html, pdf = drawn(replace(whole, facing_pages=facing))
    assert check_pdf(pdf, html) == []
    assert len(texts(pdf)) == 4


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("shown", ["", "bild"], ids=["plain", "pictured"])
def test_a_cover_says_whose_it_is_which_copy_and_what_was_decided(theme, shown):
    whole = report(theme, picture=shown, picture_alt="Ett möte" if shown else "")
    said = " ".join(texts(drawn(whole)[1])[0].replace("\u00a0", " ").split())
    for words in (
        "Samordningsförbundet Norra Ån",
        "Årsredovisning 2024",
        "med bokslut och revisionsberättelse",
        "Alla som vill och kan ska ha en väg till arbete",
        "Beslutad av styrelsen 20 mars 2025, § 12",
        "Utgåva 2, 20 mars 2025 · Dnr 2025/7 · Organisationsnummer 222000-2279",
    ):
        assert words in said


def test_a_proposal_and_an_inner_copy_say_so_on_the_cover():
    whole = replace(
        report("fargfalt", status="Förslag", decision=""), rendition="Inre utgåva: små antal visas"
    )
    said = " ".join(texts(drawn(whole)[1])[0].split())
    assert "Förslag till Årsredovisning 2024" in said
    assert "Inre utgåva: små antal visas" in said


def test_a_cover_without_org_nr_dnr_or_edition_says_nothing_of_them():
    said = texts(drawn(report("stillsam", org_nr="", dnr="", edition=""))[1])[0]
    assert "Dnr" not in said
    assert "Organisationsnummer" not in said
    assert "·" not in said


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("shown", ["", "bild"], ids=["plain", "pictured"])
def test_every_word_of_a_cover_is_told_from_what_it_stands_on_in_grey(theme, shown):
    """The darkest and the lightest of where a word stands, by the contrast that WCAG asks for: 4.5 : 1."""
    pdf = drawn(report(theme, picture=shown, picture_alt="Ett möte" if shown else ""))[1]
    cover, pale = grey(pdf, dots=216), []
    for word, place in words_of(pdf).items():
        darkest, lightest = cover.crop(tuple(round(point * 3) for point in place)).getextrema()
        contrast = (luminance(lightest) + 0.05) / (luminance(darkest) + 0.05)
        if contrast < 4.4:  # the edges of letters are blended
            pale.append((word, round(contrast, 1)))
    assert pale == []


def words_of(pdf: bytes) -> dict[str, tuple[float, ...]]:
    """The words of the cover, each with where it stands: left, top, right and bottom, in points from the top left."""
    told = subprocess.run(
        ["pdftotext", "-bbox", "-f", "1", "-l", "1", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]{3,})<', told)
    assert len(found) > 20
    return {word: tuple(map(float, place)) for *place, word in found}


def luminance(value: int) -> float:
    """Relative luminance of a grey (WCAG 2.1)."""
    part = value / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def test_the_field_of_colour_is_there_with_and_without_a_picture():
    plain = grey(drawn(report("fargfalt"))[1])
    pictured = grey(drawn(report("fargfalt", picture="bild", picture_alt="Ett möte"))[1])
    below_the_picture, in_the_foot = (
        (int(15 * POINTS_PER_MM), int(120 * POINTS_PER_MM)),
        (40, int(250 * POINTS_PER_MM)),
    )
    for cover in (plain, pictured):
        assert abs(cover.getpixel(below_the_picture) - 0x76) <= 2
        assert cover.getpixel(in_the_foot) == 255
    assert abs(plain.getpixel((450, 100)) - 0x76) <= 2
    assert len(set(pictured.crop((20, 150, 560, 290)).tobytes())) > 20


def dotted(*, ground: str, edge: int = 0) -> bytes:
    """A picture of a black dot, so many pixels from the left edge."""
    drawn = Image.new("RGBA", (60, 40), ground)
    drawn.paste("black", (edge, 10, edge + 5, 15))
    out = BytesIO()
    drawn.save(out, "PNG")
    return out.getvalue()


def test_a_picture_with_paper_all_round_is_never_cut_and_never_under_the_logo():
    whole = replace(report("fargfalt", picture="bild", picture_alt="Ett ordmoln"))
    cloud = replace(whole, pictures={**whole.pictures, "bild": dotted(ground="#ffffff00", edge=3)})
    assert 'class="cover pictured surrounded"' in to_html(cloud)
    assert 'class="cover pictured"' in to_html(whole)
    band = (0, int(38 * POINTS_PER_MM), 590, int(42 * POINTS_PER_MM))  # between the logo and the picture
    for cover in (whole, cloud):
        assert grey(drawn(cover)[1]).crop(band).getextrema()[0] >= 250
    assert grey(drawn(cloud)[1]).crop((120, 119, 300, 306)).getextrema()[0] < 60  # the dot
    assert [surrounded(data) for data in (dotted(ground="white", edge=1), dotted(ground="white"), dotted(ground="#888"), b"")] == [
        True, False, False, False,
    ]  # fmt: skip


def test_the_chapter_stands_in_the_head_of_its_pages():
    *_, contents, first, second = texts(drawn(report("stillsam"))[1])
    head = "Samordningsförbundet Norra Ån · Årsredovisning 2024 · Förslag"
    assert [line for line in contents.splitlines() if head in line] == [head]
    assert f"{head} 1 Förvaltningsberättelse" in first.splitlines()
    assert f"{head} 2 Resultaträkning" in second.splitlines()


def test_the_chapter_in_the_head_is_that_of_the_first_line_of_its_page():
    whole = report("stillsam")
    runs_over = chapter("a", 1, "1", "Förvaltningsberättelse", "Så gick det. " * 500)
    pages = texts(drawn(replace(whole, parts=(runs_over, chapter("b", 1, "2", "Noter", "Kort."))))[1])
    head = "Samordningsförbundet Norra Ån · Årsredovisning 2024 · Förslag"
    assert f"{head} 1 Förvaltningsberättelse" in pages[-1].splitlines()
    assert "Noter" in pages[-1]


def test_a_long_chapter_is_shortened_to_what_its_line_has_room_for():
    long = "God ekonomisk hushållning, måluppfyllelse och ekonomisk ställning i hela förbundets område"
    whole = report("stillsam")
    whole = replace(whole, parts=(chapter("a", 1, "1", long, "Så gick det."), *whole.parts[1:]), contents=())
    head = "Samordningsförbundet Norra Ån · Årsredovisning 2024 · Förslag"
    assert (
        f"{head} 1 God ekonomisk hushållning, måluppfyllelse och …" in texts(drawn(whole)[1])[1].splitlines()
    )


def test_facing_pages_are_mirrored_with_the_number_and_the_chapter_outermost():
    sides = []
    pdf = drawn(replace(report("stillsam"), facing_pages=True))[1]
    for page in (3, 4):
        told = subprocess.run(
            ["pdftotext", "-bbox", "-f", str(page), "-l", str(page), "-", "-"],
            input=pdf,
            capture_output=True,
            check=True,
        ).stdout.decode()
        words = [
            (float(x) / POINTS_PER_MM, word) for x, word in re.findall(r'xMin="([\d.]+)"[^>]*>([^<]*)<', told)
        ]
        number = next(x for x, word in words if word == "Sida")
        head = {word: x for x, word in reversed(words)}
        text = next(x for x, word in words if word in ("Så", "Det"))
        outermost = head["2" if page == 4 else "1"] < head["Samordningsförbundet"]
        sides.append((number > 105, outermost, round(text)))
    assert sides == [(True, False, 28), (False, True, 20)]


@pytest.mark.parametrize("theme", THEMES)
def test_old_editions_are_of_the_first_theme(theme):
    assert Resolved.of_tables(()).theme == "stillsam"
    assert print_assets()["asset:theme.css"] == print_assets("stillsam")["asset:theme.css"]
    assert print_assets(theme)["asset:print.css"] == print_assets()["asset:print.css"]
