"""What the values of an allegation and of consent are called to whoever reads them."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from archive.domain.claims import Channel, Expectation, Ground, Hearing, Response
from archive.domain.dates import Quantifier
from archive.domain.description import ActPurpose, Level, RelationType, Valence, VictimRole
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
GROUNDS: dict[Ground, LazyString] = {
    Ground.POLITICAL: _l("on a political ground"),
    Ground.RACIAL: _l("on a racial ground"),
    Ground.NATIONAL: _l("on a national ground"),
    Ground.ETHNIC: _l("on an ethnic ground"),
    Ground.CULTURAL: _l("on a cultural ground"),
    Ground.RELIGIOUS: _l("on a religious ground"),
    Ground.GENDER: _l("on the ground of gender"),
    Ground.OTHER: _l("on another ground"),
}
HEARINGS: dict[Hearing, LazyString] = {
    Hearing.OPEN: _l("heard in public"),
    Hearing.PARTLY_CLOSED: _l("heard partly in private"),
    Hearing.CLOSED: _l("heard behind closed doors"),
    Hearing.NONE: _l("decided without a hearing"),
}
"""What is not known (`Hearing.UNKNOWN`) is not said."""
CHANNELS: dict[Channel, LazyString] = {
    Channel.REPORT: _l("told by a report of subordinates"),
    Channel.COMPLAINT: _l("told by a complaint"),
    Channel.OWN_PRESENCE: _l("present himself"),
    Channel.INSPECTION: _l("told by an inspection"),
    Channel.ORDER: _l("his own order"),
    Channel.COURT: _l("told by a court"),
    Channel.MEDIA: _l("told by the media"),
    Channel.INTERNATIONAL_BODY: _l("told by an international body"),
    Channel.OTHER: _l("told otherwise"),
    Channel.UNKNOWN: _l("told, how is not known"),
}
RESPONSES: dict[Response, LazyString] = {
    Response.PREVENTION: _l("took steps so that it would not happen"),
    Response.STOP_ORDER: _l("ordered to stop it"),
    Response.INQUIRY: _l("had it inquired into"),
    Response.REFERRAL: _l("referred it to those competent"),
    Response.DISCIPLINE: _l("disciplined somebody for it"),
    Response.REDRESS: _l("gave redress"),
    Response.REFUSAL: _l("refused to have it looked into"),
    Response.REWARD: _l("rewarded somebody for it"),
    Response.NONE: _l("did nothing, as the source says"),
    Response.UNKNOWN: _l("took a measure that is not known"),
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
