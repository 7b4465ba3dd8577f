"""Texts word by word: what was written anew is told, what only follows a figure or a section is told apart."""

import random
import time
from dataclasses import replace
from decimal import Decimal

import pytest

from finsam.documents.resolved import Cover, Part, Resolved
from finsam.editions.comparison import compare
from finsam.editions.comparison.reading import Bound
from finsam.editions.comparison.texts import TOO_LONG, prose_changes
from finsam.editions.comparison.told import lines
from finsam.facts.book import Fact


def told(old: str, new: str, bound: Bound | None = None):
    """The paragraphs that differ, as (what has happened, [runs of words])."""
    paragraphs, _ = prose_changes(old, new, bound or Bound(), bound or Bound())
    signs = {"same": "", "added": "+", "removed": "-", "figure": "#", "reference": "§"}
    return [
        (
            paragraph.how,
            [f"{signs[span.kind]}{span.text.strip()}" for span in paragraph.spans],
            paragraph.remark,
        )
        for paragraph in paragraphs
    ]


def test_one_word_is_one_word():
    assert told("<p>Vi gör mycket i år.</p>", "<p>Vi gör mindre i år.</p>") == [
        ("changed", ["Vi gör", "-mycket", "+mindre", "i år."], "")
    ]


def test_signs_are_words_of_their_own():
    assert told("<p>Ett, två.</p>", "<p>Ett, två!</p>") == [("changed", ["Ett, två", "-.", "+!"], "")]


def test_a_number_with_its_thousands_is_one_word():
    assert told("<p>Det kostar 1\u00a0234\u00a0567 kr.</p>", "<p>Det kostar 1 234 568 kr.</p>") == [
        ("changed", ["Det kostar", "-1\u00a0234\u00a0567", "+1 234 568", "kr."], "")
    ]


def test_space_that_can_not_be_broken_is_a_space():
    assert told("<p>Den 3\u00a0maj 1\u00a0000 kr</p>", "<p>Den 3 maj 1 000 kr</p>") == []


def test_paragraphs_are_matched_before_their_words():
    old = "<p>Det första stycket handlar om möten.</p><p>Det andra stycket handlar om pengar.</p>"
    new = "<p>Något helt nytt.</p><p>Det första stycket handlar om träffar.</p><p>Det andra stycket handlar om pengar.</p>"
    assert told(old, new) == [
        ("added", ["+Något helt nytt."], ""),
        ("changed", ["Det första stycket handlar om", "-möten", "+träffar", "."], ""),
    ]


def test_paragraph_that_is_gone_stands_where_it_stood():
    assert told("<p>A b c d</p><p>E f g h</p><p>I j k l</p>", "<p>A b c d</p><p>I j k m</p>") == [
        ("removed", ["-E f g h"], ""),
        ("changed", ["I j k", "-l", "+m"], ""),
    ]


def test_moved_paragraph_is_a_move():
    first, second, third = (f"<p>Stycke {name} har sina egna ord.</p>" for name in ("ett", "två", "tre"))
    assert told(first + second + third, second + third + first) == [
        ("moved", ["Stycke ett har sina egna ord."], "")
    ]


def test_bullets_are_compared_one_by_one():
    old = "<ul><li><p>Leda arbetet framåt</p></li><li><p>Följa upp målen</p></li></ul>"
    new = "<ul><li><p>Leda arbetet framåt</p></li><li><p>Följa upp resultaten</p></li></ul>"
    assert told(old, new) == [("changed", ["Följa upp", "-målen", "+resultaten"], "")]


def test_bold_and_links_are_told_without_words():
    remark = "Formateringen eller en länk är ändrad."
    assert told("<p>Det är viktigt.</p>", "<p>Det är <strong>viktigt</strong>.</p>") == [
        ("changed", ["Det är viktigt."], remark)
    ]
    old, new = (f'<p>Se <a href="https://{name}.se">sidan</a>.</p>' for name in ("a", "b"))
    assert told(old, new) == [("changed", ["Se sidan."], remark)]


def figure(text: str, key: str = "budget.x@2024") -> str:
    return f'<p>Det kostar <data class="fact" value="{key}">{text}</data> i år.</p>'


def test_figure_that_has_moved_is_told_as_a_figure():
    moved = Bound(frozenset({"budget.x@2024"}))
    assert told(figure("10 kr"), figure("20 kr"), moved) == [
        ("changed", ["Det kostar", "#20 kr", "i år."], "")
    ]
    (paragraph,), _ = prose_changes(figure("10 kr"), figure("20 kr"), moved, moved)
    assert paragraph.follows
    assert [(span.was, span.text, span.key) for span in paragraph.spans if span.kind == "figure"] == [
        ("10 kr", "20 kr", "budget.x@2024")
    ]


def test_figure_that_is_printed_in_another_way_is_a_change_of_words():
    assert told(figure("1 000 kr"), figure("1 tkr")) == [
        ("changed", ["Det kostar", "-1 000 kr", "+1 tkr", "i år."], "")
    ]


def test_another_figure_is_a_change_of_words():
    moved = Bound(frozenset({"budget.x@2024", "budget.y@2024"}))
    assert told(figure("10 kr"), figure("20 kr", "budget.y@2024"), moved) == [
        ("changed", ["Det kostar", "-10 kr", "+20 kr", "i år."], "")
    ]


def test_words_beside_a_moved_figure_are_told_as_words():
    moved = Bound(frozenset({"budget.x@2024"}))
    new = figure("20 kr").replace("i år", "per år")
    (paragraph,), _ = prose_changes(figure("10 kr"), new, moved, moved)
    assert not paragraph.follows
    assert [span.kind for span in paragraph.spans] == ["same", "figure", "removed", "added", "same"]


def test_reference_to_a_section_that_has_another_number_follows():
    text = '<p>Läs mer i <a href="#s-budget">{}</a>.</p>'
    (paragraph,), _ = prose_changes(
        text.format("avsnitt 4"),
        text.format("avsnitt 5"),
        Bound(names={"s-budget": "avsnitt 4"}),
        Bound(names={"s-budget": "avsnitt 5"}),
    )
    assert paragraph.follows
    assert [(span.was, span.text) for span in paragraph.spans if span.kind == "reference"] == [
        ("avsnitt 4", "avsnitt 5")
    ]


def items(*pairs: tuple[str, str]) -> str:
    return "<ul>" + "".join(f'<li data-item="{key}"><p>{text}</p></li>' for key, text in pairs) + "</ul>"


def test_things_with_keys_are_compared_by_key():
    old = items(("a", "Minst 50 deltagare"), ("b", "Minst 40 procent"), ("c", "Alla får svar"))
    new = items(
        ("b", "Minst 45 procent"), ("c", "Alla får svar"), ("d", "Ett nytt mål"), ("a", "Minst 50 deltagare")
    )
    paragraphs, told_items = prose_changes(old, new, Bound(), Bound())
    assert paragraphs == ()
    assert [(item.key, item.how, item.moved, item.label) for item in told_items] == [
        ("b", "changed", False, "Minst 45 procent"),
        ("d", "added", False, "Ett nytt mål"),
        ("a", "moved", True, "Minst 50 deltagare"),
    ]


def test_what_stands_under_a_thing_belongs_to_it():
    old = '<ul><li data-item="a"><p>Mål</p><p class="follow-up">Följs upp: i maj</p></li></ul><p>Efter.</p>'
    new = old.replace("i maj", "i juni")
    paragraphs, (item,) = prose_changes(old, new, Bound(), Bound())
    assert paragraphs == ()
    assert (item.key, item.how, len(item.paragraphs)) == ("a", "changed", 1)


def section(key: str, **fields) -> Part:
    values = {"number": "", "title": key.capitalize(), "prose": "", "level": 1} | fields
    return Part(
        key,
        f"s-{key}",
        values["level"],
        values["number"],
        values["title"],
        True,
        False,
        values["prose"],
        (),
        "",
        "",
    )


def plan(*parts: Part, facts: tuple[Fact, ...] = (), **cover) -> Resolved:
    texts = {"forbund": "F", "title": "Plan", "year": 2024} | cover
    return Resolved(
        Cover(**texts), "plan", "utkast", "", "", parts, (), (), {fact.key: fact for fact in facts}
    )


def test_moved_chapter_is_told_once_with_the_sections_under_it():
    a, b, c, d = section("a"), section("b", level=2), section("c", level=2), section("d")
    rest = [section(name) for name in ("e", "f", "g", "h")]
    changes = compare(plan(a, b, c, d, *rest), plan(d, *rest, a, b, c))
    assert [(each.key, each.moved, each.with_chapter) for each in changes.sections] == [
        ("a", True, False),
        ("b", True, True),
        ("c", True, True),
    ]


def test_new_numbers_of_headings_are_no_changes():
    old = plan(section("a", number="1"), section("b", number="2"))
    new = plan(section("ny", number="1"), section("a", number="2"), section("b", number="3"))
    assert [(each.key, each.how) for each in compare(old, new).sections] == [("ny", "added")]


def test_cover_is_told_field_by_field():
    old, new = plan(section("a"), dnr="1"), plan(section("a"), dnr="2", decision="Beslutad 1 maj")
    new = replace(new, status="beslutad")
    assert [(field.name, field.was, field.now) for field in compare(old, new).cover] == [
        ("Status", "Utkast", "Beslutad"),
        ("Beslut", "", "Beslutad 1 maj"),
        ("Diarienummer", "1", "2"),
    ]


def test_another_document_can_not_be_compared_and_says_so():
    changes = compare(plan(section("a")), plan(section("a"), year=2025))
    assert changes.sections == ()
    assert changes.remarks == (
        "De två handlingarna är inte samma dokument, så att de inte kan jämföras: Plan 2024 och Plan 2025.",
    )


def test_paragraph_that_moves_to_another_section_is_told_at_both():
    stays, moves = "<p>Det här står kvar här.</p>", "<p>Det här stycket flyttar till mål.</p>"
    old = plan(section("a", prose=stays + moves), section("b", prose="<p>Kort text.</p>"))
    new = plan(section("a", prose=stays), section("b", prose="<p>Kort text.</p>" + moves))
    changes = compare(old, new)
    assert [
        (each.key, paragraph.how, paragraph.words, paragraph.remark)
        for each in changes.sections
        for paragraph in each.paragraphs
    ] == [
        ("a", "moved", "Det här stycket flyttar till mål.", "Står nu i avsnittet ”B”."),
        ("b", "moved", "Det här stycket flyttar till mål.", "Stod förut i avsnittet ”A”."),
    ]
    assert [line.text for line in lines(changes)] == [
        "Flyttat stycke: ”Det här stycket flyttar till mål.” Står nu i avsnittet ”B”.",
        "Flyttat stycke: ”Det här stycket flyttar till mål.” Stod förut i avsnittet ”A”.",
    ]


MOVED_AND_REWRITTEN = (
    "<p>Deltagarna får stöd av en coach som följer dem från första samtalet till arbete.</p>",
    "<p>Deltagarna får stöd av en egen coach som följer dem från första mötet till arbete eller studier.</p>",
)


def test_paragraph_that_moves_and_is_rewritten_is_told_at_both_word_by_word():
    was, now = MOVED_AND_REWRITTEN
    stays = "<p>Det här står kvar här.</p>"
    old = plan(section("a", prose=stays + was), section("b", prose=stays))
    new = plan(section("a", prose=stays), section("b", prose=stays + now))
    first, second = compare(old, new).sections
    (left,), (come,) = first.paragraphs, second.paragraphs
    assert (left.how, left.remark) == ("moved", "Står nu i avsnittet ”B”, där det är omskrivet.")
    assert left.words == "Deltagarna får stöd av en coach som följer dem från första samtalet till arbete."
    assert (come.how, come.remark) == ("changed", "Stod förut i avsnittet ”A”, och är omskrivet.")
    spans = [(span.kind, span.text.strip()) for span in come.spans if span.kind != "same"]
    assert spans == [
        ("added", "egen"),
        ("removed", "samtalet"),
        ("added", "mötet"),
        ("added", "eller studier"),
    ]


def test_paragraph_that_shares_few_words_is_gone_in_one_section_and_new_in_another():
    was = MOVED_AND_REWRITTEN[0]
    other = "<p>Styrelsen följer under året hur många som får arbete, och vad en coach betyder för dem som deltar.</p>"
    old = plan(section("a", prose=f"<p>Kvar.</p>{was}"), section("b", prose="<p>Kvar.</p>"))
    new = plan(section("a", prose="<p>Kvar.</p>"), section("b", prose=f"<p>Kvar.</p>{other}"))
    told = [
        (each.key, line.how, line.remark) for each in compare(old, new).sections for line in each.paragraphs
    ]
    assert told == [("a", "removed", ""), ("b", "added", "")]


def test_short_paragraph_that_is_rewritten_elsewhere_is_not_taken_for_moved():
    old = plan(
        section("a", prose="<p>Kvar.</p><p>Målet är fler i arbete.</p>"), section("b", prose="<p>Kvar.</p>")
    )
    new = plan(
        section("a", prose="<p>Kvar.</p>"), section("b", prose="<p>Kvar.</p><p>Målet är många i arbete.</p>")
    )
    told = [(each.key, line.how) for each in compare(old, new).sections for line in each.paragraphs]
    assert told == [("a", "removed"), ("b", "added")]


def test_paragraph_that_two_sections_have_gained_is_new_in_both():
    text = "<p>Det här stycket står på flera ställen.</p>"
    old = plan(section("a", prose=text), section("b"), section("c"))
    new = plan(section("a"), section("b", prose=text), section("c", prose=text))
    told = [paragraph.how for each in compare(old, new).sections for paragraph in each.paragraphs]
    assert told == ["removed", "added", "added"]


def test_figure_in_a_sentence_is_told_as_a_figure_that_was_entered():
    facts = [Fact("budget.x@2024", "Hyra", Decimal(value), side="kostnad") for value in (-10, -20)]
    old, new = (plan(section("a", prose=figure(f"{-fact.value} kr")), facts=(fact,)) for fact in facts)
    changes = compare(old, new)
    assert [(each.key, each.label, each.difference, each.entered) for each in changes.figures] == [
        ("budget.x@2024", "Hyra", 10, True)
    ]
    assert [each.follows for each in changes.sections] == [True]


WORDS = [f"ord{number}" for number in range(3000)] + ["och", "att", "i", "en"] * 400


def pages(luck: random.Random, paragraphs: int) -> list[str]:
    return [" ".join(luck.choices(WORDS, k=luck.randint(20, 140))) for _ in range(paragraphs)]


def prose(paragraphs: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in paragraphs)


@pytest.mark.parametrize("all_other", [False, True])
def test_two_hundred_pages_are_compared_in_seconds(all_other):
    luck = random.Random(1)  # noqa: S311 - the same words each time
    old = pages(luck, 1200)  # some 95 000 words
    new = pages(luck, 1200) if all_other else [text.replace(" och ", " samt ", 2) for text in old]
    before = time.process_time()
    paragraphs, _ = prose_changes(prose(old), prose(new), Bound(), Bound())
    assert time.process_time() - before < 20
    assert len(paragraphs) > 900


def test_paragraph_that_is_too_long_is_told_as_replaced():
    luck = random.Random(2)  # noqa: S311 - the same words each time
    old, new = (" ".join(luck.choices(WORDS, k=9000)) for _ in range(2))
    (paragraph,), _ = prose_changes(f"<p>{old}</p>", f"<p>{new}</p>", Bound(), Bound())
    assert paragraph.remark == TOO_LONG
    assert [span.kind for span in paragraph.spans] == ["removed", "added"]
