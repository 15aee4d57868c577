"""One empty store of record per test and engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.ports_records import RecordStore
from tests.postgres import GROUP
from tests.record_stores import ENGINES, Opened, open_empty
from tests.record_values import fill_people


@pytest.fixture(params=[pytest.param(name, marks=GROUP if name == "postgres" else ()) for name in ENGINES])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    opened = open_empty(request.param, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def store(opened: Opened) -> RecordStore:
    """Empty."""
    return opened.store


@pytest.fixture
def peopled(store: RecordStore) -> RecordStore:
    """With agents anna and bella, and collections minsk and brest."""
    fill_people(store)
    return store
