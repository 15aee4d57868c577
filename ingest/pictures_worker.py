"""The process that reads pictures. Started by `ingest.pages` as a script, never imported by the archive.

It is asked and answers as `pages_worker` does: of the frames of one picture file it draws one anew, and ends.
Decoders of pictures are C code fed with hostile bytes: all are loaded, and then the process gives up opening
files, sockets and pipes (RLIMIT_NOFILE), new processes, more privileges, and memory and time without end,
before the first of these bytes. What comes out holds pixels and nothing else of the file: no place where a
photograph was taken, no thumbnail of what was cut away, nothing that was hung on behind. It imports nothing
of Sviedka, so that nothing secret but this one file is ever in its memory.
"""

import ctypes
import io
import os
import resource
import signal
import struct
import warnings

from PIL import Image, ImageOps

MAX_MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 10
MAX_BYTES = 64 * 1024 * 1024
MAX_ANSWER_BYTES = 32 * 1024 * 1024
"""Written into memory that the asking process gave: no file can be opened that this would be a limit for."""
MAX_PIXELS = 120_000_000
"""Of a frame that is decoded: more is a bomb, or a picture for which the memory does not suffice."""
LONGEST_SIDE = 2400
"""Pixels; a larger picture is made as small as that, a smaller one is left."""
KINDS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")
_OF_SEVERAL = ("GIF", "WEBP", "TIFF")
JPEG_QUALITY = 90
DONE, BROKEN, NO_PAGE, TOO_LARGE = b"D", b"B", b"N", b"L"

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38


def confine() -> None:
    """Give up what drawing a picture does not need. Raises OSError when the system does not allow that."""
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
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None  # judged here, for each frame
    _load()
    confine()
    frame, size = struct.unpack(">IQ", _read(12))
    if size > MAX_BYTES:
        _send(TOO_LARGE, 0)
        return
    try:
        _answer(_read(size), frame)
    except MemoryError:
        _send(TOO_LARGE, 0)
    except Exception:  # noqa: BLE001 - decoders raise whatever they like at rubbish
        _send(BROKEN, 0)


def _load() -> None:
    """Read and write a picture of our own in each kind: Pillow loads what it needs at the first use."""
    exif = Image.Exif()
    exif[0x0112] = 6
    for kind in KINDS:
        written = io.BytesIO()
        several = {"save_all": True, "append_images": [Image.new("RGB", (2, 2), "red")]}
        options = several if kind in _OF_SEVERAL else {}
        Image.new("RGB", (2, 2)).save(written, kind, **options, **({"exif": exif} if kind == "JPEG" else {}))
        with Image.open(written, formats=KINDS) as picture:
            picture.seek(getattr(picture, "n_frames", 1) - 1)
            _drawn(picture)


def _answer(data: bytes, frame: int) -> None:
    """Send frame number `frame`, from 1; or, for 0, how many there are once the first was decoded."""
    with Image.open(io.BytesIO(data), formats=KINDS) as picture:
        count: int = getattr(picture, "n_frames", 1)
        if frame > count:
            _send(NO_PAGE, count)
            return
        picture.seek(max(frame, 1) - 1)
        if picture.width * picture.height > MAX_PIXELS:
            _send(TOO_LARGE, count)
            return
        drawn = _drawn(picture)
        _send(DONE, count, drawn if frame else b"")


def _drawn(picture: Image.Image) -> bytes:
    """The frame as a new file: JPEG where there is nothing to see through, else PNG."""
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # of JPEG, decodes what is needed
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I"):  # 16 bits of grey, as some scanners write them
        upright = upright.point(lambda value: value * (1 / 256)).convert("L")
    clear = upright.has_transparency_data
    plain = upright.convert("RGBA" if clear else "RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    fresh = Image.frombytes(plain.mode, plain.size, plain.tobytes())  # pixels alone, without what they had
    written = io.BytesIO()
    if clear or picture.format != "JPEG":
        fresh.save(written, "PNG")
    else:
        fresh.save(written, "JPEG", quality=JPEG_QUALITY)
    return written.getvalue()


def _read(size: int) -> bytes:
    pieces = []
    while size > 0 and (piece := os.read(0, min(size, 1 << 20))):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _send(outcome: bytes, count: int, drawn: bytes = b"") -> None:
    data = memoryview(outcome + struct.pack(">I", count) + drawn)
    while data:
        data = data[os.write(1, data) :]


if __name__ == "__main__":
    main()
