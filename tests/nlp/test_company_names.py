"""Names taken apart: real ones with all their parts, and what must hold of every name of the registries."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from filings.sources import read
from nlp.company_names import CompanyName, is_organisation, parse
from nlp.name_words import bracket_places
from nlp.text import has_chinese

COLUMNS = ("places", "brand", "trade", "institution", "legal_form", "branch", "former", "other_name")


def _cases() -> list[dict[str, str]]:
    """Real names, the awkward ones first, read and judged by a person; places and trade words are parted by spaces."""
    with Path(__file__).with_name("name_cases.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


CASES = _cases()


def _parts(name: str) -> tuple[str, ...]:
    """The parts of a name in the order of COLUMNS, as the cases write them."""
    found = parse(name)
    return (
        " ".join(found.places),
        found.brand,
        " ".join(found.trade),
        found.institution,
        found.legal_form,
        found.branch,
        found.former,
        found.other_name,
    )


@pytest.fixture(scope="module")
def registry_names(shared: Path) -> list[str]:
    filings, _ = read([shared / "registry"])
    return [str(name) for name in filings["organisation"].unique()]


def test_the_cases_are_many_and_in_both_languages() -> None:
    chinese = sum(has_chinese(case["name"]) for case in CASES)
    assert chinese >= 60
    assert len(CASES) - chinese >= 30


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_real_names(case: dict[str, str]) -> None:
    assert _parts(case["name"]) == tuple(case[column] for column in COLUMNS)


@pytest.mark.parametrize(
    ("name", "brand", "trade"),
    [
        ("阿里云计算有限公司", "阿里", ("云计算",)),
        ("上海岩芯数智人工智能科技有限公司", "岩芯", ("数智", "人工智能科技")),
    ],
)
def test_known_limitation_a_brand_that_ends_in_a_trade_word_is_cut(
    name: str, brand: str, trade: tuple[str, ...]
) -> None:
    assert (parse(name).brand, parse(name).trade) == (brand, trade)


def test_known_limitation_towns_stay_in_the_brand() -> None:
    found = parse("东莞市麻涌开源探知智能科技工作室（个体工商户）")
    assert (found.places, found.brand) == (("东莞",), "麻涌开源探知")


def test_known_limitation_a_region_behind_the_group_stays_in_the_brand() -> None:
    assert parse("中国电建集团华东勘测设计研究院有限公司").brand == "中国电建集团华东"


def test_known_limitation_an_owner_named_after_an_institution_is_taken_for_its_parent() -> None:
    found = parse("人民法院音像出版社")
    assert (found.institution, found.branch) == ("人民法院", "音像出版社")


def test_known_limitation_two_cities_that_are_spelt_the_same() -> None:
    assert parse("Fuzhou Piaomiao Network Technology Co., Ltd.").places == ("福州",)  # or 抚州


def test_known_limitation_english_trade_words_run_together() -> None:
    assert parse("HuaweiTechnologies Co., Ltd.").trade == ()


def test_known_limitation_an_english_brand_of_trade_words_only() -> None:
    assert parse("Cloud Live Technology Group Co., Ltd.").brand == "cloud"


@pytest.mark.parametrize("name", ["", " ", "（）", "()", "，", "有限公司", "上海", "Co., Ltd.", "Яндекс", "）（科技"])
def test_fragments_are_no_error(name: str) -> None:
    assert isinstance(parse(name), CompanyName)


def test_spellings_of_one_name_have_the_same_parts() -> None:
    assert _parts("浪潮云(江苏) 信息技术有限公司") == _parts("浪潮云（江苏）信息技术有限公司")
    assert _parts("BEIJING XIAOMI TECH CO LTD") == _parts("Beijing Xiaomi Technologies Co., Ltd.")


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("内蒙古包头市昆都仑区蒙科立软件有限责任公司", ("内蒙古", "包头", "昆都仑")),
        ("西双版纳州景洪市雨林科技有限公司", ("西双版纳", "景洪")),
        ("雨林（昆山）科技有限公司", ("昆山",)),
        ("Neimenggu Baotou Yulin Technology Co Ltd", ("内蒙古", "包头")),
        ("Shaanxi Yulinmu Technology Co Ltd", ("陕西",)),
        ("Yulinmu (Xian) Technology Co Ltd", ("西安",)),
        ("Yulinmu Technology (Hongkong) Ltd", ("香港",)),
    ],
)
def test_places(name: str, places: tuple[str, ...]) -> None:
    assert parse(name).places == places


@pytest.mark.parametrize(
    ("bracket", "former"),
    [
        ("（原：深圳市腾讯计算机系统有限公司）", "深圳市腾讯计算机系统有限公司"),
        ("（原名浪潮（北京）有限公司）", "浪潮(北京)有限公司"),
        ("（曾用名：雨林网）", "雨林网"),
        ("（原力）", ""),
    ],
)
def test_former_names(bracket: str, former: str) -> None:
    found = parse(f"杭州灵伴科技有限公司{bracket}")
    assert (found.former, found.legal_form) == (former, "有限公司")


@pytest.mark.parametrize(
    ("abbreviations", "trade"),
    [
        ("TECH & SRVCES", ("technology", "service")),
        ("TECHN GRP HLDGS", ("technology",)),
        ("INTL MFG", ("international", "manufacturing")),
        ("ELEC DEV", ("electric", "development")),
        ("PHARM COMM", ("pharmaceutical", "communication")),
    ],
)
def test_abbreviations_are_written_out(abbreviations: str, trade: tuple[str, ...]) -> None:
    found = parse(f"HUAXIN {abbreviations} CO LTD")
    assert (found.brand, found.trade) == ("huaxin", trade)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("杭州灵伴科技有限公司", True),
        ("引力城（广州）智能技术院（有限合伙）", True),
        ("青岛日报社", True),
        ("中国工商银行上海市分行", True),
        ("希姆九州大模型", False),
        ("朴食AI营养师", False),
        ("智能助理（井然）大模型", False),
        ("语玩吧", False),
    ],
)
def test_is_organisation(text: str, expected: bool) -> None:
    assert is_organisation(text) == expected


def test_every_registry_name_has_something_that_distinguishes_it(registry_names: list[str]) -> None:
    bare = [name for name in registry_names if not any((parse(name).brand, parse(name).trade, parse(name).institution))]
    assert not bare


def test_no_text_of_a_registry_name_is_lost(registry_names: list[str]) -> None:
    lost = {name: left for name in registry_names if has_chinese(name) and (left := _lost(parse(name)))}
    assert not lost


def _lost(found: CompanyName) -> str:
    """Characters of a name that stand in none of its parts, but for brackets and what full names of places add."""
    form = (found.legal_form, found.institution, found.branch, found.other_name)
    left = Counter(found.text) - Counter("".join((*found.places, found.brand, *found.trade, *form)))
    full = [word for word, short in bracket_places().items() if short in found.places and word in found.text]
    left -= Counter("".join(full)) - Counter("".join(found.places))
    return "".join(character for character in left.elements() if character not in "() ")
