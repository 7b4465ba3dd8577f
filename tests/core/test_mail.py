"""Mail that can't be sent undoes nothing that was saved, and says what stands."""

from traceback import format_exception

import pytest
from django.core import mail
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django_tasks_db.models import DBTaskResult

from finsam.core import mail as core_mail
from finsam.core.models import Access, AuditEntry, User
from finsam.core.tasks.models import Worker
from finsam.core.tenancy.permissions import Role
from tests.core.conftest import HERE
from tests.core.test_access import INVITATION


class Down(BaseEmailBackend):
    """A mail server that can't be reached."""

    def send_messages(self, messages):
        raise ConnectionRefusedError(111, "Connection refused")


@pytest.fixture
def down(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Down"


def test_an_invitation_stands_and_its_letter_can_be_sent_again(chiefs, unscoped, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    page = chiefs.post(f"{HERE}atkomst/ny/", INVITATION, follow=True)
    access = Access.objects.get(user__email="nora@example.test")
    assert page.status_code == 200
    assert "Brevet kunde inte skickas just nu. Nora Nyberg har fått rollen och den gäller." in page.text
    assert "Brevet är inte skickat" in page.text
    assert f'action="{HERE}atkomst/{access.key}/igen/"' in page.text
    assert AuditEntry.objects.filter(verb="bjöd in").count() == 1
    again = chiefs.post(f"{HERE}atkomst/{access.key}/igen/", follow=True)
    assert "Brevet kunde inte skickas just nu. Rollen gäller fortfarande." in again.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    sent = chiefs.post(f"{HERE}atkomst/{access.key}/igen/", follow=True)
    assert "Ett brev är på väg till nora@example.test." in sent.text
    assert len(mail.outbox) == 1


def test_somebody_with_a_password_can_be_written_to_again_too(chiefs, person, unscoped, down):
    known = person(Role.REVISOR)
    page = chiefs.post(f"{HERE}atkomst/ny/", {**INVITATION, "email": known.email}, follow=True)
    access = Access.objects.get(user=known, role=Role.EKONOM)
    assert f'action="{HERE}atkomst/{access.key}/igen/"' in page.text


@pytest.mark.parametrize("address", ["revisor@kramfors.test", "okand@example.test"])
def test_a_new_password_is_asked_for_again_whoever_asks(person, unscoped, down, address):
    """The same answer whether the address is known or not."""
    person(Role.REVISOR)
    page = Client().post("/konto/password/reset/", {"email": address})
    assert page.status_code == 503
    assert "Brevet kunde inte skickas just nu. Inget är ändrat. Vänta en stund och försök igen." in page.text
    assert address in page.text


def test_a_new_password_holds_though_the_letter_about_it_is_not_sent(person, client_of, unscoped, down):
    who = person(Role.REVISOR)
    new = "fyra nya ord idag"
    answer = client_of(who).post(
        "/konto/password/change/", {"oldpassword": "ett-langt-losenord", "password1": new, "password2": new}
    )
    assert answer.status_code == 302
    assert User.objects.get(pk=who.pk).check_password(new)


def test_a_mail_server_that_does_not_answer_is_not_waited_for():
    assert get_connection("django.core.mail.backends.smtp.EmailBackend").timeout == 10


@pytest.fixture
def works(unscoped):
    """A worker that is alive, and the letters that are left to it."""
    Worker.beat("test")
    return DBTaskResult.objects


def test_where_somebody_works_a_letter_waits_in_the_queue(chiefs, works):
    page = chiefs.post(f"{HERE}atkomst/ny/", INVITATION, follow=True)
    assert "Ett brev är på väg till nora@example.test." in page.text
    assert mail.outbox == []
    (waiting,) = works.all()
    waiting.task.call(*waiting.args_kwargs["args"])
    (letter,) = mail.outbox
    assert letter.to == ["nora@example.test"]
    assert letter.subject.startswith("Inbjudan till ")
    assert "/konto/password/reset/key/" in letter.body


def test_a_new_password_is_sent_by_the_worker_too(person, works):
    known = person(Role.REVISOR)
    page = Client().post("/konto/password/reset/", {"email": known.email})
    assert page.status_code == 302
    assert mail.outbox == []
    assert works.get().args_kwargs["args"][3] == [known.email]


def test_a_letter_that_the_worker_can_not_send_tells_nobody_whose_it_was(down, db):
    with pytest.raises(core_mail.NotSent) as raised:
        core_mail.deliver.call("Hemligt", "Länk", "finsam@localhost", ["nora@example.test"])
    assert "Refused" not in "".join(format_exception(raised.value))
    assert core_mail.deliver.tries == 7
