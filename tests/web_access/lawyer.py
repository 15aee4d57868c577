"""Pages for lawyers."""

from tests.web_access import LAWYER, only

TABLE = {
    "lawyer.home": only(LAWYER),
    "lawyer.ask": only(LAWYER),
    "lawyer.find": only(LAWYER),
    "lawyer.item": only(LAWYER),
    "lawyer.exhibit": only(LAWYER),
    "lawyer.exhibit_text": only(LAWYER),
}
