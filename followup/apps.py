"""Follow-up as a Django app."""

from finsam.core import declaring
from finsam.core.crud.menu import Group, MenuItem
from finsam.core.tenancy.permissions import Permission

# The modules of each room that declare something
ROOMS = {
    "responsibility": ("queries",),
    "statistics": ("blocks", "checks", "facts", "missing"),
    "surveys": ("blocks", "checks", "facts", "missing"),
    "events": ("blocks", "facts", "missing"),
    "accounts": ("blocks", "checks", "facts", "missing"),
    "goals": ("blocks", "checks", "dashboard", "facts", "missing", "names"),
    "requests": ("missing",),
    "reporting": (
        "blocks",
        "brief.blocks",
        "brief.facts",
        "checks",
        "demo",
        "members.blocks",
        "members.facts",
        "members.sheet",
        "members.views",
        "missing",
        "outlines",
        "prose_sources",
        "rollover",
        "scheduled",
    ),
    "handover": ("ahead", "binder", "knowing", "waiting"),
    "comparison": (),
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
            pages=(
                "results",
                "comparison",
                "reported-figures",
                "report-dates",
                "insats-reports",
                "insats-contacts",
                "responsibilities",
                "national-report",
            ),
        ),
        MenuItem(
            "handover",
            "Överlämning",
            255,
            permission=Permission.READ_HANDOVER,
            pages=("deputy-notes",),
            group=Group.KEEP,
        ),
        MenuItem("statistics", "Statistik", 110, pages=("measures", "bin-sets"), group=Group.FOLLOW),
        MenuItem(
            "survey-rounds", "Indikatorer", 120, pages=("survey-forms", "instruments"), group=Group.FOLLOW
        ),
        MenuItem("events", "Händelser", 130, group=Group.FOLLOW),
        MenuItem(
            "books",
            "Bokslut",
            140,
            pages=("balance", "year-books", "personnel", "notes", "investments", "adjustments"),
            group=Group.FOLLOW,
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
        "followup.insatsreport",
    )
