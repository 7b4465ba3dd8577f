"""The form of the limits of deviations."""

from __future__ import annotations

from budget.models import DeviationLimits
from finsam.core.crud.forms import OwnedForm


class LimitsForm(OwnedForm):
    """From when a line is watched, and from when it deviates."""

    layout = (("watch_percent", "watch_amount"), ("deviates_percent", "deviates_amount"))

    class Meta(OwnedForm.Meta):
        model = DeviationLimits
