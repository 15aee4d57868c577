"""All finding codes in one table: the offline verifier's (V1xx to V5xx) and `sviedka verify`'s (V6xx, V7xx).

docs/formats/findings.md lists them. A code never changes its meaning; a retired one is not reused.
"""

from archive.services.verification.codes_database import DATABASE_CODES
from archive.services.verification.codes_rest import REST_CODES
from archive.services.verification.codes_store import OPENED_CODES, STORE_CODES
from archive.verifier.codes import CODES
from archive.verifier.findings import Code, Finding

ARCHIVE_CODES: dict[str, Code] = {
    code.number: code for code in (*STORE_CODES, *OPENED_CODES, *DATABASE_CODES, *REST_CODES)
}
"""What only an archive as a whole can show."""

ALL_CODES: dict[str, Code] = {**CODES, **ARCHIVE_CODES}


def finding(number: str, subject: str, expected: object = "", found: object = "") -> Finding:
    """A finding of the code with this number; `expected` and `found` become short texts."""
    return Finding(ALL_CODES[number], subject, str(expected), str(found))
