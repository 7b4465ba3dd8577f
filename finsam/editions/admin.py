"""Editions can be looked at in the administration, without their files; nothing there changes them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from finsam.core.admin import LoggedAdmin
from finsam.editions.models import Edition, EditionFile, Release, Stored


class StoredAdmin(LoggedAdmin):
    """What is stored is only to be read."""

    def get_queryset(self, request: HttpRequest) -> Any:
        return self.model._base_manager.all()

    def get_readonly_fields(self, request: HttpRequest, obj: Stored | None = None) -> Any:
        return self.get_fields(request, obj)

    def get_fields(self, request: HttpRequest, obj: Stored | None = None) -> Any:
        return [field.name for field in self.model._meta.fields if field.name not in ("id", "content")]


@admin.register(Edition)
class EditionAdmin(StoredAdmin):
    """What was proposed, decided or signed."""

    list_display = ("at", "forbund_key", "year", "title", "number", "status", "decided_on", "by_name")
    list_filter = ("forbund_key", "year", "kind", "status")


@admin.register(EditionFile)
class EditionFileAdmin(StoredAdmin):
    """Their files, by size and SHA-256."""

    list_display = ("edition", "form", "inside", "size", "sha256")
    search_fields = ("sha256",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("edition").defer("content")


@admin.register(Release)
class ReleaseAdmin(StoredAdmin):
    """What was made public and withdrawn."""

    list_display = ("at", "edition", "withdrawn", "reason", "by_name")
    list_filter = ("withdrawn",)
