"""A report on disk in the hands of a forger: what the verifier says of it, and manifests made to fit."""

import hashlib

from archive.verifier.report import check_report
from crypto.canonical import canonical_json, parse_canonical_object


def codes(folder, trust, log=None):
    """The numbers of the findings, in order."""
    return [each.code.number for each in check_report(folder, trust, log).findings]


def rewrite(folder):
    """The manifests of a careful forger."""
    files = sorted(path for path in (folder / "data").rglob("*") if path.is_file())
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(folder)}\n" for p in files]
    (folder / "manifest-sha256.txt").write_text("".join(sorted(lines, key=lambda line: line[66:])))
    info = (folder / "bag-info.txt").read_text().splitlines()
    size = sum(path.stat().st_size for path in files)
    info = [f"Payload-Oxum: {size}.{len(files)}" if "Oxum" in line else line for line in info]
    (folder / "bag-info.txt").write_text("\n".join(info) + "\n")
    tags = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
    (folder / "tagmanifest-sha256.txt").write_text(
        "".join(f"{hashlib.sha256((folder / tag).read_bytes()).hexdigest()}  {tag}\n" for tag in tags)
    )


def contents(folder):
    """What data/report.json says."""
    return parse_canonical_object((folder / "data" / "report.json").read_bytes())


def edit(folder, change):
    """Change what data/report.json says, manifests and all."""
    value = contents(folder)
    change(value)
    (folder / "data" / "report.json").write_bytes(canonical_json(value))
    rewrite(folder)
