"""Tables out of documents: .docx, .pdf, .xlsx, .html, .csv and .tsv. Libraries do the parsing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from filings.sources.cells import Table
from filings.sources.pdf import read_pdf
from filings.sources.sheets import read_csv, read_xlsx
from filings.sources.web import read_html
from filings.sources.word import read_docx
from nlp.errors import InputError

READERS: Final[dict[str, Callable[[Path], Iterator[Table]]]] = {
    ".docx": read_docx,
    ".pdf": read_pdf,
    ".xlsx": read_xlsx,
    ".html": read_html,
    ".htm": read_html,
    ".csv": read_csv,
    ".tsv": read_csv,
}


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
    row = 1
    for table in found:
        table.first_row = row
        row += len(table.rows)
    return found
