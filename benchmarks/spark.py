"""Linking on Spark beside one machine: python -m benchmarks.spark [NAMES ...]

English names of NAMES recombined companies (benchmarks/synthetic.py) and of all listed ones are linked to as many
Chinese names; Spark runs on two cores of this machine, its start is not counted.
"""

import os
import sys
import time
from typing import Final

import pandas as pd
import pyarrow as pa
from pyspark.sql import SparkSession

import nlp
from benchmarks.shared import shared, show
from benchmarks.synthetic import Recombined
from filings import spark
from filings.sources import read
from nlp.gloss import english_name

NAMES: Final = (10_000, 100_000)
LEFT: Final = 10_000  # English names at most


def compared(session: SparkSession, left: list[str], right: list[str], what: str) -> dict[str, object]:
    """Seconds of both engines, and how often the first link is the same."""
    tables = [pd.DataFrame({"name": names}) for names in (left, right)]
    start = time.perf_counter()
    here = nlp.link(*tables, "name", "name")
    middle = time.perf_counter()
    frames = [session.createDataFrame(pa.Table.from_pandas(table, preserve_index=False)) for table in tables]
    there = spark.link(*frames).sort("left_row").toArrow().to_pandas()
    seconds = time.perf_counter() - middle
    return {
        "names": what,
        "left": len(left),
        "right": len(right),
        "one process, s": middle - start,
        "Spark on two cores, s": seconds,
        "Spark, s per 10,000 on the left": seconds / len(left) * 10_000,
        "same first link (wanted: ≥ 0.99)": (here["right_name"] == there["right_name"]).mean(),
    }


def main() -> None:
    """Print one table."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {"spark.ui.enabled": "false", "spark.log.level": "ERROR", "spark.driver.memory": "4g"}
    session = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    listed = pd.read_csv(shared() / "names" / "listed_dev.csv", dtype=str, keep_default_na=False)
    rows = [compared(session, list(listed["name_en"]), list(listed["name_zh"]), "listed companies")]
    recombined = Recombined(read([shared() / "registry"])[0])
    for count in map(int, sys.argv[1:] or NAMES):
        names = recombined.names(count)
        rows.append(compared(session, [english_name(name) for name in names[:LEFT]], names, "recombined"))
    session.stop()
    show("Linking, Spark beside one process", rows)


if __name__ == "__main__":
    main()
