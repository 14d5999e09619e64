"""Tables out of .xlsx, .csv and .tsv."""

from collections.abc import Iterator
from pathlib import Path

from filings.limits import MAX_LIST_CELLS
from filings.sources.cells import Table, one_line
from filings.spreadsheets import shown_sheets
from filings.text_files import csv_rows


def read_xlsx(path: Path) -> Iterator[Table]:
    for name, texts, merged in shown_sheets(path):
        rows = [list(map(one_line, row)) for row in texts]
        for (top, left), (bottom, _) in merged:
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]
        yield Table(rows, name)


def read_csv(path: Path) -> Iterator[Table]:
    yield Table([list(map(one_line, row)) for row in csv_rows(path, MAX_LIST_CELLS)])
