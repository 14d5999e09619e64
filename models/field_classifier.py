"""One calibrated classifier for one field: two linear models, weighed against each other for each registry.

What is learnt stands here as plain numbers; `models.fitting` learns it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix


@dataclass(frozen=True)
class Planes:
    """Linear functions of a filing's features, those of a support vector machine beside those of naive Bayes.

    classes : (k,) positions of the classes that were seen in training.
    coefficients : (features, 2k) float32. intercepts : (2k,) float32.
    """

    classes: np.ndarray
    coefficients: np.ndarray
    intercepts: np.ndarray

    def values(self, matrix: csr_matrix) -> np.ndarray:
        """Decision values and log-odds of shape (filings, 2k)."""
        values: np.ndarray = matrix @ self.coefficients + self.intercepts
        return values


@dataclass(frozen=True)
class Calibrator:
    """A multinomial logistic regression on the values of `Planes`.

    classes : (k,) positions of the classes. coefficients : (k, values). intercepts : (k,).
    """

    classes: np.ndarray
    coefficients: np.ndarray
    intercepts: np.ndarray

    def probabilities(self, values: np.ndarray) -> np.ndarray:
        """Probabilities of shape (n, k)."""
        return softmax(values @ self.coefficients.T + self.intercepts)


def softmax(odds: np.ndarray) -> np.ndarray:
    """Log-odds to probabilities, row by row."""
    raised = np.exp(odds - odds.max(axis=1, keepdims=True))
    chances: np.ndarray = raised / raised.sum(axis=1, keepdims=True)
    return chances


@dataclass(frozen=True)
class FieldClassifier:
    """The linear models of a field, and a calibrator for each registry.

    The calibrator is matrix scaling (Guo et al. 2017, On Calibration of Modern Neural Networks) and stacking
    (Wolpert 1992) in one. There is one for each registry, since generative-AI filings have names only and must be
    less sure; a registry without labels uses the ``fallback``.
    """

    classes: np.ndarray
    planes: Planes
    calibrators: dict[str, Calibrator]
    fallback: str

    def probabilities(self, matrix: csr_matrix, registries: pd.Series) -> np.ndarray:
        """Calibrated probabilities of shape (filings, classes)."""
        values = self.planes.values(matrix)
        return calibrated(self.calibrators, self.fallback, values, registries, len(self.classes))


def calibrated(
    calibrators: dict[str, Calibrator], fallback: str, values: np.ndarray, registries: pd.Series, classes: int
) -> np.ndarray:
    """Probabilities of shape (n, classes) from values of `Planes`; a class that a registry never showed gets 0."""
    chances = np.zeros((len(values), classes))
    for registry in registries.unique():
        rows = np.flatnonzero(registries.eq(registry).to_numpy())
        calibrator = calibrators.get(registry, calibrators[fallback])
        chances[np.ix_(rows, calibrator.classes)] = calibrator.probabilities(values[rows])
    return chances
