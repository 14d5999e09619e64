"""Tables out of .xlsx, .csv and .tsv."""

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from filings.files import cell_text, decode_text, shown_sheets
from filings.sources.cells import Table, one_line
from nlp.errors import InputError

_DELIMITERS = ",\t;"


def read_xlsx(path: Path) -> Iterator[Table]:
    for name, sheet in shown_sheets(path):
        rows = [[one_line(cell_text(cell)) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        for (top, left), (bottom, _) in sheet.merged_cell_ranges or []:
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]
        yield Table(rows, name)


def read_csv(path: Path) -> Iterator[Table]:
    text = decode_text(path.read_bytes(), str(path))
    first_line = next((line for line in text.splitlines() if any(mark in line for mark in _DELIMITERS)), "")
    delimiter = max(_DELIMITERS, key=first_line.count)
    lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = list(lines)
    except csv.Error as error:
        raise InputError(f"{path}: line {lines.line_num}: a quotation mark out of place ({error})") from error
    clean = one_line if lines.line_num > len(rows) else str.strip  # more lines than rows: some cell has several
    yield Table([list(map(clean, row)) for row in rows])
