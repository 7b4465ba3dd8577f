"""What follow-up puts on the start page, one module per slice."""

from followup.panels import goals, reports  # noqa: F401
