"""What everybody sees in a real browser: a file is tried without leaving it, by hand and by checksum, under axe, at both widths."""

import hashlib
from functools import partial

import pytest

from finsam.core.models import User
from finsam.editions.models import EditionFile
from finsam.editions.public.services import make_public
from tests.browser import keys
from tests.browser.looking import fits
from tests.factories import an_edition

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture
def public(live_site):
    """A public edition's PDF, and where it is."""
    with live_site.connected():
        edition = an_edition("kramfors")
        if not edition.releases.exists():
            make_public(edition=edition, by=User.objects.first())
        file = EditionFile.unscoped.get(edition=edition, form="pdf", inside=False)
        return edition.code, bytes(file.content)


def test_every_public_page_is_for_all(public, live_site, page, accessible):
    code, _ = public
    for path in ("/offentligt/", "/offentligt/kramfors/", "/offentligt/kramfors/tillganglighet/", "/akta/",
                 f"/handling/{code}/"):  # fmt: skip
        page.set_viewport_size(WIDE)
        assert page.goto(f"{live_site}{path}").status == 200
        accessible(page)
        assert page.locator("h1").count() == 1
        page.set_viewport_size(NARROW)
        fits(page, path)


def test_file_is_tried_in_the_browser_and_never_sent(public, live_site, page, tmp_path):
    _, content = public
    genuine, changed = tmp_path / "plan.pdf", tmp_path / "andrad.pdf"
    genuine.write_bytes(content)
    changed.write_bytes(content + b" ")
    sent = []
    page.on("request", lambda request: sent.append((request.method, request.post_data, request.url)))
    page.goto(f"{live_site}/akta/")
    page.get_by_label("Välj en fil, eller släpp den här").set_input_files(genuine)
    page.get_by_role("heading", name="Ja, filen är").wait_for()
    digest = hashlib.sha256(content).hexdigest()
    assert page.url == f"{live_site}/akta/?summa={digest}"
    page.get_by_label("Välj en fil, eller släpp den här").set_input_files(changed)
    page.get_by_role("heading", name="Filen är ingen offentlig handling").wait_for()
    assert {method for method, _, _ in sent} == {"GET"}
    assert {data for _, data, _ in sent} == {None}


def test_checksum_is_typed_where_there_is_no_script(public, live_site, new_page):
    _, content = public
    page = new_page(java_script_enabled=False)
    page.goto(f"{live_site}/akta/")
    assert not page.get_by_label("Välj en fil, eller släpp den här").is_visible()
    page.get_by_label("Kontrollsumma (SHA-256), eller koden på omslaget").fill(
        hashlib.sha256(content).hexdigest()
    )
    page.get_by_role("button", name="Pröva").click()
    page.get_by_role("heading", name="Ja, filen är").wait_for()


def test_file_is_dropped_on_the_page(public, live_site, page):
    _, content = public
    page.goto(f"{live_site}/akta/")
    page.get_by_label("Välj en fil, eller släpp den här").wait_for()
    dropped = page.evaluate_handle(
        """bytes => {
          const dropped = new DataTransfer();
          dropped.items.add(new File([new Uint8Array(bytes)], "plan.pdf"));
          return dropped;
        }""",
        list(content),
    )
    page.dispatch_event("body", "drop", {"dataTransfer": dropped})
    page.get_by_role("heading", name="Ja, filen är").wait_for()


def test_an_edition_is_found_and_tried_with_the_keyboard_alone(public, live_site, page):
    """From the förbund's list to the edition, to its proof and back to it; no key is pressed more than the page needs."""
    code, content = public

    tab_to = partial(keys.tab_to, page, most=40)
    page.goto(f"{live_site}/offentligt/kramfors/")
    tab_to(page.locator(f'main a[href*="/handling/{code}/"]').first)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/handling/{code}/")
    page.goto(f"{live_site}/akta/")
    tab_to(page.get_by_label("Välj en fil, eller släpp den här"))
    tab_to(page.get_by_label("Kontrollsumma (SHA-256), eller koden på omslaget"))
    page.keyboard.insert_text(hashlib.sha256(content).hexdigest())
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Ja, filen är").wait_for()
    tab_to(page.get_by_role("link", name="Handlingens sida"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/handling/{code}/")
