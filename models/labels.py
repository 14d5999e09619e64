"""The labelled filings of labels/filings.csv and the codes of labels/taxonomy.csv.

filings.csv is a log: a later row about a filing overrules an earlier one, field by field, where it fills the
field's cell. Nothing is ever taken out of it.
"""

from pathlib import Path
from typing import Final

import pandas as pd

from nlp.errors import InputError
from nlp.knowledge import read_knowledge, table_path

FIELDS: Final = ("ownership", "modality", "sector", "audience")
LABEL_COLUMNS: Final = [
    "filing_no", "registry", "batch", "role", "province", "name", "organisation", "product", "states",
    "gist",    *FIELDS, "sure", "reviewer", "reviewed_on", "note",
]  # fmt: skip
TAXONOMY_COLUMNS: Final = ["field", "code", "zh", "en", "definition"]
UNKNOWN: Final = "?"  # a reader found no basis for a label


def read_taxonomy(labels: Path | None = None) -> pd.DataFrame:
    """The codes of the four fields: DataFrame with TAXONOMY_COLUMNS."""
    return read_knowledge("taxonomy.csv", TAXONOMY_COLUMNS, labels)


def codes_of(field: str, labels: Path | None = None) -> list[str]:
    """Codes of one field, in the taxonomy's order."""
    table = read_taxonomy(labels)
    return list(table.loc[table["field"].eq(field), "code"])


def read_labels(labels: Path | None = None) -> pd.DataFrame:
    """What is decided about each labelled filing.

    Returns
    -------
    DataFrame indexed by filing_no, LABEL_COLUMNS but that, all str; in each field the latest label, "" where
    none was given or a reader found no basis.

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
        foreign = log.loc[~log[field].isin(["", UNKNOWN, *codes]), field]
        faults += [
            f"{path}: row {i + 2}, column '{field}': '{code}' is none of {', '.join(codes)}"
            for i, code in foreign.items()
        ]
    if faults:
        raise InputError(faults)
    filled = log.replace("", pd.NA)
    latest = filled.groupby("filing_no", sort=False).last().fillna("")
    return latest.replace(dict.fromkeys(FIELDS, UNKNOWN), "")
