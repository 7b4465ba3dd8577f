"""What the auditors are to judge, as the law asks it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its key, its words, what it means to somebody who isn't an accountant, and where the law asks it."""

    key: str
    words: str
    help: str
    source: str


# KL (2017:725) 12 kap. 1-2 §§, which lag (2003:1210) 26 § lets apply to a samordningsförbund.
QUESTIONS = (
    Asked(
        "andamalsenligt",
        "Har verksamheten skötts ändamålsenligt?",
        "Gjorde förbundet det som styrelsen beslutade, för dem det är till för?",
        "KL 12 kap. 1 §",
    ),
    Asked(
        "ekonomi",
        "Har den skötts på ett från ekonomisk synpunkt tillfredsställande sätt?",
        "Räckte pengarna, användes de till det som var tänkt, och är avvikelserna förklarade?",
        "KL 12 kap. 1 §",
    ),
    Asked(
        "rakenskaper",
        "Är räkenskaperna rättvisande?",
        "Stämmer det tryckta med bokföringen, och går varje siffra att följa?",
        "KL 12 kap. 1 §",
    ),
    Asked(
        "kontroll",
        "Är den interna kontrollen tillräcklig?",
        "Finns det rutiner som hittar fel, och har de följts?",
        "KL 12 kap. 1 §",
    ),
    Asked(
        "mal",
        "Är resultatet förenligt med de mål som är beslutade?",
        "Nåddes målen för verksamheten och för ekonomin, och är domen över dem rimlig?",
        "KL 12 kap. 2 §",
    ),
)
BY_KEY = {asked.key: asked for asked in QUESTIONS}
