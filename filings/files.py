"""Tables in and out of files: .csv, .tsv, .xlsx and .parquet, written whole or not at all."""

import csv
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from nlp.errors import InputError, MissingExtraError

TABLE_ENDINGS = (".csv", ".tsv", ".xlsx", ".parquet")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path`` that takes its place when the block ends well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".filings-", suffix=path.suffix)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb+") as written:
            os.fsync(written.fileno())
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def decode_text(data: bytes, name: str) -> str:
    """Text of a file in UTF-8 (BOM or not), UTF-16 with BOM, or GB18030.

    Raises
    ------
    InputError
        The bytes are none of these encodings.
    """
    has_utf16_mark = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if has_utf16_mark else ["utf-8-sig", "gb18030"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"{name}: the text is neither UTF-8 nor GB18030; save it as 'CSV UTF-8' and try again")


def read_table(path: Path) -> pd.DataFrame:
    """A table with a header row, all cells str and empty cells ``""``; of an .xlsx the first sheet that is shown.

    Raises
    ------
    InputError
        The file is missing, of an ending we don't read, or not a table.
    """
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    reader = _TABLE_READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path}: a table ends in {', '.join(TABLE_ENDINGS)}")
    try:
        return reader(path)
    except InputError:
        raise
    except Exception as error:  # the parsers raise whatever a broken file brings them to
        raise InputError(f"{path}: can't be read as a table ({error})") from error


def _read_csv(path: Path) -> pd.DataFrame:
    separator = "\t" if path.suffix.lower() == ".tsv" else ","
    text = StringIO(decode_text(path.read_bytes(), str(path)))
    return _with_header(pd.read_csv(text, sep=separator, header=None, dtype=str, keep_default_na=False))


def _read_xlsx(path: Path) -> pd.DataFrame:
    for _, sheet in shown_sheets(path):
        rows = [[cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        if rows:
            return _with_header(pd.DataFrame(rows, dtype=str))
    raise InputError(f"{path}: no sheet holds a table")


def _read_parquet(path: Path) -> pd.DataFrame:
    _need_parquet()
    table = pd.read_parquet(path)
    return table.astype(str).where(table.notna(), "")


def _with_header(cells: pd.DataFrame) -> pd.DataFrame:
    """The first row as the header, as it stands: pandas would rename what stands twice."""
    filled = cells.fillna("")
    return filled.iloc[1:].set_axis(list(filled.iloc[0]), axis=1).reset_index(drop=True)


_TABLE_READERS: dict[str, Callable[[Path], pd.DataFrame]] = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".xlsx": _read_xlsx,
    ".parquet": _read_parquet,
}


def shown_sheets(path: Path) -> Iterator[tuple[str, Any]]:
    """Name and sheet of each worksheet of an .xlsx that is not hidden."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_path(str(path))
    for meta in book.sheets_metadata:
        if meta.visible is SheetVisibleEnum.Visible and meta.typ is SheetTypeEnum.WorkSheet:
            yield meta.name, book.get_sheet_by_name(meta.name)


def cell_text(cell: Any) -> str:
    """A cell of a sheet as a person sees it: 3 for 3.0, 2024-05-01 for that day's midnight."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell)


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write by the path's ending: .csv (UTF-8 with BOM), .tsv, .xlsx or .parquet.

    Raises
    ------
    InputError
        The ending is none of these.
    """
    ending = path.suffix.lower()
    if ending not in TABLE_ENDINGS:
        raise InputError(f"{path}: an output ends in {', '.join(TABLE_ENDINGS)}")
    with replacing(path) as temporary:
        if ending == ".xlsx":
            _write_xlsx(table, temporary)
        elif ending == ".parquet":
            _need_parquet()
            table.to_parquet(temporary, index=False)
        else:
            _write_csv(table, temporary)


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    separator = "\t" if path.suffix.lower() == ".tsv" else ","
    # a carriage return alone would be left unquoted, and read as the end of a row
    returns = any(column.astype(str).str.contains("\r", regex=False).any() for _, column in table.items())
    quoting = csv.QUOTE_ALL if returns else csv.QUOTE_MINIMAL
    table.to_csv(path, sep=separator, index=False, encoding="utf-8-sig", lineterminator="\n", quoting=quoting)


def _write_xlsx(table: pd.DataFrame, path: Path) -> None:
    with pd.ExcelWriter(
        path, engine="xlsxwriter", engine_kwargs={"options": {"strings_to_formulas": False, "strings_to_urls": False}}
    ) as writer:
        table.to_excel(writer, index=False, sheet_name="data")
        sheet = writer.sheets["data"]
        sheet.freeze_panes(1, 0)
        if len(table.columns):
            sheet.autofilter(0, 0, len(table), len(table.columns) - 1)


def _need_parquet() -> None:
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise MissingExtraError("A .parquet file", "parquet") from error
