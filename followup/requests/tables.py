"""The list of whom figures are asked of."""

from __future__ import annotations

from finsam.core.crud.tables import KeyLinkColumn, OwnedTable
from followup.requests.models import InsatsContact


class ContactTable(OwnedTable):
    """Whom the huvudmän's figures are asked of."""

    intro = (
        "Den som driver en insats men inte har något konto lämnar sina siffror genom en länk i ett brev. Här står vilken "
        "roll hos huvudmannen som får länken för vilken insats, och till vilken adress. Inget namn behövs."
    )
    example = "Enhetschefen i Degerfors kommun lämnar uppgifter om Spåret."
    select_related = ("insats",)

    insats = KeyLinkColumn("insats-contacts", verbose_name="insats")

    Meta = OwnedTable.of(InsatsContact, "insats", "role", "email", "active")
