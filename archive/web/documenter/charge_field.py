"""The field for articles of domestic law that a case was brought under, as people write them."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from archive.domain.charges import Charge
from archive.domain.claims import CHARGE
from archive.domain.unit import When
from archive.services.context import Archive
from archive.web.forms import Form
from archive.web.language import chosen
from archive.web.visit import archive

MOST, LONGEST = 50, 2000
FIELDS = ("charges", "charges_shown")


@dataclass(frozen=True, slots=True)
class Understood:
    """A charge as it will stand in the record. `name`: "" for one that the register does not know."""

    id: str
    name: str
    near: tuple[str, ...] = ()


def read_charges(form: Form, when: When) -> tuple[str, ...]:
    """The articles of the field `charges`, each once: ids, or words that the register finds.

    What the register found is shown back before it counts: `form.values["charges_read"]`, and as
    `charges_shown` what the page then sends back.
    """
    line = form.line("charges", needed=False, longest=LONGEST)
    shown = form.line("charges_shown", needed=False, longest=LONGEST)
    found: dict[str, None] = {}
    unclear = []
    for text in filter(None, map(str.strip, line.split(","))):
        ids = archive().vocabularies.charges.find(text, when)
        if len(ids) == 1 and CHARGE.fullmatch(ids[0]):
            found[ids[0]] = None
        else:
            unclear.append(_unclear(text, ids))
    charges = tuple(found)
    form.values["charges_read"] = charges_read(charges, when)
    form.values["charges_shown"] = read = ", ".join(charges)
    if unclear:
        form.fail("charges", " ".join(unclear))
    if len(charges) > MOST:
        form.fail("charges", _("These are too many: at most %(most)d.", most=MOST))
    typed = {each.strip() for each in line.split(",")}
    if not typed.issuperset(charges) and shown != read:
        form.fail("charges", _("Look whether the articles were understood rightly, then go on."))
    return charges


def charges_read(charges: Iterable[str], when: When) -> list[Understood]:
    """What to show back of charges, in the language of the page."""
    return [understood(archive(), each, when, chosen()) for each in charges]


def understood(of: Archive, charge: str, when: When, language: str) -> Understood:
    """A charge with what the register calls it; with the nearest ids if it does not know it."""
    register = of.vocabularies.charges
    entries = register.entries(charge)
    if not entries:
        return Understood(charge, "", register.suggest(charge))
    standing = register.at(charge, when)
    names = dict.fromkeys(_name(one, language) for one in standing or entries)
    name = "; ".join(names)
    return Understood(
        charge, name if standing else _("%(name)s; as far as is known not in force then", name=name)
    )


def charge_words(of: Archive, charge: str, when: When, language: str) -> str:
    """A charge in words: its id, and what the register calls it."""
    name = understood(of, charge, when, language).name
    return f"{charge} ({name})" if name else charge


def all_charges() -> list[tuple[str, str]]:
    """For suggestions while typing: (id, name)."""
    return [(one.id, _name(one, chosen())) for one in archive().vocabularies.charges.all()]


def _name(charge: Charge, language: str) -> str:
    return f"{charge.labels[language]}, {charge.code.labels[language]}"


def _unclear(text: str, ids: tuple[str, ...]) -> str:
    if ids:
        several = ", ".join(ids[:10])
        return str(_("“%(text)s” may mean several: %(several)s. Write the one that is meant.",
                     text=text, several=several))  # fmt: skip
    return str(_("“%(text)s” is no article that is known here. Write it as BY-CC-361-4 or BY-CAO-24.23/1, "
                 "with commas between.", text=text))  # fmt: skip
