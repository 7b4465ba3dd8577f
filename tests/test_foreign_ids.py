"""No reference may lead into another förbund: not through a model, an action, a form or a page."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from auditors.questions.forms import ReplyForm
from auditors.questions.models import Question
from finsam.core import services
from finsam.core.crud.editor import Editor
from finsam.core.crud.forms import OwnedForm
from finsam.core.models import AuditEntry, Forbund, Owned, YearOwned
from finsam.core.tenancy.scope import scopes_disabled
from finsam.documents.forms import SectionForm, TextForm
from finsam.facts.book import Book
from tests import clients
from tests.clients import FOREIGN, ORIGIN, OWN, YEAR
from tests.factories import first


def subclasses(base: type) -> list[type]:
    """Every class below another."""
    return [found for one in base.__subclasses__() for found in (one, *subclasses(one))]


EDITORS = clients.editors()  # reads the URL conf, and with it every form
MODELS = [one for one in subclasses(Owned) if not one._meta.abstract]
FORMS = [
    one
    for one in subclasses(OwnedForm)
    if one._meta.model is not None and one.__module__.split(".")[0] != "tests"
]

# Forms whose lines are given by the object, so that nothing is chosen.
CHOOSE_NOTHING = {"GoalResultForm"}
# Forms that ask for more than the visit.
MORE = dict.fromkeys((SectionForm, TextForm), lambda tenant: {"book": Book(tenant.forbund, YEAR)}) | {
    ReplyForm: lambda tenant: {"step": "svara", "question": first(Question, tenant.forbund.key)}
}


def leads(model: type[Owned]) -> list[models.Field]:
    """The model's references to what belongs to a förbund, other than its owner."""
    fields = [*model._meta.fields, *model._meta.many_to_many]
    return [one for one in fields if one.is_relation and issubclass(one.related_model, Owned)]


def an(model: type[Owned], forbund: str) -> Owned:
    """An object of the förbund's, if need be of any year."""
    with scopes_disabled():
        found = model.objects.filter(forbund__key=forbund)
        return found.order_by("pk").last() or first(model, forbund)


def owners(model: type[Owned]) -> str:
    """A förbund that has such objects, or the one where they are made."""
    with scopes_disabled():
        having = set(model.objects.values_list("forbund__key", flat=True))
    return next((key for key in (OWN, "lekeberg-orebro") if key in having), OWN)


REFERENCES = [
    pytest.param(model, one, id=f"{model.__name__}-{one.name}") for model in MODELS for one in leads(model)
]


@pytest.mark.parametrize("model, reference", REFERENCES)
def test_model_refuses_a_foreign_object(db, model, reference):
    mine = owners(model)
    obj, other = first(model, mine), an(reference.related_model, FOREIGN)
    with clients.in_scope(mine):
        if reference.many_to_many:
            with pytest.raises(ValidationError, match="hör inte till"):
                services.save(obj, by=clients.user("nagon"), many={reference.name: [other]})
            assert other not in getattr(obj, reference.name).all()
            return
        setattr(obj, reference.name, other)
        with pytest.raises(ValidationError) as refused:
            obj.full_clean()
        said = refused.value.message_dict[reference.name if reference.editable else "__all__"]
        assert any("hör inte till" in sentence for sentence in said)


def choices(form: forms.BaseForm) -> dict[str, forms.ModelChoiceField]:
    """The fields where an object of the förbund's is chosen."""
    return {
        name: field
        for name, field in form.fields.items()
        if isinstance(field, forms.ModelChoiceField) and issubclass(field.queryset.model, Owned)
    }


@pytest.mark.parametrize("form", FORMS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("new", [True, False], ids=["new", "old"])
def test_form_refuses_a_foreign_object(db, form, new):
    """Whatever else is written, the field says that the choice isn't this förbund's."""
    if form.__name__ in CHOOSE_NOTHING:
        assert not any(isinstance(one, forms.ModelChoiceField) for one in form.base_fields.values())
        return
    model = form._meta.model
    mine = OWN if model is Forbund else owners(model)
    instance = None
    if not new:
        instance = Forbund.objects.get(key=mine) if model is Forbund else first(model, mine)
    with clients.in_scope(mine):
        tenant = clients.tenant(clients.chief(mine), mine, YEAR)
        more = MORE[form](tenant) if form in MORE else {}
        if new:
            instance = model(forbund=tenant.forbund) if issubclass(model, Owned) else tenant.forbund
            if issubclass(model, YearOwned):
                instance.fiscal_year = tenant.fiscal_year
        for name, field in choices(form(instance=instance, tenant=tenant, **more)).items():
            other = an(field.queryset.model, FOREIGN)
            several = isinstance(field, forms.ModelMultipleChoiceField)
            sent = form({name: [other.pk] if several else other.pk}, instance=instance, tenant=tenant, **more)
            assert not sent.is_valid()
            assert sent.errors[name], name
            assert str(other) not in str(sent.errors[name])
            assert name not in sent.cleaned_data


ADDRESSES = {one.name for one in clients.addresses()}


def page_of(editor: Editor, end: str, forbund: str = OWN, **kwargs) -> str:
    """An editor's page for one object or a new one; what a year has one of has a single page."""
    if f"{editor.name}-{end}" in ADDRESSES:
        return clients.url(f"{editor.name}-{end}", forbund, **kwargs)
    return clients.url(editor.name, forbund)


def same_page(client, editor: Editor, obj: Owned, forbund: str) -> tuple[str, dict]:
    """An object's page, and what a browser would post of it untouched."""
    place = page_of(editor, "edit", forbund, key=obj.key)
    context = client.get(place).context
    sent = clients.written(context["form"])
    for _, formset in context["formsets"]:
        sent |= clients.written_set(formset)
    return place, sent


def with_few_children(editor: Editor, forbund: str) -> Owned:
    """The object with the shortest page that still has children of every kind."""
    with scopes_disabled():
        found = [one for one in editor.model.objects.filter(forbund__key=forbund) if _year(one) == YEAR]
        counts = {
            one: [
                formset.model.objects.filter(**{formset.fk.name: one}).count()
                for _, formset in editor.children
            ]
            for one in found
        }
    whole = {one: sum(count) for one, count in counts.items() if all(count)}
    return min(whole, key=whole.get) if whole else first(editor.model, forbund)


def _year(obj: Owned) -> int:
    return obj.fiscal_year.year if isinstance(obj, YearOwned) else YEAR


WITH_PAGES = [one for one in EDITORS if one.model is not Forbund and one.name != "access"]


@pytest.mark.parametrize("editor", WITH_PAGES, ids=lambda one: one.name)
def test_page_refuses_a_foreign_object(db, editor):
    """Posted untouched the page saves; with one foreign id it saves nothing at all, also among its children."""
    mine = owners(editor.model)
    client = clients.signed_in(clients.chief(mine))
    for _, formset in editor.children:
        first(formset.model, mine)  # made with its parent where the fixtures have none
    obj = with_few_children(editor, mine)
    place, sent = same_page(client, editor, obj, mine)
    untouched = client.post(place, sent, headers={"origin": ORIGIN})
    assert untouched.status_code == 302, (untouched.context["form"].errors, sent)
    context = client.get(place).context
    found = [(context["form"], context["form"].instance)]
    found += [(form, form.instance) for _, formset in context["formsets"] for form in formset]
    with scopes_disabled():
        before = AuditEntry.objects.count()
    # One row stands for all that offer the same: those of a kind are one form, written or new.
    rows = {(type(form), bool(one.pk), *choices(form)): form for form, one in found}
    for form in rows.values():
        for name, field in choices(form).items():
            other = an(field.queryset.model, FOREIGN)
            several = isinstance(field, forms.ModelMultipleChoiceField)
            wrong = {**sent, form[name].html_name: [other.pk] if several else other.pk}
            refused = client.post(place, wrong, headers={"origin": ORIGIN})
            assert refused.status_code == 422, (form, name)
            assert str(other.pk) not in _saved(obj, name)
    with scopes_disabled():
        assert AuditEntry.objects.count() == before


def _saved(obj: Owned, name: str) -> list[str]:
    """What a reference holds in the database."""
    with scopes_disabled():
        fresh = type(obj).objects.get(pk=obj.pk)
        value = getattr(fresh, name, None)
        return (
            [str(one.pk) for one in value.all()] if hasattr(value, "all") else [str(getattr(value, "pk", ""))]
        )


def test_choices_never_show_another_förbund(db):
    """Every choice of every page's form belongs to the visitor's förbund."""
    client = clients.signed_in(clients.chief())
    for editor in WITH_PAGES:
        response = client.get(page_of(editor, "new"))
        for field in choices(response.context["form"]).values():
            with scopes_disabled():
                assert {one.forbund.key for one in field.queryset.select_related("forbund")} <= {OWN}
