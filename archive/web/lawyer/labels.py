"""What the lists of a description are called on pages for lawyers."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from archive.domain.consent import Purpose
from archive.domain.description import Flag, Kind
from archive.ports_texts import NoText
from ingest.pages import WhyNot

PURPOSES: dict[Purpose, LazyString] = {
    Purpose.ANALYSIS: _l("analysis inside the archive"),
    Purpose.STATISTICS: _l("statistics"),
    Purpose.SHARING: _l("sharing with partners"),
    Purpose.UN_BODY: _l("a body of the United Nations"),
    Purpose.TRUTH_COMMISSION_CLOSED: _l("a truth commission, in closed session"),
    Purpose.TRUTH_COMMISSION_PUBLIC: _l("a truth commission, in public"),
    Purpose.PROSECUTION: _l("prosecution"),
    Purpose.ICC: _l("the International Criminal Court"),
    Purpose.CIVIL_CLAIM: _l("a civil claim"),
    Purpose.REPARATIONS: _l("reparations"),
    Purpose.SANCTIONS: _l("sanctions"),
    Purpose.ADVOCACY: _l("advocacy"),
    Purpose.PUBLICATION: _l("publication"),
}
"""Every purpose for which something may be read; keeping alone (`storage`) is none."""

KINDS: dict[Kind, LazyString] = {
    Kind.TESTIMONY: _l("testimony"),
    Kind.STATEMENT: _l("statement"),
    Kind.INTERVIEW: _l("interview"),
    Kind.DOCUMENT: _l("document"),
    Kind.MEDICAL_REPORT: _l("medical report"),
    Kind.COURT_RECORD: _l("court record"),
    Kind.ARCHIVAL_FILE: _l("archival file"),
    Kind.ROSTER: _l("roster"),
    Kind.EXPERT_NOTE: _l("expert note"),
    Kind.PHOTOGRAPH: _l("photograph"),
    Kind.VIDEO: _l("video"),
    Kind.AUDIO: _l("audio"),
    Kind.OTHER: _l("other"),
}

WHY_NOT: dict[WhyNot, LazyString] = {
    WhyNot.BROKEN: _l(
        "This file is damaged, or not what it says it is, and cannot be drawn. Take it as a file."
    ),
    WhyNot.ENCRYPTED: _l(
        "This PDF file is locked with a password, so its pages cannot be shown. Take it as a file."
    ),
    WhyNot.NO_PAGE: _l("There is no such page in this file."),
    WhyNot.TOO_LARGE: _l("This file is too large to be shown. Take it as a file."),
    WhyNot.TOO_LONG: _l("Drawing this file took too long and was stopped. Take it as a file."),
}
"""Why a page or a picture is not shown."""

NO_TEXT: dict[NoText | None, LazyString] = {
    None: _l("There is no text here: what is written in a picture, as in a scan, cannot be searched."),
    NoText.BROKEN: _l("The text inside this file cannot be read: it is damaged or not what it says it is."),
    NoText.ENCRYPTED: _l("This file is locked with a password, so its text cannot be read or searched."),
    NoText.TOO_LARGE: _l("This file is too large for its text to be read and searched."),
    NoText.TOO_LONG: _l("Reading the text inside this file took too long and was stopped."),
}
"""Why a file gives no text; None: it was read and has none."""

FLAGS: dict[Flag, LazyString] = {
    Flag.GRAPHIC: _l("graphic material"),
    Flag.MEDICAL: _l("medical data"),
    Flag.CHILD: _l("a child is concerned"),
    Flag.SGBV: _l("sexual or gender-based violence"),
    Flag.DURESS: _l("possibly said under duress"),
    Flag.LEAKED: _l("leaked"),
    Flag.EXONERATING: _l("exonerating"),
    Flag.SELF_HARM: _l("self-harm"),
    Flag.OPEN_SOURCE: _l("from open sources"),
}
