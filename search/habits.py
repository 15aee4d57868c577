"""Signs that other query languages (Lucene, Westlaw) give a meaning, and what to write here instead.

Nothing is guessed: a sign that would silently be dropped, or read as part of a word, is an error that names
our own way to say it.
"""

import re

from archive.domain.sentences import sentence

_TILDE = sentence(
    '~ was not expected after a word: words close together are "two words"~5, a name with a letter wrong is '
    "person:~Name; a word finds its inflections by itself, without ~"
)
_QUESTION = sentence(
    'a question mark was not expected within a word, where it stands for no letter: "избив*" finds what '
    "begins so, and other spellings are suggested when nothing is found"
)
_HABITS = (
    (
        re.compile(r"(?:&&|\|\||!)"),
        sentence("this sign is no operator here: write AND, OR or NOT in capitals"),
    ),
    (
        re.compile(r"!+[^\W\d_].*"),
        sentence('a mark was not expected before a word: write NOT to leave it out, or put it in "quotes"'),
    ),
    (
        re.compile(r".*~[\d.]*"),
        _TILDE,
    ),
    (
        re.compile(r".*\^[\d.]*"),
        sentence("^ was not expected: words have no weights here, rare ones count for more by themselves"),
    ),
    (
        re.compile(r"(?:NEAR|PRE|W|N|P)/\d+", re.IGNORECASE),
        sentence('words close together stand in quotes, with ~ and a number after them: "two words"~5'),
    ),
    (
        re.compile(r"/.+/"),
        sentence(
            "slashes were not expected around a word: there are no patterns here; "
            '"избив*" finds what begins so'
        ),
    ),
    (
        re.compile(r".*[^\W_]\?+[^\W_].*"),
        _QUESTION,
    ),
    (
        re.compile(r"[\[{][\d*][^\]}]*"),
        sentence(
            "a bracket was not expected: days from … to … are "
            "date:2020-08-09..2020-08-13, or date:2020-08-09.."
        ),
    ),
)
_TAIL = re.compile(r".+[~^][\d.]*")


def habit_fault(text: str) -> str:
    """Say what to write instead of a word in the manner of another query language; "" for any other."""
    return next((said for pattern, said in _HABITS if pattern.fullmatch(text)), "")


def value_fault(name: str, value: str) -> str:
    """Say why a value without quotation marks ends in a sign of another language; "" when it does not."""
    if not _TAIL.fullmatch(value):
        return ""
    if name not in {"person", "unit", "crime"}:
        return sentence("a value ends without ~ and ^; the mark ~ stands before it where a field has one")
    return sentence(
        "a value ends without ~ and ^; the mark ~ stands before it where a field has one, as in %(asked)s",
        asked=f"{name}:~{re.split('[~^]', value)[0]}",
    )
