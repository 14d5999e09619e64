"""What an English name says beside itself: a former name, a short name in brackets; words run together."""

import re
from collections.abc import Sequence
from typing import Final

from nlp.english_vocabulary import Word, latin_forms, latin_places, spelt, trade_vocabulary

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LATIN_RUN = re.compile(r"[A-Za-z]{6,}")
_FORMERLY: Final = ("formerly", "fka")
_JOINS_FORMER: Final = frozenset({"known", "as", "called", "named", ","})


def cut_humps(name: str) -> str:
    """A place in front or a legal form behind cut off where words run together.

    >>> cut_humps("ZheJiangJiHua Group")
    'ZheJiang JiHua Group'
    """
    return _LATIN_RUN.sub(lambda run: _cut_run(run[0]), name)


def _cut_run(run: str) -> str:
    parts = _HUMP.split(run)
    for end in range(len(parts) - 1, 0, -1):
        if "".join(parts[:end]).lower() in latin_places():
            return "".join(parts[:end]) + " " + "".join(parts[end:])
    if len(parts) > 1 and spelt(parts[-1]) in latin_forms():
        return "".join(parts[:-1]) + " " + parts[-1]
    return run


def take_asides(found: list[Word]) -> tuple[list[Word], list[Word], list[Word]]:
    """The name without brackets, a former name (formerly …), and a short name behind it (SMIC)."""
    plain: list[Word] = []
    former: list[Word] = []
    other: list[Word] = []
    for inside, piece in _pieces(found):
        if piece[0] in _FORMERLY:
            former += [word for word in piece[1:] if word not in _JOINS_FORMER]
        elif inside and plain and len(piece) == 1 and _is_short_name(piece[0]):
            other += piece
        else:
            plain += piece
    return plain, former, other


def _pieces(found: Sequence[Word]) -> list[tuple[bool, list[Word]]]:
    """Runs of words: whether in brackets, and the words. "formerly" begins a run of its own."""
    pieces: list[tuple[bool, list[Word]]] = [(False, [])]
    for word in found:
        if word in ("(", ")"):
            pieces.append((word == "(", []))
        elif word in _FORMERLY:
            pieces.append((pieces[-1][0], [word]))
        else:
            pieces[-1][1].append(word)
    return [piece for piece in pieces if piece[1]]


def _is_short_name(word: Word) -> bool:
    return not (word in latin_places() or word in trade_vocabulary() or [word] in latin_forms())
