"""Tables in and out of files: .csv, .tsv, .xlsx and .parquet, written whole or not at all."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pandas as pd

from filings.limits import MAX_CELL, MAX_COLUMNS, MAX_PARQUET, MAX_SHEET_CELLS, MAX_TABLE_CELLS, MEGABYTE
from filings.spreadsheets import shown_sheets
from filings.text_files import csv_rows
from nlp.errors import InputError, MissingExtraError
from nlp.formulas import as_typed, neutralised
from nlp.replacing import replacing

TABLE_ENDINGS = (".csv", ".tsv", ".xlsx", ".parquet")
CHUNK_ROWS: Final = 2_000
_SAID: Final = 5  # faults of one kind
_SHEET_ROWS: Final = 1_048_576  # of Excel
_SHEET_CELL: Final = 32_767  # characters, of which one may be the apostrophe of `nlp.formulas`


def read_table(path: Path, skipped: list[str] | None = None) -> pd.DataFrame:
    """A table with a header row, all cells str and empty cells ``""``; of an .xlsx the first sheet that is shown.

    Parameters
    ----------
    skipped : where given, rows with more cells than the header are left out and told here; the others keep their
        numbers in the index.

    Raises
    ------
    InputError
        The file is missing, of an ending we don't read, not a table, or larger than `filings.limits` allows.
    """
    if not path.is_file():
        raise InputError(f"{path}: no such file")
    ending = path.suffix.lower()
    if ending not in TABLE_ENDINGS:
        raise InputError(f"{path}: a table ends in {', '.join(TABLE_ENDINGS)}")
    if not path.stat().st_size:
        raise InputError(f"{path}: the file is empty; expected a table with a header row")
    with readable(path):
        if ending == ".xlsx":
            return _read_xlsx(path)
        chunks = parquet_chunks(path) if ending == ".parquet" else csv_chunks(path, skipped)
        parts = list(chunks)
        return parts[0] if len(parts) == 1 else pd.concat(parts)


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Whatever a parser raises inside the block is a fault of the file.

    Raises
    ------
    InputError
        It names the file, what it was read as, and the fault.
    """
    try:
        yield
    except InputError:
        raise
    except Exception as error:  # the parsers raise whatever a broken file brings them to
        said = " ".join(str(error).split())
        reason = f"{type(error).__name__}: {said}" if said else type(error).__name__
        raise InputError(f"{path}: can't be read as {path.suffix.lower()} ({reason}); is it whole?") from error


def csv_chunks(path: Path, skipped: list[str] | None = None, size: int = CHUNK_ROWS) -> Iterator[pd.DataFrame]:
    """`read_table` of a .csv or .tsv in chunks of ``size`` rows, numbered through from 0; at least one, maybe empty."""
    rows = csv_rows(path, MAX_TABLE_CELLS, "\t" if path.suffix.lower() == ".tsv" else ",")
    header = next(rows, [])
    _check_header(header, path)
    width, columns = len(header), pd.RangeIndex(len(header))
    start = long = 0
    faults: list[str] = []
    while (cells := list(islice(rows, size))) or not start:
        numbers = list(range(start, start + len(cells)))
        if not set(map(len, cells)) <= {width}:
            ragged = [(number, row) for number, row in zip(numbers, cells, strict=True) if len(row) > width]
            long += len(ragged)
            faults += [
                f"{path}: row {number + 2} has {len(row)} cells, the header {width}; is a comma not quoted?"
                for number, row in ragged[: _SAID - len(faults)]
            ]
            numbers = [number for number, row in zip(numbers, cells, strict=True) if len(row) <= width]
            cells = [row + [""] * (width - len(row)) for row in cells if len(row) <= width]
        yield as_typed(
            pd.DataFrame(cells, pd.Index(numbers, dtype="int64"), columns, dtype=str).set_axis(header, axis=1)
        )
        start += size
    if long > len(faults):
        faults.append(f"{path}: {long - len(faults)} rows more like these")
    if faults and skipped is None:
        raise InputError(faults)
    if skipped is not None:
        skipped += faults


def parquet_chunks(path: Path, size: int = CHUNK_ROWS) -> Iterator[pd.DataFrame]:
    """`read_table` of a .parquet in chunks of up to ``size`` rows, numbered through from 0; at least one."""
    _need_parquet()
    from pyarrow import parquet, types

    with parquet.ParquetFile(path) as file:
        about, schema = file.metadata, file.schema_arrow
        _check_header(schema.names, path)
        nested = [name for name, kind in zip(schema.names, schema.types, strict=True) if types.is_nested(kind)]
        unpacked = sum(about.row_group(group).total_byte_size for group in range(about.num_row_groups))
        if nested:
            raise InputError(f"{path}: column '{nested[0]}' holds lists or records; expected text or numbers")
        if about.num_rows * len(schema) > MAX_TABLE_CELLS or unpacked > MAX_PARQUET:
            raise InputError(
                f"{path}: {about.num_rows:,} rows of {len(schema)} columns, {unpacked // MEGABYTE:,} MB unpacked; "
                f"expected at most {MAX_TABLE_CELLS:,} cells and {MAX_PARQUET // MEGABYTE:,} MB; split it"
            )
    # texts that are said once and meant for many rows stay so until their length is known
    start = read = 0
    with parquet.ParquetFile(path, read_dictionary=schema.names) as file:
        for batch in file.iter_batches(size):
            batch.validate(full=True)  # is the text UTF-8?
            read += sum(_text_bytes(column, path) for column in batch.columns)
            if read > MAX_PARQUET:
                raise InputError(
                    f"{path}: more than {MAX_PARQUET // MEGABYTE:,} MB unpacked; split it into several files"
                )
            cells = batch.to_pandas(integer_object_nulls=True, ignore_metadata=True, strings_to_categorical=False)
            cells.index = pd.RangeIndex(start, start + len(cells))
            start += len(cells)
            yield _of_text(cells.astype(object).where(cells.notna(), "").astype(str), path)
        if not start:
            yield pd.DataFrame(columns=schema.names, dtype=str)


def _text_bytes(column: Any, path: Path) -> int:
    """Bytes that a column of a batch takes as text, if no cell is too long."""
    import pyarrow as pa
    from pyarrow import compute

    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    lengths = compute.binary_length(column.dictionary)
    longest = compute.max(lengths).as_py() or 0
    if longest > MAX_CELL * 4:  # bytes a character
        raise InputError(f"{path}: a cell of {longest:,} bytes; expected at most {MAX_CELL:,} characters")
    return int(compute.sum(lengths.take(column.indices)).as_py() or 0)


def _read_xlsx(path: Path) -> pd.DataFrame:
    for _, rows, _ in shown_sheets(path):
        if rows:
            _check_header(rows[0], path)
            return as_typed(
                pd.DataFrame(rows[1:], dtype=str, columns=pd.RangeIndex(len(rows[0]))).set_axis(rows[0], axis=1)
            )
    raise InputError(f"{path}: no sheet holds a table; expected a header row and rows below it")


def _check_header(header: list[str], path: Path) -> None:
    if not any(header):
        raise InputError(f"{path}: no header in the first row; expected the names of the columns")
    if "\0" in "".join(header):
        raise InputError(f"{path}: a NUL character in the header, which no text has; remove it")
    if len(header) > MAX_COLUMNS:
        raise InputError(f"{path}: {len(header):,} columns; expected at most {MAX_COLUMNS:,}")
    twice = [name for name, count in Counter(header).items() if count > 1 and name]
    if twice:
        raise InputError([f"{path}: column '{name}' stands twice; rename or remove one" for name in twice[:_SAID]])


def check_outputs(*paths: Path | None) -> None:
    """See to it that tables can be written to these paths, before anything is computed for them; None is no path.

    Raises
    ------
    InputError
        An ending is none of TABLE_ENDINGS or needs an extra, a path is a folder, or two are the same.
    """
    named = [path for path in paths if path]
    faults = [
        f"{path}: an output ends in {', '.join(TABLE_ENDINGS)}"
        for path in named
        if path.suffix.lower() not in TABLE_ENDINGS
    ]
    faults += [f"{path}: this is a folder; name a file" for path in named if path.is_dir()]
    if len({path.resolve() for path in named}) < len(named):
        faults.append(f"{named[-1]}: two outputs can't be written to one file; name another")
    if faults:
        raise InputError(faults)
    if any(path.suffix.lower() == ".parquet" for path in named):
        _need_parquet()


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write by the path's ending: .csv (UTF-8 with BOM), .tsv, .xlsx or .parquet.

    Raises
    ------
    InputError
        The ending is none of these, or a cell holds what the file can't.
    """
    write_chunks([table], path)


def write_chunks(parts: Iterable[pd.DataFrame], path: Path) -> None:
    """`write_table` of a table that comes in parts, at least one; only for an .xlsx all are in memory at once."""
    check_outputs(path)
    ending = path.suffix.lower()
    checked = (_of_text(part, path) for part in parts)
    with replacing(path) as temporary:
        if ending == ".xlsx":
            table = pd.concat(checked)
            _check_fits_sheet(table, path)
            _write_xlsx(neutralised(table), temporary)
        elif ending == ".parquet":
            _write_parquet(checked, temporary)
        else:
            _write_csv(map(neutralised, checked), temporary)


def _of_text(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    """The table, if its cells hold no NUL and no half of a character: no file brings them back."""
    for name, column in table.items():
        text = "".join([str(name), *(cell for cell in column.tolist() if isinstance(cell, str))])
        try:
            text.encode()
        except UnicodeEncodeError as error:
            found = error.object[error.start]
        else:
            found = "\0" if "\0" in text else ""
        if found:
            raise InputError(f"{path}: column {str(name)!r}: {found!r}, which is no text; remove it")
    return table


def _check_fits_sheet(table: pd.DataFrame, path: Path) -> None:
    if len(table) >= _SHEET_ROWS or table.size > MAX_SHEET_CELLS:
        raise InputError(
            f"{path}: {len(table):,} rows of {len(table.columns)} columns are too many for .xlsx; write .csv"
        )
    for name, column in table.items():
        for row, cell in enumerate(column, 2):
            if isinstance(cell, str) and len(cell) >= _SHEET_CELL:
                raise InputError(
                    f"{path}: row {row}, column '{name}': {len(cell):,} characters; a cell of .xlsx holds less than "
                    f"{_SHEET_CELL:,}; write .csv or .parquet"
                )


def _write_parquet(parts: Iterable[pd.DataFrame], path: Path) -> None:
    from pyarrow import Table, parquet

    schema = None
    with ExitStack() as stack:
        for part in parts:
            table = Table.from_pandas(part, schema, preserve_index=False)
            if schema is None:
                schema = table.schema
                writer = stack.enter_context(parquet.ParquetWriter(path, schema))
            writer.write_table(table)


def _write_csv(parts: Iterable[pd.DataFrame], path: Path) -> None:
    separator = "\t" if path.suffix.lower() == ".tsv" else ","
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        for number, part in enumerate(parts):
            # a carriage return alone would be left unquoted, and read as the end of a row
            columns = [part.columns.to_series(), *(column for _, column in part.items())]
            returns = any(column.astype(str).str.contains("\r", regex=False).any() for column in columns)
            quoting = csv.QUOTE_ALL if returns else csv.QUOTE_MINIMAL
            part.to_csv(file, sep=separator, header=not number, index=False, lineterminator="\n", quoting=quoting)


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
