"""What the site stores of private notes: only what is encrypted, only for whose it is, and nothing of it in the log."""

import json
import re

import pytest
from django.contrib.auth import SESSION_KEY
from lxml import html

from auditors.notes.models import PrivateKey, PrivateNote
from finsam.core.models import AuditEntry, User
from finsam.core.tenancy.permissions import Role
from tests import clients
from tests.factories import b64

HERE = "/norra-an/2024/granskning/anteckningar/"
ID = "bcdfghjkmnpqrstvwxz2345678"
OTHER = "zzzzzzzzzzzzzzzzzzzzzzzzzz"
KEY = {"salt": b64(16), "iterations": "600000", "nonce": b64(12), "wrapped": b64(48)}
SECRET = "SGVtbGlndCBrcnlwdGVyYXQ="  # what stands in the place of a ciphertext, to be looked for


@pytest.fixture
def auditor(small):
    return small.sign_in(Role.REVISOR)


@pytest.fixture
def second(small):
    """Another auditor."""
    user = User.objects.create(email="andra@norra-an.se", name="Andra")
    clients.let_in(user, Role.REVISOR, small.forbund.key)
    return clients.signed_in(user, headers={"origin": clients.ORIGIN})


def send(client, what: str, **sent):
    return client.post(f"{HERE}{what}/", {"user": client.session[SESSION_KEY], **sent})


def save(client, key=ID, **sent):
    return send(client, "spara", **{"id": key, "nonce": b64(12), "ciphertext": SECRET, **sent})


def data(client) -> dict:
    return client.get(f"{HERE}data/").json()


@pytest.fixture
def noted(auditor):
    """An auditor with a note."""
    assert send(auditor, "nyckel", **KEY).json()["version"] == 1
    assert save(auditor).json()["version"] == 1
    return auditor


def test_a_note_is_kept_as_it_came_and_given_back_to_whose_it_is(noted):
    told = data(noted)
    assert told["key"] == {**KEY, "iterations": 600_000, "version": 1}
    (note,) = told["notes"]
    assert (note["id"], note["version"], note["ciphertext"]) == (ID, 1, SECRET)
    assert save(noted, version="1", ciphertext=b64(50)).json()["version"] == 2
    assert data(noted)["notes"][0]["ciphertext"] == b64(50)


def test_nobody_else_is_given_it_or_may_touch_it(small, noted, second):
    assert data(second) == {"key": None, "notes": []}
    send(second, "nyckel", **KEY)
    assert save(second, version="1").status_code == 410
    assert save(second).status_code == 422  # nor one by the same number
    assert send(second, "ta-bort", id=ID, version="1").status_code == 410
    assert send(second, "borja-om", confirm="börja om", version="1").status_code == 200
    assert [note["id"] for note in data(noted)["notes"]] == [ID]
    for role in set(Role) - {Role.REVISOR}:
        client = small.sign_in(role)
        for page in (client.get(HERE), client.get(f"{HERE}data/"), save(client, OTHER)):
            assert page.status_code == 403, role


def test_the_page_holds_no_note_and_lets_no_script_but_ours_run(noted):
    page = noted.get(HERE)
    assert SECRET not in page.text
    policy = page.headers["Content-Security-Policy"]
    assert {"default-src 'none'", "connect-src 'self'", "form-action 'self'"} <= set(policy.split("; "))
    assert "unsafe" not in policy
    [scripts] = [part for part in policy.split("; ") if part.startswith("script-src")]
    assert re.fullmatch(r"script-src 'nonce-[A-Za-z0-9+/=]{24}'", scripts)
    assert page.headers["Cache-Control"] == "no-store, private"


def test_what_is_written_is_in_no_field_with_a_name(noted):
    """A form sends the fields that have one, and the site's other scripts go by that."""
    fields = html.fromstring(noted.get(HERE).text).xpath(
        "//*[@id='private']//*[self::input or self::textarea or self::select]"
    )
    assert len(fields) > 5
    assert [field.get("id") for field in fields if "name" in field.attrib] == []


def test_the_log_says_that_a_note_was_saved_and_nothing_of_it(noted):
    save(noted, version="1", ciphertext=b64(50))
    send(noted, "nyckel", **{**KEY, "salt": "YnJhIHNhbHQgaMOkcm9taQ=="}, version="1")
    send(noted, "ta-bort", id=ID, version="2")
    send(noted, "borja-om", confirm="Börja om", version="2")
    rows = AuditEntry.objects.filter(kind__startswith="auditors.private").order_by("pk")
    assert [row.verb for row in rows] == [
        "valde lösenfras till",
        "sparade",
        "sparade",
        "bytte lösenfras till",
        "tog bort",
        "började om med",
    ]
    for row in rows:
        assert (row.before, row.after, row.year) == ({}, {}, None)
        told = f"{row.label} {row.reference}"
        assert not any(secret in told for secret in (SECRET, b64(12), b64(16), b64(48), b64(50)))


def test_neither_the_log_nor_the_administration_shows_what_is_encrypted(small, noted, second):
    log = "/norra-an/2024/logg/"
    assert "privat anteckning" not in small.sign_in(Role.FORBUNDSCHEF).get(log).text
    page = second.get(log).text
    assert "en privat anteckning" in page
    assert not any(secret in page for secret in (SECRET, b64(12), b64(16), b64(48)))
    root = clients.signed_in(User.objects.create_superuser("rot@example.se", "x", name="Rot"))
    for row in (PrivateNote.objects.get(), PrivateKey.objects.get()):
        place = f"/admin/auditors/{row._meta.model_name}/"
        pages = root.get(place).text, root.get(f"{place}{row.pk}/change/").text
        assert str(row) in pages[0]
        assert row.key in pages[1]
        for page in pages:
            assert not any(secret in page for secret in (SECRET, b64(12), b64(16), b64(48)))
        assert root.post(f"{place}{row.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    "what, sent",
    [
        ("spara", {"ciphertext": "inte base64!"}),
        ("spara", {"ciphertext": ""}),
        ("spara", {"nonce": b64(11)}),
        ("spara", {"id": "../../etc"}),
        ("spara", {"id": "Å" * 26}),
        ("spara", {"id": ID + "\n"}),
        ("spara", {"ciphertext": "QUFB" * 100_001}),
        ("nyckel", {"iterations": "599999"}),
        ("nyckel", {"iterations": "tusen"}),
        ("nyckel", {"salt": b64(15)}),
        ("nyckel", {"wrapped": b64(47)}),
        ("nyckel", {}),  # there is one already
        ("borja-om", {"confirm": "ja", "version": "1"}),
    ],
)
def test_what_no_browser_of_ours_sends_is_refused_with_a_sentence(noted, what, sent):
    told = {"nyckel": KEY, "spara": {"id": OTHER, "nonce": b64(12), "ciphertext": SECRET}}.get(what, {})
    before = data(noted)
    answer = send(noted, what, **{**told, **sent})
    assert answer.status_code == 422
    assert answer.json()["said"][0].endswith((".", "?"))
    assert data(noted) == before


def test_what_was_saved_elsewhere_meanwhile_is_not_written_over(noted):
    assert save(noted, version="1", ciphertext=b64(50)).status_code == 200
    answer = save(noted, version="1", ciphertext=b64(60))
    assert answer.status_code == 409
    assert "sparats någon annanstans" in answer.json()["said"][0]
    assert send(noted, "ta-bort", id=ID, version="1").status_code == 409
    assert send(noted, "nyckel", **KEY, version="7").status_code == 409
    assert data(noted)["notes"][0]["ciphertext"] == b64(50)


def test_nothing_is_saved_as_somebody_who_has_signed_in_since(noted, second):
    answer = second.post(f"{HERE}spara/", {"user": noted.session[SESSION_KEY], "id": OTHER})
    assert answer.status_code == 403
    assert "Någon annan har loggat in" in answer.json()["said"][0]


def test_to_start_over_removes_every_note_of_hers_and_no_others(noted, second):
    send(second, "nyckel", **KEY)
    save(second, OTHER)
    assert send(noted, "borja-om", confirm="börja om", version="1").status_code == 200
    assert data(noted) == {"key": None, "notes": []}
    assert [note["id"] for note in data(second)["notes"]] == [OTHER]
    # a tab that is still open with the old key can't leave behind what no passphrase opens
    assert save(noted, ID).status_code == 422


def test_who_is_signed_out_gets_no_data(small, noted):
    anonymous = clients.signed_in(None, headers={"origin": clients.ORIGIN})
    assert anonymous.get(f"{HERE}data/").status_code == 302
    assert anonymous.post(f"{HERE}spara/", {"id": ID}).status_code == 403
    assert json.loads(json.dumps(data(noted)))["notes"]
