"""What stands beside an edition, in the administration: only to be read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from auditors.discharge.models import Attachment
from finsam.editions.admin import StoredAdmin


@admin.register(Attachment)
class AttachmentAdmin(StoredAdmin):
    """Papers beside editions, by size and SHA-256."""

    list_display = ("at", "edition", "kind", "file_name", "size", "sha256", "by_name")
    search_fields = ("sha256",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("edition").defer("content")
