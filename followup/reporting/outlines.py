"""The årsredovisning and the delårsrapport: the outlines that new ones start from, and what each part should say.

All parts of 4 kap. 1 § lagen (2018:597) and the content of its 11 kap., in the order förbund use. "LKBR" in this
module is that law. Every förbund reorders and renames as it likes; what the law demands is marked, and what doesn't
apply is said in the section with a reason.
"""

from finsam.documents.registry import Kind, Nature, OutlineItem, document_kind

NOT_APPLICABLE = "Gäller det inte er: skriv ”Ej tillämpligt” och varför."


def _results(key: str, title: str, guidance: str, *, required: bool = True, **options: str) -> OutlineItem:
    """A section with the results of some goals, to be told of with the year's housekeeping."""
    return OutlineItem(
        key, title, 3, block="maluppfyllelse", options=options, required=required, guidance=guidance
    )


def _statement(key: str, title: str, guidance: str, **settings) -> OutlineItem:
    """A part of the year's books, made by the block of the same name."""
    return OutlineItem(key, title, block=key, required=True, guidance=guidance, **settings)


IN_BRIEF = (
    OutlineItem(
        "aret-i-korthet",
        "Året i korthet",
        block="aret-i-korthet",
        page_break=True,
        numbered=False,
        guidance=(
            "Ett uppslag som byggs av sig självt: fyra nyckeltal mot förra året, hur målen gick, fem år och vart varje "
            "krona gick. Välj vilka nyckeltal som ska stå först. Lagen kräver det inte; ta bort avsnittet om ni inte vill ha det."
        ),
    ),
    OutlineItem(
        "ordforanden",
        "Ordföranden har ordet",
        2,
        numbered=False,
        in_contents=False,
        guidance=(
            "Tre meningar av ordföranden om året, med namn under. Lägg gärna in ett porträtt i en tredjedels bredd före "
            "texten. Ta bort avsnittet om ordföranden inte vill skriva."
        ),
    ),
)

MANAGEMENT_REPORT = (
    OutlineItem(
        "forvaltningsberattelse",
        "Förvaltningsberättelse",
        required=True,
        page_break=True,
        guidance=(
            "Vad årsredovisningen gäller: förbundet, organisationsnumret och perioden. Förvaltningsberättelsen är en av "
            "delarna enligt 4 kap. 1 § lagen (2018:597) om kommunal bokföring och redovisning (LKBR) och ska ge en "
            "överblick över hur verksamheten har utvecklats (11 kap. 1 §)."
        ),
    ),
    OutlineItem(
        "organisation",
        "Organisation",
        2,
        block="medlemmar",
        options={"form": "mening"},
        guidance="Vilka medlemmarna är och hur förbundet är uppbyggt. Medlemmarna hämtas från registret.",
    ),
    OutlineItem(
        "uppdrag",
        "Uppdrag",
        2,
        guidance="Förbundets uppgifter enligt 7 § lagen (2003:1210) och förbundsordningen, kort.",
    ),
    OutlineItem(
        "finansiering",
        "Finansiering",
        2,
        guidance="Vem som betalar och hur det fördelas (5 § lagen (2003:1210)), och vad som har ändrats sedan i fjol.",
    ),
    OutlineItem(
        "verksamhetside",
        "Verksamhetsidé och vision",
        2,
        guidance="Vad förbundet vill nå, hämtat ur verksamhetsplanen. Några meningar räcker.",
    ),
    OutlineItem(
        "oversikt",
        "Översikt över verksamhetens utveckling",
        2,
        block="oversikt",
        options={"years": 5, "show_title": False},
        required=True,
        guidance=(
            "Nyckeltal för fem år (LKBR 11 kap. 1 §). Tidigare års tal är de årens egna uppgifter. Skriv vad som syns i "
            "dem: vad har vänt, och varför?"
        ),
    ),
    OutlineItem(
        "medlemsbidrag",
        "Medlemsbidragens utveckling och användning",
        3,
        block="medlemsbidrag-utveckling",
        options={"years": 5, "show_title": False},
        guidance="Bidragen, vad verksamheten har kostat och vad som har sparats, år för år.",
    ),
    OutlineItem(
        "viktiga-forhallanden",
        "Viktiga förhållanden för resultat och ekonomisk ställning",
        2,
        required=True,
        guidance=(
            "Det som inte syns i balans- och resultaträkningen men som behövs för att bedöma resultatet och ställningen "
            "(LKBR 11 kap. 2 §): ändrade bidrag, avtal, stora beslut. Infoga beloppen som uppgifter."
        ),
    ),
    OutlineItem(
        "handelser",
        "Händelser av väsentlig betydelse",
        2,
        block="handelser",
        options={"when": "under", "essential": True},
        required=True,
        guidance=(
            "Det viktigaste som hände under året (LKBR 11 kap. 3 §). Hämtas från Händelser: de som är märkta som "
            "väsentliga."
        ),
    ),
    OutlineItem(
        "handelser-efter",
        "Händelser efter årets slut",
        3,
        block="handelser",
        options={"when": "efter"},
        required=True,
        guidance=(
            "Väsentliga händelser mellan årsskiftet och underskriften (LKBR 11 kap. 3 §). Har inget hänt säger "
            "avsnittet det."
        ),
    ),
    OutlineItem(
        "styrning",
        "Styrning och uppföljning av verksamheten",
        2,
        required=True,
        guidance=(
            "Hur förbundet styrs och följs upp: beslut, styrdokument, intern kontroll och det som i övrigt är viktigt "
            "för styrningen (LKBR 11 kap. 7 §)."
        ),
    ),
    OutlineItem(
        "styrelse",
        "Styrelse",
        3,
        block="organ",
        options={"body": "styrelse"},
        guidance="De som satt i styrelsen under året, med roll och medlem. Byten under året syns på datumen.",
    ),
    OutlineItem("beredningsgrupp", "Beredningsgrupp", 3, guidance="Vilka som ingår och hur de har arbetat."),
    OutlineItem(
        "kansli",
        "Kansli",
        3,
        guidance="Förbundschefens uppdrag, hur tiden fördelas mellan insatser och administration, och köpta tjänster.",
    ),
    OutlineItem(
        "revisorer",
        "Revisorer",
        3,
        block="organ",
        options={"body": "revisorer", "show_title": False},
        guidance="Vilka som har granskat året, och för vilka medlemmar (25 § lagen (2003:1210)).",
    ),
    OutlineItem(
        "medlemssamrad",
        "Medlemssamråd",
        3,
        block="medlemssamrad",
        guidance=(
            "När samråd hölls (23 § lagen (2003:1210)) och vad varje medlem ville. Hämtas från Medlemssamråd; en medlem "
            "utan inspel får ”uppgift saknas”."
        ),
    ),
)

HOUSEKEEPING = (
    OutlineItem(
        "god-hushallning",
        "God ekonomisk hushållning, måluppfyllelse och ekonomisk ställning",
        2,
        required=True,
        guidance=(
            "En samlad bedömning: har målen för en god ekonomisk hushållning nåtts (LKBR 11 kap. 8 §), och hur är den "
            "ekonomiska ställningen (11 kap. 9 §)? Revisorerna prövar det som står här."
        ),
    ),
    _results(
        "individ",
        "Individinriktade insatser",
        "Resultat och bedömning hämtas. Skriv det som inte syns i talen: vad gjorde att det blev så?",
        about="insatser",
        kind="individ",
    ),
    OutlineItem(
        "deltagare",
        "Deltagare",
        4,
        block="deltagare",
        guidance="Statistiken hämtas. Små antal visas inte i det som publiceras. Skriv vad som har ändrats och varför.",
    ),
    OutlineItem(
        "indikatorer",
        "Indikatormätningar",
        4,
        block="indikatorer",
        guidance="Vad deltagare och personal har svarat, år för år. En fråga som har formulerats om börjar om.",
    ),
    _results(
        "struktur",
        "Strukturövergripande insatser",
        "Resultat och bedömning hämtas. " + NOT_APPLICABLE,
        required=False,
        about="insatser",
        kind="struktur",
    ),
    OutlineItem(
        "aktiviteter",
        "Aktiviteter och nätverk",
        4,
        block="handelser",
        options={"when": "under", "form": "tabell"},
        guidance="Årets aktiviteter i en tabell, med hur många som kom.",
    ),
    _results(
        "forbundets-mal",
        "Inriktnings- och verksamhetsmål",
        "De mål för verksamheten som styrelsen beslutade i planen (LKBR 11 kap. 8 §), med resultat och bedömning. "
        + NOT_APPLICABLE,
        about="forbund",
        kind="utom-finansiellt",
    ),
    _results(
        "finansiella-mal",
        "Finansiella mål",
        "De finansiella mål som styrelsen beslutade i budgeten (LKBR 11 kap. 8 §), med resultat och bedömning.",
        about="forbund",
        kind="finansiellt",
    ),
    OutlineItem(
        "ekonomisk-stallning",
        "Ekonomisk ställning",
        3,
        block="ekonomisk-stallning",
        options={"years": 3},
        required=True,
        guidance="Vad verksamheten har kostat och vad det betyder för ställningen (LKBR 11 kap. 9 §).",
    ),
    OutlineItem(
        "balanskrav",
        "Balanskravsresultat",
        3,
        block="balanskrav",
        options={"show_title": False},
        required=True,
        guidance=(
            "Räknas ut ur årets resultat (LKBR 11 kap. 10 §). Är det negativt ska det stå när och hur det återställs, eller "
            "varför det inte görs (11 kap. 11 §): det skrivs i bokslutets texter."
        ),
    ),
    OutlineItem(
        "personal",
        "Väsentliga personalförhållanden",
        2,
        block="personal",
        required=True,
        guidance=(
            "Det som är viktigt att veta om personalen (LKBR 11 kap. 5 §). Sjukfrånvaro redovisas inte när det är få "
            "anställda (11 kap. 6 §)."
        ),
    ),
    OutlineItem(
        "forvantad-utveckling",
        "Förväntad utveckling",
        2,
        required=True,
        guidance=(
            "Vad ni väntar er av kommande år (LKBR 11 kap. 4 §), grundat på det som är känt: bidragen, behoven och det "
            "som är beslutat. Skriv också om det osäkra."
        ),
    ),
)

STATEMENTS = (
    _statement(
        "resultatrakning",
        "Resultaträkning",
        "Räknas ut ur utfallet, med förra året bredvid (LKBR 5 kap.).",
        options={"show_title": False},
        page_break=True,
    ),
    _statement(
        "balansrakning",
        "Balansräkning",
        "Balansposterna vid årets slut, med förra årsskiftet bredvid (LKBR 6 kap.). Sidorna ska bli lika.",
        options={"show_title": False},
        page_break=True,
    ),
    _statement(
        "kassaflode",
        "Kassaflödesanalys",
        "Räknas ut ur resultatet och balansens förändring (LKBR 8 kap.).",
        options={"show_title": False},
        page_break=True,
    ),
    _statement(
        "driftredovisning",
        "Driftredovisning",
        "Utfallet mot den budget som gällde (LKBR 10 kap. 1 §). Förklara de stora avvikelserna.",
        options={"show_title": False},
    ),
    _statement(
        "investeringar",
        "Investeringsredovisning",
        "Årets investeringar samlade (LKBR 10 kap. 2 §), eller en mening om att det inte har gjorts några.",
        options={"show_title": False},
    ),
    _statement(
        "noter",
        "Noter",
        "Redovisningsprinciper, poster som behöver förklaras, nyttjandeperioder och vad revisionen har kostat "
        "(LKBR 9 kap.). Numren och hänvisningarna skapas.",
    ),
    OutlineItem(
        "underskrift",
        "Styrelsens underskrift",
        block="underskrifter",
        options={"show_title": False},
        page_break=True,
        guidance=(
            "Resultatet, förslaget om vad som ska hända med det, och underskrifterna. De som sitter i styrelsen den dagen "
            "skriver under, med namn och funktion."
        ),
    ),
)

ANNUAL_REPORT = document_kind(
    Kind(
        "arsredovisning",
        "Årsredovisning",
        "Årsredovisning",
        Nature.REPORT,
        ("årsredovisning", "räkenskapsår"),
        (*IN_BRIEF, *MANAGEMENT_REPORT, *HOUSEKEEPING, *STATEMENTS),
    )
)

INTERIM_REPORT = document_kind(
    Kind(
        "delarsrapport",
        "Delårsrapport",
        "Delårsrapport",
        Nature.INTERIM,
        ("delårsrapport",),
        (
            OutlineItem(
                "forvaltningsberattelse",
                "Förenklad förvaltningsberättelse",
                required=True,
                guidance=(
                    "Vad rapporten gäller, och det viktigaste som har hänt under perioden (LKBR 13 kap. 2 §). Perioden är "
                    "minst hälften och högst två tredjedelar av året (13 kap. 1 §)."
                ),
            ),
            OutlineItem(
                "handelser",
                "Händelser av väsentlig betydelse",
                2,
                block="handelser",
                options={"when": "under", "essential": True},
                guidance="Hämtas från Händelser: de som är märkta som väsentliga.",
            ),
            OutlineItem(
                "maluppfyllelse",
                "God ekonomisk hushållning",
                2,
                block="maluppfyllelse",
                options={"about": "alla", "forecast": True},
                required=True,
                guidance="Resultat till och med perioden, och om målen väntas nås vid årets slut.",
            ),
            OutlineItem(
                "deltagare",
                "Deltagare",
                2,
                block="deltagare",
                options={"form": "tabell"},
                guidance="Hur många som har deltagit under perioden. Hämtas från Statistik: tabeller till och med periodens slut.",
            ),
            OutlineItem(
                "balanskrav",
                "Balanskravsresultat enligt prognosen",
                2,
                block="balanskrav",
                options={"form": "prognos", "show_title": False},
                required=True,
                guidance="Räknas ut ur helårsprognosen. Skriv vad ni gör om det blir negativt.",
            ),
            OutlineItem(
                "forvantad-utveckling",
                "Förväntad utveckling",
                2,
                guidance="Vad ni väntar er av resten av året, och vad som är osäkert.",
            ),
            _statement(
                "resultatrakning",
                "Resultaträkning",
                "Perioden, samma period i fjol, helårsprognos och årets budget (LKBR 13 kap. 3 §). Hämtas ur beloppen under Budget.",
                options={"form": "delar"},
                page_break=True,
            ),
            _statement(
                "balansrakning",
                "Balansräkning",
                "Periodens slut och förra årsskiftet (LKBR 13 kap. 3 §).",
                options={"form": "delar", "show_title": False},
                page_break=True,
            ),
        ),
        several=True,
    )
)
