"""A program is let in on a screen and on a telephone, by the keyboard; and what it may read is told to everybody."""

import re

from tests.browser.looking import looked_at


def test_a_token_is_made_used_and_ended(fresh_site, signed_in, accessible):
    page = signed_in(fresh_site, "chef")
    page.goto(fresh_site + "/kramfors/2024/api-nycklar/")
    page.get_by_label("Namn").fill("Kommunens nyckeltal")
    page.get_by_role("checkbox", name=re.compile("Uppgifter")).focus()
    page.keyboard.press("Space")
    looked_at(page, "api-nycklar-ny", accessible)
    page.get_by_role("button", name="Skapa nyckeln").click()
    field = page.get_by_label(re.compile("^Kopiera den nu"))
    token = field.input_value()
    assert re.fullmatch(r"finsam_[\w-]{43}", token)
    looked_at(page, "api-nycklar-skapad", accessible)
    asked = {"Authorization": f"Bearer {token}"}
    place = f"{fresh_site}/api/v1/kramfors/years/2024/facts/budget.intakter@2024"
    assert page.request.get(place, headers=asked).json()["value"] == "2586000"
    page.goto(fresh_site + "/kramfors/2024/api-nycklar/")
    assert token not in page.content()
    page.get_by_role("link", name="Avsluta nyckeln Kommunens nyckeltal").press("Enter")
    looked_at(page, "api-nycklar-avsluta", accessible)
    page.get_by_role("button", name="Avsluta nyckeln").click()
    page.get_by_text("är avslutad och släpper inte in någon mer").wait_for()
    assert page.request.get(place, headers=asked).status == 401


def test_the_documentation_is_for_everybody(live_site, page, accessible):
    page.goto(f"{live_site}/api/v1/")
    page.get_by_role("heading", name="Finsams läs-API").wait_for()
    looked_at(page, "api-dokumentation", accessible)
    assert page.locator("h1").count() == 1
    page.get_by_role("link", name="openapi.json").click()
    assert page.url == f"{live_site}/api/v1/openapi.json"
