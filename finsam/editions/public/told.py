"""What is said of a file of an edition: the same words on the page where everybody tries a file and by `manage.py`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.timezone import localtime

from finsam.core.values.periods import long_date
from finsam.editions.models import EditionFile
from finsam.editions.public.reading import PublicEdition, replaced_by

DIGEST = re.compile(r"[0-9a-f]{64}")


def described(file: EditionFile, *, by: bool = False) -> str:
    """What a file is, in a few words: whose, what, when and which paragraph; `by` whom it was stored isn't for everybody."""
    edition = file.edition
    told = [edition.forbund_name, str(edition)]
    if edition.decided_on:
        paragraph = f", § {edition.paragraph}" if edition.paragraph else ""
        told.append(f"beslut av {edition.decided_by} {long_date(edition.decided_on)}{paragraph}")
    if edition.dnr:
        told.append(f"dnr {edition.dnr}")
    told.append(f"{file.get_form_display()}{', inre utgåva' if file.inside else ''}")
    told.append(f"lagrad {localtime(edition.at):%Y-%m-%d %H:%M}{f' av {edition.by_name}' if by else ''}")
    told.append(f"kod {edition.code}")
    return " · ".join(told)


def standing(public: PublicEdition | None) -> str:
    """Whether an edition still holds, in a sentence."""
    if public is None:
        return "Handlingen är inte offentlig."
    day = long_date(localtime(public.release.at).date())
    if public.withdrawn:
        reason = public.release.reason.rstrip(".")
        return f"Handlingen är återkallad {day}: {reason}."
    later = replaced_by(public)
    if later is not None:
        return f"Handlingen har ersatts av ”{later.edition}” med koden {later.edition.code}."
    return f"Handlingen är offentlig sedan {day} och har inte ersatts av någon annan offentlig handling."


def digest_in(text: str) -> str:
    """A SHA-256 as programs print it, in capitals and with spaces too; "" for what is none."""
    digest = "".join(text.split()).lower()
    return digest if DIGEST.fullmatch(digest) else ""


def checksums(files: Iterable[EditionFile]) -> str:
    """Files as `sha256sum --check` reads them."""
    return "".join(f"{file.sha256}  {file.name}\n" for file in files)
