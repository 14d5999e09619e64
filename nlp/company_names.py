"""The parts of an organisation's name, Chinese or English.

A Chinese name reads place, brand, trade, legal form: 北京 · 智谱华章 · 科技 · 股份有限公司. Brackets hold a
place (浪潮（青岛）), part of the legal form (（有限合伙）) or a former name (（原：…）). Institutions end in what
they are (大学, 医院, 日报社). Forms, trade words and institutions stand in labels/legal_forms.csv and
labels/glosses.csv.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from nlp.knowledge import shipped_knowledge
from nlp.places import place_english, place_names
from nlp.text import compact, has_chinese, normalise


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A name taken apart; empty parts are "" or ().

    text : the normalised name.
    places : short names of places (Chinese) or place words (English), in order.
    brand : the distinctive word.
    trade : trade words, in order.
    legal_form : 有限公司, "co ltd", … as written, normalised.
    institution : ending that says what kind of institution it is (大学, 医院, 实验室), if no company.
    branch : 上海分公司, 北京分行, …
    former : a former name that the name itself gives.
    """

    text: str
    places: tuple[str, ...] = ()
    brand: str = ""
    trade: tuple[str, ...] = ()
    legal_form: str = ""
    institution: str = ""
    branch: str = ""
    former: str = ""

    @property
    def stem(self) -> str:
        """The name without legal form and bracketed places: what stays when 股份公司 becomes 股份有限公司."""
        return compact(self.brand + "".join(self.trade) + self.institution)


_BRACKETS = re.compile(r"[(（]([^()（）]*)[)）]")
_FORMER = re.compile(r"^(?:原|原名|曾用名)[:：]?(.+)$")
_BRANCH = re.compile(
    r"^(?P<head>.+?(?:公司|银行|集团|大学|保险|证券))(?P<branch>[^公]{1,10}(?:分公司|分行|支行|分院|营业部|办事处))$"
)
_NATION = ("中国", "中华", "国家", "全国")


@cache
def legal_forms(language: str) -> tuple[str, ...]:
    """Legal forms of a language (zh or another), normalised, longest first."""
    table = shipped_knowledge("legal_forms.csv")
    chosen = table[table["language"].eq("zh")] if language == "zh" else table[table["language"].ne("zh")]
    forms = {compact(form) if language == "zh" else _words(form) for form in chosen["form"]}
    return tuple(sorted(filter(None, forms), key=len, reverse=True))


@cache
def _glossed(kind: str) -> frozenset[str]:
    table = shipped_knowledge("glosses.csv")
    return frozenset(table.loc[table["kind"].eq(kind), "zh"])


@cache
def _trades() -> frozenset[str]:
    return _glossed("trade") | frozenset(shipped_knowledge("trade_words.csv")["word"])


@cache
def _institutions() -> tuple[str, ...]:
    return tuple(sorted(_glossed("institution"), key=len, reverse=True))


@cache
def _organisation_endings() -> tuple[str, ...]:
    return (*legal_forms("zh"), *_institutions())


_TRAILING_BRACKETS = re.compile(r"(?:[(（][^()（）]*[)）])+$")


def is_organisation(text: str) -> bool:
    """Whether a Chinese text ends as organisations' names do (公司, 大学, 日报社)."""
    if text.endswith(_organisation_endings()):
        return True
    return text.endswith((")", "）")) and _TRAILING_BRACKETS.sub("", text).endswith(_organisation_endings())


@lru_cache(maxsize=100_000)
def parse(name: str) -> CompanyName:
    """Take a name apart.

    >>> parse("浪潮云（江苏）信息技术有限公司").brand
    '浪潮云'
    """
    text = normalise(name)
    return _parse_chinese(text) if has_chinese(text) else _parse_latin(text)


def _parse_chinese(text: str) -> CompanyName:
    places: list[str] = []
    former = ""
    form_parts: list[str] = []

    def take_bracket(found: re.Match[str]) -> str:
        nonlocal former
        inner = found[1].strip()
        renamed = _FORMER.match(inner)
        if renamed:
            former = renamed[1]
        elif inner in place_names():
            places.append(place_names()[inner])
        elif inner in legal_forms("zh"):
            form_parts.append(inner)
        else:
            split = _leading_places(inner)
            if split[1]:
                return inner
            places.extend(split[0])
        return ""

    rest = _BRACKETS.sub(take_bracket, text)
    branch = ""
    branched = _BRANCH.match(rest)
    if branched:
        rest, branch = branched["head"], branched["branch"]
    form = next((form for form in legal_forms("zh") if rest.endswith(form) and len(rest) > len(form)), "")
    rest = rest.removesuffix(form)
    institution = "" if form else next((end for end in _institutions() if rest.endswith(end)), "")
    rest = rest.removesuffix(institution)
    leading, rest = _leading_places(rest)
    brand, trade = _split_trade(rest)
    if not brand and not trade and leading:
        brand = leading.pop()
    return CompanyName(
        text, (*leading, *places), brand, trade, "".join((form, *form_parts)), institution, branch, former
    )


def _leading_places(text: str) -> tuple[list[str], str]:
    places: list[str] = []
    while text:
        size = next((n for n in range(min(len(text), 12), 1, -1) if text[:n] in place_names()), 0)
        if not size:
            break
        places.append(place_names()[text[:size]])
        text = text[size:]
        if text[:1] in ("省", "市") and len(text) > 1:
            text = text[1:]
    return places, text


def _split_trade(text: str) -> tuple[str, tuple[str, ...]]:
    """Brand and the trade words behind it; the brand keeps at least two characters where there are two."""
    trade: list[str] = []
    rest = text
    while True:
        size = next((n for n in range(min(len(rest), 8), 0, -1) if rest[-n:] in _trades() and len(rest) - n != 1), 0)
        if not size:
            break
        trade.insert(0, rest[-size:])
        rest = rest[:-size]
    if trade and (not rest or rest in _NATION):
        rest += trade.pop(0)
    return rest, tuple(trade)


_LATIN_WORD = re.compile(r"[a-z0-9][a-z0-9.&'+-]*", re.IGNORECASE)


def _words(text: str) -> str:
    """Latin words without punctuation: 'Co., Ltd.' → 'co ltd', 'S.p.A.' → 'spa'."""
    return " ".join(re.sub(r"[^\w&+]", "", word) for word in _LATIN_WORD.findall(normalise(text)))


@cache
def _english_places() -> dict[str, str]:
    return {_words(english): short for short, english in place_english().items()} | {"china": "中国", "prc": "中国"}


@cache
def _english_trades() -> frozenset[str]:
    table = shipped_knowledge("glosses.csv")
    trades = table.loc[table["kind"].isin(["trade", "institution"]), "en"]
    return frozenset(word for text in trades for word in _words(text).split()) | {"and", "of", "the", "&"}


def _parse_latin(text: str) -> CompanyName:
    words = _words(text).split()
    form: list[str] = []
    while True:
        joined = " ".join(words)
        ending = next((f for f in legal_forms("latin") if joined.endswith(" " + f)), "")
        if not ending:
            break
        form.insert(0, ending)
        words = words[: -len(ending.split())]
    places = [_english_places()[word] for word in words if word in _english_places()]
    rest = [word for word in words if word not in _english_places()] or words
    first_trade = next((i for i, word in enumerate(rest) if i and word in _english_trades()), len(rest))
    return CompanyName(text, tuple(places), " ".join(rest[:first_trade]), tuple(rest[first_trade:]), " ".join(form))
