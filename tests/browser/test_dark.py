"""In the dark: the same tokens in other colours, still read by everybody; what is drawn stays on white paper."""

import pytest

# A chart is drawn once, for paper and screen: it lies on a plate that the dark doesn't reach.
PLATE = """(svg) => { for (let one = svg; one; one = one.parentElement) {
    const colour = getComputedStyle(one).backgroundColor;
    if (!/, 0\\)$|transparent/.test(colour)) return colour; } return "none"; }"""


@pytest.mark.parametrize(
    "path",
    [
        "/degerfors-karlskoga/2024/",
        "/degerfors-karlskoga/2024/budget/",
        "/degerfors-karlskoga/2024/dokument/verksamhetsplan/visa/",
        "/degerfors-karlskoga/2024/avstamning/",
        "/degerfors-karlskoga/2024/forbund/",
        "/degerfors-karlskoga/2024/moten/ny/",
        "/degerfors-karlskoga/2023/resultat/",
        "/degerfors-karlskoga/2023/statistik/vagledda/varden/",
        "/degerfors-karlskoga/2023/innehall/deltagare/",
    ],
)
def test_contrast(path, live_site, signed_in, accessible):
    page = signed_in(live_site, "vandrare", color_scheme="dark")
    page.goto(f"{live_site}{path}")
    red, green, blue = page.evaluate(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
    )
    assert max(red, green, blue) < 60, "the page is dark"
    accessible(page)
    plates = [drawn.evaluate(PLATE) for drawn in page.locator("figure.chart svg").all()]
    assert set(plates) <= {"rgb(255, 255, 255)"}
    assert plates or not path.endswith("/visa/")
