import pytest

from crypto import bech32
from crypto.age import (
    HybridIdentity,
    HybridRecipient,
    ScryptIdentity,
    ScryptRecipient,
    X25519Identity,
    X25519Recipient,
    parse_identities_file,
    parse_identity,
    parse_recipient,
)
from crypto.errors import KeyFormatError

# Valid strings of BIP 173, the last is the length-limited one repeated beyond 90 characters by ourselves.
BIP173_VALID = (
    "A12UEL5L",
    "a12uel5l",
    "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
    "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
    "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
    "?1ezyfcl",
)
BIP173_INVALID = (
    "\x201nwldj5",
    "\x7f1axkwrx",
    "\x801eym55h",
    "pzry9x0s0muk",
    "1pzry9x0s0muk",
    "x1b4n0q5v",
    "li1dgmt3",
    "de1lg7wt\xff",
    "A1G7SGD8",
    "10a06t8",
    "1qzzfhee",
)


@pytest.mark.parametrize("text", BIP173_VALID)
def test_bech32_reads_and_writes_the_valid_strings_of_bip173(text):
    values = [bech32._VALUES[c] for c in text.lower().rpartition("1")[2]]
    if len(values) == 6 or text.startswith("split"):
        prefix, data = bech32.decode(text)
        assert bech32.encode(prefix, data) == text.lower()
    else:
        # Groups of five bits that are no whole bytes: the checksum is right, the padding is not.
        assert bech32._polymod(bech32._checksum_input(text.lower().rpartition("1")[0]) + values) == 1


@pytest.mark.parametrize("text", BIP173_INVALID)
def test_bech32_refuses_the_invalid_strings_of_bip173(text):
    with pytest.raises(KeyFormatError):
        bech32.decode(text)


@pytest.mark.parametrize("size", [0, 1, 31, 32, 33, 64, 1216, 5000])
def test_bech32_round_trip_has_no_length_limit(size):
    data = bytes(i * 7 % 256 for i in range(size))
    assert bech32.decode(bech32.encode("age1pq", data)) == ("age1pq", data)
    assert bech32.decode(bech32.encode("AGE-X-", data).upper()) == ("AGE-X-", data)


def test_bech32_finds_any_changed_character():
    text = bech32.encode("age", bytes(range(32)))
    for place in range(4, len(text)):
        changed = text[:place] + ("q" if text[place] != "q" else "p") + text[place + 1 :]
        with pytest.raises(KeyFormatError):
            bech32.decode(changed)


def test_bech32_refuses_mixed_case_and_padding_bits():
    text = bech32.encode("age", b"a")
    with pytest.raises(KeyFormatError, match="case"):
        bech32.decode(text.replace("age", "AGE"))
    values = [*bech32._regroup(b"a", 8, 5, pad=True)]
    values[-1] |= 1
    remainder = bech32._polymod([*bech32._checksum_input("age"), *values, *[0] * 6]) ^ 1
    values += [(remainder >> 5 * (5 - place)) & 31 for place in range(6)]
    with pytest.raises(KeyFormatError, match="padding"):
        bech32.decode("age1" + "".join(bech32._ALPHABET[v] for v in values))


@pytest.mark.parametrize("kind", [HybridIdentity, X25519Identity])
def test_texts_of_keys_read_back(kind):
    identity = kind.generate()
    assert parse_identity(str(identity)).recipient() == identity.recipient()
    assert parse_recipient(str(identity.recipient())) == identity.recipient()
    assert hash(parse_recipient(str(identity.recipient()))) == hash(identity.recipient())
    assert kind.generate().recipient() != identity.recipient()


def test_hybrid_seed_is_the_identity():
    identity = HybridIdentity.generate()
    assert len(identity.seed) == 32
    assert str(HybridIdentity.from_seed(identity.seed)) == str(identity)
    assert str(identity).startswith("AGE-SECRET-KEY-PQ-1")
    assert str(identity.recipient()).startswith("age1pq1")


@pytest.mark.parametrize("make", [lambda: HybridIdentity(bytes(31)), lambda: X25519Identity(bytes(33))])
def test_identities_of_another_length_are_refused(make):
    with pytest.raises(KeyFormatError):
        make()


@pytest.mark.parametrize("make", [lambda: HybridRecipient(bytes(1215)), lambda: X25519Recipient(bytes(31))])
def test_recipients_of_another_length_are_refused(make):
    with pytest.raises(KeyFormatError):
        make()


def test_a_low_order_recipient_is_refused_when_wrapping():
    with pytest.raises(KeyFormatError, match="low order"):
        X25519Recipient(bytes(32)).wrap(bytes(16))


def test_an_ml_kem_key_out_of_range_is_refused():
    with pytest.raises(KeyFormatError):
        HybridRecipient(b"\xff" * 1216)


@pytest.mark.parametrize(
    "text", ["", "age", "age1", "ssh-ed25519 AAAA", "AGE1PQ1QQQ", "age1yubikey1qqqq", "age1pq1"]
)
def test_unknown_recipients_are_refused(text):
    with pytest.raises(KeyFormatError):
        parse_recipient(text)


def test_a_secret_never_shows_in_repr_or_errors():
    for identity in (HybridIdentity.generate(), X25519Identity.generate()):
        secret = str(identity)
        assert secret[20:60] not in repr(identity)
        assert secret[20:60] not in repr([identity])
        for wrong in (secret[:-1], secret.lower(), secret[:30] + secret[31:], "x" + secret):
            with pytest.raises(KeyFormatError) as caught:
                parse_identity(wrong)
            assert wrong[20:50] not in str(caught.value)
            with pytest.raises(KeyFormatError) as caught:
                parse_recipient(wrong)
            assert wrong[20:50] not in str(caught.value)
    assert "hidden words" not in repr(ScryptRecipient("hidden words")) + repr(ScryptIdentity("hidden words"))


def test_an_identity_file_has_comments_and_empty_lines():
    first, second = HybridIdentity.generate(), X25519Identity.generate()
    text = f"# created: 2026-11-22\r\n# public key: {first.recipient()}\r\n\r\n{first}\r\n{second}\n"
    assert [i.recipient() for i in parse_identities_file(text)] == [first.recipient(), second.recipient()]


def test_an_identity_file_names_its_bad_line():
    with pytest.raises(KeyFormatError, match="line 2"):
        parse_identities_file(f"# note\nnonsense\n{HybridIdentity.generate()}\n")
    with pytest.raises(KeyFormatError, match="no identity"):
        parse_identities_file("# only a comment\n")


@pytest.mark.parametrize("work_factor", [0, 31, -1])
def test_scrypt_work_factors_are_bounded(work_factor):
    with pytest.raises(KeyFormatError):
        ScryptRecipient("words", work_factor)
    with pytest.raises(KeyFormatError):
        ScryptIdentity("words", work_factor)


def test_an_empty_passphrase_is_refused():
    with pytest.raises(KeyFormatError):
        ScryptRecipient("")
