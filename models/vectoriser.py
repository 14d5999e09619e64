"""Features → one sparse matrix, shared by the four fields: TF-IDF of each block, weighted by what it is worth.

Terms and weights are learnt with scikit-learn; to transform takes numpy alone, since loading scikit-learn takes
longer than tagging thousands of filings.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack

from models.features import BLOCKS


@dataclass(frozen=True)
class Shape:
    """How a block becomes numbers; the names are those of scikit-learn's TfidfVectorizer.

    weight : how much the block counts, chosen by cross-validation (models/README.md).
    longest_run : runs of up to so many characters are the terms; 0 where words are.
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

    def transform(self, texts: Iterable[str]) -> csr_matrix:
        """CSR float32 matrix of shape (texts, terms)."""
        places = {term: column for column, term in enumerate(self.terms)}
        columns, ends = [], [0]
        for text in texts:
            columns += [places[term] for term in terms_of(text, self.shape) if term in places]
            ends.append(len(columns))
        counts = csr_matrix(
            (np.ones(len(columns), dtype=np.float32), np.array(columns, dtype=np.int32), ends),
            shape=(len(ends) - 1, len(self.terms)),
        )
        counts.sum_duplicates()
        counts.data = np.log(counts.data) + 1
        if self.shape.weighted:
            counts.data *= self.idf[counts.indices]
            rows = np.repeat(np.arange(len(ends) - 1), np.diff(counts.indptr))
            lengths = np.sqrt(np.bincount(rows, counts.data**2, minlength=len(ends) - 1))
            counts.data /= lengths[rows].astype(np.float32)
        counts.data *= np.float32(self.shape.weight)
        return counts


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
