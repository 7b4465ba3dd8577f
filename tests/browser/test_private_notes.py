"""Private notes, as an auditor writes them: what she writes leaves the browser encrypted, and only she reads it."""

import pytest
from django.db import connection
from playwright.sync_api import expect

from auditors.notes.models import PrivateKey, PrivateNote
from finsam.core.models import Access, Forbund, User
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import scopes_disabled
from tests.browser.conftest import sign_in
from tests.browser.looking import fits
from tests.browser.people import PASSWORD

HERE = "/kramfors/2024/granskning/anteckningar/"
PASSPHRASE = "hästsko grävling åskmoln"
ANOTHER = "tredje fyrtorn på grynnan"
TITLE, TEXT = "Attesten ser märklig ut", "Ordföranden attesterar sina egna resor, 47 311 kr."


@pytest.fixture
def auditor(fresh_site, signed_in):
    """An auditor at her page, and all that her browser has sent."""
    page = signed_in(fresh_site, "revisor")
    page.sent = []
    page.on("request", lambda request: page.sent.append(f"{request.url}\n{request.post_data or ''}"))
    page.goto(f"{fresh_site}{HERE}")
    return page


def begin(page, passphrase=PASSPHRASE):
    page.locator("#begin-1").fill(passphrase)
    page.get_by_label("Lösenfrasen en gång till").fill(passphrase)
    page.get_by_label("Jag förstår att ingen kan återställa lösenfrasen").check()
    page.get_by_role("button", name="Börja anteckna").click()
    expect(page.get_by_role("heading", name="Välj en lösenfras")).to_be_hidden()


def write(page, title=TITLE, text=TEXT):
    page.get_by_role("button", name="Ny anteckning").click()
    page.get_by_label("Rubrik").fill(title)
    page.get_by_label("Text", exact=True).fill(text)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Sparad och krypterad")).to_be_visible()


def looked_through(page):
    """What is written on the page has been sent to be looked through, as texts that are anybody's business are."""
    with page.expect_request("**/texten/varningar/") as asked:
        page.evaluate("""() => {
            const field = Object.assign(document.createElement("textarea"), { name: "prov", value: "Allas text." });
            document.body.appendChild(document.createElement("form")).append(field);
            field.dispatchEvent(new Event("input", { bubbles: true }));
        }""")
    assert "Allas+text." in asked.value.post_data


def unlock(page, passphrase=PASSPHRASE):
    page.locator("#unlock-1").fill(passphrase)
    page.get_by_role("button", name="Lås upp").click()


def listed(page):
    return page.locator(".private-notes button")


def back(page):
    page.get_by_role("button", name="Till listan").click()


def everything(site) -> str:
    """All that the site's database holds, as text."""
    rows = []
    with site.connected(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += [row[0] for row in cursor.fetchall()]
            if table == "django_session":
                cursor.execute("SELECT session_data FROM django_session")
                rows += [row[0] for row in cursor.fetchall()]
    return "\n".join(rows)


def test_what_is_written_is_read_again_with_the_passphrase_and_stands_nowhere_in_the_clear(
    fresh_site, auditor
):
    begin(auditor)
    write(auditor)
    auditor.reload()
    expect(auditor.get_by_role("heading", name="Anteckningarna är låsta")).to_be_visible()
    assert TITLE not in auditor.content()
    unlock(auditor)
    listed(auditor).click()
    expect(auditor.get_by_label("Rubrik")).to_have_value(TITLE)
    expect(auditor.get_by_label("Text", exact=True)).to_have_value(TEXT)
    looked_through(auditor)
    with fresh_site.connected(), scopes_disabled():
        sealed, wrapped = PrivateNote.objects.get().ciphertext, PrivateKey.objects.get().wrapped
    dump, sent = everything(fresh_site), "\n".join(auditor.sent)
    assert all(
        text in dump for text in (sealed, wrapped, "Robin Revisor")
    )  # it is looked for where it would be
    kept = auditor.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    for secret in (PASSPHRASE, "grävling", TITLE, "märklig", TEXT, "attesterar", "47 311"):
        assert secret not in dump
        assert secret not in kept
        assert secret not in sent
    for encoded in ("h%C3%A4stsko", "h%E4stsko", "Attesten", "m%C3%A4rklig", "Ordf%C3%B6randen", "47+311"):
        assert encoded not in sent


def test_a_wrong_passphrase_is_told_at_once_and_opens_nothing(auditor):
    begin(auditor)
    write(auditor)
    back(auditor)
    auditor.get_by_role("button", name="Lås", exact=True).click()
    expect(listed(auditor)).to_have_count(0)
    assert TITLE not in auditor.content()
    unlock(auditor, "hästsko grävling åskmolm")
    alert = auditor.get_by_role("alert")
    expect(alert).to_contain_text("Lösenfrasen stämmer inte")
    expect(alert).to_contain_text("kan ingen återställa den")
    expect(listed(auditor)).to_have_count(0)
    unlock(
        auditor, "ha\u0308stsko gra\u0308vling a\u030askmoln"
    )  # the same words, as another keyboard makes them
    expect(listed(auditor)).to_have_text([TITLE])


@pytest.mark.parametrize(
    "first, second, understood, sentence",
    [
        ("för kort fras", "för kort fras", True, "behöver minst 16"),
        ("aaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaa", True, "för lätt att gissa"),
        (PASSPHRASE, ANOTHER, True, "är inte lika"),
        (PASSPHRASE, PASSPHRASE, False, "ingen kan återställa"),
    ],
)
def test_a_passphrase_that_will_not_do_is_a_sentence(auditor, first, second, understood, sentence):
    auditor.locator("#begin-1").fill(first)
    auditor.get_by_label("Lösenfrasen en gång till").fill(second)
    auditor.get_by_label("Jag förstår").set_checked(understood)
    auditor.get_by_role("button", name="Börja anteckna").click()
    expect(auditor.get_by_role("alert")).to_contain_text(sentence)
    assert not [sent for sent in auditor.sent if "/nyckel/" in sent]


def test_neither_another_auditor_nor_the_kansli_sees_it(fresh_site, auditor, signed_in):
    begin(auditor)
    write(auditor)
    with fresh_site.connected():
        user = User.objects.create_user("revisor2@example.se", PASSWORD, name="Ronja Revisor")
        Access(forbund=Forbund.objects.get(key="kramfors"), user=user, role=Role.REVISOR).save()
        with scopes_disabled():
            sealed = PrivateNote.objects.get().ciphertext
    second = signed_in(fresh_site, "revisor2")
    second.goto(f"{fresh_site}{HERE}")
    begin(second, ANOTHER)
    expect(second.get_by_text("Du har inga anteckningar än")).to_be_visible()
    chief = signed_in(fresh_site, "chef")
    chief.goto(f"{fresh_site}{HERE}")
    expect(chief.get_by_text("Din roll får inte granska som revisor")).to_be_visible()
    second.goto(f"{fresh_site}/kramfors/2024/logg/")
    page = second.content()
    assert "en privat anteckning" in page
    chief.goto(f"{fresh_site}/kramfors/2024/logg/")
    page += chief.content()
    assert not any(secret in page for secret in (TITLE, "attesterar", sealed))


def test_what_is_changed_or_put_in_anothers_place_is_refused_with_a_sentence(fresh_site, auditor):
    begin(auditor)
    for title in ("Första", "Andra", "Tredje", "Fjärde"):
        write(auditor, title)
        back(auditor)
    listed(auditor).filter(has_text="Tredje").click()
    with fresh_site.connected(), scopes_disabled():
        fourth, third, second, first = PrivateNote.objects.order_by("-pk")
        earlier = {"nonce": third.nonce, "ciphertext": third.ciphertext}
    auditor.get_by_label("Text", exact=True).fill("Ny text i den tredje.")
    auditor.get_by_role("button", name="Spara", exact=True).click()
    expect(auditor.get_by_role("status").filter(has_text="Sparad och krypterad")).to_be_visible()
    with fresh_site.connected(), scopes_disabled():
        rows = PrivateNote._base_manager
        rows.filter(pk=first.pk).update(nonce=second.nonce, ciphertext=second.ciphertext)  # swapped
        rows.filter(pk=second.pk).update(nonce=first.nonce, ciphertext=first.ciphertext)
        rows.filter(pk=third.pk).update(**earlier)  # an earlier one, put back as if it were the latest
    auditor.reload()
    unlock(auditor)
    expect(auditor.get_by_role("alert")).to_contain_text("har ändrats eller bytts ut")
    expect(listed(auditor)).to_have_text(["Fjärde"])
    with fresh_site.connected(), scopes_disabled():
        broken = ("B" if fourth.ciphertext[0] == "A" else "A") + fourth.ciphertext[1:]
        PrivateNote._base_manager.filter(pk=fourth.pk).update(ciphertext=broken)
    auditor.reload()
    unlock(auditor)
    expect(auditor.get_by_role("alert")).to_contain_text("har ändrats eller bytts ut")
    expect(listed(auditor)).to_have_count(0)


def test_another_passphrase_opens_all_that_was_written_and_the_old_one_nothing(auditor):
    begin(auditor)
    write(auditor)
    back(auditor)
    auditor.get_by_text("Byt lösenfras").first.click()
    auditor.get_by_label("Lösenfrasen nu").fill("fel lösenfras helt och hållet")
    auditor.get_by_label("Ny lösenfras").fill(ANOTHER)
    auditor.get_by_label("Den nya en gång till").fill(ANOTHER)
    auditor.get_by_role("button", name="Byt lösenfras").click()
    expect(auditor.get_by_role("alert")).to_contain_text("Lösenfrasen nu stämmer inte")
    auditor.get_by_label("Lösenfrasen nu").fill(PASSPHRASE)
    auditor.get_by_role("button", name="Byt lösenfras").click()
    expect(auditor.get_by_role("status").filter(has_text="Lösenfrasen är bytt")).to_be_visible()
    auditor.reload()
    unlock(auditor)
    expect(auditor.get_by_role("alert")).to_contain_text("Lösenfrasen stämmer inte")
    unlock(auditor, ANOTHER)
    expect(listed(auditor)).to_have_text([TITLE])


def test_whoever_has_lost_it_starts_over_by_writing_so(fresh_site, auditor):
    begin(auditor)
    write(auditor)
    auditor.reload()
    auditor.get_by_text("Jag har glömt lösenfrasen").click()
    expect(auditor.get_by_text("Ingen kan återställa den.")).to_be_visible()
    auditor.get_by_role("button", name="Ta bort alla och börja om").click()
    expect(auditor.get_by_role("alert")).to_contain_text("Skriv ”börja om” i rutan")
    auditor.get_by_label("Skriv ”börja om”").fill("börja om")
    auditor.get_by_role("button", name="Ta bort alla och börja om").click()
    expect(auditor.get_by_role("heading", name="Välj en lösenfras")).to_be_visible()
    with fresh_site.connected(), scopes_disabled():
        assert not PrivateNote.objects.exists()


def test_what_could_not_be_saved_is_still_there_and_still_encrypted(fresh_site, auditor):
    begin(auditor)
    write(auditor)
    auditor.route("**/anteckningar/spara/", lambda route: route.abort())
    auditor.get_by_label("Text", exact=True).fill("Osparade ord om attesten.")
    auditor.get_by_role("button", name="Spara", exact=True).click()
    expect(auditor.get_by_role("alert")).to_contain_text("Ingen kontakt med servern")
    expect(auditor.get_by_label("Text", exact=True)).to_have_value("Osparade ord om attesten.")
    auditor.context.clear_cookies()
    auditor.unroute("**/anteckningar/spara/")
    auditor.get_by_role("button", name="Spara", exact=True).click()
    expect(auditor.get_by_role("alert")).to_contain_text("Du är inte längre inloggad")
    assert "Osparade" not in auditor.evaluate("JSON.stringify({...localStorage})")
    sign_in(auditor, fresh_site, "revisor")
    auditor.goto(f"{fresh_site}{HERE}")
    unlock(auditor)
    expect(auditor.get_by_text("Har text som inte är sparad")).to_be_visible()
    listed(auditor).click()
    expect(auditor.get_by_label("Text", exact=True)).to_have_value("Osparade ord om attesten.")
    auditor.get_by_role("button", name="Spara", exact=True).click()
    expect(auditor.get_by_role("status").filter(has_text="Sparad och krypterad")).to_be_visible()
    assert "finsam-utkast" not in auditor.evaluate("Object.keys(localStorage).join()")


def test_it_is_locked_when_nothing_is_written_and_when_one_signs_out_elsewhere(fresh_site, signed_in):
    page = signed_in(fresh_site, "revisor")
    page.clock.install()
    page.goto(f"{fresh_site}{HERE}")
    begin(page)
    page.get_by_role("button", name="Ny anteckning").click()
    page.get_by_label("Rubrik").fill("Halvskriven rubrik")
    page.clock.run_for(9 * 60 * 1000)
    expect(page.get_by_label("Rubrik")).to_have_value("Halvskriven rubrik")
    page.clock.run_for(2 * 60 * 1000)
    expect(page.get_by_role("heading", name="Anteckningarna är låsta")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="tio minuter")).to_be_visible()
    assert page.evaluate("document.querySelector('#note-title').value") == ""
    unlock(page)
    expect(listed(page)).to_have_text(["Halvskriven rubrik"])
    page.context.clear_cookies()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("heading", name="Anteckningarna är låsta")).to_be_visible()


def test_two_tabs_lose_nothing(auditor):
    begin(auditor)
    write(auditor)
    other = auditor.context.new_page()
    other.goto(auditor.url)
    unlock(other)
    listed(other).click()
    other.get_by_label("Text", exact=True).fill("Skrivet i den andra fliken.")
    other.get_by_role("button", name="Spara", exact=True).click()
    expect(other.get_by_role("status").filter(has_text="Sparad och krypterad")).to_be_visible()
    auditor.get_by_label("Text", exact=True).fill("Skrivet i den första fliken.")
    auditor.get_by_role("button", name="Spara", exact=True).click()
    expect(auditor.get_by_role("alert")).to_contain_text("sparats någon annanstans")
    auditor.get_by_role("button", name="Spara som en ny anteckning").click()
    expect(auditor.get_by_role("status").filter(has_text="Sparad och krypterad")).to_be_visible()
    auditor.reload()
    unlock(auditor)
    expect(listed(auditor)).to_have_text([TITLE, TITLE])


def test_a_note_remembers_what_it_is_about_without_telling_the_site(fresh_site, auditor):
    begin(auditor)
    auditor.goto(f"{fresh_site}/kramfors/2024/uppgifter/budget.intakter@2024/")
    name = auditor.get_by_role("heading", level=1).inner_text()
    auditor.sent.clear()
    auditor.get_by_role("link", name="Anteckna").click()
    unlock(auditor)
    expect(auditor.get_by_text(f"Gäller {name}")).to_be_visible()
    auditor.get_by_label("Rubrik").fill("Kolla den här")
    auditor.get_by_role("button", name="Spara", exact=True).click()
    expect(auditor.get_by_role("status").filter(has_text="Sparad och krypterad")).to_be_visible()
    assert not [sent for sent in auditor.sent if "intakter" in sent]
    assert "#" not in auditor.url
    auditor.get_by_role("link", name=name).click()
    auditor.wait_for_url("**/uppgifter/budget.intakter@2024/")


def test_a_link_made_by_somebody_else_leads_nowhere_but_here(fresh_site, auditor):
    begin(auditor)
    for place in ("javascript:alert(1)", "https://elak.example/", "//elak.example/"):
        auditor.goto("about:blank")
        auditor.goto(f"{fresh_site}{HERE}#om=Siffran&sida={place}")
        unlock(auditor)
        expect(auditor.get_by_text("Gäller Siffran")).to_be_visible()
        assert auditor.locator("[data-about-link]").get_attribute("href") is None


def test_it_is_removed_only_when_one_has_said_so_twice(fresh_site, auditor):
    begin(auditor)
    write(auditor)
    auditor.get_by_role("button", name="Ta bort", exact=True).click()
    auditor.get_by_role("button", name="Nej, behåll den").click()
    auditor.get_by_role("button", name="Ta bort", exact=True).click()
    auditor.get_by_role("button", name="Ja, ta bort den").click()
    expect(auditor.get_by_text("Anteckningen är borttagen.")).to_be_visible()
    with fresh_site.connected(), scopes_disabled():
        assert not PrivateNote.objects.exists()


@pytest.mark.parametrize("width", [1280, 360])
def test_every_state_keeps_the_law_and_the_width_and_needs_no_mouse(fresh_site, signed_in, accessible, width):
    page = signed_in(fresh_site, "revisor", viewport={"width": width, "height": 800})
    page.goto(f"{fresh_site}{HERE}")

    def reached(heading):
        expect(page.get_by_role("heading", name=heading)).to_be_focused()
        accessible(page)
        fits(page)

    expect(page.get_by_role("heading", name="Välj en lösenfras")).to_be_visible()
    accessible(page)
    fits(page)
    page.locator("#begin-1").focus()
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSPHRASE)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    reached("Dina anteckningar")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("Ett-mycket-långt-ord-" * 8)
    page.keyboard.press("Tab")
    page.keyboard.type("Vad jag såg.")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("status").filter(has_text="Sparad och krypterad")).to_be_visible()
    accessible(page)
    fits(page)
    back(page)
    reached("Dina anteckningar")
    page.get_by_role("button", name="Lås", exact=True).press("Enter")
    reached("Anteckningarna är låsta")
    page.keyboard.press("Tab")
    page.keyboard.type("fel fras men lång nog")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    accessible(page)


def test_without_script_it_says_what_it_needs(fresh_site, signed_in):
    page = signed_in(fresh_site, "revisor", java_script_enabled=False)
    page.goto(f"{fresh_site}{HERE}")
    expect(page.get_by_text("Den här sidan behöver JavaScript")).to_be_visible()
    expect(page.locator("#private input:visible")).to_have_count(0)
