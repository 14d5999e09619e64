"""Places of China: labels/places.csv (GB/T 2260, with the codes of districts abolished since 2012)."""

from functools import cache

from nlp.english_words import words
from nlp.knowledge import shipped_knowledge
from nlp.pinyin import pinyin
from nlp.text import compact, normalise


@cache
def _provinces() -> list[tuple[str, str, str, str]]:
    table = shipped_knowledge("places.csv")
    provinces = table[table["level"].eq("province")]
    return list(provinces[["code", "name", "short", "en"]].itertuples(index=False, name=None))


@cache
def _province_by_code() -> dict[str, str]:
    return {code[:2]: short for code, _, short, _ in _provinces()}


def province_of_code(code: str) -> str:
    """Short name of the province (北京) of a six-digit district code, or ""."""
    return _province_by_code().get(code[:2], "")


@cache
def _province_by_name() -> dict[str, str]:
    return {spelling: short for _, name, short, _ in _provinces() for spelling in (name, short)}


def short_province(text: str) -> str:
    """北京市 → 北京, 廣東省深圳市 → 广东; "" where the text names no province."""
    known = _province_by_name()
    if text in known:
        return known[text]
    place = normalise(text)
    return known.get(place) or next((short for _, name, short, _ in _provinces() if place.startswith(name)), "")


@cache
def latin_provinces() -> dict[str, str]:
    """Latin spellings of provinces, as `compact` writes them: shaanxi → 陕西, neimenggu and innermongolia → 内蒙古."""
    by_pinyin = {"".join(pinyin(short)): short for _, _, short, _ in _provinces()}
    return by_pinyin | {compact(english): short for _, _, short, english in _provinces()}


@cache
def place_names() -> dict[str, str]:
    """Every place as company names write it, to its short name.

    Full names of all levels; short names of provinces and prefectures only, since a county's short name is
    too often an ordinary word or a brand (长安, 大同).
    """
    table = shipped_knowledge("places.csv")
    full = table[table["name"].str.len().gt(2)]
    wide = table[table["level"].ne("county") & table["short"].str.len().gt(1)]
    return dict(zip(full["name"], full["short"], strict=True)) | dict(zip(wide["short"], wide["short"], strict=True))


def place_english(short: str) -> str:
    """The English name of a place by its short name: an exonym of glosses.csv, else that of places.csv, else ""."""
    return _english().get(short, "")


@cache
def _english() -> dict[str, str]:
    glosses, places = shipped_knowledge("glosses.csv"), shipped_knowledge("places.csv")
    exonyms = glosses[glosses["kind"].eq("place")].drop_duplicates("zh")
    known = places[places["short"].isin(place_names().values())]
    return dict(zip(known["short"], known["en"], strict=True)) | dict(zip(exonyms["zh"], exonyms["en"], strict=True))


@cache
def place_words() -> frozenset[str]:
    """Latin words of provinces and prefectures; of several words (Inner Mongolia), each."""
    table = shipped_knowledge("places.csv")
    wide = table.loc[table["level"].ne("county"), "short"]
    return frozenset(word for short in wide for word in words(place_english(short)))
