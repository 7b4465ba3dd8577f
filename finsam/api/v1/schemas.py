"""What the answers hold. The words here are the documentation: they stand in the OpenAPI schema and on its page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from ninja import Schema
from pydantic import ConfigDict, Field

T = TypeVar("T")


def _called(title: str, description: str) -> ConfigDict:
    """What a kind of thing is called and is, in Swedish."""
    return ConfigDict(json_schema_extra={"title": title, "description": description})


def said(description: str, example: Any) -> Any:
    """A field that is always there."""
    return Field(description=description, examples=[example])


class Page(Schema, Generic[T]):
    """Some of many things."""

    items: list[T] = Field(description="Det som finns på sidan.")
    total: int = said("Hur många det är i hela listan.", 240)
    limit: int = said("Hur många som får plats på en sida.", 100)
    offset: int = said("Hur många som står före sidan.", 0)
    next: str | None = said(
        "Adressen till nästa sida, eller null på den sista.", "http://…/facts?limit=100&offset=100"
    )


class Year(Schema):
    """A year that the förbund has."""

    model_config = _called("År", "Ett år som förbundet har.")

    year: int = said("Året.", 2024)
    facts: str = said("Årets uppgifter.", "http://…/api/v1/kramfors/years/2024/facts")
    findings: str = said("Årets avstämning.", "http://…/api/v1/kramfors/years/2024/findings")


class Years(Schema):
    """The förbund and its years."""

    model_config = _called("Förbundets år", "Förbundet som nyckeln gäller, och åren det har.")

    forbund: str = said("Förbundets nyckel i adresser.", "kramfors")
    name: str = said("Förbundets namn.", "Samordningsförbundet i Kramfors")
    scopes: list[str] = said("Vad nyckeln får läsa.", ["facts:read"])
    items: list[Year] = Field(description="Åren, det nyaste först.")


class Source(Schema):
    """What a fact was read from."""

    model_config = _called("Källa", "Vad uppgiften är läst ur.")

    what: str = said("Vad för slags källa.", "konto")
    which: str = said("Vilken.", "4010 Köpt verksamhet")


class Part(Schema):
    """A fact that another one is made of, by its key."""

    model_config = _called("Del", "En uppgift som en annan är gjord av.")

    key: str = said("Delens nyckel.", "budget.rad.medlemsbidrag@2024")
    factor: int = said("1 om delen läggs till, −1 om den dras ifrån.", 1)


class Fact(Schema):
    """A figure and what it is."""

    model_config = _called(
        "Uppgift", "Ett belopp, en andel eller ett antal, med vad det betyder och är gjort av."
    )

    key: str = said("Uppgiftens namn och år. Samma namn betyder samma sak alla år.", "budget.intakter@2024")
    label: str = said("Vad uppgiften kallas.", "Summa intäkter")
    series: str = said("Vad det är en uppgift i.", "Budget 2024")
    value: str | None = said(
        "Värdet som decimaltal i text, utan avrundning och med tecken: kostnader är negativa. Andelar är bråk (0.85 är "
        "85 %). null om uppgiften är tom eller dold. Det som vilar på antal personer har inte fler decimaler än på skärmen.",
        "5040000",
    )
    shown: str = said("Värdet som det står i löpande text, eller vad som står i stället.", "5 040 000 kr")
    hidden: bool = said("Om värdet är dolt för att det gäller få personer.", False)
    unit: str = said("Enheten: kr, % eller ett ord för vad som räknas.", "kr")
    qualifier: str = said("Hur exakt värdet är (ca, minst, högst …). Tomt är exakt.", "")
    definition: str = said("Vad uppgiften betyder.", "Alla intäkter i budgeten.")
    op: str = said(
        "Hur värdet är gjort: given (inskrivet), sum, ratio (den första delen genom den andra), product eller portion "
        "(product avrundad till öre).",
        "sum",
    )
    parts: list[Part] = Field(
        description="Vad uppgiften är gjord av, i ordning. Tomt för en som är inskriven."
    )
    sources: list[Source] = Field(description="Vad uppgiften är läst ur, där det är känt.")
    page: str = said("Uppgiftens sida för den som loggar in.", "http://…/kramfors/2024/uppgifter/…/")


class PartInFull(Part):
    """A part with its own value."""

    model_config = _called("Del med värde", "En uppgift som en annan är gjord av, med sitt värde.")

    label: str = said("Vad delen kallas.", "Medlemsbidrag")
    value: str | None = said("Delens värde, som för uppgiften.", "5000000")
    shown: str = said("Värdet i löpande text.", "5 000 000 kr")
    hidden: bool = said("Om värdet är dolt.", False)
    unit: str = said("Delens enhet.", "kr")


class Facts(Page[Fact]):
    """Some of a year's facts."""

    model_config = _called("Uppgifter", "En del av årets uppgifter, och var nästa del finns.")


class FactInFull(Fact):
    """A fact with the values of its parts."""

    model_config = _called("Uppgift med delar", "En uppgift, och värdet av det som den är gjord av.")

    parts: list[PartInFull] = Field(description="Vad uppgiften är gjord av, med värden.")  # type: ignore[assignment]


class File(Schema):
    """A stored file of an edition."""

    model_config = _called("Fil", "En fil i handlingen, byte för byte som den lagrades.")

    form: str = said("Slaget: pdf, html, xlsx, docx, json, akt, sparbilaga eller spardata.", "pdf")
    media_type: str = said("Filens mediatyp.", "application/pdf")
    name: str = said("Filens namn.", "kramfors-verksamhetsplan-2024-2.pdf")
    inner: bool = said("Om det är den inre utgåvan, som visar små antal.", False)
    size: int = said("Storlek i byte.", 182044)
    sha256: str = said("Kontrollsumma.", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
    url: str = said("Var filen hämtas.", "http://…/api/v1/kramfors/editions/k7rw3mzt9q/files/pdf")


class Edition(Schema):
    """A document as it was proposed, decided or signed."""

    model_config = _called("Handling", "Ett dokument som det lades fram, beslutades eller undertecknades.")

    code: str = said("Handlingens kod, som också står på papperet.", "k7rw3mzt9q")
    year: int = said("Året som den gäller.", 2024)
    kind: str = said("Slag av dokument.", "verksamhetsplan")
    title: str = said("Titel.", "Verksamhetsplan med budget 2024")
    status: str = said("Hur långt den hade kommit.", "beslutad")
    number: int = said("Vilken i ordningen av dokumentets handlingar.", 2)
    revision: int = said("Vilken revidering. 0 är den första.", 0)
    dnr: str = said("Diarienummer, eller tomt.", "2023/14")
    decided_on: date | None = said("Beslutsdag, om den är beslutad.", "2023-11-24")
    decided_by: str = said("Vem som beslutade.", "Styrelsen")
    paragraph: str = said("Paragraf i protokollet.", "48")
    meeting: str = said("Sammanträdet.", "Styrelsemöte 24 november 2023")
    stored_at: datetime = said("När den lagrades.", "2023-11-24T14:05:00+01:00")
    public: bool = said("Om den är offentlig för alla nu.", True)
    withdrawn: bool = said("Om den har varit offentlig och är återkallad.", False)
    sha256: str | None = said("Kontrollsumman för den publicerade PDF:en.", "9f86d081884c7d65…")
    files: list[File] = Field(description="Filerna som nyckeln får hämta.")
    public_page: str | None = said(
        "Den offentliga sidan, om den är eller har varit offentlig.", "http://…/handling/k7rw3mzt9q/"
    )


class Editions(Page[Edition]):
    """Some of the förbund's editions."""

    model_config = _called("Handlingar", "En del av förbundets handlingar, och var nästa del finns.")


class FindingFigure(Schema):
    """One of the figures that were compared."""

    model_config = _called("Jämförd uppgift", "En av uppgifterna som jämfördes.")

    label: str = said("Vad uppgiften kallas.", "Summa intäkter")
    shown: str = said("Vad den säger.", "5 040 000 kr")
    key: str = said("Uppgiftens nyckel, om den har någon.", "budget.intakter@2024")


class Finding(Schema):
    """Something that does not add up."""

    model_config = _called("Anmärkning", "Något som inte går ihop, och om det är förklarat.")

    rule: str = said("Regelns nummer.", "R01")
    rule_title: str = said("Vad regeln lovar.", "Budgetens summor stämmer")
    severity: str = said("fel, varning eller info.", "fel")
    subject: str = said("Vad anmärkningen gäller, samma från gång till gång.", "budget.intakter@2024")
    about: str = said("Vad den gäller i ord, om flera gäller samma sak.", "Resultatbudget")
    message: str = said("Anmärkningen i ord.", "Summan stämmer inte med raderna.")
    figures: list[FindingFigure] = Field(description="Uppgifterna som jämfördes.")
    difference: str = said("Skillnaden mellan dem, eller tomt.", "40 000 kr")
    explained: bool = said("Om någon har förklarat att det är som det ska.", True)
    explanation: str = said("Förklaringen, eller tomt.", "Avrundat i styrelsens beslut.")
    withheld: bool = said("Om orden är utelämnade för att de gäller få personer.", False)


class Findings(Page[Finding]):
    """Some of a year's findings."""

    model_config = _called("Anmärkningar", "En del av årets avstämning, och var nästa del finns.")


class ProblemDetails(Schema):
    """Problem details, RFC 9457."""

    model_config = _called("Problem", "Varför frågan inte besvarades (RFC 9457).")

    type: str = said("Adressen till vad för slags problem det är.", "http://…/api/v1/#problem-finns-inte")
    title: str = said("Slaget av problem.", "Det finns inte")
    status: int = said("HTTP-status.", 404)
    detail: str = said("Vad som hände, och vad du kan göra.", "Förbundet har inget år 1999.")
    request_id: str = said("Frågans nummer, att uppge när du hör av dig.", "5f0c2b9d1e3a4c7f")


class Asked(Schema):
    """Which part of a list is asked for."""

    limit: int = Field(100, ge=1, le=500, description="Hur många som får plats på en sida.", examples=[100])
    offset: int = Field(0, ge=0, le=1_000_000, description="Hur många som ska hoppas över.", examples=[0])

    def at(self, place: str, offset: int) -> str:
        """The address of another part of the same list."""
        told = self.model_dump(exclude={"offset"}, exclude_none=True, exclude_defaults=True)
        return f"{place}?{urlencode({**told, 'offset': offset})}"


class AskedFacts(Asked):
    """Which facts."""

    prefix: str = Field("", max_length=200, description="Hur nycklarna ska börja.", examples=["budget."])


class AskedEditions(Asked):
    """Which editions."""

    year: int | None = Field(None, description="Bara handlingar för ett år.", examples=[2024])
    kind: str = Field(
        "", max_length=30, description="Bara handlingar av ett slag.", examples=["verksamhetsplan"]
    )


class AskedFile(Schema):
    """Which rendition."""

    inner: bool = Field(
        False, description="Den inre utgåvan, som visar små antal (kräver counts:read).", examples=[False]
    )
