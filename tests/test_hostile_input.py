"""Whatever is written in whichever field: it is saved or refused with a sentence, and never an error of ours."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from budget.forms import ROWS
from finsam.core import services
from finsam.core.models import Forbund, User
from finsam.core.tenancy.permissions import Role
from finsam.core.values.privacy import refuse
from finsam.organisation.models import Member
from followup.surveys.forms import QUESTIONS
from tests import clients
from tests.clients import OWN, YEAR
from tests.factories import first
from tests.test_foreign_ids import CHOOSE_NOTHING, FORMS, MORE, page_of, with_few_children

HOSTILE = {
    "long": "x" * 100_000,
    "NUL": "a\0b",
    "newline": "Rad ett\nBcc: alla@example.se",
    "control": "a\x1b[2Jb",
    "negative": "-1",
    "enormous": "9" * 40,
    "more digits than python reads": "9" * 5_000,
    "not a number": "NaN",
    "infinity": "-Infinity",
    "other digits": "١٢٣",
    "JSON": "[" * 5_000,
    "date": "0000-99-99",
    "late date": "9999-12-31",
    "unknown choice": "finns-inte",
    "blank": "   ",
}
EDITORS = clients.editors()


def refusal(form: forms.BaseForm, name: str, data: dict) -> list[str]:
    """What a field alone says of what was sent, which is also asked whether it is another than before."""
    form.data = data
    bound, field = form[name], form.fields[name]
    field.has_changed(bound.initial, bound.data)
    given = (bound.data, bound.initial) if isinstance(field, forms.FileField) else (bound.data,)
    try:
        field.clean(*given)
    except ValidationError as error:
        return error.messages or [""]
    return []


@pytest.mark.parametrize(
    "form", [one for one in FORMS if one.__name__ not in CHOOSE_NOTHING], ids=lambda one: one.__name__
)
def test_a_form_takes_or_refuses_anything_in_any_field(db, form):
    """One field at a time, the rest as they stand, so that nothing else is refused first.

    What the field itself refuses is the same to the rest of the form, which is made and asked for the first of it.
    """
    model = form._meta.model
    instance = Forbund.objects.get(key=OWN) if model is Forbund else first(model, OWN)
    with clients.in_scope(OWN):
        tenant = clients.tenant(clients.chief(OWN), OWN, YEAR)
        more = MORE[form](tenant) if form in MORE else {}
        untouched = clients.written(form(instance=instance, tenant=tenant, **more))
        asked = form(untouched, instance=instance, tenant=tenant, **more)
        for name, field in asked.fields.items():
            several = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
            refused = False
            for kind, value in HOSTILE.items():
                data = {**untouched, name: [value] if several else value}
                sentences = refusal(asked, name, data)
                assert all(sentence.strip() for sentence in sentences), (name, kind)
                if sentences and refused:
                    continue
                refused = refused or bool(sentences)
                fresh = type(instance)._base_manager.get(pk=instance.pk)
                sent = form(data, instance=fresh, tenant=tenant, **more)
                if sent.is_valid() and isinstance(sent.cleaned_data[name], str):
                    refuse(sent.cleaned_data[name], lines=True)
                for sentences in sent.errors.values():
                    assert all(sentence.strip() for sentence in sentences), (name, kind)


@pytest.fixture
def chief(db):
    return clients.signed_in(clients.chief())


@pytest.mark.parametrize("editor", EDITORS, ids=lambda one: one.name)
def test_a_page_takes_or_refuses_anything_in_every_field(chief, editor):
    """All fields at once, those of the rows too, and what the page itself keeps there."""
    obj = Forbund.objects.get(key=OWN)
    if editor.model is not Forbund:
        obj = with_few_children(editor, OWN) if editor.children else first(editor.model, OWN)
    place = page_of(editor, "edit", key=obj.key)
    context = chief.get(place).context
    sent = clients.written(context["form"])
    for _, formset in context["formsets"]:
        sent |= clients.written_set(formset)
    for kind in ("enormous", "late date"):
        answer = chief.post(place, dict.fromkeys(sent, HOSTILE[kind]) | {"version": ""})
        assert answer.status_code in (200, 302, 422), (kind, answer.status_code)
        kept = {name: value for name, value in sent.items() if name.endswith("_FORMS")}
        answer = chief.post(place, dict.fromkeys(sent, HOSTILE[kind]) | kept)
        assert answer.status_code in (200, 302, 422), (kind, answer.status_code)
    assert chief.post(place, {}).status_code in (200, 302, 422)
    for wrong in ("3", "9999"):  # what a formset says of itself
        lied = {name: wrong for name in sent if name.endswith("_FORMS")}
        if lied:
            assert chief.post(place, sent | lied).status_code in (200, 302, 422), wrong


@pytest.mark.parametrize(
    "text", ["a\0b", "a\nb", "a\rb", "a\tb", "a\x0bb", "a\u2028b", "a\u202eb", "a\x9fb", "\ud800"]
)
def test_a_name_is_one_line_without_hidden_signs(text):
    with pytest.raises(ValidationError):
        refuse(text, lines=False)


@pytest.mark.parametrize("text", ["a\0b", "a\x0bb", "a\u2028b", "a\u202eb", "a\x9fb", "\ud800"])
def test_a_text_has_lines_but_no_hidden_signs(text):
    with pytest.raises(ValidationError, match="dolt tecken"):
        refuse(text, lines=True)
    refuse("Rad ett\r\nRad två\tmed tabb, 5\u00a0000\u202fkr, för\u00adbund och 👩\u200d🌾", lines=True)


def test_what_is_wrong_with_a_line_break_is_said():
    with pytest.raises(ValidationError, match="ska stå på en rad"):
        refuse("Region\nNorr", lines=False)


def test_no_model_keeps_a_line_break_in_a_name_whoever_writes_it(db):
    """The loader, the administration and the pages all ask the object itself."""
    with clients.in_scope(OWN):
        forbund = Forbund.objects.get(key=OWN)
        for one in (Member(forbund=forbund, name="Region\nNorr", kind="region"), forbund):
            one.name = "Region\nNorr"
            with pytest.raises(ValidationError) as refused:
                one.full_clean()
            assert refused.value.message_dict["name"] == [
                "Texten ska stå på en rad. Ta bort radbrytningen eller tabbtecknet."
            ]
        with pytest.raises(ValidationError):
            services.invite(
                forbund=forbund, email="a@example.se", name="A\nB", role=Role.LEDAMOT, by=clients.user("x")
            )
    assert not User.objects.filter(email="a@example.se").exists()


def test_a_colour_that_is_none_is_a_sentence(chief):
    place = clients.url("forbund")
    sent = clients.written(chief.get(place).context["form"])
    for colour in ("#zzzzzz", "#12", "röd", "#12345\u0664", ""):
        answer = chief.post(place, sent | {"accent": colour})
        assert answer.status_code == 422
        assert answer.context["form"].errors["accent"]
    assert "Skriv färgen som # och sex tecken." in chief.post(place, sent | {"accent": "#zzzzzz"}).text


@pytest.mark.parametrize(("formset", "most"), [(ROWS, 160), (QUESTIONS, 100)])
def test_a_formset_reads_no_more_rows_than_it_has_use_for(formset, most):
    assert (formset.absolute_max, formset.max_num) == (most, most)


def test_every_formset_has_a_limit_and_says_it(chief):
    seen = 0
    for editor in EDITORS:
        for title, formset in editor.children:
            assert formset.absolute_max <= 160, (editor.name, title)
            seen += 1
    assert seen >= 8
    editor = next(one for one in EDITORS if one.children)
    obj = with_few_children(editor, OWN)
    place = page_of(editor, "edit", key=obj.key)
    context = chief.get(place).context
    sent = clients.written(context["form"])
    for _, formset in context["formsets"]:
        sent |= clients.written_set(formset)
    answer = chief.post(place, sent | {"c0-TOTAL_FORMS": "9999"})
    assert answer.status_code == 422
    formset = answer.context["formsets"][0][1]
    assert len(formset.forms) <= 160
    assert formset.non_form_errors()[0].startswith("Här får det stå högst ")
    assert "Här får det stå högst " in answer.text
