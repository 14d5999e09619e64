"""What two names have in common, as numbers in [0, 1]; each a small function of two profiles.

Three kinds of pairs are compared by different evidence: an English name with a Chinese one (``cross``), two
Chinese names (``zh``), two English names (``en``). The names of the features are fixed in `FEATURES`, and a
scorer trained on other ones is refused.
"""

from collections.abc import Iterable
from typing import Final

from rapidfuzz.distance import JaroWinkler
from rapidfuzz.fuzz import ratio

from nlp.phonetics import sound_code
from nlp.profiles import Profile, weight
from nlp.renderings import ChineseReading

FEATURES: Final = {
    "cross": (
        "english_explained", "brand_explained", "trade_explained", "surest", "rarest_unexplained", "brand_letters",
        "best_word", "rest_letters", "rest_sound", "rest_initials", "english_left", "brand_left", "place_agrees",
        "place_differs", "length",
    ),
    "zh": (
        "same_brand", "brand_begins", "brand_characters", "brand_sound", "trade_characters", "same_trade",
        "all_characters", "place_agrees", "place_differs", "same_form", "brand_missing",
    ),
    "en": (
        "left_explained", "right_explained", "rarest_unexplained", "brand_letters", "brand_begins", "brand_sound",
        "all_letters", "initials", "place_agrees", "place_differs",
    ),
}  # fmt: skip

#: How sure a rendering is that it is meant.
_TRUST: Final = {
    "place": 1.0, "gloss": 1.0, "latin": 1.0, "pinyin": 1.0, "wade-giles": 0.8, "character": 0.5, "initials": 0.3,
}  # fmt: skip


def pair_kind(left: Profile, right: Profile) -> str:
    """Which evidence compares two names: cross, zh or en."""
    return "cross" if left.language != right.language else left.language


def pair_features(left: Profile, right: Profile) -> tuple[float, ...]:
    """The features of a pair, in the order of `FEATURES` of its kind."""
    if left.language == "zh" and right.language == "zh":
        return _chinese_pair(left, right)
    if left.language == "en" and right.language == "en":
        return _english_pair(left, right)
    return _cross_pair(*((left, right) if left.language == "en" else (right, left)))


def _cross_pair(english: Profile, chinese: Profile) -> tuple[float, ...]:
    reading = chinese.reading
    assert reading is not None
    met = {word: _TRUST[reading.kinds[word]] for word in english.words if word in reading.kinds}
    total = _weight(english.words)
    explained = sum(weight(word) * trust for word, trust in met.items())
    mask = 0
    for word in met:
        mask |= reading.masks[word]
    unexplained = [word for word in english.words if word not in met]
    rest_english = "".join(word for word in unexplained if word not in english.places)
    rest_chinese = _spelt(reading, reading.brand & ~mask)
    return (
        explained / total if total else 0.0,
        _share(mask, reading.brand),
        _share(mask, reading.trade),
        min(met.values(), default=0.0),
        max((weight(word) for word in unexplained), default=0.0),
        _likeness(english.brand, chinese.brand),
        max(
            (JaroWinkler.similarity(word, chinese.brand) for word in english.words if word not in english.places),
            default=0.0,
        ),
        _likeness(rest_english, rest_chinese) if rest_english and rest_chinese else 0.0,
        _likeness(sound_code(rest_english), sound_code(rest_chinese)) if rest_english and rest_chinese else 0.0,
        _initials(rest_english, reading),
        float(bool(rest_english)),
        float(bool(rest_chinese)),
        *_places(english, chinese, met_place=bool(mask & reading.place)),
        min(1.0, len(english.words) / max(1, len(reading.core) / 2)) if english.words else 0.0,
    )


def _chinese_pair(left: Profile, right: Profile) -> tuple[float, ...]:
    a, b = left.brand_zh, right.brand_zh
    return (
        float(bool(a) and a == b),
        float(bool(a) and bool(b) and a != b and (a.startswith(b) or b.startswith(a))),
        _likeness(a, b),
        _likeness(left.sound, right.sound),
        _overlap(left.trade_zh, right.trade_zh),
        float(left.trade_zh == right.trade_zh),
        _likeness(left.key, right.key),
        *_places(left, right, met_place=False),
        float(left.legal_form == right.legal_form),
        float(not a or not b),
    )


def _english_pair(left: Profile, right: Profile) -> tuple[float, ...]:
    words_left, words_right = dict.fromkeys(left.words), dict.fromkeys(right.words)  # in order, so that sums agree
    shared = [word for word in words_left if word in words_right]
    unexplained = [word for word in (*left.words, *right.words) if word not in shared]
    return (
        _weight(shared) / max(_weight(words_left), 1e-9),
        _weight(shared) / max(_weight(words_right), 1e-9),
        max((weight(word) for word in unexplained), default=0.0),
        _likeness(left.brand, right.brand),
        float(left.brand != right.brand and (left.brand.startswith(right.brand) or right.brand.startswith(left.brand))),
        _likeness(left.sound, right.sound),
        _likeness("".join(left.words), "".join(right.words)),
        float(_letters(left) in right.words or _letters(right) in left.words),
        *_places(left, right, met_place=False),
    )


def _weight(words: Iterable[str]) -> float:
    return sum(map(weight, words))


def _share(mask: int, part: int) -> float:
    """Share of a part's characters that a mask holds; 1 for an empty part."""
    return (mask & part).bit_count() / part.bit_count() if part else 1.0


def _spelt(reading: ChineseReading, mask: int) -> str:
    return "".join(syllable for place, syllable in enumerate(reading.syllables) if mask >> place & 1)


def _likeness(left: str, right: str) -> float:
    return ratio(left, right) / 100


def _overlap(left: str, right: str) -> float:
    a, b = set(left), set(right)
    return len(a & b) / len(a | b) if a | b else 1.0


def _places(left: Profile, right: Profile, met_place: bool) -> tuple[float, float]:
    agrees = met_place or bool(left.places & right.places)
    return float(agrees), float(bool(left.places) and bool(right.places) and not agrees)


def _initials(letters: str, reading: ChineseReading) -> float:
    """Likeness of short left-over letters to the initials of brand and trade (XGMA, 厦工机械)."""
    if not 2 <= len(letters) <= 6:
        return 0.0
    initials = "".join(
        syllable[0] for place, syllable in enumerate(reading.syllables) if syllable and not reading.place >> place & 1
    )
    return JaroWinkler.similarity(letters, initials[: len(letters) + 1])


def _letters(name: Profile) -> str:
    return "".join(word[0] for word in name.words)
