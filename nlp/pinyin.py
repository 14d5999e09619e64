"""Chinese characters to Latin letters."""

from functools import lru_cache


@lru_cache(maxsize=200_000)
def pinyin(text: str) -> tuple[str, ...]:
    """Syllables without tones, ü as v; runs of other characters stay as they are.

    >>> pinyin("浪潮AI")
    ('lang', 'chao', 'AI')
    """
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(text))


def initials(text: str) -> str:
    """First letters of the syllables: 工商银行 → gsyh."""
    return "".join(syllable[:1].lower() for syllable in pinyin(text))
