import pytest

from nlp.places import latin_provinces, place_english, place_names, province_of_code, short_province
from nlp.text import compact


@pytest.mark.parametrize(
    ("code", "province"),
    [
        ("110108", "北京"),  # 海淀区
        ("610113", "陕西"),
        ("140105", "山西"),
        ("150105", "内蒙古"),
        ("330103", "浙江"),  # 下城区, until 2021
        ("110228", "北京"),  # 密云县, until 2015
        ("320684", "江苏"),  # 海门市, until 2020
        ("460106", "海南"),
        ("810000", "香港"),
        ("406301", ""),  # no such province
        ("", ""),
    ],
)
def test_the_province_of_a_district_code(code: str, province: str) -> None:
    assert province_of_code(code) == province


@pytest.mark.parametrize(
    ("written", "province"),
    [
        ("北京市", "北京"), ("北京", "北京"), ("内蒙古自治区", "内蒙古"), ("广西壮族自治区", "广西"),
        ("香港特别行政区", "香港"), ("廣東省", "广东"), ("广 东 省", "广东"), (" 陕西省 ", "陕西"), ("山西省", "山西"),
        ("浙江省杭州市余杭区", "浙江"), ("国资委", ""), ("海南藏族自治州", ""), ("河北区", ""), ("", ""),
    ],
)  # fmt: skip
def test_the_short_name_of_a_province(written: str, province: str) -> None:
    assert short_province(written) == province


@pytest.mark.parametrize(
    ("written", "province"),
    [
        ("Shaanxi", "陕西"), ("ShaanXi", "陕西"), ("Shanxi", "山西"), ("ShanXi", "山西"),
        ("Neimenggu", "内蒙古"), ("NeiMengGu", "内蒙古"), ("Inner Mongolia", "内蒙古"), ("InnerMongolia", "内蒙古"),
        ("Zhejiang", "浙江"), ("ZheJiang", "浙江"), ("ChongQing", "重庆"), ("Xizang", "西藏"), ("Tibet", "西藏"),
        ("Heilongjiang", "黑龙江"), ("NingXia", "宁夏"), ("Hong Kong", "香港"), ("HeBei", "河北"), ("Hubei", "湖北"),
    ],
)  # fmt: skip
def test_latin_spellings_of_provinces(written: str, province: str) -> None:
    assert latin_provinces()[compact(written)] == province


def test_every_province_has_a_latin_spelling_of_its_own() -> None:
    assert len(set(latin_provinces().values())) == 34


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("北京", "北京"), ("北京市", "北京"), ("杭州", "杭州"), ("杭州市", "杭州"), ("海淀区", "海淀"),
        ("下城区", "下城"), ("海门市", "海门"), ("长安", None), ("长安区", "长安"), ("内蒙古", "内蒙古"),
    ],
)  # fmt: skip
def test_places_as_company_names_write_them(written: str, place: str | None) -> None:
    assert place_names().get(written) == place


@pytest.mark.parametrize(
    ("place", "english"),
    [("北京", "Beijing"), ("陕西", "Shaanxi"), ("山西", "Shanxi"), ("内蒙古", "Inner Mongolia"), ("杭州", "Hangzhou")],
)
def test_english_names_of_places(place: str, english: str) -> None:
    assert place_english(place) == english
