"""Cross-validation split by organisation, calibration error, and the thresholds under which a person looks."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.stats import norm
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import GroupKFold

from models.field_classifier import SEED, calibrated, decision_values, fit_calibrators, fit_twice

FOLDS: Final = 4
NEVER_SEEN: Final = -3.0  # decision value of a class that a fold did not show


def out_of_fold(
    shown: csr_matrix, told: csr_matrix, labels: np.ndarray, groups: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """Decision values for every row by a classifier that has seen no row of the same organisation.

    Parameters
    ----------
    shown, told : (n, features) matrices of the same rows, as a list shows them and with a gist. Both are
        trained on; only ``shown`` is judged.
    labels : (n,) class positions; groups : (n,) organisations; weights : (n,) sample weights.

    Returns
    -------
    Array of shape (n, classes).
    """
    classes = int(labels.max()) + 1
    values = np.full((len(labels), classes), NEVER_SEEN)
    for seen, unseen in folds(groups):
        machine = fit_twice(shown[seen], told[seen], labels[seen], weights[seen])
        values[np.ix_(unseen, machine.classes_)] = decision_values(machine, shown[unseen])
    return values


def out_of_fold_chances(
    values: np.ndarray, truth: np.ndarray, groups: np.ndarray, registries: pd.Series, fallback: str
) -> np.ndarray:
    """Probabilities for every row, calibrated on the rows of other organisations: shape (n, classes)."""
    chances = np.zeros_like(values)
    for seen, unseen in folds(groups):
        calibrators = fit_calibrators(values[seen], truth[seen], registries.iloc[seen])
        chances[unseen] = calibrated(calibrators, fallback, values[unseen], registries.iloc[unseen])
    return chances


def folds(groups: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Positions seen and unseen in each fold; an organisation's rows stay together."""
    return list(GroupKFold(FOLDS, shuffle=True, random_state=SEED).split(groups, groups=groups))


def calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over bins of equal size (Nixon et al. 2019, adaptive ECE)."""
    order = np.argsort(confidence)
    gaps = [
        len(part) * abs(confidence[part].mean() - right[part].mean())
        for part in np.array_split(order, bins)
        if len(part)
    ]
    return float(sum(gaps) / len(confidence))


def measures(truth: np.ndarray, probabilities: np.ndarray) -> dict[str, float]:
    """Accuracy, accuracy among the first two, macro-F1, log-loss and calibration error."""
    ranked = np.argsort(-probabilities, axis=1)
    best = ranked[:, 0]
    right = best == truth
    return {
        "n": len(truth),
        "accuracy": accuracy_score(truth, best),
        "top2": float((ranked[:, :2] == truth[:, None]).any(axis=1).mean()),
        "macro_f1": f1_score(truth, best, average="macro", labels=np.unique(truth), zero_division=0),
        "log_loss": float(-np.log(np.clip(probabilities[np.arange(len(truth)), truth], 1e-9, None)).mean()),
        "calibration_error": calibration_error(probabilities.max(axis=1), right),
    }


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
    z = norm.ppf(level)
    lower: np.ndarray = (share + z * z / (2 * n) - z * np.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)) / (
        1 + z * z / n
    )
    return lower


def report_table(truth: np.ndarray, probabilities: np.ndarray, registries: pd.Series) -> list[dict[str, Any]]:
    """`measures` for each registry and for both together."""
    parts = {registry: registries.eq(registry).to_numpy() for registry in sorted(registries.unique())}
    parts["all"] = np.ones(len(truth), dtype=bool)
    return [
        {"registry": name, **measures(truth[part], probabilities[part])} for name, part in parts.items() if part.any()
    ]
