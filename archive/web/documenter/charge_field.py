"""The field for articles of domestic law that a case was brought under."""

from flask_babel import gettext as _

from archive.domain.claims import CHARGE
from archive.web.forms import Form

MOST = 50


def read_charges(form: Form) -> tuple[str, ...]:
    """The articles of the field `charges`, each once, written with commas between."""
    line = form.line("charges", needed=False, longest=2000)
    charges = tuple(dict.fromkeys(each.strip() for each in line.split(",") if each.strip()))
    if not all(CHARGE.fullmatch(each) for each in charges):
        form.fail("charges", _("Write articles as BY-CC-361-4 or BY-CAO-24.23/1, with commas between."))
    if len(charges) > MOST:
        form.fail("charges", _("These are too many: at most %(most)d.", most=MOST))
    return charges
