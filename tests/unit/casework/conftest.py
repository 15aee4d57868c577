import pytest

from schemas.vocabularies.loader import load_vocabularies


@pytest.fixture(scope="session")
def vocabularies():
    return load_vocabularies()
