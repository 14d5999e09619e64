"""The tables of one PDF document, as JSON on standard output: python -P pdf_tables.py FILE MOST_BYTES

It knows nothing of the project, so that it starts fast.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def tables(path: str) -> Iterator[dict[str, Any]]:
    """Each table: rows of texts with their line breaks, heading, continued; see `filings.sources.cells.Table`."""
    import pdfplumber

    with pdfplumber.open(path) as document:
        for page in document.pages:
            top = 0.0
            for position, found in enumerate(page.find_tables()):
                heading = page.crop((0, top, page.width, max(found.bbox[1], top + 1)), strict=False).extract_text()
                top = found.bbox[3]
                yield {
                    "rows": _rows(found),
                    "heading": heading,
                    "continued": page.page_number > 1 and position == 0,
                }
            page.close()


def _rows(found: Any) -> list[list[str]]:
    texts: list[list[str | None]] = found.extract()
    rows: list[list[str]] = []
    for texts_of_row, boxes in zip(texts, found.rows, strict=True):
        bottom = max(box[3] for box in boxes.cells if box)
        row = []
        for column, text in enumerate(texts_of_row):
            if text is None and rows and _reaches(found.rows, len(rows), column, bottom):
                row.append(rows[-1][column])
            else:
                row.append(text or "")
        rows.append(row)
    return rows


def _reaches(rows: Any, row: int, column: int, bottom: float) -> bool:
    """Whether the nearest cell above in this column is merged down to here."""
    for above in range(row - 1, -1, -1):
        box = rows[above].cells[column]
        if box:
            return bool(box[3] >= bottom - 1)
    return False


def limit_memory(more: int) -> None:
    """Let this process take so many bytes more than it has; where the system can't, there is no limit."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (ImportError, OSError):
        return
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + more,) * 2)


if __name__ == "__main__":
    limit_memory(int(sys.argv[2]))
    try:
        json.dump(list(tables(sys.argv[1])), sys.stdout)
    except Exception as error:  # the parser raises whatever a broken file brings it to, and wraps it
        causes = [cause for cause in (*error.args, error) if isinstance(cause, Exception)]
        wants_memory = isinstance(causes[0], MemoryError)
        sys.exit("it takes too much memory" if wants_memory else f"{type(causes[0]).__name__}: {causes[0]}")
