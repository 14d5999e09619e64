"""Tagging and linking of Spark DataFrames: the functions of one machine, called on parts of a table.

What they know (organisations, models) is broadcast once. Organisations are resolved by cluster, since renames and
filing numbers join names that stand far apart; with its organisation each filing is tagged by itself. Names are
linked by a join on blocking keys. The project must be installed where Spark's Python workers run.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql.types import DoubleType, StringType, StructField, StructType

from filings.table import CONFIDENCE_COLUMNS, FILING_COLUMNS, TAGGED_COLUMNS
from filings.tag import TARGET_PRECISION, Rules, published, rules_of, tag_linked
from models.tagger import load_tagger
from nlp.candidates import blocking_keys
from nlp.errors import InputError
from nlp.evidence import evidence
from nlp.knowledge import default_labels
from nlp.linking import LINK_COLUMNS, SCORED, score_candidates
from nlp.matching import Scorer, judged_pairs, load_scorer
from nlp.organisations import RESOLVED_COLUMNS, Organisations, load_organisations
from nlp.resolver import clusters, known_organisation, resolve_clusters

#: Names on the right that are looked at for one on the left: its rarest keys count, until they lead to so many. The
#: keys left out stand in many names and weigh little.
LOOKED_AT: Final = 20_000
_SCORED: Final = (
    "right string, left string, left_organisation string, right_organisation string, right_row long, "
    "probability double, known string"
)


def tag(filings: DataFrame, labels: Path | None = None, target_precision: float = TARGET_PRECISION) -> DataFrame:
    """`filings.tag.tag` for a Spark DataFrame.

    The distinct names of organisations are gathered on the driver to be clustered; a million of them take 1 GB there.

    Parameters
    ----------
    filings : DataFrame with FILING_COLUMNS as strings; nulls count as empty.
    labels, target_precision : as `filings.tag.tag` takes them; labels and models are read on the driver only.

    Returns
    -------
    DataFrame with TAGGED_COLUMNS, and behind them whatever other columns ``filings`` has.

    Raises
    ------
    InputError
        A column is missing, or the models were made with other labels.
    """
    _need_columns(filings, FILING_COLUMNS)
    folder = labels or default_labels()
    organisations = load_organisations(folder).indexed()
    rules = rules_of(organisations, load_tagger(folder), folder, target_precision)
    others = [column for column in filings.columns if column not in TAGGED_COLUMNS]
    given = filings.select(*(_text(column).alias(column) for column in FILING_COLUMNS), *others)
    linked = given.join(_resolved(given, organisations), "organisation")
    schema = StructType([*_struct(TAGGED_COLUMNS).fields, *given.select(*others).schema.fields])
    return _mapped(linked, _tag, rules, schema)


def _tag(rules: Rules, batch: pd.DataFrame) -> pd.DataFrame:
    table, _ = tag_linked(batch[FILING_COLUMNS], batch[RESOLVED_COLUMNS], rules)
    return pd.concat([table, batch[batch.columns.difference(TAGGED_COLUMNS, sort=False)]], axis=1)


def _resolved(filings: DataFrame, organisations: Organisations) -> DataFrame:
    """The organisation of every name: ``organisation``, which is the name, and RESOLVED_COLUMNS."""
    columns = ["organisation", "former_organisation", "filing_no"]
    placed = filings.select(*columns, F.monotonically_increasing_id().alias("place"))
    said = _mapped(placed, _published, None, "name string, former string, key string, place long")
    in_order = said.groupBy("name", "former", "key").agg(F.min("place").alias("place")).sort("place")
    found = clusters(in_order.drop("place").toArrow().to_pandas())
    spark = filings.sparkSession
    names = spark.createDataFrame(pa.table({"names": found})).repartition(spark.sparkContext.defaultParallelism)
    return _mapped(names, _resolve, organisations, _struct(["organisation", *RESOLVED_COLUMNS]))


def _published(_: None, batch: pd.DataFrame) -> pd.DataFrame:
    return published(batch).assign(place=batch["place"])


def _resolve(organisations: Organisations, batch: pd.DataFrame) -> pd.DataFrame:
    return resolve_clusters(batch["names"].tolist(), organisations).rename_axis("organisation").reset_index()


def link(
    left: DataFrame,
    right: DataFrame,
    left_column: str = "name",
    right_column: str = "name",
    top: int = 1,
    min_probability: float = 0.0,
    labels: Path | None = None,
) -> DataFrame:
    """`nlp.link` for Spark DataFrames: what shares a rare key is a candidate, and what tables or people call the same.

    Parameters
    ----------
    left, right : DataFrames with a column of names as strings; nulls count as empty.
    top, min_probability, labels : as `nlp.link` takes them.

    Returns
    -------
    DataFrame with LINK_COLUMNS. Rows are numbered from 0 in the order of the partitions; a left name without candidate
    has one row with nulls on the right and probability 0.

    Raises
    ------
    InputError
        A column is missing.
    """
    _need_columns(left, [left_column])
    _need_columns(right, [right_column])
    folder = labels or default_labels()
    organisations, judged = load_organisations(folder).indexed(), judged_pairs(folder)
    rows, others = _numbered(left, left_column), _numbered(right, right_column)
    names, candidates = (_distinct(numbered, organisations) for numbered in (rows, others))
    same = (
        names.filter("organisation != ''")
        .withColumnsRenamed({"name": "left"})
        .join(candidates.withColumnsRenamed({"name": "right"}), "organisation")
    )
    told = [pair for pair, answer in judged.items() if answer == "yes"]
    pairs = (
        _blocks(names, candidates)
        .union(same.select("left", "right"))
        .union(left.sparkSession.createDataFrame(told, "left string, right string"))
        .distinct()
        .join(names.selectExpr("name left", "organisation left_organisation"), "left")
        .join(candidates.selectExpr("name right", "organisation right_organisation", "row right_row"), "right")
    )
    scored = _mapped(pairs, _score, (organisations, load_scorer(folder), judged), _SCORED)
    best = Window.partitionBy("left").orderBy(F.desc("probability"), "right_row")
    likely = scored.filter(F.col("probability") >= min_probability).withColumn("rank", F.row_number().over(best))
    shown = _mapped(likely.filter(F.col("rank") <= top), _explain, None, f"{_SCORED}, rank int, evidence string")
    linked = rows.join(shown, rows["name"] == shown["left"], "left")
    return (
        linked.selectExpr("row left_row", "name left_name", "right_row", "right right_name", *LINK_COLUMNS[4:])
        .fillna(0.0, ["probability"])
        .fillna("", ["right_name", "evidence"])
    )


def _numbered(table: DataFrame, column: str) -> DataFrame:
    """name and row, counted from 0."""
    names = table.select(_text(column).alias("name"))
    return names.rdd.map(tuple).zipWithIndex().map(_flat).toDF("name string, row long")


def _flat(numbered: tuple[tuple[str], int]) -> tuple[str, int]:
    return numbered[0][0], numbered[1]


def _distinct(numbered: DataFrame, organisations: Organisations) -> DataFrame:
    """Every name once: name, its first row, and the organisation that the tables know by it, or ""."""
    first = numbered.groupBy("name").agg(F.min("row").alias("row"))
    return _mapped(first, _know, organisations, "name string, row long, organisation string").localCheckpoint()


def _know(organisations: Organisations, batch: pd.DataFrame) -> pd.DataFrame:
    return batch.assign(organisation=[known_organisation(name, organisations) for name in batch["name"]])


def _blocks(names: DataFrame, candidates: DataFrame) -> DataFrame:
    """left and right: the SCORED closest names on the right for each on the left, by the keys that they share."""
    theirs = _keyed(candidates, "right").localCheckpoint()
    counts = theirs.groupBy("key").agg(F.count("*").alias("names"))
    rarest = Window.partitionBy("left").orderBy("names", "key")
    ours = _keyed(names, "left").join(counts, "key").withColumn("place", F.row_number().over(rarest))
    led_to = F.sum("names").over(rarest.rowsBetween(Window.unboundedPreceding, 0))
    followed = ours.withColumn("led_to", led_to).filter((F.col("led_to") <= LOOKED_AT) | (F.col("place") == 1))
    closeness = F.sum(F.col("left_weight") * F.col("right_weight")).alias("closeness")
    met = followed.join(theirs, "key").groupBy("left", "right").agg(closeness)
    closest = Window.partitionBy("left").orderBy(F.desc("closeness"), "right")
    return met.withColumn("rank", F.row_number().over(closest)).filter(F.col("rank") <= SCORED).select("left", "right")


def _keyed(names: DataFrame, side: str) -> DataFrame:
    """The keys of each name on the left or right: side, key and side_weight."""
    return _mapped(names.selectExpr(f"name {side}"), _keys, None, f"{side} string, key string, {side}_weight double")


def _keys(_: None, batch: pd.DataFrame) -> pd.DataFrame:
    side = batch.columns[0]
    rows = [(name, key, weight) for name in batch[side] for key, weight in blocking_keys(name)]
    return pd.DataFrame(rows, columns=[side, "key", f"{side}_weight"])


def _score(knowledge: tuple[Organisations, Scorer, Mapping[tuple[str, str], str]], batch: pd.DataFrame) -> pd.DataFrame:
    return score_candidates(batch.sort_values("right"), *knowledge)


def _explain(_: None, batch: pd.DataFrame) -> pd.DataFrame:
    rows = batch[["left", "right", "known"]].itertuples(index=False, name=None)
    return batch.assign(evidence=[evidence(*row) for row in rows])


def _mapped(
    table: DataFrame, function: Callable[[Any, pd.DataFrame], pd.DataFrame], knowledge: Any, schema: StructType | str
) -> DataFrame:
    """``function(knowledge, batch)`` for every batch; the knowledge is sent to each worker once."""
    shared = table.sparkSession.sparkContext.broadcast(knowledge)
    return table.mapInPandas(lambda batches: (function(shared.value, batch) for batch in batches), schema)


def _struct(columns: list[str]) -> StructType:
    kinds = (DoubleType() if column in CONFIDENCE_COLUMNS else StringType() for column in columns)
    return StructType([StructField(column, kind) for column, kind in zip(columns, kinds, strict=True)])


def _text(column: str) -> Column:
    return F.coalesce(F.col(column).cast("string"), F.lit(""))


def _need_columns(table: DataFrame, columns: list[str]) -> None:
    faults = [
        f"there is no column '{name}'; it has {', '.join(table.columns)}"
        for name in columns
        if name not in table.columns
    ]
    if faults:
        raise InputError(faults)
