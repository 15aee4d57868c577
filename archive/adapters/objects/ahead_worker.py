"""The process that seals one large file. Started by `archive.adapters.objects.ahead`, never imported.

Its arguments are two open files, the source and a temporary one; its input is the file key, its only output
the digests and sizes. It opens nothing by name.
"""

import io
import sys

from archive.adapters.objects.direct import DirectOutput
from archive.adapters.objects.filesystem_files import Output
from ingest.confinement import confine
from ingest.frames import pack, read_frame, write_frame
from ingest.sealing import PIECE, seal_payload

_PIECE = 4 * PIECE
"""This process is alone: fewer and larger pieces cost it less than they would a server."""


def main() -> None:
    """Seal, and answer. Whatever goes wrong, no answer comes: whoever asked seals again, and sees why."""
    confine()
    source, target = (int(argument) for argument in sys.argv[1:])
    file_key = read_frame(sys.stdin.buffer) or b""
    with io.FileIO(source, "rb") as file:
        sealed = seal_payload(file, _output(target), file_key, piece=_PIECE)
    parts = sealed.payload_digest, sealed.plaintext_digest, sealed.plaintext_size, sealed.payload_size
    write_frame(sys.stdout.buffer, pack([str(part).encode("ascii") for part in parts]))


def _output(descriptor: int) -> DirectOutput | Output:
    try:
        return DirectOutput(descriptor)
    except OSError:  # not every file system can
        return Output(descriptor)


if __name__ == "__main__":
    main()
