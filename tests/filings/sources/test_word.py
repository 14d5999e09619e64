"""Lists in .docx: one table or several, merged cells, tables in cells."""

from pathlib import Path

import docx
import pytest

from filings.sources import read
from filings.sources.documents import tables
from tests.filings.sources.conftest import ReadWord
from tests.filings.sources.lists import DEPLOYED, DEVELOPED, FIRST, HEADER, SECOND, THIRD, add_table


def test_a_plain_list(read_word: ReadWord) -> None:
    document = docx.Document()
    document.add_paragraph("境内深度合成服务算法备案清单")
    add_table(document, HEADER, FIRST, SECOND)
    table = read_word(document)
    assert table["filing_no"].tolist() == [FIRST[6], SECOND[6]]
    assert table["organisation"].tolist() == [FIRST[3], SECOND[3]]
    assert table["role"].tolist() == ["provider", "supporter"]
    assert table["batch"].tolist() == ["2024-03"] * 2
    assert table["source_row"].tolist() == ["2", "3"]


def test_serials_that_word_counts_itself_read_as_empty(read_word: ReadWord) -> None:
    document = docx.Document()
    numbered = [["", *row[1:]] for row in (FIRST, SECOND, THIRD)]
    table = add_table(document, HEADER, *numbered)
    for row in table.rows[1:]:
        row.cells[0].paragraphs[0].style = document.styles["List Number"]
    assert read_word(document)["filing_no"].tolist() == [FIRST[6], SECOND[6], THIRD[6]]


def test_an_organisation_merged_over_its_rows(read_word: ReadWord) -> None:
    document = docx.Document()
    table = add_table(document, HEADER, FIRST, [*SECOND[:3], "", *SECOND[4:]], [*THIRD[:3], "", *THIRD[4:]])
    table.cell(2, 3).merge(table.cell(3, 3)).text = "成都听雨声学有限公司"
    assert read_word(document)["organisation"].tolist() == [FIRST[3], SECOND[3], SECOND[3]]


def test_a_title_row_merged_over_the_columns(read_word: ReadWord) -> None:
    document = docx.Document()
    table = add_table(document, [""] * 8, HEADER, FIRST)
    table.cell(0, 0).merge(table.cell(0, 7)).text = "深度合成服务算法备案清单（2024年5月）"
    [row] = read_word(document).to_dict("records")
    assert (row["filing_no"], row["batch"]) == (FIRST[6], "2024-05")


def test_two_cells_of_a_row_merged(read_word: ReadWord) -> None:
    document = docx.Document()
    table = add_table(document, HEADER, FIRST, SECOND)
    table.cell(2, 4).merge(table.cell(2, 5)).text = "--"
    row = read_word(document).iloc[1]
    assert (row["product"], row["purpose"], row["filing_no"]) == ("--", "", SECOND[6])


@pytest.mark.parametrize("merged_downwards", [False, True])
def test_borders_drawn_by_hand_do_not_move_cells(merged_downwards: bool, read_word: ReadWord) -> None:
    """Each row shares out nine columns of Word's grid among its eight cells in its own way."""
    document = docx.Document()
    table = add_table(document, *([*row[:5], "", *row[5:]] for row in (HEADER, FIRST, SECOND, THIRD)))
    for row, (wide, texts) in enumerate([(4, HEADER), (5, FIRST), (4, SECOND), (5, THIRD)]):
        table.cell(row, wide).merge(table.cell(row, wide + 1))
        table.cell(row, 4).text, table.cell(row, 6).text = texts[4:6]
    if merged_downwards:
        table.cell(2, 3).merge(table.cell(3, 3)).text = SECOND[3]
    read = read_word(document)
    assert read["purpose"].tolist() == [FIRST[5], SECOND[5], THIRD[5]]
    assert read["organisation"].tolist() == [FIRST[3], SECOND[3], SECOND[3]]


def test_the_header_repeated_on_each_page_is_no_filing(read_word: ReadWord) -> None:
    document = docx.Document()
    add_table(document, HEADER, FIRST, HEADER, SECOND, HEADER, THIRD)
    assert read_word(document)["filing_no"].tolist() == [FIRST[6], SECOND[6], THIRD[6]]


def test_a_list_that_goes_on_in_a_second_table_without_header(read_word: ReadWord) -> None:
    document = docx.Document()
    add_table(document, HEADER, FIRST)
    document.add_paragraph("（续）")
    add_table(document, SECOND, THIRD)
    assert read_word(document)["filing_no"].tolist() == [FIRST[6], SECOND[6], THIRD[6]]


def test_a_small_table_in_between_does_not_end_the_list(read_word: ReadWord) -> None:
    document = docx.Document()
    add_table(document, HEADER, FIRST)
    add_table(document, ["联系电话", "010-00000000"])
    add_table(document, SECOND)
    assert read_word(document)["filing_no"].tolist() == [FIRST[6], SECOND[6]]


def test_filed_and_registered_services_in_one_file(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("生成式人工智能服务备案和登记信息（2025年12月）")
    document.add_paragraph("一、备案信息")
    add_table(
        document,
        DEVELOPED,
        ["1", "北京市", "松鼠大模型", "北京松鼠科技有限公司", "Beijing-SongShu-202511150179", "2025/11/15"],
    )
    document.add_paragraph("二、登记信息")
    add_table(
        document,
        DEPLOYED,
        ["1", "福建省", "海岸助手", "厦门海岸科技有限公司", "Fujian-HaiAn-20251022S0003", "2025/10/22"],
    )
    path = tmp_path / "附件.docx"
    document.save(str(path))
    table = read([path])[0]
    assert table["role"].tolist() == ["developed", "deployed"]
    assert table["name"].tolist() == ["松鼠大模型", "海岸助手"]
    assert table["organisation"].tolist() == ["北京松鼠科技有限公司", "厦门海岸科技有限公司"]
    assert table["filed_on"].tolist() == ["2025-11-15", "2025-10-22"]
    assert table["batch"].tolist() == ["2025-12", "2025-12"]
    assert table["source_row"].tolist() == ["2", "4"]


def test_a_small_table_inside_a_cell_is_the_cell_s_text(read_word: ReadWord) -> None:
    document = docx.Document()
    table = add_table(document, HEADER, FIRST, SECOND)
    cell = table.rows[1].cells[4]
    cell.text = ""
    inner = cell.add_table(rows=2, cols=1)
    inner.cell(0, 0).text, inner.cell(1, 0).text = "山雀绘图(APP)、", "山雀绘图(网站)"
    read = read_word(document)
    assert read["product"].tolist() == ["山雀绘图(APP)、山雀绘图(网站)", "--"]
    assert read["filing_no"].tolist() == [FIRST[6], SECOND[6]]


def test_a_list_inside_a_cell_that_only_lays_out_the_page(tmp_path: Path) -> None:
    document = docx.Document()
    frame = document.add_table(rows=1, cols=1)
    frame.cell(0, 0).text = "备案清单（2024年7月）"
    inner = frame.cell(0, 0).add_table(rows=3, cols=8)
    for row, texts in zip(inner.rows, (HEADER, FIRST, SECOND), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    path = tmp_path / "附件.docx"
    document.save(str(path))
    table, findings = read([path])
    assert table["filing_no"].tolist() == [FIRST[6], SECOND[6]]
    assert table["batch"].tolist() == ["2024-07", "2024-07"]
    assert not findings.by_kind


def test_lines_within_a_cell(read_word: ReadWord) -> None:
    document = docx.Document()
    table = add_table(document, HEADER, FIRST)
    header, name, organisation, number = (table.rows[r].cells[c] for r, c in ((0, 6), (1, 1), (1, 3), (1, 6)))
    header.text = "备案\n编号"
    name.text = "Lark AI\nStudio算法"
    organisation.text = "杭州山雀智能"
    organisation.add_paragraph("科技有限公司")
    number.text = "网信算备33010611\n2233401240019号"
    [row] = read_word(document).to_dict("records")
    assert row["name"] == "Lark AI Studio算法"
    assert row["organisation"] == FIRST[3]
    assert row["filing_no"] == FIRST[6]


def test_every_row_has_as_many_cells_as_the_widest(tmp_path: Path) -> None:
    document = docx.Document()
    table = add_table(document, HEADER, FIRST, SECOND)
    last = table.rows[2]._tr
    last.remove(last.tc_lst[-1])
    path = tmp_path / "x.docx"
    document.save(str(path))
    [found] = tables(path)
    assert [len(row) for row in found.rows] == [8, 8, 8]
    assert found.rows[2][:7] == SECOND[:7]
