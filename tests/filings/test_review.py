"""Which questions go to a person, in which order, and that what is judged is not asked again."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

from filings.absorbing import absorb
from filings.files import write_table
from filings.review import review_rows
from filings.table import FIELDS, REVIEW_COLUMNS
from filings.tag import tag_with_chances
from filings.teaching import most_teaching_first
from models.tagger import load_tagger
from nlp.organisations import load_organisations
from tests.filings.conftest import FilingTable

SUBJECTS = ["问答", "绘图", "法务", "养殖", "配音", "地图", "医疗影像", "考试", "股票", "游戏", "酒店", "物流"]


def questions(table: pd.DataFrame, labels: Path, limit: int | None = None) -> pd.DataFrame:
    """What is asked about a filing table; a labels folder changed since training is still used with its old models."""
    parts = load_organisations(labels), load_tagger(labels.with_name("trained_with")), labels
    return review_rows(*tag_with_chances(table, *parts, target_precision=0.97), *parts, limit=limit)


def keys(review: pd.DataFrame) -> list[str]:
    return list(review["filing_no"] + review["field"])


@pytest.fixture
def labels(small_labels: Path, own_labels: Path) -> Path:
    """A labels folder to change, beside the one that its models were trained with."""
    own_labels.with_name("trained_with").symlink_to(small_labels)
    return own_labels


@pytest.fixture(scope="module")
def filings(filing_table: FilingTable) -> pd.DataFrame:
    """72 filings of 36 companies."""
    return filing_table(
        [
            {
                "name": f"小筑{subject}算法{n}",
                "organisation": f"某{subject}{n // 2}科技有限公司",
                "product": f"小筑{subject}(APP)",
            }
            for n in range(6)
            for subject in SUBJECTS
        ]
    )


def test_columns_are_the_contract_and_answers_are_empty(filings: pd.DataFrame, labels: Path) -> None:
    review = questions(filings, labels)
    assert review.columns.tolist() == REVIEW_COLUMNS
    assert review["label"].eq("").all()
    assert set(review["reason"]) == {"doubtful", "audit"}
    assert set(review["field"]) <= set(FIELDS)
    assert not review.duplicated(["filing_no", "field"]).any()


def test_the_audit_sample_is_random_over_all_tags_and_not_recognisable_by_its_place(
    filings: pd.DataFrame, labels: Path
) -> None:
    review = questions(filings, labels)
    places = np.flatnonzero(review["reason"].eq("audit"))
    assert len(places) == 50
    assert review.loc[places, "field"].value_counts().between(12, 13).all()
    assert places.min() < len(review) / 5
    assert places.max() > len(review) * 4 / 5
    assert not (np.diff(review.loc[places, "margin"].astype(float)) >= 0).all()


def test_the_same_dump_asks_the_same(filings: pd.DataFrame, labels: Path) -> None:
    pd.testing.assert_frame_equal(questions(filings, labels), questions(filings, labels))


@pytest.mark.parametrize("limit", [1, 20, 60])
def test_a_limit_keeps_what_teaches_most_and_at_most_half_is_audit(
    filings: pd.DataFrame, labels: Path, limit: int
) -> None:
    every, review = questions(filings, labels), questions(filings, labels, limit)
    assert len(review) == min(limit, len(every))
    assert review["reason"].eq("audit").sum() <= limit / 2
    first = [row for row in keys(every[every["reason"].eq("doubtful")]) if row in keys(review)]
    ahead = keys(every[every["reason"].eq("doubtful")])[: len(first)]
    assert first == ahead


def test_evidence_names_words_and_what_they_count(filings: pd.DataFrame, labels: Path) -> None:
    evidence = questions(filings, labels)["evidence"]
    assert evidence.str.fullmatch(r"(.+ \+\d+\.\d( · )?)+|follows from the organisation: .+|").all()
    assert evidence.ne("").mean() > 0.9


@pytest.mark.parametrize("answer", ["legal", "?"])
def test_what_is_judged_is_not_asked_again_until_it_is_taken_back(
    filings: pd.DataFrame, labels: Path, tmp_path: Path, answer: str
) -> None:
    def still_asked() -> bool:
        again = questions(filings, labels)
        return bool((again["filing_no"].eq(row["filing_no"]) & again["field"].eq("sector")).any())

    review = questions(filings, labels)
    row = review[review["field"].eq("sector") & review["reason"].eq("doubtful")].iloc[0]
    for label, day, asked in ((answer, "2026-05-01", False), ("-", "2026-05-02", True)):
        answered = pd.DataFrame([{**row, "label": label, "reviewer": "reader 1", "reviewed_on": day}])
        write_table(answered, tmp_path / "r.csv")
        absorb([tmp_path / "r.csv"], labels)
        assert still_asked() == asked


def test_filings_without_a_number_or_published_twice_are_asked_once_or_not(filings: pd.DataFrame, labels: Path) -> None:
    table = pd.concat([filings, filings.head(3)], ignore_index=True)
    table.loc[10, "filing_no"] = ""
    review = questions(table, labels)
    assert review["filing_no"].ne("").all()
    assert not review.duplicated(["filing_no", "field"]).any()


def test_nothing_to_ask_is_an_empty_file(filings: pd.DataFrame, labels: Path, tmp_path: Path) -> None:
    answers = questions(filings.head(1), labels).assign(label="?")
    write_table(answers, tmp_path / "r.csv")
    absorb([tmp_path / "r.csv"], labels)
    empty = questions(filings.head(1), labels)
    assert empty.columns.tolist() == REVIEW_COLUMNS
    assert empty.empty


class TestOrder:
    """`most_teaching_first` on questions whose likeness is known."""

    def test_more_doubt_comes_first(self) -> None:
        order = most_teaching_first(np.array([0.2, 0.9, 0.5]), csr_matrix(np.eye(3)), np.zeros(3))
        assert order.tolist() == [1, 2, 0]

    def test_a_doubt_that_many_share_comes_before_a_greater_one_of_its_own(self) -> None:
        vectors = csr_matrix([[1.0, 0], [0, 1], [0, 1], [0, 1]])
        assert most_teaching_first(np.array([0.9, 0.5, 0.5, 0.5]), vectors, np.zeros(4))[0] != 0

    def test_its_likes_don_t_follow_at_once(self) -> None:
        vectors = csr_matrix([[1.0, 0], [1, 0], [1, 0], [0, 1]])
        order = most_teaching_first(np.array([0.9, 0.9, 0.9, 0.3]), vectors, np.zeros(4)).tolist()
        assert order.index(3) == 1

    def test_the_same_filing_s_other_field_is_another_doubt(self) -> None:
        order = most_teaching_first(np.array([0.9, 0.8, 0.1]), csr_matrix(np.ones((3, 1))), np.array(["a", "b", "a"]))
        assert sorted(order[:2].tolist()) == [0, 1]

    def test_every_question_stands_once(self) -> None:
        random = np.random.default_rng(1)
        order = most_teaching_first(random.random(200), csr_matrix(random.random((200, 8))), random.integers(0, 4, 200))
        assert sorted(order.tolist()) == list(range(200))
