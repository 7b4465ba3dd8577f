"""Words that say what a person has or receives, who a text speaks of, and who is no participant: tables for `people`."""

from __future__ import annotations

# Diagnoses and what is told in care: words that begin so.
DIAGNOSES = (
    "adhd", "alkoholberoende", "alkoholism", "alkoholmissbruk", "anorexi", "asperger", "autis", "bipolär", "bulimi", "cancer", "demens", "depression",
    "deprimera", "drogberoende", "drogmissbruk", "dyslexi", "epilep", "fibromyalgi", "hjärnskad", "hiv-", "hivsmitt", "intellektuell funktionsnedsättning",
    "leukemi", "missbruk", "multisjuk", "narkotikaberoende", "npf", "panikångest", "psykisk funktionsnedsättning", "psykisk ohälsa", "psykisk sjukdom",
    "psykiskt sjuk", "psykos", "ptsd", "reumati", "schizofren", "självmord", "självskade", "socialfobi", "social fobi", "spelberoende", "spelmissbruk",
    "stroke", "suicid", "tourette", "tvångssyndrom", "utbränd", "utmattningssyndrom", "utmattningsdepression", "utvecklingsstör", "whiplash", "ångest",
    "ätstörning",
)  # fmt: skip
# What a person receives or is subject to: words that begin so.
SUPPORT = (
    "aktivitetsersättning", "aktivitetsstöd", "assistansersättning", "behandlingshem", "bostadstillägg", "ekonomiskt bistånd", "etableringsersättning",
    "existensminimum", "försörjningsstöd", "hemlös", "kriminalvård", "lönebidrag", "merkostnadsersättning", "personlig assistans", "psykiatrisk vård",
    "rehabiliteringsersättning", "rättspsykiatri", "sjukersättning", "sjukpenning", "sjukskriv", "skuldsaner", "skyddat boende", "skyddade personuppgifter",
    "socialbidrag", "tvångsvård", "vräkt", "våldsutsatt",
)  # fmt: skip
# Whom a text may speak of as one or a few: the noun by which each is counted.
PARTICIPANTS = frozenset(
    [
        "deltagare",
        "deltagaren",
        "deltagarna",
        "deltagarnas",
        "klient",
        "klienten",
        "klienter",
        "klienterna",
        "patient",
        "patienten",
        "patienter",
        "patienterna",
        "brukare",
        "brukaren",
        "brukarna",
    ]
)
PEOPLE = frozenset(
    [
        "person",
        "personen",
        "personer",
        "personerna",
        "individ",
        "individen",
        "individer",
        "individerna",
        "kvinna",
        "kvinnan",
        "kvinnor",
        "kvinnorna",
        "man",
        "mannen",
        "män",
        "männen",
        "kille",
        "killen",
        "killar",
        "tjej",
        "tjejen",
        "tjejer",
        "flicka",
        "flickan",
        "flickor",
        "pojke",
        "pojken",
        "pojkar",
        "ungdom",
        "ungdomen",
        "ungdomar",
        "ungdomarna",
        "unga",
    ]
)
# Words that may stand between a number and whom it counts.
SUCH = frozenset(
    [
        "unga",
        "nya",
        "av",
        "de",
        "dessa",
        "våra",
        "alla",
        "kvinnliga",
        "manliga",
        "inskrivna",
        "avslutade",
        "yngre",
        "äldre",
        "tidigare",
    ]
)
# People are spoken of as participants where one of these begins a word of the sentence, besides what they have or receive.
TAKING_PART = (
    "deltag",
    "inskriv",
    "avslut",
    "skrevs in",
    "skrevs ut",
    "remitter",
    "rehab",
    "egen försörjning",
    "praktik",
    "aktualiser",
)
# Those who work or decide, and what is planned: a sentence with one of these counts no participants.
AT_WORK = (
    "adjunger", "anställ", "arbetsgrupp", "beredningsgrupp", "chef", "ersättar", "förtroendevald", "förvaltning", "föreläs", "handläggar", "heltid",
    "konferens", "konsult", "kursledar", "ledamot", "ledamöter", "medarbetar", "möte", "nätverk", "ordförand", "parterna", "personal",
    "politik", "presidi", "projektledar", "representant", "revisor", "samordnar", "seminari", "styrelse", "styrgrupp", "tjänst",
    "workshop", "årsarbet",
)  # fmt: skip
AIMS = frozenset(
    [
        "ska",
        "skall",
        "bör",
        "mål",
        "målet",
        "målsättning",
        "minst",
        "högst",
        "max",
        "ungefär",
        "planeras",
        "planerar",
        "räknar",
        "beräknas",
        "per",
    ]
)
# Offices, also at the end of a word: `förbundschef`, `gruppledare`
OFFICE = r"chef|coach(?!ing)|direktör|handläggar|koordinator|ledam[oö]t|ledaren?\b|ordförand|revisor|samordnare|sekreterar|vägledar"
# A name beside one of these is of somebody in office, or who is quoted as an expert.
IN_OFFICE = (
    *AT_WORK, "arrangör", "direktör", "doktor", "enhetschef", "föredr", "författar", "förbundet", "generalsekreterare", "inspiratör", "inspirat", "kommunråd",
    "lektor", "läkare", "minister", "moderator", "professor", "psykolog", "rapport", "regionråd", "sekreterare", "sjuksköterska", "socionom", "studie",
    "terapeut", "utred", "verksamhetsutveckl", "ämnesråd",
)  # fmt: skip
# First words of names that are no person's, and words that make what they end a place, an office or a body.
NO_PERSON = frozenset(
    ["region", "regionen", "nationella", "rådet", "samordningsförbund", "samordningsförbundet", "förbundet", "finsam", "försäkringskassan", "arbetsförmedlingen", "kommun", "kommunen", "socialtjänsten", "statens", "staten", "sverige", "svenska", "norra", "södra", "östra", "västra", "nya", "stora", "gamla", "upplands", "sankt", "sankta", "lagen", "projekt", "insats", "insatsen", "individual", "placement", "and", "support", "case", "management", "supported", "employment", "coachingteamet", "team", "teamet", "unga", "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober", "november", "december", "forte", "inera", "vuxenutbildningen", "folkhögskola", "bris", "rådet", "individen", "kriminalvården", "polisen", "one", "stop"]
)  # fmt: skip
BODIES = (
    "bolaget", "byrån", "centrum", "dagen", "enheten", "fonden", "förbund", "förbundet", "förvaltningen", "gården", "gruppen", "huset", "kassan", "kommun", "kommuner",
    "län", "läns", "mottagningen", "myndigheten", "nämnden", "rådet", "samverkan", "skolan", "teamet", "verket",
)  # fmt: skip
# Verbs that say that what was quoted was said.
SAYS = frozenset(
    [
        "säger",
        "sa",
        "sade",
        "berättar",
        "berättade",
        "menar",
        "menade",
        "beskriver",
        "beskrev",
        "uttrycker",
        "uttryckte",
        "skriver",
        "skrev",
        "tycker",
        "tyckte",
        "citat",
    ]
)
