"""Follow-up's models in the administration."""

from django.apps import apps
from django.contrib import admin

from finsam.core.admin import OwnedAdmin, ReadOnlyAdmin
from followup.goals.models import GoalReport, GoalResult

# A result goes its way from draft to approved on its own page; here it could be changed behind the approval.
READ_ONLY = (GoalReport, GoalResult)

admin.site.register(READ_ONLY, ReadOnlyAdmin)
admin.site.register(
    [one for one in apps.get_app_config("followup").get_models() if one not in READ_ONLY], OwnedAdmin
)
