"""What ``--engine spark`` does: tables of this machine through a Spark session and back, rows in their order."""

import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from filings.bulk import Chunks, Tagged
from filings.files import CHUNK_ROWS
from nlp.errors import InputError, MissingExtraError
from nlp.replacing import PREFIX

try:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile
    from pyspark.errors import PySparkRuntimeError
    from pyspark.sql import SparkSession

    from filings import spark
except ModuleNotFoundError as error:
    raise MissingExtraError("--engine spark", "spark") from error


@contextmanager
def session() -> Iterator[SparkSession]:
    """A Spark session for the time of a block: what spark-submit or the Spark configuration name, else this machine.

    Raises
    ------
    InputError
        Spark can't start.
    """
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    settings: dict[str, bool | float | int | str | None] = {
        "spark.log.level": "ERROR",
        "spark.ui.enabled": False,
        "spark.ui.showConsoleProgress": False,
    }
    try:
        running = SparkSession.builder.appName("filings").config(map=settings).getOrCreate()
    except PySparkRuntimeError as error:
        raise InputError(
            "--engine spark: Spark can't start; it needs Java 17 or newer (set JAVA_HOME), or use --engine local"
        ) from error
    try:
        yield running
    finally:
        running.stop()


def tag_chunks(chunks: Chunks, labels: Path, target_precision: float, beside: Path) -> Iterator[Tagged]:
    """`filings.bulk.tag_chunks` with Spark, without probabilities.

    Parameters
    ----------
    chunks : gives DataFrames with FILING_COLUMNS, numbered through.
    labels, target_precision : as `filings.spark.tag` takes them.
    beside : a path in whose folder, seen by all workers, tables stand for the while.
    """
    with session() as running, TemporaryDirectory(prefix=PREFIX, dir=beside.parent.resolve()) as folder:
        given, tagged, in_order = (f"file://{folder}/{part}" for part in ("given", "tagged", "in_order"))
        Path(folder, "given").mkdir()
        for number, chunk in enumerate(chunks()):
            chunk.assign(row=chunk.index).to_parquet(Path(folder, "given", f"{number:08}.parquet"), index=False)
        filings = running.read.parquet(given).sort("row")
        spark.tag(filings, labels, target_precision).write.parquet(tagged)
        running.read.parquet(tagged).sort("row").drop("row").write.parquet(in_order)
        for part in sorted(Path(folder, "in_order").glob("*.parquet")):
            with ParquetFile(part) as file:
                for batch in file.iter_batches(CHUNK_ROWS):
                    yield batch.to_pandas(), {}


def link_names(
    left: Sequence[str], right: Sequence[str], top: int, min_probability: float, labels: Path
) -> pd.DataFrame:
    """`nlp.linking.link_names` with Spark; arguments as `filings.spark.link` takes them."""
    with session() as running:
        names, others = (running.createDataFrame(pa.table({"name": list(side)})) for side in (left, right))
        links = spark.link(names, others, top=top, min_probability=min_probability, labels=labels)
        found = links.sort("left_row", "rank").toArrow().to_pandas()
    for column in ("right_row", "rank"):
        found[column] = found[column].astype("Int64").astype(object).where(found[column].notna(), "")
    return found
