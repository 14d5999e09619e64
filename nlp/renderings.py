"""How each part of a Chinese name may read in Latin letters.

A rendering is a word that an English name may hold for a run of characters: its gloss (软件 software), its
pinyin (浪潮 langchao), an older romanisation, its initials, or the Latin letters that stand there anyway.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, NamedTuple

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


class Rendering(NamedTuple):
    """A word for a run of characters: ``mask`` has a bit set for each of them."""

    mask: int
    kind: str


@dataclass(frozen=True, slots=True)
class ChineseReading:
    """A Chinese name as a matcher reads it.

    core : places, brand, trade and institution in order, the text that masks refer to.
    renderings : word → its rendering, the surest kind where there are several.
    brand, trade, place : masks of the parts of the core.
    syllables : pinyin of each character of the core ("" for none).
    """

    core: str
    renderings: dict[str, Rendering]
    brand: int
    trade: int
    place: int
    syllables: tuple[str, ...]


#: Kinds of rendering, the surest first.
KINDS: Final = ("place", "gloss", "latin", "pinyin", "wade-giles", "character", "initials")
_RANKS: Final = {kind: rank for rank, kind in enumerate(KINDS)}


@cache
def _glosses() -> dict[str, tuple[tuple[str, str], ...]]:
    """Chinese run → (word, kind) of all its glosses."""
    table = shipped_knowledge("glosses.csv")
    found: dict[str, dict[str, str]] = {}
    for row in table.itertuples():
        kind = row.kind if row.kind in ("place", "character") else "gloss"
        for word in words(row.en):
            found.setdefault(row.zh, {}).setdefault(word, kind)
    return {run: tuple(glossed.items()) for run, glossed in found.items()}


@lru_cache(maxsize=200_000)
def read_chinese(name: str) -> ChineseReading:
    """All renderings of a Chinese name."""
    parts = parse(name)
    places = "".join(dict.fromkeys(parts.places))
    trade = "".join(parts.trade) + parts.institution + parts.branch
    core = places + parts.brand + trade
    brand_end = len(places) + len(parts.brand)
    found: dict[str, Rendering] = {}

    def add(word: str, start: int, end: int, kind: str) -> None:
        before = found.get(word)
        mask = (1 << end) - (1 << start)
        if before is None or _RANKS[kind] < _RANKS[before.kind]:
            found[word] = Rendering(mask, kind)
        elif before.kind == kind:
            found[word] = Rendering(before.mask | mask, kind)

    syllables = _syllables(core)
    older = tuple(map(wade_giles, syllables))
    glosses = _glosses()
    _add_places(parts, core, add)
    for start in range(len(core)):
        for end in range(start + 1, min(start + LONGEST_GLOSS, len(core)) + 1):
            for word, kind in glosses.get(core[start:end], ()):
                add(word, start, end, kind)
        for end in range(start + 1, min(start + LONGEST_RUN, len(core)) + 1):
            run = syllables[start:end]
            if not all(run):
                break
            add("".join(run), start, end, "pinyin")
            if older[start:end] != run:
                add("".join(older[start:end]), start, end, "wade-giles")
            if end - start > 1:
                add("".join(syllable[0] for syllable in run), start, end, "initials")
    for latin in _LATIN.finditer(core):
        add(latin[0], latin.start(), latin.end(), "latin")
    return ChineseReading(
        core,
        found,
        _mask(len(places), brand_end),
        _mask(brand_end, len(core)),
        _mask(0, len(places)),
        syllables,
    )


def _add_places(parts: CompanyName, core: str, add: "object") -> None:
    for place in dict.fromkeys(parts.places):
        start = core.index(place)
        for word in words(place_english().get(place, "")):
            add(word, start, start + len(place), "place")  # type: ignore[operator]


def _mask(start: int, end: int) -> int:
    return (1 << end) - (1 << start)


def _syllables(core: str) -> tuple[str, ...]:
    syllables = pinyin(core) if core else ()
    if len(syllables) == len(core):
        return tuple(s if has_chinese(c) else "" for s, c in zip(syllables, core, strict=True))
    return tuple(pinyin(character)[0] if has_chinese(character) else "" for character in core)
