"""Comments on a förslag: when they can be made and answered, what is noted, and where they go."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError

from finsam.comments import services
from finsam.comments.models import Comment
from finsam.comments.services import Spot
from finsam.core.caching import revisions
from finsam.core.models import AuditEntry, User
from finsam.core.services import StaleSave
from finsam.documents.models import Document
from finsam.editions.models import Edition, EditionFile, FileForm
from tests.comments.conftest import said
from tests.editions.conftest import DECISION, step
from tests.rendering.pdfread import PdfReader


@pytest.fixture
def member(small):
    return User.objects.create(email="ledamot@norra-an.se", name="Ledamoten")


def answered(comment, by, step="svara", answer="I avsnittet om mål.", **kwargs):
    return services.take_step(comment=comment, step=step, answer=answer, by=by, **kwargs)


def test_a_comment_says_who_where_when_and_on_which_handling(proposed, member):
    comment = said(proposed, member)
    stored = Comment.objects.get()
    assert (stored.by_name, stored.role, stored.section, stored.heading, stored.status) == (
        "Ledamoten", "Ledamot", "text", "Text", "oppen",
    )  # fmt: skip
    assert stored.edition == Edition.objects.get().code
    assert stored.at is not None
    assert str(comment) == "Ledamoten om Text"


def test_a_comment_and_its_answer_leave_a_row_each_and_move_the_revision(proposed, member, by):
    before = revisions.of(proposed.forbund_id)
    comment = said(proposed, member)
    assert revisions.of(proposed.forbund_id) > before
    answered(comment, by)
    made, answer = AuditEntry.objects.filter(kind="comments.comment").order_by("pk")
    assert (made.verb, made.by_name, made.after["text"]) == ("skapade", "Ledamoten", "Var är målet om unga?")
    assert (answer.verb, answer.by_name, answer.after["answer"]) == (
        "besvarade", "Chefen", "I avsnittet om mål.",
    )  # fmt: skip


def test_a_comment_is_answered_closed_and_opened_again(proposed, member, by):
    comment = said(proposed, member)
    answered(comment, by)
    stored = Comment.objects.get()
    assert (stored.status, stored.answer, stored.answered_by) == ("besvarad", "I avsnittet om mål.", "Chefen")
    first = stored.answered_at
    answered(stored, by, "avsluta")
    stored = Comment.objects.get()
    assert (stored.status, stored.closed_by, stored.answered_at) == ("avslutad", "Chefen", first)
    with pytest.raises(
        ValidationError, match="Kommentaren är avslutad och behöver vara öppen eller besvarad"
    ):
        answered(Comment.objects.get(), by)
    answered(stored, by, "oppna", "Något annat.")
    stored = Comment.objects.get()
    assert (stored.status, stored.answer, stored.closed_by, stored.closed_at) == (
        "oppen", "I avsnittet om mål.", "", None,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["svara", "avsluta"])
def test_no_comment_is_closed_without_an_answer(proposed, member, by, name):
    comment = said(proposed, member)
    with pytest.raises(ValidationError, match="Skriv ett svar"):
        answered(comment, by, name, "")
    assert Comment.objects.get().status == "oppen"


def test_only_what_is_proposed_is_commented_on(plan, member, by):
    with pytest.raises(ValidationError, match="är inte framlagd som förslag just nu"):
        said(plan, member)
    step(plan, "foresla", by)
    comment = said(plan, member)
    step(plan, "ta-tillbaka", by)
    with pytest.raises(ValidationError, match="är inte framlagd som förslag just nu"):
        said(plan, member)
    answered(comment, by)  # the kansli answers while it mends the text
    assert Comment.objects.get().status == "besvarad"


def test_a_decision_closes_the_comments(proposed, member, by):
    comment = said(proposed, member)
    step(proposed, "besluta", by, DECISION)
    with pytest.raises(ValidationError, match="är beslutad, så kommentarerna är stängda"):
        said(proposed, member)
    for name in ("svara", "avsluta"):
        with pytest.raises(ValidationError, match="är beslutad, så kommentarerna är stängda"):
            answered(Comment.objects.get(pk=comment.pk), by, name)
    assert Comment.objects.count() == 1


def test_personnummer_are_refused_in_a_comment_and_in_an_answer(proposed, member, by):
    with pytest.raises(ValidationError, match="personnummer"):
        said(proposed, member, "Jag mötte 19811218-9876 där.")
    comment = said(proposed, member)
    with pytest.raises(ValidationError, match="personnummer"):
        answered(comment, by, answer="Jag mötte 19811218-9876 där.")
    assert Comment.objects.get().answer == ""


def test_an_answer_to_an_old_version_is_refused(proposed, member, by):
    comment = said(proposed, member)
    seen = comment.version
    answered(Comment.objects.get(), by, version=seen)
    with pytest.raises(StaleSave):
        answered(comment, by, answer="Ett annat svar.", version=seen)
    assert Comment.objects.get().answer == "I avsnittet om mål."


def printed_words(file: EditionFile) -> str:
    """What can be read in a file of an edition: the text of a PDF, and what is packed in Word and Excel."""
    content = bytes(file.content)
    if content.startswith(b"%PDF"):
        pdf = PdfReader(content)
        return "".join([*pdf.content.values(), *pdf.artifacts.values(), *pdf.stray])
    if file.form in (FileForm.XLSX, FileForm.DOCX):
        packed = ZipFile(BytesIO(content))
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    return content.decode()


def test_comments_stand_in_no_file_but_the_record(proposed, member, by):
    """Neither the one on a section, nor that on a figure, nor an answer, in any form, of either rendition."""
    answered(said(proposed, member, "Okrattade manegen"), by, answer="Krattad manege")
    said(proposed, member, "Manegens siffra", Spot("text", "Text", "bidrag.totalt@2024", "Medlemsbidrag"))
    edition = step(proposed, "besluta", by, DECISION)
    words = {
        (file.form, file.inside): printed_words(file) for file in EditionFile.objects.filter(edition=edition)
    }
    assert {form for form, _ in words} == {
        "pdf",
        "html",
        "xlsx",
        "docx",
        "json",
        "akt",
        "sparbilaga",
        "spardata",
    }
    assert {place for place, text in words.items() if "manege" in text.lower()} == {("akt", True)}
    assert "Beslutad av styrelsen" in words["pdf", False]  # the text of the PDF was read
    proposal = EditionFile.objects.get(edition__number=1, form="akt")
    assert json.loads(bytes(proposal.content))["comments"] == []


def test_the_record_of_the_decision_holds_the_comments_with_their_answers(proposed, member, by):
    spot = Spot("text", "Text", "bidrag.totalt@2024", "Medlemsbidrag")
    answered(said(proposed, member, spot=spot), by, "avsluta")
    edition = step(proposed, "besluta", by, DECISION)
    record = json.loads(bytes(EditionFile.objects.get(edition=edition, form="akt").content))
    (told,) = record["comments"]
    assert told.pop("at") < told.pop("answered_at") <= told.pop("closed_at")
    assert told == {
        "edition": Edition.objects.get(number=1).code,
        "section": "text",
        "heading": "Text",
        "figure": "bidrag.totalt@2024",
        "figure_label": "Medlemsbidrag",
        "text": "Var är målet om unga?",
        "by": "Ledamoten",
        "role": "Ledamot",
        "status": "avslutad",
        "answer": "I avsnittet om mål.",
        "answered_by": "Chefen",
        "closed_by": "Chefen",
    }
    assert "ledamot@norra-an.se" not in json.dumps(record["comments"])


def test_a_revision_begins_without_comments(proposed, member, by):
    from finsam.editions.services import revise

    said(proposed, member)
    step(proposed, "besluta", by, DECISION)
    revision = revise(document=Document.objects.get(pk=proposed.pk), by=by)
    assert Comment.objects.filter(document=revision).count() == 0
