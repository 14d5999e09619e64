"""The filing table: its columns, codes and checks. No other module spells a column list.

All cells are strings, empty where nothing is known, save the confidences, which are floats in [0, 1].
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import pandas as pd

from models.labels import FIELDS as FIELDS
from nlp.errors import InputError
from nlp.organisations import RESOLVED_COLUMNS

REGISTRIES: Final = ("aigc", "dsa", "iisa")
ROLES: Final = {"aigc": ("developed", "deployed"), "dsa": ("provider", "supporter"), "iisa": ("provider",)}
STATUSES: Final = ("active", "cancelled")

FILING_COLUMNS: Final = [
    "filing_no", "registry", "role", "algorithm_class", "batch", "filed_on", "province", "district_code",
    "name", "organisation", "product", "purpose", "status", "former_organisation", "remark",
    "source_file", "source_row",
]  # fmt: skip

TAG_COLUMNS: Final = [f"{field}{part}" for field in FIELDS for part in ("", "_confidence", "_source")]
TAGGED_COLUMNS: Final = [*FILING_COLUMNS, *RESOLVED_COLUMNS, *TAG_COLUMNS, "doubtful"]
CONFIDENCE_COLUMNS: Final = frozenset(["link_confidence", *(f"{field}_confidence" for field in FIELDS)])

REVIEW_COLUMNS: Final = [
    "filing_no", "field", "name", "organisation", "organisation_en", "product", "purpose", "predicted",
    "confidence", "runner_up", "margin", "reason", "evidence", "label", "reviewer", "reviewed_on", "note",
]  # fmt: skip

LINK_REVIEW_COLUMNS: Final = [
    "left", "left_in_english", "right", "right_in_english", "relation", "organisation", "filings", "probability",
    "evidence", "candidates", "label", "reviewer", "reviewed_on", "note",
]  # fmt: skip

_FORMS: Final = {
    "filed_on": ("YYYY-MM-DD", r"([0-9]{4}-[0-9]{2}-[0-9]{2})?"),
    "batch": ("YYYY-MM", r"([0-9]{4}-[0-9]{2})?"),
}
_SAID: Final = 5  # faults of one kind in one column
_SHOWN: Final = 60  # characters of a cell in a message

NO_PRODUCT: Final = "--"  # what a 服务技术支持者 publishes as its product


def is_filing_table(columns: list[str]) -> bool:
    """Whether a header row is the one that ``filings read`` or ``filings tag`` writes."""
    return set(FILING_COLUMNS) <= set(columns)


def check(
    table: pd.DataFrame, source: str, columns: list[str] | None = None, skipped: list[str] | None = None
) -> pd.DataFrame:
    """Return the table with typed cells, or raise with every fault of it.

    Parameters
    ----------
    table : DataFrame as read from a file, all cells str; its index numbers the rows below the header from 0.
    source : name of the file, for messages.
    columns : the columns it must have; FILING_COLUMNS when None. Further columns are kept.
    skipped : where given, rows that hold a fault are left out and their faults told here.

    Raises
    ------
    InputError
        A column is missing or stands twice, or a cell holds what its column can't: a foreign code, a date in
        another form (spreadsheet programs rewrite dates), a confidence that is no number.
    """
    wanted = FILING_COLUMNS if columns is None else columns
    faults = [f"{source}: column '{column}' is missing" for column in wanted if column not in table.columns]
    faults += [f"{source}: column '{c}' stands twice" for c in table.columns[table.columns.duplicated()]]
    if faults:
        raise InputError(faults)
    typed = table.copy()
    for column in typed.columns:
        typed[column] = typed[column].astype(str).where(typed[column].notna(), "")
    found = list(_faults(typed))
    faults = [line for fault in found for line in _said(fault, source)]
    if faults and skipped is None:
        raise InputError(faults)
    if skipped is not None and faults:
        skipped += faults
        typed = typed.drop(index=pd.Index([]).append([fault.cells.index for fault in found]))
    for column in typed.columns:
        if column in CONFIDENCE_COLUMNS:
            typed[column] = pd.to_numeric(typed[column])
    return typed


class _Fault(NamedTuple):
    """What is wrong with some cells of one column."""

    column: str
    cells: pd.Series
    fault: str


def _faults(table: pd.DataFrame) -> Iterator[_Fault]:
    """All faults of the cells, each kind once a column."""
    for column in table.columns.intersection(list(CONFIDENCE_COLUMNS), sort=False):
        fits = table[column].eq("") | pd.to_numeric(table[column], errors="coerce").between(0, 1)
        yield _Fault(column, table.loc[~fits, column], "is no number from 0 to 1")
    yield from _foreign_codes(table, "registry", REGISTRIES)
    yield from _foreign_codes(table, "status", STATUSES)
    if "registry" in table.columns:
        for registry, roles in ROLES.items():
            yield from _foreign_codes(table[table["registry"].eq(registry)], "role", roles)
    for column, (form, pattern) in _FORMS.items():
        if column in table.columns:
            fits = table[column].str.fullmatch(pattern)
            yield _Fault(column, table.loc[~fits, column], f"is not written as {form}")


def _foreign_codes(table: pd.DataFrame, column: str, codes: tuple[str, ...]) -> Iterator[_Fault]:
    if column in table.columns:
        yield _Fault(column, table.loc[~table[column].isin(codes), column], f"is none of {', '.join(codes)}")


def _said(found: _Fault, source: str) -> Iterator[str]:
    column, cells, fault = found
    for position, value in cells.iloc[:_SAID].items():
        yield f"{source}: row {position + 2}, column '{column}': '{_short(value)}' {fault}"
    if len(cells) > _SAID:
        yield f"{source}: column '{column}': {len(cells) - _SAID} rows more like these"


def _short(value: str) -> str:
    return value if len(value) <= _SHOWN else value[:_SHOWN] + "…"
