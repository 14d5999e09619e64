"""Tables out of .html."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from filings.limits import MAX_COLUMNS, MAX_LIST_CELLS, MAX_LIST_ROWS, MAX_TAG, check_document
from filings.sources.cells import LIST_WIDTH, Row, Table, join_lines, with_inner
from filings.text_files import open_text
from nlp.errors import InputError

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_OPENED, _CLOSED = ("<table", "<TABLE"), ("</table", "</TABLE")
_ENTITY = re.compile("<!ENTITY", re.IGNORECASE)
_PICTURE = re.compile(r"\bdata:image/[^\s\"'<>]*", re.IGNORECASE)
_LONG_TAG = re.compile(f"<[A-Za-z][^<>]{{{MAX_TAG}}}")
_NOT_TEXT = ("script", "style", "template")
_LINE_ENDS = ("br", "p", "div", "li", "tr")


def read_html(path: Path) -> Iterator[Table]:
    from lxml import etree, html

    parser = html.HTMLParser()
    root = html.document_fromstring(_XML_DECLARATION.sub("", _page(path)), parser)
    for fatal in parser.error_log.filter_from_fatals():  # where the parser gave up; what it can mend is no such fault
        raise InputError(f"{path}: line {fatal.line}: {fatal.message.strip()}; expected a page as a browser saves it")
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


def _page(path: Path) -> str:
    check_document(path)
    with open_text(path) as file:
        text = file.read()
    if "\0" in text:
        raise InputError(f"{path}: NUL bytes, which no page has; save it again from the browser")
    if _ENTITY.search(text):
        raise InputError(f"{path}: declares entities; expected a page as a browser saves it")
    if max(map(text.rfind, _OPENED)) > max(map(text.rfind, _CLOSED)):
        raise InputError(f"{path}: the page is cut off within a table; download it again")
    text = _PICTURE.sub("", text)
    if _LONG_TAG.search(text):  # the parser's time grows with the square of the attributes
        raise InputError(f"{path}: a tag of more than {MAX_TAG:,} characters; expected a page as a browser saves it")
    return text


def _is_hidden(element: Any) -> bool:
    return "display:none" in element.get("style", "").replace(" ", "").lower()


def _tables(element: Any, heading: str) -> list[Table]:
    own = _own_rows(element)
    inner = [nested for nested, rows in own.items() if nested is not element and _is_list(rows)]
    for nested in inner:
        nested.drop_tree()
    return with_inner(Table(_rows(own.get(element, [])), heading), [Table(_rows(own[nested])) for nested in inner])


def _own_rows(element: Any) -> dict[Any, list[Any]]:
    """The rows of a table and of each table inside it."""
    own: dict[Any, list[Any]] = {}
    for row in element.iter("tr"):
        own.setdefault(next(row.iterancestors("table")), []).append(row)
    return own


def _is_list(rows: list[Any]) -> bool:
    return any(len(_cells(row)) >= LIST_WIDTH for row in rows)


def _cells(row: Any) -> list[Any]:
    return list(row.iterchildren("td", "th"))


def _rows(elements: list[Any]) -> list[Row]:
    """Cells in the table's columns: a cell merged downwards repeats its text, one merged sideways leaves gaps."""
    below: dict[int, tuple[str, int]] = {}  # column → text that a cell above still owes, and to how many rows
    rows: list[Row] = []
    cells = 0
    for element in elements:
        row: Row = []
        for cell in _cells(element):
            _take_owed(row, below)
            rows_left = len(elements) - len(rows)
            height = min(_span(cell, "rowspan") or rows_left, rows_left)
            width = min(_span(cell, "colspan") or 1, MAX_COLUMNS)
            for shown in [_text(cell), *[""] * (width - 1)]:
                below[len(row)] = shown, height - 1
                row.append(shown)
        _take_owed(row, below)
        rows.append(row)
        cells += len(row)
        if len(row) > MAX_COLUMNS or cells > MAX_LIST_CELLS or len(rows) > MAX_LIST_ROWS:
            break  # too large to go on, and refused for it
    return rows


def _take_owed(row: Row, below: dict[int, tuple[str, int]]) -> None:
    while (owed := below.get(len(row), ("", 0)))[1]:
        below[len(row)] = owed[0], owed[1] - 1
        row.append(owed[0])


def _span(cell: Any, attribute: str) -> int:
    written = cell.get(attribute, "").strip()
    return int(written) if written.isdecimal() else 1


def _text(cell: Any) -> str:
    for element in cell.iterdescendants(*_LINE_ENDS):
        element.tail = "\n" + (element.tail or "")
    return join_lines(" ".join(line.split()) for line in cell.text_content().splitlines())
