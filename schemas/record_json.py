"""Domain values to the JSON of sealed records. Written by hand: a batch dumps ten thousand of them.

Every value has one spelling: a field that holds its default is left out, an absent part is left out, and the
schema is the oldest that has all that is said (`schemas.record_versions`). What `schemas.record` reads back
is the same value; a property test holds the two together for every domain value.
"""

from collections.abc import Iterable
from typing import Any, Final

from archive.domain import claims
from archive.domain import consent as c
from archive.domain import description as d
from archive.domain.dates import Quantifier
from archive.domain.record import ExhibitRecord, IdentityRecord, RecordVersion, RenditionRecord
from schemas.record_versions import schema_of

IDENTITY_SCHEMA: Final = "sviedka/identity/1"

Json = dict[str, object]

_NO_VICTIM: Final = d.Victim()
_NO_SOURCE: Final = d.Source()
_NO_PROVENANCE: Final = d.Provenance()
_NO_FORM: Final = c.ConsentForm()


def record_to_json(record: RecordVersion) -> Json:
    """The JSON of a record version, ready for `crypto.canonical.canonical_json`."""
    out: Json = {
        "schema": schema_of(record.description),
        "item_id": record.item_id,
        "number": record.number,
        "collection_id": record.collection_id,
        "version": record.version,
        "based_on": record.based_on,
        "description": description_to_json(record.description),
        "exhibits": [_exhibit(exhibit) for exhibit in record.exhibits],
    }
    if record.renditions:
        out["renditions"] = [_rendition(rendition) for rendition in record.renditions]
    if record.source_object is not None:
        out["source_object"] = record.source_object
    _put(out, (("accessioned_at", record.accessioned_at), ("reason", record.reason)))
    return out


def identity_to_json(identity: IdentityRecord) -> Json:
    """The JSON of an identity record, for the vault alone."""
    out: Json = {"schema": IDENTITY_SCHEMA, "item_id": identity.item_id}
    _put(
        out,
        (
            ("name", identity.name),
            ("born", identity.born),
            ("contact", identity.contact),
            ("note", identity.note),
        ),
    )
    return out


def consent_to_json(consent: c.Consent) -> Json:
    """The JSON of consent, as it stands inside a description."""
    out: Json = {"basis": consent.basis.value}
    if consent.grants:
        out["grants"] = [_grant(grant) for grant in consent.grants]
    if consent.given_at:
        out["given_at"] = consent.given_at
    if consent.form != _NO_FORM:
        form = consent.form
        out["form"] = _filled(
            (
                ("version", form.version),
                ("language", form.language),
                ("explained_by", form.explained_by),
            )
        )
    if consent.identity_mode is not c.IdentityMode.ANONYMOUS:
        out["identity_mode"] = consent.identity_mode.value
    if consent.recontact:
        out["recontact"] = True
    if consent.carve_outs:
        out["carve_outs"] = list(consent.carve_outs)
    if consent.review_on:
        out["review_on"] = consent.review_on
    return out


def description_to_json(description: d.Description) -> Json:
    """What a record says of its item, each field only where it differs from its default."""
    out: Json = {
        "kind": description.kind.value,
        "title": description.title,
        "languages": list(description.languages),
        "consent": consent_to_json(description.consent),
    }
    _put(
        out,
        (
            ("label", description.label),
            ("text", description.text),
            ("when", description.when),
            ("place", description.place),
            ("lawful_basis", description.lawful_basis),
        ),
    )
    if description.fictional:
        out["fictional"] = True
    if description.sensitivity != 3:
        out["sensitivity"] = description.sensitivity
    if description.flags:
        out["flags"] = [flag.value for flag in description.flags]
    if description.quantifier is not Quantifier.UNKNOWN:
        out["quantifier"] = description.quantifier.value
    if description.source != _NO_SOURCE:
        out["source"] = _source(description.source)
    if description.provenance != _NO_PROVENANCE:
        out["provenance"] = _provenance(description.provenance)
    if description.interview is not None:
        out["interview"] = _interview(description.interview)
    if description.medical is not None:
        out["medical"] = _medical(description.medical)
    lists: tuple[tuple[str, list[Any]], ...] = (
        ("allegations", list(map(_allegation, description.allegations))),
        ("postings", list(map(_posting, description.postings))),
        ("notices", list(map(_notice, description.notices))),
        ("measures", list(map(_measure, description.measures))),
        ("expectations", [each.value for each in description.expectations]),
        ("relations", list(map(_relation, description.relations))),
    )
    out |= {name: written for name, written in lists if written}
    return out


def _put(out: Json, texts: Iterable[tuple[str, str]]) -> None:
    for name, text in texts:
        if text:
            out[name] = text


def _filled(texts: Iterable[tuple[str, str]]) -> Json:
    return {name: text for name, text in texts if text}


def _grant(grant: c.Grant) -> Json:
    out: Json = {"purpose": grant.purpose.value, "answer": grant.answer.value}
    if grant.recipients:
        out["recipients"] = list(grant.recipients)
    if grant.jurisdictions:
        out["jurisdictions"] = list(grant.jurisdictions)
    if grant.identity_mode is not None:
        out["identity_mode"] = grant.identity_mode.value
    return out


def _source(source: d.Source) -> Json:
    out = _filled((("pseudonym", source.pseudonym), ("witness", source.witness)))
    if source.role is not d.SourceRole.UNKNOWN:
        out["role"] = source.role.value
    if source.account_no != 1:
        out["account_no"] = source.account_no
    return out


def _provenance(provenance: d.Provenance) -> Json:
    out = _filled(
        (
            ("received_from", provenance.received_from),
            ("place", provenance.place),
            ("account", provenance.account),
        )
    )
    if provenance.obtained is not d.Obtained.UNKNOWN:
        out["obtained"] = provenance.obtained.value
    capture = provenance.capture
    if capture is not None:
        out["capture"] = _filled(
            (
                ("url", capture.url),
                ("captured_at", capture.captured_at),
                ("tool", capture.tool),
                ("clock", capture.clock),
            )
        )
    return out


def _interview(interview: d.Interview) -> Json:
    said = {
        "interpreter": interview.interpreter,
        "recording": interview.recording,
        "read_back": interview.read_back,
        "signed": interview.signed,
    }
    out: Json = {name: True for name, true in said.items() if true}
    if interview.present:
        out["present"] = list(interview.present)
    if interview.breaks:
        out["breaks"] = interview.breaks
    if interview.recontact_plan:
        out["recontact_plan"] = True
    if interview.note:
        out["note"] = interview.note
    return out


def _medical(medical: d.Medical) -> Json:
    out: Json = {}
    if medical.findings:
        out["findings"] = [
            {"description": finding.description, "consistency": finding.consistency.value}
            for finding in medical.findings
        ]
    if medical.examiner:
        out["examiner"] = medical.examiner
    return out


def _attribution(attribution: d.Attribution) -> Json:
    out = _filled(
        (
            ("unit", attribution.unit),
            ("unnamed_unit", attribution.unnamed_unit),
            ("person", attribution.person),
            ("reference", attribution.reference),
        )
    )
    if attribution.level is not d.Level.UNKNOWN:
        out["level"] = attribution.level.value
    if attribution.basis is not d.Basis.OTHER:
        out["basis"] = attribution.basis.value
    if attribution.certainty is not d.Certainty.LOW:
        out["certainty"] = attribution.certainty.value
    if attribution.involvement is not d.Involvement.UNKNOWN:
        out["involvement"] = attribution.involvement.value
    return out


def _victim(victim: d.Victim) -> Json:
    out: Json = {}
    if victim.role is not d.VictimRole.UNKNOWN:
        out["role"] = victim.role.value
    if victim.group:
        out["group"] = victim.group
    if victim.child:
        out["child"] = True
    if victim.protected_person:
        out["protected_person"] = True
    if victim.reference:
        out["reference"] = victim.reference
    return out


def _allegation(allegation: d.Allegation) -> Json:
    out = _filled(
        (
            ("violation", allegation.violation),
            ("when", allegation.when),
            ("place", allegation.place),
            ("note", allegation.note),
        )
    )
    if allegation.victim != _NO_VICTIM:
        out["victim"] = _victim(allegation.victim)
    if allegation.attributions:
        out["attributions"] = [_attribution(attribution) for attribution in allegation.attributions]
    if allegation.quantifier is not Quantifier.UNKNOWN:
        out["quantifier"] = allegation.quantifier.value
    if allegation.duress:
        out["duress"] = True
    if allegation.valence:
        out["valence"] = [valence.value for valence in allegation.valence]
    if allegation.purpose is not None:
        out["purpose"] = allegation.purpose.value
    if allegation.grounds:
        out["grounds"] = [ground.value for ground in allegation.grounds]
    if allegation.charges:
        out["charges"] = list(allegation.charges)
    if allegation.hearing is not claims.Hearing.UNKNOWN:
        out["hearing"] = allegation.hearing.value
    return out


def _posting(posting: d.Posting) -> Json:
    out: Json = {"person": posting.person, "unit": posting.unit}
    if posting.post is not d.Post.UNKNOWN:
        out["post"] = posting.post.value
    _how_sure(out, posting)
    _put(out, (("when", posting.when), ("note", posting.note)))
    return out


def _how_sure(out: Json, claim: d.Posting | claims.NoticeClaim | claims.MeasureClaim) -> None:
    if claim.basis is not d.Basis.OTHER:
        out["basis"] = claim.basis.value
    if claim.certainty is not d.Certainty.LOW:
        out["certainty"] = claim.certainty.value


def _notice(notice: claims.NoticeClaim) -> Json:
    out = _of_superior(notice)
    if notice.channel is not claims.Channel.UNKNOWN:
        out["channel"] = notice.channel.value
    _put(out, (("given_by", notice.given_by),))
    return out


def _measure(measure: claims.MeasureClaim) -> Json:
    out = _of_superior(measure)
    if measure.measure is not claims.Response.UNKNOWN:
        out["measure"] = measure.measure.value
    return out


def _of_superior(claim: claims.NoticeClaim | claims.MeasureClaim) -> Json:
    out: Json = {"person": claim.person}
    _put(
        out,
        (
            ("unit", claim.unit),
            ("violation", claim.violation),
            ("when", claim.when),
            ("note", claim.note),
        ),
    )
    if claim.quantifier is not Quantifier.UNKNOWN:
        out["quantifier"] = claim.quantifier.value
    _how_sure(out, claim)
    return out


def _relation(relation: d.Relation) -> Json:
    out: Json = {"type": relation.type.value, "to": relation.to}
    if relation.note:
        out["note"] = relation.note
    return out


def _exhibit(exhibit: ExhibitRecord) -> Json:
    media_type = exhibit.media_type
    out: Json = {
        "object_digest": exhibit.object_digest,
        "plaintext_digest": exhibit.plaintext_digest,
        "salt": exhibit.salt,
        "size": exhibit.size,
        "name": exhibit.name,
        "media_type": {
            "value": media_type.value,
            "tool": media_type.tool,
            "tool_version": media_type.tool_version,
        },
    }
    if exhibit.name_bytes:
        out["name_bytes"] = exhibit.name_bytes
    if exhibit.notes:
        out["notes"] = list(exhibit.notes)
    return out


def _rendition(rendition: RenditionRecord) -> Json:
    return {
        "exhibit": _exhibit(rendition.exhibit),
        "derived_from": rendition.derived_from,
        "operation": rendition.operation,
        "tool": rendition.tool,
        "made_at": rendition.made_at,
    }
