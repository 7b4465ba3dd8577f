"""The auditors' room as a Django app."""

from finsam.core import declaring
from finsam.core.crud.menu import Group, MenuItem
from finsam.core.tenancy.permissions import Permission

# The modules of each room that declare something
ROOMS: dict[str, tuple[str, ...]] = {
    "questions": ("dashboard", "handover", "missing", "panels", "views"),
    "sampling": ("paper", "views"),
    "latest": ("paper",),
    "path": ("paper", "views"),
    "discharge": ("bundle", "dashboard", "missing", "views"),
}


class AuditorsConfig(declaring.DomainApp):
    """What the auditors ask, note, sample and conclude of a year."""

    name = "auditors"
    verbose_name = "Granskning"
    # Their words may tell of a figure that counts people
    counts_people = ("auditors.question", "auditors.reply", "auditors.assessment")
    menu = (
        MenuItem("discharge", "Ansvarsfrihet", 235, group=Group.FOLLOW),
        MenuItem(
            "examination",
            "Granskning",
            90,
            permission=Permission.READ_LOG,
            pages=(
                "questions",
                "private-notes",
                "samples",
                "sample-requests",
                "latest",
                "working-paper-pdf",
                "examination-assess",
                "examination-draft",
            ),
        ),
    )
    declares = ("working_paper", *(f"{room}.{name}" for room, names in ROOMS.items() for name in names))
    # What only auditors see in the log: those whom they audit aren't told what they look at until they say so.
    auditors_own = (
        "auditors.sample",
        "auditors.sampleitem",
        "auditors.seenmark",
        "auditors.privatekey",
        "auditors.privatenote",
    )
    keeps = ("auditors.attachment",)
