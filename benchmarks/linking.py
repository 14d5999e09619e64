"""Accuracy and speed of linking names: python -m benchmarks.linking

Groups, look-alikes and spellings of ../shared/names; listed companies English → Chinese and back, with
matchina and rapidfuzz (WRatio on pinyin) beside ours in the same run. pip install matchina for its row.
Speed is taken in fresh processes, ours and TF-IDF in turn, so that no cache of an earlier run helps.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.shared import shared, show
from filings.sources import read
from nlp.candidates import CANDIDATES, candidates
from nlp.gloss import english_name
from nlp.knowledge import default_labels
from nlp.linking import link_names
from nlp.matching import load_scorer
from nlp.organisations import Organisations, load_organisations
from nlp.pinyin import pinyin
from nlp.resolver import resolve_names

TOP = 5
CANDIDATE_NAMES = 5485
RUNS = 7
SPEED_METHODS = ("ours", "TF-IDF on pinyin + glosses")


def groups(organisations: Organisations) -> list[dict[str, object]]:
    """Organisations in the right group, look-alikes merged into it, spellings that lead to it."""
    names = shared() / "names"
    members, traps = pd.read_csv(names / "groups_dev.csv"), pd.read_csv(names / "traps_dev.csv")
    queries = pd.read_csv(names / "queries_dev.csv", dtype=str)
    right = resolve_names(members["org"], organisations)["group_en"].eq(members["group_en"])
    merged = resolve_names(traps["org"], organisations)["group_en"].eq(traps["looks_like_group_en"])
    rows: list[dict[str, object]] = [
        {"measure": "organisations in the right group", "n": len(members), "ours": right.mean(), "wanted": "≥ .97"},
        {"measure": "look-alikes merged", "n": len(traps), "ours": merged.mean(), "wanted": "≤ .01"},
    ]
    for column, words in (("query_en", "English"), ("query_zh_alias", "Chinese")):
        found = resolve_names(queries[column], organisations)["group_en"].eq(queries["group_en"])
        rows.append(
            {"measure": f"{words} spellings resolved", "n": len(queries), "ours": found.mean(), "wanted": "≥ .97"}
        )
    return rows


def listed(organisations: Organisations) -> list[dict[str, object]]:
    """Listed companies linked by name, every company a candidate."""
    table = pd.read_csv(shared() / "names" / "listed_dev.csv", dtype=str, keep_default_na=False)
    scorer = load_scorer(default_labels())
    english, chinese = list(table["name_en"]), list(table["name_zh"])
    bare = Organisations(organisations.table.iloc[:0], organisations.aliases.iloc[:0])
    methods: dict[str, Callable[[Sequence[str], Sequence[str]], pd.DataFrame]] = {
        "ours": lambda a, b: link_names(a, b, organisations, scorer, top=TOP),
        "ours, no organisation known": lambda a, b: link_names(a, b, bare, scorer, top=TOP),
        "TF-IDF on pinyin + glosses": glossed_tfidf,
        "rapidfuzz WRatio on pinyin": fuzzy_pinyin,
    }
    rows = []
    for left, right, way in ((english, chinese, "English → Chinese"), (chinese, english, "Chinese → English")):
        for method, linker in methods.items():
            started = time.perf_counter()
            links = linker(left, right)
            rows.append(
                {
                    "way": way,
                    "method": method,
                    **ranks(links, right, len(left)),
                    "s per 1,000": per_thousand(started, left),
                }
            )
    return [*rows, *matchina_row(english, chinese)]


def ranks(links: pd.DataFrame, right: Sequence[str], n: int) -> dict[str, float]:
    """Top-1 and top-5, and precision and coverage of probability ≥ .9."""
    truth = pd.Series(right)
    hit = links["right_name"].eq(links["left_row"].map(truth))
    first = links["rank"].eq(1)
    sure = first & links["probability"].ge(0.9)
    return {
        "top-1": hit[first].sum() / n,
        "top-5": links.loc[hit & links["rank"].le(TOP), "left_row"].nunique() / n,
        "precision ≥ .9": hit[sure].mean() if sure.any() else np.nan,
        "coverage ≥ .9": sure.sum() / n,
    }


def per_thousand(started: float, left: Sequence[str]) -> float:
    return (time.perf_counter() - started) / len(left) * 1000


def blocking() -> list[dict[str, object]]:
    """Whether the true name is among the candidates."""
    table = pd.read_csv(shared() / "names" / "listed_dev.csv", dtype=str, keep_default_na=False)
    rows = []
    for left, right, way in (("name_en", "name_zh", "English → Chinese"), ("name_zh", "name_en", "Chinese → English")):
        found = candidates(list(table[left]), list(table[right]), CANDIDATES)
        recall = found["left"].eq(found["right"]).sum() / len(table)
        rows.append({"way": way, "candidates": CANDIDATES, "recall": recall, "wanted": "≥ .90"})
    return rows


def speed() -> list[dict[str, object]]:
    """Seconds for 1,000 English names over the listed companies and as many of the registry, from cold."""
    taken = {method: [] for method in SPEED_METHODS}
    for _ in range(RUNS):
        for method, seconds in taken.items():
            told = subprocess.run([sys.executable, "-m", "benchmarks.linking", method], capture_output=True, check=True)
            seconds.append(float(told.stdout))
    medians = {method: float(np.median(seconds)) for method, seconds in taken.items()}
    return [
        {"method": method, "s per 1,000": seconds, "ratio to ours": seconds / medians["ours"]}
        for method, seconds in medians.items()
    ]


def time_cold(method: str) -> float:
    """Seconds that a method needs for names it never saw, its tables loaded."""
    listed = pd.read_csv(shared() / "names" / "listed_dev.csv", dtype=str, keep_default_na=False)
    filed = read([shared() / "registry"])[0]["organisation"].drop_duplicates()
    chinese = [*listed["name_zh"], *filed[~filed.isin(listed["name_zh"])].iloc[: CANDIDATE_NAMES - len(listed)]]
    english = list(listed["name_en"].iloc[:1000])
    organisations, scorer = load_organisations(), load_scorer(default_labels())
    linker: Callable[[Sequence[str], Sequence[str]], pd.DataFrame] = (
        glossed_tfidf if method != "ours" else lambda a, b: link_names(a, b, organisations, scorer, top=TOP)
    )
    linker(english[:2], chinese[:2])  # loads the tables of words
    started = time.perf_counter()
    linker(english, chinese)
    return time.perf_counter() - started


def latin(names: Sequence[str], glossed: bool) -> list[str]:
    """Names in Latin letters: pinyin, and glosses beside it."""
    spelt = [" ".join(pinyin(name)).lower() for name in names]
    return [f"{a} {english_name(name).lower()}" for a, name in zip(spelt, names, strict=True)] if glossed else spelt


def glossed_tfidf(left: Sequence[str], right: Sequence[str]) -> pd.DataFrame:
    """The starting point: TF-IDF of character runs over pinyin and glosses."""
    a, b = latin(left, True), latin(right, True)
    shape = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4)).fit(a + b)
    return _best(csr_matrix(shape.transform(a) @ shape.transform(b).T).toarray(), left, right)


def fuzzy_pinyin(left: Sequence[str], right: Sequence[str]) -> pd.DataFrame:
    scores = process.cdist(latin(left, False), latin(right, False), scorer=fuzz.WRatio, workers=-1)
    return _best(np.asarray(scores) / 100, left, right)


def _best(scores: np.ndarray, left: Sequence[str], right: Sequence[str]) -> pd.DataFrame:
    order = np.argsort(-scores, axis=1)[:, :TOP]
    rows = [
        (row, right[column], rank, scores[row, column])
        for row, columns in enumerate(order)
        for rank, column in enumerate(columns, 1)
    ]
    return pd.DataFrame(rows, columns=["left_row", "right_name", "rank", "probability"])


def matchina_row(english: list[str], chinese: list[str]) -> list[dict[str, object]]:
    """matchina knows listed companies by heart: its own table is asked, not ours."""
    try:
        from matchina import resolve
    except ImportError:
        return []
    sample = range(0, len(english), 20)
    started = time.perf_counter()
    answers = [[match.name_cn for match in resolve(english[i], TOP)] for i in sample]
    seconds = (time.perf_counter() - started) / len(answers) * 1000
    first = sum(bool(names) and names[0] == chinese[i] for i, names in zip(sample, answers, strict=True))
    top = sum(chinese[i] in names for i, names in zip(sample, answers, strict=True))
    return [
        {
            "way": "English → Chinese", "method": f"matchina (own table, {len(answers)} names)",
            "top-1": first / len(answers), "top-5": top / len(answers), "s per 1,000": seconds,
        }
    ]  # fmt: skip


def main() -> None:
    organisations = load_organisations()
    show("Groups", groups(organisations))
    show("Listed companies", listed(organisations))
    show("Blocking", blocking())
    show(f"Speed over {CANDIDATE_NAMES:,} candidates, from cold, median of {RUNS}", speed())


if __name__ == "__main__":
    pd.set_option("display.precision", 3)
    if len(sys.argv) > 1:
        print(time_cold(sys.argv[1]))
    else:
        main()
