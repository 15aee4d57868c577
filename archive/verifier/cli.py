"""The command `sviedka-verify`: check an exported item, a published log, a receipt or a report offline.

Exit status: 0 valid, 1 defects found, 2 wrong usage, 3 unreadable (no such folder, no bundle and no log).
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from archive.verifier.bag import UnreadableBundle
from archive.verifier.bundle import BundleReport, check_bundle
from archive.verifier.codes import CODES, finding
from archive.verifier.findings import Finding, Severity, is_valid
from archive.verifier.growth import GROWTH
from archive.verifier.heads import policy_of
from archive.verifier.log import LogReport
from archive.verifier.published import check_published, is_published_log
from archive.verifier.receipt import check_receipt, read_receipt
from archive.verifier.report import ReportCheck, check_report
from crypto.errors import CryptoError, FormatError, KeyFormatError
from crypto.note import ED25519, Ed25519NoteVerifier, parse_verifier_key
from crypto.tlog_policy import LogPolicy, parse_policy

VALID: Final = 0
DEFECTS: Final = 1
USAGE: Final = 2
UNREADABLE: Final = 3

_EPILOG: Final = "Exit status: 0 valid, 1 defects found, 2 wrong usage, 3 unreadable."
_LOG_KEY_HELP: Final = "the log's public key (C2SP vkey), got from elsewhere; again for its ML-DSA-44 key"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status (argparse itself exits with 2)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["receipt"]:
        return _main_receipt(words[1:])
    if words[:1] == ["report"]:
        return _main_report(words[1:])
    parser = _parser()
    options = parser.parse_args(words)
    if options.codes:
        _print_codes()
        return VALID
    if options.folder is None:
        parser.error("name a folder")
    try:
        trust = _read_trust(options.log_key, options.policy)
        remembered = [Path(name).read_bytes() for name in options.remembered]
    except (CryptoError, OSError) as error:
        parser.error(f"{error}")
    folder = Path(options.folder)
    try:
        report: LogReport | BundleReport
        if is_published_log(folder):
            if trust is None:
                parser.error("a log needs --log-key or --policy")
            report = check_published(folder, trust, remembered=remembered, processes=options.processes)
        elif remembered:
            parser.error("--remembered is for published logs")
        else:
            report = check_bundle(folder, trust)
    except UnreadableBundle as error:
        return _unreadable(str(error))
    if options.json:
        print(json.dumps(_as_json(report), indent=1))
    else:
        _print_report(report)
    return VALID if report.is_valid else DEFECTS


def _main_receipt(words: Sequence[str]) -> int:
    """`sviedka-verify receipt RECEIPT [FILE...] [--log-key VKEY]`."""
    parser = argparse.ArgumentParser(
        prog="sviedka-verify receipt",
        description="Check a receipt, and whether files are those that it names, offline.",
        epilog=_EPILOG,
    )
    parser.add_argument("receipt", type=Path)
    parser.add_argument("files", nargs="*", type=Path, help="files that were deposited")
    parser.add_argument("--log-key", action="append", default=[], metavar="VKEY", help=_LOG_KEY_HELP)
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    options = parser.parse_args(words)
    findings: list[Finding] = []
    try:
        receipt = read_receipt(options.receipt.read_bytes())
        if not options.log_key:
            findings.append(finding("V211", str(options.receipt)))
        vkeys = [parse_verifier_key(text) for text in options.log_key or receipt.log_keys]
        log_keys = [vkey for vkey in vkeys if vkey.kind == ED25519]
        if not log_keys:
            parser.error("the log's Ed25519 key is needed")
        findings += check_receipt(receipt, options.files, Ed25519NoteVerifier(log_keys[0]))
    except KeyFormatError as error:
        parser.error(f"{error}")
    except (FormatError, OSError) as error:
        return _unreadable(str(error))
    if options.json:
        print(json.dumps({"valid": is_valid(findings), "findings": [each.as_json() for each in findings]}))
    else:
        _print_findings(findings)
        print(f"receipt of item {receipt.item_number}: {len(receipt.entries)} entries")
        _print_verdict(findings)
    return VALID if is_valid(findings) else DEFECTS


def _main_report(words: Sequence[str]) -> int:
    """`sviedka-verify report REPORT [--log FOLDER] [--log-key VKEY]`."""
    parser = argparse.ArgumentParser(
        prog="sviedka-verify report",
        description="Check a report of the custody log: its entries, proofs, rows and numbers, offline.",
        epilog=_EPILOG,
    )
    parser.add_argument("report", type=Path, help="the zip file, or its folder")
    parser.add_argument("--log", type=Path, metavar="FOLDER", help="the published log: is anything left out?")
    parser.add_argument("--log-key", action="append", default=[], metavar="VKEY", help=_LOG_KEY_HELP)
    parser.add_argument("--policy", metavar="FILE", help="a C2SP tlog-policy with the log's key")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    options = parser.parse_args(words)
    try:
        trust = _read_trust(options.log_key, options.policy)
    except (CryptoError, OSError) as error:
        parser.error(f"{error}")
    try:
        report = check_report(options.report, trust, options.log)
    except UnreadableBundle as error:
        return _unreadable(str(error))
    if options.json:
        print(json.dumps(_as_json(report) | {"kind": report.kind}, indent=1))
    else:
        _print_findings(report.findings)
        what = "checkpoints" if report.kind == GROWTH else "entries"
        print(f"report {report.kind or '?'}: {report.entries} {what}")
        if options.log is None and report.kind != GROWTH:
            print("That nothing was left out shows only beside the whole log: --log FOLDER.")
        _print_verdict(report.findings)
    return VALID if report.is_valid else DEFECTS


def _unreadable(reason: str) -> int:
    print(f"unreadable: {reason}", file=sys.stderr)
    return UNREADABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sviedka-verify",
        description="Check an exported item (a BagIt bag) or a published custody log, offline.",
        epilog=f"{_EPILOG} Also: sviedka-verify receipt --help, sviedka-verify report --help.",
    )
    parser.add_argument("folder", nargs="?", help="the exported item or the published log")
    parser.add_argument(
        "--log-key",
        action="append",
        default=[],
        metavar="VKEY",
        help=_LOG_KEY_HELP,
    )
    parser.add_argument(
        "--policy", metavar="FILE", help="a C2SP tlog-policy with the log's key and witnesses"
    )
    parser.add_argument(
        "--remembered",
        action="append",
        default=[],
        metavar="FILE",
        help="a checkpoint of this log that you kept: the log must extend it (again for more)",
    )
    parser.add_argument("--processes", type=_positive, default=2, help="how many processes check signatures")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--codes", action="store_true", help="list all finding codes and what they mean")
    return parser


def _positive(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 256:
        raise argparse.ArgumentTypeError("between 1 and 256")
    return value


def _read_trust(log_keys: list[str], policy: str | None) -> LogPolicy | None:
    if policy is not None and not log_keys:
        return parse_policy(Path(policy).read_bytes())
    if policy is not None:
        raise CryptoError("give either --log-key or --policy")
    return policy_of([parse_verifier_key(text) for text in log_keys]) if log_keys else None


def _print_report(report: LogReport | BundleReport) -> None:
    _print_findings(report.findings)
    if isinstance(report, LogReport):
        print(
            f"log {report.origin or '?'}: {report.entries} entries, {report.uncovered} beyond the checkpoint"
        )
    else:
        print(f"item {report.item_number or '?'}: {report.entries} entries, {report.objects} objects")
    if report.checkpoint is not None:
        print(f"checkpoint: size {report.checkpoint.size}, root {report.checkpoint.root.hex()}")
    _print_verdict(report.findings)


def _print_findings(findings: Sequence[Finding]) -> None:
    for each in findings:
        print(f"{each.severity.value}: {each}")


def _print_verdict(findings: Sequence[Finding]) -> None:
    errors = sum(each.severity is Severity.ERROR for each in findings)
    print(f"DEFECTS: {errors}" if errors else "valid")


def _as_json(report: LogReport | BundleReport | ReportCheck) -> dict[str, object]:
    checkpoint = report.checkpoint
    return {
        "valid": report.is_valid,
        "findings": [each.as_json() for each in report.findings],
        "entries": report.entries,
        "archive_id": report.archive_id,
        "checkpoint": None
        if checkpoint is None
        else {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()},
    }


def _print_codes() -> None:
    for code in CODES.values():
        print(f"{code.number} {code.name} ({code.severity.value})\n     {code.sentence} {code.meaning}")
