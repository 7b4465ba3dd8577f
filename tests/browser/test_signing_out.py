"""After signing out, the next person at the same browser sees nothing of what was there."""

from tests.browser.conftest import sign_in

HERE = "/kramfors/2024"


def test_the_back_button_shows_nothing(live_site, new_page):
    page = new_page()
    sign_in(page, live_site, "kollega")
    page.goto(f"{live_site}{HERE}/medlemmar/")
    assert page.get_by_role("heading", name="Medlemmar").count()
    page.goto(f"{live_site}{HERE}/personer/")
    page.locator(".person summary").click()
    page.get_by_role("button", name="Logga ut").click()
    page.wait_for_url(lambda url: HERE not in url)
    for _ in range(3):
        page.go_back()
        main = page.locator("main").inner_text()
        assert "Region" not in main
        assert not page.get_by_role("heading", name="Medlemmar").count()
    assert page.get_by_label("Lösenord").count()
