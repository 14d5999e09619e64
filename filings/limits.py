"""How large an input may be: beyond these limits it is refused, so that no file takes a minute or 2 GB.

They lie far above the published lists (5,000 rows, 2 MB of text, cells of 2,000 characters) and let a million tagged
filings pass as .csv.
"""

from pathlib import Path
from typing import Final

from nlp.errors import InputError

MEGABYTE: Final = 1_000_000

MAX_LINE: Final = MEGABYTE  # characters of a line of .csv or .tsv
MAX_LINES: Final = 10 * MEGABYTE  # empty ones among them
MAX_TAG: Final = 10_000  # characters of an HTML tag, without the pictures written into it
MAX_CELL: Final = 131_072  # characters of a cell: what Python's csv takes as well
MAX_COLUMNS: Final = 2_000
MAX_TABLE_CELLS: Final = 40 * MEGABYTE  # a million tagged filings
MAX_SHEET_CELLS: Final = 3 * MEGABYTE  # of one .xlsx, empty cells between filled ones among them
MAX_LIST_CELLS: Final = MAX_SHEET_CELLS  # of one official list
MAX_LIST_ROWS: Final = 200_000
MAX_HEADING: Final = 2_000  # characters before a table, of which the last are kept

MAX_DOCUMENT: Final = 30 * MEGABYTE  # bytes of an .html, a .pdf, or the text of a .docx once unpacked
MAX_UNPACKED: Final = 400 * MEGABYTE  # bytes of an .xlsx, or a .docx with its pictures, once unpacked
MAX_PARQUET: Final = 1_000 * MEGABYTE  # bytes of a .parquet once unpacked
MAX_RATIO: Final = 200  # unpacked to packed size; the published lists lie below 20
MAX_MEMBERS: Final = 10_000  # files in an archive
SMALL: Final = MEGABYTE  # unpacked bytes up to which any ratio is harmless

PDF_SECONDS: Final = 40
PDF_MEMORY: Final = 1_200 * MEGABYTE


def check_document(path: Path) -> None:
    """See to it that a document that is read whole is not too large.

    Raises
    ------
    InputError
        It has more than MAX_DOCUMENT bytes.
    """
    if path.stat().st_size > MAX_DOCUMENT:
        raise InputError(f"{path}: larger than {MAX_DOCUMENT // MEGABYTE} MB; split it into several files")
