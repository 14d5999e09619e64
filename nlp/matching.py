"""One probability that two names mean the same organisation, and what it rests on.

The scorer is a logistic regression for each kind of pair, trained on labels/name_pairs.csv. It is stored as
plain numbers beside the names of its features; one made with other features or other labels is refused.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from nlp.decisions import WITHDRAWN, in_order, ruling
from nlp.errors import InputError
from nlp.knowledge import NAME_TABLES, fingerprint, models_folder, read_knowledge, table_path
from nlp.pair_features import FEATURES, pair_features, pair_kind
from nlp.profiles import profile
from nlp.replacing import replacing

PAIR_COLUMNS: Final = ["left", "right", "same", "category", "organisation", "reviewer", "reviewed_on", "note"]
ANSWERS: Final = ("yes", "no", "unsure")
#: Categories of a person's answers: on two names, and on whether the left belongs to the right's group, from which
#: nothing is learnt about equal names.
ORGANISATION_ANSWER: Final = "reviewed organisation"
GROUP_ANSWER: Final = "reviewed group"
#: Tables that features and pairs are made of.
SOURCES: Final = ("name_pairs.csv", "organisations.csv", *NAME_TABLES)
STRENGTH: Final = 10.0  # sklearn's C
SEED: Final = 20260401
FILE: Final = "matching.json"


@dataclass(frozen=True)
class Scorer:
    """Coefficients and intercept by kind of pair, in the order of `FEATURES`."""

    weights: dict[str, list[float]]
    intercepts: dict[str, float]

    def probabilities(self, kinds: Sequence[str], rows: Sequence[tuple[float, ...]]) -> np.ndarray:
        """Probability of each pair, shape (n,), from its kind and features."""
        kind_of = np.asarray(kinds)
        chances = np.zeros(len(rows))
        for kind, weights in self.weights.items():
            chosen = np.flatnonzero(kind_of == kind).tolist()
            if chosen:
                values = np.array([rows[i] for i in chosen]) @ np.array(weights) + self.intercepts[kind]
                chances[chosen] = 1 / (1 + np.exp(-values))
        return chances


def score_pairs(scorer: Scorer, left: Sequence[str], right: Sequence[str]) -> np.ndarray:
    """Probability, shape (n,), that left[i] and right[i] name the same organisation, by their letters alone."""
    kinds, rows = [], []
    for name, other in zip(left, right, strict=True):
        a, b = profile(name), profile(other)
        kinds.append(pair_kind(a, b))
        rows.append(pair_features(a, b))
    return scorer.probabilities(kinds, rows)


def read_pair_log(labels: Path | None = None) -> pd.DataFrame:
    """The rows of name_pairs.csv as they stand: DataFrame with PAIR_COLUMNS, all str.

    Raises
    ------
    InputError
        A cell of ``same`` is neither yes nor no nor unsure, nor takes an answer back; all of them together.
    """
    table = read_knowledge("name_pairs.csv", PAIR_COLUMNS, labels)
    foreign = table.loc[~table["same"].isin([*ANSWERS, WITHDRAWN]), "same"]
    if len(foreign):
        path = table_path("name_pairs.csv", labels)
        raise InputError(
            [f"{path}: row {i + 2}, column 'same': '{v}' is none of {', '.join(ANSWERS)}" for i, v in foreign.items()]
        )
    return table


def read_pairs(labels: Path | None = None) -> pd.DataFrame:
    """What is decided about each pair: DataFrame with PAIR_COLUMNS, all str; the word that rules (`nlp.decisions`)."""
    return ruling(in_order(read_pair_log(labels)), ["left", "right"], "same")


def judged_pairs(labels: Path | None = None) -> dict[tuple[str, str], str]:
    """What people answered in review files on pairs of names, in either order: (left, right) → yes, no or unsure."""
    pairs = read_pairs(labels)
    said = pairs[pairs["category"].eq(ORGANISATION_ANSWER)]
    answers = dict(zip(zip(said["left"], said["right"], strict=True), said["same"], strict=True))
    return {(right, left): answer for (left, right), answer in answers.items()} | answers


def train_scorer(labels: Path) -> tuple[Scorer, list[dict[str, Any]]]:
    """Train on the labelled pairs of a labels folder and save.

    Returns
    -------
    scorer, and a report: one dict a kind of pair with pairs, precision and recall at 0.5, log-loss, from
    cross-validation split by organisation.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import log_loss, precision_score, recall_score
    from sklearn.model_selection import GroupKFold, cross_val_predict

    pairs = read_pairs(labels)
    pairs = pairs[pairs["same"].ne("unsure") & pairs["category"].ne(GROUP_ANSWER)]
    profiles = [(profile(a), profile(b)) for a, b in zip(pairs["left"], pairs["right"], strict=True)]
    kinds = np.array([pair_kind(a, b) for a, b in profiles])
    weights, intercepts, report = {}, {}, []
    for kind in FEATURES:
        chosen = np.flatnonzero(kinds == kind)
        matrix = np.array([pair_features(*profiles[i]) for i in chosen])
        same = pairs["same"].iloc[chosen].eq("yes").to_numpy()
        model = LogisticRegression(C=STRENGTH, max_iter=2000, random_state=SEED)
        groups = pairs["organisation"].iloc[chosen].to_numpy()
        chances = cross_val_predict(model, matrix, same, groups=groups, cv=GroupKFold(5), method="predict_proba")[:, 1]
        model.fit(matrix, same)
        weights[kind], intercepts[kind] = model.coef_[0].tolist(), float(model.intercept_[0])
        report.append(
            {
                "pairs": kind,
                "n": len(chosen),
                "precision": precision_score(same, chances > 0.5),
                "recall": recall_score(same, chances > 0.5),
                "log_loss": log_loss(same, chances),
            }
        )
    scorer = Scorer(weights, intercepts)
    _save(scorer, labels)
    return scorer, report


def _save(scorer: Scorer, labels: Path) -> None:
    text = json.dumps(
        {
            "features": _features(),
            "labels": fingerprint(list(SOURCES), labels),
            "weights": scorer.weights,
            "intercepts": scorer.intercepts,
        },
        indent=1,
    )
    with replacing(models_folder(labels) / FILE) as temporary:
        temporary.write_text(text, encoding="utf-8")


def load_scorer(labels: Path) -> Scorer:
    """The saved scorer; it is trained anew (seconds) when it is missing, damaged, or of other features or labels."""
    path = models_folder(labels) / FILE
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        scorer = Scorer(saved["weights"], saved["intercepts"])
        current = saved["labels"] == fingerprint(list(SOURCES), labels) and saved["features"] == _features()
        if current and _is_whole(scorer):
            return scorer
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    return train_scorer(labels)[0]


def _features() -> dict[str, list[str]]:
    return {kind: list(names) for kind, names in FEATURES.items()}


def _is_whole(scorer: Scorer) -> bool:
    """Whether there is a finite number for each feature of each kind of pair, and nothing else."""
    numbers = {kind: [*scorer.weights[kind], scorer.intercepts[kind]] for kind in FEATURES}
    return (
        scorer.weights.keys() == scorer.intercepts.keys() == FEATURES.keys()
        and all(len(found) == len(FEATURES[kind]) + 1 for kind, found in numbers.items())
        and all(isinstance(each, float) and math.isfinite(each) for found in numbers.values() for each in found)
    )
