"""What the browser may keep of an answer."""

import pytest
from django.test import Client

from finsam.core.models import Picture
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
