"""The administration keeps the same rules: whose, what is refused, and a row in the log."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.utils import timezone

from archive.models import PackedYear
from auditors.models import Attachment
from finsam.core.audit import logbook
from finsam.core.models import Access, AuditEntry, FiscalYear, Forbund, User
from finsam.core.tasks.models import Counter, ScheduledRun, Worker
from finsam.core.tenancy.permissions import Role
from finsam.editions.models import Edition, EditionFile, Release
from finsam.operations.models import BackupRun
from finsam.organisation.models import Member, Payer
from finsam.rendering.models import Draft
from plans.models.insatser import InsatsYear
from plans.models.year import ExternalProject
from tests import clients, factories

APPS = {"finsam", "plans", "budget", "followup", "auditors", "archive"}
OURS = [model for model in apps.get_models() if model.__module__.split(".")[0] in APPS]


@pytest.fixture
def root(db):
    user = User.objects.create_superuser("root@example.test", "ett-langt-losenord", name="Rot")
    return clients.signed_in(user)


def base(model) -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def errors(answer) -> object:
    """What the page says is wrong."""
    return answer.context["errors"] if answer.context else answer.status_code


def row_of(model):
    """An object of the model: from the fixtures, or one made."""
    if model is Worker:
        Worker.beat("test")
    elif model is Counter:
        Counter.objects.create(name="test")
    elif model is ScheduledRun:
        ScheduledRun.objects.create(name="test", due_at=timezone.now())
    elif model is BackupRun:
        BackupRun.objects.create(at=timezone.now())
    elif model is Draft:
        Draft.asked(clients.OWN, "x")
    elif model is PackedYear:
        PackedYear.asked(clients.OWN, "x")
    elif model in (Edition, EditionFile):
        factories.an_edition(clients.OWN)
    elif model is Attachment:
        factories.an_attachment(clients.OWN)
    elif model is Release:
        factories.a_release(clients.OWN)
    found = model._base_manager.order_by("pk").first()
    return found or factories.first(model, clients.OWN)


def stored(model, pk) -> dict:
    """All that is stored of an object."""
    one = model._base_manager.get(pk=pk)
    return {field.name: getattr(one, field.attname) for field in model._meta.concrete_fields}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_models_pages_open_and_one_is_saved_untouched_and_nothing_changes(root, unscoped, model):
    assert admin.site.is_registered(model)
    one = row_of(model)
    page = f"{base(model)}{one.pk}/change/"
    assert root.get(base(model)).status_code == 200
    answer = root.get(page)
    assert answer.status_code == 200
    before, rows = stored(model, one.pk), AuditEntry.objects.count()
    form = answer.context["adminform"].form
    answer = root.post(page, clients.written(form))
    assert answer.status_code == (302 if form.fields else 403), errors(answer)
    assert stored(model, one.pk) == before
    assert AuditEntry.objects.count() == rows


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_model_is_added_empty_and_saved_empty_with_a_sentence(root, unscoped, model):
    one, count = row_of(model), model._base_manager.count()
    answer = root.post(f"{base(model)}{one.pk}/change/", {})
    # A page whose every field may be left blank is saved; one that is only to be read refuses.
    assert answer.status_code in (302, 403) or answer.context["errors"]
    answer = root.post(f"{base(model)}add/", {})
    assert model._base_manager.count() == count
    if answer.status_code == 403:
        return
    assert answer.context["errors"]
    form = answer.context["adminform"].form
    fields = (*model._meta.fields, *model._meta.many_to_many)
    own = {field.name for field in fields if field.editable and not field.primary_key}
    if model is User:
        own = {"email", "name", "is_active", "is_staff", "is_superuser"}
    for name in own:  # all are there, and none is hidden by a field that says whose the object is
        label = str(model._meta.get_field(name).verbose_name)
        assert label.casefold() in str(form.fields[name].label).casefold(), name


def test_only_staff_come_in(chiefs):
    assert chiefs.get("/admin/organisation/member/").status_code == 302


def test_a_change_leaves_a_row_in_the_log(root, unscoped):
    member = Member.objects.filter(forbund__key="kramfors").first()
    data = {"name": "Ändrad i administrationen", "kind": member.kind, "order": member.order}
    assert root.post(f"/admin/organisation/member/{member.pk}/change/", data).status_code == 302
    entry = AuditEntry.objects.filter(label="Ändrad i administrationen").get()
    assert (entry.by_email, entry.verb) == ("root@example.test", "ändrade")


def test_what_somebody_else_has_saved_meanwhile_is_not_written_over(root, unscoped):
    member = Member.objects.filter(forbund__key="kramfors").first()
    page = f"/admin/organisation/member/{member.pk}/change/"
    form = root.get(page).context["adminform"].form
    Member.objects.filter(pk=member.pk).update(name="Ändrad av någon annan", version=member.version + 1)
    answer = root.post(page, clients.written(form) | {"name": "Ändrad i administrationen"}, follow=True)
    assert (
        "Det här har sparats i en annan flik eller av någon annan. Se efter hur det ser ut nu, och ändra sedan."
        in answer.text
    )
    member.refresh_from_db()
    assert member.name == "Ändrad av någon annan"


def test_a_new_object_is_told_whose_it_is(root, unscoped, forbund):
    data = {"belongs_to": forbund.pk, "name": "Ny kommun", "kind": "kommun", "order": 7}
    assert root.post("/admin/organisation/member/add/", data).status_code == 302
    assert Member.objects.get(name="Ny kommun").forbund == forbund


def test_choices_of_another_forbund_are_refused(root, unscoped):
    payer = Payer.objects.filter(forbund__key="kramfors").first()
    foreign = Member.objects.exclude(forbund__key="kramfors").first()
    page = root.get(f"/admin/organisation/payer/{payer.pk}/change/")
    assert foreign not in page.context["adminform"].form.fields["members"].queryset
    data = {"name": payer.name, "order": payer.order, "members": [foreign.pk]}
    assert root.post(f"/admin/organisation/payer/{payer.pk}/change/", data).status_code == 200
    assert foreign not in payer.members.all()


def test_a_new_object_cannot_point_into_another_forbund(root, unscoped, forbund):
    foreign = Payer.objects.exclude(forbund=forbund).first()
    data = {"belongs_to": forbund.pk, "payer": foreign.pk, "year": 2031, "status": "askat", "amount": "1 000"}
    response = root.post("/admin/organisation/contribution/add/", data)
    assert response.status_code == 200
    assert "hör inte till det här förbundet" in response.text


def test_what_the_rules_protect_is_a_message_not_a_crash(root, chief, unscoped):
    Access.objects.filter(role=Role.FORBUNDSCHEF, forbund__key="kramfors").exclude(user=chief).delete()
    access = Access.objects.get(user=chief)
    page = root.post(f"/admin/core/access/{access.pk}/delete/", {"post": "yes"}, follow=True)
    assert "Förbundet måste ha minst en förbundschef." in page.text
    assert Access.objects.filter(pk=access.pk).exists()
    year = FiscalYear.objects.get(forbund__key="kramfors", year=2024)
    page = root.post(f"/admin/core/fiscalyear/{year.pk}/delete/", {"post": "yes"}, follow=True)
    assert "Kan inte ta bort" in page.text
    assert FiscalYear.objects.filter(pk=year.pk).exists()


@pytest.mark.parametrize(
    "label", ["core.AuditEntry", "documents.Section", "followup.GoalReport", "followup.GoalResult"]
)
def test_some_are_only_to_be_read(root, unscoped, label):
    model = apps.get_model(label)
    one = model._base_manager.first()
    assert root.get(f"{base(model)}add/").status_code == 403
    assert root.post(f"{base(model)}{one.pk}/change/", {"title": "X"}).status_code == 403
    assert root.post(f"{base(model)}{one.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_new_forbund_begins_here(root):
    data = {"key": "nytt", "name": "Nytt förbund", "short_name": "Nytt", "accent": "#1f5a7a", "terms": "{}"}
    data |= {
        "equity_base_offset": "0",
        "suppression_threshold": "5",
        "nearly_percent": "10",
        "quorum": "mer-an-halften",
        "theme": "stillsam",
        "second_step_days": "14",
    }
    assert root.post("/admin/core/forbund/add/", data).status_code == 302
    assert Forbund.objects.filter(key="nytt").exists()


def test_what_is_written_of_a_new_objects_own_owner_is_kept(root, unscoped, forbund):
    year = FiscalYear.objects.get(forbund=forbund, year=2024)
    data = {"belongs_to": year.pk, "name": "Nytt projekt", "owner": "Region Västernorrland", "order": 3}
    answer = root.post("/admin/plans/externalproject/add/", data)
    assert answer.status_code == 302, errors(answer)
    assert ExternalProject.objects.get(name="Nytt projekt").owner == "Region Västernorrland"


def test_rights_given_here_leave_a_row_in_the_log(root, unscoped, chief):
    data = {
        "email": chief.email,
        "name": chief.name,
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
    }
    data |= {"initial-email": chief.email, "initial-name": chief.name, "initial-is_active": "True"}
    assert root.post(f"/admin/core/user/{chief.pk}/change/", data).status_code == 302
    entry = AuditEntry.objects.get(kind="core.user")
    assert (entry.by_email, entry.verb, entry.label) == ("root@example.test", "ändrade", chief.name)
    assert entry.before == {"is_staff": False, "is_superuser": False}
    assert entry.after == {"is_staff": True, "is_superuser": True}
    assert "får använda administrationen ändrades från nej till ja" in logbook.sentences(entry)
    chief.refresh_from_db()
    assert chief.is_superuser
    assert chief.check_password("ett-langt-losenord")


def test_a_new_user_leaves_a_row_in_the_log(root, unscoped):
    answer = root.post("/admin/core/user/add/", {"email": "ny@example.test", "name": "Ny", "is_active": "on"})
    assert answer.status_code == 302, errors(answer)
    assert not User.objects.get(email="ny@example.test").has_usable_password()
    kinds = list(AuditEntry.objects.filter(by_email="root@example.test").values_list("kind", "verb"))
    assert kinds == [("core.user", "skapade")]


def test_prose_and_personnummer_go_through_the_same_rules(root, unscoped):
    year = InsatsYear.objects.filter(forbund__key="kramfors").first()
    page = f"/admin/plans/insatsyear/{year.pk}/change/"
    data = clients.written(root.get(page).context["adminform"].form)
    answer = root.post(page, data | {"owner": "Anna 19850101-1234"})
    assert "personnummer" in str(errors(answer))
    answer = root.post(page, data | {"method": "<p>Bra<script>alert(1)</script></p>"})
    assert answer.status_code == 302, errors(answer)
    year.refresh_from_db()
    assert year.method == "<p>Bra</p>"


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


NO_JSON = "Texten går inte att läsa som JSON."
TOO_DEEP = "Texten har fler än 8 nivåer av listor i varandra."
TERMS = "Skriv benämningarna som"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (nested(10_000), NO_JSON),
        ('{"a":' * 10_000 + "1" + "}" * 10_000, NO_JSON),
        ("[" * 10_000, NO_JSON),
        (nested(500), TOO_DEEP),
        (nested(9), TOO_DEEP),
        ("[1, {", NO_JSON),
        ("1" * 5_000, NO_JSON),
        ('{"insats": NaN}', NO_JSON),
        ('{"insats": 1e999}', NO_JSON),
        ('{"insats": "\\u0000"}', NO_JSON),
        ('{"\\ud800": "x"}', NO_JSON),
        ("[1]", TERMS),
        ("[[1]]", TERMS),
        ("17", TERMS),
        ('{"insats": {"a": 1}}', TERMS),
    ],
    ids=lambda value: value[:20],
)
def test_json_that_nothing_can_be_made_of_is_refused_with_a_sentence(root, unscoped, text, sentence):
    one = Forbund.objects.get(key=clients.OWN)
    page = f"{base(Forbund)}{one.pk}/change/"
    written = clients.written(root.get(page).context["adminform"].form) | {"terms": text}
    answer = root.post(page, written)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    one.refresh_from_db()
    assert one.version == Forbund.objects.get(key=clients.OWN).version
    assert isinstance(one.terms, dict)
