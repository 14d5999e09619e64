"""How time and memory of ``filings tag`` grow, and what a second process gains: python -m benchmarks.growth [RUNS]

Filings are recombined from the real ones (benchmarks/synthetic.py). Every run is a process of its own, from its start
to the finished file; sizes and numbers of jobs take turns.
"""

import filecmp
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from benchmarks.exponents import growth
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
            "one process, s": statistics.median(one.seconds for one in found[1]),
            "two processes, s": statistics.median(two.seconds for two in found[2]),
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
        rows = growth(lambda size: tag(tables[size], Path(folder, "out.csv"), 1), SIZES, runs, ["peak memory, MB"])
        show(f"Growth with one process, median of {runs} (wanted: exponent ≤ 1.1, memory < 2,000)", rows)


if __name__ == "__main__":
    main()
