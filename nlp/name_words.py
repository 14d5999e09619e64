"""The words that names are made of, found at the start or the end of a text, longest first.

They stand in labels/: legal_forms.csv, trade_words.csv, places.csv, and glosses.csv, of which the kinds matter
here: ``trade``, ``institution`` (大学, 医院), ``body`` (endings of institutions that have units: 大学, 局),
``compound`` (words that only begin like a body: 大学生), ``branch`` (分公司), ``zone`` (开发区, behind a place),
``place``, ``region`` (华东, only a place in brackets).
"""

from collections.abc import Iterable, Iterator
from functools import cache

from nlp.knowledge import shipped_knowledge
from nlp.places import place_names
from nlp.text import compact


class WordSet:
    """Words to be found at the start or the end of a text, the longest one first."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(filter(None, words))
        self._ending = _sizes_by(self._words, -1)
        self._beginning = _sizes_by(self._words, 0)

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def at_end(self, text: str) -> str:
        """The longest word that the text ends in, or ""."""
        return next(self.all_at_end(text), "")

    def all_at_end(self, text: str) -> Iterator[str]:
        """All words that the text ends in, the longest first."""
        for size in self._ending.get(text[-1:], ()):
            if size <= len(text) and text[-size:] in self._words:
                yield text[-size:]

    def at_start(self, text: str) -> str:
        """The longest word that the text begins with, or ""."""
        for size in self._beginning.get(text[:1], ()):
            if text[:size] in self._words:
                return text[:size]
        return ""


def _sizes_by(words: Iterable[str], position: int) -> dict[str, list[int]]:
    """Character at a position → lengths of the words that have it there, the longest first."""
    sizes: dict[str, set[int]] = {}
    for word in words:
        sizes.setdefault(word[position], set()).add(len(word))
    return {character: sorted(found, reverse=True) for character, found in sizes.items()}


@cache
def glossed(kind: str) -> frozenset[str]:
    """Chinese words of one kind of glosses.csv."""
    table = shipped_knowledge("glosses.csv")
    return frozenset(table.loc[table["kind"].eq(kind), "zh"])


@cache
def legal_forms(at: str = "end") -> WordSet:
    """Chinese and Japanese legal forms that stand at the ``end`` or ``start`` of a name, without brackets."""
    table = shipped_knowledge("legal_forms.csv")
    chosen = table[table["language"].isin(["zh", "ja"]) & table["at"].isin(["both", "" if at == "end" else "start"])]
    return WordSet(map(compact, chosen["form"]))


@cache
def group_forms() -> WordSet:
    """Forms that may stand before a place: 中国移动通信 集团 广东 有限公司."""
    return WordSet(["集团", "控股", "控股集团", "集团控股"])


@cache
def trades() -> WordSet:
    """Trade words of glosses.csv and trade_words.csv."""
    return WordSet(glossed("trade") | frozenset(shipped_knowledge("trade_words.csv")["word"]))


@cache
def institutions() -> WordSet:
    """Endings of institutions that are no trade words (银行 is one)."""
    return WordSet(word for word in glossed("institution") if word not in trades())


@cache
def bodies() -> WordSet:
    """Endings of institutions that have units under their name."""
    return WordSet(glossed("body"))


@cache
def body_names() -> WordSet:
    """Institutions of three characters and more, or well-known endings, that have units under their name."""
    return WordSet(
        word
        for word in glossed("institution") | glossed("body")
        if len(word) > 1 and bodies().at_end(word) and (len(word) > 2 or word in bodies())
    )


@cache
def compounds() -> WordSet:
    """Words that begin like a body and are none."""
    return WordSet(glossed("compound"))


@cache
def branches() -> WordSet:
    """What parts of an organisation are called: 分公司, 支行, 办事处."""
    return WordSet(glossed("branch"))


@cache
def zones() -> WordSet:
    """Zones that follow a place: 高新区, 工业园区."""
    return WordSet(glossed("zone"))


@cache
def known_places() -> frozenset[str]:
    """Places of glosses.csv but for districts and counties, whose bare names are too often brands (涪陵)."""
    table = shipped_knowledge("places.csv")
    small = table["level"].eq("county") & ~table["name"].str.endswith("市")
    return glossed("place") - (frozenset(table.loc[small, "short"]) - frozenset(table.loc[~small, "short"]))


@cache
def place_short_names() -> dict[str, str]:
    """Every spelling of a place that may lead a Chinese name, to its short name."""
    table = shipped_knowledge("places.csv")
    small = table[table["name"].str.len().eq(2) & table["name"].str.endswith("县")]
    prefectures = table.loc[table["name"].str.endswith("自治州"), "short"]
    return (
        {short: short for short in known_places()}
        | dict(zip(small["name"], small["short"], strict=True))
        | {short + "州": short for short in prefectures}
        | place_names()
    )


@cache
def bracket_places() -> dict[str, str]:
    """Spellings that are places only in brackets: short names of counties, regions, 中国."""
    table = shipped_knowledge("places.csv")
    counties = table.loc[table["short"].str.len().gt(1), "short"]
    return {word: word for word in (*counties, *glossed("place"), *glossed("region"), "中国")} | place_short_names()


@cache
def places() -> WordSet:
    """The spellings of `place_short_names`."""
    return WordSet(place_short_names())


@cache
def counties_of() -> dict[str, WordSet]:
    """Short name of a province or prefecture → short names of its counties and districts."""
    table = shipped_knowledge("places.csv")
    county = table["level"].eq("county") & table["short"].str.len().gt(1)
    below: dict[str, list[str]] = {}
    for code, short in zip(table.loc[county, "code"], table.loc[county, "short"], strict=True):
        below.setdefault(code[:2], []).append(short)
        below.setdefault(code[:4], []).append(short)
    words: dict[str, list[str]] = {}
    wide = table[table["level"].ne("county")]
    for code, short, level in zip(wide["code"], wide["short"], wide["level"], strict=True):
        words.setdefault(short, []).extend(below.get(code[:2] if level == "province" else code[:4], []))
    return {short: WordSet(found) for short, found in words.items()}


@cache
def _provinces() -> frozenset[str]:
    table = shipped_knowledge("places.csv")
    return frozenset(table.loc[table["level"].eq("province"), "short"])


def is_province(short: str) -> bool:
    """Whether a short name is a province's: 浙江."""
    return short in _provinces()


@cache
def _province_codes() -> dict[str, frozenset[str]]:
    """Short name of a province or prefecture → codes of the provinces it lies in."""
    table = shipped_knowledge("places.csv")
    wide = table[table["level"].ne("county")]
    codes = wide["code"].str[:2].groupby(wide["short"]).agg(frozenset)
    return {str(short): frozenset(found) for short, found in codes.items()}


def lies_within(place: str, other: str) -> bool:
    """Whether a prefecture may lie in another place; where one of them is unknown it may."""
    codes = _province_codes()
    return place not in codes or other not in codes or bool(codes[place] & codes[other])
