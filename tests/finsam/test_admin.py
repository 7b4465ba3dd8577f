"""The administration keeps the same rules: whose, what is refused, and a row in the log."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client

from finsam.models import Access, AuditEntry, FiscalYear, Forbund, Member, Payer, User
from finsam.roles import Role

APPS = {"finsam", "plans", "budget", "followup"}
OURS = [model for model in apps.get_models() if model.__module__.split(".")[0] in APPS]


@pytest.fixture
def root(db):
    user = User.objects.create_superuser("root@example.test", "ett-langt-losenord", name="Rot")
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_is_there_and_its_pages_open(root, unscoped, model):
    assert admin.site.is_registered(model)
    base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    assert root.get(base).status_code == 200
    assert root.get(f"{base}add/").status_code in (200, 403)
    first = model._base_manager.order_by("pk").first()
    if first is not None:
        assert root.get(f"{base}{first.pk}/change/").status_code == 200


def test_only_staff_come_in(chiefs):
    assert chiefs.get("/admin/finsam/member/").status_code == 302


def test_a_change_leaves_a_row_in_the_log(root, unscoped):
    member = Member.objects.filter(forbund__key="kramfors").first()
    data = {"name": "Ändrad i administrationen", "kind": member.kind, "order": member.order}
    assert root.post(f"/admin/finsam/member/{member.pk}/change/", data).status_code == 302
    entry = AuditEntry.objects.filter(label="Ändrad i administrationen").get()
    assert (entry.by_email, entry.verb) == ("root@example.test", "ändrade")


def test_a_new_object_is_told_whose_it_is(root, unscoped, forbund):
    data = {"owner": forbund.pk, "name": "Ny kommun", "kind": "kommun", "order": 7}
    assert root.post("/admin/finsam/member/add/", data).status_code == 302
    assert Member.objects.get(name="Ny kommun").forbund == forbund


def test_choices_of_another_forbund_are_refused(root, unscoped):
    payer = Payer.objects.filter(forbund__key="kramfors").first()
    foreign = Member.objects.exclude(forbund__key="kramfors").first()
    page = root.get(f"/admin/finsam/payer/{payer.pk}/change/")
    assert foreign not in page.context["adminform"].form.fields["members"].queryset
    data = {"name": payer.name, "order": payer.order, "members": [foreign.pk]}
    assert root.post(f"/admin/finsam/payer/{payer.pk}/change/", data).status_code == 200
    assert foreign not in payer.members.all()


def test_a_new_object_cannot_point_into_another_forbund(root, unscoped, forbund):
    foreign = Payer.objects.exclude(forbund=forbund).first()
    data = {"owner": forbund.pk, "payer": foreign.pk, "year": 2031, "status": "askat", "amount": "1 000"}
    response = root.post("/admin/finsam/contribution/add/", data)
    assert response.status_code == 200
    assert "hör inte till det här förbundet" in response.text


def test_what_the_rules_protect_is_a_message_not_a_crash(root, chief, unscoped):
    Access.objects.filter(role=Role.FORBUNDSCHEF, forbund__key="kramfors").exclude(user=chief).delete()
    access = Access.objects.get(user=chief)
    page = root.post(f"/admin/finsam/access/{access.pk}/delete/", {"post": "yes"}, follow=True)
    assert "Förbundet måste ha minst en förbundschef." in page.text
    assert Access.objects.filter(pk=access.pk).exists()
    year = FiscalYear.objects.get(forbund__key="kramfors", year=2024)
    page = root.post(f"/admin/finsam/fiscalyear/{year.pk}/delete/", {"post": "yes"}, follow=True)
    assert "Kan inte ta bort" in page.text
    assert FiscalYear.objects.filter(pk=year.pk).exists()


@pytest.mark.parametrize(
    "label", ["finsam.AuditEntry", "documents.Section", "followup.GoalReport", "followup.GoalResult"]
)
def test_some_are_only_to_be_read(root, unscoped, label):
    model = apps.get_model(label)
    one = model._base_manager.first()
    base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    assert root.get(f"{base}add/").status_code == 403
    assert root.post(f"{base}{one.pk}/change/", {"title": "X"}).status_code == 403
    assert root.post(f"{base}{one.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_new_forbund_begins_here(root):
    data = {"key": "nytt", "name": "Nytt förbund", "short_name": "Nytt", "accent": "#1f5a7a", "terms": "{}"}
    data |= {"equity_base_offset": "0", "suppression_threshold": "5", "nearly_percent": "10"}
    assert root.post("/admin/finsam/forbund/add/", data).status_code == 302
    assert Forbund.objects.filter(key="nytt").exists()
