"""Facts, editions and findings as a program may read them. What is hidden from its scopes is hidden here and nowhere else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse

from finsam.api.v1 import schemas
from finsam.checks.catalogue import TITLES
from finsam.checks.reconciliation import Finding
from finsam.core.addresses import year_address
from finsam.core.tenancy.access import TenantContext
from finsam.core.values.money import rounded, worth
from finsam.disclosure.knowledge import is_count
from finsam.disclosure.reader import WITHHELD, Reader
from finsam.editions.models import Edition, EditionFile, FileForm
from finsam.facts.book import Fact, of_people, where
from finsam.web.views.editions import TYPES, may_have


def here(name: str, **kwargs: Any) -> str:
    """The whole address of something in the API."""
    return settings.ORIGIN + reverse(f"api-{name}", kwargs=kwargs)


def plain(value: Decimal) -> str:
    """A number as a program reads it: `5040000`, `-0.85`."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def value_of(fact: Fact, reader: Reader) -> str | None:
    """The value, if it is shown to the reader.

    What rests on counts of people has no more decimals than on a page, unless the reader sees all counts: a mean or a share
    in full could tell how many it was worked out of.
    """
    if fact.value is None or reader.hides(fact):
        return None
    if reader.everything or not _tells_of_people(fact):
        return plain(fact.value)
    unit = worth(fact.unit)
    places, _ = fact.told_apart(fact.unit, fact.decimals)
    return plain(rounded(fact.value / unit, places) * unit)


def _tells_of_people(fact: Fact) -> bool:
    return any(is_count(part) or of_people(part.key) for part in fact.walk())


def fact_of(fact: Fact, reader: Reader, tenant: TenantContext) -> dict[str, Any]:
    """A fact with the keys of its parts."""
    parts = [{"key": part.key, "factor": factor} for factor, part in fact.parts]
    return {**_common(fact, reader, tenant), "parts": parts}


def fact_in_full(fact: Fact, reader: Reader, tenant: TenantContext) -> dict[str, Any]:
    """A fact with its parts, each as it is shown to the reader."""
    parts = [
        {
            "key": part.key,
            "factor": factor,
            "label": part.label,
            "value": value_of(part, reader),
            "shown": reader.text(part),
            "hidden": reader.hides(part),
            "unit": part.unit,
        }
        for factor, part in fact.parts
    ]
    return {**_common(fact, reader, tenant), "parts": parts}


def _common(fact: Fact, reader: Reader, tenant: TenantContext) -> dict[str, Any]:
    hidden = reader.hides(fact)
    page = year_address(tenant.forbund, tenant.here.year, "fact", key=fact.key)
    return {
        "key": fact.key,
        "label": fact.label,
        "series": where(fact),
        "value": value_of(fact, reader),
        "shown": reader.text(fact),
        "hidden": hidden,
        "unit": fact.unit,
        "qualifier": "" if hidden else fact.qualifier,
        "definition": "" if hidden and reader.quotes(fact.definition) else fact.definition,
        "op": fact.op,
        "sources": [] if hidden else [{"what": what, "which": which} for what, which in fact.source],
        "page": settings.ORIGIN + page,
    }


def edition_of(edition: Edition, files: list[EditionFile], tenant: TenantContext) -> dict[str, Any]:
    """An edition with the files that the program may have; `releases` have been read with it."""
    releases = list(edition.releases.all())
    published = next((file for file in files if file.form == FileForm.PDF and not file.inside), None)
    public_page = settings.ORIGIN + reverse("public-edition", kwargs={"code": edition.code})
    return {
        "code": edition.code,
        "year": edition.year,
        "kind": edition.kind,
        "title": edition.title,
        "status": edition.status,
        "number": edition.number,
        "revision": edition.revision,
        "dnr": edition.dnr,
        "decided_on": edition.decided_on,
        "decided_by": edition.decided_by,
        "paragraph": edition.paragraph,
        "meeting": edition.meeting,
        "stored_at": edition.at,
        "public": bool(releases) and not releases[-1].withdrawn,
        "withdrawn": bool(releases) and releases[-1].withdrawn,
        "sha256": published.sha256 if published else None,
        "files": [_file(file, tenant) for file in files if may_have(tenant, file)],
        "public_page": public_page if releases else None,
    }


def _file(file: EditionFile, tenant: TenantContext) -> dict[str, Any]:
    place = here("file", owner=tenant.forbund.key, code=file.edition.code, form=file.form)
    return {
        "form": file.form,
        "media_type": TYPES[file.form],
        "name": file.name,
        "inner": file.inside,
        "size": file.size,
        "sha256": file.sha256,
        "url": f"{place}?inner=true" if file.inside else place,
    }


def finding_of(finding: Finding, reader: Reader) -> dict[str, Any]:
    """A finding as the reader may read it: without words, figures and subject where they tell of few people."""
    explained = finding.explanation is not None
    read = reader.finding(finding)
    withheld = read.message == WITHHELD
    explanation = read.explanation
    return {
        "rule": read.rule,
        "rule_title": TITLES[read.rule],
        "severity": read.severity,
        "subject": ""
        if withheld or (not reader.everything and reader.quotes(read.subject))
        else read.subject,
        "about": read.about,
        "message": read.message,
        "figures": [
            {"label": figure.label, "shown": figure.text, "key": figure.key} for figure in read.figures
        ],
        "difference": read.difference,
        "explained": explained,
        "explanation": explanation.reason if explanation is not None else "",
        "withheld": withheld,
    }


def page_of(items: list[Any], total: int, asked: schemas.Asked, place: str) -> dict[str, Any]:
    """Some of many things, with the address of the next."""
    following = asked.offset + asked.limit
    return {
        "items": items,
        "total": total,
        "limit": asked.limit,
        "offset": asked.offset,
        "next": asked.at(place, following) if following < total else None,
    }
