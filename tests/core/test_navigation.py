"""The navigation is made of what each app declares; a name that leads nowhere is found here."""

from django.apps import apps
from django.urls import get_resolver, reverse
from lxml import html

from finsam.core.crud.menu import MenuItem

ITEMS = [item for config in apps.get_app_configs() for item in getattr(config, "menu", ())]
MAIN = [
    "Översikt",
    "Plan",
    "Insatser",
    "Mål",
    "Budget",
    "Uppföljning",
    "Dokument",
    "Avstämning",
    "Granskning",
]
FOLDED = [
    "Budgetuppföljning", "Statistik", "Indikatorer", "Händelser", "Bokslut", "Möten", "Medlemssamråd", "Beslut", "Styrdokument", "Internkontroll", "Risker", "Årshjul", "Projekt",
    "Personer", "Bidrag", "Medlemmar", "Förbundet", "Ansvarsfrihet", "Åtkomst", "API-nycklar", "Ändringslogg", "Överlämning", "Arkiv",
]  # fmt: skip


def names() -> set[str]:
    """Every named address of the site."""
    return {one for one in get_resolver().reverse_dict if isinstance(one, str)}


def test_the_row_is_as_it_should_be():
    ordered = sorted(ITEMS, key=lambda item: item.place)
    assert [item.label for item in ordered if item.group is None] == MAIN
    assert [item.label for item in ordered if item.group] == FOLDED


def test_mer_is_grouped_under_headings(chiefs, forbund):
    page = html.fromstring(chiefs.get(f"/{forbund.key}/2024/").content)
    panel = page.xpath('//nav[@class="nav-wide"]//div[contains(@class, "grouped")]/div')
    told = {div.xpath("string(p)"): [a.text for a in div.xpath("ul//a")] for div in panel}
    assert told == {
        "Följa upp": ["Budgetuppföljning", "Statistik", "Indikatorer", "Händelser", "Bokslut", "Ansvarsfrihet"],
        "Styra": [
            "Möten", "Medlemssamråd", "Beslut", "Styrdokument", "Internkontroll", "Risker", "Årshjul", "Projekt",
        ],
        "Om förbundet": ["Personer", "Bidrag", "Medlemmar", "Förbundet"],
        "Åtkomst och arkiv": ["Åtkomst", "API-nycklar", "Ändringslogg", "Överlämning", "Arkiv"],
    }  # fmt: skip
    for listed in page.xpath('//nav[@class="nav-wide"]//ul[@aria-labelledby]'):
        assert page.get_element_by_id(listed.get("aria-labelledby")).text.strip()


def test_every_item_leads_to_a_page():
    for item in ITEMS:
        assert reverse(item.name, kwargs={"forbund": "kramfors", "year": 2024})


def test_every_page_that_is_said_to_stand_under_an_item_is_there():
    said = {page for item in ITEMS for page in item.pages}
    assert said - names() == set()


def test_no_two_items_want_the_same_place():
    places = [item.place for item in ITEMS]
    assert len(places) == len(set(places))


def test_an_item_holds_its_own_pages_and_those_under_them():
    item = MenuItem("goals", "Mål", 1, pages=("measures",))
    assert [item.holds(one) for one in ("goals", "goals-edit", "goalspost", "measures", "measures-new", "budget")] == [
        True, True, False, True, True, False,
    ]  # fmt: skip
