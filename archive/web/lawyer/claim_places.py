"""Where a claim stands in a description, and keeping it there: nobody who was faster is overwritten."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.description import Description
from archive.domain.errors import Conflict, NotFound
from archive.domain.revision import FieldChange, changes
from archive.domain.shared_work import UnderReview
from archive.services.change import amend_with
from archive.services.reading import OpenedItem
from archive.web.error_texts import sentences
from archive.web.forms import Form
from archive.web.lawyer.amending import VERSIONS, opened_to_amend
from archive.web.notices import notice
from archive.web.visit import actor, archive

Change = Callable[[Description], Description]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in one of the lists of a description (`allegations`, `notices`, `measures`), from 1.

    0 is after the last, for another one. Beyond the last there is nothing: NotFound.
    """

    field: str
    position: int

    def claim(self, described: Description) -> Any:  # noqa: ANN401 - what the list holds
        """The claim that stands there; None for another one."""
        told = self._all(described)
        if not self.is_in(described):
            raise NotFound(f"There is no claim {self.position}.")
        return told[self.position - 1] if self.position else None

    def is_in(self, described: Description) -> bool:
        """Whether there is such a place."""
        return self.position <= len(self._all(described))

    def with_claim(self, described: Description, claim: object) -> Description:
        """With the claim in this place."""
        self.claim(described)
        told = self._all(described)
        before = told[: self.position - 1] if self.position else told
        after = told[self.position :] if self.position else ()
        return self._replaced(described, (*before, claim, *after))

    def without_claim(self, described: Description) -> Description:
        """Without the claim in this place."""
        if not self.position:
            raise NotFound("There is no claim 0.")
        self.claim(described)
        told = self._all(described)
        return self._replaced(described, (*told[: self.position - 1], *told[self.position :]))

    def _all(self, described: Description) -> tuple[object, ...]:
        return tuple(getattr(described, self.field))

    def _replaced(self, described: Description, told: tuple[object, ...]) -> Description:
        fields: dict[str, Any] = {self.field: told}
        return replace(described, **fields)


Page = Callable[[OpenedItem, Place, Form, tuple[FieldChange, ...] | None, int], ResponseReturnValue]
"""Shows the form of a place, with what it would change of a version made since it was begun, and a status."""


def send_claim(
    number: str, place: Place, form: Form, read: Callable[[Form], object], page: Page
) -> ResponseReturnValue:
    """A new version with the claim that `read` finds in the form; else its problems, or what was found."""
    if form.line("as_another", needed=False):
        place = Place(place.field, 0)
    claim = read(form)
    based_on, reason = form.number("based_on", 1, VERSIONS), form.line("reason", needed=False)
    is_finding = bool(form.line("find", needed=False))
    if not reason and not is_finding:
        form.fail("reason", _("This field is needed."))
    if is_finding or not form.is_right:
        return page(opened_to_amend(number), place, form, None, 200 if is_finding else 400)
    return _kept(number, place, form, lambda old: place.with_claim(old, claim), (based_on, reason), page)


def take_out(number: str, place: Place, form: Form, page: Page) -> ResponseReturnValue:
    """A new version without the claim; the version before keeps it."""
    based_on, reason = form.number("based_on", 1, VERSIONS), form.line("reason")
    if not form.is_right:
        return page(opened_to_amend(number), place, form, None, 400)
    return _kept(number, place, form, place.without_claim, (based_on, reason), page)


def _kept(
    number: str, place: Place, form: Form, change: Change, on: tuple[int, str], page: Page
) -> ResponseReturnValue:
    """`on`: the version that the change starts from, and why it is made."""
    try:
        record = amend_with(archive(), actor(), number, on[0], change, on[1])
    except UnderReview as error:
        form.fail("reason", sentences(error.code)[0])
        return page(opened_to_amend(number), place, form, None, 409)
    except Conflict:
        now = opened_to_amend(number)
        described = now.record.description
        form.values["based_on"] = now.item.version
        if not place.is_in(described):
            return page(now, Place(place.field, 0), form, (), 409)
        return page(now, place, form, changes(described, change(described)), 409)
    notice(_("Version %(number)d is kept; the one before stays.", number=record.version))
    return redirect(url_for("lawyer.amend_claims", number=number), 303)
