"""Edits of a resolved document, each with what a comparison should tell of it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape

from finsam.documents.resolved import Part, Resolved
from finsam.facts.tables import Html, Row, Table

Told = set[tuple]
_PLAIN = re.compile(r"<p>([^<>]+)</p>")
_WORDS = re.compile(r"<p>(?:[^<>]*\s)?([a-zåäö]{5,})\s[^<>]*</p>")


class Edited:
    """A document that is edited step by step, no place twice; `told` is what has been done."""

    def __init__(self, resolved: Resolved, luck: random.Random):
        self.parts, self.resolved, self.luck = list(resolved.parts), resolved, luck
        self.told: Told = set()
        self.touched: set[str] = set()
        self.number = 0

    @property
    def document(self) -> Resolved:
        return replace(self.resolved, parts=tuple(self.parts))

    def edit(self) -> None:
        """One edit of a section that hasn't been edited, chosen by luck among those that can be done to it."""
        free = [part for part in self.parts if part.key not in self.touched]
        if not free:
            return
        part = self.luck.choice(free)
        kinds: list[Callable[[Part], bool]] = [
            self.rename, self.remove, self.add, self.relevel, self.reword, self.new_paragraph,
            self.table_row, self.table_row, self.row_name, self.heading, self.move_paragraph,
        ]  # fmt: skip
        self.luck.shuffle(kinds)
        self.touched.add(part.key)
        self.number += 1
        next(kind for kind in kinds if kind(part))

    def put(self, part: Part, **fields) -> None:
        place = next(place for place, other in enumerate(self.parts) if other.key == part.key)
        self.parts[place] = replace(self.parts[place], **fields)

    def rename(self, part: Part) -> bool:
        self.put(part, title=f"Ny rubrik {self.number}")
        self.told.add(("section", part.key, "changed", part.title or "Avsnitt utan rubrik"))
        return True

    def remove(self, part: Part) -> bool:
        if len(self.parts) < 3:
            return False
        self.parts = [other for other in self.parts if other.key != part.key]
        self.told.add(("section", part.key, "removed", ""))
        return True

    def add(self, part: Part) -> bool:
        key = f"nytt-{self.number}"
        added = Part(key, f"s-{key}", 1, "", "Ett nytt avsnitt", True, False, "<p>Nya ord.</p>", (), "", "")
        self.parts.insert(self.parts.index(part), added)
        self.touched.add(key)
        self.told.add(("section", key, "added", ""))
        self.told.add(("paragraph", key, "added", "Nya ord."))
        return True

    def relevel(self, part: Part) -> bool:
        self.put(part, level=part.level + 1)
        self.told.add(
            ("remark", part.key, f"Rubriken är på nivå {part.level + 1} i stället för {part.level}.")
        )
        return True

    def reword(self, part: Part) -> bool:
        """One word of a paragraph."""
        match = _WORDS.search(part.prose)
        if match is None or len(match[0].split()) < 4:
            return False
        start, end = match.span(1)
        self.put(part, prose=f"{part.prose[:start]}bananer{part.prose[end:]}")
        self.told.add(("words", part.key, match[1], "bananer"))
        return True

    def new_paragraph(self, part: Part) -> bool:
        text = f"Här står något som inte stod förut, nummer {self.number}."
        self.put(part, prose=f"{part.prose}<p>{text}</p>")
        self.told.add(("paragraph", part.key, "added", text))
        return True

    def move_paragraph(self, part: Part) -> bool:
        """A paragraph to the end of another section; a short one may stand in two places."""
        others = [other for other in self.parts if other.key not in self.touched]
        match = _PLAIN.search(part.prose)
        if match is None or not others or len(match[1].split()) < 6:
            return False
        if sum(other.prose.count(match[1]) for other in self.resolved.parts) > 1:
            return False
        other = self.luck.choice(others)
        self.touched.add(other.key)
        self.put(part, prose=part.prose.replace(match[0], "", 1))
        self.put(other, prose=other.prose + match[0])
        words = " ".join(unescape(match[1]).split(" "))
        self.told |= {("paragraph", key, "moved", words) for key in (part.key, other.key)}
        return True

    def heading(self, part: Part) -> bool:
        """The heading of a text of a block."""
        texts = [piece for piece in part.pieces if isinstance(piece, Html) and piece.heading]
        if not texts:
            return False
        piece = self.luck.choice(texts)
        pieces = tuple(
            replace(each, heading="Annan rubrik") if each is piece else each for each in part.pieces
        )
        self.put(part, pieces=pieces)
        self.told.add(("piece", part.key, piece.key, "changed", piece.heading))
        return True

    def table_row(self, part: Part) -> bool:
        """A row that is new, gone, or moved to the end."""
        table = self._table(part)
        if table is None:
            return False
        rows, row = list(table.rows), self.luck.choice(table.rows)
        how = self.luck.choice(("added", "removed", "moved"))
        if how == "added":
            key = f"ny-{self.number}"
            rows.insert(rows.index(row), Row(key, "Ny rad", row.cells))
            self.told.add(("row", table.key, key, "added", ""))
        elif how == "removed":
            rows.remove(row)
            self.told.add(("row", table.key, row.key, "removed", ""))
        elif rows.index(row) < len(rows) - 2:
            rows.remove(row)
            rows.append(row)
            self.told.add(("row", table.key, row.key, "moved", ""))
        else:
            return False
        self._put_table(part, table, tuple(rows))
        return True

    def row_name(self, part: Part) -> bool:
        table = self._table(part)
        named = [row for row in table.rows if row.label] if table is not None else []
        if table is None or not named:
            return False
        row = self.luck.choice(named)
        rows = tuple(replace(each, label="Heter nu så") if each is row else each for each in table.rows)
        self._put_table(part, table, rows)
        self.told.add(("row", table.key, row.key, "changed", row.label))
        return True

    def _table(self, part: Part) -> Table | None:
        """A table whose rows have keys of their own, and that no other piece has the key of."""
        tables = [piece for piece in part.pieces if isinstance(piece, Table) and piece.shape != "card"]
        tables = [table for table in tables if len({row.key for row in table.rows}) == len(table.rows) > 3]
        return self.luck.choice(tables) if tables else None

    def _put_table(self, part: Part, table: Table, rows: tuple[Row, ...]) -> None:
        pieces = tuple(replace(each, rows=rows) if each is table else each for each in part.pieces)
        self.put(part, pieces=pieces)


def told_of(changes) -> Told:
    """What a comparison tells, in the same words as the edits."""
    told: Told = set()
    assert changes.cover == ()
    for section in changes.sections:
        if section.how != "changed" or section.was:
            told.add(("section", section.key, section.how, section.was))
        if section.moved:
            told.add(("section", section.key, "moved", ""))
        told |= {("remark", section.key, remark) for remark in section.remarks}
        if section.how == "removed":
            continue
        for paragraph in section.paragraphs:
            told |= _of_paragraph(section.key, paragraph)
        for piece in section.pieces:
            if piece.was or piece.how != "changed":
                told.add(("piece", section.key, piece.key, piece.how, piece.was))
            told |= {("row", piece.key, row.key, row.how, row.was) for row in piece.rows}
            told |= {("column", piece.key, column.key) for column in piece.columns}
            told |= {("remark", piece.key, remark) for remark in piece.remarks}
            for paragraph in piece.paragraphs:
                told |= _of_paragraph(piece.key, paragraph)
    return told


def _of_paragraph(key: str, paragraph) -> Told:
    if paragraph.follows:
        return set()
    if paragraph.how != "changed":
        return {("paragraph", key, paragraph.how, paragraph.words)}
    words = [span.text.strip() for span in paragraph.spans if span.kind in ("removed", "added")]
    return {("words", key, *words)}
