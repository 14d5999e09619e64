"""Lists in .xlsx, .csv and .tsv."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from filings.sources import read
from nlp.errors import InputError
from tests.filings.sources.lists import DEPLOYED, DEVELOPED, FIRST, HEADER, SECOND, THIRD

MODEL = ["1", "北京市", "松鼠大模型", "北京松鼠科技有限公司", "Beijing-SongShu-202511150179", "2025/11/15"]
SERVICE = ["1", "福建省", "海岸助手", "厦门海岸科技有限公司", "Fujian-HaiAn-20251022S0003", "2025/10/22"]


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Writes a workbook: sheets by name, each its rows; ``change`` may touch the workbook before it closes."""

    def book(
        sheets: dict[str, list[list[Any]]],
        name: str = "清单（2024年3月）.xlsx",
        change: Callable[[xlsxwriter.Workbook], None] = lambda workbook: None,
    ) -> Path:
        path = tmp_path / name
        workbook = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
        for title, rows in sheets.items():
            sheet = workbook.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        change(workbook)
        workbook.close()
        return path

    return book


Book = Callable[..., Path]


def test_a_sheet_with_a_title_row(book: Book) -> None:
    table, findings = read([book({"Sheet1": [["深度合成服务算法备案清单（2024年5月）"], HEADER, FIRST, SECOND]})])
    assert table["filing_no"].tolist() == [FIRST[6], SECOND[6]]
    assert table["batch"].tolist() == ["2024-05", "2024-05"]
    assert table["source_row"].tolist() == ["3", "4"]
    assert not findings.by_kind


def test_several_sheets(book: Book) -> None:
    table = read([book({"备案": [DEVELOPED, MODEL], "登记": [DEPLOYED, SERVICE]})])[0]
    assert table["role"].tolist() == ["developed", "deployed"]
    assert table["name"].tolist() == ["松鼠大模型", "海岸助手"]


def test_the_name_of_a_sheet_gives_its_batch(book: Book) -> None:
    sheets = {"2024年5月": [HEADER, FIRST], "2024年6月": [HEADER, SECOND]}
    table = read([book(sheets, name="深度合成.xlsx")])[0]
    assert table["batch"].tolist() == ["2024-05", "2024-06"]


def test_hidden_sheets_and_charts_are_not_read(book: Book) -> None:
    def hide(workbook: xlsxwriter.Workbook) -> None:
        workbook.get_worksheet_by_name("旧稿").hide()
        workbook.get_worksheet_by_name("更旧").very_hidden()
        chart = workbook.add_chart({"type": "column"})
        chart.add_series({"values": "=正稿!$A$2:$A$3"})
        workbook.add_chartsheet("图").set_chart(chart)

    table = read([book({"正稿": [HEADER, FIRST], "旧稿": [HEADER, SECOND], "更旧": [HEADER, THIRD]}, change=hide)])[0]
    assert table["filing_no"].tolist() == [FIRST[6]]


def test_merged_cells(book: Book) -> None:
    def merge(workbook: xlsxwriter.Workbook) -> None:
        sheet = workbook.get_worksheet_by_name("Sheet1")
        sheet.merge_range(0, 0, 0, 7, "备案清单（2024年9月）")
        sheet.merge_range(3, 3, 4, 3, SECOND[3])

    rows = [[], HEADER, FIRST, SECOND, THIRD]
    table = read([book({"Sheet1": rows}, name="附件.xlsx", change=merge)])[0]
    assert table["organisation"].tolist() == [FIRST[3], SECOND[3], SECOND[3]]
    assert set(table["batch"]) == {"2024-09"}


def test_numbers_and_dates_as_cells(book: Book) -> None:
    day, moment = date(2025, 11, 15), datetime(2025, 10, 22)
    rows = [DEVELOPED, [1, *MODEL[1:5], day], [2.0, *MODEL[1:4], "Beijing-X-202511150180", moment]]
    table, findings = read([book({"Sheet1": rows})])
    assert table["filed_on"].tolist() == ["2025-11-15", "2025-10-22"]
    assert not findings.by_kind


def test_a_model_whose_name_is_a_number(book: Book) -> None:
    table = read([book({"Sheet1": [DEVELOPED, [1, "北京市", 360, *MODEL[3:]]]})])[0]
    assert table["name"].tolist() == ["360"]


def test_a_list_that_does_not_begin_in_the_first_cell(book: Book) -> None:
    gap = [""] * 5
    table = read([book({"Sheet1": [[], [], [*gap, *HEADER], [*gap, *FIRST]]})])[0]
    assert table[["filing_no", "source_row"]].values.tolist() == [[FIRST[6], "4"]]


def test_lines_within_a_cell(book: Book) -> None:
    header = [*HEADER[:6], "备案\n编号", HEADER[7]]
    row = [FIRST[0], "山雀\n绘图算法", *FIRST[2:]]
    table = read([book({"Sheet1": [header, row]})])[0]
    assert table[["name", "filing_no"]].values.tolist() == [["山雀绘图算法", FIRST[6]]]


def text_of(*rows: list[str], delimiter: str = ",") -> str:
    return "".join(delimiter.join(row) + "\r\n" for row in rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(("ending", "delimiter"), [(".csv", ","), (".csv", ";"), (".csv", "\t"), (".tsv", "\t")])
def test_text_in_every_encoding_and_with_every_delimiter(
    encoding: str, ending: str, delimiter: str, tmp_path: Path
) -> None:
    path = tmp_path / f"深度合成（2024年3月）{ending}"
    path.write_bytes(text_of(HEADER, FIRST, SECOND, delimiter=delimiter).encode(encoding))
    table = read([path])[0]
    assert table["filing_no"].tolist() == [FIRST[6], SECOND[6]]
    assert table["purpose"].tolist() == [FIRST[5], SECOND[5]]


def test_a_character_that_only_gb18030_has(tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    path.write_bytes(text_of(HEADER, [*FIRST[:3], "北京㐀䶮科技有限公司", *FIRST[4:]]).encode("gb18030"))
    assert read([path])[0]["organisation"].tolist() == ["北京㐀䶮科技有限公司"]


def test_a_title_line_before_the_header(tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    path.write_text("深度合成备案清单（2024年3月）\n" + text_of(HEADER, FIRST, delimiter=";"), encoding="utf-8")
    assert read([path])[0][["filing_no", "batch"]].values.tolist() == [[FIRST[6], "2024-03"]]


def test_quoted_cells_with_delimiters_quotes_and_lines(tmp_path: Path) -> None:
    quoted = [*FIRST[:1], '"山雀\n绘图算法"', *FIRST[2:4], '"山雀,绘图""专业版""(APP)"', *FIRST[5:]]
    path = tmp_path / "清单.csv"
    path.write_text(text_of(HEADER, quoted, SECOND), encoding="utf-8", newline="")
    table = read([path])[0]
    assert table["name"].tolist() == ["山雀绘图算法", SECOND[1]]
    assert table["product"].tolist() == ['山雀,绘图"专业版"(APP)', SECOND[4]]
    assert table["source_row"].tolist() == ["2", "3"]


def test_a_quotation_mark_that_never_closes_swallows_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    path.write_text(
        text_of(HEADER, [FIRST[0], '"山雀绘图算法', *FIRST[2:]], SECOND, THIRD), encoding="utf-8", newline=""
    )
    with pytest.raises(InputError, match=r"清单\.csv: line \d: a quotation mark out of place"):
        read([path])


def test_empty_lines_are_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    path.write_text("\n" + text_of(HEADER, FIRST) + "\n,,,,,,,\n" + text_of(SECOND), encoding="utf-8")
    table = read([path])[0]
    assert table["filing_no"].tolist() == [FIRST[6], SECOND[6]]
