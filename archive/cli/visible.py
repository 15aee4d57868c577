"""Text of unknown origin on a terminal: what would steer it, or reverse the reading order, becomes an escape.

Testimony itself is never changed; `sviedka exhibit` gives it out byte for byte.
"""

import re
from typing import Final

_STEERING: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)


def visible(text: str) -> str:
    """The text with control characters (other than line feed and tab) and bidi controls as escapes."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
