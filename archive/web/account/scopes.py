"""What a token may be allowed, in words: every act of the policy table."""

from flask_babel import lazy_gettext as _l

from archive.domain.agent import Act

SCOPES = {
    Act.DEPOSIT: _l("deposit, and look after one's own deposits"),
    Act.AMEND: _l("amend records"),
    Act.READ: _l("open items and exhibits"),
    Act.SEARCH: _l("search"),
    Act.COUNT: _l("count, with lower bounds"),
    Act.COUNT_EXACTLY: _l("count exactly"),
    Act.INDEX: _l("index what waits"),
    Act.MANAGE_INDEX: _l("rebuild and replace the index"),
    Act.EXPORT: _l("take out results and items"),
    Act.CHANGE_CONSENT: _l("change consent"),
    Act.WITHDRAW: _l("withdraw items for good"),
    Act.LINK: _l("link items"),
    Act.VERIFY: _l("verify the archive"),
    Act.READ_LOG: _l("read the custody log"),
    Act.COUNT_HIDDEN: _l("see counts of what was hidden"),
    Act.MANAGE_AGENTS: _l("see and change who acts here"),
    Act.MANAGE_COLLECTIONS: _l("see and change collections"),
    Act.REVEAL_IDENTITY: _l("reveal identities"),
    Act.PUBLISH_CHECKPOINT: _l("publish checkpoints"),
    Act.APPROVE: _l("approve acts of others"),
    Act.SHARE_WORK: _l("share work on items"),
}
