"""Builds the lemma table of Belarusian from the dictionary of Debian's package hunspell-be.

    python -m scripts.lemmas [--source /usr/share/hunspell] [--to .cache/lemmas/be.txt]

The dictionary is by Mikalai Udodau, under Creative Commons Attribution-ShareAlike 3.0; so is what is derived
from it, which is why it is built on every machine and is no part of the repository. Nothing happens when the
table is there already, made from the same dictionary by the same program.
"""

import argparse
import hashlib
import json
import os
import sys
from collections import defaultdict
from pathlib import Path

from scripts.affixes import read_affixes, read_words
from scripts.paradigms import Families, expand
from search.analysis import fold
from search.belarusian import spelling
from search.lemmas import ENCODING, MAGIC, table_lines

ROOT = Path(__file__).resolve().parents[1]
SOURCE = Path("/usr/share/hunspell")
TARGET = ROOT / ".cache" / "lemmas" / "be.txt"
CREDIT = "Belarusian dictionary 0.53, (C) 2010-2012 Mikalai Udodau, CC BY-SA 3.0; forms reduced to lemmas"
_PROGRAM = ("scripts/affixes.py", "scripts/paradigms.py", "scripts/lemmas.py", "search/belarusian.py",
            "search/lemmas.py", "search/analysis.py")  # fmt: skip
MOST = 4
"""Lemmas that one form may have: the rest are rare words that happen to be spelled alike."""


def build(source: Path, target: Path) -> int:
    """Write the table and return how many forms it has; 0 when it was there already.

    Raises FileNotFoundError without the dictionary.
    """
    affix_file, word_file = source / "be_BY.aff", source / "be_BY.dic"
    made_from = digest(
        affix_file.read_bytes(), word_file.read_bytes(), *((ROOT / name).read_bytes() for name in _PROGRAM)
    )
    if made_of(target) == made_from:
        return 0
    lemmas = read_lemmas(affix_file, word_file)
    lines = table_lines(lemmas)
    head = {"format": MAGIC, "made_from": made_from, "digest": digest(lines), "credit": CREDIT}
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(f".{os.getpid()}")
    beside.write_bytes(json.dumps(head).encode(ENCODING) + b"\n" + lines)
    beside.replace(target)
    return len(lemmas)


def read_lemmas(affix_file: Path, word_file: Path) -> dict[str, tuple[str, ...]]:
    """Return the lemmas of every form, folded and in one orthography."""
    families = Families(expand(read_affixes(affix_file), read_words(word_file)))
    families.join_all()
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    spelled: dict[str, str] = {}
    for form, lemma in families.lemmas():
        for word in (form, lemma):
            if word not in spelled:
                spelled[word] = spelling(fold(word))
        if len(found[spelled[form]]) < MOST and not spelled[form].isascii():
            found[spelled[form]][spelled[lemma]] = None
    return {form: tuple(several) for form, several in found.items() if several}


def made_of(target: Path) -> str:
    """Return the digest of what a table was made from; empty without a table."""
    try:
        with target.open("rb") as file:
            return str(json.loads(file.readline(4096))["made_from"])
    except (OSError, ValueError, KeyError):
        return ""


def digest(*parts: bytes) -> str:
    """Return one SHA-256 over several byte strings, in hex."""
    total = hashlib.sha256()
    for part in parts:
        total.update(hashlib.sha256(part).digest())
    return total.hexdigest()


def main() -> int:
    """Build, and say what happened."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--source", type=Path, default=SOURCE)
    parser.add_argument("--to", type=Path, default=TARGET)
    options = parser.parse_args()
    try:
        count = build(options.source, options.to)
    except FileNotFoundError as error:
        print(f"lemmas: no dictionary at {error.filename}; it is in Debian's package hunspell-be")
        return 1
    if count:
        print(f"lemmas: {count} Belarusian forms in {options.to}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
