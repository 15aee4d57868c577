"""Words for the values that a description may have, in the order they are offered."""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from archive.domain import consent as c
from archive.domain import description as d
from archive.domain.dates import Quantifier

Labels = Mapping[StrEnum, LazyString]

KINDS: Labels = {
    d.Kind.TESTIMONY: _l("testimony"),
    d.Kind.INTERVIEW: _l("interview"),
    d.Kind.STATEMENT: _l("written statement"),
    d.Kind.DOCUMENT: _l("document"),
    d.Kind.MEDICAL_REPORT: _l("medical report"),
    d.Kind.COURT_RECORD: _l("court record"),
    d.Kind.ARCHIVAL_FILE: _l("archival file"),
    d.Kind.ROSTER: _l("list of personnel"),
    d.Kind.EXPERT_NOTE: _l("expert's note"),
    d.Kind.PHOTOGRAPH: _l("photograph"),
    d.Kind.VIDEO: _l("video"),
    d.Kind.AUDIO: _l("sound recording"),
    d.Kind.OTHER: _l("something else"),
}
FLAGS: Labels = {
    d.Flag.GRAPHIC: _l("graphic pictures or sound"),
    d.Flag.MEDICAL: _l("medical details"),
    d.Flag.CHILD: _l("a child is concerned"),
    d.Flag.SGBV: _l("sexual or gender-based violence"),
    d.Flag.SELF_HARM: _l("self-harm or suicide"),
    d.Flag.DURESS: _l("said or signed under pressure"),
    d.Flag.LEAKED: _l("leaked"),
    d.Flag.EXONERATING: _l("speaks for somebody accused"),
    d.Flag.OPEN_SOURCE: _l("from an open source"),
}
OBTAINED: Labels = {
    d.Obtained.RECORDED: _l("I recorded it"),
    d.Obtained.HANDED_OVER: _l("it was handed to me"),
    d.Obtained.FOUND_IN_PLACE: _l("it was found on the spot"),
    d.Obtained.DOWNLOADED: _l("it was downloaded"),
    d.Obtained.COPIED_FROM_ARCHIVE: _l("it was copied in another archive"),
    d.Obtained.LEAKED: _l("it was leaked"),
    d.Obtained.SEIZED: _l("it was seized"),
    d.Obtained.UNKNOWN: _l("not known"),
}
SENSITIVITY = {
    "3": _l("Secret: people could be harmed if this became known"),
    "2": _l("Restricted: only for those who work on it"),
    "1": _l("Open: it has been published already"),
}
SOURCES: Labels = {
    d.SourceRole.VICTIM: _l("the person it was done to"),
    d.SourceRole.WITNESS: _l("a witness"),
    d.SourceRole.RELATIVE: _l("a relative"),
    d.SourceRole.GUARDIAN: _l("a guardian"),
    d.SourceRole.LAWYER: _l("a lawyer"),
    d.SourceRole.EXPERT: _l("an expert"),
    d.SourceRole.INSIDER: _l("somebody from inside the institution"),
    d.SourceRole.OFFICIAL: _l("an official"),
    d.SourceRole.PUBLIC_ARCHIVE: _l("a public archive"),
    d.SourceRole.OPEN_SOURCE: _l("an open source"),
    d.SourceRole.UNKNOWN: _l("not known"),
}
TAKEN = {
    "recording": _l("it was recorded"),
    "interpreter": _l("an interpreter helped"),
    "read_back": _l("it was read back to the person"),
    "signed": _l("the person signed it"),
    "recontact_plan": _l("how to reach the person again is laid down"),
}
QUANTIFIERS: Labels = {
    Quantifier.SOME_DAY: _l("on one day or some days of that time"),
    Quantifier.THROUGHOUT: _l("on every day of that time"),
    Quantifier.UNKNOWN: _l("the source did not say"),
}
VICTIMS: Labels = {
    d.VictimRole.SELF: _l("the source"),
    d.VictimRole.RELATIVE: _l("a relative of the source"),
    d.VictimRole.OTHER: _l("another person"),
    d.VictimRole.GROUP: _l("a group"),
    d.VictimRole.UNKNOWN: _l("not known"),
}
BASES: Labels = {
    d.Basis.SEEN: _l("the source saw it"),
    d.Basis.UNIFORM: _l("uniform"),
    d.Basis.INSIGNIA: _l("insignia"),
    d.Basis.SELF_IDENTIFICATION: _l("they said who they were"),
    d.Basis.KNOWN_TO_WITNESS: _l("the source knew them"),
    d.Basis.DOCUMENT: _l("a document says so"),
    d.Basis.WITNESS_ACCOUNT: _l("another witness said so"),
    d.Basis.FAMILY_KNOWLEDGE: _l("the family knows it"),
    d.Basis.LEAKED_ROSTER: _l("a leaked list"),
    d.Basis.CAPTION: _l("a caption"),
    d.Basis.LETTERS: _l("letters"),
    d.Basis.SOURCE_NOTE: _l("a note of the source"),
    d.Basis.FACIAL_MATCH: _l("a comparison of faces"),
    d.Basis.INFERENCE: _l("a conclusion"),
    d.Basis.OTHER: _l("something else"),
}
CERTAINTIES: Labels = {
    d.Certainty.HIGH: _l("sure"),
    d.Certainty.MEDIUM: _l("rather sure"),
    d.Certainty.LOW: _l("not sure"),
}
INVOLVEMENTS: Labels = {
    d.Involvement.CARRIED_OUT: _l("carried it out"),
    d.Involvement.ORDERED: _l("ordered it"),
    d.Involvement.PLANNED: _l("planned it"),
    d.Involvement.PRESENT: _l("were present"),
    d.Involvement.FAILED_TO_PREVENT: _l("did not prevent it"),
    d.Involvement.ENABLED: _l("made it possible"),
    d.Involvement.TRANSPORTED: _l("carried people there"),
    d.Involvement.ESCORTED: _l("escorted people there"),
    d.Involvement.HOSTED: _l("gave the place for it"),
    d.Involvement.FINANCED: _l("paid for it"),
    d.Involvement.PROSECUTED: _l("brought the charge"),
    d.Involvement.SENTENCED: _l("passed the sentence"),
    d.Involvement.UNKNOWN: _l("not known"),
}
CONSENT_BASES: Labels = {
    c.ConsentBasis.SOURCE: _l("The source answered these questions"),
    c.ConsentBasis.GUARDIAN: _l("A guardian answered for the source"),
    c.ConsentBasis.PROXY: _l("Somebody whom the source had asked to answered"),
    c.ConsentBasis.PUBLIC_ARCHIVE: _l("Nobody was asked: it is from a public archive"),
    c.ConsentBasis.OPEN_SOURCE: _l("Nobody was asked: it is from an open source"),
    c.ConsentBasis.SECURITY_REVIEW: _l("Nobody could be asked without danger: after a review of security"),
    c.ConsentBasis.NONE: _l("Nobody was asked"),
}
PURPOSES: Labels = {
    c.Purpose.ANALYSIS: _l("lawyers and researchers of this archive read it"),
    c.Purpose.STATISTICS: _l("it is counted in statistics without names"),
    c.Purpose.PROSECUTION: _l("it goes to prosecutors or courts of a State"),
    c.Purpose.ICC: _l("it goes to the International Criminal Court"),
    c.Purpose.UN_BODY: _l("it goes to a body of the United Nations"),
    c.Purpose.TRUTH_COMMISSION_CLOSED: _l("a truth commission uses it behind closed doors"),
    c.Purpose.TRUTH_COMMISSION_PUBLIC: _l("a truth commission uses it in public"),
    c.Purpose.CIVIL_CLAIM: _l("it supports a claim for compensation"),
    c.Purpose.REPARATIONS: _l("it supports rehabilitation, an apology or the search for remains"),
    c.Purpose.SANCTIONS: _l("it supports sanctions against those responsible"),
    c.Purpose.SHARING: _l("it is shared with another archive or organisation"),
    c.Purpose.ADVOCACY: _l("it is used in advocacy"),
    c.Purpose.PUBLICATION: _l("it is published"),
}
ANSWERS: Labels = {
    c.Answer.YES: _l("yes"),
    c.Answer.NO: _l("no"),
    c.Answer.ASK_FIRST: _l("ask again first"),
}
IDENTITY_MODES: Labels = {
    c.IdentityMode.ANONYMOUS: _l("without a name"),
    c.IdentityMode.PSEUDONYM: _l("under another name"),
    c.IdentityMode.INITIALS: _l("with initials"),
    c.IdentityMode.NAMED: _l("with the name"),
    c.IdentityMode.JUDGE_ONLY: _l("the name only for the judge"),
}
CARVE_OUTS = {
    "sgbv": _l("what is told of sexual or gender-based violence"),
    "medical": _l("medical details"),
    "paragraphs": _l("certain paragraphs, named in the account"),
}
LANGUAGES = {
    "be": _l("Belarusian"),
    "ru": _l("Russian"),
    "en": _l("English"),
    "pl": _l("Polish"),
    "uk": _l("Ukrainian"),
    "lt": _l("Lithuanian"),
    "yi": _l("Yiddish"),
    "de": _l("German"),
}


def pairs(labels: Mapping[StrEnum, LazyString] | Mapping[str, LazyString]) -> list[tuple[str, LazyString]]:
    """(value, words) for the macros of forms."""
    return [(str(value), words) for value, words in labels.items()]
