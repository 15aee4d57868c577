"""What statuses, steps and fields of a record are called on pages for lawyers."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from archive.domain.description import Certainty
from archive.domain.revision import Path
from archive.domain.shared_work import LabelState, Status, StepType

STATUSES: dict[Status, LazyString] = {
    Status.NEW: _l("not begun"),
    Status.OPEN: _l("being worked on"),
    Status.IN_REVIEW: _l("under review"),
    Status.REVIEWED: _l("reviewed"),
    Status.SET_ASIDE: _l("set aside"),
}
MOVES: dict[Status, LazyString] = {
    Status.OPEN: _l("Work on it"),
    Status.IN_REVIEW: _l("Ask for review"),
    Status.REVIEWED: _l("Say that it is reviewed"),
    Status.SET_ASIDE: _l("Set it aside"),
}
LABEL_STATES: dict[LabelState, LazyString] = {
    LabelState.PROPOSED: _l("proposed, waits for a second person"),
    LabelState.VERIFIED: _l("verified"),
    LabelState.REFUSED: _l("refused"),
}
STEPS: dict[StepType, LazyString] = {
    StepType.STATUS: _l("changed the status"),
    StepType.ASSIGNMENT: _l("assigned it"),
    StepType.LABEL_PROPOSED: _l("proposed a label"),
    StepType.LABEL_VERIFIED: _l("verified a label"),
    StepType.LABEL_REFUSED: _l("refused a label"),
    StepType.NOTE: _l("wrote a note"),
    StepType.RELATION: _l("related it"),
}
RELATED: dict[str, LazyString] = {
    "item": _l("another item"),
    "person": _l("a person"),
    "incident": _l("an incident"),
}
CERTAINTIES: dict[Certainty, LazyString] = {
    Certainty.HIGH: _l("sure"),
    Certainty.MEDIUM: _l("rather sure"),
    Certainty.LOW: _l("not sure"),
}
_FIELDS: dict[str, LazyString] = {
    "title": _l("Title"),
    "text": _l("Account"),
    "kind": _l("Kind"),
    "languages": _l("Languages"),
    "place": _l("Place"),
    "when": _l("Date"),
    "quantifier": _l("How the date is meant"),
    "flags": _l("Content notes"),
    "sensitivity": _l("Sensitivity"),
    "consent": _l("Consent"),
    "grants": _l("Answer"),
    "purpose": _l("Purpose"),
    "source": _l("Source"),
    "provenance": _l("How it was obtained"),
    "interview": _l("Interview"),
    "medical": _l("Medical findings"),
    "allegations": _l("Claim"),
    "violation": _l("Type of violation"),
    "victim": _l("To whom it was done"),
    "attributions": _l("Who is named"),
    "unit": _l("Unit"),
    "person": _l("Person"),
    "certainty": _l("Certainty"),
    "basis": _l("Basis"),
    "level": _l("Level"),
    "involvement": _l("Part taken"),
    "postings": _l("Posting"),
    "notices": _l("Notice"),
    "measures": _l("Measure taken"),
    "grounds": _l("Ground"),
    "charges": _l("Charge"),
    "hearing": _l("Hearing"),
    "expectations": _l("Asked for"),
    "relations": _l("Relation"),
    "note": _l("Note"),
    "channel": _l("How word of it came"),
    "given_by": _l("From whom"),
    "measure": _l("What was done about it"),
    "lawful_basis": _l("Lawful basis"),
}


def path_words(path: Path) -> str:
    """`Claim 1 › Who is named 2 › Certainty`; a name that people never meet stays as it is."""
    words: list[str] = []
    for part in path:
        if isinstance(part, int):
            words[-1] += f" {part}"
        else:
            words.append(str(_FIELDS.get(part, part.replace("_", " "))))
    return " › ".join(words)
