"""Which list is this? Header spellings to columns, tables that go on, rows that are not filings.

The spellings stand in headers.csv: header, column of the filing table, and what the spelling gives away
about the registry and the role (登记单位 is only said of a deployed service).
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib import resources
from typing import NamedTuple

from filings.sources.documents import Row, Table
from filings.table import FILING_COLUMNS, is_filing_table
from nlp.text import compact

Record = dict[str, str]


class Header(NamedTuple):
    column: str
    registry: str
    role: str


@dataclass
class Layout:
    """Where each column of the filing table stands, and what the header says of every row.

    places : column → positions of its cells, the most telling first.
    """

    places: dict[str, list[int]]
    width: int
    registry: str = ""
    role: str = ""
    unknown: list[str] = field(default_factory=list)
    own_format: bool = False

    @cached_property
    def first_places(self) -> list[tuple[str, int]]:
        return [(column, places[0]) for column, places in self.places.items()]

    @cached_property
    def repeated(self) -> list[str]:
        """Columns that stand more than once."""
        return [column for column, places in self.places.items() if len(places) > 1]


class NotAFiling(NamedTuple):
    """A row without a filing; ``kind`` says why."""

    kind: str
    row: int
    text: str


@cache
def _spellings() -> dict[str, Header]:
    text = resources.files("filings.sources").joinpath("headers.csv").read_text(encoding="utf-8")
    return {
        compact(r["header"]): Header(r["column"], r["registry"], r["role"]) for r in csv.DictReader(text.splitlines())
    }


_LONGEST = 20


@lru_cache(maxsize=100_000)
def _header(cell: str) -> Header | None:
    """The header that a cell spells. What is too long or begins like none is no header, and not worth normalising."""
    if len(cell) > _LONGEST or cell[:1] not in _first_characters():
        return None
    return _spellings().get(compact(cell))


@cache
def _first_characters() -> frozenset[str]:
    return frozenset(spelling[0] for spelling in _spellings())


_ROLE_SPEAKERS = ("filing_no", "organisation", "filed_on", "name")


def recognise(row: Row) -> Layout | None:
    """The layout that a header row announces, or None if the row is no header."""
    if row[0] == FILING_COLUMNS[0] and is_filing_table(row):
        return Layout({column: [row.index(column)] for column in FILING_COLUMNS}, len(row), own_format=True)
    if not any(map(_header, row[:4])):
        return None
    known = [(place, header) for place, cell in enumerate(row) if (header := _header(cell))]
    columns = {header.column for _, header in known}
    if len(columns) < 3 or not columns & {"organisation", "filing_no"} or "name" not in columns:
        return None
    layout = Layout({}, len(row))
    for place, header in sorted(known, key=lambda item: item[1].role != "deployed"):
        layout.places.setdefault(header.column, []).append(place)
    roles = {header.column: header.role for _, header in reversed(known) if header.role}
    layout.role = next((roles[column] for column in _ROLE_SPEAKERS if column in roles), "")
    layout.registry = next((header.registry for _, header in known if header.registry), "")
    layout.unknown = [cell for cell in row if cell and _header(cell) is None]
    return layout


_TITLE = re.compile(r"(备案|登记|清单|信息|公告|算法|服务)")


def records(table: Table, inherited: Layout | None) -> Iterator[Layout | Record | NotAFiling]:
    """Walk a table: each layout met, each filing as column → text, each row that is none.

    A record carries ``row`` (number in the document), ``heading`` (text before it) and ``serial`` beside
    the columns of the filing table. A table without a header goes on under ``inherited`` if as wide.
    """
    layout = inherited
    heading = table.heading
    started = False
    for number, cells in enumerate(table.rows, table.first_row):
        filled = [cell for cell in cells if cell]
        if not filled:
            continue
        announced = recognise(cells)
        if announced is None and filled.count(filled[0]) == len(filled) and (len(cells) > 2 or not layout):
            text = filled[0]
            if _TITLE.search(text):
                heading = f"{heading}\n{text}"
            if layout and started:
                yield NotAFiling("text between the rows", number, text)
        elif announced is not None:
            if layout and started and _same_places(layout, announced):
                layout.role = announced.role or layout.role
                yield NotAFiling("header row repeated as data", number, " | ".join(filled))
            else:
                layout = announced
                yield layout
        elif layout is None:
            yield NotAFiling("row before any known header", number, " | ".join(filled))
        elif len(cells) > layout.width and any(cells[layout.width :]):
            yield NotAFiling("more cells than the header", number, " | ".join(filled))
        else:
            started = True
            yield _record(cells, layout, number, heading)


def _same_places(layout: Layout, other: Layout) -> bool:
    return all(set(places) <= set(layout.places.get(column, [])) for column, places in other.places.items())


def _record(cells: Row, layout: Layout, number: int, heading: str) -> Record:
    if len(cells) < layout.width:
        cells = [*cells, *[""] * (layout.width - len(cells))]
    record = {column: cells[place] for column, place in layout.first_places}
    for column in layout.repeated:
        record[column] = next(filter(None, (cells[place] for place in layout.places[column])), "")
    record["row"] = str(number)
    record["heading"] = heading
    record.setdefault("registry", layout.registry)
    record["role"] = record.get("role") or layout.role
    return record
