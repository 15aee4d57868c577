"""Why a file or item has not come further, in words."""

from flask_babel import lazy_gettext as _l

from archive.domain.completeness import Gap
from archive.services.own_deposits import Reason

SEALED = {
    Reason.MISSING: _l("not in the store, or not whole: tell a custodian now"),
    Reason.WITHDRAWN: _l("withdrawn: nobody can open it any more"),
}
READABLE = {
    Reason.EMPTY: _l("the file has no bytes"),
    Reason.UNKNOWN_TYPE: _l("its type was not recognised; it is sealed all the same"),
    Reason.NOT_KEPT: _l("not known here: it was deposited by another way"),
}
GAPS = {
    Gap.READ_BACK: _l("that it was read back to the person"),
    Gap.SIGNATURE: _l("that the person signed it"),
    Gap.RECONTACT_PLAN: _l("how to reach the person again, who may be asked again"),
    Gap.CONSENT_FORM: _l("which form of consent was used"),
    Gap.REVIEW_DATE: _l("when the child has to be asked"),
    Gap.FINDINGS: _l("the findings and how far they fit"),
    Gap.EXAMINER: _l("who examined"),
    Gap.CAPTURE: _l("where and how it was captured"),
}
INDEXED = {
    Reason.WITHDRAWN: _l("withdrawn"),
    Reason.SEALED_COLLECTION: _l("never: this collection is indexed nowhere on this machine"),
    Reason.WAITING: _l("waiting for its turn"),
    Reason.SET_ASIDE: _l("failed three times"),
}
