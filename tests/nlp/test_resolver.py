"""Names to organisations: clusters of unknown names, renames, filing-number keys, directed group links."""

import pandas as pd

from nlp.knowledge import SHIPPED
from nlp.organisations import load_organisations
from nlp.resolver import COLUMNS, own_id, resolve_names

ORGANISATIONS = load_organisations(SHIPPED)


def resolve(names: list[str], **more: list[str]) -> pd.DataFrame:
    series = {key: pd.Series(values) for key, values in more.items()}
    return resolve_names(pd.Series(names), ORGANISATIONS, **series)


def test_columns_and_index_are_kept() -> None:
    names = pd.Series(["腾讯", "某无名网络科技有限公司"], index=[7, 3])
    found = resolve_names(names, ORGANISATIONS)
    assert list(found.columns) == COLUMNS
    assert list(found.index) == [7, 3]


def test_an_unknown_name_is_its_own_organisation_and_group() -> None:
    row = resolve(["杭州灵伴小筑科技有限公司"]).iloc[0]
    assert row["organisation_id"] == row["group_id"] == own_id("杭州灵伴小筑科技有限公司")
    assert row["organisation_en"] == "Hangzhou Lingbanxiaozhu Technology Co., Ltd."
    assert "not in the organisation table" in row["link_evidence"]


def test_spellings_of_an_unknown_name_are_one_organisation() -> None:
    found = resolve(["某甲（上海）科技有限公司", "某甲(上海)科技有限公司", "某甲（上海） 科技有限公司"])
    assert found["organisation_id"].nunique() == 1


def test_the_id_does_not_depend_on_what_stands_around_it() -> None:
    alone = resolve(["某甲科技有限公司"])["organisation_id"].item()
    among = resolve(["腾讯", "某乙科技有限公司", "某甲科技有限公司"])["organisation_id"].iloc[2]
    assert alone == among


def test_a_published_rename_joins_two_names() -> None:
    found = resolve(["某旧科技有限公司", "某新智能科技有限公司"], former=["", "某旧科技有限公司"])
    assert found["organisation_id"].nunique() == 1


def test_a_former_name_leads_to_a_known_organisation() -> None:
    row = resolve(["某新名信息技术有限公司"], former=["北京百度网讯科技有限公司"]).iloc[0]
    assert row["group_id"] == "baidu"
    assert "rename" in row["link_evidence"]


def test_the_same_key_in_filing_numbers_joins_two_names() -> None:
    found = resolve(["某丙科技有限公司", "某丁文化传媒有限公司"], keys=["1101081234567", "1101081234567"])
    assert found["organisation_id"].nunique() == 1


def test_two_known_organisations_are_never_merged() -> None:
    found = resolve(["北京百度网讯科技有限公司", "深圳市腾讯计算机系统有限公司"], keys=["1101081234567"] * 2)
    assert found["group_id"].tolist() == ["baidu", "tencent"]


def test_a_subsidiary_keeps_its_own_id_within_the_group() -> None:
    found = resolve(["浪潮云信息技术股份公司", "浪潮软件股份有限公司"])
    assert found["organisation_id"].nunique() == 2
    assert set(found["group_id"]) == {"inspur"}


def test_a_claimed_company_keeps_its_own_id_and_names_the_brand() -> None:
    row = resolve(["浪潮新算力科技（济南）有限公司"]).iloc[0]
    assert row["organisation_id"].startswith("cn-")
    assert row["group_id"] == "inspur"
    assert row["link_confidence"] < 1
    assert "浪潮" in row["link_evidence"]


def test_another_legal_form_is_the_same_company() -> None:
    assert resolve(["浪潮云信息技术股份有限公司"])["organisation_id"].item() == "inspur-cloud"


def test_empty_and_odd_names_get_an_organisation_too() -> None:
    found = resolve(["", "—", "？"])
    assert found["organisation_id"].ne("").all()


def test_an_empty_table_gives_an_empty_one() -> None:
    assert resolve_names(pd.Series([], dtype=str), ORGANISATIONS).columns.tolist() == COLUMNS
