"""Short words for tests of the services: a query, an item's record file, a flipped bit."""

from archive.domain.consent import Use
from archive.services.reading import read_item
from search.expression_text import parse
from search.query import SearchQuery
from tests.factories import PROSECUTION


def ask(text: str, use: Use = PROSECUTION) -> SearchQuery:
    return SearchQuery(use=use, expression=parse(text))


def payload(own, number: str):
    digest = read_item(own.archive, own.lawyer, number, PROSECUTION).item.record
    return own.root / "objects" / digest[:2] / digest


def flip(path, at: int = -1) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)
