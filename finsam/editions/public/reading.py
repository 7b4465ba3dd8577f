"""What everybody may know of the editions: only those that somebody has made public, and of them only published files.

Every page that needs no sign-in asks here and nowhere else. An edition that was never made public is to all functions as
one that doesn't exist; of one that is withdrawn everything is known but its files, which nobody gets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from finsam.core.values.collation import in_swedish
from finsam.documents import registry
from finsam.editions.models import Edition, EditionFile, FileForm, Release
from finsam.editions.trail.trail import Trail, load

FORMS = (
    FileForm.PDF,
    FileForm.HTML,
    FileForm.TRAIL,
)  # what is handed out to everybody; the published rendition


@dataclass(frozen=True)
class PublicEdition:
    """An edition that is public or has been, and the act that holds."""

    edition: Edition
    release: Release

    @property
    def withdrawn(self) -> bool:
        """Whether its files are no longer handed out."""
        return self.release.withdrawn


def _public(**which: Any) -> list[PublicEdition]:
    """The editions that were ever made public, newest first."""
    rows = Edition.unscoped.filter(releases__isnull=False, **which).distinct()
    rows = rows.order_by("-year", "-at", "-pk").prefetch_related("releases")
    return [PublicEdition(edition, list(edition.releases.all())[-1]) for edition in rows]


def of_edition(edition: Edition) -> PublicEdition | None:
    """What everybody knows of an edition; None for one that was never made public."""
    return next(iter(_public(pk=edition.pk)), None)


def by_code(code: str) -> PublicEdition | None:
    """The edition with a code, if it is or was public."""
    return next(iter(_public(code=code)), None)


def of_forbund(key: str) -> list[PublicEdition]:
    """All that a förbund has made public, newest year first; what is withdrawn too."""
    return _public(forbund_key=key)


def forbund_names() -> list[tuple[str, str]]:
    """Key and name of each förbund that has made something public, as the newest edition calls it."""
    rows = Edition.unscoped.filter(releases__isnull=False).order_by(in_swedish("forbund_name"), "at")
    return list({edition.forbund_key: edition.forbund_name for edition in rows}.items())


def files_of(public: PublicEdition) -> list[EditionFile]:
    """Its files that everybody may have, or had before it was withdrawn, without their bytes."""
    rows = EditionFile.unscoped.filter(edition=public.edition, form__in=FORMS, inside=False)
    files = list(rows.select_related("edition").defer("content"))
    return sorted(files, key=lambda file: FORMS.index(FileForm(file.form)))


def file_of(public: PublicEdition, form: str) -> EditionFile | None:
    """A file with its bytes; None for what isn't handed out, as nothing is of a withdrawn edition."""
    if public.withdrawn or form not in FORMS:
        return None
    rows = EditionFile.unscoped.filter(edition=public.edition, form=form, inside=False)
    file: EditionFile | None = rows.select_related("edition").first()
    return file


def trail_of(public: PublicEdition) -> Trail | None:
    """What its published PDF carries of where each figure comes from; None where it was stored without."""
    file = None if public.withdrawn else _stored(public, FileForm.TRAIL_DATA).first()
    return load(bytes(file.content)) if file else None


def traced(public: PublicEdition) -> bool:
    """Whether everybody may follow its figures."""
    return not public.withdrawn and _stored(public, FileForm.TRAIL_DATA).exists()


def content_key(public: PublicEdition) -> str:
    """The SHA-256 of the published content that it stored; "" where it is withdrawn or was stored without."""
    return (
        ""
        if public.withdrawn
        else _stored(public, FileForm.DATA).values_list("sha256", flat=True).first() or ""
    )


def content_of(public: PublicEdition) -> bytes | None:
    """The published content that it stored, to print pages of.

    It names what the figures rest on, small counts too, so it is never handed out as it is: only what it prints is.
    """
    file = None if public.withdrawn else _stored(public, FileForm.DATA).first()
    return bytes(file.content) if file else None


def _stored(public: PublicEdition, form: FileForm) -> Any:
    """A file of the published rendition."""
    return EditionFile.unscoped.filter(edition=public.edition, form=form, inside=False)


def by_digest(digest: str) -> list[tuple[PublicEdition, EditionFile]]:
    """The public files with a SHA-256, of withdrawn editions too."""
    rows = EditionFile.unscoped.filter(sha256=digest, form__in=FORMS, inside=False).select_related("edition")
    known = ((of_edition(file.edition), file) for file in rows.defer("content"))
    return [(public, file) for public, file in known if public is not None]


def replaced_by(public: PublicEdition) -> PublicEdition | None:
    """The newest public edition that took its place: what was decided gives way only to what was decided later."""
    edition = public.edition
    which: dict[str, Any] = {"forbund_key": edition.forbund_key, "year": edition.year, "kind": edition.kind}
    kind = registry.kinds().get(edition.kind)
    if kind is None or kind.several:
        which["document"] = edition.document
    later = (
        other
        for other in _public(**which)
        if not other.withdrawn
        and (other.edition.at, other.edition.pk) > (edition.at, edition.pk)
        and (other.edition.settled or not edition.settled)
    )
    return next(later, None)
