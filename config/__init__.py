"""Settings, read once at the rim and passed down."""

from config.settings import Analysis, ElasticSettings, KdfSettings, SearchEngine, Settings, WebSettings
from config.toml import ArchiveFile, load_settings, read_archive_file, write_archive_file

__all__ = [
    "Analysis",
    "ArchiveFile",
    "ElasticSettings",
    "KdfSettings",
    "SearchEngine",
    "Settings",
    "WebSettings",
    "load_settings",
    "read_archive_file",
    "write_archive_file",
]
