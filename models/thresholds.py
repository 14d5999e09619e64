"""The confidence under which a person looks, so that what nobody looks at keeps the promised precision."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np


@dataclass(frozen=True)
class Threshold:
    """Above ``confidence``, out-of-fold precision was ``precision`` on ``coverage`` of the rows."""

    confidence: float
    precision: float
    coverage: float


def threshold_for(confidence: np.ndarray, right: np.ndarray, target: float, level: float = 0.9) -> Threshold:
    """The lowest confidence from which on precision keeps the promise.

    The bound is the lower end of the Wilson interval (one-sided, ``level``), so that a few lucky rows can't
    promise anything. Where no confidence reaches the target, everything is doubtful (confidence above 1).
    """
    order = np.argsort(-confidence)
    taken = np.arange(1, len(order) + 1)
    precision = np.cumsum(right[order]) / taken
    last_of_value = np.append(np.diff(confidence[order]) != 0, True)
    kept = np.flatnonzero(last_of_value & (_wilson_lower(precision, taken, level) >= target))
    if not len(kept):
        return Threshold(1.01, 1.0, 0.0)
    last = kept[-1]
    return Threshold(float(confidence[order][last]), float(precision[last]), float(taken[last] / len(order)))


def _wilson_lower(share: np.ndarray, n: np.ndarray, level: float) -> np.ndarray:
    """One-sided lower end of the interval of a share (Wilson 1927), elementwise."""
    z = NormalDist().inv_cdf(level)
    lower: np.ndarray = (share + z * z / (2 * n) - z * np.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)) / (
        1 + z * z / n
    )
    return lower
