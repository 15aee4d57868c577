"""Proving the whole archive at the end of a scenario: an unrelated test catches a broken invariant."""

from pathlib import Path

from archive.bootstrap import close_archive, open_archive
from archive.services.context import Archive
from archive.services.verification import VerificationReport, examine_archive
from archive.verifier.findings import Severity
from config import load_settings
from tests.factories import TestArchive


def check_archive(archive: Archive | TestArchive | Path) -> VerificationReport:
    """Raise AssertionError with the findings unless the archive verifies; writes nothing."""
    if isinstance(archive, Path):
        opened = open_archive(load_settings(archive, {}))
        try:
            return check_archive(opened)
        finally:
            close_archive(opened)
    report = examine_archive(archive.archive if isinstance(archive, TestArchive) else archive)
    errors = [str(each) for each in report.findings if each.severity is Severity.ERROR]
    assert report.is_valid, "\n".join(errors)
    return report
