"""The only way to an object: who gets a visit, and what is found through it."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from django_scopes.exceptions import ScopeError

from budget.models import Series
from finsam.core.models import Access, FiscalYear, Forbund, Owned, YearOwned
from finsam.core.tenancy import rules
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import PERMISSION_WORDS, ROLES, Permission, Role
from finsam.core.tenancy.scope import scopes_disabled
from finsam.documents.models import Explanation
from finsam.organisation.models import Body, Member
from plans.models.goals import Goal
from tests import clients
from tests.clients import FOREIGN, OWN, YEAR
from tests.factories import first

TODAY = timezone.localdate
DAY = timedelta(days=1)


def with_dates(start, end):
    """A ledamot whose access holds between two dates."""
    who = clients.user("ledamot")
    Access(forbund=Forbund.objects.get(key=OWN), user=who, role=Role.LEDAMOT, start=start, end=end).save()
    return who


@pytest.mark.parametrize(
    "start, end, open_",
    [
        (None, None, True),
        (0, 0, True),
        (None, 0, True),
        (0, None, True),
        (1, None, False),
        (None, -1, False),
        (-10, -1, False),
    ],
)
def test_visit_between_the_dates_of_the_access(db, start, end, open_):
    day = [None if one is None else TODAY() + one * DAY for one in (start, end)]
    who = with_dates(*day)
    if open_:
        assert clients.tenant(who).roles == (Role.LEDAMOT,)
    else:
        with pytest.raises(Http404):
            clients.tenant(who)


def test_what_the_visitor_may_is_told_for_each_permission(db):
    tenant = clients.tenant(clients.let_in(clients.user("ekonom"), Role.EKONOM))
    assert tenant.may == {
        "read": True,
        "edit_plan": False,
        "edit_budget": True,
        "edit_forbund": False,
        "edit_followup": False,
        "report": False,
        "explain": True,
        "read_log": True,
        "read_counts": False,
        "audit": False,
        "manage_access": False,
        "appoint_acting": False,
        "read_handover": False,
        "edit_handover": False,
        "decide": False,
        "comment": True,
        "convene": False,
        "edit_meetings": False,
    }
    assert tenant.may is tenant.may, "made once for the visit"
    assert tenant.role_names == "Ekonom"


def test_a_visit_knows_the_years_of_its_förbund_and_says_little_of_what_it_keeps(db):
    tenant = clients.tenant(clients.chief())
    tenant.kept["bok"] = "något stort"
    assert "bok" not in repr(tenant)
    with clients.in_scope(OWN):
        assert {one.forbund.key for one in tenant.years} == {OWN}
        assert YEAR in {one.year for one in tenant.years}
    assert tenant.fiscal_year.year == YEAR
    assert clients.tenant(tenant.user, year=None).fiscal_year is None


def test_two_roles_are_added_up(db):
    who = clients.let_in(clients.let_in(clients.user("dubbel"), Role.EKONOM), Role.ADMINISTRATOR)
    tenant = clients.tenant(who)
    both = ROLES[Role.EKONOM].permissions | ROLES[Role.ADMINISTRATOR].permissions
    assert tenant.permissions == both
    assert tenant.refusal(Permission.EDIT_BUDGET) is None
    assert tenant.refusal(Permission.EDIT_PLAN)
    assert set(tenant.role_names.split(", ")) == {"Ekonom", "Administratör"}


@pytest.mark.parametrize("key, year", [("finns-inte", None), (FOREIGN, None), (OWN, 1999)])
def test_what_one_may_not_know_is_not_there(db, key, year):
    with pytest.raises(Http404):
        TenantContext.of(clients.chief(), key, year)


def test_same_words_for_a_förbund_that_is_closed_and_one_that_is_not_there(db):
    who, said = clients.chief(), []
    for key in ("finns-inte", FOREIGN):
        with pytest.raises(Http404) as refused:
            TenantContext.of(who, key, None)
        said.append(str(refused.value))
    assert said[0] == said[1]


def test_objects_are_of_the_förbund_and_the_year(db):
    tenant = clients.tenant(clients.chief())
    with clients.in_scope(OWN):
        assert {one.forbund.key for one in tenant.all(Member)} == {OWN}
        assert {one.fiscal_year.year for one in tenant.all(Series)} == {YEAR}
        assert Series.objects.filter(fiscal_year__year=YEAR - 1).exists()
        goal = tenant.all(Goal).last()
        assert tenant.get(Goal, key=goal.key) == goal
        with pytest.raises(Http404, match="Mål finns inte"):
            tenant.get(Goal, key="finns-inte")
        with pytest.raises(Http404, match="Mål finns inte"):
            tenant.get(Goal, key="\0")


def test_forgotten_filter_raises(db):
    with pytest.raises(ScopeError):
        list(Member.objects.all())


def test_scope_hides_the_others(db):
    with clients.in_scope(OWN):
        assert {one.forbund.key for one in Body.objects.all()} == {OWN}


def test_address_stays_in_the_förbund_and_year(db):
    assert address(clients.tenant(clients.chief()), "goals-edit", key="x") == f"/{OWN}/{YEAR}/mal/x/"


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", Role)
def test_refusal_says_who_may(role, permission):
    sentence = rules.refusal(ROLES[role].permissions, permission)
    if permission in ROLES[role].permissions:
        assert sentence is None
        return
    assert sentence.startswith(f"Din roll får inte {PERMISSION_WORDS[permission]}. Det får ")
    able = [one for one in Role if permission in ROLES[one].permissions and one != Role.ACTING]
    assert all(one.label.lower() in sentence for one in able)
    assert role.label.lower() not in sentence.split("Det får")[1]


def knock(method: str, permissions: frozenset, *, status=200, tell=(), **guard):
    """What a guarded view answers, when the view itself answers with a status; `.said` is left for the next page."""
    request = RequestFactory().generic(method, "/")
    request.tenant = TenantContext(None, Forbund(key="x"), (), permissions)
    request._messages = CookieStorage(request)
    request.tenant.tell(tell)
    answer = require_permission(**guard)(lambda request: HttpResponse("inne", status=status))(
        request, forbund="x", year=YEAR
    )
    answer.said = [(one.level_tag, one.message) for one in request._messages]
    return answer


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_door_lets_readers_look(method):
    assert knock(method, frozenset({Permission.READ})).status_code == 200
    with pytest.raises(PermissionDenied, match="Din roll får inte läsa ändringsloggen"):
        knock(method, frozenset({Permission.READ}), read=Permission.READ_LOG)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_door_is_shut_for_writing_unless_told(method):
    everything = frozenset(Permission)
    assert knock(method, everything).status_code == 405
    assert knock(method, everything, write=Permission.EDIT_PLAN).status_code == 200
    with pytest.raises(PermissionDenied):
        knock(method, frozenset({Permission.READ}), write=Permission.EDIT_PLAN)


@pytest.mark.parametrize(
    "status, heard", [(200, False), (301, False), (302, True), (303, False), (422, False)]
)
def test_what_is_to_be_told_is_said_once_when_what_was_sent_has_been_saved(status, heard):
    everything, sentences = frozenset(Permission), ["Ett.", "Två.", "Ett."]
    answer = knock("POST", everything, write=Permission.EDIT_PLAN, status=status, tell=sentences)
    assert answer.said == ([("warning", "Ett."), ("warning", "Två.")] if heard else [])


def test_a_guarded_view_tells_who_may_and_keeps_its_name():
    def some_view(request):
        return HttpResponse("inne")

    assert require_permission()(some_view).required_permissions == (Permission.READ, None)
    guarded = require_permission(Permission.READ_LOG, Permission.EDIT_PLAN)(some_view)
    assert guarded.required_permissions == (Permission.READ_LOG, Permission.EDIT_PLAN)
    assert guarded.__name__ == "some_view"


def test_last_förbundschef_stays(db):
    """Neither a chief whose time is up, nor one of another förbund, is somebody to hand over to."""
    chief, today = clients.chief(), date(2024, 6, 1)
    clients.chief(FOREIGN)
    with clients.in_scope(OWN):
        access = Access.objects.get(user=chief)
        assert rules.removing_access(access, today=today)
        other = Access(
            forbund=access.forbund, user=clients.user("ny"), role=Role.FORBUNDSCHEF, end=date(2024, 5, 31)
        )
        other.save()
        assert rules.removing_access(access, today=today)
        assert rules.removing_access(access, today=date(2024, 5, 31)) is None


# Every kind of thing that a door opens to, with one of this förbund's and one of another's by the same name.
OWNED = [
    pytest.param(model, id=model.__name__)
    for model in apps.get_models()
    if issubclass(model, Owned) and not model._meta.abstract
]


def one_of(model, forbund: str):
    """An object of a förbund's."""
    if model is Access:
        who = clients.let_in(clients.user(f"nagon.{forbund}"), Role.LEDAMOT, forbund)
        return Access.objects.with_scopes_disabled().get(user=who)
    if model is Explanation:
        year = clients.fiscal_year(forbund)
        return Explanation.objects.with_scopes_disabled().create(
            forbund=year.forbund,
            fiscal_year=year,
            rule="R1",
            subject="prov",
            reason="Så ska det vara.",
            key="prov",
        )
    return first(model, forbund)


@pytest.mark.parametrize("model", OWNED)
def test_the_door_itself_shuts_out_what_is_another_förbunds(db, model):
    """Also with the belt off: the scope is not what keeps the others out."""
    chief = clients.chief()
    mine, others = one_of(model, OWN), one_of(model, FOREIGN)
    tenant = clients.tenant(chief)
    with scopes_disabled():
        found = {one.pk: one.forbund.key for one in tenant.all(model)}
        assert mine.pk in found
        assert others.pk not in found
        assert set(found.values()) == {"kramfors"}
        if others.key != mine.key and others.key not in {one.key for one in tenant.all(model)}:
            with pytest.raises(Http404):
                tenant.get(model, key=others.key)


@pytest.mark.parametrize("model", [one for one in OWNED if issubclass(one.values[0], YearOwned)])
def test_the_door_itself_shuts_out_another_year(db, model):
    tenant = clients.tenant(clients.chief())
    mine = one_of(model, OWN)
    with scopes_disabled():
        FiscalYear.objects.get_or_create(forbund=tenant.forbund, year=2031, key="2031")
        assert mine.pk in {one.pk for one in tenant.all(model)}
        assert {one.fiscal_year.year for one in tenant.all(model)} == {2024}
        tenant.fiscal_year = FiscalYear.objects.get(forbund=tenant.forbund, year=2031)
        assert list(tenant.all(model)) == []
