"""Pages for documenters."""

from collections.abc import Mapping

from tests.web.documenting import ACCOUNT, CONSENT, SOURCE, Desk
from tests.web_access import DOCUMENTER, only
from tests.web_access.posting import Sent, a_file, sent, set_aside
from tests.web_world import World

_PAGES = (
    "home", "start", "ask_discard", "discard", "files", "receive_files", "drop_one_file", "account",
    "keep_account", "source", "keep_source", "circumstances", "keep_circumstances", "acts", "add_act", "act",
    "keep_act", "drop_act", "consent", "keep_consent", "summary", "hand_over", "keep", "deposits", "deposit",
    "receipt", "receipt_code", "retry", "before", "ask_before", "add_superior", "superior", "keep_superior",
    "drop_superior",
)  # fmt: skip
TABLE = {f"documenter.{page}": only(DOCUMENTER) for page in _PAGES}


_CASE = {"grounds": "political", "charges": "BY-CC-361-4", "hearing": "closed"}
_NOTICE = {
    "person": "FICTIONAL head",
    "channel": "report",
    "given_by": "FICTIONAL deputy",
    "note": "FICTIONAL",
}
_DRAFT = "a draft is no act: what is deposited is"


def _draft(world: World) -> dict[str, str]:
    desk = Desk.begin(world)
    desk.send(("kettle.txt", b"FICTIONAL kettle"))
    added = desk.browser.post(f"{desk.path}/acts/add")
    notice = desk.browser.post(f"{desk.path}/superiors/notices/add")
    file_id = desk.browser.get(f"{desk.path}/files").text.partition("/files/")[2].partition("/drop")[0]
    return {
        "draft": desk.draft_id,
        "file": file_id,
        "act": added.headers["Location"].rpartition("/")[2],
        "notice": notice.headers["Location"].rpartition("/")[2],
    }


def _filled(world: World) -> dict[str, str]:
    desk = Desk.begin(world)
    desk.fill()
    return {"draft": desk.draft_id}


def _kept(fields: Mapping[str, object] | None = None, **path: str) -> Sent:
    return sent("documenter", "", fields, made=_draft, why=_DRAFT, draft_id="{draft}", **path)


POSTS = {
    "documenter.start": sent("documenter", why=_DRAFT),
    "documenter.discard": _kept(),
    "documenter.receive_files": _kept({"files": a_file("spoon.txt", b"FICTIONAL spoon")}),
    "documenter.drop_one_file": _kept(file_id="{file}"),
    "documenter.keep_account": _kept({**ACCOUNT, "revision": "0"}),
    "documenter.keep_source": _kept({**SOURCE, "revision": "0"}),
    "documenter.keep_circumstances": _kept({"place": "Minsk", "revision": "0"}),
    "documenter.add_act": _kept(),
    "documenter.keep_act": _kept(
        {"violation": "пытки", "find": "violation", "revision": "1", **_CASE}, act_id="{act}"
    ),
    "documenter.drop_act": _kept(act_id="{act}"),
    "documenter.add_superior": _kept(told="notices"),
    "documenter.keep_superior": _kept({**_NOTICE, "revision": "1"}, told="notices", part_id="{notice}"),
    "documenter.drop_superior": _kept(told="notices", part_id="{notice}"),
    "documenter.keep_consent": _kept({**CONSENT, "revision": "0"}),
    "documenter.keep": _kept({"title": "FICTIONAL", "revision": "0"}, name="account"),
    "documenter.hand_over": sent("documenter", "accession", made=_filled, draft_id="{draft}"),
    "documenter.retry": sent("documenter", "", made=set_aside, number="{number}", why="the index is derived"),
    "documenter.ask_before": sent("documenter", "query", {"name": "Fictional Person", "born": "1970"}),
}
