"""Blocking: for each name the few others that could be the same.

Names of both languages become sparse vectors over the same keys: words (of a Chinese name all its
renderings), runs of letters of the brand, its sound, its characters. The largest inner products are the
candidates; `recall` of the blocks is measured in benchmarks/linking.py.
"""

from array import array
from collections.abc import Sequence
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
    """One side made ready once, for many others.

    keys : key → its row. names : csr_matrix of shape (keys, names).
    """

    keys: dict[str, int]
    names: csr_matrix


def prepare(names: Sequence[str]) -> Prepared:
    """Make one side ready for `candidates`."""
    keys: dict[str, int] = {}
    return Prepared(keys, _matrix(names, keys, grow=True).T.tocsr())


def candidates(
    left: Sequence[str], right: Sequence[str] | Prepared, most: int = CANDIDATES, threads: int = 1
) -> pd.DataFrame:
    """Up to ``most`` candidates on the right for each name on the left.

    Returns
    -------
    DataFrame: ``left`` and ``right`` (int, positions), ``closeness`` (float), closest first in each left.
    """
    if isinstance(right, Prepared):
        return _closest(_matrix(left, right.keys, grow=False), right.names, most, threads)
    keys: dict[str, int] = {}
    return _closest(_matrix(left, keys, grow=True), _matrix(right, keys, grow=False).T.tocsr(), most, threads)


def candidates_of(left: Prepared, right: Sequence[str], most: int = CANDIDATES, threads: int = 1) -> pd.DataFrame:
    """`candidates` for a left side made ready once, for many right sides."""
    return _closest(left.names.T.tocsr(), _matrix(right, left.keys, grow=False).T.tocsr(), most, threads)


def _closest(ours: csr_matrix, theirs: csr_matrix, most: int, threads: int) -> pd.DataFrame:
    product = sp_matmul_topn(ours, theirs, top_n=most, sort=True, n_threads=threads)
    lefts = np.repeat(np.arange(ours.shape[0]), np.diff(product.indptr))
    return pd.DataFrame({"left": lefts, "right": product.indices.astype(int), "closeness": product.data})


def _matrix(names: Sequence[str], keys: dict[str, int], grow: bool) -> csr_matrix:
    """The names' vectors over ``keys``, which ``grow`` by what is new in them; other keys are left out."""
    columns, values, ends = array("i"), array("f"), array("q", [0])
    for name in names:
        for key, value in blocking_keys(name):
            column = keys.setdefault(key, len(keys)) if grow else keys.get(key)
            if column is not None:
                columns.append(column)
                values.append(value)
        ends.append(len(columns))
    data, indices, indptr = (np.asarray(part) for part in (values, columns, ends))
    return csr_matrix((data, indices, indptr), shape=(len(names), len(keys)))


def blocking_keys(name: str) -> list[tuple[str, float]]:
    """The keys under which a name meets others, each with its weight; a pair's closeness is their inner product."""
    read = profile(name)
    return [
        *_scaled(_word_keys(read), 1.0, _LENGTH_POWER[read.language]),
        *_scaled(_runs("l", read.brand, 3), _LETTERS),
        *_scaled(_runs("s", read.sound, 2), _SOUND),
        *_scaled(_runs("c", read.reading.core, 2) if read.reading else {}, _CHARACTERS),
    ]


def _scaled(keys: dict[str, float], share: float, power: float = 1.0) -> list[tuple[str, float]]:
    length = sum(value * value for value in keys.values()) ** 0.5
    factor = share / length**power if keys else 0.0
    return [(key, value * factor) for key, value in keys.items()]


def _word_keys(name: Profile) -> dict[str, float]:
    if name.reading is None:
        return {f"w:{word}": weight(word) for word in name.words}
    return {f"w:{word}": _KIND_WEIGHT[kind] * weight(word) for word, kind in name.reading.kinds.items()}


def _runs(prefix: str, text: str, size: int) -> dict[str, float]:
    padded = f"^{text}$"
    runs: dict[str, float] = {}
    for start in range(max(1, len(padded) - size + 1)):
        run = f"{prefix}:{padded[start : start + size]}"
        runs[run] = runs.get(run, 0.0) + 1.0
    return runs
