"""What people typed into review files, read and checked: all faults together, each with file, row and column."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from filings.files import read_table, readable
from filings.spreadsheets import shown_sheets
from filings.table import FIELDS, LINK_REVIEW_COLUMNS, REVIEW_COLUMNS
from models.labels import UNKNOWN, read_taxonomy
from nlp.decisions import WITHDRAWN
from nlp.errors import InputError
from nlp.formulas import as_typed

_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?")
#: What may be answered on two names: the answer → other words for it, for the hint beside a fault.
LINK_ANSWERS: Final = {"same": ["相同", "yes"], "different": ["不同", "no", "other"], "unsure": ["不确定", "?"]}

#: A code → what else it is called.
Codes = dict[str, list[str]]


class Answer(NamedTuple):
    """One answered row of a review file.

    question : what was asked, the cells of the kind's key. label : a code, or "-" to take the reviewer's last answer
    back, or "" where only a note was left. reviewed_on : the day typed, else the time at which the file was saved.
    place : file and row, for messages. cells : the whole row.
    """

    question: tuple[str, ...]
    label: str
    note: str
    reviewer: str
    reviewed_on: str
    place: str
    cells: dict[str, str]


@dataclass(frozen=True)
class Kind:
    """A kind of review file: its columns, those of a question, and the codes that may answer a row."""

    columns: list[str]
    key: list[str]
    codes: Callable[[dict[str, str], Path], Codes]


def _field_codes(cells: dict[str, str], labels: Path) -> Codes:
    table = read_taxonomy(labels).query("field == @cells['field']")
    return {row.code: [row.zh, row.en] for row in table.itertuples()} | {UNKNOWN: []}


FILINGS: Final = Kind(REVIEW_COLUMNS, ["filing_no", "field"], _field_codes)
LINKS: Final = Kind(LINK_REVIEW_COLUMNS, ["left", "right"], lambda cells, labels: LINK_ANSWERS)


def read_answers(files: Iterable[Path], labels: Path) -> dict[str, list[Answer]]:
    """The answers of corrected review files: those about ``filings``, and those about ``links``.

    Raises
    ------
    InputError
        All faults of all files together.
    """
    answers: dict[str, list[Answer]] = {"filings": [], "links": []}
    faults: list[str] = []
    for path in files:
        try:
            table = read_questions(path)
        except InputError as error:
            faults += error.faults
            continue
        name, kind = ("links", LINKS) if "left" in table.columns else ("filings", FILINGS)
        missing = [column for column in kind.columns if column not in table.columns]
        faults += [f"{path}: column '{column}' is missing; keep the columns of the review file" for column in missing]
        if not missing:
            answers[name] += _checked(path, table, kind, labels, faults)
    if faults:
        raise InputError(faults)
    return answers


def read_questions(path: Path) -> pd.DataFrame:
    """The table of questions; of a workbook the first shown sheet that has the column ``label``.

    Raises
    ------
    InputError
        The file can't be read, or no sheet has that column.
    """
    if path.suffix.lower() != ".xlsx" or not path.is_file():
        return read_table(path)
    with readable(path):
        for _, rows, _ in shown_sheets(path, with_formulas=True):
            if rows and "label" in rows[0]:
                return as_typed(pd.DataFrame(rows[1:], columns=rows[0], dtype=str))
    raise InputError(f"{path}: no sheet has a column 'label'; is it a review file?")


def _checked(path: Path, table: pd.DataFrame, kind: Kind, labels: Path, faults: list[str]) -> Iterator[Answer]:
    saved = datetime.fromtimestamp(path.stat().st_mtime).isoformat(timespec="seconds")
    seen: dict[tuple[str, ...], tuple[str, str]] = {}
    for row, raw in enumerate(table.to_dict("records"), 2):
        cells = {str(column): str(cell).strip() for column, cell in raw.items()}
        label = unicodedata.normalize("NFKC", cells["label"]).casefold()
        if kind is LINKS and cells["note"]:
            label = label or "unsure"  # the log of pairs knows no bare notes
        if not label and not cells["note"]:
            continue
        place = f"{path}: row {row}"
        question = tuple(cells[column] for column in kind.key)
        day, found = _day(cells["reviewed_on"])
        found += _question_faults(cells, kind)
        if not found and label:
            found = _label_faults(label, kind.codes(cells, labels), cells.get("field", "this question"))
        earlier = seen.setdefault((*question, cells["reviewer"], day), (label, place)) if label else (label, place)
        if earlier[0] != label:
            found.append(
                f"column 'label': '{label}', but {earlier[1]} says '{earlier[0]}' to the same question; keep one"
            )
        faults += [f"{place}, {fault}" for fault in found]
        if not found:
            yield Answer(question, label, cells["note"], cells["reviewer"], day or saved, place, cells)


def _question_faults(cells: dict[str, str], kind: Kind) -> list[str]:
    faults = [
        f"column '{column}' is empty; restore it from the file that was written"
        for column in kind.key
        if not cells[column]
    ]
    if kind is FILINGS and cells["field"] and cells["field"] not in FIELDS:
        faults.append(f"column 'field': '{cells['field']}' is none of {', '.join(FIELDS)}")
    return faults


def _label_faults(label: str, codes: Codes, asked: str) -> list[str]:
    if label in codes or label == WITHDRAWN:
        return []
    names = {name.casefold(): code for code, others in codes.items() for name in (code, *others)}
    nearest = names[difflib.get_close_matches(label, names, 1, 0)[0]]
    listed = ", ".join([*codes, f"{WITHDRAWN} to take an answer back"])
    return [f"column 'label': '{label}' is no code of {asked}; did you mean '{nearest}'? ({listed})"]


def _day(text: str) -> tuple[str, list[str]]:
    """A date as a person or a spreadsheet writes it, in ISO form; and what is wrong with it."""
    if not text:
        return "", []
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(*map(int, found.groups())).isoformat(), []
    except ValueError:
        pass
    return "", [f"column 'reviewed_on': '{text}' is no date; write it as {date.today().isoformat()}"]
