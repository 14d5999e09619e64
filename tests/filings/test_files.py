import re
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from filings.files import csv_chunks, parquet_chunks, read_table, write_table
from nlp.errors import InputError

#: What XlsxWriter and calamine write and read differently.
SHEET_ESCAPE = re.compile("_x[0-9A-Fa-f]{4}|[\ufffe\uffff]")

ODD = pd.DataFrame(
    {
        "name": ["北京某某科技有限公司", "", '"quoted", and ; 「more」', "  outer ", "two\nlines", "\r\nagain"],
        "number": ["007", "1.0", "1e5", "12345678901234567890", "TRUE", "2024-05-01"],
        "formula": ["=1+1", "+49 30", "-5", "@x", "http://x.cn", "NA"],
    }
)


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".xlsx", ".parquet"])
def test_what_is_written_reads_back_unchanged(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"table{ending}"
    write_table(ODD, path)
    pd.testing.assert_frame_equal(read_table(path), ODD)


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".xlsx", ".parquet"])
def test_a_table_without_rows(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"table{ending}"
    write_table(ODD.iloc[:0], path)
    read = read_table(path)
    assert read.empty
    assert read.columns.tolist() == ODD.columns.tolist()


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".xlsx", ".parquet"])
def test_numbers_read_as_text_and_gaps_as_empty(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"table{ending}"
    write_table(pd.DataFrame({"confidence": [0.97, None], "count": [3, 4]}), path)
    assert read_table(path).values.tolist() == [["0.97", "3"], ["", "4"]]


@pytest.mark.parametrize("ending", [".csv", ".tsv"])
def test_a_carriage_return_ends_no_row(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"table{ending}"
    table = pd.DataFrame({"name": ["甲\r乙", "丙"], "note": ["\r", ""]})
    write_table(table, path)
    pd.testing.assert_frame_equal(read_table(path), table)


def test_one_column_keeps_its_empty_cells(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    write_table(pd.DataFrame({"name": ["甲", "", "乙"]}), path)
    assert read_table(path)["name"].tolist() == ["甲", "", "乙"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_bytes("名称,数\n北京㐀科技有限公司,1\n".encode(encoding))
    assert read_table(path).to_dict("records") == [{"名称": "北京㐀科技有限公司", "数": "1"}]


def test_columns_that_stand_twice_are_named(tmp_path: Path) -> None:
    for ending in (".csv", ".xlsx"):
        path = tmp_path / f"table{ending}"
        write_table(pd.DataFrame([["a", "b", "c", "d"]], columns=["x", "x", "", ""]), path)
        with pytest.raises(InputError, match=f"table{ending}: column 'x' stands twice; rename or remove one"):
            read_table(path)


def test_columns_without_a_name_may_be_several(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("name,,\n甲,1,2\n", encoding="utf-8")
    assert read_table(path).columns.tolist() == ["name", "", ""]


def test_a_trailing_comma_does_not_shift_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name,city\n甲,北京,\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"names\.csv: row 2 has 3 cells, the header 2"):
        read_table(path)


def test_a_sheet_typed_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "typed.xlsx"
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        book.add_worksheet("empty")
        book.add_worksheet("old").hide()
        sheet = book.add_worksheet("new")
        sheet.activate()
        sheet.write_row(0, 0, ["day", "moment", "count", "share", "name"])
        sheet.write_row(1, 0, [date(2025, 3, 7), datetime(2025, 3, 7, 10, 30), 12, 0.5, "甲"])
    assert read_table(path).values.tolist() == [["2025-03-07", "2025-03-07 10:30:00", "12", "0.5", "甲"]]


@pytest.mark.parametrize("name", ["x.csv", "x.tsv", "x.xlsx", "x.parquet"])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x00\x01\x02\xff\xfe"])
def test_a_file_that_is_no_table(name: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=name.replace(".", r"\.")):
        read_table(path)


def test_a_file_that_is_not_there_and_one_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"x\.csv: no such file"):
        read_table(tmp_path / "x.csv")
    (tmp_path / "x.json").touch()
    with pytest.raises(InputError, match=r"x\.json: a table ends in \.csv, \.tsv, \.xlsx, \.parquet"):
        read_table(tmp_path / "x.json")
    with pytest.raises(InputError, match=r"x\.json: an output ends in"):
        write_table(ODD, tmp_path / "x.json")


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".xlsx", ".parquet"])
def test_an_old_file_stays_when_a_cell_can_not_be_written(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"table{ending}"
    path.write_text("of yesterday", encoding="utf-8")
    for cell in ("a\0b", "\ud800"):
        with pytest.raises(InputError, match=f"table{ending}: "):
            write_table(pd.DataFrame({"name": ["甲", cell]}, dtype=object), path)
    assert path.read_text(encoding="utf-8") == "of yesterday"
    assert list(tmp_path.iterdir()) == [path]


def test_what_a_sheet_can_not_hold_is_said_and_not_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    with pytest.raises(InputError, match=r"row 3, column 'name': 40,000 characters; .* write \.csv or \.parquet"):
        write_table(pd.DataFrame({"name": ["甲", "乙" * 40_000]}), path)
    with pytest.raises(InputError, match=r"1,048,576 rows of 1 columns are too many for \.xlsx; write \.csv"):
        write_table(pd.DataFrame({"n": range(1_048_576)}), path)
    assert not path.exists()


def test_a_written_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    write_table(ODD, tmp_path / "table.csv")
    assert (tmp_path / "table.csv").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_name_as_long_as_the_system_allows(tmp_path: Path) -> None:
    path = tmp_path / ("长" * 83 + ".csv")
    write_table(ODD, path)
    assert path.is_file()


def cells(ending: str) -> st.SearchStrategy[str]:
    """Any text but what the format, or every file, can't hold (see the tests above and below)."""
    text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.text("'=+-@\r\n\t ,\"a")
    if ending == ".xlsx":
        return text.filter(lambda cell: not SHEET_ESCAPE.search(cell))
    return text


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".xlsx", ".parquet"])
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_table_comes_back_unchanged(ending: str, data: st.DataObject) -> None:
    names = data.draw(st.lists(cells(ending).filter(bool), min_size=1, max_size=4, unique=True))
    rows = data.draw(st.lists(st.lists(cells(ending), min_size=len(names), max_size=len(names)), max_size=5))
    if ending == ".xlsx":
        while rows and not any(rows[-1]):
            del rows[-1]
    table = pd.DataFrame(rows, columns=names, dtype=str)
    with TemporaryDirectory() as folder:
        path = Path(folder, f"table{ending}")
        write_table(table, path)
        pd.testing.assert_frame_equal(read_table(path), table)


def test_a_sheet_does_not_tell_of_empty_rows_at_its_end(tmp_path: Path) -> None:
    write_table(pd.DataFrame({"name": ["", "甲", ""]}), tmp_path / "table.xlsx")
    assert read_table(tmp_path / "table.xlsx")["name"].tolist() == ["", "甲"]


@pytest.mark.parametrize("cell", ["_x005F_x0041_", "\ufffe"])
def test_escapes_of_a_sheet_that_its_parser_reads_otherwise(cell: str, tmp_path: Path) -> None:
    assert SHEET_ESCAPE.search(cell)
    write_table(pd.DataFrame({"name": [cell]}), tmp_path / "table.xlsx")
    assert read_table(tmp_path / "table.xlsx")["name"].tolist() != [cell]


def test_a_long_row_is_left_out_and_told_where_that_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name,city\n甲,北京\n乙,上海,x\n丙\n", encoding="utf-8")
    skipped: list[str] = []
    table = read_table(path, skipped)
    assert table.to_dict("index") == {0: {"name": "甲", "city": "北京"}, 2: {"name": "丙", "city": ""}}
    assert skipped == [f"{path}: row 3 has 3 cells, the header 2; is a comma not quoted?"]


def test_chunks_of_a_table_are_the_table(tmp_path: Path) -> None:
    table = pd.DataFrame({"name": [f"甲{number}" for number in range(7)], "note": "-"})
    for ending, chunks in ((".csv", csv_chunks), (".parquet", parquet_chunks)):
        write_table(table, tmp_path / f"table{ending}")
        read = list(chunks(tmp_path / f"table{ending}", size=3))
        assert list(map(len, read)) == [3, 3, 1]
        pd.testing.assert_frame_equal(pd.concat(read), table, check_index_type=False)


def test_a_parquet_file_of_numbers_dates_and_bytes(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    columns = {"n": pa.array([1, None]), "b": pa.array([b"ab", None]), "code": pa.array(["x", "x"]).dictionary_encode()}
    parquet.write_table(pa.table(columns), path)
    assert read_table(path).to_dict("records") == [{"n": "1", "b": "ab", "code": "x"}, {"n": "", "b": "", "code": "x"}]


def test_a_parquet_file_that_says_a_long_text_for_many_rows(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 1000, pa.int32()), pa.array(["x" * 1_000_000]))
    parquet.write_table(pa.table({"name": text}), path, compression="zstd")
    with pytest.raises(
        InputError, match=r"table\.parquet: a cell of 1,000,000 bytes; expected at most 131,072 characters"
    ):
        read_table(path)


@pytest.mark.parametrize(
    ("column", "fault"),
    [
        (pa.array([["a"], ["b"]]), "column 'x' holds lists or records; expected text or numbers"),
        (pa.array([b"\xff", b"a"]).view(pa.string()), "can't be read as .parquet"),
        (pa.array(["a\0", "a"]), r"column 'x': '\\x00', which is no text"),
    ],
)
def test_parquet_columns_that_are_no_text(column: pa.Array, fault: str, tmp_path: Path) -> None:
    parquet.write_table(pa.table({"x": column}), tmp_path / "table.parquet")
    with pytest.raises(InputError, match=fault):
        read_table(tmp_path / "table.parquet")


def test_a_parquet_column_whose_name_is_no_text(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"name\0": ["a"]}), tmp_path / "table.parquet")
    with pytest.raises(InputError, match="a NUL character in the header"):
        read_table(tmp_path / "table.parquet")
