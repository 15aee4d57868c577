"""Claims about units for programs: out of time, too vague, or of somebody's time in command."""

import pytest

from archive.domain.claims import Channel, MeasureClaim, NoticeClaim, Response
from archive.domain.description import Allegation, Attribution, Post, Posting
from archive.services.indexing import catch_up
from tests.factories import describe

USE = {"purpose": "prosecution", "jurisdiction": "DE"}
BEATING = "integrity.torture.beating"
NUMBERS = [f"BYA-2026-000000{place}" for place in range(1, 5)]


def act(claim, when, place=""):
    return Allegation(violation=BEATING, attributions=(claim,), when=when, place=place)


@pytest.fixture
def told(own_empty):
    """A posting with what was heard and done, acts before and after it, one of 1937, one of no named unit."""
    made = own_empty.world.made
    posted = Posting("Узорны А.", "by-guvd-minsk", Post.COMMANDER, "2019/2021")
    notice = NoticeClaim(
        "Узорны А.", Channel.COMPLAINT, unit="by-guvd-minsk", violation=BEATING, when="2020-08-11"
    )
    measure = MeasureClaim("Узорны А.", Response.NONE, violation=BEATING, when="2020-08-13")
    acts = tuple(act(Attribution("by-guvd-minsk"), when) for when in ("2020-08-10", "2020-08-12"))
    anomaly = act(Attribution("by-guvd-minsk"), "1937")
    vague = act(Attribution(unnamed_unit="ОМОН"), "2020-08-10", "Мінск")
    described = [
        {"postings": (posted,), "notices": (notice,), "measures": (measure,)},
        {"allegations": acts},
        {"allegations": (anomaly,)},
        {"allegations": (vague,)},
    ]
    made.deposit_all(
        [((), describe(f"FICTIONAL {place}", **each), None) for place, each in enumerate(described)]
    )
    catch_up(made.archive, made.lawyer)
    return own_empty


def test_a_unit_that_did_not_exist_then_is_listed_as_the_source_has_it(told):
    client = told.client("lawyer")
    before = told.world.entries()
    found = client.post("/claims/anomalies", USE).json
    assert told.world.entries() == before + 1, "the search, with all that it opened"
    (one,) = found["anomalies"]
    assert (one["number"], one["when"], one["claim"]["unit"]) == (NUMBERS[2], "1937", "by-guvd-minsk")
    assert one["existed_from"] > "1937"
    elsewhere = client.post("/claims/anomalies", {**USE, "query": "unit:by-kgb"}).json
    assert (elsewhere["items"], elsewhere["anomalies"]) == (0, [])


def test_a_vague_claim_could_mean_a_unit_and_others_as_well(told):
    client = told.client("lawyer")
    found = client.post("/claims/candidates", {**USE, "unit": "by-omon-minsk"}).json
    because = {(each["number"], each["because"]) for each in found["candidates"]}
    assert because == {
        (NUMBERS[1], "names what is part of its name"),
        (NUMBERS[3], "describes it in a word of its names"),
    }
    (vague,) = [each for each in found["candidates"] if each["claim"]["unnamed_unit"] == "ОМОН"]
    assert (vague["number"], vague["claim"]["unit"], vague["existed"]) == (NUMBERS[3], "", "certainly")
    assert vague["as_well"]
    unknown = client.post("/claims/candidates", {**USE, "unit": "no-such-unit"})
    assert (unknown.status_code, unknown.json["code"]) == (400, "unknown-term")


def test_a_person_in_post_with_what_stands_around_each_act(told):
    client = told.client("lawyer")
    found = client.post("/claims/postings", {**USE, "person": "узорны а"}).json
    (posting,) = found["postings"]
    assert (posting["unit"], posting["stints"][0]["post"], posting["gaps"]) == (
        "by-guvd-minsk",
        "commander",
        [],
    )
    assert [each["when"] for each in found["during"]] == ["2020-08-10", "2020-08-12"]
    first, second = found["during"]
    assert (first["before"], first["heard_before"]) == ([], [])
    assert second["before"] == [f"{NUMBERS[1]} act 1"]
    assert [each["channel"] for each in second["heard_before"]] == ["complaint"]
    assert [each["measure"] for each in second["done_after"]] == ["none"]
    assert second["told"].endswith("nothing was done, as a source says")
    assert (len(found["heard"]), len(found["done"])) == (1, 1)
    assert client.post("/claims/postings", {**USE, "person": "Nobody"}).status_code == 404
