"""REST v1. Roles are those of a token with every scope that its agent may give."""

from tests.web_access import AUDITOR, CUSTODIAN, DOCUMENTER, LAWYER, SIGNED_IN, only

_BOTH = only(AUDITOR, CUSTODIAN)

TABLE = {
    "api.openapi": SIGNED_IN,
    "api.deposit": only(DOCUMENTER),
    "api.deposits": only(DOCUMENTER),
    "api.own_deposit": only(DOCUMENTER),
    "api.receipt": only(DOCUMENTER),
    "api.retry": only(DOCUMENTER),
    "api.item": only(LAWYER),
    "api.exhibit": only(LAWYER),
    "api.amend": only(LAWYER),
    "api.consent": only(LAWYER, CUSTODIAN),
    "api.withdraw": only(CUSTODIAN),
    "api.search": only(LAWYER),
    "api.count": only(LAWYER, CUSTODIAN),
    "api.keep_pattern": only(LAWYER),
    "api.pattern": only(LAWYER),
    "api.compare_pattern": only(LAWYER),
    "api.export": only(LAWYER),
    "api.ask_to_export": only(LAWYER),
    "api.violations": SIGNED_IN,
    "api.units": SIGNED_IN,
    "api.unit": SIGNED_IN,
    "api.entries": _BOTH,
    "api.entry": _BOTH,
    "api.proof": _BOTH,
    "api.checkpoint": _BOTH,
    "api.verify": _BOTH,
    "api.index": SIGNED_IN,
    "api.agents": only(CUSTODIAN),
    "api.collections": only(CUSTODIAN),
}
