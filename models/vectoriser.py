"""Features → one sparse matrix, shared by the four fields: TF-IDF of each block, weighted by what it is worth.

Terms and weights are learnt with scikit-learn; to transform takes numpy alone, since loading scikit-learn takes
longer than tagging thousands of filings.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack

from models.features import BLOCKS


@dataclass(frozen=True)
class Shape:
    """How a block becomes numbers; the names are those of scikit-learn's TfidfVectorizer.

    weight : how much the block counts, chosen by cross-validation (models/README.md).
    longest_run : runs of up to so many characters (3 at most) are the terms; 0 where words are.
    weighted : by inverse document frequency, and each row brought to length 1.
    """

    weight: float
    min_df: int
    longest_run: int = 0
    weighted: bool = True


SHAPES: Final[dict[str, Shape]] = {
    "tokens": Shape(1.5, min_df=2),
    "stated": Shape(0.5, min_df=2),
    "sectors": Shape(0.5, min_df=1, weighted=False),
    "crossed": Shape(0.5, min_df=2),
    "text": Shape(1.0, min_df=2, longest_run=3),
}
_SPACES = re.compile(r"\s\s+")


@dataclass(frozen=True)
class Block:
    """What is learnt of a block: its terms in the order of their columns, and their inverse document frequencies.

    idf : (terms,) float32, empty where the block is not weighted by it.
    """

    shape: Shape
    terms: list[str]
    idf: np.ndarray

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """CSR float32 matrix of shape (texts, terms)."""
        rows, columns = self._met_runs(texts) if self.shape.longest_run else self._met_words(texts)
        ones = np.ones(len(columns), dtype=np.float32)
        counts = csr_matrix((ones, (rows, columns)), shape=(len(texts), len(self.terms)))
        counts.data = np.log(counts.data) + 1
        if self.shape.weighted:
            counts.data *= self.idf[counts.indices]
            rows = np.repeat(np.arange(len(texts)), np.diff(counts.indptr))
            lengths = np.sqrt(np.bincount(rows, counts.data**2, minlength=len(texts)))
            counts.data /= lengths[rows].astype(np.float32)
        counts.data *= np.float32(self.shape.weight)
        return counts

    def _met_words(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Text and column of each word that is a term, as often as it stands there."""
        places = self._columns
        columns, ends = array("i"), [0]
        for text in texts:
            columns.extend([places[word] for word in text.split() if word in places])
            ends.append(len(columns))
        return np.repeat(np.arange(len(texts)), np.diff(ends)), np.asarray(columns)

    def _met_runs(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Text and column of each run of characters that is a term, as often as it stands there."""
        plain = [_SPACES.sub(" ", text) for text in texts]
        text_of = np.repeat(np.arange(len(plain)), [len(text) for text in plain])
        characters = _characters("".join(plain))
        rows, columns = [], []
        for size in range(1, self.shape.longest_run + 1):
            starts = np.arange(max(0, len(characters) - size + 1))
            starts = starts[text_of[starts] == text_of[starts + size - 1]]
            found = self._run_index.get_indexer(_packed(characters, starts, size))
            rows.append(text_of[starts[found >= 0]])
            columns.append(found[found >= 0])
        return np.concatenate(rows), np.concatenate(columns)

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {term: column for column, term in enumerate(self.terms)}

    @cached_property
    def _run_index(self) -> pd.Index:
        """The terms as numbers, in the order of their columns."""
        ends = np.cumsum([len(term) for term in self.terms], dtype=int)
        sizes = np.diff(ends, prepend=0)
        characters = _characters("".join(self.terms))
        numbers = np.zeros(len(self.terms), dtype=np.int64)
        for size in range(1, self.shape.longest_run + 1):
            numbers[sizes == size] = _packed(characters, (ends - sizes)[sizes == size], size)
        return pd.Index(numbers)


def _characters(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)


def _packed(characters: np.ndarray, starts: np.ndarray, size: int) -> np.ndarray:
    """Each run of up to three characters as one number, 21 bits a character."""
    numbers = np.zeros(len(starts), dtype=np.int64)
    for place in range(size):
        numbers |= characters[starts + place] << (21 * place)
    return numbers


def terms_of(text: str, shape: Shape) -> Iterator[str] | list[str]:
    """The terms of a text, as often as they stand in it."""
    if not shape.longest_run:
        return text.split()
    plain = _SPACES.sub(" ", text)
    return (
        plain[start : start + size]
        for size in range(1, min(shape.longest_run, len(plain)) + 1)
        for start in range(len(plain) - size + 1)
    )


def learn(texts: Iterable[str], shape: Shape) -> Block:
    """The terms of a block that stand in ``min_df`` texts or more."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    learnt: Any = TfidfVectorizer(
        analyzer=lambda text: terms_of(text, shape), min_df=shape.min_df, use_idf=shape.weighted, dtype=np.float32
    ).fit(texts)
    terms = [str(term) for term in learnt.get_feature_names_out()]
    return Block(shape, terms, learnt.idf_ if shape.weighted else np.zeros(0, dtype=np.float32))


@dataclass(frozen=True)
class Vectoriser:
    """The blocks of `models.features.BLOCKS`, by name."""

    blocks: dict[str, Block]

    @classmethod
    def fit(cls, features: pd.DataFrame) -> "Vectoriser":
        """Learn the terms of each block."""
        return cls({block: learn(features[block], SHAPES[block]) for block in BLOCKS})

    @property
    def terms(self) -> list[tuple[str, str]]:
        """Block and term of each column."""
        return [(name, term) for name, block in self.blocks.items() for term in block.terms]

    def transform(self, features: pd.DataFrame) -> csr_matrix:
        """CSR float32 matrix of shape (filings, features)."""
        return csr_matrix(hstack([block.transform(features[name].tolist()) for name, block in self.blocks.items()]))
