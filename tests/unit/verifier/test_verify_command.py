"""The command `sviedka-verify` on bundles and published logs; the bag library and the recipe on bundles."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import bagit
import pytest

from archive.adapters.tiles.filesystem import FilesystemTileStore
from archive.bundle import PayloadSource, bundle_files, write_bundle
from archive.bundle_readme import README
from archive.log_tiles import EMPTY_TREE, extend_tiles
from archive.verifier.bundle_objects import _HEADER
from archive.verifier.cli import main
from archive.verifier.codes import CODES
from archive.verifier.published import check_published
from crypto.age.file import encrypt
from crypto.age.hybrid import HybridIdentity
from crypto.age.x25519 import X25519Identity
from crypto.errors import FormatError
from crypto.note import Ed25519NoteSigner
from crypto.signing import Ed25519SigningKey
from crypto.strict_base64 import encode_base64
from crypto.tlog_policy import format_policy
from tests.fictional_log import ITEM_A, LOG, MLDSA, ORIGIN, VKEYS, FictionalLog, fictional_log, flip
from tests.tamper.test_bundle_tampering import EXHIBIT_ONE, PAYLOADS, POLICY, bundle_of, item_log

ROOT = Path(__file__).resolve().parents[3]
LOG_KEYS = [word for vkey in VKEYS for word in ("--log-key", str(vkey))]


@pytest.fixture
def item(tmp_path):
    folder = tmp_path / "item"
    write_bundle(folder, bundle_files(bundle_of(item_log())))
    return folder


@pytest.fixture
def published(tmp_path):
    """A published log of 600 entries with partial tiles, grown in two steps."""
    log, folder = fictional_log(600), tmp_path / "log"
    store = FilesystemTileStore(folder)
    head = extend_tiles(store, EMPTY_TREE, log.entries[:300])
    extend_tiles(store, head, log.entries[300:])
    store.publish_checkpoint(log.checkpoint())
    return folder


def test_the_bagit_library_accepts_the_bundle(item):
    bag = bagit.Bag(str(item))
    bag.validate()
    assert bag.info["External-Identifier"] == "BYA-2020-0000123"
    assert bag.version_info == (1, 0)
    (item / "data/objects" / EXHIBIT_ONE).write_bytes(b"changed")
    with pytest.raises(bagit.BagValidationError):
        bag.validate()


def test_the_recipe_in_the_readme_works(item, tmp_path):
    text = (item / "data/README.txt").read_text()
    assert text == README
    code = text.split("----8<----\n")[1]
    assert len(code.splitlines()) <= 20
    script = tmp_path / "check.py"
    script.write_text(code)
    names = sorted(
        map(str, [*(item / "data/entries").glob("*.json"), *(item / "data/agents").glob("*.json")])
    )

    def run():
        command = [sys.executable, script, *names]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()

    assert all(re.search(rf"is in the log {ORIGIN} of size 8$", line) for line in run())
    Path(names[0]).write_bytes(flip(Path(names[0]).read_bytes()))
    assert [line.split()[0] for line in run() if "IS NOT" in line] == names[:1]
    sums = subprocess.run(["sha256sum", "--check", "tagmanifest-sha256.txt"], cwd=item, check=False)
    assert sums.returncode == 0
    sums = subprocess.run(["sha256sum", "--check", "--quiet", "manifest-sha256.txt"], cwd=item, check=False)
    assert sums.returncode == 1


def test_every_line_of_the_readme_fits_a_terminal():
    assert max(map(len, README.splitlines())) <= 112


def test_a_payload_that_changed_on_its_way_is_not_written(tmp_path):
    files = [
        (path, PayloadSource(content.sha256, content.size + 1, content.open_payload))
        if isinstance(content, PayloadSource)
        else (path, content)
        for path, content in bundle_files(bundle_of(item_log()))
    ]
    with pytest.raises(FormatError):
        write_bundle(tmp_path / "item", files)


def test_an_existing_folder_is_not_written_to(item):
    with pytest.raises(FileExistsError):
        write_bundle(item, [])


def test_a_valid_bundle(item, capsys):
    assert main([*LOG_KEYS, str(item)]) == 0
    assert capsys.readouterr().out.endswith("valid\n")


def test_a_valid_bundle_without_a_key(item, capsys):
    assert main([str(item)]) == 0
    assert "warning: V211 log-key-from-bundle" in capsys.readouterr().out


def test_a_policy_file(item, tmp_path):
    (tmp_path / "policy").write_bytes(format_policy(POLICY))
    assert main(["--policy", str(tmp_path / "policy"), str(item)]) == 0


def test_defects_are_named(item, capsys):
    target = item / "data/objects" / EXHIBIT_ONE
    target.write_bytes(flip(PAYLOADS["exhibit one"]))
    assert main([*LOG_KEYS, str(item)]) == 1
    out = capsys.readouterr().out
    assert f"error: V301 object-digest-mismatch: data/objects/{EXHIBIT_ONE}:" in out
    assert out.endswith("DEFECTS: 1\n")
    assert main([*LOG_KEYS, "--json", str(item)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert [each["code"] for each in report["findings"]] == ["V301"]
    assert report["checkpoint"]["origin"] == ORIGIN


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--log-key", "nonsense", "."],
        ["--policy", "/nonexistent", "."],
        ["--policy", "/nonexistent", *LOG_KEYS, "."],
        ["--processes", "0", "."],
        ["--unknown"],
        ["--remembered", __file__, "."],
    ],
)
def test_wrong_usage(arguments, capsys):
    with pytest.raises(SystemExit) as exit_status:
        main(arguments)
    assert exit_status.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_a_log_needs_a_key(published, capsys):
    with pytest.raises(SystemExit) as exit_status:
        main([str(published)])
    assert exit_status.value.code == 2


def test_what_is_no_bundle(tmp_path, capsys):
    assert main([str(tmp_path / "nothing")]) == 3
    (tmp_path / "empty").mkdir()
    assert main([str(tmp_path / "empty")]) == 3
    assert capsys.readouterr().err.count("unreadable") == 2


def test_the_codes_are_listed(capsys):
    assert main(["--codes"]) == 0
    out = capsys.readouterr().out
    assert all(f"{number} {code.name}" in out for number, code in CODES.items())


def test_code_names_are_distinct_and_plain():
    assert len({code.name for code in CODES.values()}) == len(CODES)
    for code in CODES.values():
        assert re.fullmatch(r"V[1-7][0-9]{2}", code.number)
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", code.name)
        assert code.sentence.endswith(".")
        assert code.meaning[-1] in ".?"


def test_a_valid_log(published, tmp_path, capsys):
    (tmp_path / "kept").write_bytes(fictional_log(600).checkpoint(300))
    assert main([*LOG_KEYS, "--remembered", str(tmp_path / "kept"), str(published)]) == 0
    assert f"log {ORIGIN}: 600 entries, 0 beyond" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("path", "position", "code"),
    [
        ("tile/entries/000", 5000, "V101"),
        ("tile/entries/002.p/88", 5000, "V101"),
        ("tile/entries/001", 0, "V103"),
        ("tile/0/001", 100, "V212"),
        ("tile/1/000.p/2", 10, "V212"),
        ("checkpoint", len(ORIGIN) + 8, "V203"),
    ],
)
def test_a_flipped_bit_in_a_published_log(published, path, position, code):
    target = published / path
    target.write_bytes(flip(target.read_bytes(), position))
    report = check_published(published, VKEYS, processes=1)
    assert {each.code.number for each in report.findings} == {code}


@pytest.mark.parametrize(
    ("path", "code"), [("tile/entries/001", "V103"), ("tile/0/001", "V212"), ("tile/1/000.p/2", "V212")]
)
def test_a_missing_tile(published, path, code):
    (published / path).unlink()
    report = check_published(published, VKEYS, processes=1)
    assert {each.code.number for each in report.findings} == {code}


def test_an_older_log_under_a_newer_checkpoint(published):
    (published / "checkpoint").write_bytes(fictional_log(1000).checkpoint())
    report = check_published(published, VKEYS, processes=1)
    assert {each.code.number for each in report.findings} == {"V204"}


def test_the_verifier_runs_as_a_module_and_imports_little(item):
    code = (
        "import sys, archive.verifier.cli as cli; cli.main([sys.argv[1]]);"
        "print(sorted({name.split('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, item], capture_output=True, text=True, check=True, cwd=ROOT
    )
    third_party = run.stdout.splitlines()[-1]
    for name in ("sqlalchemy", "click", "yaml", "elasticsearch", "ingest", "schemas", "config"):
        assert f"'{name}'" not in third_party
    module = [sys.executable, "-m", "archive.verifier", "--codes"]
    assert subprocess.run(module, capture_output=True, check=False, cwd=ROOT).returncode == 0


def test_signers_of_the_fixture_are_the_log_and_its_second_key():
    assert (LOG.vkey, MLDSA.vkey) == VKEYS


def receipt_of(bundle, **changes):
    """A receipt with the entries of a bundle; see docs/formats/receipt.md."""
    entries = [
        {
            "leaf_index": each.index,
            "event_type": "accession",
            "entry": encode_base64(each.envelope),
            "proof": each.proof.decode(),
        }
        for each in bundle.entries
    ]
    value = {
        "schema": "sviedka/receipt/1",
        "item_number": bundle.item_number,
        "item_id": bundle.item_id,
        "log_keys": [str(vkey) for vkey in VKEYS],
        "exhibits": [{"name": "fictional.txt", "sha256": hashlib.sha256(b"fictional").hexdigest()}],
        "entries": entries,
        **changes,
    }
    return json.dumps(value)


def test_a_receipt(tmp_path, capsys):
    log = FictionalLog()
    log.begin()
    log.add("accession", item_id=ITEM_A, detail={"number": "BYA-2020-0000123"})
    bundle = bundle_of(log, entries=(2,))
    receipt, file = tmp_path / "receipt.json", tmp_path / "file"
    receipt.write_text(receipt_of(bundle))
    file.write_bytes(b"fictional")
    assert main(["receipt", str(receipt), str(file), *LOG_KEYS]) == 0
    assert capsys.readouterr().out.endswith("valid\n")
    assert main(["receipt", str(receipt), "--json"]) == 0
    assert [each["code"] for each in json.loads(capsys.readouterr().out)["findings"]] == ["V211"]
    file.write_bytes(b"another")
    assert main(["receipt", str(receipt), str(file), *LOG_KEYS]) == 1
    assert "error: V414" in capsys.readouterr().out
    foreign = str(Ed25519NoteSigner(ORIGIN, Ed25519SigningKey(bytes(32))).vkey)
    assert main(["receipt", str(receipt), "--log-key", foreign]) == 1
    assert "error: V108" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["receipt", str(receipt), "--log-key", "nonsense"])
    receipt.write_text("{}")
    assert main(["receipt", str(receipt), *LOG_KEYS]) == 3


def test_the_form_check_accepts_real_headers():
    hybrid, x25519 = HybridIdentity.generate(), X25519Identity.generate()
    for identity in (hybrid, x25519):
        header, _ = encrypt(b"fictional", [identity.recipient()])
        assert _HEADER.fullmatch(header)
        assert not _HEADER.fullmatch(header[:-1])
