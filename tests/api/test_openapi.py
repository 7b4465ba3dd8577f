"""The schema of the API is valid OpenAPI 3.1, tells of everything, and is the page that people read."""

import re

from django.test import Client
from jsonschema import Draft202012Validator

from finsam.api.v1.documentation import openapi

# What OpenAPI 3.1.0 asks of the objects that are used here (spec.openapis.org/oas/v3.1.0).
SCHEMA = {"$ref": "https://json-schema.org/draft/2020-12/schema"}
TEXT = {"type": "string", "minLength": 1}


def closed(required, /, **properties):
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


def mapping(values, names=".+"):
    return {"type": "object", "patternProperties": {f"^{names}$": values}, "additionalProperties": False}


CONTENT = mapping(closed([], schema=SCHEMA))
PARAMETER = {
    **closed(
        ["name", "in", "schema", "description"],
        **{"name": TEXT, "in": {"enum": ["path", "query"]}, "required": {"type": "boolean"}},
        description=TEXT,
        schema=SCHEMA,
    ),
    "if": {"properties": {"in": {"const": "path"}}},
    "then": {"required": ["required"], "properties": {"required": {"const": True}}},
}
OPERATION = closed(
    ["operationId", "summary", "description", "responses", "security"],
    operationId=TEXT,
    summary=TEXT,
    description=TEXT,
    parameters={"type": "array", "items": PARAMETER, "uniqueItems": True},
    responses=mapping(closed(["description"], description=TEXT, content=CONTENT), "[1-5][0-9][0-9]"),
    security={"type": "array", "minItems": 1, "items": {"const": {"Token": []}}},
)
OPENAPI = closed(
    ["openapi", "info", "paths", "components", "servers"],
    openapi={"const": "3.1.0"},
    info=closed(["title", "version"], title=TEXT, version=TEXT, description=TEXT),
    paths=mapping(closed(["get"], get=OPERATION), "/.*"),
    components=closed(
        ["schemas", "securitySchemes"],
        schemas=mapping(SCHEMA, "[a-zA-Z0-9._-]+"),
        securitySchemes={"const": {"Token": {"type": "http", "scheme": "bearer"}}},
    ),
    servers={"const": [{"url": "http://testserver", "description": "Den här installationen"}]},
)


def references(value):
    if isinstance(value, dict):
        yield from ([value["$ref"]] if isinstance(value.get("$ref"), str) else [])
        for one in value.values():
            yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


def test_the_schema_is_openapi_3_1():
    Draft202012Validator.check_schema(OPENAPI)
    Draft202012Validator(OPENAPI).validate(openapi())


def test_a_fault_in_the_schema_would_be_found():
    whole = openapi()
    operation = whole["paths"]["/api/v1/{owner}/years"]["get"]
    broken = {**operation, "parameters": [{**operation["parameters"][0], "required": False}]}
    paths = {**whole["paths"], "/api/v1/{owner}/years": {"get": broken}}
    assert not Draft202012Validator(OPENAPI).is_valid({**whole, "paths": paths})


def test_every_reference_leads_somewhere_and_nothing_is_told_of_in_vain():
    whole = openapi()
    asked = {one.removeprefix("#/components/schemas/") for one in references(whole)}
    assert asked == set(whole["components"]["schemas"])


def test_every_parameter_in_an_address_is_told_of_once_and_every_operation_has_a_name_of_its_own():
    names = []
    for place, methods in openapi()["paths"].items():
        operation = methods["get"]
        names.append(operation["operationId"])
        told = [one["name"] for one in operation["parameters"] if one["in"] == "path"]
        assert sorted(told) == sorted(re.findall(r"{(\w+)}", place))
    assert sorted(names) == ["edition", "editions", "fact", "facts", "file", "findings", "years"]


def test_every_field_has_a_description_and_an_example():
    """A list of other things has theirs."""
    silent = [
        f"{name}.{field}"
        for name, one in openapi()["components"]["schemas"].items()
        for field, own in one["properties"].items()
        if not own.get("description") or not (own.get("examples") or "$ref" in own.get("items", {}))
    ]
    assert silent == []


def test_the_schema_is_handed_out_to_everybody(db):
    answer = Client().get("/api/v1/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json; charset=utf-8")
    assert answer.json() == openapi()


def test_the_page_tells_of_every_address_and_field_without_a_script(db):
    page = Client().get("/api/v1/").text
    for place, methods in openapi()["paths"].items():
        assert f"GET {place}" in page
        assert methods["get"]["description"] in page
    for name, one in openapi()["components"]["schemas"].items():
        assert f'id="schema-{name}"' in page
        assert all(f"<code>{field}</code>" in page for field in one["properties"])
    assert (
        "curl --header &quot;Authorization: Bearer" in page or 'curl --header "Authorization: Bearer' in page
    )
    assert "<script" not in page
    assert not re.search(r"\s(on\w+|style)=", page)
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
