"""A page of another version of the program finds its static files here, while the site's processes are exchanged."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from finsam.core.views.static import StaticFiles

STYLE = "screen.0123456789ab.css"  # as this version has it


@pytest.fixture
def ask(tmp_path, settings):
    """The answer to a path, of a site that has collected one file, as ManifestStaticFilesStorage does."""
    folder = tmp_path / "static" / "finsam"
    folder.mkdir(parents=True)
    for name in ("screen.css", STYLE):
        (folder / name).write_text("body { color: black }")
    settings.STATIC_ROOT, settings.WHITENOISE_AUTOREFRESH = str(tmp_path / "static"), False
    settings.WHITENOISE_USE_FINDERS = False
    site = StaticFiles(lambda request: HttpResponse("Sidan finns inte", status=404))

    def answer(path):
        response = site(RequestFactory().get(path))
        body = b"".join(response.streaming_content) if response.streaming else response.content
        response.close()
        return response.status_code, response.headers.get("Cache-Control", ""), body

    return answer


def test_a_file_of_this_version_is_served(ask):
    assert ask(f"/static/finsam/{STYLE}")[0::2] == (200, b"body { color: black }")


@pytest.mark.parametrize("name", ["screen.ba9876543210.css", "screen.ffffffffffff.css"])
def test_a_file_of_another_version_is_answered_with_this_one_which_is_not_kept(ask, name):
    assert ask(f"/static/finsam/{name}") == (200, "no-cache", b"body { color: black }")


@pytest.mark.parametrize(
    "path",
    ["/static/finsam/gone.0123456789ab.css", "/static/finsam/gone.css", "/finsam/screen.0123456789ab.css"],
)
def test_what_no_version_has_is_not_found(ask, path):
    assert ask(path)[0] == 404
