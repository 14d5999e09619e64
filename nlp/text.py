"""One normalisation for every string, so that two spellings of one thing meet.

The order, which matters:

1. Invisible characters (zero-width, BOM, soft hyphen) go.
2. NFKC: full-width letters, digits and brackets become plain ones.
3. Quotes and dashes become one kind each.
4. White space is one space between Latin words and nothing beside a Chinese character or a bracket.
5. Traditional characters become simplified (OpenCC ``t2s``, phrase by phrase, so 乾坤 stays 乾坤) until none is
   left: of 薴 it makes 苧, which is itself traditional for 苎.
6. Letters are case-folded, and with the accents behind them composed again: ẞ́ is first sś.

`plain` does the first three, `normalise` all six; `compact` then drops whatever is neither letter nor digit, and is
the key under which names are compared. `tidy` is what a person may see: steps 1 and 4, and Chinese brackets in
Chinese text. Each of them leaves unchanged what it made itself.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAS_CJK = re.compile(f"[{CJK}]")
_CONTROL = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_INVISIBLE = re.compile(f"[{_CONTROL}\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_STRAY_SPACE = re.compile(rf"(?<=[{CJK}()（）]) | (?=[{CJK}()（）])")
_NOT_WORD = re.compile(r"[\W_]+")
_UNIFORM = str.maketrans(
    {**dict.fromkeys("“”„‟«»「」『』", '"'), **dict.fromkeys("‘’‚‛`", "'"), **dict.fromkeys("‐‑‒–—―−", "-")}
)
_ACCENTS = re.compile(r"(?<=[a-z])[\u0300-\u036f]+")
_BARE = str.maketrans(
    {"æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŀ": "l", "ŧ": "t"}
)
_WIDE_BRACKETS = str.maketrans("()", "（）")


@cache
def _simplifier() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def has_chinese(text: str) -> bool:
    """Whether the text holds at least one Chinese character."""
    return _HAS_CJK.search(text) is not None


def simplify(text: str) -> str:
    """Traditional characters to simplified ones."""
    if not has_chinese(text):
        return text
    simple = str(_simplifier().convert(text))
    while simple != text:
        text, simple = simple, str(_simplifier().convert(simple))
    return text


def plain(text: str) -> str:
    """The text in plain characters: no invisible ones, half-width letters and digits, one kind of quotes and dashes."""
    visible = _INVISIBLE.sub("", text).replace("´", "'")  # NFKC would make a space of it
    return unicodedata.normalize("NFKC", visible).translate(_UNIFORM)


def normalise(text: str) -> str:
    """The text in the one form in which strings are compared and searched (see the module's order)."""
    tight = _STRAY_SPACE.sub("", _SPACES.sub(" ", plain(text))).strip()
    return unicodedata.normalize("NFKC", simplify(tight).casefold())


@lru_cache(maxsize=10_000)
def compact(text: str) -> str:
    """`normalise` without anything that is neither letter nor digit: the key of a name."""
    normal = normalise(text)
    joined = _NOT_WORD.sub("", normal)
    if joined == normal or joined.isascii():
        return joined
    return compact(joined)  # what stands side by side now may be one character, or one word


def unaccented(text: str) -> str:
    """A normalised text with Latin letters in their plain forms, others as they are: o for ö and ø, ae for æ.

    >>> unaccented("ørsted, łódź")
    'orsted, lodz'
    """
    if text.isascii():
        return text
    bare = _ACCENTS.sub("", unicodedata.normalize("NFD", text.translate(_BARE)))
    return unicodedata.normalize("NFC", bare)


def tidy(text: str) -> str:
    """The text as a person should see it: no stray spaces, full-width brackets in Chinese text."""
    if text.isalnum():
        return text
    clean = _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()
    if not has_chinese(clean):
        return clean
    return _STRAY_SPACE.sub("", clean).translate(_WIDE_BRACKETS)
