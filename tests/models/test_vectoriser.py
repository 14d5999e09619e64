"""Features become the numbers that scikit-learn makes of them, without loading it."""

import subprocess
import sys

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from models.vectoriser import Shape, learn

LEARNT = ["n:智能 n:客服 n:智能", "n:智能  n:医疗", "n:法律 n:客服 n:问答", ""]
NEW = ["n:智能 n:智能 n:从未见过", "n:客服", "", "  n:问答  n:医疗 "]


@pytest.mark.parametrize(
    ("shape", "same"),
    [
        (Shape(1.0, min_df=1), {"token_pattern": r"\S+"}),
        (Shape(1.0, min_df=2), {"token_pattern": r"\S+", "min_df": 2}),
        (Shape(1.0, min_df=1, longest_run=3), {"analyzer": "char", "ngram_range": (1, 3)}),
        (Shape(1.0, min_df=1, weighted=False), {"token_pattern": r"\S+", "use_idf": False, "norm": None}),
    ],
)
def test_a_block_is_scikit_learn_s_tfidf(shape: Shape, same: dict[str, object]) -> None:
    theirs = TfidfVectorizer(lowercase=False, sublinear_tf=True, dtype=np.float32, **same).fit(LEARNT)
    ours = learn(LEARNT, shape)
    assert ours.terms == list(theirs.get_feature_names_out())
    assert ours.transform(NEW).toarray() == pytest.approx(theirs.transform(NEW).toarray(), abs=1e-6)


def test_a_weighted_block_counts_as_much_as_it_is_worth() -> None:
    once, twice = (learn(LEARNT, Shape(weight, min_df=1)).transform(NEW).toarray() for weight in (1.0, 2.0))
    assert twice == pytest.approx(2 * once)


def test_tagging_does_not_wait_for_scikit_learn() -> None:
    code = "import sys, filings.tag, models.tagger; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
