"""Lists in .pdf: pages without a header, rows cut by the page's end, merged cells, wrapped cells."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import LongTable, PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle
from reportlab.platypus.flowables import Flowable

from filings.sources import Findings, read
from nlp.errors import InputError

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
FONT = ParagraphStyle("list", fontName="STSong-Light", fontSize=9, leading=12, wordWrap="CJK")
GRID = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
HEADER = ["序号", "属地", "模型名称", "备案单位", "备案号", "备案时间"]
WIDTHS = [40, 60, 110, 170, 230, 90]

ReadPdf = Callable[..., tuple[pd.DataFrame, Findings]]


def service(serial: int) -> list[str]:
    return [
        str(serial), "北京市", f"云雀问答{serial}号", f"北京云雀第{serial}科技有限公司",
        f"Beijing-YunQueWenDa{serial}-20250311{serial:04d}", "2025/3/11",
    ]  # fmt: skip


def table(*rows: list[str], style: list[tuple[object, ...]] | None = None, **options: object) -> Table:
    cells = [[Paragraph(text, FONT) if text else "" for text in row] for row in rows]
    return LongTable(cells, colWidths=WIDTHS, style=TableStyle([*GRID, *(style or [])]), **options)


@pytest.fixture
def read_pdf(tmp_path: Path) -> ReadPdf:
    def read_pdf(
        *flowables: Flowable, name: str = "生成式人工智能服务已备案信息（2025年3月）.pdf"
    ) -> tuple[pd.DataFrame, Findings]:
        path = tmp_path / name
        SimpleDocTemplate(str(path), pagesize=landscape(A4)).build(list(flowables))
        return read([path])

    return read_pdf


def test_several_pages_with_the_header_on_the_first_only(read_pdf: ReadPdf) -> None:
    rows = [service(serial) for serial in range(1, 71)]
    found, findings = read_pdf(Paragraph("已备案信息", FONT), table(HEADER, *rows))
    assert found["filing_no"].tolist() == [row[4] for row in rows]
    assert found["name"].tolist() == [row[2] for row in rows]
    assert found["organisation"].tolist() == [row[3] for row in rows]
    assert set(found["batch"]) == {"2025-03"}
    assert set(found["filed_on"]) == {"2025-03-11"}
    assert set(findings.by_kind) == {"mended: dates written as YYYY-MM-DD"}


def test_the_header_on_every_page(read_pdf: ReadPdf) -> None:
    rows = [service(serial) for serial in range(1, 71)]
    found, _ = read_pdf(table(HEADER, *rows, repeatRows=1))
    assert found["filing_no"].tolist() == [row[4] for row in rows]


def test_the_title_of_the_first_page_gives_the_batch_of_all(read_pdf: ReadPdf) -> None:
    rows = [service(serial) for serial in range(1, 41)]
    found, _ = read_pdf(Paragraph("已备案信息（2025年6月）", FONT), table(HEADER, *rows), name="附件.pdf")
    assert len(found) == 40
    assert set(found["batch"]) == {"2025-06"}


def two_pages(read_pdf: ReadPdf, last: list[str], first: list[str], *more: list[str]) -> pd.DataFrame:
    return read_pdf(table(HEADER, service(1), last), PageBreak(), table(first, *more))[0]


def test_a_row_that_the_page_break_cut_in_two(read_pdf: ReadPdf) -> None:
    whole = service(2)
    found = two_pages(
        read_pdf,
        ["2", "北京市", "云雀问答", "北京云雀第2科技", whole[4], "2025/3/11"],
        ["", "", "2号", "有限公司", "", ""],
        service(3),
    )
    assert found["name"].tolist() == [service(n)[2] for n in (1, 2, 3)]
    assert found["organisation"].tolist() == [service(n)[3] for n in (1, 2, 3)]
    assert found["filing_no"].tolist() == [service(n)[4] for n in (1, 2, 3)]
    assert found["source_row"].tolist() == ["2", "3", "5"]


def test_the_remark_of_a_row_cut_in_two(read_pdf: ReadPdf) -> None:
    header, first, second = [*HEADER[:5], "备注"], [*service(1)[:5], "变更内容：产品"], [*service(2)[:5], "已注销"]
    found, _ = read_pdf(table(header, first), PageBreak(), table(["", "", "", "", "", "变更"], second))
    assert found["remark"].tolist() == ["变更内容：产品变更", "已注销"]


@pytest.mark.parametrize("cut", [8, 20, 28, 30])
def test_a_number_that_the_page_break_cut_in_two(cut: int, read_pdf: ReadPdf) -> None:
    number = service(2)[4]
    found = two_pages(
        read_pdf, [*service(2)[:4], number[:cut], "2025/3/11"], ["", "", "", "", number[cut:], ""], service(3)
    )
    assert found["filing_no"].tolist() == [service(n)[4] for n in (1, 2, 3)]


def test_a_first_row_without_serial_is_no_rest(read_pdf: ReadPdf) -> None:
    found = two_pages(read_pdf, service(2), ["", *service(3)[1:]], service(4))
    assert found["filing_no"].tolist() == [service(n)[4] for n in (1, 2, 3, 4)]


def test_an_organisation_merged_over_its_rows(read_pdf: ReadPdf) -> None:
    rows = [service(1), service(2), service(3)]
    rows[1][1] = rows[1][3] = rows[2][1] = rows[2][3] = ""
    merged = [("SPAN", (1, 1), (1, 3)), ("SPAN", (3, 1), (3, 3))]
    found, _ = read_pdf(table(HEADER, *rows, style=merged))
    assert found["organisation"].tolist() == [service(1)[3]] * 3
    assert found["province"].tolist() == ["北京"] * 3
    assert found["filing_no"].tolist() == [row[4] for row in rows]


def test_cells_merged_sideways_leave_gaps(read_pdf: ReadPdf) -> None:
    second = [*service(2)[:1], "", *service(2)[2:]]
    found, _ = read_pdf(table(HEADER, service(1), second, style=[("SPAN", (0, 2), (1, 2))]))
    assert found["filing_no"].tolist() == [service(1)[4], service(2)[4]]
    assert found["province"].tolist() == ["北京", "北京"]
    merged = [*service(2)[:3], "", *service(2)[4:]]
    found, _ = read_pdf(table(HEADER, service(1), merged, style=[("SPAN", (2, 2), (3, 2))]))
    assert found["organisation"].tolist() == [service(1)[3], ""]


def test_a_title_row_merged_over_the_columns(read_pdf: ReadPdf) -> None:
    title = ["已备案信息（2025年8月）", "", "", "", "", ""]
    found, _ = read_pdf(table(title, HEADER, service(1), style=[("SPAN", (0, 0), (-1, 0))]), name="附件.pdf")
    assert found[["filing_no", "batch"]].values.tolist() == [[service(1)[4], "2025-08"]]


def test_wrapped_cells_are_one_line(read_pdf: ReadPdf) -> None:
    long = "北京市云雀人工智能与语言计算工程技术研究中心有限责任公司"
    number = "Beijing-YunQueDaYuYanMoXingZhiShiWenDaFuWuPingTai-202503110099"
    found, _ = read_pdf(table(HEADER, ["1", "北京市", "Skylark AI Assistant for Families", long, number, "2025/3/11"]))
    [row] = found.to_dict("records")
    assert (row["name"], row["organisation"], row["filing_no"]) == ("Skylark AI Assistant for Families", long, number)


def test_filed_and_registered_services_on_one_page(read_pdf: ReadPdf) -> None:
    deployed = ["序号", "属地", "应用/功能名称", "登记单位", "上线编号", "登记时间"]
    row = ["1", "福建省", "海岸助手", "厦门海岸科技有限公司", "Fujian-HaiAn-20251022S0003", "2025/10/22"]
    found, _ = read_pdf(table(HEADER, service(1)), Paragraph("二、登记信息", FONT), table(deployed, row))
    assert found["role"].tolist() == ["developed", "deployed"]


def test_a_pdf_without_tables(tmp_path: Path) -> None:
    path = tmp_path / "公告.pdf"
    SimpleDocTemplate(str(path)).build([Paragraph("关于发布已备案信息的公告", FONT)])
    with pytest.raises(InputError, match=r"公告\.pdf: no filing found; expected a table"):
        read([path])
