"""Checkpoints at a fixed pace, so that when and how often something comes in does not show outside.

Whoever sees checkpoints (witnesses, the public, mirrors) sees a log grow. Signed after each act, they would
tell the minute of every deposit; signed at instants that depend on the clock alone, they tell only how much
came in between two of them. Where a pace is set, no act publishes: entries, and receipts with them, wait.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from archive.domain.errors import ArchiveError
from archive.services.context import Archive
from archive.services.publish import publish_checkpoint, published_head

_START = datetime(1970, 1, 1, tzinfo=UTC)


def checkpoint_after_act(archive: Archive) -> None:
    """Publish at once, unless the archive keeps a pace: then nothing happens here."""
    if not archive.checkpoint_seconds:
        publish_checkpoint(archive)


def next_due(now: datetime, seconds: int) -> datetime:
    """The next instant after `now` that is a whole number of intervals from 1970 on, in UTC."""
    interval = timedelta(seconds=seconds)
    return _START + ((now - _START) // interval + 1) * interval


def waits_until(archive: Archive, leaf_index: int) -> datetime | None:
    """When an entry will be under a checkpoint at the latest, if it waits for one; None if it is covered.

    Without a pace it is the next act that publishes; then the answer is the present.
    """
    if leaf_index < published_head(archive).size:
        return None
    now = archive.clock.now()
    return next_due(now, archive.checkpoint_seconds) if archive.checkpoint_seconds else now


def keep_pace(
    archive: Archive,
    wait_seconds: Callable[[float], bool],
    on_error: Callable[[ArchiveError], None],
) -> None:
    """Publish at each due instant until `wait_seconds` answers True: that it was told to stop.

    An error of the archive is told, and the next instant is tried. It looks at nothing but the clock: a
    process that starts, or wakes late from a sleep of the machine, waits for the instant after.
    """
    while True:
        due = next_due(archive.clock.now(), archive.checkpoint_seconds)
        while (left := (due - archive.clock.now()).total_seconds()) > 0:
            if wait_seconds(left):
                return
        if archive.clock.now() >= due + timedelta(seconds=archive.checkpoint_seconds):
            continue
        try:
            publish_checkpoint(archive)
        except ArchiveError as error:
            on_error(error)
