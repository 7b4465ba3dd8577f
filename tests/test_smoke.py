"""That the rig itself bites: a run that can't fail proves nothing."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.http import HttpResponse
from django.template import Context, Engine, Origin, Template
from django.test import RequestFactory

from tests.hostile import ROOT, ReadOnlyRequests, UndefinedVariable, UndefinedVariableError, WriteDuringGet


def test_suite_runs_on_a_clone_of_the_template(db):
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has template databases")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'test\\_finsam\\_%\\_template'")
        assert cursor.fetchone() == (1,)
    assert connection.settings_dict["NAME"].startswith("test_finsam_")


def write(request):
    get_user_model().objects.update(is_active=False)
    return HttpResponse()


def read(request):
    return HttpResponse(str(get_user_model().objects.count()))


@pytest.mark.parametrize("method", ["get", "head"])
def test_write_during_get_fails(db, method):
    request = getattr(RequestFactory(), method)("/")
    with pytest.raises(WriteDuringGet):
        ReadOnlyRequests(write)(request)


def test_reading_during_get_and_writing_during_post_pass(db):
    assert ReadOnlyRequests(read)(RequestFactory().get("/")).status_code == 200
    assert ReadOnlyRequests(write)(RequestFactory().post("/")).status_code == 200


def render(source, where):
    engine = Engine(string_if_invalid=UndefinedVariable())
    return Template(source, origin=Origin(name=str(where)), engine=engine).render(
        Context({"present": "here"})
    )


def test_undefined_variable_in_our_template_fails():
    ours = ROOT / "templates" / "page.html"
    assert render("{{ present }}{% if absent %}{{ absent }}{% endif %}", ours) == "here"
    with pytest.raises(UndefinedVariableError, match=r"^templates/page\.html: {{ present\.absent\|upper }}"):
        render("{{ present.absent|upper }}", ours)


def test_undefined_variable_in_an_installed_template_is_blank():
    theirs = "/usr/lib/site-packages/somebody/templates/page.html"
    assert render("[{{ absent }}{{ absent|default:'else' }}]", theirs) == "[else]"
