"""English words of names in one form: abbreviations written out, plurals and variant spellings joined."""

import re
from functools import cache, lru_cache

from nlp.knowledge import shipped_knowledge
from nlp.text import normalise, unaccented

_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)?")
_INNER_POINTS = re.compile(r"\b(?:[a-z]\.){2,}")
_FILLERS = frozenset({"and", "of", "the", "for", "in", "&"})


@cache
def _written_out() -> dict[str, tuple[str, ...]]:
    table = shipped_knowledge("abbreviations.csv")
    return {row.word.lower(): tuple(row.stands_for.lower().split()) for row in table.itertuples()}


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """One form for singular and plural: technologies → technology, electronics → electronic."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "news")):
        return word[:-1]
    return word


@lru_cache(maxsize=200_000)
def words(text: str) -> tuple[str, ...]:
    """Stemmed words of a text without fillers, abbreviations written out.

    >>> words("Shenzhen Y.U.D. Sci. & Tech. Ltd")
    ('shenzhen', 'yud', 'science', 'technology', 'ltd')
    """
    plain = unaccented(normalise(text)).replace("'s", "s")
    plain = _INNER_POINTS.sub(lambda found: found[0].replace(".", ""), plain)
    found: list[str] = []
    for word in _WORD.findall(plain):
        found.extend(_written_out().get(word, (word,)))
    return tuple(stem(word.replace("'", "")) for word in found if word not in _FILLERS)


@cache
def describing_words() -> frozenset[str]:
    """Words that say what an organisation does or is, never which one: glosses of trades, institutions, places."""
    glosses = shipped_knowledge("glosses.csv")
    forms = shipped_knowledge("legal_forms.csv")
    texts = [
        *glosses.loc[glosses["kind"].isin(["trade", "institution", "place"]), "en"],
        *forms.loc[forms["language"].ne("zh"), "form"],
    ]
    return frozenset(word for text in texts for word in words(text)) | {"ai", "china"}
