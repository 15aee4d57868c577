"""Description files: found by their names, read with a size limit, their problems told by file and line."""

import errno
import os
import stat
from pathlib import Path
from typing import Final

from archive.domain.errors import InvalidRequest, Problem, UnreadableFile
from ingest.document import MAX_DOCUMENT_BYTES, Document, SyntaxProblem
from ingest.json_document import parse_json
from ingest.names import printable_path
from ingest.plan import Described, DescriptionReader

SIDECAR_ENDINGS: Final = (".deposit.yaml", ".deposit.yml", ".deposit.json")
TABLE_ENDING: Final = ".deposits.csv"


def is_sidecar(name: str) -> bool:
    """Whether a file of this name describes one item."""
    return name.lower().endswith(SIDECAR_ENDINGS)


def is_table(name: str) -> bool:
    """Whether a file of this name describes items in rows."""
    return name.lower().endswith(TABLE_ENDING)


def read_text(path: Path, most: int) -> str:
    """The text of a regular file in UTF-8, without byte order mark.

    Raises UnreadableFile for what is no regular file of at most `most` bytes or cannot be read, and
    SyntaxProblem for what is not UTF-8.
    """
    data = read_bytes(path, most)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SyntaxProblem("is not UTF-8", data.count(b"\n", 0, error.start) + 1, "not-utf8") from error


def read_bytes(path: Path, most: int) -> bytes:
    """The bytes of a regular file. Never follows a link in the last step, never waits for a pipe."""
    shown = printable_path(path)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UnreadableFile(f"{shown} is not a file.")
            data = file.read(most + 1)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise UnreadableFile(f"{shown} is a symbolic link; links are not followed.") from error
        raise UnreadableFile(f"{shown} cannot be read: {error.strerror}.") from error
    if len(data) > most:
        raise UnreadableFile(f"{shown} is larger than a description may be ({most:,} bytes).")
    return data


def read_document(path: Path) -> Document:
    """The value of a YAML or JSON file with its lines.

    Raises UnreadableFile when there is nothing to read, InvalidRequest with `file:line` for wrong syntax.
    """
    shown = printable_path(path)
    try:
        text = read_text(path, MAX_DOCUMENT_BYTES)
        if path.name.lower().endswith(".json"):
            return parse_json(text, shown)
        from ingest.yaml_document import parse_yaml  # noqa: PLC0415 - a deposit without one need not wait

        return parse_yaml(text, shown)
    except SyntaxProblem as error:
        problem = Problem(f"{shown}:{error.line}", error.message, error.code)
        raise InvalidRequest("The description cannot be read.", problems=(problem,)) from error


def describe(document: Document, reader: DescriptionReader) -> Described:
    """What a read document describes. Raises InvalidRequest with every problem at `file:line`."""
    problems = list(document.problems)
    described = None
    try:
        described = reader.read(document.value)
    except InvalidRequest as error:
        problems.extend(error.problems)
    if problems or described is None:
        raise InvalidRequest(mistakes(len(problems)), problems=document.locate(problems))
    return described


def mistakes(count: int) -> str:
    """The sentence above a list of `count` problems."""
    return f"The description has {count} mistake{'' if count == 1 else 's'}."


def read_sidecar(path: Path, reader: DescriptionReader) -> Described:
    """The item that one description file describes; its file names are not looked at.

    Raises UnreadableFile, or InvalidRequest with every problem at `file:line`.
    """
    return describe(read_document(path), reader)
