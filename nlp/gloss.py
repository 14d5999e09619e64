"""What the parts of a name are called in English: an English name for every Chinese one."""

from functools import cache

from nlp.company_names import CompanyName, parse
from nlp.knowledge import shipped_knowledge
from nlp.pinyin import pinyin
from nlp.places import place_english
from nlp.text import has_chinese


@cache
def glosses(kind: str) -> dict[str, str]:
    """Chinese part → its most usual English, for one kind of gloss (trade, word, institution, place, phonetic)."""
    table = shipped_knowledge("glosses.csv")
    return dict(
        table.loc[table["kind"].eq(kind)].drop_duplicates("zh")[["zh", "en"]].itertuples(index=False, name=None)
    )


@cache
def _english_forms() -> dict[str, str]:
    table = shipped_knowledge("legal_forms.csv")
    return dict(zip(table["form"], table["en"], strict=True))


def english_name(name: str) -> str:
    """A readable English name: places and trade translated, the brand romanised.

    >>> english_name("杭州灵伴科技有限公司")
    'Hangzhou Lingban Technology Co., Ltd.'
    """
    if not has_chinese(name):
        return name
    parts = parse(name)
    return _institution(parts) if parts.institution else _company(parts)


def _company(parts: CompanyName) -> str:
    words = [*_places(parts), romanise(parts.brand), *(_trade(word) for word in parts.trade)]
    form = _english_forms().get(parts.legal_form, "Co., Ltd." if parts.legal_form.endswith("公司") else "")
    branch = [f"({romanise(parts.branch)})"] if parts.branch else []
    return " ".join(filter(None, [*words, form, *branch]))


def _institution(parts: CompanyName) -> str:
    ending = glosses("institution").get(parts.institution, romanise(parts.institution))
    brand = glosses("word").get(parts.brand, romanise(parts.brand)) if parts.brand else ""
    return " ".join(filter(None, [*_places(parts), brand, *(_trade(word) for word in parts.trade), ending]))


def _places(parts: CompanyName) -> list[str]:
    return [place_english().get(place, romanise(place)) for place in dict.fromkeys(parts.places)]


def _trade(word: str) -> str:
    return glosses("trade").get(word, romanise(word))


def romanise(text: str) -> str:
    """Chinese runs as one capitalised word each, other text as it is: 百度AI → Baidu AI."""
    runs: list[str] = []
    chinese = False
    for syllable in pinyin(text):
        if syllable.isascii() and syllable.isalpha() and syllable.islower():
            runs[-1:] = [runs[-1] + syllable] if chinese and runs else [*runs[-1:], syllable]
            chinese = True
        else:
            runs.append(syllable.strip())
            chinese = False
    return " ".join(run[:1].upper() + run[1:] for run in runs if run)
