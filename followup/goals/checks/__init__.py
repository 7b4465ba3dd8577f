"""Rules about results of goals."""

from followup.goals.checks import comparisons, results  # noqa: F401 - they register themselves
