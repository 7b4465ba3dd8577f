"""Errors to plant in the demo's documents, one in each place, and what Avstämning must say of each.

They are of the kinds that the real documents had (`met` names the deviation in tests/sources), and of those that
people make when they copy last year's file. `rule` is None where Avstämning doesn't see the error: they are planted
all the same, so that what is found is measured against what was looked for.
"""

from __future__ import annotations

from dataclasses import dataclass

REPORT, PLAN, OTHER, THIRD = (
    "degerfors-karlskoga/2023",
    "kramfors/2024",
    "degerfors-karlskoga/2024",
    "finnveden/2025",
)


@dataclass(frozen=True, slots=True)
class Planted:
    """An error: in which year, where (`section`, `title:section`, `meeting:key`, `goal:key`, `bins:`), and what is said."""

    year: str
    where: str
    text: str
    rule: str | None
    says: tuple[str, ...] = ()
    met: str = ""


# A typed figure that contradicts the fact its sentence names.
CONTRADICTS = (
    Planted(REPORT, "underskrift", "Årets resultat är −800 000 kr.", "R24", ("−800 000 kr", "−795 108 kr 2023")),
    Planted(REPORT, "title:balanskrav", "Årets resultat −800 000 kr", "R24", ("−800 000 kr", "−795 108 kr 2023")),
    Planted(REPORT, "individ", "Kostnaden per deltagare har minskat från ca 22 000 till 16 500 kr.", "R24", ("16 500 kr", "26 487 kr 2023"), "D18"),
    Planted(REPORT, "coachingteamet-kostnad", "Coachingteamet kostade 16 500 kr per deltagare.", "R24", ("16 500 kr", "26 487 kr")),
    Planted(REPORT, "viktiga-forhallanden", "Årets kostnader blev 6 875 tkr.", "R24", ("6 875 tkr", "6 785 144 kr"), "D07"),
    Planted(REPORT, "finansiering", "Statens medlemsbidrag var 2 870 000 kr.", "R24", ("2 870 000 kr", "2 780 000 kr")),
    Planted(REPORT, "kansli", "Mottagningsteamet kostade 194 441 kr.", "R24", ("194 441 kr", "149 441 kr")),
    Planted(REPORT, "pagaende", "Under året var 193 personer inskrivna i Coachingteamet.", "R24", ("193", "183")),
    Planted(REPORT, "styrning", "Styrelsen har sex ledamöter.", "R24", ("sex", "är 5")),
    Planted(REPORT, "revision-antal", "Fem revisorer granskar förbundet.", "R24", ("Fem", "är 4")),
    Planted(REPORT, "handelser-efter", "Revisionen kostade 65 400 kr.", "R24", ("65 400 kr", "56 400 kr")),
    Planted(REPORT, "note:fordringar", "Kassa och bank är 1 690 476 kr.", "R24", ("1 690 476 kr", "1 609 476 kr")),
    Planted(REPORT, "avslut-vard", "33 % avslutades mot vård av dem som avslutades under året i Coachingteamet.", "R24", ("33 %", "30,2 %"), "D28"),
    Planted(REPORT, "avslut-2022", "Andel avslutade av inskrivna 2022 var 51 %.", "R24", ("51 %", "44,7 %"), "D27"),
    Planted(REPORT, "overskott", "Året slutade med ett överskott på 795 tkr.", "R24", ("överskott", "underskott")),
    Planted(REPORT, "kassaflode-text", "Kassaflöde från den löpande verksamheten är 220 538 kr.", "R24", ("220 538 kr", "−566 584 kr"), "D06"),
    Planted(REPORT, "tillgangar-text", "Summa omsättningstillgångar är 2 213 177 kr.", "R24", ("2 213 177 kr", "2 172 419 kr"), "D05"),
    Planted(PLAN, "inledning", "Medlemmarnas driftsbidrag blir 2 685 000,00 kr.", "R24", ("2 685 000,00 kr", "2 586 000 kr")),
    Planted(PLAN, "kommunikation", "Statens driftsbidrag är 1&nbsp;329&nbsp;000 kr.", "R24", ("1 329 000 kr", "1 293 000 kr")),
    Planted(PLAN, "risker", "Det egna kapitalet är 351&thinsp;470 kr vid årets slut.", "R24", ("351 470 kr", "315 470 kr")),
    Planted(PLAN, "ekonomi", "Insatsernas andel av kostnaderna är 61,17 %.", "R24", ("61,17 %", "61,18 %")),
    Planted(PLAN, "organisation", "Medlemsbidragen är 2,7 mnkr.", "R24", ("2,7 mnkr", "2 586 000 kr")),
    Planted(PLAN, "medlemssamrad", "Psykiatridagen kostar 22 tkr.", "R24", ("22 tkr", "20 000 kr")),
    Planted(PLAN, "forbundschef", "Administrationens andel av kostnaderna är nästan hälften.", "R24", ("hälften", "38,8 %")),
    Planted(PLAN, "revisorer", "Administrationens andel av kostnaderna var 38,17 % 2023.", "R24", ("38,17 %", "38,32 %"), "Kramfors, Ekonomi"),
    Planted(OTHER, "inledning", "Medlemsbidragen är 10 % mindre än året före.", "R24", ("10 %", "9,4 %"), "D/K, avsnitt 1"),
    Planted(THIRD, "malgrupp", "Medlemsbidragen minskar med 83 000 kr.", "R24", ("83 000 kr", "38 000 kr"), "Finnveden, avsnitt 7"),
    Planted(OTHER, "kansli", "Hyran kostar 85 000 kr.", "R24", ("85 000 kr", "58 000 kr")),
)  # fmt: skip

# A figure that was right last year.
LAST_YEAR = (
    Planted(REPORT, "analys", "Dagens kostnad för Coachingteamet är 4,2 miljoner kronor.", "R24", ("4,2 miljoner kronor är 2022 års siffra", "4 847 077 kr 2023"), "D17"),
    Planted(REPORT, "soliditet", "Soliditeten är 57,1 %.", "R24", ("2022 års siffra", "32,7 %")),
    Planted(REPORT, "forvaltningsberattelse", "Det egna kapitalet är 1 517 926 kr vid årets slut.", "R24", ("2022 års siffra", "722 819 kr")),
    Planted(REPORT, "medlemsbidrag", "Medlemsbidragen är 5 574 000 kr.", "R24", ("2022 års siffra", "5 560 000 kr")),
    Planted(REPORT, "avslutade", "Under året avslutades 114 personer i Coachingteamet.", "R24", ("2022 års siffra", "63")),
    Planted(REPORT, "inskrivna", "255 personer var inskrivna i Coachingteamet.", "R24", ("2022 års siffra", "183")),
    Planted(PLAN, "fokus-framat", "Insatsernas andel av kostnaderna är 61,68 %.", "R24", ("2023 års siffra", "61,18 %")),
)  # fmt: skip

# Goals that say another thing than they are judged by.
GOALS = (
    Planted(PLAN, "goal:samkraft-nojda", "Minst 80 % ska vara nöjda.", "R19", ("80 %", "85 %")),
    Planted(REPORT, "goal:budget-coachingteamet", "Coachingteamet ska kosta högst 4 332 000 kr.", "R19", ("4 332 000 kr", "4 323 000 kr")),
)  # fmt: skip

# Parts that are not their whole.
WHOLES = (
    Planted(REPORT, "handelser", "275 svarade, 231 kvinnor och 41 män.", "R16", ("231 + 41 är 272, inte 275",)),
    Planted(REPORT, "enkat-orter", "275 svarade, 231 från Karlskoga och 41 från Degerfors.", "R16", ("231 + 41 är 272, inte 275",), "D37"),
    Planted(REPORT, "indikatorer", "75 har svarat, 45 kvinnor och 25 män.", "R16", ("45 + 25 är 70, inte 75",), "D34"),
    Planted(REPORT, "enkat-avslut", "46 formulär är besvarade: 31 av kvinnor, 13 av män.", "R16", ("31 + 13 är 44, inte 46",), "D34"),
    Planted(REPORT, "studiesparet", "47 personer deltog, varav 52 kvinnor.", "R16", ("52 kan inte vara en del av 47",)),
    Planted(REPORT, "beredningsgrupp", "Svar kom från 15 av 12 tillfrågade.", "R16", ("15 kan inte vara en del av 12",)),
    Planted(REPORT, "lista-kon", "<ul><li>Kvinnor: 70</li><li>Män: 57</li><li>Totalt: 117</li></ul>", "R16", ("70 + 57 är 127, inte 117",)),
    Planted(PLAN, "processtodjande-insatser", "<ul><li>Projekt/Insatser: 61,68 %</li><li>Administration: 38,17 %</li><li>Totalt: 100 %</li></ul>", "R9", ("99,85 %, inte 100 %",), "Kramfors, Ekonomi"),
    Planted(PLAN, "individinriktade-insatser", "Staten betalar 50 %, regionen 25 % och kommunerna 20 %.", "R9", ("95 %, inte 100 %",)),
    Planted(REPORT, "avkastning", "Av deltagarna var 53 % kvinnor och 45 % män.", "R9", ("98 %, inte 100 %",)),
    Planted(REPORT, "forsorjning", "Deltagarna fördelas så: 57 % sjukpenning, 25 % försörjningsstöd, 2 % studiestöd och 19 % utan.", "R9", ("103 %, inte 100 %",)),
    Planted(REPORT, "utbildningsniva", "Åldrarna är 16–24 år, 25–29 år, 30–50 år och 50–64 år.", "R17", ("30–50 och 50–64", "omfattar 50"), "D23"),
    Planted(REPORT, "aktiviteter", "<ul><li>16–24 år: 20</li><li>24–29 år: 30</li></ul>", "R17", ("16–24 och 24–29",)),
    Planted(REPORT, "bins:", "30–50 år|50–64 år", "R17", ("”30–50 år” och ”50–64 år” överlappar",), "D23"),
)  # fmt: skip

# The same thing said in two places; the second place is after the bar.
TWICE = (
    Planted(REPORT, "god-hushallning|styrgrupper", "810 personer deltog i strukturövergripande aktiviteter.|830 personer deltog i strukturövergripande aktiviteter.", "R2", ("810", "830"), "måltabell struktur"),
    Planted(REPORT, "organisation|uppdrag", "Mässan hade 33 utställare.|Mässan hade 35 utställare.", "R2", ("33", "35")),
    Planted(PLAN, "fokus-kompetens|fokus-internkontroll", "Utbildningsdagen kostar 45 000 kr.|Utbildningsdagen kostar 54 000 kr.", "R2", ("45 000 kr", "54 000 kr")),
    Planted(REPORT, "grundskola-a|grundskola-b", "Enligt enkäten saknar 32 % av besökarna telefon.|Enligt enkäten saknar 35 % av besökarna telefon.", "R2", ("32 %", "35 %"), "D25"),
)  # fmt: skip

# Days and years.
DATES = (
    Planted(PLAN, "samverkansstodjande-insatser", "Planeringsdagen är torsdag 2023-10-03.", "R21", ("3 oktober 2023 är en tisdag, inte en torsdag",), "Kramfors, Mötesplan"),
    Planted(PLAN, "arbete-och-halsa", "Gruppen möts onsdagen den 28 mars 2024.", "R21", ("28 mars 2024 är en torsdag, inte en onsdag",)),
    Planted(PLAN, "styrelsen", "Styrelsen möts fredag 15/4.", "R21", ("15 april 2024 är en måndag, inte en fredag",)),
    Planted(PLAN, "uppfoljning", "Allt ska vara klart den 31 april 2024.", "R21", ("31 april 2024", "finns inte")),
    Planted(PLAN, "inriktningsmal", "Avtalet gäller från 2023-02-29.", "R21", ("2023-02-29", "finns inte")),
    Planted(PLAN, "title:resultatbudget", "RESULTATBUDGET 2023", "R21", ("Menas 2024?",)),
    Planted(PLAN, "title:motesplan", "Mötesplan 2023", "R21", ("Menas 2024?",)),
    Planted(OTHER, "caption:vision", "Värdegrunden 2022", "R21", ("Menas 2024?",)),
    Planted(PLAN, "fokusomraden", "Under 2023 ska förbundet starta en ny insats.", "R21", ("Menas 2024?",)),
    Planted(PLAN, "fokus-mal-och-matt", "Verksamhetsplan 2023 bygger på behoven i kommunen.", "R21", ("Menas 2024?",)),
    Planted(REPORT, "arsstart", "Redovisningen omfattar tiden 1 januari–31 december 2022.", "R21", ("Menas 2023?",)),
    Planted(PLAN, "mal", "Planen visar vägen till 2072.", "R21", ("2072",)),
    Planted(PLAN, "meeting:2024-03-15", "Årsredovisning 2022", "R21", ("Menas 2023?",), "Kramfors, Mötesplan"),
    Planted(PLAN, "meeting:2024-11-22", "Verksamhetsplan och budget 2024", "R21", ("Menas 2025?",)),
    Planted(PLAN, "meeting:2024-09-13", "Delårsbokslut 2023", "R21", ("Menas 2024?",)),
)  # fmt: skip

# References that lead elsewhere.
REFERENCES = (
    Planted(REPORT, "forvantad-utveckling", "Se avsnitt 9.", "R23", ("inget avsnitt 9",), "D19"),
    Planted(REPORT, "driftredovisning", "Se driftredovisningen på sid 27.", "R23", ("sidnummer",), "D20"),
    Planted(REPORT, "balansrakning", "Beloppet förklaras i not 15.", "R23", ("ingen not 15",)),
    Planted(REPORT, "kassaflode", "Se avsnitt 2 Balansräkning.", "R23", ("avsnitt 2 heter ”Resultaträkning”", "avsnitt 3")),
    Planted(OTHER, "styrprocess", "Det framgår av avsnitt 4.7.", "R23", ("inget avsnitt 4.7",)),
    Planted(OTHER, "beredning", 'Se <a href="#s-borta">budgeten</a>.', "R23", ("leder till något som inte finns",)),
)  # fmt: skip

# Laws with a number that isn't theirs.
LAWS = (
    Planted(OTHER, "budget", "Enligt lagen om finansiell samordning (2003:1302) ska budgeten beslutas.", "R22", ("2003:1302", "2003:1210"), "D/K, avsnitt 4.2"),
    Planted(OTHER, "styrelsen", "Kommunallagen (2017:752) gäller.", "R22", ("2017:752", "2017:725")),
    Planted(OTHER, "arshjul", "Redovisningen följer LKBR (2018:579).", "R22", ("2018:579", "2018:597")),
    Planted(OTHER, "riskanalys", "Socialtjänstlagen (2001:435) gäller kommunerna.", "R22", ("2001:435", "2001:453")),
    Planted(OTHER, "inriktning", "Offentlighets- och sekretesslagen (2009:440) gäller.", "R22", ("2009:440", "2009:400")),
    Planted(OTHER, "strukturmal", "Lagen (2007:1091) om offentlig upphandling gäller köpen.", "R22", ("2007:1091", "2016:1145")),
    Planted(OTHER, "individmal", "Enligt kommunallagen (2018:597) ska det finnas mål.", "R22", ("2018:597", "2017:725")),
    Planted(OTHER, "finansiella-mal", "Dataskyddslagen (2018:281) gäller.", "R22", ("2018:281", "2018:218")),
    Planted(OTHER, "medelstilldelning", "Ersättning enligt socialförsäkringsbalken (2010:101).", "R22", ("2010:101", "2010:110")),
    Planted(PLAN, "insats:samkraft", "Arbetet följer socialtjänstlagen (2001:435).", "R22", ("2001:435", "2001:453")),
    Planted(REPORT, "event:kanonverkstan", "Dagen ordnades fredagen den 12 oktober 2023.", "R21", ("12 oktober 2023 är en torsdag, inte en fredag",)),
    Planted(REPORT, "note:kassa", "Lagen (2018:579) om kommunal bokföring och redovisning följs.", "R22", ("2018:579", "2018:597")),
)  # fmt: skip

# Sentences that can't be true, whatever the facts are.
ITSELF = (
    Planted(REPORT, "helheten", "Sedan starten har nära 50 % gått vidare, och inget år mer än 48 %.", "R2", ("50 %", "kan inte vara mer än 48 %"), "D30"),
    Planted(REPORT, "snittet", "Det var 200 kontakter, i snitt minst 2 för var och en av de 117.", "R2", ("200 delat på 117 är 1,7 var, inte 2",), "D31"),
    Planted(REPORT, "antal-i-procent", "Antalet mantalsskrivna i Degerfors har ökat från 18 till 22 %.", "R2", ("från 18 till 22 %", "Skriv andelen"), "D33"),
    Planted(THIRD, "vision", "Hela kapitalet har använts när perioden slutar.", "R24", ("76 800 kr finns kvar",), "Finnveden, avsnitt 7"),
)  # fmt: skip

# What is wrong in a way that takes more than reading figures, or that no fact tells of.
UNSEEN = (
    Planted(REPORT, "unseen-1", "Trenden är positiv i en majoritet av områdena.", None, met="D36"),
    Planted(REPORT, "unseen-2", "Insatsen nådde inte målet; det saknas 3 individer.", None, met="D29"),
    Planted(OTHER, "jamstalldhet", "Kommunikationsplanen kostar 30 000 kr att trycka.", None),
    Planted(REPORT, "unseen-3", "Unga som varken arbetar eller studerar är mellan sexton och tjugonio år.", None, met="D26"),
)  # fmt: skip

ALL = (*CONTRADICTS, *LAST_YEAR, *GOALS, *WHOLES, *TWICE, *DATES, *REFERENCES, *LAWS, *ITSELF, *UNSEEN)

# What is right, and of which nothing may be said: the false alarms that people met.
RIGHT = (
    "Ärendet har Dnr 2023:12.",
    "Utredningen SOU 2010:110 föreslår en ny lag.",
    "Socialtjänstlagen (2001:453) gäller kommunerna.",
    "Lagen (2018:597) om kommunal bokföring och redovisning gäller, liksom kommunallagen (2017:725).",
    "Vi arbetar 20 % med samordning och 60 % av tiden ute.",
    "Förbundet har 85 % täckning i utrymmet.",
    "Av 275 svar kom 231 från kvinnor, 41 från män och 3 från andra.",
    "Andelarna är 33,3 %, 33,3 % och 33,3 %, alltså fördelade på tre.",
    "Målgruppen är 16–65 år, och unga 16–29 år går före.",
    "Torsdag 3 oktober 2024 hålls planeringsdagen.",
    "Grundtilldelningen är 400 tkr per förbund.",
    "Se avsnitt 9 i förbundsordningen.",
    "Två tredjedelar (2/3) krävs för beslut.",
    "Mötet är kl. 09.00–12.00 och 12.00–16.00.",
    "Coachingteamets lokaler kostade 50 000 kr.",
    "Förbundet bildades 2004 och har följt planen sedan 2015.",
    "Sedan starten har nära 40 % gått vidare, och inget år mer än 48 %.",
    "Det var 200 kontakter, i snitt 1,7 för var och en av de 117.",
    "Det var 200 kontakter, i snitt minst 1 för var och en av de 117.",
    "Andelen mantalsskrivna har ökat från 18 till 22 %, och antalet har ökat med 9 %.",
    "Hela det egna kapitalet har inte använts.",
    "Psykiatriveckan i vecka 46 hade 16 utställare.",
)
