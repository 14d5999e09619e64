import numpy as np
import pandas as pd
import pytest

from filings.intervals import DRAWS, Truths, draw_truths, interval

CODES = ["government", "private", "soe"]


def _tagged(codes, confidences, source: str = "model", **columns) -> pd.DataFrame:
    index = range(len(codes))
    table = pd.DataFrame({"registry": "aigc", "organisation_id": "", **columns}, index=index, dtype=str)
    return table.assign(
        filing_no=table.index.astype(str),
        ownership=codes,
        ownership_confidence=confidences,
        ownership_source=source,
    )


def _held_out(pairs: list[tuple[str, str, float]]) -> pd.DataFrame:
    table = pd.DataFrame(pairs, columns=["predicted", "truth", "confidence"])
    return table.assign(registry="aigc")


def _shares(truths: Truths, filing: int) -> dict[str, float]:
    shares = np.bincount(truths.drawn[:, filing], minlength=len(truths.codes)) / len(truths.drawn)
    return dict(zip(truths.codes, shares, strict=True))


def _total(truths: Truths) -> np.ndarray:
    rows = np.arange(truths.drawn.shape[1])
    return truths.counts(rows, np.zeros(len(rows), int))[:, 0]


def test_without_evidence_a_wrong_tag_is_any_other_code_by_its_share() -> None:
    tagged = _tagged(["private"] * 3 + ["soe"] * 2 + ["government"], [0.7, 1, 1, 1, 1, 1])
    shares = _shares(draw_truths(tagged, "ownership", draws=20_000), 0)
    assert shares == pytest.approx({"private": 0.7, "soe": 0.2, "government": 0.1}, abs=0.015)


def test_a_wrong_tag_goes_where_the_confusion_went() -> None:
    tagged = _tagged(["private", *CODES], [0.7, 1, 1, 1])
    held_out = _held_out([("private", "private", 0.7)] * 700 + [("private", "government", 0.7)] * 300)
    shares = _shares(draw_truths(tagged, "ownership", held_out, draws=20_000), 0)
    assert shares == pytest.approx({"private": 0.7, "soe": 0, "government": 0.3}, abs=0.02)


def test_confidences_that_promise_too_much_are_mended() -> None:
    held_out = _held_out([("private", "private", 0.9)] * 800 + [("private", "soe", 0.9)] * 200)
    shares = _shares(draw_truths(_tagged(["private", "soe"], [0.9, 1]), "ownership", held_out, draws=20_000), 0)
    assert shares["private"] == pytest.approx(0.8, abs=0.02)


def test_errors_of_readers_cancel_out() -> None:
    codes = ["private"] * 950 + ["soe"] * 50
    total = _total(draw_truths(_tagged(codes, 1.0, source="label"), "ownership"))
    assert total.mean(axis=0) == pytest.approx([950, 50], abs=1)


def test_certain_tags_leave_no_interval() -> None:
    low, high = interval(_total(draw_truths(_tagged(["private", "soe"], 1.0), "ownership")), np.array([1, 1]), 2)
    assert (low.tolist(), high.tolist()) == ([1, 1], [1, 1])


def test_ownership_of_one_organisation_is_wrong_together() -> None:
    tagged = _tagged(["private"] * 10 + ["soe"], [0.6] * 10 + [1.0], organisation_id=["one"] * 10 + ["two"])
    assert set(_total(draw_truths(tagged, "ownership"))[:, 0]) == {0, 10}


def test_two_fields_are_counted_together() -> None:
    ownership = Truths(["private", "soe"], np.array([[0, 1], [0, 0]], np.int8))
    sector = Truths(["legal", "social"], np.array([[1, 1], [0, 1]], np.int8), np.array([[1.0, 2.0], [1.0, 1.0]]))
    crossed = ownership.cross(sector)
    assert crossed.codes == ["private legal", "private social", "soe legal", "soe social"]
    assert _total(crossed).tolist() == [[0, 1, 0, 2], [1, 1, 0, 0]]


def test_nothing_can_be_drawn_of_an_empty_table() -> None:
    assert draw_truths(_tagged([], []), "ownership").drawn.shape == (DRAWS, 0)


def test_intervals_cover_the_truth() -> None:
    """Truth and tags drawn 500 times; calibration and confusion known from 400 other filings only."""
    covered = []
    for seed in range(500):
        random = np.random.default_rng(seed)
        tagged, truth = _world(random, 250, rate=1.4)
        held_out, held_truth = _world(random, 400, rate=1.4)
        evidence = _held_out(
            list(zip(held_out["ownership"], held_truth, held_out["ownership_confidence"], strict=True))
        )
        truths = draw_truths(tagged, "ownership", evidence, draws=100)
        covered.append(_covers(_total(truths), truths.codes, truth))
    assert 0.92 <= np.mean(covered) <= 0.98


def test_an_audit_sample_corrects_what_the_confidences_get_wrong() -> None:
    """As above, but nothing is known of the confusion, the confidences are far too high, and 150 were audited."""
    covered, uncorrected = [], []
    for seed in range(500):
        random = np.random.default_rng(seed)
        tagged, truth = _world(random, 600, rate=3.0)
        sample = random.choice(600, 150, replace=False)
        audit = tagged.loc[sample, ["filing_no"]].assign(
            field="ownership", label=truth[sample], predicted=tagged.loc[sample, "ownership"]
        )
        truths = draw_truths(tagged, "ownership", audit=audit, draws=100)
        covered.append(_covers(_total(truths), truths.codes, truth))
        uncorrected.append(_covers(_total(Truths(truths.codes, truths.drawn)), truths.codes, truth))
    assert 0.92 <= np.mean(covered) <= 0.98
    assert np.mean(uncorrected) < 0.5


def _world(random: np.random.Generator, size: int, rate: float) -> tuple[pd.DataFrame, np.ndarray]:
    """Tags and truths of ``size`` filings; tags are wrong ``rate`` times as often as they say, mostly one way."""
    tags = random.choice(CODES, size, p=[0.2, 0.5, 0.3])
    confidence = random.uniform(0.75, 1.0, size)
    wrong = random.random(size) < rate * (1 - confidence)
    slips = {"private": ("soe", "government"), "soe": ("government", "private"), "government": ("soe", "private")}
    often = random.random(size) < 0.9
    slipped = np.array([slips[tag][0 if usual else 1] for tag, usual in zip(tags, often, strict=True)])
    return _tagged(tags, confidence), np.where(wrong, slipped, tags)


def _covers(counts: np.ndarray, codes: list[str], truth: np.ndarray) -> np.ndarray:
    low, high = interval(counts, counts[0].astype(int), len(truth))
    true = np.array([(truth == code).sum() for code in codes])
    return (low <= true) & (true <= high)
