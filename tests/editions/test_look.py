"""How an edition looks is kept with it: what the förbund chooses later changes nothing of what is stored."""

from django.utils import timezone

from finsam.core.models import Forbund
from finsam.core.tenancy.permissions import Role
from finsam.core.values.periods import long_date
from finsam.documents.models import Document
from finsam.editions.comparison import compare
from finsam.editions.models import Edition, EditionFile
from finsam.editions.serialized import load
from finsam.rendering.files import Source, rendition_of
from tests.editions.conftest import DECISION, step

PDF = "/norra-an/2024/dokument/verksamhetsplan/pdf/"


def stored(edition: Edition, form: str) -> bytes:
    """The published file of an edition."""
    return bytes(EditionFile.unscoped.get(edition=edition, form=form, inside=False).content)


def kept_as(edition: Edition):
    """The document as the edition keeps it."""
    return load(stored(edition, "json").decode())


def test_another_theme_leaves_what_is_stored_byte_for_byte(plan, by, small):
    chief = small.sign_in(Role.FORBUNDSCHEF)
    step(plan, "foresla", by)
    decided = step(plan, "besluta", by, DECISION)
    before = chief.get(PDF).content
    assert before == stored(decided, "pdf")
    Forbund.objects.update(theme="klassisk", accent="#123456")
    assert chief.get(PDF).content == before
    assert kept_as(decided).theme == "stillsam"


def test_another_theme_is_how_a_draft_is_drawn_and_is_told_as_a_change(plan, by):
    proposed = step(plan, "foresla", by)
    Forbund.objects.update(theme="fargfalt")
    now = rendition_of(Document.objects.get(pk=plan.pk))
    assert now.theme == "fargfalt"
    assert b"F\xc3\xa4rgf\xc3\xa4lt" in Source.of(now).assets["asset:theme.css"]
    fields = {field.name: (field.was, field.now) for field in compare(kept_as(proposed), now).cover}
    assert fields["Utformning"] == ("Stillsam", "Färgfält")


def test_pages_for_both_sides_of_the_paper_are_kept_with_the_edition(plan, by):
    Document.objects.update(facing_pages=True)
    proposed = step(plan, "foresla", by)
    assert kept_as(proposed).facing_pages
    assert "@page :left" in Source.of(kept_as(proposed)).html


def test_the_cover_says_which_edition_it_is_and_of_which_day(plan, by):
    proposed = step(plan, "foresla", by)
    decided = step(plan, "besluta", by, DECISION)
    assert [proposed.number, decided.number] == [1, 2]
    for edition, number in ((proposed, 1), (decided, 2)):
        cover = kept_as(edition).cover
        assert cover.edition == f"Utgåva {number}, {long_date(timezone.localtime(edition.at).date())}"
        assert cover.edition in stored(edition, "html").decode()
    assert "Utgåva" not in Source.of(rendition_of(Document.objects.create(
        forbund=plan.forbund, fiscal_year=plan.fiscal_year, kind="annat", title="Annat", key="annat"
    ))).html  # fmt: skip
