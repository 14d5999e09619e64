"""Tables out of .docx."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from filings.archives import opened, part
from filings.limits import MAX_DOCUMENT
from filings.sources.cells import LIST_WIDTH, Row, Table, join_lines, one_line, with_inner
from nlp.errors import InputError

_NAMESPACE = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT_NAMESPACE = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_W = f"{{{_NAMESPACE.decode()}}}"
_P, _T, _TBL, _TR, _TC = (_W + tag for tag in ("p", "t", "tbl", "tr", "tc"))
_CELL_PROPERTIES, _SPAN, _MERGED, _BEFORE = (_W + tag for tag in ("tcPr", "gridSpan", "vMerge", "gridBefore"))
_WRAPPERS = {_W + tag for tag in ("sdt", "sdtContent", "ins", "customXml", "smartTag")}
_FORMATTING = (b"pPr", b"rPr", b"tblPrEx")
_CELL_FORMATTING = (b"tcPr", b"trPr")
_MERGING = (b"<w:vMerge", b"<w:gridSpan", b"<w:gridBefore")
_BREAK = re.compile(rb"<w:(?:br|cr|tab)(?: [^>]*)?/>")
_SHOWN_ELSEWHERE = {  # text moved away, the stand-in of a drawing, the reading above a character
    b"<w:moveFrom": _W + "moveFrom",
    b"<mc:Fallback": "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    b"<w:rt>": _W + "rt",
}


def read_docx(path: Path) -> Iterator[Table]:
    with opened(path) as archive:
        root = _parse(part(archive, "word/document.xml", path, MAX_DOCUMENT))
    if root.getroottree().docinfo.internalDTD is not None:
        raise InputError(f"{path}: word/document.xml declares entities; expected a document as Word saves it")
    heading: list[str] = []
    for element in _own(root.find(_W + "body"), _P, _TBL):
        if element.tag == _P:
            heading.append(_text(element))
        else:
            yield from _tables(element, "\n".join(filter(None, heading)))
            heading = []


def _own(parent: Any, *tags: str) -> Iterator[Any]:
    """Children in order, looking through content controls and tracked insertions."""
    for child in parent:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _own(child, *tags)


def _parse(data: bytes) -> Any:
    """The document's tree. Nine tenths of a document is formatting: it is cut out before parsing where it can be."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    data = data.replace(_STRICT_NAMESPACE, _NAMESPACE)
    light = data
    merges = any(mark in data for mark in _MERGING)
    for tag in _FORMATTING if merges else _FORMATTING + _CELL_FORMATTING:
        light = _cut_out(light, tag)
    try:
        root = etree.fromstring(_plain_characters(light), parser)
    except etree.XMLSyntaxError:  # formatting inside formatting: a tracked change
        root = etree.fromstring(_plain_characters(data), parser)
    elsewhere = [tag for mark, tag in _SHOWN_ELSEWHERE.items() if mark in light]
    if elsewhere:
        etree.strip_elements(root, *elsewhere, with_tail=False)
    return root


def _cut_out(data: bytes, tag: bytes) -> bytes:
    end = b"</w:" + tag + b">"
    head, *parts = data.split(b"<w:" + tag + b">")
    return head + b"".join([part.partition(end)[2] for part in parts])


def _plain_characters(data: bytes) -> bytes:
    """Line breaks, tabs and hyphens that are elements of their own, as text."""
    data = data.replace(b"<w:noBreakHyphen/>", b"<w:t>-</w:t>")
    if any(mark in data for mark in (b"<w:br", b"<w:cr", b"<w:tab/>")):
        return _BREAK.sub(b"<w:t>\n</w:t>", data)
    return data


def _tables(element: Any, heading: str) -> list[Table]:
    inner = [nested for nested in element.iterdescendants(_TBL) if _is_list(nested)]
    for nested in reversed(inner):  # the innermost first: a tree is walked whenever it is moved
        nested.getparent().remove(nested)
    return with_inner(Table(_rows(element), heading), [Table(_rows(nested)) for nested in inner])


def _is_list(table: Any) -> bool:
    return any(len(list(_own(row, _TC))) >= LIST_WIDTH for row in _own(table, _TR))


def _rows(table: Any) -> list[Row]:
    if next(table.iterdescendants(_MERGED, _TBL), None) is None:
        rows = [[_cell(cell) for cell in row.iter(_TC)] for row in table.iter(_TR)]
        if len(set(map(len, rows))) < 2:
            return rows
    return _rows_on_grid([list(_placed_cells(row)) for row in _own(table, _TR)])


def _placed_cells(row: Any) -> Iterator[tuple[int, Any]]:
    """Each cell with its first column on the table's grid."""
    column = _number(row.find(f"{_W}trPr/{_BEFORE}"), 0)
    for cell in _own(row, _TC):
        yield column, cell
        column += _number(cell.find(f"{_CELL_PROPERTIES}/{_SPAN}"), 1)


def _number(element: Any, otherwise: int) -> int:
    return otherwise if element is None else int(element.get(_W + "val"))


def _rows_on_grid(placed: list[list[tuple[int, Any]]]) -> list[Row]:
    """Rows with merged cells: one merged downwards repeats its text, one merged sideways leaves gaps.

    The columns are those of the row with most cells. A row with as many goes by order, since borders drawn by
    hand seldom meet on the grid; a row with fewer by the grid.
    """
    starts = [start for start, _ in max(placed, key=len, default=[])]
    rows: list[Row] = []
    for cells in placed:
        row = [""] * len(starts)
        for order, (start, cell) in enumerate(cells):
            column = order if len(cells) == len(starts) else max(bisect_right(starts, start) - 1, 0)
            text = rows[-1][column] if rows and _goes_on(cell) else _cell(cell)
            row[column] = join_lines([row[column], text])
        rows.append(row)
    return rows


def _goes_on(cell: Any) -> bool:
    """Whether a cell is the rest of the one above it, merged downwards."""
    merged = cell.find(f"{_CELL_PROPERTIES}/{_MERGED}")
    return merged is not None and merged.get(_W + "val") != "restart"


def _cell(cell: Any) -> str:
    texts = [element.text for element in cell.iter(_T, _P)]
    if texts.count(None) < 2:  # a paragraph has no text of its own
        return one_line("".join(filter(None, texts)))
    return join_lines(line for paragraph in cell.iter(_P) for line in _text(paragraph).splitlines())


def _text(element: Any) -> str:
    return "".join([t.text or "" for t in element.iter(_T)])
