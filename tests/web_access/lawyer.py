"""Pages for lawyers."""

from tests.web_access import LAWYER, only
from tests.web_access.posting import an_item, sent

TABLE = {
    "lawyer.home": only(LAWYER),
    "lawyer.ask": only(LAWYER),
    "lawyer.find": only(LAWYER),
    "lawyer.item": only(LAWYER),
    "lawyer.custody": only(LAWYER),
    "lawyer.accounts": only(LAWYER),
    "lawyer.similar": only(LAWYER),
    "lawyer.exhibit": only(LAWYER),
    "lawyer.rendition": only(LAWYER),
    "lawyer.look": only(LAWYER),
    "lawyer.look_at_rendition": only(LAWYER),
    "lawyer.opening": only(LAWYER),
}


_USE = {"purpose": "prosecution", "recipient": "", "jurisdiction": "DE"}
_BOTH, _TWICE = "decryption decryption", "the record that says what the exhibit is, then the exhibit"
_EXHIBIT = {"number": "{number}", "position": "1"}
POSTS = {
    "lawyer.find": sent("lawyer", "query", {**_USE, "text": ""}),
    "lawyer.item": sent("lawyer", "decryption", _USE, made=an_item, number="{number}"),
    "lawyer.exhibit": sent("lawyer", _BOTH, _USE, made=an_item, why=_TWICE, **_EXHIBIT),
    "lawyer.exhibit_text": sent(
        "lawyer", "decryption decryption", _USE, made=an_item, why=_TWICE, **_EXHIBIT
    ),
}
