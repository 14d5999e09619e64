"""Words that tell a field: labels/sector_words.csv, found in a text longest first."""

from functools import cache
from typing import Any

from nlp.knowledge import shipped_knowledge
from nlp.text import normalise


@cache
def _automaton() -> tuple[Any, list[tuple[str, str, int]]]:
    from ahocorasick_rs import AhoCorasick, MatchKind

    table = shipped_knowledge("sector_words.csv")
    entries = [(normalise(row.word), row.sector, int(row.weight)) for row in table.itertuples()]
    return AhoCorasick([entry[0] for entry in entries], matchkind=MatchKind.LeftmostLongest), entries


def sector_words_in(text: str) -> list[tuple[str, str, int]]:
    """Word, sector and weight (1 to 3) of each sector word in a normalised text.

    A Latin word counts only as a whole word.
    """
    automaton, entries = _automaton()
    found = []
    for index, start, end in automaton.find_matches_as_indexes(text):
        word = entries[index][0]
        if word.isascii() and (
            (text[start - 1 : start].isascii() and text[start - 1 : start].isalpha()) or _goes_on(text, end)
        ):
            continue
        found.append(entries[index])
    return found


def _goes_on(text: str, end: int) -> bool:
    return text[end : end + 1].isascii() and text[end : end + 1].isalpha()
