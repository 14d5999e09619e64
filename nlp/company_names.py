"""The parts of an organisation's name, Chinese or English.

A Chinese name reads place, brand, trade, legal form: 北京 · 智谱华章 · 科技 · 股份有限公司. Brackets hold a
place (浪潮（青岛）), part of the legal form (（有限合伙）), a former name (（原：…）) or a second one. Institutions
end in what they are (大学, 医院, 日报社), and a unit follows the institution that it belongs to (山东大学 · 齐鲁医院).
English names put the same parts in another order, with the words of `nlp.english_words`.
"""

import re
from functools import lru_cache

from nlp.chinese_names import parse_chinese
from nlp.english_names import parse_english
from nlp.name_parts import CompanyName
from nlp.name_words import branches, institutions, legal_forms
from nlp.text import has_chinese, normalise

__all__ = ["CompanyName", "is_organisation", "parse"]

_TRAILING_BRACKETS = re.compile(r"(?:[(（][^()（）]*[)）])+$")


@lru_cache(maxsize=100_000)
def parse(name: str) -> CompanyName:
    """Take a name apart.

    >>> parse("浪潮云（江苏）信息技术有限公司").brand
    '浪潮云'
    """
    text = normalise(name)
    return parse_chinese(text) if has_chinese(text) else parse_english(name, text)


def is_organisation(text: str) -> bool:
    """Whether a Chinese text ends as organisations' names do (公司, 大学, 日报社)."""
    name = _TRAILING_BRACKETS.sub("", text)
    endings = (legal_forms().at_end(name), institutions().at_end(name), branches().at_end(name))
    return len(max(endings, key=len)) > 1
