"""Draw the picture, the films and the sound of the sample deposits, the same bytes on every machine.

Nothing here shows a real thing: each image carries the word FICTIONAL in pixel letters, the sound is made
of tones. Standard library only. The PNG uses stored (uncompressed) deflate blocks, so that its bytes do not
depend on the version of zlib; the films are uncompressed 8-bit AVI, the sound is 8-bit mono PCM.

Run it with no argument to write the files into `samples/records`, or with a folder to write them there.
"""

import struct
import sys
import zlib
from array import array
from collections.abc import Callable
from pathlib import Path

WORD = "FICTIONAL"
GLYPHS = {  # five columns by seven rows, one string of five characters per row
    "A": ".###. #...# #...# ##### #...# #...# #...#",
    "C": ".#### #.... #.... #.... #.... #.... .####",
    "F": "##### #.... #.... ####. #.... #.... #....",
    "I": "##### ..#.. ..#.. ..#.. ..#.. ..#.. #####",
    "L": "#.... #.... #.... #.... #.... #.... #####",
    "N": "#...# ##..# #.#.# #..## #...# #...# #...#",
    "O": ".###. #...# #...# #...# #...# #...# .###.",
    "T": "##### ..#.. ..#.. ..#.. ..#.. ..#.. ..#..",
}
PALETTE = ((34, 38, 44), (244, 205, 48), (22, 22, 22), (222, 222, 216), (120, 124, 130), (206, 96, 52))
DARK, YELLOW, BLACK, PAPER, GREY, RED = range(6)


class Canvas:
    """An indexed image: `height` rows of `width` palette indices, top row first."""

    def __init__(self, width: int, height: int, ground: int) -> None:
        self.width, self.height = width, height
        self.rows = [bytearray([ground]) * width for _ in range(height)]

    def box(self, left: int, top: int, width: int, height: int, colour: int) -> None:
        """Fill a rectangle, cut off at the edges of the canvas."""
        for y in range(max(top, 0), min(top + height, self.height)):
            for x in range(max(left, 0), min(left + width, self.width)):
                self.rows[y][x] = colour

    def text(self, left: int, top: int, scale: int, colour: int) -> None:
        """Write FICTIONAL in 5 by 7 letters, `scale` pixels to a dot, one dot between letters."""
        for number, letter in enumerate(WORD):
            for row, dots in enumerate(GLYPHS[letter].split()):
                for column, dot in enumerate(dots):
                    if dot == "#":
                        x, y = left + (number * 6 + column) * scale, top + row * scale
                        self.box(x, y, scale, scale, colour)


def stored_zlib(raw: bytes) -> bytes:
    """Wrap bytes as a zlib stream of stored blocks (RFC 1950, RFC 1951 section 3.2.4)."""
    out = bytearray(b"\x78\x01")
    for start in range(0, len(raw), 0xFFFF):
        block = raw[start : start + 0xFFFF]
        last = start + 0xFFFF >= len(raw)
        out += struct.pack("<BHH", last, len(block), len(block) ^ 0xFFFF) + block
    return bytes(out + struct.pack(">I", zlib.adler32(raw)))


def png(canvas: Canvas) -> bytes:
    """Encode as an 8-bit palette PNG of four chunks: no text, no time, no EXIF."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", canvas.width, canvas.height, 8, 3, 0, 0, 0)
    palette = b"".join(bytes(colour) for colour in PALETTE)
    pixels = stored_zlib(b"".join(b"\0" + bytes(row) for row in canvas.rows))
    chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, body) for name, body in chunks)


def riff(name: bytes, body: bytes) -> bytes:
    """One RIFF chunk: name, little-endian length, body, padding to an even length."""
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def avi(frames: list[Canvas], per_second: int) -> bytes:
    """Encode as uncompressed AVI with an index, key frames only; the width must be a multiple of four."""
    width, height, size = frames[0].width, frames[0].height, frames[0].width * frames[0].height
    colours = b"".join(bytes((blue, green, red, 0)) for red, green, blue in PALETTE)
    count, shades = len(frames), len(PALETTE)
    timing = (1_000_000 // per_second, size * per_second, 0, 0x10)
    main = struct.pack("<14I", *timing, count, 0, 1, size, width, height, 0, 0, 0, 0)
    rate = (0, 0, 0, 0, 1, per_second, 0, count, size, 0xFFFFFFFF, 0)
    stream = b"vidsDIB " + struct.pack("<IHHIIIIIIII4H", *rate, 0, 0, width, height)
    layout = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 0, size, 0, 0, shades, shades) + colours
    streams = riff(b"LIST", b"strl" + riff(b"strh", stream) + riff(b"strf", layout))
    header = riff(b"LIST", b"hdrl" + riff(b"avih", main) + streams)
    pictures = [riff(b"00db", b"".join(bytes(row) for row in reversed(frame.rows))) for frame in frames]
    index = b"".join(b"00db" + struct.pack("<III", 0x10, 4 + n * (size + 8), size) for n in range(count))
    film = riff(b"LIST", b"movi" + b"".join(pictures))
    return riff(b"RIFF", b"AVI " + header + film + riff(b"idx1", index))


def wav(samples: bytes, rate: int) -> bytes:
    """Encode unsigned 8-bit mono samples as PCM WAVE."""
    layout = struct.pack("<HHIIHH", 1, 1, rate, rate, 1, 8)
    return riff(b"RIFF", b"WAVE" + riff(b"fmt ", layout) + riff(b"data", samples))


def tag() -> bytes:
    """S22: a yellow tag sewn on dark cloth, with FICTIONAL where a name would be."""
    canvas = Canvas(240, 140, DARK)
    canvas.box(20, 20, 200, 100, YELLOW)
    for x in range(26, 214, 8):  # stitches along the long edges
        canvas.box(x, 24, 4, 2, BLACK)
        canvas.box(x, 114, 4, 2, BLACK)
    canvas.box(34, 36, 40, 46, PAPER)  # the place of a photograph, left empty
    canvas.box(84, 36, 122, 18, PAPER)
    canvas.box(84, 62, 80, 12, PAPER)
    canvas.text(39, 87, 3, BLACK)
    return png(canvas)


def statement_film() -> bytes:
    """S07: a pale wall, an outline without a face, FICTIONAL across it; eight frames, two a second."""
    frames = []
    for number in range(8):
        frame = Canvas(144, 84, PAPER)
        frame.box(62, 16, 20, 20, GREY)
        frame.box(50, 38, 44, 46, GREY)
        frame.box(0, 60, 144, 18, BLACK)
        frame.text(19, 62, 2, YELLOW)
        frame.box(0, 80, 18 * (number + 1), 4, RED)
        frames.append(frame)
    return avi(frames, 2)


def balcony_film() -> bytes:
    """S23: an empty street at night from above, lights passing, FICTIONAL over it; ten frames."""
    frames = []
    for number in range(10):
        frame = Canvas(144, 84, DARK)
        frame.box(0, 30, 144, 26, GREY)
        for x in range(4, 144, 24):
            frame.box(x, 42, 10, 2, PAPER)
        frame.box(number * 16 - 8, 34, 12, 6, RED)
        frame.box(136 - number * 14, 47, 12, 6, YELLOW)
        frame.text(19, 8, 2, YELLOW)
        frames.append(frame)
    return avi(frames, 2)


def tones() -> bytes:
    """S29: twelve seconds of soft square tones with silence between them; no voice, no sine (no rounding)."""
    rate, samples = 8000, array("B")
    for half_period in (20, 16, 15, 12, 15, 16):
        for n in range(rate):
            samples.append(136 if n // half_period % 2 else 120)
        samples.extend([128] * rate)
    return wav(samples.tobytes(), rate)


MEDIA: dict[str, Callable[[], bytes]] = {
    "S07/s07_video.avi": statement_film,
    "S22/s22_tag.png": tag,
    "S23/s23_video.avi": balcony_film,
    "S29/s29_interview.wav": tones,
}


def main(arguments: list[str]) -> None:
    """Write every file of `MEDIA` below the folder given, or below `samples/records`."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parent / "records"
    for name, draw in MEDIA.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(draw())
        print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
