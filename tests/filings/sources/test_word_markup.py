"""Lists in .docx as Word and WPS save them: content controls, tracked changes, special characters."""

import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from filings.sources import read
from tests.filings.sources.conftest import ReadWord
from tests.filings.sources.lists import DEVELOPED, FIRST, HEADER, SECOND, THIRD, add_table


def wrap(element: Any, tag: str) -> None:
    """Put an element into a wrapper of Word's, such as a content control."""
    wrapper = OxmlElement(tag)
    element.addprevious(wrapper)
    inside = wrapper
    if tag == "w:sdt":
        inside = OxmlElement("w:sdtContent")
        wrapper.append(inside)
    inside.append(element)


@pytest.mark.parametrize("tag", ["w:sdt", "w:customXml"])
def test_content_controls_around_table_row_cell_and_text(tag: str, read_word: ReadWord) -> None:
    document = docx.Document()
    table = add_table(document, HEADER, FIRST, SECOND, THIRD)
    _, first, second, third = table.rows
    wrap(first._tr, tag)
    wrap(second.cells[3]._tc, tag)
    wrap(third.cells[1].paragraphs[0]._p.r_lst[0], tag)
    wrap(table._tbl, tag)
    read = read_word(document)
    assert read["name"].tolist() == [FIRST[1], SECOND[1], THIRD[1]]
    assert read["organisation"].tolist() == [FIRST[3], SECOND[3], THIRD[3]]


def test_content_controls_in_a_table_with_merged_cells(read_word: ReadWord) -> None:
    document = docx.Document()
    table = add_table(document, HEADER, FIRST, [*SECOND[:3], "", *SECOND[4:]], [*THIRD[:3], "", *THIRD[4:]])
    table.cell(2, 3).merge(table.cell(3, 3)).text = SECOND[3]
    row = table.rows[2]._tr
    wrap(row.tc_lst[1], "w:sdt")
    wrap(row, "w:sdt")
    read = read_word(document)
    assert read["name"].tolist() == [FIRST[1], SECOND[1], THIRD[1]]
    assert read["organisation"].tolist() == [FIRST[3], SECOND[3], SECOND[3]]


def test_tracked_insertions_count_and_deletions_do_not(read_word: ReadWord) -> None:
    document = docx.Document()
    table = add_table(document, HEADER, FIRST)
    paragraph = table.rows[1].cells[1].paragraphs[0]._p
    wrap(paragraph.r_lst[0], "w:ins")
    paragraph.append(
        parse_xml(f"<w:del {nsdecls('w')} w:id='7' w:author='x'><w:r><w:delText>旧名</w:delText></w:r></w:del>")
    )
    assert read_word(document)["name"].tolist() == [FIRST[1]]


def test_a_tracked_change_of_formatting(read_word: ReadWord) -> None:
    """Formatting inside formatting, which can't be cut out before parsing."""
    document = docx.Document()
    table = add_table(document, HEADER, FIRST)
    properties = table.rows[1].cells[1].paragraphs[0].runs[0]._r.get_or_add_rPr()
    properties.append(
        parse_xml(f"<w:rPrChange {nsdecls('w')} w:id='8' w:author='x'><w:rPr><w:b/></w:rPr></w:rPrChange>")
    )
    assert read_word(document)["name"].tolist() == [FIRST[1]]


def test_a_row_moved_with_tracking_stands_once(read_word: ReadWord) -> None:
    document = docx.Document()
    table = add_table(document, HEADER, FIRST, SECOND)
    source, target = table.rows[1]._tr, deepcopy(table.rows[1]._tr)
    table.rows[2]._tr.addnext(target)
    for row, tag in ((source, "w:moveFrom"), (target, "w:moveTo")):
        for run in list(row.iter(qn("w:r"))):
            wrap(run, tag)
    assert read_word(document)["filing_no"].tolist() == [SECOND[6], FIRST[6]]


def test_tabs_and_hyphens_of_their_own_kind(tmp_path: Path) -> None:
    document = docx.Document()
    table = add_table(document, DEVELOPED, ["1", "北京市", "松鼠", "北京松鼠科技有限公司", "", "2025/11/15"])
    run = table.rows[1].cells[4].paragraphs[0].add_run("Beijing")
    run._r.append(OxmlElement("w:noBreakHyphen"))
    table.rows[1].cells[4].paragraphs[0].add_run("SongShu-202511150179")
    table.rows[1].cells[2].text = "Squirrel\tLM"
    path = tmp_path / "清单（2025年12月）.docx"
    document.save(str(path))
    [row] = read([path])[0].to_dict("records")
    assert (row["filing_no"], row["name"]) == ("Beijing-SongShu-202511150179", "Squirrel LM")


def rewrite_body(path: Path, change: Callable[[bytes], bytes]) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = change(parts["word/document.xml"])
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


@pytest.fixture
def two_lines(tmp_path: Path) -> Path:
    document = docx.Document()
    table = add_table(document, HEADER, FIRST)
    table.rows[1].cells[3].text = "杭州山雀智能"
    table.rows[1].cells[3].add_paragraph("科技有限公司")
    path = tmp_path / "清单（2024年3月）.docx"
    document.save(str(path))
    return path


def test_a_document_written_with_indentation(two_lines: Path) -> None:
    rewrite_body(
        two_lines, lambda data: data.replace(b"<w:p>", b"\n    <w:p>\n      ").replace(b"</w:p>", b"\n    </w:p>")
    )
    assert read([two_lines])[0]["organisation"].tolist() == [FIRST[3]]


def test_a_document_in_the_strict_format(two_lines: Path) -> None:
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    usual = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    rewrite_body(two_lines, lambda data: data.replace(usual, strict))
    assert read([two_lines])[0]["organisation"].tolist() == [FIRST[3]]
