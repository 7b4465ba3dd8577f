"""What is asked of private notes: always of one person's own."""

from __future__ import annotations

from auditors.notes.models import PrivateKey, PrivateNote
from finsam.core.models import Forbund, User


def key_of(forbund: Forbund, user: User) -> PrivateKey | None:
    """The person's key in a förbund; None before she has chosen a passphrase."""
    return PrivateKey.objects.filter(forbund=forbund, user=user).first()


def notes_of(forbund: Forbund, user: User) -> list[PrivateNote]:
    """The person's notes in a förbund, the newest first."""
    return list(PrivateNote.objects.filter(forbund=forbund, user=user))


def note_of(forbund: Forbund, user: User, key: str) -> PrivateNote | None:
    """One of the person's own notes."""
    return PrivateNote.objects.filter(forbund=forbund, user=user, key=key).first()
