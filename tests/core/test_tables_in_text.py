"""Tables in a text: what is kept of one, how its heads are known, and that no cell is lost or runs into another."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finsam.core.models import Forbund
from finsam.core.text.columns import aligned
from finsam.core.text.headings import pasted
from finsam.core.text.merging import merge, paragraphs
from finsam.core.text.prose import clean, judged, lines, plain
from finsam.core.text.replacing import Change
from tests.core.test_prose import HOSTILE, Allowed

BOTH_HEADS = (
    "<table><caption>Löner</caption><thead><tr><td></td><th scope=\"col\">2023</th></tr></thead>"
    "<tbody><tr><th scope=\"row\">Chef</th><td>- 428 000 kr</td></tr></tbody></table>"
)  # fmt: skip


@pytest.mark.parametrize(
    "written, kept",
    [
        # Without heads of its own the first row is the head; a row alone has its first cell.
        (
            "<table><tr><td>År</td><td>Kr</td></tr><tr><td>2024</td><td>5 700 000</td></tr></table>",
            '<table><thead><tr><th scope="col">År</th><th scope="col">Kr</th></tr></thead>'
            "<tbody><tr><td>2024</td><td>5 700 000</td></tr></tbody></table>",
        ),
        ("<tr><td>2023</td><td>5</td></tr>", '<table><tbody><tr><th scope="row">2023</th><td>5</td></tr></tbody></table>'),
        # As the editor writes it: no head rows, paragraphs in the cells.
        (
            "<table><caption contenteditable=false>Löner</caption><tbody><tr><th><p></p></th><th><p>2023</p></th></tr>"
            "<tr><th><p>Chef</p></th><td><p>- 428 000 kr</p></td></tr></tbody></table>",
            BOTH_HEADS,
        ),
        # The corner counts for neither: a head column alone stays one.
        (
            "<table><tr><th>a</th><td>1</td></tr><tr><th>b</th><td>2</td></tr></table>",
            '<table><tbody><tr><th scope="row">a</th><td>1</td></tr><tr><th scope="row">b</th><td>2</td></tr></tbody></table>',
        ),
        # A cell has lines and emphasis; what is struck out is gone.
        (
            "<table><tr><th>a<th>b<tr><td><p>1</p><ul><li><b>2</b><li>§ 14</ul><td><s>5</s> 6</table>",
            '<table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>'
            "<tbody><tr><td>1<br><strong>2</strong><br>§ 14</td><td>6</td></tr></tbody></table>",
        ),
        # A table within a cell is lines of it, and one in a list is lines of the point.
        (
            "<table><tr><td>x<table><tr><td>1<td>2</tr><tr><td>3</table>y<td>z</table>",
            '<table><tbody><tr><th scope="row">x<br>1 | 2<br>3<br>y</th><td>z</td></tr></tbody></table>',
        ),
        ("<ul><li>a<table><tr><td>1<td>2</table></ul>", "<ul><li>a<br>1 | 2</li></ul>"),
        # Words that stand in no cell, one column, and nothing at all.
        ("<p>a<table><tr><td>1<td>2</tr></table>b", '<p>a</p><table><tbody><tr><th scope="row">1</th><td>2</td></tr></tbody></table><p>b</p>'),
        ("<table><tr><td>En ruta</td></tr></table>", "<p>En ruta</p>"),
        ("<table><tr><td> </td><td></td></tr></table>", ""),
        # After a list, which it doesn't belong to.
        ("<ul><li>a</li></ul><table><tr><td>1<td>2</table>", '<ul><li>a</li></ul><table><tbody><tr><th scope="row">1</th><td>2</td></tr></tbody></table>'),
        # A reference without words of its own, in emphasis; two of them are two, also within a footnote.
        ("<b><a href=#s-a>", '<p><a href="#s-a"></a></p>'),
        ("<a href=#s-a><br><a href=#s-a>", '<p><a href="#s-a"></a><br><a href="#s-a"></a></p>'),
        ("<a href=#s-a></a> <a href=#s-a></a>", '<p><a href="#s-a"></a> <a href="#s-a"></a></p>'),
        ("a<small data-note>se <a href=#s-a></a> b</small>", '<p>a<small data-note="">se <a href="#s-a"></a> b</small></p>'),
        # A figure holds nothing but itself.
        ("<data value=a@0> <a href=#s-a>", '<p><data value="a@0"></data></p>'),
        # A bound figure in a cell.
        (
            '<table><tr><th>a<th>b<tr><td>1<td><data value="a@0" onclick="x"></data></table>',
            '<table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead>'
            '<tbody><tr><td>1</td><td><data value="a@0"></data></td></tr></tbody></table>',
        ),
    ],
)  # fmt: skip
def test_a_table_has_heads_and_its_cells_stay_apart(written, kept):
    assert clean(written, section=True) == kept
    assert clean(kept, section=True) == kept


def test_merged_cells_are_parted_and_it_is_said():
    kept, refused, losses = judged(
        "<table><tr><th colspan=2>a</th><th>b</th></tr><tr><td rowspan=2>1</td><td>2</td><td>3</td></tr><tr><td>4</td><td>5</td></tr></table>",
        section=True,
    )
    assert kept == (
        '<table><thead><tr><th scope="col">a</th><td></td><th scope="col">b</th></tr></thead>'
        "<tbody><tr><td>1</td><td>2</td><td>3</td></tr><tr><td></td><td>4</td><td>5</td></tr></tbody></table>"
    )
    assert (refused, losses) == (
        [],
        ["Sammanslagna celler i tabellen delades: orden står i den första, de andra är tomma."],
    )


def test_a_table_that_no_page_has_room_for_is_lines():
    kept, _, losses = judged("<table><tr>" + "<td>1</td>" * 21 + "</tr></table>", section=True)
    assert kept == f"<p>{' | '.join('1' * 21)}</p>"
    assert losses == [
        "Tabellen blev rader med | mellan cellerna. En riktig tabell väljer du under Tabell, diagram eller bild."
    ]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["<table>", "<tr>", "<td>", "<th>", "<caption>", "</td>", "</tr>", "</table>", "<td colspan=3>",
                                 "<td rowspan=2>", "<thead>", "<ul><li>", "</ul>", "ord", "<p>", "<br>", "<b>", "</b>", "<a href=#s-a>", "</a>", " ", "<small data-note>",
                                 "</small>", "<data value=a@0>", "</data>"]), max_size=14)
       .map("".join))  # fmt: skip
def test_however_it_is_written_cleaning_twice_is_cleaning_once_and_no_word_is_lost(written):
    once = clean(written, section=True)
    assert clean(once, section=True) == once
    assert plain(once).replace("|", " ").split().count("ord") <= written.count("ord")
    assert plain(once).count("ord") == written.count("ord")


@settings(max_examples=60)
@given(HOSTILE, HOSTILE)
def test_script_never_survives_in_a_cell(one_cell, other):
    Allowed().feed(clean(f"<table><tr><td>{one_cell}<td>{other}</table>", section=True))


@pytest.mark.parametrize("make", [lambda n: "<td>" * n + "a", lambda n: "<tr><td colspan=20 rowspan=999>a" * n, lambda n: "<table>" * n + "a"])  # fmt: skip
def test_time_follows_the_length(make):
    def seconds(html):
        spent = []
        for _ in range(3):
            start = time.process_time()
            clean(html, section=True)
            spent.append(time.process_time() - start)
        return min(spent)

    assert seconds(make(2000)) < 9 * max(seconds(make(500)), 0.004)


def test_only_a_field_that_says_so_holds_tables(db):
    forbund = Forbund(key="prov", name="Prov", short_name="Prov", values="<table><tr><td>1<td>2</table>")
    forbund.save()
    assert Forbund.objects.get(key="prov").values == "<p>1 | 2</p>"
    assert pasted("<table><tr><td>1<td>2</table>", headings=True)[0] == "<p>1 | 2</p>"
    kept, said = pasted("<h1>A</h1><table><tr><td>1<td>2</table>", headings=True, section=True)
    assert kept == '<h1>A</h1><table><tbody><tr><th scope="row">1</th><td>2</td></tr></tbody></table>'
    assert said == []


def test_a_table_is_one_block_when_two_peoples_changes_are_put_together():
    base = f"<p>Före</p>{BOTH_HEADS}<p>Efter</p>"
    assert paragraphs(base) == ["<p>Före</p>", BOTH_HEADS, "<p>Efter</p>"]
    mine = base.replace("428 000", "430 000")
    assert merge(base, mine, base.replace("Efter", "Sedan")).both == mine.replace("Efter", "Sedan")
    clash = merge(base, mine, base.replace("Chef", "Chefen"))
    assert [(piece.mine, piece.theirs) for piece in clash.clashes] == [
        (BOTH_HEADS.replace("428 000", "430 000"), BOTH_HEADS.replace("Chef", "Chefen"))
    ]


def test_the_words_of_cells_are_read_and_replaced_apart():
    assert plain(BOTH_HEADS) == "Löner 2023 Chef - 428 000 kr"
    assert lines(BOTH_HEADS) == "Löner\n2023\nChef\n- 428 000 kr"
    assert Change("chef", "Chefer").in_html(BOTH_HEADS) == BOTH_HEADS.replace("Chef", "Chefer")


@pytest.mark.parametrize(
    "cells, figures",
    [
        (["57 000 kr", "- 9 000 kr"], True),
        (["57\u00a0000", "", "−8,5 %"], True),
        (["(13,0 %)", "ca 80", "–"], True),
        (['<data value="budget.intakter@0" class="fact">5 700 tkr</data>', "5 700<br>"], True),
        (['57 000<sup class="note-mark" id="fotnotstecken-1"><a href="#fotnot-1">1</a></sup>', "3"], True),
        (["<strong>1 234 567 kr</strong>", "2024"], True),
        (["57 000*", "<strong>3 **</strong>", "7<sup>a</sup>", "8²"], True),
        (["57 000 a)", "3 1)", "<em>7 kr</em>†"], True),
        (["57 000 (76,3 %)", "3 kr (n = 12)*"], True),
        (
            ['<data value="a@0" class="fact">5 tkr</data> (<data value="b@0" class="fact">7 %</data>)', "5"],
            True,
        ),
        (["57 000 (beslutat)", "3"], False),
        (["", ""], False),
        (["57 000 kr", "saknas"], False),
        (["§ 14", "15"], False),
        (["5 000<br>6 000", "7 000"], False),  # two lines are no figure
        (["12 personer", "14 personer"], False),
    ],
)
def test_a_column_is_of_figures_when_all_that_is_told_in_it_is(cells, figures):
    rows = "".join(f'<tr><th scope="row">rad</th><td>{cell}</td><td>ord</td></tr>' for cell in cells)
    table = f'<table><thead><tr><td></td><th scope="col">Kr</th><th scope="col">Not</th></tr></thead><tbody>{rows}</tbody></table>'
    made = aligned(f"<p>Före 5</p>{table}")
    assert len(re.findall(r' class="num(?: alone)?"', made)) == (len(cells) + 1 if figures else 0)
    assert plain(made) == plain(f"<p>Före 5</p>{table}")
    if figures:
        assert re.search('<th scope="col" class="num(?: alone)?">Kr</th><th scope="col">Not</th>', made)


def test_what_stands_beside_a_figure_has_a_place_as_broad_in_the_whole_table():
    rows = "".join(f"<tr><th>rad</th><td>{cell}</td><td>{n}</td></tr>" for n, cell in enumerate(["57", "57 (7 %)", "<strong>5 *</strong>"]))  # fmt: skip
    made = aligned(clean(f"<table>{rows}</table>", section=True))
    assert made == (
        '<table class="hang-4"><tbody><tr><th scope="row">rad</th><td class="num alone">57</td><td class="num">0</td></tr>'
        '<tr><th scope="row">rad</th><td class="num">57 <span class="second">(7 %)</span></td><td class="num">1</td></tr>'
        '<tr><th scope="row">rad</th><td class="num"><strong>5 </strong><span class="mark"><strong>*</strong></span></td>'
        '<td class="num">2</td></tr></tbody></table>'
    )


def test_the_first_column_is_names_also_where_it_holds_years():
    table = "<table><tbody><tr><td>2023</td><td>5</td></tr><tr><td>2024</td><td>6</td></tr></tbody></table>"
    assert aligned(table) == (
        '<table><tbody><tr><td>2023</td><td class="num">5</td></tr><tr><td>2024</td><td class="num">6</td></tr></tbody></table>'
    )
