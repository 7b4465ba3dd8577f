"""What blocks show, piece by piece: tables, charts, texts, pictures and the årshjul."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from finsam.core.models.pictures import fingerprint
from finsam.core.values.periods import MONTHS
from finsam.documents.resolved import Part, Resolved
from finsam.editions.comparison import changes
from finsam.editions.comparison.changes import CHANGED, MOVED, SAME
from finsam.editions.comparison.figures import Figures
from finsam.editions.comparison.reading import Bound
from finsam.editions.comparison.sequences import Pair, paired
from finsam.editions.comparison.tables import LAYOUT, Tables
from finsam.editions.comparison.texts import REPLACED, plain_changes, prose_changes
from finsam.facts.tables import Chart, Html, Picture, Piece, Table, Wheel

CALLED = {Table: "tabellen", Chart: "diagrammet", Wheel: "årshjulet", Html: "texten", Picture: "bilden"}


class Pieces:
    """Compares the pieces of two documents."""

    def __init__(self, old: Resolved, new: Resolved, figures: Figures):
        self.before, self.after = (
            Bound(figures.moved, side.names, {key: fingerprint(data) for key, data in side.pictures.items()})
            for side in (old, new)
        )
        self.tables = Tables(figures, self.before, self.after)
        self.pictures = old.pictures, new.pictures
        gone, come = _elsewhere(old, new), _elsewhere(new, old)
        self.moved = {name: gone[name] for name in gone.keys() & come.keys()}  # to another section

    def text(self, old: str, new: str) -> tuple[tuple[changes.Paragraph, ...], tuple[changes.Item, ...]]:
        """What has changed in a text."""
        return prose_changes(old, new, self.before, self.after)

    def compare(self, old: Part, new: Part) -> Iterator[changes.Piece]:
        """The pieces of a section that aren't as they were."""
        drawn = _tables(old) | _tables(new)
        for pair in paired(old.pieces, new.pieces, _named):
            if pair.old is None or pair.new is None:
                yield from self.whole(pair, drawn)
            elif change := self._changed(pair.old, pair.new, drawn):
                yield change
            elif pair.moved:
                remark = f"{CALLED[type(pair.new)].capitalize()} står på en annan plats i avsnittet."
                yield changes.Piece(pair.new.key, name_of(pair.new), CHANGED, remarks=(remark,))

    def whole(self, pair: Pair[Piece], drawn: set[str]) -> Iterator[changes.Piece]:
        """A piece that a section has gained or lost; a text with all its words. One that has moved is told of where it is."""
        piece, there = pair.thing, self.moved.get(_named(pair.thing))
        if there is not None:
            if pair.new is not None:
                part, was = there
                change = self._changed(was, piece, drawn) or changes.Piece(piece.key, name_of(piece), MOVED)
                remark = f"Stod förut i avsnittet ”{part.name}”."
                yield replace(change, how=MOVED, remarks=(*change.remarks, remark))
            return
        before, after = (each.html if isinstance(each, Html) else "" for each in (pair.old, pair.new))
        paragraphs, items = self.text(before, after)
        remarks = () if isinstance(piece, Html) else (f"Gäller {CALLED[type(piece)]}.",)
        yield changes.Piece(
            piece.key, name_of(piece), pair.whole, paragraphs=paragraphs, items=items, remarks=remarks
        )

    def _changed(self, old: Piece, new: Piece, drawn: set[str]) -> changes.Piece | None:
        match old, new:
            case Table(), Table():
                return self.tables.compare(old, new)
            case Chart(), Chart():
                return self._chart(old, new, drawn)
            case Html(), Html():
                return self._html(old, new)
            case Picture(), Picture():
                return self._picture(old, new)
            case Wheel(), Wheel():
                return self._wheel(old, new, drawn)
        raise TypeError(f"{type(old).__name__} and {type(new).__name__} can't be compared")

    def _chart(self, old: Chart, new: Chart, drawn: set[str]) -> changes.Piece | None:
        """A chart shows its table, which is told of once; besides that, how it is drawn."""
        change = None if new.table.key in drawn else self.tables.compare(old.table, new.table)
        looks = [(chart.title, chart.kind, chart.columns, chart.show_title) for chart in (old, new)]
        if looks[0] == looks[1]:
            return change and replace(change, key=new.key, name=new.title)
        change = change or changes.Piece(new.key, new.title, CHANGED)
        return replace(
            change,
            key=new.key,
            name=new.title,
            remarks=(*change.remarks, "Diagrammet ritas på ett annat sätt."),
        )

    def _html(self, old: Html, new: Html) -> changes.Piece | None:
        paragraphs, items = self.text(old.html, new.html)
        was = old.heading if old.heading != new.heading else ""
        set_otherwise = (old.depth, old.listed, bool(old.number)) != (new.depth, new.listed, bool(new.number))
        remarks = (LAYOUT,) if set_otherwise else ()
        if not (paragraphs or items or was or remarks):
            return None
        return changes.Piece(
            new.key, new.heading, CHANGED, was, paragraphs=paragraphs, items=items, remarks=remarks
        )

    def _picture(self, old: Picture, new: Picture) -> changes.Piece | None:
        remarks = []
        if self.pictures[0].get(old.asset) != self.pictures[1].get(new.asset):
            remarks.append(REPLACED)
        if old.alt != new.alt:
            remarks.append(f"Beskrivningen är ändrad från ”{old.alt}” till ”{new.alt}”.")
        if old.caption != new.caption:
            remarks.append(f"Bildtexten är ändrad från ”{old.caption}” till ”{new.caption}”.")
        return changes.Piece(new.key, name_of(new), CHANGED, remarks=tuple(remarks)) if remarks else None

    def _wheel(self, old: Wheel, new: Wheel, drawn: set[str]) -> changes.Piece | None:
        """The ring month by month, unless the list beside it says the same."""
        if f"{new.key}-lista" in drawn:
            return None
        rows = []
        for month in sorted({*old.months, *new.months}):
            was, now = (" · ".join(wheel.months.get(month, ())) for wheel in (old, new))
            spans = plain_changes(was, now)
            if any(span.kind != SAME for span in spans):
                cell = changes.Cell("handelser", "Händelser", was, now, spans=spans)
                rows.append(
                    changes.Row(f"m{month:02}", MONTHS[month - 1].capitalize(), CHANGED, cells=(cell,))
                )
        return changes.Piece(new.key, new.title, CHANGED, rows=tuple(rows)) if rows else None


def _tables(part: Part) -> set[str]:
    """The keys of the tables of a section, which say what its charts and its ring show."""
    return {piece.key for piece in part.pieces if isinstance(piece, Table)}


def _named(piece: Piece) -> str:
    return f"{type(piece).__name__} {piece.key}"


def _elsewhere(there: Resolved, other: Resolved) -> dict[str, tuple[Part, Piece]]:
    """The pieces of a document that the same section of the other doesn't have; of those with the same key, the last."""
    same = {(part.key, _named(piece)) for part in other.parts for piece in part.pieces}
    return {
        _named(piece): (part, piece)
        for part in there.parts
        for piece in part.pieces
        if (part.key, _named(piece)) not in same and (not isinstance(piece, Html) or piece.heading)
    }


def name_of(piece: Piece) -> str:
    """What a piece is called where it has to be named; "" for a text without a heading."""
    match piece:
        case Html():
            return piece.heading
        case Picture():
            return piece.caption or piece.alt
        case _:
            return piece.title
