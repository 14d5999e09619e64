"""Cross-validation split by organisation, and what is measured in it."""

from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import GroupKFold

from models.field_classifier import calibrated
from models.fitting import SEED, fit_calibrators, fit_planes

FOLDS: Final = 4
NEVER_SEEN: Final = -3.0  # value of a class that a fold did not show


def out_of_fold(
    shown: csr_matrix, told: csr_matrix, labels: np.ndarray, groups: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """Values of `Planes` for every row, fitted without any row of the same organisation.

    Parameters
    ----------
    shown, told : (n, features) matrices of the same rows, as a list shows them and with a gist. Both are
        trained on; only ``shown`` is judged.
    labels : (n,) class positions; groups : (n,) organisations; weights : (n,) sample weights.

    Returns
    -------
    Array of shape (n, 2 classes).
    """
    classes = int(labels.max()) + 1
    values = np.full((len(labels), 2 * classes), NEVER_SEEN)
    for seen, unseen in folds(groups):
        planes = fit_planes(shown[seen], told[seen], labels[seen], weights[seen])
        columns = np.concatenate([planes.classes, classes + planes.classes])
        values[np.ix_(unseen, columns)] = planes.values(shown[unseen])
    return values


def out_of_fold_chances(
    values: np.ndarray, truth: np.ndarray, groups: np.ndarray, registries: pd.Series, fallback: str
) -> np.ndarray:
    """Probabilities for every row, calibrated on the rows of other organisations: shape (n, classes)."""
    classes = values.shape[1] // 2
    chances = np.zeros((len(values), classes))
    for seen, unseen in folds(groups):
        calibrators = fit_calibrators(values[seen], truth[seen], registries.iloc[seen])
        chances[unseen] = calibrated(calibrators, fallback, values[unseen], registries.iloc[unseen], classes)
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


def report_table(truth: np.ndarray, probabilities: np.ndarray, registries: pd.Series) -> list[dict[str, Any]]:
    """`measures` for each registry and for both together."""
    parts = {registry: registries.eq(registry).to_numpy() for registry in sorted(registries.unique())}
    parts["all"] = np.ones(len(truth), dtype=bool)
    return [
        {"registry": name, **measures(truth[part], probabilities[part])} for name, part in parts.items() if part.any()
    ]
