"""What is told to programs of the operator's own: faults and traces, with nothing in them of what was sent."""

import json
import subprocess
import sys

import pytest
import sentry_sdk
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError
from django.test import Client, override_settings
from sentry_sdk.transport import Transport

from finsam.core.views import site
from finsam.operations.telemetry import faults, traces
from tests import clients
from tests.core.test_visits import ADDRESS, PASSPHRASE, PERSONNUMMER, PLANTED, TOKEN, plant

DSN = "https://key@sentry.example.se/1"


class Kept(Transport):
    """In the place of the network."""

    def __init__(self, options=None):
        super().__init__(options)
        self.sent = []

    def capture_envelope(self, envelope):
        self.sent.extend(item.payload.json for item in envelope.items if item.payload.json)


@pytest.fixture
def told():
    """What has been sent to Sentry; nothing is afterwards."""
    transport = Kept()
    faults.tell(DSN, environment="test", transport=transport)
    yield transport.sent
    sentry_sdk.get_client().close(timeout=0)
    sentry_sdk.init()


def test_nothing_that_a_visit_holds_is_told_with_a_fault(db, told, monkeypatch):
    somebody = clients.let_in(clients.user("anna.andersson"), "revisor")
    client = clients.signed_in(somebody)
    client.raise_request_exception = False
    plant(client, monkeypatch)
    text = json.dumps(told, ensure_ascii=False).lower()
    assert len(told) >= 6
    assert {event["exception"]["values"][-1]["type"] for event in told if "exception" in event} >= {
        "ValueError", "KeyError", "IntegrityError", "RuntimeError",
    }  # fmt: skip
    assert "site.py" in text or "test_visits.py" in text
    assert [one for one in PLANTED if one.lower() in text] == []
    assert PERSONNUMMER.replace("-", "") not in text
    for word in ("sessionid", "csrftoken", "cookie", somebody.email, 'hidden_in_a_variable":'):
        assert word not in text


def test_a_fault_tells_where_what_kind_and_the_number_of_the_visit(db, told, monkeypatch):
    def fails(*args, **kwargs):
        raise IntegrityError(f"Key (email)=({ADDRESS})")

    monkeypatch.setattr(site, "render", fails)
    client = Client(raise_request_exception=False)
    answer = client.post(
        f"/tillganglighet/?q={PASSPHRASE}", {"x": PASSPHRASE}, headers={"referer": f"/rapport/{TOKEN}/"}
    )
    event = told[0]
    assert event["tags"] == {"request_id": answer.headers["X-Request-ID"]}
    assert event["request"] == {"method": "POST", "url": "/tillganglighet/"}
    assert event["transaction"] == "POST /tillganglighet/"
    (raised,) = event["exception"]["values"]
    assert (raised["type"], raised["value"]) == ("IntegrityError", "")
    frame = raised["stacktrace"]["frames"][-1]
    assert frame["function"] == "fails"
    assert "vars" not in frame
    assert not {"user", "extra", "breadcrumbs", "contexts"} & set(event)


def test_an_address_that_is_none_is_refused_by_its_name():
    with pytest.raises(ImproperlyConfigured, match="FINSAM_SENTRY_DSN"):
        faults.tell("not an address", environment="test")


@pytest.fixture
def spans():
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    kept = InMemorySpanExporter()
    with override_settings(MIDDLEWARE=list(settings.MIDDLEWARE)):
        instrumentor = traces.begin(kept, at_once=True)
        yield kept
        instrumentor.uninstrument()


def test_a_visit_is_a_span(db, spans):
    answer = clients.signed_in(clients.chief()).get(clients.url("goals"), {"q": PASSPHRASE})
    (span,) = spans.get_finished_spans()
    assert span.name == "GET <slug:forbund>/<int:year>/mal/"
    told = dict(span.attributes)
    assert told.pop("finsam.queries") > 0
    assert told["finsam.request_id"] == answer.headers["X-Request-ID"]
    assert told["finsam.forbund"] == "kramfors"
    assert told["http.status_code"] == 200
    assert set(told) <= traces.ALLOWED


def test_nothing_that_a_visit_holds_stands_in_a_span(db, spans, monkeypatch):
    client = clients.signed_in(clients.let_in(clients.user("anna.andersson"), "revisor"))
    client.raise_request_exception = False
    plant(client, monkeypatch)
    found = spans.get_finished_spans()
    text = " ".join(span.to_json() for span in found).lower()
    assert len(found) > 50
    assert [one for one in PLANTED if one.lower() in text] == []
    assert not [span for span in found if span.events]


WITHOUT = """
import sys
sys.modules["opentelemetry"] = sys.modules["opentelemetry.exporter"] = None
import os
os.environ |= {"FINSAM_DEBUG": "1", "FINSAM_OTEL": "1", "DJANGO_SETTINGS_MODULE": "finsam.settings"}
import django
django.setup()
"""


def test_traces_that_are_asked_for_without_their_libraries_are_refused_loudly():
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, cwd=settings.BASE_DIR
    )
    assert ran.returncode != 0
    assert "FINSAM_OTEL=1 needs the libraries of the extra `telemetry`, which aren't installed." in ran.stderr
