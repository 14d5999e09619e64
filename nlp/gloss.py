"""An English name for every Chinese one: known words translated, the rest in pinyin.

杭州灵伴科技有限公司 becomes Hangzhou Lingban Technology Co., Ltd.: places, trade, institution and legal form have
their glosses in labels/glosses.csv and labels/legal_forms.csv, the brand is romanised, since a translated brand
would be a guess. Such a name is readable, not official; `english_basis` says which it is.
"""

from functools import cache, lru_cache
from typing import Final

from nlp.company_names import CompanyName, parse
from nlp.knowledge import shipped_knowledge
from nlp.name_words import WordSet, branches, legal_forms, place_short_names, places
from nlp.ordinals import english_ordinal, ordinal_at_start
from nlp.places import place_english
from nlp.romanise import Cased, romanise
from nlp.text import compact, has_chinese

__all__ = ["english_basis", "english_form", "english_name", "glosses", "romanise"]

_INSTITUTION_KINDS: Final = ("common", "trade", "institution", "region", "compound")
_AND: Final = ("与", "和")
_UNMISTAKABLE: Final = 3  # characters of a brand whose English is known: 麦当劳, while 巨人 may be any company


@cache
def glosses(kind: str) -> dict[str, str]:
    """Chinese part → its most usual English, for one kind of gloss (trade, word, institution, place, …)."""
    table = shipped_knowledge("glosses.csv")
    first = table.loc[table["kind"].eq(kind)].drop_duplicates("zh")
    return dict(zip(first["zh"], first["en"], strict=True))


def english_name(name: str) -> str:
    """A readable English name; one without Chinese characters stays as it is.

    >>> english_name("杭州灵伴科技有限公司")
    'Hangzhou Lingban Technology Co., Ltd.'
    """
    return _rendered(name)[0]


def english_basis(name: str) -> str:
    """What `english_name` rests on: "" the name is English, "glossed" translated words, "romanised" also pinyin.

    >>> english_basis("杭州灵伴科技有限公司"), english_basis("北京银行"), english_basis("Siemens AG")
    ('romanised', 'glossed', '')
    """
    return _rendered(name)[1]


def english_form(form: str) -> str:
    """A Chinese legal form, of several parts or one, in English: 工作室个体工商户 → Studio (Individual Business)."""
    found: list[str] = []
    while form:
        part = legal_forms().at_start(form) or legal_forms("start").at_start(form)
        if not part:
            break
        found.append(_english_forms()[part])
        form = form.removeprefix(part)
    return " ".join(found)


@cache
def _english_forms() -> dict[str, str]:
    table = shipped_knowledge("legal_forms.csv")
    return dict(zip(map(compact, table["form"]), table["en"], strict=True))


@lru_cache(maxsize=100_000)
def _rendered(name: str) -> tuple[str, str]:
    if not has_chinese(name):
        return name, ""
    parts = parse(name)
    words = _Words(Cased(name))
    text = words.name(parts)
    return text or name, "romanised" if words.romanised else "glossed"


@cache
def _institution_words() -> WordSet:
    """Words that institutions' names are translated by."""
    return WordSet(word for kind in _INSTITUTION_KINDS for word in glosses(kind) if len(word) > 1 or kind == "common")


def _known_word(text: str) -> tuple[str, str]:
    """The word that an institution's name goes on with and its English, ("", "") if it is unknown."""
    word = ordinal_at_start(text)
    if word:
        return word, english_ordinal(word)
    word = _institution_words().at_start(text)
    return word, _gloss(word, *_INSTITUTION_KINDS)


def _gloss(word: str, *kinds: str) -> str:
    return next((glosses(kind)[word] for kind in kinds if word in glosses(kind)), "")


class _Words:
    """The English words of one name, and whether any of them is pinyin."""

    def __init__(self, cased: Cased) -> None:
        self._cased = cased
        self.romanised = False

    def name(self, parts: CompanyName) -> str:
        """Beijing Zhipu Technology (Shanghai) Co., Ltd. Hangzhou Branch; Qilu Hospital, Shandong University."""
        lead, behind = self._places(parts)
        is_company = bool(parts.legal_form or not parts.institution)
        brand = self._brand(parts.brand) if is_company else self._known_words(parts.brand)
        body = _joined(
            *lead,
            brand,
            *(_gloss(word, "trade", "common") or self._pinyin(word) for word in parts.trade),
            _gloss(parts.institution, "institution"),
            *behind,
            english_form(parts.legal_form),
            self._other_name(parts),
        )
        unit = self._unit(parts)
        return _joined(body, unit) if is_company else ", ".join(filter(None, (unit, body)))

    def _pinyin(self, text: str) -> str:
        self.romanised |= has_chinese(text)
        return romanise(text, self._cased)

    def _places(self, parts: CompanyName) -> tuple[list[str], list[str]]:
        """Leading places, and the others in brackets."""
        text, lead = parts.text, 0
        for place in parts.places:
            full = places().at_start(text)
            written = full if place_short_names().get(full) == place else place
            if not text.startswith(written):
                break
            text = text.removeprefix(written)
            lead += 1
        english = [self._place(place) for place in parts.places]
        return english[:lead], [f"({place})" for place in english[lead:]]

    def _place(self, place: str) -> str:
        known = "China" if place == "中国" else place_english(place) or _gloss(place, "zone", "region")
        return known or self._pinyin(place)

    def _brand(self, brand: str) -> str:
        """A brand in pinyin, but for what is no name: 中国 in front, a trade word that serves as brand."""
        for nation, english in (("中国", "China"), ("国家", "National")):
            if brand.startswith(nation):
                return _joined(english, self._brand(brand.removeprefix(nation)))
        known = _gloss(brand, "trade", "compound") or (_gloss(brand, "phonetic") if len(brand) >= _UNMISTAKABLE else "")
        return known or self._pinyin(brand)

    def _known_words(self, text: str) -> str:
        """The words of an institution's name translated where known: 国家超级计算 → National Supercomputing."""
        found: list[str] = []
        unknown = ""
        while text:
            word, english = _known_word(text)
            if word in _AND and (unknown or not found or not _known_word(text[1:])[0]):
                word = ""
            if word and unknown:
                found.append(self._pinyin(unknown))
                unknown = ""
            if word:
                found.append(english)
            unknown += "" if word else text[0]
            text = text[len(word) or 1 :]
        return _joined(*found, self._pinyin(unknown))

    def _unit(self, parts: CompanyName) -> str:
        """A branch or unit: 上海分公司 → Shanghai Branch; a unit is a name of its own."""
        office = branches().at_end(parts.branch)
        if not office:
            return self._of_its_own(parts.branch)
        return _joined(self._of_its_own(parts.branch.removesuffix(office)), _gloss(office, "branch"))

    def _of_its_own(self, name: str) -> str:
        english, basis = _rendered(name) if name else ("", "")
        self.romanised |= basis == "romanised"
        return english

    def _other_name(self, parts: CompanyName) -> str:
        return f"({self._of_its_own(parts.other_name)})" if parts.other_name else ""


def _joined(*words: str) -> str:
    return " ".join(filter(None, words))
