"""Items as text for people."""

from textwrap import fill, indent

from archive.cli.visible import visible
from archive.domain.claims import Hearing, MeasureClaim, NoticeClaim
from archive.domain.completeness import gaps
from archive.domain.description import Allegation, Attribution, Description, Involvement, Medical, Victim
from archive.domain.record import RecordVersion
from archive.domain.vocabulary import Vocabularies
from archive.services.reading import Tombstone
from schemas.edtf import parse

_WIDTH = 100


def item_text(record: RecordVersion, vocabularies: Vocabularies) -> str:
    """A record as a page of text."""
    d = record.description
    lines = [
        f"{record.number}  (version {record.version})" + ("  FICTIONAL" if d.fictional else ""),
        d.title,
        "",
    ]
    lines += [f"{name + ':':14}{value}" for name, value in _facts(d) if value]
    for number, allegation in enumerate(d.allegations, 1):
        lines += ["", f"Allegation {number}: {_violation(allegation, vocabularies)}"]
        lines += [
            f"  {name + ':':14}{value}" for name, value in _allegation(allegation, d, vocabularies) if value
        ]
        lines += [f"  attributed to {_attribution(a, vocabularies)}" for a in allegation.attributions]
    if record.exhibits:
        lines += ["", "Exhibits:"]
    for number, exhibit in enumerate(record.exhibits, 1):
        notes = f"  [{', '.join(exhibit.notes)}]" if exhibit.notes else ""
        lines.append(f"  {number}. {exhibit.name}  {exhibit.size} bytes  {exhibit.media_type.value}{notes}")
        lines.append(f"     sha256 {exhibit.plaintext_digest}")
    if record.renditions:
        lines += ["", "Renditions:"]
    for number, made in enumerate(record.renditions, 1):
        lines.append(
            f"  {number}. {made.operation} with {made.tool}: {made.exhibit.name}, {made.exhibit.size} bytes"
        )
    if d.text:
        lines += ["", indent(fill(d.text, _WIDTH - 2, replace_whitespace=False), "  ")]
    return visible("\n".join(lines))


def tombstone_text(tombstone: Tombstone) -> str:
    """What may be said of a withdrawn item."""
    lines = [
        f"{tombstone.number}  WITHDRAWN by its source. Its content can no longer be opened.",
        "",
        "Custody:",
    ]
    lines += [f"  entry {leaf}  {event_type.replace('_', ' ')}" for event_type, leaf in tombstone.custody]
    return "\n".join(lines)


def _facts(d: Description) -> list[tuple[str, str]]:
    consent = d.consent
    grants = []
    for grant in consent.grants:
        limits = [*grant.recipients, *grant.jurisdictions]
        grants.append(f"{grant.purpose} {grant.answer}" + (f" ({', '.join(limits)})" if limits else ""))
    return [
        ("kind", d.kind.replace("_", " ")),
        ("languages", ", ".join(d.languages)),
        ("sensitivity", str(d.sensitivity)),
        ("flags", ", ".join(d.flags)),
        ("when", f"{d.when} ({d.quantifier.replace('_', ' ')})" if d.when else ""),
        ("place", d.place),
        (
            "source",
            d.source.role.replace("_", " ")
            + (f", account {d.source.account_no}" if d.source.witness else ""),
        ),
        ("obtained", d.provenance.obtained.replace("_", " ")),
        ("lawful basis", d.lawful_basis),
        (
            "consent",
            f"{consent.basis.replace('_', ' ')}; identity {consent.identity_mode.replace('_', ' ')}; "
            + ("; ".join(grants) or "storage only"),
        ),
        (
            "postings",
            "; ".join(f"{p.person}: {p.post} of {p.unit}, {p.when or 'time not said'}" for p in d.postings),
        ),
        ("notices", "; ".join(map(_notice, d.notices))),
        ("measures", "; ".join(map(_measure, d.measures))),
        ("findings", _findings(d.medical)),
        ("lacks", ", ".join(gap.replace("_", " ") for gap in gaps(d))),
        ("asks for", ", ".join(each.replace("_", " ") for each in d.expectations)),
        ("relations", "; ".join(f"{r.type.replace('_', ' ')} {r.to}" for r in d.relations)),
    ]


def _violation(allegation: Allegation, vocabularies: Vocabularies) -> str:
    if not allegation.violation:
        return "no violation type (institutional or exonerating material)"
    term = vocabularies.violations.term(allegation.violation)
    return f"{term.labels['en']} [{allegation.violation}]"


def _allegation(allegation: Allegation, d: Description, vocabularies: Vocabularies) -> list[tuple[str, str]]:
    when, quantifier = d.dated(allegation)
    return [
        ("when", f"{when} ({quantifier.replace('_', ' ')})" if when else "not said"),
        ("place", allegation.place or d.place),
        ("victim", _victim(allegation.victim)),
        ("valence", ", ".join(allegation.valence)),
        ("purpose", allegation.purpose.value if allegation.purpose else ""),
        ("grounds", ", ".join(allegation.grounds)),
        ("charges", "; ".join(_charge(one, when, vocabularies) for one in allegation.charges)),
        ("hearing", "" if allegation.hearing is Hearing.UNKNOWN else allegation.hearing.replace("_", " ")),
        ("duress", "possibly made under duress" if allegation.duress else ""),
        ("note", allegation.note),
    ]


def _charge(charge: str, when: str, vocabularies: Vocabularies) -> str:
    """An article with what the register calls it; as it stands where it is not known, or not of that time."""
    register = vocabularies.charges
    entries = register.at(charge, parse(when) if when else None) or register.entries(charge)
    names = dict.fromkeys(one.labels["en"] for one in entries)
    return f"{charge} ({'; '.join(names)})" if names else charge


def _findings(medical: Medical | None) -> str:
    found = medical.findings if medical else ()
    return "; ".join(f"{one.consistency.replace('_', ' ')}: {one.description}" for one in found)


def _victim(victim: Victim) -> str:
    marks = {"child": victim.child, "protected person": victim.protected_person}
    return ", ".join([victim.role.value, *(mark for mark, yes in marks.items() if yes)])


def _notice(claim: NoticeClaim) -> str:
    by = f" from {claim.given_by}" if claim.given_by else ""
    return f"{claim.person}: {claim.channel.replace('_', ' ')}{by}{_about(claim)}"


def _measure(claim: MeasureClaim) -> str:
    return f"{claim.person}: {claim.measure.replace('_', ' ')}{_about(claim)}"


def _about(claim: NoticeClaim | MeasureClaim) -> str:
    acts = " of ".join(filter(None, (claim.violation, claim.unit)))
    about = f" about {acts}" if acts else ""
    return f"{about}, {claim.when or 'time not said'}, certainty {claim.certainty}"


def _attribution(a: Attribution, vocabularies: Vocabularies) -> str:
    if a.unit:
        who = f"{vocabularies.units.unit(a.unit).names['en']} [{a.unit}]"
    elif a.unnamed_unit:
        who = f"an unnamed unit: {a.unnamed_unit}"
    else:
        who = f"a person: {a.person}" if a.person else "nobody named"
    how = ", ".join(
        part.replace("_", " ")
        for part in (a.involvement.value, a.basis.value, f"certainty {a.certainty}", f"level {a.level}")
        if part != Involvement.UNKNOWN
    )
    return f"{who} ({how})"
