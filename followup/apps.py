"""Follow-up as a Django app."""

from finsam.core import declaring
from finsam.core.crud.menu import MenuItem

# The modules of each room that declare something
ROOMS = {
    "responsibility": ("queries",),
    "statistics": ("blocks", "checks", "facts", "missing"),
    "surveys": ("blocks", "checks", "facts", "missing"),
    "events": ("blocks", "facts", "missing"),
    "accounts": ("blocks", "checks", "facts", "missing"),
    "goals": ("blocks", "checks", "dashboard", "facts", "missing", "names"),
    "reporting": (
        "blocks",
        "checks",
        "demo",
        "members.blocks",
        "members.sheet",
        "members.views",
        "missing",
        "outlines",
        "prose_sources",
        "rollover",
    ),
}


class FollowupConfig(declaring.DomainApp):
    """Registers its facts, blocks, outlines and checks when Django starts."""

    name = "followup"
    verbose_name = "Uppföljning"
    menu = (
        MenuItem(
            "to-report",
            "Uppföljning",
            60,
            pages=("results", "report-dates", "responsibilities", "national-report"),
        ),
        MenuItem("statistics", "Statistik", 110, pages=("measures", "bin-sets"), folded=True),
        MenuItem("survey-rounds", "Indikatorer", 120, pages=("survey-forms", "instruments"), folded=True),
        MenuItem("events", "Händelser", 130, folded=True),
        MenuItem(
            "books",
            "Bokslut",
            140,
            pages=("balance", "year-books", "personnel", "notes", "investments", "adjustments"),
            folded=True,
        ),
    )
    declares = tuple(f"{room}.{name}" for room, names in ROOMS.items() for name in names)
    counts_people = (
        "followup.stattable",
        "followup.statvalue",
        "followup.surveyround",
        "followup.surveyvalue",
        "followup.goalreport",
        "followup.goalresult",
        "followup.event",
    )
