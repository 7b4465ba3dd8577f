"""The front page reaches a real browser with its stylesheet, and axe bites; the journeys build on this."""

import pytest


def test_site_answers_with_styles(live_site, page, accessible):
    response = page.goto(live_site)
    assert response.status == 200
    assert page.locator("html").get_attribute("lang") == "sv"
    assert "Times" not in page.evaluate("getComputedStyle(document.body).fontFamily")
    accessible(page)


def test_axe_sees_a_picture_without_text(page, accessible):
    page.set_content('<html lang="sv"><title>Prov</title><main><h1>Prov</h1><img src="data:,"></main></html>')
    with pytest.raises(AssertionError, match="image-alt"):
        accessible(page)
