"""A link that lets somebody in stands in no log."""

import io
import logging
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from gunicorn.config import Config

from finsam.core.logs import GunicornLogger, HideLinks, without_links
from finsam.core.tenancy import invitations


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("GET /konto/password/reset/key/4-c1abc-0f9e/ HTTP/1.1", "GET /konto/password/reset/key/…/ HTTP/1.1"),
        ("https://x.se/konto/password/reset/key/4-c1abc-0f9e", "https://x.se/konto/password/reset/key/…"),
        ("/Password/RESET/key/4-c1abc?a=1", "/Password/RESET/key/…?a=1"),
        ("GET /kramfors/2024/mal/ HTTP/1.1", "GET /kramfors/2024/mal/ HTTP/1.1"),
        ("100 %", "100 %"),
    ],
)
def test_the_secret_part_of_a_link_is_left_out(written, kept):
    assert without_links(written) == kept


@pytest.fixture
def secret(chief):
    """An invitation's link, and the part of it that must not be seen."""
    link = invitations.password_link(chief)
    return link, link.strip("/").rpartition("/")[2]


def visits_log(config: Config, environ: dict) -> str:
    """What gunicorn writes of a visit."""
    log = GunicornLogger(config)
    written = io.StringIO()
    log.access_log.handlers = [logging.StreamHandler(written)]

    class Answer:
        status, headers, sent = "200 OK", (), 0

    class Asked:
        headers = ()

    log.access(Answer(), Asked(), environ, timedelta(seconds=1))
    return written.getvalue()


def test_gunicorns_log_of_visits_has_neither_link_nor_referer(secret):
    link, key = secret
    config = Config()
    config.set("accesslog", "-")
    environ = {"REQUEST_METHOD": "GET", "RAW_URI": link, "PATH_INFO": link, "SERVER_PROTOCOL": "HTTP/1.1"}
    told = visits_log(config, environ | {"HTTP_REFERER": f"https://finsam.example.se{link}"})
    assert "GET /konto/password/reset/key/…/ HTTP/1.1" in told
    assert key not in told
    assert key.partition("-")[2] not in told


def test_the_image_starts_gunicorn_with_that_log():
    start = (settings.BASE_DIR / "Dockerfile").read_text()
    assert '"--logger-class", "finsam.core.logs.GunicornLogger"' in start


def test_the_sites_own_log_hides_it_too(secret):
    link, _ = secret
    handler = settings.LOGGING["handlers"]["console"]
    assert handler["filters"] == ["links"]
    assert settings.LOGGING["filters"]["links"]["()"] == "finsam.core.logs.HideLinks"
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (link,), None)
    HideLinks().filter(record)
    assert record.getMessage() == "Not Found: /konto/password/reset/key/…/"


def test_the_filter_needs_no_site_to_be_loaded():
    # gunicorn makes its logs before it loads the application
    done = subprocess.run(
        [sys.executable, "-c", "import finsam.core.logs"], capture_output=True, cwd=settings.BASE_DIR
    )
    assert done.returncode == 0, done.stderr
