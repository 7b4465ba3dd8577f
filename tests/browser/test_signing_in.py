"""Passkeys in a real browser with an authenticator of the browser's own, and what waits for the second step."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone
from playwright.sync_api import expect

from finsam.core.models import Forbund, User
from tests.browser.conftest import sign_in
from tests.browser.people import PASSWORD, email

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def named(fresh_site):
    """The site at a name: no browser makes a passkey for an address in figures."""
    return fresh_site.replace("127.0.0.1", "localhost")


@pytest.fixture
def own_page(new_page):
    """A page of a browser whose device keeps passkeys, and lets her say who she is."""
    page = new_page()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    kinds = ("hasResidentKey", "hasUserVerification", "isUserVerified", "automaticPresenceSimulation")
    options = {"protocol": "ctap2", "transport": "internal", **dict.fromkeys(kinds, True)}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def press(page, name, role="button"):
    """By the keyboard alone."""
    page.get_by_role(role, name=name).focus()
    page.keyboard.press("Enter")


def fits(page, accessible):
    """Accessible, and no wider than a telephone."""
    accessible(page)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.set_viewport_size({"width": 1280, "height": 900})


def again(page):
    """What asks for the password before the sign-in itself is changed."""
    if "/reauthenticate/" in page.url:
        page.get_by_label("Lösenord").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/reauthenticate/" not in url)


def test_a_passkey_is_made_signed_in_by_and_removed(own_page, named, accessible):
    page = own_page
    sign_in(page, named, "chef")
    page.goto(f"{named}/konto/2fa/")
    press(page, "Lägg till en lösennyckel", "link")
    page.wait_for_url(lambda url: "/2fa/" not in url or "/add/" in url)
    again(page)
    expect(page.get_by_role("heading", name="Lägg till en lösennyckel")).to_be_visible()
    fits(page, accessible)
    expect(page.get_by_label("Namn")).to_have_value(re.compile("Chrome i Linux"))
    page.get_by_label("Namn").fill("Telefonen")
    press(page, "Lägg till")
    page.wait_for_url("**/recovery-codes/")
    expect(page.get_by_text("Lösennyckeln är tillagd.")).to_be_visible()
    fits(page, accessible)

    page.goto(f"{named}/konto/2fa/webauthn/")
    expect(page.locator("strong", has_text="Telefonen")).to_be_visible()
    fits(page, accessible)

    page.goto(f"{named}/konto/logout/")
    page.get_by_role("main").get_by_role("button", name="Logga ut").click()
    page.goto(f"{named}/konto/login/?next=/kramfors/2024/medlemmar/")
    fits(page, accessible)
    press(page, "Logga in med lösennyckel")
    page.wait_for_url(f"{named}/kramfors/2024/medlemmar/")

    page.goto(f"{named}/konto/inloggningar/")
    expect(page.locator("strong", has_text="Chrome i Linux").first).to_be_visible()
    fits(page, accessible)

    page.goto(f"{named}/konto/2fa/webauthn/")
    press(page, "Ta bort Telefonen", "link")
    page.wait_for_url(lambda url: "/remove/" in url or "/reauthenticate/" in url)
    again(page)
    fits(page, accessible)
    press(page, "Ta bort")
    expect(page.get_by_text("Du har inga lösennycklar.")).to_be_visible()


def test_after_the_password_the_passkey_is_the_second_step(own_page, named, accessible):
    page = own_page
    sign_in(page, named, "chef")
    page.goto(f"{named}/konto/2fa/webauthn/add/")
    again(page)
    press(page, "Lägg till")
    page.wait_for_url("**/recovery-codes/")
    page.context.clear_cookies()
    page.goto(f"{named}/konto/login/")
    page.get_by_label("E-post").fill(email("chef"))
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/2fa/authenticate/")
    fits(page, accessible)
    press(page, "Använd en lösennyckel")
    page.wait_for_url(f"{named}/kramfors/2024/")


def test_a_browser_that_has_none_says_so_and_the_password_still_works(new_page, named):
    page = new_page()
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto(f"{named}/konto/login/")
    expect(page.get_by_text("Den här webbläsaren kan inte använda lösennycklar.")).to_be_visible()
    expect(page.get_by_role("button", name="Logga in med lösennyckel")).to_be_disabled()
    sign_in(page, named, "chef")


def test_what_was_written_is_sent_when_the_second_step_is_there(signed_in, fresh_site, accessible):
    with fresh_site.connected():
        Forbund.objects.filter(key="kramfors").update(second_step_required=True)
        long_ago = timezone.now() - timedelta(days=15)
        User.objects.filter(email=email("chef")).update(second_step_asked=long_ago)
    page = signed_in(fresh_site, "chef")
    page.goto(f"{fresh_site}/kramfors/2024/atkomst/ny/")
    expect(page.get_by_text("Du kan läsa, men inte ändra något förrän")).to_be_visible()
    fits(page, accessible)
    page.get_by_label("E-post").fill("ny@example.se")
    page.get_by_label("Namn").fill("Ny Person")
    page.get_by_label("Roll*").select_option("ledamot")
    page.get_by_role("main").get_by_role("button", name="Skicka inbjudan").click()
    expect(page.get_by_role("heading", name="Slå på tvåstegsverifiering först")).to_be_visible()
    fits(page, accessible)
    with fresh_site.connected():
        chef = User.objects.get(email=email("chef"))
        Authenticator.objects.create(user=chef, type="totp", data={"secret": "x"})
    press(page, "Skicka igen")
    expect(page.get_by_text("Ny Person är inbjuden.")).to_be_visible()
    expect(page.locator(".second-step")).to_have_count(0)


def test_recovery_is_asked_about_first(signed_in, fresh_site, accessible):
    page = signed_in(fresh_site, "chef")
    page.goto(f"{fresh_site}/kramfors/2024/atkomst/")
    fits(page, accessible)
    press(page, re.compile("Återställ inloggningen för Lo Ledamot"), "link")
    expect(page.get_by_role("heading", name="Återställ inloggningen för Lo Ledamot?")).to_be_visible()
    fits(page, accessible)
    press(page, "Återställ inloggningen")
    expect(page.get_by_text("Inloggningen för Lo Ledamot är återställd.")).to_be_visible()
