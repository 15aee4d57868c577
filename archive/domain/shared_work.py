"""Work that several people share on an item: status, who has it, labels, review. A state machine without I/O.

Each step is one entry of the custody log; the state of an item in a case is what its steps add up to. A step
that the state does not allow is refused before it is written, and found by verification if it was.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from archive.domain.errors import Conflict, InvalidRequest, NotFound
from archive.domain.sentences import sentence

MAIN = "MAIN"
"""The case of work that belongs to none in particular."""
_CASE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,19}", re.ASCII)


class Status(StrEnum):
    """How far the work on an item in a case has come."""

    NEW = "new"
    OPEN = "open"
    IN_REVIEW = "in_review"
    REVIEWED = "reviewed"
    SET_ASIDE = "set_aside"


class StepType(StrEnum):
    """What one step does."""

    STATUS = "status"
    ASSIGNMENT = "assignment"
    LABEL_PROPOSED = "label_proposed"
    LABEL_VERIFIED = "label_verified"
    LABEL_REFUSED = "label_refused"
    NOTE = "note"
    RELATION = "relation"


class LabelState(StrEnum):
    """A label is one person's proposal until a second person has looked."""

    PROPOSED = "proposed"
    VERIFIED = "verified"
    REFUSED = "refused"


ALLOWED = MappingProxyType(
    {
        Status.NEW: frozenset({Status.OPEN, Status.SET_ASIDE}),
        Status.OPEN: frozenset({Status.IN_REVIEW, Status.SET_ASIDE}),
        Status.IN_REVIEW: frozenset({Status.OPEN, Status.REVIEWED}),
        Status.REVIEWED: frozenset({Status.OPEN}),
        Status.SET_ASIDE: frozenset({Status.OPEN}),
    }
)
"""From each status to which others."""


class UnderReview(Conflict):
    """The record is frozen while somebody reviews it."""

    code = "under-review"


@dataclass(frozen=True, slots=True)
class Step:
    """One change. `value`: a status, an agent id ("" gives the item back), or the event id of a label.

    `event_id` names the step's own entry; what was written (label, note, relation) is sealed beside it.
    """

    type: StepType
    agent_id: str
    event_id: str
    case: str = MAIN
    value: str = ""


@dataclass(frozen=True, slots=True)
class LabelOf:
    """A label by the step that proposed it. `decided_by`: the second person, empty before."""

    event_id: str
    proposed_by: str
    state: LabelState = LabelState.PROPOSED
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class CaseWork:
    """An item in one case. `asked_by`: who asked for the review that is going on."""

    status: Status = Status.NEW
    assignee: str = ""
    asked_by: str = ""
    labels: tuple[LabelOf, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemWork:
    """An item in all cases, by the case's code."""

    cases: dict[str, CaseWork] = field(default_factory=dict)

    @property
    def is_frozen(self) -> bool:
        """Whether a review is going on in some case: the record must not change under the reviewer."""
        return any(work.status is Status.IN_REVIEW for work in self.cases.values())

    def case(self, code: str) -> CaseWork:
        """The work in one case; new if there was none."""
        return self.cases.get(code, CaseWork())

    def after(self, step: Step) -> "ItemWork":
        """The work after a step; raise InvalidRequest, NotFound or Conflict for one not allowed."""
        return ItemWork({**self.cases, step.case: _after(self.case(case_code(step.case)), step)})


def case_code(text: str) -> str:
    """A case's code as it is kept; raise InvalidRequest. It stands in the log in clear: never a name."""
    code = text.strip().upper() or MAIN
    if not _CASE.fullmatch(code):
        raise InvalidRequest(
            sentence("A case has a code of up to 20 letters A-Z, digits and hyphens, never a person's name."),
            safe="Nothing was changed.",
        )
    return code


def work_of(steps: Iterable[Step]) -> ItemWork:
    """What steps add up to."""
    work = ItemWork()
    for step in steps:
        work = work.after(step)
    return work


def _after(work: CaseWork, step: Step) -> CaseWork:
    match step.type:
        case StepType.STATUS:
            return _moved(work, step)
        case StepType.ASSIGNMENT:
            if work.assignee == step.value:
                raise Conflict(sentence("That is how it is assigned already."), safe="Nothing was changed.")
            return replace(work, assignee=step.value)
        case StepType.LABEL_PROPOSED:
            return replace(work, labels=(*work.labels, LabelOf(step.event_id, step.agent_id)))
        case StepType.LABEL_VERIFIED:
            return _decided(work, step, LabelState.VERIFIED)
        case StepType.LABEL_REFUSED:
            return _decided(work, step, LabelState.REFUSED)
        case StepType.NOTE | StepType.RELATION:
            return work


def _moved(work: CaseWork, step: Step) -> CaseWork:
    try:
        status = Status(step.value)
    except ValueError:
        raise InvalidRequest(
            f"A status is one of {', '.join(Status)}.", safe="Nothing was changed."
        ) from None
    if status not in ALLOWED[work.status]:
        allowed = ", ".join(sorted(ALLOWED[work.status]))
        raise Conflict(
            sentence(
                "The work is %(state)s: from there it can become %(allowed)s.",
                state=work.status.value,
                allowed=allowed,
            ),
            safe="Nothing was changed.",
        )
    if status is Status.REVIEWED and step.agent_id == work.asked_by:
        raise Conflict(
            sentence(
                "Whoever asked for the review does not end it: a second person says that it is reviewed."
            ),
            safe="Nothing was changed.",
        )
    return replace(work, status=status, asked_by=step.agent_id if status is Status.IN_REVIEW else "")


def _decided(work: CaseWork, step: Step, state: LabelState) -> CaseWork:
    label = next((each for each in work.labels if each.event_id == step.value), None)
    if label is None:
        raise NotFound("There is no such label in this case.", safe="Nothing was changed.")
    if label.state is not LabelState.PROPOSED:
        raise Conflict(f"The label is {label.state.value} already.", safe="Nothing was changed.")
    if label.proposed_by == step.agent_id:
        raise Conflict(
            "A label is verified or refused by another person than the one who proposed it.",
            safe="Nothing was changed.",
        )
    decided = replace(label, state=state, decided_by=step.agent_id)
    return replace(work, labels=tuple(decided if each is label else each for each in work.labels))
