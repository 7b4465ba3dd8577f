"""A document as a file: the time that stands in it, the cache, and links that lead nowhere."""

from datetime import UTC, date, datetime
from io import BytesIO

import pikepdf
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError

from finsam.core.tenancy.scope import inside
from finsam.documents.models import Document, Section
from finsam.rendering import files
from finsam.rendering.html import to_html
from finsam.rendering.models import Draft
from finsam.rendering.pdf.pdf import RenderError, to_pdf
from tests.budget.small import Budget
from tests.rendering.example import assets, document

MADE = datetime(2024, 11, 13, 9, 30, tzinfo=UTC)


@pytest.fixture
def plan(db):
    """A short plan of a förbund of its own, decided."""
    budget = Budget()
    with inside(budget.forbund):
        one = Document.objects.create(
            kind="verksamhetsplan",
            key="verksamhetsplan",
            title="Verksamhetsplan",
            status="beslutad",
            decided_on=date(2023, 11, 13),
            **budget.year,
        )
        Section.objects.create(
            forbund=budget.forbund, document=one, key="inledning", title="Inledning", prose="<p>Ett ord.</p>"
        )
        yield one


def created(pdf: bytes) -> str:
    with pikepdf.open(BytesIO(pdf)) as read:
        return str(read.docinfo["/CreationDate"])


def test_the_time_in_the_file_is_when_it_was_made(plan, monkeypatch):
    monkeypatch.setattr(files.timezone, "localtime", lambda: MADE)
    assert created(files.render(plan, "pdf")).startswith("D:20241113093000")
    monkeypatch.setattr(files.timezone, "localtime", lambda: datetime(2025, 1, 2, tzinfo=UTC))
    assert created(files.render(plan, "pdf")).startswith("D:20241113093000")  # the same one, kept
    Section.objects.update(prose="<p>Ett annat ord.</p>")
    assert created(files.render(plan, "pdf")).startswith("D:20250102")


def test_a_rendition_comes_out_the_same_again(plan):
    pdf = files.render(plan, "pdf", made=MADE)
    Draft.objects.all().delete()
    assert files.render(plan, "pdf", made=MADE) == pdf
    later = MADE.replace(year=2025)
    assert created(files.render(plan, "pdf", made=later)).startswith("D:20251113093000")


def test_the_command_takes_the_time_from_its_option_or_the_environment(plan, tmp_path, monkeypatch):
    place = tmp_path / "plan.pdf"
    where = ("render_document", plan.forbund.key, "2024", "verksamhetsplan", "--output", str(place))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(MADE.timestamp())))
    call_command(*where)
    assert created(place.read_bytes()).startswith("D:20241113093000")
    call_command(*where, "--made", "2024-12-01T08:00")  # Swedish time, in winter
    assert created(place.read_bytes()) == "D:20241201080000+01'00"
    with pytest.raises(CommandError, match="är ingen tid"):
        call_command(*where, "--made", "igår")


def test_a_table_that_can_not_be_read_or_written_never_costs_the_drawn_pdf(plan, monkeypatch):
    def broken(*args, **fields):
        raise OperationalError("No space left on device")

    monkeypatch.setattr(Draft.objects.__class__, "update_or_create", broken, raising=False)
    monkeypatch.setattr(Draft, "of_content", broken)
    assert files.render(plan, "pdf").startswith(b"%PDF")


def test_half_a_file_is_no_file(plan):
    files.render(plan, "pdf")
    Draft.objects.update(pdf=b"half a file")
    assert files.render(plan, "pdf").startswith(b"%PDF")


def test_a_link_to_what_the_document_does_not_have_is_words(plan):
    Section.objects.update(
        prose='<p>Se <a href="#s-borta">budgeten</a> och <a href="#s-inledning">inledningen</a>.</p>'
    )
    plan.refresh_from_db()
    html = to_html(files.resolved_document(plan))
    assert '<a>budgeten</a> och <a href="#s-inledning">inledningen</a>' in html
    assert files.render(plan, "pdf").startswith(b"%PDF")


def test_what_is_too_deep_is_said():
    deep = "<ul><li>" * 150
    with pytest.raises(RenderError, match="för många nivåer"):
        to_pdf(document(f"<h1>Prov</h1>{deep}a"), assets())
