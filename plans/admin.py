"""The plan's models in the administration."""

from django.contrib import admin

from finsam.core.admin import OwnedAdmin
from plans import models

admin.site.register(
    [
        models.InsatsKind,
        models.Insats,
        models.InsatsYear,
        models.InsatsShare,
        models.Goal,
        models.GoalPart,
        models.Risk,
        models.RiskMeasure,
        models.Meeting,
        models.Consultation,
        models.Viewpoint,
        models.WheelItem,
        models.ExternalProject,
    ],
    OwnedAdmin,
)
