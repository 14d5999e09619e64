"""Learning the numbers of `models.field_classifier` with scikit-learn."""

from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from models.field_classifier import Calibrator, Planes

SEED: Final = 20260401
STRENGTH: Final = 0.2  # of the support vector machine, sklearn's C
SMOOTHING: Final = 0.2  # of naive Bayes, sklearn's alpha
CALIBRATION_STRENGTH: Final = 0.5
CALIBRATION_TOLERANCE: Final = 1e-3
GIST_WEIGHT: Final = 0.5  # of a filing's second view, with its gist


def fit_planes(shown: csr_matrix, told: csr_matrix, labels: np.ndarray, weights: np.ndarray) -> Planes:
    """Both models fitted on two views of the same rows, as a list shows them and with a gist.

    Complement naive Bayes (Rennie et al. 2003) errs elsewhere than the machine, most with rare classes and bare
    names. Its log-odds are brought to the size of decision values.
    """
    rows, twice = vstack([shown, told]).tocsr(), np.tile(labels, 2)
    counted = np.concatenate([weights, GIST_WEIGHT * weights])
    machine = LinearSVC(C=STRENGTH, random_state=SEED).fit(rows, twice, sample_weight=counted)
    bayes = ComplementNB(alpha=SMOOTHING).fit(rows, twice, sample_weight=counted)
    odds = bayes.feature_log_prob_ - bayes.feature_log_prob_.mean(axis=0)
    odds /= (shown @ odds.T).std()
    margins, offsets = both_classes(machine, -1.0)
    return Planes(
        machine.classes_,
        np.vstack([margins, odds]).T.astype(np.float32),
        np.concatenate([offsets, np.zeros(len(odds))]).astype(np.float32),
    )


def fit_calibrators(values: np.ndarray, truth: np.ndarray, registries: pd.Series) -> dict[str, Calibrator]:
    """A calibrator for each registry that shows at least two classes.

    values : (n, 2 classes) held-out values of `Planes`; truth : (n,) positions of the true class.
    """
    calibrators = {}
    for registry in sorted(registries.unique()):
        part = registries.eq(registry).to_numpy()
        if len(np.unique(truth[part])) > 1:
            regression = LogisticRegression(C=CALIBRATION_STRENGTH, tol=CALIBRATION_TOLERANCE, max_iter=500)
            regression.fit(values[part], truth[part])
            calibrators[registry] = Calibrator(regression.classes_, *both_classes(regression, 0.0))
    return calibrators


def both_classes(model: Any, first: float) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients (classes, features) and intercepts of a linear model; of two classes it keeps only the second's.

    first : what the first class has of the second's, -1 for decision values, 0 for log-odds.
    """
    if len(model.coef_) > 1:
        return model.coef_, model.intercept_
    return np.vstack([first * model.coef_, model.coef_]), np.append(first * model.intercept_, model.intercept_)
