"""Words of the custodian's pages: roles, clearances, states."""

from flask_babel import lazy_gettext as _l

from archive.domain.account import ApprovalState, GuardedAct, InvitationState
from archive.domain.agent import Role
from archive.domain.item import RecipientPurpose
from archive.ports_keys import Guard
from archive.services.keys import KeyKind, KeyState

ROLES = {
    Role.DOCUMENTER: _l("documenter: deposits"),
    Role.LAWYER: _l("lawyer: searches, reads, exports"),
    Role.AUDITOR: _l("auditor: checks, reads no evidence"),
    Role.CUSTODIAN: _l("custodian: people, collections, keys"),
}
ROLE_NAMES = {
    Role.DOCUMENTER: _l("documenter"),
    Role.LAWYER: _l("lawyer"),
    Role.AUDITOR: _l("auditor"),
    Role.CUSTODIAN: _l("custodian"),
}
CLEARANCES = {
    0: _l("no member"),
    1: _l("1, open"),
    2: _l("2, restricted"),
    3: _l("3, secret"),
}
INVITATIONS = {
    InvitationState.OPEN: _l("waits for the person"),
    InvitationState.ACCEPTED: _l("waits for your signature"),
    InvitationState.ADMITTED: _l("admitted"),
    InvitationState.WITHDRAWN: _l("withdrawn"),
}
ACTS = {
    GuardedAct.REVEAL_IDENTITY: _l("Reveal an identity"),
    GuardedAct.BULK_EXPORT: _l("A large export"),
    GuardedAct.ERASURE: _l("Withdraw an item"),
    GuardedAct.KEY_CEREMONY: _l("Make or replace keys of a collection"),
}
STATES = {
    ApprovalState.REQUESTED: _l("waits for another custodian"),
    ApprovalState.APPROVED: _l("approved, not done yet"),
    ApprovalState.REFUSED: _l("refused"),
    ApprovalState.EXECUTED: _l("done"),
    ApprovalState.WITHDRAWN: _l("taken back"),
}


def role_words(roles: frozenset[Role]) -> str:
    """Names of roles, in the language chosen."""
    return ", ".join(str(ROLE_NAMES[role]) for role in Role if role in roles)


RECIPIENTS = {
    RecipientPurpose.CONTENT.value: _l("Evidence"),
    RecipientPurpose.RECOVERY.value: _l("Recovery"),
    RecipientPurpose.VAULT.value: _l("Identities of sources"),
}
KEYS = {
    KeyKind.LOG: _l("custody log"),
    KeyKind.VAULT: _l("identity vault"),
    KeyKind.AGENT: _l("agent"),
    KeyKind.COLLECTION: _l("collection"),
    KeyKind.MEMBER: _l("member's copy"),
    KeyKind.INDEX: _l("index"),
    KeyKind.INTAKE: _l("intake"),
    KeyKind.RECOVERY: _l("recovery"),
    KeyKind.UNKNOWN: _l("unknown"),
}
KEY_STATES = {
    KeyState.PRESENT: _l("here"),
    KeyState.MISSING: _l("not on this machine"),
    KeyState.STRAY: _l("nothing asks for it"),
    KeyState.ELSEWHERE: _l("held elsewhere"),
}
GUARDS = {
    Guard.CLEAR: _l("in clear"),
    Guard.PASSPHRASE: _l("passphrase"),
    Guard.RECIPIENT: _l("sealed to another key"),
}
IN_CLEAR = {
    "agents": _l("Handles of agents, with roles and public keys"),
    "memberships": _l("Who may read which collection, and how far"),
    "collections": _l("Names of collections, their recipients and ceilings"),
    "items": _l("Numbers of items, with collection, depositor and times"),
    "objects": _l("Sizes of sealed files, and what kind each is"),
    "links": _l("Links between items"),
    "entries": _l("Entries of the custody log: who did what, when"),
    "queries": _l("Searches and counts among them: when, by whom, for which purpose, not what for"),
    "openings": _l("Openings among them: who read which item"),
    "drafts": _l("Drafts that wait: whose and how large"),
    "waiting": _l("Items that wait for the index"),
    "accounts": _l("Accounts: handles, when they sign in, secrets of authenticators"),
    "sessions": _l("Open sessions: whose, since when"),
}
CONDITIONS = {
    "other-cluster": _l(
        "Another search cluster answers than the accepted one. If that is meant, a custodian runs "
        "sviedka index accept-cluster."
    ),
    "other-analysis": _l(
        "The index was made by other rules of language than this program has: make it anew with "
        "sviedka index rebuild."
    ),
    "no-lemmas": _l(
        "The table of Belarusian word forms is missing on this machine, so that many forms do not find each "
        "other: run the set-up, then sviedka index rebuild."
    ),
    "emptied": _l("The index was deleted or emptied by somebody. Indexing what waits fills it again."),
    "older": _l("The index is older than it was left. Indexing what waits fills in what is missing."),
    "replaced": _l("Another index stands in its place. Indexing what waits fills in what is missing."),
    "ahead": _l(
        "The index is ahead of the database: the database may be an old copy. Verify the archive first."
    ),
    "count-differs": _l(
        "The index holds another number of items than was indexed: make it anew with sviedka index rebuild."
    ),
    "engine": _l("The search engine reports a fault of its own:"),
}
"""Words by the code of archive.services.index_status."""
