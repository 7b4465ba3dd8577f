"""A lost sign-in, or a page that was open too long, keeps what was written, and only our own pages may use it."""

from django.test import Client

from tests.core.conftest import HERE

OURS = {"HTTP_ORIGIN": "http://testserver"}
WRITTEN = {"name": "Region Norr & Söder", "kind": "region", "order": "3", "password": "hemligt"}


def test_a_lost_sign_in_keeps_the_text_and_sends_it_again(db, chief):
    client = Client()
    page = client.post(f"{HERE}medlemmar/ny/", WRITTEN, **OURS)
    assert page.status_code == 403
    assert "Du har loggats ut." in page.text
    assert 'value="Region Norr &amp; Söder"' in page.text
    assert f'action="{HERE}medlemmar/ny/"' in page.text
    assert "hemligt" not in page.text
    client.force_login(chief)
    assert client.post(f"{HERE}medlemmar/ny/", dict(page.context["fields"])).status_code == 302


def test_a_lost_token_keeps_the_text(chief):
    client = Client(enforce_csrf_checks=True)
    client.force_login(chief)
    page = client.post(f"{HERE}medlemmar/ny/", WRITTEN, **OURS)
    assert page.status_code == 403
    assert "Skicka igen" in page.text
    token = page.context["csrf_token"]
    again = client.post(f"{HERE}medlemmar/ny/", {**WRITTEN, "csrfmiddlewaretoken": str(token)}, **OURS)
    assert again.status_code == 302


def test_another_site_cannot_put_words_in_our_form(db):
    for origin in ({"HTTP_ORIGIN": "https://evil.example"}, {"HTTP_ORIGIN": "null"}, {}):
        page = Client().post(f"{HERE}medlemmar/ny/", WRITTEN, **origin)
        assert page.status_code == 403
        assert "Region Norr" not in page.text


def test_pages_for_errors_say_what_to_do(db, chiefs, settings):
    settings.DEBUG = False
    assert "Sidan finns inte" in chiefs.get(f"{HERE}finns-inte/").text
    missing = chiefs.get(f"{HERE}medlemmar/finns-inte/")
    assert missing.status_code == 404
    assert "Medlem finns inte." in missing.text
