"""The processes that read the text inside files. Started by `ingest.texts` as a script, never imported.

The first process loads what reads files and then waits: it never looks at a byte of one. For each file it
makes a copy of itself (fork), which gives up opening files, sockets and pipes, new processes, more
privileges, and memory and time without end; then reads one file from the pipe, closes the pipe, and only
then looks at what it has. It answers into memory that the asking process gave, and ends. So a file that takes
its reader over has itself, and no other file, in its hands. The first process then says how the copy ended:
`.` well, `t` out of time, `!` otherwise.

A request is `G`, one byte for the kind of file, eight for its size, then the file. An answer is one byte for
what came of it, then the text in UTF-8. The copies import nothing of Sviedka.
"""

import codecs
import ctypes
import html.parser
import io
import os
import resource
import signal
import struct
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

MAX_MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 10
MAX_BYTES = 64 * 1024 * 1024
MAX_TEXT = 4 * 1024 * 1024
"""Characters; a longer text ends there."""
MAX_XML_BYTES = 64 * 1024 * 1024
"""Of a part of an office file when it is unpacked."""
DONE, BROKEN, ENCRYPTED = b"D", b"B", b"E"
PAGE = "\f"

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_SILENT = frozenset({"script", "style", "template", "noscript"})
_BLOCKS = frozenset(
    """address article aside blockquote br dd div dt figcaption footer h1 h2 h3 h4 h5 h6 header hr li p pre
    section table td th title tr""".split()  # noqa: SIM905
)


class Locked(Exception):
    """The file needs a password."""


def main() -> None:
    """Serve until the pipe is closed."""
    libc = ctypes.CDLL(None, use_errno=True)
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "cp1251", "koi8-r", "cp437"):
        codecs.lookup(encoding)  # which loads it: a copy can open no file
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while os.read(0, 1):
        child = os.fork()
        if not child:
            try:
                _serve(libc)
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        os.write(2, b"." if status == 0 else b"t" if os.WTERMSIG(status) == signal.SIGXCPU else b"!")


def _serve(libc: ctypes.CDLL) -> None:
    os.close(2)
    _confine(libc)
    kind, size = struct.unpack(">cQ", _read(9))
    data = _read(min(size, MAX_BYTES))
    os.close(0)
    try:
        text = READERS[kind](data)
    except Locked:
        _answer(ENCRYPTED)
    except Exception:  # noqa: BLE001 - whatever a file does to its reader
        _answer(BROKEN)
    else:
        _answer(DONE, text)


def _confine(libc: ctypes.CDLL) -> None:
    """Give up what reading does not need. Raises OSError when the system does not allow that."""
    for option, value in (
        (_PR_SET_PDEATHSIG, signal.SIGKILL),
        (_PR_SET_DUMPABLE, 0),
        (_PR_SET_NO_NEW_PRIVS, 1),
    ):
        if libc.prctl(option, value, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (4 * MAX_TEXT + 1, 4 * MAX_TEXT + 1))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))


def pdf_text(data: bytes) -> str:
    """The text layer of a PDF file, page by page."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise Locked from error
        raise
    if not len(document):
        raise ValueError
    return _limited(_pages(document), PAGE)


def _pages(document: pypdfium2.PdfDocument) -> Iterator[str]:
    for number in range(len(document)):
        page = document[number]
        layer = page.get_textpage()
        # A word that a line break cuts has U+FFFE or U+0002 for its hyphen.
        yield layer.get_text_range().replace("\ufffe\r\n", "").replace("\x02\r\n", "")
        layer.close()
        page.close()


def docx_text(data: bytes) -> str:
    """Paragraphs of a Word file (ECMA-376, part 1, section 17), notes after the body."""
    names = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml", "word/comments.xml")
    ends = {f"{_WORD}p": "\n", f"{_WORD}br": "\n", f"{_WORD}tab": " "}
    return _office(data, names, _Office(f"{_WORD}t", ends))


def odt_text(data: bytes) -> str:
    """Paragraphs and headings of an OpenDocument text (OASIS ODF 1.3, part 3, section 5)."""
    ends = {f"{_TEXT}{name}": "\n" for name in ("p", "h", "line-break")}
    return _office(data, ("content.xml",), _Office("", ends | {f"{_TEXT}s": " ", f"{_TEXT}tab": " "}))


class _Office:
    """A target of an XML parser: text in elements called `words`, or all; `ends`: what stands for an end."""

    def __init__(self, words: str, ends: dict[str, str]) -> None:
        self.pieces: list[str] = []
        self._words, self._ends = words, ends
        self._is_word = not words

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        del attributes
        self._is_word = self._is_word or tag == self._words

    def data(self, text: str) -> None:
        """Text."""
        if self._is_word:
            self.pieces.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag == self._words:
            self._is_word = False
        if tag in self._ends:
            self.pieces.append(self._ends[tag])

    def close(self) -> None:
        """The file ends."""


def _office(data: bytes, names: tuple[str, ...], target: _Office) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        held = {each.filename: each for each in packed.infolist()}
        if any(each.flag_bits & 1 for each in held.values()):
            raise Locked
        if names[0] not in held:
            raise ValueError
        for name in names:
            if name in held:
                parser = ET.XMLParser(target=target)  # noqa: S314 - by a process that has nothing to lose
                with packed.open(held[name]) as part:
                    parser.feed(part.read(MAX_XML_BYTES))
                parser.close()
    return _limited(iter(target.pieces), "")


class _Html(html.parser.HTMLParser):
    """Collects the text of a page: no scripts, no styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins a line; what is not for readers is left out."""
        del attrs
        if tag in _SILENT and not self._silent:
            self._silent = tag
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """And ends one."""
        if tag == self._silent:
            self._silent = ""
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._silent:
            self.pieces.append(data)


def html_text(data: bytes) -> str:
    """What a browser would show of a page, without scripts."""
    reader = _Html()
    reader.feed(_decoded(data))
    reader.close()
    return _limited(iter(reader.pieces), "")


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("koi8-r" if b"koi8-r" in data[:4096].lower() else "cp1251", "replace")


READERS = {b"P": pdf_text, b"W": docx_text, b"O": odt_text, b"H": html_text}


def _limited(pieces: Iterator[str], between: str) -> str:
    found: list[str] = []
    room = MAX_TEXT
    for piece in pieces:
        found.append(piece[:room])
        room -= len(piece) + len(between)
        if room <= 0:
            break
    return between.join(found)


def _read(size: int) -> bytes:
    pieces = []
    while size > 0 and (piece := os.read(0, min(size, 1 << 20))):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _answer(outcome: bytes, text: str = "") -> None:
    """Write the answer, and end."""
    data = memoryview(outcome + text.encode("utf-8", "replace"))
    while data:
        data = data[os.write(1, data) :]
    os._exit(0)


if __name__ == "__main__":
    main()
