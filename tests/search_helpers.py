"""Short words for the search contract: make a fictional item, put it, find it."""

from archive.domain.consent import Answer, Consent, ConsentBasis, Grant, Purpose, Use
from archive.domain.description import Description, Kind
from search.expression import And, Expression, Phrase, Word
from search.query import SearchQuery
from tests import search_world as world

STUDY = Use(Purpose.ANALYSIS)
OPEN = Consent(ConsentBasis.SOURCE, (Grant(Purpose.ANALYSIS, Answer.YES),))


def item(number: int, title: str = "", text: str = "", *, version: int = 1, **fields) -> world.Deposit:
    """A fictional item; consent allows analysis unless told otherwise."""
    fields = {"consent": OPEN, "kind": Kind.TESTIMONY, "languages": ("en",), "sensitivity": 1, **fields}
    described = Description(title=title, text=text, **fields)
    return world.Deposit(f"00000000-0000-4000-8000-{number:012d}", world.FIRST_COLLECTION, described, version)


def put(index, *deposits):
    report = index.put([deposit.document() for deposit in deposits])
    index.refresh()
    return report


def find(index, *, clearance=3, pending=(), **conditions):
    conditions.setdefault("use", STUDY)
    search = world.blinded(SearchQuery(**conditions), clearance, pending)
    return search.read(index.search(search.query))


def numbers(answer) -> list[int]:
    return [int(found.item_id[-12:]) for found in answer.items]


def text(*words, phrases=()) -> Expression | None:
    leaves = (*map(Word, words), *map(Phrase, phrases))
    return And(leaves) if len(leaves) > 1 else next(iter(leaves), None)
