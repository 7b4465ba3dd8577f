"""Who comes in: invitation by mail, the first password, dates, and the last förbundschef."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from finsam.core.models import Access, AuditEntry, Forbund, User
from finsam.core.tenancy.permissions import ROLES, Permission, Role
from tests import clients
from tests.core.conftest import HERE

INVITATION = {
    "name": "Nora Nyberg",
    "email": "Nora@example.test",
    "role": Role.EKONOM,
    "start": "",
    "end": "",
}


@pytest.mark.parametrize(
    "start, end, days",
    [
        (None, None, "1 2 3 4 5"),
        (2, None, "2 3 4 5"),
        (None, 4, "1 2 3 4"),
        (2, 4, "2 3 4"),
        (3, 3, "3"),
    ],
)
def test_an_access_holds_from_its_first_day_to_its_last(start, end, days):
    access = Access(start=start and date(2024, 6, start), end=end and date(2024, 6, end))
    assert [day for day in range(1, 6) if access.valid_on(date(2024, 6, day)) is True] == [
        int(day) for day in days.split()
    ]


def test_an_access_gives_what_its_role_gives():
    assert Access(role=Role.LEDAMOT).permissions == frozenset({Permission.READ, Permission.COMMENT})
    assert Access(role=Role.REVISOR).permissions == frozenset(
        {Permission.READ, Permission.READ_LOG, Permission.READ_COUNTS, Permission.COMMENT, Permission.AUDIT}
    )


def test_an_access_is_called_by_person_and_role(person):
    access = Access.objects.with_scopes_disabled().get(
        user=person(Role.BEREDNING, email="nora.nyberg@example.test")
    )
    assert str(access) == "Test beredning, beredningsgrupp"
    assert access.key == "nora-nyberg-example-test-beredning"


def test_a_person_is_called_by_her_name_or_else_her_address():
    assert str(User(name="Nora Nyberg", email="nora@example.test")) == "Nora Nyberg"
    assert str(User(email="nora@example.test")) == "nora@example.test"
    assert User(name="Nora Nyberg").get_full_name() == "Nora Nyberg"
    assert User(email="nora@example.test").reference() == "core.user:nora@example.test"


def test_who_is_made_without_a_password_has_none_that_opens(db):
    plain = User.objects.create_user("Nora@Example.test", name="Nora")
    assert (plain.email, plain.is_active, plain.is_staff, plain.is_superuser) == (
        "nora@example.test", True, False, False,
    )  # fmt: skip
    assert not plain.has_usable_password()
    assert User.objects.get_by_natural_key("NORA@example.test") == plain
    root = User.objects.create_superuser("root@example.test", "ett-langt-losenord", name="Rot")
    assert (root.is_active, root.is_staff, root.is_superuser) == (True, True, True)
    assert root.check_password("ett-langt-losenord")


def test_what_is_wrong_with_a_person_is_told_by_field(db):
    User.objects.create_user("nora@example.test", name="Nora")
    fine = {"email": "n@example.test", "name": "N" * 80, "password": "x"}
    User(**fine).full_clean()
    for wrong, field in [
        ({"email": "nora@example.test"}, "email"),
        ({"name": "N" * 81}, "name"),
        ({"name": "Nora 20010203-1234"}, "name"),
    ]:
        with pytest.raises(ValidationError) as refused:
            User(**fine | wrong).full_clean()
        assert set(refused.value.message_dict) == {field}


def test_the_tables_are_as_the_models_say(db):
    call_command("makemigrations", "core", "organisation", check=True, dry_run=True, verbosity=0)


def test_page_says_what_each_role_may_do(chiefs):
    page = chiefs.get(f"{HERE}atkomst/").text
    for info in ROLES.values():
        assert info.description in page


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.FORBUNDSCHEF, Role.ADMINISTRATOR)]
)
def test_others_are_told_who_may(person, client_of, role):
    response = client_of(person(role)).get(f"{HERE}atkomst/")
    assert response.status_code == 403
    assert "Det får förbundschef och administratör." in response.text


def test_invited_person_chooses_a_password_and_comes_in(chiefs, unscoped, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = chiefs.post(f"{HERE}atkomst/ny/", INVITATION)
    assert response.status_code == 302
    access = Access.objects.get(user__email="nora@example.test")
    assert access.role == Role.EKONOM
    assert AuditEntry.objects.with_scopes_disabled().filter(verb="bjöd in").count() == 1
    (letter,) = mail.outbox
    assert letter.to == ["nora@example.test"]
    assert "Samordningsförbundet Kramfors" in letter.subject
    assert ROLES[Role.EKONOM].description in letter.body

    new = Client()
    link = re.search(r"http://testserver(/\S+/password/reset/key/\S+)", letter.body)[1]
    form = new.get(link, follow=True)
    assert "Välj lösenord" in form.text
    where = form.redirect_chain[-1][0]
    chosen = {"password1": "fyra ord i rad nu", "password2": "fyra ord i rad nu"}
    assert new.post(where, chosen, follow=True).status_code == 200
    assert new.get(f"{HERE}medlemmar/").status_code == 200
    # The link is used up.
    assert "Länken gäller inte längre" in Client().get(link, follow=True).text


def test_somebody_who_is_already_here_gets_a_letter_without_a_link(
    chiefs, unscoped, django_capture_on_commit_callbacks
):
    User.objects.create_user("nora@example.test", "ett-langt-losenord", name="Nora Nyberg")
    with django_capture_on_commit_callbacks(execute=True):
        chiefs.post(f"{HERE}atkomst/ny/", INVITATION)
    (letter,) = mail.outbox
    assert "password" not in letter.body
    assert "http://testserver/kramfors/" in letter.body
    assert User.objects.filter(email__iexact="nora@example.test").count() == 1


def test_same_role_twice_is_refused_and_no_letter_sent(chiefs, unscoped, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        chiefs.post(f"{HERE}atkomst/ny/", INVITATION)
        response = chiefs.post(f"{HERE}atkomst/ny/", INVITATION)
    assert response.status_code == 422
    assert "Personen har redan den rollen." in response.text
    assert len(mail.outbox) == 1


def test_dates_in_the_wrong_order_are_refused_and_no_user_is_left_behind(chiefs, unscoped):
    response = chiefs.post(f"{HERE}atkomst/ny/", INVITATION | {"start": "2026-02-01", "end": "2026-01-01"})
    assert response.status_code == 422
    assert "Åtkomsten kan inte sluta innan den börjar." in response.text
    assert not User.objects.filter(email__iexact="nora@example.test").exists()


def test_access_holds_only_between_its_dates(person, client_of, unscoped):
    user = person(Role.REVISOR)
    yesterday = timezone.localdate() - timedelta(days=1)
    Access.objects.filter(user=user).update(end=yesterday)
    assert client_of(user).get(f"{HERE}medlemmar/").status_code == 404


def test_last_forbundschef_stays(chief, chiefs, unscoped):
    Access.objects.filter(role=Role.FORBUNDSCHEF, forbund__key="kramfors").exclude(user=chief).delete()
    access = Access.objects.get(user=chief)
    sentence = "Förbundet måste ha minst en förbundschef."
    page = chiefs.post(f"{HERE}atkomst/{access.key}/ta-bort/")
    assert page.status_code == 422
    assert sentence in page.text
    page = chiefs.post(
        f"{HERE}atkomst/{access.key}/", {"start": "", "end": "2030-01-01", "version": access.version}
    )
    assert page.status_code == 422
    assert sentence in page.text
    access.refresh_from_db()
    assert access.end is None


def test_another_can_be_removed(chiefs, person, unscoped):
    access = Access.objects.get(user=person(Role.EKONOM))
    assert chiefs.post(f"{HERE}atkomst/{access.key}/ta-bort/").status_code == 302
    assert not Access.objects.filter(pk=access.pk).exists()


def test_invitation_is_sent_again_only_by_post(chiefs, unscoped, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        chiefs.post(f"{HERE}atkomst/ny/", INVITATION)
    access = Access.objects.get(user__email="nora@example.test")
    chiefs.get(f"{HERE}atkomst/{access.key}/igen/")
    assert len(mail.outbox) == 1
    chiefs.post(f"{HERE}atkomst/{access.key}/igen/")
    assert len(mail.outbox) == 2


def test_nobody_signs_up_by_herself(db):
    page = Client().get("/konto/signup/")
    assert "Det går inte att skapa ett eget konto." in page.text
    Client().post("/konto/signup/", {"email": "x@example.test", "password1": "fyra ord i rad nu"})
    assert not User.objects.filter(email="x@example.test").exists()


def test_home_leads_to_the_only_forbund_and_else_lets_one_choose(person, client_of, chief, forbund, unscoped):
    client = client_of(chief)
    assert client.get("/").headers["Location"] == "/kramfors/"
    assert client.get("/kramfors/").headers["Location"] == HERE
    other = type(forbund).objects.exclude(pk=forbund.pk).first()
    Access(user=chief, forbund=other, role=Role.REVISOR).save()
    assert f'href="/{other.key}/"' in client.get("/").text


def test_a_page_without_pictures_reads_none(db):
    """The logo of the förbund is read where a document is made, and not at each visit."""
    client = clients.signed_in(clients.chief("lekeberg-orebro"))
    with clients.in_scope("lekeberg-orebro"):
        assert Forbund.objects.get(key="lekeberg-orebro").logo is not None
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/lekeberg-orebro/2024/mal/").status_code == 200
    assert [one["sql"] for one in asked.captured_queries if "core_picture" in one["sql"]] == []
