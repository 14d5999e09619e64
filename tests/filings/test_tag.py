"""Tagging a filing table: what is known, what is modelled, what a person decided, what is doubtful."""

from pathlib import Path

import pandas as pd
import pytest

from filings.table import FIELDS, TAGGED_COLUMNS
from filings.tag import tag, tag_with_chances
from models.tagger import load_tagger
from nlp.organisations import load_organisations
from tests.filings.conftest import FilingTable

ROWS = [
    {
        "name": "灵犀医问文本生成算法",
        "organisation": "杭州灵伴小筑科技有限公司",
        "product": "灵犀医问(APP)",
        "purpose": "应用于对话生成场景，根据用户描述的症状，生成疾病与用药方面的解答文本。",
    },
    {
        "name": "小筑数字人视频生成算法",
        "organisation": "杭州灵伴小筑科技有限公司",
        "role": "supporter",
        "product": "--",
        "purpose": "应用于数字人视频生成场景，服务于企业端客户，依据录入的文稿，生成虚拟主播播报视频。",
    },
    {
        "name": "小筑海报算法",
        "organisation": "浪潮云信息技术股份公司",
        "product": "小筑海报(网站)",
        "purpose": "应用于图像生成场景，根据用户给出的主题词，生成宣传海报图片。",
    },
]


@pytest.fixture(scope="module")
def tagged(filing_table: FilingTable, small_labels: Path) -> pd.DataFrame:
    return tag(filing_table(ROWS), load_organisations(small_labels), load_tagger(small_labels), small_labels)


def test_columns_are_the_contract(tagged: pd.DataFrame) -> None:
    assert tagged.columns.tolist() == TAGGED_COLUMNS


def test_what_the_purpose_states_decides_the_modality(tagged: pd.DataFrame) -> None:
    assert tagged["modality"].tolist() == ["text", "virtual_human", "image"]


def test_sector_and_audience(tagged: pd.DataFrame) -> None:
    assert tagged.loc[0, "sector"] == "healthcare"
    assert tagged.loc[1, "audience"] == "b2b"


def test_ownership_follows_the_organisation_table(tagged: pd.DataFrame) -> None:
    assert tagged.loc[2, ["ownership", "ownership_source"]].tolist() == ["soe", "organisation"]
    assert tagged.loc[0, "ownership_source"] == "model"


def test_confidences_are_probabilities(tagged: pd.DataFrame) -> None:
    for field in FIELDS:
        assert tagged[f"{field}_confidence"].between(0, 1).all()


def test_doubtful_names_the_fields(tagged: pd.DataFrame) -> None:
    named = {field for cell in tagged["doubtful"] for field in cell.split(";") if field}
    assert named <= set(FIELDS)


def test_a_higher_target_leaves_more_doubtful(filing_table: FilingTable, small_labels: Path) -> None:
    table = filing_table(ROWS)
    parts = load_organisations(small_labels), load_tagger(small_labels), small_labels
    low, high = tag(table, *parts, target_precision=0.6), tag(table, *parts, target_precision=0.99)
    count = [t["doubtful"].str.split(";").map(lambda fields: len([f for f in fields if f])).sum() for t in (low, high)]
    assert count[0] <= count[1]


def test_a_person_s_label_overrules(filing_table: FilingTable, own_labels: Path) -> None:
    table = filing_table(ROWS)
    log = pd.read_csv(own_labels / "filings.csv", dtype=str, keep_default_na=False)
    decision = dict.fromkeys(log.columns, "") | {"filing_no": table.loc[0, "filing_no"], "sector": "legal"}
    tagger = load_tagger(own_labels)
    pd.concat([log, pd.DataFrame([decision])]).to_csv(own_labels / "filings.csv", index=False)
    tagged = tag(table, load_organisations(own_labels), tagger, own_labels)
    assert tagged.loc[0, ["sector", "sector_confidence", "sector_source"]].tolist() == ["legal", 1.0, "label"]
    assert tagged.loc[0, "modality_source"] == "model"


def test_what_people_decided_in_every_field_stands_in_its_place(filing_table: FilingTable, own_labels: Path) -> None:
    table = filing_table(ROWS)
    said = {"ownership": "soe", "modality": "audio", "sector": "legal", "audience": "b2c"}
    log = pd.read_csv(own_labels / "filings.csv", dtype=str, keep_default_na=False)
    decision = dict.fromkeys(log.columns, "") | {"filing_no": table.loc[1, "filing_no"]} | said
    parts = load_organisations(own_labels), load_tagger(own_labels), own_labels
    without = tag(table, *parts)
    pd.concat([log, pd.DataFrame([decision])]).to_csv(own_labels / "filings.csv", index=False)
    tagged, chances = tag_with_chances(table, *parts)
    for field, code in said.items():
        assert tagged.loc[1, [field, f"{field}_confidence", f"{field}_source"]].tolist() == [code, 1.0, "label"]
        assert chances[field].loc[1].eq(1).to_dict() == {other: other == code for other in chances[field].columns}
    assert tagged.loc[1, "doubtful"] == ""
    pd.testing.assert_frame_equal(tagged.drop(index=1), without.drop(index=1))


def test_chances_add_up_to_one(filing_table: FilingTable, small_labels: Path) -> None:
    parts = load_organisations(small_labels), load_tagger(small_labels), small_labels
    _, chances = tag_with_chances(filing_table(ROWS), *parts)
    for table in chances.values():
        assert table.sum(axis=1).round(6).eq(1).all()


def test_a_registry_without_labels_is_tagged_too(filing_table: FilingTable, small_labels: Path) -> None:
    row = {
        "registry": "iisa",
        "name": "小筑新闻推荐算法",
        "organisation": "某报业有限公司",
        "algorithm_class": "个性化推送类",
    }
    tagged = tag(filing_table([row]), load_organisations(small_labels), load_tagger(small_labels), small_labels)
    assert tagged["sector"].ne("").all()


def test_the_same_rows_get_the_same_tags_in_any_company(filing_table: FilingTable, small_labels: Path) -> None:
    """No hidden state: a row's tags don't depend on the rows around it."""
    parts = load_organisations(small_labels), load_tagger(small_labels), small_labels
    together = tag(filing_table(ROWS), *parts)
    alone = tag(filing_table(ROWS).iloc[[1]], *parts)
    pd.testing.assert_frame_equal(together.iloc[[1]], alone)
