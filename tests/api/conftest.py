"""Programs that have been let in, whose every answer is held against the schema."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator

from finsam.api import services
from finsam.api.v1.documentation import openapi
from finsam.core.models import Forbund
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside
from tests import clients
from tests.clients import OWN

ALL = ("facts:read", "editions:read", "findings:read", "counts:read")
WITHOUT_COUNTS = ALL[:3]


class Program:
    """A program with a token, or none, which believes no answer that isn't as the schema says."""

    def __init__(self, token: str = "", owner: str = OWN):
        self.token, self.owner, self.client = token, owner, Client(raise_request_exception=False)

    def get(self, place: str, **headers):
        """Ask `years` and the like, or a whole address."""
        sent = {"authorization": f"Bearer {self.token}", **headers} if self.token else headers
        place = place.removeprefix("http://testserver")
        place = place if place.startswith("/") else f"/api/v1/{self.owner}/{place}"
        answer = self.client.get(place, headers=sent)
        hold_to_schema(answer)
        return answer

    def all(self, place: str) -> list[dict]:
        """Every item of a list, page by page."""
        items: list[dict] = []
        while place:
            page = self.get(place).json()
            items, place = items + page["items"], page["next"]
        return items


def hold_to_schema(answer) -> None:
    """Fail for an answer that isn't what the schema says of its address and status."""
    assert answer.cookies == {}
    if answer.status_code == 304:
        assert answer.content == b""
        return
    kind = answer["Content-Type"].partition(";")[0]
    whole = openapi()
    if answer.status_code >= 400:
        assert kind == "application/problem+json"
        name, said = "ProblemDetails", answer.json()
        assert said["status"] == answer.status_code
        assert said["request_id"] == answer["X-Request-ID"]
    else:
        route = "/" + answer.wsgi_request.resolver_match.route
        route = route.replace("<slug:", "{").replace("<int:", "{").replace("<str:", "{").replace(">", "}")
        content = whole["paths"][route]["get"]["responses"]["200"].get("content", {})
        if "file" in whole["paths"][route]["get"]["operationId"]:
            assert kind in {one.partition(";")[0] for one in content}
            return
        name, said = content["application/json"]["schema"]["$ref"].rpartition("/")[2], answer.json()
    schema = {"$ref": f"#/components/schemas/{name}", "components": strict(whole["components"])}
    Draft202012Validator(schema).validate(said)


def strict(components: dict) -> dict:
    """The schemas, with no field that they don't tell of."""
    schemas = {name: {**one, "additionalProperties": False} for name, one in components["schemas"].items()}
    return {"schemas": schemas}


@pytest.fixture(autouse=True)
def nobody_counted():
    """Every test begins with a minute in which nobody has asked."""
    cache.clear()


@pytest.fixture
def chief(db):
    return clients.chief()


@pytest.fixture
def let_in(chief):
    """`let_in("facts:read")`: a program in Kramfors with a token that has those scopes."""

    def make(*scopes: str, forbund: str = OWN, by=chief) -> Program:
        owner = Forbund.objects.get(key=forbund)
        expires = timezone.localdate() + timedelta(days=30)
        with inside(owner):
            _, token = services.make(forbund=owner, name="Nyckeltal", scopes=scopes, expires=expires, by=by)
        return Program(token, forbund)

    return make


@pytest.fixture
def foreign_chief(db):
    return clients.let_in(clients.user("annan.chef"), Role.FORBUNDSCHEF, clients.FOREIGN)
