"""What the values of an allegation and of consent are called to whoever reads them."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from archive.domain.claims import Expectation
from archive.domain.dates import Quantifier
from archive.domain.description import (
    ActPurpose,
    Consistency,
    Level,
    Post,
    RelationType,
    Valence,
    VictimRole,
)
from archive.domain.differences import About
from archive.domain.unit import Presence

LEVELS: dict[Level, LazyString] = {
    Level.UNIT: _l("the unit itself is named"),
    Level.PARENT: _l("only the body above it is named"),
    Level.MINISTRY: _l("only the ministry is named"),
    Level.UNKNOWN: _l("how precisely it is named is not known"),
}
QUANTIFIERS: dict[Quantifier, LazyString] = {
    Quantifier.SOME_DAY: _l("on one day or some days of that time"),
    Quantifier.THROUGHOUT: _l("on every day of that time"),
    Quantifier.UNKNOWN: _l("whether on every day is not known"),
}
VICTIMS: dict[VictimRole, LazyString] = {
    VictimRole.SELF: _l("done to the source"),
    VictimRole.RELATIVE: _l("done to a relative of the source"),
    VictimRole.OTHER: _l("done to another person"),
    VictimRole.GROUP: _l("done to a group"),
    VictimRole.UNKNOWN: _l("to whom it was done is not known"),
}
VALENCES: dict[Valence, LazyString] = {
    Valence.INCRIMINATING: _l("incriminating"),
    Valence.EXONERATING: _l("exonerating"),
    Valence.MITIGATING: _l("mitigating"),
    Valence.CREDIBILITY: _l("about credibility"),
}
ACT_PURPOSES: dict[ActPurpose, LazyString] = {
    ActPurpose.CONFESSION: _l("to obtain a confession"),
    ActPurpose.INFORMATION: _l("to obtain information"),
    ActPurpose.PUNISHMENT: _l("as a punishment"),
    ActPurpose.INTIMIDATION: _l("to intimidate"),
    ActPurpose.DISCRIMINATION: _l("out of discrimination"),
    ActPurpose.PASSWORD: _l("to obtain the code of a telephone"),
    ActPurpose.APOLOGY: _l("to force an apology"),
    ActPurpose.UNKNOWN: _l("for what purpose is not known"),
}
EXPECTATIONS: dict[Expectation, LazyString] = {
    Expectation.REHABILITATION: _l("rehabilitation"),
    Expectation.APOLOGY: _l("an apology"),
    Expectation.COMPENSATION: _l("compensation"),
    Expectation.RESTITUTION: _l("what was taken to be given back"),
    Expectation.SEARCH_FOR_REMAINS: _l("a search for remains"),
    Expectation.SEARCH_FOR_THE_MISSING: _l("a search for the missing"),
    Expectation.TRUTH: _l("the truth"),
    Expectation.PROSECUTION: _l("prosecution of those responsible"),
    Expectation.MEMORIAL: _l("a memorial"),
    Expectation.CARE: _l("medical or other care"),
    Expectation.REFORM: _l("reform, so that it does not happen again"),
}
POSTS: dict[Post, LazyString] = {
    Post.COMMANDER: _l("commander"),
    Post.DEPUTY: _l("deputy commander"),
    Post.ACTING: _l("acting commander"),
    Post.MEMBER: _l("member of the unit"),
}
"""What is not known (`Post.UNKNOWN`) is not said."""
CONSISTENCIES: dict[Consistency, LazyString] = {
    Consistency.NOT_CONSISTENT: _l("not consistent with it"),
    Consistency.CONSISTENT: _l("consistent with it"),
    Consistency.HIGHLY_CONSISTENT: _l("highly consistent with it"),
    Consistency.TYPICAL_OF: _l("typical of it"),
    Consistency.DIAGNOSTIC_OF: _l("diagnostic of it"),
}
"""Istanbul Protocol, revision of 2022: the degrees of a medical finding."""
PRESENCES: dict[Presence, LazyString] = {
    Presence.CERTAINLY: _l("certainly"),
    Presence.POSSIBLY: _l("possibly"),
    Presence.NO: _l("no"),
}
RELATIONS: dict[RelationType, LazyString] = {
    RelationType.SAME_WITNESS: _l("the same witness"),
    RelationType.SAME_INCIDENT: _l("the same incident"),
    RelationType.MEDICAL_FINDING_FOR: _l("a medical finding for it"),
    RelationType.MUST_TRAVEL_WITH: _l("must be handed over together"),
    RelationType.EXONERATES: _l("exonerates"),
    RelationType.TRANSLATION_OF: _l("a translation"),
    RelationType.CONTRADICTS: _l("contradicts"),
    RelationType.SUPPORTS: _l("supports"),
    RelationType.DUPLICATE_OF: _l("a duplicate"),
    RelationType.SHARES_EXHIBIT: _l("has an exhibit in common"),
}
DIFFERENCES: dict[About, LazyString] = {
    About.TIME: _l("Time"),
    About.PLACE: _l("Place"),
    About.UNIT: _l("Unit"),
    About.NUMBER: _l("Number"),
}
