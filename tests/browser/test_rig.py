"""The sign-in page reaches a real browser with its stylesheet; the journeys build on this."""


def test_site_answers_with_styles(live_site, page):
    response = page.goto(live_site)
    assert response.status == 200
    assert page.locator("html").get_attribute("lang") == "sv"
    background = page.evaluate("getComputedStyle(document.body).fontFamily")
    assert "Times" not in background
