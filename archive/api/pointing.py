"""Problems within a text of a request: a JSON pointer names the field, and words say where in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from archive.domain.errors import InvalidRequest, Problem
from archive.domain.sentences import without_tail


@contextmanager
def pointing(name: str, field: str, unit: str) -> Iterator[None]:
    """Name problems at `name` and `name:N` by the `field` of the request instead, as "`unit` N: ..."."""
    try:
        yield
    except InvalidRequest as error:
        error.problems = tuple(_placed(each, name, field, unit) for each in error.problems)
        raise


def _placed(each: Problem, name: str, field: str, unit: str) -> Problem:
    found, _, at = each.where.partition(":")
    if found != name:
        return each
    said = without_tail(each.message)
    return Problem(field, f"{unit} {at}: {said}" if at else said, each.code)
