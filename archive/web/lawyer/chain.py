"""The chain of custody of an item: one sentence for each entry."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from archive.domain.custody import EventType
from archive.services.custody_log import Entry
from archive.web.auditor.words import event_word

_ACTS: Mapping[str, LazyString] = {
    EventType.ACCESSION: _l("%(who)s handed the item in, and the archive took it in."),
    EventType.MESSAGE_DIGEST_CALCULATION: _l("%(who)s computed the digests of its files."),
    EventType.DESCRIPTION: _l("%(who)s wrote version %(version)s of its description."),
    EventType.IDENTITY_DEPOSIT: _l("%(who)s sealed the identity of its source apart."),
    EventType.IDENTITY_DISCLOSURE: _l("%(who)s opened the identity of its source."),
    EventType.FIXITY_CHECK: _l("%(who)s checked that its files are unchanged."),
    EventType.DECRYPTION: _l("%(who)s opened it to read."),
    EventType.DISCLOSURE: _l("%(who)s handed it over."),
    EventType.EXPORT: _l("%(who)s took it out of the archive."),
    EventType.CONSENT_CHANGE: _l("%(who)s recorded, in version %(version)s, what its source now allows."),
    EventType.LINK: _l("%(who)s noted that it belongs with another item."),
    EventType.INDEXING: _l("%(who)s put it into the index."),
    EventType.WITHDRAWAL: _l("%(who)s withdrew it, as its source had asked."),
    EventType.ERASURE: _l("%(who)s destroyed what its files could be opened with."),
    EventType.REWRAP: _l("%(who)s sealed its files to new keys."),
    EventType.APPROVAL: _l("%(who)s asked for or decided on an act that needs two people."),
    EventType.SHARED_WORK: _l("%(who)s worked on it: status, assignment, label, note or relation."),
    EventType.REFUSAL: _l("%(who)s was refused to open or change it."),
}


def sentence(entry: Entry) -> str:
    """What happened, in the language of the page."""
    detail: Mapping[str, Any] = entry.detail
    words = _ACTS.get(entry.event_type)
    if words is None:
        return f"{entry.handle}: {event_word(entry.event_type)}."
    known = {"who": entry.handle, "version": detail.get("version", "")}
    return str(words) % known
