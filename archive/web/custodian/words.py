"""Words of the custodian's pages: roles, clearances, states."""

from flask_babel import lazy_gettext as _l

from archive.domain.account import ApprovalState, GuardedAct, InvitationState
from archive.domain.agent import Role

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
    GuardedAct.KEY_CEREMONY: _l("Make a collection and its keys"),
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
