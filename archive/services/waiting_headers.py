"""Headers that the custody log names already, on their way into the object store: the end of re-wrapping.

Every command that opens the archive asks for them, so this loads nothing that it does not need.
"""

from archive.domain.errors import NotFound
from archive.services.context import Archive

_PLACED_AT_ONCE = 256


def finish_rewrapping(archive: Archive) -> int:
    """Put headers that the log names already in their place; answers how many. Safe to repeat.

    The append lock is held meanwhile: nobody withdraws the item, nor replaces its keys again, in between.
    """
    with archive.records.reading() as tx:
        if not tx.rotation.waiting_headers(1):
            return 0
    placed = 0
    while True:
        with archive.records.transaction() as tx, archive.objects.new_batch() as batch:
            waiting = tx.rotation.waiting_headers(_PLACED_AT_ONCE)
            if not waiting:
                return placed
            for digest, header in waiting.items():
                try:
                    batch.replace_header(digest, header)
                except NotFound:
                    # Lost from the store, and not by an act: that would have dropped it here too.
                    archive.objects.add_header(digest, header)
            batch.commit()
            tx.rotation.drop_headers(tuple(waiting))
            placed += len(waiting)
