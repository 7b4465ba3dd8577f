"""Packages that have been asked for can be looked at in the administration, without their files."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from archive.models import PackedYear
from finsam.core.admin import LoggedAdmin


@admin.register(PackedYear)
class PackedYearAdmin(LoggedAdmin):
    """What has been asked for and how far it has come."""

    list_display = ("asked_at", "forbund_key", "step", "fault")
    list_filter = ("forbund_key",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PackedYear]:
        rows: QuerySet[PackedYear] = super().get_queryset(request).defer("content")
        return rows
