"""What changed between two tagged tables."""

from typing import Final

import pandas as pd

from filings.table import FIELDS

CHANGE_COLUMNS: Final = [
    "change", "registry", "role", "filing_no", "name", "organisation", "group_id", "group_zh", "group_en",
    "column", "before", "after",
]  # fmt: skip
KEY: Final = ["registry", "filing_no"]
_CHANGES: Final = {"name": "renamed", "organisation": "renamed", **dict.fromkeys(FIELDS, "relabelled")}


def changes(tagged: pd.DataFrame, previous: pd.DataFrame) -> pd.DataFrame:
    """One row per change of a filing since an earlier table.

    tagged, previous : DataFrames with TAGGED_COLUMNS.

    Returns
    -------
    DataFrame with CHANGE_COLUMNS. change: new (not in the earlier table), gone (only there), renamed (its name or
    its organisation's), cancelled, relabelled (a tag differs); ``column`` is what differs, with its value before
    and after. Name, organisation and group are those of the later table, of gone filings those of the earlier one.
    """
    now, then = (table.drop_duplicates(KEY).set_index(KEY) for table in (tagged, previous))
    both = now.index.intersection(then.index, sort=False)
    after, before = now.loc[both], then.loc[both]
    parts = [_rows("new", now.loc[now.index.difference(then.index, sort=False)])]
    for column, change in _CHANGES.items():
        differ = after[column].ne(before[column])
        parts.append(_rows(change, after[differ], column, before.loc[differ, column]))
    ended = after["status"].eq("cancelled") & before["status"].ne("cancelled")
    parts.append(_rows("cancelled", after[ended], "status", before.loc[ended, "status"]))
    parts.append(_rows("gone", then.loc[then.index.difference(now.index, sort=False)]))
    return pd.concat(parts, ignore_index=True)


def _rows(change: str, filings: pd.DataFrame, column: str = "", before: pd.Series | None = None) -> pd.DataFrame:
    told = filings.assign(
        change=change,
        column=column,
        before="" if before is None else before,
        after=filings[column] if column else "",
    )
    return told.reset_index()[CHANGE_COLUMNS]
