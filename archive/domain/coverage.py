"""Which elements of a crime a set of acts bears on: evidence, possible evidence, or none.

A table for a lawyer to argue with, not a finding. What an act is taken to show follows from three things
that are written down: how its type is mapped to the crime (`violation_crimes.csv`), which recorded fact an
element turns on (`element_facts.csv`), and what the source said of the act. The rules:

- The *act* of a crime is shown by a type of fit `core`; by `component` and `possible` it may be, and by a
  type that is only a narrower one of what is mapped.
- *Custody*, *purpose*, *official*, *child* and *ground* are shown by what the allegation records: a place of
  detention, a purpose (or a ground, which is one of discrimination), a unit of the register, a child, a
  ground; doubtfully recorded, they may be. A type that is a persecution names its ground, and may show it.
- Another material element may be shown by any type mapped to the crime; only a person can say more.
- A mental element is shown by a recorded purpose alone, where it turns on one.
- A contextual element is never shown by single acts: it needs a pattern exhibit, a saved result that counts
  them. Acts of fit `core` or `context` are material for one.
- What is attributed with low certainty only, or was obtained under duress, is at most possible evidence.
  An exonerating allegation shows nothing; it is listed against every element that its type bears on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from archive.domain.acts import ToldAct, strongest
from archive.domain.description import ActPurpose, Certainty, Level, Valence
from archive.domain.sentences import sentence
from archive.domain.units import UnitRegister
from archive.domain.vocabulary import Crime, CrimeLink, Element, Fact, ViolationVocabulary, Vocabularies

CHAPEAU = "CAH-chapeau"
_CHAPEAU_OF = "CAH-"
_PLACES_OF_DETENTION = frozenset({"penal_colony", "detention_facility", "prison"})
_HELD = ("liberty", "detention", "disappearance", "life.death_in_custody")
_PERSECUTION = ("persecution", "sgbv.gender_persecution", "detention.discriminatory_regime")
_NOT_OF_THE_STATE = frozenset({"mass_organisation", "state_enterprise", "facility_enabler", "media_enabler"})


class Weight(StrEnum):
    """What there is for an element, the strongest first."""

    EVIDENCE = "evidence"
    POSSIBLE = "possible evidence"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Support:
    """What one act is to an element, and why."""

    act: ToldAct
    weight: Weight
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ElementCoverage:
    """One element with all acts that bear on it. `against`: exonerating allegations of mapped types.

    `needs_pattern`: contextual, to be shown by sets of records (a pattern exhibit), never by single acts.
    """

    element: Element
    support: tuple[Support, ...]
    against: tuple[ToldAct, ...]
    needs_pattern: bool

    @property
    def weight(self) -> Weight:
        """The strongest that any act gives."""
        order = list(Weight)
        return min((one.weight for one in self.support), key=order.index, default=Weight.NONE)


@dataclass(frozen=True, slots=True)
class Coverage:
    """A crime with its elements covered. `unmapped`: acts whose type is not mapped to it."""

    crime: Crime
    elements: tuple[ElementCoverage, ...]
    mapped: int
    unmapped: int


def cover(crime_id: str, acts: Sequence[ToldAct], vocabularies: Vocabularies) -> Coverage:
    """Lay a set of acts out over the elements of a crime. Raises UnknownTerm for a crime we do not have."""
    crime = vocabularies.crime(crime_id)
    told = [(act, _bearing(act.violation, crime, vocabularies.violations)) for act in acts]
    mapped = [(act, link) for act, link in told if link is not None]
    elements = tuple(_element(element, mapped, vocabularies.units) for element in crime.elements)
    return Coverage(crime, elements, len(mapped), len(acts) - len(mapped))


def _bearing(violation: str, crime: Crime, terms: ViolationVocabulary) -> CrimeLink | None:
    """How a type bears on the crime; on one against humanity also through the common context."""
    if not violation:
        return None
    found = terms.bearing(violation, crime.id)
    if found is None and crime.id.startswith(_CHAPEAU_OF):
        found = terms.bearing(violation, CHAPEAU)
    if found is None or found.violation == violation or found.fit == "context":
        return found
    return CrimeLink(
        violation,
        crime.id,
        "possible",
        sentence("a kind of %(violation)s, which is mapped", violation=found.violation),
    )


def _element(
    element: Element, mapped: Iterable[tuple[ToldAct, CrimeLink]], units: UnitRegister
) -> ElementCoverage:
    support, against = [], []
    for act, link in mapped:
        found = _shown(element, act, link, units)
        if found is None:
            continue
        if set(act.allegation.valence) == {Valence.EXONERATING}:
            against.append(act)
            continue
        weight, reason = found
        weight, doubts = _weighed(weight, act)
        if weight is not Weight.NONE:
            support.append(Support(act, weight, (reason, *doubts)))
    order = list(Weight)
    support.sort(key=lambda one: (order.index(one.weight), one.act.key))
    return ElementCoverage(element, tuple(support), tuple(against), element.kind == "contextual")


def _shown(element: Element, act: ToldAct, link: CrimeLink, units: UnitRegister) -> tuple[Weight, str] | None:
    """What an act says to an element before doubts; None when its type does not bear on it."""
    if element.kind == "contextual":
        if link.fit in {"core", "context"}:
            return Weight.POSSIBLE, sentence("one act of what only a pattern exhibit can show")
        return None
    if link.fit == "context":
        return None
    if element.fact is Fact.ACT:
        if link.fit == "core":
            return Weight.EVIDENCE, sentence("the type alleged is the act of this crime")
        return Weight.POSSIBLE, link.condition
    if element.fact is not Fact.NOTHING:
        return _FACTS[element.fact](act, units)
    if element.kind == "material":
        return Weight.POSSIBLE, sentence(
            "the type alleged often goes with it; the item has to be read for it"
        )
    return None


def _weighed(weight: Weight, act: ToldAct) -> tuple[Weight, tuple[str, ...]]:
    doubts = []
    if strongest(act.attributions) is Certainty.LOW:
        doubts.append(sentence("attributed with low certainty only"))
    if act.allegation.duress:
        doubts.append(sentence("obtained under duress: usable only against who applied it (CAT-15)"))
    if doubts and weight is Weight.EVIDENCE:
        weight = Weight.POSSIBLE
    if Valence.CREDIBILITY in act.allegation.valence:
        doubts.append(sentence("marked as bearing on credibility"))
    if Valence.MITIGATING in act.allegation.valence:
        doubts.append(sentence("marked mitigating"))
    return weight, tuple(doubts)


_HELD_SO = sentence("held by the type alleged")
_PLACED_SO = sentence("attributed to a place of detention")


def _custody(act: ToldAct, units: UnitRegister) -> tuple[Weight, str] | None:
    held = any(act.violation == root or act.violation.startswith(f"{root}.") for root in _HELD)
    places = [one for one in act.attributions if one.unit and _is_detention(one.unit, units)]
    if held or any(one.certainty is not Certainty.LOW for one in places):
        return Weight.EVIDENCE, _HELD_SO if held else _PLACED_SO
    if places:
        return Weight.POSSIBLE, sentence("may have been in a place of detention")
    return Weight.POSSIBLE, sentence("not recorded; the item has to be read for it")


def _is_detention(unit: str, units: UnitRegister) -> bool:
    return units.unit(unit).kind in _PLACES_OF_DETENTION


def _purpose(act: ToldAct, units: UnitRegister) -> tuple[Weight, str] | None:
    del units
    purpose = act.allegation.purpose
    if purpose in {None, ActPurpose.UNKNOWN}:
        return _told_ground(act)
    return Weight.EVIDENCE, sentence("purpose told: %(purpose)s", purpose=purpose)


def _told_ground(act: ToldAct) -> tuple[Weight, str] | None:
    grounds = act.allegation.grounds
    return (
        (Weight.EVIDENCE, sentence("ground told: %(grounds)s", grounds=", ".join(grounds)))
        if grounds
        else None
    )


def _ground(act: ToldAct, units: UnitRegister) -> tuple[Weight, str] | None:
    del units
    if told := _told_ground(act):
        return told
    if any(act.violation == root or act.violation.startswith(f"{root}.") for root in _PERSECUTION):
        return Weight.POSSIBLE, sentence("the type alleged names one; the source told none")
    return Weight.POSSIBLE, sentence("no ground recorded; the item has to be read for it")


def _official(act: ToldAct, units: UnitRegister) -> tuple[Weight, str] | None:
    named = [one for one in act.attributions if one.unit and _of_the_state(one.unit, units)]
    sure = [one for one in named if one.level is not Level.UNKNOWN and one.certainty is not Certainty.LOW]
    if sure:
        return Weight.EVIDENCE, sentence("attributed to %(unit)s", unit=sure[0].unit)
    if named or any(one.unnamed_unit for one in act.attributions):
        return Weight.POSSIBLE, sentence("attributed to a body that is doubtful or without a name")
    return None


def _of_the_state(unit: str, units: UnitRegister) -> bool:
    return units.unit(unit).kind not in _NOT_OF_THE_STATE


def _child(act: ToldAct, units: UnitRegister) -> tuple[Weight, str] | None:
    del units
    said = sentence("the victim is recorded as a child")
    return (Weight.EVIDENCE, said) if act.allegation.victim.child else None


_FACTS = {
    Fact.CUSTODY: _custody,
    Fact.PURPOSE: _purpose,
    Fact.OFFICIAL: _official,
    Fact.CHILD: _child,
    Fact.GROUND: _ground,
}
