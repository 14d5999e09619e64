"""Review thresholds keep the promised precision."""

import numpy as np
import pytest

from models.thresholds import threshold_for


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
