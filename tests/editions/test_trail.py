"""The spårbilaga of a small plan: it is stored with what is decided, on paper and as data, and tells what was there then."""

import json
from decimal import Decimal

import pytest

from finsam.core.tenancy.permissions import Role
from finsam.documents.resolved import Part
from finsam.editions.models import EditionFile
from finsam.editions.trail.making import printing_of
from finsam.editions.trail.printed import Printed
from finsam.editions.trail.trail import UnreadableTrail, load
from finsam.facts.asked import Asked
from finsam.facts.book import Fact
from finsam.web.dashboard import Panel
from finsam.web.tracing.panels import FACT_PANELS, fact_panel
from tests.editions.conftest import step

BASE = "/norra-an/2024/handlingar/{}/uppgifter/"


def kept(edition, form: str) -> bytes:
    return bytes(EditionFile.objects.get(edition=edition, form=form, inside=False).content)


def numbers(edition) -> dict[str, int]:
    return {one["key"]: one["id"] for one in json.loads(kept(edition, "spardata"))["facts"]}


def test_a_proposal_has_none_and_says_so(plan, small, by):
    proposed = step(plan, "foresla", by)
    forms = set(EditionFile.objects.filter(edition=proposed).values_list("form", flat=True))
    assert forms == {"pdf", "html", "xlsx", "docx", "json", "akt"}
    assert b"/EmbeddedFile" not in kept(proposed, "pdf")
    auditor = small.sign_in(Role.REVISOR)
    page = auditor.get(f"/norra-an/2024/handlingar/{proposed.code}/").content.decode()
    assert "Spårbilagan görs när handlingen beslutas." in page
    assert "lagrades utan spårbilaga" in auditor.get(BASE.format(proposed.code)).content.decode()
    assert auditor.get(f"{BASE.format(proposed.code)}1/").status_code == 404


def test_it_is_accessible_and_archivable_on_paper(decided):
    """What it was drawn of isn't stored, so it is judged without."""
    import io

    from pypdf import PdfReader

    from tests.rendering.pdfcheck import check_content, check_fonts, check_margins, check_profiles
    from tests.rendering.pdfread import PdfReader as Tagged

    pdf = kept(decided, "sparbilaga")
    read = Tagged(pdf)
    assert [*check_profiles(pdf), *check_content(read), *check_fonts(read), *check_margins(read)] == []
    heads = [read.text(cell) for cell in read.tree.find("TH")]
    assert {"Nr", "Uppgift", "Värde", "Tryckt", "Räknas eller är inskrivet"} <= set(heads)
    pages = PdfReader(io.BytesIO(pdf)).pages
    words = " ".join("".join(page.extract_text() for page in pages).split())
    assert f"Sida 1 ({len(pages)})" in words
    for one in json.loads(kept(decided, "spardata"))["facts"]:
        if one["value"] is not None:
            assert one["key"][:20] in words.replace(" ", "") or one["key"][:20] in words


def test_the_page_tells_what_was_decided_whatever_is_written_later(decided, small):
    auditor = small.sign_in(Role.REVISOR)
    number = numbers(decided)["budget.lon@2024"]
    place = f"{BASE.format(decided.code)}{number}/"
    before = auditor.get(place).content.decode()
    small.set_amount("lon", -1)
    after = auditor.get(place).content.decode()
    value = next(one for one in json.loads(kept(decided, "spardata"))["facts"] if one["id"] == number)[
        "value"
    ]
    shown = f"{abs(Decimal(value)):,.0f}".replace(",", "\xa0")
    assert f"−{shown}\xa0kr" in before
    assert f"−{shown}\xa0kr" in after
    today = auditor.get("/norra-an/2024/uppgifter/budget.lon@2024/").content.decode()
    assert f"{shown}\xa0kr" not in today.partition('class="big-figure"')[2].partition("</p>")[0]
    assert f"/handlingar/{decided.code}/uppgifter/{number}/" in today


def test_a_figure_without_parts_leads_to_where_it_is_entered_and_a_sum_to_all_of_them(decided, small):
    auditor = small.sign_in(Role.REVISOR)
    facts = {one["id"]: one for one in json.loads(kept(decided, "spardata"))["facts"]}
    total = next(one for one in facts.values() if len(one.get("parts", ())) > 1 and "printed" in one)
    page = auditor.get(f"{BASE.format(decided.code)}{total['id']}/").content.decode()
    for part in total["parts"]:
        assert f'href="../{part["id"]}/"' in page
    todo, leaves = [total], []
    while todo:
        one = todo.pop()
        todo += [facts[part["id"]] for part in one.get("parts", ())]
        leaves += [one] if one["op"] == "given" else []
    assert leaves
    for leaf in leaves:
        if "address" in leaf["entered"]:
            assert leaf["entered"]["address"].removeprefix("http://testserver") in page


def test_an_app_adds_a_panel_to_the_pages_of_a_figure(decided, small, monkeypatch):
    monkeypatch.setattr("finsam.web.tracing.panels.FACT_PANELS", kept_panels := type(FACT_PANELS)("tried"))
    seen = []

    def questions(tenant, figure):
        seen.append((figure.key, figure.edition, figure.number))
        return Panel("Frågor", "web/tracing/explained.html", {"findings": []})

    fact_panel(50)(questions)
    assert list(kept_panels) == [50]
    auditor = small.sign_in(Role.REVISOR)
    number = numbers(decided)["budget.lon@2024"]
    for place in (f"{BASE.format(decided.code)}{number}/", "/norra-an/2024/uppgifter/budget.lon@2024/"):
        assert "<h2>Frågor</h2>" in auditor.get(place).content.decode()
    assert seen == [("budget.lon@2024", decided.code, number), ("budget.lon@2024", "", 0)]


def test_what_is_no_trail_is_refused_with_a_sentence():
    for data in (
        b"%PDF",
        b"[]",
        b'{"format":"x","version":1}',
        b'{"format":"finsam-sparbilaga","version":2}',
        b"\xff",
        b"[" * 100_000,
    ):
        with pytest.raises(UnreadableTrail, match="Spårbilagan"):
            load(data)


@pytest.mark.parametrize(
    ("text", "value", "unit", "found"),
    [
        ("1 234 567", "1234567.49", "kr", True),
        ("1234567 kr", "-1234567.00", "kr", True),
        ("1\xa0234\u202f567", "1234567", "kr", True),
        ("−1 234 567", "1234567", "kr", True),
        ("1 235 tkr", "1234567", "kr", True),
        ("1 235", "1234567", "kr", True),
        ("1 234 tkr", "1234567", "kr", False),
        ("1,2 mnkr", "1234567", "kr", True),
        ("1,2", "1234567", "kr", True),
        ("1 mnkr", "1234567", "kr", True),
        ("5", "5400", "kr", False),
        ("76,3 %", "0.7634", "%", True),
        ("76,3", "0.7634", "%", True),
        ("76 %", "0.7634", "%", True),
        ("77 %", "0.7634", "%", False),
        ("76,3 %", "76.3", "kr", False),
        ("1234567,49", "1234567.49", "kr", True),
        ("1234567,50", "1234567.49", "kr", False),
        ("183", "183", "st", True),
    ],
)
def test_an_amount_is_found_as_it_is_printed(text, value, unit, found):
    assert (Asked.read(text).rank(Decimal(value), unit) is not None) == found


@pytest.mark.parametrize(
    ("text", "number"),
    [("17", 17), ("nr 17", 17), ("#17", 17), ("Uppgift 17", 17), ("17 kr", None), ("17,5", None)],
)
def test_a_number_of_the_spårbilaga_is_understood(text, number):
    assert Asked.read(text).number == number


def test_the_unit_of_a_printed_figure_is_a_word_of_its_own():
    part = Part("a", "s-a", 1, "1", "Avsnitt", True, False, "", (), "", "")
    count = Fact("handelse.x.antal@2024", "Utskrifter", Decimal(1200), unit="utskrifter")
    told = printing_of(Printed(count, part, "i texten", "ca\xa01\xa0200\xa0utskrifter"))
    assert (told.unit, told.decimals, told.turned) == ("utskrifter", 0, False)
    cost = Fact("utfall.x@2024", "Hyra", Decimal("-1234567.50"), side="kostnad")
    told = printing_of(Printed(cost, part, "i texten", "1\xa0200\xa0tkr"))
    assert (told.unit, told.step, told.turned) == ("tkr", 100, True)


def test_words_are_found_whatever_their_case():
    asked = Asked.read("  Eget  KAPITAL ")
    assert asked.amount is None
    assert asked.named("Utgående eget kapital 2023")
    assert not asked.named("Eget bidrag")
