"""How time and memory of ``filings tag`` grow, and what a second process gains: python -m benchmarks.growth [RUNS]

Filings are recombined from the real ones (benchmarks/synthetic.py). Every run is a process of its own, from its start
to the finished file; sizes and numbers of jobs take turns.
"""

import filecmp
import math
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from benchmarks.shared import shared, show
from benchmarks.synthetic import Recombined
from filings.files import write_chunks
from filings.sources import read

RUNS: Final = 5
SIZES: Final = (10_000, 100_000, 1_000_000)
SHARED_OUT: Final = 50_000  # filings that one and two processes tag


class Run(NamedTuple):
    """Seconds, and the largest memory of the process in MB."""

    seconds: float
    peak: float


def tag(table: Path, output: Path, jobs: int) -> Run:
    """Run the command once."""
    command = [sys.executable, "-m", "filings", "tag", table, "-o", output, "--jobs", str(jobs)]
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(process.returncode)
    return Run(time.perf_counter() - start, usage.ru_maxrss / 1000)


def median(runs: list[Run]) -> Run:
    """The median of each figure."""
    return Run(*(statistics.median(figures) for figures in zip(*runs, strict=True)))


def growth(tables: dict[int, Path], runs: int) -> list[dict[str, object]]:
    """One row a size: time, its exponent since the size before, peak memory."""
    found: dict[int, list[Run]] = defaultdict(list)
    for _ in range(runs):
        for size in SIZES:
            found[size].append(tag(tables[size], tables[size].with_name("out.csv"), 1))
            print(size, found[size][-1], file=sys.stderr, flush=True)
    rows: list[dict[str, object]] = []
    before: tuple[int, float] | None = None
    for size in SIZES:
        seconds, peak = median(found[size])
        exponent = math.log(seconds / before[1]) / math.log(size / before[0]) if before else math.nan
        rows.append({"filings": size, "seconds": seconds, "exponent": exponent, "peak memory, MB": peak})
        before = size, seconds
    return rows


def with_two(table: Path, runs: int) -> list[dict[str, object]]:
    """One and two processes on the same table."""
    found: dict[int, list[Run]] = defaultdict(list)
    for _ in range(runs):
        for jobs in (1, 2):
            found[jobs].append(tag(table, table.with_name(f"out{jobs}.csv"), jobs))
    ratios = [one.seconds / two.seconds for one, two in zip(found[1], found[2], strict=True)]
    return [
        {
            "filings": SHARED_OUT,
            "one process, s": median(found[1]).seconds,
            "two processes, s": median(found[2]).seconds,
            "ratio (wanted: ≥ 1.6)": statistics.median(ratios),
            "same bytes": filecmp.cmp(table.with_name("out1.csv"), table.with_name("out2.csv"), shallow=False),
        }
    ]


def main() -> None:
    """Print both tables."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    real, _ = read([shared() / "registry"])
    with TemporaryDirectory() as folder:
        tables = {size: Path(folder, f"{size}.csv") for size in (SHARED_OUT, *SIZES)}
        for size, path in tables.items():
            write_chunks(Recombined(real).filings(size), path)
        show(f"One and two processes, median of {runs}", with_two(tables[SHARED_OUT], runs))
        show(
            f"Growth with one process, median of {runs} (wanted: exponent ≤ 1.1, memory < 2,000)", growth(tables, runs)
        )


if __name__ == "__main__":
    main()
