"""Every page of the auditor that rests on entries can be taken away with its proof."""

import pytest

from archive.services.publish import publish_checkpoint
from archive.verifier.heads import policy_of
from archive.verifier.report import check_report
from crypto.note import parse_verifier_key


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("/auditor/log?type=accession", "/auditor/reports/log.zip?type=accession"),
        ("/auditor/openings", "/auditor/reports/openings.zip"),
        ("/auditor/hidden", "/auditor/reports/hidden.zip"),
        ("/auditor/fixity", "/auditor/reports/fixity.zip"),
        ("/auditor/verification", "/auditor/reports/fixity.zip"),
        ("/auditor/anomalies", "/auditor/reports/anomalies.zip"),
        ("/auditor/checkpoints", "/auditor/reports/checkpoints.zip"),
        ("/auditor/patterns", "/auditor/reports/patterns.zip"),
        ("/auditor/items/{number}", "/auditor/reports/log.zip?item={number}"),
    ],
)
def test_a_page_is_downloaded_with_its_proof_and_is_valid_offline(shown_world, tmp_path, page, address):
    archive = shown_world.made.archive
    with archive.records.reading() as tx:
        number = next(iter(tx.items.items())).number
    page, address = page.format(number=number), address.format(number=number)
    publish_checkpoint(archive)
    auditor = shown_world.browser("auditor")
    assert f'href="{address}"' in auditor.get(page).text
    answer = auditor.get(address)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    (tmp_path / "report.zip").write_bytes(answer.data)
    trust = policy_of([parse_verifier_key(text) for text in archive.keys.log_vkeys()])
    checked = check_report(tmp_path / "report.zip", trust, shown_world.made.root / "log")
    assert checked.findings == ()


def test_what_there_is_not_and_what_is_too_much(shown_world, monkeypatch):
    auditor = shown_world.browser("auditor")
    assert auditor.get("/auditor/reports/everything.zip").status_code == 404
    assert auditor.get("/auditor/reports/log.zip?since=yesterday").status_code == 404
    assert auditor.get("/auditor/reports/anomalies.zip?since=2026-01-01").status_code == 400
    monkeypatch.setattr("archive.web.auditor.log.MOST_ON_A_PAGE", 1)
    assert auditor.get("/auditor/reports/log.zip").status_code == 400


def test_a_custodian_takes_no_report_of_what_was_hidden(shown_world):
    assert shown_world.browser("custodian").get("/auditor/reports/hidden.zip").status_code == 403
