"""Copies of a whole installation in one file, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from finsam.operations.models import BackupRun


class Refused(Exception):
    """A backup or a restore that isn't done, with a sentence for whoever runs it."""


def last_backup() -> BackupRun | None:
    """The newest backup of which there is a whole file; None where there is none."""
    from finsam.operations.models import BackupRun  # apps are loaded after this package

    return BackupRun.objects.filter(finished_at__isnull=False, error="").first()


def last_attempt() -> BackupRun | None:
    """The newest backup that was tried, whatever came of it; its `error` says what went wrong."""
    from finsam.operations.models import BackupRun  # likewise

    return BackupRun.objects.first()
