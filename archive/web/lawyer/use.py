"""The declared use on every page of a lawyer: for what, for whom, in which State."""

import re

from flask_babel import gettext as _

from archive.domain.consent import Purpose, Use
from archive.web.forms import Form
from archive.web.lawyer.labels import PURPOSES

_STATE = re.compile(r"([A-Za-z]{2})?", re.ASCII)


def read_use(form: Form) -> Use | None:
    """The use that a form declares; None when it does not, and the form says why."""
    purpose = form.choice("purpose", {each.value for each in PURPOSES})
    recipient = form.line("recipient", needed=False)
    jurisdiction = form.line("jurisdiction", needed=False, longest=10)
    if not _STATE.fullmatch(jurisdiction):
        form.fail("jurisdiction", _("This is the code of a State in two letters, such as DE."))
    if not form.is_right:
        return None
    return Use(Purpose(purpose), recipient, jurisdiction.upper())


def choices() -> list[tuple[str, str]]:
    """The purposes as a form offers them."""
    return [(purpose.value, str(label)) for purpose, label in PURPOSES.items()]
