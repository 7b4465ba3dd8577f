"""What the browser may keep of an answer."""

import html
import re
from hashlib import sha256

import pytest
from django.test import Client

from finsam.core.models import Picture
from tests import clients
from tests.core.conftest import HERE


@pytest.mark.parametrize(
    "page", ["/", f"{HERE}medlemmar/", f"{HERE}finns-inte/", f"{HERE}budget/", "/konto/2fa/"]
)
def test_a_signed_in_page_is_not_kept(chiefs, page):
    kept = chiefs.get(page, follow=True)["Cache-Control"]
    assert "no-store" in kept
    assert "private" in kept


def test_nor_is_what_a_stranger_is_told(db):
    assert "no-store" in Client().get(f"{HERE}medlemmar/")["Cache-Control"]
    assert "no-store" in Client().get("/konto/login/")["Cache-Control"]


def test_a_picture_asks_before_it_is_shown_again(chiefs, within):
    picture = Picture.objects.create(forbund=within, name="Bild", data=b"x", content_type="image/png")
    assert chiefs.get(f"{HERE}bilder/{picture.key}/fil/")["Cache-Control"] == "private, no-cache"
    another = chiefs.get(f"{HERE}bilder/{picture.key}/fil/", {"v": sha256(b"y").hexdigest()[:16]})
    assert another["Cache-Control"] == "private, no-cache"


def test_a_picture_whose_address_names_its_content_is_kept_for_ever(chiefs, within):
    picture = Picture.objects.create(forbund=within, name="Bild", data=b"x", content_type="image/png")
    answer = chiefs.get(f"{HERE}bilder/{picture.key}/fil/", {"v": sha256(b"x").hexdigest()[:16]})
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"


def test_a_page_names_the_content_of_its_pictures(db):
    client = clients.signed_in(clients.chief())
    page = client.get(clients.url("document-preview", key="verksamhetsplan")).text
    places = re.findall(r'<img[^>]* src="([^"]*/fil/[^"]*)"', page)
    assert places
    assert all("immutable" in client.get(html.unescape(place))["Cache-Control"] for place in places)
