"""What a package is and how it is read, for somebody who has never heard of Finsam."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from finsam.core.values.periods import long_date

README = "LAS-MIG.md"
INSIDE = (
    "Det här är den **inre utgåvan**: den har alla uppgifter, också antal som gäller få personer. Lämna den bara till den som "
    "får se dem. Den går att läsa in i en tom installation av Finsam: `manage.py import_year PAKETET.zip`."
)
PUBLISHED = (
    "Det här är den **publicerade utgåvan**: antal som gäller få personer är borttagna, och därför också det som de går att räkna "
    "ut ur. Den går att läsa och pröva, men inte att läsa in i Finsam igen. Ändringsloggen har namn och e-postadresser på dem som har "
    "arbetat i Finsam: pröva den enligt offentlighets- och sekretesslagen innan paketet lämnas ut."
)
TEXT = """# Årspaketet {year}: {name}

Organisationsnummer {org_nr}. Paketet visar förbundets uppgifter om {year} som de var {day}, då ändringsloggen slutade med
rad nr {number}. {rendition}

## Pröva paketet

Packa upp filerna i en tom mapp och kör, på en dator med Python 3 (inget mer behövs, och inget nät):

    python3 -I kontrollera.py

Programmet prövar att ingen fil är ändrad, räknar om alla uppgifter, ställer upp resultaträkningen och balansräkningen ur
bokföringen, jämför dem med den beslutade årsredovisningen och prövar ändringsloggen. Det säger vad som inte stämmer. Utan
Python går kontrollsummorna att pröva med `sha256sum --check kontrollsummor-sha256.txt`.

Den som kan ändra i paketet kan också göra nya kontrollsummor. Be därför förbundet om paketets egen kontrollsumma, eller jämför
ändringsloggens slut med det som står i en beslutad handling.

## Vad som finns här

| Mapp eller fil | Innehåll |
| --- | --- |
| `handlingar/` | Varje handling som har lagts fram, beslutats eller undertecknats, byte för byte som den lagrades: PDF att läsa, och samma sak som HTML, Excel, Word och data. `handlingar.json` säger vilken den är, när den beslutades och dess kontrollsummor |
| `uppgifter/` | Varje siffra med vad den betyder, hur den räknas och vem som skrev in den: `uppgifter.csv` för ett kalkylprogram, `uppgifter.json` för program. `rakningar.json` säger vilka siffror som är resultat- och balansräkningens rader |
| `bokforing/` | Årets bokföring som en SIE-fil, skriven på nytt ur det som lästes in, och vilka konton som hör till vilken budgetrad |
| `avstamning/` | Det som inte stämmer, med de förklaringar som har lämnats |
| `logg/` | Vem som har ändrat vad och när (`logg.jsonl`), och kedjan som visar att ingenting är ändrat i efterhand (`kedja.jsonl`) |
| `bevarande/` | Diarienummer för varje handling, och vad som gäller för bevarande och gallring |
{state}| `paket.json` | Vilket paket det här är |
| `METS.xml`, `metadata/premis.xml` | Samma sak beskrivet för ett e-arkiv |
| `kontrollera.py` | Programmet som prövar paketet |
| `kontrollsummor-sha256.txt` | Filernas kontrollsummor |

Belopp är kronor med decimalpunkt i JSON och decimalkomma i CSV. Intäkter och tillgångar är plus, kostnader minus.

## Vad som inte finns här

{lacking}
* Verifikationernas rader, texter och namn, och den fil som lästes in: Finsam sparar dem aldrig. {books} Den inlästa
  filens kontrollsumma (SHA-256) står i `bokforing/bokforing.json`, så att den går att känna igen hos den som sköter bokföringen.
* Användare och deras behörigheter. Namn på dem finns bara där de står i ändringsloggen och i handlingarna.
* Andra års rader i ändringsloggen. Kedjan har dem som åtaganden (kontrollsummor med salt), så att den går att pröva från början till slut.

## Bevarande och gallring

`bevarande/bevarande.csv` har en rad för varje handling. Lagen säger att handlingar ska bevaras och att räkenskaper ska finnas kvar i minst
sju år; vad som ska gallras och när, och när något lämnas till arkivmyndigheten, beslutar förbundet självt.
Arkivmyndigheten är en av medlemskommunernas (lagen (2003:1210) 20 §).

## För e-arkivet

`METS.xml` följer FGS Paketstruktur 2.0, det vill säga E-ARK CSIP 2.1.0 med schemat METS 1.12, med två avsteg: filerna ligger i
mappar med svenska namn i stället för under `representations/`, och scheman följer inte med i paketet.
`metadata/premis.xml` följer PREMIS 3.0.
"""
STATE_ROW = "| `tillstand/` | Allt som är inskrivet om året, åren före och det som inte hör till något år, så att det går att läsa in igen |\n"


def readme(
    told: dict[str, Any], books: dict[str, Any], lacking: Sequence[dict[str, str]], names: Sequence[str]
) -> bytes:
    """The text, for what a package tells of itself and of its books, what it lacks and the files that it has."""
    inside = any(name.startswith("tillstand/") for name in names)
    missing = "\n".join(
        f"* **{document['title']}** ({document['status'].lower()}): ingen handling är lagrad, så det finns ingen fil här."
        for document in lacking
    )
    if books["sie_type"]:
        said = f"SIE-filen är av typ {books['sie_type']}. {' '.join(books['note'])}"
    else:
        said = "Ingen bokföring är inläst för året, så det finns ingen SIE-fil."
    return TEXT.format(
        books=said,
        year=told["year"],
        name=told["name"],
        org_nr=told["org_nr"] or "saknas",
        day=long_date(localtime(datetime.fromisoformat(told["as_of"])).date()),
        number=told["head"]["number"],
        rendition=INSIDE if inside else PUBLISHED,
        state=STATE_ROW if inside else "",
        lacking=missing or "* Alla årets dokument har en lagrad handling.",
    ).encode()
