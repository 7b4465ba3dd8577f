"""Reading a package into an installation that doesn't have the förbund: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction

from archive.packing.figures import as_told, figures_of
from archive.packing.handlings import LIST
from archive.reading.opened import Opened, Refused
from archive.state.kept import models as held_models
from archive.state.written import Made
from auditors.discharge.models import Attachment
from finsam.core import audit
from finsam.core.models import Forbund, Picture
from finsam.core.services import turn
from finsam.core.tenancy.scope import inside
from finsam.editions.models import Edition, EditionFile, Release

KEPT_FILES = "tillstand/filer/"
FORBUND = "tillstand/forbund.json"


@dataclass(frozen=True)
class Restored:
    """What came of it: how much there is, and the figures that come out otherwise here than in the package."""

    forbund: Forbund
    year: int
    rows: int
    editions: int
    figures: int
    other: tuple[str, ...]


def restore(package: Opened, *, by: Any, digest: str) -> Restored:
    """Read a package in. `digest` is the SHA-256 of the file, for the log. Raises Refused, and leaves nothing then."""
    key, year = str(package.told.get("forbund")), int(package.told.get("year", 0))
    if package.told.get("rendition") != "inre":
        raise Refused(
            "Paketet är den publicerade utgåvan, där små antal inte finns. Ett förbund går bara att läsa in från den inre."
        )
    known = Forbund.objects.filter(key=key).first()
    if known is not None:
        raise Refused(
            f"{known} finns redan i installationen. Ett paket läses bara in där förbundet inte finns, så att ingenting skrivs över."
        )
    try:
        with transaction.atomic():
            return _restored(package, key, year, by=by, digest=digest)
    except (DatabaseError, KeyError, TypeError, ValueError, ValidationError, AttributeError) as error:
        raise Refused(f"Paketet går inte att läsa in, och ingenting har sparats: {_said(error)}") from error


def _said(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, KeyError):
        return f"det hänvisar till {error}, som inte finns i det."
    return f"{type(error).__name__}: {error}"


def _restored(package: Opened, key: str, year: int, *, by: Any, digest: str) -> Restored:
    turn(None)
    made = Made(_kept_files(package.files))
    data = package.data(FORBUND)
    logo = data.pop("logo")
    forbund = Forbund()
    made.fill(forbund, {**data, "logo": None})
    if forbund.key != key:
        raise ValidationError(f"Paketet säger att det hör till {key}, men innehåller {forbund.key}.")
    _insert(forbund, FORBUND)
    with inside(forbund):
        rows = _rows(package, made, forbund)
        if logo is not None:
            Forbund.objects.filter(pk=forbund.pk).update(logo=made.find(Picture, logo))
        editions = _editions(package, forbund, year)
        after = {
            "årspaket": digest,
            "rader": rows,
            "handlingar": editions,
            "loggens slut": package.told.get("head"),
        }
        forbund.refresh_from_db()
        audit.record(
            by=by, verb="läste in", obj=forbund, before={}, after=after, label=f"{forbund}, årspaketet {year}"
        )
        told = {figure["key"]: figure for figure in package.data("uppgifter/uppgifter.json")["facts"]}
        here = {fact.key: as_told(fact) for fact in figures_of(forbund, year)}
        other = sorted(
            name for name in told.keys() | here.keys() if _value(told.get(name)) != _value(here.get(name))
        )
        return Restored(forbund, year, rows, editions, len(told), tuple(other))


def _value(told: Mapping[str, Any] | None) -> object:
    return None if told is None else (told["value"], told["op"], told.get("parts"), told["unit"])


def _kept_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {
        name.removeprefix(KEPT_FILES): content
        for name, content in files.items()
        if name.startswith(KEPT_FILES)
    }


def _insert(row: models.Model, where: str) -> None:
    """Add a row as it is, with the times that it has. Raises ValidationError for a value that no form would let through."""
    relations = [field.name for field in row._meta.concrete_fields if field.is_relation]
    try:
        row.clean_fields(exclude=relations)
    except ValidationError as error:
        told = "; ".join(f"{name}: {' '.join(said)}" for name, said in error.message_dict.items())
        raise ValidationError(f"{where}, {row}: {told}") from error
    row.save_base(raw=True, force_insert=True)


def _rows(package: Opened, made: Made, forbund: Forbund) -> int:
    """Add every row, each after what it names. Returns how many."""
    count, several = 0, []
    for model in held_models():
        name = f"tillstand/{model._meta.label_lower}.json"
        for data in package.data(name) if name in package.files else ():
            row = model(forbund=forbund)
            many = made.fill(row, data)
            _insert(row, name)
            above = [data[each] for each in row.within if each != "forbund"]
            path = (*(key for parent in above for key in parent or ()), row.key)
            if (model, path) in made.made:
                raise ValidationError(f"{name}: {'/'.join(path)} finns två gånger.")
            made.made[model, path] = row
            several += [(row, field, values) for field, values in many if values]
            count += 1
    for row, field, values in several:
        getattr(row, field).set(values)
    known = {f"tillstand/{model._meta.label_lower}.json" for model in held_models()} | {FORBUND}
    for name in package.files:
        if name.startswith("tillstand/") and not name.startswith(KEPT_FILES) and name not in known:
            raise ValidationError(f"{name} är rader av ett slag som den här versionen av Finsam inte har.")
    return count


def _editions(package: Opened, forbund: Forbund, year: int) -> int:
    """Add the editions with their files byte for byte, but for those that are here already. Returns how many there are."""
    told = package.data(LIST)["editions"]
    for data in told:
        files, releases, beside = data.pop("files"), data.pop("releases"), data.pop("attachments")
        edition = _stored(Edition(), data)
        if (edition.forbund_key, edition.year) != (forbund.key, year):
            raise ValidationError(f"Handlingen {edition.code} hör inte till {forbund.key} {year}.")
        if _is_stored(edition.code, files):
            continue
        _insert(edition, LIST)
        for kind, stored in ((EditionFile, files), (Attachment, beside)):
            for each in stored:
                content = package.files[each.pop("place")]
                file = _stored(kind(edition=edition, content=content), each)
                if not file.whole or file.size != len(content):
                    raise ValidationError(f"{file} är inte som den lagrades: kontrollsumman stämmer inte.")
                _insert(file, LIST)
        for each in releases:
            _insert(_stored(Release(edition=edition), each), LIST)
    return len(told)


def _is_stored(code: str, files: list[dict[str, Any]]) -> bool:
    """Whether an edition is here already, as it is when its förbund was removed: what is stored is never removed.

    Raises ValidationError for another one by the same code.
    """
    stored = EditionFile.unscoped.filter(edition__code=code)
    if not Edition.unscoped.filter(code=code).exists():
        return False
    here = set(stored.values_list("form", "inside", "sha256"))
    if here != {(each["form"], each["inside"], each["sha256"]) for each in files}:
        raise ValidationError(f"Handlingen {code} finns redan i installationen, med andra filer.")
    return True


def _stored(row: Any, data: dict[str, Any]) -> Any:
    known = {field.name: field for field in row._meta.concrete_fields}
    for name, value in data.items():
        if name in ("id", "edition") or name not in known:
            raise ValidationError(f"{row._meta.label}: fältet {name} finns inte här.")
        setattr(row, name, known[name].to_python(value))
    return row
