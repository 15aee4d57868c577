"""Bech32 (BIP 173) without its length limit, as age writes keys: recipients lower, identities upper."""

from crypto.errors import KeyFormatError

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_LENGTH = 6


def _carried(top: int) -> int:
    """What the five bits that leave the checksum put into it."""
    carried = 0
    for place, generator in enumerate(_GENERATORS):
        if top >> place & 1:
            carried ^= generator
    return carried


_CARRIED = tuple(map(_carried, range(32)))


def encode(prefix: str, data: bytes) -> str:
    """Return the lower-case Bech32 text of `data` under `prefix`; `str.upper()` of it is as valid."""
    prefix = prefix.lower()
    values = _regroup(data, 8, 5, pad=True)
    checked = _checksum_input(prefix) + values + [0] * _CHECKSUM_LENGTH
    remainder = _polymod(checked) ^ 1
    checksum = [(remainder >> 5 * (5 - place)) & 31 for place in range(_CHECKSUM_LENGTH)]
    return prefix + "1" + "".join(_ALPHABET[value] for value in values + checksum)


def decode(text: str) -> tuple[str, bytes]:
    """Return (prefix as written, data bytes).

    Raises KeyFormatError for mixed case, an unknown character, a wrong checksum or non-zero padding. The
    message never repeats `text`, which may be secret.
    """
    if text not in (text.lower(), text.upper()):
        raise KeyFormatError("a Bech32 text mixes upper and lower case")
    prefix, separator, rest = text.rpartition("1")
    if not separator or not prefix or len(rest) < _CHECKSUM_LENGTH:
        raise KeyFormatError("a Bech32 text has no prefix or is too short")
    if not all(33 <= ord(character) <= 126 for character in prefix):
        raise KeyFormatError("a Bech32 prefix holds a character outside printable ASCII")
    try:
        values = [_VALUES[character] for character in rest.lower()]
    except KeyError:
        raise KeyFormatError("a Bech32 text holds a character outside its alphabet") from None
    if _polymod(_checksum_input(prefix.lower()) + values) != 1:
        raise KeyFormatError("the checksum of a Bech32 text is wrong: a character was mistyped or lost")
    return prefix, bytes(_regroup(values[:-_CHECKSUM_LENGTH], 5, 8, pad=False))


def _checksum_input(prefix: str) -> list[int]:
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def _polymod(values: list[int]) -> int:
    checksum = 1
    for value in values:
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value ^ _CARRIED[checksum >> 25]
    return checksum


def _regroup(values: bytes | list[int], width_in: int, width_out: int, *, pad: bool) -> list[int]:
    """Regroup a big-endian bit string from `width_in` to `width_out` bits a value."""
    bits, held, result = 0, 0, []
    for value in values:
        bits = bits << width_in | value
        held += width_in
        while held >= width_out:
            held -= width_out
            result.append(bits >> held)
            bits &= (1 << held) - 1
    if pad and held:
        result.append(bits << (width_out - held))
    elif not pad and (held >= width_in or bits):
        raise KeyFormatError("a Bech32 text has non-zero or overlong padding")
    return result
