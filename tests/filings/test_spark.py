"""Tagging and linking on a real local Spark session: the same rows and labels as without."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import nlp
from filings.bulk import write_tagged
from filings.files import write_table
from filings.table import TAGGED_COLUMNS
from filings.tag import tag
from models.tagger import load_tagger
from nlp.errors import InputError
from nlp.organisations import load_organisations
from tests.filings.conftest import FilingTable

pyspark = pytest.importorskip("pyspark", reason="PySpark is not installed: pip install '.[spark]'")
if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
    pytest.skip("Spark needs Java 17 or newer, which is not here", allow_module_level=True)

import pyarrow as pa  # noqa: E402

from filings import spark, spark_jobs  # noqa: E402

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]

#: The first was renamed and the last still files under its old name.
ROWS = [
    {"name": "甲文本生成算法", "organisation": "某新智能科技有限公司", "former_organisation": "某旧网络科技有限公司"},
    {"name": "小筑海报算法", "organisation": "浪潮云信息技术股份公司", "product": "小筑海报(网站)"},
    {"name": "灵犀医问算法", "organisation": "杭州灵伴小筑科技有限公司", "role": "supporter", "product": "--"},
    {"name": "乙图像生成算法", "organisation": "某旧网络科技有限公司", "purpose": "应用于图像生成场景，生成海报。"},
]
ENGLISH = [
    "ByteDance",
    "ByteDance Ltd.",
    "Hangzhou Lingban Technology Co., Ltd.",
    "",
    "Shandong Inspur Software Co., Ltd.",
]
CHINESE = [
    "山东浪潮软件有限公司",
    "杭州灵伴科技有限公司",
    "字节跳动有限公司",
    "杭州灵伴科技有限公司",
    "上海灵犀贸易有限公司",
    "北京抖音信息服务有限公司",
]


@pytest.fixture(scope="module")
def session() -> Iterator["SparkSession"]:
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.adaptive.enabled": "false",
    }
    running = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    yield running
    running.stop()


def frame(session: "SparkSession", table: pd.DataFrame) -> "DataFrame":
    return session.createDataFrame(pa.Table.from_pandas(table, preserve_index=False))


@pytest.fixture(scope="module")
def table(filing_table: FilingTable) -> pd.DataFrame:
    return filing_table(ROWS)


@pytest.fixture(scope="module")
def tagged_here(table: pd.DataFrame, small_labels: Path) -> pd.DataFrame:
    return tag(table, load_organisations(small_labels), load_tagger(small_labels), small_labels)


def test_tags_are_those_of_one_machine_and_other_columns_stay(
    session: "SparkSession", table: pd.DataFrame, tagged_here: pd.DataFrame, small_labels: Path, tmp_path: Path
) -> None:
    """From Parquet to Parquet."""
    table.assign(row=table.index).to_parquet(tmp_path / "table.parquet")
    filings = session.read.parquet(str(tmp_path / "table.parquet")).repartition(3).sort("row")
    spark.tag(filings, small_labels).write.parquet(str(tmp_path / "tagged"))
    found = pd.read_parquet(tmp_path / "tagged").sort_values("row", ignore_index=True)
    assert found.columns.tolist() == [*TAGGED_COLUMNS, "row"]
    pd.testing.assert_frame_equal(found[TAGGED_COLUMNS], tagged_here, check_dtype=False)


def test_nulls_count_as_empty(session: "SparkSession", table: pd.DataFrame, small_labels: Path) -> None:
    nulls = table.astype(object).where(table.ne(""), None)
    found = spark.tag(frame(session, nulls), small_labels).toArrow().to_pandas()
    assert sorted(found["filing_no"]) == sorted(table["filing_no"])
    assert found["remark"].eq("").all()


def test_a_missing_column_is_named(session: "SparkSession", table: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="no column 'purpose'"):
        spark.tag(frame(session, table.drop(columns="purpose")))
    with pytest.raises(InputError, match="no column 'firm'"):
        spark.link(frame(session, table), frame(session, table), "firm", "name")


def test_links_are_those_of_one_machine(session: "SparkSession", small_labels: Path) -> None:
    left, right = pd.DataFrame({"name": ENGLISH}), pd.DataFrame({"firm": CHINESE})
    here = nlp.link(left, right, "name", "firm", 2, 0.01, small_labels)
    links = spark.link(frame(session, left), frame(session, right), "name", "firm", 2, 0.01, small_labels)
    there = links.sort("left_row", "rank").toArrow().to_pandas()
    assert there.columns.tolist() == here.columns.tolist()
    there = there.astype({"right_row": "Int64", "rank": "Int64"}).astype(object)
    pd.testing.assert_frame_equal(there.where(there.notna(), ""), here.astype(object))


def test_links_of_real_names_agree(session: "SparkSession", shared: Path, small_labels: Path) -> None:
    listed = pd.read_csv(shared / "names" / "listed_dev.csv", dtype=str, keep_default_na=False)
    left, right = listed[["name_en"]][::10].reset_index(drop=True), listed[["name_zh"]]
    here = nlp.link(left, right, "name_en", "name_zh", labels=small_labels)
    links = spark.link(frame(session, left), frame(session, right), "name_en", "name_zh", labels=small_labels)
    there = links.sort("left_row").toArrow().to_pandas()
    assert (here["right_name"].to_numpy() == there["right_name"].to_numpy()).mean() >= 0.99


def test_the_command_keeps_the_order_of_rows(
    session: "SparkSession", table: pd.DataFrame, tagged_here: pd.DataFrame, small_labels: Path, tmp_path: Path
) -> None:
    """What ``--engine spark`` runs; it ends the session, so it stands last."""
    parts = spark_jobs.tag_chunks(lambda: iter([table[:3], table[3:]]), small_labels, 0.95, tmp_path / "there.csv")
    write_tagged(parts, tmp_path / "there.csv")
    write_table(tagged_here, tmp_path / "here.csv")
    assert (tmp_path / "there.csv").read_bytes() == (tmp_path / "here.csv").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["here.csv", "there.csv"]
