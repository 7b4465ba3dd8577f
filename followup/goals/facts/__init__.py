"""Results of goals as facts."""

from followup.goals.facts import goals, populations  # noqa: F401 - they register themselves
