import numpy as np
import pandas as pd
import pytest

from filings.intervals import code_chances, count_interval


def _tagged(codes: list[str], confidences: list[float], source: str = "model") -> pd.DataFrame:
    return pd.DataFrame(
        {"registry": "aigc", "ownership": codes, "ownership_confidence": confidences, "ownership_source": source}
    )


def test_a_wrong_tag_is_any_other_code_by_its_share() -> None:
    tagged = _tagged(["private"] * 3 + ["soe"] * 2 + ["media"], [0.7, 1, 1, 1, 1, 1])
    first = code_chances(tagged, "ownership").iloc[0]
    assert first.to_dict() == pytest.approx({"private": 0.7, "soe": 0.2, "media": 0.1})


def test_chances_of_a_filing_sum_to_one() -> None:
    tagged = _tagged(["private", "soe", "media"], [0.5, 0.9, float("nan")])
    assert code_chances(tagged, "ownership").sum(axis=1).tolist() == pytest.approx([1, 1, 1])


def test_errors_of_readers_cancel_out() -> None:
    codes = ["private"] * 95 + ["soe"] * 5
    chances = code_chances(_tagged(codes, [1.0] * 100, source="label"), "ownership")
    assert chances.sum().to_dict() == pytest.approx({"private": 95, "soe": 5})


def test_certain_chances_leave_no_interval() -> None:
    assert count_interval(np.array([1.0, 1.0, 0.0]), 2) == (2, 2)


def test_interval_of_equal_chances_is_binomial() -> None:
    assert count_interval(np.full(100, 0.5), 50) == (40, 60)  # scipy.stats.binom(100, 0.5).ppf([0.025, 0.975])


def test_interval_holds_what_was_counted() -> None:
    assert count_interval(np.full(10, 0.01), 10) == (0, 10)


def test_intervals_cover_the_truth() -> None:
    random = np.random.default_rng(7)
    chances = random.uniform(0.1, 0.95, 60)
    low, high = count_interval(chances, round(chances.sum()))
    truths = (random.random((2000, 60)) < chances).sum(axis=1)
    assert 0.94 < np.mean((low <= truths) & (truths <= high)) < 0.98
