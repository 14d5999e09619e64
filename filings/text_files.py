"""Text files from anywhere: their encoding, and rows of .csv and .tsv read one by one, never the whole file at once."""

import codecs
import csv
import re
from collections.abc import Iterator
from itertools import chain, count, islice
from pathlib import Path
from typing import Final, TextIO

from filings.limits import MAX_CELL, MAX_COLUMNS, MAX_LINE, MAX_LINES, MEGABYTE
from nlp.errors import InputError

_DELIMITERS: Final = ",\t;"
_HEAD: Final = 100  # lines among which the first with a delimiter is looked for
_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")
_CHINESE_IN_UTF8: Final = re.compile(rb"(?<![\x80-\xff])(?:[\xe3-\xef][\x80-\xbf]{2}){4,}(?![\x80-\xff])")
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")  # what Big5 gives when it is read as GB18030
_NO_TEXT: Final = {
    b"%PDF": "a PDF document",
    b"PK\x03\x04": "an Office document or another archive",
    b"\xd0\xcf\x11\xe0": "an old Office document",
    b"PAR1": "a Parquet table",
}
_FOREIGN: Final = re.compile("[^\x00-\x7f]")
_SAVE_AS: Final = "save it as 'CSV UTF-8' and try again"


def open_text(path: Path) -> TextIO:
    """A text file opened in its encoding: UTF-8 (BOM or not), UTF-16 with BOM, or GB18030; line ends as they stand.

    Raises
    ------
    InputError
        The bytes are none of these encodings, or of several.
    """
    return path.open(encoding=_encoding(path), newline="")


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    if start in _NO_TEXT:
        raise InputError(
            f"{path}: the content is {_NO_TEXT[start]} and no text; give the file the ending of what it is"
        )
    if start.startswith(_UTF16_MARKS):
        return "utf-16"
    lines = chinese = 0
    decoder = codecs.getincrementaldecoder("utf-8")()
    for block, is_last in _blocks(path):
        try:
            text = decoder.decode(block, is_last)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode("utf-8")
            if chinese + _first_chinese(before) < 2:  # one may be two characters of GB18030
                return _gb18030(path)
            raise InputError(
                f"{path}: line {lines + before.count(chr(10)) + 1}: the text is UTF-8 up to here and then is not: "
                f"the file is cut off or mixes encodings; {_SAVE_AS}"
            ) from error
        lines += text.count("\n")
        chinese += _first_chinese(text) if chinese < 2 else 0
    return "utf-8-sig"


def _first_chinese(text: str) -> int:
    """How many Chinese characters a text has, as far as two."""
    return sum(1 for _ in islice(_CHINESE.finditer(text), 2))


def _gb18030(path: Path) -> str:
    """The name of this encoding, if the file is of it: other Chinese text may decode as well, into nonsense."""
    decoder = codecs.getincrementaldecoder("gb18030")()
    foreign = private = 0
    for block, is_last in _blocks(path):
        try:
            text = decoder.decode(block, is_last)
        except UnicodeDecodeError as error:
            raise InputError(f"{path}: the text is neither UTF-8 nor GB18030; {_SAVE_AS}") from error
        if _CHINESE_IN_UTF8.search(block):
            raise InputError(f"{path}: the text mixes GB18030 and UTF-8; {_SAVE_AS}")
        foreign += len(_FOREIGN.findall(text))
        private += len(_PRIVATE.findall(text))
    if private > 1 and private * 20 > foreign:
        raise InputError(f"{path}: the text is neither UTF-8 nor GB18030, perhaps Big5; {_SAVE_AS}")
    return "gb18030"


def _blocks(path: Path) -> Iterator[tuple[bytes, bool]]:
    """Blocks of a file, and whether each is the last; an empty file has one, empty."""
    with path.open("rb") as file:
        block = file.read(MEGABYTE)
        while following := file.read(MEGABYTE):
            yield block, False
            block = following
        yield block, True


def csv_rows(path: Path, most_cells: int, delimiter: str = "") -> Iterator[list[str]]:
    """The rows of a .csv or .tsv, one by one, empty lines left out.

    Parameters
    ----------
    most_cells : cells that the file may hold.
    delimiter : what parts the cells; found in the first line that has one of , ; or a tab when "".

    Raises
    ------
    InputError
        The file is no text, has a line, cell, row or number of cells beyond `filings.limits`, a quotation mark out of
        place, or ends in the middle of a row.
    """
    with open_text(path) as text:
        lines = _lines(text, path)
        head: list[str] = []
        if not delimiter:
            for line in lines:
                head.append(line)
                if any(mark in line for mark in _DELIMITERS) or len(head) == _HEAD:
                    break
            delimiter = max(_DELIMITERS, key="".join(head[-1:]).count)
        reader = csv.reader(chain(head, lines), delimiter=delimiter, strict=True)
        cells = before = width = 0
        try:
            for row in filter(None, reader):
                before, width = width, len(row)
                cells += width
                if width > MAX_COLUMNS:
                    raise InputError(
                        f"{path}: line {reader.line_num}: {width:,} columns; expected at most {MAX_COLUMNS:,}"
                    )
                if cells > most_cells:
                    raise InputError(
                        f"{path}: line {reader.line_num}: more than {most_cells:,} cells; split it into several files"
                    )
                yield row
            if 1 < width < before and not _ends_with_a_line_end(path):
                raise InputError(f"{path}: line {reader.line_num}: the file is cut off in the middle of this row")
        except csv.Error as error:
            raise InputError(f"{path}: line {reader.line_num}: {_said(error)}") from error


def _said(error: csv.Error) -> str:
    if "field limit" in str(error):
        return f"a cell of more than {MAX_CELL:,} characters; is a quotation mark missing?"
    return f"a quotation mark out of place ({error})"


def _lines(text: TextIO, path: Path) -> Iterator[str]:
    for number in count(1):
        try:
            line = text.readline(MAX_LINE)
        except UnicodeError as error:
            raise InputError(
                f"{path}: line {number} or a later one is no text in {text.encoding}; {_SAVE_AS}"
            ) from error
        if not line:
            return
        if len(line) == MAX_LINE:
            raise InputError(f"{path}: line {number}: more than {MAX_LINE:,} characters; expected one row a line")
        if number > MAX_LINES:
            raise InputError(f"{path}: more than {MAX_LINES:,} lines; split it into several files")
        if "\0" in line:
            raise InputError(f"{path}: line {number}: NUL bytes, which no text has; {_SAVE_AS}")
        yield line


def _ends_with_a_line_end(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-min(2, path.stat().st_size), 2)
        return file.read().strip(b"\0").endswith((b"\n", b"\r"))
