"""Saved while one writes: what the page says, two tabs, a lost connection, and signing out meanwhile."""

import re
from contextlib import contextmanager

from tests.browser.keys import press
from tests.conftest import maintenance

HERE = "/kramfors/2024"
PLACE = f"{HERE}/dokument/verksamhetsplan/avsnitt/inledning/"
SAVED = re.compile(r"^Sparat \d{1,2}\.\d\d")


def opened(page, site):
    page.goto(f"{site}{PLACE}")
    page.locator(".ProseMirror").first.wait_for()
    return page


def surface(page):
    return page.locator(".ProseMirror").first


def write_last(page, text):
    surface(page).click()
    press(page, "Control+End", "Enter")
    page.keyboard.type(text)


@contextmanager
def away(database):
    """Within this nobody is let into a database, and who was there is put out: as when its server has ended."""
    with maintenance() as cursor:
        cursor.execute(f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS false')
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database]
        )
    try:
        yield
    finally:
        with maintenance() as cursor:
            cursor.execute(f'ALTER DATABASE "{database}" ALLOW_CONNECTIONS true')


def state(page):
    return page.locator("[data-autosave-state]")


def test_text_is_saved_while_it_is_written(fresh_site, signed_in):
    page = opened(signed_in(fresh_site, "chef"), fresh_site)
    assert "Texten sparas medan du skriver" in state(page).inner_text()
    write_last(page, "Skrivet och sparat av sig självt.")
    state(page).filter(has_text=SAVED).wait_for()
    opened(page, fresh_site)
    assert "Skrivet och sparat av sig självt." in surface(page).inner_text()
    assert page.get_by_text("är kvar men inte sparat").count() == 0

    page.get_by_role("link", name="Tidigare texter").click()
    page.get_by_role("link", name="Texten före första ändringen").click()
    assert "Skrivet och sparat av sig självt." in page.locator(".compared ins").inner_text()
    page.get_by_role("button", name="Ta tillbaka den här texten").click()
    page.get_by_text("Texten är återställd").wait_for()
    opened(page, fresh_site)
    assert "av sig självt" not in surface(page).inner_text()


def test_two_tabs_are_put_together_and_the_same_paragraph_is_asked_about(fresh_site, signed_in):
    page = opened(signed_in(fresh_site, "chef"), fresh_site)
    other = opened(page.context.new_page(), fresh_site)
    write_last(page, "Från den ena fliken.")
    state(page).filter(has_text=SAVED).wait_for()
    surface(other).click()
    press(other, "Control+Home")
    other.keyboard.type("Från den andra. ")
    other.get_by_text("Det ni har skrivit är hopfört").wait_for()
    assert "Från den ena fliken." in surface(other).inner_text()

    surface(page).click()
    press(page, "Control+Home")
    page.keyboard.type("Mitt nya. ")
    page.get_by_role("heading", name="har ändrat samma stycke").wait_for()
    page.get_by_role("button", name="Behåll båda, efter varandra").click()
    state(page).filter(has_text=SAVED).wait_for()
    opened(other, fresh_site)
    text = surface(other).inner_text()
    assert "Mitt nya." in text
    assert "Från den andra." in text


def test_a_lost_connection_keeps_the_text_and_saves_it_when_it_is_back(fresh_site, signed_in):
    page = opened(signed_in(fresh_site, "chef"), fresh_site)
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.set_offline(True)
    write_last(page, "Skrivet utan kontakt.")
    page.get_by_text("Ingen kontakt med servern").wait_for()
    assert state(page).inner_text() == "Inte sparat"
    page.context.set_offline(False)
    state(page).filter(has_text=SAVED).wait_for()
    opened(page, fresh_site)
    assert "Skrivet utan kontakt." in surface(page).inner_text()


def test_a_database_that_is_away_keeps_the_text_and_it_is_saved_when_it_is_back(fresh_site, signed_in):
    page = opened(signed_in(fresh_site, "chef"), fresh_site)
    page.on("dialog", lambda dialog: dialog.accept())
    with fresh_site.blocker.unblock(), away(fresh_site.database):
        write_last(page, "Skrivet utan databas.")
        page.get_by_text(
            "Servern kunde inte spara just nu. Det du skriver ligger kvar i den här webbläsaren, och vi försöker igen."
        ).wait_for()
        assert state(page).inner_text() == "Inte sparat"
        assert "Skrivet utan databas." in surface(page).inner_text()
    state(page).filter(has_text=SAVED).wait_for()
    assert page.get_by_text("Servern kunde inte spara just nu.").count() == 0
    opened(page, fresh_site)
    assert "Skrivet utan databas." in surface(page).inner_text()


def test_what_is_written_while_a_slow_save_is_on_its_way_is_saved_without_another_key(fresh_site, signed_in):
    page = opened(signed_in(fresh_site, "chef"), fresh_site)
    place, held = page.locator("[data-autosave]").first.get_attribute("data-autosave"), []
    page.route(f"**{place}", lambda route: held.append(route), times=1)
    with page.expect_request(f"**{place}"):
        write_last(page, "Skrivet strax innan.")
    page.keyboard.type(" Och lite till.")
    page.wait_for_timeout(2000)  # its own time to be saved has gone by
    with page.expect_response(f"**{place}"):
        held[0].continue_()
    with page.expect_request(f"**{place}") as second:
        pass
    assert "Och lite till." in second.value.post_data_json["prose"]
    state(page).filter(has_text=SAVED).wait_for()


def test_signed_out_meanwhile_keeps_the_text(fresh_site, signed_in):
    page = opened(signed_in(fresh_site, "chef"), fresh_site)
    page.on("dialog", lambda dialog: dialog.accept())
    page.context.clear_cookies()
    write_last(page, "Skrivet som utloggad.")
    page.get_by_text("Du är inte längre inloggad").wait_for()
    kept = page.evaluate(
        "Object.entries(localStorage).filter(([key]) => key.startsWith('finsam-kept')).map(([, value]) => value).join()"
    )
    assert "Skrivet som utloggad." in kept


def test_saving_the_form_right_after_typing_meets_no_clash_with_oneself(fresh_site, signed_in):
    page = opened(signed_in(fresh_site, "chef"), fresh_site)
    place, held = page.locator("[data-autosave]").first.get_attribute("data-autosave"), []
    page.route(f"**{place}", lambda route: held.append(route), times=1)
    with page.expect_request(f"**{place}"):
        write_last(page, "Skrivet strax innan.")
    page.keyboard.type(" Och lite till.")
    page.get_by_role("button", name="Spara", exact=True).click()
    (autosave,) = held
    autosave.continue_()  # only now is the first save answered, and the form goes after it
    page.locator(".messages").get_by_text("är sparat").wait_for()
    opened(page, fresh_site)
    assert "Skrivet strax innan. Och lite till." in surface(page).inner_text()
