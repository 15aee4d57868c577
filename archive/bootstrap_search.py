"""Composition of indexing and search: settings become an engine, an analyzer and word lists.

Apart from `archive.bootstrap` because a deposit needs none of it: see `archive.services.context.Finding`.
"""

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from archive.adapters.making.processes import MakingProcesses, processes_here
from archive.adapters.objects.filesystem import FilesystemObjectStore
from archive.domain.errors import InvalidRequest
from archive.domain.unit import Presence
from archive.services.context import Finding
from archive.services.item_maker import ItemMakers
from config import Analysis, SearchEngine, Settings
from ingest.texts import ConfinedTexts
from schemas.codec import CanonicalRecordCodec
from schemas.edtf import parse as parse_edtf
from schemas.vocabularies.loader import vocabularies
from search.analysis import Analyzer, ScriptAnalyzer
from search.engines.absent import AbsentIndex
from search.engines.sqlite import SqliteIndex
from search.engines.word_folder import WordFolder
from search.indexer import Resolver
from search.lemmas import LemmaTable
from search.making import Makers
from search.multilingual import LanguageAnalyzer
from search.ports import SearchIndex
from search.word_lists import WordLists

INDEX = "index.sqlite3"
WORDS = "words"
LEMMAS = Path(__file__).resolve().parents[1] / ".cache" / "lemmas" / "be.txt"
"""Where scripts/setup.sh builds the lemma table of Belarusian."""

_RESOLVER = Resolver(
    parse_date=parse_edtf,
    superiors=lambda unit, when: vocabularies().units.superior_ids(unit, when),  # noqa: PLW0108 - loads late
    ancestors=lambda term: vocabularies().violations.ancestors(term),  # noqa: PLW0108 - loads late
    existed=lambda unit, when: vocabularies().units.exists(unit, when) is not Presence.NO,
)
"""The registers as the indexer asks them; attribution follows command, as of the date of the act."""


def make_finding(settings: Settings, archive_id: str) -> Finding:
    """What an archive is indexed and searched with."""
    analyzer = _analyzer(settings.analysis, settings.lemmas)
    return Finding(
        index=_index(settings, archive_id, analyzer.version),
        words=WordLists(WordFolder(settings.root / WORDS / settings.search.value)),
        analyzer=analyzer,
        resolver=_RESOLVER,
        texts=ConfinedTexts(),
        beside=_beside(settings),
    )


def _beside(settings: Settings) -> Callable[[], Makers] | None:
    """Processes are told where the archive is and how text is analysed; nothing else of the settings."""
    processes = processes_here()
    setup = partial(open_item_makers, settings.root, settings.analysis, settings.lemmas)
    return partial(MakingProcesses, setup, processes) if processes > 1 else None


def open_item_makers(root: Path, analysis: Analysis, lemmas: str) -> ItemMakers:
    """What makes documents of items, in a process that has opened nothing yet."""
    analyzer = _analyzer(analysis, lemmas)
    objects, codec = FilesystemObjectStore(root), CanonicalRecordCodec()
    return ItemMakers(objects, codec, analyzer, _RESOLVER, ConfinedTexts())


def lacks_lemmas(settings: Settings) -> bool:
    """Whether Belarusian words would go by their endings, because this machine has no lemma table."""
    return _analyzer(settings.analysis, settings.lemmas).lacks_lemmas


@cache
def _analyzer(analysis: Analysis, lemmas: str) -> Analyzer:
    """With the lemma table that is named, else the one of the set-up, else by endings alone."""
    if analysis is Analysis.SCRIPT:
        return ScriptAnalyzer()
    path = Path(lemmas) if lemmas else LEMMAS
    return LanguageAnalyzer(LemmaTable(path) if lemmas or path.exists() else None)


def _index(settings: Settings, archive_id: str, analysis: str) -> SearchIndex:
    """The engine that is set; in Elasticsearch each archive has an index of its own name."""
    if settings.search is SearchEngine.EMBEDDED:
        return SqliteIndex(settings.root / INDEX, analysis)
    # Its client takes half a second to import, which no embedded archive should wait for.
    from search.engines.elastic import ElasticIndex  # noqa: PLC0415
    from search.engines.elastic_client import ElasticSettings  # noqa: PLC0415

    elastic = settings.elastic
    name = f"{elastic.index_prefix}-{archive_id[:8]}"
    try:
        return ElasticIndex(
            ElasticSettings(
                elastic.url,
                elastic.username,
                elastic.password,
                name,
                elastic.ca_certs,
                api_key=elastic.api_key,
            ),
            analysis,
        )
    except InvalidRequest as error:
        return AbsentIndex(
            f"Elasticsearch is not set up: {error.message}. It needs SVIEDKA_ELASTICSEARCH_URL (or url in "
            "sviedka.toml), and a username with the password in SVIEDKA_ELASTICSEARCH_PASSWORD, or a key in "
            "SVIEDKA_ELASTICSEARCH_API_KEY."
        )
