"""Writes to private notes. What is saved is encrypted already; the log tells that it was, and nothing of it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from auditors.notes.models import PrivateKey, PrivateNote
from finsam.core import audit, services


@transaction.atomic
def set_key(*, key: PrivateKey, by: Any, version: int | None = None) -> PrivateKey:
    """Choose a passphrase: the key, wrapped by it. With another, the same key is wrapped anew and every note stays.

    Raises ValidationError, StaleSave for another `version` than the one that was opened, and Gone.
    """
    services.turn(key.forbund_id)
    verb = "valde lösenfras till" if key.pk is None else "bytte lösenfras till"
    return services.save(key, by=by, version=version, verb=verb)


@transaction.atomic
def save_note(*, note: PrivateNote, by: Any, version: int | None = None) -> PrivateNote:
    """Save a note as its browser encrypted it, for the version after the one that was opened.

    Raises ValidationError, StaleSave for another `version`, and Gone.
    """
    services.turn(note.forbund_id)
    if not PrivateKey.objects.filter(forbund=note.forbund_id, user=note.user_id).exists():
        raise ValidationError("Du har börjat om med en ny lösenfras någon annanstans. Läs in sidan igen.")
    note.saved_at = timezone.now()
    return services.save(note, by=by, version=version, verb="sparade")


@transaction.atomic
def remove_note(*, note: PrivateNote, by: Any, version: int | None = None) -> None:
    """Remove a note for good: the log keeps nothing of it."""
    services.delete(note, by=by, version=version)


@transaction.atomic
def start_over(*, key: PrivateKey, by: Any, version: int | None = None) -> None:
    """Remove the key and every note that it opens, when its passphrase is lost. Raises StaleSave and Gone."""
    stored = services.fresh(key, version)
    PrivateNote.objects.filter(forbund=stored.forbund_id, user=stored.user_id).delete()
    label, gone = str(stored), stored
    PrivateKey.objects.filter(pk=stored.pk).delete()
    audit.record(by=by, verb="började om med", obj=gone, before={}, after={}, label=label)
