"""Pages for custodians."""

from archive.domain.account import GuardedAct
from archive.domain.agent import Role
from archive.domain.description import Identity
from archive.services.approvals import request_approval, request_for_item
from archive.services.collections import find_collection
from archive.services.invitations import Acceptance, accept, fingerprint, invite
from archive.services.rotation import RotationRequest, rotate
from archive.services.sessions import SessionLimits, open_sessions
from crypto.totp import code_at
from tests.factories import SECRETS
from tests.web_access import CUSTODIAN, only
from tests.web_access.posting import an_item, sent, set_aside
from tests.web_world import World

TABLE = {
    "custodian.home": only(CUSTODIAN),
    "custodian.waiting": only(CUSTODIAN),
    "custodian.approvals_report": only(CUSTODIAN),
    "custodian.decide_request": only(CUSTODIAN),
    "custodian.take_back": only(CUSTODIAN),
    "custodian.collections": only(CUSTODIAN),
    "custodian.collections_report": only(CUSTODIAN),
    "custodian.ask_for_collection": only(CUSTODIAN),
    "custodian.make_collection": only(CUSTODIAN),
    "custodian.rotation": only(CUSTODIAN),
    "custodian.ask_for_rotation": only(CUSTODIAN),
    "custodian.begin_rotation": only(CUSTODIAN),
    "custodian.go_on": only(CUSTODIAN),
    "custodian.index": only(CUSTODIAN),
    "custodian.index_report": only(CUSTODIAN),
    "custodian.retry_index": only(CUSTODIAN),
    "custodian.index_now": only(CUSTODIAN),
    "custodian.keys": only(CUSTODIAN),
    "custodian.keys_report": only(CUSTODIAN),
    "custodian.seizure": only(CUSTODIAN),
    "custodian.seizure_report": only(CUSTODIAN),
    "custodian.checks": only(CUSTODIAN),
    "custodian.checks_report": only(CUSTODIAN),
    "custodian.people": only(CUSTODIAN),
    "custodian.people_report": only(CUSTODIAN),
    "custodian.person": only(CUSTODIAN),
    "custodian.set_roles": only(CUSTODIAN),
    "custodian.set_member": only(CUSTODIAN),
    "custodian.retire": only(CUSTODIAN),
    "custodian.sessions": only(CUSTODIAN),
    "custodian.sessions_report": only(CUSTODIAN),
    "custodian.end_another": only(CUSTODIAN),
    "custodian.end_all": only(CUSTODIAN),
    "custodian.invited": only(CUSTODIAN),
    "custodian.make_invitation": only(CUSTODIAN),
    "custodian.invitation": only(CUSTODIAN),
    "custodian.drop_invitation": only(CUSTODIAN),
    "custodian.admit_invited": only(CUSTODIAN),
    "custodian.items": only(CUSTODIAN),
    "custodian.item": only(CUSTODIAN),
    "custodian.ask_for": only(CUSTODIAN),
    "custodian.reveal": only(CUSTODIAN),
    "custodian.withdraw_item": only(CUSTODIAN),
}


_BECAUSE = "a fictional reason"


def _request(world: World) -> dict[str, str]:
    actor = world.made.lawyer
    asked = request_approval(world.archive, actor, GuardedAct.BULK_EXPORT, {"items": 3}, _BECAUSE)
    return {"approval": asked.approval_id}


def _own_request(world: World) -> dict[str, str]:
    number, actor = an_item(world)["number"], world.made.custodian
    asked = request_for_item(world.archive, actor, GuardedAct.ERASURE, number, _BECAUSE)
    return {"approval": asked.approval_id}


def _invited(world: World) -> dict[str, str]:
    made, code = invite(world.archive, world.made.custodian, "otter", [Role.AUDITOR], {})
    secret = bytes(range(20))
    totp = code_at(secret, world.clock.now().timestamp())
    accept(world.archive, Acceptance(code, "words of otter for a test archive", secret, totp))
    with world.archive.records.reading() as tx:
        words = fingerprint(tx.accounts.invitation(made.invitation_id))
    return {"invitation": made.invitation_id, "fingerprint": words}


def _session(world: World) -> dict[str, str]:
    world.token("lawyer")
    found = open_sessions(world.archive, SessionLimits(), world.enrolled["lawyer"].account.account_id)
    return {"session": found[0].session_id}


def _with_name(world: World) -> dict[str, str]:
    return {"number": world.made.deposit([b"FICTIONAL"], identity=Identity(name="Fictional Person")).number}


def _collection(world: World) -> str:
    return find_collection(world.archive, "main").collection_id


def _begun(world: World) -> dict[str, str]:
    an_item(world)
    found = find_collection(world.archive, "main")
    rotate(world.archive, world.made.custodian, RotationRequest(found), "seven herons under a slow bridge")
    return {}


_COLLECTION = {
    "name": "camp",
    "prefix": "CMP",
    "ceiling": "2",
    "new_collection_passphrase": "seven herons under a slow bridge",
    "repeated_passphrase": "seven herons under a slow bridge",
}
POSTS = {
    "custodian.decide_request": sent(
        "custodian", "approval", {"answer": "approve"}, made=_request, approval_id="{approval}"
    ),
    "custodian.take_back": sent("custodian", "approval", made=_own_request, approval_id="{approval}"),
    "custodian.set_roles": sent("custodian", "agent_registration", {"roles": ["auditor"]}, handle="lawyer"),
    "custodian.set_member": sent(
        "custodian", "membership_change", {"collection": _collection, "clearance": "0"}, handle="lawyer"
    ),
    "custodian.retire": sent("custodian", "agent_retirement", {"sure": "yes"}, handle="auditor"),
    "custodian.end_another": sent("custodian", "account_change", {"session": "{session}"}, made=_session),
    "custodian.end_all": sent("custodian", "account_change", made=_session, handle="lawyer"),
    "custodian.make_invitation": sent("custodian", "invitation", {"handle": "otter", "roles": ["auditor"]}),
    "custodian.drop_invitation": sent("custodian", "invitation", made=_invited, invitation_id="{invitation}"),
    "custodian.admit_invited": sent(
        "custodian",
        "agent_registration",
        {"fingerprint": "{fingerprint}"},
        made=_invited,
        invitation_id="{invitation}",
    ),
    "custodian.ask_for": sent(
        "custodian",
        "approval",
        {"act": "erasure", "asked_because": _BECAUSE},
        made=an_item,
        number="{number}",
    ),
    "custodian.reveal": sent(
        "custodian",
        "identity_disclosure",
        {"vault_passphrase": SECRETS.vault, "reveal_because": _BECAUSE},
        made=_with_name,
        number="{number}",
    ),
    "custodian.withdraw_item": sent(
        "custodian",
        "withdrawal erasure",
        {"withdraw_because": _BECAUSE, "sure": "yes"},
        made=an_item,
        number="{number}",
        why="what is withdrawn, and what was destroyed for it",
    ),
    "custodian.ask_for_collection": sent(
        "custodian", "approval", {"name": "camp", "prefix": "CMP", "ceiling": "2", "reason": _BECAUSE}
    ),
    "custodian.make_collection": sent(
        "custodian",
        "collection_creation membership_change",
        _COLLECTION,
        why="the collection, and the membership of who made it",
    ),
    "custodian.ask_for_rotation": sent("custodian", "approval", {"reason": _BECAUSE}, name="main"),
    "custodian.begin_rotation": sent(
        "custodian",
        "key_rotation",
        {
            "epoch": "2",
            "new_collection_passphrase": "seven herons under a slow bridge",
            "repeated_passphrase": "seven herons under a slow bridge",
        },
        name="main",
    ),
    "custodian.go_on": sent(
        "custodian",
        "rewrap key_rotation",
        made=_begun,
        name="main",
        why="one for the item, and one that the old recipient is retired, for it was the last",
    ),
    "custodian.index_now": sent("custodian", "indexing", made=an_item),
    "custodian.retry_index": sent("custodian", "indexing", made=set_aside),
}
