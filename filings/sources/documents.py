"""Tables out of documents: .docx, .pdf, .xlsx, .html, .csv and .tsv. Libraries do the parsing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from filings.files import readable
from filings.limits import MAX_CELL, MAX_COLUMNS, MAX_HEADING, MAX_LIST_CELLS, MAX_LIST_ROWS
from filings.sources.cells import Table
from filings.sources.pdf import read_pdf
from filings.sources.sheets import read_csv, read_xlsx
from filings.sources.web import read_html
from filings.sources.word import read_docx
from nlp.errors import InputError

READERS: Final[dict[str, Callable[[Path], Iterator[Table]]]] = {
    ".docx": read_docx,
    ".pdf": read_pdf,
    ".xlsx": read_xlsx,
    ".html": read_html,
    ".htm": read_html,
    ".csv": read_csv,
    ".tsv": read_csv,
}


def tables(path: Path) -> list[Table]:
    """Every table of a document, in order.

    Raises
    ------
    InputError
        The ending is unknown, the file can't be read as what its ending says, or it is larger than `filings.limits`
        allows.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path}: ending '{path.suffix}' is not read; expected one of {', '.join(READERS)}")
    if not path.stat().st_size:
        raise InputError(f"{path}: the file is empty; expected a list in a table")
    found: list[Table] = []
    row, cells = 1, 0
    with readable(path):
        for table in reader(path):
            table.first_row = row
            table.heading = table.heading[-MAX_HEADING:]
            cells += _cells(table, path)
            row += len(table.rows)
            if row > MAX_LIST_ROWS or cells > MAX_LIST_CELLS:
                raise InputError(
                    f"{path}: more than {MAX_LIST_ROWS:,} rows or {MAX_LIST_CELLS:,} cells; split it into several files"
                )
            found.append(table)
    return found


def _cells(table: Table, path: Path) -> int:
    """How many cells a table has, if none is too long and no row too wide."""
    for number, row in enumerate(table.rows, table.first_row):
        if len(row) > MAX_COLUMNS:
            raise InputError(f"{path}: row {number} has {len(row):,} columns; expected at most {MAX_COLUMNS:,}")
        longest = max(map(len, row), default=0)
        if longest > MAX_CELL:
            raise InputError(
                f"{path}: row {number} has a cell of {longest:,} characters; expected at most {MAX_CELL:,}"
            )
    return sum(map(len, table.rows))
