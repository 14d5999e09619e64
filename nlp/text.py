"""One normalisation for every string, so that two spellings of one thing meet.

The order, which matters:

1. Invisible characters (zero-width, BOM, soft hyphen) go.
2. NFKC: full-width letters, digits and brackets become plain ones.
3. Quotes and dashes become one kind each.
4. White space is one space between Latin words and nothing beside a Chinese character or a bracket.
5. Traditional characters become simplified (OpenCC ``t2s``, phrase by phrase, so 乾坤 stays 乾坤).
6. Letters are case-folded.

`plain` does the first three, `normalise` all six; `compact` then drops whatever is neither letter nor digit, and
is the key under which names are compared. `tidy` is what a person may see: steps 1 and 4, and Chinese brackets in
Chinese text.
"""

import re
import unicodedata
from functools import cache
from typing import Any

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAS_CJK = re.compile(f"[{CJK}]")
_CONTROL = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_INVISIBLE = re.compile(f"[{_CONTROL}\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_STRAY_SPACE = re.compile(rf"(?<=[{CJK}()（）]) | (?=[{CJK}()（）])")
_NOT_WORD = re.compile(r"[\W_]+")
_UNIFORM = str.maketrans(
    {**dict.fromkeys("“”„‟«»「」『』", '"'), **dict.fromkeys("‘’‚‛`", "'"), **dict.fromkeys("‐‑‒–—―−", "-")}
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
    return str(_simplifier().convert(text)) if has_chinese(text) else text


def plain(text: str) -> str:
    """The text in plain characters: no invisible ones, half-width letters and digits, one kind of quotes and dashes."""
    visible = _INVISIBLE.sub("", text).replace("´", "'")  # NFKC would make a space of it
    return unicodedata.normalize("NFKC", visible).translate(_UNIFORM)


def normalise(text: str) -> str:
    """The text in the one form in which strings are compared and searched (see the module's order)."""
    tight = _STRAY_SPACE.sub("", _SPACES.sub(" ", plain(text))).strip()
    return simplify(tight).casefold()


def compact(text: str) -> str:
    """`normalise` without anything that is neither letter nor digit: the key of a name."""
    return _NOT_WORD.sub("", normalise(text))


def tidy(text: str) -> str:
    """The text as a person should see it: no stray spaces, full-width brackets in Chinese text."""
    if text.isalnum():
        return text
    clean = _SPACES.sub(" ", _INVISIBLE.sub("", text)).strip()
    if not has_chinese(clean):
        return clean
    return _STRAY_SPACE.sub("", clean).translate(_WIDE_BRACKETS)
