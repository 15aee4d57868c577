"""Picture files: sound ones, and what a hostile sender would hand in."""

import io
import struct
import zlib

from PIL import Image

RED, BLUE = (200, 30, 30), (20, 40, 210)
PLACE = b"53.9006N27.5590E FICTIONAL"


def picture(
    kind: str, size: tuple[int, int] = (60, 40), colour: tuple[int, ...] = RED, **options: object
) -> bytes:
    """A file of one colour."""
    written = io.BytesIO()
    Image.new("RGBA" if len(colour) == 4 else "RGB", size, colour).save(written, kind, **options)
    return written.getvalue()


def frames(kind: str, *colours: tuple[int, int, int]) -> bytes:
    """A file of several pictures."""
    first, *others = (Image.new("RGB", (60, 40), colour) for colour in colours)
    written = io.BytesIO()
    first.save(written, kind, save_all=True, append_images=others)
    return written.getvalue()


def photograph() -> bytes:
    """A photograph 60 wide and 40 high, lying on its side, that says where it was taken."""
    return picture("JPEG", exif=lying(), comment=PLACE) + b"<script>hung on behind</script>"


def lying() -> Image.Exif:
    """What a camera that was held upright writes, and where that was."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = PLACE.decode()
    return exif


def scan() -> bytes:
    """A scan in 16 bits of grey, half dark."""
    written = io.BytesIO()
    Image.frombytes("I;16", (60, 40), struct.pack("<H", 0x7FFF) * 2400).save(written, "TIFF")
    return written.getvalue()


def bomb() -> bytes:
    """A small PNG file of 900 million pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    body = zlib.compress(bytes(30_000 * 3_751), 9)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", body), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)
