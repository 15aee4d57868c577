"""The process that makes documents. Started by `archive.adapters.making.processes`, never imported.

It is told what opens and blinds the items of a collection, which is what `sviedka index` itself holds, and
answers with documents as they leave encryption, and with the words in them. It writes to no disk.
"""

import gc
import json
import os
import pickle
import sys
from collections.abc import Iterable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from typing import Any

from archive.adapters.making.processes import FORK
from archive.domain.errors import Unavailable
from ingest.confinement import confine
from search.documents import document_to_lists
from search.lexicon import ListedWords, write_words
from search.making import Alone, CollectionKeys, Job, MakerOf
from search.ports import PutFailure

GIVES_WAY = 5
"""Steps of niceness. With an equal share, what we make ahead fills the room for it before a search engine on
the same machine has stored it; then we wait, and a processor stands idle."""


def main() -> None:
    """Answer until the other end is closed. The first message says how makers are made."""
    os.nice(GIVES_WAY)
    confine()
    # To look for cycles among a hundred thousand remembered words took a quarter of the time.
    gc.disable()
    pipe: Connection[Any, Any] = Connection(int(sys.argv[1]))
    with suppress(EOFError):
        maker_of: MakerOf = pickle.loads(pipe.recv_bytes())()  # noqa: S301 - from who started us
        alone = Alone(maker_of)
        pipe.send_bytes(b"ready")
        while True:
            message = pipe.recv_bytes()
            if message == FORK:
                pipe = _fork(pipe)
                continue
            keys, jobs = pickle.loads(message)  # noqa: S301 - from who started us
            pipe.send_bytes(json.dumps(_answer(alone, keys, jobs)).encode())


def _fork(pipe: "Connection[Any, Any]") -> "Connection[Any, Any]":
    """Become two; return what each is asked by from now on. There is one thread here."""
    other: Connection[Any, Any] = Connection(recv_handle(pipe))
    pid = os.fork()
    if pid == 0:
        pipe.close()
        return other
    other.close()
    pipe.send_bytes(str(pid).encode())
    return pipe


def _answer(alone: Alone, keys: CollectionKeys, jobs: Iterable[Job]) -> dict[str, object]:
    words = ListedWords()
    try:
        made = [
            {"failed": [one.doc_id, one.reason]} if isinstance(one, PutFailure) else document_to_lists(one)
            for one in alone.make(keys, jobs, words)
        ]
    except Unavailable as error:
        return {"unavailable": [error.message, error.safe]}
    return {"made": made, "words": write_words(words)}


if __name__ == "__main__":
    main()
