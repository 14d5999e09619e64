"""One calibrated classifier for one field."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from models.features import BLOCKS

SEED: Final = 20260401
STRENGTH: Final = 0.2  # of the linear classifiers, sklearn's C
CALIBRATION_STRENGTH: Final = 1.0
GIST_WEIGHT: Final = 0.5  # of a filing's second view, with its gist

_TOKENS: Final = {"analyzer": "word", "token_pattern": r"\S+", "min_df": 2, "sublinear_tf": True}
#: How each block becomes numbers, and how much it counts; chosen by cross-validation (models/README.md).
_SHAPES: Final[dict[str, tuple[dict[str, Any], float]]] = {
    "tokens": (_TOKENS, 1.5),
    "stated": (_TOKENS, 0.5),
    "sectors": ({**_TOKENS, "min_df": 1, "use_idf": False, "norm": None}, 0.5),
    "text": ({"analyzer": "char", "ngram_range": (1, 3), "min_df": 2, "sublinear_tf": True}, 1.0),
}


class Vectoriser:
    """The blocks of features → one sparse matrix, shared by the four fields.

    blocks : fitted TfidfVectorizers by block of `models.features.BLOCKS`; new ones when None.
    """

    def __init__(self, blocks: dict[str, Any] | None = None) -> None:
        self.blocks = blocks or {
            block: TfidfVectorizer(lowercase=False, dtype=np.float32, **_SHAPES[block][0]) for block in BLOCKS
        }

    def fit(self, features: pd.DataFrame) -> "Vectoriser":
        for block, vectoriser in self.blocks.items():
            vectoriser.fit(features[block])
        return self

    def transform(self, features: pd.DataFrame) -> csr_matrix:
        """CSR float32 matrix of shape (filings, features)."""
        parts = [_SHAPES[block][1] * shape.transform(features[block]) for block, shape in self.blocks.items()]
        return csr_matrix(hstack(parts))


@dataclass
class FieldClassifier:
    """A linear support vector machine, and a calibrator for each registry.

    The calibrator is a multinomial logistic regression on out-of-fold decision values (matrix scaling, Guo et
    al. 2017, On Calibration of Modern Neural Networks). There is one for each registry, since generative-AI
    filings have names only and must be less sure; a registry without labels uses the ``fallback``.
    """

    classes: np.ndarray
    machine: Any
    calibrators: dict[str, Any]
    fallback: str

    def probabilities(self, matrix: csr_matrix, registries: pd.Series) -> np.ndarray:
        """Calibrated probabilities of shape (filings, classes)."""
        return calibrated(self.calibrators, self.fallback, decision_values(self.machine, matrix), registries)


def fit_twice(shown: csr_matrix, told: csr_matrix, labels: np.ndarray, weights: np.ndarray) -> Any:
    """A LinearSVC fitted on two views of the same rows, as a list shows them and with a gist."""
    machine = LinearSVC(C=STRENGTH, random_state=SEED)
    return machine.fit(
        vstack([shown, told]), np.tile(labels, 2), sample_weight=np.concatenate([weights, GIST_WEIGHT * weights])
    )


def decision_values(machine: Any, matrix: csr_matrix) -> np.ndarray:
    """Decision values of shape (filings, classes), also with two classes."""
    values: np.ndarray = machine.decision_function(matrix)
    return np.column_stack([-values, values]) if values.ndim == 1 else values


def fit_calibrators(values: np.ndarray, truth: np.ndarray, registries: pd.Series) -> dict[str, Any]:
    """A calibrator for each registry that shows at least two classes.

    values : (n, classes) held-out decision values; truth : (n,) positions of the true class.
    """
    calibrators = {}
    for registry in sorted(registries.unique()):
        part = registries.eq(registry).to_numpy()
        if len(np.unique(truth[part])) > 1:
            calibrator = LogisticRegression(C=CALIBRATION_STRENGTH, solver="newton-cholesky", random_state=SEED)
            calibrators[registry] = calibrator.fit(values[part], truth[part])
    return calibrators


def calibrated(calibrators: dict[str, Any], fallback: str, values: np.ndarray, registries: pd.Series) -> np.ndarray:
    """Probabilities of shape (n, classes) from decision values; a class that a registry never showed gets 0."""
    chances = np.zeros_like(values, dtype=float)
    for registry in registries.unique():
        rows = np.flatnonzero(registries.eq(registry).to_numpy())
        calibrator = calibrators.get(registry, calibrators[fallback])
        chances[np.ix_(rows, calibrator.classes_)] = calibrator.predict_proba(values[rows])
    return chances
