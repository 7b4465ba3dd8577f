"""The list of the notes to the deputy."""

from __future__ import annotations

from finsam.core.crud.tables import KeyLinkColumn, OwnedTable
from followup.handover.models import DeputyNote


class DeputyNoteTable(OwnedTable):
    """What the förbund wants to tell a deputy."""

    intro = "Det som bara du vet: var stämpeln ligger, vem man ringer, vad som inte får glömmas. Aldrig lösenord. Tidigare texter står i ändringsloggen."
    example = "”Stämpeln och avtalen”: i kassaskåpet hos kommunens arkiv. Registratorn öppnar."

    name = KeyLinkColumn("deputy-notes")

    Meta = OwnedTable.of(DeputyNote, "name")
