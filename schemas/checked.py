"""Fields that know the calendar and the vocabularies: for what comes in, not for what is already sealed."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from schemas.edtf import NotEdtf, parse
from schemas.fields import Line, refuse
from schemas.problems import echo, hint


class Edtf(Line):
    """A date in EDTF, kept in its canonical spelling."""

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not text:
            return ""
        try:
            return parse(text).edtf
        except NotEdtf as error:
            raise refuse(error.message, "invalid-date") from error


class KnownId(Line):
    """An id of a register; an unknown one is answered with the nearest."""

    def __init__(
        self,
        what: str,
        ids: Collection[str],
        suggest: Callable[[str], tuple[str, ...]],
        *,
        required: bool = False,
    ) -> None:
        """`what` names the sort of thing in messages; `suggest` gives the ids nearest to a text."""
        super().__init__(200, required=required, filled=required)
        self._what = what
        self._ids = ids
        self._suggest = suggest

    def _deserialize(
        self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: object
    ) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text and text not in self._ids:
            raise refuse(
                f"there is no {self._what}{echo(text)}{hint(self._suggest(text[:64]))}", "unknown-term"
            )
        return text
