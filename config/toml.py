"""Reading `sviedka.toml` and the environment; the file says which archive this is and how it is set up."""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.domain.counts import DEFAULT_SMALLEST, MIN_SMALLEST
from archive.domain.errors import InvalidRequest, WrongVersion
from config.settings import (
    INSECURE_KDF,
    Analysis,
    ElasticSettings,
    KdfSettings,
    SearchEngine,
    Settings,
    WebSettings,
)

FORMAT_VERSION = 1
MIN_PACE, MAX_PACE = 10, 7 * 24 * 3600
"""Seconds between checkpoints, where there is a pace."""
FILE_NAME = "sviedka.toml"
_KNOWN = {
    "format",
    "archive_id",
    "origin",
    "search",
    "analysis",
    "kdf",
    "elasticsearch",
    "web",
    "smallest_count",
    "two_person",
    "checkpoint_seconds",
}


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """Which archive a folder holds: its id (UUID) and the origin line of its custody log."""

    archive_id: str
    origin: str


def write_archive_file(root: Path, archive: ArchiveFile, settings: Settings) -> None:
    """Write `sviedka.toml` of a new archive; raises FileExistsError if there is one."""
    lines = [
        f"format = {FORMAT_VERSION}",
        f"archive_id = {json.dumps(archive.archive_id)}",
        f"origin = {json.dumps(archive.origin)}",
        f"search = {json.dumps(settings.search.value)}",
        f"analysis = {json.dumps(settings.analysis.value)}",
        f"kdf = {json.dumps('insecure' if settings.kdf == INSECURE_KDF else 'standard')}",
        f"two_person = {json.dumps(settings.two_person)}",
    ]
    if settings.search is SearchEngine.ELASTICSEARCH:
        elastic = settings.elastic
        lines += ["", "[elasticsearch]", f"url = {json.dumps(elastic.url)}"]
        lines += [
            f"username = {json.dumps(elastic.username)}",
            f"index_prefix = {json.dumps(elastic.index_prefix)}",
        ]
        lines += [f"ca_certs = {json.dumps(elastic.ca_certs)}"]
    with (root / FILE_NAME).open("x", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_archive_file(root: Path) -> tuple[ArchiveFile, dict[str, Any]]:
    """The archive's identity and the rest of its settings; raises WrongVersion with what to do."""
    path = root / FILE_NAME
    safe = "Nothing was read or changed."
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WrongVersion(
            f"{root} is not an archive: it has no {FILE_NAME}. Name an archive folder with --archive, "
            "or make one with `sviedka init`.",
            safe=safe,
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongVersion(f"{path} cannot be read: {error}", safe=safe) from error
    found = data.get("format")
    if found != FORMAT_VERSION:
        raise WrongVersion(
            f"{root} is an archive of format version {found!r}; this program knows version {FORMAT_VERSION}. "
            "Use the release that made it, or one that can convert it.",
            safe=safe,
        )
    unknown = sorted(set(data) - _KNOWN)
    if unknown or not isinstance(data.get("archive_id"), str) or not isinstance(data.get("origin"), str):
        what = f"unknown settings {', '.join(unknown)}" if unknown else "no archive_id or origin"
        raise WrongVersion(f"{path}: {what}.", safe=safe)
    return ArchiveFile(data["archive_id"], data["origin"]), data


def load_settings(root: Path, environ: Mapping[str, str]) -> Settings:
    """Settings of an existing archive: its file, then `SVIEDKA_*` variables on top."""
    _, data = read_archive_file(root)
    engine = environ.get("SVIEDKA_SEARCH", data.get("search", SearchEngine.EMBEDDED.value))
    if engine not in set(SearchEngine):
        raise InvalidRequest(f"search = {engine!r} is not one of {', '.join(SearchEngine)}.")
    section = data.get("elasticsearch", {})
    elastic = ElasticSettings(
        url=environ.get("SVIEDKA_ELASTICSEARCH_URL", section.get("url", "")),
        username=environ.get("SVIEDKA_ELASTICSEARCH_USERNAME", section.get("username", "")),
        password=environ.get("SVIEDKA_ELASTICSEARCH_PASSWORD", ""),
        api_key=environ.get("SVIEDKA_ELASTICSEARCH_API_KEY", ""),
        index_prefix=section.get("index_prefix", "sviedka"),
        ca_certs=environ.get("SVIEDKA_ELASTICSEARCH_CA", section.get("ca_certs", "")),
    )
    analysis = environ.get("SVIEDKA_ANALYSIS", data.get("analysis", Analysis.LANGUAGES.value))
    if analysis not in set(Analysis):
        raise InvalidRequest(f"analysis = {analysis!r} is not one of {', '.join(Analysis)}.")
    site, usual = data.get("web", {}), WebSettings()
    web = WebSettings(
        origin=environ.get("SVIEDKA_WEB_ORIGIN", site.get("origin", "")).rstrip("/"),
        proxies=_whole(site, "proxies", usual.proxies),
        idle_minutes=_whole(site, "idle_minutes", usual.idle_minutes),
        absolute_hours=_whole(site, "absolute_hours", usual.absolute_hours),
        deposit_bytes=_whole(site, "deposit_bytes", usual.deposit_bytes),
    )
    kdf = INSECURE_KDF if data.get("kdf") == "insecure" else KdfSettings()
    return Settings(
        root=root,
        search=SearchEngine(engine),
        elastic=elastic,
        kdf=kdf,
        analysis=Analysis(analysis),
        lemmas=environ.get("SVIEDKA_LEMMAS", ""),
        web=web,
        smallest_count=_smallest_count(data.get("smallest_count", DEFAULT_SMALLEST)),
        two_person=_two_person(data.get("two_person", True)),
        checkpoint_seconds=_pace(
            environ.get("SVIEDKA_CHECKPOINT_INTERVAL", data.get("checkpoint_seconds", 0))
        ),
    )


def _smallest_count(value: object) -> int:
    """The file alone says it: a variable of the environment would be set by whoever wants to see more."""
    if not isinstance(value, int) or isinstance(value, bool) or value < MIN_SMALLEST:
        raise InvalidRequest(f"smallest_count = {value!r} is no whole number from {MIN_SMALLEST} on.")
    return value


def _two_person(value: object) -> bool:
    """The file alone says it, as above."""
    if not isinstance(value, bool):
        raise InvalidRequest(f"two_person = {value!r} is neither true nor false.")
    return value


def _pace(value: object) -> int:
    """Seconds between checkpoints as the file has them, or as text of the environment."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 9:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidRequest(f"checkpoint_seconds = {value!r} is not a whole number.")
    if value and not MIN_PACE <= value <= MAX_PACE:
        raise InvalidRequest(
            f"checkpoint_seconds = {value} is neither 0 (after each run) nor {MIN_PACE} to {MAX_PACE}."
        )
    return value


def _whole(section: Mapping[str, Any], name: str, default: int) -> int:
    value = section.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidRequest(f"web.{name} = {value!r} is not a whole number.")
    return value
