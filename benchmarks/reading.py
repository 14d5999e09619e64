"""Reading the whole registry beside opening its documents with python-docx: python -m benchmarks.reading

Each pair of runs has a process of its own, so that nothing is known from the run before, as when a person runs
the command once; imports are not counted. The two take turns in going first.
"""

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

import docx

from benchmarks.shared import shared, show
from filings.sources import read

PAIRS = 15


class Seconds(NamedTuple):
    opening: float
    reading: float


def open_documents(registry: Path) -> float:
    """Seconds for opening every .docx with python-docx."""
    start = perf_counter()
    for path in registry.rglob("*.docx"):
        docx.Document(str(path))
    return perf_counter() - start


def read_lists(registry: Path) -> float:
    """Seconds for reading every list into one filing table."""
    start = perf_counter()
    read([registry])
    return perf_counter() - start


def timed_pair(registry: Path, number: int) -> Seconds:
    if number % 2:
        reading = read_lists(registry)
        return Seconds(open_documents(registry), reading)
    return Seconds(open_documents(registry), read_lists(registry))


def main() -> None:
    registry = shared() / "registry"
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes:
        pairs = list(processes.map(partial(timed_pair, registry), range(PAIRS)))
    table, _ = read([registry])
    show(
        f"Reading {len(table)} filings of {table['source_file'].nunique()} lists, median of {PAIRS} pairs of runs",
        [
            {"seconds": "open every .docx with python-docx", "median": median(pair.opening for pair in pairs)},
            {"seconds": "filings.sources.read of every list", "median": median(pair.reading for pair in pairs)},
            {"seconds": "ratio (wanted: ≤ 1.5)", "median": median(p.reading / p.opening for p in pairs)},
        ],
    )


if __name__ == "__main__":
    main()
