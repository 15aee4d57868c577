"""Which norms an act is alleged to breach, and whether they applied yet when it happened.

A norm is a reference such as `ICCPR-7`: an instrument and an article. When it first applied is known for
Belarus only (`legal_codes.csv`); for a State that is not a party the date is the instrument's own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from archive.domain.acts import ToldAct
from archive.domain.sentences import sentence
from archive.domain.unit import When
from archive.domain.vocabulary import LegalInstrument, Vocabularies

KNOWN_STATES = ("BY",)
"""States for which the register says whether, and from when, an instrument applies."""


class Applies(StrEnum):
    """Whether an instrument applied at the time of an act."""

    APPLIED = "applied"
    OLDER_PERHAPS = "act perhaps older"
    OLDER = "act older"
    UNDATED = "act not dated"


@dataclass(frozen=True, slots=True)
class NormAct:
    """An act under one instrument, with the references of its violation type to it."""

    act: ToldAct
    references: tuple[str, ...]
    applies: Applies


@dataclass(frozen=True, slots=True)
class InstrumentUse:
    """An instrument and the acts whose types rest on it, in the order given."""

    instrument: LegalInstrument
    acts: tuple[NormAct, ...]

    def older(self) -> tuple[NormAct, ...]:
        """The acts that need a warning: certainly or perhaps older than the instrument."""
        return tuple(one for one in self.acts if one.applies in {Applies.OLDER, Applies.OLDER_PERHAPS})


def applies(instrument: LegalInstrument, when: When) -> Applies:
    """Whether the instrument applied at the time of an act."""
    if when is None:
        return Applies.UNDATED
    if instrument.postdates(when):
        return Applies.OLDER
    return Applies.OLDER_PERHAPS if instrument.may_postdate(when) else Applies.APPLIED


def instruments_of(
    acts: Sequence[ToldAct], vocabularies: Vocabularies, only: Iterable[str] = ()
) -> tuple[InstrumentUse, ...]:
    """The instruments that the types of the acts rest on, each with its acts; `only` these, if any are given.

    Raises UnknownTerm for an instrument that we do not have.
    """
    wanted = {vocabularies.instrument(prefix).prefix for prefix in only}
    found: dict[str, list[NormAct]] = {}
    for act in acts:
        basis = vocabularies.violations.term(act.violation).legal_basis if act.violation else ()
        for prefix in dict.fromkeys(reference.partition("-")[0] for reference in basis):
            if wanted and prefix not in wanted:
                continue
            references = tuple(one for one in basis if one.partition("-")[0] == prefix)
            instrument = vocabularies.instruments[prefix]
            found.setdefault(prefix, []).append(NormAct(act, references, applies(instrument, act.when)))
    return tuple(
        InstrumentUse(vocabularies.instruments[prefix], tuple(uses)) for prefix, uses in found.items()
    )


def warnings_of(instruments: Iterable[LegalInstrument], acts: Iterable[ToldAct]) -> tuple[str, ...]:
    """What to say of instruments beside the acts of one item, each thing once with the first act it is of."""
    found: dict[str, int] = {}
    for instrument in instruments:
        for act in acts:
            if said := warning(instrument, act.when):
                found.setdefault(said, act.position)
    return tuple(
        sentence("act %(number)d: %(said)s", number=position, said=said) for said, position in found.items()
    )


def warning(instrument: LegalInstrument, when: When) -> str:
    """What to say of an instrument beside an act; "" when it applied, or nothing is known of the time."""
    start = instrument.applicable_from.edtf
    match applies(instrument, when):
        case Applies.OLDER:
            return sentence("%(norm)s applies from %(day)s: it is older", norm=instrument.prefix, day=start)
        case Applies.OLDER_PERHAPS:
            return sentence(
                "%(norm)s applies from %(day)s: it may be older", norm=instrument.prefix, day=start
            )
        case _:
            return ""
