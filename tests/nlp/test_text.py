import random
import sys
from pathlib import Path

import pandas as pd
import pytest

from nlp.text import compact, has_chinese, normalise, plain, simplify, tidy


@pytest.mark.parametrize(
    "spellings",
    [
        ("浪潮云（江苏）信息技术有限公司", "浪潮云(江苏)信息技术有限公司", "浪潮云 （江苏） 信息技术有限公司"),
        ("ＡＩ创作１２３", "AI创作123", "ai创作123", "AI 创作 123"),
        ("文心一言 App", "文心一言App", "文心一言　ＡＰＰ"),
        ("臺灣積體電路製造股份有限公司", "台湾积体电路制造股份有限公司"),
        ("騰訊計算機系統", "腾讯计算机系统"),
        ("“智慧”大模型", "「智慧」大模型", '"智慧"大模型', "„智慧‟大模型", "『智慧』大模型"),
        ("GPT‑4", "GPT–4", "GPT—4", "GPT－4", "gpt-4"),
        ("L’Oréal", "L'Oréal", "l´oréal", "L`ORE\u0301AL"),
        ("通义\u200b千问", "通义千问\ufeff", "通义\u00ad千问", "通义千问\u0000"),
        ("Ping An  Insurance", "ping an insurance", "PING\tAN\nINSURANCE"),
        ("㈱日立", "(株)日立"),
    ],
)
def test_spellings_of_one_thing_meet(spellings: tuple[str, ...]) -> None:
    assert len({normalise(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("乾坤科技", "乾坤科技"),  # 乾 stays in 乾坤, and becomes 干 where it means dry
        ("乾 坤 科技", "乾坤科技"),
        ("乾燥設備", "干燥设备"),
        ("皇后大道", "皇后大道"),
        ("以後", "以后"),
        ("Open AI (Beijing) Co., Ltd.", "open ai(beijing)co., ltd."),
        ("STRASSE Straße", "strasse strasse"),
        ("  \u3000 ", ""),
    ],
)
def test_the_normal_form(written: str, normal: str) -> None:
    assert normalise(written) == normal


def test_plain_keeps_case_spaces_and_traditional_characters() -> None:
    assert plain("Ｂｅｉｊｉｎｇ－文心　一言「臺灣」") == 'Beijing-文心 一言"臺灣"'


@pytest.mark.parametrize(
    ("written", "key"),
    [("C919·大飞机（商飞）", "c919大飞机商飞"), ("A_B-C.D", "abcd"), ("——", "")],
)
def test_the_key_of_a_name(written: str, key: str) -> None:
    assert compact(written) == key


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("智谱清言(ChatGLM)", "智谱清言（ChatGLM）"),
        ("上海卓越睿新数码科技 股份有限公司", "上海卓越睿新数码科技股份有限公司"),
        ("讯飞 AI 助手", "讯飞AI助手"),
        ("Lark  AI (beta)", "Lark AI (beta)"),
        ("臺灣大學", "臺灣大學"),
        ("通义\u200b千问 ", "通义千问"),
        ("文心一言", "文心一言"),
    ],
)
def test_what_a_person_sees(written: str, shown: str) -> None:
    assert tidy(written) == shown


@pytest.mark.parametrize(
    ("text", "chinese"), [("Qwen", False), ("通", True), ("Qwen通", True), ("㐀", True), ("カ", False)]
)
def test_has_chinese(text: str, chinese: bool) -> None:
    assert has_chinese(text) == chinese


def test_text_without_chinese_is_not_simplified() -> None:
    assert simplify("Société Générale") == "Société Générale"


def assert_stable(text: str) -> None:
    for form in (normalise, compact, tidy, plain):
        assert form(form(text)) == form(text), (form.__name__, text)


def test_normalising_twice_changes_nothing_whatever_the_characters() -> None:
    twice_simplified = "薴"  # OpenCC makes 苧 of it, and 苎 of 苧
    everything = [chr(code) for code in range(sys.maxunicode + 1) if chr(code) != twice_simplified]
    choose = random.Random(7)
    for _ in range(20_000):
        assert_stable("".join(choose.choices(everything, k=4)))
    usual = [*range(0x20, 0x250), *range(0x2010, 0x2040), *range(0x3000, 0x3030)]
    common = [*map(chr, usual), *"乾坤臺後発"]
    for _ in range(10_000):
        assert_stable("".join(choose.choices(common, k=6)))


def test_the_real_names_stay_stable_and_never_empty(shared: Path) -> None:
    listed = pd.read_csv(shared / "names" / "listed_dev.csv", dtype=str, keep_default_na=False)
    filings = pd.read_csv(shared / "registry" / "aigc.csv", dtype=str, keep_default_na=False)
    columns = [listed[column] for column in listed.columns if "name" in column.lower() or column in ("zh", "en")]
    names = set(pd.concat([*columns, filings["大模型名称"], filings["备案单位"]])) - {""}
    assert len(names) > 3000
    for name in names:
        assert_stable(name)
        assert compact(name), name
        assert tidy(name), name
