"""Verifying the archive as a whole: objects, headers, records, database, log, tiles and checkpoint."""

from archive.services.verification.codes import ALL_CODES, ARCHIVE_CODES
from archive.services.verification.run import (
    Counts,
    Progress,
    Request,
    VerificationReport,
    examine_archive,
    verify_archive,
)

__all__ = [
    "ALL_CODES",
    "ARCHIVE_CODES",
    "Counts",
    "Progress",
    "Request",
    "VerificationReport",
    "examine_archive",
    "verify_archive",
]
