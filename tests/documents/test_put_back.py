"""A section that was removed is put back from the log: as it was, where it stood, once."""

import pytest
from django.core.exceptions import ValidationError

from finsam.core import services
from finsam.core.audit import logbook
from finsam.core.models import AuditEntry
from finsam.core.tenancy.permissions import Role
from finsam.documents.models import Document, DocumentStatus, Section, Written
from finsam.documents.writing import removed, versions
from finsam.web.sections import add_section, put_back
from tests import clients
from tests.clients import ORIGIN, OWN


@pytest.fixture
def document(by):
    year = clients.fiscal_year(OWN)
    made = Document.objects.create(
        forbund=year.forbund, fiscal_year=year, kind="arsredovisning", key="prov", title="Prov"
    )
    for order, (title, level) in enumerate([("A", 1), ("A1", 2), ("B", 1), ("B1", 2)], 1):
        Section.objects.create(
            forbund=year.forbund, document=made, key=title.lower(), title=title, level=level, order=order
        )
    return made


def named(document, key) -> Section:
    return Section.objects.get(document=document, key=key)


def order(document) -> str:
    return " ".join(one.title for one in Section.objects.filter(document=document))


def test_it_is_as_it_was_and_where_it_stood(document, by):
    options = {"columns": ["budget"], "caption": True}
    Section.objects.filter(document=document, key="b").update(
        prose="<p>Ett <strong>viktigt</strong> ord.</p>", after="<p>Sist.</p>", block="budget", options=options,
        numbered=False, in_contents=False, page_break=True, hidden=True, not_applicable="", done=True,
    )  # fmt: skip
    services.delete(named(document, "b"), by=by)
    assert order(document) == "A A1 B1"
    put_back(document=document, key="b", by=by)
    back = named(document, "b")
    assert order(document) == "A A1 B B1"
    assert (back.title, back.level, back.block, back.options) == ("B", 1, "budget", options)
    assert (back.prose, back.after) == ("<p>Ett <strong>viktigt</strong> ord.</p>", "<p>Sist.</p>")
    assert (back.numbered, back.in_contents, back.page_break, back.hidden, back.done) == (
        False, False, True, True, True,
    )  # fmt: skip
    newest = versions.of_section(document.pk, "b").first()
    assert (newest.written, newest.by_name) == (Written.RESTORED, by.name)
    entry = AuditEntry.objects.filter(verb="lade tillbaka").get()
    assert entry.reference == "documents.section:prov/b"
    assert any(sentence.startswith("borttaget: b, ") for sentence in logbook.sentences(entry))


def test_it_stands_where_it_stood_also_when_others_have_been_added_since(document, by):
    services.delete(named(document, "b"), by=by)
    add_section(document=document, after="", title="Ny", by=by)
    put_back(document=document, key="b", by=by)
    assert order(document) == "Ny A B A1 B1"
    assert [one.order for one in Section.objects.filter(document=document)] == [1, 2, 3, 4, 5]


def test_it_gets_a_free_key_where_another_section_has_its_own(document, by):
    Section.objects.filter(document=document, key="a1").update(prose="<p>Den gamla.</p>")
    services.delete(named(document, "a1"), by=by)
    assert add_section(document=document, after="a", title="A1", by=by).key == "a1"
    back = put_back(document=document, key="a1", by=by)
    assert (back.key, back.prose) == ("a1-2", "<p>Den gamla.</p>")
    assert removed.of_document(document) == []


def test_it_is_put_back_once(document, by):
    services.delete(named(document, "b1"), by=by)
    put_back(document=document, key="b1", by=by)
    with pytest.raises(ValidationError, match="redan lagt tillbaka"):
        put_back(document=document, key="b1", by=by)
    services.delete(named(document, "b1"), by=by)
    assert [gone.key for gone in removed.of_document(document)] == ["b1"]


def test_the_one_that_is_pointed_at_is_put_back(document, by):
    for text in ("<p>Första.</p>", "<p>Andra.</p>"):
        Section.objects.filter(document=document, key="b1").update(prose=text)
        services.delete(named(document, "b1"), by=by)
        add_section(document=document, after="b", title="B1", by=by)
    last, earlier = removed.of_document(document)
    assert put_back(document=document, key="b1", row=earlier.entry.pk, by=by).prose == "<p>Första.</p>"
    assert [gone.entry.pk for gone in removed.of_document(document)] == [last.entry.pk]


def test_a_decided_document_takes_nothing_back(document, by):
    services.delete(named(document, "b1"), by=by)
    Document.objects.filter(pk=document.pk).update(
        status=DocumentStatus.SIGNED, decided_on="2024-03-01", paragraph="12"
    )
    with pytest.raises(ValidationError, match="undertecknad"):
        put_back(document=document, key="b1", by=by)
    assert order(document) == "A A1 B"


def test_pages_show_who_removed_it_and_take_it_back(document, by):
    Section.objects.filter(document=document, key="b1").update(prose="<p>Texten som var.</p>")
    for key in ("b1", "a1"):
        services.delete(named(document, key), by=by)
    chief = clients.signed_in(by)
    auditor = clients.signed_in(clients.let_in(clients.user("revisor"), Role.REVISOR))
    page = auditor.get(clients.url("document-removed", key="prov")).text
    assert "Texten som var." in page
    assert "Avsnittet hade ingen text." in page
    assert "Lägg tillbaka" not in page
    empty = chief.get(clients.url("section-versions", key="prov", section="a1")).text
    assert f"Avsnittet är borttaget av {by.name}" in empty
    assert "Lägg tillbaka" in empty
    at = clients.url("section-put-back", key="prov", section="a1")
    answer = chief.post(at, headers={"Origin": ORIGIN}, follow=True)
    assert "”A1” är tillbaka där det stod." in answer.text
    assert order(document) == "A A1 B"
    answer = chief.post(at, headers={"Origin": ORIGIN}, follow=True)
    assert "redan lagt tillbaka" in answer.text
