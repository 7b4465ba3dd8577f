"""What was backed up can be seen in the administration."""

from django.contrib import admin

from finsam.core.admin import LoggedAdmin
from finsam.operations.models import BackupRun


@admin.register(BackupRun)
class BackupRunAdmin(LoggedAdmin):
    """The backups that were tried."""

    list_display = ("at", "finished_at", "file_name", "size", "encrypted", "error")
