"""The process that seals small files and records. Started by `ingest.sealing_process`, never imported.

It is told public keys only: it can seal and cannot read, sign or store, and it writes to no disk. What it
answers is what `seal_small` and `encrypt` give in any other process.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from archive.domain.errors import UnreadableFile
from crypto.age.file import encrypt
from crypto.age.hybrid import HybridRecipient
from crypto.age.keys import parse_recipient
from ingest.confinement import confine
from ingest.exhibits import seal_small
from ingest.frames import pack, read_frame, unpack, write_frame
from ingest.identify import Identifier


def main() -> None:
    """Answer until the pipe closes. The first message holds the recipients; every other has a kind."""
    confine()
    source, out = sys.stdin.buffer, sys.stdout.buffer
    recipients = [_hybrid(text.decode("ascii")) for text in unpack(read_frame(source) or b"")]
    with Identifier() as identifier:
        while (message := read_frame(source)) is not None:
            kind, *parts = unpack(message)
            if kind == b"files":
                answers = [_file(Path(os.fsdecode(part)), identifier, recipients) for part in parts]
            else:
                answers = [pack(encrypt(part, recipients)) for part in parts]
            write_frame(out, pack(answers))


def _file(path: Path, identifier: Identifier, recipients: Sequence[HybridRecipient]) -> bytes:
    """One file: eight parts if it is sealed, one (why) if it cannot be read, none if it is not small."""
    try:
        small = seal_small(path, identifier, recipients)
    except UnreadableFile as error:
        return pack([error.message.encode()])
    if small is None:
        return pack([])
    sealed, media_type = small.sealed, small.media_type
    texts = sealed.payload_digest, sealed.plaintext_digest, str(sealed.plaintext_size)
    kind = media_type.value, media_type.tool, media_type.tool_version
    return pack([small.payload, sealed.header, *(text.encode() for text in (*texts, *kind))])


def _hybrid(text: str) -> HybridRecipient:
    recipient = parse_recipient(text)
    if not isinstance(recipient, HybridRecipient):
        raise TypeError("only post-quantum recipients are sealed to")
    return recipient


if __name__ == "__main__":
    main()
