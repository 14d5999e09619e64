"""The folder of real data that benchmarks measure on, and tables on the screen."""

import os
import sys
from pathlib import Path

import pandas as pd


def shared() -> Path:
    """The folder ``../shared`` beside the checkout (or FILINGS_SHARED); ends with a word where there is none."""
    folder = Path(os.environ.get("FILINGS_SHARED") or Path(__file__).resolve().parents[2] / "shared")
    if not folder.is_dir():
        sys.exit(f"{folder}: no real data here; this benchmark measures on it. Name its folder in FILINGS_SHARED.")
    return folder


def show(title: str, rows: list[dict[str, object]]) -> None:
    """Print a table with a title."""
    print(f"\n{title}\n{pd.DataFrame(rows).to_string(index=False)}")
