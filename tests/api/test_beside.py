"""What belongs with an item, for programs: custody, other accounts, similar items, links, matches."""

from archive.domain.dates import Quantifier
from archive.domain.description import Allegation, Source
from archive.domain.errors import Unavailable
from archive.services.indexing import catch_up
from tests.factories import describe
from tests.web.searching import fill_for_search
from tests.web_access.lawyer import a_rendition

USE = "purpose=prosecution&jurisdiction=DE"
STORY = b"FICTIONAL " + " ".join(f"step {n} of the way home" for n in range(60)).encode()
RETOLD = STORY.replace(b"step 20", b"corner 20")
WITNESS = Source(witness="W-KETTLE")


def beating(day):
    return (Allegation("integrity.torture.beating", when=day, quantifier=Quantifier.SOME_DAY),)


def told_twice(own):
    made = own.world.made
    first, second = (
        made.deposit([text], describe("", text="", source=WITNESS, allegations=beating(day)))
        for text, day in ((STORY, "2020-08-09"), (RETOLD, "2020-08-11"))
    )
    catch_up(made.archive, made.lawyer)
    return first.number, second.number


def test_similar_items_and_other_accounts_with_what_they_differ_in(own_empty):
    first, second = told_twice(own_empty)
    client = own_empty.client("lawyer")
    (like,) = client.get(f"/items/{first}/similar?{USE}").json["items"]
    assert (like["number"], 0.8 < like["similarity"] < 1) == (second, True)
    assert client.get(f"/items/{first}/similar?{USE}&least=100").json["items"] == []
    before = own_empty.world.entries()
    found = client.get(f"/items/{first}/accounts?{USE}").json
    assert own_empty.world.entries() == before + 2, "the opening and the question"
    (other,) = found["accounts"]
    assert (found["by_witness"], other["number"], other["because"]) == (True, second, ["same_witness"])
    (time,) = [each for each in other["differs"] if each["about"] == "time"]
    assert "2020-08-09" in time["here"]["said"]
    assert "2020-08-11" in time["there"]["said"]


def test_a_withdrawn_item_has_nothing_beside_it(shown):
    client, number = shown.client("lawyer"), shown.world.items.withdrawn
    assert client.get(f"/items/{number}/similar?{USE}").status_code == 409
    assert client.get(f"/items/{number}/accounts?{USE}").status_code == 409
    assert client.get(f"/items/{number}/custody?{USE}").status_code == 404


def test_the_custody_of_an_item_ends_with_the_opening(own):
    client, number = own.client("lawyer"), own.world.items.two_exhibits
    chain = client.get(f"/items/{number}/custody?{USE}").json["entries"]
    assert chain[-1]["event_type"] == "decryption"
    assert {"message_digest_calculation", "accession"} <= {each["event_type"] for each in chain}
    assert (chain[-1]["agent"], chain[-1]["leaf_index"]) == ("lawyer", own.world.entries() - 1)
    assert client.get(f"/items/{number}/custody?purpose=publication").status_code == 404


def test_a_link_is_made_once_even_if_its_answer_was_lost(own, monkeypatch):
    def cut_off(*_args, **_named):
        raise Unavailable("cut off")

    client, items = own.client("lawyer"), own.world.items
    asked = {"to": items.amended, "type": "same_incident", "basis": "FICTIONAL: the same kettle"}
    path, told = f"/items/{items.two_exhibits}/links", {"headers": {"Idempotency-Key": "kettle"}}
    before = own.world.entries()
    with monkeypatch.context() as patch:
        patch.setattr("archive.services.repeats._keep", cut_off)
        assert client.post(path, asked, **told).status_code == 503
    own.world.clock.move(minutes=3)
    made = client.post(path, asked, **told)
    assert (made.status_code, made.json["to"]) == (201, items.amended)
    assert client.post(path, asked, **told).json == made.json
    with own.world.archive.records.reading() as tx:
        links = [row for row in tx.log.entries(before) if row.event_type == "link"]
    assert len(links) == 1
    itself = client.post(path, {**asked, "to": items.two_exhibits})
    assert itself.status_code == 400
    assert client.post(path, {**asked, "to": "BYA-1999-0000001"}).status_code == 404


def test_matches_are_opened_one_after_the_other(own):
    fill_for_search(own.world.made)
    client = own.client("lawyer")
    asked = {"query": "стена", "purpose": "prosecution", "jurisdiction": "DE", "page_size": 2}
    search = client.post("/searches", asked).json
    before = own.world.entries()
    first = client.get(f"/searches/{search['entry']}/matches/1").json
    assert own.world.entries() == before + 1
    assert first["item"]["number"] == search["items"][0]["number"]
    assert (first["previous"], first["next"]) == (None, {"search": search["entry"], "hit": 2})
    assert any("стене" in each["text"] for each in first["passages"])
    third = client.get(f"/searches/{search['entry']}/matches/3").json
    assert third["place"]["search"] > search["entry"], "the next page is a search of its own"
    assert client.get(f"/searches/{search['entry']}/matches/0").status_code == 404
    assert client.get(f"/searches/{search['entry']}/matches/31").status_code == 404
    assert client.get(f"/searches/{search['entry']}/matches/{10**30}").status_code == 400


def test_a_rendition_is_read_whole_or_in_part(own):
    number = a_rendition(own.world)["number"]
    client = own.client("lawyer")
    whole = client.get(f"/items/{number}/renditions/1?{USE}")
    part = client.get(f"/items/{number}/renditions/1?{USE}", headers={"Range": "bytes=2-5"})
    assert (whole.status_code, part.status_code, part.data) == (200, 206, whole.data[2:6])
    assert whole.headers["Content-Disposition"].endswith(f'"{number}-R1"')
    assert client.get(f"/items/{number}/renditions/0?{USE}").status_code == 404
    assert client.get(f"/items/{number}/renditions/2?{USE}").status_code == 400
