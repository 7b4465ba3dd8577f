"""Whatever is posted to whichever form: it is saved whole with its row in the log, or refused with all that was written."""

import os
import sys
from collections import Counter

import pytest

from finsam.rendering import drafts, files
from tests.conftest import for_a_module
from tests.fuzzing import cases
from tests.fuzzing.site import Site
from tests.pages import MAY, PAGES

POSTS = int(os.environ.get("FINSAM_FUZZ", "500"))  # `make fuzz` sends more
SEED = os.environ.get("FINSAM_FUZZ_SEED", "finsam")
ALONE = os.environ.get("FINSAM_FUZZ_CASE", "")  # `finsam:4711`, as a failure names itself


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    with pytest.MonkeyPatch.context() as patched, for_a_module(django_db_blocker):
        # What a PDF holds has tests of its own, and takes seconds
        patched.setattr(files, "render", lambda document, form, *, inside=False, reader=None: b"")
        patched.setattr(drafts, "pdf", lambda order: b"")
        yield Site()


def test_every_address_that_is_written_to_has_a_form(site, db):
    written_to = {name for name, row in PAGES.items() if row.write}
    assert written_to - {one.name for one in site.targets} == set()
    assert len([one for one in site.targets if one.who != "script"]) > 250


def test_whatever_is_posted(site, db):
    seed, _, alone = ALONE.rpartition(":")
    wrong, met, answers, saved = [], set(), Counter(), 0
    for number in [int(alone)] if ALONE else range(POSTS):
        case = cases.made(seed or SEED, number, site.targets, site.who_may, site.foreign)
        found = site.post(case)
        met |= {case.target.name, case.role, *case.used}
        answers[site.answered] += 1
        saved += site.saved
        wrong += [f"{case}\n    {one}" for one in found]
        for one in found:  # at once: ten thousand take a while
            sys.stderr.write(f"\n{case}\n    {one}\n")
    sys.stdout.write(f"{len(site.targets)} forms, {saved} saved, answers {dict(answers)}\n")
    assert wrong == [], "FINSAM_FUZZ_CASE=<the first word of a line> sends that one again"
    if not ALONE and POSTS >= 500:
        written_to = {name for name, row in PAGES.items() if row.write}
        writers = {role for role, may in MAY.items() for name in written_to if PAGES[name].write in may}
        assert (
            written_to | writers | {one.__name__ for one in cases.MUTATIONS} | cases.HOSTILE.keys()
        ) - met == set()
        assert saved > POSTS / 10, "so much is refused that little is tried of what is saved"
