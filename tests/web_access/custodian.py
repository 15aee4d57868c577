"""Pages for custodians."""

from tests.web_access import CUSTODIAN, only

TABLE = {
    "custodian.home": only(CUSTODIAN),
    "custodian.waiting": only(CUSTODIAN),
    "custodian.decide_request": only(CUSTODIAN),
    "custodian.take_back": only(CUSTODIAN),
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
