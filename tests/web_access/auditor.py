"""Pages for auditors; a custodian may read the log as well."""

from tests.web_access import AUDITOR, CUSTODIAN, only

TABLE = {
    "auditor.home": only(AUDITOR, CUSTODIAN),
}
