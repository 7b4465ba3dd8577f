"""A change of key: what the former one signed holds as long as that is kept beside the new one, and no longer."""

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core import signing
from django.core.cache import cache
from django.test import RequestFactory, override_settings

from finsam.core.caching import store
from finsam.core.tenancy.invitations import password_link
from finsam.organisation.installation import services as installation
from followup.surveys import views as surveys
from plans.meetings import keys
from tests import clients

FORMER, NEW = "former" * 10, "newest" * 10
ROTATED = override_settings(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[FORMER])
LOST = override_settings(SECRET_KEY=NEW, SECRET_KEY_FALLBACKS=[])


@pytest.fixture(autouse=True)
def before():
    """While the former key is the key."""
    with override_settings(SECRET_KEY=FORMER, SECRET_KEY_FALLBACKS=[]):
        yield


def signed_in():
    client = clients.signed_in(clients.chief())
    assert client.get(clients.url("start")).status_code == 200
    return lambda: client.get(clients.url("start")).status_code == 200


def password_page():
    """An invitation's link, asked for as its receiver does."""
    user = clients.user("inbjuden", password="!")
    link = password_link(user)
    token = link.strip("/").rpartition("/")[2].partition("-")[2]
    return lambda: default_token_generator.check_token(user, token)


def calendar():
    chief = clients.chief()
    with clients.in_scope(clients.OWN):
        kept = keys.make(forbund=clients.fiscal_year().forbund, by=chief)
    token = keys.token_of(kept)
    return lambda: keys.of_token(token) == kept


def survey_preview():
    signed = signing.dumps({"version": 1}, salt="followup.surveys", compress=True)

    def holds():
        try:
            return surveys.signing.loads(signed, salt="followup.surveys", max_age=60) == {"version": 1}
        except signing.BadSignature:
            return False

    return holds


def computed():
    store.put("test.rotation", {"sum": 17})
    store.hold("test.held", "what was sent", 60)

    def holds():
        store.THINGS.clear()
        kept = store.get("test.rotation")
        return (kept is not None and kept.value == {"sum": 17}) and store.held("test.held") == "what was sent"

    return holds


def setup_code():
    code = installation.setup_code()
    return lambda: installation.is_setup_code(code)


def confirmed_address():
    address = EmailAddress.objects.create(
        user=clients.user("adress"), email="adress@example.se", primary=True
    )
    key = EmailConfirmationHMAC(address).key
    return lambda: EmailConfirmationHMAC.from_key(key) is not None


def message():
    """Messages that wait for the next page may lie in a signed cookie."""
    from django.contrib.messages.storage.cookie import CookieStorage

    storage = CookieStorage(RequestFactory().get("/"))
    sent = storage._encode(["Sparat."])
    return lambda: CookieStorage(RequestFactory().get("/"))._decode(sent) is not None


KINDS = {make.__name__: make for make in (
    signed_in, password_page, calendar, survey_preview, computed, setup_code, confirmed_address, message,
)}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_signed_holds_while_the_former_key_is_kept(db, kind):
    holds = KINDS[kind]()
    assert holds()
    with ROTATED:
        assert holds()


@pytest.mark.parametrize("kind", KINDS)
def test_and_no_longer_than_that(db, kind):
    holds = KINDS[kind]()
    with LOST:
        assert not holds()


def test_what_is_signed_after_it_is_signed_with_the_new_key(db):
    with ROTATED:
        holds = calendar()
    with LOST:
        assert holds()


def test_the_second_step_of_signing_in_does_not_lean_on_the_key(db):
    """The secret of an app with codes is kept as it is: a change of key locks nobody out."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import (
        TOTP,
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    user = clients.user("tvasteg")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    with LOST:
        kept = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
        counter = next(iter(yield_hotp_counters_from_time()))
        assert TOTP(kept).validate_code(format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", counter)))


def teardown_module():
    cache.clear()
    store.clear()
