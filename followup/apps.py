"""Follow-up as a Django app."""

from importlib import import_module

from django.apps import AppConfig

from finsam.core.crud.menu import MenuItem

# What each room has that registers itself.
ROOMS = {
    "responsibility": (),
    "statistics": ("blocks", "checks", "facts", "missing"),
    "surveys": ("blocks", "checks", "facts", "missing"),
    "events": ("blocks", "facts", "missing"),
    "accounts": ("blocks", "checks", "facts", "missing"),
    "goals": ("blocks", "checks", "dashboard", "facts", "missing", "names"),
    "reporting": ("blocks", "checks", "dashboard", "demo", "outlines", "prose_sources"),
}


class FollowupConfig(AppConfig):
    """Registers its facts, blocks, outlines and checks when Django starts."""

    name = "followup"
    verbose_name = "Uppföljning"
    menu = (
        MenuItem(
            "att-rapportera",
            "Uppföljning",
            60,
            pages=("resultat", "rapporttillfallen", "insatsansvar", "uppfoljning-finsam"),
        ),
        MenuItem("statistik", "Statistik", 110, pages=("matt", "indelningar"), folded=True),
        MenuItem("indikatorer", "Indikatorer", 120, pages=("enkater", "instrument"), folded=True),
        MenuItem("handelser", "Händelser", 130, folded=True),
        MenuItem(
            "books",
            "Bokslut",
            140,
            pages=("balance", "year-books", "personnel", "notes", "investments", "adjustments"),
            folded=True,
        ),
    )

    def ready(self):
        from finsam.core import audit

        audit.counts_people(
            *(f"followup.{one}" for one in ("stattable", "statvalue", "surveyround", "surveyvalue")),
            *(f"followup.{one}" for one in ("goalreport", "goalresult", "event")),
        )
        for room, names in ROOMS.items():
            for name in names:
                import_module(f"followup.{room}.{name}")
