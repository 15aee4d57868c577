"""Violation types, crimes with their elements, legal instruments, modes of liability.

A term names a type of act somebody alleges. What an act is in law is a conclusion of others: terms are
only mapped to crimes, and the elements of a crime say what would still have to be shown.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from archive.domain.charges import ChargeRegister
from archive.domain.dates import END, FuzzyDate
from archive.domain.errors import Problem, UnknownTerm
from archive.domain.labels import Labels, fold, nearest
from archive.domain.sentences import sentence
from archive.domain.unit import When, days_of
from archive.domain.units import UnitRegister


@dataclass(frozen=True, slots=True)
class Term:
    """A violation type. `legal_basis` holds references such as `ICCPR-7`; `huridocs` a code or "".

    `parent` is "" at the top. Many branches are grouping nodes: code the child that fits.
    """

    id: str
    parent: str
    labels: Labels
    definition: str
    legal_basis: tuple[str, ...] = ()
    notes: str = ""
    huridocs: str = ""


class Fact(StrEnum):
    """What an element turns on that an allegation may record (`element_facts.csv`)."""

    NOTHING = ""
    ACT = "act"
    CUSTODY = "custody"
    PURPOSE = "purpose"
    OFFICIAL = "official"
    CHILD = "child"
    GROUND = "ground"


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a crime or mode of liability. `kind`: material, mental or contextual; "" for modes.

    `evidence`: what in an archive may show it (modes of liability only). `fact`: what recorded fact it turns
    on (crimes only).
    """

    number: int
    text: str
    kind: str = ""
    evidence: str = ""
    fact: Fact = Fact.NOTHING


@dataclass(frozen=True, slots=True)
class Crime:
    """A crime with its elements, paraphrased from its source."""

    id: str
    article: str
    title: str
    elements: tuple[Element, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class CrimeLink:
    """How a violation type bears on a crime. `fit`: core, component, possible or context, on `condition`."""

    violation: str
    crime: str
    fit: str
    condition: str


@dataclass(frozen=True, slots=True)
class LegalInstrument:
    """A treaty, declaration or standard, and when it first applied (to Belarus, if a party)."""

    prefix: str
    title: str
    belarus_status: str
    applicable_from: FuzzyDate
    note: str = ""
    source: str = ""

    def postdates(self, when: When) -> bool:
        """Whether the whole act lies before the instrument applied: a query for the norm must warn."""
        start = self.applicable_from.earliest
        return start is not None and when is not None and all(last < start for _, last in days_of(when).spans)

    def may_postdate(self, when: When) -> bool:
        """Whether some reading of the act lies before the instrument certainly applied."""
        start = self.applicable_from.latest or END
        return any(first < start for first, _ in days_of(when).spans)


@dataclass(frozen=True, slots=True)
class ModeOfLiability:
    """A way in which a person may answer for an act (Rome Statute arts. 25 and 28)."""

    id: str
    article: str
    title: str
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class SourceNote:
    """Where facts of the unit register come from."""

    key: str
    description: str
    locator: str


class ViolationVocabulary:
    """The tree of violation types with its crosswalk to crimes. Immutable.

    Every method that takes an id raises UnknownTerm, with the nearest ids, for one it does not have.
    """

    def __init__(self, terms: Iterable[Term], links: Iterable[CrimeLink]) -> None:
        self._terms = {term.id: term for term in terms}
        self._links = tuple(links)
        self._children: dict[str, tuple[str, ...]] = dict.fromkeys(self._terms, ())
        for term in self._terms.values():
            if term.parent:
                self._children[term.parent] += (term.id,)

    def all(self) -> tuple[Term, ...]:
        """Every term, in the order of the vocabulary."""
        return tuple(self._terms.values())

    def term(self, term_id: str) -> Term:
        """The term with this id."""
        found = self._terms.get(term_id)
        if found is None:
            said = sentence("There is no violation type %(name)s.", name=repr(term_id[:60]))
            raise UnknownTerm(said, nearest=self.suggest(term_id))
        return found

    def suggest(self, wanted: str) -> tuple[str, ...]:
        """Ids that resemble what was typed, by last part or label too: at most five, nearest first."""
        last_parts = {term_id.rpartition(".")[2]: term_id for term_id in self._terms}
        labels = {text: term.id for term in self._terms.values() for text in term.labels.all()}
        by_part = (last_parts[part] for part in nearest(wanted.rpartition(".")[2], last_parts))
        by_label = (labels[text] for text in nearest(wanted, labels))
        return tuple(dict.fromkeys((*nearest(wanted, self._terms), *by_part, *by_label)))[:5]

    def children(self, term_id: str) -> tuple[str, ...]:
        """The ids directly below."""
        return self._children[self.term(term_id).id]

    def ancestors(self, term_id: str) -> tuple[str, ...]:
        """The ids above, the nearest first, without the term itself."""
        found: list[str] = []
        parent = self.term(term_id).parent
        while parent:
            found.append(parent)
            parent = self._terms[parent].parent
        return tuple(found)

    def descendants(self, term_id: str) -> tuple[str, ...]:
        """All ids below, parents before children, without the term itself."""
        found: list[str] = []
        for child in self.children(term_id):
            found += (child, *self.descendants(child))
        return tuple(found)

    def crimes(self, term_id: str) -> tuple[CrimeLink, ...]:
        """The crimes to which this very term is mapped; a child does not inherit the mapping of a parent."""
        wanted = self.term(term_id).id
        return tuple(link for link in self._links if link.violation == wanted)

    def bearing(self, term_id: str, crime_id: str) -> CrimeLink | None:
        """How a term bears on a crime: by its own mapping, else by that of the nearest wider term.

        The `violation` of the link tells which. A narrower term does not inherit a fit: that it is a kind of
        what is mapped makes it possible evidence, no more.
        """
        by_term = {link.violation: link for link in self.violations_of(crime_id)}
        lineage = (term_id, *self.ancestors(term_id))
        return next((by_term[one] for one in lineage if one in by_term), None)

    def violations_of(self, crime_id: str) -> tuple[CrimeLink, ...]:
        """The terms mapped to a crime."""
        return tuple(link for link in self._links if link.crime == crime_id)

    def search(self, text: str, language: str = "") -> tuple[Term, ...]:
        """Terms in whose id or labels (of one language, or all three) every word occurs, best first.

        Words match anywhere within a label, without case, ё, accents or punctuation. Definitions, in
        English, count last and only when no one language but English was asked for.
        """
        words = [folded for word in text.split() if (folded := fold(word))]
        if not words:
            return ()
        ranked: list[tuple[int, int, Term]] = []
        for order, term in enumerate(self._terms.values()):
            labels = (term.labels[language],) if language else term.labels.all()
            rank = _rank(words, term, labels, with_definition=language in ("", "en"))
            if rank is not None:
                ranked.append((rank, order, term))
        return tuple(term for _, _, term in sorted(ranked, key=lambda one: one[:2]))


def _rank(words: list[str], term: Term, labels: tuple[str, ...], *, with_definition: bool) -> int | None:
    split = [[fold(part) for part in re.split(r"[\s(/-]+", label)] for label in labels]
    joined = ["".join(parts) for parts in split]
    if fold(term.id) == "".join(words) or "".join(words) in joined:
        return 0
    if any(all(any(part.startswith(word) for part in parts) for word in words) for parts in split):
        return 1
    if any(all(word in label for word in words) for label in joined):
        return 2
    if all(word in fold(term.id) for word in words):
        return 3
    if with_definition and all(word in fold(term.definition) for word in words):
        return 4
    return None


@dataclass(frozen=True, slots=True)
class Vocabularies:
    """All vocabularies of one version.

    `version` changes with every byte of the data: search documents carry it. `warnings` are what the sources
    contradict each other in; it is kept, not corrected.
    """

    version: str
    violations: ViolationVocabulary
    crimes: Mapping[str, Crime]
    instruments: Mapping[str, LegalInstrument]
    modes: Mapping[str, ModeOfLiability]
    units: UnitRegister
    sources: Mapping[str, SourceNote]
    charges: ChargeRegister
    warnings: tuple[Problem, ...] = ()

    def crime(self, crime_id: str) -> Crime:
        """The crime with this id; raises UnknownTerm."""
        found = self.crimes.get(crime_id)
        if found is None:
            said = sentence("There is no crime %(name)s.", name=repr(crime_id[:60]))
            raise UnknownTerm(said, nearest=nearest(crime_id, self.crimes))
        return found

    def instrument_of(self, crime_id: str) -> LegalInstrument:
        """The instrument that defines a crime: the one its article names, else the Rome Statute."""
        named = self.crime(crime_id).article.partition(" ")[0]
        return self.instruments[named if named in self.instruments else "Rome"]

    def instrument(self, reference: str) -> LegalInstrument:
        """The instrument of a reference such as `ICCPR-2(3)`; raises UnknownTerm."""
        prefix = reference.partition("-")[0]
        found = self.instruments.get(prefix)
        if found is None:
            said = sentence("There is no legal instrument %(name)s.", name=repr(prefix[:60]))
            raise UnknownTerm(said, nearest=nearest(prefix, self.instruments))
        return found
