"""A small world to search in: registers, random descriptions and queries, and an oracle that reads them.

The oracle answers from the descriptions themselves, without tokens or engines, so that what an engine answers
about blinded documents can be held against it. Everything in it is fictional.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from random import Random
from uuid import UUID

from archive.domain.claims import Ground, MeasureClaim, Response
from archive.domain.consent import Answer, Consent, ConsentBasis, Grant, Purpose, Use
from archive.domain.dates import FuzzyDate, Quantifier
from archive.domain.description import (
    Allegation,
    Attribution,
    Certainty,
    Description,
    Flag,
    Kind,
    Level,
    Named,
    Valence,
)
from crypto.blind import BlindIndex
from schemas import edtf
from search.analysis import ScriptAnalyzer
from search.blinding import Labels, Scope, blind_query
from search.documents import ItemDocument
from search.expression import And, Expression, Phrase, Word, leaves
from search.indexer import DocumentBuilder, IndexInput, Resolver, searchable_parts
from search.lexicon import Lexicon, ListedWords, by_letter, read_blocks, write_words
from search.query import DateMode, Facet, SearchQuery
from search.trees import Tree

KEY = bytes(range(32))
FIRST_COLLECTION = "6f0b1b1e-0000-4000-8000-00000000000a"
SECOND_COLLECTION = "6f0b1b1e-0000-4000-8000-00000000000b"
BLIND = {name: BlindIndex(KEY, name) for name in (FIRST_COLLECTION, SECOND_COLLECTION)}
ANALYZER = ScriptAnalyzer()
LISTED: dict[str, ListedWords] = {name: ListedWords() for name in BLIND}
"""The words of every document made, for beginnings of words; more than an index holds does no harm."""

MOVED = date(2021, 1, 1)
"""From this day `x-company` stands under `x-guard` instead of `x-ministry`."""
UNITS = ("x", "x-ministry", "x-guard", "x-company", "x-prison")
VIOLATIONS = (
    "integrity",
    "integrity.torture",
    "integrity.torture.beating",
    "integrity.torture.electric_shock",
    "liberty",
    "liberty.arbitrary_detention",
)
DATES = (
    "2020-08-09/2020-08-12",
    "[2020-08-09..2020-08-11]",
    "2020-08-10",
    "2021-05-2X",
    "2022-0X",
    "1937~",
    "193X",
    "195X/196X",
    "[1937,1939]",
    "{2020-08-10,2022-03-01}",
    "1940-02-10?",
    "2019-12/2022-03",
    "2021-03/..",
    "../2020-08-10",
    "2020-08-10T21:30/2020-08-10T23:00",
)
WORDS = ("стена", "коридор", "били", "wall", "corridor", "beaten", "сцяна", "дубинка", "night", "камера")
CHARGES = ("BY-CC-342", "by-cc-342/2", "BY-CC-361-4", "BY-CC-361-4/1", "BY-CAO-24.23/1")
LABELS = Labels(
    Tree({"x": "", "x-ministry": "x", "x-guard": "x", "x-company": "x-guard", "x-prison": "x"}),
    Tree({violation: violation.rpartition(".")[0] for violation in VIOLATIONS}),
    ("BY-CC-342", "BY-CC-361-4", "BY-CC-361-4/1"),
)


def superiors(unit: str, when: FuzzyDate | None) -> tuple[str, ...]:
    """Superiors as the hierarchy stood: on either side of the move when the date allows both."""
    if unit == "x":
        return ()
    if unit != "x-company":
        return ("x",)
    before = when is None or when.possibly_within(None, MOVED - timedelta(days=1))
    after = when is None or when.possibly_within(MOVED, None)
    return (*(("x-ministry",) if before else ()), *(("x-guard",) if after else ()), "x")


def ancestors(violation: str) -> tuple[str, ...]:
    parts = violation.split(".")
    return tuple(".".join(parts[:n]) for n in range(len(parts) - 1, 0, -1))


def existed(unit: str, when: FuzzyDate | None) -> bool:
    """The guard was set up on the day of the move."""
    return unit != "x-guard" or when is None or when.possibly_within(MOVED, None)


RESOLVER = Resolver(edtf.parse, superiors, ancestors, existed)


@dataclass(frozen=True)
class Deposit:
    """An item of the world, in one of the two collections."""

    item_id: str
    collection: str
    description: Description
    version: int = 1

    def document(self, ceiling: int = 3) -> ItemDocument:
        builder = DocumentBuilder(BLIND[self.collection], ANALYZER, RESOLVER, ceiling)
        document = builder.build(IndexInput(self.item_id, self.version, self.description))
        LISTED[self.collection].add(builder.words)
        return document


def scopes(clearance: int = 3, pending: Sequence[str] = ()) -> list[Scope]:
    return [Scope(blind, clearance, tuple(pending), partial(_lexicon, name)) for name, blind in BLIND.items()]


def _lexicon(name: str, clearance: int, use: Use) -> Lexicon:
    pages = by_letter(LISTED[name]).items()
    return Lexicon.open_to(
        clearance, use, [{letter: read_blocks(write_words(page)) for letter, page in pages}]
    )


def blinded(query: SearchQuery, clearance: int = 3, pending: Sequence[str] = ()):
    return blind_query(query, scopes(clearance, pending), ANALYZER, LABELS)


def words(rng: Random, most: int = 6) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(0, most)))


def some(rng: Random, values: Iterable, most: int = 2) -> tuple:
    return tuple(rng.sample(list(values), rng.randint(0, most)))


def make_consent(rng: Random) -> Consent:
    """A consent that often says yes, and speaks of recipients and States in either case."""
    grants = [
        Grant(
            purpose=rng.choice([Purpose.ANALYSIS, Purpose.ANALYSIS, Purpose.PROSECUTION, Purpose.STORAGE]),
            answer=rng.choice([Answer.YES, Answer.YES, Answer.YES, Answer.NO, Answer.ASK_FIRST]),
            recipients=some(rng, ["OHCHR", "ohchr", "Tribunal", ""], rng.choice([0, 2])),
            jurisdictions=some(rng, ["DE", "lt", "LT"], rng.choice([0, 2])),
        )
        for _ in range(rng.randint(1, 3))
    ]
    return Consent(basis=ConsentBasis.SOURCE, grants=tuple(grants))


def make_use(rng: Random) -> Use:
    purpose = rng.choice([Purpose.ANALYSIS] * 6 + [Purpose.PROSECUTION, Purpose.STORAGE])
    return Use(purpose, rng.choice(["", "Ohchr", "X"]), rng.choice(["", "de", "LT"]))


def make_allegation(rng: Random) -> Allegation:
    attributions = [
        Attribution(
            rng.choice([*UNITS, ""]), level=rng.choice(list(Level)), certainty=rng.choice(list(Certainty))
        )
        for _ in range(rng.randint(0, 2))
    ]
    return Allegation(
        violation=rng.choice([*VIOLATIONS, ""]),
        attributions=tuple(attributions),
        when=rng.choice([*DATES, ""]),
        quantifier=rng.choice(list(Quantifier)),
        valence=some(rng, Valence, 1),
        note=words(rng),
    )


def make_description(rng: Random) -> Description:
    return Description(
        kind=rng.choice([Kind.TESTIMONY, Kind.DOCUMENT, Kind.PHOTOGRAPH]),
        title=words(rng),
        languages=some(rng, ["be", "ru", "en-GB"]),
        consent=make_consent(rng),
        text=words(rng),
        sensitivity=rng.randint(1, 3),
        flags=some(rng, [Flag.GRAPHIC, Flag.CHILD]),
        when=rng.choice([*DATES, ""]),
        quantifier=rng.choice(list(Quantifier)),
        allegations=tuple(make_allegation(rng) for _ in range(rng.randint(0, 3))),
    )


def make_world(seed: int, size: int) -> list[Deposit]:
    """`size` items, the same for the same seed."""
    rng, of_cases = Random(seed), Random(f"cases {seed}")
    deposits = [
        Deposit(
            str(UUID(int=rng.getrandbits(128), version=4)),
            rng.choice([FIRST_COLLECTION, SECOND_COLLECTION]),
            make_description(rng),
        )
        for _ in range(size)
    ]
    return [replace(each, description=with_cases(of_cases, each.description)) for each in deposits]


def with_cases(rng: Random, described: Description) -> Description:
    """The description with charges and grounds of its acts, and measures of superiors."""
    grounds = [Ground.POLITICAL, Ground.RELIGIOUS, Ground.OTHER]
    told = [
        replace(one, grounds=some(rng, grounds), charges=some(rng, CHARGES)) for one in described.allegations
    ]
    measures = some(rng, [Response.REFUSAL, Response.INQUIRY])
    claims = tuple(MeasureClaim("Ян Прыкладовіч", each) for each in measures)
    return replace(described, allegations=tuple(told), measures=claims)


def make_query(rng: Random) -> SearchQuery:
    """A query of one to four conditions, so that it finds something more often than not, with every facet."""
    asked = set(rng.sample(sorted(_CONDITIONS), rng.randint(0, 4)))
    fields = {name: make(rng) for name, make in _CONDITIONS.items() if name in asked}
    first, last = fields.pop("dates", (None, None))
    of_cases = Random(repr(sorted(asked)))
    fields |= {name: make(of_cases) for name, make in _CASES.items() if of_cases.random() < 0.2}
    return SearchQuery(
        use=make_use(rng),
        date_from=first,
        date_to=last,
        date_mode=rng.choice(list(DateMode)),
        units_exactly=rng.random() < 0.2,
        violations_exactly=rng.random() < 0.2,
        page_size=100,
        facets=tuple(Facet),
        **fields,
    )


def make_days(rng: Random) -> tuple[date | None, date | None]:
    near = [date(2020, 8, 9) + timedelta(days=n) for n in range(5)]
    far = [date(1936, 12, 31), date(1938, 6, 1), date(1960, 1, 1), date(2021, 1, 1), date(2022, 3, 31)]
    first, last = sorted(rng.choices([*near, *far], k=2))
    return rng.choice([(first, last), (first, last), (first, None), (None, last)])


def make_text(rng: Random) -> Expression | None:
    phrase = " ".join(rng.choices(WORDS, k=2))
    several = tuple(map(Word, some(rng, WORDS)))
    both = And(several) if len(several) > 1 else next(iter(several), None)
    return rng.choice([Word(rng.choice(WORDS)), both, Phrase(phrase)])


_CONDITIONS = {
    "expression": make_text,
    "units": lambda rng: some(rng, UNITS, 3),
    "violations": lambda rng: some(rng, VIOLATIONS, 3),
    "dates": make_days,
    "kinds": lambda rng: some(rng, [Kind.TESTIMONY, Kind.DOCUMENT]),
    "languages": lambda rng: some(rng, ["be", "RU"], 1),
    "flags": lambda rng: some(rng, [Flag.GRAPHIC], 1),
    "levels": lambda rng: some(rng, [Level.UNIT, Level.PARENT, Level.UNKNOWN], 3),
    "certainties": lambda rng: some(rng, [Certainty.HIGH, Certainty.LOW], 2),
    "valences": lambda rng: some(rng, [Valence.EXONERATING], 1),
    "attributed": lambda rng: some(rng, [Named.UNIT, Named.NOBODY], 1),
    "collections": lambda rng: some(rng, [FIRST_COLLECTION], 1),
}
_CASES = {
    "charges": lambda rng: some(rng, ["by-cc-342", "BY-CC-361-4/1", "BY-CAO-24.23"], 2),
    "grounds": lambda rng: some(rng, [Ground.POLITICAL, Ground.RELIGIOUS], 1),
    "measures": lambda rng: some(rng, [Response.REFUSAL], 1),
}


@dataclass(frozen=True)
class Act:
    """An allegation with one of its attributions, dated, as the oracle sees it."""

    allegation: Allegation
    attribution: Attribution | None
    when: FuzzyDate | None
    quantifier: Quantifier

    @property
    def units(self) -> tuple[str, ...]:
        unit = self.attribution.unit if self.attribution else ""
        return (unit, *superiors(unit, self.when)) if unit else ()

    @property
    def charges(self) -> tuple[str, ...]:
        told = [charge.upper() for charge in self.allegation.charges]
        return tuple(dict.fromkeys(part for one in told for part in (one, one.partition("/")[0])))

    @property
    def violations(self) -> tuple[str, ...]:
        violation = self.allegation.violation
        return (violation, *ancestors(violation)) if violation else ()


def acts(description: Description) -> Iterator[Act]:
    allegations = description.allegations or ((Allegation(),) if description.when else ())
    for allegation in allegations:
        text, quantifier = description.dated(allegation)
        when = edtf.parse(text) if text else None
        for attribution in allegation.attributions or (None,):
            yield Act(allegation, attribution, when, quantifier)


def act_matches(query: SearchQuery, act: Act) -> bool:
    units = act.units[:1] if query.units_exactly else act.units
    violations = act.violations[:1] if query.violations_exactly else act.violations
    by = act.attribution
    return (
        (not query.units or not set(query.units).isdisjoint(units))
        and (not query.violations or not set(query.violations).isdisjoint(violations))
        and (not query.levels or (by is not None and by.level in query.levels))
        and (not query.certainties or (by is not None and by.certainty in query.certainties))
        and (not query.bases or (by is not None and by.basis in query.bases))
        and (not query.attributed or (by.named if by else Named.NOBODY) in query.attributed)
        and (not query.valences or not set(query.valences).isdisjoint(act.allegation.valence))
        and (not query.charges or not set(act.charges).isdisjoint(map(str.upper, query.charges)))
        and (not query.grounds or not set(query.grounds).isdisjoint(act.allegation.grounds))
        and _date_matches(query, act)
    )


def _date_matches(query: SearchQuery, act: Act) -> bool:
    if query.date_from is None and query.date_to is None:
        return True
    if act.when is None:
        return False
    if query.date_mode is DateMode.POSSIBLY:
        return act.when.possibly_within(query.date_from, query.date_to)
    return act.when.certainly_within(query.date_from, query.date_to, act.quantifier)


def asks_about_acts(query: SearchQuery) -> bool:
    lists = (query.units, query.violations, query.levels, query.certainties, query.bases, query.valences)
    lists += (query.attributed, query.charges, query.grounds)
    return any(lists) or query.date_from is not None or query.date_to is not None


def item_matches(query: SearchQuery, deposit: Deposit, clearance: int) -> bool:
    described = deposit.description
    permitted = described.consent.allows(query.use) and described.sensitivity <= clearance
    return permitted and matches_without_rights(query, deposit)


def matches_without_rights(query: SearchQuery, deposit: Deposit) -> bool:
    described = deposit.description
    languages = {language.partition("-")[0].lower() for language in described.languages}
    return (
        (not query.collections or deposit.collection in query.collections)
        and (not query.kinds or described.kind in query.kinds)
        and (not query.languages or not languages.isdisjoint(each.lower() for each in query.languages))
        and (not query.flags or not set(query.flags).isdisjoint(described.flags))
        and (not query.measures or not {one.measure for one in described.measures}.isdisjoint(query.measures))
        and _text_matches(query.expression, described)
        and (not asks_about_acts(query) or any(act_matches(query, act) for act in acts(described)))
    )


def _text_matches(expression: Expression | None, described: Description) -> bool:
    parts = [ANALYZER.forms(part) for part in (described.title, *searchable_parts(described))]
    stems = {stem for part in parts for form in part for stem in form.stems}
    lines = [f" {' '.join(form.folded for form in part)} " for part in parts]
    wanted = {
        stem
        for word in leaves(expression)
        if isinstance(word, Word)
        for form in ANALYZER.forms(word.text)
        for stem in form.stems
    }
    phrases = [
        f" {' '.join(form.folded for form in ANALYZER.forms(each.text))} "
        for each in leaves(expression)
        if isinstance(each, Phrase)
    ]
    return wanted <= stems and all(any(phrase in line for line in lines) for phrase in phrases)


def expected(query: SearchQuery, world: Sequence[Deposit], clearance: int) -> set[str]:
    """The ids of all items that the query must find."""
    return {deposit.item_id for deposit in world if item_matches(query, deposit, clearance)}
