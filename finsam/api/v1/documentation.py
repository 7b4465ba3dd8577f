"""The documentation of the API: the schema as JSON, and the same as a page that people read."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from finsam.api.models import DAYS
from finsam.api.scopes import Scope
from finsam.api.v1.endpoints import api, problem_kinds
from finsam.core.tenancy.everybody import for_everybody

BASE = "/api/v1/"
PROBLEM = "application/problem+json"


@cache
def openapi() -> dict[str, Any]:
    """The API as OpenAPI 3.1. What ninja says of problems is put under their own media type."""
    made: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=BASE), default=str))
    for place in made["paths"].values():
        for operation in place.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    answer["content"] = {PROBLEM: answer["content"]["application/json"]}
                    answer["description"] = next(
                        kind["title"] for kind in problem_kinds() if kind["status"] == int(status)
                    )
                elif answer["description"] == "OK":
                    answer["description"] = "Svaret"
            for parameter in operation.get("parameters", ()):
                parameter.pop("examples", None)  # stand in its schema; here they would be a mapping
    schemas = made["components"]["schemas"]
    for name in [name for name in schemas if name.startswith("Asked")]:
        del schemas[name]  # told of as parameters
    return made


@for_everybody
def schema(request: HttpRequest) -> HttpResponse:
    """The schema, for programs that make programs of it."""
    content = json.dumps(openapi(), ensure_ascii=False, indent=1)
    return HttpResponse(content, content_type="application/json; charset=utf-8")


@for_everybody
def page(request: HttpRequest) -> HttpResponse:
    """What the API answers, made of the schema; no script, and nothing fetched from elsewhere."""
    whole = openapi()
    context = {
        "info": whole["info"],
        "operations": _operations(whole),
        "schemas": [_schema(name, told) for name, told in whole["components"]["schemas"].items()],
        "scopes": [(scope.value, scope.label) for scope in Scope],
        "problems": problem_kinds(),
        "limits": settings.API_CALLS_A_MINUTE,
        "wrong": settings.WRONG_LINKS_A_MINUTE,
        "days": DAYS,
        "origin": settings.ORIGIN,
    }
    return render(request, "api/documentation.html", context)


def _operations(whole: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "id": operation["operationId"],
            "path": place,
            "summary": operation["summary"],
            "description": operation["description"],
            "parameters": [_parameter(told) for told in operation.get("parameters", ())],
            "answer": _answer(operation["responses"]["200"]),
        }
        for place, methods in whole["paths"].items()
        for operation in methods.values()
    ]


def _parameter(told: dict[str, Any]) -> dict[str, Any]:
    own = told["schema"]
    return {
        "name": told["name"],
        "where": "i adressen" if told["in"] == "path" else "efter ?",
        "type": _kind(own),
        "description": told["description"],
        "example": next(iter(own.get("examples", [])), ""),
    }


def _answer(answer: dict[str, Any]) -> str:
    """The name of the schema that an answer has; "" for bytes."""
    content = answer.get("content", {}).get("application/json", {})
    return str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]


def _schema(name: str, told: dict[str, Any]) -> dict[str, Any]:
    fields = [
        {
            "name": field,
            "type": _kind(own),
            "refers": _refers(own),
            "description": own.get("description", ""),
            "example": _example(own),
        }
        for field, own in told.get("properties", {}).items()
    ]
    return {
        "name": name,
        "title": told.get("title", name),
        "description": told.get("description", ""),
        "fields": fields,
    }


def _example(own: dict[str, Any]) -> str:
    examples = own.get("examples")
    return json.dumps(examples[0], ensure_ascii=False) if examples else ""


_WORDS = {
    "string": "text",
    "integer": "heltal",
    "boolean": "sant/falskt",
    "null": "null",
    "array": "lista",
    "object": "objekt",
}
_FORMATS = {"date": "datum", "date-time": "tidpunkt"}


def _kind(own: dict[str, Any]) -> str:
    """What kind of value it is, in words: `text eller null`, `lista av Fact`."""
    if "anyOf" in own:
        return " eller ".join(map(_kind, own["anyOf"]))
    if "$ref" in own:
        return str(own["$ref"]).rpartition("/")[2]
    if own.get("type") == "array":
        return f"lista av {_kind(own['items'])}"
    return _FORMATS.get(own.get("format", ""), _WORDS.get(own.get("type", ""), ""))


def _refers(own: dict[str, Any]) -> str:
    """The schema that a field's value, or each of its items, has."""
    target = own.get("items", own)
    return str(target.get("$ref", "")).rpartition("/")[2]
