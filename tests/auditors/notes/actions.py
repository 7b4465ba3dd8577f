"""What is done with private notes, each of which leaves one row in the log (tests/test_services.py)."""

from auditors.notes import services
from auditors.notes.models import PrivateKey, PrivateNote
from tests.clients import OWN
from tests.factories import b64, first


def _key(year, by) -> PrivateKey:
    told = {"salt": b64(16), "iterations": 600_000, "nonce": b64(12), "wrapped": b64(48)}
    return PrivateKey(forbund=year.forbund, user=by, **told)


def choose_passphrase(year, by):
    services.set_key(key=_key(year, by), by=by)


def save_note(year, by):
    user = first(PrivateKey, OWN).user
    note = PrivateNote(forbund=year.forbund, user=user, key="4" * 26, nonce=b64(12), ciphertext=b64(1040))
    services.save_note(note=note, by=by)


def remove_note(year, by):
    services.remove_note(note=first(PrivateNote, OWN), by=by)


def start_over(year, by):
    first(PrivateNote, OWN)
    services.start_over(key=first(PrivateKey, OWN), by=by)


DONE = {
    "auditors.notes.services.set_key": [choose_passphrase],
    "auditors.notes.services.save_note": [save_note],
    "auditors.notes.services.remove_note": [remove_note],
    "auditors.notes.services.start_over": [start_over],
}
PREPARED = {save_note: 2, remove_note: 3, start_over: 3}
