"""The way of a document: a plan to its decision, a report by way of the board's signatures to the audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from finsam.core.states import StateTable, Transition
from finsam.core.tenancy.permissions import Permission
from finsam.documents.models import PROPOSED, DocumentStatus
from finsam.documents.registry import Nature, nature_of


@dataclass(frozen=True, slots=True)
class Step(Transition):
    """A document's step: what it means, whether the document is stored as it stands then, and if a board's decision is noted."""

    help: str = ""
    stores: bool = False
    decides: bool = False


_PROPOSE = Step(
    (DocumentStatus.DRAFT,),
    DocumentStatus.PROPOSAL,
    Permission.EDIT_PLAN,
    "lade fram",
    "Lägg fram som förslag",
    "Dokumentet lagras som det är nu, med PDF och Excel, och kan skickas ut. Det går att fortsätta ändra efteråt: "
    "ta då tillbaka förslaget och lägg fram ett nytt.",
    stores=True,
)
_TAKE_BACK = Step(
    PROPOSED,
    DocumentStatus.DRAFT,
    Permission.EDIT_PLAN,
    "tog tillbaka",
    "Ta tillbaka till utkast",
    "Dokumentet blir ett utkast igen. Förslaget som lades fram finns kvar bland handlingarna.",
)

_PLAN = StateTable(
    DocumentStatus,
    "Dokumentet",
    {
        "foresla": _PROPOSE,
        "samrad": Step(
            (DocumentStatus.PROPOSAL,),
            DocumentStatus.CONSULTED,
            Permission.EDIT_PLAN,
            "antecknade samrådet om",
            "Anteckna att samrådet är hållet",
            "Medlemmarna har hörts om förslaget, och vad var och en sade är antecknat.",
        ),
        "besluta": Step(
            PROPOSED,
            DocumentStatus.DECIDED,
            Permission.DECIDE,
            "antecknade beslutet om",
            "Anteckna styrelsens beslut",
            "Dokumentet lagras som det beslutades, med PDF och Excel. Sedan är planen, målen och den beslutade budgeten "
            "låsta. Det som behöver ändras därefter görs i en revidering.",
            stores=True,
            decides=True,
        ),
        "ta-tillbaka": _TAKE_BACK,
    },
)

_REPORT = StateTable(
    DocumentStatus,
    "Dokumentet",
    {
        "foresla": _PROPOSE,
        "underteckna": Step(
            PROPOSED,
            DocumentStatus.SIGNED,
            Permission.DECIDE,
            "antecknade undertecknandet av",
            "Anteckna att styrelsen har undertecknat",
            "Dokumentet lagras som det undertecknades, med PDF och Excel, och är sedan låst.",
            stores=True,
            decides=True,
        ),
        "overlamna": Step(
            (DocumentStatus.SIGNED,),
            DocumentStatus.HANDED_OVER,
            Permission.DECIDE,
            "överlämnade",
            "Anteckna att revisorerna har fått den",
            "Revisorerna hämtar den undertecknade handlingen under Handlingar.",
        ),
        "granska": Step(
            (DocumentStatus.HANDED_OVER,),
            DocumentStatus.AUDITED,
            Permission.DECIDE,
            "antecknade granskningen av",
            "Anteckna att revisorerna har granskat",
            "Revisionsberättelsen är lämnad (26 § lagen (2003:1210)).",
        ),
        "ta-tillbaka": _TAKE_BACK,
    },
)

WAYS = {Nature.PLAN: _PLAN, Nature.REPORT: _REPORT, Nature.INTERIM: _REPORT}


def way_of(kind: str) -> StateTable:
    """The way of a kind of document, by what it says of its year; a kind that nobody declares goes a plan's."""
    return WAYS[nature_of(kind) or Nature.PLAN]


def step_of(kind: str, name: str) -> Step:
    """A step of a kind of document by its name. Raises KeyError."""
    return cast(Step, way_of(kind).steps[name])
