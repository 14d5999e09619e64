"""Tables out of .html."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from filings.files import decode_text
from filings.sources.cells import LIST_WIDTH, Row, Table, join_lines, with_inner

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_MOST_COLUMNS = 1000  # of a cell merged sideways, as browsers do
_NOT_TEXT = ("script", "style", "template")
_LINE_ENDS = ("br", "p", "div", "li", "tr")


def read_html(path: Path) -> Iterator[Table]:
    from lxml import etree, html

    root = html.document_fromstring(_XML_DECLARATION.sub("", decode_text(path.read_bytes(), str(path))))
    heading: list[str] = []
    walk = etree.iterwalk(root, events=("start", "end", "comment"))
    for event, element in walk:
        if event != "start":
            heading.append(element.tail or "")
        elif element.tag == "table" and not _is_hidden(element):
            yield from _tables(element, "\n".join(line for text in heading if (line := text.strip())))
            heading = []
            walk.skip_subtree()
        elif element.tag in _NOT_TEXT or _is_hidden(element):
            walk.skip_subtree()
        else:
            heading.append(element.text or "")


def _is_hidden(element: Any) -> bool:
    return "display:none" in element.get("style", "").replace(" ", "").lower()


def _tables(element: Any, heading: str) -> list[Table]:
    inner = [nested for nested in element.iterdescendants("table") if _is_list(nested)]
    for nested in inner:
        nested.drop_tree()
    return with_inner(Table(_rows(element), heading), [Table(_rows(nested)) for nested in inner])


def _is_list(table: Any) -> bool:
    return any(len(_cells(row)) >= LIST_WIDTH for row in _own_rows(table))


def _own_rows(table: Any) -> list[Any]:
    return [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]


def _cells(row: Any) -> list[Any]:
    return list(row.iterchildren("td", "th"))


def _rows(table: Any) -> list[Row]:
    """Cells in the table's columns: a cell merged downwards repeats its text, one merged sideways leaves gaps."""
    elements = _own_rows(table)
    below: dict[int, list[str]] = {}  # column → texts that cells above still owe to the rows to come
    rows: list[Row] = []
    for element in elements:
        row: Row = []
        for cell in _cells(element):
            _take_owed(row, below)
            rows_left = len(elements) - len(rows)
            height = min(_span(cell, "rowspan") or rows_left, rows_left)
            width = min(_span(cell, "colspan") or 1, _MOST_COLUMNS)
            for shown in [_text(cell), *[""] * (width - 1)]:
                below[len(row)] = [shown] * (height - 1)
                row.append(shown)
        _take_owed(row, below)
        rows.append(row)
    return rows


def _take_owed(row: Row, below: dict[int, list[str]]) -> None:
    while below.get(len(row)):
        row.append(below[len(row)].pop())


def _span(cell: Any, attribute: str) -> int:
    written = cell.get(attribute, "").strip()
    return int(written) if written.isdecimal() else 1


def _text(cell: Any) -> str:
    for element in cell.iterdescendants(*_LINE_ENDS):
        element.tail = "\n" + (element.tail or "")
    return join_lines(" ".join(line.split()) for line in cell.text_content().splitlines())
