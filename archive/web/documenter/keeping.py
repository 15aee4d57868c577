"""Keeping a page while it is being typed: for the script of the pages, which works on without it."""

from flask.typing import ResponseReturnValue

from archive.domain.draft import Draft
from archive.domain.errors import NotFound
from archive.web.documenter import DEPOSIT, account, acts, circumstances, consent, source, superiors
from archive.web.documenter import documenter_pages as bp
from archive.web.documenter.steps import draft_page, keep_quietly

_PAGES = {page.name: page for page in (account.PAGE, source.PAGE, circumstances.PAGE, consent.PAGE)}


@bp.page("/drafts/<draft_id>/keep/<name>", DEPOSIT, methods=["POST"])
@draft_page
def keep(draft: Draft, name: str) -> ResponseReturnValue:
    """As typed so far, right or wrong."""
    if name in _PAGES:
        return keep_quietly(_PAGES[name], draft, name)
    if name.startswith(acts.PREFIX) and name in draft.steps:
        return keep_quietly(acts.PAGE, draft, name)
    if page := superiors.page_of(draft, name):
        return keep_quietly(page, draft, name)
    raise NotFound("There is no such part of this draft.")
