"""What points somebody out in a text is told, with the words; what merely names an office or an amount is not."""

import pytest

from finsam.checks.reading.sources import PROSE, Passage, Place
from finsam.checks.reading.text import written
from finsam.checks.wording.people import FEW, NAME, PERSON, QUOTE, cautions, seen
from finsam.core.values import cautions as core

PLACE = Place("text", "texten", "", PROSE, 2024)


def kinds(text: str, limit: int = 5) -> set[str]:
    return {each.kind for each in seen(Passage(PLACE, written(text)), limit)}


NAMES = """
Anna Svensson har autism och har därför fått längre tid.
I juni fick Anna Svensson sjukersättning.
Vi har talat med Anna Svensson om hennes försörjningsstöd.
Under våren blev Erik Johan Lind sjukskriven för depression.
Kalle, 23 år, har ADHD och bor hemma.
Kalle (23) uppbär aktivitetsersättning.
Kalle har autism.
Kalle har fått diagnosen autism.
Fatima fick sjukersättning i mars.
A.S. har haft sjukpenning sedan 2019.
Teamet träffade K. L. som har missbruksproblem.
Anna-Karin Öberg är hemlös.
Försäkringskassan har beviljat Maria Lund sjukpenning.
Maria L har fått ekonomiskt bistånd av kommunen.
Hos oss fick Per Ström hjälp med sin ångest.
Åsa Älv lider av utmattningssyndrom.
Per Ström, 45 år, vårdades för psykos.
Anna Svensson i Coachingteamet har autism.
""".strip().splitlines()
NO_NAMES = """
Anna Svensson, ordförande
Anna Svensson, ordförande, redogjorde för hur många som har sjukersättning.
Ledamot Per Ström (S) frågade om försörjningsstöd.
Förbundschef Maria Lund presenterade statistik över sjukskrivna.
Föreläsning med Anna Svensson om autism.
Psykologen Anna Svensson talade om psykisk ohälsa.
Region Örebro län ansvarar för vård vid psykisk ohälsa.
Försäkringskassan betalar sjukpenning och sjukersättning.
Samordningsförbundet Kramfors vänder sig till personer med försörjningsstöd.
Kramfors kommun betalade 3 200 000 kr i försörjningsstöd.
Personer med aktivitetsersättning i Degerfors och Karlskoga.
Insatsen Stegsam vänder sig till unga med aktivitetsersättning.
Unga med autism och ADHD behöver mer tid.
Sjukersättning 1 234 567 kr
Supported Employment har gett fler med psykisk ohälsa arbete.
Individual Placement and Support är en metod för personer med psykisk ohälsa.
Deltagaren har ofta psykisk ohälsa.
Anna Svensson svarar för kansliet.
De som har sjukpenning söker sig hit.
Upplands Väsby har ett projekt för hemlösa.
Nationella Rådet har skrivit om psykisk ohälsa.
Enligt Maria Lund, samordnare i Gislaved, har fler fått aktivitetsersättning.
Socialstyrelsen skriver om missbruk.
Samverkansdagen Regional samverkan handlade om sjukskrivningar.
Utredaren Per Ström föreslår en ny sjukförsäkring.
""".strip().splitlines()
PERSONS = """
En 23-årig man med autism fick praktik.
En ung kvinna med social fobi började studera.
Vi mötte en kvinna i åldern 30–40 år som hade slutat gå ut.
En man, 45 år, har kommit tillbaka till arbetslivet.
En av deltagarna som har ADHD berättade om sin skoltid.
Det gäller en kvinna med sjukersättning.
""".strip().splitlines()
NO_PERSONS = """
En person kan få stöd i högst två år.
Målgruppen är personer i åldern 16–64 år.
En deltagare skrivs in efter ett möte med teamet.
En 20-årig samverkan har gett resultat.
En person med sammansatta behov möter många myndigheter.
En man är ordförande och en kvinna är vice ordförande.
En 55-årig man är ny ledamot i styrelsen.
Insatsen är till för unga vuxna 18–29 år med aktivitetsersättning.
""".strip().splitlines()
QUOTES = """
”Jag har fått tillbaka mitt liv”, säger en deltagare.
En deltagare berättar: ”Nu vågar jag gå ut igen.”
Deltagarna säger ”det här är det bästa som har hänt mig”.
– Jag har fått tillbaka mitt liv, säger en kvinna som var med.
"Det bästa var att någon lyssnade på mig" – citat från en klient
”Ingen trodde på mig förut”, säger Kalle, 23 år.
Röst från en deltagare: ”Coachen såg mig.”
""".strip().splitlines()
NO_QUOTES = """
Visionen är ”alla ska få plats i arbetslivet”.
”Samverkan är vår styrka”, säger ordföranden.
Insatsen kallas ”Tillsammans mot arbete” och riktar sig till deltagare.
Enkäten frågar deltagarna om de är ”mycket nöjda” eller ”nöjda”.
Projektet ”En väg in till arbete” har 40 deltagare.
– Vi behöver fler praktikplatser, säger en handläggare.
Verktyget ska svara på frågan: ”Hur vet vi att det blir bättre?” Första mätningen görs när deltagaren är halvvägs.
Lagen talar om ”behov av samordnade rehabiliteringsinsatser”.
""".strip().splitlines()
FEWS = """
Två deltagare fick arbete.
Av de avslutade gick 3 deltagare till studier.
Fyra kvinnor avslutades mot arbete.
3 av 4 deltagare är nöjda.
Tre av de fyra deltagarna har fått egen försörjning.
4 unga män skrevs in under hösten, alla deltagare i Stegsam.
Två personer har sjukersättning.
Insatsen har haft två inskrivna kvinnor.
I Coachingteamet gick två deltagare vidare till utbildning.
""".strip().splitlines()
MANY = """
Fem deltagare fick arbete.
120 deltagare, 70 kvinnor och 50 män, var inskrivna.
Färre än fem deltagare fick arbete.
Minst tre deltagare behövs för en grupp.
Styrelsen består av fyra personer, två kvinnor och två män.
Två personer arbetar heltid i teamet.
Tre deltagare från styrelsen var på konferensen.
Målet är att två deltagare per månad ska få praktik.
Förbundet har två insatser och tre medlemmar.
Två av tre mål är uppfyllda.
Under 2024 hölls fyra möten med deltagarna.
Projektet pågår i tre år för deltagare i båda kommunerna.
Fyra personer är anställda på kansliet.
Två utbildningar för 40 personer.
""".strip().splitlines()


@pytest.mark.parametrize("text", NAMES)
def test_a_name_beside_what_a_person_has_or_receives(text):
    assert NAME in kinds(text)


@pytest.mark.parametrize("text", PERSONS)
def test_one_person_who_is_described(text):
    assert kinds(text) & {PERSON, FEW}


@pytest.mark.parametrize("text", QUOTES)
def test_the_words_of_a_participant(text):
    assert QUOTE in kinds(text)


@pytest.mark.parametrize("text", FEWS)
def test_so_few_that_each_may_be_known(text):
    assert kinds(text) == {FEW}


@pytest.mark.parametrize("text", [*NO_NAMES, *NO_PERSONS, *NO_QUOTES, *MANY])
def test_what_points_nobody_out(text):
    assert kinds(text) == set()


def test_the_limit_is_the_forbunds_own():
    text = "Sju deltagare fick arbete."
    assert kinds(text, 5) == set()
    assert kinds(text, 10) == {FEW}
    assert list(cautions(text, 10)) == [
        "Texten räknar så få personer att någon kan kännas igen: ”Sju deltagare”. Förbundets gräns är 10. "
        "Skriv ”färre än 10”, eller räkna flera tillsammans."
    ]


def test_what_is_seen_is_quoted_with_what_to_do():
    assert core.cautions(["<p>Bra år.</p><p>Anna Svensson har autism.</p>"], 5) == [
        "Texten nämner ett namn intill en diagnos, ett stöd eller en ersättning: ”Anna Svensson har autism”. "
        "Ta bort namnet, eller det som berättar vad personen har eller får."
    ]


def test_the_same_is_said_once_and_no_more_than_can_be_read():
    text = " ".join(f"Person{'abcdefghij'[n]} Lind har autism." for n in range(10))
    assert len(core.cautions([text], 5)) == 5
    assert len(core.cautions(["Anna Svensson har autism. " * 4], 5)) == 1


def test_a_bound_figure_is_no_typed_one():
    """It is hidden by itself where it is small (R25)."""
    assert core.cautions(['<p><data value="stat.x@0">3</data> deltagare fick arbete.</p>'], 5) == []


@pytest.mark.parametrize(
    "text", ["", "ord", "A" * 200_000, "”" * 20_000, "En man " * 20_000, "A. " * 30_000, "– A" + "a" * 60_000]
)
def test_any_text_is_read_in_the_time_of_its_length(text):
    assert isinstance(core.cautions([text], 5), list)
