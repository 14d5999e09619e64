"""Medians of runs at growing sizes, and with what exponent of the size their time grows."""

import math
import sys
from collections.abc import Callable, Sequence
from statistics import median


def growth(
    run: Callable[[int], Sequence[float]], sizes: Sequence[int], runs: int, columns: Sequence[str]
) -> list[dict[str, object]]:
    """One row a size.

    Parameters
    ----------
    run : measures a size once; seconds come first.
    runs : how often each size is measured; the sizes take turns.
    columns : names of the figures behind seconds.
    """
    found: dict[int, list[Sequence[float]]] = {size: [] for size in sizes}
    for _ in range(runs):
        for size in sizes:
            found[size].append(run(size))
            print(size, found[size][-1], file=sys.stderr, flush=True)
    rows: list[dict[str, object]] = []
    before: tuple[int, float] | None = None
    for size in sizes:
        seconds, *others = map(median, zip(*found[size], strict=True))
        exponent = math.log(seconds / before[1]) / math.log(size / before[0]) if before else math.nan
        figures = dict(zip(columns, others, strict=True))
        rows.append({"size": size, "seconds": seconds, "exponent": exponent, **figures})
        before = size, seconds
    return rows
