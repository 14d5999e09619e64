"""A filing's features can be read: words, stated facets, sector words, what is known of who filed."""

import pandas as pd
import pytest

from models.features import BLOCKS, INPUT_COLUMNS, features

FILING = {
    "filing_no": "网信算备330108412367401240013号",
    "registry": "dsa",
    "role": "provider",
    "name": "小筑医问文本生成算法",
    "organisation": "杭州灵伴小筑健康管理有限公司",
    "product": "小筑问药(APP)",
    "states": "out:text scene:text w:糖尿病",
    "description": "",
    "organisation_kind": "company",
    "organisation_ownership": "private",
    "organisation_sector": "healthcare",
    "organisation_history": "hsector:healthcare",
}


@pytest.fixture
def made() -> pd.Series:
    return features(pd.DataFrame([FILING], columns=INPUT_COLUMNS)).iloc[0]


def test_blocks(made: pd.Series) -> None:
    assert made.index.tolist() == BLOCKS


@pytest.mark.parametrize("token", ["registry:dsa", "at:杭州", "form:有限公司", "t:健康管理", "ok:company", "n:医"])
def test_tokens(made: pd.Series, token: str) -> None:
    assert token in made["tokens"].split()


def test_stated_outputs_stand_alone_and_joined(made: pd.Series) -> None:
    assert set(made["stated"].split()) == {"out:text", "scene:text", "outs:text"}


def test_sectors_name_their_source(made: pd.Series) -> None:
    sectors = made["sectors"].split()
    assert {"swd:healthcare", "swo:healthcare", "os:healthcare", "hsector:healthcare"} <= set(sectors)


def test_the_leading_sector_stands_with_kind_of_product_and_outputs(made: pd.Series) -> None:
    crossed = made["crossed"].split()
    assert {"top:healthcare", "top:healthcare*app", "top:healthcare*app*text"} <= set(crossed)
    assert "named:healthcare*owned:healthcare" in crossed


def test_a_generative_number_tells_the_name_in_latin_letters() -> None:
    filing = FILING | {"filing_no": "Beijing-YouChuYinHangZhiNengKeFu-20250606S0051", "registry": "aigc"}
    crossed = features(pd.DataFrame([filing], columns=INPUT_COLUMNS)).iloc[0]["crossed"].split()
    assert {"fn:yin", "fn:yinhang", "fn:kefu"} <= set(crossed)
    assert "fn:beijing" not in crossed


def test_an_empty_filing_has_features_too() -> None:
    empty = features(pd.DataFrame([dict.fromkeys(INPUT_COLUMNS, "")]))
    assert empty.notna().all(axis=None)
