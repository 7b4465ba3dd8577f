"""What the log tells of a visit, and what it never tells."""

import io
import json
import logging
import re
import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, OperationalError, connection
from django.test import Client, override_settings
from gunicorn.config import Config

from finsam.core.logs import GunicornLogger, HideLinks, formats, visits
from finsam.core.logs.formats import Json, Text, WholeText
from finsam.core.logs.visits import Visit
from finsam.core.tenancy import invitations
from finsam.core.views import site
from finsam.core.views.letters import LettersForm
from tests import clients
from tests.core.lines import written

PASSPHRASE = "korrekt-hast-batteri-haftklammer"
PERSONNUMMER = "19811218-9876"
ADDRESS = "anna.andersson@kommunen.example"
TOKEN = "tok3n-som-slapper-in-nagon"
PLANTED = (PASSPHRASE, PERSONNUMMER, ADDRESS, TOKEN)


@pytest.fixture(params=[Json, Text], ids=["json", "text"])
def lines(request, tmp_path, db):
    with written(tmp_path / "log", request.param) as found:
        yield found


@pytest.fixture
def log(tmp_path, db):
    with written(tmp_path / "log") as found:
        yield found


@pytest.fixture
def somebody(db):
    return clients.user("anna.andersson", is_active=True)


def unraised(user=None):
    client = clients.signed_in(user) if user else Client()
    client.raise_request_exception = False
    return client


def test_a_visit_is_one_line_that_tells_how_it_went(log):
    chief = clients.chief()
    answer = clients.signed_in(chief).get(clients.url("goals"), {"q": "ord"})
    (line,) = log.of("finsam.visits")
    assert line.pop("time").endswith("+00:00")
    assert line.pop("queries") > 3
    assert line.pop("duration_ms") >= 0
    assert line == {
        "level": "INFO",
        "logger": "finsam.visits",
        "message": "Answered",
        "request_id": answer.headers["X-Request-ID"],
        "user": chief.pk,
        "forbund": "kramfors",
        "method": "GET",
        "path": clients.url("goals"),
        "status": 200,
    }
    assert chief.email not in log.text
    assert chief.name not in log.text


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/finns/inte/alls/", 404, "/…"),
        ("/hemligt-forbund/2024/mal/", 302, "/…/2024/mal/"),
        ("/tillganglighet/", 200, "/tillganglighet/"),
        ("/konto/password/reset/key/4-c1abc-0f9e/", 200, "/konto/password/reset/key/…/"),
        ("/rapport/abc/", 404, "/rapport/…/"),
        ("/kalender/abc.ics", 404, "/kalender/…"),
    ],
)
def test_of_what_leads_nowhere_the_texts_are_left_out(log, path, status, told):
    assert unraised().get(path).status_code == status
    (line,) = log.of("finsam.visits")
    assert (line["status"], line["path"]) == (status, told)


def plant(client, monkeypatch):
    """Every way in which a visit can hold something, with something secret in it."""
    secret, pages = " ".join(PLANTED), ("/tillganglighet/", "/konto/login/", clients.url("goals"))
    for page in pages:
        client.get(page, {"q": secret, PASSPHRASE: TOKEN, "next": f"/rapport/{TOKEN}/"})
        client.get(
            page, headers={"user-agent": secret, "referer": f"http://testserver/rapport/{TOKEN}/?{secret}"}
        )
        client.get(
            page, headers={"authorization": f"Bearer {TOKEN}", "x-forwarded-for": secret, "x-any": secret}
        )
        client.get(
            page, headers={"x-request-id": PASSPHRASE, "accept-language": secret, "cookie": f"a={TOKEN}"}
        )
        client.get(page, HTTP_HOST=f"{PASSPHRASE}.example")
        client.get(page, HTTP_HOST=f"{PASSPHRASE}_{TOKEN}.example@")
        client.post(page, {"login": ADDRESS, "password": PASSPHRASE, "name": PERSONNUMMER})
        client.post(page, {"x": TOKEN}, headers={"origin": f"https://{PASSPHRASE}.example"})
        client.post(page, {"file": SimpleUploadedFile(f"{PASSPHRASE} {PERSONNUMMER}.pdf", secret.encode())})
        client.post(page, json.dumps({"a": secret}), content_type="application/json")
        client.generic(PASSPHRASE.upper(), page)
    for path in (
        f"/{PASSPHRASE}/", f"/{PERSONNUMMER}/2024/mal/", f"/kramfors/2024/mal/{PASSPHRASE}/", f"/a/{ADDRESS}/{TOKEN}/",
        f"/konto/password/reset/key/1-{TOKEN}/", f"/rapport/{TOKEN}/", f"/rapport/{TOKEN}/ny-lank/", f"/kalender/{TOKEN}.ics",
        f"/kramfors/2024/atkomst/{PASSPHRASE}/", f"/handling/{PASSPHRASE}/pdf/", f"/static/{PASSPHRASE}.css",
        f"/konto/confirm-email/{TOKEN}/", f"/kramfors/2024/uppgifter/{PASSPHRASE}/", f"/admin/core/user/{PASSPHRASE}/",
    ):  # fmt: skip
        client.get(path)
        client.post(path, {"x": secret})
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.post("/konto/login/", {"login": ADDRESS}, headers={"origin": f"https://{TOKEN}.example"})
    strict.post("/konto/login/", {}, headers={"referer": f"https://{TOKEN}.example"}, secure=True)
    for error in (
        ValueError(secret), KeyError(PASSPHRASE), IntegrityError(f"duplicate key\nDETAIL: Key (email)=({ADDRESS})"),
        RuntimeError(f"/rapport/{TOKEN}/"), OSError(2, "No such file", f"/var-{PASSPHRASE}"), UnicodeEncodeError("a", secret, 0, 1, secret),
    ):  # fmt: skip

        def fails(*args, error=error, **kwargs):
            hidden_in_a_variable = PASSPHRASE  # noqa: F841 - what a trace with variables would show
            try:
                raise LookupError(secret)
            except LookupError as first:
                raise error from first

        with monkeypatch.context() as patch:
            patch.setattr(site, "render", fails)
            assert client.post("/tillganglighet/", {"x": secret}).status_code == 500


def test_nothing_that_a_visit_holds_stands_in_the_log(lines, somebody, monkeypatch):
    monkeypatch.setattr(
        visits, "secrets", type("Same", (), {"token_hex": staticmethod(lambda size: "0" * 16)})
    )
    clients.let_in(somebody, "revisor")
    for client in (unraised(), unraised(somebody)):
        plant(client, monkeypatch)
    text = lines.text.lower()
    assert text.count("answered") > 100
    assert "builtins.valueerror" in text
    assert "site.py" in text, "where it was raised is told"
    assert [line for line in text.splitlines() if any(one.lower() in line for one in PLANTED)] == []
    assert PERSONNUMMER.replace("-", "") not in text
    assert somebody.email not in text
    assert somebody.name.lower() not in text
    for word in ("sessionid", "csrftoken", "cookie:"):
        assert word not in text


def test_what_people_log_by_mistake_is_hidden_too(lines):
    logging.getLogger("finsam.any").warning(
        "Sent to %s of %s: %s", ADDRESS, PERSONNUMMER, f"http://x/rapport/{TOKEN}/"
    )
    assert "…@…" in lines.text
    assert [one for one in PLANTED if one in lines.text] == []


def test_an_error_of_the_database_that_is_away_keeps_its_words(log):
    try:
        raise OperationalError("connection failed: 127.0.0.1 refused\nmore of it")
    except OperationalError:
        logging.getLogger("finsam.any").exception("Away")
    (line,) = log.of("finsam.any")
    assert line["error"] == "django.db.utils.OperationalError: connection failed: 127.0.0.1 refused"


@pytest.mark.parametrize("form", [Json, Text, WholeText])
def test_nobody_writes_a_line_of_her_own(tmp_path, form):
    forged = '2026-01-01 INFO finsam: signed in\r\n{"level": "INFO"}\u2028\x1b[31m\x85'
    with written(tmp_path / "log", form) as found:
        logging.getLogger("finsam.any").warning(
            "Wrote: %s", f"a\n{forged}", extra={"told": {"x": f"b\n{forged}"}}
        )
        try:
            raise ValueError(f"c\n{forged}")
        except ValueError:
            logging.getLogger("finsam.any").exception("d\n%s", forged)
    rows = re.split(r"[\n\r\u2028\x85]", found.text)
    assert all(row.startswith(("{", "    ")) or "finsam.any: " in row or not row for row in rows)
    assert not any(row.startswith(("2026-01-01", '{"level"')) for row in rows)
    assert "\x1b" not in found.text


NUMBER = re.compile(r"[0-9a-f]{16}")
FROM_PROXY = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("proxies", "sent", "kept"),
    [
        (1, FROM_PROXY, True),
        (1, "6f0c2d7e-3b1a-4c55-9d7e-0123456789ab", True),
        (0, FROM_PROXY, False),
        (1, PERSONNUMMER, False),
        (1, f"{FROM_PROXY}\n", False),
        (1, "<script>", False),
        (1, "", False),
    ],
)
def test_a_number_is_taken_from_our_own_web_server_alone(db, proxies, sent, kept):
    with override_settings(PROXIES=proxies):
        answer = Client().get("/tillganglighet/", headers={"x-request-id": sent})
    assert (answer.headers["X-Request-ID"] == sent) is kept
    assert kept or NUMBER.fullmatch(answer.headers["X-Request-ID"])


def test_each_visit_has_its_own_number(db):
    client = Client()
    assert len({client.get("/tillganglighet/").headers["X-Request-ID"] for _ in range(5)}) == 5


def away(*args, **kwargs):
    raise OperationalError("connection failed")


def broken(*args, **kwargs):
    raise ValueError


@pytest.mark.parametrize(
    ("status", "ask"),
    [
        (404, lambda client: client.get("/finns/inte/alls/")),
        (403, lambda client: client.get(clients.url("access"))),
        (403, lambda client: client.post(clients.url("goals-new"), {"name": "x"}, headers={"origin": "http://evil.se"})),
        (400, lambda client: client.get("/", HTTP_HOST="elsewhere.example")),
    ],
)  # fmt: skip
def test_an_error_page_shows_the_number_of_the_visit(db, status, ask):
    answer = ask(unraised(clients.let_in(clients.user("ledamot"), "ledamot")))
    assert answer.status_code == status
    assert (
        f"Ange numret <code>{answer.headers['X-Request-ID']}</code> om du hör av dig."
        in answer.content.decode()
    )


@pytest.mark.parametrize(("status", "fault"), [(500, broken), (503, away)])
def test_so_does_the_page_of_a_fault_of_ours(db, monkeypatch, status, fault):
    monkeypatch.setattr("finsam.core.views.letters.render", fault)
    answer = unraised(clients.chief()).get("/konto/brev/")
    assert answer.status_code == status
    assert (
        f"Ange numret <code>{answer.headers['X-Request-ID']}</code> om du hör av dig."
        in answer.content.decode()
    )


def test_so_does_a_form_that_was_open_for_too_long(db):
    client = Client(enforce_csrf_checks=True)
    client.force_login(clients.chief(), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(clients.url("goals-new"), {"name": "x"}, headers={"origin": clients.ORIGIN})
    assert answer.status_code == 403
    assert f"Ange numret <code>{answer.headers['X-Request-ID']}</code>" in answer.content.decode()


def test_a_slow_page_and_a_slow_question_are_told_of_with_their_address(log, monkeypatch):
    def dawdle(*args, **kwargs):
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                connection.connection.create_function("pg_sleep", 1, time.sleep)
            cursor.execute("SELECT pg_sleep(%s), 'inte i loggen', %s", [0.05, PASSPHRASE])
        return LettersForm(*args, **kwargs)

    monkeypatch.setattr("finsam.core.views.letters.LettersForm", dawdle)
    chief = clients.signed_in(clients.chief())
    with override_settings(SLOW_PAGE_MS=40, SLOW_QUERY_MS=40):
        answer = chief.get("/konto/brev/")
    question, page = log.of("finsam.slow")
    assert (page["message"], page["path"], page["level"]) == ("Slow page", "/konto/brev/", "WARNING")
    assert page["duration_ms"] >= 40
    assert page["request_id"] == question["request_id"] == answer.headers["X-Request-ID"]
    assert (question["message"], question["path"]) == ("Slow query", "/konto/brev/")
    assert question["query_ms"] >= 40
    assert question["sql"] == "SELECT pg_sleep(%s), '…', %s"
    assert PASSPHRASE not in log.text


def test_what_is_quick_is_not_told_of_nor_anything_with_a_limit_of_nothing(log):
    with override_settings(SLOW_PAGE_MS=60_000, SLOW_QUERY_MS=60_000):
        Client().get("/konto/login/")
    with override_settings(SLOW_PAGE_MS=0, SLOW_QUERY_MS=0):
        Client().get("/konto/login/")
    assert log.of("finsam.slow") == []


def gunicorns_line(monkeypatch, environ, form):
    """What gunicorn writes of a visit that Django has answered."""
    monkeypatch.setenv("FINSAM_LOG_FORMAT", form)
    config = Config()
    config.set("accesslog", "-")
    for name in ("gunicorn.access", "gunicorn.error"):  # what an earlier one has left
        monkeypatch.setattr(logging.getLogger(name), "handlers", [])
    server = GunicornLogger(config)
    out = io.StringIO()
    for handler in server.access_log.handlers:
        handler.setStream(out)
    answer = type("Answer", (), {"status": "200 OK", "headers": (), "sent": 17})
    asked = type("Asked", (), {"headers": [("X-ANY", PASSPHRASE), ("USER-AGENT", ADDRESS)]})
    server.access(answer, asked, environ, timedelta(milliseconds=12))
    return out.getvalue()


@pytest.mark.parametrize("form", ["json", "text"])
def test_gunicorns_log_tells_no_more(db, monkeypatch, form):
    environ = {
        "REQUEST_METHOD": "GET", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "192.0.2.7", "PATH_INFO": "/x/",
        "RAW_URI": f"/kramfors/{PASSPHRASE}/?q={PERSONNUMMER}", "QUERY_STRING": f"q={PERSONNUMMER}", "HTTP_USER_AGENT": ADDRESS,
        "HTTP_REFERER": TOKEN, "HTTP_AUTHORIZATION": "Basic a29ycmVrdDpoYXN0", "finsam.address": "/…", "finsam.request_id": "abc",
    }  # fmt: skip
    told = gunicorns_line(monkeypatch, environ, form)
    assert "GET /… HTTP/1.1" in told
    assert [one for one in (*PLANTED, "192.0.2.7", "korrekt") if one in told] == []
    if form == "json":
        line = json.loads(told)
        assert (line["request_id"], line["status"], line["duration_ms"]) == ("abc", "200", 12)


@pytest.mark.parametrize(
    ("words", "args", "left"),
    [
        (f"Invalid request from ip=192.0.2.7: Invalid HTTP Header: '{PASSPHRASE}'", (), "Invalid request."),
        ("Error handling request %s", (f"/a/{PASSPHRASE}?q={TOKEN}",), "Error handling request …"),
    ],
)
def test_gunicorns_words_of_a_request_that_it_could_not_read_are_left_out(words, args, left):
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, words, args, None)
    HideLinks().filter(record)
    assert record.getMessage() == left


@pytest.mark.parametrize(
    ("environ", "form"),
    [
        ({}, Json),
        ({"FINSAM_DEBUG": "1"}, WholeText),
        ({"FINSAM_LOG_FORMAT": "text"}, Text),
        ({"FINSAM_LOG_FORMAT": "json", "FINSAM_DEBUG": "1"}, Json),
    ],
)
def test_production_writes_json_unless_told_otherwise(environ, form):
    assert formats.formatter(environ) is form
    assert formats.settings(environ)["formatters"]["line"]["()"].endswith(f".{form.__name__}")


def test_another_form_is_refused():
    with pytest.raises(Exception, match="FINSAM_LOG_FORMAT is json or text"):
        formats.settings({"FINSAM_LOG_FORMAT": "xml"})


def test_an_invitation_that_is_sent_leaves_no_link_in_the_log(log):
    user = clients.user("inbjuden", password="!")
    link = invitations.password_link(user)
    unraised().get(link, follow=True)
    assert log.of("finsam.visits")
    assert link.strip("/").rpartition("/")[2] not in log.text


def test_outside_a_visit_there_is_no_number():
    assert visits.number() == ""
    with visits.during(Visit("outer")), visits.during(Visit("inner")):
        assert visits.number() == "inner"
    assert visits.number() == ""


def test_a_closed_door_is_known_by_the_name_of_its_page(db):
    """Counts and log ask what the address was; nobody need look it up again where no view was asked."""
    client = clients.signed_in(clients.chief())
    place = clients.url("risks", clients.FOREIGN)
    for answer in (client.get(place), Client().get(place)):
        assert answer.status_code in (302, 404)
        assert answer.wsgi_request.resolver_match.url_name == "risks"
