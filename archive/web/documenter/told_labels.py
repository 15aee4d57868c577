"""Words for what may be told beside an act: grounds, hearings, what superiors heard and did."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from archive.domain.claims import Channel, Ground, Hearing, Response

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
