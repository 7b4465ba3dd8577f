"""Whoever has found a weakness is told whom to tell, by a page and by a file (RFC 9116)."""

import datetime
import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import Client

from finsam.operations.checks import NO_CONTACT, somebody_to_tell
from finsam.operations.security.contacts import contacts

PLACE = "/.well-known/security.txt"


def test_the_file_has_what_it_should(settings, db):
    settings.SECURITY_CONTACTS = ["mailto:sakerhet@example.se", "https://example.se/brist"]
    settings.ORIGIN = "https://finsam.example.se"
    response = Client().get(PLACE)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    expires = re.fullmatch(r"Expires: (\d{4}-\d{2}-\d{2})T00:00:00Z", lines.pop(2))
    assert lines == [
        "Contact: mailto:sakerhet@example.se",
        "Contact: https://example.se/brist",
        "Preferred-Languages: sv, en",
        "Canonical: https://finsam.example.se/.well-known/security.txt",
        "Policy: https://finsam.example.se/sakerhet/",
    ]
    ahead = datetime.date.fromisoformat(expires[1]) - datetime.datetime.now(datetime.UTC).date()
    assert 178 <= ahead.days <= 181


def test_without_anybody_to_tell_there_is_no_file_and_the_page_says_whom_to_ask(settings, db):
    settings.SECURITY_CONTACTS = []
    assert Client().get(PLACE).status_code == 404
    page = Client().get("/sakerhet/").content.decode()
    assert "har inte angett någon adress för rapporter. Säg till den som sköter Finsam" in page


def test_the_page_tells_whom_to_write_to(settings, db):
    settings.SECURITY_CONTACTS = ["mailto:sakerhet@example.se", "https://example.se/brist/"]
    page = Client().get("/sakerhet/").content.decode()
    assert '<a href="mailto:sakerhet@example.se">sakerhet@example.se</a>' in page
    assert '<a href="https://example.se/brist/">example.se/brist</a>' in page
    assert "har inte angett" not in page


@pytest.mark.parametrize("place", ["/konto/login/", "/offentligt/", "/tillganglighet/"])
def test_pages_for_those_outside_lead_there(place, db):
    assert '<a href="/sakerhet/">Säkerhet</a>' in Client().get(place).content.decode()


def test_contacts_are_read_as_people_write_them():
    said = contacts(" sakerhet@example.se, mailto:b@example.se ,https://example.se/brist,")
    assert said == ["mailto:sakerhet@example.se", "mailto:b@example.se", "https://example.se/brist"]
    assert contacts("") == []


@pytest.mark.parametrize(
    "word",
    [
        "sakerhet",
        "http://example.se/",
        "https://",
        "javascript:alert(1)",
        "a@example.se\nExpires: 2099",
        "https://example.se/\nContact: x",
    ],
)
def test_a_contact_that_is_none_is_refused_loudly(word):
    with pytest.raises(ImproperlyConfigured, match="FINSAM_SECURITY_CONTACT"):
        contacts(word)


def test_production_is_warned_when_there_is_nobody_to_tell(settings):
    settings.SECURITY_CONTACTS = []
    assert somebody_to_tell(None) == [NO_CONTACT]
    settings.SECURITY_CONTACTS = ["mailto:sakerhet@example.se"]
    assert somebody_to_tell(None) == []


def test_the_warning_is_one_of_those_of_production_and_not_of_development(settings, capsys):
    settings.SECURITY_CONTACTS = []
    call_command("check", "--tag", "security", "--deploy")
    assert "operations.W002" in capsys.readouterr().err
    call_command("check", "--tag", "security")
    assert "operations.W002" not in capsys.readouterr().err
