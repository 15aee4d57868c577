"""Who may ask for which endpoint: one table for each part of the application, kept by whoever builds it.

A table maps each endpoint to the roles that are answered. EVERYBODY: also without an account. SIGNED_IN:
every role. Others gets 401 (no account) or 403 (a role that may not). A new endpoint without a line fails.
"""

DOCUMENTER, LAWYER, AUDITOR, CUSTODIAN = "documenter", "lawyer", "auditor", "custodian"
SIGNED_IN = frozenset({DOCUMENTER, LAWYER, AUDITOR, CUSTODIAN})
EVERYBODY = SIGNED_IN | {"stranger"}


def only(*roles: str) -> frozenset[str]:
    """These roles and no other."""
    return frozenset(roles)
