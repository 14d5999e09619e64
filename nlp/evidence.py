"""Why two names are believed to be the same, in plain words."""

from nlp.profiles import Profile, profile
from nlp.renderings import ChineseReading

_KIND_WORDS = {
    "gloss": "",
    "place": "",
    "latin": "",
    "pinyin": " (pinyin)",
    "wade-giles": " (older romanisation)",
    "character": " (character)",
    "initials": " (initials)",
}
_KNOWN_WORDS = {
    "same": "both names stand in the organisation table",
    "other": "known as two organisations",
    "group": "known as a group and a company of it",
    "judged same": "a person called them the same",
    "judged other": "a person called them different",
}


def evidence(left: str, right: str, known: str = "") -> str:
    """What two names share and where they differ.

    >>> evidence("Shandong Langchao Software", "山东浪潮软件有限公司")
    'place 山东 = shandong · brand 浪潮 = langchao (pinyin) · trade 软件 = software'
    """
    a, b = profile(left), profile(right)
    if a.key == b.key:
        return "the same name"
    parts = [_KNOWN_WORDS[known]] if known else []
    if a.language != b.language:
        english, chinese = (a, b) if a.language == "en" else (b, a)
        return " · ".join([*parts, *_cross(english, chinese)])
    return " · ".join([*parts, *(_chinese(a, b) if a.language == "zh" else _english(a, b))])


def _cross(english: Profile, chinese: Profile) -> list[str]:
    reading = chinese.reading
    assert reading is not None
    met = {word: reading.masks[word] for word in english.words if word in reading.masks}
    parts = [
        f"{_part(mask, reading)} {_run(mask, reading)} = {word}{_KIND_WORDS[reading.kinds[word]]}"
        for word, mask in met.items()
    ]
    left_over = [word for word in english.words if word not in met]
    return parts + ([f"not explained: {' '.join(left_over)}"] if left_over else [])


def _part(mask: int, reading: ChineseReading) -> str:
    for name, part in (("place", reading.place), ("brand", reading.brand), ("trade", reading.trade)):
        if mask & part:
            return name
    return "part"


def _run(mask: int, reading: ChineseReading) -> str:
    return "".join(character for place, character in enumerate(reading.core) if mask >> place & 1)


def _chinese(a: Profile, b: Profile) -> list[str]:
    parts = [f"brand {a.brand_zh}" if a.brand_zh == b.brand_zh else f"brand {a.brand_zh} ≠ {b.brand_zh}"]
    if a.trade_zh and a.trade_zh == b.trade_zh:
        parts.append(f"trade {a.trade_zh}")
    if a.places and b.places:
        shared = sorted(a.places & b.places)
        parts.append(
            f"place {' '.join(shared)}"
            if shared
            else f"place {' '.join(sorted(a.places))} ≠ {' '.join(sorted(b.places))}"
        )
    return parts


def _english(a: Profile, b: Profile) -> list[str]:
    shared = [word for word in a.words if word in b.words]
    differing = [word for word in (*a.words, *b.words) if word not in shared]
    parts = [f"words {' '.join(shared)}"] if shared else []
    return parts + ([f"not shared: {' '.join(differing)}"] if differing else [])
