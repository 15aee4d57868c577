"""Files that commands write for people: new ones, whole or not at all."""

from collections.abc import Iterator
from pathlib import Path

from archive.domain.errors import Conflict, Unavailable

_STORED = "What is in the archive is not affected; no file was left."


def write_new(output: Path, pieces: Iterator[bytes]) -> None:
    """Write a new file whole; what could not be written or did not verify to its end is removed again."""
    try:
        file = output.open("xb")
    except FileExistsError as error:
        raise Conflict(f"{output} exists; nothing was overwritten.") from error
    except OSError as error:
        raise Unavailable(f"{output} cannot be made: {error.strerror}.", safe=_STORED) from error
    try:
        with file:
            for piece in pieces:
                file.write(piece)
    except OSError as error:
        output.unlink(missing_ok=True)
        raise Unavailable(f"{output} cannot be written: {error.strerror}.", safe=_STORED) from error
    except BaseException:
        output.unlink(missing_ok=True)
        raise
