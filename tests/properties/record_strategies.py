"""Any record version the domain can hold, likely or not."""

import dataclasses
import types
import typing
from enum import StrEnum

from hypothesis import strategies as st

from archive.domain.record import IdentityRecord, RecordVersion

TEXT = st.one_of(st.just(""), st.text(st.characters(exclude_categories=("Cs",)), max_size=20))
WHOLE = st.integers(0, 2**53 - 1)


def value_of(hint: object) -> st.SearchStrategy:
    """A strategy for one annotation of the domain: texts, numbers, choices, values, tuples, or None."""
    if hint is str:
        return TEXT
    if hint is bool:
        return st.booleans()
    if hint is int:
        return st.one_of(st.integers(0, 4), WHOLE)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    if dataclasses.is_dataclass(hint):
        return instances(hint)
    arguments = typing.get_args(hint)
    if typing.get_origin(hint) is tuple:
        return st.lists(value_of(arguments[0]), max_size=2).map(tuple)
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        (inner,) = [argument for argument in arguments if argument is not type(None)]
        return st.one_of(st.none(), value_of(inner))
    raise TypeError(hint)


def instances(kind: type) -> st.SearchStrategy:
    """Instances of a domain dataclass, with every field free."""
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{field.name: value_of(hints[field.name]) for field in dataclasses.fields(kind)})


RECORDS = instances(RecordVersion)
IDENTITIES = instances(IdentityRecord)
