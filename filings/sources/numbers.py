"""What a filing number says.

Algorithm filings: ``网信算备110108823483901230031号`` is the district 110108 (GB/T 2260), the organisation's
key 8234839, class 01, year 23, then a serial and a check digit. District and key name one organisation,
whatever it is called later. Generative-AI filings: ``Beijing-WenXinYiYan-20230821`` is place, name in
pinyin or English and date, later followed by a serial; an S before the serial marks a registration
(登记: deployed).
"""

import re
from typing import Final, NamedTuple

import pandas as pd

ALGORITHM_CLASSES: Final = {
    "01": "生成合成类",
    "02": "个性化推送类",
    "03": "排序精选类",
    "04": "检索过滤类",
    "05": "内容过滤类",
    "06": "调度决策类",
}

_ALGORITHM = re.compile(r"网信算备(\d{6})(\d{7})(\d{2})(\d{2})(\d+)号", re.ASCII)
_ALGORITHM_TAIL = 4  # serial and check digit
_SERVICE = re.compile(r"([A-Za-z]+|国资委)-(.+)-(20\d\d)\d{4}(S?)(\d{4})?", re.ASCII)
_CENTRAL = ("国资委-", "ZhongYangQiYe-", "GuoZiWei-")


class NumberParts(NamedTuple):
    """The parts of a filing number, "" where it does not say.

    organisation_key : district and key, 13 digits. algorithm_class : Chinese, as the lists write it.
    year : four digits. place, slug : Latin, of generative-AI numbers. role : developed or deployed.
    central : "yes" for enterprises under the central government. well_formed : "yes" when the number has the
    form of its kind.
    """

    district_code: str = ""
    organisation_key: str = ""
    algorithm_class: str = ""
    year: str = ""
    place: str = ""
    slug: str = ""
    role: str = ""
    central: str = ""
    well_formed: str = ""


def parts_of(number: str) -> NumberParts:
    """Decode one number.

    >>> parts_of("网信算备110108823483901230031号").organisation_key
    '1101088234839'
    """
    central = "yes" if number.startswith(_CENTRAL) else ""
    algorithm = _ALGORITHM.fullmatch(number)
    if algorithm:
        district, key, class_, year, tail = algorithm.groups()
        well_formed = "yes" if len(tail) == _ALGORITHM_TAIL else ""
        if not well_formed:  # only what stands before the fault is certain
            return NumberParts(district, district + key)
        return NumberParts(district, district + key, ALGORITHM_CLASSES.get(class_, ""), "20" + year, well_formed="yes")
    service = _SERVICE.fullmatch(number)
    if service:
        place, slug, year, s, serial = service.groups()
        return NumberParts(
            year=year,
            place=place,
            slug=slug,
            role="deployed" if s else "developed",
            central=central,
            well_formed="yes" if serial or not s else "",
        )
    return NumberParts(place=number.split("-")[0] if "-" in number else "", central=central)


def decode(numbers: pd.Series) -> pd.DataFrame:
    """`parts_of` for a Series of str: DataFrame of str on the same index, the fields of `NumberParts`."""
    return pd.DataFrame(
        [parts_of(number) for number in numbers], columns=list(NumberParts._fields), index=numbers.index
    )
