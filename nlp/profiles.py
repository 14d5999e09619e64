"""A name as the matcher sees it, in either language."""

import math
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

from nlp.company_names import parse
from nlp.english_words import words
from nlp.knowledge import shipped_knowledge
from nlp.phonetics import sound_code
from nlp.places import place_english, place_words
from nlp.renderings import ChineseReading, read_chinese
from nlp.text import compact, has_chinese


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of a name.

    key : `compact` form. language : "zh" or "en". reading : the Chinese name's renderings, if it is one.
    words : English words without the legal form. places : Latin words of its places.
    brand : the brand in Latin letters, run together. sound : its `sound_code`.
    brand_zh, trade_zh : brand and trade of a Chinese name. legal_form : normalised.
    """

    key: str
    language: str
    reading: ChineseReading | None
    words: tuple[str, ...]
    places: frozenset[str]
    brand: str
    sound: str
    brand_zh: str
    trade_zh: str
    legal_form: str


def _spelt_brand(reading: ChineseReading) -> str:
    """The brand in Latin letters: pinyin of its characters, other letters as they are."""
    spelt = enumerate(zip(reading.syllables, reading.core, strict=True))
    return "".join(syllable or letter for place, (syllable, letter) in spelt if reading.brand >> place & 1).lower()


@lru_cache(maxsize=50_000)  # some 5 kB each
def profile(name: str) -> Profile:
    """Take a name apart for matching."""
    parts = parse(name)
    if has_chinese(name):
        reading = read_chinese(name)
        brand = _spelt_brand(reading)
        places = frozenset(word for place in parts.places for word in words(place_english(place)))
        trade = "".join(parts.trade) + parts.institution + parts.branch
        return Profile(
            compact(name), "zh", reading, (), places, brand, sound_code(brand), parts.brand, trade, parts.legal_form
        )
    found = words(name)
    form = words(parts.legal_form)
    kept = tuple(word for word in found if word not in form) or found
    places = frozenset(kept) & place_words()
    brand = "".join(word for word in words(parts.brand) if word not in places) or "".join(kept)
    return Profile(compact(name), "en", None, kept, places, brand, sound_code(brand), "", "", parts.legal_form)


@cache
def _frequencies() -> tuple[Counter[str], int]:
    """How many English names of organisations.csv hold a word, and how many names there are."""
    table = shipped_knowledge("organisations.csv")
    names = table.loc[table["name_en"].ne(""), "name_en"]
    return Counter(word for name in names for word in set(words(name))), len(names)


@lru_cache(maxsize=200_000)
def weight(word: str) -> float:
    """Inverse document frequency of a word in the organisation table, in (0, 1]; 1 for a word never met.

    It comes from the shipped table and not from the tables being linked, so that a pair's score is the same
    whatever stands around it.
    """
    counts, total = _frequencies()
    return math.log((1 + total) / (1 + counts[word])) / math.log(1 + total)
