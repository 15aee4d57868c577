"""Why a file or item has not come further, in words."""

from flask_babel import lazy_gettext as _l

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
INDEXED = {
    Reason.WITHDRAWN: _l("withdrawn"),
    Reason.SEALED_COLLECTION: _l("never: this collection is indexed nowhere on this machine"),
    Reason.WAITING: _l("waiting for its turn"),
    Reason.SET_ASIDE: _l("failed three times"),
}
