"""Linking tables by name: candidates, one probability, evidence in words."""

from pathlib import Path

import pandas as pd
import pytest

import nlp
from nlp.candidates import candidates
from nlp.evidence import evidence
from nlp.knowledge import SHIPPED
from nlp.linking import KNOWN_GROUP, LINK_COLUMNS
from nlp.matching import Scorer, load_scorer, score_pairs, train_scorer
from nlp.pair_features import FEATURES, pair_features, pair_kind
from nlp.profiles import profile

CHINESE = [
    "宁波远洋运输股份有限公司",
    "浙江双箭橡胶股份有限公司",
    "深圳市全新好股份有限公司",
    "青岛双星股份有限公司",
    "广东宏大控股集团股份有限公司",
    "湖北宏大某某科技有限公司",
]
ENGLISH = [
    "Qingdao Doublestar Co.,Ltd.",
    "Shenzhen Quanxinhao Co.,Ltd",
    "Zhejiang Double Arrow Rubber Co.,Ltd.",
    "Guangdong Hongda Holdings Group Co., Ltd.",
]
TRUE = [3, 2, 1, 4]


@pytest.fixture(scope="module")
def scorer(tmp_path_factory: pytest.TempPathFactory) -> Scorer:
    return train_scorer(tmp_path_factory.mktemp("labels"))[0]


@pytest.fixture(autouse=True)
def own_models(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the scorer that `nlp.link` saves out of the checkout."""
    folder = tmp_path_factory.getbasetemp() / "linking-models"
    monkeypatch.setattr("nlp.matching.models_folder", lambda labels: folder)


def test_the_true_name_is_among_the_first_candidates() -> None:
    found = candidates(ENGLISH, CHINESE, most=2)
    for row, right in enumerate(TRUE):
        assert right in found.loc[found["left"].eq(row), "right"].tolist()


def test_candidates_are_limited_and_closest_first() -> None:
    found = candidates(ENGLISH, CHINESE, most=3)
    assert found.groupby("left").size().max() <= 3
    assert found.groupby("left")["closeness"].apply(lambda c: c.is_monotonic_decreasing).all()


def test_link_finds_each_english_name() -> None:
    links = nlp.link(pd.DataFrame({"firm": ENGLISH}), pd.DataFrame({"企业": CHINESE}), "firm", "企业")
    assert links.columns.tolist() == LINK_COLUMNS
    assert links["right_row"].tolist() == TRUE
    assert links["left_row"].tolist() == list(range(4))
    assert links["probability"].between(0, 1).all()


def test_link_works_the_other_way_round() -> None:
    left = pd.DataFrame({"n": [CHINESE[i] for i in TRUE]})
    links = nlp.link(left, pd.DataFrame({"n": ENGLISH}), "n", "n")
    assert links["right_row"].tolist() == [0, 1, 2, 3]


def test_names_that_the_tables_know_are_linked_whatever_their_letters() -> None:
    left = pd.DataFrame({"n": ["ByteDance", "Hithink RoyalFlush"]})
    right = pd.DataFrame({"n": ["浙江核新同花顺网络信息股份有限公司", "字节跳动"]})
    links = nlp.link(left, right, "n", "n")
    assert links.loc[0, "right_name"] == "字节跳动"
    assert links.loc[0, "probability"] >= 0.99
    assert "organisation table" in links.loc[0, "evidence"]


@pytest.mark.parametrize(
    ("name", "company"),
    [
        ("Z.ai", "北京智谱华章科技股份有限公司"),
        ("BYD", "比亚迪股份有限公司"),
        ("科大讯飞", "科大讯飞股份有限公司"),
        ("浪潮集团有限公司", "Inspur"),
    ],
)
def test_a_group_is_the_company_of_its_name(name: str, company: str) -> None:
    right = pd.DataFrame({"name": ["北京智谱领航科技有限公司", "浪潮云信息技术股份公司", company]})
    best = nlp.link(pd.DataFrame({"name": [name]}), right, "name", "name").iloc[0]
    assert (best["right_name"], best["probability"] >= 0.99) == (company, True)


def test_a_company_of_a_group_is_told_and_left_to_a_person() -> None:
    left, right = pd.DataFrame({"name": ["ByteDance"]}), pd.DataFrame({"name": ["北京抖音信息服务有限公司"]})
    for tables in ((left, right), (right, left)):
        best = nlp.link(*tables, "name", "name").iloc[0]
        assert best["probability"] == KNOWN_GROUP
        assert best["evidence"].startswith("known as a group and a company of it")


def test_two_companies_that_bear_a_group_s_name_are_not_one() -> None:
    left, right = pd.DataFrame({"name": ["东风汽车集团有限公司"]}), pd.DataFrame({"name": ["东风汽车有限公司"]})
    assert nlp.link(left, right, "name", "name").iloc[0]["probability"] < 0.99


def test_top_and_minimum() -> None:
    left, right = pd.DataFrame({"n": ENGLISH}), pd.DataFrame({"n": CHINESE})
    links = nlp.link(left, right, "n", "n", top=3)
    assert links.groupby("left_row")["rank"].apply(list).map(lambda r: r == list(range(1, len(r) + 1))).all()
    none = nlp.link(pd.DataFrame({"n": ["Völlig Anderes GmbH"]}), right, "n", "n", min_probability=0.9)
    assert none[["right_row", "right_name", "rank"]].iloc[0].tolist() == ["", "", ""]


def test_equal_names_on_the_left_each_get_their_row() -> None:
    left = pd.DataFrame({"n": [ENGLISH[0], ENGLISH[0]]})
    links = nlp.link(left, pd.DataFrame({"n": CHINESE}), "n", "n")
    assert links["left_row"].tolist() == [0, 1]
    assert links["right_row"].nunique() == 1


def test_the_score_of_a_pair_is_the_same_everywhere(scorer: Scorer) -> None:
    alone = score_pairs(scorer, [ENGLISH[1]], [CHINESE[2]])[0]
    among = score_pairs(scorer, ENGLISH, [CHINESE[i] for i in TRUE])[1]
    links = nlp.link(pd.DataFrame({"n": ENGLISH}), pd.DataFrame({"n": CHINESE}), "n", "n")
    assert alone == pytest.approx(among, abs=1e-9)
    assert links.loc[1, "probability"] == round(alone, 4)


def test_the_score_does_not_depend_on_the_direction(scorer: Scorer) -> None:
    assert score_pairs(scorer, [ENGLISH[2]], [CHINESE[1]])[0] == score_pairs(scorer, [CHINESE[1]], [ENGLISH[2]])[0]


@pytest.mark.parametrize(
    ("same", "other"),
    [
        (
            ("Zhejiang Double Arrow Rubber Co.,Ltd.", "浙江双箭橡胶股份有限公司"),
            ("Zhejiang Double Arrow Rubber Co.,Ltd.", "浙江双环传动机械股份有限公司"),
        ),
        (
            ("北京百川智能科技有限公司", "百川智能科技有限公司"),
            ("北京百川智能科技有限公司", "北京智谱华章科技有限公司"),
        ),
        (
            ("Qingdao Doublestar Group", "Qingdao Doublestar Co., Ltd."),
            ("Qingdao Doublestar Co.,Ltd.", "Qingdao Haier Co., Ltd."),
        ),
    ],
)
def test_same_names_score_above_look_alikes(scorer: Scorer, same: tuple[str, str], other: tuple[str, str]) -> None:
    first, second = score_pairs(scorer, [same[0], other[0]], [same[1], other[1]])
    assert first > 0.5 > second


def test_features_have_the_names_that_the_scorer_is_stored_with() -> None:
    for left, right in (("Haier Smart Home", "海尔智家股份有限公司"), ("海尔", "海尔智家"), ("Haier", "Haier Group")):
        a, b = profile(left), profile(right)
        features = pair_features(a, b)
        assert len(features) == len(FEATURES[pair_kind(a, b)])
        assert all(0 <= value <= 1 for value in features)


def test_evidence_reads_as_words() -> None:
    text = evidence("Shandong Langchao Software Co., Ltd.", "山东浪潮软件股份有限公司")
    assert text == "place 山东 = shandong · brand 浪潮 = langchao (pinyin) · trade 软件 = software"


def test_evidence_says_where_chinese_names_differ() -> None:
    text = evidence("上海某甲科技有限公司", "北京某甲科技有限公司")
    assert "brand 某甲" in text
    assert "place shanghai ≠ beijing" in text


def test_a_stored_scorer_with_other_features_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlp.matching.models_folder", lambda labels: tmp_path)
    (tmp_path / "matching.json").write_text('{"features": {}, "labels": "x", "weights": {}, "intercepts": {}}')
    assert set(load_scorer(SHIPPED).weights) == set(FEATURES)
