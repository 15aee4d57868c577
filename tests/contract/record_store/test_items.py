"""Contract of `ItemRecords`, on every engine."""

from dataclasses import replace

import pytest

from archive.domain.description import RelationType
from archive.domain.errors import Conflict, NotFound
from archive.domain.item import ItemState, ObjectRole
from archive.ports_records import HeaderChange, Link, RecordStore
from tests.record_values import BREST, MINSK, add_items, digest, make_item, make_object

ONE, TWO, THREE = make_item(1), make_item(2), make_item(3)


def test_sequences_run_on_without_gaps_in_each_series(store: RecordStore):
    with store.transaction() as tx:
        assert tx.items.next_sequences("BYA", 2026, 3) == range(1, 4)
        assert tx.items.next_sequences("BYA", 2026, 0) == range(4, 4)
        assert tx.items.next_sequences("BYA", 2026, 1) == range(4, 5)
        assert tx.items.next_sequences("BYA", 2027, 1) == range(1, 2)
        assert tx.items.next_sequences("BYB", 2026, 0) == range(1, 1)
    with pytest.raises(NotFound), store.transaction() as tx:
        tx.items.item(str(tx.items.next_sequences("BYA", 2026, 5)))
    with store.transaction() as tx:
        assert tx.items.next_sequences("BYA", 2026, 1) == range(5, 6)


def test_an_item_comes_back_as_it_was(peopled: RecordStore):
    withdrawn = replace(TWO, state=ItemState.WITHDRAWN, version=7, fingerprint="")
    with peopled.transaction() as tx:
        add_items(tx, ONE, withdrawn)
    with peopled.reading() as tx:
        assert tx.items.item(ONE.item_id) == ONE
        assert tx.items.by_number(TWO.number) == withdrawn
        assert tx.items.count() == 2
        for look in (tx.items.item, tx.items.by_number, tx.items.object):
            with pytest.raises(NotFound):
                look("nothing")


def test_objects_stand_in_order_of_role_and_place(peopled: RecordStore):
    roles = [
        (ObjectRole.IDENTITY, 1),
        (ObjectRole.RENDITION, 0),
        (ObjectRole.RECORD, 2),
        (ObjectRole.EXHIBIT, 11),
        (ObjectRole.RECORD, 1),
        (ObjectRole.EXHIBIT, 2),
        (ObjectRole.EXHIBIT, 0),
    ]
    objects = [make_object(ONE, role, position) for role, position in roles]
    with peopled.transaction() as tx:
        tx.items.add([ONE], objects)
    with peopled.reading() as tx:
        assert tx.items.objects(ONE.item_id) == tuple(objects[i] for i in (6, 5, 3, 4, 2, 1, 0))
        assert tx.items.objects("nothing") == ()
        assert tx.items.object(objects[3].digest) == objects[3]
        assert list(tx.items.all_objects()) == sorted(objects, key=lambda each: each.digest)


@pytest.mark.parametrize("same", ["item_id", "number"])
def test_an_item_id_or_number_is_taken_once(peopled: RecordStore, same: str):
    with peopled.transaction() as tx:
        add_items(tx, ONE)
    clash = replace(THREE, **{same: getattr(ONE, same)})
    with pytest.raises(Conflict), peopled.transaction() as tx:
        tx.items.add([TWO, clash], [])
    with peopled.reading() as tx:
        assert list(tx.items.items()) == [ONE]


def test_an_object_digest_is_taken_once(peopled: RecordStore):
    with peopled.transaction() as tx:
        add_items(tx, ONE)
        known = tx.items.objects(ONE.item_id)[0]
    with pytest.raises(Conflict), peopled.transaction() as tx:
        tx.items.add([TWO], [make_object(TWO), replace(known, item_id=TWO.item_id)])
    with peopled.reading() as tx:
        assert tx.items.count() == 1
        assert len(list(tx.items.all_objects())) == 2


def test_items_and_objects_need_what_they_refer_to(peopled: RecordStore):
    for item in (replace(ONE, collection_id="nothing"), replace(ONE, deposited_by="nobody")):
        with pytest.raises(NotFound), peopled.transaction() as tx:
            tx.items.add([item], [])
    with pytest.raises(NotFound), peopled.transaction() as tx:
        tx.items.add([ONE], [make_object(TWO)])
    with peopled.reading() as tx:
        assert tx.items.count() == 0


def test_long_lists_are_streamed_in_order(peopled: RecordStore):
    items = [make_item(n, collection=MINSK if n % 3 else BREST) for n in range(2501, 0, -1)]
    with peopled.transaction() as tx:
        add_items(tx, *items)
    numbers = sorted(item.number for item in items)
    with peopled.reading() as tx:
        assert [item.number for item in tx.items.items()] == numbers
        in_brest = [item.number for item in tx.items.items(BREST.collection_id)]
        assert in_brest == [number for number in numbers if number.startswith("BYB")]
        digests = [each.digest for each in tx.items.all_objects()]
        assert digests == sorted(digests)
        assert len(set(digests)) == 5002
        first = tx.items.items()
        assert next(first).number == "BYA-2026-0000001"
        assert tx.items.count() == 2501


def test_fingerprints_find_the_first_item_of_the_collection(peopled: RecordStore):
    twin, stranger = make_item(8, fingerprint="same"), make_item(1, collection=BREST, fingerprint="same")
    items = [make_item(9, fingerprint="same"), twin, stranger, make_item(4, fingerprint="")]
    with peopled.transaction() as tx:
        tx.items.add(items, [])
    with peopled.reading() as tx:
        asked = ["unknown", "same", "", "same"]
        assert tx.items.by_item_fingerprint(MINSK.collection_id, asked) == {"same": twin}
        assert tx.items.by_item_fingerprint(BREST.collection_id, asked) == {"same": stranger}
        assert tx.items.by_item_fingerprint("nothing", asked) == {}
        assert tx.items.by_item_fingerprint(MINSK.collection_id, []) == {}


def test_fingerprints_of_exhibits_find_their_first_item(peopled: RecordStore):
    first, second, stranger = make_item(2), make_item(3), make_item(1, collection=BREST)
    record = make_object(make_item(1), ObjectRole.RECORD, 1, fingerprint="record")
    objects = [
        make_object(second, position=0, fingerprint="same"),
        make_object(first, position=0, fingerprint="other"),
        make_object(first, position=1, fingerprint="same"),
        make_object(first, position=2, fingerprint=""),
        make_object(stranger, position=0, fingerprint="same"),
        record,
    ]
    with peopled.transaction() as tx:
        tx.items.add([first, second, stranger, make_item(1)], objects)
    with peopled.reading() as tx:
        find = tx.items.by_object_fingerprint
        assert find(MINSK.collection_id, ["same", "other", "", "record"]) == {"same": first, "other": first}
        assert find(BREST.collection_id, ["same", "other"]) == {"same": stranger}
        assert find(MINSK.collection_id, []) == {}


def test_an_identity_is_found_by_its_mark_until_it_is_shredded(peopled: RecordStore):
    told = make_item(0)
    identity = replace(make_object(told, ObjectRole.IDENTITY, 1), fingerprint="mark")
    exhibit = make_object(told, fingerprint="print")
    with peopled.transaction() as tx:
        tx.items.add([told], [identity, exhibit])
    with peopled.transaction() as tx:
        find = tx.items.by_object_fingerprint
        assert find(MINSK.collection_id, ["mark"]) == {}
        assert find(MINSK.collection_id, ["mark"], ObjectRole.IDENTITY) == {"mark": told}
        tx.items.mark_shredded([identity.digest, exhibit.digest])
    with peopled.reading() as tx:
        assert tx.items.by_object_fingerprint(MINSK.collection_id, ["mark"], ObjectRole.IDENTITY) == {}
        assert tx.items.by_object_fingerprint(MINSK.collection_id, ["print"]) == {"print": told}


def test_many_values_can_be_asked_for_at_once(peopled: RecordStore):
    items = [make_item(n) for n in range(1, 1203)]
    with peopled.transaction() as tx:
        add_items(tx, *items)
    with peopled.reading() as tx:
        prints = [item.fingerprint for item in items]
        assert tx.items.by_item_fingerprint(MINSK.collection_id, prints) == dict(
            zip(prints, items, strict=True)
        )
        exhibits = [tx.items.objects(item.item_id)[0].fingerprint for item in items[::100]]
        assert len(tx.items.by_object_fingerprint(MINSK.collection_id, exhibits * 100)) == 13
        assert tx.items.those_of([item.item_id for item in items]) == {each.item_id: each for each in items}


def test_a_new_version_follows_the_one_it_is_based_on(peopled: RecordStore):
    record = replace(make_object(ONE, ObjectRole.RECORD, 2), fingerprint="")
    with peopled.transaction() as tx:
        add_items(tx, ONE)
        moved = tx.items.advance(ONE.item_id, based_on=1, record=record.digest, new_objects=[record])
    assert moved == replace(ONE, version=2, record=record.digest)
    with peopled.reading() as tx:
        assert tx.items.item(ONE.item_id) == moved
        assert record in tx.items.objects(ONE.item_id)


def test_a_stale_change_is_a_conflict_and_changes_nothing(peopled: RecordStore):
    with peopled.transaction() as tx:
        add_items(tx, ONE)
        moved = tx.items.advance(ONE.item_id, based_on=1, record=digest("new"), new_objects=[])
    with peopled.transaction() as tx:
        for based_on in (1, 3):
            with pytest.raises(Conflict):
                tx.items.advance(
                    ONE.item_id,
                    based_on=based_on,
                    record=digest("lost"),
                    new_objects=[make_object(ONE, position=9)],
                )
            with pytest.raises(Conflict):
                tx.items.withdraw(ONE.item_id, based_on=based_on)
        with pytest.raises(NotFound):
            tx.items.advance("nothing", based_on=1, record="", new_objects=[])
        with pytest.raises(NotFound):
            tx.items.withdraw("nothing", based_on=1)
        add_items(tx, TWO)
    with peopled.reading() as tx:
        assert list(tx.items.items()) == [moved, TWO]
        assert len(tx.items.objects(ONE.item_id)) == 2


def test_a_version_whose_record_is_known_already_is_refused_whole(peopled: RecordStore):
    with peopled.transaction() as tx:
        add_items(tx, ONE)
        known = tx.items.objects(ONE.item_id)[1]
    with pytest.raises(Conflict), peopled.transaction() as tx:
        tx.items.advance(ONE.item_id, based_on=1, record=known.digest, new_objects=[known])
    with peopled.reading() as tx:
        assert tx.items.item(ONE.item_id) == ONE


def test_a_withdrawn_item_keeps_its_number_and_objects(peopled: RecordStore):
    with peopled.transaction() as tx:
        add_items(tx, ONE)
        withdrawn = tx.items.withdraw(ONE.item_id, based_on=1)
    assert withdrawn == replace(ONE, version=2, state=ItemState.WITHDRAWN)
    with peopled.reading() as tx:
        assert tx.items.by_number(ONE.number) == withdrawn
        assert tx.items.count() == 1
        assert len(tx.items.objects(ONE.item_id)) == 2
        assert tx.items.those_of([ONE.item_id, "nothing"]) == {ONE.item_id: withdrawn}


def test_objects_are_marked_shredded_and_their_headers_replaced(peopled: RecordStore):
    with peopled.transaction() as tx:
        add_items(tx, ONE, TWO)
        exhibit, record = tx.items.objects(ONE.item_id)
        tx.items.mark_shredded([exhibit.digest])
        tx.items.change_headers([HeaderChange(record.digest, digest("rewrapped"))])
        tx.items.mark_shredded([])
        tx.items.change_headers([])
    with peopled.reading() as tx:
        assert tx.items.object(exhibit.digest) == replace(exhibit, shredded=True)
        assert tx.items.object(record.digest) == replace(record, header_digest=digest("rewrapped"))
        assert not any(each.shredded for each in tx.items.objects(TWO.item_id))


def test_unknown_objects_can_be_neither_shredded_nor_rewrapped(peopled: RecordStore):
    with peopled.transaction() as tx:
        add_items(tx, ONE)
        exhibit, record = tx.items.objects(ONE.item_id)
        with pytest.raises(NotFound):
            tx.items.mark_shredded([exhibit.digest, digest("nothing")])
        with pytest.raises(NotFound):
            tx.items.change_headers([HeaderChange(record.digest, "x"), HeaderChange(digest("nothing"), "y")])
    with peopled.reading() as tx:
        assert tx.items.objects(ONE.item_id) == (exhibit, record)


def test_links_are_kept_once_and_seen_from_both_ends(peopled: RecordStore):
    shares = Link(TWO.item_id, ONE.item_id, RelationType.SHARES_EXHIBIT, "same bytes", "e1")
    again = replace(shares, basis="again", event_id="e2")
    travels = Link(TWO.item_id, ONE.item_id, RelationType.MUST_TRAVEL_WITH, "decided", "e3")
    other = Link(TWO.item_id, THREE.item_id, RelationType.SAME_WITNESS, "decided", "e4")
    with peopled.transaction() as tx:
        add_items(tx, ONE, TWO, THREE)
        tx.items.add_links([shares, again])
        tx.items.add_links([again, travels, other])
        tx.items.add_links([])
    with peopled.reading() as tx:
        assert set(tx.items.links(ONE.item_id)) == {shares, travels}
        assert set(tx.items.links(TWO.item_id)) == {shares, travels, other}
        assert list(tx.items.all_links()) == sorted(
            [shares, travels, other], key=lambda link: (link.from_item, link.to_item, link.type)
        )
    with pytest.raises(NotFound), peopled.transaction() as tx:
        tx.items.add_links([replace(other, to_item="nothing")])


def test_many_links_are_streamed_once_each(peopled: RecordStore):
    items = [make_item(n) for n in range(1, 41)]
    links = [
        Link(a.item_id, b.item_id, RelationType.SAME_INCIDENT, "decided", "e")
        for a in items
        for b in items
        if a != b
    ]
    with peopled.transaction() as tx:
        add_items(tx, *items)
        tx.items.add_links(links)
    with peopled.reading() as tx:
        assert list(tx.items.all_links()) == sorted(links, key=lambda link: (link.from_item, link.to_item))
