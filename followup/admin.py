"""Follow-up's models in the administration."""

from django.apps import apps
from django.contrib import admin

from finsam.admin import OwnedAdmin

admin.site.register(list(apps.get_app_config("followup").get_models()), OwnedAdmin)
