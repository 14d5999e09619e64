"""What English names are made of, from the tables of labels/, in the words of `nlp.english_words`."""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Final

from nlp.english_words import words
from nlp.knowledge import shipped_knowledge
from nlp.name_words import body_names, counties_of, known_places, trades
from nlp.pinyin import pinyin
from nlp.places import place_english
from nlp.text import normalise, unaccented

#: Words that join others and mean nothing by themselves.
FILLERS: Final = frozenset({"and", "of", "the", "for", "in", "at", "&"})
CHINA: Final = "中国"
CHINA_WORDS: Final = frozenset({"china", "national", "state"})
_TOKEN = re.compile(r"(?:[a-z]\.)+[a-z]\b|(?:[a-z]\.){2,}|[^\W_]+(?:'[^\W\d_]+)?|[&,()]")


class Word(str):
    """A word as `nlp.english_words` writes it; ``written`` keeps the plural of a name: siemen, siemens."""

    __slots__ = ("written",)
    written: str

    def __new__(cls, normal: str, written: str = "") -> "Word":
        word = super().__new__(cls, normal)
        word.written = written or normal
        return word


def spelt(text: str) -> list[Word]:
    """Words, fillers and the marks ``, ( ) &`` of a Latin text; points in initials and accents are dropped.

    >>> spelt("Institute of Technologies, S.p.A.")
    ['institute', 'of', 'technology', ',', 'spa']
    """
    found: list[Word] = []
    for token in _TOKEN.findall(unaccented(normalise(text))):
        plain = token.replace(".", "")
        normal = words(plain)
        if len(normal) == 1 and plain.startswith(normal[0]):
            found.append(Word(normal[0], plain.replace("'", "")))
        else:
            found += map(Word, normal or [plain])
    return found


def joined(text: str) -> str:
    """The words of a text run together: Inner Mongolia → innermongolia, Xi'an → xian."""
    return "".join(word for word in spelt(text) if word.isalnum())


class Phrases:
    """Phrases of one or more words, to be found at either end of a list of words, the longest one first."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._phrases = {tuple(word for word in spelt(text) if word not in ",()") for text in texts} - {()}
        self._longest = max(map(len, self._phrases))

    def __contains__(self, found: Sequence[str]) -> bool:
        return tuple(found) in self._phrases

    def at_end(self, found: Sequence[str]) -> int:
        """Length in words of the longest phrase at the end, or 0."""
        sizes = range(min(self._longest, len(found)), 0, -1)
        return next((size for size in sizes if tuple(found[-size:]) in self._phrases), 0)

    def at_start(self, found: Sequence[str]) -> int:
        """Length in words of the longest phrase at the start, or 0."""
        sizes = range(min(self._longest, len(found)), 0, -1)
        return next((size for size in sizes if tuple(found[:size]) in self._phrases), 0)


@cache
def latin_forms(at: str = "end") -> Phrases:
    """Legal forms that stand at the ``end`` or ``start`` of a name."""
    table = shipped_knowledge("legal_forms.csv")
    latin = ~table["language"].eq("zh") & table["form"].map(str.isascii)
    return Phrases(table.loc[latin & table["at"].isin(["both", "" if at == "end" else "start"]), "form"])


def _glossed(kind: str) -> Iterable[tuple[str, str]]:
    table = shipped_knowledge("glosses.csv")
    chosen = table.loc[table["kind"].eq(kind), ["zh", "en"]]
    return zip(chosen["zh"], chosen["en"], strict=True)


@cache
def trade_phrases() -> Phrases:
    """English glosses of trades, without fillers."""
    return Phrases(" ".join(words(english)) for _, english in _glossed("trade"))


@cache
def trade_vocabulary() -> Collection[str]:
    """Each word of the English glosses of trades."""
    return frozenset(word for _, english in _glossed("trade") for word in words(english))


@cache
def institution_phrases() -> Phrases:
    """English glosses of institutions that are no trades: university of technology, hospital."""
    return Phrases(english for chinese, english in _glossed("institution") if chinese not in trades())


@cache
def body_phrases() -> Phrases:
    """English glosses of institutions that have units under their name."""
    return Phrases(english for chinese, english in _glossed("institution") if chinese in body_names())


@cache
def branch_phrases() -> Phrases:
    """What parts of an organisation are called: branch, representative office."""
    return Phrases(english for _, english in _glossed("branch"))


@cache
def latin_places() -> dict[str, str]:
    """Spellings of provinces, cities and countries, run together, to their Chinese short names.

    Of two places that are spelt the same (Suzhou, Fuzhou) the one of glosses.csv wins, then the larger one.
    """
    table = shipped_knowledge("places.csv")
    wide = [*table.loc[table["level"].eq("province"), "short"], *table.loc[table["level"].eq("prefecture"), "short"]]
    spellings = [
        ("China", CHINA),
        ("PRC", CHINA),
        *((english, short) for short, english in _glossed("place") if short in known_places()),
        *((place_english(short), short) for short in wide),
        *(("".join(pinyin(short)), short) for short in wide),
    ]
    found: dict[str, str] = {}
    for spelling, short in spellings:
        if len(spelling) > 3 or spelling.isupper():
            found.setdefault(joined(spelling), short)
    return found


@cache
def latin_counties(place: str) -> dict[str, str]:
    """Spellings of the districts and counties of a place, run together, to their Chinese short names."""
    return {joined(place_english(short)): short for short in counties_of().get(place, ())}


def institution_of(found: Sequence[str]) -> tuple[int, int]:
    """Start and end of an institution that goes on with "of" or "for" (Academy of …), (0, 0) if there is none."""
    for start in range(len(found)):
        end = start + institution_phrases().at_start(found[start:])
        if end > start and end + 1 < len(found) and found[end] in ("of", "for"):
            return start, end
    return 0, 0
