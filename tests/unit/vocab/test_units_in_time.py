"""The unit register on its real data: what existed, stood under what, was meant by a name, followed what."""

from datetime import date

import pytest

from archive.domain.errors import UnknownTerm
from archive.domain.units import LINEAGE, Match, Presence, RelationKind, SuccessionType
from schemas.edtf import parse
from schemas.vocabularies.loader import load_vocabularies

CERTAINLY, POSSIBLY, NO = Presence.CERTAINLY, Presence.POSSIBLY, Presence.NO


@pytest.fixture(scope="module")
def units():
    return load_vocabularies().units


def named(units, name, when):
    return [(one.unit.id, one.presence) for one in units.resolve(name, parse(when))]


def above(units, unit_id, when):
    found = units.superiors(unit_id, parse(when))
    return {standing.superior: standing for standing in found}


@pytest.mark.parametrize(
    ("name", "when", "first", "outside"),
    [
        ("ИК-1", "2004", ("by-ik1-minsk", POSSIBLY), ["by-ik1-navapolatsk"]),
        ("ИК-1", "2021", ("by-ik1-navapolatsk", CERTAINLY), ["by-ik1-minsk"]),
        ("ик 1", "2019-12/2022-03", ("by-ik1-navapolatsk", CERTAINLY), ["by-ik1-minsk"]),
        ("IK-1", "2004/2005", ("by-ik1-minsk", POSSIBLY), ["by-ik1-navapolatsk"]),
        ("СИЗО-1", "2023-11-19", ("by-sizo1-valadarka", POSSIBLY), ["by-sizo1-kaliadzicy"]),
        ("СІЗА-1", "2024-06/2024-07", ("by-sizo1-kaliadzicy", CERTAINLY), ["by-sizo1-valadarka"]),
        ("Американка", "1937~", ("bssr-prison-amer", CERTAINLY), ["by-kgb-sizo"]),
        ("«Американка»", "2020-08", ("by-kgb-sizo", CERTAINLY), ["bssr-prison-amer"]),
        ("КГБ", "1970", ("bssr-kgb-sm", CERTAINLY), ["bssr-kgb", "by-kgb"]),
        ("КДБ", "1985-05", ("bssr-kgb", CERTAINLY), ["bssr-kgb-sm", "by-kgb"]),
        ("kgb", "2020-08-09", ("by-kgb", CERTAINLY), []),
        ("Беркут", "1992", ("by-mvd-berkut91", CERTAINLY), ["by-vv-berkut23"]),
        ("беркут", "2024", ("by-vv-berkut23", CERTAINLY), ["by-mvd-berkut91"]),
        ("в/ч 3214", "2020-08-12", ("by-vv-3214", CERTAINLY), []),
    ],
)
def test_a_name_means_the_unit_of_its_time(units, name, when, first, outside):
    found = named(units, name, when)

    assert found[0] == first
    assert [unit_id for unit_id, presence in found if presence is NO] == outside


def test_a_military_unit_before_it_was_set_up_is_named_but_outside_its_existence(units):
    assert named(units, "в/ч 3214", "1992-07") == [("by-vv-3214", NO)]
    assert units.exists("by-vv-3214", parse("1992-07")) is NO
    assert units.unit("by-vv-3214").valid_from == "1993"


def test_both_institutions_are_answered_on_the_day_of_the_move(units):
    found = named(units, "СИЗО-1", "2024-04-29")

    assert {unit_id for unit_id, presence in found if presence is not NO} == {
        "by-sizo1-valadarka",
        "by-sizo1-kaliadzicy",
    }


def test_what_stays_ambiguous_at_a_date_is_answered_with_all_candidates(units):
    found = named(units, "МГБ", "1950")

    assert [unit_id for unit_id, _ in found] == ["bssr-mgb", "ussr-mgb", "by-mvd-mob"]
    assert found[2][1] is POSSIBLY  # the militia whose beginning nobody recorded


def test_without_a_date_every_candidate_is_named(units):
    found = units.resolve("Окрестина")

    assert [one.unit.id for one in found] == ["by-akr-cip", "by-akr-ivs"]
    assert [one.presence for one in found] == [None, None]


def test_ids_count_before_names_and_names_before_aliases(units):
    assert units.resolve("by-kgb")[0].match is Match.ID
    assert units.resolve("комитет государственной безопасности республики беларусь")[0].match is Match.NAME
    assert (
        units.resolve("Могилевский ОМОН")[0].unit.id == "by-omon-mahiliou"
    )  # written with ё in the register
    assert units.resolve("Kaliadzicy")[0].unit.id == "by-sizo1-kaliadzicy"  # written with č
    assert units.resolve("никакая часть") == ()


@pytest.mark.parametrize(
    ("unit_id", "when", "answer"),
    [
        ("bssr-troika37", "1939", NO),  # S26: kept, and listed as an anomaly
        ("bssr-troika37", "1937-10", CERTAINLY),
        ("bssr-troika37", "1937~", POSSIBLY),  # S25
        ("bssr-troika37", "1937-10?", POSSIBLY),
        ("bssr-unkvd-baranavicy", "1940-02-10?", POSSIBLY),  # S28: the date itself is in doubt
        ("bssr-unkvd-baranavicy", "1940-02-10", CERTAINLY),
        ("by-din", "2020", POSSIBLY),  # beginning not recorded
        ("by-kgb", "1991-10-23", CERTAINLY),
        ("by-kgb", "1991-10-22", NO),
        ("by-akr-cip", "1995", POSSIBLY),  # since some day of the 1990s
        ("by-akr-cip", "1999-12-31", CERTAINLY),
        ("by-mvd-berkut91", "1994-10", POSSIBLY),  # until autumn 1994
        ("by-mvd-berkut91", "1994-12", NO),
    ],
)
def test_existence(units, unit_id, when, answer):
    assert units.exists(unit_id, parse(when)) is answer


def test_nothing_is_certain_of_an_act_without_a_date(units):
    assert units.exists("by-kgb", None) is POSSIBLY
    assert all(standing.certainty is POSSIBLY for standing in units.superiors("by-omon-minsk", None))


def test_superiors_are_those_of_the_day(units):
    found = above(units, "by-omon-minsk", "2020-08-10")

    assert set(found) == {"by-guvd-minsk", "by-mvd", "by-cm", "by-president", "by"}
    assert {standing.certainty for standing in found.values()} == {CERTAINLY}
    assert [relation.parent for relation in found["by-mvd"].path] == ["by-guvd-minsk", "by-mvd"]
    assert units.superior_ids("by-omon-minsk", date(2020, 8, 10)) == tuple(sorted(found))


def test_the_president_commands_the_ministry_only_since_there_is_one(units):
    assert "by-president" not in above(units, "by-omon-minsk", "1993")
    assert above(units, "by-omon-minsk", "1994")["by-president"].certainty is POSSIBLY
    assert above(units, "by-omon-minsk", "1995")["by-president"].certainty is CERTAINLY


def test_formal_subordination_carries_no_attribution_but_is_shown(units):
    assert "by-cm" not in above(units, "by-kgb", "2015")

    kinds = {relation.parent: relation.kind for relation in units.parents("by-kgb", parse("2015"))}
    assert kinds == {"by-president": RelationKind.COMMAND, "by-cm": RelationKind.ADMINISTRATIVE}
    assert [r.parent for r in units.parents("by-kgb", parse("2023-06"))] == ["by-president"]


def test_an_owner_is_no_superior(units):
    assert "by-belaruskali" not in above(units, "by-dubrava", "2022-09/2023-05")


def test_both_parents_that_sources_give_akrestsina_are_answered_with_their_status(units):
    found = above(units, "by-akr-cip", "2020-08-09/2020-08-12")

    assert found["by-guvd-minsk"].disputed
    assert found["by-din"].disputed
    assert found["by-guvd-minsk"].path[0].kind is RelationKind.COMMAND
    assert found["by-din"].path[0].kind is RelationKind.CONFLICT_CLAIM
    assert found["by-guvd-minsk"].certainty is found["by-din"].certainty is POSSIBLY
    assert not found["by-guvd-minsk"].presumed
    # Both claims lead to the ministry; only the unrecorded beginning of the department leaves a doubt.
    assert (found["by-mvd"].certainty, found["by-mvd"].presumed, len(found["by-mvd"].paths)) == (
        POSSIBLY,
        True,
        2,
    )


def test_unrecorded_beginnings_are_marked(units):
    found = above(units, "by-ruvd-frunzienski", "2020-08-10")

    assert (found["by-mvd"].certainty, found["by-mvd"].presumed) == (POSSIBLY, True)
    assert not found["by-mvd"].disputed


def test_a_mixed_group_counts_for_both_bodies(units):
    found = above(units, "by-mvd-gubopik-ataka", "2020-09-01")

    assert found["by-sso"].path[0].kind is RelationKind.COMPOSITION
    assert found["by-sso"].certainty is POSSIBLY
    assert "by-mvd-gubopik" in found


def test_a_troika_outside_its_term_has_no_superiors(units):
    assert above(units, "bssr-troika37", "1939") == {}
    assert set(above(units, "bssr-troika37", "1937-10")) == {
        "bssr-nkvd",
        "ussr-nkvd",
        "su",
        "cpb-cc",
        "bssr-prok",
    }


def test_the_prison_followed_the_security_service(units):
    parents = {
        when: [
            standing.superior
            for standing in units.superiors("bssr-prison-amer", parse(when))
            if len(standing.path) == 1
        ]
        for when in ("1930", "1937", "1950", "1953-06", "1960", "1980")
    }

    assert parents == {
        "1930": ["bssr-gpu"],
        "1937": ["bssr-nkvd"],
        "1950": ["bssr-mgb"],
        "1953-06": ["bssr-mvd"],
        "1960": ["bssr-kgb-sm"],
        "1980": ["bssr-kgb"],
    }


def test_what_is_possible_over_a_decade_is_certain_only_above_the_changes(units):
    found = above(units, "bssr-prison-amer", "195X")

    assert {"bssr-mgb", "bssr-mvd", "bssr-kgb-sm"} <= set(found)
    assert {standing.certainty for standing in found.values()} == {POSSIBLY}
    assert len(found["su"].paths) == 3


def test_subordinates_are_the_reverse_of_superiors(units):
    when = parse("2020-08-09/2020-08-13")
    below = {standing.unit: standing for standing in units.subordinates("by-mvd", when)}

    assert {"by-akr-cip", "by-akr-ivs", "by-ruvd-frunzienski", "by-omon-minsk", "by-vv-sobr"} <= set(below)
    assert "by-kgb" not in below
    assert "by-ik1-minsk" not in below  # closed in 2007
    for unit in units.all():
        assert (unit.id in below) == ("by-mvd" in units.superior_ids(unit.id, when))


def test_the_line_from_the_kgb_of_today_back_to_1921(units):
    line = {descent.unit: descent for descent in units.predecessors("by-kgb")}

    assert list(line)[:4] == ["bssr-kgb", "bssr-kgb-sm", "bssr-mvd", "bssr-nkvd"]
    assert {"bssr-mgb", "bssr-nkgb43", "bssr-nkgb41", "bssr-gpu", "bssr-cheka", "bssr-gubcheka"} <= set(line)
    assert [step.type.value for step in line["bssr-nkvd"].path] == ["rename", "rename", "split", "rename"]
    assert line["bssr-nkvd"].applies(parse("1937~"))
    assert line["bssr-kgb-sm"].applies(parse("195X/196X"))  # S29
    # The MVD went on without the KGB after 1954.
    assert line["bssr-mvd"].applies(parse("1953-06"))
    assert not line["bssr-mvd"].applies(parse("1970"))


def test_the_line_forward_never_goes_back_in_time(units):
    forward = {descent.unit: descent for descent in units.successors("bssr-nkgb41")}

    assert "by-kgb" in forward
    assert [step.after for step in forward["bssr-nkgb43"].path] == ["bssr-nkvd", "bssr-nkgb43"]
    assert "by-mvd" in forward
    assert not forward["by-kgb"].applies(parse("1980"))


def test_attribution_does_not_flow_across_the_reuse_of_a_site(units):
    assert [one.unit for one in units.predecessors("by-ik1-navapolatsk")] == ["by-ltp8-navapolatsk"]
    assert units.successors("by-ik10-navapolatsk") == ()

    followed = units.successors("by-ik10-navapolatsk", LINEAGE | {SuccessionType.SITE_REUSE})
    assert [one.unit for one in followed] == ["by-ltp8-navapolatsk", "by-ik1-navapolatsk"]


def test_moved_functions_do_not_continue_an_institution(units):
    assert "by-sk" not in {one.unit for one in units.successors("by-mvd")}
    assert [one.unit for one in units.successors("by-mvd", frozenset({SuccessionType.FUNCTIONS}))] == [
        "by-sk"
    ]


def test_succession_can_be_followed_one_step_only(units):
    assert [one.unit for one in units.predecessors("by-kgb", transitive=False)] == ["bssr-kgb"]
    undated = units.successors("by-mvd-mro1", transitive=False)[0]
    assert undated.path[0].when is None
    assert undated.applies(parse("1937"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("by-kbg", "by-kgb"), ("omon-minsk", "by-omon-minsk"), ("Володарк", "by-sizo1-valadarka")],
)
def test_unknown_ids_name_the_nearest(units, typed, meant):
    with pytest.raises(UnknownTerm) as caught:
        units.superiors(typed, None)

    assert meant in caught.value.nearest
    assert meant in str(caught.value)


def test_a_hostile_id_is_cut_in_the_message(units):
    with pytest.raises(UnknownTerm) as caught:
        units.unit("x" * 5000)

    assert len(str(caught.value)) < 300


def test_answers_are_remembered(units):
    when = parse("2020-08-10")

    assert units.superiors("by-omon-minsk", when) is units.superiors("by-omon-minsk", parse("2020-08-10"))
