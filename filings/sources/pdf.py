"""Tables out of .pdf, read in a process of its own: what a hostile one may cost is known only when it was paid."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from filings.limits import PDF_MEMORY, PDF_SECONDS, check_document
from filings.sources.cells import Table, join_lines
from nlp.errors import InputError

_READER: Final = Path(__file__).with_name("pdf_tables.py")
_NOTHING: Final = re.compile("[\0\ud800-\udfff]")
_ENDS: Final = 2048  # bytes at both ends within which a PDF is said to begin and to end


def read_pdf(path: Path) -> Iterator[Table]:
    _check_whole(path)
    command = [sys.executable, "-P", str(_READER), str(path), str(PDF_MEMORY)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PDF_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise InputError(f"{path}: takes longer than {PDF_SECONDS} s to read; split it into several files") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2] or f"it ended with {done.returncode}"
        raise InputError(f"{path}: can't be read as .pdf ({said}); is it whole?")
    for table in json.loads(done.stdout):
        yield as_table(table)


def as_table(found: dict[str, Any]) -> Table:
    """A table of `filings.sources.pdf_tables`, without the characters of its fonts that stand for nothing."""
    rows = [[join_lines(_NOTHING.sub("", text).split("\n")) for text in row] for row in found["rows"]]
    return Table(rows, found["heading"], found["continued"])


def _check_whole(path: Path) -> None:
    check_document(path)
    data = path.read_bytes()
    if b"%PDF-" not in data[:_ENDS]:
        raise InputError(f"{path}: no PDF document; give it the ending of what it is")
    if b"%%EOF" not in data[-_ENDS:]:
        raise InputError(f"{path}: the PDF document is cut off; download it again")
