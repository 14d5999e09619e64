"""Tagging and linking of Spark DataFrames: the functions of one machine, called on parts of a table.

What they know (organisations, models) is broadcast once. Organisations are resolved by cluster, since renames and
filing numbers join names that stand far apart; with its organisation each filing is tagged by itself. Names are
linked by a join on blocking keys. The project must be installed where Spark's Python workers run.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial, reduce
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql.types import DoubleType, StringType, StructField, StructType

from filings.table import CONFIDENCE_COLUMNS, FILING_COLUMNS, TAGGED_COLUMNS
from filings.tag import TARGET_PRECISION, Rules, published, rules_of, tag_linked
from models.tagger import load_tagger
from nlp.candidates import Prepared, candidates, candidates_of, prepare
from nlp.errors import InputError
from nlp.evidence import evidence
from nlp.knowledge import default_labels
from nlp.linking import LINK_COLUMNS, SCORED, TOGETHER, score_candidates
from nlp.matching import Scorer, judged_pairs, load_scorer
from nlp.organisations import RESOLVED_COLUMNS, Organisations, load_organisations
from nlp.resolver import clusters, known_organisation, resolve_clusters

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
    return _mapped(_spread(linked, "organisation"), _tag, rules, schema)


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
    names = filings.sparkSession.createDataFrame(pa.table({"names": found}))
    return _mapped(_spread(names), _resolve, organisations, _struct(["organisation", *RESOLVED_COLUMNS]))


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
    """`nlp.link` for Spark DataFrames, by a join on blocking keys.

    The distinct names of the smaller table are gathered on the driver; a million of them take 1 GB there.

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
    names, found = (_distinct(numbered, organisations) for numbered in (rows, others))
    told = [pair for pair, answer in judged.items() if answer == "yes"]
    pairs = (
        _blocks(names, found)
        .union(_known_together(names, found))
        .union(left.sparkSession.createDataFrame(told, "left string, right string"))
        .distinct()
        .join(names.selectExpr("name left", "organisation left_organisation"), "left")
        .join(found.selectExpr("name right", "organisation right_organisation", "row right_row"), "right")
    )
    scored = _mapped(_spread(pairs, "right"), _score, (organisations, load_scorer(folder), judged), _SCORED)
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
    """Every name once: name, its first row, the organisation that the tables know by it, and its group, or ""."""
    first = numbered.groupBy("name").agg(F.min("row").alias("row"))
    return _mapped(
        _spread(first, "name"), _know, organisations, "name string, row long, organisation string, group string"
    ).localCheckpoint()


def _know(organisations: Organisations, batch: pd.DataFrame) -> pd.DataFrame:
    known = [known_organisation(name, organisations) for name in batch["name"]]
    return batch.assign(organisation=known, group=[organisations.root.get(id_, "") for id_ in known])


def _known_together(names: DataFrame, others: DataFrame) -> DataFrame:
    """left and right: names that the tables know as one organisation, or as a group and one of its companies."""
    a, b = (side.filter("organisation != ''").alias(alias) for side, alias in ((names, "a"), (others, "b")))
    pairs = [
        a.join(b, F.col(f"a.{ours}") == F.col(f"b.{theirs}")).selectExpr("a.name left", "b.name right")
        for ours, theirs in TOGETHER
    ]
    return reduce(DataFrame.union, pairs)


def _blocks(names: DataFrame, others: DataFrame) -> DataFrame:
    """left and right: the SCORED closest names on the right for each on the left, by the keys that they share.

    The smaller side is gathered, and an index of its keys broadcast; each part of the other meets in it the names with
    which it shares a key. What is closest in each part of the right is then compared over all parts.
    """
    if others.count() <= names.count():
        return _mapped(names, _meet_right, _index(others), "left string, right string")
    met = _streamed(others, _meet_left, _index(names), "left string, right string, closeness float")
    closest = Window.partitionBy("left").orderBy(F.desc("closeness"), "right")
    return met.withColumn("rank", F.row_number().over(closest)).filter(F.col("rank") <= SCORED).select("left", "right")


def _index(side: DataFrame) -> tuple[list[str], Prepared]:
    names: list[str] = side.select("name").sort("name").toArrow()["name"].to_pylist()
    return names, prepare(names)


def _meet_right(right: tuple[list[str], Prepared], batch: pd.DataFrame) -> pd.DataFrame:
    left, (names, prepared) = batch["name"].tolist(), right
    met = candidates(left, prepared, SCORED)
    return pd.DataFrame({"left": [left[i] for i in met["left"]], "right": [names[j] for j in met["right"]]})


def _meet_left(left: tuple[list[str], Prepared], batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    names, prepared = left
    best = pd.DataFrame({"left": [], "right": [], "closeness": []})
    for batch in batches:
        met = candidates_of(prepared, batch["name"].tolist(), SCORED)
        met["right"] = batch["name"].to_numpy()[met["right"]]
        together = pd.concat([best, met], ignore_index=True)
        order = together.iloc[np.lexsort((-together["closeness"], together["left"]))]
        best = order[order.groupby("left").cumcount().lt(SCORED)]
    yield best.assign(left=[names[int(i)] for i in best["left"]])


def _score(knowledge: tuple[Organisations, Scorer, Mapping[tuple[str, str], str]], batch: pd.DataFrame) -> pd.DataFrame:
    return score_candidates(batch.sort_values("right"), *knowledge)


def _explain(_: None, batch: pd.DataFrame) -> pd.DataFrame:
    rows = batch[["left", "right", "known"]].itertuples(index=False, name=None)
    return batch.assign(evidence=[evidence(*row) for row in rows])


def _mapped(
    table: DataFrame, function: Callable[[Any, pd.DataFrame], pd.DataFrame], knowledge: Any, schema: StructType | str
) -> DataFrame:
    """``function(knowledge, batch)`` for every batch."""
    return _streamed(table, partial(_for_each, function), knowledge, schema)


def _for_each(
    function: Callable[[Any, pd.DataFrame], pd.DataFrame], knowledge: Any, batches: Iterator[pd.DataFrame]
) -> Iterator[pd.DataFrame]:
    return (function(knowledge, batch) for batch in batches)


def _streamed(
    table: DataFrame,
    function: Callable[[Any, Iterator[pd.DataFrame]], Iterator[pd.DataFrame]],
    knowledge: Any,
    schema: StructType | str,
) -> DataFrame:
    """``function(knowledge, batches)`` for every partition; the knowledge is sent to each worker once."""
    shared = table.sparkSession.sparkContext.broadcast(knowledge)
    return table.mapInPandas(lambda batches: map(_as_objects, filter(len, function(shared.value, batches))), schema)


def _as_objects(table: pd.DataFrame) -> pd.DataFrame:
    """Text as objects: PySpark stumbles over a column of pandas 3 whose text lies in several pieces, or in none."""
    return table.astype({name: object for name in table.columns if isinstance(table[name].dtype, pd.StringDtype)})


def _spread(table: DataFrame, *columns: str) -> DataFrame:
    """Over all cores: Spark judges by bytes and leaves few rows to one core, however much there is to compute."""
    return table.repartition(table.sparkSession.sparkContext.defaultParallelism, *columns)


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
