"""The process that PDFium runs in. Started by `ingest.pages` as a script, never imported by the archive.

It reads one PDF file from its pipe (four bytes: the page to render, from 1, or 0 to count them; eight bytes:
the size; then the file), answers once, and ends: one byte for what came of it, four for the number of pages,
then a PNG file. PDFium is C++ code fed with hostile bytes: before the first of them the process gives up
opening files, sockets and pipes (RLIMIT_NOFILE), new processes, more privileges, and memory and time without
end. What it writes goes into memory that the asking process gave, and has a limit. It imports nothing of
Sviedka, so that nothing secret but this one file is ever in its memory.
"""

import ctypes
import os
import resource
import signal
import struct
import zlib

import pypdfium2
import pypdfium2.raw as pdfium

MAX_MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 10
MAX_BYTES = 64 * 1024 * 1024
MAX_ANSWER_BYTES = 32 * 1024 * 1024
"""Written into memory that the asking process gave: no file can be opened that this would be a limit for."""
LONGEST_SIDE = 1600
"""Pixels; a page is made as large as that, never larger."""
DONE, BROKEN, ENCRYPTED, NO_PAGE, TOO_LARGE = b"D", b"B", b"E", b"N", b"L"

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38


def confine() -> None:
    """Give up what drawing a page does not need. Raises OSError when the system does not allow that."""
    libc = ctypes.CDLL(None, use_errno=True)
    for option, value in (
        (_PR_SET_PDEATHSIG, signal.SIGKILL),
        (_PR_SET_DUMPABLE, 0),
        (_PR_SET_NO_NEW_PRIVS, 1),
    ):
        if libc.prctl(option, value, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_ANSWER_BYTES, MAX_ANSWER_BYTES))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))


def main() -> None:
    """Answer once."""
    confine()
    page, size = struct.unpack(">IQ", _read(12))
    if size > MAX_BYTES:
        _send(TOO_LARGE, 0)
        return
    try:
        document = pypdfium2.PdfDocument(_read(size))
    except pypdfium2.PdfiumError as error:
        is_locked = getattr(error, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        _send(ENCRYPTED if is_locked else BROKEN, 0)
        return
    count = len(document)
    if page > count or not count:
        _send(NO_PAGE if count else BROKEN, count)
        return
    try:
        _send(DONE, count, _png(document[page - 1]) if page else b"")
    except (pypdfium2.PdfiumError, MemoryError, ValueError):
        _send(BROKEN, count)


def _png(page: pypdfium2.PdfPage) -> bytes:
    """The page as a PNG file (ISO/IEC 15948) of eight bits for each of red, green and blue."""
    width, height = page.get_size()
    scale = LONGEST_SIDE / max(width, height, 1.0)
    if min(width, height) * scale < 1:
        raise ValueError
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False, may_draw_forms=False)
    line = bitmap.width * 3
    data = bytes(bitmap.buffer)
    rows = (b"\x00" + data[at : at + line] for at in range(0, bitmap.stride * bitmap.height, bitmap.stride))
    head = struct.pack(">IIBBBBB", bitmap.width, bitmap.height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(rows), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in parts)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _read(size: int) -> bytes:
    pieces = []
    while size > 0 and (piece := os.read(0, min(size, 1 << 20))):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _send(outcome: bytes, pages: int, picture: bytes = b"") -> None:
    data = memoryview(outcome + struct.pack(">I", pages) + picture)
    while data:
        data = data[os.write(1, data) :]


if __name__ == "__main__":
    main()
