"""The application as it is run: gunicorn with two processes over one archive, its settings examined."""

import http.cookiejar
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import replace

import pytest

from archive.cli.main import main
from archive.doctor import examine, require_safe
from archive.domain.agent import Role
from archive.domain.errors import InvalidRequest
from archive.services.agents import register_agent
from archive.services.enrolment import create_account
from config import Settings, WebSettings
from config.settings import INSECURE_KDF
from crypto.totp import code_at
from scripts.demo_web import PEOPLE, codes
from tests.factories import make_archive
from tests.serving import PATIENCE, serving

PASSPHRASE = "words of lawyer for a test archive"


@pytest.fixture
def served(tmp_path):
    """Origin of a running server, and the lawyer's authenticator."""
    made = make_archive(tmp_path)
    enrolment = create_account(made.archive, made.lawyer, PASSPHRASE)
    made.close()
    with serving(made.root, tmp_path / "server.log") as origin:
        yield origin, enrolment


def ask(opener, address: str, fields: dict[str, str] | None = None) -> tuple[int, str]:
    data = urllib.parse.urlencode(fields).encode() if fields else None
    origin = "/".join(address.split("/")[:3])
    request = urllib.request.Request(address, data, {"Accept": "text/html", "Origin": origin})  # noqa: S310
    try:
        with opener.open(request, timeout=PATIENCE) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_a_session_is_known_to_every_process(served):
    origin, enrolment = served
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    assert ask(opener, f"{origin}/")[0] == 401
    page = ask(opener, f"{origin}/sign-in")[1]
    token = re.search(r'name="form_token" value="([^"]+)"', page)[1]
    fields = {"form_token": token, "handle": "lawyer", "passphrase": PASSPHRASE, "next": "/lawyer/"}
    fields["code"] = code_at(enrolment.totp_secret, time.time())
    assert ask(opener, f"{origin}/sign-in", fields)[0] == 200
    assert {ask(opener, f"{origin}/lawyer/")[0] for _ in range(12)} == {200}


SAFE = WebSettings(origin="https://archive.example")


@pytest.mark.parametrize(
    ("web", "code"),
    [
        (WebSettings(), "origin"),
        (WebSettings(origin="archive.example"), "origin"),
        (WebSettings(origin="https://archive.example/path"), "origin"),
        (WebSettings(origin="http://archive.example"), "tls"),
        (replace(SAFE, idle_minutes=0), "limits"),
        (replace(SAFE, idle_minutes=600), "limits"),
        (replace(SAFE, absolute_hours=100), "limits"),
    ],
    ids=str,
)
def test_unsafe_settings_are_refused_and_explained(tmp_path, web, code):
    made = make_archive(tmp_path)
    made.close()
    with pytest.raises(InvalidRequest) as refused:
        require_safe(Settings(made.root, web=web))
    assert code in {problem.where for problem in refused.value.problems}


@pytest.mark.parametrize("origin", ["https://archive.example", "http://abc.onion", "http://127.0.0.1:8000"])
def test_safe_settings_are_not_refused(tmp_path, origin):
    made = make_archive(tmp_path)
    made.close()
    require_safe(Settings(made.root, web=WebSettings(origin=origin)))


def test_demonstration_passphrases_and_open_key_files_are_refused(tmp_path):
    made = make_archive(tmp_path)
    made.close()
    settings = Settings(made.root, kdf=INSECURE_KDF, web=SAFE)
    (made.root / "keys" / "log.key").chmod(0o644)
    wrong = {check.code for check in examine(settings) if check.is_unsafe and not check.is_right}
    assert wrong == {"kdf", "key-files"}


def test_doctor_lists_and_explains(tmp_path, capsys, monkeypatch):
    made = make_archive(tmp_path)
    made.close()
    monkeypatch.setenv("SVIEDKA_WEB_ORIGIN", "http://archive.example")
    with pytest.raises(SystemExit) as ended:
        main(["--archive", str(made.root), "doctor"])
    assert ended.value.code == 1
    said = capsys.readouterr().out
    assert "UNSAFE  browsers reach it over TLS" in said
    assert "Serve it behind TLS" in said
    assert "ok      the address is set" in said


def test_enrolling_writes_what_is_shown_once_for_the_owner_alone(tmp_path):
    made = make_archive(tmp_path)
    second = "words of second-custodian for a test archive"
    register_agent(made.archive, made.custodian, "second-custodian", [Role.CUSTODIAN], second)
    made.close()
    folder = tmp_path
    for kind in ("accounts", "passphrases"):
        (folder / kind).mkdir()
    for handle in PEOPLE:
        secret = folder / "passphrases" / handle
        words = "custodian words" if handle == "custodian" else f"words of {handle}"
        secret.write_text(f"{words} for a test archive\n")
        target = folder / "accounts" / handle
        main_arguments = ["--archive", str(made.root), "--as", handle, "--passphrase-file", str(secret)]
        main([*main_arguments, "enrol", "--secrets-to", str(target)])
        assert target.stat().st_mode & 0o077 == 0
        assert len(target.read_text().splitlines()) == 13
    assert re.findall(r"code +(\d{6})", codes(folder))
    assert "DEMONSTRATION ONLY" in codes(folder)
