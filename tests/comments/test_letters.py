"""Letters about comments: gathered, to whom they concern, and without a word of what was said."""

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from finsam.comments import letters, services
from finsam.comments.services import Spot
from finsam.core.models import Access, User
from finsam.core.tenancy.permissions import Role
from finsam.documents.models import Document
from tests.comments.conftest import said


@pytest.fixture
def proposed(plan):
    """A plan that is proposed; no handling is stored, which no letter needs."""
    Document.objects.filter(pk=plan.pk).update(status="forslag")
    plan.refresh_from_db()
    return plan


@pytest.fixture
def member(proposed, by):
    """A member of the board; the förbundschef who answers has access too."""
    person = User.objects.create(email="ledamot@norra-an.se", name="Ledamoten")
    User.objects.filter(pk=by.pk).update(email="chefen@norra-an.se")
    by.refresh_from_db()
    for user, role in ((person, Role.LEDAMOT), (by, Role.FORBUNDSCHEF)):
        Access.objects.get_or_create(forbund=proposed.forbund, user=user, role=role)
    return person


def answered(comment, by, step="svara", answer="Det står i avsnitt 3."):
    return services.take_step(comment=comment, step=step, answer=answer, by=by)


def waiting() -> list[tuple[str, float]]:
    """What is in the queue about comments: the task, and how many minutes away it is."""
    rows = DBTaskResult.objects.filter(task_path__startswith="finsam.comments.").order_by("enqueued_at")
    now = timezone.now()
    return [
        (row.task_path.rpartition(".")[2], round((row.run_after - now).total_seconds() / 60)) for row in rows
    ]


def send() -> list:
    """The letters that are sent when their time has come; each task is done."""
    mail.outbox.clear()
    for row in DBTaskResult.objects.filter(task_path__startswith="finsam.comments.").order_by("enqueued_at"):
        task = getattr(letters, row.task_path.rpartition(".")[2])
        task.call(*row.args_kwargs["args"])
        row.delete()
    return list(mail.outbox)


def test_comments_of_an_hour_are_one_letter_to_the_kansli(proposed, member, by, settings):
    said(proposed, member, spot=Spot("text", "Hemlig rubrik"))
    said(proposed, member, text="Och målet om vuxna?")
    assert waiting() == [("tell_kansli", 60)]
    (letter,) = send()
    assert letter.to == ["chefen@norra-an.se"]
    assert letter.subject == f"2 nya kommentarer på {proposed}"
    assert "2 kommentarer väntar på svar." in letter.body
    assert f"{settings.ORIGIN}/norra-an/2024/dokument/{proposed.key}/kommentarer/" in letter.body
    for word in ("Hemlig", "unga", "vuxna", "Ledamoten", "ledamot@"):
        assert word not in letter.subject + letter.body
    said(proposed, member)
    assert waiting() == [("tell_kansli", 60)]
    assert send()[0].subject == f"En ny kommentar på {proposed}"


def test_answers_of_an_hour_are_one_letter_to_who_asked(proposed, member, by):
    first, second = said(proposed, member), said(proposed, member)
    own = said(proposed, by)
    send()
    answered(first, by)
    answered(second, by, step="avsluta")
    answered(own, by)
    assert waiting() == [("tell_reader", 60)]
    (letter,) = send()
    assert letter.to == ["ledamot@norra-an.se"]
    assert letter.subject == f"2 av dina kommentarer är besvarade: {proposed}"
    assert "avsnitt 3" not in letter.body
    answered(first, by, step="avsluta")
    assert waiting() == [], "closed with the answer that she has had"
    answered(first, by, step="oppna")
    answered(first, by, answer="Det står i avsnitt 4.")
    assert waiting() == [("tell_reader", 60)]
    answered(first, by, step="avsluta", answer="Det står i avsnitt 4.")
    answered(first, by, step="oppna")
    assert send() == [], "opened again before the letter"


def test_nothing_is_sent_that_is_no_longer_to_be_told(proposed, member, by):
    said(proposed, by)
    assert send() == [], "her own"
    said(proposed, member)
    Access.objects.filter(user=by).update(end="2020-12-31")
    assert send() == [], "has left"
    Access.objects.filter(user=by).update(end=None)
    said(proposed, member)
    Document.objects.filter(pk=proposed.pk).update(status="beslutad", decided_on="2023-11-24")
    assert send() == [], "decided"


def test_a_comment_that_is_refused_queues_nothing(proposed, member):
    Document.objects.filter(pk=proposed.pk).update(status="utkast")
    with pytest.raises(services.ValidationError):
        said(proposed, member)
    assert waiting() == []
