"""Pages for auditors; a custodian may read the log as well, but not count what was hidden."""

from tests.web_access import AUDITOR, CUSTODIAN, only
from tests.web_access.posting import sent

_BOTH = only(AUDITOR, CUSTODIAN)

TABLE = {
    "auditor.home": _BOTH,
    "auditor.log": _BOTH,
    "auditor.log_report": _BOTH,
    "auditor.entry": _BOTH,
    "auditor.proof": _BOTH,
    "auditor.proven": _BOTH,
    "auditor.item": _BOTH,
    "auditor.growth": _BOTH,
    "auditor.growth_report": _BOTH,
    "auditor.openings": _BOTH,
    "auditor.openings_report": _BOTH,
    "auditor.hidden": only(AUDITOR),
    "auditor.hidden_report": only(AUDITOR),
    "auditor.patterns": _BOTH,
    "auditor.patterns_report": _BOTH,
    "auditor.pattern": _BOTH,
    "auditor.asked_report": _BOTH,
    "auditor.standing_out": _BOTH,
    "auditor.standing_out_report": _BOTH,
    "auditor.fixity": _BOTH,
    "auditor.fixity_report": _BOTH,
    "auditor.verification": _BOTH,
    "auditor.run_verification": _BOTH,
}

POSTS = {"auditor.run_verification": sent("auditor", "verification")}
