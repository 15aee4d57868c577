"""The plain-words recipe that lies in every bundle: how to check and open it with common tools."""

from typing import Final

CHECK: Final = """\
import base64, hashlib, sys
def h(data): return hashlib.sha256(data).digest()
for name in sys.argv[1:]:
    node = h(b"\\0" + open(name, "rb").read())
    head, checkpoint = open(name[:-5] + ".tlog-proof", "rb").read().split(b"\\n\\n", 1)
    lines = head.decode().split("\\n")
    first = [n for n, line in enumerate(lines) if line.startswith("index ")][0]
    index = int(lines[first][6:])
    origin, size, root = checkpoint.decode().split("\\n")[:3]
    last = int(size) - 1
    for line in lines[first + 1:]:
        other = base64.b64decode(line)
        if index % 2 or index == last:
            node = h(b"\\1" + other + node)
            while index and index % 2 == 0: index, last = index // 2, last // 2
        else: node = h(b"\\1" + node + other)
        index, last = index // 2, last // 2
    good = last == 0 and base64.b64encode(node).decode() == root
    print(name, "is in the log" if good else "IS NOT IN THE LOG", origin, "of size", size)
"""
"""Twenty lines of Python: is each entry (`I.json`, with `I.tlog-proof` beside it) in the log?"""

README: Final = """\
WHAT THIS FOLDER IS

One item of an evidence archive: its encrypted files, the signed custody entries that say what was done to it,
and the proofs that these entries are in the archive's log. Nothing here needs the archive's own software. The
formats are public: BagIt (RFC 8493), age (c2sp.org/age), DSSE and in-toto, Merkle trees (RFC 6962), and
c2sp.org/tlog-checkpoint, tlog-proof, tlog-policy.

  data/objects/N            an encrypted file; N is the SHA-256 of its bytes
  data/headers/N            the age header that opens it
  data/entries/I.json       a custody entry of the item; I is its place in the log
  data/entries/I.tlog-proof the proof that it is there
  data/agents/              the entries that say who could sign, with proofs
  data/checkpoint           size and root hash of the log, signed by the log
  data/policy               the public key of the log
  data/item.json            what the item consists of

1. IS THE FOLDER COMPLETE AND UNCHANGED?

  sha256sum --check manifest-sha256.txt
  sha256sum --check tagmanifest-sha256.txt

This finds accidents. Somebody who changes a file on purpose can change these lists too; so go on.

2. IS EVERY FILE THE ONE THAT WAS LOGGED?

  sha256sum data/objects/*

Each file's SHA-256 must be its name. The entries name the same digests: decode the "payload" of an entry
(base64) and look for "subject".

  python3 -c "import base64,json,sys;e=json.load(sys.stdin);print(base64.b64decode(e['payload']).decode())" \\
    < data/entries/I.json

3. IS EVERY ENTRY IN THE LOG?

Save these lines as check.py and run: python3 check.py data/entries/*.json data/agents/*.json

----8<----
{check}----8<----

4. DID THE LOG SIGN THIS CHECKPOINT?

data/checkpoint is a "signed note" (c2sp.org/signed-note): an Ed25519 signature over its first three lines.
The public key is in data/policy, but a forger would put his own there: get the key from the archive, from a
witness, or from a paper, and compare. Each entry is signed by an agent; their keys are in data/agents.

5. WHAT IS IN THE FILES?

With the identity file of the body to which the item was disclosed (https://age-encryption.org, version 1.3 or
later):

  cat data/headers/N data/objects/N | age -d -i identity.txt > opened

ALL OF THIS AT ONCE

  sviedka-verify --log-key "the archive's log key" .
""".replace("{check}", CHECK)
