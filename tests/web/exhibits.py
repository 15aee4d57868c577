"""Exhibits of other media types than text, for tests: bytes that nobody recorded."""

import struct
import zlib

from archive.domain.description import Description
from archive.domain.record import MediaType
from archive.services.collections import find_collection
from archive.services.deposit import Deposit, accession, open_intake
from tests.factories import TestArchive, sealed_exhibit


def picture_bytes(side: int = 64) -> bytes:
    """A PNG of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\x00" + b"\x99\x33\x33" * side) * side
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def deposit_media(made: TestArchive, described: Description, *exhibits: tuple[str, str, bytes]) -> str:
    """Deposit exhibits given as (name, media type as identified, bytes); the item's number."""
    archive = made.archive
    intake = open_intake(archive, made.documenter, find_collection(archive, "main"))
    with archive.objects.new_batch() as batch:
        sealed = [
            sealed_exhibit(batch, data, name, intake.content, MediaType(kind, "test", "1"))
            for name, kind, data in exhibits
        ]
        deposits = [Deposit(described, tuple(sealed), None)]
        return accession(archive, made.documenter, intake, deposits, batch)[0].number
