"""The budget's models in the administration."""

from django.contrib import admin

from budget import models
from finsam.admin import OwnedAdmin

admin.site.register(
    [models.Line, models.Series, models.Amount, models.Layout, models.LayoutColumn, models.LayoutRow],
    OwnedAdmin,
)
