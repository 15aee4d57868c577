"""Office and web files made by hand: sound ones, and what a hostile sender would hand in. Fictional."""

import io
import zipfile
from xml.sax.saxutils import escape

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def docx(*paragraphs: str, notes: str = "") -> bytes:
    """A Word file; each paragraph falls into two runs, in the middle of a word."""
    parts = {"[Content_Types].xml": "<Types/>", "_rels/.rels": "<Relationships/>"}
    parts["word/document.xml"] = _word("document", paragraphs)
    if notes:
        parts["word/footnotes.xml"] = _word("footnotes", (notes,))
    return packed(parts)


def _word(root: str, paragraphs: tuple[str, ...]) -> str:
    runs = [
        f"<w:p><w:r><w:t>{escape(one[:3])}</w:t></w:r><w:r><w:t>{escape(one[3:])}</w:t></w:r></w:p>"
        for one in paragraphs
    ]
    return f'<w:{root} xmlns:w="{_WORD}"><w:body>{"".join(runs)}</w:body></w:{root}>'


def odt(*paragraphs: str) -> bytes:
    """An OpenDocument text; the first letters of a paragraph are in bold."""
    lines = [f"<t:p><t:span>{escape(one[:3])}</t:span>{escape(one[3:])}</t:p>" for one in paragraphs]
    content = f'<o:document-content xmlns:o="{_ODF}:office:1.0" xmlns:t="{_ODF}:text:1.0">{"".join(lines)}'
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"{content}</o:document-content>",
        }
    )


def packed(parts: dict[str, str]) -> bytes:
    """A ZIP archive of these parts, in this order; `mimetype` is stored as it is."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in parts.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), text, kind)  # the same bytes whenever they are made
    return file.getvalue()


def bomb() -> bytes:
    """Some hundred kilobytes that are 256 mebibytes of XML when they are unpacked."""
    return packed({"word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:t>{"a" * (1 << 28)}'})


def laughs() -> bytes:
    """Entities that stand for each other: ten to the power of nine times a word."""
    names = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return packed(
        {"content.xml": f'<!DOCTYPE d [<!ENTITY l0 "laugh">{names}]><d xmlns:t="{_ODF}:text:1.0">&l9;</d>'}
    )


def deep() -> bytes:
    """A million elements, each within the one before."""
    return packed({"content.xml": "<a>" * 1_000_000})
