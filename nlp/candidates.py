"""Blocking: for each name the few others that could be the same.

Names of both languages become sparse vectors over the same keys: words (of a Chinese name all its
renderings), runs of letters of the brand, its sound, its characters. The largest inner products are the
candidates; `recall` of the blocks is measured in benchmarks/linking.py.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from nlp.profiles import Profile, profile, weight

CANDIDATES: Final = 50
_KIND_WEIGHT: Final = {
    "place": 0.6,
    "gloss": 1.0,
    "latin": 1.0,
    "pinyin": 1.0,
    "wade-giles": 0.7,
    "character": 0.5,
    "initials": 0.5,
}
#: How much each block counts, and the power of its length that a name's words are divided by: a Chinese name
#: has many renderings of which only some can be met, so its length counts less. Chosen on listed companies.
_LETTERS, _SOUND, _CHARACTERS = 0.13, 0.06, 1.0
_LENGTH_POWER: Final = {"en": 1.0, "zh": 0.3}


@dataclass(frozen=True)
class Prepared:
    """The right side made ready once, for many left sides.

    keys : key → its row. names : csr_matrix of shape (keys, names on the right).
    """

    keys: dict[str, int]
    names: csr_matrix


def prepare(right: Sequence[str]) -> Prepared:
    """Make a right side ready for `candidates`."""
    rows = [list(_keys(profile(name))) for name in right]
    keys: dict[str, int] = {}
    for row in rows:
        for key, _ in row:
            keys.setdefault(key, len(keys))
    return Prepared(keys, _matrix(rows, keys).T.tocsr())


def candidates(
    left: Sequence[str], right: Sequence[str] | Prepared, most: int = CANDIDATES, threads: int = 1
) -> pd.DataFrame:
    """Up to ``most`` candidates on the right for each name on the left.

    Returns
    -------
    DataFrame: ``left`` and ``right`` (int, positions), ``closeness`` (float), closest first in each left.
    """
    known = right if isinstance(right, Prepared) else prepare(right)
    rows = [[(key, value) for key, value in _keys(profile(name)) if key in known.keys] for name in left]
    product = sp_matmul_topn(_matrix(rows, known.keys), known.names, top_n=most, sort=True, n_threads=threads)
    lefts = np.repeat(np.arange(len(left)), np.diff(product.indptr))
    return pd.DataFrame({"left": lefts, "right": product.indices.astype(int), "closeness": product.data})


def _matrix(rows: list[list[tuple[str, float]]], keys: dict[str, int]) -> csr_matrix:
    counts = [len(row) for row in rows]
    columns = np.fromiter((keys[key] for row in rows for key, _ in row), dtype=np.int32, count=sum(counts))
    data = np.fromiter((value for row in rows for _, value in row), dtype=np.float32, count=sum(counts))
    return csr_matrix((data, columns, np.concatenate([[0], np.cumsum(counts)])), shape=(len(rows), len(keys)))


def _keys(name: Profile) -> Iterator[tuple[str, float]]:
    yield from _scaled(_word_keys(name), 1.0, _LENGTH_POWER[name.language])
    yield from _scaled(_runs("l", name.brand, 3), _LETTERS)
    yield from _scaled(_runs("s", name.sound, 2), _SOUND)
    if name.reading:
        yield from _scaled(_runs("c", name.reading.core, 2), _CHARACTERS)


def _scaled(keys: dict[str, float], share: float, power: float = 1.0) -> Iterator[tuple[str, float]]:
    length = sum(value * value for value in keys.values()) ** 0.5
    for key, value in keys.items():
        yield key, share * value / length**power


def _word_keys(name: Profile) -> dict[str, float]:
    if name.reading is None:
        return {f"w:{word}": weight(word) for word in name.words}
    return {
        f"w:{word}": _KIND_WEIGHT[rendering.kind] * weight(word) for word, rendering in name.reading.renderings.items()
    }


def _runs(prefix: str, text: str, size: int) -> dict[str, float]:
    padded = f"^{text}$"
    runs: dict[str, float] = {}
    for start in range(max(1, len(padded) - size + 1)):
        run = f"{prefix}:{padded[start : start + size]}"
        runs[run] = runs.get(run, 0.0) + 1.0
    return runs
