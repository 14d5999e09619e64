"""Chinese ordinals in names: 第二十八 (研究所) → 28th."""

import re
from typing import Final

_ORDINAL = re.compile("第[一二三四五六七八九十百〇零]+")
_DIGITS: Final = {"〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_WORDS: Final = ("", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth")


def ordinal_at_start(text: str) -> str:
    """The ordinal that a text begins with, or ""."""
    found = _ORDINAL.match(text)
    return found[0] if found else ""


def english_ordinal(ordinal: str) -> str:
    """
    >>> english_ordinal("第一"), english_ordinal("第二十八"), english_ordinal("第七〇一"), english_ordinal("第一百零三")
    ('First', '28th', '701st', '103rd')
    """
    number = _number(ordinal[1:])
    if number < len(_WORDS):
        return _WORDS[number]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def _number(text: str) -> int:
    """The value of a number below 1,000, spelt out (二十八) or digit by digit (七〇一)."""
    if not set(text) & {"十", "百"}:
        return int("".join(str(_DIGITS[digit]) for digit in text))
    hundreds, _, rest = text.rpartition("百")
    tens, has_ten, ones = rest.rpartition("十")
    return (
        100 * (_DIGITS[hundreds] if hundreds else 0)
        + 10 * (_DIGITS[tens[-1]] if tens else bool(has_ten))
        + (_DIGITS[ones[-1]] if ones else 0)
    )
