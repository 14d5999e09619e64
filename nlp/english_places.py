"""Places in an English name, wherever they stand, as their Chinese short names."""

from collections.abc import Sequence
from typing import Final

from nlp.english_vocabulary import CHINA, FILLERS, Word, latin_counties, latin_places, trade_vocabulary
from nlp.name_words import lies_within

_LONGEST: Final = 3
LEVELS: Final = frozenset(
    {"city", "municipal", "municipality", "province", "provincial", "district", "county", "prefecture", "autonomous"}
    | {"region", "zhuang", "hui", "uygur", "uyghur"}
)


def take_places(found: Sequence[Word]) -> tuple[list[str], list[Word]]:
    """Places, and the words without them. A leading China stays a word: China Mobile.

    >>> from nlp.english_vocabulary import spelt
    >>> take_places(spelt("Beijing Haidian Zhipu"))
    (['北京', '海淀'], ['zhipu'])
    """
    places: list[str] = []
    rest: list[Word] = []
    at = behind = 0
    while at < len(found):
        size, short = _place_at(found, at)
        leads = short == CHINA and not at and len(found) > size
        elsewhere = 0 < at == behind and at + size < len(found) and not lies_within(short, places[-1])
        if not size or leads or elsewhere:
            rest.append(found[at])
            at += 1
            continue
        places.append(short)
        at = _behind_level(found, at + size)
        size, county = _county_at(found, at, short)
        if size:
            places.append(county)
            at = _behind_level(found, at + size)
        behind = at
    return places, rest


def place_behind(found: Sequence[Word]) -> tuple[int, str]:
    """Length in words and short name of the place at the end, (0, "") if there is none."""
    for size in range(min(_LONGEST, len(found)), 0, -1):
        short = latin_places().get("".join(found[-size:]))
        if short:
            return size, short
    return 0, ""


def _place_at(found: Sequence[Word], at: int) -> tuple[int, str]:
    for size in range(min(_LONGEST, len(found) - at), 0, -1):
        short = latin_places().get("".join(found[at : at + size]))
        if short:
            return size, short
    return 0, ""


def _county_at(found: Sequence[Word], at: int, place: str) -> tuple[int, str]:
    """A district of the place just read, if it is called one or leaves a brand to the name."""
    for size in range(min(2, len(found) - at), 0, -1):
        county = latin_counties(place).get("".join(found[at : at + size]))
        behind = found[at + size :]
        if county and (_behind_level(behind, 0) or _has_brand(behind)):
            return size, county
    return 0, ""


def _has_brand(found: Sequence[Word]) -> bool:
    return any(word not in trade_vocabulary() and word not in FILLERS and word not in latin_places() for word in found)


def _behind_level(found: Sequence[Word], at: int) -> int:
    while at < len(found) and found[at] in LEVELS:
        at += 1
    return at
