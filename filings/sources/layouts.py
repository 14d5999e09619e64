"""Which list is this? Header spellings to columns, tables that go on, rows that are not filings.

The spellings stand in headers.csv: header, column of the filing table, and what the spelling gives away
about the registry and the role (登记单位 is only said of a deployed service). A list of deployed services may
also name the model that each rests on and the model's number: those are remarks there.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib import resources
from itertools import islice
from typing import Final, NamedTuple

from filings.limits import MAX_HEADING
from filings.sources.cells import Row, Table
from nlp.text import compact, simplify

Record = dict[str, str]


class Header(NamedTuple):
    column: str
    registry: str
    role: str


@dataclass
class Layout:
    """Where each column of the filing table stands, and what the header says of every row.

    places : column → positions of its cells. unknown : headers that say nothing to us.
    row : number of the header row in the document. twice : headers that stand more than once, and where; a remark may.
    """

    places: dict[str, list[int]]
    width: int
    registry: str = ""
    role: str = ""
    unknown: set[str] = field(default_factory=set)
    row: int = 0
    twice: dict[str, list[int]] = field(default_factory=dict)

    @cached_property
    def first_places(self) -> list[tuple[str, int]]:
        return [(column, places[0]) for column, places in self.places.items()]

    @cached_property
    def repeated(self) -> list[str]:
        """Columns that stand more than once."""
        return [column for column, places in self.places.items() if len(places) > 1]


class Oddity(NamedTuple):
    """A row that is no filing, or an odd one; ``kind`` says why."""

    kind: str
    row: int
    text: str


@cache
def _spellings() -> dict[str, Header]:
    text = resources.files("filings.sources").joinpath("headers.csv").read_text(encoding="utf-8")
    return {
        compact(r["header"]): Header(r["column"], r["registry"], r["role"]) for r in csv.DictReader(text.splitlines())
    }


_LONGEST: Final = 20


@lru_cache(maxsize=100_000)
def _header(cell: str) -> Header | None:
    """The header that a cell spells. What is too long or begins like none is no header, and not worth normalising."""
    if len(cell) > _LONGEST or not _begins_header(cell[:1]):
        return None
    return _spellings().get(compact(cell))


@cache
def _first_characters() -> frozenset[str]:
    return frozenset(spelling[0] for spelling in _spellings())


@cache
def _begins_header(character: str) -> bool:
    return simplify(character) in _first_characters()


#: The kind of an `Oddity` that makes a list unusable.
CONTRADICTION: Final = "columns of one header that say different things"
_ROLE_SPEAKERS: Final = ("filing_no", "organisation", "filed_on", "name")  # the most telling first
_LEAST_COLUMNS: Final = 3
_FIRST_CELLS: Final = 4  # one of these must be a known header: a quick look at rows of data


def recognise(row: Row) -> Layout | None:
    """The layout that a header row announces, or None if the row is no header."""
    if not any(map(_header, islice(filter(None, row), _FIRST_CELLS))):
        return None
    known = [(place, header) for place, header in enumerate(map(_header, row)) if header]
    columns = {header.column for _, header in known}
    if len(columns) < _LEAST_COLUMNS or not columns & {"organisation", "filing_no"} or "name" not in columns:
        return None
    role = _role([header for _, header in known])
    layout = Layout({}, len(row), next((header.registry for _, header in known if header.registry), ""), role)
    speaking = {header.column for _, header in known if header.role and header.role == role}
    for place, header in known:
        of_the_model = header.column in speaking and header.role != role
        layout.places.setdefault("remark" if of_the_model else header.column, []).append(place)
    spelt: dict[str, list[int]] = {}
    for place, header in known:
        if header.column != "remark":
            spelt.setdefault(row[place], []).append(place)
    layout.twice = {cell: places for cell, places in spelt.items() if len(places) > 1}
    layout.unknown = {cell for cell in row if cell and _header(cell) is None}
    return layout


def _role(headers: list[Header]) -> str:
    for column in _ROLE_SPEAKERS:
        roles = {header.role for header in headers if header.column == column and header.role}
        if roles:
            return "deployed" if "deployed" in roles else roles.pop()
    return ""


_TITLE = re.compile(r"(备案|登记|清单|信息|公告|算法|服务)")


def records(table: Table, inherited: Layout | None) -> Iterator[Layout | Record | Oddity]:
    """Walk a table: each layout met, each filing as column → text, each row that is none or odd.

    A record carries ``row`` (number in the document), ``heading`` (text before it) and ``serial`` beside
    the columns of the filing table. A table without a header goes on under ``inherited``.
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
            is_title = _TITLE.search(text) is not None
            if is_title:
                heading = f"{heading}\n{text}"[-MAX_HEADING:]
            if layout and (started or not is_title):
                yield Oddity("skipped: text between the rows", number, text)
        elif announced is not None:
            if layout and started and _same_places(layout, announced):
                layout.role = announced.role or layout.role
                yield Oddity("skipped: header row repeated as data", number, " | ".join(filled))
            else:
                layout = announced
                layout.row = number
                yield layout
        elif layout is None:
            yield Oddity("skipped: row before any known header", number, " | ".join(filled))
        else:
            if any(cells[layout.width :]):
                yield Oddity("kept as published: more cells than the header", number, " | ".join(filled))
            started = True
            contradiction = _contradiction(cells, layout)
            if contradiction:
                yield Oddity(CONTRADICTION, number, contradiction)
            else:
                yield _record(cells, layout, number, heading)


def _contradiction(cells: Row, layout: Layout) -> str:
    """What columns of one and the same header say of a filing, where they don't agree."""
    for header, places in layout.twice.items():
        texts = {cells[place] for place in places if place < len(cells) and cells[place]}
        if len(texts) > 1:
            return f"{header}: " + ", ".join(f"'{text[:40]}'" for text in sorted(texts))
    return ""


def _same_places(layout: Layout, other: Layout) -> bool:
    return all(set(places) <= set(layout.places.get(column, [])) for column, places in other.places.items())


def _record(cells: Row, layout: Layout, number: int, heading: str) -> Record:
    if len(cells) < layout.width:
        cells = [*cells, *[""] * (layout.width - len(cells))]
    record = {column: cells[place] for column, place in layout.first_places}
    for column in layout.repeated:
        texts = list(dict.fromkeys(filter(None, (cells[place] for place in layout.places[column]))))
        record[column] = "；".join(texts) if column == "remark" else "".join(texts[:1])
    record["row"] = str(number)
    record["heading"] = heading
    record.setdefault("registry", layout.registry)
    record["role"] = record.get("role") or layout.role
    return record
