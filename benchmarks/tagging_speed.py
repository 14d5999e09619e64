"""Tagging the published lists beside plain jieba segmenting their text: python -m benchmarks.tagging_speed [RUNS]

Every run is a process of its own, from its start to the finished file (jieba: to the last word); they take turns.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.shared import shared, show

RUNS: Final = 9
#: What a person would write to segment the text of a filing table with jieba, and no more.
JIEBA: Final = """
import csv, sys, jieba
with open(sys.argv[1], encoding="utf-8-sig") as file:
    for row in csv.DictReader(file):
        for column in ("name", "organisation", "former_organisation", "product", "purpose"):
            jieba.lcut(row[column])
"""


def seconds(*command: str | Path) -> float:
    """Run a command once."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Print the median times, and the median of the ratios of each round."""
    runs = int(sys.argv[1]) if sys.argv[1:] else RUNS
    with TemporaryDirectory() as folder:
        tagged = Path(folder, "tagged.csv")
        tag = ("-m", "filings", "tag", shared() / "registry", "-o", tagged)
        commands: dict[str, tuple[str | Path, ...]] = {
            "plain jieba": ("-c", JIEBA, tagged),
            "filings tag": tag,
            "filings tag --jobs 1": (*tag, "--jobs", "1"),
        }
        seconds(*tag)
        seconds(*commands["plain jieba"])  # it writes its dictionary's cache
        rounds = [{name: seconds(*command) for name, command in commands.items()} for _ in range(runs)]
    rows: list[dict[str, object]] = [
        {
            "command": name,
            "seconds": statistics.median(found[name] for found in rounds),
            "beside jieba (wanted: ≤ 1.5)": statistics.median(found[name] / found["plain jieba"] for found in rounds),
        }
        for name in commands
    ]
    show(f"Tagging the published lists, median of {runs}", rows)


if __name__ == "__main__":
    main()
