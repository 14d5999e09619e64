"""Folds split by organisation, and what is measured in them."""

import numpy as np
import pytest

from models.evaluation import calibration_error, folds, measures


def test_an_organisation_is_never_on_both_sides() -> None:
    groups = np.repeat(np.arange(40), 3)
    for seen, unseen in folds(groups):
        assert not set(groups[seen]) & set(groups[unseen])


def test_every_row_is_judged_once() -> None:
    groups = np.repeat(np.arange(40), 3)
    assert sorted(np.concatenate([unseen for _, unseen in folds(groups)])) == list(range(120))


def test_calibration_error_of_perfect_and_of_boastful_confidence() -> None:
    right = np.array([True] * 70 + [False] * 30)
    assert calibration_error(np.full(100, 0.7), right, bins=1) == pytest.approx(0)
    assert calibration_error(np.full(100, 1.0), right, bins=1) == pytest.approx(0.3)


def test_measures_of_a_known_table() -> None:
    truth = np.array([0, 1, 1, 2])
    chances = np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.5, 0.4, 0.1], [0.4, 0.35, 0.25]])
    found = measures(truth, chances)
    assert found["accuracy"] == 0.5
    assert found["top2"] == 0.75
