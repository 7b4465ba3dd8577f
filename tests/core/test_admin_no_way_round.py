"""A superuser is not a way round: what she posts by hand to the administration meets the same rules as on the pages."""

import importlib
import os
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.test import Client
from django.urls import clear_url_caches
from django.utils import timezone

import finsam.urls
from budget.models import LedgerImport
from finsam.core.models import Access, AuditEntry, Forbund, User
from finsam.core.models.audit import ChainHead, ChainLink
from finsam.core.tenancy.permissions import Role
from finsam.documents.models import Document, Section
from finsam.editions.models import Edition, EditionFile, Release
from finsam.organisation.models import Member, Payer
from tests import clients, factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    return clients.signed_in(clients.user("rot", is_staff=True, is_superuser=True))


def base(model) -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


@pytest.mark.parametrize(
    "model", [Edition, EditionFile, Release, LedgerImport, AuditEntry, ChainLink, ChainHead]
)
def test_what_is_stored_for_good_is_only_read(root, unscoped, model):
    if model in (Edition, EditionFile):
        factories.an_edition(clients.OWN)
    elif model is Release:
        factories.a_release(clients.OWN)
    elif model is LedgerImport:
        factories.first(model, clients.OWN)
    row = model._base_manager.first()
    if row is None:
        clients.chief()  # a row in the log
        row = model._base_manager.first()
    count = model._base_manager.count()
    for place in (f"{row.pk}/change/", f"{row.pk}/delete/", "add/"):
        assert root.post(base(model) + place, {"post": "yes"}).status_code == 403, place
    picked = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    assert root.post(base(model), picked).status_code in (200, 302, 403)
    assert model._base_manager.count() == count


@pytest.mark.parametrize(
    "label",
    ["mfa.Authenticator", "usersessions.UserSession", "socialaccount.SocialAccount", "account.EmailAddress"],
)
def test_what_lets_somebody_in_is_not_there(root, label):
    assert label not in {model._meta.label for model in admin.site._registry}
    app, model = label.lower().split(".")
    assert root.get(f"/admin/{app}/{model}/").status_code == 404


def test_bulk_actions_remove_nothing(root, unscoped):
    members = list(Member.objects.values_list("pk", flat=True))
    data = {"action": "delete_selected", "_selected_action": members, "post": "yes"}
    root.post("/admin/organisation/member/", data)
    assert Member.objects.count() == len(members)


def test_a_settled_document_is_locked_with_its_sections(root, unscoped):
    document = Document.objects.filter(status__in=["beslutad", "undertecknad"]).first()
    place = f"/admin/documents/document/{document.pk}/"
    form = root.get(f"{place}change/").context["adminform"].form
    answer = root.post(f"{place}change/", clients.written(form) | {"title": "Ett annat namn"}, follow=True)
    assert Document.objects.get(pk=document.pk).title == document.title
    assert "notice" in answer.text or "errornote" in answer.text or "messagelist" in answer.text
    root.post(f"{place}delete/", {"post": "yes"})
    assert Document.objects.filter(pk=document.pk).exists()
    section = Section.objects.filter(document=document).first()
    assert root.post(f"/admin/documents/section/{section.pk}/change/", {"title": "x"}).status_code == 403


def test_a_relation_to_another_forbund_is_refused(root, unscoped):
    payer = Payer.objects.filter(forbund__key=clients.OWN).first()
    theirs = Member.objects.filter(forbund__key=clients.FOREIGN).first()
    place = f"/admin/organisation/payer/{payer.pk}/change/"
    form = root.get(place).context["adminform"].form
    before = set(payer.members.all())
    answer = root.post(place, clients.written(form) | {"members": [theirs.pk]})
    assert answer.context["errors"]
    assert set(payer.members.all()) == before


def test_a_save_over_somebody_elses_is_refused(root, unscoped):
    member = Member.objects.filter(forbund__key=clients.OWN).first()
    place = f"/admin/organisation/member/{member.pk}/change/"
    data = clients.written(root.get(place).context["adminform"].form) | {"name": "Sist"}
    Member.objects.filter(pk=member.pk).update(name="Någon annans", version=member.version + 1)
    answer = root.post(place, data)
    assert Member.objects.get(pk=member.pk).name == "Någon annans"
    assert answer.status_code in (200, 302)


def test_a_user_is_not_written_over_either(root):
    user = clients.user("karin")
    place = f"/admin/core/user/{user.pk}/change/"
    data = clients.written(root.get(place).context["adminform"].form)
    User.objects.filter(pk=user.pk).update(name="Karin Andersson", is_active=False)
    # What she didn't touch stays as somebody else has made it …
    assert root.post(place, data | {"email": "karin.ny@example.se"}).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.is_active, user.email) == ("Karin Andersson", False, "karin.ny@example.se")
    # … and what both have changed is said.
    answer = root.post(place, data | {"name": "Karin Berg"})
    assert "Någon annan har ändrat det här under tiden." in answer.text
    user.refresh_from_db()
    assert user.name == "Karin Andersson"


def test_an_acting_forbundschef_is_not_appointed_here(root, unscoped):
    forbund, today = Forbund.objects.get(key=clients.OWN), timezone.localdate()
    data = {
        "belongs_to": forbund.pk,
        "user": clients.user("tf").pk,
        "role": Role.ACTING,
        "start": today,
        "end": today,
    }
    answer = root.post("/admin/core/access/add/", data, follow=True)
    assert "förlängs och avslutas på sidan Tillförordnad förbundschef" in answer.text
    assert not Access.objects.filter(role=Role.ACTING).exists()


def test_the_last_forbundschef_stays(root, unscoped):
    access = Access.objects.get(user=clients.chief())
    answer = root.post(f"/admin/core/access/{access.pk}/delete/", {"post": "yes"}, follow=True)
    assert "måste ha minst en förbundschef" in answer.text
    assert Access.objects.filter(pk=access.pk).exists()


def test_staff_without_all_rights_give_themselves_none():
    from django.contrib.auth.models import Permission

    staff = clients.user("personal", is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename="change_user"))
    client = clients.signed_in(staff)
    data = {
        "email": staff.email,
        "name": "Personal",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
    }
    data |= {f"initial-{name}": value for name, value in data.items() if name != "is_superuser"}
    client.post(f"/admin/core/user/{staff.pk}/change/", data)
    staff.refresh_from_db()
    assert staff.is_superuser is False


def test_who_writes_is_in_the_log(root, unscoped):
    member = Member.objects.filter(forbund__key=clients.OWN).first()
    place = f"/admin/organisation/member/{member.pk}/change/"
    data = clients.written(root.get(place).context["adminform"].form) | {"name": "Nytt namn"}
    assert root.post(place, data).status_code == 302
    row = AuditEntry.objects.latest("pk")
    assert (row.by_email, row.forbund_key, row.after) == ("rot@example.se", "kramfors", {"name": "Nytt namn"})


def test_without_a_second_step_she_is_led_to_set_it_up():
    user = clients.user("rot", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(user)
    for place in ("/admin/", "/admin/organisation/member/"):
        answer = client.get(place, follow=True)
        assert answer.redirect_chain[-1][0] == "/konto/2fa/", place
        assert "Administrationen öppnas när du har slagit på tvåstegsverifiering" in answer.text
    member = Member.objects.with_scopes_disabled().first()
    client.post(f"/admin/organisation/member/{member.pk}/change/", {"name": "Förbi"})
    assert not Member.objects.with_scopes_disabled().filter(name="Förbi").exists()
    Authenticator.objects.create(user=user, type="webauthn", data={})
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(("place", "open_at"), [("kontoret/", "/kontoret/"), ("", None)])
def test_it_is_where_the_setting_says(root, settings, place, open_at):
    settings.ADMIN = place
    try:
        importlib.reload(finsam.urls)
        clear_url_caches()
        page = root.get("/?valj").text
        assert root.get("/admin/").status_code == 404
        if open_at:
            assert root.get(open_at).status_code == 200
            assert f'href="{open_at}"' in page
        else:
            assert "Administration</a>" not in page
    finally:
        settings.ADMIN = "admin/"
        importlib.reload(finsam.urls)
        clear_url_caches()


def test_a_place_that_is_none_is_refused(settings):
    environment = os.environ | {"FINSAM_ADMIN": "/admin", "DJANGO_SETTINGS_MODULE": "finsam.settings"}
    command = [sys.executable, "manage.py", "check"]
    refused = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)
    assert refused.returncode == 1
    assert "FINSAM_ADMIN is a path such as admin/" in refused.stderr
