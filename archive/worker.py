"""What a long-running process does beside answering: it publishes checkpoints at the archive's pace.

Each process of the web server has such a thread. All of them wake at the same instants, which the clock alone
decides, and whoever comes second finds the work done.
"""

import logging
import threading

from archive.domain.errors import ArchiveError
from archive.services.context import Archive
from archive.services.pace import keep_pace

_LOG = logging.getLogger("archive.worker")


def start_pace(archive: Archive) -> threading.Event | None:
    """Begin, if the archive keeps a pace. Setting what is answered ends it; it ends with the process."""
    if not archive.checkpoint_seconds:
        return None
    stop = threading.Event()
    threading.Thread(target=keep_pace, args=(archive, stop.wait, _tell), name="pace", daemon=True).start()
    return stop


def _tell(error: ArchiveError) -> None:
    _LOG.error("No checkpoint was published: %s %s", error.message, error.safe)
