"""What a search finds, opened as acts: which of them, for whom, and what the log says of it."""

import base64
import json
from dataclasses import replace
from functools import partial
from itertools import count

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
from archive.domain.custody import MAX_SUBJECTS
from archive.domain.description import (
    Allegation,
    Attribution,
    Consistency,
    Interview,
    Involvement,
    Kind,
    Medical,
    MedicalFinding,
    Post,
    Posting,
    Relation,
    RelationType,
    Source,
    Victim,
    VictimRole,
)
from archive.domain.errors import InvalidRequest, NotFound, NotPermitted
from archive.domain.notice import NOTHING, Told
from archive.domain.units import Presence
from archive.services import casework, law
from archive.services.casework import gather
from archive.services.collections import CollectionRequest, create_collection
from archive.services.indexing import catch_up
from archive.services.law import Together
from archive.services.unit_claims import in_post
from search.expression_text import parse
from search.query import SearchQuery
from tests.checks import check_archive
from tests.factories import PROSECUTION, SECRETS, admit, describe

BEATING, DETENTION = "integrity.torture.beating", "liberty.arbitrary_detention"
SELF = Victim(VictimRole.SELF)


def act(violation, unit="", when="2020-08-10", **more):
    claims = (Attribution(unit=unit),) if unit else ()
    return Allegation(violation=violation, attributions=claims, when=when, **more)


NUMBER = count(1)


def told(*acts, **more):
    """A description like no other: what is deposited twice is recognised."""
    return describe(f"FICTIONAL statement {next(NUMBER)}", allegations=acts, **more)


def deposits(number, *acts, **more):
    return [((), told(*acts, **more), None) for _ in range(number)]


def ask(own, text="", act_on=gather, **more):
    catch_up(own.archive, own.lawyer)
    query = SearchQuery(PROSECUTION, parse(text), **more)
    return act_on(own.archive, own.lawyer, query)


def gathered(own, text="", **more):
    return ask(own, text, lambda *asked: gather(*asked, "test"), **more)


def keys(found):
    return [(one.number[-1], one.position) for one in found.acts]


def test_only_the_acts_and_claims_that_a_question_is_about(own):
    both = Allegation(
        violation=BEATING,
        attributions=(Attribution(unit="by-omon-minsk"), Attribution(unit="by-kgb")),
        when="2020-08-10",
    )
    own.deposit(description=told(both, act(BEATING, "by-kgb"), act(DETENTION, "by-omon-minsk", "2021")))
    own.deposit(description=told(act(BEATING)))
    found = gathered(own, "unit:by-mvd date:2020-08")
    assert keys(found) == [("1", 1)]
    assert [claim.unit for claim in found.acts[0].attributions] == ["by-omon-minsk"]
    assert keys(gathered(own, "unit:by-mvd")) == [("1", 1), ("1", 3)]
    assert keys(gathered(own)) == [("1", 1), ("1", 2), ("1", 3), ("2", 1)]
    assert (found.total, len(found.records)) == (1, 1)


def test_what_consent_and_clearance_hide_is_not_laid_out_and_every_record_opened_is_logged(own):
    own.deposit_all(deposits(3, act(BEATING)) + deposits(MAX_SUBJECTS + 2, sensitivity=3))
    admit(own, "lawyer", 2)
    assert len(gathered(own).records) == 3
    admit(own, "lawyer", 3)
    found = gathered(own)
    assert found.total == len(found.records) == MAX_SUBJECTS + 5
    with own.archive.records.reading() as tx:
        rows = list(tx.log.entries(tx.log.size() - 2))
    assert [row.event_type for row in rows] == ["query", "decryption"]
    statement = base64.b64decode(json.loads(rows[0].entry)["payload"])
    assert b'"total":155' in statement
    assert b"laid_out" not in statement
    check_archive(own.root)


def test_more_than_can_be_laid_out_is_refused_before_anything_is_opened(own, monkeypatch):
    own.deposit_all(deposits(3, act(BEATING)))
    monkeypatch.setattr(casework, "MAX_DEPTH", 2)
    with pytest.raises(InvalidRequest, match="3 items match, and at most 2"):
        gathered(own)


def test_who_may_not_search_may_not_lay_out(own):
    with pytest.raises(NotPermitted):
        gather(own.archive, own.auditor, SearchQuery(PROSECUTION), "test")


def test_a_victim_is_one_token_in_a_collection_and_another_elsewhere(own):
    create_collection(own.archive, own.custodian, CollectionRequest("other", "OTH"), SECRETS.collection)
    admit(own, "lawyer", 3, "other")
    witness = Source(witness="W-1")
    own.deposit(description=told(act(BEATING, victim=SELF), source=witness))
    mother = Victim(VictimRole.RELATIVE, reference="W-1")
    own.deposit(description=told(act(DETENTION, victim=mother), act(BEATING), source=Source(witness="W-2")))
    own.deposit(description=told(act(DETENTION, victim=SELF), source=witness), collection="other")
    tokens = {one.key: one.victim for one in gathered(own).acts}
    (first, second, nobody, other) = tokens.values()
    assert first == second != other
    assert nobody == ""
    assert not {"W-1", "W-2"} & set(tokens.values())
    together = ask(own, "", lambda *asked: law.cooccurrence(*asked, Together()))[1]
    assert [one.types for one in together.joined] == [(BEATING, DETENTION)]
    assert (together.victims, together.unjoined) == (2, 1)


def test_acts_of_units_under_a_person_while_he_was_posted(own):
    """L6: the brigade and what stood under it; not in the gap, not before SOBR existed, not elsewhere."""
    posted = Posting("Узорны А.", "by-vv-3214", Post.COMMANDER, "2018-03-01/2020-10-29")
    again = Posting("узорны  а.", "by-vv-3214", Post.ACTING, "2021-05/..")
    own.deposit(description=told(postings=(posted, Posting("Іншы", "by-kgb"))))
    own.deposit(description=told(postings=(again,)))
    own.deposit(
        description=told(
            act(BEATING, "by-vv-sobr", "2020-08-10"),
            act(BEATING, "by-vv-3214", "2020-10-28/2020-11-02"),
            act(BEATING, "by-vv-3214", "2020-12-24"),
            act(BEATING, "by-vv-3214", "2023"),
            act(BEATING, "by-omon-minsk", "2020-08-10"),
            act(BEATING, "by-vv-sobr", ""),
        )
    )
    heard = Attribution(person="Узорны А.", involvement=Involvement.PRESENT)
    later = replace(act(BEATING, "by-vv-3214", "2023-05"), attributions=(Attribution("by-vv-3214"), heard))
    own.deposit(description=told(later, act(DETENTION, "by-vv-3214", "2022-01-05")))
    _, found = ask(own, "", lambda *asked: in_post(*asked, "Узорны А"))
    (service,) = found.services
    assert [stint.number[-1] for stint in service.stints] == ["1", "2"]
    assert [(str(gap.earliest), str(gap.latest)) for gap in service.gaps] == [("2020-10-30", "2021-04-30")]
    during = [(one.act.position, one.during, one.path) for one in found.acts]
    assert during == [
        (1, Presence.CERTAINLY, ("by-vv-sobr", "by-vv-3214")),
        (2, Presence.POSSIBLY, ("by-vv-3214",)),
        (4, Presence.CERTAINLY, ("by-vv-3214",)),
        (6, Presence.POSSIBLY, ("by-vv-sobr", "by-vv-3214")),
        (1, Presence.CERTAINLY, ("by-vv-3214",)),
        (2, Presence.CERTAINLY, ("by-vv-3214",)),
    ]
    first, second, vague, undated, last, detention = (one.notice for one in found.acts)
    assert first == undated == NOTHING
    assert [one.position for one in second.before] == [1]
    assert [one.position for one in vague.before] == [1, 2, 2]
    assert [one.position for one in last.before] == [1, 2, 2]
    assert [one.violation for one in last.alike] == [BEATING, BEATING]
    assert last.own == (Involvement.PRESENT,)
    assert [one.violation for one in detention.before] == [BEATING, BEATING]
    assert (detention.alike, detention.own) == ((), ())
    with pytest.raises(NotFound):
        ask(own, "", lambda *asked: in_post(*asked, "Nobody"))


def test_what_a_superior_heard_and_did_stands_around_each_act(own):
    """L6: notice, then act, then no measure; what is about another kind, unit or time stays out."""
    posted = Posting("Узорны А.", "by-guvd-minsk", Post.COMMANDER, "2019/2021")
    own.deposit(
        description=told(
            postings=(posted,),
            notices=(
                NoticeClaim(
                    "Узорны А.", Channel.COMPLAINT, unit="by-guvd-minsk", violation=BEATING, when="2020-08-11"
                ),
                NoticeClaim("узорны а", Channel.MEDIA, violation=DETENTION, when="2020-08-11"),
                NoticeClaim("Узорны А.", Channel.REPORT, unit="by-omon-minsk", when="2020-08-11"),
                NoticeClaim("Іншы", Channel.ORDER, when="2020-08-11"),
            ),
        )
    )
    own.deposit(
        description=told(
            measures=(
                MeasureClaim(
                    "Узорны А.", Response.NONE, violation="integrity.torture", when="2020-08-12/2020-12"
                ),
                MeasureClaim("Узорны А.", Response.INQUIRY, when="2020-08-10"),
            )
        )
    )
    own.deposit(
        description=told(
            act(BEATING, "by-guvd-minsk", "2020-08-10"), act(BEATING, "by-guvd-minsk", "2020-08-12")
        )
    )
    _, found = ask(own, "", lambda *asked: in_post(*asked, "Узорны А."))
    assert (len(found.heard), len(found.done)) == (3, 2)
    first, second = (one.notice for one in found.acts)
    assert (first.heard, first.told) == ((), Told.NO_NOTICE)
    assert [one.claim.channel for one in second.heard] == [Channel.COMPLAINT]
    assert [one.claim.channel for one in second.elsewhere] == [Channel.REPORT]
    assert [one.claim.measure for one in second.done] == [Response.NONE]
    assert second.told is Told.NOTHING_DONE
    assert len(gathered(own, 'superior:"Узорны А." notice:complaint').records) == 1
    assert len(gathered(own, "measure:none").records) == 1
    assert not gathered(own, "measure:reward").records


def test_persons_in_both_roles_are_joined_by_reference_and_not_by_name(own):
    """T3: a token, never a name; one who is only named alike stays apart."""
    named = Attribution(person="Узорны А.", reference="P-7")
    alike = Attribution(person="Узорны А.")
    own.deposit(description=told(Allegation(BEATING, attributions=(named, alike))))
    own.deposit(description=told(act(DETENTION, victim=Victim(VictimRole.OTHER, reference="P-7"))))
    own.deposit(description=told(act(DETENTION, victim=SELF), source=Source(witness="W-1")))
    _, found = ask(own, "", law.roles)
    (one,) = found.both
    assert [(each.violation) for each in one.harmed] == [DETENTION]
    assert [(each.violation) for each in one.named] == [BEATING]
    assert found.unreferenced == 1
    assert one.person != "P-7"


def test_medical_reports_are_found_for_the_items_that_they_bear_on(own):
    """L16: by their own act, by the relation that their record states, and by degree."""
    report = {"kind": Kind.MEDICAL_REPORT}
    of = own.deposit(description=told(act(BEATING, "by-prison8-zhodzina"))).number
    strong = Medical((MedicalFinding("burns", Consistency.DIAGNOSTIC_OF),))
    weak = Medical((MedicalFinding("bruises", Consistency.CONSISTENT),))
    bears = (Relation(RelationType.MEDICAL_FINDING_FOR, of),)
    linked = own.deposit(description=told(medical=strong, relations=bears, **report)).number
    itself = own.deposit(
        description=told(act(BEATING, "by-prison8-zhodzina"), medical=strong, **report)
    ).number
    own.deposit(description=told(medical=weak, relations=bears, **report))
    own.deposit(description=told(medical=strong, **report))
    find = partial(law.medical_findings, least=Consistency.TYPICAL_OF)
    _, found = ask(own, "unit:by-prison8-zhodzina date:2020..2021", find)
    assert [(one.number, one.of) for one in found] == [(linked, (of,)), (itself, (itself,))]
    find = partial(law.medical_findings, least=Consistency.NOT_CONSISTENT)
    assert len(ask(own, "unit:by-prison8-zhodzina", find)[1]) == 3
    assert not ask(own, "unit:by-kgb", find)[1]


def test_bodies_are_listed_by_the_part_that_claims_give_them(own):
    """L20: of two courts and a prosecutor, by part; a claim that the condition leaves out is not listed."""
    judged = Attribution("by-court-minsk", involvement=Involvement.SENTENCED)
    charged = Attribution("by-genprok", involvement=Involvement.PROSECUTED)
    trial = Allegation("justice.unfair_trial", attributions=(judged, charged), charges=("BY-CC-361-4",))
    own.deposit(description=told(trial, replace(trial, attributions=(judged,))))
    _, found = ask(own, "charge:BY-CC-361-4", law.bodies)
    parts = [(one.involvement, one.name, len(one.acts)) for one in found]
    assert parts == [
        (Involvement.PROSECUTED, "by-genprok", 1),
        (Involvement.SENTENCED, "by-court-minsk", 2),
    ]
    _, found = ask(own, "involvement:prosecuted", law.bodies)
    assert [one.name for one in found] == ["by-genprok"]


def test_fields_of_trials_of_children_and_of_how_an_item_was_taken(own):
    trial = Allegation(
        "justice.unfair_trial",
        attributions=(Attribution("by-genprok", involvement=Involvement.PROSECUTED),),
        charges=("BY-CC-361-4/1",),
        hearing=Hearing.CLOSED,
        grounds=(Ground.POLITICAL,),
    )
    child = Allegation(
        "children.deportation_ua",
        victim=Victim(child=True, protected_person=True),
        attributions=(Attribution("by-dubrava", involvement=Involvement.FINANCED),),
    )
    own.deposit(description=told(trial))
    taken = Interview(read_back=True, signed=True)
    own.deposit(description=told(child, interview=taken, expectations=(Expectation.REHABILITATION,)))
    for text, violation in {
        "charge:by-cc-361-4 hearing:closed involvement:prosecuted": "justice.unfair_trial",
        "charge:BY-CC-361-4/1 ground:political": "justice.unfair_trial",
        "involvement:enabled harmed:child": "children.deportation_ua",
        "harmed:protected_person involvement:financed": "children.deportation_ua",
        "asks:rehabilitation,apology": "children.deportation_ua",
        "lacks:read_back": "justice.unfair_trial",
        "NOT lacks:read_back": "children.deportation_ua",
    }.items():
        assert [one.violation for one in gathered(own, text).acts] == [violation], text
    for text in ("charge:BY-CC-361-4/2", "charge:BY-CC-361", "hearing:open", "review:..2100"):
        assert not gathered(own, text).acts


def test_a_damaged_record_is_named_and_hides_no_other(own):
    first, second = own.deposit_all(deposits(2, act(BEATING)))
    catch_up(own.archive, own.lawyer)
    with own.archive.records.reading() as tx:
        digest = tx.items.by_number(first.number).record
    path = own.root / "objects" / digest[:2] / digest
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])
    found = gathered(own)
    assert list(found.records) == [second.number]
    assert len(found.damaged) == 1


def test_a_crime_that_nobody_knows_opens_nothing(own):
    own.deposit(description=told(act(BEATING)))
    before = _size(own)
    for call in (
        lambda *asked: law.coverage(*asked, "CAH-0"),
        lambda *asked: law.norms(*asked, ["XYZ"]),
        lambda *asked: law.cooccurrence(*asked, Together(at_least=0)),
        lambda *asked: law.cooccurrence(*asked, Together(crime="X-0")),
        lambda *asked: law.cooccurrence(*asked, Together(including=("nothing",))),
    ):
        with pytest.raises(InvalidRequest):
            call(own.archive, own.lawyer, SearchQuery(PROSECUTION))
    assert _size(own) == before


def _size(own):
    with own.archive.records.reading() as tx:
        return tx.log.size()
