"""The items of an agenda are moved by mouse, by keyboard and by a menu, and stay where they were put."""

import re

import pytest
from playwright.sync_api import expect

PLACE = "/kramfors/2024/moten/2024-11-22/dagordning/"
BEGUN = ["Val av justerare", "Ekonomi och läget i insatserna", "Inriktning för verksamhetsplan och budget 2025", "Mötestider 2025"]  # fmt: skip


def stands(page, titles):
    """The items in order, each with its number."""
    expect(page.locator(".agenda h3")).to_have_text(
        [re.compile(rf"^{n}\. {title}") for n, title in enumerate(titles, 1)]
    )


@pytest.mark.parametrize("width", [1280, 360])
def test_an_item_is_moved_by_keys_and_by_its_menu(fresh_site, signed_in, accessible, width):
    page = signed_in(fresh_site, "chef", viewport={"width": width, "height": 800})
    page.goto(f"{fresh_site}{PLACE}")
    stands(page, BEGUN)
    one, two, three, four = BEGUN
    page.get_by_role("link", name=four, exact=True).focus()
    page.keyboard.press("Alt+ArrowUp")
    stands(page, [one, two, four, three])
    expect(page.get_by_role("link", name=four, exact=True)).to_be_focused()
    expect(page.locator("#said")).to_contain_text(f"”{four}” är flyttat.")
    page.keyboard.press("Alt+ArrowUp")
    stands(page, [one, four, two, three])
    page.locator(f"summary[aria-label='Flytta {one}']").press("Enter")
    accessible(page)
    page.get_by_role("button", name=re.compile(f"Ned ?: {one}")).press("Enter")
    stands(page, [four, one, two, three])
    expect(page.locator(f"summary[aria-label='Flytta {one}']")).to_be_focused()
    page.reload()
    stands(page, [four, one, two, three])


def test_an_item_is_dragged_to_where_it_should_stand(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef", viewport={"width": 1280, "height": 1600})
    page.goto(f"{fresh_site}{PLACE}")
    one, two, three, four = BEGUN
    rows = page.locator(".agenda > li")
    rows.nth(3).locator("h3").drag_to(rows.nth(0), target_position={"x": 20, "y": 4})
    stands(page, [four, one, two, three])
    last = rows.nth(3).bounding_box()["height"]
    rows.nth(0).locator("h3").drag_to(rows.nth(3), target_position={"x": 20, "y": last - 4})
    stands(page, BEGUN)


def test_an_item_is_moved_without_script(fresh_site, signed_in):
    page = signed_in(fresh_site, "chef", java_script_enabled=False)
    page.goto(f"{fresh_site}{PLACE}")
    page.locator(f"summary[aria-label='Flytta {BEGUN[0]}']").click()
    page.get_by_role("button", name=re.compile(f"Ned ?: {BEGUN[0]}")).click()
    stands(page, [BEGUN[1], BEGUN[0], *BEGUN[2:]])
