"""The index: how many items it holds, how far it is behind, what failed and why; trying again."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from archive.domain.agent import Act
from archive.domain.errors import Unavailable
from archive.services.index_status import IndexStatus, retry, status
from archive.services.indexing import catch_up
from archive.web.custodian import custodian_pages as bp
from archive.web.custodian.words import CONDITIONS
from archive.web.forms import Form
from archive.web.notices import notice
from archive.web.policy import needs
from archive.web.reports import report
from archive.web.visit import actor, archive

_STATE = needs(Act.MANAGE_INDEX)
_HEADS = ("number", "reason", "since")


@bp.page("/index", _STATE)
def index() -> ResponseReturnValue:
    """N of M, what waits, what was set aside, what is wrong."""
    found, silence = _status()
    return render_template("custodian/index.html", found=found, silence=silence, words=CONDITIONS)


@bp.page("/index.<kind>", _STATE)
def index_report(kind: str) -> ResponseReturnValue:
    """What was set aside, as a file; raise Unavailable if the engine does not answer."""
    aside = status(archive()).set_aside
    rows = [{"number": each.number, "reason": each.reason, "since": each.since} for each in aside]
    return report("index", kind, _HEADS, rows)


@bp.page("/index/retry", _STATE, methods=["POST"])
def retry_index() -> ResponseReturnValue:
    """Ask again for one item that was set aside, or (empty) all, and index what waits and can be opened."""
    number = Form(request.form).line("number", needed=False)
    retry(archive(), actor(), (number,) if number else ())
    return _index_now()


@bp.page("/index/catch-up", _STATE, methods=["POST"])
def index_now() -> ResponseReturnValue:
    """Index what waits and can be opened with the keys of whoever asks."""
    return _index_now()


def _index_now() -> ResponseReturnValue:
    done = catch_up(archive(), actor())
    said = [ngettext("One item was indexed.", "%(num)d items were indexed.", done.indexed)]
    if done.failed:
        said.append(ngettext("One was set aside.", "%(num)d were set aside.", done.failed))
    if done.left:
        said.append(
            ngettext(
                "One waits for somebody who has its key.",
                "%(num)d wait for somebody who has their keys.",
                done.left,
            )
        )
    notice(" ".join(said))
    return redirect(url_for("custodian.index"), 303)


def _status() -> tuple[IndexStatus | None, str]:
    """The state, or why there is none."""
    try:
        return status(archive()), ""
    except Unavailable:
        return None, str(_("The index does not answer. Records and deposits are not affected; searches are."))
