"""Rotation as a state machine: whatever is broken off where, all stays readable and the archive verifies."""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from unittest.mock import patch

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from archive.adapters.keys.folder import FolderKeyStore
from archive.adapters.objects.filesystem import FilesystemObjectStore
from archive.adapters.objects.filesystem_batch import FilesystemBatch
from archive.adapters.sql.rotation import SqlRotation
from archive.domain.errors import Conflict
from archive.services.change import amend
from archive.services.collections import find_collection
from archive.services.reading import read_exhibit, read_item
from archive.services.rewrapping import rewrap
from archive.services.rotation import RotationRequest, rotate
from archive.services.waiting_headers import finish_rewrapping
from archive.services.withdrawal import finish_shredding, withdraw
from tests.checks import check_archive
from tests.factories import PROSECUTION, TestArchive, describe, make_archive, reopen

NEW = "other words of the collection"
STEPS = (
    (FolderKeyStore, "grant"),
    (FolderKeyStore, "stage_ring"),
    (FolderKeyStore, "stage_index_key"),
    (FolderKeyStore, "settle"),
    (FilesystemBatch, "commit"),
    (FilesystemObjectStore, "destroy_header"),
    (SqlRotation, "set_recipient"),
    (SqlRotation, "keep_headers"),
    (SqlRotation, "drop_headers"),
)
"""Where a process can end: before one of these, or just after it."""


class BrokenOff(BaseException):
    """The process is gone."""


class Rotation(RuleBasedStateMachine):
    """Acts of several people; some are broken off at the n-th step that changes anything."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="sviedka-rotation-"))
        self.made: TestArchive = make_archive(self.folder)
        self.numbers: list[str] = []
        self.count = 0

    def teardown(self) -> None:
        self.made.close()
        shutil.rmtree(self.folder)

    def unless_broken_off(self, act: Callable[[], object], fuse: int) -> None:
        """Run the act; at its step `fuse` the process ends, and the archive is opened anew."""
        steps = iter(range(fuse, -1, -1))

        def burning(real: Callable[..., object]) -> Callable[..., object]:
            def call(*arguments: object) -> object:
                if (left := next(steps)) == 0:
                    raise BrokenOff
                answer = real(*arguments)
                if left == 1:
                    raise BrokenOff
                return answer

            return call

        try:
            with ExitStack() as stack:
                for owner, name in STEPS:
                    stack.enter_context(patch.object(owner, name, burning(getattr(owner, name))))
                act()
        except BrokenOff:
            self.made.close()
            self.made = reopen(self.made.root)

    @initialize()
    def begin(self) -> None:
        self.deposit()

    @rule()
    def deposit(self) -> None:
        self.count += 1
        data = f"FICTIONAL exhibit {self.count}\n".encode()
        self.numbers.append(self.made.deposit([data], describe(f"item {self.count}")).number)

    @rule(fuse=st.integers(1, 12))
    def rotate(self, fuse: int) -> None:
        made = self.made
        request = RotationRequest(find_collection(made.archive, "main"))
        self.unless_broken_off(lambda: rotate(made.archive, made.custodian, request, NEW), fuse)

    @rule(fuse=st.integers(1, 12))
    def rewrap(self, fuse: int) -> None:
        made = self.made
        found = find_collection(made.archive, "main")
        self.unless_broken_off(lambda: rewrap(made.archive, made.custodian, found), fuse)

    @rule(place=st.integers(0, 9))
    def amend(self, place: int) -> None:
        number = self.numbers[place % len(self.numbers)]
        made, now = self.made, self.version(number)
        amend(made.archive, made.lawyer, number, now, describe(f"amended {now}"), "r")

    @rule(place=st.integers(0, 9), fuse=st.integers(1, 6))
    def withdraw(self, place: int, fuse: int) -> None:
        if len(self.numbers) < 2:
            return
        number = self.numbers[place % len(self.numbers)]
        made = self.made
        self.unless_broken_off(lambda: withdraw(made.archive, made.custodian, number, "r"), fuse)
        with suppress(Conflict):  # it was logged before it was broken off
            withdraw(self.made.archive, self.made.custodian, number, "r")
        self.numbers.remove(number)

    def version(self, number: str) -> int:
        with self.made.archive.records.reading() as tx:
            return tx.items.by_number(number).version

    @invariant()
    def everything_is_readable_and_verifies(self) -> None:
        finish_shredding(self.made.archive)
        check_archive(self.made)
        finish_rewrapping(self.made.archive)
        check_archive(self.made)
        for number in self.numbers:
            opened = read_item(self.made.archive, self.made.lawyer, number, PROSECUTION)
            (exhibit,) = opened.record.exhibits
            assert b"".join(read_exhibit(self.made.archive, self.made.lawyer, opened, exhibit))


Rotation.TestCase.settings = settings(max_examples=6, stateful_step_count=8, deadline=None)
TestRotation = Rotation.TestCase
