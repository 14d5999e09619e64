"""Chinese text in Latin letters that a person may read: 智谱华章 → Zhipu Huazhang."""

import re
from collections.abc import Iterator

from nlp.pinyin import pinyin
from nlp.text import CJK, has_chinese, normalise, plain
from nlp.words import segment

_LATIN = re.compile(r"[A-Za-z]+")
_RUN = re.compile(f"[{CJK}]+|[^\\W{CJK}_]+")
_ONE_WORD = 3  # characters that are written as one word whatever the segmentation


class Cased:
    """How the Latin words of a name are written, since `normalise` folds their case: ai → AI."""

    def __init__(self, name: str) -> None:
        self._written = {run.casefold(): run for run in _LATIN.findall(plain(name))}

    def restore(self, word: str) -> str:
        """The word as the name writes it; one that the name does not hold gets a capital."""
        restored = _LATIN.sub(lambda run: self._written.get(run[0], run[0]), word)
        return restored if restored != word else word[:1].upper() + word[1:]


def romanise(text: str, cased: Cased | None = None) -> str:
    """Words in pinyin with capitals, ü as in passports (吕 Lyu), Latin words as they are written.

    >>> romanise("智谱华章"), romanise("天安"), romanise("绿洲AI")
    ('Zhipu Huazhang', "Tian'an", 'Lyuzhou AI')
    """
    written = cased or Cased(text)
    return " ".join(_capital(_spelt(word)) if has_chinese(word) else written.restore(word) for word in _words(text))


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _words(text: str) -> Iterator[str]:
    """Words of a text, without its punctuation; a short Chinese run is one word."""
    for run in _RUN.findall(normalise(text)):
        yield from _grouped(run) if has_chinese(run) and len(run) > _ONE_WORD else [run]


def _grouped(run: str) -> list[str]:
    """The words of a Chinese run; characters that stand alone join each other, a single one a word beside it."""
    groups: list[str] = []
    loose = False
    for word in segment(run):
        alone = len(word) == 1
        if alone and loose:
            groups[-1] += word
        else:
            groups.append(word)
        loose = alone
    for i in range(len(groups) - 1, 0, -1):
        if len(groups[i]) == 1 or len(groups[i - 1]) == 1:
            groups[i - 1] += groups.pop(i)
    return groups


def _spelt(word: str) -> str:
    """The syllables of a word run together, an apostrophe before a vowel that begins one."""
    syllables = [re.sub(r"^([ln])v", r"\1yu", syllable) for syllable in pinyin(word)]
    return "".join(f"'{s}" if i and s[0] in "aoe" else s for i, s in enumerate(syllables))
