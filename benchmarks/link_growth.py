"""How time and memory of linking grow with the right side: python -m benchmarks.link_growth [RUNS]

10,000 English names, the listed companies' and glosses of recombined ones, against 10 k, 100 k and 1 M Chinese names
in which the listed companies stand among recombined ones (benchmarks/synthetic.py). Every run is a process of its own;
the sizes take turns.
"""

import resource
import subprocess
import sys
import time
from typing import Final, NamedTuple

import pandas as pd

from benchmarks.exponents import growth
from benchmarks.shared import shared, show
from benchmarks.synthetic import Recombined
from filings.sources import read
from nlp.gloss import english_name
from nlp.knowledge import default_labels
from nlp.linking import link_names
from nlp.matching import load_scorer
from nlp.organisations import load_organisations

RUNS: Final = 5
SIZES: Final = (10_000, 100_000, 1_000_000)
ENGLISH: Final = 10_000


class Run(NamedTuple):
    """Seconds, peak memory in MB, and the share of listed companies whose own name comes first."""

    seconds: float
    peak: float
    right: float


def measure(size: int) -> Run:
    """Link once."""
    listed = pd.read_csv(shared() / "names" / "listed_dev.csv", dtype=str, keep_default_na=False)
    made = Recombined(read([shared() / "registry"])[0]).names(size - len(listed))
    chinese = [*listed["name_zh"], *made]
    english = [*listed["name_en"], *map(english_name, made[: ENGLISH - len(listed)])]
    organisations, scorer = load_organisations(), load_scorer(default_labels())
    started = time.perf_counter()
    links = link_names(english, chinese, organisations, scorer)
    seconds = time.perf_counter() - started
    real = links[links["left_row"].lt(len(listed))]
    right = real["right_name"].eq(real["left_row"].map(listed["name_zh"])).mean()
    return Run(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, right)


def run(size: int) -> Run:
    """Measure in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.link_growth", "one", str(size)]
    told = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    return Run(*map(float, told.split()))


def main(runs: int) -> None:
    """Print the medians."""
    rows = growth(run, SIZES, runs, ["peak MB", "top-1 of listed"])
    show(f"{ENGLISH:,} English names to so many Chinese ones, median of {runs}", rows)


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        print(*measure(int(sys.argv[2])))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else RUNS)
