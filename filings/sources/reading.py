"""Sources in (documents, folders, tables that ``read`` wrote), one filing table out."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from filings.sources.documents import READERS, Table, tables
from filings.sources.findings import Findings
from filings.sources.layouts import Layout, NotAFiling, Record, records
from filings.sources.mending import mend, month_of
from filings.sources.numbers import parts_of
from filings.table import FILING_COLUMNS, check
from nlp.errors import InputError


def read(sources: Iterable[Path], progress: Callable[[str], None] = lambda name: None) -> tuple[pd.DataFrame, Findings]:
    """Read official lists, folders of them, and tables that this function's result was written to.

    Parameters
    ----------
    sources : files or folders; a folder stands for every readable file below it.
    progress : called with each file's name before it is read.

    Returns
    -------
    table : DataFrame with FILING_COLUMNS, one row per published row; official lists first, then tables.
    findings : what was mended, skipped or kept though odd.

    Raises
    ------
    InputError
        All unusable sources together: missing, unreadable, or without a filing.
    """
    findings = Findings()
    faults: list[str] = []
    published: list[Record] = []
    own: list[pd.DataFrame] = []
    for path in _files(sources, faults):
        progress(path.name)
        try:
            layout, met = _read_tables(path, tables(path), findings)
            if layout.own_format:
                own.append(check(pd.DataFrame(met).reindex(columns=FILING_COLUMNS, fill_value=""), str(path)))
            else:
                published += _with_source(met, path)
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    mended = [pd.DataFrame(mend(published, findings), columns=FILING_COLUMNS, dtype=str)] if published else []
    return pd.concat([*mended, *own], ignore_index=True), findings


def _files(sources: Iterable[Path], faults: list[str]) -> list[Path]:
    found: list[Path] = []
    for source in sources:
        if source.is_dir():
            inside = sorted(
                p for p in source.rglob("*") if p.suffix.lower() in READERS and not p.name.startswith((".", "~$"))
            )
            if not inside:
                faults.append(f"{source}: no list in this folder; expected files ending in {', '.join(READERS)}")
            found += inside
        elif source.is_file():
            found.append(source)
        else:
            faults.append(f"{source}: no such file or folder")
    return found


def _read_tables(path: Path, found: list[Table], findings: Findings) -> tuple[Layout, list[Record]]:
    layout: Layout | None = None
    met: list[Record] = []
    skipped: list[NotAFiling] = []
    for table in found:
        if table.continued and met and layout and table.rows:
            _rejoin(met[-1], table, layout)
        elif not table.continued and layout and table.rows and len(table.rows[0]) != layout.width:
            layout = None
        for item in records(table, layout):
            if isinstance(item, Layout):
                layout = item
                for header in dict.fromkeys(item.unknown):
                    findings.add("column not read", path.name, table.first_row, header)
            elif isinstance(item, NotAFiling):
                skipped.append(item)
            else:
                met.append(item)
    for item in skipped:
        findings.add(f"skipped: {item.kind}", path.name, item.row, item.text[:40])
    if not met or layout is None:
        raise InputError(
            f"{path}: no filing found; expected a table with a header such as 算法名称 | 主体名称 | 备案编号 "
            "or 模型名称 | 备案单位 | 备案号"
        )
    return layout, met


def _rejoin(record: Record, table: Table, layout: Layout) -> None:
    """A row that a page break cut in two: its rest stands first on the next page, without a number of its own."""
    rest = table.rows[0]
    places = layout.places.get("filing_no", [])
    number = next((rest[place] for place in places if place < len(rest) and rest[place].strip()), "")
    serial = next((rest[place] for place in layout.places.get("serial", []) if place < len(rest)), "")
    whole = record.get("filing_no", "")
    if serial.strip() or (number and not _completes(whole, number)) or len(rest) != layout.width:
        return
    for column, columns in layout.places.items():
        for place in columns[:1]:
            record[column] = record.get(column, "") + rest[place].strip()
    table.rows[0] = [""] * len(rest)


def _completes(head: str, tail: str) -> bool:
    return not parts_of(head).well_formed and bool(parts_of(head + tail).well_formed)


def _with_source(met: list[Record], path: Path) -> list[Record]:
    of_file = month_of(path.stem)
    of_heading = {heading: month_of(heading) for heading in {record["heading"] for record in met}}
    for record in met:
        record["source_file"] = path.name
        record["source_row"] = record["row"]
        record["batch"] = record.get("batch", "") or of_heading[record["heading"]] or of_file
    return met
