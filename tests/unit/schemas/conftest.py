from functools import lru_cache

import pytest

from schemas.deposit import DepositReader
from schemas.vocabularies.loader import load_vocabularies


@lru_cache(maxsize=1)
def deposit_reader() -> DepositReader:
    return DepositReader(load_vocabularies)


@pytest.fixture
def reader() -> DepositReader:
    return deposit_reader()
