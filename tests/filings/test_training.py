"""python train.py: labels and review files in, models and a report out."""

from pathlib import Path

import pandas as pd

from filings.training import absorb_and_train
from models.tagger import load_tagger
from models.views import training_views
from nlp.organisations import load_organisations


def test_the_report_names_every_field_and_registry(own_labels: Path) -> None:
    report = absorb_and_train(own_labels)
    for word in (
        "ownership",
        "modality",
        "sector",
        "audience",
        "aigc",
        "dsa",
        "accuracy",
        "macro_f1",
        "calibration_error",
    ):
        assert word in report


def test_review_files_that_wait_are_absorbed(own_labels: Path) -> None:
    log = pd.read_csv(own_labels / "filings.csv", dtype=str, keep_default_na=False)
    row = log.iloc[0]
    from filings.table import REVIEW_COLUMNS

    answer = dict.fromkeys(REVIEW_COLUMNS, "") | {
        "filing_no": row["filing_no"], "field": "sector", "name": row["name"], "label": "legal",
        "reviewer": "reader 1", "reviewed_on": "2026-05-01", "reason": "doubtful", "predicted": "general",
    }  # fmt: skip
    (own_labels / "review").mkdir()
    pd.DataFrame([answer]).to_csv(own_labels / "review" / "r.csv", index=False)
    assert "1 new decision" in absorb_and_train(own_labels)
    assert "0 new decision" in absorb_and_train(own_labels)


def test_training_twice_gives_the_same_predictions(own_labels: Path) -> None:
    first = load_tagger(own_labels).out_of_fold["sector"]
    absorb_and_train(own_labels)
    pd.testing.assert_frame_equal(first, load_tagger(own_labels).out_of_fold["sector"])


def test_a_filing_s_history_leaves_out_its_own_label(small_labels: Path) -> None:
    """An organisation with one labelled filing has no history in training."""
    views = training_views(small_labels, load_organisations(small_labels))
    sizes = pd.Series(views.groups).map(pd.Series(views.groups).value_counts())
    alone = views.shown.loc[sizes.eq(1).to_numpy(), "sectors"]
    assert not alone.str.contains("hsector:").any()
    assert views.seen["history"].str.contains("hsector:").any()
