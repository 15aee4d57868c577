"""The contract of `ObjectStore`, run on every adapter."""

import hashlib
import os

import pytest

from archive.adapters.objects.filesystem import FilesystemObjectStore
from archive.adapters.objects.filesystem_files import FEW_FILES
from archive.adapters.objects.memory import MemoryObjectStore
from archive.domain.errors import Conflict, InvalidRequest, NotFound, ObjectError, Unavailable

HEADER = b"age-encryption.org/v1\n-> fictional\n\n--- header\n"
OTHER = HEADER + b"other"


def named(payload: bytes) -> str:
    return hashlib.sha256(payload).hexdigest()


def payloads(count: int) -> list[bytes]:
    return [b"payload %d " % i * (i % 7 + 1) for i in range(count)]


@pytest.fixture(params=["memory", "filesystem"])
def store(request, tmp_path):
    made = MemoryObjectStore() if request.param == "memory" else FilesystemObjectStore.create(tmp_path)
    yield made
    made.close()


def put(store, *some: bytes, header: bytes = HEADER) -> None:
    with store.new_batch() as batch:
        for payload in some:
            batch.put(payload, header, named(payload))
        batch.commit()


def read(store, digest: str) -> bytes:
    with store.open_payload(digest) as payload:
        return payload.read_at(0, payload.size)


@pytest.mark.parametrize("count", [1, 3, FEW_FILES, 200])
def test_what_was_committed_is_there(store, count):
    some = payloads(count)
    put(store, *some)
    for payload in some:
        assert read(store, named(payload)) == payload
        assert store.payload_size(named(payload)) == len(payload)
        assert store.read_header(named(payload)) == HEADER
    assert list(store.list_payloads()) == list(store.list_headers()) == sorted(map(named, some))
    assert list(store.list_strays()) == []


@pytest.mark.parametrize("size", [0, 1, 70_000, 9 << 20])
def test_a_staged_payload_becomes_an_object(store, size):
    payload = os.urandom(size)
    with store.new_batch() as batch:
        staged = batch.create()
        buffer = bytearray(1 << 20)
        for start in range(0, size, len(buffer)):
            piece = payload[start : start + len(buffer)]
            buffer[: len(piece)] = piece
            assert staged.write(memoryview(buffer)[: len(piece)]) == len(piece)
        assert staged.size == size
        batch.add(staged, named(payload), HEADER)
        assert list(store.list_payloads()) == []
        batch.commit()
    assert read(store, named(payload)) == payload
    assert store.read_header(named(payload)) == HEADER


def test_many_staged_payloads_beside_small_ones(store):
    with store.new_batch() as batch:
        for number in range(60):
            staged = batch.create()
            staged.write(b"staged %d" % number)
            batch.add(staged, named(b"staged %d" % number), HEADER)
            batch.put(b"small %d" % number, HEADER, named(b"small %d" % number))
        batch.commit()
    assert len(list(store.list_payloads())) == len(list(store.list_headers())) == 120
    assert read(store, named(b"staged 59")) == b"staged 59"


def test_nothing_is_there_before_commit_or_after_discard(store):
    batch = store.new_batch()
    batch.put(b"one", HEADER, named(b"one"))
    staged = batch.create()
    staged.write(b"two")
    assert list(store.list_payloads()) == []
    batch.discard()
    batch.discard()
    staged.discard()
    assert list(store.list_payloads()) == list(store.list_headers()) == []
    with pytest.raises(NotFound):
        store.open_payload(named(b"one"))


def test_a_staged_payload_can_be_dropped_alone(store):
    with store.new_batch() as batch:
        dropped, kept = batch.create(), batch.create()
        dropped.write(b"dropped")
        kept.write(b"kept")
        dropped.discard()
        dropped.discard()
        batch.add(kept, named(b"kept"), HEADER)
        kept.discard()
        with pytest.raises(InvalidRequest):
            dropped.write(b"more")
        with pytest.raises(InvalidRequest):
            batch.add(dropped, named(b"dropped"), HEADER)
        with pytest.raises(InvalidRequest):
            batch.add(kept, named(b"kept"), HEADER)
        batch.commit()
    assert list(store.list_payloads()) == [named(b"kept")]


def test_an_exception_inside_a_batch_drops_it(store):
    with pytest.raises(KeyboardInterrupt), store.new_batch() as batch:  # noqa: PT012
        batch.put(b"one", HEADER, named(b"one"))
        raise KeyboardInterrupt
    assert list(store.list_payloads()) == []


def test_a_batch_is_used_once(store):
    batch = store.new_batch()
    batch.commit()
    for again in (batch.commit, batch.create, lambda: batch.put(b"", HEADER, named(b""))):
        with pytest.raises(InvalidRequest):
            again()


def test_the_same_object_again_is_no_error(store):
    put(store, b"one")
    put(store, b"one", b"two", b"one")
    assert read(store, named(b"one")) == b"one"


def test_other_bytes_under_a_present_name_are_refused(store):
    put(store, b"one")
    with store.new_batch() as batch:
        batch.put(b"xxx", HEADER, named(b"one"))
        with pytest.raises(ObjectError):
            batch.commit()
    assert read(store, named(b"one")) == b"one"


def test_another_header_for_a_present_object_is_a_conflict(store):
    put(store, b"one")
    with store.new_batch() as batch:
        batch.put(b"one", OTHER, named(b"one"))
        with pytest.raises(Conflict):
            batch.commit()
    assert store.read_header(named(b"one")) == HEADER


def test_headers_are_added_replaced_and_destroyed(store):
    digest = named(b"one")
    with pytest.raises(NotFound):
        store.replace_header(digest, OTHER)
    store.add_header(digest, HEADER)
    store.add_header(digest, HEADER)
    with pytest.raises(Conflict):
        store.add_header(digest, OTHER)
    store.replace_header(digest, OTHER)
    assert store.read_header(digest) == OTHER
    store.destroy_header(digest)
    with pytest.raises(NotFound):
        store.read_header(digest)
    with pytest.raises(NotFound):
        store.destroy_header(digest)
    assert list(store.list_headers()) == []
    store.add_header(digest, OTHER)
    assert store.read_header(digest) == OTHER


@pytest.mark.parametrize("count", [2, 200])
def test_many_headers_are_replaced_in_one_batch(store, count):
    some = payloads(count)
    put(store, *some)
    with store.new_batch() as batch:
        for payload in some:
            batch.replace_header(named(payload), OTHER + payload)
        with pytest.raises(NotFound):
            batch.replace_header(named(b"absent"), OTHER)
        assert store.read_header(named(some[0])) == HEADER
        batch.commit()
    for payload in some:
        assert store.read_header(named(payload)) == OTHER + payload
        assert read(store, named(payload)) == payload


def test_destroying_a_header_leaves_the_payload_and_others(store):
    put(store, b"one", b"two")
    store.destroy_header(named(b"one"))
    assert read(store, named(b"one")) == b"one"
    assert store.read_header(named(b"two")) == HEADER


def test_ranges_are_read_to_the_end_and_not_beyond(store):
    payload = bytes(range(256)) * 1000
    put(store, payload)
    with store.open_payload(named(payload)) as reader:
        assert reader.size == len(payload)
        for offset, count in (
            (0, 0),
            (0, 10),
            (255_990, 100),
            (256_000, 1),
            (300_000, 1),
            (100_000, 200_000),
        ):
            assert reader.read_at(offset, count) == payload[offset : offset + count]
        reader.close()


@pytest.mark.parametrize(
    "digest", ["", "a" * 63, "A" * 64, "g" * 64, "../" + "a" * 61, "a" * 64 + "\n", "/" + "a" * 63, "é" * 64]
)
def test_what_is_no_digest_never_becomes_a_path(store, digest):
    with store.new_batch() as batch:
        for use in (
            store.open_payload,
            store.payload_size,
            store.read_header,
            store.destroy_header,
            lambda d: store.add_header(d, HEADER),
            lambda d: store.replace_header(d, HEADER),
            lambda d: batch.put(b"", HEADER, d),
            lambda d: batch.replace_header(d, HEADER),
            lambda d: batch.add(batch.create(), d, HEADER),
        ):
            with pytest.raises(InvalidRequest):
                use(digest)


def test_absent_objects_are_not_found(store):
    for use in (store.open_payload, store.payload_size, store.read_header):
        with pytest.raises(NotFound):
            use(named(b"absent"))


def test_several_batches_are_open_at_once(store):
    one, two = store.new_batch(), store.new_batch()
    one.put(b"one", HEADER, named(b"one"))
    two.put(b"two", HEADER, named(b"two"))
    foreign = two.create()
    with pytest.raises(InvalidRequest):
        one.add(foreign, named(b""), HEADER)
    two.discard()
    one.commit()
    assert list(store.list_payloads()) == [named(b"one")]


def test_a_closed_store_takes_nothing_and_still_reads(store):
    put(store, b"one")
    batch = store.new_batch()
    store.close()
    store.close()
    for use in (
        store.new_batch,
        batch.create,
        lambda: store.add_header(named(b"two"), HEADER),
        lambda: store.destroy_header(named(b"one")),
    ):
        with pytest.raises(Unavailable):
            use()
    assert read(store, named(b"one")) == b"one"
