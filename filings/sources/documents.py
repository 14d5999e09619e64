"""Tables out of documents: .docx, .pdf, .xlsx, .html, .csv and .tsv. Libraries do the parsing."""

import csv
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from filings.files import decode_text
from nlp.errors import InputError
from nlp.text import has_chinese

Row = list[str]


@dataclass(slots=True)
class Table:
    """One table of a document, as it stands there.

    rows : cells as text without outer spaces, "" where empty; rows may differ in length.
    first_row : number of its first row, counted over all tables of the document from 1.
    heading : the text that stands before it.
    continued : the table goes on from the page before.
    """

    rows: list[Row]
    first_row: int
    heading: str = ""
    continued: bool = False


def tables(path: Path) -> list[Table]:
    """Every table of a document, in order.

    Raises
    ------
    InputError
        The ending is unknown or the file can't be read as what its ending says.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path}: ending '{path.suffix}' is not read; expected one of {', '.join(READERS)}")
    try:
        found = list(reader(path))
    except InputError:
        raise
    except Exception as error:  # the parsers raise whatever a broken file brings them to
        reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise InputError(f"{path}: can't be read as {path.suffix.lower()} ({reason})") from error
    return number_rows(found)


def number_rows(found: list[Table]) -> list[Table]:
    row = 1
    for table in found:
        table.first_row = row
        row += len(table.rows)
    return found


def join_lines(lines: list[str]) -> str:
    """Lines of one cell as one text: a space between Latin words, nothing beside a Chinese character."""
    text = ""
    for line in filter(None, (line.strip() for line in lines)):
        gap = text and not (has_chinese(text[-1]) or has_chinese(line[0]) or not (text[-1] + line[0]).isalnum())
        text += (" " if gap else "") + line
    return text


# --- .docx ---------------------------------------------------------------------------------------------

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _T, _TBL, _TR, _TC = (_W + tag for tag in ("p", "t", "tbl", "tr", "tc"))
_WRAPPERS = {_W + tag for tag in ("sdt", "sdtContent", "ins", "customXml", "smartTag")}


def _docx(path: Path) -> Iterator[Table]:
    with zipfile.ZipFile(path) as archive:
        root = _parse_docx(archive.read("word/document.xml"))
    heading: list[str] = []
    for element in _blocks(root.find(_W + "body")):
        if element.tag == _P:
            heading.append(_docx_text(element))
        else:
            yield Table(_docx_rows(element), 0, "\n".join(filter(None, heading)))
            heading = []


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, looking through content controls and tracked insertions."""
    for child in parent:
        if child.tag in (_P, _TBL):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _blocks(child)


def _parse_docx(data: bytes) -> Any:
    """The document's tree. Nine tenths of a document is formatting: it is cut out before parsing where it can be."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    light = data
    for tag in (b"pPr", b"rPr", b"tblPrEx"):
        light = _cut_out(light, tag)
    try:
        return etree.fromstring(light, parser)
    except etree.XMLSyntaxError:  # formatting inside formatting: a tracked change
        return etree.fromstring(data, parser)


def _cut_out(data: bytes, tag: bytes) -> bytes:
    end = b"</w:" + tag + b">"
    head, *parts = data.split(b"<w:" + tag + b">")
    return head + b"".join([part.partition(end)[2] for part in parts])


def _docx_text(element: Any) -> str:
    return "".join([t.text or "" for t in element.iter(_T)])


def _docx_rows(table: Any) -> list[Row]:
    if next(table.iter(_W + "vMerge", _W + "gridSpan", _W + "gridBefore", _W + "tbl"), table) is not table:
        return _docx_grid(table)
    return [[_docx_cell(cell) for cell in row.iter(_TC)] for row in table.iter(_TR)]


def _docx_cell(cell: Any) -> str:
    texts = [element.text for element in cell.iter(_T, _P)]
    if texts.count(None) < 2:  # a paragraph has no text of its own
        return "".join(filter(None, texts)).strip()
    return join_lines([_docx_text(paragraph) for paragraph in cell.iter(_P)])


def _docx_grid(table: Any) -> list[Row]:
    """Rows of a table with merged cells or tables in cells: its own rows and cells only, on the table's grid."""
    rows: list[Row] = []
    above: Row = []
    for row in _own(table, _TR, _TBL):
        above = list(_merged_cells(row, _own(row, _TC, _TR), above))
        rows.append(above)
    return rows


def _own(parent: Any, tag: str, boundary: str) -> list[Any]:
    return [element for element in parent.iter(tag) if next(element.iterancestors(boundary)) is parent]


def _merged_cells(row: Any, cells: list[Any], above: Row) -> Iterator[str]:
    """Cells on the table's grid: a cell merged downwards repeats its text, one merged sideways leaves gaps."""
    column = 0
    before = row.find(f"{_W}trPr/{_W}gridBefore")
    for _ in range(int(before.get(_W + "val")) if before is not None else 0):
        yield ""
        column += 1
    for cell in cells:
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        down = cell.find(f"{_W}tcPr/{_W}vMerge")
        continues = down is not None and down.get(_W + "val") != "restart"
        yield above[column] if continues and column < len(above) else _docx_cell(cell)
        width = int(span.get(_W + "val")) if span is not None else 1
        yield from [""] * (width - 1)
        column += width


# --- .pdf ----------------------------------------------------------------------------------------------


def _pdf(path: Path) -> Iterator[Table]:
    import pdfplumber

    with pdfplumber.open(path) as document:
        for page in document.pages:
            top = 0.0
            for position, found in enumerate(page.find_tables()):
                heading = page.crop((0, top, page.width, max(found.bbox[1], top + 1)), strict=False).extract_text()
                top = found.bbox[3]
                yield Table(_pdf_rows(found), 0, heading, continued=page.page_number > 1 and position == 0)


def _pdf_rows(found: Any) -> list[Row]:
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


# --- .xlsx, .html, .csv, .tsv ----------------------------------------------------------------------------


def _xlsx(path: Path) -> Iterator[Table]:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    book = CalamineWorkbook.from_path(str(path))
    for meta in book.sheets_metadata:
        if meta.visible is not SheetVisibleEnum.Visible:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        rows = [[_xlsx_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        for (top, left), (bottom, _) in sheet.merged_cell_ranges or []:
            for row in range(top + 1, bottom + 1):
                if row < len(rows):
                    rows[row][left] = rows[top][left]
        yield Table(rows, 0, meta.name)


def _xlsx_text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _html(path: Path) -> Iterator[Table]:
    import pandas as pd
    from lxml import etree, html

    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode_text(path.read_bytes(), str(path)))
    root = html.fromstring(text)
    every_column_text = dict.fromkeys(range(200), str)
    seen = 0
    for element in root.xpath("//table[not(.//table)]"):
        before = element.xpath("preceding::text()[not(ancestor::script or ancestor::style or ancestor::table)]")
        markup = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
        frame = pd.read_html(StringIO(markup), header=None, keep_default_na=False, converters=every_column_text)[0]
        rows = [[str(cell).strip() for cell in row] for row in frame.itertuples(index=False)]
        names = list(frame.columns)
        if any(not isinstance(name, int) for name in names):  # pandas takes <th> rows as header
            rows.insert(0, [str(name[-1] if isinstance(name, tuple) else name) for name in names])
        yield Table(rows, 0, "\n".join(t.strip() for t in before[seen:] if t.strip()))
        seen = len(before)


def _csv(path: Path) -> Iterator[Table]:
    text = decode_text(path.read_bytes(), str(path))
    first_line = text[: text.find("\n")]
    delimiter = max(",\t;", key=first_line.count)
    yield Table([[cell.strip() for cell in row] for row in csv.reader(StringIO(text), delimiter=delimiter)], 0)


READERS: dict[str, Callable[[Path], Iterator[Table]]] = {
    ".docx": _docx,
    ".pdf": _pdf,
    ".xlsx": _xlsx,
    ".html": _html,
    ".htm": _html,
    ".csv": _csv,
    ".tsv": _csv,
}
