"""No cell that we write is run by a spreadsheet, and every cell comes back as it was."""

import csv
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from filings.files import read_table, write_table
from filings.table import NO_PRODUCT, REVIEW_COLUMNS
from filings.workbook import write_workbook
from nlp.formulas import as_typed, neutral, neutralised, restored

LIVE = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "\x01", "\x1f", "\x7f", "\x9f")
HOSTILE = ['=HYPERLINK("http://x.cn","看")', "+49 30", "-2+3", "@SUM(1)", "\t=1", "\r=1", "'=1", "''=1", NO_PRODUCT]
TAME = ["'tis", "''", "'", "a=1", "北京某某科技有限公司", "1e5", " =1"]


def raw_cells(path: Path) -> list[str]:
    """All cells of a file as another program reads them."""
    if path.suffix == ".xlsx":
        book = CalamineWorkbook.from_path(str(path))
        return [
            str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
        ]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [cell for row in csv.reader(file, delimiter="\t" if path.suffix == ".tsv" else ",") for cell in row]


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".xlsx"])
def test_nothing_is_written_that_a_spreadsheet_would_run(ending: str, tmp_path: Path) -> None:
    table = pd.DataFrame({"product": [*HOSTILE, *TAME], "=1+1": "x", "number": -1.5})
    path = tmp_path / f"table{ending}"
    write_table(table, path)
    texts = [cell for cell in raw_cells(path) if cell != "-1.5"]
    assert not [cell for cell in texts if cell.startswith(LIVE)]
    read = read_table(path)
    assert read["product"].tolist() == table["product"].tolist()
    assert read.columns.tolist() == table.columns.tolist()
    assert set(read["number"]) == {"-1.5"}


def test_a_parquet_file_has_no_formulas_and_is_left_alone(tmp_path: Path) -> None:
    write_table(pd.DataFrame({"product": HOSTILE}), tmp_path / "table.parquet")
    assert pd.read_parquet(tmp_path / "table.parquet")["product"].tolist() == HOSTILE


def test_statistics_xlsx_holds_no_formula(tmp_path: Path) -> None:
    tables = {"first_filings": pd.DataFrame({"organisation_zh": ["=1+1"], "group_id": ["@x"], "filings": [3]})}
    write_workbook(tables, tmp_path / "statistics.xlsx")
    cells = raw_cells(tmp_path / "statistics.xlsx")
    assert {"'=1+1", "'@x"} <= set(cells)
    assert not [cell for cell in cells if cell.startswith(LIVE)]


def test_a_review_workbook_holds_no_formula_that_others_typed(tmp_path: Path) -> None:
    from filings.answers import read_questions
    from filings.review_workbook import QUESTIONS, write_review_workbook
    from nlp.knowledge import SHIPPED

    row = dict.fromkeys(REVIEW_COLUMNS, "") | {"field": "sector", "name": "=1+1", "product": NO_PRODUCT, "note": "'@"}
    write_review_workbook(pd.DataFrame([row]), tmp_path / "review.xlsx", SHIPPED)
    book = CalamineWorkbook.from_path(str(tmp_path / "review.xlsx"))
    cells = [str(cell) for row in book.get_sheet_by_name(QUESTIONS).to_python() for cell in row]
    assert {"'=1+1", "'--", "''@"} <= set(cells)
    assert not [cell for cell in cells if cell.startswith(LIVE)]
    [read] = read_questions(tmp_path / "review.xlsx").to_dict("records")
    assert (read["name"], read["product"], read["note"]) == ("=1+1", NO_PRODUCT, "'@")


@given(st.text() | st.text("'=+-@\t\na"))
def test_every_text_comes_back(text: str) -> None:
    assert restored(neutral(text)) == text
    assert not neutral(text).startswith(LIVE)


@given(st.lists(st.text("'=-a") | st.none() | st.integers() | st.floats(allow_nan=False)))
def test_columns_of_anything_come_back(cells: list[object]) -> None:
    table = pd.DataFrame({"=x": pd.Series(cells, dtype=object), "n": range(len(cells))})
    assert as_typed(neutralised(table)).equals(table)


def test_an_untouched_table_is_not_copied_cell_by_cell() -> None:
    table = pd.DataFrame({"name": ["甲", "乙"], "n": [-1, 2]})
    pd.testing.assert_frame_equal(neutralised(table), table)
    assert neutralised(table)["n"].dtype == table["n"].dtype
