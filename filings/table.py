"""The filing table: its columns, codes and checks. No other module spells a column list.

All cells are strings, empty where nothing is known, save the confidences, which are floats in [0, 1].
"""

from typing import Final

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

_FORMS: Final = {"filed_on": ("YYYY-MM-DD", r"(\d{4}-\d\d-\d\d)?"), "batch": ("YYYY-MM", r"(\d{4}-\d\d)?")}
_SAID: Final = 5  # faults of one kind in one column

NO_PRODUCT: Final = "--"  # what a 服务技术支持者 publishes as its product


def is_filing_table(columns: list[str]) -> bool:
    """Whether a header row is the one that ``filings read`` or ``filings tag`` writes."""
    return set(FILING_COLUMNS) <= set(columns)


def check(table: pd.DataFrame, source: str, columns: list[str] | None = None) -> pd.DataFrame:
    """Return the table with typed cells, or raise with every fault of it.

    Parameters
    ----------
    table : DataFrame as read from a file, all cells str.
    source : name of the file, for messages.
    columns : the columns it must have; FILING_COLUMNS when None. Further columns are kept.

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
        if column in CONFIDENCE_COLUMNS:
            faults += _not_confidences(typed, column, source)
            typed[column] = pd.to_numeric(typed[column], errors="coerce")
    faults += _foreign_codes(typed, "registry", list(REGISTRIES), source)
    faults += _foreign_codes(typed, "status", list(STATUSES), source)
    for registry, roles in ROLES.items():
        if "registry" in typed.columns:
            faults += _foreign_codes(typed[typed["registry"].eq(registry)], "role", list(roles), source)
    for column, (form, pattern) in _FORMS.items():
        if column in typed.columns:
            faults += _faults(typed[~typed[column].str.fullmatch(pattern)], column, source, f"is not written as {form}")
    if faults:
        raise InputError(faults)
    return typed


def _foreign_codes(table: pd.DataFrame, column: str, codes: list[str], source: str) -> list[str]:
    if column not in table.columns:
        return []
    return _faults(table[~table[column].isin(codes)], column, source, f"is none of {', '.join(codes)}")


def _not_confidences(table: pd.DataFrame, column: str, source: str) -> list[str]:
    fits = table[column].eq("") | pd.to_numeric(table[column], errors="coerce").between(0, 1)
    return _faults(table[~fits], column, source, "is no number from 0 to 1")


def _faults(wrong: pd.DataFrame, column: str, source: str, fault: str) -> list[str]:
    said = [
        f"{source}: row {position + 2}, column '{column}': '{value}' {fault}"
        for position, value in zip(wrong.index[:_SAID], wrong[column], strict=False)
    ]
    more = len(wrong) - len(said)
    return [*said, f"{source}: column '{column}': {more} rows more like these"] if more else said
