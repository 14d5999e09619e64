"""The parts of a Chinese name: 内蒙古 包头 · 智谱华章 · 科技 · 股份有限公司 · 上海分公司."""

import re
from typing import Final

from nlp.leading_places import LeadingPlace, leading_places, place_at_end
from nlp.name_brackets import SEAM, take_asides
from nlp.name_parts import CompanyName
from nlp.name_words import (
    body_names,
    branches,
    compounds,
    group_forms,
    institutions,
    is_province,
    legal_forms,
    place_short_names,
    trades,
)

_NATION: Final = frozenset({"中国", "中华", "国家", "全国"})
_AND: Final = ("与", "和", "及")
_BEHIND_COMPANY = re.compile(r"^(.{2,}?公司)(.{2,})$")


def parse_chinese(text: str) -> CompanyName:
    """Take a normalised Chinese name apart."""
    asides = take_asides(text)
    head, branch = _split_branch(asides.plain)
    prefix = legal_forms("start").at_start(head)
    rest, form = _split_form(head.removeprefix(prefix), bool(asides.status))
    rest, before_form = _split_place_behind(rest)
    rest, form = _with_group(rest, form)
    rest, institution = _split_institution(rest, bool(form))
    rest, before_institution = _split_place_behind(rest)
    leading = leading_places(rest)
    brand, trade, inner = _split_rest(rest, leading, bool(institution))
    behind = filter(None, (inner, before_institution, before_form))
    return CompanyName(
        text,
        (*(place.short for place in leading), *behind, *asides.places),
        brand,
        tuple(trade),
        prefix + form + asides.status,
        institution,
        branch.replace(SEAM, ""),
        asides.former,
        asides.other_name,
    )


def _split_branch(text: str) -> tuple[str, str]:
    """The organisation and the part of it that the name names behind it: a unit, a branch office, or ""."""
    behind = _BEHIND_COMPANY.match(text)
    if behind and (branches().at_end(text) or institutions().at_end(behind[2])):
        return behind[1], behind[2]
    office = branches().at_end(text)
    if office and len(office) >= len(institutions().at_end(text)):
        return _split_office(text, office)
    if text.endswith("公司"):
        return text, ""
    return _split_unit(text)


def _split_office(text: str, office: str) -> tuple[str, str]:
    """A branch with the places before it: 招商银行 · 深圳南山支行."""
    head = text.removesuffix(office)
    while place := place_at_end(head):
        head = head.removesuffix(place)
    return (head, text[len(head) :]) if head else (text, "")


def _split_unit(text: str) -> tuple[str, str]:
    """An institution and its unit: 山东大学 · 齐鲁医院."""
    last = institutions().at_end(text)
    if not last:
        return text, ""
    for end in range(2, len(text) - max(len(last), 2) + 1):
        body = body_names().at_end(text[:end])
        start = end - len(body)
        if body and len(compounds().at_start(text[start:])) <= len(body):
            end = max(end, start + len(body_names().at_start(text[start:])))
            return (text[:end], text[end:]) if end <= len(text) - 2 else (text, "")
    return text, ""


def _split_form(text: str, has_status: bool) -> tuple[str, str]:
    """A name without its legal form, and the form. One of one character counts behind a trade word: 数码科技 · 店."""
    form = legal_forms().at_end(text)
    rest = text.removesuffix(form)
    if not form or not rest.strip(SEAM):
        return text, ""
    if len(form) == 1 and not (has_status or trades().at_end(rest)):
        return text, ""
    if not form.endswith("公司") and len(institutions().at_end(text)) > len(form):
        return text, ""
    return rest, form


def _with_group(text: str, form: str) -> tuple[str, str]:
    """集团 before a place belongs to the form: 中国移动通信集团 广东 有限公司."""
    group = group_forms().at_end(text) if form else ""
    rest = text.removesuffix(group)
    return (rest, group + form) if len(rest) > 1 else (text, form)


def _split_institution(text: str, has_form: bool) -> tuple[str, str]:
    institution = institutions().at_end(text)
    if has_form and len(institution) == 1:
        return text, ""
    return text.removesuffix(institution), institution


def _split_place_behind(text: str) -> tuple[str, str]:
    """A place behind trade or institution, its short name: 云袭网络技术 · 河北 (有限公司)."""
    text = text.rstrip(SEAM)
    place = place_at_end(text)
    rest = text.removesuffix(place)
    known = trades().at_end(rest) or institutions().at_end(rest) or group_forms().at_end(rest)
    if not place or not known or known == rest:
        return text, ""
    return rest, place_short_names().get(place, place)


def _split_rest(text: str, leading: list[LeadingPlace], has_institution: bool) -> tuple[str, list[str], str]:
    """Brand, trade and a place behind the brand. Leading places that leave no brand to the name are given back."""
    while True:
        rest = text.lstrip(SEAM)
        for place in leading:
            rest = rest.removeprefix(place.written).lstrip(SEAM)
        brand, trade = _split_trade(rest)
        if not _belongs_to_brand(leading, brand, trade, has_institution):
            break
        leading.pop()
    brand, inner = _split_inner_place(brand)
    brand, trade = _with_brand(brand, trade, bool(leading), has_institution)
    return brand.replace(SEAM, ""), trade, inner


def _belongs_to_brand(leading: list[LeadingPlace], brand: str, trade: list[str], has_institution: bool) -> bool:
    """Whether the last leading place begins the brand: 浦东 in 上海浦东发展银行, 白云 in 广州白云山医药."""
    if not leading:
        return False
    if not brand and not trade and not has_institution:
        return True
    last = leading[-1]
    if last.written != last.short:
        return False
    if len(brand) == 1 or len(body_names().at_start(brand)) > 1:
        return True
    return last.short not in place_short_names() and (len(brand) < 2 or _is_one_and_trade(brand))


def _is_one_and_trade(brand: str) -> bool:
    """Whether a brand is one character before a trade word: 山医药."""
    return brand[1:] in trades()


def _split_trade(text: str) -> tuple[str, list[str]]:
    """Brand and the trade words behind it; the brand keeps at least two characters where there are two."""
    trade: list[str] = []
    rest = text.rstrip(SEAM)
    while rest:
        word = next((word for word in trades().all_at_end(rest) if not _leaves_one(rest, word)), "")
        if not word and trade and rest.endswith(_AND) and trades().at_end(rest[:-1]):
            word = rest[-1]
        if not word:
            break
        trade.insert(0, word)
        rest = rest.removesuffix(word).rstrip(SEAM)
    return rest, trade


def _leaves_one(text: str, word: str) -> bool:
    """Whether one character is left before the word, to the start or to a `SEAM`."""
    before = len(text) - len(word)
    return before == 1 or text[before - 2 : before - 1] == SEAM


def _split_inner_place(brand: str) -> tuple[str, str]:
    """A place behind the brand, its short name: 国网 · 浙江省 (电力). A bare one is a province's."""
    place = place_at_end(brand)
    rest = brand.removesuffix(place).rstrip(SEAM)
    short = place_short_names().get(place, "")
    if not short or len(rest) < 2 or rest in trades() or (place == short and not is_province(short)):
        return brand, ""
    return rest, short


def _with_brand(brand: str, trade: list[str], has_place: bool, has_institution: bool) -> tuple[str, list[str]]:
    """The first trade word joins a brand that is only 中国, and is the brand of a name that has no other."""
    if trade and brand in _NATION:
        first, second = _halves(trade[0])
        return brand + first, [*second, *trade[1:]]
    if trade and not brand and not has_institution and (len(trade) > 1 or not has_place):
        return trade[0], trade[1:]
    return brand, trade


def _halves(word: str) -> tuple[str, list[str]]:
    """A trade word cut into two where it is made of two: 移动通信 → 移动, [通信]."""
    for end in range(2, len(word) - 1):
        if word[:end] in trades() and word[end:] in trades():
            return word[:end], [word[end:]]
    return word, []
