"""The verksamhetsplan: the outline that a new one starts from, and what law and practice want of each part.

Blocks of other floors (`budget`, `fordelning`, `medlemmar` …) are named by key; the engine asks the
registry. Every förbund reorders, renames and removes as it likes; what the law demands is marked.
"""

from finsam.documents.registry import Kind, Nature, OutlineItem, document_kind

KIND = "verksamhetsplan"

INTRODUCTION = (
    OutlineItem(
        "inledning",
        "Inledning",
        guidance=(
            "Vad året handlar om: vilka pengar förbundet räknar med, hur det skiljer sig från i fjol och vad det "
            "betyder för insatserna. En halv sida räcker. Infoga summorna som uppgifter, så följer de budgeten."
        ),
    ),
    OutlineItem(
        "andamal",
        "Ändamål, uppgift och målgrupp",
        2,
        guidance=(
            "Varför förbundet finns, dess uppgifter (7 § lagen (2003:1210)) och vilka insatserna är till för. "
            "Följ förbundsordningen: texten ska inte lova mer än den."
        ),
    ),
    OutlineItem(
        "vision",
        "Vision och värdegrund",
        2,
        guidance="Vad förbundet vill nå och hur det märks i arbetet, gärna som punkter. Lägg in en bild om ni har en.",
    ),
    OutlineItem(
        "medlemmar",
        "Medlemmar",
        2,
        block="medlemmar",
        options={"form": "lista"},
        guidance="Listan hämtas från medlemsregistret.",
    ),
)

ORGANISATION = (
    OutlineItem(
        "organisation",
        "Organisation",
        guidance="Vem som beslutar, vem som bereder och vem som gör. Ett kort stycke under varje rubrik.",
    ),
    OutlineItem(
        "styrelse",
        "Styrelse",
        2,
        block="organ",
        options={"body": "styrelse"},
        guidance=(
            "Ansvar, sammansättning, mandatperiod och hur beslut fattas. Minst en ledamot och en ersättare för "
            "varje medlem (10 § lagen (2003:1210)). Namn eller antal hämtas från registret."
        ),
    ),
    OutlineItem(
        "beredningsgrupp",
        "Beredningsgrupp",
        2,
        guidance="Vilka som ingår och vad gruppen bereder. Ta bort avsnittet om ni inte har någon.",
    ),
    OutlineItem(
        "kansli",
        "Kansli",
        2,
        guidance="Förbundschefens uppdrag och omfattning, och vilka tjänster förbundet köper.",
    ),
    OutlineItem(
        "revision",
        "Revision",
        2,
        guidance="Vilka som granskar och för vilka medlemmar (25 § lagen (2003:1210)).",
    ),
)

STEERING = (
    OutlineItem(
        "styrprocess",
        "Styrprocess",
        guidance=(
            "Hur förbundet styrs under året: styrdokument, behovsanalys och intern kontroll. Listan över styrdokument, "
            "internkontrollplanen och beslutsloggen hämtas till egna avsnitt här under."
        ),
    ),
    OutlineItem(
        "motesplan",
        "Mötesplan",
        2,
        block="motesplan",
        guidance=(
            "Hämtas från årets möten. Mötet där budgeten fastställs ska vara offentligt och kungöras "
            "(19 § lagen (2003:1210))."
        ),
    ),
    OutlineItem(
        "arshjul",
        "Årshjul",
        2,
        block="arshjul",
        guidance="Sammanställs ur mötesplanen, lagens datum och förbundets egna punkter.",
    ),
    OutlineItem(
        "risker",
        "Riskanalys",
        2,
        block="risker",
        guidance="Det som kan hindra förbundet att nå målen, hur allvarligt det är och vad ni gör åt det.",
    ),
)

ACTIVITY = (
    OutlineItem(
        "verksamhet",
        "Verksamhetens inriktning och mål",
        required=True,
        guidance=(
            "Lagen kräver en plan för verksamheten med mål och riktlinjer som har betydelse för en god ekonomisk "
            "hushållning (21 § lagen (2003:1210), som hänvisar till 11 kap. 6 § kommunallagen). Skriv inriktningen; "
            "målen hämtas. Revisorerna prövar årsredovisningen mot målen här."
        ),
    ),
    OutlineItem(
        "mal",
        "Förbundets mål",
        2,
        block="mal",
        options={"kind": "verksamhet"},
        required=True,
        guidance="Få och möjliga att följa upp. Varje mål säger vad som mäts, bland vilka och när.",
    ),
    OutlineItem(
        "individinriktade",
        "Individinriktade insatser",
        2,
        block="insatser",
        options={"kind": "individ"},
        required=True,
        guidance=(
            "Insatser för personer som behöver samordnad rehabilitering. Korten hämtas från Insatser. "
            "Förbundet finansierar parternas insatser (7 § lagen (2003:1210))."
        ),
    ),
    OutlineItem(
        "strukturovergripande",
        "Strukturövergripande insatser",
        2,
        block="insatser",
        options={"kind": "struktur"},
        guidance="Insatser som förbättrar samverkan mellan parterna. Korten hämtas från Insatser.",
    ),
    OutlineItem(
        "projekt",
        "Projekt som andra finansierar",
        2,
        block="projekt",
        guidance="Projekt som förbundet deltar i utan att betala. Ta bort avsnittet om det inte finns några.",
    ),
    OutlineItem(
        "jamstalldhet",
        "Jämställdhet och tillgänglighet",
        2,
        guidance="Hur likvärdigt stöd säkras för kvinnor och män, och hur det syns i statistik och beslut.",
    ),
    OutlineItem(
        "uppfoljning",
        "Uppföljning och utvärdering",
        2,
        required=True,
        guidance=(
            "Förbundet ska svara för uppföljning och utvärdering (7 § lagen (2003:1210)). Skriv vilka källor ni "
            "använder, till exempel Uppföljning Finsam, indikatormätning och enkäter, och när styrelsen får resultatet."
        ),
    ),
    OutlineItem(
        "finansiella-mal",
        "Finansiella mål",
        2,
        block="mal",
        options={"kind": "finansiellt"},
        required=True,
        guidance=(
            "Lagen kräver finansiella mål för en god ekonomisk hushållning (11 kap. 6 § kommunallagen). Vanligt är "
            "högsta och lägsta eget kapital, ingen upplåning och en högsta andel till administration."
        ),
    ),
)

MONEY = (
    OutlineItem(
        "budget",
        "Budget",
        required=True,
        guidance=(
            "Styrelsen ska fastställa budgeten senast den 30 november, efter samråd med medlemmarna "
            "(23 § lagen (2003:1210)). Skriv vad ni räknar med, vad som är osäkert och när samrådet hölls."
        ),
    ),
    OutlineItem(
        "intakter-och-kostnader",
        "Intäkter och kostnader",
        2,
        block="budget",
        options={"layout": "budget"},
        required=True,
        guidance=(
            "Budgeten ska visa hur verksamheten finansieras, och intäkterna ska vara större än kostnaderna "
            "(11 kap. 5 och 6 §§ kommunallagen). Täcks ett underskott av sparat kapital: skriv varför."
        ),
    ),
    OutlineItem(
        "fordelning",
        "Så fördelas pengarna",
        2,
        block="fordelning",
        guidance="Andelar till insatser och administration, med i fjol inom parentes.",
    ),
    OutlineItem(
        "flerarsplan",
        "Ekonomisk plan för tre år",
        2,
        block="budget",
        options={"layout": "flerar"},
        required=True,
        guidance=(
            "Lagen kräver en ekonomisk plan för tre år där budgetåret är det första, och den ekonomiska ställningen "
            "vid årets slut (11 kap. 6 § kommunallagen). Skriv vilka antaganden åren efter bygger på."
        ),
    ),
    OutlineItem(
        "samrad",
        "Samråd med medlemmarna",
        2,
        block="medlemssamrad",
        options={"when": "fore"},
        guidance=(
            "Budgeten fastställs efter samråd med medlemmarna (23 § lagen (2003:1210)), alltså året före det som planen "
            "gäller. Hämtas från Medlemssamråd det året."
        ),
    ),
    OutlineItem(
        "beslut",
        "Beslut",
        2,
        block="beslut",
        required=True,
        guidance="Meningen om beslutet hämtas från dokumentets uppgifter: vem, vilken dag och vilken paragraf.",
    ),
)

VERKSAMHETSPLAN = document_kind(
    Kind(
        KIND,
        "Verksamhetsplan",
        "Verksamhetsplan och budget",
        Nature.PLAN,
        ("verksamhetsplan", "budget"),
        (*INTRODUCTION, *ORGANISATION, *STEERING, *ACTIVITY, *MONEY),
    )
)
