"""Faults as the real lists have them: mended where certain, said once a kind, else kept as published."""

import pytest

from tests.filings.sources.conftest import ReadRows

SERVICES = "类型|序号|属地|模型名称|备案单位|备案编号|备案时间|备注"
ALGORITHMS = "序号|算法名称|角色|主体名称|应用产品|主要用途|备案编号|备注"
ODD_NUMBER = "kept as published: a filing number of unknown form"
WRONG_KIND = "mended: filed under the wrong kind (备案 or 登记)"
SWAPPED = "mended: name and organisation stood in each other's place"


def algorithm(number: str, role: str = "服务提供者", remark: str = "", organisation: str = "甲科技有限公司") -> str:
    return f"1|甲算法|{role}|{organisation}|甲(APP)|画图。|{number}|{remark}"


def service(number: str, kind: str = "备案", serial: int = 1, date: str = "2025-10-29", place: str = "江苏省") -> str:
    return f"{kind}|{serial}|{place}|栖霞助手|南京栖霞科技有限公司|{number}|{date}|"


def test_name_and_organisation_in_each_other_s_place(read_rows: ReadRows) -> None:
    table, findings = read_rows(
        "序号|属地|模型名称|备案单位|备案编号|备案时间",
        "1|北京市|松鼠大模型|北京松鼠科技有限公司|Beijing-SongShu-202511150179|2025-11-15",
        "2|北京市|北京飞鼠科技有限公司|飞鼠大模型|Beijing-FeiShu-202511150180|2025-11-15",
        "3|北京市|北京大学|博雅问答|Beijing-BoYa-202511150181|2025-11-15",
    )
    assert table["name"].tolist() == ["松鼠大模型", "飞鼠大模型", "博雅问答"]
    assert table["organisation"].tolist() == ["北京松鼠科技有限公司", "北京飞鼠科技有限公司", "北京大学"]
    assert [row for _, row, _ in findings.by_kind[SWAPPED]] == ["3", "4"]


@pytest.mark.parametrize(
    ("name", "organisation"),
    [
        ("无锡市第二人民医院", "南京栖霞科技有限公司"),  # both look like organisations
        ("栖霞助手", "微软移动联新"),  # neither does
        ("栖霞助手", "南京大学"),
        ("栖霞助手", "南京日报社"),
        ("栖霞助手", "南京栖霞科技中心（有限合伙）"),
    ],
)
def test_names_that_stand_in_their_place(name: str, organisation: str, read_rows: ReadRows) -> None:
    table, findings = read_rows(SERVICES, f"备案|1|江苏省|{name}|{organisation}|Jiangsu-QiXia-20251022|2025-10-29|")
    assert table[["name", "organisation"]].values.tolist() == [[name, organisation]]
    assert SWAPPED not in findings.by_kind


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("浪潮云(江苏)信息技术有限公司", "浪潮云（江苏）信息技术有限公司"),
        ("上海卓越睿新数码科技 股份有限公司", "上海卓越睿新数码科技股份有限公司"),
        ("南京\u200b栖霞科技有限公司\ufeff", "南京栖霞科技有限公司"),
        ("南京　栖霞科技有限公司", "南京栖霞科技有限公司"),
        ("Qixia Tech (Nanjing) Co., Ltd.", "Qixia Tech (Nanjing) Co., Ltd."),
    ],
)
def test_brackets_and_stray_spaces_in_names(written: str, clean: str, read_rows: ReadRows) -> None:
    table, findings = read_rows(ALGORITHMS, algorithm("网信算备330106112233401240019号", organisation=written))
    assert table["organisation"].tolist() == [clean]
    assert ("mended: brackets or stray spaces in a name" in findings.by_kind) == (written != clean)


def test_a_registration_filed_under_the_wrong_kind(read_rows: ReadRows) -> None:
    table, findings = read_rows(
        SERVICES,
        service("Jiangsu-QiXia-20251022S0003", "备案"),
        service("Jiangsu-ZhongShan-202510220004", "登记"),
        service("Jiangsu-YuHua-202510220005", "备案"),
    )
    assert table["role"].tolist() == ["deployed", "developed", "developed"]
    assert [row for _, row, _ in findings.by_kind[WRONG_KIND]] == ["2", "3"]


def numbered(kind: str, serials: list[int]) -> list[str]:
    mark = "S" if kind == "登记" else ""
    return [service(f"Jiangsu-{kind}{n}-20251022{mark}{n:04d}", kind, n) for n in serials]


def test_a_cut_off_number_belongs_where_the_run_of_serials_has_its_gap(read_rows: ReadRows) -> None:
    rows = [*numbered("备案", [510, 511, 512]), *numbered("登记", [285, 287, 288])]
    table, findings = read_rows(SERVICES, *rows, service("Jiangsu-QiXia-", serial=286))
    assert table["role"].iloc[-1] == "deployed"
    assert findings.by_kind[WRONG_KIND] == [("清单（2025年3月）.tsv", "8", "Jiangsu-QiXia-")]
    assert findings.by_kind[ODD_NUMBER] == [("清单（2025年3月）.tsv", "8", "Jiangsu-QiXia-")]


@pytest.mark.parametrize(("filed", "registered"), [([1, 3], [1, 3]), ([1, 2, 3], [1, 2, 3]), ([1, 3], [])])
def test_a_cut_off_number_stays_where_the_serials_prove_nothing(
    filed: list[int], registered: list[int], read_rows: ReadRows
) -> None:
    rows = [*numbered("登记", registered), *numbered("备案", filed), service("Jiangsu-QiXia-", serial=2)]
    table, findings = read_rows(SERVICES, *rows)
    assert table["role"].iloc[-1] == "developed"
    assert WRONG_KIND not in findings.by_kind


def test_numbers_of_unknown_form_are_kept(read_rows: ReadRows) -> None:
    padded = "网信算备1101082242366066220017号"
    table, findings = read_rows(ALGORITHMS, algorithm(padded), algorithm(""))
    assert table["filing_no"].tolist() == [padded, ""]
    assert table["district_code"].tolist() == ["110108", ""]
    assert findings.by_kind[ODD_NUMBER] == [("清单（2025年3月）.tsv", "2", padded)]
    assert [row for _, row, _ in findings.by_kind["kept as published: no filing_no"]] == ["3"]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("Jiangsu－QiXia－20251022Ｓ0003", "Jiangsu-QiXia-20251022S0003"),
        ("Jiangsu—QiXia–20251022S0003", "Jiangsu-QiXia-20251022S0003"),
        ("Jiangsu-QiXia-\u200b20251022S0003", "Jiangsu-QiXia-20251022S0003"),
        ("Jiangsu- QiXia -20251022S0003", "Jiangsu-QiXia-20251022S0003"),
    ],
)
def test_characters_in_a_number_that_only_look_right(written: str, number: str, read_rows: ReadRows) -> None:
    table, findings = read_rows(SERVICES, service(written, "登记"))
    assert table[["filing_no", "role"]].values.tolist() == [[number, "deployed"]]
    assert ODD_NUMBER not in findings.by_kind


def test_full_width_digits_in_a_number(read_rows: ReadRows) -> None:
    table, findings = read_rows(ALGORITHMS, algorithm("网信算备３３０１０６１１２２３３４０１２４００１９号"))
    assert table[["filing_no", "province"]].values.tolist() == [["网信算备330106112233401240019号", "浙江"]]
    assert len(findings.by_kind["mended: full-width or invisible characters in a filing number"]) == 1


def test_a_number_that_stands_twice_is_kept_twice_and_said(read_rows: ReadRows) -> None:
    number = "网信算备330106112233401240019号"
    table, findings = read_rows(ALGORITHMS, algorithm(number), algorithm(number))
    assert len(table) == 2
    said = findings.by_kind["kept as published: a filing number that stands twice in one registry"]
    assert [row for _, row, _ in said] == ["2", "3"]


@pytest.mark.parametrize(
    "written", ["2025/10/29（补登）", "2025/10/29(补登)", "2025-10-29 补登", "2025年10月29日（ 补登 ）"]
)
def test_a_late_entry(written: str, read_rows: ReadRows) -> None:
    table, findings = read_rows(SERVICES, service("Jiangsu-QiXia-20251022S0003", "登记", date=written))
    assert table[["filed_on", "remark"]].values.tolist() == [["2025-10-29", "补登"]]
    assert len(findings.by_kind["mended: （补登） behind a date moved to the remark"]) == 1


def test_a_date_that_is_none_moves_to_the_remark(read_rows: ReadRows) -> None:
    table, findings = read_rows(SERVICES, service("Jiangsu-QiXia-20251022S0003", "登记", date="2025年10月"))
    assert table[["filed_on", "remark"]].values.tolist() == [["", "2025年10月"]]
    assert findings.by_kind["moved to the remark: a date that is none"][0][1:] == ("2", "2025年10月")


@pytest.mark.parametrize(
    ("published", "number", "province"),
    [
        ("浙江省", "Zhejiang-X-20251022", "浙江"),
        ("浙江", "ZheJiang-X-20251022", "浙江"),
        ("", "ZheJiang-X-20251022", "浙江"),
        ("", "Zhejiang-X-20251022", "浙江"),
        ("", "Shaanxi-X-20251022", "陕西"),
        ("", "ShanXi-X-20251022", "山西"),
        ("", "NeiMengGu-X-20251022", "内蒙古"),
        ("", "ZhongYangQiYe-X-20251022", "国资委"),
        ("国资委", "ZhongYangQiYe-X-20251022", "国资委"),
        ("上海市", "Shinghai-X-20251022", "上海"),
        ("廣東省深圳市", "Guangdong-X-20251022", "广东"),
        ("火星", "Guangdong-X-20251022", "火星"),
    ],
)
def test_the_province(published: str, number: str, province: str, read_rows: ReadRows) -> None:
    table, _ = read_rows(SERVICES, service(number, place=published))
    assert table["province"].tolist() == [province]


def test_the_province_of_a_district_code_and_of_none(read_rows: ReadRows) -> None:
    rows = [algorithm("网信算备330106112233401240019号"), algorithm("网信算备406301334627601250011号")]
    table, findings = read_rows(ALGORITHMS, *rows)
    assert table["province"].tolist() == ["浙江", ""]
    assert [row for _, row, _ in findings.by_kind["kept as published: no province"]] == ["3"]


@pytest.mark.parametrize(
    ("remark", "status"),
    [("", "active"), ("已注销", "cancelled"), ("2024年8月注销", "cancelled"), ("变更内容：产品变更", "active")],
)
def test_the_status_of_a_remark(remark: str, status: str, read_rows: ReadRows) -> None:
    table, _ = read_rows(ALGORITHMS, algorithm("网信算备330106112233401240019号", remark=remark))
    assert table["status"].tolist() == [status]


def test_a_column_of_states(read_rows: ReadRows) -> None:
    table, _ = read_rows(
        "序号|属地|模型名称|备案单位|备案编号|状态",
        "1|北京市|松鼠大模型|北京松鼠科技有限公司|Beijing-SongShu-202511150179|已注销",
        "2|北京市|飞鼠大模型|北京飞鼠科技有限公司|Beijing-FeiShu-202511150180|正常",
    )
    assert table["status"].tolist() == ["cancelled", "active"]


@pytest.mark.parametrize(
    ("remark", "former"),
    [
        ("原主体名称“上海旧雨科技有限公司”变更为“上海新知信息集团有限公司”", "上海旧雨科技有限公司"),
        ("变更内容：原主体“杭州旧雨科技有限公司”变更为“安徽旧雨科技有限公司”", "杭州旧雨科技有限公司"),
        ("2024年8月，主体名称由佛山旧雨有限公司变更为广州旧雨有限公司，新增产品旧雨(网站)", "佛山旧雨有限公司"),
        ("主体由“旧雨科技有限公司 ”变更为“新知科技有限公司”、原算法名称“甲”变更为“乙”", "旧雨科技有限公司"),
        ('原主体名称"旧雨(北京)科技有限公司"变更为"新知科技有限公司"', "旧雨（北京）科技有限公司"),
        ("变更内容：原产品名称“旧名(APP)”变更为“新名(APP)”", ""),
        ("2022年9月更新备案主体名称", ""),
        ("", ""),
    ],
)
def test_a_rename(remark: str, former: str, read_rows: ReadRows) -> None:
    table, _ = read_rows(ALGORITHMS, algorithm("网信算备330106112233401240019号", remark=remark))
    assert table[["former_organisation", "remark"]].values.tolist() == [[former, remark]]


def test_the_registry_where_no_header_tells_it(read_rows: ReadRows) -> None:
    table, _ = read_rows(
        "序号|名称|主体名称|编号|备案编号",
        "1|甲|甲科技有限公司|x|网信算备330106112233401240019号",
        "2|乙|乙科技有限公司|x|网信算备330106112233402240017号",
        "3|丙|丙科技有限公司|x|Jiangsu-QiXia-20251022S0003",
    )
    assert table["registry"].tolist() == ["dsa", "iisa", "aigc"]
    assert table["role"].tolist() == ["provider", "provider", "deployed"]
    assert table["algorithm_class"].tolist() == ["生成合成类", "个性化推送类", ""]


def test_roles_of_algorithms(read_rows: ReadRows) -> None:
    number = "网信算备33010611223340124{:03d}9号"
    written = ["服务提供者", "服务技术支持者", "服务技术 支持者", "技术支持者", "", "服务提供商"]
    rows = [algorithm(number.format(n), role) for n, role in enumerate(written)]
    table, findings = read_rows(ALGORITHMS, *rows)
    assert table["role"].tolist() == ["provider", "supporter", "supporter", "supporter", "provider", "provider"]
    said = findings.by_kind["a role that is none, taken as provider"]
    assert [(row, role) for _, row, role in said] == [("6", ""), ("7", "服务提供商")]
