"""What of a Word file was left out, in sentences: how many of each kind, and how their texts began."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from finsam.documents.word.runs import Lost

# By kind: of one, of several, and what to do.
_WORDS = {
    "box": ("En textruta följde inte med", "{} textrutor följde inte med", "Skriv in det som ska stå i texten."),
    "chart": ("Ett diagram följde inte med", "{} diagram följde inte med", "Diagram ritas av förbundets egna siffror."),
    "diagram": ("En SmartArt-bild följde inte med", "{} SmartArt-bilder följde inte med", "Spara den som bild och lägg in den."),
    "object": ("Ett inbäddat objekt följde inte med", "{} inbäddade objekt följde inte med", "Spara det som bild, eller skriv in det."),
    "equation": ("En ekvation följde inte med", "{} ekvationer följde inte med", "Skriv den som text."),
    "linked picture": ("En länkad bild finns inte i filen", "{} länkade bilder finns inte i filen", "Lägg in den som fil."),
    "deleted": ("En spårad borttagning är borttagen", "{} spårade borttagningar är borttagna", ""),
    "inserted": ("En spårad infogning är med", "{} spårade infogningar är med", "Se efter att de gäller."),
    "struck": ("Överstruken text följde inte med", "Överstruken text följde inte med på {} ställen", ""),
    "hidden": ("Dold text följde inte med", "Dold text följde inte med på {} ställen", ""),
    "inner table": ("En tabell i en tabellcell blev text", "{} tabeller i tabellceller blev text", ""),
    "merged": ("En sammanslagen cell är delad", "{} sammanslagna celler är delade", "Orden står i den första."),
    "comment": ("En kommentar följde inte med", "{} kommentarer följde inte med", ""),
    "head": ("Sidhuvud och sidfot följde inte med", "Sidhuvuden och sidfötter följde inte med", "Här görs de av dokumentets namn."),
}  # fmt: skip
SHOWN = 3  # texts that are quoted


def left_out(word: Any, lost: Lost) -> list[str]:
    """The sentences, in an order from what is missed most."""
    for text in _texts(word, "comments", "w:comment"):
        lost.note("comment", text)
    for text in [*_texts(word, "header", "w:p"), *_texts(word, "footer", "w:p")]:
        lost.note("head", text)
    return list(_told(lost))


def _told(lost: Lost) -> Iterator[str]:
    for kind, (single, several, then) in _WORDS.items():
        count = lost.counts[kind]
        if count:
            texts = list(dict.fromkeys(lost.texts.get(kind, [])))
            quoted = ", ".join(f"”{text}”" for text in texts[:SHOWN]) + (
                " med flera" if len(texts) > SHOWN else ""
            )
            said = single if count == 1 else several.format(count)
            yield " ".join(filter(None, (f"{said}: {quoted}." if quoted else f"{said}.", then)))


def _texts(word: Any, kind: str, name: str) -> Iterator[str]:
    """The texts of the parts of a kind, for each element of a name."""
    for relation in word.part.rels.values():
        if relation.reltype.rpartition("/")[2] != kind or relation.is_external:
            continue
        part = relation.target_part
        root = part.element if hasattr(part, "element") else parse_xml(part.blob)
        for held in root.iter(qn(name)):
            text = "".join(words.text or "" for words in held.iter(qn("w:t"))).strip()
            if text:
                yield text
