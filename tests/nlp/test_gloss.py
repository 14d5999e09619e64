"""An English name for every Chinese one."""

from pathlib import Path

import pytest

from filings.sources import read
from nlp.gloss import english_basis, english_form, english_name, glosses
from nlp.knowledge import shipped_knowledge
from nlp.romanise import romanise
from nlp.text import has_chinese


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("杭州灵伴科技有限公司", "Hangzhou Lingban Technology Co., Ltd."),
        ("浪潮云（江苏）信息技术有限公司", "Langchaoyun Information Technology (Jiangsu) Co., Ltd."),
        ("京东方科技集团股份有限公司", "BOE Technology Group Co., Ltd."),
        (
            "壹佑（西安）医疗科技合伙企业（有限合伙）",
            "Yiyou Medical Technology (Xi'an) Partnership (Limited Partnership)",
        ),
        ("容县雪人儿数码科技店（个体工商户）", "Rongxian Xueren'er Digital Technology Store (Individual Business)"),
        ("中国工商银行股份有限公司常州分行", "China Industrial and Commercial Bank Co., Ltd. Changzhou Branch"),
        ("中国移动通信集团广东有限公司", "China Mobile Communication (Guangdong) Group Co., Ltd."),
        (
            "苏州工业园区航星信息技术服务有限公司",
            "Suzhou Industrial Park Hangxing Information Technology Services Co., Ltd.",
        ),
        ("深圳市TCL云创科技有限公司", "Shenzhen TCL Yunchuang Technology Co., Ltd."),
        ("山东大学齐鲁医院", "Qilu Hospital, Shandong University"),
        ("河北医科大学第一医院", "First Hospital, Hebei Medical University"),
        ("中国科学院自动化研究所", "Automation Research Institute, Chinese Academy of Sciences"),
        ("华东师范大学", "East China Normal University"),
        ("国家超级计算天津中心", "National Supercomputing Center (Tianjin)"),
        ("安顺市人民政府办公室", "Office, Anshun People's Government"),
        ("解放日报社", "Jiefang Daily"),
        ("西安市总工会网络中心", "Network Center, Xi'an Federation of Trade Unions"),
        ("广东微众律师事务所", "Guangdong Weizhong Law Firm"),
        ("上海少年儿童出版社有限公司", "Shanghai Children's Publishing House Co., Ltd."),
        (
            "上海人工智能创新中心（上海人工智能实验室）",
            "Shanghai Artificial Intelligence Innovation Center (Shanghai Artificial Intelligence Laboratory)",
        ),
        ("凹凸时空智能科技", "Aotu Shikong Intelligent Technology"),
    ],
)
def test_english_name(name: str, english: str) -> None:
    assert english_name(name) == english


@pytest.mark.parametrize("name", ["Siemens AG", "Johnson & Johnson (China) Ltd.", "01.AI", ""])
def test_an_english_name_stays_as_it_is(name: str) -> None:
    assert (english_name(name), english_basis(name)) == (name, "")


@pytest.mark.parametrize(
    ("name", "basis"),
    [
        ("北京银行股份有限公司", "glossed"),
        ("上海人工智能实验室", "glossed"),
        ("重庆医科大学附属第二医院", "glossed"),
        ("杭州灵伴科技有限公司", "romanised"),
        ("山东大学齐鲁医院", "romanised"),
        ("深圳市TCL科技有限公司", "glossed"),
    ],
)
def test_basis_says_whether_a_part_is_pinyin(name: str, basis: str) -> None:
    assert english_basis(name) == basis


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("智谱华章", "Zhipu Huazhang"),
        ("灵伴", "Lingban"),
        ("绿洲", "Lyuzhou"),
        ("女娲", "Nyuwa"),
        ("天安", "Tian'an"),
        ("奥尔法睿", "Ao'erfarui"),
        ("58同城", "58 Tongcheng"),
        ("百度AI", "Baidu AI"),
        ("《知识》", "Zhishi"),
    ],
)
def test_romanise(text: str, latin: str) -> None:
    assert romanise(text) == latin


def test_legal_forms_of_several_parts() -> None:
    assert english_form("工作室个体工商户") == "Studio (Individual Business)"
    assert english_form("") == ""


def test_the_first_gloss_is_the_most_usual() -> None:
    assert glosses("trade")["科技"] == "Technology"


def test_every_registry_name_has_an_english_one(shared: Path) -> None:
    filings, _ = read([shared / "registry"])
    names = filings["organisation"].unique()
    english = [english_name(name) for name in names]
    assert all(text.strip() for text in english)
    assert not [text for text in english if has_chinese(text) or "  " in text]
    assert english == [english_name(text) for text in english]


def test_a_place_in_brackets_stands_behind_even_if_the_brand_begins_with_another() -> None:
    assert (
        english_name("宁波港信息通信（上海）有限公司")
        == "Ningbo Port Information and Communications (Shanghai) Co., Ltd."
    )


def test_glosses_are_of_known_kinds_and_said_once() -> None:
    table = shipped_knowledge("glosses.csv")
    assert set(table["kind"]) == {
        "trade", "word", "character", "common", "institution", "body", "compound", "branch", "place", "zone", "region",
        "phonetic",
    }  # fmt: skip
    assert not table.duplicated(["zh", "en", "kind"]).any()
    assert table["zh"].map(has_chinese).all()
    assert table["en"].str.strip().ne("").all()


def test_every_trade_word_has_a_gloss() -> None:
    assert not set(shipped_knowledge("trade_words.csv")["word"]) - set(glosses("trade"))


def test_legal_forms_have_a_place_and_an_english_name() -> None:
    table = shipped_knowledge("legal_forms.csv")
    assert set(table["at"]) == {"", "start", "both"}
    assert table[["form", "language", "en"]].ne("").all(axis=None)
    assert not table.duplicated(["form", "language"]).any()
