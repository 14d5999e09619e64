from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from filings.files import decode_text, read_table, replacing, write_table
from nlp.errors import InputError

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


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(InputError, match=r"x\.csv: the text is neither UTF-8 nor GB18030"):
        decode_text(b"\xff\xff\xff", "x.csv")


def test_columns_that_stand_twice_keep_their_name(tmp_path: Path) -> None:
    for ending in (".csv", ".xlsx"):
        path = tmp_path / f"table{ending}"
        write_table(pd.DataFrame([["a", "b", "c"]], columns=["x", "x", ""]), path)
        assert read_table(path).columns.tolist() == ["x", "x", ""]


def test_a_trailing_comma_does_not_shift_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("name,city\n甲,北京,\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"names\.csv: can't be read as a table"):
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
    if name.endswith("sv") and content == b"PK\x03\x04":
        assert read_table(path).empty
        return
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


def test_an_old_file_stays_when_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("of yesterday", encoding="utf-8")

    def fail_halfway() -> None:
        with replacing(path) as temporary:
            temporary.write_text("half of", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_halfway()
    assert path.read_text(encoding="utf-8") == "of yesterday"
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "table.csv"
    with replacing(path) as temporary:
        temporary.write_text("half", encoding="utf-8")
        assert not path.exists()
    assert path.read_text(encoding="utf-8") == "half"


def test_a_written_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    write_table(ODD, tmp_path / "table.csv")
    assert (tmp_path / "table.csv").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_name_as_long_as_the_system_allows(tmp_path: Path) -> None:
    path = tmp_path / ("长" * 83 + ".csv")
    write_table(ODD, path)
    assert path.is_file()
