import copy

import pytest

from archive.domain.claims import (
    Channel,
    Expectation,
    Ground,
    Hearing,
    MeasureClaim,
    NoticeClaim,
    Response,
)
from archive.domain.consent import Answer, Consent, ConsentBasis, Grant, IdentityMode, Purpose
from archive.domain.dates import Quantifier
from archive.domain.description import (
    Allegation,
    Attribution,
    Basis,
    Certainty,
    Flag,
    Identity,
    Interview,
    Involvement,
    Kind,
    Level,
    Relation,
    RelationType,
    Source,
    SourceRole,
    Victim,
    VictimRole,
)
from archive.domain.errors import InvalidRequest
from schemas.deposit import DepositReader

MINIMAL = {
    "schema": "sviedka/deposit/1",
    "kind": "testimony",
    "title": "FICTIONAL testimony",
    "language": "be",
    "files": ["a.txt"],
    "consent": {"basis": "source"},
}
FULL = MINIMAL | {
    "fictional": True,
    "label": "X01",
    "flags": ["graphic", "duress"],
    "when": "2020-08-09/2020-08-12",
    "quantifier": "throughout",
    "place": "Minsk",
    "source": {
        "role": "victim",
        "witness": "W-1",
        "account_no": 2,
        "identity": {"name": "Фікцыйная Асоба", "contact": "nowhere"},
    },
    "allegations": [
        {
            "violation": "integrity.torture.beating",
            "victim": {"role": "self"},
            "attributions": [
                {"unit": "by-akr-cip", "level": "unit", "basis": "insignia", "certainty": "medium"},
                {"unnamed_unit": "black clothes", "basis": "seen"},
            ],
            "when": "[2020-08-09..2020-08-11]",
            "quantifier": "some_day",
            "valence": ["incriminating"],
        },
        {"violation": None, "note": "institutional"},
    ],
    "consent": {
        "basis": "source",
        "given_at": "2020-09-14",
        "identity_mode": "pseudonym",
        "recontact": True,
        "grants": [
            {"purpose": "analysis", "answer": True},
            {"purpose": "prosecution", "answer": "yes", "jurisdictions": ["DE", "LT"]},
            {"purpose": "publication", "answer": "no"},
        ],
        "carve_outs": ["sgbv"],
    },
    "relations": [{"type": "same_witness", "to": "X02"}],
}

CLAIMS = "allegations.0.attributions"


def changed(path: str, value: object, base: dict = FULL) -> dict:
    """A copy of `base` with the value at a dotted path (numbers are indexes) replaced; `...` removes it."""
    document = copy.deepcopy(base)
    place, *steps = document, *path.split(".")
    for step in steps[:-1]:
        place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
    if value is ...:
        del place[steps[-1]]
    elif isinstance(place, list):
        place[int(steps[-1])] = value
    else:
        place[steps[-1]] = value
    return document


def problems(reader: DepositReader, document: object) -> list[tuple[str, str, str]]:
    with pytest.raises(InvalidRequest) as caught:
        reader.read(document)
    return [(problem.where, problem.code, problem.message) for problem in caught.value.problems]


def test_a_minimal_description_permits_nothing(reader: DepositReader):
    read = reader.read(MINIMAL)
    assert read.files == ("a.txt",)
    assert read.identity is None
    description = read.description
    assert (description.kind, description.languages, description.sensitivity) == (Kind.TESTIMONY, ("be",), 3)
    assert description.consent == Consent(ConsentBasis.SOURCE)
    assert description.consent.identity_mode is IdentityMode.ANONYMOUS


def test_a_full_description_is_read_whole(reader: DepositReader):
    read = reader.read(FULL)
    description = read.description
    assert read.identity == Identity("Фікцыйная Асоба", "", "nowhere")
    assert description.source == Source(SourceRole.VICTIM, "", "W-1", 2)
    assert description.flags == (Flag.GRAPHIC, Flag.DURESS)
    assert (description.when, description.quantifier) == ("2020-08-09/2020-08-12", Quantifier.THROUGHOUT)
    first, second = description.allegations
    assert first.victim == Victim(VictimRole.SELF)
    assert first.attributions == (
        Attribution("by-akr-cip", level=Level.UNIT, basis=Basis.INSIGNIA, certainty=Certainty.MEDIUM),
        Attribution(unnamed_unit="black clothes", basis=Basis.SEEN),
    )
    assert second == Allegation(note="institutional")
    assert description.consent.grants == (
        Grant(Purpose.ANALYSIS, Answer.YES),
        Grant(Purpose.PROSECUTION, Answer.YES, jurisdictions=("DE", "LT")),
        Grant(Purpose.PUBLICATION, Answer.NO),
    )
    assert description.relations == (Relation(RelationType.SAME_WITNESS, "X02"),)


def test_what_superiors_heard_and_did_and_what_is_asked_for_is_read(reader: DepositReader):
    heard = {
        "person": "Узорны А.",
        "channel": "complaint",
        "given_by": "a lawyer of the families",
        "unit": "by-guvd-minsk",
        "violation": "integrity.torture",
        "when": "2020-08-10",
        "basis": "document",
        "certainty": "high",
    }
    read = reader.read(
        FULL
        | {
            "notices": [heard],
            "measures": [{"person": "Узорны А.", "measure": "none", "when": "2020-08/2020-12"}],
            "expectations": ["rehabilitation", "search_for_remains"],
            "interview": {"read_back": True, "recontact_plan": True},
        }
    ).description
    assert read.notices == (
        NoticeClaim(
            "Узорны А.",
            Channel.COMPLAINT,
            "a lawyer of the families",
            "by-guvd-minsk",
            "integrity.torture",
            "2020-08-10",
            basis=Basis.DOCUMENT,
            certainty=Certainty.HIGH,
        ),
    )
    assert read.measures == (MeasureClaim("Узорны А.", Response.NONE, when="2020-08/2020-12"),)
    assert read.expectations == (Expectation.REHABILITATION, Expectation.SEARCH_FOR_REMAINS)
    assert read.interview == Interview(read_back=True, recontact_plan=True)


def test_grounds_charges_and_persons_by_reference_are_read(reader: DepositReader):
    act = {
        "violation": "justice.unfair_trial",
        "victim": {"role": "self", "protected_person": True},
        "attributions": [{"person": "Узорны А.", "reference": "P-7", "involvement": "prosecuted"}],
        "grounds": ["political", "gender"],
        "charges": ["BY-CC-361-4", "BY-CAO-24.23/1"],
        "hearing": "closed",
    }
    (read,) = reader.read(FULL | {"allegations": [act]}).description.allegations
    assert read.victim == Victim(VictimRole.SELF, protected_person=True)
    assert read.attributions == (
        Attribution(person="Узорны А.", reference="P-7", involvement=Involvement.PROSECUTED),
    )
    assert (read.grounds, read.hearing) == ((Ground.POLITICAL, Ground.GENDER), Hearing.CLOSED)
    assert read.charges == ("BY-CC-361-4", "BY-CAO-24.23/1")


def test_the_identity_is_nowhere_in_the_description(reader: DepositReader):
    assert "Фікцыйная" not in repr(reader.read(FULL).description)


@pytest.mark.parametrize(
    ("path", "value", "where", "code", "said"),
    [
        ("kind", "testimny", "kind", "unknown-value", "nearest: testimony"),
        ("kind", ..., "kind", "missing", "is missing"),
        ("kind", "Word of somebody", "kind", "unknown-value", "has no value; one of:"),
        ("title", ..., "title", "missing", "is missing"),
        ("title", "  ", "title", "missing", "is empty"),
        ("title", "two\nlines", "title", "line-break", "one line"),
        ("title", True, "title", "type", "quotation marks"),
        ("title", ["x"], "title", "type", "must be a text"),
        ("title", "bell\x07", "title", "control-character", "U+0007"),
        ("text", "nul\x00", "text", "control-character", "U+0000"),
        ("text", "half\ud800", "text", "control-character", "surrogate"),
        ("language", "Russian", "language", "form", "language code"),
        ("notices", [{"channel": "report"}], "notices[0].person", "missing", "is missing"),
        ("notices", [{"person": "x", "unit": "by-nobody"}], "notices[0].unit", "unknown-term", "no unit"),
        ("measures", [{"person": "x", "measure": "shrug"}], "measures[0].measure", "unknown-value", ""),
        ("measures", [{"person": "x", "when": "later"}], "measures[0].when", "invalid-date", ""),
        ("expectations", ["money"], "expectations[0]", "unknown-value", ""),
        ("allegations.0.grounds", ["politics"], "allegations[0].grounds[0]", "unknown-value", "political"),
        ("allegations.0.charges", ["361-4"], "allegations[0].charges[0]", "form", "BY-CC-361-4"),
        (f"{CLAIMS}.0.reference", "P-7", "allegations[0].attributions[0]", "attribution", "no person"),
        ("languages", ["be"], "language", "missing", "say it once"),
        ("sensitivity", 4, "sensitivity", "type", "from 1 to 3"),
        ("sensitivity", True, "sensitivity", "type", "from 1 to 3"),
        ("sensitivity", "3", "sensitivity", "type", "from 1 to 3"),
        ("fictional", 1, "fictional", "type", "true or false"),
        ("flags", "graphic", "flags", "type", "must be a list"),
        ("flags", ["grafic"], "flags[0]", "unknown-value", "nearest: graphic"),
        ("flags", ["graphic", None], "flags[1]", "missing", "no value"),
        ("when", "2020-13-01", "when", "invalid-date", "Not a date"),
        ("when", "in August", "when", "invalid-date", "Not a date"),
        ("allegations.0.when", "2020-02-30", "allegations[0].when", "invalid-date", "Not a date"),
        ("consent.given_at", "last year", "consent.given_at", "invalid-date", "Not a date"),
        ("consent.review_on", "2026-99", "consent.review_on", "invalid-date", "Not a date"),
        ("allegations.0.violation", "integrity.torture.beatin", "allegations[0].violation", "unknown-term",
         "integrity.torture.beating"),
        (f"{CLAIMS}.0.unit", "by-akr-cp", "allegations[0].attributions[0].unit", "unknown-term", "akr-cip"),
        (f"{CLAIMS}.0.unit", "Some person", "allegations[0].attributions[0].unit", "unknown-term", "no unit"),
        (f"{CLAIMS}.0.person", "both", "allegations[0].attributions[0]", "attribution", "exactly one"),
        (f"{CLAIMS}.1", {"level": "unit"}, "allegations[0].attributions[1]", "attribution", "exactly one"),
        (f"{CLAIMS}.1", "by-akr-cip", "allegations[0].attributions[1]", "type", "group"),
        ("allegations.0.victim.rol", "self", "allegations[0].victim.rol", "unknown-field", "nearest: role"),
        ("alegations", [], "alegations", "unknown-field", "nearest: allegations"),
        ("source.account_no", 0, "source.account_no", "type", "from 1"),
        ("source.witness", "her name", "source.witness", "form", "opaque"),
        ("source.identity.nam", "x", "source.identity.nam", "unknown-field", "nearest: name"),
        ("consent", ..., "consent", "missing", "is missing"),
        ("consent.basis", ..., "consent.basis", "missing", "is missing"),
        ("consent.grants.0.answer", "maybe", "consent.grants[0].answer", "unknown-value", "yes, no, ask"),
        ("consent.grants.1.jurisdictions", ["Germany"], "consent.grants[1].jurisdictions[0]", "form",
         "ISO 3166"),
        ("consent.grants.1.recipients", ["ICIT and its partners"], "consent.grants[1].recipients[0]",
         "vague-recipient", "name one body"),
        ("consent.carve_outs", ["all"], "consent.carve_outs[0]", "form", "sgbv, medical, paragraphs"),
        ("relations.0.to", ..., "relations[0].to", "missing", "is missing"),
        ("files", ["a.txt", "a.txt"], "files[1]", "repeated", "named twice"),
        ("files", [], "files", "missing", "nothing is deposited"),
        ("files", ..., "files", "missing", "nothing is deposited"),
        ("files", "a.txt", "files", "type", "must be a list"),
        ("medical", {"findings": [{"description": "x", "consistency": "consistant"}]},
         "medical.findings[0].consistency", "unknown-value", "highly_consistent"),
    ],
)  # fmt: skip
def test_one_mistake_is_one_problem_at_its_place(
    reader: DepositReader, path: str, value: object, where: str, code: str, said: str
):
    found = problems(reader, changed(path, value))
    assert [(place, kind) for place, kind, _ in found] == [(where, code)]
    assert said in found[0][2]


def test_mistakes_do_not_hide_one_another(reader: DepositReader):
    document = changed("kind", "nothing")
    document = changed("when", "sometime", document)
    document = changed("allegations.0.violation", "torture", document)
    document = changed("allegations.0.attributions.0.unit", "omon", document)
    document = changed("allegations.0.attributions.0.certainty", "sure", document)
    document = changed("consent.grants.2.purpose", "everything", document)
    document = changed("place", "a\x01b", document)
    assert {where for where, _, _ in problems(reader, document)} == {
        "kind",
        "when",
        "allegations[0].violation",
        "allegations[0].attributions[0].unit",
        "allegations[0].attributions[0].certainty",
        "consent.grants[2].purpose",
        "place",
    }


def test_words_of_a_person_are_never_repeated(reader: DepositReader):
    secret = "Пелагея Образцова сказала"
    document = changed("kind", secret)
    for path in ("when", "language", "allegations.0.violation", "allegations.0.attributions.0.unit", secret):
        document = changed(path, secret, document)
    said = problems(reader, document)
    assert len(said) == 6
    assert "Образцова" not in repr(said)


@pytest.mark.parametrize("schema", ["sviedka/deposit/2", "sviedka/record/1", "", 1, None, ["x"]])
def test_another_version_is_one_clear_problem(reader: DepositReader, schema: object):
    ((where, _, message),) = problems(reader, changed("schema", schema))
    assert where == "schema"
    assert "sviedka/deposit/1" in message


@pytest.mark.parametrize("document", [None, [], "text", 7, [FULL]])
def test_what_is_no_group_of_fields_is_refused(reader: DepositReader, document: object):
    ((where, code, _),) = problems(reader, document)
    assert (where, code) == ("", "type")


def test_null_means_not_said(reader: DepositReader):
    document = changed("place", None)
    document = changed("consent.grants", None, document)
    read = reader.read(document)
    assert read.description.place == ""
    assert read.description.consent.grants == ()


def test_texts_are_kept_character_for_character(reader: DepositReader):
    text = "Ё\u0435\u0308 \u202e naïve\u200b\ttab\n\nend \u2028 "
    assert reader.read(changed("text", text)).description.text == text


def test_a_bare_number_is_the_text_of_its_digits(reader: DepositReader):
    read = reader.read(changed("when", 2023))
    assert read.description.when == "2023"


def test_dates_are_kept_in_their_canonical_spelling(reader: DepositReader):
    read = reader.read(changed("when", "[1937,  1939]"))
    assert read.description.when == "[1937,1939]"


@pytest.mark.parametrize(
    "document",
    [
        changed("flags", ["graphic"] * 60_000),
        changed("allegations", [{}] * 501),
        changed("source", {str(number): 1 for number in range(200)}),
        changed("files", [f"{number}.txt" for number in range(1001)]),
    ],
    ids=["many values", "many allegations", "many fields", "many files"],
)
def test_too_much_is_refused_before_it_is_read(reader: DepositReader, document: dict):
    assert {code for _, code, _ in problems(reader, document)} == {"too-long"}


def test_nesting_without_end_is_refused(reader: DepositReader):
    deep: object = "x"
    for _ in range(50):
        deep = [deep]
    assert [code for _, code, _ in problems(reader, changed("flags", deep))] == ["too-long"]


@pytest.mark.parametrize(("field", "own"), [("notices", ("channel", "given_by")), ("measures", ("measure",))])
def test_the_fields_of_a_claim_about_a_superior_are_named_in_their_order(reader, field, own):
    ((_, _, said),) = problems(reader, MINIMAL | {field: [{"person": "x", "zzzzz": "y"}]})
    about = ("unit", "violation", "when", "quantifier", "basis", "certainty", "note")
    assert said.endswith(f"known: {', '.join(('person', *own, *about))}")
