"""A bundle as a stream: what comes out is a ZIP file, and one with a changed payload never ends."""

import io
import zipfile
from hashlib import sha256

import pytest

from archive.bundle import PayloadSource
from archive.bundle_zip import zip_stream
from crypto.errors import FormatError

SEALED = b"FICTIONAL sealed bytes " * 50_000


def source(found=SEALED):
    return PayloadSource(sha256(SEALED).hexdigest(), len(SEALED), lambda: io.BytesIO(found))


def test_it_comes_in_pieces_and_holds_every_file():
    pieces = list(zip_stream("BYA", [("data/objects/a", source()), ("bagit.txt", b"BagIt")]))
    assert max(map(len, pieces)) < len(SEALED), "never whole in memory"
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as packed:
        assert packed.testzip() is None
        assert packed.namelist() == ["BYA/data/objects/a", "BYA/bagit.txt"]
        assert packed.read("BYA/data/objects/a") == SEALED


@pytest.mark.parametrize("found", [SEALED[:-1], SEALED.replace(b"sealed", b"opened")])
def test_a_payload_that_has_changed_stops_it_and_nothing_opens_what_was_sent(found):
    sent = []
    with pytest.raises(FormatError):
        sent.extend(zip_stream("BYA", [("data/objects/a", source(found))]))
    assert sent, "it is found out at the end"
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(b"".join(sent)))
