"""One calibrated classifier for one field."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from models.features import BLOCKS

SEED: Final = 20260401


class Vectoriser:
    """The blocks of features → one sparse matrix, shared by the four fields.

    blocks : fitted TfidfVectorizers by block of `models.features.BLOCKS`; new ones when None.
    """

    def __init__(self, blocks: dict[str, Any] | None = None) -> None:
        self.blocks = blocks or {block: _vectoriser(block) for block in BLOCKS}

    def fit(self, features: pd.DataFrame) -> "Vectoriser":
        for block, vectoriser in self.blocks.items():
            vectoriser.fit(features[block])
        return self

    def transform(self, features: pd.DataFrame) -> csr_matrix:
        """CSR float32 matrix of shape (filings, features)."""
        return csr_matrix(hstack([vectoriser.transform(features[block]) for block, vectoriser in self.blocks.items()]))


def _vectoriser(block: str) -> TfidfVectorizer:
    shape = (
        {"analyzer": "char", "ngram_range": (2, 3)}
        if block == "text"
        else {"analyzer": "word", "token_pattern": r"\S+"}
    )
    return TfidfVectorizer(**shape, lowercase=False, min_df=2, sublinear_tf=True, dtype=np.float32)


@dataclass
class FieldClassifier:
    """Multinomial logistic regression with a temperature.

    The temperature divides the log-odds before the softmax; it is fitted on out-of-fold log-odds (Guo et
    al. 2017, On Calibration of Modern Neural Networks), one for each registry, since generative-AI filings
    have names only and must be less sure.
    """

    classes: np.ndarray
    regression: Any
    temperatures: dict[str, float]

    def log_odds(self, matrix: csr_matrix) -> np.ndarray:
        """Decision values of shape (filings, classes)."""
        return decision_values(self.regression, matrix)

    def probabilities(self, matrix: csr_matrix, registries: pd.Series) -> np.ndarray:
        """Calibrated probabilities of shape (filings, classes)."""
        heat = registries.map(self.temperatures).fillna(max(self.temperatures.values())).to_numpy(dtype=float)
        return softmax(self.log_odds(matrix) / heat[:, None])


def fit_twice(shown: csr_matrix, told: csr_matrix, labels: np.ndarray, weights: np.ndarray, strength: float) -> Any:
    """A LogisticRegression fitted on two views of the same rows; ``strength`` is sklearn's C."""
    regression = LogisticRegression(C=strength, max_iter=300, tol=1e-3, random_state=SEED)
    return regression.fit(vstack([shown, told]), np.tile(labels, 2), sample_weight=np.tile(weights, 2))


def decision_values(regression: Any, matrix: csr_matrix) -> np.ndarray:
    """Decision values of shape (filings, classes), also with two classes."""
    values: np.ndarray = regression.decision_function(matrix)
    return np.column_stack([-values / 2, values / 2]) if values.ndim == 1 else values


def softmax(values: np.ndarray) -> np.ndarray:
    """Rows to probabilities."""
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    result: np.ndarray = raised / raised.sum(axis=1, keepdims=True)
    return result


def fit_temperature(values: np.ndarray, truth: np.ndarray) -> float:
    """The temperature that makes the log-loss of held-out decision values least.

    values : (n, classes); truth : (n,) positions of the true class.
    """
    from scipy.optimize import minimize_scalar

    def loss(logarithm: float) -> float:
        chances = softmax(values / np.exp(logarithm))[np.arange(len(truth)), truth]
        return float(-np.log(np.clip(chances, 1e-12, None)).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))
