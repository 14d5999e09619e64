"""Folds split by organisation, calibration error, review thresholds."""

import numpy as np
import pytest

from models.evaluation import calibration_error, folds, measures, threshold_for


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


def test_threshold_keeps_the_promise_by_its_lower_bound() -> None:
    confidence = np.linspace(0, 1, 1000)
    right = confidence > 0.3
    threshold = threshold_for(confidence, right, 0.95)
    assert threshold.precision > 0.95
    assert 0.25 < threshold.confidence < 0.3
    assert threshold.coverage == pytest.approx((confidence >= threshold.confidence).mean())


def test_a_few_lucky_rows_promise_nothing() -> None:
    threshold = threshold_for(np.array([0.99, 0.98, 0.97]), np.array([True, True, True]), 0.95)
    assert threshold.coverage == 0
    assert threshold.confidence > 1


def test_a_higher_target_never_lowers_the_threshold() -> None:
    rng = np.random.default_rng(0)
    confidence = rng.random(2000)
    right = rng.random(2000) < confidence
    thresholds = [threshold_for(confidence, right, target).confidence for target in (0.6, 0.8, 0.9)]
    assert thresholds == sorted(thresholds)


def test_measures_of_a_known_table() -> None:
    truth = np.array([0, 1, 1, 2])
    chances = np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.5, 0.4, 0.1], [0.4, 0.35, 0.25]])
    found = measures(truth, chances)
    assert found["accuracy"] == 0.5
    assert found["top2"] == 0.75
