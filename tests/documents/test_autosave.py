"""What has been acknowledged as saved is never lost: autosaves, versions, merging, and saves that come late."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from finsam.core import services
from finsam.core.models import AuditEntry, Forbund
from finsam.core.text.merging import holds
from finsam.documents.models import Document, Section, SectionVersion, Written
from finsam.documents.writing import versions
from finsam.documents.writing.services import Clashing, Sent, restore, write
from finsam.web.sections import indent_section, move_section, place_section
from tests import clients
from tests.clients import OWN
from tests.unguarded import unguarded


@pytest.fixture
def section(by):
    return fresh_section(["<p>Ett.</p><p>Två.</p>"])[0]


def fresh_section(texts):
    year = clients.fiscal_year(OWN)
    document = Document.objects.create(
        forbund=year.forbund, fiscal_year=year, kind="arsredovisning", key="prov", title="Prov"
    )
    return [
        Section.objects.create(
            forbund=year.forbund, document=document, key=f"a{at}", title=f"A{at}", order=at, prose=text
        )
        for at, text in enumerate(texts, 1)
    ]


class Page:
    """A page in somebody's browser, with the section open."""

    def __init__(self, section, by, name):
        self.section, self.by, self.name = section, by, name
        self.turn = self.known = 0
        self.text = self.base = Section.objects.get(pk=section.pk).prose

    def sent(self, text=None):
        self.turn += 1
        if text is not None:
            self.text = text
        return Sent({"prose": self.text}, {"prose": self.base}, self.name, self.turn, self.known)

    def deliver(self, sent, *, answered=True):
        received = write(section=self.section, sent=sent, by=self.by)
        if answered and not received.late:
            self.known, self.base = sent.turn, sent.texts["prose"]
            if received.section.prose != self.text == sent.texts["prose"]:
                self.text = self.base = received.section.prose
        return received

    def save(self, text=None):
        return self.deliver(self.sent(text))


def kept(section):
    return [(one.prose, one.written) for one in versions.of_section(section.document_id, section.key)]


def test_a_sitting_is_one_version_and_one_row_in_the_log(section, by):
    page, rows = Page(section, by, "flik"), AuditEntry.objects.count()
    for length in range(1, 20):
        page.save(f"<p>Ett.</p><p>Två.</p><p>{'Förbundet växer i år'[:length]}</p>")
    assert kept(section) == [
        ("<p>Ett.</p><p>Två.</p><p>Förbundet växer i å</p>", "skriven"),
        ("<p>Ett.</p><p>Två.</p>", "staende"),
    ]
    assert AuditEntry.objects.count() == rows + 1
    entry = AuditEntry.objects.latest("pk")
    assert (entry.verb, entry.by_email) == ("skrev i", by.email)
    assert entry.before == {"prose": "<p>Ett.</p><p>Två.</p>"}
    assert entry.after == {"prose": "<p>Ett.</p><p>Två.</p><p>Förbundet växer i å</p>"}


def test_what_is_taken_out_is_left_as_a_version(section, by):
    page = Page(section, by, "flik")
    page.save("<p>Ett.</p><p>Två.</p><p>Tre.</p>")
    page.save("<p>Ett.</p>")
    assert [text for text, _ in kept(section)] == [
        "<p>Ett.</p>",
        "<p>Ett.</p><p>Två.</p><p>Tre.</p>",
        "<p>Ett.</p><p>Två.</p>",
    ]


def test_another_day_is_another_version_and_another_row(section, by):
    page = Page(section, by, "flik")
    page.save("<p>Ett.</p><p>Två.</p><p>Tre.</p>")
    before = timedelta(minutes=31)
    SectionVersion.objects.update(at=SectionVersion.objects.first().at - before)
    with unguarded():
        AuditEntry.objects.update(at=AuditEntry.objects.latest("pk").at - before)
    rows = AuditEntry.objects.count()
    page.save("<p>Ett.</p><p>Två.</p><p>Tre.</p><p>Fyra.</p>")
    assert len(kept(section)) == 3
    assert AuditEntry.objects.count() == rows + 1


def test_a_form_that_is_saved_keeps_what_the_text_was(section, by):
    section.prose = "<p>Nytt.</p>"
    services.save(section, by=by)
    assert kept(section) == [("<p>Nytt.</p>", "skriven"), ("<p>Ett.</p><p>Två.</p>", "staende")]
    section.title = "Annan rubrik"
    services.save(section, by=by)
    assert len(kept(section)) == 2


def test_two_tabs_change_a_paragraph_each(section, by):
    first, second = Page(section, by, "ena"), Page(section, by, "andra")
    first.save("<p>Ett mer.</p><p>Två.</p>")
    second.save("<p>Ett.</p><p>Två mer.</p>")
    assert Section.objects.get(pk=section.pk).prose == "<p>Ett mer.</p><p>Två mer.</p>"
    assert second.text == "<p>Ett mer.</p><p>Två mer.</p>"
    assert kept(section)[0] == ("<p>Ett mer.</p><p>Två mer.</p>", "sammanford")
    first.save("<p>Ett mer och mer.</p><p>Två.</p>")
    assert Section.objects.get(pk=section.pk).prose == "<p>Ett mer och mer.</p><p>Två mer.</p>"


def test_same_paragraph_changed_by_both_saves_nothing(section, by):
    first, second = Page(section, by, "ena"), Page(section, by, "andra")
    first.save("<p>Ett mitt.</p><p>Två.</p>")
    with pytest.raises(Clashing) as clash:
        second.save("<p>Ett ditt.</p><p>Två.</p>")
    assert clash.value.merged["prose"].both == "<p>Ett mitt.</p><p>Ett ditt.</p><p>Två.</p>"
    assert Section.objects.get(pk=section.pk).prose == "<p>Ett mitt.</p><p>Två.</p>"


def test_an_answer_that_was_lost_is_no_clash_with_oneself(section, by):
    page = Page(section, by, "flik")
    page.deliver(page.sent("<p>Ett, halvt</p><p>Två.</p>"), answered=False)
    page.save("<p>Ett, helt skrivet.</p><p>Två.</p>")
    assert Section.objects.get(pk=section.pk).prose == "<p>Ett, helt skrivet.</p><p>Två.</p>"


def test_a_save_that_comes_late_changes_nothing(section, by):
    page = Page(section, by, "flik")
    slow = page.sent("<p>Ett.</p><p>Två.</p><p>Ska bort.</p>")
    page.save("<p>Ett.</p><p>Två.</p><p>Annat.</p>")
    assert page.deliver(slow).late
    assert Section.objects.get(pk=section.pk).prose == "<p>Ett.</p><p>Två.</p><p>Annat.</p>"


def test_restoring_is_a_version_and_the_text_before_it_is_another(section, by):
    page = Page(section, by, "flik")
    page.save("<p>Annat.</p>")
    earlier = SectionVersion.objects.get(written=Written.STANDING)
    restore(section=section, version=earlier, by=by)
    assert [text for text, _ in kept(section)] == [
        "<p>Ett.</p><p>Två.</p>",
        "<p>Annat.</p>",
        "<p>Ett.</p><p>Två.</p>",
    ]
    assert AuditEntry.objects.latest("pk").verb == "återställde"


def test_what_a_removed_section_said_is_kept(section, by):
    Page(section, by, "flik").save("<p>Annat.</p>")
    services.delete(section, by=by)
    assert [text for text, _ in kept(section)] == ["<p>Annat.</p>", "<p>Ett.</p><p>Två.</p>"]


def test_a_script_and_a_personnummer_are_not_kept(section, by):
    page = Page(section, by, "flik")
    page.save("<p>Ett.</p><script>alert(1)</script><p onclick='x()'>Två.</p>")
    assert Section.objects.get(pk=section.pk).prose == "<p>Ett.</p><p>Två.</p>"
    with pytest.raises(services.ValidationError):
        page.save("<p>Ring 850101-1236.</p>")


def test_saves_in_a_row_move_the_revision_but_ask_for_no_reckoning(
    section, by, monkeypatch, django_capture_on_commit_callbacks
):
    page = Page(section, by, "flik")
    page.save("<p>Ett.</p><p>Två.</p><p>a</p>")
    before = Forbund.objects.get(key=OWN).revision
    with django_capture_on_commit_callbacks() as asked:
        page.save("<p>Ett.</p><p>Två.</p><p>ab</p>")
    assert asked == []
    assert Forbund.objects.get(key=OWN).revision > before


WORDS = st.sampled_from(["alfa", "beta", "gamma", "delta", "epsilon", "zeta", "5 000 kr", "§ 14"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=3).map(lambda words: f"<p>{' '.join(words)}</p>")
PIECES = st.sampled_from(
    [
        '<figure><img data-picture="karta"></figure>',
        '<figure><img data-picture="karta" data-decoration=""></figure>',
        '<figure data-size="half"><img data-picture="lanet" alt="Länet"><figcaption>alfa</figcaption></figure>',
        "<table><tbody><tr><th>alfa</th><td>5 000 kr</td></tr></tbody></table>",
        "<ul><li><p>beta</p></li><li><p>gamma</p></li></ul>",
    ]
)
PARAGRAPHS = st.lists(SENTENCES | PIECES, max_size=4)
DONE = (
    "save",
    "save",
    "save",
    "lose the answer",
    "hold back",
    "deliver",
    "restore",
    "form",
    "move",
    "place",
    "indent",
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(DONE),
        st.integers(0, 2),
        PARAGRAPHS,
    ),
    min_size=3,
    max_size=10,
)


@settings(
    max_examples=40,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(STEPS, st.booleans())
def test_nothing_acknowledged_is_ever_lost(by, steps, removed):
    """Two people, of whom one has two tabs, write, lose answers, save late, restore, move and indent, and at last remove.

    All that was saved is kept, also of a section that is gone, whose late saves are refused.
    """
    with transaction.atomic():
        live_through(steps, removed, by)
        transaction.set_rollback(True)


def live_through(steps, removed, by):
    section, _ = fresh_section(["<p>alfa beta</p><p>gamma</p>", "<p>annat</p>"])
    other = clients.user("någon annan")
    pages = [Page(section, by, "ena"), Page(section, by, "andra"), Page(section, other, "tredje")]
    acknowledged, held_back = [section.prose], []
    for what, whose, words in steps:
        page, text = pages[whose], "".join(words)
        try:
            if what in ("save", "lose the answer"):
                received = page.deliver(page.sent(text), answered=what == "save")
                acknowledged.append(received.section.prose)
            elif what == "hold back":
                held_back.append((page, page.sent(text)))
            elif what == "deliver" and held_back:
                page, sent = held_back.pop()
                acknowledged.append(page.deliver(sent).section.prose)
            elif what == "restore" and (
                version := versions.of_section(section.document_id, section.key).last()
            ):
                acknowledged.append(restore(section=section, version=version, by=by).prose)
            elif what == "move":
                move_section(section=section, up=len(words) % 2 == 0, by=page.by)
            elif what == "place":
                place_section(section=section, before="a2" if len(words) % 2 else "", by=page.by)
            elif what == "indent":
                with suppress(ValidationError):  # there may be no such level
                    indent_section(section=section, deeper=len(words) % 2 == 0, by=page.by)
            elif what == "form":
                current = Section.objects.get(pk=section.pk)
                current.prose = text
                acknowledged.append(services.save(current, by=by, version=current.version).prose)
        except Clashing as clash:
            acknowledged.append(take_both(page, clash).section.prose)
    if removed:
        services.delete(Section.objects.get(pk=section.pk), by=other)
        for page in pages:
            with pytest.raises(services.Gone):
                page.save("<p>för sent</p>")
    texts = [one.prose for one in versions.of_section(section.document_id, section.key)]
    if not removed:
        texts = texts or [section.prose]
        assert texts[0] == Section.objects.get(pk=section.pk).prose
    for text in acknowledged:
        assert any(holds(version, text) for version in texts), text
    assert Section.objects.get(document=section.document, key="a2").prose == "<p>annat</p>"


def take_both(page, clash):
    """Nothing is saved, and both are shown; she takes both and goes on from there."""
    merged = clash.merged["prose"]
    assert all(holds(merged.both, text) for one in merged.clashes for text in (one.mine, one.theirs))
    page.text, page.base, page.known = merged.both, clash.current.prose, page.turn
    return page.save()


def test_a_text_that_nobody_changed_outlives_its_section(by):
    section, _ = fresh_section(["<p>Från början</p>", "<p>annat</p>"])
    services.delete(section, by=by)
    assert [one.prose for one in versions.of_section(section.document_id, section.key)] == [
        "<p>Från början</p>"
    ]
