"""The labelled filings of labels/filings.csv and the codes of labels/taxonomy.csv.

filings.csv is a log: a row decides the fields whose cells it fills. A later row overrules an earlier one, and ``-``
takes back what the same reviewer decided before (`nlp.decisions`). Nothing is ever taken out of it.
"""

from pathlib import Path
from typing import Final

import pandas as pd

from nlp.decisions import WITHDRAWN, in_order, ruling
from nlp.errors import InputError
from nlp.knowledge import read_knowledge, table_path

FIELDS: Final = ("ownership", "modality", "sector", "audience")
LABEL_COLUMNS: Final = [
    "filing_no", "registry", "batch", "role", "province", "name", "organisation", "product", "states",
    "gist", *FIELDS, "sure", "reviewer", "reviewed_on", "note", "predicted", "reason",
]  # fmt: skip
DECISION_COLUMNS: Final = ["filing_no", "field", "label", "reviewer", "reviewed_on", "note", "predicted", "reason"]
TAXONOMY_COLUMNS: Final = ["field", "code", "zh", "en", "definition"]
UNKNOWN: Final = "?"  # a reader found no basis for a label


def read_taxonomy(labels: Path | None = None) -> pd.DataFrame:
    """The codes of the four fields: DataFrame with TAXONOMY_COLUMNS."""
    return read_knowledge("taxonomy.csv", TAXONOMY_COLUMNS, labels)


def codes_of(field: str, labels: Path | None = None) -> list[str]:
    """Codes of one field, in the taxonomy's order."""
    table = read_taxonomy(labels)
    return list(table.loc[table["field"].eq(field), "code"])


def read_log(labels: Path | None = None) -> pd.DataFrame:
    """The rows of filings.csv as they stand: DataFrame with LABEL_COLUMNS, all str.

    Raises
    ------
    InputError
        A label is no code of its field; all such cells together.
    """
    log = read_knowledge("filings.csv", LABEL_COLUMNS, labels)
    path = table_path("filings.csv", labels)
    faults = []
    for field in FIELDS:
        codes = codes_of(field, labels)
        foreign = log.loc[~log[field].isin(["", UNKNOWN, WITHDRAWN, *codes]), field]
        faults += [
            f"{path}: row {i + 2}, column '{field}': '{code}' is none of {', '.join(codes)}"
            for i, code in foreign.items()
        ]
    if faults:
        raise InputError(faults)
    return log


def decisions(log: pd.DataFrame) -> pd.DataFrame:
    """Every decision of a log, one a row, the oldest first: DataFrame with DECISION_COLUMNS.

    ``predicted`` and ``reason`` say what was shown with the question, "" where it was none of a review file.
    """
    ordered = in_order(log)
    parts = [
        ordered[ordered[field].ne("")].assign(field=field, label=lambda rows, field=field: rows[field])
        for field in FIELDS
    ]
    place = pd.Series(range(len(ordered)), ordered.index)
    together = pd.concat(parts)
    return together.iloc[place[together.index].argsort(kind="stable")][DECISION_COLUMNS]


def read_rulings(labels: Path | None = None) -> pd.DataFrame:
    """The labels that rule.

    Returns
    -------
    DataFrame indexed by filing_no with FIELDS, all str, "" where none was given or a reader found no basis.

    Raises
    ------
    InputError
        A label is no code of its field; all such cells together.
    """
    return _rulings(read_log(labels))


def _rulings(log: pd.DataFrame) -> pd.DataFrame:
    rules = ruling(decisions(log), ["filing_no", "field"], "label")
    rules = rules[rules["label"].ne(UNKNOWN)].pivot(index="filing_no", columns="field", values="label")
    return rules.astype(object).reindex(columns=list(FIELDS), fill_value="").fillna("").astype(str)


def read_labels(labels: Path | None = None) -> pd.DataFrame:
    """What is decided about each labelled filing.

    Returns
    -------
    DataFrame indexed by filing_no, LABEL_COLUMNS but that, all str; in each field the label that rules, as
    `read_rulings` returns it; ``reason`` tells why the filing was first read.

    Raises
    ------
    InputError
        A label is no code of its field; all such cells together.
    """
    log = read_log(labels)
    latest = log.astype(object).where(log.ne(""), None).groupby("filing_no", sort=False).last()
    latest = latest.where(latest.notna(), "").astype(str)
    latest["reason"] = log.drop_duplicates("filing_no").set_index("filing_no")["reason"]
    latest[list(FIELDS)] = _rulings(log).reindex(latest.index, fill_value="")
    return latest
