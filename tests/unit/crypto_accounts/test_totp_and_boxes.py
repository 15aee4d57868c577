"""One-time codes by the vectors of RFC 6238 (their last six digits), and boxes that open nowhere else."""

import pytest

from crypto.errors import BoxError, WrongCode
from crypto.secretbox import check_tag, derive, seal, tag, unseal
from crypto.totp import check_code, code_at, enrolment_uri, new_secret, read_shown, shown_secret

SECRET = b"12345678901234567890"
RFC6238 = {
    59: "287082",
    1111111109: "081804",
    1111111111: "050471",
    1234567890: "005924",
    2000000000: "279037",
    20000000000: "353130",
}


@pytest.mark.parametrize(("at", "code"), RFC6238.items())
def test_codes_are_those_of_the_standard(at, code):
    assert code_at(SECRET, at) == code
    assert check_code(SECRET, code, at, 0) == at // 30


@pytest.mark.parametrize("drift", [-30, 0, 30])
def test_a_clock_may_be_one_step_off(drift):
    assert check_code(SECRET, code_at(SECRET, 3000 + drift), 3000, 0) == (3000 + drift) // 30


@pytest.mark.parametrize("drift", [-90, -60, 60, 90])
def test_two_steps_are_too_much(drift):
    with pytest.raises(WrongCode):
        check_code(SECRET, code_at(SECRET, 3000 + drift), 3000, 0)


def test_a_step_counts_once_and_none_before_it():
    used = check_code(SECRET, code_at(SECRET, 3030), 3000, 0)
    for at in (3030, 3000, 2970):
        with pytest.raises(WrongCode):
            check_code(SECRET, code_at(SECRET, at), 3000, used)


@pytest.mark.parametrize("code", ["", "0", "28708", "2870820", "28708²", "２８７０８２", "\ud800"])
def test_what_is_no_code_is_wrong(code):
    with pytest.raises(WrongCode):
        check_code(SECRET, code, 59, 0)


def test_secrets_are_read_back_as_shown():
    secret = new_secret()
    assert read_shown(shown_secret(secret)) == read_shown(shown_secret(secret).lower()) == secret
    assert f"secret={shown_secret(secret)}" in enrolment_uri(secret, "otter", "Sviedka")
    with pytest.raises(WrongCode):
        read_shown("0189")


def test_a_box_opens_with_its_key_and_context_alone():
    key = derive(b"k" * 32, "one")
    box = seal(key, b"secret", b"here")
    assert unseal(key, box, b"here") == b"secret"
    assert seal(key, b"secret", b"here") != box
    damaged = box[:-1] + bytes([box[-1] ^ 1])
    for wrong in ((derive(b"k" * 32, "two"), box, b"here"), (key, box, b"there"), (key, damaged, b"here"),
                  (key, box[:11], b"here"), (key, b"", b"here")):  # fmt: skip
        with pytest.raises(BoxError):
            unseal(*wrong)


def test_a_tag_is_of_one_message_and_key():
    check_tag(b"k", b"message", tag(b"k", b"message"))
    for wrong in (tag(b"k", b"other"), tag(b"j", b"message"), b""):
        with pytest.raises(BoxError):
            check_tag(b"k", b"message", wrong)
