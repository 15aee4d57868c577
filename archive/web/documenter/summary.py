"""Last step: everything once more, what is still missing, and the deposit itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from archive.domain.claims import Channel
from archive.domain.claims import Response as Measure
from archive.domain.draft import Draft
from archive.domain.errors import InvalidRequest
from archive.services.handing_in import Told, hand_in
from archive.web.documenter import DEPOSIT, acts, circumstances, consent, labels, source, superiors
from archive.web.documenter import account as account_step
from archive.web.documenter import documenter_pages as bp
from archive.web.documenter.charge_field import charge_words
from archive.web.documenter.files import megabytes
from archive.web.documenter.pickers import unit_option, violation_option
from archive.web.documenter.said import in_words
from archive.web.documenter.several import keys_of
from archive.web.documenter.steps import ORDER, Part, draft_page
from archive.web.documenter.told_labels import CHANNELS, GROUNDS, HEARINGS, RESPONSES
from archive.web.language import chosen
from archive.web.notices import notice
from archive.web.visit import actor, archive
from schemas.deposit import DEPOSIT_SCHEMA, DepositReader
from schemas.edtf import parse

PAGES = (account_step.PAGE, source.PAGE, circumstances.PAGE, consent.PAGE)


@dataclass(frozen=True, slots=True)
class Missing:
    """Something to be put right, and where."""

    sentence: str
    address: str


@bp.page("/drafts/<draft_id>/summary", DEPOSIT)
@draft_page
def summary(draft: Draft) -> ResponseReturnValue:
    """What will be deposited."""
    return _show(draft, (), 200)


@bp.page("/drafts/<draft_id>/deposit", DEPOSIT, methods=["POST"])
@draft_page
def hand_over(draft: Draft) -> ResponseReturnValue:
    """The draft becomes an item, once."""
    part, missing = read_draft(draft)
    if missing:
        return _show(draft, (), 400)
    try:
        described = DepositReader(archive().registers).read(part)
    except InvalidRequest as error:
        return _show(draft, [_refused(draft, problem.where) for problem in error.problems], 400)
    told = Told(described.description, described.identity, source.person_of(draft))
    number = hand_in(archive(), actor(), draft.draft_id, told)
    notice(_("Deposited and sealed. Keep the receipt away from this device."))
    return redirect(url_for("documenter.deposit", number=number), 303)


def read_draft(draft: Draft) -> tuple[Part, list[Missing]]:
    """The whole deposit description, and what is missing or wrong."""
    whole: Part = {"schema": DEPOSIT_SCHEMA}
    missing: list[Missing] = []
    for page in PAGES:
        part, errors = page.part(draft)
        whole |= part
        address = url_for(f"documenter.{page.name}", draft_id=draft.draft_id)
        missing += [Missing(sentence, f"{address}#{name}") for name, sentence in errors.items()]
    allegations = []
    for key in keys_of(draft, acts.PREFIX):
        part, errors = acts.PAGE.part(draft, key)
        allegations.append(part)
        act_id = key.removeprefix(acts.PREFIX)
        address = url_for("documenter.act", draft_id=draft.draft_id, act_id=act_id)
        missing += [Missing(sentence, f"{address}#{name}") for name, sentence in errors.items()]
    whole["allegations"] = allegations
    for told, part_id in superiors.parts_of(draft):
        part, errors = superiors.read_part(draft, told, part_id)
        whole.setdefault(told.value, []).append(part)
        address = url_for("documenter.superior", draft_id=draft.draft_id, told=told, part_id=part_id)
        missing += [Missing(sentence, f"{address}#{name}") for name, sentence in errors.items()]
    whole["files"] = [file.file_id for file in draft.files]
    return whole, missing


_STEP_OF = {
    "source": "source",
    "interview": "source",
    "consent": "consent",
    "allegations": "acts",
    "notices": "acts",
    "measures": "acts",
    "files": "files",
}
_STEP_OF |= dict.fromkeys(("when", "quantifier", "place"), "circumstances")
"""Where the parts of a description are typed; the others are in the account."""


def _refused(draft: Draft, where: str) -> Missing:
    """What the reader of descriptions does not take, in the step where it is put right."""
    name = _STEP_OF.get(re.split(r"[.\[]", where)[0], "account")
    sentence = _(
        "In the step “%(step)s” the archive does not take what stands at %(where)s.",
        step=dict(ORDER)[name],
        where=where,
    )
    return Missing(sentence, url_for(f"documenter.{name}", draft_id=draft.draft_id))


def _show(draft: Draft, refused: Sequence[Missing], status: int) -> Response:
    part, missing = read_draft(draft)
    with archive().records.reading() as tx:
        collection = tx.people.collection(draft.collection_id)
    html = render_template(
        "documenter/summary.html",
        draft=draft,
        step="summary",
        steps=ORDER,
        part=part,
        missing=[*missing, *refused],
        sent=status != 200,
        collection=collection,
        when=_when(part),
        acts=list(_acts(part)),
        superiors=list(_superiors(part)),
        words=labels,
        megabytes=megabytes,
    )
    return Response(html, status)


def _when(part: Part) -> str:
    return in_words(parse(part["when"])) if part.get("when") else ""


def _acts(part: Part) -> Iterator[dict[str, Any]]:
    """Each act in words."""
    registers = archive().vocabularies
    for each in part["allegations"]:
        claims = each.get("attributions", ())
        unit = claims[0].get("unit") if claims else ""
        yield {
            "violation": violation_option(registers.violations.term(each["violation"])).name
            if each["violation"]
            else "",
            "when": _when(each),
            "place": each["place"],
            "unit": unit_option(registers.units.unit(unit)) if unit else None,
            "other": (claims[0].get("unnamed_unit") or claims[0].get("person") or "") if claims else "",
            "case": _case(each, part),
        }


def _superiors(part: Part) -> Iterator[dict[str, Any]]:
    """What superiors heard and did, in words."""
    registers = archive().vocabularies
    told = [(each, CHANNELS[each.get("channel", Channel.UNKNOWN)]) for each in part.get("notices", ())]
    told += [(each, RESPONSES[each.get("measure", Measure.UNKNOWN)]) for each in part.get("measures", ())]
    for each, what in told:
        violation, unit = each.get("violation"), each.get("unit")
        about = [violation_option(registers.violations.term(violation)).name] if violation else []
        about += [unit_option(registers.units.unit(unit)).name] if unit else []
        yield {
            "person": each.get("person", ""),
            "facts": [f"{what} {each.get('given_by', '')}".strip(), *about, *filter(None, [_when(each)])],
        }


def _case(told: Part, account: Part) -> list[str]:
    """Grounds, charges and hearing of an act in words."""
    grounds = [str(GROUNDS[each]) for each in told.get("grounds", ())]
    hearing = [str(HEARINGS[told["hearing"]])] if "hearing" in told else []
    said = told.get("when") or account.get("when")
    when = parse(said) if said else None
    charges = [charge_words(archive(), each, when, chosen()) for each in told.get("charges", ())]
    return [*grounds, *charges, *hearing]
