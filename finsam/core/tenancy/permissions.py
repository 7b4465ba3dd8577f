"""Who may do what: roles as data, in words that a chair can read on the access page."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices


class Permission(StrEnum):
    """One thing a person may be allowed to do in a förbund."""

    READ = "read"
    COMMENT = "comment"
    EDIT_PLAN = "edit_plan"
    EDIT_MEETINGS = "edit_meetings"
    CONVENE = "convene"
    DECIDE = "decide"
    EDIT_BUDGET = "edit_budget"
    EDIT_FORBUND = "edit_forbund"
    EDIT_FOLLOWUP = "edit_followup"
    REPORT = "report"
    EXPLAIN = "explain"
    READ_LOG = "read_log"
    READ_COUNTS = "read_counts"
    AUDIT = "audit"
    MANAGE_ACCESS = "manage_access"
    APPOINT_ACTING = "appoint_acting"
    READ_HANDOVER = "read_handover"
    EDIT_HANDOVER = "edit_handover"


# What a permission allows, as the end of the sentence "Du behöver få …".
PERMISSION_WORDS = {
    Permission.READ: "läsa",
    Permission.COMMENT: "kommentera förslag",
    Permission.EDIT_PLAN: "ändra i verksamhetsplanen",
    Permission.EDIT_MEETINGS: "förbereda möten",
    Permission.CONVENE: "skicka ut handlingar och anteckna vad som händer på möten",
    Permission.DECIDE: "anteckna vad styrelsen har beslutat",
    Permission.EDIT_BUDGET: "ändra i budgeten",
    Permission.EDIT_FORBUND: "ändra förbundets uppgifter",
    Permission.EDIT_FOLLOWUP: "ändra i uppföljningen och godkänna resultat",
    Permission.REPORT: "lämna resultat",
    Permission.EXPLAIN: "förklara avvikelser",
    Permission.READ_LOG: "läsa ändringsloggen",
    Permission.READ_COUNTS: "se små antal personer",
    Permission.AUDIT: "granska som revisor",
    Permission.MANAGE_ACCESS: "bestämma vem som kommer in",
    Permission.APPOINT_ACTING: "utse en tillförordnad förbundschef",
    Permission.READ_HANDOVER: "läsa överlämningspärmen",
    Permission.EDIT_HANDOVER: "skriva i överlämningspärmen",
}


class Role(TextChoices):
    """The roles a person can have in a förbund."""

    FORBUNDSCHEF = "forbundschef", "Förbundschef"
    ACTING = "tf-forbundschef", "Tillförordnad förbundschef"
    EKONOM = "ekonom", "Ekonom"
    ORDFORANDE = "ordforande", "Ordförande"
    PRESIDIUM = "presidium", "Presidium"
    LEDAMOT = "ledamot", "Ledamot"
    ERSATTARE = "ersattare", "Ersättare"
    BEREDNING = "beredning", "Beredningsgrupp"
    REVISOR = "revisor", "Revisor"
    INSATSANSVARIG = "insatsansvarig", "Insatsansvarig"
    ADMINISTRATOR = "administrator", "Administratör"


@dataclass(frozen=True, slots=True)
class RoleInfo:
    """What a role is for, and the permissions it gives."""

    description: str
    permissions: frozenset[Permission]


_READER = {Permission.READ, Permission.COMMENT}

# Who sits in the board, which is called and written to as one.
BOARD = (Role.ORDFORANDE, Role.PRESIDIUM, Role.LEDAMOT, Role.ERSATTARE)

# Who runs the kansli, and is written to about what waits for it.
CHIEFS = (Role.FORBUNDSCHEF, Role.ACTING)

ROLES: dict[str, RoleInfo] = {
    Role.FORBUNDSCHEF: RoleInfo(
        "Planerar och följer upp: ändrar plan, budget och förbundets uppgifter, och bjuder in andra.",
        # An auditor is independent of those who keep the books, so nobody is one by looking after the rest.
        frozenset(Permission) - {Permission.AUDIT},
    ),
    Role.ACTING: RoleInfo(
        "Gör förbundschefens arbete en bestämd tid, när förbundschefen inte kan. Bjuder inte in någon, och bestämmer inte "
        "hur länge uppdraget varar.",
        # Whoever could let people in could also let herself stay.
        frozenset(Permission) - {Permission.AUDIT, Permission.MANAGE_ACCESS, Permission.APPOINT_ACTING},
    ),
    Role.EKONOM: RoleInfo(
        "Sköter budgeten: ändrar belopp och tabeller och förklarar avvikelser. Läser allt annat "
        "utom små antal personer, och kommenterar förslag.",
        frozenset(_READER | {Permission.EDIT_BUDGET, Permission.EXPLAIN, Permission.READ_LOG}),
    ),
    Role.ORDFORANDE: RoleInfo(
        "Leder styrelsen: förbereder möten, skickar ut handlingar, och antecknar närvaro, beslut och justering. Utser en "
        "tillförordnad förbundschef, och läser överlämningspärmen. Läser allt utom små antal personer, och kommenterar förslag.",
        frozenset(
            _READER
            | {
                Permission.EDIT_MEETINGS,
                Permission.CONVENE,
                Permission.APPOINT_ACTING,
                Permission.READ_HANDOVER,
            }
        ),
    ),
    Role.PRESIDIUM: RoleInfo(
        "Förbereder styrelsens möten med ordföranden: dagordning, förslag till beslut och handlingar. Läser "
        "överlämningspärmen, och allt annat utom "
        "små antal personer, och kommenterar förslag.",
        frozenset(_READER | {Permission.EDIT_MEETINGS, Permission.READ_HANDOVER}),
    ),
    Role.LEDAMOT: RoleInfo(
        "Sitter i styrelsen: läser planen, budgeten och underlagen, utom små antal personer, och "
        "kommenterar förslag. Ändrar ingenting.",
        frozenset(_READER),
    ),
    Role.ERSATTARE: RoleInfo(
        "Ersätter en ledamot i styrelsen: läser och kommenterar som en ledamot. Ändrar ingenting.",
        frozenset(_READER),
    ),
    Role.BEREDNING: RoleInfo(
        "Bereder ärenden åt styrelsen: läser allt utom små antal personer, och kommenterar förslag. Ändrar ingenting.",
        frozenset(_READER),
    ),
    Role.REVISOR: RoleInfo(
        "Granskar: läser allt, också små antal, följer varje siffra till källan, ser ändringsloggen, kommenterar "
        "förslag, ställer frågor och drar stickprov. Ändrar ingenting i förbundets uppgifter.",
        # An auditor is entitled to what the audit takes (KL 12:9), and a hidden figure can't be traced.
        frozenset(_READER | {Permission.READ_LOG, Permission.READ_COUNTS, Permission.AUDIT}),
    ),
    Role.INSATSANSVARIG: RoleInfo(
        "Ansvarar för en insats: läser planen, kommenterar förslag och lämnar uppgifter om den egna insatsen, vars "
        "små antal också visas.",
        frozenset(_READER | {Permission.REPORT}),
    ),
    Role.ADMINISTRATOR: RoleInfo(
        "Sköter förbundets uppgifter och vem som kommer in. Ändrar inte plan eller budget.",
        frozenset({Permission.READ, Permission.EDIT_FORBUND, Permission.READ_LOG, Permission.MANAGE_ACCESS}),
    ),
}
