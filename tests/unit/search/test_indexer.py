"""What leaves encryption, and above all what does not."""

from dataclasses import fields, replace

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
from archive.domain.consent import Answer, Consent, ConsentBasis, Grant, Purpose
from archive.domain.dates import Quantifier
from archive.domain.description import (
    Allegation,
    Attribution,
    Consistency,
    Description,
    Flag,
    Involvement,
    Kind,
    Medical,
    MedicalFinding,
    Posting,
    Provenance,
    Source,
    SourceRole,
    Victim,
    VictimRole,
)
from archive.domain.errors import InvalidDate
from search.documents import ACT_FIELDS, ITEM_FIELDS, WORD_FIELDS, ActDocument, ItemDocument, check_document
from search.engines.memory import MemoryIndex
from search.indexer import DocumentBuilder, IndexInput
from search.lexicon import conditions_of
from search.making import index_made, make_each
from search.matching import tokens_of
from search.names import terms_of
from search.terms import BREAK
from tests.search_world import ANALYZER, BLIND, FIRST_COLLECTION, RESOLVER

ITEM = "00000000-0000-4000-8000-000000000001"
BLINDED = BLIND[FIRST_COLLECTION]

FULL = Description(
    kind=Kind.TESTIMONY,
    title="Показания титульные",
    languages=("ru", "be-Latn", "ru"),
    consent=Consent(
        ConsentBasis.SOURCE, (Grant(Purpose.ANALYSIS, Answer.YES), Grant(Purpose.ADVOCACY, Answer.NO))
    ),
    label="S01",
    text="Основной рассказ",
    sensitivity=2,
    flags=(Flag.GRAPHIC,),
    when="2020-08-09/2020-08-12",
    quantifier=Quantifier.THROUGHOUT,
    place="Минск",
    source=Source(SourceRole.VICTIM, pseudonym="Псевдонимова", witness="W-SECRET"),
    provenance=Provenance(received_from="Передатчиков", place="Вильнюс", account="получено"),
    medical=Medical((MedicalFinding("гематома", Consistency.CONSISTENT),), examiner="Врачов"),
    allegations=(
        Allegation(
            "integrity.torture.beating",
            victim=Victim(group="студенты"),
            attributions=(
                Attribution("x-company"),
                Attribution(unnamed_unit="чёрная форма"),
                Attribution(person="высокий"),
            ),
            note="дубинками",
            place="Жодино",
        ),
    ),
)


def build(description=FULL, *, texts=(), ceiling=3, version=1):
    builder = DocumentBuilder(BLINDED, ANALYZER, RESOLVER, ceiling)
    return builder.build(IndexInput(ITEM, version, description, tuple(texts)))


def words(*texts):
    return {BLINDED.token("text", form.folded) for text in texts for form in ANALYZER.forms(text)}


def test_the_words_of_a_document_are_listed_as_they_are_spelt():
    for ceiling, listed in ((3, True), (1, False)):
        builder = DocumentBuilder(BLINDED, ANALYZER, RESOLVER, ceiling)
        document = builder.build(IndexInput(ITEM, 1, replace(FULL, sensitivity=2), ("Зборы ў полі",)))
        ((conditions, found),) = builder.words.by_conditions.items() if listed else ((None, {}),)
        assert conditions == (conditions_of(replace(FULL, sensitivity=2)) if listed else None)
        assert {BLINDED.token("text", line.partition("\t")[0]) for line in found} == (
            set(document.text.split()) - {BLINDED.token("text", BREAK)}
        )
        assert ("поли\tполі" in found) is listed
        assert builder.words.by_conditions or not listed


def test_a_word_is_listed_under_the_conditions_of_every_item_with_it():
    builder = DocumentBuilder(BLINDED, ANALYZER, RESOLVER, 3)
    for sensitivity in (1, 3, 1):
        builder.build(IndexInput(ITEM, 1, replace(FULL, sensitivity=sensitivity), ("Зборы ў полі",)))
    by_sensitivity = {each.sensitivity: words for each, words in builder.words.by_conditions.items()}
    assert sorted(by_sensitivity) == [1, 3]
    assert set(by_sensitivity[1]) == set(by_sensitivity[3])
    assert "поли\tполі" in by_sensitivity[1]


def test_free_text_is_searchable_and_persons_and_provenance_are_not():
    document = build(texts=("Протокол допроса",))
    inside = words(
        FULL.title,
        FULL.text,
        "Минск",
        "Жодино",
        "студенты чёрная форма высокий дубинками",
        "гематома протокол допроса",
    )
    outside = words("Псевдонимова", "W-SECRET", "Передатчиков", "Вильнюс", "получено", "Врачов", "S01")
    assert inside <= set(document.text.split())
    assert outside.isdisjoint(document.text.split())
    assert set(document.text.split()) == inside | {BLINDED.token("text", BREAK)}


def test_above_the_ceiling_only_vocabulary_and_dates_are_left():
    document, full = build(texts=("Протокол",), ceiling=1), build()
    assert document.text == document.stem == ""
    assert all(act.place == () for act in document.acts)
    assert document.kind == full.kind
    assert [act.unit for act in document.acts] == [act.unit for act in full.acts]
    assert [act.date_in for act in document.acts] == [act.date_in for act in full.acts]


def test_acts_are_one_per_attribution_with_superiors_as_of_the_act():
    first, unnamed, person = build().acts
    assert first.unit == BLINDED.tokens("unit", "x-company", "x-ministry", "x")
    assert first.unit_exact == BLINDED.tokens("unit_exact", "x-company")
    assert first.violation == BLINDED.tokens(
        "violation", "integrity.torture.beating", "integrity.torture", "integrity"
    )
    assert unnamed.unit == unnamed.unit_exact == person.unit == ()
    named = [act.attributed for act in (first, unnamed, person)]
    assert named == [BLINDED.tokens("attributed", word) for word in ("unit", "unnamed", "person")]
    assert first.year == BLINDED.tokens("year", "2020")
    assert first.duress == BLINDED.tokens("duress", "no")


def test_words_of_the_title_count_more():
    token = BLINDED.token("stem", ANALYZER.forms("титульные")[0].stems[0])
    assert build().stem.count(token) == 3


def test_an_item_without_allegations_keeps_its_own_date():
    (act,) = build(replace(FULL, allegations=())).acts
    assert act.date_over
    assert act.unit == act.violation == act.level == ()
    assert build(replace(FULL, allegations=(), when="")).acts == ()


def test_an_act_of_a_unit_before_it_existed_is_marked():
    def anomaly(when):
        claimed = replace(FULL.allegations[0], attributions=(Attribution("x-guard"),), when=when)
        return build(replace(FULL, allegations=(claimed,))).acts[0].anomaly

    assert anomaly("2020-12-31") == BLINDED.tokens("anomaly", "existence")
    assert anomaly("2020-12/2021-02") == ()


def test_a_person_named_is_found_by_terms_of_the_name_below_the_ceiling():
    claim = Allegation(attributions=(Attribution(person="Ўзорны А. Б."),))
    named = replace(FULL, allegations=(claim,))
    (act,) = build(named).acts
    assert set(act.person) == set(BLINDED.tokens("person", *terms_of("Ўзорны А. Б.")))
    assert act.person
    assert build(named, ceiling=1).acts[0].person == ()


def test_who_is_said_to_be_posted_can_be_found_below_the_ceiling():
    posted = replace(FULL, postings=(Posting("Ўзорны А. Б.", "x-guard"),))
    assert build(posted).posted == BLINDED.tokens("posted", "ўзорныаб")
    assert words("Ўзорны") <= set(build(posted).text.split())
    assert build(posted, ceiling=1).posted == ()


def test_what_superiors_heard_and_did_can_be_found_and_their_names_below_the_ceiling():
    claimed = replace(
        FULL,
        notices=(NoticeClaim("Ўзорны А. Б.", Channel.COMPLAINT, given_by="адвокаты"),),
        measures=(MeasureClaim("Другі", Response.REFUSAL, note="адмова"),),
    )
    document = build(claimed)
    assert document.superior == BLINDED.tokens("superior", "ўзорныаб", "другі")
    assert document.notice == BLINDED.tokens("notice", "complaint")
    assert document.measure == BLINDED.tokens("measure", "refusal")
    assert words("Ўзорны адвокаты адмова") <= set(document.text.split())
    assert build(claimed, ceiling=1).superior == ()
    assert build(claimed, ceiling=1).measure == document.measure


def test_what_an_act_is_told_of_besides_is_found_by_fields():
    act = Allegation(
        victim=Victim(VictimRole.SELF, child=True, protected_person=True, reference="P-SECRET"),
        attributions=(Attribution("x-company", involvement=Involvement.ESCORTED),),
        grounds=(Ground.POLITICAL, Ground.GENDER),
        charges=("BY-CC-361-4/1", "BY-CC-361-4/2"),
        hearing=Hearing.CLOSED,
    )
    (found,) = build(replace(FULL, allegations=(act,))).acts
    for field, terms in {
        "harmed": ("self", "child", "protected_person"),
        "involvement": ("escorted", "enabled"),
        "ground": ("political", "gender"),
        "charge": ("BY-CC-361-4/1", "BY-CC-361-4", "BY-CC-361-4/2"),
        "hearing": ("closed",),
    }.items():
        assert getattr(found, field) == BLINDED.tokens(field, *terms)
    (bare,) = build(replace(FULL, allegations=(Allegation(),))).acts
    assert not any((bare.harmed, bare.involvement, bare.ground, bare.charge, bare.hearing))


def test_gaps_findings_wishes_and_years_of_review_are_found_by_fields():
    again = replace(FULL.consent, basis=ConsentBasis.GUARDIAN, review_on="2031-11-30", recontact=True)
    document = build(replace(FULL, consent=again, expectations=(Expectation.APOLOGY,)))
    missing = ("read_back", "signature", "recontact_plan", "consent_form")
    assert document.lacks == BLINDED.tokens("lacks", *missing)
    assert document.review == BLINDED.tokens("review", "2031")
    assert document.asks == BLINDED.tokens("asks", "apology")
    assert document.finding == BLINDED.tokens("finding", "consistent")


def test_every_act_of_the_document_is_told_with_its_place_in_the_description():
    builder = DocumentBuilder(BLINDED, ANALYZER, RESOLVER, 3)
    twice = replace(FULL, allegations=FULL.allegations * 2)
    told = list(builder.acts(twice))
    assert [position for position, _, _ in told] == [1, 1, 1, 2, 2, 2]
    assert [claim for _, claim, _ in told[:3]] == list(FULL.allegations[0].attributions)
    assert tuple(act for _, _, act in told[:3]) == build().acts
    assert [position for position, _, _ in builder.acts(replace(FULL, allegations=()))] == [0]


def test_the_same_act_told_twice_is_one():
    twice = replace(FULL, allegations=FULL.allegations * 2)
    assert build(twice).acts == build().acts


def test_nothing_but_tokens_leaves():
    document = build(texts=("Протокол",))
    check_document(document)
    names = {field.name for field in fields(ItemDocument)}
    assert names == {"doc_id", "version", "acts", *WORD_FIELDS, *ITEM_FIELDS}
    assert {field.name for field in fields(ActDocument)} == set(ACT_FIELDS)
    values = [tokens_of(document, name) for name in (*WORD_FIELDS, *ITEM_FIELDS)]
    values += [getattr(act, name) for act in document.acts for name in ACT_FIELDS]
    assert all(len(token) == 12 and token.isascii() for tokens in values for token in tokens)
    assert ITEM not in repr(document)


def test_two_collections_share_no_token():
    other = DocumentBuilder(BLIND["6f0b1b1e-0000-4000-8000-00000000000b"], ANALYZER, RESOLVER, 3)
    here, there = build(), other.build(IndexInput(ITEM, 1, FULL))
    shared = [
        set(tokens_of(here, name)) & set(tokens_of(there, name)) for name in (*WORD_FIELDS, *ITEM_FIELDS)
    ]
    assert shared == [set()] * len(shared)
    assert here.doc_id != there.doc_id


class Ready:
    """A maker of inputs that are ready."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self.builder = builder

    def input_of(self, job: IndexInput) -> IndexInput:
        return job


def test_an_item_that_cannot_be_built_fails_alone():
    builder, index = DocumentBuilder(BLINDED, ANALYZER, RESOLVER, 3), MemoryIndex()
    bad = replace(FULL, when="August", allegations=())
    other = "00000000-0000-4000-8000-000000000002"
    with pytest.raises(InvalidDate):
        builder.build(IndexInput(ITEM, 1, bad))
    report = index_made(
        index, make_each(Ready(builder), [IndexInput(ITEM, 1, bad), IndexInput(other, 1, FULL)])
    )
    assert report.stored == 1
    assert [(failure.doc_id, failure.reason) for failure in report.failed] == [
        (BLINDED.doc_id(ITEM), "edtf-characters")
    ]
