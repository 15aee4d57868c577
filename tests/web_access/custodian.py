"""Pages for custodians."""

from tests.web_access import CUSTODIAN, only

TABLE = {
    "custodian.home": only(CUSTODIAN),
}
