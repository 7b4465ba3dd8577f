"""A draft of the revisionsberättelse's paragraphs, made of what the auditors have shared."""

from __future__ import annotations

from auditors.path.asked import QUESTIONS, Asked
from auditors.path.models import Assessment, Verdict
from finsam.core.models import FiscalYear

# What is judged of each question, as a clause that follows on "Vi bedömer att": when it is so, and when it isn't.
CLAUSES = {
    "andamalsenligt": (
        "styrelsen har bedrivit verksamheten på ett ändamålsenligt sätt",
        "styrelsen inte har bedrivit verksamheten på ett ändamålsenligt sätt",
    ),
    "ekonomi": (
        "verksamheten har skötts på ett från ekonomisk synpunkt tillfredsställande sätt",
        "verksamheten inte har skötts på ett från ekonomisk synpunkt tillfredsställande sätt",
    ),
    "rakenskaper": ("räkenskaperna är rättvisande", "räkenskaperna inte är rättvisande"),
    "kontroll": (
        "styrelsens interna kontroll har varit tillräcklig",
        "styrelsens interna kontroll inte har varit tillräcklig",
    ),
    "mal": (
        "resultatet är förenligt med de mål som är beslutade",
        "resultatet inte är förenligt med de mål som är beslutade",
    ),
}


def paragraphs(fiscal_year: FiscalYear, shared: dict[str, list[Assessment]]) -> list[str]:
    """The draft. What the auditors have to choose or write themselves stands in brackets."""
    name, year = fiscal_year.forbund.name, fiscal_year.year
    return [
        f"Revisionsberättelse för år {year}",
        f"Vi har granskat verksamheten, räkenskaperna och den interna kontrollen i {name} för år {year}.",
        "Styrelsen ansvarar för att verksamheten bedrivs enligt de mål och beslut som gäller, för att den interna kontrollen är "
        "tillräcklig och för att räkenskaperna är rättvisande. Revisorerna ansvarar för att granska verksamheten, den interna "
        "kontrollen och räkenskaperna, och för att pröva om verksamheten har bedrivits så.",
        "Granskningen har gjorts enligt lagen (2003:1210) om finansiell samordning av rehabiliteringsinsatser, kommunallagen, god "
        "revisionssed i kommunal verksamhet och förbundsordningen.",
        *(_judged(asked, shared.get(asked.key, [])) for asked in QUESTIONS),
        f"[Välj: Vi tillstyrker / Vi tillstyrker inte] att styrelsen och dess ledamöter beviljas ansvarsfrihet för år {year}. "
        "[Skriv skälen om ni inte tillstyrker, eller riktar en anmärkning.]",
        "[Ort och datum]",
        "[Underskrifter av revisorerna, med vem var och en är utsedd av]",
    ]


def _judged(asked: Asked, shared: list[Assessment]) -> str:
    """The paragraph of one question: the auditors together where they agree, each where they don't."""
    if not shared:
        return f"[{asked.words} Ingen revisor har delat någon bedömning än.]"
    if len({row.verdict == Verdict.NO for row in shared}) > 1:
        told = " ".join(f"{row.by_name}: {row.word.lower()}. {row.text}".strip() for row in shared)
        return (
            f"[{asked.words} Revisorerna har olika bedömning. Enas, eller skriv en avvikande mening. {told}]"
        )
    yes, no = CLAUSES[asked.key]
    said = f"Vi bedömer att {no if shared[0].verdict == Verdict.NO else yes}"
    remarks = [row.text for row in shared if row.verdict == Verdict.REMARK]
    grounds = [row.text for row in shared if row.text and row.verdict != Verdict.REMARK]
    said += ", med följande anmärkning." if remarks else "."
    return " ".join([said, *remarks, *grounds])
