"""How each part of a Chinese name may read in Latin letters.

A rendering is a word that an English name may hold for a run of characters: its gloss (软件 software), its
pinyin (浪潮 langchao), an older romanisation, its initials, or the Latin letters that stand there anyway.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from nlp.company_names import CompanyName, parse
from nlp.english_words import words
from nlp.knowledge import shipped_knowledge
from nlp.phonetics import wade_giles
from nlp.pinyin import pinyin
from nlp.places import place_english
from nlp.text import has_chinese

LONGEST_GLOSS: Final = 8
LONGEST_RUN: Final = 5  # syllables that English names write as one word
_LATIN = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class ChineseReading:
    """A Chinese name as a matcher reads it.

    core : places, brand, trade and institution in order, the text that masks refer to.
    masks : word → a bit for each character of the core that it renders.
    kinds : word → the kind of rendering, one of `KINDS`, the surest where there are several.
    brand, trade, place : masks of the parts of the core.
    syllables : pinyin of each character of the core ("" for none).
    """

    core: str
    masks: dict[str, int]
    kinds: dict[str, str]
    brand: int
    trade: int
    place: int
    syllables: tuple[str, ...]


#: Kinds of rendering, the surest first.
KINDS: Final = ("place", "gloss", "latin", "pinyin", "wade-giles", "character", "initials")
#: A word for the characters from one position of the core up to another.
_Run = tuple[str, int, int]


@cache
def _glosses() -> dict[str, dict[str, tuple[str, ...]]]:
    """Chinese run → kind of gloss (place, gloss, character) → words."""
    table = shipped_knowledge("glosses.csv")
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in table.itertuples():
        kind = row.kind if row.kind in ("place", "character") else "gloss"
        kinds = found.setdefault(row.zh, {})
        kinds[kind] = (*kinds.get(kind, ()), *words(row.en))
    return found


def read_chinese(name: str) -> ChineseReading:
    """All renderings of a Chinese name.

    A gloss may stand for any run of characters; pinyin and initials are spelt from the brand on, or from
    anywhere in a name without one, since trades are translated and places glossed.
    """
    parts = parse(name)
    places = "".join(dict.fromkeys(parts.places))
    trade = "".join(parts.trade) + parts.institution + parts.branch
    core = places + parts.brand + trade
    brand_end = len(places) + len(parts.brand)
    syllables = (*_syllables(places), *_syllables(parts.brand), *_syllables(trade))
    masks: dict[str, int] = {}
    kinds: dict[str, str] = {}
    spelt = range(len(places), brand_end) if parts.brand else range(len(core))
    for kind, runs in _runs(parts, core, syllables, spelt).items():
        for word, start, end in runs:
            mask = _mask(start, end)
            if kinds.setdefault(word, kind) == kind:
                masks[word] = masks.get(word, 0) | mask
    brand, trade_mask, place = _mask(len(places), brand_end), _mask(brand_end, len(core)), _mask(0, len(places))
    return ChineseReading(core, masks, kinds, brand, trade_mask, place, syllables)


def _runs(parts: CompanyName, core: str, syllables: tuple[str, ...], spelt: range) -> dict[str, list[_Run]]:
    """Kind → the runs that have such a rendering; the pinyin of a run begins at one of ``spelt``."""
    found: dict[str, list[_Run]] = {kind: [] for kind in KINDS}
    for place in dict.fromkeys(parts.places):
        start = core.index(place)
        found["place"] += [(word, start, start + len(place)) for word in words(place_english(place))]
    glosses = _glosses()
    for start in range(len(core)):
        for end in range(start + 1, min(start + LONGEST_GLOSS, len(core)) + 1):
            for kind, glossed in glosses.get(core[start:end], {}).items():
                found[kind] += [(word, start, end) for word in glossed]
    found["latin"] = [(latin[0], latin.start(), latin.end()) for latin in _LATIN.finditer(core)]
    for start in spelt:
        for end in range(start + 1, min(start + LONGEST_RUN, len(core)) + 1):
            run = syllables[start:end]
            if not run[-1]:
                break
            found["pinyin"].append(("".join(run), start, end))
            if end - start > 1:
                found["initials"].append(("".join(syllable[0] for syllable in run), start, end))
            older = tuple(map(wade_giles, run))
            if older != run:
                found["wade-giles"].append(("".join(older), start, end))
    return found


def _mask(start: int, end: int) -> int:
    return (1 << end) - (1 << start)


@lru_cache(maxsize=20_000)
def _syllables(part: str) -> tuple[str, ...]:
    syllables = pinyin(part) if part else ()
    if len(syllables) == len(part):
        return tuple(s if has_chinese(c) else "" for s, c in zip(syllables, part, strict=True))
    return tuple(pinyin(character)[0] if has_chinese(character) else "" for character in part)
