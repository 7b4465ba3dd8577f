"""The outlines hold every part that the law demands, with blocks and options that exist."""

from itertools import pairwise

import pytest

from finsam.documents.registry import find_block
from followup.accounts.checks import PARTS
from followup.reporting.outlines import ANNUAL_REPORT, INTERIM_REPORT

KINDS = {kind.key: kind for kind in (ANNUAL_REPORT, INTERIM_REPORT)}
ITEMS = [pytest.param(item, id=f"{kind.key}-{item.key}") for kind in KINDS.values() for item in kind.outline]


@pytest.mark.parametrize("item", ITEMS)
def test_a_section_has_guidance_and_what_it_names_exists(item):
    assert len(item.guidance) > 30
    if not item.block:
        assert item.options == {}
        return
    block = find_block(item.block)
    assert block is not None
    assert set(item.options) <= set(block.defaults())


@pytest.mark.parametrize("key", KINDS)
def test_every_part_of_the_law_is_there_and_demanded(key):
    required = {item.block for item in KINDS[key].outline if item.required}
    assert set(PARTS[key]) <= required


@pytest.mark.parametrize("key", KINDS)
def test_keys_are_unique_and_levels_go_one_at_a_time(key):
    outline = KINDS[key].outline
    assert len({item.key for item in outline}) == len(outline)
    assert outline[0].level == 1
    assert all(after.level <= before.level + 1 for before, after in pairwise(outline))


def test_every_content_of_the_management_report_is_pointed_at():
    """11 kap. 1–11 §§, but for koncern and sjukfrånvaro, which don't apply to so few."""
    said = " ".join(item.guidance for item in ANNUAL_REPORT.outline)
    for paragraph in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11):
        assert f"11 kap. {paragraph} §" in said


@pytest.mark.parametrize("key", KINDS)
def test_the_big_statements_begin_a_page(key):
    pages = {item.block for item in KINDS[key].outline if item.page_break}
    assert {"resultatrakning", "balansrakning"} <= pages
