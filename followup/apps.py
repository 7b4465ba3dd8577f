"""Follow-up as a Django app."""

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    """Registers its facts, blocks, outlines and checks when Django starts."""

    name = "followup"
    verbose_name = "Uppföljning"

    def ready(self):
        from finsam import audit

        audit.counts_people(
            *(f"followup.{one}" for one in ("stattable", "statvalue", "surveyround", "surveyvalue")),
            *(f"followup.{one}" for one in ("goalreport", "goalresult", "event")),
        )
        from followup import blocks, demo, facts, names, outlines, panels, reconciliation, texts, wants  # noqa: F401 - they register themselves
