"""Pages for lawyers."""

from tests.web_access import LAWYER, only

TABLE = {
    "lawyer.home": only(LAWYER),
}
