"""`filings serve` under load, and against `nlp.resolve`: python -m benchmarks.serve

10,000 names of the folder of real data (organisations of the registries, listed companies in both languages)
are asked with 200 requests under way at any time, by a fresh server for each size of request. A name is lost when
its answer is missing. Then 500 names that the tables know are asked in one batch, and resolved.
"""

import asyncio
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import httpx
import pandas as pd

import nlp
from benchmarks.shared import shared, show
from filings.sources import read
from nlp.knowledge import default_labels
from nlp.organisations import load_organisations
from nlp.resolver import known_organisation

NAMES: Final = 10_000
CONCURRENT: Final = 200
SIZES: Final = (1, 10, NAMES // CONCURRENT)  # names in a request; OpenRefine's own choice is 10
BATCH: Final = 500
RUNS: Final = 5
SEED: Final = 20260401


@contextmanager
def running() -> Iterator[str]:
    """A fresh server in a process of its own; yields its address."""
    command = [sys.executable, "-m", "filings", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[0]
        process.terminate()


def batch(names: list[str]) -> dict[str, str]:
    """The form of one request."""
    return {"queries": json.dumps({f"q{place}": {"query": name} for place, name in enumerate(names)})}


async def load(address: str, names: list[str], size: int) -> tuple[list[float], int]:
    """Seconds that each request took, and how many names were lost."""
    seconds, lost = [], 0
    batches = iter([names[start : start + size] for start in range(0, len(names), size)])

    async def ask() -> None:
        nonlocal lost
        async with httpx.AsyncClient(timeout=120, verify=False, trust_env=False) as client:
            for asked in batches:
                form = batch(asked)
                start = time.perf_counter()
                try:
                    answer = await client.post(address, data=form)
                    lost += len(asked) - len(answer.json()) if answer.is_success else len(asked)
                except httpx.HTTPError:
                    lost += len(asked)
                seconds.append(time.perf_counter() - start)

    await asyncio.gather(*(ask() for _ in range(CONCURRENT)))
    return seconds, lost


def median_seconds(task: Callable[[], object]) -> float:
    """Median of RUNS runs."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        task()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def some_names() -> list[str]:
    """NAMES different names, shuffled."""
    table, _ = read([shared() / "registry"])
    listed = pd.read_csv(shared() / "names" / "listed_dev.csv", dtype=str, keep_default_na=False)
    names = list(dict.fromkeys([*table["organisation"], *listed["name_zh"], *listed["name_en"]]))
    random.Random(SEED).shuffle(names)
    return names[:NAMES]


def under_load(names: list[str], size: int) -> dict[str, object]:
    """A row of the first table: all names, ``size`` in a request, asked of a fresh server."""
    with running() as address:
        start = time.perf_counter()
        seconds, lost = asyncio.run(load(address, names, size))
        whole = time.perf_counter() - start
    p50, p99 = (sorted(seconds)[int(share * (len(seconds) - 1))] for share in (0.5, 0.99))
    return {
        "names a request": size,
        "requests": len(seconds),
        "all, s": whole,
        "p50, s": p50,
        "p99, s": p99,
        "lost": lost,
    }


def against_resolve(known: list[str], unknown: list[str]) -> dict[str, object]:
    """The row of the second table: one batch of known names, the same names resolved, one batch of unknown ones."""
    form, table = batch(known), pd.DataFrame({"name": known})
    with running() as address, httpx.Client(timeout=120, trust_env=False) as client:
        served = median_seconds(lambda: client.post(address, data=form).raise_for_status())
        start = time.perf_counter()
        client.post(address, data=batch(unknown)).raise_for_status()
        first = time.perf_counter() - start
    resolved = median_seconds(lambda: nlp.resolve(table, "name", default_labels()))
    return {"served, s": served, "resolved, s": resolved, "ratio": served / resolved, "unknown, first time, s": first}


def main() -> None:
    """Print both tables."""
    names, organisations = some_names(), load_organisations()
    known = [name for name in names if known_organisation(name, organisations)]
    unknown = [name for name in names if not known_organisation(name, organisations)]
    title = f"{len(names)} names, {len(known)} of them known, {CONCURRENT} requests at a time"
    show(title, [under_load(names, size) for size in SIZES])
    show(f"{BATCH} names in one batch", [against_resolve(known[:BATCH], unknown[:BATCH])])


if __name__ == "__main__":
    main()
