"""The complete list of what leaves encryption: the documents that an index is given, and nothing else.

Every value is a token of `crypto.blind`, made by the holder of the index key, except `doc_id` (a sealed item
id) and `version` (a small number). `check_document` is the last gate before an engine: it refuses whatever is
not a token.
"""

import re
import string
from collections.abc import Callable
from dataclasses import dataclass, fields
from itertools import chain
from operator import attrgetter
from typing import Any

from archive.domain.errors import InvalidRequest

MAX_ACTS = 4096
"""Acts of one item; more is a mistake in the description, and no engine need bear it."""

_CHARACTERS = (string.ascii_letters + string.digits + "-_ ").encode()
_DOC_ID = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True, slots=True)
class ActDocument:
    """One allegation with one attribution, or with none; the conditions of a search must all hold in one.

    `unit`: the unit and its superiors as of the date of the act; `unit_exact`: the unit alone. `violation`:
    the term and its ancestors; `violation_exact`: the term alone. `date_in`: calendar nodes that cover the
    possible days; `date_over`: these and all nodes above them. `date_from` and `date_to`: paths of the days
    that decide "certainly within" (`search.calendar.certain_bounds`). `year`: possible years, for facets.
    `person`: terms of the name of a person (`search.names.terms`). `attributed`: whether it points at a unit,
    one without a name, a person or nobody. `anomaly`: what of it cannot be so by the registers. `harmed`: to
    whom it was done. `charge`: each with and without its part.
    """

    unit: tuple[str, ...] = ()
    unit_exact: tuple[str, ...] = ()
    violation: tuple[str, ...] = ()
    violation_exact: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    certainty: tuple[str, ...] = ()
    valence: tuple[str, ...] = ()
    duress: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    date_over: tuple[str, ...] = ()
    date_in: tuple[str, ...] = ()
    date_from: tuple[str, ...] = ()
    date_to: tuple[str, ...] = ()
    year: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    attributed: tuple[str, ...] = ()
    anomaly: tuple[str, ...] = ()
    involvement: tuple[str, ...] = ()
    harmed: tuple[str, ...] = ()
    ground: tuple[str, ...] = ()
    charge: tuple[str, ...] = ()
    hearing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemDocument:
    """One item. `doc_id`: 22 characters; `version` >= 1 grows with every change; all else is tokens.

    `text`: folded words in order (phrases); `stem`: their stems in order (ranking); the tokens of both are
    separated by single spaces. `posted`: persons of whom it claims a posting; `superior`: of whom that they
    heard or did something (`notice`, `measure`: what). `finding`: degrees of its medical findings. `asks`:
    what the source asks for. `lacks`: what is missing of how it was taken. `review`: years in which consent
    is to be asked for again. `use_allowed` and
    `use_denied`: purpose, recipient and jurisdiction of every yes and every no of the consent. `near`: bands
    that near duplicates share (`search.minhash`). `witness`: the reference of the witness, spread so that two
    accounts do not show that they are of one.
    """

    doc_id: str
    version: int
    collection: tuple[str, ...]
    sensitivity: tuple[str, ...]
    kind: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    flag: tuple[str, ...] = ()
    use_allowed: tuple[str, ...] = ()
    use_denied: tuple[str, ...] = ()
    posted: tuple[str, ...] = ()
    superior: tuple[str, ...] = ()
    notice: tuple[str, ...] = ()
    measure: tuple[str, ...] = ()
    finding: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    review: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    witness: tuple[str, ...] = ()
    text: str = ""
    stem: str = ""
    acts: tuple[ActDocument, ...] = ()


WORD_FIELDS = ("text", "stem")
"""Fields of an item whose tokens have an order, and are one string."""
ACT_FIELDS = tuple(field.name for field in fields(ActDocument))
"""Fields of an act."""
ITEM_FIELDS = tuple(
    field.name
    for field in fields(ItemDocument)
    if field.name not in {"doc_id", "version", "acts", *WORD_FIELDS}
)
"""Fields of an item that are sets of tokens."""
KIN_FIELDS = ("near", "witness")
"""Those of them that say which items belong together; no query of words asks for them."""
BESIDE_FIELDS = (*KIN_FIELDS, "superior", "notice", "measure", "finding", "asks", "lacks", "review")
"""Those of them that an engine keeps apart where they would make an item look longer to ranking."""


_ITEM_ORDER = tuple(field.name for field in fields(ItemDocument) if field.name != "acts")
_ITEM_VALUES = attrgetter(*_ITEM_ORDER)
_ITEM_SETS: Callable[[ItemDocument], tuple[tuple[str, ...], ...]] = attrgetter(*ITEM_FIELDS)
_ACT_VALUES: Callable[[ActDocument], tuple[tuple[str, ...], ...]] = attrgetter(*ACT_FIELDS)


def document_to_lists(document: ItemDocument) -> list[object]:
    """Return a document as JSON has it: its values in the order of the fields, acts last."""
    return [*_ITEM_VALUES(document), [_ACT_VALUES(act) for act in document.acts]]


def document_from_lists(values: list[Any]) -> ItemDocument:
    """Return the document that `document_to_lists` gave; `check_document` has still to judge it."""
    item = [tuple(value) if isinstance(value, list) else value for value in values[:-1]]
    held: dict[str, Any] = dict(zip(_ITEM_ORDER, item, strict=True))
    return ItemDocument(**held, acts=tuple([ActDocument(*map(tuple, act)) for act in values[-1]]))


def check_document(document: ItemDocument) -> None:
    """Raise InvalidRequest unless everything in the document is a token, a document id or a version."""
    if not _DOC_ID.fullmatch(document.doc_id):
        raise InvalidRequest("a document without a document id cannot be indexed")
    if document.version < 1:
        raise InvalidRequest("a document version is 1 or more")
    if len(document.collection) != 1 or len(document.sensitivity) != 1:
        raise InvalidRequest("a document has one collection and one sensitivity")
    if len(document.acts) > MAX_ACTS:
        raise InvalidRequest(f"an item has at most {MAX_ACTS} acts, this one {len(document.acts)}")
    sets = chain(_ITEM_SETS(document), *map(_ACT_VALUES, document.acts))
    words = filter(None, (document.text, document.stem))
    tokens = " ".join(chain(words, chain.from_iterable(sets))) + " "
    # Three cheap tests that say together: twelve characters of a token, one space, and so on to the end.
    spaces = tokens[12::13]
    if (
        not tokens.isascii()
        or tokens.encode().translate(None, _CHARACTERS)
        or len(tokens) % 13
        or len(spaces) != tokens.count(" ")
        or spaces.strip(" ")
    ):
        raise InvalidRequest("the document holds something that is not a token")
