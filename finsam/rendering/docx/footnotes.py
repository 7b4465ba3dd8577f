"""Word's own footnotes, which python-docx has no words for: a part of the file with a paragraph for each (ECMA-376, 17.11)."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

TEXT, MARK = "footnote text", "footnote reference"  # Word's own styles
# The two lines that Word draws over notes, which every file with notes has.
_FIRST = f"""<w:footnotes {nsdecls("w", "r")}>
<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>
</w:footnotes>"""


class _Holder:
    """What a note's paragraph belongs to, as python-docx asks of a paragraph's parent."""

    def __init__(self, part: XmlPart):
        self.part = part


class Footnotes:
    """The notes of a file; the part is made with the first."""

    def __init__(self, document: Any):
        self.document = document
        self.part: XmlPart | None = None
        self.count = 0

    def begin(self, paragraph: Paragraph) -> Paragraph:
        """A note whose mark stands where the paragraph ends now; the paragraph that its words are written in."""
        if self.part is None:
            self.part = self._made()
        self.count += 1
        reference = self._marked(paragraph)
        reference.append(self._element("w:footnoteReference", self.count))
        note = self._element("w:footnote", self.count)
        words = OxmlElement("w:p")
        note.append(words)
        self.part.element.append(note)
        made = Paragraph(words, _Holder(self.part))  # type: ignore[arg-type]
        words.style = self.document.styles[TEXT].style_id
        self._marked(made).append(OxmlElement("w:footnoteRef"))
        made.add_run(" ")
        return made

    @property
    def element(self) -> Any:
        """All notes, or None where there are none."""
        return self.part.element if self.part is not None else None

    def _marked(self, paragraph: Paragraph) -> Any:
        run = paragraph.add_run()._r
        run.style = self.document.styles[MARK].style_id
        return run

    def _element(self, name: str, number: int) -> Any:
        made = OxmlElement(name)
        made.set(qn("w:id"), str(number))
        return made

    def _made(self) -> XmlPart:
        styles = self.document.styles
        text = styles.add_style(TEXT, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        text.base_style = styles["Normal"]
        text.font.size, text.paragraph_format.space_after = Pt(9), Pt(2)
        styles.add_style(MARK, WD_STYLE_TYPE.CHARACTER, builtin=True).font.superscript = True
        held = self.document.part
        part = XmlPart(
            PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, parse_xml(_FIRST), held.package
        )
        held.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        return part
