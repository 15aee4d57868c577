"""Take a real bundle, change one thing, expect exactly that one finding.

The careless forger changes a file; the careful one rewrites the manifests too, so that `sha256sum
--check` is content.
"""

import hashlib
import io
import shutil
from dataclasses import replace

import pytest

from archive.bundle import (
    BundleEntry,
    BundleObject,
    ItemBundle,
    PayloadSource,
    bundle_files,
    write_bundle,
)
from archive.verifier.bundle import check_bundle
from crypto.canonical import canonical_json, parse_canonical_object
from crypto.merkle import perfect_root
from crypto.merkle_proof import prove_inclusion
from crypto.note import Ed25519NoteSigner
from crypto.signing import Ed25519SigningKey
from crypto.tlog_policy import LogPolicy, format_policy
from crypto.tlog_proof import LogProof, format_log_proof
from tests.fictional_log import (
    CUSTODIAN,
    DOCUMENTER,
    ITEM_A,
    ITEM_B,
    LOG,
    MLDSA,
    ORIGIN,
    STRANGER,
    FictionalLog,
    flip,
    other_base64,
)

FOREIGN = Ed25519NoteSigner(ORIGIN, Ed25519SigningKey(b"\x66" * 32))
POLICY = LogPolicy((LOG.vkey,), (("log-mldsa44", MLDSA.vkey),), (), "log-mldsa44")
PAYLOADS = {name: name.encode() * 5000 for name in ("exhibit one", "exhibit two", "record one")}
HEADER = b"age-encryption.org/v1\n-> X25519 FICTIONAL\nYWJj\n--- %b\n"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def header_of(name):
    return HEADER % (
        b"ABCDEFGHIJ"[len(name) % 3 : len(name) % 3 + 1] * 43 if name != "exhibit two" else b"Z" * 43
    )


DIGESTS = {name: sha256(data) for name, data in PAYLOADS.items()}
EXHIBIT_ONE, EXHIBIT_TWO, RECORD = DIGESTS.values()


def item_log():
    """Entries 0 and 1 are about agents; 3, 5, 6 about item A; the rest about other things."""
    log = FictionalLog()
    log.begin()
    log.add("accession", item_id=ITEM_B)
    log.add("accession", item_id=ITEM_A, subjects=(("exhibit", EXHIBIT_ONE), ("exhibit", EXHIBIT_TWO)))
    log.add("query", CUSTODIAN)
    log.add("description", item_id=ITEM_A, subjects=(("record", RECORD),))
    log.add("decryption", CUSTODIAN, item_id=ITEM_A, subjects=(("exhibit", EXHIBIT_ONE),))
    log.add("description", item_id=ITEM_B)
    return log


def bundle_of(log, entries=(3, 5, 6), agents=(0, 1), policy=POLICY, **checkpoint_options):
    """The bundle of item A of a log."""
    leaves, checkpoint = log.leaves, log.checkpoint(**checkpoint_options)

    def node(level, index):
        return perfect_root(leaves[index << level : (index + 1) << level])

    def entry(index):
        hashes = prove_inclusion(index, len(leaves), node)
        return BundleEntry(index, log.entries[index], format_log_proof(LogProof(index, hashes, checkpoint)))

    def content(data):
        return lambda: io.BytesIO(data)

    objects = tuple(
        BundleObject(name.split()[0], PayloadSource(sha256(data), len(data), content(data)), header_of(name))
        for name, data in PAYLOADS.items()
    )
    return ItemBundle(
        item_number="BYA-2020-0000123",
        item_id=ITEM_A,
        entries=tuple(map(entry, entries)),
        agents=tuple(map(entry, agents)),
        objects=objects,
        checkpoint=checkpoint,
        policy=policy,
        bagging_date="2026-11-22",
    )


def write(folder, bundle):
    write_bundle(folder, bundle_files(bundle))
    return folder


@pytest.fixture(scope="session")
def pristine(tmp_path_factory):
    return write(tmp_path_factory.mktemp("bundle") / "item", bundle_of(item_log()))


@pytest.fixture
def folder(pristine, tmp_path):
    return shutil.copytree(pristine, tmp_path / "item")


def rewrite_manifests(folder):
    """What a careful forger does last."""
    payload = sorted(path for path in (folder / "data").rglob("*") if path.is_file())
    lines = [f"{sha256(path.read_bytes())}  {path.relative_to(folder).as_posix()}\n" for path in payload]
    (folder / "manifest-sha256.txt").write_text("".join(lines))
    info = folder / "bag-info.txt"
    oxum = f"Payload-Oxum: {sum(path.stat().st_size for path in payload)}.{len(payload)}"
    info.write_text(
        "\n".join(oxum if line.startswith("Payload-Oxum") else line for line in info.read_text().split("\n"))
    )
    tags = [folder / name for name in ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")]
    lines = [f"{sha256(path.read_bytes())}  {path.name}\n" for path in tags]
    (folder / "tagmanifest-sha256.txt").write_text("".join(lines))


def codes(folder, trust=POLICY):
    return sorted({finding.code.number for finding in check_bundle(folder, trust).findings})


def change(folder, path, edit):
    target = folder / path
    target.write_bytes(edit(target.read_bytes()))


def swap(folder, one, two):
    first, second = (folder / one).read_bytes(), (folder / two).read_bytes()
    (folder / one).write_bytes(second)
    (folder / two).write_bytes(first)


def edit_item(folder, **changes):
    change(folder, "data/item.json", lambda data: canonical_json({**parse_canonical_object(data), **changes}))


def drop_entry(folder, index):
    for suffix in ("json", "tlog-proof"):
        (folder / f"data/entries/{index}.{suffix}").unlink()


def test_an_untouched_bundle_is_valid(folder):
    report = check_bundle(folder, POLICY)
    assert report.findings == ()
    assert (report.item_number, report.entries, report.objects) == ("BYA-2020-0000123", 5, 3)
    rewrite_manifests(folder)
    assert check_bundle(folder, POLICY).findings == ()


def test_without_a_key_from_outside_there_is_a_warning(folder):
    report = check_bundle(folder)
    assert [finding.code.number for finding in report.findings] == ["V211"]
    assert report.is_valid


OBJECT = f"data/objects/{EXHIBIT_ONE}"
HEADER_ONE, HEADER_TWO = f"data/headers/{EXHIBIT_ONE}", f"data/headers/{EXHIBIT_TWO}"

FLIPS = [
    ("payload", OBJECT, 70_000 % 55_000, "V301", "V301"),
    ("payload of a record", f"data/objects/{RECORD}", 0, "V301", "V301"),
    ("form of a header", HEADER_ONE, 3, "V311", "V314"),
    ("MAC of a header", HEADER_ONE, -5, "V311", None),
    ("frame of an entry", "data/entries/5.json", 5, "V101", "V101"),
    ("payload of an entry", "data/entries/5.json", 60, "V101", "V101"),
    ("signature of an entry", "data/entries/6.json", -40, "V101", "V101"),
    ("first entry of the item", "data/entries/3.json", 60, "V101", "V101"),
    ("genesis", "data/agents/0.json", 60, "V101", "V101"),
    ("registration", "data/agents/1.json", 60, "V101", "V101"),
    ("first line of a proof", "data/entries/5.tlog-proof", 3, "V108", "V108"),
    ("hash of a proof", "data/entries/5.tlog-proof", 45, "V108", "V108"),
    ("checkpoint in a proof", "data/entries/5.tlog-proof", -60, "V108", "V108"),
    ("proof of the genesis", "data/agents/0.tlog-proof", 45, "V108", "V108"),
    ("origin in the checkpoint", "data/checkpoint", 3, "V202", "V202"),
    ("size in the checkpoint", "data/checkpoint", len(ORIGIN) + 1, "V203", "V203"),
    ("root in the checkpoint", "data/checkpoint", len(ORIGIN) + 10, "V203", "V203"),
    ("README", "data/README.txt", 10, "V404", None),
    ("policy, with a key from outside", "data/policy", 10, "V404", None),
]


@pytest.mark.parametrize(
    ("path", "position", "code"), [pytest.param(*flip[1:4], id=flip[0]) for flip in FLIPS]
)
def test_a_flipped_bit(folder, path, position, code):
    change(folder, path, lambda data: flip(data, position))
    assert codes(folder) == [code]


@pytest.mark.parametrize(
    ("path", "position", "code"), [pytest.param(*flip[1:3], flip[4], id=flip[0]) for flip in FLIPS]
)
def test_a_flipped_bit_under_new_manifests(folder, path, position, code):
    """None: what no signature covers. A header opens its payload or not; the rest is not evidence."""
    change(folder, path, lambda data: flip(data, position))
    rewrite_manifests(folder)
    assert codes(folder) == ([code] if code else [])


@pytest.mark.parametrize(
    "path", ["manifest-sha256.txt", "tagmanifest-sha256.txt", "bag-info.txt", "bagit.txt"]
)
@pytest.mark.parametrize("position", [0, 20, 70, -5, -1])
def test_a_flipped_bit_in_a_tag_file(folder, path, position):
    size = (folder / path).stat().st_size
    change(folder, path, lambda data: flip(data, position if position < size else size // 2))
    assert codes(folder) == ["V403"]


@pytest.mark.parametrize("member", ["item_number", "item_id", "entries"])
def test_a_changed_description(folder, member):
    edit_item(
        folder, **{member: {"item_number": "BYA-2020-0000124", "item_id": ITEM_B, "entries": [3, 4]}[member]}
    )
    assert codes(folder) == ["V404"]


def test_a_changed_second_signature(folder):
    change(folder, "data/checkpoint", lambda data: other_base64(data, -60))
    assert codes(folder) == ["V209"]
    rewrite_manifests(folder)
    assert codes(folder) == ["V209"]


def test_a_malformed_description(folder):
    change(folder, "data/item.json", lambda data: flip(data, 0))
    assert codes(folder) == ["V406"]
    rewrite_manifests(folder)
    assert codes(folder) == ["V406"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (OBJECT, "V302"),
        (HEADER_ONE, "V312"),
        ("data/entries/3.json", "V103"),
        ("data/entries/6.json", "V103"),
        ("data/agents/0.json", "V103"),
        ("data/agents/1.json", "V103"),
        ("data/entries/5.tlog-proof", "V109"),
        ("data/checkpoint", "V401"),
        ("data/policy", "V401"),
        ("data/item.json", "V401"),
        ("data/README.txt", "V401"),
        ("bagit.txt", "V403"),
        ("bag-info.txt", "V403"),
        ("manifest-sha256.txt", "V403"),
        ("tagmanifest-sha256.txt", "V403"),
    ],
)
def test_a_missing_file(folder, path, code):
    (folder / path).unlink()
    assert codes(folder) == [code]


@pytest.mark.parametrize(
    "path", ["extra.txt", "data/extra.txt", "data/objects/" + "0" * 64, "data/entries/4.json"]
)
def test_an_extra_file(folder, path):
    (folder / path).write_bytes(b"extra")
    assert codes(folder) == ["V402"]
    rewrite_manifests(folder)
    assert codes(folder) == ["V402"]


def test_a_symbolic_link_is_no_file_of_the_bundle(folder, tmp_path):
    (folder / "data/README.txt").rename(tmp_path / "elsewhere")
    (folder / "data/README.txt").symlink_to(tmp_path / "elsewhere")
    assert "V401" in codes(folder)
    (folder / "data/link").symlink_to(tmp_path)
    assert "V402" in codes(folder)


def test_swapped_objects(folder):
    swap(folder, OBJECT, f"data/objects/{EXHIBIT_TWO}")
    assert codes(folder) == ["V303"]
    rewrite_manifests(folder)
    assert codes(folder) == ["V303"]


def test_swapped_headers(folder):
    """Found by the manifest; under new manifests only `age -d` can tell: no signature covers headers."""
    swap(folder, HEADER_ONE, HEADER_TWO)
    assert codes(folder) == ["V313"]
    rewrite_manifests(folder)
    assert codes(folder) == []


def test_an_added_object(folder):
    (folder / "data/objects" / sha256(b"planted")).write_bytes(b"planted")
    objects = parse_canonical_object((folder / "data/item.json").read_bytes())["objects"]
    edit_item(folder, objects=[*objects, {"sha256": sha256(b"planted"), "role": "exhibit", "header": False}])
    rewrite_manifests(folder)
    assert codes(folder) == ["V304"]


def test_a_withheld_exhibit_is_a_warning(folder):
    for path in (OBJECT, HEADER_ONE):
        (folder / path).unlink()
    objects = parse_canonical_object((folder / "data/item.json").read_bytes())["objects"]
    edit_item(folder, objects=[each for each in objects if each["sha256"] != EXHIBIT_ONE])
    rewrite_manifests(folder)
    assert codes(folder) == ["V305"]
    assert check_bundle(folder, POLICY).is_valid


@pytest.mark.parametrize("index", [3, 5, 6])
def test_a_dropped_entry(folder, index):
    drop_entry(folder, index)
    assert codes(folder) == ["V103"]
    rewrite_manifests(folder)
    assert codes(folder) == ["V103"]


def test_a_dropped_entry_under_a_new_description(folder):
    drop_entry(folder, 5)
    edit_item(folder, entries=[3, 6])
    objects = parse_canonical_object((folder / "data/item.json").read_bytes())["objects"]
    edit_item(folder, objects=[each for each in objects if each["sha256"] != RECORD])
    for place in ("objects", "headers"):
        (folder / f"data/{place}/{RECORD}").unlink()
    rewrite_manifests(folder)
    assert codes(folder) == ["V501"]


def test_re_ordered_entries(folder):
    swap(folder, "data/entries/3.json", "data/entries/5.json")
    assert codes(folder) == ["V105"]
    rewrite_manifests(folder)
    assert codes(folder) == ["V105"]
    swap(folder, "data/entries/3.tlog-proof", "data/entries/5.tlog-proof")
    assert "V105" in codes(folder)
    rewrite_manifests(folder)
    assert codes(folder) == ["V105"]


def test_exchanged_proofs(folder):
    swap(folder, "data/entries/3.tlog-proof", "data/entries/5.tlog-proof")
    assert codes(folder) == ["V108"]
    rewrite_manifests(folder)
    assert codes(folder) == ["V108"]


def test_an_entry_of_another_item(tmp_path):
    assert codes(write(tmp_path / "item", bundle_of(item_log(), entries=(3, 5, 6, 7)))) == ["V407"]


def test_an_entry_signed_by_a_stranger(tmp_path):
    log = item_log()
    log.add("decryption", STRANGER, item_id=ITEM_A)
    assert codes(write(tmp_path / "item", bundle_of(log, entries=(3, 5, 6, 8)))) == ["V502"]


def test_an_entry_in_another_agents_name(tmp_path):
    log = item_log()
    log.add("decryption", CUSTODIAN, item_id=ITEM_A, signer=DOCUMENTER)
    assert codes(write(tmp_path / "item", bundle_of(log, entries=(3, 5, 6, 8)))) == ["V503"]


def test_an_entry_whose_signature_is_none(tmp_path):
    log = item_log()
    log.append(flip(log.entries[6], -30), ITEM_A)
    assert codes(write(tmp_path / "item", bundle_of(log, entries=(3, 5, 6, 8)))) == ["V106"]


def test_an_entry_that_is_none(tmp_path):
    log = item_log()
    log.append(b"{}", ITEM_A)
    assert codes(write(tmp_path / "item", bundle_of(log, entries=(3, 5, 6, 8)))) == ["V102"]


def test_a_signed_entry_that_was_never_logged(folder):
    """An insider signs another version of entry 6 and exchanges it."""
    log = item_log()
    other = FictionalLog(log.entries[:6], {ITEM_A: log.leaves[5].hex()})
    other.add("decryption", CUSTODIAN, item_id=ITEM_A, subjects=(("exhibit", EXHIBIT_TWO),))
    (folder / "data/entries/6.json").write_bytes(other.entries[6])
    assert codes(folder) == ["V101"]
    rewrite_manifests(folder)
    assert codes(folder) == ["V108"]


def test_no_genesis(tmp_path):
    assert "V506" in codes(write(tmp_path / "item", bundle_of(item_log(), agents=(1,))))


def test_no_registration(tmp_path):
    assert codes(write(tmp_path / "item", bundle_of(item_log(), agents=(0,)))) == ["V502"]


def test_a_foreign_log_key(tmp_path, folder):
    (folder / "data/policy").write_bytes(format_policy(LogPolicy((FOREIGN.vkey,))))
    rewrite_manifests(folder)
    assert codes(folder, trust=None) == ["V203", "V211"]
    assert codes(folder, trust=POLICY) == []
    foreign = LogPolicy((FOREIGN.vkey,))
    forged = write(tmp_path / "forged", bundle_of(item_log(), policy=foreign, signers=(FOREIGN,)))
    assert codes(forged, trust=POLICY) == ["V203"]
    assert codes(forged, trust=None) == ["V206", "V211"]


def test_a_malformed_policy(folder):
    change(folder, "data/policy", lambda data: flip(data, 10))
    assert codes(folder, trust=None) == ["V211", "V408"]


def test_another_origin(tmp_path):
    renamed = Ed25519NoteSigner("sviedka/other", LOG._signing_key)
    bundle = bundle_of(
        item_log(), policy=LogPolicy((renamed.vkey,)), origin="sviedka/other", signers=(renamed,)
    )
    folder = write(tmp_path / "item", bundle)
    assert codes(folder, trust=POLICY) == ["V202"]
    assert codes(folder, trust=None) == ["V202", "V211"]


def test_a_checkpoint_without_its_second_signature(tmp_path):
    assert codes(write(tmp_path / "item", bundle_of(item_log(), signers=(LOG,)))) == ["V210"]


def test_a_proof_from_another_checkpoint(folder):
    log = item_log()
    log.add("query", CUSTODIAN)
    newer = {entry.index: entry.proof for entry in bundle_of(log).entries}
    (folder / "data/entries/5.tlog-proof").write_bytes(newer[5])
    assert codes(folder) == ["V108"]
    rewrite_manifests(folder)
    assert codes(folder) == ["V108"]


def test_wrong_sizes_in_the_bag_information(folder):
    change(folder, "bag-info.txt", lambda data: data.replace(b"Payload-Oxum: ", b"Payload-Oxum: 1"))
    rewrite = folder / "tagmanifest-sha256.txt"
    tags = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
    rewrite.write_text("".join(f"{sha256((folder / name).read_bytes())}  {name}\n" for name in tags))
    assert codes(folder) == ["V405"]


def test_an_object_without_a_header_after_shredding(tmp_path):
    bundle = bundle_of(item_log())
    shredded = replace(bundle, objects=(replace(bundle.objects[0], header=None), *bundle.objects[1:]))
    assert codes(write(tmp_path / "item", shredded)) == []
