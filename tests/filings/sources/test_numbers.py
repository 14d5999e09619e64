import string

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings.sources.numbers import ALGORITHM_CLASSES, NumberParts, decode, parts_of


def test_an_algorithm_number() -> None:
    parts = parts_of("网信算备110108823483901230031号")
    assert parts.district_code == "110108"
    assert parts.organisation_key == "1101088234839"
    assert parts.algorithm_class == "生成合成类"
    assert parts.year == "2023"
    assert parts.well_formed
    assert not parts.central


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("01", "生成合成类"),
        ("02", "个性化推送类"),
        ("03", "排序精选类"),
        ("04", "检索过滤类"),
        ("05", "内容过滤类"),
        ("06", "调度决策类"),
    ],
)
def test_the_class_of_an_algorithm_number(code: str, name: str) -> None:
    assert parts_of(f"网信算备4403051234567{code}240011号").algorithm_class == name


@pytest.mark.parametrize(
    ("number", "place", "slug", "year", "role"),
    [
        ("Beijing-WenXinYiYan-20230821", "Beijing", "WenXinYiYan", "2023", "developed"),
        ("Beijing-FenBi-202511150179", "Beijing", "FenBi", "2025", "developed"),
        ("Fujian-AnTaLingLong-20251022S0003", "Fujian", "AnTaLingLong", "2025", "deployed"),
        ("Shanghai-MiniMax-abab-20230831", "Shanghai", "MiniMax-abab", "2023", "developed"),
    ],
)
def test_a_generative_ai_number(number: str, place: str, slug: str, year: str, role: str) -> None:
    parts = parts_of(number)
    assert (parts.place, parts.slug, parts.year, parts.role) == (place, slug, year, role)
    assert parts.well_formed


@pytest.mark.parametrize("place", ["国资委", "ZhongYangQiYe", "GuoZiWei"])
def test_a_central_enterprise(place: str) -> None:
    assert parts_of(f"{place}-JiuTian-20231110").central


@pytest.mark.parametrize(
    "number",
    [
        "Jiangsu-SiWeiXiangLiangZhiSuanYun-",  # cut off
        "网信算备1101082242366066220017号",  # a digit too many
        "网信算备11010822423660622001号",  # one too few
        "网信算备110108224236606220017",  # without 号
        "",
    ],
)
def test_a_number_of_unknown_form(number: str) -> None:
    assert not parts_of(number).well_formed
    assert not parts_of(number).role


def test_what_is_certain_of_a_number_without_its_serial() -> None:
    parts = parts_of("Fujian-AnTaLingLong-20251022S")
    assert not parts.well_formed
    assert parts.role == "deployed"


def test_what_is_certain_of_a_padded_number() -> None:
    padded = parts_of("网信算备1101082242366066220017号")
    assert padded.district_code == "110108"
    assert not padded.algorithm_class


def test_a_column_of_numbers_keeps_its_index() -> None:
    numbers = pd.Series(["Beijing-FenBi-202511150179", "?"], index=[7, 3])
    decoded = decode(numbers)
    assert decoded.index.tolist() == [7, 3]
    assert decoded["place"].tolist() == ["Beijing", ""]


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


@given(digits(6), digits(7), st.sampled_from(list(ALGORITHM_CLASSES)), digits(2), digits(4))
def test_any_algorithm_number_is_taken_apart(district: str, key: str, code: str, year: str, tail: str) -> None:
    parts = parts_of(f"网信算备{district}{key}{code}{year}{tail}号")
    assert parts == NumberParts(district, district + key, ALGORITHM_CLASSES[code], "20" + year, well_formed="yes")


@given(
    st.text(string.ascii_letters, min_size=1),
    st.text(string.ascii_letters + string.digits + "-.", min_size=1),
    digits(6),
    st.sampled_from(["", "S"]),
    digits(4),
)
def test_any_service_number_is_taken_apart(place: str, slug: str, day: str, s: str, serial: str) -> None:
    parts = parts_of(f"{place}-{slug}-20{day}{s}{serial}")
    assert (parts.place, parts.slug, parts.year) == (place, slug, "20" + day[:2])
    assert parts.role == ("deployed" if s else "developed")
    assert parts.well_formed


@given(
    st.text()
    | st.text("网信算备号Ss-0123456789国资委")
    | st.from_regex(r"网信算备\d{6,20}号?|[A-Z]-.+-20\d{4,12}S?\d*")
)
def test_whatever_the_number_its_parts_stand_in_it(number: str) -> None:
    parts = parts_of(number)
    assert parts.district_code + parts.organisation_key[6:] + parts.place + parts.slug == "" or all(
        text in number for text in (parts.district_code, parts.organisation_key, parts.place, parts.slug)
    )
    assert parts.algorithm_class in {"", *ALGORITHM_CLASSES.values()}
    assert parts.role in {"", "developed", "deployed"}
    [decoded] = decode(pd.Series([number], dtype=object)).itertuples(index=False)
    assert tuple(decoded) == parts


@given(st.text("网信算备号S-0123456789").filter(lambda number: len(number) > 5), st.integers(0, 3))
def test_a_cut_off_number_keeps_what_is_certain(number: str, cut: int) -> None:
    whole = "网信算备110108823483901230031号"
    parts = parts_of(whole[: len(whole) - 1 - cut] + "号")
    assert parts.organisation_key == "1101088234839"
    assert parts.district_code == "110108"
    assert bool(parts.well_formed) == (cut == 0)
