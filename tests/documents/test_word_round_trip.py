"""Every document of the demo, given out as a Word file and read by our own import, has the same sections."""

import re
from functools import cache

import pytest

from finsam.core.text.prose import lines
from finsam.documents.word.draft import Grid, Image, Prose
from finsam.documents.word.reading import read_word
from finsam.facts.tables import Html, Table
from finsam.rendering.docx.docx import to_docx
from tests.rendering.test_documents_as_pdf import DOCUMENTS, resolved_of

pytestmark = pytest.mark.django_db


def shape(html: str) -> list[str]:
    """The lists of a text and their points, without its words."""
    return re.findall(r"</?(?:ul|ol|li)\b", html)


def words(html: str) -> list[str]:
    return lines(html).splitlines()


def cell_text(table: Table, row, column) -> list[str]:
    cell = row.cells.get(column.key)
    if cell is None:
        return []
    if cell.html:
        return words(cell.html)
    text = column.text(cell.fact) if cell.fact is not None else cell.text
    if column.kind == "change" and (way := table.way(row, column)):
        text = way if way == "oförändrat" else f"{way} från {text}"
    second = f"({column.text(cell.second)})" if cell.second is not None else ""
    return words(" ".join(filter(None, (text, second, cell.note))))


def printed_rows(table: Table) -> list[list[list[str]]]:
    lead = any(row.lead for row in table.rows)
    beside = [column for column in table.columns if column.kind != "below"]
    below = [column for column in table.columns if column.kind == "below"]
    rows = []
    for row in table.rows:
        rows.append(
            [
                *([words(row.lead)] if lead else []),
                words(" ".join(filter(None, (row.label, row.note)))),
                *(cell_text(table, row, column) for column in beside),
            ]
        )
        # What stands under a row comes back as a row whose first cell has it all.
        said = [text for column in below if (text := cell_text(table, row, column))]
        rows += [[text, *([] for _ in beside)] for text in said]
    return rows


class Expected:
    """What stands under each heading of a resolved document."""

    def __init__(self, resolved):
        self.headings, self.texts, self.lists, self.tables = [], [], [], []
        for part in resolved.parts:
            if part.title:
                self.begin(part.level, part.title)
            self.write(part.prose)
            for piece in part.pieces:
                if isinstance(piece, Html):
                    if piece.heading:
                        self.begin(min(part.level + 1 + piece.depth, 6) - 1, piece.heading)
                    self.write(piece.html)
                elif isinstance(piece, Table):
                    self.tables[-1].append(printed_rows(piece))
                    self.texts[-1] += words(piece.note)
            self.write(part.after)

    def begin(self, level, title):
        self.headings.append((level, title))
        for held in (self.texts, self.lists, self.tables):
            held.append([])

    def write(self, html):
        """A list whose points have numbers of their own comes back as a numbered one; letters stay as words."""
        if re.search(r'class="marker">\d', html):
            html = re.sub(r"<(/?)ul\b", r"<\1ol", re.sub(r'<span class="marker">\d+\.</span>', "", html))
        html = re.sub(r"</ul>\s*<ul\b[^>]*>", "", html)  # with nothing between them Word has one list
        # A picture is read as one of its own, and not as text.
        html = re.sub(r"<figure\b.*?</figure>", "", html, flags=re.DOTALL)
        html = html.replace(".</span><p>", ". <p>").replace("</span>", " </span>")
        if not self.headings:
            return  # an untitled section before the first heading is read with the cover
        self.texts[-1] += words(html)
        self.lists[-1] += shape(html)


@cache
def read_back(*which):
    """What a document should say, and what was read of it; both take seconds."""
    resolved = resolved_of(*which)
    sections = read_word(to_docx(resolved)).sections
    return Expected(resolved), [draft for draft in sections if draft.title]


@pytest.fixture(params=DOCUMENTS, ids=lambda one: f"{one[0]}-{one[2]}{'-inre' if one[3] else ''}")
def both(request):
    return read_back(*request.param)


def test_what_is_given_out_is_read_back_the_same(both):
    expected, sections = both
    assert [(draft.level, draft.title) for draft in sections] == expected.headings
    for place, draft in enumerate(sections):
        prose = "".join(item.html for item in draft.content if isinstance(item, Prose))
        assert words(prose) == expected.texts[place], draft.title
        assert shape(prose) == expected.lists[place], draft.title
        tables = [
            [[words(cell) for cell in row] for row in item.rows[item.heads :]]
            for item in draft.content
            if isinstance(item, Grid)
        ]
        assert tables == expected.tables[place], draft.title


def test_every_picture_is_read_back_with_its_text(both):
    _, sections = both
    images = [item for draft in sections for item in draft.content if isinstance(item, Image)]
    assert [item for item in images if item.wants_text] == []
    assert all(item.data.startswith((b"\x89PNG", b"\xff\xd8")) for item in images)
