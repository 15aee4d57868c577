"""From a decrypted description and its texts to the document that leaves encryption.

Pure but for the memo of its index key; the caller decrypts, and hands the documents to an engine. What is
left out, on purpose: identities and pseudonyms, the depositor's label, provenance, how the account was taken,
the item number. Above the ceiling of its collection an item keeps its vocabulary terms and dates, and no
word, band or witness.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import attrgetter

from archive.domain.anomalies import AnomalyKind
from archive.domain.completeness import gaps
from archive.domain.consent import Answer
from archive.domain.dates import FuzzyDate, Quantifier
from archive.domain.description import Allegation, Attribution, Description, Named
from crypto.blind import MEMO_TERMS, BlindIndex
from search.analysis import Analyzer
from search.calendar import certain_bounds, path, possible_nodes, possible_years, with_ancestors
from search.documents import ActDocument, ItemDocument
from search.lexicon import Conditions, ListedWords, conditions_of, listed_word
from search.minhash import bands
from search.names import terms_of
from search.terms import (
    BREAK,
    charge_terms,
    consent_terms,
    degrees,
    harmed,
    heard,
    language_term,
    parts,
    person_term,
    witness_terms,
)

TITLE_WEIGHT = 3
"""How often a word of the title counts for ranking."""
MEMO_CHARS = 64
"""Longest piece of text whose tokens a builder remembers."""
_AROUND = '.,:;!?…()[]«»„“”"—–'
MEMO_VALUES = 4096
"""Dates, units at a date, places and persons, of each, whose tokens a builder remembers."""


@dataclass(frozen=True, slots=True)
class Resolver:
    """The registers as functions, so that indexing does not depend on where they come from.

    `parse_date`: EDTF text to a date. `superiors`: unit id and date of the act (None: not dated) to the ids
    of all units it may have stood under then, without itself. `ancestors`: violation id to the ids of its
    wider terms, without itself. `existed`: whether a unit may have existed at the date of the act. They raise
    an ArchiveError for what they do not know.
    """

    parse_date: Callable[[str], FuzzyDate]
    superiors: Callable[[str, FuzzyDate | None], Iterable[str]]
    ancestors: Callable[[str], Iterable[str]]
    existed: Callable[[str, FuzzyDate | None], bool]


@dataclass(frozen=True, slots=True)
class IndexInput:
    """What an item is indexed from: its current description, and the texts of its exhibits, in order."""

    item_id: str
    version: int
    description: Description
    texts: tuple[str, ...] = ()


class _Piece:
    """A piece in `text` and in `stem`, with a space after each token, and its words as they are listed.

    Equal to itself alone: sets of pieces look at no character.
    """

    __slots__ = ("folded", "listed", "stems")

    def __init__(self, folded: str, stems: str, listed: tuple[str, ...]) -> None:
        self.folded, self.stems, self.listed = folded, stems, listed


_FOLDED: Callable[[_Piece], str] = attrgetter("folded")
_STEMS: Callable[[_Piece], str] = attrgetter("stems")
_LISTED: Callable[[_Piece], tuple[str, ...]] = attrgetter("listed")
_NOTHING = _Piece("", "", ())


class _Pieces(dict[str, _Piece]):
    """What the pieces of texts are in one context, remembered."""

    def __init__(self, blind: BlindIndex, analyzer: Analyzer, context: str) -> None:
        super().__init__()
        self._folded, self._stems = blind.field("text"), blind.field("stem")
        self._analyzer, self._context = analyzer, context

    def __missing__(self, piece: str) -> _Piece:
        if len(piece) > MEMO_CHARS:
            return self._analyse(piece)
        word = piece.strip(_AROUND).lower()
        # With a capital, or in quotation marks, it is the same word.
        tokens = self[word] if word != piece and word.isalpha() else self._analyse(piece)
        if len(self) >= MEMO_TERMS:
            self.clear()
        self[piece] = tokens
        return tokens

    def _analyse(self, piece: str) -> _Piece:
        if piece.isalpha():  # as nearly all are
            form = self._analyzer.form(self._context, piece)
            if form is None:
                return _NOTHING
            folded, stems = form
            if len(stems) == 1:
                listed = (listed_word(folded, piece.casefold()),)
                return _Piece(f"{self._folded[folded]} ", f"{self._stems[stems[0]]} ", listed)
        located = self._analyzer.words(self._context, piece)
        return _Piece(
            "".join([f"{self._folded[word.form.folded]} " for word in located]),
            "".join([f"{self._stems[stem]} " for word in located for stem in word.form.stems]),
            tuple([listed_word(form.folded, piece[start:end].casefold()) for start, end, form in located]),
        )


class DocumentBuilder:
    """Builds the documents of one collection. `ceiling`: the highest sensitivity whose words are indexed.

    Items of a sealed collection are not indexed at all: there is no builder for one. `words`: every word that
    its documents have, by the conditions of their items; what `search.lexicon` keeps.
    """

    def __init__(self, blind: BlindIndex, analyzer: Analyzer, resolver: Resolver, ceiling: int) -> None:
        self._blind = blind
        self._analyzer = analyzer
        self._resolver = resolver
        self._ceiling = ceiling
        self._pieces: dict[str, _Pieces] = {}
        self.words = ListedWords()
        self._listed: dict[Conditions, set[_Piece]] = {}
        self._dates = lru_cache(MEMO_VALUES)(self._date_tokens)
        self._units = lru_cache(MEMO_VALUES)(self._unit_tokens)
        self._places = lru_cache(MEMO_VALUES)(self._place_tokens)
        self._people = lru_cache(MEMO_VALUES)(self._person_tokens)

    def doc_id(self, item_id: str) -> str:
        """Return the document id of an item of this collection."""
        return self._blind.doc_id(item_id)

    def take_words(self) -> ListedWords:
        """Return the words listed since they were last taken, and begin a new list."""
        taken, self.words = self.words, ListedWords()
        return taken

    def build(self, source: IndexInput) -> ItemDocument:
        """Return the document of an item. Raises InvalidDate or UnknownTerm for what no register knows."""
        described = source.description
        open_text = described.sensitivity <= self._ceiling
        text, stem = self._words(described, source.texts) if open_text else ("", "")
        languages = dict.fromkeys(map(language_term, described.languages))
        witness = described.source.witness if open_text else ""
        return ItemDocument(
            doc_id=self._blind.doc_id(source.item_id),
            version=source.version,
            collection=self._tokens("collection", (self._blind.collection_id,)),
            sensitivity=self._tokens("sensitivity", (str(described.sensitivity),)),
            kind=self._tokens("kind", (described.kind,)),
            language=self._tokens("language", languages),
            flag=self._tokens("flag", dict.fromkeys(described.flags)),
            use_allowed=self._tokens("use_allowed", consent_terms(described.consent, Answer.YES)),
            use_denied=self._tokens("use_denied", consent_terms(described.consent, Answer.NO)),
            near=self._near(text),
            witness=self._tokens("witness", witness_terms(witness, source.item_id)),
            text=text,
            stem=stem,
            posted=self._posted(described) if open_text else (),
            superior=self._superiors(described) if open_text else (),
            notice=self._tokens("notice", dict.fromkeys(one.channel for one in described.notices)),
            measure=self._tokens("measure", dict.fromkeys(one.measure for one in described.measures)),
            finding=self._tokens("finding", degrees(described)),
            asks=self._tokens("asks", dict.fromkeys(described.expectations)),
            lacks=self._tokens("lacks", gaps(described)),
            review=self._review(described),
            acts=tuple(dict.fromkeys(act for _, _, act in self.acts(described))),
        )

    def _near(self, text: str) -> tuple[str, ...]:
        """The tokens of the bands of a text. They are not remembered: only near duplicates share one."""
        known = self._blind.field("near")
        return tuple([known.make(band) for band in bands(text)])

    def _posted(self, described: Description) -> tuple[str, ...]:
        return self._tokens("posted", dict.fromkeys(person_term(one.person) for one in described.postings))

    def _superiors(self, described: Description) -> tuple[str, ...]:
        persons = [one.person for one in described.notices] + [one.person for one in described.measures]
        return self._tokens("superior", dict.fromkeys(map(person_term, persons)))

    def _review(self, described: Description) -> tuple[str, ...]:
        again = described.consent.review_on
        return self._tokens("review", possible_years(self._resolver.parse_date(again))) if again else ()

    def _tokens(self, field: str, terms: Iterable[str]) -> tuple[str, ...]:
        known = self._blind.field(field)
        return tuple([known[term] for term in terms])

    def _words(self, described: Description, texts: Sequence[str]) -> tuple[str, str]:
        """Folded words, part by part with a break between, and stems (those of the title repeated)."""
        text: list[str] = []
        stems: list[str] = []
        met: list[_Piece] = []
        for number, part in enumerate((described.title, *searchable_parts(described), *texts)):
            if not part:
                continue
            found = self._part(part)
            met += found
            if folded := "".join(map(_FOLDED, found)):
                text.append(folded)
                stems.extend(["".join(map(_STEMS, found))] * (TITLE_WEIGHT if number == 0 else 1))
        self._list(met, conditions_of(described))
        return f"{self._blind.token('text', BREAK)} ".join(text).rstrip(), "".join(stems).rstrip()

    def _part(self, part: str) -> list[_Piece]:
        """Return the pieces of a part, in order."""
        found: list[_Piece] = []
        for context, start, end in self._analyzer.stretches(part):
            pieces = self._pieces.get(context)
            if pieces is None:
                pieces = self._pieces[context] = _Pieces(self._blind, self._analyzer, context)
            # No word has a stop or a comma in it, and most pieces that have one end with it.
            found += map(pieces.__getitem__, part[start:end].replace(",", " ").replace(".", " ").split())
        return found

    def _list(self, met: Iterable[_Piece], conditions: Conditions) -> None:
        """List the words of pieces that were not met under these conditions before."""
        known = self._listed.setdefault(conditions, set())
        if new := set(met) - known:
            if len(known) >= MEMO_TERMS:
                known.clear()
            known |= new
            self.words.of(conditions).update(dict.fromkeys(chain.from_iterable(map(_LISTED, new))))

    def acts(self, described: Description) -> Iterator[tuple[int, Attribution | None, ActDocument]]:
        """Yield what acts are found by: position of the allegation, from 1, one claim of it, and its tokens.

        More than one for a claim whose date is a set of several. Position 0: no allegation, but a date.
        """
        with_words = described.sensitivity <= self._ceiling
        told = list(enumerate(described.allegations, 1))
        if not told and described.when:
            told = [(0, Allegation(place=described.place))]
        for position, allegation in told:
            edtf, quantifier = described.dated(allegation)
            when, several = self._dates(edtf, quantifier)
            place = (allegation.place or described.place) if with_words else ""
            for attribution in allegation.attributions or (None,):
                person = attribution.person if attribution and with_words else ""
                words = _Words(place, person)
                for dates in several:
                    yield position, attribution, self._act(allegation, attribution, when, words, dates)

    def _act(
        self,
        allegation: Allegation,
        attribution: Attribution | None,
        when: FuzzyDate | None,
        words: "_Words",
        dates: "_Dates",
    ) -> ActDocument:
        unit = attribution.unit if attribution else ""
        violation = allegation.violation
        units, anomaly = self._units(unit, when)
        violations = (violation, *self._resolver.ancestors(violation)) if violation else ()
        return ActDocument(
            unit=units,
            unit_exact=self._tokens("unit_exact", (unit,) if unit else ()),
            violation=self._tokens("violation", dict.fromkeys(violations)),
            violation_exact=self._tokens("violation_exact", (violation,) if violation else ()),
            level=self._tokens("level", (attribution.level,) if attribution else ()),
            basis=self._tokens("basis", (attribution.basis,) if attribution else ()),
            certainty=self._tokens("certainty", (attribution.certainty,) if attribution else ()),
            valence=self._tokens("valence", dict.fromkeys(allegation.valence)),
            duress=self._tokens("duress", ("yes" if allegation.duress else "no",)),
            place=self._places(words.place),
            date_over=dates.over,
            date_in=dates.within,
            date_from=dates.first,
            date_to=dates.last,
            year=dates.years,
            person=self._people(words.person),
            attributed=self._tokens("attributed", (attribution.named if attribution else Named.NOBODY,)),
            anomaly=anomaly,
            involvement=self._tokens("involvement", parts(attribution)),
            harmed=self._tokens("harmed", harmed(allegation.victim)),
            ground=self._tokens("ground", dict.fromkeys(allegation.grounds)),
            charge=self._tokens("charge", charge_terms(allegation.charges)),
            hearing=self._tokens("hearing", heard(allegation)),
        )

    def _unit_tokens(self, unit: str, when: FuzzyDate | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The unit with its superiors at the date, and whether it cannot have been there."""
        if not unit:
            return (), ()
        units = dict.fromkeys((unit, *self._resolver.superiors(unit, when)))
        impossible = () if self._resolver.existed(unit, when) else (AnomalyKind.EXISTENCE,)
        return self._tokens("unit", units), self._tokens("anomaly", impossible)

    def _place_tokens(self, place: str) -> tuple[str, ...]:
        stems = (stem for form in self._analyzer.forms(place) for stem in form.stems)
        return self._tokens("place", dict.fromkeys(stems))

    def _person_tokens(self, person: str) -> tuple[str, ...]:
        return self._tokens("person", sorted(terms_of(person)))

    def _date_tokens(
        self, edtf: str, quantifier: Quantifier
    ) -> tuple[FuzzyDate | None, tuple["_Dates", ...]]:
        """The date, and its tokens: one set, but for `{…}`, whose members may each make it certain."""
        if not edtf:
            return None, (_Dates(),)
        when = self._resolver.parse_date(edtf)
        nodes = possible_nodes(when)
        over = self._tokens("date_over", with_ancestors(nodes))
        within = self._tokens("date_in", nodes)
        years = self._tokens("year", possible_years(when))
        several = []
        for pair in certain_bounds(when, quantifier) or (None,):
            first = self._tokens("date_from", path(pair[0])) if pair else ()
            last = self._tokens("date_to", path(pair[1])) if pair else ()
            several.append(_Dates(over, within, first, last, years))
        return when, tuple(several)


@dataclass(frozen=True, slots=True)
class _Words:
    """What an act says in words, empty above the ceiling."""

    place: str
    person: str


@dataclass(frozen=True, slots=True)
class _Dates:
    over: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    years: tuple[str, ...] = ()


def searchable_parts(described: Description) -> Iterator[str]:
    """Yield the free texts of a description that full text covers, the title apart."""
    yield described.text
    yield described.place
    for allegation in described.allegations:
        yield allegation.note
        yield allegation.place
        yield allegation.victim.group
        for attribution in allegation.attributions:
            yield attribution.unnamed_unit
            yield attribution.person
    for posting in described.postings:
        yield posting.person
        yield posting.note
    for notice in described.notices:
        yield notice.person
        yield notice.given_by
        yield notice.note
    for done in described.measures:
        yield done.person
        yield done.note
    if described.medical is not None:
        for finding in described.medical.findings:
            yield finding.description
