"""The pages that a browser looks at, for each role: add a line for every new page and state.

(name, role, path). The name becomes the picture's. `{item}` and the like are filled from the shown archive.
"""

from tests.web.documenting import SHOWN_ACT, SHOWN_DRAFT

STRANGER = ""
_DRAFT = f"/documenter/drafts/{SHOWN_DRAFT}"
PAGES = (
    ("sign-in", STRANGER, "/sign-in"),
    ("not-signed-in", STRANGER, "/lawyer/"),
    ("invitation", STRANGER, "/invitation"),
    ("home", "custodian", "/"),
    ("account", "lawyer", "/account"),
    ("confirm", "lawyer", "/confirm"),
    ("passphrase", "lawyer", "/account/passphrase"),
    ("authenticator", "lawyer", "/account/authenticator"),
    ("passkey", "lawyer", "/account/passkeys/new"),
    ("not-found", "lawyer", "/nowhere"),
    ("not-permitted", "lawyer", "/custodian/"),
    ("documenter", "documenter", "/documenter/"),
    ("documenter-files", "documenter", f"{_DRAFT}/files"),
    ("documenter-account", "documenter", f"{_DRAFT}/account"),
    ("documenter-source", "documenter", f"{_DRAFT}/source"),
    ("documenter-circumstances", "documenter", f"{_DRAFT}/circumstances"),
    ("documenter-acts", "documenter", f"{_DRAFT}/acts"),
    ("documenter-act", "documenter", f"{_DRAFT}/acts/{SHOWN_ACT}"),
    ("documenter-consent", "documenter", f"{_DRAFT}/consent"),
    ("documenter-summary", "documenter", f"{_DRAFT}/summary"),
    ("documenter-discard", "documenter", f"{_DRAFT}/discard"),
    ("documenter-deposits", "documenter", "/documenter/deposits"),
    ("documenter-before", "documenter", "/documenter/given-before"),
    ("lawyer", "lawyer", "/lawyer/"),
    ("search", "lawyer", "/lawyer/search"),
    ("auditor", "auditor", "/auditor/"),
    ("auditor-log", "auditor", "/auditor/log"),
    ("auditor-log-filtered", "auditor", "/auditor/log?type=accession"),
    ("auditor-entry", "auditor", "/auditor/log/0"),
    ("auditor-checkpoints", "auditor", "/auditor/checkpoints"),
    ("auditor-openings", "auditor", "/auditor/openings"),
    ("auditor-hidden", "auditor", "/auditor/hidden"),
    ("auditor-verification", "auditor", "/auditor/verification"),
    ("custodian", "custodian", "/custodian/"),
    ("approvals", "custodian", "/custodian/approvals"),
    ("custodian-people", "custodian", "/custodian/people"),
    ("custodian-person", "custodian", "/custodian/people/lawyer"),
    ("custodian-own", "custodian", "/custodian/people/custodian"),
    ("custodian-sessions", "custodian", "/custodian/sessions"),
    ("custodian-invitations", "custodian", "/custodian/invitations"),
    ("custodian-collections", "custodian", "/custodian/collections"),
    ("custodian-index", "custodian", "/custodian/index"),
    ("custodian-keys", "custodian", "/custodian/keys"),
    ("custodian-seizure", "custodian", "/custodian/seizure"),
    ("custodian-checks", "custodian", "/custodian/checks"),
    ("custodian-items", "custodian", "/custodian/items"),
    ("custodian-item", "custodian", "/custodian/items/{item}"),
)
