"""After signing out, the next person at the same browser sees nothing of what was there."""

import pytest

from tests.browser.conftest import CHROMIUM, FLAGS, sign_in, windows

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


@pytest.fixture(scope="module")
def with_pages_kept_whole(browser):
    """A browser that keeps pages whole for its back button, as people's do and Playwright's otherwise doesn't."""
    kind = browser.browser_type
    kept = kind.launch(executable_path=CHROMIUM, args=FLAGS, ignore_default_args=["--disable-back-forward-cache"])  # fmt: skip
    yield kept
    kept.close()


def test_no_page_comes_back_whole(live_site, with_pages_kept_whole):
    with windows(with_pages_kept_whole) as open_page:
        page = open_page(storage_state=own_session(live_site, "kollega"))
        page.goto(f"{live_site}{HERE}/medlemmar/")
        page.evaluate("window.kept = 1")
        page.goto(f"{live_site}{HERE}/personer/")
        sign_out(page)
        page.go_back()
        page.go_back()
        assert page.evaluate("window.kept") is None
        assert page.get_by_label("Lösenord").count()
        assert "Region" not in page.locator("main").inner_text()


def test_a_file_is_not_left_in_the_browser(live_site, new_page):
    """A file may lie there while she is signed in; what lies there is asked for without asking the site."""
    page = new_page(storage_state=own_session(live_site, "kollega"))
    page.goto(f"{live_site}{HERE}/medlemmar/")
    left = f"""(how) => fetch("{HERE}/dokument/verksamhetsplan/xlsx/", {{ cache: how, mode: "same-origin" }})
        .then((answer) => answer.status, () => 0)"""
    assert page.evaluate(left, "default") == 200
    assert page.evaluate(left, "only-if-cached") == 200
    sign_out(page)
    assert page.evaluate(left, "only-if-cached") in (0, 504)


def test_what_was_not_saved_is_asked_about_and_taken_away(live_site, new_page):
    page = new_page(storage_state=own_session(live_site, "kollega"))
    page.goto(f"{live_site}{HERE}/medlemmar/ny/")
    page.locator("form.edit input[type=text]").first.fill("Halvskriven medlem")
    page.wait_for_function(f"({DRAFTS}).length === 1")
    page.evaluate("localStorage.setItem('finsam-kept:999999:/annan/#0', JSON.stringify({ time: Date.now(), values: {} }))")  # fmt: skip
    answers = []
    page.on("dialog", lambda dialog: answers.append(dialog.message) or (dialog.accept() if len(answers) > 1 else dialog.dismiss()))  # fmt: skip
    page.locator(".person summary").click()
    page.get_by_role("button", name="Logga ut").click()
    assert answers == ["Du har skrivit något som inte är sparat. Det tas bort ur den här webbläsaren när du loggar ut. Vill du logga ut ändå?"]  # fmt: skip
    assert len(page.evaluate(DRAFTS)) == 1
    page.get_by_role("button", name="Logga ut").click()
    page.wait_for_url(lambda url: HERE not in url)
    kept = page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('finsam-kept:'))")
    assert kept == ["finsam-kept:999999:/annan/#0"]  # another's, who was signed out by the clock


DRAFTS = (
    "Object.keys(localStorage).filter((name) => name.startsWith('finsam-kept:' + document.body.dataset.user))"
)


def own_session(site, who):
    """A session that is ended here, and is nobody else's."""
    site.sessions.pop(who, None)
    site.session(who)
    return site.sessions.pop(who)


def sign_out(page):
    page.locator(".person summary").click()
    page.get_by_role("button", name="Logga ut").click()
    page.wait_for_url(lambda url: HERE not in url)
