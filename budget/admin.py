"""The budget's models in the administration."""

from django.contrib import admin

from budget.models import Layout, LayoutColumn, LayoutRow, series
from finsam.core.admin import OwnedAdmin

admin.site.register(
    [series.Line, series.Series, series.Amount, Layout, LayoutColumn, LayoutRow],
    OwnedAdmin,
)
