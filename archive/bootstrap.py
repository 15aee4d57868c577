"""Composition root: settings become adapters, adapters an archive. The only place that picks an engine."""

import os
import shutil
import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from archive.adapters.accounts import Argon2Hasher, WebauthnPasskeys
from archive.adapters.drafts import FolderDrafts
from archive.adapters.keys.folder import FolderKeyStore
from archive.adapters.objects.filesystem import FilesystemObjectStore
from archive.adapters.sql.store import SqlRecordStore
from archive.adapters.tiles.filesystem import FilesystemTileStore
from archive.domain.agent import Role
from archive.domain.errors import Conflict, InvalidRequest
from archive.domain.unit import Presence
from archive.domain.vocabulary import Vocabularies
from archive.services.collections import CollectionRequest
from archive.services.context import Archive
from archive.services.founding import Founded, Passphrases, found_archive
from archive.services.publish import publish_checkpoint
from config import Analysis, ArchiveFile, SearchEngine, Settings, read_archive_file, write_archive_file
from schemas.codec import CanonicalRecordCodec
from schemas.edtf import parse as parse_edtf
from schemas.vocabularies.loader import load_vocabularies
from search.analysis import Analyzer, ScriptAnalyzer
from search.engines.absent import AbsentIndex
from search.engines.sqlite import SqliteIndex
from search.engines.word_folder import WordFolder
from search.indexer import Resolver
from search.lemmas import LemmaTable
from search.multilingual import LanguageAnalyzer
from search.ports import SearchIndex
from search.word_lists import WordLists

DATABASE = "record.sqlite3"
INDEX = "index.sqlite3"
WORDS = "words"
LEMMAS = Path(__file__).resolve().parents[1] / ".cache" / "lemmas" / "be.txt"
"""Where scripts/setup.sh builds the lemma table of Belarusian."""


class SystemClock:
    """The machine's clock, in UTC."""

    def now(self) -> datetime:
        """See Clock."""
        return datetime.now(UTC)


def create_archive(
    settings: Settings,
    handle: str,
    roles: Iterable[Role],
    request: CollectionRequest,
    passphrases: Passphrases,
) -> Founded:
    """Make a new archive folder whole: it appears under its name only when everything in it is made."""
    root = settings.root
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise Conflict(
            f"{root} exists and is not empty; an archive is made in a new folder.",
            safe="Nothing was changed.",
        )
    archive_id = str(uuid.uuid4())
    file = ArchiveFile(archive_id, f"sviedka/{archive_id.replace('-', '')[:16]}")
    building = root.with_name(f".{root.name}.{os.getpid()}.new")
    building.mkdir(mode=0o700, parents=True)
    try:
        founded = _found(replace(settings, root=building), file, handle, roles, request, passphrases)
        if root.exists():
            root.rmdir()
        building.rename(root)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    _sync_folder(root.parent)
    return founded


def _found(
    settings: Settings,
    file: ArchiveFile,
    handle: str,
    roles: Iterable[Role],
    request: CollectionRequest,
    passphrases: Passphrases,
) -> Founded:
    SqlRecordStore.create(settings.root / DATABASE).close()
    FilesystemObjectStore.create(settings.root).close()
    write_archive_file(settings.root, file, settings)
    archive = _compose(settings, file)
    try:
        founded = found_archive(archive, handle, roles, request, passphrases)
        publish_checkpoint(archive)
    finally:
        close_archive(archive)
    return founded


def open_archive(settings: Settings) -> Archive:
    """Open an existing archive; raise WrongVersion, EvidenceError or Unavailable with what to do."""
    file, _ = read_archive_file(settings.root)
    return _compose(settings, file)


def upgrade_archive(settings: Settings) -> None:
    """Bring the database of an archive to this program's schema; nothing happens if it has it already."""
    read_archive_file(settings.root)
    SqlRecordStore.upgrade(settings.root / DATABASE).close()


def close_archive(archive: Archive) -> None:
    """Give back files and connections, and let go of the words that were analysed."""
    archive.analyzer.forget()
    archive.index.close()
    archive.objects.close()
    archive.records.close()


def _compose(settings: Settings, file: ArchiveFile) -> Archive:
    root = settings.root
    analyzer = _analyzer(settings.analysis, settings.lemmas)
    records = SqlRecordStore(root / DATABASE, busy_timeout_seconds=settings.busy_timeout_seconds)
    return Archive(
        archive_id=file.archive_id,
        origin=file.origin,
        records=records,
        objects=FilesystemObjectStore(root),
        tiles=FilesystemTileStore(root / "log"),
        keys=FolderKeyStore(
            root / "keys",
            agent_work_factor=settings.kdf.agent_work_factor,
            identity_work_factor=settings.kdf.identity_work_factor,
        ),
        index=_index(settings, file.archive_id, analyzer.version),
        words=WordLists(WordFolder(root / WORDS / settings.search.value)),
        registers=_vocabularies,
        codec=CanonicalRecordCodec(),
        clock=SystemClock(),
        analyzer=analyzer,
        resolver=_RESOLVER,
        hasher=Argon2Hasher(settings.kdf.argon2_memory_log2, settings.kdf.argon2_passes),
        passkeys=WebauthnPasskeys(),
        drafts=FolderDrafts(root),
        index_task=f"index:{settings.search.value}",
        smallest_count=settings.smallest_count,
        two_person=settings.two_person,
    )


@cache
def _vocabularies() -> Vocabularies:
    """Data of the program, the same for every archive, and frozen: loaded once per process."""
    return load_vocabularies()


_RESOLVER = Resolver(
    parse_date=parse_edtf,
    superiors=lambda unit, when: _vocabularies().units.superior_ids(unit, when),  # noqa: PLW0108 - loads late
    ancestors=lambda term: _vocabularies().violations.ancestors(term),  # noqa: PLW0108 - loads late
    existed=lambda unit, when: _vocabularies().units.exists(unit, when) is not Presence.NO,
)
"""The registers as the indexer asks them; attribution follows command, as of the date of the act."""


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
    # Its client takes half a second to import, which no deposit should wait for.
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


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
