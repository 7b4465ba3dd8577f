"""The same journeys where two sites and two workers share nothing but the database: who answers is another each time."""

import pytest

from finsam.core.tasks.models import Worker
from tests.browser.conftest import run_site
from tests.browser.test_journey import (  # run here once more, against the site below
    test_one_amount_moves_all_that_rests_on_it,
    test_signed_out_while_writing,
    test_two_who_write_the_same_amounts,
)
from tests.processes import until

__all__ = [
    "test_one_amount_moves_all_that_rests_on_it",
    "test_signed_out_while_writing",
    "test_there_are_two_of_each",
    "test_two_who_write_the_same_amounts",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the site's log lies."""
    return tmp_path_factory.mktemp("many")


@pytest.fixture(scope="module")
def live_site(django_db_blocker, folder):
    """Two gunicorns at one address, and two workers: `make serve SITES=2 WORKERS=2`."""
    yield from run_site(
        django_db_blocker,
        folder,
        "many",
        command=lambda address: ["tools/serve.sh", address, "2", "2"],
        settings="tests.browser.settings_shared",
    )


@pytest.fixture
def fresh_site(live_site):
    """The journeys of this module leave each other's things alone."""
    return live_site


def test_there_are_two_of_each(live_site, folder):
    until(lambda: (folder / "site.log").read_text().count("Listening at") == 2)
    with live_site.connected():
        until(lambda: Worker.living().count() == 2)
