"""A table as it stands in a document: what every reader of a format hands on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from nlp.text import has_chinese

Row = list[str]

LIST_WIDTH: Final = 3  # a narrower table is no list: a header needs three columns to be one


@dataclass(slots=True)
class Table:
    """One table of a document, as it stands there.

    rows : cells as text without outer spaces, "" where empty; rows may differ in length.
    heading : the text that stands before it.
    continued : the table goes on from the page before.
    first_row : number of its first row, counted over all tables of the document from 1.
    """

    rows: list[Row]
    heading: str = ""
    continued: bool = False
    first_row: int = 1


def join_lines(lines: Iterable[str]) -> str:
    """Lines of one cell as one text: a space between Latin words, nothing beside a Chinese character."""
    text = ""
    for line in filter(None, (line.strip() for line in lines)):
        gap = text and not (has_chinese(text[-1]) or has_chinese(line[0]) or not (text[-1] + line[0]).isalnum())
        text += (" " if gap else "") + line
    return text


def one_line(text: str) -> str:
    """A cell's text without its line breaks and outer spaces."""
    text = text.strip()
    return join_lines(text.splitlines()) if "\n" in text else text


def with_inner(outer: Table, inner: list[Table]) -> list[Table]:
    """A table and the lists inside its cells; a table too narrow for a list is page layout and their heading."""
    is_layout = inner and all(len(row) < LIST_WIDTH for row in outer.rows)
    heading = "\n".join([outer.heading, *(cell for row in outer.rows for cell in row)]) if is_layout else outer.heading
    for table in inner:
        table.heading = heading
    return inner if is_layout else [outer, *inner]
