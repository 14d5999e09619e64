"""Sources in (documents, folders, tables that ``read`` wrote), one filing table out."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pandas as pd

from filings.files import read_table
from filings.limits import MAX_LIST_CELLS
from filings.sources.cells import Table, join_lines
from filings.sources.dates import month_of
from filings.sources.documents import READERS, tables
from filings.sources.findings import Findings
from filings.sources.layouts import CONTRADICTION, Layout, Oddity, Record, records
from filings.sources.mending import mend
from filings.sources.numbers import parts_of
from filings.table import FILING_COLUMNS, check, is_filing_table
from filings.text_files import csv_rows
from nlp.errors import InputError

ENDINGS: Final = (*READERS, ".parquet")
_SAID: Final = 5  # faults of one kind in one file


def read(
    sources: Iterable[Path], progress: Callable[[str], None] = lambda name: None, skip_bad: bool = False
) -> tuple[pd.DataFrame, Findings]:
    """Read official lists, folders of them, and tables that this function's result was written to.

    Parameters
    ----------
    sources : files or folders; a folder stands for every readable file below it. A file met twice is read once.
    progress : called with each file's name before it is read.
    skip_bad : leave out unusable sources, and unusable rows of tables, and tell them among the findings.

    Returns
    -------
    table : DataFrame with FILING_COLUMNS, one row per published row; official lists first, then tables.
    findings : what was mended, skipped or kept though odd.

    Raises
    ------
    InputError
        All unusable sources together: missing, unreadable, or without a filing. With ``skip_bad`` only when nothing
        usable remains.
    """
    findings = Findings()
    faults: list[str] = []
    published: list[Record] = []
    own: list[pd.DataFrame] = []
    for path in _files(sources, faults, findings):
        progress(path.name)
        try:
            is_own = _is_own_text(path)
            found = [] if is_own else tables(path)
            if is_own or _is_own(found):
                own.append(_own_table(path, faults if skip_bad else None))
            else:
                published += _published(path, found, findings, faults if skip_bad else None)
        except InputError as error:
            faults += error.faults
    if faults and not (skip_bad and (published or any(map(len, own)))):
        raise InputError([*faults, "nothing usable remains"] if skip_bad else faults)
    findings.left_out = faults
    rows = mend(published, findings)
    mended = pd.DataFrame({column: [row[column] for row in rows] for column in FILING_COLUMNS}, dtype=str)
    return pd.concat([mended, *own], ignore_index=True), findings


def _own_table(path: Path, skipped: list[str] | None) -> pd.DataFrame:
    """A table that ``read`` wrote; unusable rows are left out and told, where ``skipped`` is given."""
    return check(read_table(path, skipped), str(path), skipped=skipped)[FILING_COLUMNS]


def _files(sources: Iterable[Path], faults: list[str], findings: Findings) -> list[Path]:
    found: dict[Path, Path] = {}
    for source in sources:
        if source.is_dir():
            inside = [path for path in _below(source, findings) if path.suffix.lower() in ENDINGS]
            if not inside:
                faults.append(f"{source}: no list in this folder; expected files ending in {', '.join(ENDINGS)}")
        elif source.is_file():
            inside = [source]
        else:
            inside = []
            faults.append(f"{source}: no such file or folder")
        for path in inside:
            found.setdefault(path.resolve(), path)
    return list(found.values())


def _below(folder: Path, findings: Findings) -> list[Path]:
    """The files below a folder, without hidden ones, those in hidden folders, and the lock files of office programs."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not _is_hidden(path.relative_to(folder)))
    for path in files:
        if path.suffix.lower() not in ENDINGS:
            findings.add("skipped: a file whose ending is not read", path.name)
    return files


def _is_hidden(path: Path) -> bool:
    return path.name.startswith("~$") or any(part.startswith(".") for part in path.parts)


def _is_own_text(path: Path) -> bool:
    """Whether a .parquet, .csv or .tsv is a table that ``read`` wrote: it may be too large for a list."""
    ending = path.suffix.lower()
    if ending not in (".csv", ".tsv"):
        return ending == ".parquet"
    return is_filing_table(next(csv_rows(path, MAX_LIST_CELLS), []))


def _is_own(found: list[Table]) -> bool:
    return any(is_filing_table(table.rows[0]) for table in found[:1] if table.rows)


def _published(path: Path, found: list[Table], findings: Findings, skipped: list[str] | None) -> list[Record]:
    """The rows of an official list; where ``skipped`` is given, those that contradict themselves are told there."""
    layout: Layout | None = None
    met: list[Record] = []
    odd: list[Oddity] = []
    unread: set[str] = set()
    faults: list[str] = []
    for table in found:
        if table.continued and met and layout:
            _rejoin(met[-1], table, layout)
        for item in records(table, layout if _goes_on(table, layout) else None):
            if isinstance(item, Layout):
                layout = item
                odd += [Oddity("column not read", item.row, header) for header in sorted(item.unknown - unread)]
                unread |= item.unknown
            elif isinstance(item, Oddity) and item.kind == CONTRADICTION:
                faults.append(f"{path}: row {item.row}, {item.text}; one header stands over them: rename one")
            elif isinstance(item, Oddity):
                odd.append(item)
            else:
                met.append(item)
    if len(faults) > _SAID:
        faults = [*faults[:_SAID], f"{path}: {len(faults) - _SAID} rows more like these"]
    if faults and skipped is None:
        raise InputError(faults)
    if skipped is not None:
        skipped += faults
    if not met:
        raise InputError(
            f"{path}: no filing found; expected a table with a header such as 算法名称 | 主体名称 | 备案编号 "
            "or 模型名称 | 备案单位 | 备案号"
        )
    for kind, row, text in odd:
        findings.add(kind, path.name, row, text[:40])
    return _with_source(met, path)


def _goes_on(table: Table, layout: Layout | None) -> bool:
    """Whether a table without a header belongs to the list before it."""
    return table.continued or (layout is not None and max(map(len, table.rows), default=0) == layout.width)


def _rejoin(record: Record, table: Table, layout: Layout) -> None:
    """A row that a page break cut in two: its rest stands first on the next page, without a number of its own."""
    rest = table.rows[0] if table.rows else []
    if len(rest) != layout.width:
        return
    serial, number = ("".join(rest[place] for place in layout.places.get(c, [])[:1]) for c in ("serial", "filing_no"))
    if serial or (number and not _completes(record.get("filing_no", ""), number)):
        return
    for column, place in layout.first_places:
        record[column] = join_lines([record.get(column, ""), rest[place]])
    del table.rows[0]
    table.first_row += 1


def _completes(head: str, tail: str) -> bool:
    return bool(parts_of(head + tail).well_formed) and not parts_of(tail).well_formed


def _with_source(met: list[Record], path: Path) -> list[Record]:
    """Name the file, the row and the document's batch: of the nearest text before the row, else of the file's name."""
    of_file = month_of(path.stem)
    name = os.fsencode(path.name).decode(errors="replace")  # a file system's names need be no text
    of_heading = {heading: month_of(heading) for heading in {record["heading"] for record in met}}
    nearest = ""
    for record in met:
        nearest = of_heading[record["heading"]] or nearest
        record["source_file"] = name
        record["source_row"] = record["row"]
        record["document_batch"] = nearest or of_file
    return met
