"""Pages for documenters."""

from tests.web_access import DOCUMENTER, only

_PAGES = (
    "home", "start", "ask_discard", "discard", "files", "receive_files", "drop_one_file", "account",
    "keep_account", "source", "keep_source", "circumstances", "keep_circumstances", "acts", "add_act", "act",
    "keep_act", "drop_act", "consent", "keep_consent", "summary", "hand_over", "keep", "deposits", "deposit",
    "receipt", "receipt_code", "retry", "before", "ask_before",
)  # fmt: skip
TABLE = {f"documenter.{page}": only(DOCUMENTER) for page in _PAGES}
