"""Whether a file is of this förbund and this year, in a person's words and with what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from budget.ledger.taking import Choice
from finsam.core.addresses import year_address
from finsam.core.models import FiscalYear
from finsam.core.tenancy.access import TenantContext
from finsam.core.values.periods import long_date


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a file can't be read in here; perhaps with where it can."""

    sentence: str
    href: str = ""
    words: str = ""


def digits(number: str) -> str:
    """The ten digits of an organisationsnummer, however it is written."""
    return re.sub(r"\D", "", number)[-10:]


def written(number: str) -> str:
    """`222000-2279` of its ten digits."""
    ten = digits(number)
    return f"{ten[:6]}-{ten[6:]}" if len(ten) == 10 else number


def stops(upload, tenant: TenantContext, choice: Choice, token: str) -> Iterator[Stop]:
    """What has to be otherwise before the file can be read in here."""
    yield from _another_year(upload, tenant, token)
    own, theirs = digits(tenant.forbund.org_nr), digits(upload.organisation)
    if own and theirs and own != theirs and not choice.part_object:
        yield Stop(
            f"Filen är bokföringen för {upload.owner or 'någon annan'} ({written(theirs)}), och {tenant.forbund} har "
            f"{written(own)}. Är det fel fil, välj en annan. Är det kommunens bokföring och en del av den är er, välj vilken "
            "under ”Vår del av bokföringen”."
        )


def _another_year(upload, tenant: TenantContext, token: str) -> Iterator[Stop]:
    year = tenant.here.year
    if upload.year is None:
        return
    first, last = upload.year
    if (first.month, first.day, last.month, last.day) != (1, 1, 12, 31) or first.year != last.year:
        yield Stop(
            f"Filens räkenskapsår är {long_date(first)} till {long_date(last)}. Ett förbunds år är kalenderåret: exportera "
            f"1 januari till 31 december {year}."
        )
    elif first.year != year:
        other = FiscalYear.objects.filter(forbund=tenant.forbund, year=first.year).first()
        sentence = f"Filen gäller {first.year}, och du är i {year}."
        if other is None:
            yield Stop(
                f"{sentence} {first.year} finns inte här än. Exportera {year}, eller lägg först till {first.year}."
            )
        else:
            href = f"{year_address(tenant.forbund, other.year, 'ledger-import')}?file={token}"
            yield Stop(
                f"{sentence} Exportera {year} i stället, eller läs in filen i sitt år.",
                href,
                f"Läs in den i {first.year}",
            )


def question(upload, tenant: TenantContext, choice: Choice) -> str:
    """What has to be said yes to, since nobody can tell whose the books are; empty where it is told."""
    if choice.part_object:
        return ""
    if not digits(upload.organisation):
        whose = f" Namnet i den är {upload.owner}." if upload.owner else ""
        return f"Filen säger inte vilket organisationsnummer den gäller.{whose} Det är bokföringen för {tenant.forbund} och ingen annan."
    if not digits(tenant.forbund.org_nr):
        return (
            f"Filen är bokföringen för {upload.owner or 'organisationen'} ({written(upload.organisation)}), och förbundets "
            "organisationsnummer är inte ifyllt att jämföra med. Det är förbundets bokföring."
        )
    return ""
