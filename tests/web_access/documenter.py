"""Pages for documenters."""

from tests.web_access import DOCUMENTER, only

TABLE = {
    "documenter.home": only(DOCUMENTER),
}
