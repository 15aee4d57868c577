"""What programs can ask for: the description of the API as pages, without scripts."""

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from archive.domain.agent import Act
from archive.domain.errors import NotFound
from archive.web.account import account_pages as bp
from archive.web.account.described import Operation, operations
from archive.web.account.scopes import SCOPES
from archive.web.policy import SIGNED_IN


@bp.page("/reference", SIGNED_IN)
def reference() -> ResponseReturnValue:
    """All addresses, with the scope that each needs."""
    return render_template("account/reference.html", operations=_all(), scopes=SCOPES, acts=Act)


@bp.page("/reference/<name>", SIGNED_IN)
def reference_of(name: str) -> ResponseReturnValue:
    """One of them: parameters, body, answers, problems."""
    found = next((each for each in _all() if each.name == name), None)
    if found is None:
        raise NotFound("The API has nothing of this name.")
    return render_template("account/reference_of.html", operation=found, scopes=SCOPES, acts=Act)


def _all() -> tuple[Operation, ...]:
    return operations(current_app.extensions["sviedka_api"].spec.to_dict())
