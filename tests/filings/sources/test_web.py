"""Lists in .html, as on the regulator's pages or saved from a spreadsheet program."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from filings.sources import Findings, read
from nlp.errors import InputError
from tests.filings.sources.lists import DEPLOYED, DEVELOPED, FIRST, HEADER, SECOND, THIRD

MODEL = ["1", "北京市", "松鼠大模型", "北京松鼠科技有限公司", "Beijing-SongShu-202511150179", "2025/11/15"]
SERVICE = ["1", "福建省", "海岸助手", "厦门海岸科技有限公司", "Fujian-HaiAn-20251022S0003", "2025/10/22"]


def row(cells: list[str], tag: str = "td") -> str:
    return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"


def table(*rows: str) -> str:
    return "<table>" + "".join(rows) + "</table>"


def page(body: str, head: str = '<meta charset="utf-8">') -> str:
    return f"<!DOCTYPE html><html><head>{head}<title>公告</title></head><body>{body}</body></html>"


@pytest.fixture
def read_page(tmp_path: Path) -> Callable[..., tuple[pd.DataFrame, Findings]]:
    def read_page(body: str, name: str = "公告.html") -> tuple[pd.DataFrame, Findings]:
        path = tmp_path / name
        path.write_text(page(body), encoding="utf-8")
        return read([path])

    return read_page


ReadPage = Callable[..., tuple[pd.DataFrame, Findings]]


def test_two_tables_with_their_headings(read_page: ReadPage) -> None:
    found, findings = read_page(
        "<h1>生成式人工智能服务信息（2025年12月）</h1><script>var x = '2026年1月';</script><p>一、备案</p>"
        + table(row(DEVELOPED), row(MODEL))
        + "<p>二、登记</p>"
        + table(row(DEPLOYED), row(SERVICE))
    )
    assert found["filing_no"].tolist() == [MODEL[4], SERVICE[4]]
    assert found["role"].tolist() == ["developed", "deployed"]
    assert found["batch"].tolist() == ["2025-12", "2025-12"]
    assert set(findings.by_kind) == {"mended: dates written as YYYY-MM-DD"}


def test_header_cells_in_a_head(read_page: ReadPage) -> None:
    found, _ = read_page(
        f"<table><thead>{row(HEADER, 'th')}</thead><tbody>{row(FIRST)}{row(SECOND)}</tbody></table>",
        "页（2024年3月）.htm",
    )
    assert found["filing_no"].tolist() == [FIRST[6], SECOND[6]]
    assert found["source_row"].tolist() == ["2", "3"]


def test_a_column_that_stands_twice_in_the_head(read_page: ReadPage) -> None:
    header, first, second = HEADER[:6] + HEADER[5:], FIRST[:6] + FIRST[5:], [*SECOND[:5], "", *SECOND[5:]]
    found, findings = read_page(f"<table><thead>{row(header, 'th')}</thead>{row(first)}{row(second)}</table>")
    assert found["purpose"].tolist() == [FIRST[5], SECOND[5]]
    assert found["filing_no"].tolist() == [FIRST[6], SECOND[6]]
    assert "column not read" not in findings.by_kind


def test_cells_merged_downwards_and_sideways(read_page: ReadPage) -> None:
    found, _ = read_page(
        table(
            '<tr><td colspan="8">备案清单（2024年5月）</td></tr>',
            row(HEADER),
            row(FIRST),
            row(SECOND).replace(f"<td>{SECOND[3]}</td>", f'<td rowspan="2">{SECOND[3]}</td>'),
            row(THIRD).replace(f"<td>{THIRD[3]}</td>", "").replace(f"<td>{THIRD[4]}</td>", '<td colspan="1">--</td>'),
        )
    )
    assert found["organisation"].tolist() == [FIRST[3], SECOND[3], SECOND[3]]
    assert found["filing_no"].tolist() == [FIRST[6], SECOND[6], THIRD[6]]
    assert set(found["batch"]) == {"2024-05"}


@pytest.mark.parametrize("rows", ["0", "9999999", "3"])
def test_a_cell_merged_down_to_the_end(rows: str, read_page: ReadPage) -> None:
    found, _ = read_page(
        table(
            row(HEADER),
            row(FIRST).replace(f"<td>{FIRST[3]}</td>", f'<td rowspan="{rows}">{FIRST[3]}</td>'),
            row(SECOND).replace(f"<td>{SECOND[3]}</td>", ""),
            row(THIRD).replace(f"<td>{THIRD[3]}</td>", ""),
        )
    )
    assert found["organisation"].tolist() == [FIRST[3]] * 3
    assert found["filing_no"].tolist() == [FIRST[6], SECOND[6], THIRD[6]]


def test_a_cell_that_claims_a_billion_columns(read_page: ReadPage) -> None:
    found, _ = read_page(table('<tr><td colspan="1000000000">清单</td></tr>', row(HEADER), row(FIRST)))
    assert found["filing_no"].tolist() == [FIRST[6]]


@pytest.mark.parametrize("charset", ["gb2312", "gbk", "gb18030"])
def test_a_page_in_a_chinese_encoding(charset: str, tmp_path: Path) -> None:
    path = tmp_path / "公告（2024年3月）.html"
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    path.write_bytes(page(table(row(HEADER), row(FIRST)), meta).encode("gb18030"))
    assert read([path])[0][["organisation", "name"]].values.tolist() == [[FIRST[3], FIRST[1]]]


def test_a_page_that_is_xml(tmp_path: Path) -> None:
    path = tmp_path / "公告.html"
    path.write_text('<?xml version="1.0" encoding="utf-8"?>\n' + page(table(row(HEADER), row(FIRST))), encoding="utf-8")
    assert read([path])[0]["name"].tolist() == [FIRST[1]]


def test_a_list_inside_tables_that_lay_out_the_page(read_page: ReadPage) -> None:
    inner = table(f"<tr><td><p>备案清单（2024年7月）</p>{table(row(HEADER), row(FIRST))}</td></tr>")
    found, findings = read_page(table(f"<tr><td>{inner}</td></tr>"))
    assert found[["filing_no", "batch"]].values.tolist() == [[FIRST[6], "2024-07"]]
    assert not findings.by_kind


def test_a_list_beside_the_navigation_of_a_page(read_page: ReadPage) -> None:
    frame = table(f"<tr><td>首页</td><td>正文{table(row(HEADER), row(FIRST))}</td></tr>")
    found, findings = read_page(frame, "公告（2024年3月）.html")
    assert found["filing_no"].tolist() == [FIRST[6]]
    assert not findings.by_kind


def test_a_small_table_inside_a_cell_is_the_cell_s_text(read_page: ReadPage) -> None:
    inner = table("<tr><td>山雀绘图(APP)、</td></tr>", "<tr><td>山雀绘图(网站)</td></tr>")
    found, _ = read_page(table(row(HEADER), row([*FIRST[:4], inner, *FIRST[5:]]), row(SECOND)))
    assert found["product"].tolist() == ["山雀绘图(APP)、山雀绘图(网站)", "--"]
    assert found["filing_no"].tolist() == [FIRST[6], SECOND[6]]


def test_what_the_page_hides_is_not_read(read_page: ReadPage) -> None:
    hidden = f'<div style="display: none">{table(row(HEADER), row(FIRST))}</div>'
    also = table(row(HEADER), row(FIRST)).replace("<table>", '<table style="DISPLAY:NONE">')
    found, _ = read_page(hidden + also + table(row(HEADER), row(FIRST), row(SECOND)))
    assert found["filing_no"].tolist() == [FIRST[6], SECOND[6]]


def test_lines_spaces_and_entities_within_a_cell(read_page: ReadPage) -> None:
    cells = [
        "1&nbsp;", "<p>山雀</p><p>绘图算法</p>", "服务提供者", "<span>杭州山雀</span>智能<br/>科技有限公司",
        "Lark&amp;Co\n   Studio<br>Pro", "&nbsp;", "网信算备330106112233<br>401240019号", "&nbsp;",
    ]  # fmt: skip
    [found] = read_page(table(row(HEADER), row(cells)))[0].to_dict("records")
    assert found["name"] == FIRST[1]
    assert found["organisation"] == FIRST[3]
    assert found["product"] == "Lark&Co Studio Pro"
    assert found["filing_no"] == FIRST[6]
    assert found["purpose"] == found["remark"] == ""


@pytest.mark.parametrize("body", ["", "<p>没有表格</p>", table(), table(row(["电话", "010"]))])
def test_a_page_without_a_list(body: str, read_page: ReadPage) -> None:
    with pytest.raises(InputError, match=r"公告\.html: no filing found"):
        read_page(body)


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "公告.html"
    path.touch()
    with pytest.raises(InputError, match=r"公告\.html: the file is empty; expected a list"):
        read([path])
