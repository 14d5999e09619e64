"""Cells that a spreadsheet would run as a formula: made harmless where we write, restored where we read.

Text that begins with = + - @ (full-width ones too) or a control character gets an apostrophe in front. So does such
text behind apostrophes of its own; reading takes one apostrophe away, and every cell comes back as it was. Numbers
stay numbers.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import pandas as pd

_CONTROL: Final = [*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0))]
_LIVE: Final = re.compile(f"'*[{re.escape('=+-@＝＋－＠' + ''.join(_CONTROL))}]")
_FIRST: Final = frozenset(["'", *"=+-@＝＋－＠", *_CONTROL])  # a quick look that spares the pattern nearly all cells


def neutral(cell: Any) -> Any:
    """The cell as it may be written; what is no text stays.

    >>> neutral("=1+1"), neutral("'=1+1"), neutral("'tis"), neutral(-1)
    ("'=1+1", "''=1+1", "'tis", -1)
    """
    if isinstance(cell, str) and cell[:1] in _FIRST and _LIVE.match(cell):
        return "'" + cell
    return cell


def restored(cell: Any) -> Any:
    """The cell as it was before `neutral`."""
    if isinstance(cell, str) and cell[:1] == "'" and _LIVE.match(cell):
        return cell[1:]
    return cell


def neutralised(table: pd.DataFrame) -> pd.DataFrame:
    """The table with `neutral` cells and column names."""
    return _changed(table, neutral)


def as_typed(table: pd.DataFrame) -> pd.DataFrame:
    """The table that `neutralised` was made of."""
    return _changed(table, restored)


def _changed(table: pd.DataFrame, change: Callable[[Any], Any]) -> pd.DataFrame:
    old = [column for _, column in table.items()]
    columns = [_changed_column(column, change) for column in old]
    names = list(map(change, table.columns))
    if all(new is before for new, before in zip(columns, old, strict=True)):
        return table.set_axis(names, axis=1)
    return pd.concat(columns, axis=1).set_axis(names, axis=1)


def _changed_column(column: pd.Series, change: Callable[[Any], Any]) -> pd.Series:
    is_text = isinstance(column.dtype, pd.StringDtype)
    if pd.api.types.is_numeric_dtype(column) or (is_text and not column.str.slice(0, 1).isin(_FIRST).any()):
        return column
    cells = column.tolist()
    made = list(map(change, cells))
    if all(new is old for new, old in zip(made, cells, strict=True)):
        return column
    return pd.Series(made, column.index, dtype=column.dtype if is_text else object)
