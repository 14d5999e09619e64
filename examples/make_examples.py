"""python examples/make_examples.py: examples/registry.csv in, the lists of examples/registry/ out.

registry.csv holds every filing as `filings read` should give it back. This script sets the filings in the
regulator's layouts and puts the faults in that its lists really have (README.md tells them one by one).
The same data gives the same bytes.

The PDF needs three packages more than the project does: pip install reportlab fonttools pylopdf-fonts-zh-cn
"""

import csv
import html
import io
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DATA = HERE / "registry.csv"
LISTS = HERE / "registry"

Filing = dict[str, str]
Row = list[str]

ALGORITHMS = ["序号", "算法名称", "角色", "主体名称", "应用产品", "主要用途", "备案编号", "备注"]
RECOMMENDATIONS = ["序号", "算法名称", "算法类别", "主体名称", "应用产品", "主要用途", "备案编号", "备注"]
DEVELOPED_2024 = ["序号", "属地", "大模型名称", "备案单位", "备案编号", "备案时间"]
DEVELOPED = ["序号", "属地", "模型名称", "备案单位", "备案号", "备案时间"]
DEPLOYED = ["序号", "属地", "应用/功能名称", "登记单位", "上线编号", "登记时间"]
DEPLOYED_BRACKETS = ["序号", "属地", "应用（功能）名称", "登记单位", "上线编号", "登记时间"]

ROLE_WORDS = {"provider": "服务提供者", "supporter": "服务技术支持者"}
MUNICIPALITIES = ("北京", "上海", "天津", "重庆")
PROVINCES = {"国资委": "国资委", "宁夏": "宁夏回族自治区", **{city: f"{city}市" for city in MUNICIPALITIES}}

# The official faults: filing numbers, each published with this fault in the real lists.
STRAY_SPACE = "网信算备310104759855001240029号"
HALF_WIDTH_BRACKETS = {
    "网信算备330110507206401240101号",
    "网信算备110113984380301240011号",
    "Shanghai-XiuMiAIBiaoTiZongJie-20251230S0144",
}
NAME_AND_ORGANISATION_SWAPPED = {
    "Guangdong-ShangTangAIDaiMaShengChengMoXing-202503050020",
    "Guangdong-PuShiAIYingYangShi-202503050025",
}
REGISTRATION_AMONG_THE_FILED = "Fujian-AnTaLingLong-20251022S0003"
HEADER_AGAIN_AFTER = 20


def read_filings() -> dict[str, list[Filing]]:
    """The filings of registry.csv by the list (column ``sheet``) that publishes them."""
    by_sheet: dict[str, list[Filing]] = defaultdict(list)
    with DATA.open(encoding="utf-8", newline="") as file:
        for filing in csv.DictReader(file):
            by_sheet[filing["sheet"]].append(with_faults(filing))
    return by_sheet


def with_faults(filing: Filing) -> Filing:
    """The filing as its list prints it, faults of its names included."""
    number = filing["filing_no"]
    printed = dict(filing)
    if number == STRAY_SPACE:
        printed["organisation"] = filing["organisation"].replace("股份有限公司", " 股份有限公司")
    if number in HALF_WIDTH_BRACKETS:
        printed["organisation"] = filing["organisation"].replace("（", "(").replace("）", ")")
    if number in NAME_AND_ORGANISATION_SWAPPED:
        printed["name"], printed["organisation"] = filing["organisation"], filing["name"]
    return printed


def algorithm_row(filing: Filing) -> Row:
    """A row of the algorithm lists without its 序号: the third column is the role, or the class in an iisa list."""
    kind = filing["algorithm_class"] if filing["registry"] == "iisa" else ROLE_WORDS[filing["role"]]
    columns = ("organisation", "product", "purpose", "filing_no", "remark")
    return [filing["name"], kind, *(filing[column] for column in columns)]


def service_row(filing: Filing) -> Row:
    """A row of the generative-AI lists without its 序号; a late registration (补登) is marked behind the date."""
    province = PROVINCES.get(filing["province"], f"{filing['province']}省")
    year, month, day = (int(part) for part in filing["filed_on"].split("-"))
    date = f"{year}/{month}/{day}" + ("（补登）" if filing["remark"] == "补登" else "")
    return [province, filing["name"], filing["organisation"], filing["filing_no"], date]


def numbered(rows: list[Row]) -> list[Row]:
    """Rows with their 序号 in front."""
    return [[str(serial), *row] for serial, row in enumerate(rows, 1)]


def header_again(header: Row, rows: list[Row]) -> list[Row]:
    """Header and rows, the header repeated among them as if it were data."""
    return [header, *rows[:HEADER_AGAIN_AFTER], header, *rows[HEADER_AGAIN_AFTER:]]


def by_kind(filings: list[Filing]) -> tuple[list[Row], list[Row]]:
    """Rows of the 备案 table and of the 登记 table."""
    developed = [filing for filing in filings if filing["role"] == "developed"]
    deployed = [filing for filing in filings if filing["role"] == "deployed"]
    misplaced = [filing for filing in deployed if filing["filing_no"] == REGISTRATION_AMONG_THE_FILED]
    rest = [filing for filing in deployed if filing not in misplaced]
    return numbered([service_row(f) for f in developed + misplaced]), numbered([service_row(f) for f in rest])


# --- .docx ---------------------------------------------------------------------------------------------


def write_docx(path: Path, title: str, tables: list[tuple[str, list[Row]]], auto_numbered: bool = False) -> None:
    """A Word document: 附件, title, and each table under its caption, ruled, on a page turned sideways.

    With ``auto_numbered`` Word counts the 序号 itself, so that the cells hold no text.
    """
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.oxml.ns import qn

    document = Document()
    normal = document.styles["Normal"]
    normal.font.name = "仿宋"
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.add_paragraph("附件")
    document.add_heading(title, level=1)
    for caption, rows in tables:
        if caption:
            document.add_paragraph(caption)
        add_docx_table(document, rows, auto_numbered)
    document.save(str(path))
    fix_times(path)


def add_docx_table(document: Any, rows: list[Row], auto_numbered: bool) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
    for position, (line, row) in enumerate(zip(table.rows, rows, strict=True)):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = text
        if auto_numbered and position:
            serial = line.cells[0].paragraphs[0]
            serial.clear()
            serial.style = "List Number"


def fix_times(path: Path) -> None:
    """Pack a zipped document anew with one fixed time for all its parts."""
    with zipfile.ZipFile(path) as packed:
        parts = [(info.filename, packed.read(info)) for info in packed.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts:
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


# --- .pdf ----------------------------------------------------------------------------------------------


def write_pdf(path: Path, title: str, rows: list[Row]) -> None:
    """A ruled table that runs over several pages, its header only on the first."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    pdfmetrics.registerFont(TTFont("Chinese", true_type(title + "".join(map("".join, rows)))))
    cell = ParagraphStyle("cell", fontName="Chinese", fontSize=11, leading=15, wordWrap="CJK")
    heading = ParagraphStyle("heading", parent=cell, fontSize=17, leading=24, alignment=1)
    table = Table(
        [[Paragraph(html.escape(text), cell) for text in row] for row in rows],
        colWidths=[40, 60, 165, 215, 190, 75],
        style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]),
    )
    document = SimpleDocTemplate(str(path), pagesize=landscape(A4), title=title, author="", invariant=1)
    document.build([Paragraph(title, heading), Spacer(0, 12), table])


def true_type(text: str) -> io.BytesIO:
    """The glyphs of a text as a TrueType font: Noto Sans SC has cubic outlines, reportlab embeds quadratic ones."""
    import pylopdf_fonts_zh_cn
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont

    noto = TTFont(Path(pylopdf_fonts_zh_cn.__file__).with_name("NotoSansSC-Regular.otf"))
    characters = {code: noto.getBestCmap()[code] for code in sorted(set(map(ord, text + " ")))}
    names = [".notdef", *dict.fromkeys(characters.values())]
    outlines = noto.getGlyphSet()
    glyphs = {}
    for name in names:
        pen = TTGlyphPen(None)
        outlines[name].draw(Cu2QuPen(pen, max_err=1.0, reverse_direction=True))
        glyphs[name] = pen.glyph()
    builder = FontBuilder(noto["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(characters)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({name: (outlines[name].width, glyphs[name].xMin) for name in names})
    builder.setupHorizontalHeader(ascent=noto["hhea"].ascent, descent=noto["hhea"].descent)
    builder.setupNameTable({"familyName": "Noto Sans SC", "styleName": "Regular", "psName": "NotoSansSC-Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.updateHead(created=0, modified=0)
    builder.font.recalcTimestamp = False
    font = io.BytesIO()
    builder.save(font)
    font.seek(0)
    return font


# --- .xlsx, .html, .csv --------------------------------------------------------------------------------


def write_xlsx(path: Path, title: str, header: Row, rows: list[Row]) -> None:
    """A workbook: title over the whole width, and one merged cell for an organisation's neighbouring filings."""
    from xlsxwriter import Workbook

    with Workbook(str(path)) as book:
        book.set_properties({"title": title, "created": datetime(2022, 8, 12)})
        sheet = book.add_worksheet("清单")
        centred = book.add_format({"align": "center", "valign": "vcenter", "text_wrap": True, "border": 1})
        sheet.merge_range(0, 0, 0, len(header) - 1, title, centred)
        for number, row in enumerate([header, *rows], 1):
            sheet.write_row(number, 0, row, centred)
        column = header.index("主体名称")
        for first, last in runs([row[column] for row in rows]):
            sheet.merge_range(first + 2, column, last + 2, column, rows[first][column], centred)
        sheet.set_column(1, len(header) - 1, 28)


def runs(texts: list[str]) -> Iterator[tuple[int, int]]:
    """First and last position of each text that stands several times in a row."""
    for _, group in groupby(enumerate(texts), key=lambda item: item[1]):
        positions = [position for position, _ in group]
        if len(positions) > 1:
            yield positions[0], positions[-1]


def write_html(path: Path, title: str, tables: list[tuple[str, list[Row]]]) -> None:
    """An announcement as a web page: a title, then each table under its caption."""
    parts = [f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head><meta charset="utf-8"><title>{title}</title></head>\n<body>']
    parts.append(f"<h1>{title}</h1>")
    for caption, rows in tables:
        parts.append(f"<p>{caption}</p>\n<table border>")
        parts += ["<tr>" + "".join(f"<td>{html.escape(text)}</td>" for text in row) + "</tr>" for row in rows]
        parts.append("</table>")
    path.write_text("\n".join([*parts, "</body>\n</html>\n"]), encoding="utf-8", newline="\n")


def write_csv(path: Path, rows: list[Row]) -> None:
    """A table in GB18030, as Excel on a Chinese Windows saves it."""
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(rows)


# --- the lists -----------------------------------------------------------------------------------------


def deep_synthesis(filings: list[Filing]) -> None:
    """Batch of August 2024; Word counts the 序号."""
    title = "境内深度合成服务算法备案清单（2024年8月）"
    rows = [ALGORITHMS, *numbered([algorithm_row(filing) for filing in filings])]
    write_docx(LISTS / f"{title}.docx", title, [("", rows)], auto_numbered=True)


def further_batches(filings: list[Filing]) -> None:
    """Deep-synthesis filings of other batches, each with its batch in a column."""
    rows = numbered([[*algorithm_row(filing), batch_words(filing["batch"])] for filing in filings])
    write_csv(LISTS / "境内深度合成服务算法备案清单（其他批次）.csv", header_again([*ALGORITHMS, "公告批次"], rows))


def batch_words(batch: str) -> str:
    year, month = batch.split("-")
    return f"{year}年{int(month)}月"


def recommendation(filings: list[Filing]) -> None:
    """The first batch of recommendation algorithms, August 2022."""
    title = "境内互联网信息服务算法备案清单（2022年8月）"
    rows = numbered([algorithm_row(filing) for filing in filings])
    write_xlsx(LISTS / f"{title}.xlsx", title, RECOMMENDATIONS, rows)


def services_april_2024(filings: list[Filing]) -> None:
    """The first list of generative-AI services: only 备案, over several pages."""
    title = "生成式人工智能服务已备案信息（2024年4月）"
    write_pdf(LISTS / f"{title}.pdf", title, [DEVELOPED_2024, *numbered([service_row(f) for f in filings])])


def services_march_2025(filings: list[Filing]) -> None:
    """A web page with both tables."""
    title = "生成式人工智能服务已备案信息公告（2025年3月）"
    developed, deployed = by_kind(filings)
    tables = [
        ("一、新增备案的生成式人工智能服务", [DEVELOPED, *developed]),
        ("二、新增登记的生成式人工智能应用或功能", [DEPLOYED_BRACKETS, *deployed]),
    ]
    write_html(LISTS / f"{title}.html", title, tables)


def services_december_2025(filings: list[Filing]) -> None:
    """A Word document with both tables, one registration among the filed, a header repeated among the registered."""
    title = "生成式人工智能服务备案和登记信息（2025年12月）"
    developed, deployed = by_kind(filings)
    tables = [
        ("一、生成式人工智能服务备案信息", [DEVELOPED, *developed]),
        ("二、生成式人工智能应用或功能登记信息", header_again(DEPLOYED, deployed)),
    ]
    write_docx(LISTS / f"{title}.docx", title, tables)


WRITERS: dict[str, Callable[[list[Filing]], None]] = {
    "dsa-2024-08": deep_synthesis,
    "dsa-batches": further_batches,
    "iisa-2022-08": recommendation,
    "aigc-2024-04": services_april_2024,
    "aigc-2025-03": services_march_2025,
    "aigc-2025-12": services_december_2025,
}


def main() -> None:
    LISTS.mkdir(exist_ok=True)
    for sheet, filings in read_filings().items():
        WRITERS[sheet](filings)
        print(f"{sheet}: {len(filings)} filings")


if __name__ == "__main__":
    main()
