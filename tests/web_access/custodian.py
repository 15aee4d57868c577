"""Pages for custodians."""

from tests.web_access import CUSTODIAN, only

TABLE = {
    "custodian.home": only(CUSTODIAN),
    "custodian.waiting": only(CUSTODIAN),
    "custodian.decide_request": only(CUSTODIAN),
}
