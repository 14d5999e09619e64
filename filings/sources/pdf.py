"""Tables out of .pdf."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from filings.sources.cells import Row, Table, join_lines


def read_pdf(path: Path) -> Iterator[Table]:
    import pdfplumber

    with pdfplumber.open(path) as document:
        for page in document.pages:
            top = 0.0
            for position, found in enumerate(page.find_tables()):
                heading = page.crop((0, top, page.width, max(found.bbox[1], top + 1)), strict=False).extract_text()
                top = found.bbox[3]
                yield Table(_rows(found), heading, continued=page.page_number > 1 and position == 0)


def _rows(found: Any) -> list[Row]:
    texts: list[list[str | None]] = found.extract()
    rows: list[Row] = []
    for texts_of_row, boxes in zip(texts, found.rows, strict=True):
        bottom = max(box[3] for box in boxes.cells if box)
        row = []
        for column, text in enumerate(texts_of_row):
            if text is None and rows and _reaches(found.rows, len(rows), column, bottom):
                row.append(rows[-1][column])
            else:
                row.append(join_lines((text or "").split("\n")))
        rows.append(row)
    return rows


def _reaches(rows: Any, row: int, column: int, bottom: float) -> bool:
    """Whether the nearest cell above in this column is merged down to here."""
    for above in range(row - 1, -1, -1):
        box = rows[above].cells[column]
        if box:
            return bool(box[3] >= bottom - 1)
    return False
