"""Passphrases that are guessed first, in three languages: common words, rows of keys, repetitions.

At 15 characters and more, lists of leaked passwords hold little but these put together; what remains when
they are taken away is what an attacker has to guess.
"""

import re
from collections.abc import Sequence

_COMMON = (
    "password", "passphrase", "passwort", "parole", "letmein", "welcome", "login", "admin", "administrator",
    "root", "secret", "dragon", "monkey", "master", "football", "baseball", "princess", "sunshine",
    "shadow", "superman", "batman", "starwars", "iloveyou", "trustno", "login", "access", "hello",
    "charlie", "michael", "jordan", "whatever", "freedom", "summer", "winter", "spring", "autumn",
    "january", "february", "march", "april", "june", "july", "august", "september", "october", "november",
    "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "correct",
    "horse", "battery", "staple", "changeme", "default", "test", "tester", "testing", "computer",
    "internet", "google", "samsung", "iphone", "android", "пароль", "секрет", "привет", "любовь",
    "солнышко", "пользователь", "админ", "администратор", "йцукен", "минск", "беларусь", "россия", "москва",
    "таямніца", "прывітанне", "каханне", "сонейка", "карыстальнік", "жывебеларусь", "свобода", "свабода",
    "sviedka", "сведка", "witness", "archive", "архив", "архіў", "evidence", "minsk", "belarus",
    "zhyvebelarus",
)  # fmt: skip
_ROWS = (
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "0987654321", "abcdefghijklmnopqrstuvwxyz",
    "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qazwsxedcrfvtgb", "1qaz2wsx3edc", "абвгдеёжзийклмн",
)  # fmt: skip
_RUN = 4
MIN_REST = 8
"""Characters that must remain."""


def rest(passphrase: str, context: Sequence[str] = ()) -> str:
    """What is left without common and context words, rows of keys, digits, signs and repetitions."""
    text = re.sub(r"[\W_]+", "", passphrase.casefold())
    for _ in range(2):
        text = _without_rows(text)
        for word in sorted({*_COMMON, *(word.casefold() for word in context)}, key=len, reverse=True):
            if len(word) > 3:
                text = text.replace(word, "")
    text = re.sub(r"\d+", "", text)
    return re.sub(r"(.{1,12}?)\1+", r"\1", text)


def _without_rows(text: str) -> str:
    for row in _ROWS:
        for length in range(len(row), _RUN - 1, -1):
            for start in range(len(row) - length + 1):
                run = row[start : start + length]
                text = text.replace(run, "").replace(run[::-1], "")
    return text
