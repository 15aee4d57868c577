"""What types of custody events, and the findings of a pattern exhibit asked again, are called for people."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from archive.domain.custody import EventType
from archive.domain.pattern import Difference, Reason

EVENTS = {
    EventType.ARCHIVE_CREATION: _l("archive founded"),
    EventType.AGENT_REGISTRATION: _l("agent registered"),
    EventType.AGENT_RETIREMENT: _l("agent retired"),
    EventType.ACCOUNT_CHANGE: _l("account changed"),
    EventType.INVITATION: _l("invitation"),
    EventType.APPROVAL: _l("approval"),
    EventType.COLLECTION_CREATION: _l("collection made"),
    EventType.MEMBERSHIP_CHANGE: _l("membership changed"),
    EventType.ACCESSION: _l("taken in"),
    EventType.MESSAGE_DIGEST_CALCULATION: _l("digests computed"),
    EventType.DESCRIPTION: _l("described"),
    EventType.IDENTITY_DEPOSIT: _l("identity deposited"),
    EventType.IDENTITY_DISCLOSURE: _l("identity revealed"),
    EventType.FIXITY_CHECK: _l("fixity checked"),
    EventType.DECRYPTION: _l("opened"),
    EventType.QUERY: _l("searched or counted"),
    EventType.DISCLOSURE: _l("disclosed"),
    EventType.CONSENT_CHANGE: _l("consent changed"),
    EventType.LINK: _l("linked"),
    EventType.INDEXING: _l("indexed"),
    EventType.INDEX_REBUILD: _l("index made anew"),
    EventType.ENGINE_ACCEPTANCE: _l("search engine accepted"),
    EventType.KEY_ROTATION: _l("keys rotated"),
    EventType.REWRAP: _l("headers re-wrapped"),
    EventType.WITHDRAWAL: _l("withdrawn"),
    EventType.ERASURE: _l("erased"),
    EventType.EXPORT: _l("exported"),
    EventType.REFUSAL: _l("refused"),
    EventType.VERIFICATION: _l("verified"),
    EventType.SEARCH_SAVED: _l("search saved"),
    EventType.SEARCH_DROPPED: _l("saved search dropped"),
    EventType.ALERT: _l("alert"),
    EventType.PATTERN: _l("pattern computed"),
    EventType.SHARED_WORK: _l("worked on"),
}
DIFFERENCES: Mapping[Difference, LazyString] = {
    Difference.ADDED: _l("came"),
    Difference.GONE: _l("went"),
    Difference.CHANGED: _l("changed"),
}
REASONS: Mapping[Reason, LazyString] = {
    Reason.ACCESSION: _l("the item was taken in"),
    Reason.WITHDRAWAL: _l("the item was withdrawn"),
    Reason.CONSENT_CHANGE: _l("its source changed consent"),
    Reason.DESCRIPTION: _l("its record was amended"),
    Reason.VOCABULARY: _l("the registers are other ones"),
    Reason.ANALYSIS: _l("words are analysed in another way"),
    Reason.UNEXPLAINED: _l("unexplained: tell an auditor"),
}


def event_word(event_type: str) -> str:
    """In the language chosen."""
    return str(EVENTS[EventType(event_type)])
