"""What happened and what is safe, in words for people, by error code; a test holds it to all codes."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

_NOTHING = _l("Nothing was changed.")
_SEALED = _l("The evidence is not affected: it stays sealed and safe.")
_ACKNOWLEDGED = _l("What was acknowledged before is safe.")

TEXTS = {
    "already-here": (
        _l("The archive has an item of exactly these files and words already."),
        _l("Nothing was deposited twice. Your draft is as it was."),
    ),
    "approval-needed": (
        _l(
            "This needs the approval of another custodian, for exactly this and not older than two days. "
            "The refusal is in the custody log."
        ),
        _l("Nothing was done. Ask for the approval first."),
    ),
    "archive-error": (_l("The archive could not do this."), _NOTHING),
    "bad-request": (_l("This request is not one the archive answers."), _NOTHING),
    "confirm-first": (_l("Confirm that it is you before this act."), _NOTHING),
    "conflict": (
        _l("This has changed since you opened it, or is there already."),
        _l("Nothing was overwritten. Open it again and compare."),
    ),
    "custody-error": (
        _l("The custody log is in doubt. Nothing more is written until it is understood."),
        _SEALED,
    ),
    "cut-short": (
        _l("The connection ended before everything had arrived."),
        _l("Nothing of what was being sent was kept. Your draft is as it was: send the files again."),
    ),
    "disk-failed": (_l("The disk did not keep what was written to it."), _ACKNOWLEDGED),
    "evidence-error": (_l("The evidence itself is in doubt. Tell a custodian now."), _ACKNOWLEDGED),
    "fixity-error": (
        _l("A stored file has changed since it was taken in. Tell a custodian now."),
        _ACKNOWLEDGED,
    ),
    "foreign-origin": (
        _l("This did not come from a page of the archive, or your browser does not say where it came from."),
        _NOTHING,
    ),
    "form-expired": (
        _l(
            "This form belongs to a session that is over. Go back, load the page again and send it once more."
        ),
        _NOTHING,
    ),
    "idempotency-key-busy": (_l("This is being done at this moment."), _l("It is done once.")),
    "idempotency-key-reused": (_l("This was sent before, with other contents."), _NOTHING),
    "internal-error": (
        _l("A fault of the archive itself."),
        _l("The act is in the archive whole or not at all."),
    ),
    "invalid-date": (_l("This is not a date that can be read."), _NOTHING),
    "invalid-request": (_l("Something in what you sent is wrong."), _NOTHING),
    "invalid-vocabulary": (_l("The registers of this archive are damaged. Tell a custodian."), _SEALED),
    "invitation-unknown": (_l("There is no open invitation with this code."), _NOTHING),
    "key-unavailable": (_l("A key that this needs is not at hand, or does not open."), _SEALED),
    "no-draft": (
        _l("You have no such draft, or not any more: it may have been discarded in another window."),
        _l("Your other drafts and deposits are as they were."),
    ),
    "not-admitted": (
        _l("Your account is ready, but no custodian has signed for it yet. Read them your fingerprint."),
        _NOTHING,
    ),
    "not-found": (_l("There is no such page or thing, or none that you may know of."), _NOTHING),
    "not-permitted": (_l("Your role does not permit this. The refusal is in the custody log."), _NOTHING),
    "object-error": (
        _l("A stored file cannot be opened. Tell a custodian now."),
        _l("Other items are not affected."),
    ),
    "sign-in-refused": (_l("Handle, passphrase or code is wrong."), _NOTHING),
    "signed-out": (_l("You are not signed in, or your session is over."), _NOTHING),
    "storage-full": (_l("There is no room left on the disk. Tell a custodian."), _ACKNOWLEDGED),
    "syntax": (_l("This file is not written in the form it should have."), _NOTHING),
    "too-large": (_l("This is larger than the archive takes at once."), _NOTHING),
    "too-many": (
        _l("A deposit has at most 500 files and 120 parts. Make another deposit for what is left."),
        _l("Nothing of what was being sent was kept. Your draft is as it was."),
    ),
    "too-many-attempts": (_l("Too many attempts have failed. Wait some minutes and try again."), _NOTHING),
    "unsafe-settings": (_l("The archive is not set up safely. Tell a custodian."), _NOTHING),
    "under-review": (
        _l("Somebody is reviewing this item: its record is frozen until the review is over."),
        _l("Nothing was changed. Notes and labels can still be written."),
    ),
    "unavailable": (_l("A part of the archive does not answer. Try again later."), _ACKNOWLEDGED),
    "unknown-term": (_l("There is no such term, unit or collection."), _NOTHING),
    "unreadable-file": (_l("A file could not be read."), _ACKNOWLEDGED),
    "weak-passphrase": (
        _l(
            "This passphrase is too easy to guess. It needs at least 15 characters; several unrelated "
            "words are best."
        ),
        _NOTHING,
    ),
    "withdrawn-before": (
        _l("The source has withdrawn exactly this. It is not taken in again."),
        _l("Nothing was deposited. Your draft is as it was."),
    ),
    "wrong-fingerprint": (
        _l("This is another fingerprint. Compare again; if it stays another, withdraw the invitation."),
        _l("Nobody was admitted."),
    ),
    "wrong-first-code": (
        _l("This is not the code that the authenticator shows now. Is the clock of your device right?"),
        _NOTHING,
    ),
    "wrong-method": (_l("This page does not take what was sent to it."), _NOTHING),
    "wrong-version": (_l("This archive was made by another version of the program."), _NOTHING),
}


def sentences(code: str) -> tuple[str, str]:
    """What happened, and what is safe, in the request's language."""
    what, safe = TEXTS.get(code, TEXTS["archive-error"])
    return str(what), str(safe)


def reason(failure: str) -> str:
    """Why an item was set aside: by its code, or what the engine said, which is nobody's language."""
    if failure in TEXTS:
        return str(TEXTS[failure][0])
    return str(_("The index did not take it. It said: %(said)s", said=failure))
