"""Every list in ../shared/registry: no published row lost, none invented, faults mended or said."""

import csv
from collections import Counter
from pathlib import Path

import docx
import pandas as pd
import pytest

from filings.sources import Findings, read
from filings.table import FILING_COLUMNS, check
from nlp.places import short_province

PUBLISHED = {
    "aigc.csv": 1438,
    "dsa_other_batches.csv": 5264,
    "境内深度合成服务算法备案清单（2023年6月）.docx": 41,
    "境内深度合成服务算法备案清单（2023年8月）.docx": 110,
    "境内深度合成服务算法备案清单（2024年1月）.docx": 129,
    "境内深度合成服务算法备案清单（2024年6月）.docx": 492,
    "境内深度合成服务算法备案清单（2025年5月）.docx": 211,
    "境内互联网信息服务算法备案清单（2022年8月）.docx": 30,
    "境内互联网信息服务算法备案清单（2022年10月）.docx": 70,
    "境内互联网信息服务算法备案清单（2023年1月）.docx": 123,
    "境内互联网信息服务算法备案清单（2023年4月）.docx": 39,
    "境内互联网信息服务算法备案清单（2023年12月）.docx": 41,
    "境内互联网信息服务算法备案清单（2024年4月）.docx": 69,
    "境内互联网信息服务算法备案清单（2024年6月）.docx": 32,
    "境内互联网信息服务算法备案清单（2024年8月）.docx": 44,
    "境内互联网信息服务算法备案清单（2024年10月）.docx": 32,
    "境内互联网信息服务算法备案清单（2024年12月）.docx": 40,
    "境内互联网信息服务算法备案清单（2025年3月）.docx": 45,
    "境内互联网信息服务算法备案清单（2025年5月）.docx": 10,
    "境内互联网信息服务算法备案清单（2025年7月）.docx": 51,
    "境内互联网信息服务算法备案清单（2025年9月）.docx": 56,
    "境内互联网信息服务算法备案清单（2025年11月）.docx": 69,
    "境内互联网信息服务算法备案清单（2026年1月）.docx": 43,
    "境内互联网信息服务算法备案清单（2026年3月）.docx": 66,
}

Reading = tuple[pd.DataFrame, Findings]


@pytest.fixture(scope="module")
def reading(shared: Path) -> Reading:
    return read([shared / "registry"])


@pytest.fixture(scope="module")
def table(reading: Reading) -> pd.DataFrame:
    return reading[0]


@pytest.fixture(scope="module")
def findings(reading: Reading) -> Findings:
    return reading[1]


@pytest.fixture(scope="module")
def aigc(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["registry"].eq("aigc")]


def raw_rows(path: Path) -> list[list[str]]:
    """The rows of a list as they stand, its header first, read in the plainest way."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))
    [only] = docx.Document(str(path)).tables
    return [["".join(p.text for p in cell.p_lst).strip() for cell in row.tc_lst] for row in only._tbl.tr_lst]


@pytest.fixture(scope="module")
def raw(shared: Path) -> dict[str, list[dict[str, str]]]:
    """Each list's rows as published, by header; header rows repeated as data left out."""
    published = {}
    for path in sorted((shared / "registry").rglob("*.*")):
        header, *rows = raw_rows(path)
        published[path.name] = [dict(zip(header, row, strict=True)) for row in rows if "序号" not in row]
    return published


def test_the_lists_are_those_known(raw: dict[str, list[dict[str, str]]]) -> None:
    assert set(raw) == set(PUBLISHED)


@pytest.mark.parametrize("name", PUBLISHED)
def test_as_many_rows_as_published(name: str, table: pd.DataFrame, raw: dict[str, list[dict[str, str]]]) -> None:
    rows = table[table["source_file"].eq(name)]
    assert len(rows) == len(raw[name]) == PUBLISHED[name]


def test_all_together(table: pd.DataFrame) -> None:
    assert len(table) == sum(PUBLISHED.values()) == 8545
    assert table["registry"].value_counts().to_dict() == {"dsa": 6247, "aigc": 1438, "iisa": 860}


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_number_in_its_published_order(
    name: str, table: pd.DataFrame, raw: dict[str, list[dict[str, str]]]
) -> None:
    read_numbers = table.loc[table["source_file"].eq(name), "filing_no"].tolist()
    assert read_numbers == ["".join(row["备案编号"].split()) for row in raw[name]]


@pytest.mark.parametrize("name", [name for name in PUBLISHED if name != "aigc.csv"])
def test_every_cell_of_the_algorithm_lists(
    name: str, table: pd.DataFrame, raw: dict[str, list[dict[str, str]]]
) -> None:
    rows = table[table["source_file"].eq(name)].to_dict("records")
    for row, published in zip(rows, raw[name], strict=True):
        assert row["product"] == published["应用产品"]
        assert row["purpose"] == published["主要用途"]
        assert row["remark"] == published["备注"]
        assert letters(row["name"]) == letters(published["算法名称"])
        assert letters(row["organisation"]) == letters(published["主体名称"])
        if "算法类别" in published:
            assert row["algorithm_class"] == published["算法类别"]
        else:
            assert row["algorithm_class"] == "生成合成类"
            assert row["role"] == {"服务提供者": "provider", "服务技术支持者": "supporter"}[published["角色"]]


def letters(text: str) -> str:
    return "".join(text.split()).replace("(", "（").replace(")", "）")


def test_source_row_leads_back_to_the_row(table: pd.DataFrame, shared: Path) -> None:
    for path in sorted((shared / "registry").rglob("*.*")):
        published = raw_rows(path)
        rows = table[table["source_file"].eq(path.name)]
        for number, place in zip(rows["filing_no"], rows["source_row"], strict=True):
            assert number in published[int(place) - 1]


def test_no_number_twice_in_a_registry(table: pd.DataFrame) -> None:
    assert not table.duplicated(["registry", "filing_no"]).any()
    assert table["filing_no"].ne("").all()


def test_the_columns_hold_what_the_contract_says(table: pd.DataFrame) -> None:
    assert table.columns.tolist() == FILING_COLUMNS
    check(table, "the real lists")
    for column in ("registry", "role", "batch", "name", "organisation", "source_file", "source_row"):
        assert table[column].ne("").all(), column


def test_the_batch_of_every_file(table: pd.DataFrame) -> None:
    for name, rows in table.groupby("source_file"):
        if name.endswith(".docx"):
            year, month = name.split("（")[1].split("月")[0].split("年")
            assert set(rows["batch"]) == {f"{year}-{int(month):02d}"}, name
    other = table[table["source_file"].eq("dsa_other_batches.csv")]
    assert other["batch"].value_counts().to_dict() == {
        "2024-02": 256, "2024-04": 382, "2024-08": 474, "2024-10": 493, "2024-12": 399, "2025-03": 385,
        "2025-07": 377, "2025-09": 570, "2025-11": 660, "2026-01": 553, "2026-03": 715,
    }  # fmt: skip


def test_the_batches_of_generative_ai(aigc: pd.DataFrame) -> None:
    assert aigc["batch"].value_counts().to_dict() == {
        "2024-04": 111, "2024-08": 89, "2024-11": 92, "2025-01": 91, "2025-03": 88, "2025-06": 161,
        "2025-08": 113, "2025-10": 109, "2025-12": 250, "2026-02": 82, "2026-04": 98, "2026-06": 154,
    }  # fmt: skip


def test_roles(table: pd.DataFrame) -> None:
    assert Counter(zip(table["registry"], table["role"], strict=True)) == {
        ("aigc", "developed"): 887, ("aigc", "deployed"): 551, ("dsa", "provider"): 4866,
        ("dsa", "supporter"): 1381, ("iisa", "provider"): 860,
    }  # fmt: skip


def test_provinces_are_short_and_agree_with_the_published_ones(
    aigc: pd.DataFrame, raw: dict[str, list[dict[str, str]]]
) -> None:
    published = [row["属地"] for row in raw["aigc.csv"]]
    assert aigc["province"].tolist() == [short_province(place) or place for place in published]
    assert aigc["province"].value_counts().head(4).to_dict() == {"北京": 393, "上海": 336, "广东": 192, "江苏": 132}
    assert aigc["province"].eq("国资委").sum() == 13


def test_a_district_that_is_none_leaves_the_province_open(table: pd.DataFrame, findings: Findings) -> None:
    unknown = table[table["province"].eq("")]
    assert set(unknown["district_code"]) == {"406301"}
    assert len(unknown) == len(findings.by_kind["kept as published: no province"]) == 4


def test_the_six_swapped_rows(aigc: pd.DataFrame, findings: Findings) -> None:
    swapped = aigc[aigc["source_row"].isin([str(row) for row in range(420, 426)])]
    assert swapped["batch"].eq("2025-03").all()
    assert swapped["organisation"].tolist() == [
        "深圳市商汤科技有限公司", "广州希姆半导体科技有限公司", "广州灵聚信息科技有限公司",
        "广州市派客朴食人工智能科技有限公司", "广州零零汽科技有限公司", "广东智媒云图科技股份有限公司",
    ]  # fmt: skip
    assert not swapped["name"].str.endswith("公司").any()
    kind = "mended: name and organisation stood in each other's place"
    assert [int(row) for _, row, _ in findings.by_kind[kind]] == [420, 421, 422, 423, 424, 425]


def test_the_cut_off_number_is_a_registration(aigc: pd.DataFrame, findings: Findings) -> None:
    [row] = aigc[aigc["filing_no"].eq("Jiangsu-SiWeiXiangLiangZhiSuanYun-")].to_dict("records")
    assert row["role"] == "deployed"
    assert (row["province"], row["filed_on"]) == ("江苏", "2025-10-29")
    assert findings.by_kind["mended: filed under the wrong kind (备案 or 登记)"] == [
        ("aigc.csv", "839", "Jiangsu-SiWeiXiangLiangZhiSuanYun-")
    ]


def test_numbers_that_are_odd_are_kept_and_said(table: pd.DataFrame, findings: Findings) -> None:
    assert findings.by_kind["kept as published: a filing number of unknown form"] == [
        ("aigc.csv", "839", "Jiangsu-SiWeiXiangLiangZhiSuanYun-"),
        ("境内互联网信息服务算法备案清单（2022年8月）.docx", "10", "网信算备1101082242366066220017号"),
    ]
    [padded] = table[table["filing_no"].eq("网信算备1101082242366066220017号")].to_dict("records")
    assert (padded["district_code"], padded["province"], padded["algorithm_class"]) == ("110108", "北京", "调度决策类")


def test_the_repeated_header_rows(findings: Findings) -> None:
    said = findings.by_kind["skipped: header row repeated as data"]
    assert [row for _, row, _ in said] == ["177", "265", "343", "427"]


def test_dates(aigc: pd.DataFrame, table: pd.DataFrame) -> None:
    assert aigc["filed_on"].str.fullmatch(r"20\d\d-\d\d-\d\d").all()
    assert (aigc["filed_on"].min(), aigc["filed_on"].max()[:4]) == ("2023-08-31", "2026")
    assert aigc["remark"].eq("补登").sum() == 51
    assert table.loc[table["registry"].ne("aigc"), "filed_on"].eq("").all()


def test_cancellations_and_renames(table: pd.DataFrame) -> None:
    assert table["status"].value_counts().to_dict() == {"active": 8499, "cancelled": 46}
    renamed = table.set_index("filing_no")["former_organisation"]
    assert renamed.ne("").sum() == 109
    formers = dict(zip(table["organisation"], table["former_organisation"], strict=True))
    assert formers["上海得物信息集团有限公司"] == "上海识装信息科技有限公司"
    assert formers["百川智能科技有限公司"] == "北京百川智能科技有限公司"


def test_nothing_else_is_said(findings: Findings) -> None:
    assert set(findings.by_kind) == {
        "skipped: header row repeated as data",
        "mended: dates written as YYYY-MM-DD",
        "mended: brackets or stray spaces in a name",
        "mended: name and organisation stood in each other's place",
        "mended: （补登） behind a date moved to the remark",
        "mended: filed under the wrong kind (备案 or 登记)",
        "kept as published: a filing number of unknown form",
        "kept as published: no province",
    }
