"""The sheets of .xlsx files, checked before the parser spreads them out."""

from codecs import BOM_UTF8
from collections.abc import Iterator
from datetime import datetime, time
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple
from xml.parsers import expat
from zipfile import ZipFile

from filings.archives import blocks, opened
from filings.limits import MAX_COLUMNS, MAX_SHEET_CELLS
from nlp.errors import InputError


class Sheet(NamedTuple):
    """A worksheet: its name, its rows as text, and its merged ranges as ((top, left), (bottom, right)), from 0."""

    name: str
    rows: list[list[str]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]


def shown_sheets(path: Path, with_formulas: bool = False) -> Iterator[Sheet]:
    """Each worksheet of an .xlsx that is not hidden.

    Raises
    ------
    InputError
        The file is no .xlsx, goes beyond `filings.limits`, or has a formula where none is allowed: its value is known
        to the program that computed it only.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with opened(path) as archive:
        for name in archive.namelist():
            if not name.lower().endswith(".vml"):  # old drawings, which are not always well-formed
                _Check(path, name, with_formulas).run(archive)
    try:
        book = CalamineWorkbook.from_path(str(path))
        for meta in book.sheets_metadata:
            if meta.visible is SheetVisibleEnum.Visible and meta.typ is SheetTypeEnum.WorkSheet:
                sheet = book.get_sheet_by_name(meta.name)
                rows = [[cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
                if any("\0" in "".join(row) for row in rows):
                    raise InputError(f"{path}: sheet '{meta.name}': a NUL character, which no text has; remove it")
                yield Sheet(meta.name, rows, sheet.merged_cell_ranges or [])
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the parser's own assertions, which are no Exception
            raise
        raise InputError(f"{path}: can't be read as .xlsx ({error}); open it, save it again") from error


def cell_text(cell: Any) -> str:
    """A cell of a sheet as a person sees it: 3 for 3.0, 2024-05-01 for that day's midnight."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell)


_VALUES: Final = ("v", "t", "f")
_EXCEL_COLUMNS: Final = 16_384


class _Check:
    """One walk over an XML part of a workbook."""

    def __init__(self, path: Path, part: str, with_formulas: bool) -> None:
        self.path, self.part, self.with_formulas = path, part, with_formulas
        self.cells = self.row = self.column = self.last_row = self.last_column = 0

    def run(self, archive: ZipFile) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._element
        read = blocks(archive, self.part, self.path)
        first = next(read, b"")
        if not first.removeprefix(BOM_UTF8).lstrip().startswith(b"<"):  # a picture, say
            return
        try:
            for block in chain([first], read):
                parser.Parse(block, False)
            parser.Parse(b"", True)
        except expat.ExpatError as error:
            self._refuse(f"is no XML ({error})", "a workbook; open it, save it again")

    def _doctype(self, *declared: Any) -> None:
        self._refuse("declares entities", "a workbook as spreadsheet programs save it")

    def _element(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "c":
            self._cell(attributes.get("r", ""))
        elif name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif name == "si":
            self._count()
        elif name == "col" and int(attributes.get("max", 0)) > _EXCEL_COLUMNS:
            self._refuse(f"{attributes['max']} columns", f"at most {MAX_COLUMNS:,}")
        elif name in _VALUES and self.column:
            self._value(name)

    def _cell(self, reference: str) -> None:
        """Where a cell stands, by its reference (AB12) or behind the one before it."""
        letters = reference.rstrip("0123456789")
        if letters:
            self.row = int(reference[len(letters) :] or self.row)
        self.column = _number(letters) if letters else self.column + 1
        if self.column > MAX_COLUMNS:
            self._refuse(f"cells as far as column {letters or self.column}", f"at most {MAX_COLUMNS:,} columns")
        self._count()

    def _count(self) -> None:
        self.cells += 1
        if self.cells > MAX_SHEET_CELLS:
            self._refuse("too many cells", f"at most {MAX_SHEET_CELLS:,}; save it as CSV UTF-8")

    def _value(self, name: str) -> None:
        if name == "f" and not self.with_formulas:
            self._refuse(f"row {self.row}, column {self.column} is a formula", "values: copy and paste them as values")
        self.last_row, self.last_column = max(self.last_row, self.row), max(self.last_column, self.column)
        if self.last_row * self.last_column > MAX_SHEET_CELLS:
            self._refuse(
                f"a cell stands as far as row {self.last_row:,}, column {self.last_column:,}",
                f"a table of at most {MAX_SHEET_CELLS:,} cells",
            )

    def _refuse(self, fault: str, expected: str) -> None:
        raise InputError(f"{self.path}: {self.part}: {fault}; expected {expected}")


def _number(letters: str) -> int:
    number = 0
    for letter in letters[:8].upper():
        number = number * 26 + ord(letter) - 64
    return number
