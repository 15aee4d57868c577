"""A list of names, units or queries searched at once, and one count for each row."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from archive.domain.agent import Act
from archive.domain.errors import InvalidRequest
from archive.services.indexing import catch_up_if_possible
from archive.services.list_search import CountedRow, ListResults, RowKind, read_list, search_list
from archive.web.forms import Form, empty_form
from archive.web.language import told
from archive.web.lawyer import lawyer_pages as bp
from archive.web.lawyer.use import choices, read_use
from archive.web.policy import needs
from archive.web.visit import actor, archive
from search.query import SearchQuery

LONGEST = 200_000
KINDS: dict[RowKind, LazyString] = {
    RowKind.WORDS: _l("words that must all occur"),
    RowKind.PHRASE: _l("words side by side"),
    RowKind.UNIT: _l("a unit, by its id or name"),
    RowKind.QUERY: _l("a question in the query language"),
}


@bp.page("/list", needs(Act.SEARCH))
def ask_list() -> ResponseReturnValue:
    """The form for a list."""
    return _page(empty_form())


@bp.page("/list", needs(Act.SEARCH), methods=["POST"])
def find_list() -> ResponseReturnValue:
    """Count what each row finds; the list is one entry of the log. Every bad row is named by its line."""
    form = Form(request.form)
    rows = form.text("rows", longest=LONGEST)
    kind = form.choice("each", [each.value for each in RowKind])
    column = form.line("column", needed=False)
    use = read_use(form)
    if use is None or not form.is_right:
        return _page(form, status=400)
    where = _("line")
    try:
        read = read_list(rows.encode(), where, column or None)
        catch_up_if_possible(archive(), actor())
        results = search_list(archive(), actor(), read, RowKind(kind), where, SearchQuery(use))
    except InvalidRequest as error:
        form.fail("rows", _("Some rows cannot be searched for; nothing was searched."))
        told_of = [f"{each.where}: {told(each.message)}" for each in error.problems]
        return _page(form, "\n".join(told_of) or told(error.message), 400)
    return _page(form, results=results, kind=RowKind(kind))


def question_of(row: CountedRow, kind: RowKind) -> str:
    """What to type to search for a row alone."""
    quoted = '"' + row.text.replace('"', " ") + '"'
    match kind:
        case RowKind.UNIT:
            return f"unit:{quoted}"
        case RowKind.PHRASE:
            return quoted
        case _:
            return row.text


def _page(
    form: Form,
    detail: str = "",
    status: int = 200,
    *,
    results: ListResults | None = None,
    kind: RowKind = RowKind.WORDS,
) -> ResponseReturnValue:
    page = render_template(
        "lawyer/list.html",
        form=form,
        detail=detail,
        results=results,
        purposes=choices(),
        kinds=[(each.value, str(label)) for each, label in KINDS.items()],
        question_of=lambda row: question_of(row, kind),
    )
    return page, status
