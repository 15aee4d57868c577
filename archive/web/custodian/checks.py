"""What `sviedka doctor` says of the settings, as a page: the same checks, in the reader's language."""

from collections.abc import Sequence

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from archive.doctor import Check
from archive.web.custodian import custodian_pages as bp
from archive.web.custodian.collections import MANAGE
from archive.web.reports import report

_HEADS = ("check", "title", "right", "unsafe", "advice")
CHECKS = {
    "origin": (
        _l("The address is set"),
        _l("Set origin in [web] of sviedka.toml to scheme and host as browsers see them."),
    ),
    "tls": (
        _l("Browsers reach it over TLS, as an onion service, or on this machine alone"),
        _l("Serve it behind TLS: passphrases must not cross a network in clear."),
    ),
    "limits": (
        _l("Sessions end in time"),
        _l("Set idle_minutes to 1 to 60 and absolute_hours to 1 to 24."),
    ),
    "kdf": (
        _l("Passphrases are stretched as they must be"),
        _l(
            "This archive was made for demonstrations: its passphrases can be guessed. Found another one "
            "for real evidence."
        ),
    ),
    "key-files": (
        _l("Key files can be read by their owner alone"),
        _l("Others on this machine can read key files: chmod -R go= keys."),
    ),
    "two-person": (
        _l("What cannot be taken back needs two people"),
        _l("As soon as there are two custodians, set two_person = true in sviedka.toml."),
    ),
    "pace": (
        _l("Checkpoints do not show when something comes in"),
        _l(
            "A checkpoint is published after each deposit, so whoever watches them learns the minute of "
            "each. Set checkpoint_seconds in sviedka.toml, for example 3600; receipts then wait for the "
            "next one."
        ),
    ),
    "debug": (
        _l("Faults show nothing of what they happened to"),
        _l("Unset SVIEDKA_DEBUG and FLASK_DEBUG: what they show may be evidence."),
    ),
    "root": (
        _l("It does not run as root"),
        _l("Run it under an account of its own that owns the archive's folder and nothing else."),
    ),
    "folder": (
        _l("The folder can be read by its owner alone"),
        _l(
            "Take the rights of others away from the archive's folder: names and times in it tell about "
            "deposits."
        ),
    ),
}
"""Title and advice by the code of archive.doctor; a test holds it to all codes."""


def examined() -> Sequence[Check]:
    """The checks at this moment; none where the application was started without its settings."""
    found: Sequence[Check] = current_app.extensions["sviedka_checks"]()
    return found


@bp.page("/checks", MANAGE)
def checks() -> ResponseReturnValue:
    """What is wrong stands first."""
    found = sorted(examined(), key=lambda each: (each.is_right, not each.is_unsafe))
    return render_template("custodian/checks.html", found=found, words=CHECKS)


@bp.page("/checks.<kind>", MANAGE)
def checks_report(kind: str) -> ResponseReturnValue:
    """The same as a file, in the words of the command."""
    rows = [
        {
            "check": each.code,
            "title": each.title,
            "right": each.is_right,
            "unsafe": each.is_unsafe and not each.is_right,
            "advice": "" if each.is_right else each.advice,
        }
        for each in examined()
    ]
    return report("checks", kind, _HEADS, rows)
