"""How names sound: Wade-Giles spellings of pinyin, and a coarse code under which respellings meet.

The code follows the idea of Soundex: letters that stand for like sounds fall together and vowels count only
at the beginning, so that Humon meets hengbang's h-m-b-n loosely and Tungkong meets donggang closely.
"""

import re
from functools import lru_cache
from typing import Final

_INITIALS: Final = (
    ("zh", "ch"), ("ch", "ch"), ("sh", "sh"), ("b", "p"), ("d", "t"), ("g", "k"), ("j", "ch"), ("q", "ch"),
    ("x", "hs"), ("z", "ts"), ("c", "ts"), ("r", "j"),
)  # fmt: skip
_FINALS: Final = (("ong", "ung"), ("ian", "ien"), ("uo", "o"), ("ie", "ieh"), ("yue", "yueh"), ("yan", "yen"))


@lru_cache(maxsize=2_000)
def wade_giles(syllable: str) -> str:
    """A pinyin syllable in Wade-Giles without marks: dong → tung, qing → ching, xian → hsien."""
    initial = next((pair for pair in _INITIALS if syllable.startswith(pair[0])), ("", ""))
    rest = syllable[len(initial[0]) :]
    final = next((pair for pair in _FINALS if rest == pair[0]), None)
    return initial[1] + (final[1] if final else rest)


_LIKE: Final = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"tsch|tch|ch|zh|sh|ts|tz|hs|q|j|x|z|c(?=[eiy])|s"), "s"),
    (re.compile(r"ck|c|g|k"), "k"),
    (re.compile(r"d|t"), "t"),
    (re.compile(r"b|p"), "p"),
    (re.compile(r"r|l"), "l"),
    (re.compile(r"ng|n|m"), "n"),
    (re.compile(r"w|v|u(?=[aeio])"), "v"),
)
_VOWELS = re.compile(r"(?<!^)[aeiouyh]+")
_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=200_000)
def sound_code(text: str) -> str:
    """A coarse code of how a Latin spelling sounds.

    >>> sound_code("tungkong") == sound_code("donggang")
    True
    """
    code = text.lower()
    for pattern, sound in _LIKE:
        code = pattern.sub(sound, code)
    return _TWICE.sub(r"\1", _VOWELS.sub("", code))
