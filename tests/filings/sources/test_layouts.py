"""Headers in every spelling, and what they say of the registry and the role."""

import csv
from importlib import resources

import pytest

from filings.sources.cells import Table
from filings.sources.layouts import Layout, Oddity, recognise, records
from tests.filings.sources.conftest import ReadRows

SPELLINGS = list(
    csv.DictReader(resources.files("filings.sources").joinpath("headers.csv").read_text(encoding="utf-8").splitlines())
)
BESIDE = {"name": "算法名称", "organisation": "主体名称", "filing_no": "备案编号"}


def column_of(header: str, column: str) -> Layout | None:
    """The layout of a row with this header and what else makes it a header row."""
    return recognise([header, *(other for known, other in BESIDE.items() if known != column), "备注", "应用产品"])


@pytest.mark.parametrize("spelling", SPELLINGS, ids=lambda spelling: spelling["header"])
def test_every_spelling_of_the_table(spelling: dict[str, str]) -> None:
    layout = column_of(spelling["header"], spelling["column"])
    assert layout is not None
    assert layout.places[spelling["column"]][0] == 0
    assert not layout.unknown


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ("备 案 编 号", "filing_no"),
        ("备案\n编号", "filing_no"),
        ("备案　编号", "filing_no"),
        ("備案編號", "filing_no"),
        ("備案號", "filing_no"),
        ("上線編號", "filing_no"),
        ("主體名稱", "organisation"),
        ("單位名稱", "organisation"),
        ("登記單位", "organisation"),
        ("演算法名稱", ""),
        ("算法名稱", "name"),
        ("應用／功能名稱", "name"),
        ("应用／功能名称", "name"),
        ("应用(功能)名称", "name"),
        ("大模型名稱", "name"),
        ("屬地", "province"),
        ("序號", "serial"),
        ("應用產品", "product"),
        ("主要用途：", "purpose"),
        ("備註", "remark"),
        ("备案编号*", "filing_no"),
        ("备案时间（年月日）", ""),
        ("联系电话", ""),
    ],
)
def test_variants_of_a_spelling(written: str, column: str) -> None:
    layout = column_of(written, column)
    assert layout is not None
    if column:
        assert layout.places[column][0] == 0
    else:
        assert layout.unknown == {written}


@pytest.mark.parametrize(
    ("header", "registry", "role"),
    [
        ("序号|算法名称|角色|主体名称|应用产品|主要用途|备案编号|备注", "dsa", ""),
        ("序号|算法名称|算法类别|主体名称|应用产品|主要用途|备案编号|备注", "iisa", ""),
        ("序号|属地|模型名称|备案单位|备案号|备案时间", "aigc", "developed"),
        ("序号|属地|大模型名称|备案单位|备案编号|备案时间", "aigc", "developed"),
        ("序号|属地|应用/功能名称|登记单位|上线编号|登记时间", "aigc", "deployed"),
        ("序号|属地|应用（功能）名称|登记单位|登记编号|登记日期", "aigc", "deployed"),
        ("序号|应用名称|登记单位|使用的已备案模型名称|上线编号", "aigc", "deployed"),
        ("序号|模型名称|应用名称|单位|编号|备案编号", "aigc", "deployed"),
        ("序号|模型名称|应用名称|备案单位|备案号|备案时间", "aigc", "developed"),
    ],
)
def test_the_registry_and_the_role_that_a_header_gives_away(header: str, registry: str, role: str) -> None:
    layout = recognise(header.split("|"))
    assert layout is not None
    assert (layout.registry, layout.role) == (registry, role)


@pytest.mark.parametrize(
    "row",
    [
        "1|松鼠大模型|北京松鼠科技有限公司|Beijing-SongShu-202511150179",
        "备案编号|备注",
        "备案信息||||",
        "姓名|单位|电话",
        "|||",
    ],
)
def test_what_is_no_header(row: str) -> None:
    assert recognise(row.split("|")) is None


def test_a_registration_names_the_model_that_it_rests_on(read_rows: ReadRows) -> None:
    table, _ = read_rows(
        "序号|属地|模型名称|应用名称|登记单位|备案编号|上线编号|登记时间|备注",
        "1|福建省|松鼠大模型|海岸助手|厦门海岸科技有限公司|Beijing-SongShu-202511150179|Fujian-HaiAn-20251022S0003|2025-10-22|已注销",
        "2|福建省|松鼠大模型||厦门潮汐科技有限公司|Beijing-SongShu-202511150179||2025-10-23|",
    )
    first, second = table.to_dict("records")
    assert (first["name"], first["filing_no"]) == ("海岸助手", "Fujian-HaiAn-20251022S0003")
    assert first["remark"] == "松鼠大模型；Beijing-SongShu-202511150179；已注销"
    assert first["status"] == "cancelled"
    assert (second["name"], second["filing_no"], second["role"]) == ("", "", "deployed")


def test_a_filed_model_with_an_application_stays_a_model(read_rows: ReadRows) -> None:
    table, _ = read_rows(
        "序号|应用名称|模型名称|备案单位|备案号|备案时间",
        "1|松鼠问答|松鼠大模型|北京松鼠科技有限公司|Beijing-SongShu-202511150179|2025-11-15",
    )
    [row] = table.to_dict("records")
    assert (row["name"], row["role"], row["remark"]) == ("松鼠大模型", "developed", "松鼠问答")


def test_the_header_of_registrations_between_the_rows(read_rows: ReadRows) -> None:
    table, _ = read_rows(
        "序号|属地|模型名称|备案单位|备案号|备案时间",
        "1|北京市|松鼠大模型|北京松鼠科技有限公司|Beijing-SongShu-|2025-11-15",
        "序号|属地|应用/功能名称|登记单位|上线编号|登记时间",
        "1|福建省|海岸助手|厦门海岸科技有限公司|Fujian-HaiAn-|2025-10-22",
    )
    assert table["role"].tolist() == ["developed", "deployed"]


def test_a_column_that_stands_twice(read_rows: ReadRows) -> None:
    table, _ = read_rows(
        "序号|算法名称|角色|主体名称|应用产品|主要用途|主要用途|备案编号|备注|备注",
        "1|甲算法|服务提供者|甲有限公司|甲(APP)|画图。|画图。|网信算备330106112233401240019号|已注销|原产品变更",
        "2|乙算法|服务提供者|乙有限公司|乙(APP)||写字。|网信算备330106112233401240027号|同前|同前",
    )
    assert table["purpose"].tolist() == ["画图。", "写字。"]
    assert table["remark"].tolist() == ["已注销；原产品变更", "同前"]


def test_columns_in_another_order(read_rows: ReadRows) -> None:
    table, _ = read_rows(
        "备案编号|主体名称|算法名称|角色", "网信算备330106112233401240019号|甲有限公司|甲算法|服务技术支持者"
    )
    [row] = table.to_dict("records")
    assert (row["name"], row["organisation"], row["role"]) == ("甲算法", "甲有限公司", "supporter")
    assert row["product"] == row["purpose"] == ""


def test_a_column_of_batches(read_rows: ReadRows) -> None:
    table, findings = read_rows(
        "序号|算法名称|角色|主体名称|备案编号|公告批次",
        "1|甲算法|服务提供者|甲有限公司|网信算备330106112233401240019号|2024年2月",
        "2|乙算法|服务提供者|乙有限公司|网信算备330106112233401240027号|",
        "3|丙算法|服务提供者|丙有限公司|网信算备330106112233401240035号|第七批",
        name="清单（2025年3月）.tsv",
    )
    assert table["batch"].tolist() == ["2024-02", "2025-03", "2025-03"]
    assert table["remark"].tolist() == ["", "", "第七批"]
    assert [row for _, row, _ in findings.by_kind["moved to the remark: a batch that names no month"]] == ["4"]


def test_a_title_repeated_in_every_column_is_a_title(read_rows: ReadRows) -> None:
    title = "|".join(["深度合成备案清单（2024年7月）"] * 4)
    row = "甲算法|服务提供者|甲有限公司|网信算备330106112233401240019号"
    table, findings = read_rows(title, "算法名称|角色|主体名称|备案编号", row, name="清单.tsv")
    assert table["batch"].tolist() == ["2024-07"]
    assert not findings.by_kind


def test_a_table_goes_on_under_the_layout_before() -> None:
    layout = recognise(["序号", "算法名称", "主体名称", "备案编号"])
    [record] = records(Table([["7", "甲算法", "甲有限公司", "号"]], first_row=9), layout)
    assert isinstance(record, dict)
    assert (record["name"], record["row"]) == ("甲算法", "9")


def test_rows_before_any_header_are_said() -> None:
    [odd] = records(Table([["7", "甲算法", "甲有限公司", "号"]]), None)
    assert odd == Oddity("skipped: row before any known header", 1, "7 | 甲算法 | 甲有限公司 | 号")
