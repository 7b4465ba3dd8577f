"""Drafts can be looked at in the administration, without their files."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from finsam.core.admin import LoggedAdmin
from finsam.rendering.models import Draft


@admin.register(Draft)
class DraftAdmin(LoggedAdmin):
    """What has been asked for and how far it has come."""

    list_display = ("asked_at", "forbund_key", "step", "page", "fault")
    list_filter = ("forbund_key", "step")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Draft]:
        drafts: QuerySet[Draft] = super().get_queryset(request).defer("pdf")
        return drafts
